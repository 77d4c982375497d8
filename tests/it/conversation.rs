//! What becomes of a message: new words, deletion, emoji, and whom it names.

use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story};
use reqwest::Method;
use serde_json::{Value, json};

async fn post(story: &Story, part: &str, body: Value) -> Value {
    done(story.of(part).post(&story.in_project("/messages"), &body).await)
}

fn path_of(message: &Value) -> String {
    format!("/messages/{}", message["id"].as_str().unwrap())
}

async fn put(by: &Client, path: &str) -> (u16, Value) {
    by.send(Method::PUT, path, |request| request).await.parts()
}

#[tokio::test]
async fn an_author_changes_the_words_and_the_earlier_ones_stay_readable() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let said = lead.say(&story.project, "12.5 ±0.2").await;
    let path = path_of(&said);
    let edited = done(lead.patch(&path, &json!({ "body": "12.5 ±0.02" })).await);
    assert_eq!((edited["body"].as_str(), edited["seq"].as_i64()), (Some("12.5 ±0.02"), said["seq"].as_i64()));
    assert_eq!(edited["changed_seq"].as_i64(), said["seq"].as_i64().map(|seq| seq + 1));
    let again = done(lead.patch(&path, &json!({ "body": "12.5 ±0.02" })).await);
    assert_eq!(again["changed_seq"], edited["changed_seq"], "nothing changed");
    done(lead.patch(&path, &json!({ "body": "12.5 ±0.05" })).await);

    let versions = done(approver.get(&format!("{path}/versions")).await);
    let words: Vec<&str> = versions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["body"].as_str().unwrap())
        .collect();
    assert_eq!(words, ["12.5 ±0.2", "12.5 ±0.02", "12.5 ±0.05"]);
    assert_eq!(versions["items"][0]["at"], said["created_at"]);
    let listed = done(approver.get(&story.in_project("/messages?limit=1")).await);
    assert_eq!(listed["items"][0]["body"], "12.5 ±0.05");
    assert!(listed["items"][0]["edited_at"].is_string());

    let refused = approver.send(Method::PATCH, &path, |r| r.json(&json!({ "body": "13" }))).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "not_author"));
    let words = |message: &Value| message["allowed_actions"].clone();
    let own = done(lead.get(&story.in_project("/messages?limit=1")).await);
    assert_eq!(
        words(&own["items"][0]),
        json!(["update_message", "delete_message", "add_reaction", "remove_reaction"])
    );
    assert_eq!(words(&listed["items"][0]), json!(["add_reaction", "remove_reaction"]));
    let observed = done(story.of("observer").get(&story.in_project("/messages?limit=1")).await);
    assert_eq!(words(&observed["items"][0]), json!([]));
}

/// Nothing of the words is told any more, wherever they were before: lists, snapshot, versions, the answer to the
/// same key, the record from its start, sockets with and without events at hand, after a restart.
#[tokio::test]
async fn a_deleted_message_is_a_tombstone_everywhere_and_in_replays() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let request = json!({ "body": "Our SECRET price is 12." });
    let keyed = |r: reqwest::RequestBuilder| r.header("idempotency-key", "price-1").json(&request);
    let said = done(lead.send(Method::POST, &story.in_project("/messages"), keyed).await.parts());
    let path = path_of(&said);
    let mut follower = approver.live().await;
    follower.subscribe(&story.project, Some(0)).await;
    let answer = json!({ "body": "Thanks.", "reply_to": said["id"] });
    post(&story, "approver", answer).await;
    done(lead.patch(&path, &json!({ "body": "Our SECRET price is 13." })).await);
    done(put(approver, &format!("{path}/reactions/👀")).await);
    done(approver.delete(&format!("{path}/reactions/👀")).await);
    let before = approver.events(&story.project, 0).await;
    assert_eq!(before.iter().filter(|event| event.to_string().contains("SECRET")).count(), 4);
    done(approver.get(&story.in_project("/messages")).await); // the page is at hand now

    let stone = done(lead.delete(&path).await);
    assert_eq!((stone["body"].as_str(), stone["reactions"].is_null()), (Some(""), true));
    assert_eq!(stone["deletion"]["by"]["person_id"], lead.person_id.as_str());
    assert_eq!(stone["allowed_actions"], json!([]));
    let seq = stone["changed_seq"].as_i64().unwrap();
    assert_eq!(done(lead.delete(&path).await)["changed_seq"], seq, "once");

    while follower.next_of_record().await.unwrap()["event"]["seq"] != seq {}
    let story = check_nothing_left(story, &said, &before).await;
    let story = check_nothing_left(story.restart(|_| {}), &said, &before).await;

    let lead = story.of("lead");
    let again = done(lead.send(Method::POST, &story.in_project("/messages"), keyed).await.parts());
    assert_eq!((again["id"].clone(), again["body"].as_str()), (said["id"].clone(), Some("")));
    for (method, path, body) in [
        (Method::PATCH, path.clone(), json!({ "body": "Back." })),
        (Method::PUT, format!("{path}/reactions/👀"), Value::Null),
    ] {
        let refused = lead.send(method, &path, |r| if body.is_null() { r } else { r.json(&body) }).await;
        assert_eq!((refused.status, refused.code().as_str()), (409, "message_deleted"));
    }
}

async fn check_nothing_left(story: Story, said: &Value, before: &[Value]) -> Story {
    let approver = story.of("approver");
    let paths = [
        story.in_project("/messages"),
        story.in_project("/snapshot"),
        story.in_project("/events?limit=200"),
        format!("{}/versions", path_of(said)),
    ];
    for path in &paths {
        let answer = approver.send(Method::GET, path, |request| request).await;
        assert!(answer.status == 200 && !answer.text.contains("SECRET"), "{path}: {}", answer.text);
    }
    let events = approver.events(&story.project, 0).await;
    for (old, new) in before.iter().zip(&events) {
        assert_eq!(old["leaf_hash"], new["leaf_hash"], "the proof stands");
        if old["message"]["id"] == said["id"] {
            assert!(new["message"]["deletion"].is_object(), "{new}");
        } else {
            assert_eq!(old, new);
        }
    }
    for after in [0, before.last().unwrap()["seq"].as_i64().unwrap() - 1] {
        let frames = approver.live().await.subscribe(&story.project, Some(after)).await;
        assert!(
            frames.len() > 1 && frames.iter().all(|frame| !frame.to_string().contains("SECRET")),
            "{frames:?}"
        );
    }
    story
}

#[tokio::test]
async fn a_lead_deletes_the_words_of_others_only_with_a_reason_that_everyone_reads() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let said = story.of("approver").say(&story.project, "Call me at home.").await;
    let path = path_of(&said);
    let refused = research.send(Method::DELETE, &path, |r| r).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "not_author"));
    let refused = lead.send(Method::DELETE, &path, |r| r.header("accept-language", "ko")).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "reason_needed"));
    assert_eq!(refused.json()["title"], "사유가 필요합니다");
    done(lead.delete(&format!("{path}?reason=Private%20number")).await);
    let listed = done(research.get(&story.in_project("/messages?limit=1")).await);
    let stone = &listed["items"][0];
    assert_eq!(
        (stone["deletion"]["reason"].as_str(), stone["body"].as_str()),
        (Some("Private number"), Some(""))
    );
    assert_eq!(stone["author"], said["author"], "that it was there stays");
}

/// Case 41: and who does not hear a message does not know it.
#[tokio::test]
async fn a_message_is_unknown_to_who_does_not_hear_it_and_to_who_was_removed() {
    let story = Story::begin();
    let quality = story.id("quality_party");
    let walled = post(&story, "approver", json!({ "body": "Inside.", "audience": [quality] })).await;
    let own = story.of("research").say(&story.project, "Mine.").await;
    let research = format!("/members/{}", story.of("research").person_id);
    done(story.of("lead").delete(&story.in_project(&research)).await);
    for (part, message) in [("lead", &walled), ("observer", &walled), ("research", &own), ("outsider", &own)]
    {
        let (by, path) = (story.of(part), path_of(message));
        let answers = [
            by.patch(&path, &json!({ "body": "Changed." })).await,
            by.delete(&format!("{path}?reason=no")).await,
            by.get(&format!("{path}/versions")).await,
            put(by, &format!("{path}/reactions/👍")).await,
            by.delete(&format!("{path}/reactions/👍")).await,
        ];
        for (status, body) in answers {
            assert_eq!((status, body["code"].as_str()), (404, Some("not_found")), "{part}: {body}");
        }
    }
    done(put(story.of("approver"), &format!("{}/reactions/👍", path_of(&walled))).await);
    let events = story.of("lead").events(&story.project, walled["seq"].as_i64().unwrap()).await;
    assert_eq!(events.last().unwrap()["kind"], "record.marker", "behind the same wall");
}

#[tokio::test]
async fn a_reaction_is_one_emoji_set_once_and_their_number_has_an_end() {
    let story = Story::begin_with(|config| config.limits.emoji_per_message = 3);
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let path = path_of(&lead.say(&story.project, "Ready?").await);
    let mut changed = 0;
    for by in [lead, approver, lead, approver] {
        let message = done(put(by, &format!("{path}/reactions/👍")).await);
        changed = message["changed_seq"].as_i64().unwrap();
    }
    done(put(lead, &format!("{path}/reactions/👷‍♀️")).await);
    let message = done(put(lead, &format!("{path}/reactions/🇰🇷")).await);
    assert_eq!(message["changed_seq"], changed + 2, "the same again wrote nothing");
    let expected = json!([lead.person_id, approver.person_id]);
    assert_eq!(
        (&message["reactions"][0]["emoji"], &message["reactions"][0]["person_ids"]),
        (&json!("👍"), &expected)
    );
    let (status, full) = put(lead, &format!("{path}/reactions/✅")).await;
    assert_eq!((status, full["code"].as_str()), (409, Some("reactions_full")));
    for text in ["a", "%F0%9F%91%8D%F0%9F%91%8D", "%3Cb%3E", "%20", "1", "%EA%B0%80"] {
        let (status, refused) = put(lead, &format!("{path}/reactions/{text}")).await;
        assert_eq!(
            (status, refused["errors"][0]["code"].as_str()),
            (400, Some("emoji")),
            "{text}: {refused}"
        );
    }
    let message = done(lead.delete(&format!("{path}/reactions/👷‍♀️")).await);
    assert_eq!(message["reactions"].as_array().unwrap().len(), 2);
    done(lead.delete(&format!("{path}/reactions/👷‍♀️")).await);
}

#[tokio::test]
async fn a_message_names_members_and_parties_that_hear_it_and_at_most_fifty() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (quality, research) = (story.id("quality_party"), story.id("research_party"));
    let body = json!({ "body": "@approver @연구개발", "mentions": [
        { "person_id": approver.person_id }, { "department_id": story.id("research") }, { "party_id": research },
    ] });
    let said = post(&story, "lead", body).await;
    let expected = json!([
        { "person_id": approver.person_id },
        { "party_id": research, "department_id": story.id("research") },
    ]);
    assert_eq!(said["mentions"], expected, "one each");
    let listed = done(approver.get(&story.in_project("/messages?limit=1")).await);
    assert_eq!(listed["items"][0]["mentions"], expected);

    let refused = async |mention: Value, audience: Option<&str>, language: &str| {
        let mut body = json!({ "body": "Psst.", "mentions": [mention] });
        if let Some(party) = audience {
            body["audience"] = json!([party]);
        }
        let with = |r: reqwest::RequestBuilder| r.header("accept-language", language).json(&body);
        lead.send(Method::POST, &story.in_project("/messages"), with).await
    };
    for mention in [
        json!({ "person_id": story.of("customer_admin").person_id }), // of the firm, not in the project
        json!({ "person_id": story.id("customer") }),                 // a firm is no person
        json!({ "person_id": story.of("removed").person_id }),
        json!({ "party_id": dure_tests::nothing() }),
    ] {
        let answer = refused(mention.clone(), None, "en").await;
        assert_eq!(
            (answer.status, answer.json()["errors"][0]["pointer"].as_str()),
            (400, Some("/mentions/0")),
            "{mention}"
        );
    }
    // Named, but behind the wall.
    assert_eq!(refused(json!({ "party_id": research }), Some(quality), "en").await.status, 400);
    assert_eq!(
        refused(json!({ "person_id": story.of("research").person_id }), Some(quality), "en").await.status,
        400
    );
    assert_eq!(refused(json!({ "person_id": approver.person_id }), Some(quality), "en").await.status, 201);

    let many: Vec<Value> = (0..1_000).map(|_| json!({ "person_id": approver.person_id })).collect();
    let with = |r: reqwest::RequestBuilder| {
        r.header("accept-language", "es").json(&json!({ "body": "Todos.", "mentions": many }))
    };
    let answer = lead.send(Method::POST, &story.in_project("/messages"), with).await;
    assert_eq!(answer.status, 400);
    let error = &answer.json()["errors"][0];
    assert_eq!(
        (error["pointer"].as_str(), error["detail"].as_str()),
        (Some("/mentions"), Some("Son demasiados"))
    );
    assert!(id_in(&said).len() == 36);
}

async fn waiting(by: &Client, project: &str) -> (i64, i64) {
    let page = done(by.get("/projects").await);
    let of = page["items"].as_array().unwrap().iter().find(|item| item["id"] == project).unwrap().clone();
    (of["unread"].as_i64().unwrap(), of["mentions_unread"].as_i64().unwrap())
}

#[tokio::test]
async fn what_others_said_beyond_the_marker_is_unread_and_what_names_me_is_counted_too() {
    let story = Story::begin();
    let (lead, approver, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let read = async |by: &Client| {
        let head = done(by.get(&story.in_project("/snapshot")).await)["as_of_seq"].clone();
        done(by.put(&story.in_project("/read-marker"), &json!({ "seq": head })).await)
    };
    read(approver).await;
    assert_eq!(waiting(approver, &story.project).await, (0, 0));
    approver.say(&story.project, "My own is not unread.").await;
    let first = lead.say(&story.project, "One.").await;
    let party = json!({ "body": "@품질보증 two.", "mentions": [{ "party_id": story.id("quality_party") }, { "person_id": approver.person_id }] });
    let second = post(&story, "lead", party).await;
    let walled = json!({ "body": "Not for quality.", "audience": [story.id("research_party")] });
    post(&story, "research", walled).await;
    assert_eq!(waiting(approver, &story.project).await, (2, 1), "named twice in one message, walls hold");
    let own = done(research.get(&story.in_project("")).await);
    assert_eq!((own["unread"].as_i64(), own["mentions_unread"].as_i64()), (Some(4), Some(0)));
    done(lead.delete(&path_of(&first)).await);
    assert_eq!(waiting(approver, &story.project).await, (1, 1));
    done(lead.delete(&path_of(&second)).await);
    assert_eq!(waiting(approver, &story.project).await, (0, 0));
    for n in 0..120 {
        lead.say(&story.project, &format!("{n}")).await;
    }
    assert_eq!(waiting(approver, &story.project).await, (100, 0), "a hundred stands for more");
    read(approver).await;
    assert_eq!(waiting(approver, &story.project).await, (0, 0));
}

/// The home of a person in fifty projects, with something unread in each.
#[tokio::test]
async fn a_home_of_fifty_projects_says_of_each_what_is_unread() {
    let story = Story::begin();
    let (lead, observer) = (story.of("lead"), story.of("observer"));
    for n in 1..50 {
        let body = json!({
            "code": format!("HOME-{n}"), "name": format!("Line {n}"), "customer_firm_id": story.id("customer"),
            "supplier_firm_ids": [story.id("supplier")],
        });
        let project = id_in(&done(lead.post(&format!("/clusters/{}/projects", story.cluster), &body).await));
        let member = json!({ "person_id": observer.person_id, "role": "observer" });
        done(lead.post(&format!("/projects/{project}/members"), &member).await);
        for words in ["One.", "Two.", "Three."] {
            lead.say(&project, words).await;
        }
    }
    let page = done(observer.get("/projects?limit=50").await);
    let unread: Vec<i64> =
        page["items"].as_array().unwrap().iter().filter_map(|item| item["unread"].as_i64()).collect();
    assert_eq!(unread.len(), 50);
    assert_eq!(unread.iter().filter(|count| **count == 3).count(), 49, "{unread:?}");
}

#[tokio::test]
async fn how_far_somebody_read_is_told_to_the_room_and_to_their_other_devices_and_stands_in_the_snapshot() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let said = lead.say(&story.project, "Read this.").await;
    let mut room = lead.live().await;
    room.subscribe(&story.project, None).await;
    // Another device of the reader, which has the project not open.
    let mut other = approver.sign_in_again().await.live().await;
    let mut stranger = story.of("outsider").live().await;
    let seq = said["seq"].as_i64().unwrap();
    done(approver.put(&story.in_project("/read-marker"), &json!({ "seq": seq })).await);
    let expected = json!({
        "op": "seen", "project_id": story.project, "person_id": approver.person_id,
        "party_id": story.id("quality_party"), "seq": seq,
    });
    for socket in [&mut room, &mut other] {
        assert_eq!(next_seen(socket).await.unwrap(), expected);
    }
    assert!(next_seen(&mut stranger).await.is_none());
    let snapshot = done(lead.get(&story.in_project("/snapshot")).await);
    let seen =
        json!([{ "person_id": approver.person_id, "party_id": story.id("quality_party"), "seq": seq }]);
    assert_eq!(snapshot["seen"], seen);
    done(approver.put(&story.in_project("/read-marker"), &json!({ "seq": 1 })).await);
    assert!(next_seen(&mut room).await.is_none(), "never back");
    // `seen` is not replayed: who was away while it was told learns of it on coming back.
    let mut back = lead.live().await;
    let frames = back.subscribe(&story.project, Some(seq)).await;
    assert_eq!(frames.last().unwrap()["seen"], seen);
}

/// Case 140 for reading: a flood of markers is few frames, and none of them is lost for good.
#[tokio::test]
async fn a_flood_of_markers_is_a_frame_a_second() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    for n in 0..60 {
        lead.say(&story.project, &format!("{n}")).await;
    }
    let mut room = lead.live().await;
    room.subscribe(&story.project, None).await;
    let head = done(lead.get(&story.in_project("/snapshot")).await)["as_of_seq"].as_i64().unwrap();
    let started = std::time::Instant::now();
    for seq in head - 59..=head {
        done(approver.put(&story.in_project("/read-marker"), &json!({ "seq": seq })).await);
    }
    let seconds = started.elapsed().as_secs() + 2;
    let mut frames = 0;
    let mut last = 0;
    while let Some(frame) = next_seen(&mut room).await {
        frames += 1;
        last = frame["seq"].as_i64().unwrap();
    }
    println!("60 markers, {frames} frames in {seconds} s");
    assert_eq!(last, head);
    assert!(frames <= seconds, "{frames} frames in {seconds} s");
}

/// The next `seen`, if one comes in two and a half seconds.
async fn next_seen(socket: &mut dure_tests::Socket) -> Option<Value> {
    let until = std::time::Instant::now() + std::time::Duration::from_millis(2_500);
    loop {
        let left = until.checked_duration_since(std::time::Instant::now())?;
        let frame = socket.next_within(left).await??;
        if frame["op"] == "seen" {
            return Some(frame);
        }
    }
}
