//! Mail that did not leave, whoever was meant, and the end of somebody's mail.

use crate::notices::Post;
use diesel::connection::SimpleConnection;
use dure_tests::smtp::{Manner, Smtp};
use dure_tests::story::{done, email_of, id_in};
use dure_tests::{Client, Mail, Story, database};
use serde_json::{Value, json};
use std::time::Duration;

/// Where the lead's mail ends, or nobody's.
pub(crate) fn unsubscription(story: &Story, target: &str) -> String {
    let lead = story.of("lead").person_id.parse().unwrap();
    let token = match target {
        "none" => format!("{}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", dure_tests::nothing()),
        _ => dure::kernel::access::unsubscription_token(&story.app.kernel.secrets, lead),
    };
    format!("/unsubscriptions/{token}")
}

/// A mail about somebody of a firm that did not leave.
pub(crate) fn mail_failure(story: &Story, firm: &str) -> String {
    if !["customer", "supplier", "outside"].contains(&firm) {
        return dure_tests::nothing();
    }
    let firm = story.id(firm);
    let id = dure_tests::nothing();
    let rows = format!(
        "INSERT INTO jobs (id, kind, payload, run_at, attempts, state) VALUES ('{id}', 'kept', '{{}}', 0, 1, 'failed'); \
         INSERT INTO mail_failures (id, firm_id, address, kind, attempts, last_at, state, reason) \
         VALUES ('{id}', '{firm}', 'a@example.kr', 'notices', 1, 0, 'given_up', 'refused')"
    );
    database::open(&story.app.data).batch_execute(&rows).unwrap();
    id
}

/// Failures as an administrator sees them.
async fn failures(admin: &Client) -> Vec<Value> {
    let page = done(admin.get(&format!("/firms/{}/mail-failures", admin.firm_id)).await);
    page["items"].as_array().unwrap().clone()
}

/// Case 127.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_away_costs_nobody_anything_and_the_administrator_sees_it() {
    let smtp = Smtp::start(Manner::Gone);
    let post = Post::begin_with(Some(smtp.clone())).await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "approver").await;
    let invite = json!({ "email": "new@example.kr", "name": "New", "role": "member", "department_ids": [] });
    done(lead.post(&format!("/firms/{}/invitations", lead.firm_id), &invite).await);
    for minutes in [6, 8, 12, 20, 40] {
        post.at(0, &format!("10:{minutes:02}")).await;
        let started = std::time::Instant::now();
        lead.say(&post.story.project, "The work goes on.").await;
        assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    }
    let admin = post.of("customer_admin").await;
    let seen = failures(&admin).await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(seen[0]["to"], email_of("approver"));
    assert_eq!(
        (&seen[0]["kind"], &seen[0]["state"], &seen[0]["reason"]),
        (&json!("notices"), &json!("retrying"), &json!("unreachable"))
    );
    assert!(seen[0]["attempts"].as_i64().unwrap() > 1);
    let own = failures(&lead).await;
    assert!(
        own.iter().any(|failure| failure["kind"] == "invite_person" && failure["to"] == "new@example.kr")
    );
    // Only to the administrators of the firm.
    for part in ["approver", "lead", "coordinator", "neighbour", "outsider"] {
        let path = format!("/firms/{}/mail-failures", admin.firm_id);
        let status = post.of(part).await.get(&path).await.0;
        assert!(status == 403 || status == 404, "{part}: {status}");
    }
    let waiting = "SELECT kind AS value FROM jobs WHERE state = 'waiting' AND kind IN ('mail', 'notices')";
    let waiting = database::query(&mut database::open(&post.story.app.data), waiting);
    assert!(waiting.len() <= 14, "at most a call per person, and the invitation: {waiting:?}");
    let tries = smtp.calls();
    assert!(tries < 40, "{tries} tries: it backs off");
    smtp.be(Manner::Takes);
    post.at(0, "14:40").await;
    assert_eq!(post.to("approver").len(), 1);
    let letters = post.mails().iter().filter(|mail| mail.all("to") == ["new@example.kr"]).count();
    assert_eq!(letters, 1, "once");
    assert!(failures(&admin).await.is_empty() && failures(&lead).await.is_empty(), "what left is no failure");
}

/// Case 127.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_for_good_is_given_up_at_once_until_somebody_says_otherwise() {
    let smtp = Smtp::start(Manner::Later);
    let post = Post::begin_with(Some(smtp.clone())).await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "approver").await;
    post.at(0, "10:06").await;
    let admin = post.of("customer_admin").await;
    let seen = failures(&admin).await;
    assert_eq!((&seen[0]["state"], &seen[0]["reason"]), (&json!("retrying"), &json!("refused")));
    smtp.be(Manner::Nobody);
    post.at(0, "10:10").await;
    let seen = failures(&admin).await;
    assert_eq!((&seen[0]["state"], &seen[0]["reason"]), (&json!("given_up"), &json!("invalid_address")));
    let tries = smtp.calls();
    post.mention(&lead, "approver").await;
    post.at(0, "12:00").await;
    assert_eq!(smtp.calls(), tries, "nobody writes to an address that is none");
    smtp.be(Manner::Takes);
    let admin = post.of("customer_admin").await;
    let path = format!("/firms/{}/mail-failures/{}/retries", admin.firm_id, id_in(&seen[0]));
    assert_eq!(post.of("approver").await.post(&path, &json!({})).await.0, 403);
    let retried = done(admin.post(&path, &json!({})).await);
    assert_eq!(retried["state"], "retrying");
    post.quiet().await;
    let told = post.to("approver");
    assert!(told.len() == 1 && told[0].body.contains("Mentions: 2"), "{told:?}");
    assert!(failures(&admin).await.is_empty());
    assert_eq!(admin.post(&path, &json!({})).await.0, 404);
}

/// Case 127: a server that hangs holds up no other work, and no letter holds up a call.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_says_nothing_holds_up_no_other_job() {
    let smtp = Smtp::start(Manner::Hangs);
    let post = Post::begin_with(Some(smtp.clone())).await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    let invite = json!({ "email": "new@example.kr", "name": "New", "role": "member", "department_ids": [] });
    done(lead.post(&format!("/firms/{}/invitations", lead.firm_id), &invite).await);
    while smtp.calls() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let started = std::time::Instant::now();
    done(lead.patch("/me", &json!({ "name": "The lead" })).await);
    let member = post.story.in_project(&format!("/members/{}", lead.person_id));
    while done(lead.get(&member).await)["name"] != "The lead" {
        assert!(started.elapsed() < Duration::from_secs(4), "the new name waits for the mail server");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    post.quiet().await;
    let seen = failures(&lead).await;
    assert_eq!((seen.len(), &seen[0]["reason"]), (1, &json!("unreachable")));
}

#[tokio::test]
async fn a_link_ends_the_mail_of_its_person_alone_and_looking_changes_nothing() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let lead = post.of("lead").await;
    post.mention(&lead, "approver").await;
    post.mention(&lead, "research").await;
    post.at(0, "10:10").await;
    let link = |part: &str| post.to(part)[0].all("list-unsubscribe")[0].trim_matches(['<', '>']).to_owned();
    let token = |part: &str| link(part).rsplit('/').next().unwrap().to_owned();
    let (own, other) = (token("approver"), token("research"));
    assert_eq!(link("approver"), format!("https://dure.test/api/v1/unsubscriptions/{own}"));
    let nobody = post.story.nobody();
    let path = format!("/unsubscriptions/{own}");
    for _ in 0..3 {
        let shown = done(nobody.get(&path).await);
        assert_eq!(shown, json!({ "address": "a***@example.kr", "mail": "each" }));
    }
    let (id, mac) = own.split_once('.').unwrap();
    let (other_id, other_mac) = other.split_once('.').unwrap();
    let invited = post.story.app.mails().iter().find_map(|mail| {
        Mail::parse(mail)
            .body
            .split_once("/invite#")
            .map(|(_, rest)| rest.split_whitespace().next().unwrap().to_owned())
    });
    let foreign = [
        format!("{id}.{other_mac}"),
        format!("{other_id}.{mac}"),
        format!("{own}x"),
        id.to_owned(),
        invited.expect("an invitation"),
    ];
    for token in foreign {
        let path = format!("/unsubscriptions/{token}");
        assert_eq!(
            (nobody.get(&path).await.0, nobody.post(&path, &json!({})).await.0),
            (404, 404),
            "{token}"
        );
    }
    let click = |body: &'static str| {
        let request = nobody.request(reqwest::Method::POST, &path);
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    };
    let answer = dure_tests::cast::answer;
    assert_eq!(answer(click("something=else")).await.status, 400);
    assert_eq!(done(post.of("approver").await.get("/me/mail").await)["mail"], "each");
    assert_eq!(answer(click("List-Unsubscribe=One-Click")).await.status, 200);
    assert_eq!(done(nobody.get(&path).await)["mail"], "none");
    assert_eq!(done(post.of("approver").await.get("/me/mail").await)["mail"], "none");
    assert_eq!(done(post.of("research").await.get("/me/mail").await)["mail"], "each");
    post.mention(&lead, "approver").await;
    post.at(0, "12:00").await;
    post.at(1, "09:00").await;
    assert_eq!(post.to("approver").len(), 1, "no more of it");
    // Case 133: the secret of the link is kept nowhere.
    let bytes = database::bytes(&post.story.app.data);
    assert!(!bytes.windows(mac.len()).any(|part| part == mac.as_bytes()));
}

#[tokio::test]
async fn preferences_have_a_form_and_refusals_say_what_is_wrong_in_the_callers_language() {
    let post = Post::begin().await;
    let lead = post.of("lead").await;
    let usual = done(lead.get("/me/mail").await);
    let week = json!(["mon", "tue", "wed", "thu", "fri"]);
    assert_eq!((&usual["mail"], &usual["days"]), (&json!("each"), &week));
    assert_eq!(
        (&usual["from"], &usual["to"], &usual["time_zone"]),
        (&json!("09:00"), &json!("18:00"), &json!("Asia/Seoul"))
    );
    let cases = [
        (json!({ "mail": "often" }), "/mail", "unknown_word"),
        (json!({ "days": [] }), "/days", "no_day"),
        (json!({ "days": ["mon", "mon"] }), "/days/1", "duplicate"),
        (json!({ "days": ["monday"] }), "/days/0", "unknown_word"),
        (json!({ "from": "9:00" }), "/from", "time_of_day"),
        (json!({ "to": "24:01" }), "/to", "time_of_day"),
        (json!({ "from": "18:00" }), "/from", "hours"),
        (json!({ "from": "10:00", "to": "10:00" }), "/to", "hours"),
        (json!({ "zone": "Asia/Seoul" }), "/zone", "unknown_field"),
    ];
    for (change, pointer, code) in cases {
        for language in ["ko", "en", "es"] {
            let with =
                |request: reqwest::RequestBuilder| request.json(&change).header("accept-language", language);
            let refused = lead.send(reqwest::Method::PATCH, "/me/mail", with).await;
            let problem = refused.json();
            assert_eq!((refused.status, problem["code"].as_str()), (400, Some("validation")), "{problem}");
            let told = &problem["errors"][0];
            assert_eq!(
                (told["pointer"].as_str(), told["code"].as_str()),
                (Some(pointer), Some(code)),
                "{problem}"
            );
            assert!(!told["detail"].as_str().unwrap().contains("fields."), "{problem}");
        }
    }
    let change = json!({ "mail": "daily", "days": ["sun", "wed"], "from": "00:00", "to": "24:00" });
    let kept = done(lead.patch("/me/mail", &change).await);
    assert_eq!((&kept["days"], &kept["to"]), (&json!(["wed", "sun"]), &json!("24:00")));
    assert_eq!(done(lead.get("/me/mail").await), kept);
}
