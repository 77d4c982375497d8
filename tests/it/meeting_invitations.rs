//! Invitations to meetings: mails in everyone's own language and zone, calendar entries, addresses.

use crate::meetings::{SOON, act, plan, refused};
use dure_tests::story::{done, id_in};
use dure_tests::{Mail, Story};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

/// Mails beyond those of the story, once there are so many.
pub(crate) async fn mails(story: &Story, count: usize) -> Vec<Mail> {
    for _ in 0..400 {
        let all = story.app.mails().iter().map(|eml| Mail::parse(eml)).collect::<Vec<_>>();
        let about: Vec<Mail> =
            all.into_iter().filter(|mail| mail.all("content-type")[0].starts_with("multipart/")).collect();
        if about.len() >= count {
            assert_eq!(about.len(), count, "more mails than expected");
            return about;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{} mails of {count}", story.app.mails().len());
}

/// What a mail says, and its calendar entry with folds undone.
fn parts(mail: &Mail) -> (String, String) {
    let kind = mail.all("content-type")[0];
    let boundary = kind.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let parts: Vec<Mail> = mail
        .body
        .split(&format!("--{boundary}"))
        .filter(|part| part.contains("\r\n\r\n"))
        .map(|part| Mail::parse(part.trim_start_matches("\r\n").trim_end_matches("\r\n")))
        .collect();
    assert_eq!(parts.len(), 2, "{}", mail.body);
    assert!(parts[0].all("content-type")[0].starts_with("text/plain"));
    let calendar = parts[1].all("content-type")[0];
    assert!(calendar.starts_with("text/calendar; charset=utf-8; method="), "{calendar}");
    (parts[0].body.clone(), parts[1].body.replace("\r\n ", ""))
}

#[tokio::test]
async fn who_is_invited_gets_one_mail_in_their_language_and_their_zone() {
    let story = Story::begin();
    let research = story.of("research");
    done(research.patch("/me", &json!({ "locale": "es", "time_zone": "America/Monterrey" })).await);
    let body = json!({ "title": "주간 회의; 1, 2", "video_url": "https://meet.example.com/room" });
    let meeting = plan(&story, "lead", body).await;
    let sent = mails(&story, 4).await;
    let mut to: Vec<&str> = sent.iter().map(|mail| mail.all("to")[0]).collect();
    to.sort_unstable();
    assert_eq!(to, ["approver@example.kr", "lead@example.kr", "observer@example.kr", "research@example.kr"]);
    let mail = sent.iter().find(|mail| mail.all("to")[0] == research.email).unwrap();
    assert_eq!(mail.all("subject"), ["Reunión: 주간 회의; 1, 2"]);
    let (words, entry) = parts(mail);
    assert!(words.contains("2099-11-25 (mié) 18:00–19:00, America/Monterrey (UTC-06:00)"), "{words}");
    assert!(words.contains("2099-11-26 (jue) 09:00–10:00, Asia/Seoul (UTC+09:00)"), "{words}");
    assert!(words.contains(&format!(
        "http://dure.localhost/projects/{}/meetings/{}",
        story.project,
        id_in(&meeting)
    )));
    assert!(words.contains("https://meet.example.com/room"));
    for line in [
        "METHOD:REQUEST",
        &format!("UID:{}", id_in(&meeting)),
        "SEQUENCE:0",
        "DTSTART:20991126T000000Z",
        "DTEND:20991126T010000Z",
        "SUMMARY:주간 회의\\; 1\\, 2",
        "LOCATION:https://meet.example.com/room",
    ] {
        assert!(entry.lines().any(|known| known == line), "{line} in {entry}");
    }
    let all = sent.iter().map(|mail| parts(mail).1).collect::<String>();
    assert_eq!(all.matches("ATTENDEE").count(), 4, "everyone reads their own address alone");
    let own = sent.iter().find(|mail| mail.all("to")[0] == "lead@example.kr").unwrap();
    assert!(!parts(own).1.contains("research"), "{}", parts(own).1);
    assert!(!parts(own).0.contains("Monterrey"), "one zone, one line");

    let cancelled =
        done(act(story.of("lead"), &meeting, "cancellation", json!({ "reason": "Secret." })).await);
    assert_eq!((&cancelled["state"], &cancelled["sequence"]), (&json!("cancelled"), &json!(1)));
    let sent = mails(&story, 8).await;
    let gone: Vec<&Mail> = sent.iter().filter(|mail| mail.all("subject")[0].contains("cancel")).collect();
    assert_eq!(gone.len(), 3 + 1, "three in English, one in Spanish");
    for mail in gone {
        let (words, entry) = parts(mail);
        assert!(entry.contains("METHOD:CANCEL") && entry.contains("STATUS:CANCELLED"));
        assert!(entry.contains("SEQUENCE:1") && !format!("{words}{entry}").contains("Secret"));
    }
}

#[tokio::test]
async fn guests_who_are_no_longer_invited_are_told_and_a_record_of_the_past_invites_nobody() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (quality, supplier) = (story.id("quality_party"), story.id("supplier_party"));
    let meeting = plan(&story, "lead", json!({ "party_ids": [quality, supplier] })).await;
    assert_eq!(mails(&story, 3).await.len(), 3, "lead, observer, approver");
    let path = format!("/meetings/{}", id_in(&meeting));
    let changed =
        done(lead.patch(&path, &json!({ "party_ids": [supplier, story.id("research_party")] })).await);
    assert_eq!(changed["sequence"], 1);
    let sent = mails(&story, 7).await;
    let of = |to: &str, method: &str| {
        let is =
            |mail: &&Mail| mail.all("to")[0] == to && parts(mail).1.contains(&format!("METHOD:{method}"));
        sent.iter().filter(is).count()
    };
    assert_eq!((of("approver@example.kr", "CANCEL"), of("approver@example.kr", "REQUEST")), (1, 1));
    assert_eq!((of("research@example.kr", "CANCEL"), of("research@example.kr", "REQUEST")), (0, 1));
    assert_eq!((of("lead@example.kr", "CANCEL"), of("lead@example.kr", "REQUEST")), (0, 2));
    // The whole firm is invited, and so is its department.
    plan(&story, "lead", json!({ "party_ids": [story.id("customer_party")] })).await;
    mails(&story, 9).await;
    let past = plan(&story, "lead", json!({ "starts_at": "2026-01-05T01:00:00Z" })).await;
    done(act(lead, &past, "cancellation", json!({})).await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    mails(&story, 9).await;
}

#[tokio::test]
async fn the_calendar_file_is_one_entry_for_the_caller_whatever_the_title_is() {
    let story = Story::begin();
    let lead = story.of("lead");
    let long = "회의".repeat(100);
    for title in ["a;b,c\\d", "BEGIN:VEVENT", &long, "주간 \"회의\"", "👷‍♀️ site"] {
        let meeting = plan(&story, "lead", json!({ "title": title })).await;
        let path = format!("/meetings/{}/calendar", id_in(&meeting));
        let file = lead.send(Method::GET, &path, |request| request).await;
        assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8; method=REQUEST");
        assert_eq!(
            file.header("content-disposition"),
            "attachment; filename=\"meeting.ics\"; filename*=UTF-8''meeting.ics"
        );
        assert!(file.text.split("\r\n").all(|line| line.len() <= 75), "{}", file.text);
        let lines: Vec<String> = file.text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect();
        assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 2, "{}", file.text);
        let told = title.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
        assert!(lines.contains(&format!("SUMMARY:{told}")), "{lines:?}");
        assert!(
            lines.iter().any(|line| line.starts_with("ATTENDEE") && line.ends_with("mailto:lead@example.kr"))
        );
    }
    let crlf = plan(&story, "lead", json!({ "title": "a\r\nATTENDEE:mailto:x@example.com" })).await;
    assert_eq!(crlf["title"], "a ATTENDEE:mailto:x@example.com", "a title is one line from the start");
}

#[tokio::test]
async fn the_address_comes_from_the_planners_firm_whose_people_alone_see_its_template() {
    let story = Story::begin();
    let (lead, observer) = (story.of("lead"), story.of("observer"));
    let firm = format!("/firms/{}", story.id("supplier"));
    let body = json!({ "title": "x", "starts_at": SOON, "minutes": 30, "video": true });
    let path = story.in_project("/meetings");
    assert_eq!(refused(lead.post(&path, &body).await), "409 no_video_template");
    for bad in [
        "http://meet.example.com/{meeting}",
        "https://{project}.example.com/",
        "https://a:b@meet.example.com/",
        "javascript:alert(1)",
    ] {
        let answer = lead.patch(&firm, &json!({ "video_template": bad })).await;
        assert!(refused(answer).starts_with("400 validation"), "{bad}");
    }
    let template = "https://meet.example.com/{project}/{meeting}";
    let kept = done(lead.patch(&firm, &json!({ "video_template": template })).await);
    assert_eq!(kept["video_template"], template);
    assert_eq!(
        refused(observer.patch(&firm, &json!({ "clear": ["video_template"] })).await),
        "403 forbidden"
    );
    assert_eq!(done(observer.get(&firm).await)["video_template"], template);
    assert!(done(story.of("neighbour").get(&firm).await)["video_template"].is_null());
    let meeting = done(lead.post(&path, &body).await);
    assert_eq!(meeting["video_url"], format!("https://meet.example.com/L2-PACK/{}", id_in(&meeting)));
    assert_eq!(
        refused(story.of("research").post(&path, &body).await),
        "409 no_video_template",
        "another firm"
    );
    let cleared =
        done(lead.patch(&format!("/meetings/{}", id_in(&meeting)), &json!({ "clear": ["video_url"] })).await);
    assert!(cleared["video_url"].is_null());
    done(lead.patch(&firm, &json!({ "clear": ["video_template"] })).await);
    assert_eq!(refused(lead.post(&path, &body).await), "409 no_video_template");
}

/// Hostile titles and agendas come back as they are, or are refused as a field; never a fault of the server.
#[tokio::test]
async fn hostile_words_are_kept_as_words_or_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (words, from) = crate::hostile::strings();
    let (mut kept, mut refused) = (0, 0);
    for word in &words {
        let body = json!({ "title": word, "agenda": word, "starts_at": SOON, "minutes": 30 });
        let (status, told) = lead.post(&story.in_project("/meetings"), &body).await;
        match status {
            201 => {
                let file =
                    lead.send(Method::GET, &format!("/meetings/{}/calendar", id_in(&told)), |r| r).await;
                let begins = file.text.split("\r\n").filter(|line| line.starts_with("BEGIN:")).count();
                assert_eq!((file.status, begins), (200, 2), "{word:?}: {}", file.text);
                assert!(file.text.split("\r\n").all(|line| line.len() <= 75), "{word:?}");
                done(act(lead, &told, "cancellation", json!({})).await);
                kept += 1;
            }
            400 => refused += 1,
            _ => panic!("{status} for {word:?}: {told}"),
        }
    }
    println!("{kept} kept, {refused} refused, {from}");
    assert!(kept > 20 && refused > 0);
}
