//! State before + events = state after, for every command that writes to a project's record, taken through the
//! public API and published in `mobile-api-spec/vectors/` for the reducers of all clients.

use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, golden};
use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Messages that a client keeps of a room.
const WINDOW: usize = 50;

/// Lists of the plan and its meetings: what is closed stays for so many events.
const PLAN: [&str; 8] =
    ["milestones", "actions", "questions", "decisions", "ideas", "meetings", "approvals", "charters"];
const KEPT: i64 = 500;

/// The rules of every client, written down once more. An event must be the next one; what it holds is stored as
/// it is; `removed` takes away; a marker only moves on.
pub(crate) fn reduce(mut state: Value, events: &[Value]) -> Value {
    for event in events {
        let next = state["as_of_seq"].as_i64().unwrap() + 1;
        assert_eq!(event["seq"], next, "a gap");
        state["as_of_seq"] = next.into();
        drop_closed(&mut state, next);
        if event["kind"] == "record.marker" {
            continue;
        }
        for whole in ["project", "phases"] {
            if !event[whole].is_null() {
                state[whole] = event[whole].clone();
            }
        }
        for (one, list, key) in [
            ("phase", "phases", "id"),
            ("party", "parties", "id"),
            ("member", "members", "person_id"),
            ("message", "messages", "id"),
            ("milestone", "milestones", "id"),
            ("action", "actions", "id"),
            ("question", "questions", "id"),
            ("decision", "decisions", "id"),
            ("idea", "ideas", "id"),
            ("meeting", "meetings", "id"),
            ("comment", "comments", "id"),
            ("route", "routes", "id"),
            ("approval", "approvals", "id"),
            ("charter", "charters", "id"),
            ("design", "designs", "id"),
            // The last one of each design is kept.
            ("revision", "revisions", "design_id"),
        ] {
            let items = state[list].as_array_mut().unwrap();
            if event["removed"]["kind"] == one {
                items.retain(|item| item[key] != event["removed"]["id"]);
            }
            if event[one].is_null() {
                continue;
            }
            match items.iter_mut().find(|item| item[key] == event[one][key]) {
                // What became of an earlier revision is no news of the last one.
                Some(known)
                    if one == "revision"
                        && known["created_seq"].as_i64() > event[one]["created_seq"].as_i64() => {}
                Some(known) => *known = event[one].clone(),
                // What changed of a message that is not kept any more is not kept either.
                None if one == "message" && event[one]["seq"] != event["seq"] => {}
                None => items.push(event[one].clone()),
            }
        }
        if event["removed"]["kind"] == "member" {
            let seen = state["seen"].as_array_mut().unwrap();
            seen.retain(|one| one["person_id"] != event["removed"]["id"]);
        }
        let messages = state["messages"].as_array_mut().unwrap();
        let old = messages.len().saturating_sub(WINDOW);
        messages.drain(..old);
        drop_closed(&mut state, next);
        let revisions = state["revisions"].as_array_mut().unwrap();
        revisions.sort_by_key(|revision| revision["created_seq"].as_i64());
    }
    state
}

/// Orders the plan, without what was closed long ago.
fn drop_closed(state: &mut Value, head: i64) {
    for list in PLAN {
        let items = state[list].as_array_mut().unwrap();
        items.retain(|item| item["closed_seq"].as_i64().is_none_or(|seq| seq > head - KEPT));
        items.sort_by_key(|item| item["created_seq"].as_i64());
    }
}

/// Makes a vector the same on every run: ids by order of appearance, times and hashes from fixed series.
struct Normal {
    ids: BTreeMap<String, String>,
    hashes: BTreeMap<String, String>,
    times: Vec<String>,
}

impl Normal {
    fn of(vector: &Value) -> Value {
        let mut normal = Self { ids: BTreeMap::new(), hashes: BTreeMap::new(), times: Vec::new() };
        normal.times_in(vector);
        normal.times.sort();
        normal.times.dedup();
        normal.value(vector)
    }

    fn times_in(&mut self, value: &Value) {
        match value {
            Value::String(text) if is_time(text) => self.times.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| self.times_in(item)),
            Value::Object(fields) => fields.values().for_each(|item| self.times_in(item)),
            _ => {}
        }
    }

    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.text(text).into(),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
                let fields = sorted.into_iter().map(|(name, item)| (name.clone(), self.value(item)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        let is_id = text.len() == 36 && uuid::Uuid::parse_str(text).is_ok();
        let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id {
            let n = self.ids.len() + 1;
            self.ids.entry(text.to_owned()).or_insert(format!("00000000-0000-7000-8000-{n:012x}")).clone()
        } else if is_hash {
            let n = self.hashes.len() + 1;
            self.hashes.entry(text.to_owned()).or_insert(format!("{n:064x}")).clone()
        } else if is_time(text) {
            let n = self.times.iter().position(|time| time == text).unwrap();
            format!("2026-11-23T09:{:02}:{:02}.000Z", n / 60, n % 60)
        } else if text.len() == 29 && text.ends_with("+09:00") {
            "2026-11-23T18:00:00.000+09:00".to_owned() // a local time beside the same one in UTC
        } else {
            text.to_owned()
        }
    }
}

fn is_time(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T'
}

/// Takes vectors from one server, each command at a second of its own.
struct Recorder {
    story: Story,
    project: String,
    seconds: i64,
    written: Vec<String>,
}

impl Recorder {
    fn tick(&mut self) {
        self.seconds += 1;
        self.story.app.kernel.clock.shift_to(self.seconds * 1000);
    }

    fn of(&self, part: &str) -> Client {
        self.story.of(part).clone()
    }

    fn at(&self, rest: &str) -> String {
        format!("/projects/{}{rest}", self.project)
    }

    async fn snapshot(&self, viewer: &str) -> Value {
        done(self.story.of(viewer).get(&self.at("/snapshot")).await)
    }

    /// Checks a vector and compares it with what is published.
    fn keep(&mut self, name: &str, before: &Value, events: &[Value], after: &Value) {
        assert!(!events.is_empty(), "{name} wrote nothing");
        let vector = json!({ "name": name, "before": before, "events": events, "after": after });
        let normal = Normal::of(&vector);
        let events = normal["events"].as_array().unwrap();
        assert_eq!(reduce(normal["before"].clone(), events), normal["after"], "{name}");
        let text = format!("{}\n", serde_json::to_string_pretty(&normal).unwrap());
        golden::compare(&format!("mobile-api-spec/vectors/{name}.json"), &text);
        self.written.push(format!("{name}.json"));
    }

    /// One command by `by`, as `viewer` sees it.
    async fn take(&mut self, name: &str, viewer: &str, by: &str, call: (&str, String, Value)) -> Value {
        self.take_all(name, viewer, by, vec![call]).await
    }

    /// The same for several commands in a row; answers the last one's answer.
    async fn take_all(
        &mut self,
        name: &str,
        viewer: &str,
        by: &str,
        calls: Vec<(&str, String, Value)>,
    ) -> Value {
        let before = self.snapshot(viewer).await;
        let mut last = Value::Null;
        for call in calls {
            last = self.run(by, call).await;
        }
        let after = self.snapshot(viewer).await;
        let events = self.of(viewer).events(&self.project, before["as_of_seq"].as_i64().unwrap()).await;
        self.keep(name, &before, &events, &after);
        last
    }

    async fn run(&mut self, by: &str, (method, path, body): (&str, String, Value)) -> Value {
        self.tick();
        let by = self.of(by);
        done(match method {
            "post" => by.post(&path, &body).await,
            "patch" => by.patch(&path, &body).await,
            "post on what was seen" => {
                let seen = path.split('/').take(3).collect::<Vec<_>>().join("/");
                let tag = by.send(Method::GET, &seen, |request| request).await.header("etag").to_owned();
                let send = |request: RequestBuilder| request.header("If-Match", tag).json(&body);
                by.send(Method::POST, &path, send).await.parts()
            }
            "put" => by.send(Method::PUT, &path, |request| request).await.parts(),
            _ => by.delete(&path).await,
        })
    }
}

#[tokio::test]
async fn before_and_events_make_after_for_every_command() {
    let mut recorder =
        Recorder { story: Story::begin(), project: String::new(), seconds: 0, written: Vec::new() };
    create_project(&mut recorder).await;
    parties_and_members(&mut recorder).await;
    messages(&mut recorder).await;
    plan(&mut recorder).await;
    meetings(&mut recorder).await;
    designs(&mut recorder).await;
    approvals(&mut recorder).await;
    phases(&mut recorder).await;
    rename(&mut recorder).await;
    rename_firm(&mut recorder).await;
    message_with_files(&mut recorder).await;
    charters(&mut recorder).await;

    let folder = golden::root().join("mobile-api-spec/vectors");
    let mut published: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    published.sort();
    recorder.written.sort();
    assert_eq!(published, recorder.written, "a vector that no command makes");
    println!("{} vectors", recorder.written.len());
    assert!(recorder.written.len() >= 20);
}

/// There is nothing before it: the state is empty, at 0, around the project that the first event gives.
async fn create_project(recorder: &mut Recorder) {
    let story = &recorder.story;
    let body = json!({
        "code": "VEC-1", "name": "벡터 시험기", "summary": "Line 3.\nTwo shifts.", "starts_on": "2026-11-23",
        "due_on": "2027-03-31", "customer_firm_id": story.id("customer"), "supplier_firm_ids": [story.id("supplier")],
    });
    let path = format!("/clusters/{}/projects", story.cluster);
    recorder.project = id_in(&recorder.run("lead", ("post", path, body)).await);
    let after = recorder.snapshot("lead").await;
    let events = recorder.of("lead").events(&recorder.project, 0).await;
    let before = json!({
        "epoch": after["epoch"], "as_of_seq": 0, "project": events[0]["project"], "parties": [], "members": [],
        "phases": [], "messages": [], "seen": [], "milestones": [], "actions": [], "questions": [], "decisions": [],
        "ideas": [], "meetings": [], "designs": [], "revisions": [], "comments": [], "routes": [], "approvals": [],
        "charters": [],
    });
    recorder.keep("create_project", &before, &events, &after);
}

async fn parties_and_members(recorder: &mut Recorder) {
    let department = |recorder: &Recorder, name: &str| json!({ "firm_id": recorder.story.id("customer"), "department_id": recorder.story.id(name) });
    let party = ("post", recorder.at("/parties"), department(recorder, "quality"));
    recorder.take("add_party", "lead", "lead", party).await;
    let party = ("post", recorder.at("/parties"), department(recorder, "research"));
    recorder.run("lead", party).await;
    let member = |recorder: &Recorder, part: &str, role: &str| {
        ("post", recorder.at("/members"), json!({ "person_id": recorder.of(part).person_id, "role": role }))
    };
    let call = member(recorder, "approver", "approver");
    recorder.take("add_member", "lead", "lead", call).await;
    let call = member(recorder, "research", "contributor");
    recorder.take("add_member_of_another_department", "approver", "lead", call).await;
    let call = member(recorder, "observer", "observer");
    recorder.run("lead", call).await;
    let research = recorder.at(&format!("/members/{}", recorder.of("research").person_id));
    recorder
        .take("update_member", "approver", "lead", ("patch", research.clone(), json!({ "role": "observer" })))
        .await;
    for part in ["approver", "research"] {
        done(recorder.of(part).put(&recorder.at("/read-marker"), &json!({ "seq": 3 })).await);
    }
    recorder.take("remove_member", "approver", "lead", ("delete", research.clone(), Value::Null)).await;
    let call = member(recorder, "research", "lead");
    recorder.take("add_member_again", "approver", "lead", call).await;
}

async fn messages(recorder: &mut Recorder) {
    let at = recorder.at("/messages");
    let body = json!({ "body": "도면 C판을 올렸습니다.\n치수 12.5 ±0.02 👷‍♀️" });
    let message = recorder.take("post_message", "approver", "lead", ("post", at.clone(), body)).await;
    let body = json!({ "body": "Seen. Which hole?", "reply_to": message["id"] });
    recorder.take("post_reply", "lead", "approver", ("post", at.clone(), body)).await;
    let quality = recorder.story.id("quality_party").to_owned();
    let parties = done(recorder.of("lead").get(&recorder.at("/parties")).await);
    let own = parties["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|party| party["department_id"].as_str() == Some(recorder.story.id("quality")));
    let own = id_in(own.unwrap());
    assert_ne!(own, quality, "another project has its own parties");
    let body = json!({ "body": "Only for us.", "audience": [own] });
    let calls = vec![
        ("post", at.clone(), body.clone()),
        ("post", at.clone(), json!({ "body": "For everyone again." })),
    ];
    recorder.take_all("post_to_audience_heard", "approver", "approver", calls.clone()).await;
    recorder.take_all("post_to_audience_outside", "lead", "approver", calls).await;
    changes(recorder, &message, &own).await;
    let many = (0..WINDOW + 3).map(|n| ("post", at.clone(), json!({ "body": format!("Line {n}.") })));
    recorder.take_all("post_more_than_the_window", "observer", "lead", many.collect()).await;
    let secret = vec![("post", at.clone(), body), ("post", at, json!({ "body": "After the wall." }))];
    recorder.take_all("post_into_a_full_window", "observer", "approver", secret).await;
    // The client keeps the last messages: what happens to an older one changes nothing for it.
    let path = format!("/messages/{}/reactions/✅", message["id"].as_str().unwrap());
    recorder.take("change_beyond_the_window", "observer", "approver", ("put", path, Value::Null)).await;
}

/// A photo that comes with a message, and goes with it.
async fn message_with_files(recorder: &mut Recorder) {
    let at = recorder.at("/messages");
    let file = crate::files::upload(&recorder.of("lead"), &recorder.project, "사진 3.png", b"\x89PNG").await;
    let body = json!({ "body": "사진 3.png", "file_ids": [file] });
    let photo = recorder.take("post_with_files", "approver", "lead", ("post", at, body)).await;
    let delete = ("delete", format!("/messages/{}", id_in(&photo)), Value::Null);
    recorder.take("delete_with_files", "approver", "lead", delete).await;
}

/// What may become of a message.
async fn changes(recorder: &mut Recorder, message: &Value, own_party: &str) {
    let at = recorder.at("/messages");
    let id = message["id"].as_str().unwrap();
    let person = recorder.of("approver").person_id;
    let body = json!({
        "body": "@approver, dure:message/00000000-0000-7000-8000-000000000000 again.",
        "mentions": [{ "person_id": person }, { "party_id": own_party }],
    });
    recorder.take("post_with_mentions", "approver", "lead", ("post", at.clone(), body)).await;
    let edit = ("patch", format!("/messages/{id}"), json!({ "body": "도면 D판입니다." }));
    recorder.take("edit_message", "approver", "lead", edit).await;
    let reaction = format!("/messages/{id}/reactions/👍");
    recorder.take("add_reaction", "lead", "approver", ("put", reaction.clone(), Value::Null)).await;
    recorder.take("remove_reaction", "lead", "approver", ("delete", reaction, Value::Null)).await;
    let other = recorder.run("approver", ("post", at.clone(), json!({ "body": "Wrong room." }))).await;
    let path = format!("/messages/{}", other["id"].as_str().unwrap());
    let edit = ("patch", path.clone(), json!({ "body": "Wrong room, sorry." }));
    let delete = ("delete", format!("{path}?reason=Price"), Value::Null);
    recorder.run("approver", edit).await;
    recorder.take("delete_message", "approver", "lead", delete).await;
    // Posted, edited and deleted before the client comes back: it never gets the words.
    let before = recorder.snapshot("observer").await;
    let said = recorder.run("approver", ("post", at, json!({ "body": "Never mind." }))).await;
    let path = format!("/messages/{}", said["id"].as_str().unwrap());
    recorder.run("approver", ("patch", path.clone(), json!({ "body": "Never you mind." }))).await;
    recorder.run("approver", ("delete", path, Value::Null)).await;
    let after = recorder.snapshot("observer").await;
    let events =
        recorder.of("observer").events(&recorder.project, before["as_of_seq"].as_i64().unwrap()).await;
    assert!(events.iter().all(|event| !event.to_string().contains("mind")), "{events:?}");
    recorder.keep("delete_before_it_was_seen", &before, &events, &after);
}

/// Every kind of item through its life, and what a removed member leaves behind.
async fn plan(recorder: &mut Recorder) {
    let post =
        |recorder: &Recorder, list: &str, body: Value| ("post", recorder.at(&format!("/{list}")), body);
    let approver = recorder.of("approver").person_id;
    for (kind, by, first, change, last) in [
        (
            "milestone",
            "lead",
            json!({ "due_on": "2027-01-15" }),
            json!({ "due_on": "2027-01-29" }),
            "reached",
        ),
        ("action", "lead", json!({ "owner_person_id": approver }), json!({ "clear": ["body"] }), "done"),
        (
            "question",
            "approver",
            json!({ "owner_person_id": recorder.of("lead").person_id }),
            json!({ "due_on": "2027-01-08" }),
            "closed",
        ),
        ("decision", "approver", json!({}), json!({ "title": "Hole 3 has 12.5 mm" }), "withdrawn"),
        ("idea", "lead", json!({}), json!({ "body": "A jig for both lines." }), "adopted"),
    ] {
        let mut body = json!({ "title": "구멍 3 지름", "body": "12.5 ±0.02" });
        body.as_object_mut().unwrap().extend(first.as_object().unwrap().clone());
        let call = post(recorder, &format!("{kind}s"), body);
        let item = recorder.take(&format!("create_{kind}"), "approver", by, call).await;
        let at = recorder.at(&format!("/{kind}s/{}", id_in(&item)));
        recorder.take(&format!("update_{kind}"), "lead", by, ("patch", at.clone(), change)).await;
        if kind == "question" {
            let answer =
                ("post", format!("/questions/{}/answers", id_in(&item)), json!({ "body": "The third." }));
            recorder.take("answer_question", "approver", "lead", answer).await;
        }
        let mut change = json!({ "state": last });
        if kind == "decision" || kind == "idea" {
            change["reason"] = "Measured again.".into();
        }
        recorder.take(&format!("close_{kind}"), "approver", by, ("patch", at.clone(), change)).await;
        if kind == "action" {
            let again = ("patch", at, json!({ "state": "open" }));
            recorder.take("open_action_again", "approver", by, again).await;
        }
    }
    let observer = recorder.of("observer").person_id;
    let call =
        post(recorder, "actions", json!({ "title": "Take the pictures", "owner_person_id": observer }));
    recorder.run("lead", call).await;
    let member = recorder.at(&format!("/members/{observer}"));
    recorder.take("remove_a_member_who_owes", "lead", "lead", ("delete", member, Value::Null)).await;
}

/// What may become of a meeting; the second side settles it.
async fn meetings(recorder: &mut Recorder) {
    let body = json!({
        "title": "주간 회의", "agenda": "1. 모터\n2. 가공", "starts_at": "2099-11-26T09:00:00+09:00", "minutes": 60,
        "video_url": "https://meet.example.com/room",
    });
    let at = recorder.at("/meetings");
    let meeting = recorder.take("create_meeting", "approver", "lead", ("post", at.clone(), body)).await;
    let at_it = format!("/meetings/{}", id_in(&meeting));
    let step = |what: &str, body: Value| ("post", format!("{at_it}/{what}"), body);
    let later = json!({ "starts_at": "2099-11-27T09:00:00+09:00", "clear": ["agenda"] });
    recorder.take("update_meeting", "approver", "lead", ("patch", at_it.clone(), later)).await;
    recorder.take("start_meeting", "approver", "lead", step("start", json!({}))).await;
    let decision = json!({ "title": "12.5 mm", "meeting_id": meeting["id"] });
    let decision = ("post", recorder.at("/decisions"), decision);
    recorder.take("create_decision_in_a_meeting", "lead", "approver", decision).await;
    let closing = json!({ "summary": "12.5 mm it is.", "attendee_ids": [recorder.of("approver").person_id] });
    recorder.take("close_meeting", "approver", "lead", step("closure", closing.clone())).await;
    recorder.take("reopen_meeting", "lead", "lead", step("reopening", json!({}))).await;
    recorder.run("lead", step("closure", closing)).await;
    for (name, by) in [("confirm_meeting", "lead"), ("confirm_meeting_by_the_other_side", "research")] {
        let before = recorder.snapshot("approver").await;
        recorder.tick();
        let (by, path) = (recorder.of(by), format!("{at_it}/confirmations"));
        let tag = by.send(Method::GET, &at_it, |request| request).await.header("etag").to_owned();
        let with_tag = |request: reqwest::RequestBuilder| request.header("if-match", tag).json(&json!({}));
        done(by.send(Method::POST, &path, with_tag).await.parts());
        let after = recorder.snapshot("approver").await;
        let events =
            recorder.of("approver").events(&recorder.project, before["as_of_seq"].as_i64().unwrap()).await;
        recorder.keep(name, &before, &events, &after);
    }
    let body = json!({ "title": "Not needed", "starts_at": "2099-12-01T00:00:00Z", "minutes": 30 });
    let other = id_in(&recorder.run("lead", ("post", at, body)).await);
    let cancel =
        ("post", format!("/meetings/{other}/cancellation"), json!({ "reason": "Said in the room." }));
    recorder.take("cancel_meeting", "approver", "lead", cancel).await;
}

/// A design that everyone sees, and one behind a wall.
async fn designs(recorder: &mut Recorder) {
    let (lead, project) = (recorder.of("lead"), recorder.project.clone());
    let at = recorder.at("/designs");
    let mut files = Vec::new();
    for (name, bytes) in
        [("도면 A.pdf", "%PDF-1.7 a"), ("part.step", "ISO-10303-21;"), ("도면 A.pdf", "%PDF-1.7 b")]
    {
        files.push(crate::files::upload(&lead, &project, name, bytes.as_bytes()).await);
    }
    let body = json!({ "number": "DWG-100", "title": "지그 조립도", "kind": "drawing" });
    let design = recorder.take("create_design", "approver", "lead", ("post", at.clone(), body)).await;
    let revisions = format!("/designs/{}/revisions", id_in(&design));
    let body = json!({ "file_ids": [files[0]], "change_note": "First." });
    let draft = recorder.take("create_revision", "lead", "lead", ("post", revisions.clone(), body)).await;
    let at_it = format!("/revisions/{}", id_in(&draft));
    let body = json!({ "file_ids": [files[0], files[1]], "clear": ["change_note"] });
    let draft = recorder.take("update_revision", "lead", "lead", ("patch", at_it.clone(), body)).await;
    let submit = |told: &Value| {
        (
            "post",
            format!("/revisions/{}/submission", id_in(told)),
            json!({ "manifest_hash": told["manifest_hash"] }),
        )
    };
    recorder.take("submit_revision", "approver", "lead", submit(&draft)).await;
    let body = json!({ "file_ids": [files[2], files[1]], "label": "C", "change_note": "Hole 3: 12.5 mm." });
    let next = recorder.take("create_revision_outside", "approver", "lead", ("post", revisions, body)).await;
    let comments = format!("/revisions/{}/comments", id_in(&draft));
    let spot = json!({ "file_id": files[0], "page": 1, "x": 0.25, "y": 0.125 });
    let body = json!({ "body": "구멍 3: 12.5?", "blocking": true, "anchor": spot });
    let said = ("post", comments.clone(), body);
    let comment = recorder.take("create_comment", "lead", "approver", said).await;
    let at_it = format!("/comments/{}", id_in(&comment));
    let body = json!({ "kind": "accepted", "body": "12.5." });
    let said = ("post", format!("{at_it}/answers"), body);
    recorder.take("answer_comment", "approver", "lead", said).await;
    let shapes = json!([
        { "kind": "cloud", "color": "red", "width": 2, "points": [0.2, 0.1, 0.3, 0.15] },
        { "kind": "text", "color": "red", "width": 2, "points": [0.31, 0.125], "text": "12.5" },
    ]);
    let body = json!({ "file_id": files[0], "page": 1, "shapes": shapes, "published": true });
    let drawn = ("post", format!("/revisions/{}/markups", id_in(&draft)), body);
    recorder.take("create_markup", "lead", "approver", drawn).await;
    let body = json!({ "kind": "next_revision" });
    let said = ("post", format!("{at_it}/closure"), body);
    recorder.take("close_comment_with_the_next_revision", "lead", "approver", said).await;
    recorder.take("submit_next_revision", "approver", "lead", submit(&next)).await;
    let said = ("post", format!("{at_it}/closure"), json!({ "kind": "settled" }));
    recorder.take("close_comment", "lead", "approver", said).await;
    let body = json!({ "number": "CALC-7", "title": "원가", "kind": "specification", "audience": [] });
    let wall = recorder.take("create_design_behind_a_wall", "approver", "lead", ("post", at, body)).await;
    let body = json!({ "file_ids": [files[1]], "label": "01" });
    let path = format!("/designs/{}/revisions", id_in(&wall));
    let draft = recorder.run("lead", ("post", path, body)).await;
    recorder.take("submit_revision_behind_a_wall", "approver", "lead", submit(&draft)).await;
}

async fn approvals(recorder: &mut Recorder) {
    let file = crate::files::upload(&recorder.of("lead"), &recorder.project, "d.pdf", b"%PDF-1.7 jig").await;
    let body = json!({ "number": "DWG-200", "title": "검사지그", "kind": "drawing" });
    let design = recorder.run("lead", ("post", recorder.at("/designs"), body)).await;
    let path = format!("/designs/{}/revisions", id_in(&design));
    let draft = recorder.run("lead", ("post", path, json!({ "file_ids": [file] }))).await;
    let body = json!({ "manifest_hash": draft["manifest_hash"] });
    recorder.run("lead", ("post", format!("/revisions/{}/submission", id_in(&draft)), body)).await;
    let seats = json!([{ "department_id": recorder.story.id("quality"), "kind": "required" }]);
    let steps =
        json!([{ "name": "품질", "mode": "all", "due_days": 3, "on_overdue": "remind", "seats": seats }]);
    let body = json!({ "name": "지그 승인", "steps": steps });
    let path = recorder.at("/routes");
    let route = recorder.take("create_project_route", "approver", "lead", ("post", path, body)).await;
    let body = json!({ "revision_ids": [draft["id"]], "purpose": "제작 승인", "route_id": route["id"] });
    let path = recorder.at("/submissions");
    let made = recorder.take("create_submission", "approver", "lead", ("post", path, body.clone())).await;
    let at_it = format!("/approvals/{}", made["approval_id"].as_str().unwrap());
    let recall = ("post on what was seen", format!("{at_it}/recalls"), json!({}));
    recorder.take("recall_approval", "approver", "lead", recall).await;
    let made = recorder.run("lead", ("post", recorder.at("/submissions"), body.clone())).await;
    let at_it = format!("/approvals/{}", made["approval_id"].as_str().unwrap());
    let anew = ("post on what was seen", format!("{at_it}/supersessions"), body);
    let made = recorder.take("supersede_approval", "approver", "lead", anew).await;
    let at_it = format!("/approvals/{}", made["approval_id"].as_str().unwrap());
    let told = done(recorder.of("approver").get(&at_it).await);
    let claim =
        ("post on what was seen", format!("{at_it}/claims"), json!({ "seat_id": told["my_seat_ids"][0] }));
    recorder.take("claim_seat", "lead", "approver", claim).await;
    let told = done(recorder.of("approver").get(&at_it).await);
    before_the_answer(recorder, &at_it, &told).await;
    let approver = recorder.of("approver").clone();
    let decision = json!({
        "revision_id": draft["id"], "manifest_hash": draft["manifest_hash"], "code": "B1", "reason": "구멍 3은 현장에서.",
    });
    let body =
        json!({ "seat_id": told["my_seat_ids"][0], "decisions": [decision], "secret": approver.password });
    let answer = ("post on what was seen", format!("{at_it}/responses"), body);
    recorder.take("respond_approval", "lead", "approver", answer).await;
}

async fn charters(recorder: &mut Recorder) {
    let approver = recorder.of("approver").clone();
    let member = recorder.at(&format!("/members/{}", approver.person_id));
    recorder.run("lead", ("patch", member, json!({ "role": "lead" }))).await;
    let body = json!({ "terms": crate::charters::terms(), "note": "킥오프에서 합의했습니다." });
    let path = recorder.at("/charters");
    let first = ("post", path.clone(), body.clone());
    let charter = recorder.take("propose_charter", "approver", "lead", first).await;
    let signature = |charter: &Value, by: &Client| {
        let body = json!({ "text_hash": charter["text_hash"], "secret": by.password });
        ("post on what was seen", format!("/charters/{}/signatures", id_in(charter)), body)
    };
    let lead = recorder.of("lead").clone();
    recorder.take("sign_charter", "approver", "lead", signature(&charter, &lead)).await;
    recorder.take("sign_charter_as_the_last", "lead", "approver", signature(&charter, &approver)).await;
    let next = recorder.run("lead", ("post", path.clone(), body.clone())).await;
    recorder.run("lead", signature(&next, &lead)).await;
    recorder.take("replace_charter", "lead", "approver", signature(&next, &approver)).await;
    let open = recorder.run("lead", ("post", path.clone(), body.clone())).await;
    let mut over = body;
    over["replaces_charter_id"] = open["id"].clone();
    let last = recorder.take("propose_charter_over_another", "lead", "approver", ("post", path, over)).await;
    let path = format!("/charters/{}/rejections", id_in(&last));
    let why = json!({ "reason": "보관 기간이 짧습니다." });
    recorder.take("reject_charter", "approver", "lead", ("post on what was seen", path, why)).await;
}

/// What happens to a seat before it answers.
async fn before_the_answer(recorder: &mut Recorder, at_it: &str, told: &Value) {
    let (seat, lead) = (&told["my_seat_ids"][0], recorder.of("lead").person_id.clone());
    let approver = recorder.of("approver").person_id.clone();
    let on_what_was_seen =
        |noun: &str, body: Value| ("post on what was seen", format!("{at_it}/{noun}"), body);
    let held = on_what_was_seen("holds", json!({ "seat_id": seat, "reason": "측정값을 기다립니다." }));
    recorder.take("hold_seat", "lead", "approver", held).await;
    let released = ("post on what was seen", format!("{at_it}/releases"), json!({ "seat_id": seat }));
    recorder.take("release_seat", "lead", "approver", released).await;
    let question = json!({ "seat_id": seat, "person_id": lead, "question": "구멍 3의 깊이가 충분합니까?" });
    let ask = on_what_was_seen("advice", question);
    let told = recorder.take("ask_advice", "lead", "approver", ask.clone()).await;
    let id = told["steps"][0]["seats"][0]["advice"][0]["id"].as_str().unwrap().to_owned();
    let said = (
        "post on what was seen",
        format!("{at_it}/advice/{id}/answer"),
        json!({ "body": "12 mm면 충분합니다." }),
    );
    recorder.take("answer_advice", "approver", "lead", said).await;
    let told = recorder.run("approver", ask).await;
    let id = &told["steps"][0]["seats"][0]["advice"][1]["id"];
    let withdrawn =
        ("post on what was seen", format!("{at_it}/advice-withdrawals"), json!({ "advice_id": id }));
    recorder.take("withdraw_advice", "lead", "approver", withdrawn).await;
    let revision = &told["submission"]["revisions"][0];
    let decision = json!({
        "revision_id": revision["revision_id"], "manifest_hash": revision["manifest_hash"], "code": "A",
    });
    let body = json!({
        "seat_id": seat, "person_id": approver, "decisions": [decision], "reason": "전화로 들었습니다.",
    });
    let typed = on_what_was_seen("responses-on-behalf", body);
    let told = recorder.take("respond_on_behalf", "lead", "research", typed).await;
    let id = told["steps"][0]["seats"][0]["provisional"]["id"].as_str().unwrap().to_owned();
    let path = format!("{at_it}/responses-on-behalf/{id}/contradiction");
    let contradicted = ("post on what was seen", path, json!({ "reason": "B1이라고 했습니다." }));
    recorder.take("contradict_response", "lead", "approver", contradicted).await;
}

async fn phases(recorder: &mut Recorder) {
    let body = json!({ "name": "공장 검수", "due_on": "2027-02-26" });
    let phase = recorder.take("create_phase", "lead", "lead", ("post", recorder.at("/phases"), body)).await;
    let at = recorder.at(&format!("/phases/{}", id_in(&phase)));
    let running = json!({ "state": "running", "progress": 40 });
    recorder.take("update_phase", "approver", "lead", ("patch", at.clone(), running)).await;
    recorder.take("move_phase", "approver", "lead", ("patch", at.clone(), json!({ "position": 5 }))).await;
    recorder.run("lead", ("patch", at.clone(), json!({ "state": "planned" }))).await;
    recorder.take("delete_phase", "approver", "lead", ("delete", at, Value::Null)).await;
    let project = json!({ "name": "벡터 시험기 2호", "clear": ["starts_on"] });
    recorder.take("update_project", "approver", "lead", ("patch", recorder.at(""), project)).await;
}

/// A new name comes into the project by a job of its own.
async fn rename(recorder: &mut Recorder) {
    let call = ("patch", "/me".to_owned(), json!({ "name": "승인 담당" }));
    follow(recorder, "rename_member", "approver", call, 1).await;
}

/// The customer is there as a firm and as two departments.
async fn rename_firm(recorder: &mut Recorder) {
    let firm = format!("/firms/{}", recorder.story.id("customer"));
    follow(
        recorder,
        "rename_firm",
        "customer_admin",
        ("patch", firm, json!({ "name": "고객전자 주식회사" })),
        3,
    )
    .await;
}

/// Runs a call elsewhere and waits until so many events of the project have followed it.
async fn follow(recorder: &mut Recorder, name: &str, by: &str, call: (&str, String, Value), count: usize) {
    let before = recorder.snapshot("lead").await;
    let seq = before["as_of_seq"].as_i64().unwrap();
    recorder.run(by, call).await;
    let mut events = Vec::new();
    while events.len() < count {
        let path = recorder.at(&format!("/events?after={}&wait=20", seq + events.len() as i64));
        let page = done(recorder.of("lead").get(&path).await);
        let more = page["items"].as_array().unwrap().clone();
        assert!(!more.is_empty(), "{name}: {} of {count} events followed", events.len());
        events.extend(more);
    }
    let after = recorder.snapshot("lead").await;
    recorder.keep(name, &before, &events, &after);
}
