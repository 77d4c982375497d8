//! Mail that tells what waits.

use crate::comments::said;
use crate::designs::{design, draft, submit};
use crate::files::upload;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use dure::config::Secret;
use dure_tests::smtp::{Manner, Smtp};
use dure_tests::story::{done, email_of, id_in};
use dure_tests::{Client, Mail, Story, database};
use serde_json::{Value, json};
use std::time::Duration;

/// The story in the week that begins next Monday, and what the postman brought.
pub(crate) struct Post {
    pub(crate) story: Story,
    pub(crate) smtp: Option<Smtp>,
    monday: NaiveDate,
}

impl Post {
    /// Mail goes to the folder. It is Monday, 07:00 in Seoul, and everybody has read everything.
    pub(crate) async fn begin() -> Self {
        Self::begin_with(None).await
    }

    pub(crate) async fn begin_with(smtp: Option<Smtp>) -> Self {
        Self::begin_after(smtp, async |_| {}).await.0
    }

    /// The same after something was done in the week before.
    pub(crate) async fn begin_after<T>(
        smtp: Option<Smtp>,
        prepare: impl AsyncFnOnce(&Story) -> T,
    ) -> (Self, T) {
        let url = smtp.as_ref().map(Smtp::url);
        let story = Story::begin_with(|config| {
            config.public_url = Some("https://dure.test".into());
            config.mail.smtp = url.map(Secret::from);
            config.mail.rest_seconds = 0;
            config.mail.timeout_seconds = 2;
        });
        let prepared = prepare(&story).await;
        let today = Utc::now().date_naive();
        let ahead = 7 - u64::from(today.weekday().num_days_from_monday());
        let post = Self { story, smtp, monday: today + Days::new(ahead) };
        post.at(0, "07:00").await;
        for part in ["lead", "approver", "research", "observer"] {
            post.read(part).await;
        }
        post.quiet().await;
        (post, prepared)
    }

    /// A moment of the week, in Seoul.
    pub(crate) fn moment(&self, day: u64, time: &str) -> i64 {
        let day = self.monday + Days::new(day);
        let at = format!("{day}T{time}:00+09:00");
        DateTime::parse_from_rfc3339(&at).unwrap().timestamp_millis()
    }

    /// It is that moment; whoever must act then has done so when this returns.
    pub(crate) async fn at(&self, day: u64, time: &str) {
        self.quiet().await;
        let kernel = &self.story.app.kernel;
        kernel.clock.shift_to(self.moment(day, time) - Utc::now().timestamp_millis());
        kernel.jobs.look();
        self.quiet().await;
    }

    /// Somebody on a device of that day: tokens do not last for weeks.
    pub(crate) async fn of(&self, part: &str) -> Client {
        self.story.of(part).sign_in_again().await
    }

    pub(crate) async fn read(&self, part: &str) {
        let path = self.story.in_project("/read-marker");
        done(self.of(part).await.put(&path, &json!({ "seq": 1_000_000 })).await);
    }

    /// Waits until the records were followed and no job is due.
    pub(crate) async fn quiet(&self) {
        let mut calm = 0;
        for _ in 0..800 {
            let mut conn = database::open(&self.story.app.data);
            let now = self.story.app.kernel.clock.now().0;
            let due = format!("SELECT id AS value FROM jobs WHERE state = 'waiting' AND run_at <= {now}");
            let is_even = self.story.app.kernel.grown.is_even();
            let is_calm = is_even && database::query(&mut conn, &due).is_empty();
            calm = if is_calm { calm + 1 } else { 0 };
            if calm == 2 {
                return;
            }
            self.story.app.kernel.jobs.look();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the post does not come to rest");
    }

    /// Every mail so far.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let all = match &self.smtp {
            Some(smtp) => smtp.taken().into_iter().map(|taken| taken.eml).collect(),
            None => self.story.app.mails(),
        };
        all.iter().map(|eml| Mail::parse(eml)).collect()
    }

    /// Mails about what waits, to a part.
    pub(crate) fn to(&self, part: &str) -> Vec<Mail> {
        let all = self.mails().into_iter();
        let is_notice = |mail: &Mail| !mail.all("list-unsubscribe").is_empty();
        let mut to: Vec<Mail> =
            all.filter(|mail| mail.all("to") == [email_of(part)] && is_notice(mail)).collect();
        // A folder has no order; the names of mails have.
        to.sort_by_key(|mail| mail.all("message-id").concat());
        to
    }

    /// Names a part in a message.
    pub(crate) async fn mention(&self, by: &Client, part: &str) -> Value {
        let body = json!({
            "body": "The secret bore is 12 mm.", "mentions": [{ "person_id": self.story.of(part).person_id }],
        });
        done(by.post(&self.story.in_project("/messages"), &body).await)
    }

    async fn wants(&self, part: &str, change: Value) -> Client {
        let client = self.of(part).await;
        done(client.patch("/me/mail", &change).await);
        client
    }
}

#[tokio::test]
async fn a_mention_is_told_once_after_some_minutes_without_anybodys_words() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "approver").await;
    post.mention(&lead, "approver").await;
    post.at(0, "10:04").await;
    assert!(post.to("approver").is_empty(), "what comes within minutes goes together");
    post.at(0, "10:06").await;
    let mails = post.to("approver");
    assert_eq!(mails.len(), 1);
    let (mail, project) = (&mails[0], &post.story.project);
    assert_eq!(mail.all("subject"), ["[L2-PACK 2라인 포장 자동화] Mentions: 2"]);
    assert!(!mail.body.contains("bore") && mail.body.contains("- Mentions: 2"), "{}", mail.body);
    let links: Vec<&str> = mail.body.split_whitespace().filter(|word| word.starts_with("http")).collect();
    assert_eq!(links[0], format!("https://dure.test/projects/{project}"));
    assert!(links.len() == 2 && links[1].starts_with("https://dure.test/unsubscribe#"), "{links:?}");
    assert_eq!(mail.all("list-unsubscribe-post"), ["List-Unsubscribe=One-Click"]);
    assert!(post.to("lead").is_empty() && post.to("research").is_empty(), "nobody is told of their own acts");
    for time in ["10:30", "17:59", "10:06", "10:20"] {
        post.at(0, time).await;
    }
    assert_eq!(post.to("approver").len(), 1, "the clock went back and forth");
    post.at(1, "09:00").await;
    let digest = post.to("approver").remove(1);
    assert_eq!(digest.all("subject"), ["[L2-PACK 2라인 포장 자동화] News: 2"]);
    for (day, time) in [(1, "09:30"), (0, "12:00"), (1, "09:00"), (1, "17:00")] {
        post.at(day, time).await;
    }
    assert_eq!(post.to("approver").len(), 2, "one digest a day, whatever the clock does");
    post.at(2, "09:00").await;
    assert_eq!(post.to("approver").len(), 2, "nothing is new");
}

/// Case 149.
#[tokio::test]
async fn a_clock_that_was_years_ahead_for_a_while_stops_no_mail() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    lead.say(&post.story.project, "Before.").await;
    post.at(4_000, "10:00").await;
    let later = post.of("lead").await;
    later.say(&post.story.project, "At a wrong time.").await;
    post.at(0, "10:10").await;
    let brought = |post: &Post| ["approver", "research", "observer"].map(|part| post.to(part).len());
    let before = brought(&post);
    post.mention(&lead, "approver").await;
    lead.say(&post.story.project, "After.").await;
    post.at(0, "10:20").await;
    assert_eq!(brought(&post), [before[0] + 1, before[1], before[2]], "the mention is told");
    post.at(1, "09:00").await;
    assert_eq!(brought(&post), [before[0] + 2, before[1] + 1, before[2] + 1], "and the rest");
}

#[tokio::test]
async fn what_was_read_or_taken_back_before_the_mail_left_is_not_told() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "approver").await;
    let said = post.mention(&lead, "research").await;
    done(lead.delete(&format!("/messages/{}", id_in(&said))).await);
    post.read("approver").await;
    post.at(0, "10:30").await;
    post.at(1, "09:00").await;
    assert!(post.to("approver").is_empty(), "it was read");
    let told = post.to("research");
    assert!(told.iter().all(|mail| !mail.body.contains("Mentions")), "it was taken back: {told:?}");
}

#[tokio::test]
async fn who_was_removed_before_the_mail_left_or_does_not_hear_is_told_nothing() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "research").await;
    post.mention(&lead, "observer").await;
    done(
        lead.delete(&post.story.in_project(&format!("/members/{}", post.story.of("research").person_id)))
            .await,
    );
    let locked = format!("/people/{}", post.story.of("observer").person_id);
    done(lead.patch(&locked, &json!({ "status": "locked" })).await);
    // For quality alone: the others learn that something was said, and nothing by mail.
    let body = json!({
        "body": "Between us.", "audience": [post.story.id("quality_party")],
        "mentions": [{ "party_id": post.story.id("quality_party") }],
    });
    done(lead.post(&post.story.in_project("/messages"), &body).await);
    for (day, time) in [(0, "10:30"), (1, "09:00"), (2, "09:00")] {
        post.at(day, time).await;
    }
    assert!(post.to("research").is_empty() && post.to("observer").is_empty());
    let told = post.to("approver");
    assert!(told[0].all("subject")[0].contains("Mentions: 1"), "{told:?}");
}

#[tokio::test]
async fn some_want_one_mail_a_day_and_some_none() {
    let post = Post::begin().await;
    post.wants("approver", json!({ "mail": "daily" })).await;
    post.wants("research", json!({ "mail": "none" })).await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    for part in ["approver", "research", "approver"] {
        post.mention(&lead, part).await;
    }
    let question = json!({ "title": "Which bore?", "owner_person_id": post.story.of("approver").person_id });
    done(lead.post(&post.story.in_project("/questions"), &question).await);
    post.at(0, "17:30").await;
    assert!(post.to("approver").is_empty());
    post.at(1, "09:00").await;
    post.at(1, "15:00").await;
    let mails = post.to("approver");
    assert_eq!(mails.len(), 1);
    let body = &mails[0].body;
    assert!(body.contains("- Mentions: 2") && body.contains("- News: 4"), "{body}");
    assert!(body.contains("Your turn: Question “Which bore?” · for a day"), "{body}");
    assert!(post.to("research").is_empty());
    post.wants("research", json!({ "mail": "each" })).await;
    post.at(1, "17:00").await;
    assert!(
        post.to("research").iter().all(|mail| !mail.body.contains("Mentions")),
        "old mentions are not dug up"
    );
}

#[tokio::test]
async fn each_is_told_in_their_own_working_hours_in_seoul_and_in_monterrey() {
    let post = Post::begin().await;
    let approver = post.of("approver").await;
    done(approver.patch("/me", &json!({ "time_zone": "America/Monterrey", "locale": "es" })).await);
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "approver").await;
    post.mention(&lead, "research").await;
    post.at(0, "10:10").await;
    let mails: Vec<String> = post.to("research").iter().map(|mail| mail.body.clone()).collect();
    assert_eq!((mails.len(), post.to("approver").len()), (1, 0), "it is Sunday evening there: {mails:?}");
    post.at(0, "23:59").await;
    assert!(post.to("approver").is_empty(), "a minute before work begins");
    post.at(1, "00:01").await; // 09:01 on Monday
    let mails = post.to("approver");
    assert!(mails.len() == 1 && mails[0].all("subject")[0].contains("Menciones: 1"), "{mails:?}");
    // Friday evening in Seoul is before noon of Friday there... and nobody works on Saturday.
    post.at(4, "18:30").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "research").await;
    for (day, time) in [(4, "23:00"), (5, "10:00"), (6, "10:00"), (7, "08:59")] {
        post.at(day, time).await;
    }
    let before = post.to("research").len();
    post.at(7, "09:00").await;
    let told = post.to("research");
    assert_eq!(told.len(), before + 1, "the weekend is over");
    assert!(told[before].body.contains("Mentions: 1"));
}

/// Case 126.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_mentions_in_a_minute_are_one_mail() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    for _ in 0..20 {
        let all = (0..50).map(|_| post.mention(&lead, "approver"));
        futures_util::future::join_all(all).await;
    }
    post.at(0, "10:06").await;
    post.at(0, "17:00").await;
    let mails = post.to("approver");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].all("subject")[0].contains("Mentions: 999+"), "{:?}", mails[0].headers);
    assert!(mails[0].body.len() < 1_000);
    let left = "SELECT person_id AS value FROM notices";
    assert!(database::query(&mut database::open(&post.story.app.data), left).is_empty());
}

#[tokio::test]
async fn beyond_the_number_of_a_day_mentions_wait_for_the_digest() {
    let post = Post::begin().await;
    for hour in 9..18 {
        post.at(0, &format!("{hour:02}:10")).await;
        let lead = post.of("lead").await;
        post.mention(&lead, "approver").await;
        post.at(0, &format!("{hour:02}:20")).await;
    }
    assert_eq!(post.to("approver").len(), 8, "the ninth waits");
    post.at(1, "09:00").await;
    let mails = post.to("approver");
    assert_eq!(mails.len(), 9);
    assert!(mails.iter().any(|mail| mail.body.contains("- Mentions: 1") && mail.body.contains("- News: 9")));
}

#[tokio::test]
async fn what_falls_to_somebody_is_told_and_its_day_remembered_before_and_once_after() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let (lead, tuesday) = (post.of("lead").await, post.monday + Days::new(1));
    let friday = post.monday + Days::new(4);
    let asked = |title: &str, due_on: NaiveDate| json!({ "title": title, "owner_person_id": post.story.of("approver").person_id, "due_on": due_on.to_string() });
    done(lead.post(&post.story.in_project("/questions"), &asked("Which bore?", friday)).await);
    let soon = done(lead.post(&post.story.in_project("/questions"), &asked("Which glue?", tuesday)).await);
    post.at(0, "10:10").await;
    let first = post.to("approver");
    assert!(first.len() == 1 && first[0].all("subject")[0].ends_with("Your turn: 2"), "{first:?}");
    assert_eq!(first[0].body.matches("https://dure.test/").count(), 2);
    assert!(first[0].body.lines().any(|line| line == "Open: https://dure.test/"), "{}", first[0].body);

    // The asker gets the ball with the answer.
    let approver = post.of("approver").await;
    done(
        approver.post(&format!("/questions/{}/answers", id_in(&soon)), &json!({ "body": "Hot melt." })).await,
    );
    post.read("approver").await;
    post.at(0, "10:20").await;
    let lead_told = post.to("lead");
    assert!(lead_told.len() == 1 && lead_told[0].body.contains("Which glue?"), "{lead_told:?}");
    assert!(!lead_told[0].body.contains("Hot melt"));

    post.at(3, "08:59").await;
    let due = |post: &Post, words: &str| {
        post.to("approver").iter().filter(|mail| mail.body.contains(words)).count()
    };
    assert_eq!(due(&post, "Due soon"), 0);
    post.at(3, "09:00").await;
    assert_eq!(due(&post, "Due soon"), 1);
    post.at(4, "12:00").await;
    post.at(6, "12:00").await;
    assert_eq!(due(&post, "Overdue"), 0, "nobody works on Sunday");
    for (day, time) in [(7, "09:00"), (8, "09:00"), (9, "15:00")] {
        post.at(day, time).await;
    }
    assert_eq!((due(&post, "Due soon"), due(&post, "Overdue")), (1, 1), "once each");
}

/// What waits of the comments on designs is told like the plan is: to a party, to a person, and without what was said.
#[tokio::test]
async fn a_comment_is_told_to_whom_it_waits_for_and_not_what_it_says() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let (lead, approver, project) = (post.of("lead").await, post.of("approver").await, &post.story.project);
    done(approver.patch("/me", &json!({ "locale": "ko" })).await);
    let made = id_in(&design(&lead, project, "DWG-100", None).await);
    let file = upload(&lead, project, "a.pdf", b"%PDF-1.7").await;
    let revision = done(submit(&lead, &done(draft(&lead, &made, &[&file], None).await)).await);
    let first = said(&approver, &revision, "The secret bore is 12 mm.").await;
    let second = said(&approver, &revision, "And this one was a mistake.").await;
    let close = |comment: &Value| format!("/comments/{}/closure", id_in(comment));
    done(approver.post(&close(&second), &json!({ "kind": "withdrawn" })).await);
    post.at(0, "10:10").await;
    for part in ["lead", "observer"] {
        let mails = post.to(part);
        assert_eq!(mails.len(), 1, "{part} is of the party that answers");
        assert_eq!(mails[0].all("subject"), ["[L2-PACK 2라인 포장 자동화] Your turn: 1"], "{part}");
        let line = "- Your turn: Comment 1 on “DWG-100 지그 조립도” · since today";
        assert!(mails[0].body.lines().any(|told| told == line), "{}", mails[0].body);
        assert!(!mails[0].body.contains("bore") && !mails[0].body.contains("mistake"));
    }
    assert!(post.to("approver").is_empty() && post.to("research").is_empty(), "nobody else has the ball");
    // The answer gives it to who made the comment, in their language.
    let answer = json!({ "kind": "accepted", "body": "The secret bore moves." });
    done(lead.post(&format!("/comments/{}/answers", id_in(&first)), &answer).await);
    post.at(0, "10:20").await;
    let told = post.to("approver");
    assert_eq!(told.len(), 1);
    let line = "- 내 차례: 검토 의견 1번(“DWG-100 지그 조립도”) · 오늘";
    assert!(told[0].body.lines().any(|told| told == line), "{}", told[0].body);
    assert!(!told[0].body.contains("bore"));
    // What still waits the next morning stands in the digest; what is closed does not.
    post.at(1, "09:00").await;
    assert!(post.to("approver")[1].body.contains("검토 의견 1번"), "{}", post.to("approver")[1].body);
    let approver = post.of("approver").await;
    done(approver.post(&close(&first), &json!({ "kind": "settled" })).await);
    post.of("lead").await.say(project, "News.").await;
    post.at(2, "09:00").await;
    let digest = post.to("approver").pop().unwrap();
    assert!(post.to("approver").len() == 3 && !digest.body.contains("검토 의견"), "{}", digest.body);
}

/// Case 125.
#[tokio::test]
async fn no_name_or_title_adds_a_header_or_a_recipient() {
    let post = Post::begin_with(Some(Smtp::start(Manner::Takes))).await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    let evil = [
        "=?utf-8?q?=0d=0aBcc:_x@evil.example?=",
        "a\r\nBcc: x@evil.example",
        "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=",
    ];
    for name in evil {
        let (status, refused) = lead.patch(&post.story.in_project(""), &json!({ "name": name })).await;
        assert!(status == 200, "{refused}");
        let body = json!({ "title": name, "owner_person_id": post.story.of("approver").person_id });
        done(lead.post(&post.story.in_project("/questions"), &body).await);
        let invite =
            json!({ "email": "new@example.kr", "name": name, "role": "member", "department_ids": [] });
        done(lead.post(&format!("/firms/{}/invitations", lead.firm_id), &invite).await);
        done(
            lead.patch(&format!("/firms/{}", lead.firm_id), &json!({ "name": format!("{name} Works") }))
                .await,
        );
    }
    post.at(0, "10:10").await;
    post.at(1, "09:00").await;
    let taken = post.smtp.as_ref().unwrap().taken();
    assert!(taken.len() >= 5, "{} mails", taken.len());
    let known = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "auto-submitted",
        "list-unsubscribe",
        "list-unsubscribe-post",
    ];
    for mail in &taken {
        assert_eq!(mail.to.len(), 1, "{mail:?}");
        let read = Mail::parse(&mail.eml);
        assert_eq!(read.all("to"), [mail.to[0].as_str()]);
        for (name, value) in &read.headers {
            assert!(known.contains(&name.as_str()), "{name}: {value}");
            assert!(
                !value.contains('\r') && !value.contains('\n') && !value.contains("=?"),
                "{name}: {value}"
            );
        }
        let raw = mail.eml.split("\r\n\r\n").next().unwrap();
        assert!(!raw.to_lowercase().contains("\nbcc"), "{raw}");
    }
    println!("{} mails", taken.len());
}

/// When the ball of an approval comes, one mail says so: which approval, and not what it is for.
#[tokio::test]
async fn an_approval_is_told_to_whom_it_waits_for_and_not_what_it_is_for() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let (lead, project) = (post.of("lead").await, &post.story.project);
    let made = id_in(&design(&lead, project, "DWG-100", None).await);
    let file = upload(&lead, project, "a.pdf", b"%PDF-1.7").await;
    let revision = done(submit(&lead, &done(draft(&lead, &made, &[&file], None).await)).await);
    let steps = json!([{
        "name": "Quality", "mode": "all", "due_days": 3, "on_overdue": "remind",
        "seats": [{ "department_id": post.story.id("quality"), "kind": "required" }],
    }]);
    let body = json!({ "name": "Jig", "steps": steps });
    let route = done(lead.post(&post.story.in_project("/routes"), &body).await);
    let body =
        json!({ "revision_ids": [revision["id"]], "purpose": "The secret price.", "route_id": route["id"] });
    done(lead.post(&post.story.in_project("/submissions"), &body).await);
    post.at(0, "10:10").await;
    let told = post.to("approver");
    assert_eq!(told.len(), 1);
    let line = "- Your turn: Approval 1 on “DWG-100 지그 조립도” · since today";
    assert!(told[0].body.lines().any(|told| told == line), "{}", told[0].body);
    assert!(!told[0].body.contains("price"));
    assert!(post.to("lead").is_empty() && post.to("research").is_empty(), "nobody else has the ball");
    // R30: who is late is reminded, once a working day.
    let reminded = async || {
        let events = post.of("lead").await.events(project, 0).await;
        events.iter().filter(|event| event["kind"] == "approvals.seats_reminded").count()
    };
    assert_eq!(reminded().await, 0);
    for (day, times) in [(7, 1), (9, 2)] {
        let before = post.to("approver").len();
        post.at(day, "10:00").await;
        post.at(day, "10:20").await;
        assert!(post.to("approver").len() > before, "no mail on day {day}");
        assert!(post.to("approver").last().unwrap().body.contains("Approval 1 on"));
        assert_eq!(reminded().await, times);
    }
}
