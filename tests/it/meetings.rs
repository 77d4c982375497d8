//! Meetings: planned in two time zones, held, closed with a page that both sides confirm.

use crate::calls::Call;
use crate::meeting_invitations::mails;
use dure_tests::story::{done, id_in};
use dure_tests::{Answer, Client, Story, golden, nothing};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// A record of the past invites nobody.
const LONG_AGO: &str = "2026-01-05T01:00:00Z";
pub(crate) const SOON: &str = "2099-11-26T09:00:00+09:00";

pub(crate) fn refused(answer: (u16, Value)) -> String {
    assert!(answer.0 >= 400, "{}", answer.1);
    let field = answer.1["errors"][0]["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
    format!("{} {}{field}", answer.0, answer.1["code"].as_str().unwrap())
}

pub(crate) async fn plan(story: &Story, part: &str, more: Value) -> Value {
    let mut body = json!({ "title": "Weekly", "starts_at": SOON, "minutes": 60 });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    done(story.of(part).post(&story.in_project("/meetings"), &body).await)
}

pub(crate) async fn act(by: &Client, meeting: &Value, what: &str, body: Value) -> (u16, Value) {
    by.post(&format!("/meetings/{}/{what}", id_in(meeting)), &body).await
}

async fn read(by: &Client, meeting: &Value) -> Answer {
    by.send(Method::GET, &format!("/meetings/{}", id_in(meeting)), |request| request).await
}

async fn confirm(by: &Client, meeting: &Value, tag: &str) -> Answer {
    let path = format!("/meetings/{}/confirmations", id_in(meeting));
    by.send(Method::POST, &path, |request| request.header("if-match", tag).json(&json!({}))).await
}

async fn note(story: &Story, part: &str, list: &str, meeting: &Value, title: &str) -> Value {
    let body = json!({ "title": title, "meeting_id": meeting["id"] });
    done(story.of(part).post(&story.in_project(&format!("/{list}")), &body).await)
}

/// A meeting of the lead's that was held and closed, with a decision and an action.
async fn closed(story: &Story) -> Value {
    let meeting = plan(story, "lead", json!({ "agenda": "1. Motor\n2. Bore" })).await;
    let lead = story.of("lead");
    done(act(lead, &meeting, "start", json!({})).await);
    note(story, "approver", "decisions", &meeting, "12.5 mm it is").await;
    note(story, "research", "actions", &meeting, "Measure the third hole").await;
    let closing = json!({
        "summary": "The bore is 12.5 mm.", "attendee_ids": [lead.person_id, story.of("approver").person_id],
    });
    done(act(lead, &meeting, "closure", closing).await)
}

#[tokio::test]
async fn a_meeting_is_planned_held_closed_and_confirmed_by_both_sides() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let meeting = plan(&story, "lead", json!({ "agenda": "1. Motor" })).await;
    assert_eq!(
        (&meeting["state"], &meeting["starts_at"]),
        (&json!("planned"), &json!("2099-11-26T00:00:00.000Z"))
    );
    assert_eq!((&meeting["time_zone"], &meeting["sequence"]), (&json!("Asia/Seoul"), &json!(0)));
    assert!(meeting["party_ids"].is_null() && meeting["page"].is_null());
    let note_before = json!({ "title": "Too early", "meeting_id": meeting["id"] });
    let answer = approver.post(&story.in_project("/decisions"), &note_before).await;
    assert_eq!(refused(answer), "409 meeting_not_running");

    let running = done(act(lead, &meeting, "start", json!({})).await);
    assert!(running["started_at"].is_string());
    assert_eq!(running["allowed_actions"], json!(["update_meeting", "close_meeting"]));
    let decision = note(&story, "approver", "decisions", &meeting, "12.5 mm it is").await;
    let action = note(&story, "research", "actions", &meeting, "Measure the third hole").await;
    assert_eq!(action["meeting_id"], meeting["id"]);
    let draft = done(read(observer, &meeting).await.parts());
    assert_eq!(draft["page"]["items"][0]["id"], decision["id"], "the page grows while people talk");
    assert!(draft["page_sha256"].is_null());

    let closing =
        json!({ "summary": "The bore is 12.5 mm.", "attendee_ids": [lead.person_id, approver.person_id] });
    let closed = done(act(lead, &meeting, "closure", closing).await);
    assert_eq!(
        closed["counts"],
        json!([{ "kind": "decision", "count": 1 }, { "kind": "action", "count": 1 }])
    );
    let seen = read(approver, &meeting).await;
    let page = seen.json()["page"].clone();
    assert_eq!(page["attendees"][1]["department_name"], "품질보증");
    assert_eq!(page["attendees"][0]["side"], "supplier");
    assert_eq!(page["items"][1]["owner"], "research (연구개발)");
    assert_eq!(seen.json()["allowed_actions"], json!(["confirm_meeting"]));

    let tag = seen.header("etag").to_owned();
    let ours = confirm(approver, &meeting, &tag).await;
    assert_eq!(ours.status, 200, "{}", ours.text);
    assert_eq!(ours.json()["confirmations"][0]["side"], "customer");
    assert_eq!(ours.json()["confirmations"][0]["firm_name"], "고객전자");
    assert!(ours.json()["closed_seq"].is_null());
    let again = confirm(story.of("research"), &meeting, &tag).await;
    assert_eq!(
        (again.status, again.json()["seq"].is_null()),
        (200, true),
        "a side has one word: {}",
        again.text
    );
    let theirs = confirm(lead, &meeting, &tag).await.json();
    assert_eq!(theirs["closed_seq"], theirs["seq"], "one page, one tag, both sides: {theirs}");
    assert_eq!(theirs["allowed_actions"], json!([]));
    assert_eq!(refused(act(lead, &meeting, "reopening", json!({})).await), "409 meeting_settled");
    assert_eq!(refused(act(lead, &meeting, "cancellation", json!({})).await), "409 meeting_settled");
}

#[tokio::test]
async fn a_page_waits_with_who_may_confirm_it_until_their_side_has() {
    let story = Story::begin();
    let waits = async |part: &str| -> Vec<Value> {
        let page = done(story.of(part).get("/me/confirmations").await);
        page["items"].as_array().unwrap().iter().map(|turn| turn["meeting"]["id"].clone()).collect()
    };
    let running = plan(&story, "lead", json!({})).await;
    done(act(story.of("lead"), &running, "start", json!({})).await);
    let (first, second) = (closed(&story).await, closed(&story).await);
    let both = vec![first["id"].clone(), second["id"].clone()];
    for (part, expected) in
        [("lead", &both), ("approver", &both), ("observer", &vec![]), ("outsider", &vec![])]
    {
        assert_eq!(&waits(part).await, expected, "{part}");
    }
    let turn = done(story.of("approver").get("/me/confirmations?limit=1").await);
    assert_eq!(
        turn["items"][0]["project_name"],
        done(story.of("lead").get(&story.in_project("")).await)["name"]
    );
    assert_eq!(turn["items"][0]["meeting"]["allowed_actions"], json!(["confirm_meeting"]));
    let next = format!("/me/confirmations?limit=1&after={}", turn["next"].as_str().unwrap());
    assert_eq!(done(story.of("approver").get(&next).await)["items"][0]["meeting"]["id"], second["id"]);

    let tag = read(story.of("approver"), &first).await.header("etag").to_owned();
    assert_eq!(confirm(story.of("approver"), &first, &tag).await.status, 200);
    assert_eq!(waits("approver").await, both[1..], "their side has its word");
    assert_eq!(waits("lead").await, both, "the other side has not");
    assert_eq!(confirm(story.of("lead"), &first, &tag).await.status, 200);
    assert_eq!(waits("lead").await, both[1..]);
    done(act(story.of("lead"), &second, "reopening", json!({})).await);
    assert_eq!(waits("lead").await, Vec::<Value>::new(), "there is no page any more");
}

/// What was confirmed stays what was confirmed.
#[tokio::test]
async fn the_page_stays_as_it_was_closed_whatever_becomes_of_its_items() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let meeting = closed(&story).await;
    let bytes = lead.send(Method::GET, &format!("/meetings/{}/page", id_in(&meeting)), |r| r).await;
    assert_eq!(sha256(bytes.text.as_bytes()), meeting["page_sha256"].as_str().unwrap());
    assert_eq!(
        bytes.header("content-disposition"),
        "attachment; filename=\"meeting.json\"; filename*=UTF-8''meeting.json"
    );
    let before = read(lead, &meeting).await;
    let page: Value = serde_json::from_str(&bytes.text).unwrap();
    assert_eq!(before.json()["page"], page);
    let action = page["items"][1]["id"].as_str().unwrap();
    let path = story.in_project(&format!("/actions/{action}"));
    done(research.patch(&path, &json!({ "title": "Measure both holes" })).await);
    done(research.patch(&path, &json!({ "state": "done" })).await);
    let after = read(lead, &meeting).await;
    assert_eq!(after.json()["page"], page);
    assert_eq!(after.header("etag"), before.header("etag"));
    let late = json!({ "title": "Forgot this", "meeting_id": meeting["id"] });
    assert_eq!(refused(lead.post(&story.in_project("/ideas"), &late).await), "409 meeting_not_running");
}

fn sha256(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Nobody confirms a page that they have not read.
#[tokio::test]
async fn a_page_that_was_changed_is_confirmed_anew() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let meeting = closed(&story).await;
    let tag = read(approver, &meeting).await.header("etag").to_owned();
    let path = format!("/meetings/{}/confirmations", id_in(&meeting));
    assert_eq!(refused(approver.post(&path, &json!({})).await), "428 precondition_required");
    assert_eq!(confirm(lead, &meeting, &tag).await.status, 200);
    let open = done(act(lead, &meeting, "reopening", json!({})).await);
    assert_eq!((&open["state"], &open["confirmations"]), (&json!("running"), &json!([])));
    assert!(open["page_sha256"].is_null());
    let gone = lead.get(&format!("/meetings/{}/page", id_in(&meeting))).await;
    assert_eq!(refused(gone), "409 meeting_not_closed");
    note(&story, "lead", "ideas", &meeting, "A jig").await;
    let closed = done(act(lead, &meeting, "closure", json!({ "summary": "And a jig." })).await);
    assert_eq!(closed["counts"].as_array().unwrap().len(), 3);
    let late = confirm(approver, &meeting, &tag).await;
    assert_eq!((late.status, late.code().as_str()), (412, "precondition_failed"));
    let tag = read(approver, &meeting).await.header("etag").to_owned();
    assert_eq!(confirm(approver, &meeting, &tag).await.status, 200);
}

#[tokio::test]
async fn each_side_is_spoken_for_by_its_leads_and_nobody_speaks_for_both() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let meeting = closed(&story).await;
    let tag = read(approver, &meeting).await.header("etag").to_owned();
    assert_eq!(confirm(observer, &meeting, &tag).await.code(), "forbidden");
    let admin = story.of("customer_admin");
    let body = json!({ "person_id": admin.person_id, "role": "lead" });
    done(lead.post(&story.in_project("/members"), &body).await);
    let outranked = confirm(approver, &meeting, &tag).await;
    assert_eq!((outranked.status, outranked.code().as_str()), (403, "lead_confirms"));
    assert_eq!(confirm(admin, &meeting, &tag).await.json()["confirmations"][0]["side"], "customer");
    let unchanged = confirm(admin, &meeting, &tag).await.json();
    assert_eq!(unchanged["confirmations"].as_array().unwrap().len(), 1, "not for the other side too");
    assert_eq!(confirm(lead, &meeting, &tag).await.json()["confirmations"][1]["side"], "supplier");
}

#[tokio::test]
async fn two_hands_of_one_side_at_once_leave_one_word() {
    let story = Story::begin();
    let meeting = closed(&story).await;
    let tag = read(story.of("lead"), &meeting).await.header("etag").to_owned();
    let hands = ["lead", "approver", "research", "lead", "approver", "research"];
    let answers = join_all(hands.map(|part| confirm(story.of(part), &meeting, &tag))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let now = read(story.of("lead"), &meeting).await.json();
    let mut sides: Vec<&str> =
        now["confirmations"].as_array().unwrap().iter().map(|one| one["side"].as_str().unwrap()).collect();
    sides.sort_unstable();
    assert_eq!(sides, ["customer", "supplier"]);
    let events = story.of("lead").events(&story.project, 0).await;
    let told = events.iter().filter(|event| event["kind"] == "meetings.meeting_confirmed").count();
    assert_eq!(told, 2);
}

#[tokio::test]
async fn its_organizer_and_leads_change_a_meeting_and_calendars_are_told_what_concerns_them() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let meeting = plan(&story, "research", json!({})).await;
    let path = format!("/meetings/{}", id_in(&meeting));
    let other = plan(&story, "lead", json!({})).await;
    let not_theirs =
        research.patch(&format!("/meetings/{}", id_in(&other)), &json!({ "title": "Mine" })).await;
    assert_eq!(refused(not_theirs), "403 organizer_only");
    assert_eq!(refused(act(research, &other, "start", json!({})).await), "403 organizer_only");

    let moved = done(research.patch(&path, &json!({ "starts_at": "2099-11-27T01:00:00Z" })).await);
    assert_eq!(moved["sequence"], 1);
    let events = lead.events(&story.project, moved["seq"].as_i64().unwrap() - 1).await;
    assert_eq!(events[0]["kind"], "meetings.meeting_changed");
    let told = json!([{ "field": "starts_at", "from": "2099-11-26T00:00:00.000Z", "to": "2099-11-27T01:00:00.000Z" }]);
    assert_eq!(events[0]["changes"], told);
    assert!(events[0]["meeting"]["allowed_actions"].is_null());
    let agenda = done(lead.patch(&path, &json!({ "agenda": "1. Motor" })).await);
    assert_eq!(agenda["sequence"], 1, "an agenda is not in calendars");
    let same = done(lead.patch(&path, &json!({ "agenda": "1. Motor" })).await);
    assert!(same["seq"].is_null(), "nothing was to do");
    let cleared = done(lead.patch(&path, &json!({ "clear": ["agenda"] })).await);
    assert!(cleared["agenda"].is_null());

    let old = read(lead, &agenda).await.header("etag").to_owned();
    done(research.patch(&path, &json!({ "minutes": 30 })).await);
    let late = lead
        .send(Method::PATCH, &path, |request| {
            request.header("if-match", &old).json(&json!({ "minutes": 45 }))
        })
        .await;
    assert_eq!(late.status, 412);
    done(act(research, &meeting, "start", json!({})).await);
    assert_eq!(refused(lead.patch(&path, &json!({ "minutes": 45 })).await), "409 meeting_begun");
    assert_eq!(refused(act(lead, &meeting, "cancellation", json!({})).await), "409 meeting_begun");
    assert_eq!(done(lead.patch(&path, &json!({ "title": "Motor" })).await)["sequence"], 3);
}

#[tokio::test]
async fn what_cannot_be_a_meeting_is_refused_and_leaves_nothing() {
    let story = Story::begin_with(|config| config.limits.meetings_open = 2);
    let lead = story.of("lead");
    let before = lead.events(&story.project, 0).await.len();
    let party = story.id("supplier_party");
    let many: Vec<String> = (0..1_000).map(|_| nothing()).collect();
    let cases = [
        (json!({ "title": " " }), "empty"),
        (json!({ "title": "가".repeat(201) }), "too_long"),
        (json!({ "title": "a\u{202e}b" }), "characters"),
        (json!({ "agenda": "가".repeat(4_001) }), "too_long"),
        (json!({ "agenda": "a\u{0}b" }), "characters"),
        (json!({ "starts_at": "9999-12-31T23:59:59Z" }), "moment_range"),
        (json!({ "starts_at": "1999-12-31T23:59:59Z" }), "moment_range"),
        (json!({ "starts_at": "2026-11-26 09:00" }), "moment"),
        (json!({ "starts_at": "tomorrow" }), "moment"),
        (json!({ "minutes": 0 }), "range"),
        (json!({ "minutes": 4 }), "range"),
        (json!({ "minutes": 721 }), "range"),
        (json!({ "minutes": -9_223_372_036_854_775_808_i64 }), "range"),
        (json!({ "minutes": "60" }), "wrong_type"),
        (json!({ "time_zone": "Mars/Olympus" }), "unknown_word"),
        (json!({ "video_url": "http://meet.example.com" }), "web_address"),
        (json!({ "video_url": "javascript:alert(1)" }), "web_address"),
        (json!({ "video_url": "https://name:word@meet.example.com/" }), "web_address"),
        (json!({ "video_url": "https://meet.example.com/", "video": true }), "duplicate"),
        (json!({ "party_ids": [] }), "empty"),
        (json!({ "party_ids": [party, party] }), "duplicate"),
        (json!({ "party_ids": [party, nothing()] }), "unknown"),
        (json!({ "party_ids": ["x"] }), "id"),
        (json!({ "party_ids": many }), "too_many"),
        (json!({ "id": "1" }), "id"),
        (json!({ "state": "closed" }), "unknown_field"),
    ];
    let path = story.in_project("/meetings");
    for (more, code) in &cases {
        let mut body = json!({ "title": "x", "starts_at": SOON, "minutes": 60 });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        assert_eq!(refused(lead.post(&path, &body).await), format!("400 validation {code}"), "{more}");
    }
    assert_eq!(lead.events(&story.project, 0).await.len(), before, "a refused request left an event");
    let first = plan(&story, "lead", json!({})).await;
    let taken = json!({ "id": first["id"], "title": "x", "starts_at": SOON, "minutes": 5 });
    assert_eq!(refused(lead.post(&path, &taken).await), "409 id_taken");
    plan(&story, "lead", json!({})).await;
    let third = json!({ "title": "x", "starts_at": SOON, "minutes": 720 });
    assert_eq!(refused(lead.post(&path, &third).await), "409 meetings_full");
    done(act(lead, &first, "cancellation", json!({})).await);
    let second = plan(&story, "lead", json!({})).await;
    done(act(lead, &second, "start", json!({})).await);
    let strangers = [json!([nothing()]), json!([lead.person_id, lead.person_id]), json!(["x"])];
    for (attendees, code) in strangers.into_iter().zip(["unknown", "duplicate", "id"]) {
        let answer = act(lead, &second, "closure", json!({ "attendee_ids": attendees })).await;
        assert_eq!(refused(answer), format!("400 validation {code}"));
    }
    let unknown = json!({ "title": "x", "meeting_id": nothing() });
    assert_eq!(refused(lead.post(&story.in_project("/ideas"), &unknown).await), "400 validation unknown");
    println!("{} bad meetings", cases.len());
}

#[tokio::test]
async fn a_meeting_takes_so_many_items_and_no_more() {
    let story = Story::begin_with(|config| config.limits.items_per_meeting = 2);
    let meeting = plan(&story, "lead", json!({})).await;
    done(act(story.of("lead"), &meeting, "start", json!({})).await);
    for list in ["ideas", "decisions"] {
        note(&story, "lead", list, &meeting, "One of two").await;
    }
    let third = json!({ "title": "x", "meeting_id": meeting["id"] });
    let answer = story.of("lead").post(&story.in_project("/ideas"), &third).await;
    assert_eq!(refused(answer), "409 meeting_full");
}

#[tokio::test]
async fn the_list_has_the_latest_beginning_first_and_pages_without_gaps() {
    let story = Story::begin();
    let lead = story.of("lead");
    for (n, at) in ["2099-01-03", "2099-01-01", "2099-01-02", "2099-01-02"].iter().enumerate() {
        plan(&story, "lead", json!({ "title": format!("{n}"), "starts_at": format!("{at}T00:00:00Z") }))
            .await;
    }
    let (mut titles, mut after) = (Vec::new(), String::new());
    loop {
        let page = done(lead.get(&story.in_project(&format!("/meetings?limit=1{after}"))).await);
        titles.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(titles, ["0", "3", "2", "1"]);
    let first = done(lead.get(&story.in_project("/meetings?state=planned&limit=1")).await);
    done(act(lead, &first["items"][0], "cancellation", json!({})).await);
    let planned = done(lead.get(&story.in_project("/meetings?state=planned")).await);
    assert_eq!(planned["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        refused(lead.get(&story.in_project("/meetings?state=x")).await),
        "400 validation unknown_word"
    );
    assert_eq!(refused(lead.get(&story.in_project("/meetings?after=eA")).await), "400 validation cursor");
}

/// The clock steps back between start and close: the record does not.
#[tokio::test]
async fn a_clock_that_steps_back_leaves_a_meeting_that_ends_after_it_began() {
    let story = Story::begin();
    let lead = story.of("lead");
    let meeting = plan(&story, "lead", json!({})).await;
    let started = done(act(lead, &meeting, "start", json!({})).await);
    story.app.kernel.clock.shift_to(-3_600_000);
    let closed = done(act(lead, &meeting, "closure", json!({})).await);
    assert!(closed["ended_at"].as_str() >= started["started_at"].as_str(), "{closed}");
}

/// A repeat with the same key is the first request again.
#[tokio::test]
async fn a_meeting_planned_twice_with_one_key_is_planned_once() {
    let story = Story::begin();
    let lead = story.of("lead");
    let body = json!({ "title": "Once", "starts_at": SOON, "minutes": 30 });
    let path = story.in_project("/meetings");
    let send = || lead.send(Method::POST, &path, |r| r.header("idempotency-key", "once").json(&body));
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text);
    assert_eq!(first.json()["id"], again.json()["id"]);
    let listed = done(lead.get(&path).await);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    mails(&story, 4).await;
}

#[tokio::test]
async fn a_meeting_survives_a_restart_and_is_found_by_its_words() {
    let story = Story::begin();
    let meeting = closed(&story).await;
    let story = story.restart(|_| {});
    let now = read(story.of("approver"), &meeting).await.json();
    assert_eq!(now["page_sha256"], meeting["page_sha256"]);
    for _ in 0..200 {
        let found = done(story.of("lead").get(&story.in_project("/search?q=12.5&kind=meeting")).await);
        if found["items"][0]["id"] == meeting["id"] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the meeting was not found by its summary");
}

/// A meeting that somebody plans in a project of theirs.
pub(crate) async fn planned(by: &Client, project: &str) -> String {
    let body = json!({ "title": "Hidden", "starts_at": LONG_AGO, "minutes": 30 });
    id_in(&done(by.post(&format!("/projects/{project}/meetings"), &body).await))
}

/// A meeting that invites a party.
pub(crate) fn inviting(at: &str, party: &str) -> Call {
    let body = json!({ "title": "Hidden", "starts_at": LONG_AGO, "minutes": 30, "party_ids": [party] });
    Call::post(format!("{at}/meetings"), body)
}

/// A call of the access matrix on a meeting that the operation is made for.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, project: &str) -> Call {
    let body = json!({ "title": "Tried", "starts_at": LONG_AGO, "minutes": 30 });
    let at = format!("/projects/{project}/meetings");
    match operation {
        "create_meeting" => return Call::post(at, body),
        "list_meetings" => return Call::get(at),
        "list_time_zones" => return Call::get(format!("/projects/{project}/time-zones")),
        _ => {}
    }
    let by = match target {
        "project" => "lead",
        "project, another's" => "research",
        "other project" => "outsider",
        _ => "",
    };
    let mut meeting = json!({ "id": nothing() });
    let mut tag = "\"none\"".to_owned();
    if !by.is_empty() {
        let by = story.of(by);
        meeting = done(by.post(&at, &body).await);
        let states = match operation {
            "close_meeting" => vec!["start"],
            "get_meeting_page" | "reopen_meeting" | "confirm_meeting" => vec!["start", "closure"],
            _ => vec![],
        };
        for step in states {
            done(act(by, &meeting, step, json!({})).await);
        }
        tag = read(by, &meeting).await.header("etag").to_owned();
    }
    let at = format!("/meetings/{}", id_in(&meeting));
    match operation {
        "get_meeting" => Call::get(at),
        "get_meeting_page" => Call::get(format!("{at}/page")),
        "get_meeting_calendar" => Call::get(format!("{at}/calendar")),
        "update_meeting" => Call::with(Method::PATCH, at, json!({ "title": "Tried again" })),
        "start_meeting" => Call::post(format!("{at}/start"), json!({})),
        "close_meeting" => Call::post(format!("{at}/closure"), json!({})),
        "reopen_meeting" => Call::post(format!("{at}/reopening"), json!({})),
        "cancel_meeting" => Call::post(format!("{at}/cancellation"), json!({})),
        "confirm_meeting" => {
            Call { if_match: Some(tag), ..Call::post(format!("{at}/confirmations"), json!({})) }
        }
        _ => panic!("{operation} is none of meetings"),
    }
}

/// The example files of this repository need no meeting of their own: the vectors have them.
#[test]
fn every_kind_of_event_has_a_vector() {
    let folder = golden::root().join("mobile-api-spec/vectors");
    let told: String = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    for kind in ["planned", "changed", "started", "closed", "reopened", "cancelled", "confirmed"] {
        assert!(
            told.contains(&format!("meetings.meeting_{kind}\"")),
            "no vector has meetings.meeting_{kind}"
        );
    }
}
