//! Comments on designs: spots, answers, closing, carrying over, the register (R24, R25, R27).

use crate::calls::Call;
use crate::designs::shown;
use crate::files::upload;
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, nothing};
use serde_json::{Value, json};

/// Somebody says something on a revision.
pub(crate) async fn said(by: &Client, revision: &Value, body: &str) -> Value {
    let path = format!("/revisions/{}/comments", id_in(revision));
    done(by.post(&path, &json!({ "body": body, "blocking": true })).await)
}

async fn answer(by: &Client, comment: &Value, kind: &str) -> (u16, Value) {
    let path = format!("/comments/{}/answers", id_in(comment));
    by.post(&path, &json!({ "kind": kind, "body": "Hole 3 is at 12.5 mm." })).await
}

async fn close(by: &Client, comment: &Value, body: Value) -> (u16, Value) {
    by.post(&format!("/comments/{}/closure", id_in(comment)), &body).await
}

/// The next revision of a design of the lead, submitted.
pub(crate) async fn next(story: &Story, design: &str) -> Value {
    let lead = story.of("lead");
    let file = upload(lead, &story.project, "b.png", nothing().as_bytes()).await;
    let path = format!("/designs/{design}/revisions");
    let draft = done(lead.post(&path, &json!({ "file_ids": [file] })).await);
    let body = json!({ "manifest_hash": draft["manifest_hash"] });
    done(lead.post(&format!("/revisions/{}/submission", id_in(&draft)), &body).await)
}

/// A request of the matrix.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story) -> Call {
    let (design, revision, _) = match target {
        "none" => (nothing(), json!({ "id": nothing() }), String::new()),
        _ => shown(story, target, b"%PDF-1.7").await,
    };
    match operation {
        "create_comment" => {
            return Call::post(
                format!("/revisions/{}/comments", id_in(&revision)),
                json!({ "body": "Hole 3?" }),
            );
        }
        "list_comments" => {
            let narrow = format!("state=open&party_id={}&revision_id={}", nothing(), id_in(&revision));
            return Call::get(format!("/designs/{design}/comments?{narrow}"));
        }
        "export_comments" => return Call::get(format!("/designs/{design}/comments/register?format=bcf30")),
        "import_comments" => {
            let path = format!("/revisions/{}/comments/import", id_in(&revision));
            // A file of the caller's is not there: what is asked first is whether they may.
            return Call::post(path, json!({ "file_id": nothing() }));
        }
        _ => {}
    }
    let by = story.of(match target {
        "to research" => "research",
        "in other project" => "outsider",
        _ => "approver",
    });
    let comment = match target {
        "none" => nothing(),
        _ => id_in(&said(by, &revision, "Hole 3?").await),
    };
    let at = format!("/comments/{comment}");
    match operation {
        "get_comment" => Call::get(at),
        "answer_comment" => {
            Call::post(format!("{at}/answers"), json!({ "kind": "explained", "body": "Yes." }))
        }
        "close_comment" => {
            Call::post(format!("{at}/closure"), json!({ "kind": "settled", "reason": "Seen." }))
        }
        other => panic!("{other} has no row in the matrix"),
    }
}

fn state(told: &Value) -> (&str, Option<&str>, Option<&str>) {
    let ball = &told["ball"];
    (told["state"].as_str().unwrap(), ball["party_id"].as_str(), ball["person_id"].as_str())
}

/// R24.
#[tokio::test(flavor = "multi_thread")]
async fn the_author_answers_and_only_the_commenter_closes() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let (quality, supplier) = (story.id("quality_party"), story.id("supplier_party"));
    let (design, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    let comment = said(approver, &revision, "구멍 3의 위치가 맞지 않습니다.").await;
    assert_eq!((&comment["number"], &comment["blocking"]), (&1.into(), &true.into()));
    assert_eq!(state(&comment), ("open", Some(supplier), None), "the design's party has the ball");
    let (status, told) = answer(approver, &comment, "accepted").await;
    assert_eq!((status, &told["code"]), (403, &"answer_not_yours".into()));
    let told = done(answer(lead, &comment, "accepted").await);
    let person = approver.person_id.as_str();
    assert_eq!(state(&told), ("answered", Some(quality), Some(person)));
    assert_eq!(told["answers"][0]["author"]["person_id"], lead.person_id.as_str());
    // That is no answer: the ball goes back.
    let asked = done(answer(approver, &comment, "asked").await);
    assert_eq!(state(&asked), ("open", Some(supplier), None));
    assert_eq!(answer(lead, &comment, "asked").await.0, 403);
    let told = done(answer(lead, &comment, "explained").await);
    assert_eq!(told["answers"].as_array().unwrap().len(), 3);
    // Whose design it is closes nothing of others, whatever they lead.
    let (status, refused) = close(lead, &comment, json!({ "kind": "settled", "reason": "Done." })).await;
    assert_eq!((status, &refused["code"]), (403, &"comment_not_yours".into()));
    assert!(!told["allowed_actions"].to_string().contains("close_comment"), "{told}");
    assert_eq!(answer(observer, &comment, "accepted").await.0, 403, "who looks on says nothing");
    let closed = done(close(approver, &comment, json!({ "kind": "settled" })).await);
    assert_eq!(state(&closed), ("closed", None, None));
    assert_eq!((&closed["closure"]["kind"], &closed["closed_seq"]), (&"settled".into(), &closed["seq"]));
    for (status, told) in [
        close(approver, &comment, json!({ "kind": "settled" })).await,
        answer(lead, &comment, "declined").await,
    ] {
        assert_eq!((status, &told["code"]), (409, &"comment_closed".into()));
    }
    let register = done(lead.get(&format!("/designs/{design}/comments?state=closed")).await);
    assert_eq!(register["items"][0]["closure"], closed["closure"]);
}

/// R24: the lead, with a reason.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_closes_for_somebody_else_and_says_why() {
    let story = Story::begin();
    let lead = story.of("lead");
    // The lead's own colleague speaks on a design of another party.
    let research = story.of("research");
    let made = json!({ "number": "R-1", "title": "Test bench", "kind": "drawing" });
    let (status, made) = research.post(&story.in_project("/designs"), &made).await;
    assert_eq!(status, 201, "{made}");
    let file = upload(research, &story.project, "a.pdf", b"%PDF-1.7").await;
    let path = format!("/designs/{}/revisions", id_in(&made));
    let draft = done(research.post(&path, &json!({ "file_ids": [file] })).await);
    let path = format!("/revisions/{}/submission", id_in(&draft));
    let revision = done(research.post(&path, &json!({ "manifest_hash": draft["manifest_hash"] })).await);
    let comment = said(story.of("approver"), &revision, "Too loud.").await;
    let (status, told) = close(lead, &comment, json!({ "kind": "withdrawn" })).await;
    assert_eq!((status, &told["errors"][0]["pointer"]), (400, &"/reason".into()));
    let told =
        done(close(lead, &comment, json!({ "kind": "withdrawn", "reason": "Measured: 61 dB." })).await);
    assert_eq!(told["closure"]["author"]["person_id"], lead.person_id.as_str());
    assert_eq!(told["closure"]["reason"], "Measured: 61 dB.");
}

/// R25.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_next_revision_should_show_comes_back_to_be_checked() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (quality, supplier) = (story.id("quality_party"), story.id("supplier_party"));
    let (design, first, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    let (promised, open, settled) = (
        said(approver, &first, "Hole 3").await,
        said(approver, &first, "Hole 4").await,
        said(approver, &first, "Hole 5").await,
    );
    done(close(approver, &settled, json!({ "kind": "settled" })).await);
    let waits = done(close(approver, &promised, json!({ "kind": "next_revision" })).await);
    assert_eq!(state(&waits), ("awaiting_revision", Some(supplier), None));
    let (status, told) = close(approver, &promised, json!({ "kind": "next_revision" })).await;
    assert_eq!((status, &told["code"]), (409, &"comment_awaits_revision".into()));
    let second = next(&story, &design).await;
    let register = done(approver.get(&format!("/designs/{design}/comments")).await);
    let items = register["items"].as_array().unwrap();
    let of = |comment: &Value| items.iter().find(|item| item["id"] == comment["id"]).unwrap();
    assert_eq!(state(of(&promised)), ("to_check", Some(quality), Some(approver.person_id.as_str())));
    assert_eq!(state(of(&open)), ("open", Some(supplier), None));
    assert_eq!(of(&open)["ball"]["since"], open["ball"]["since"], "the clock goes on");
    for carried in [&promised, &open] {
        assert_eq!((&of(carried)["carried_to"], &of(carried)["revision_id"]), (&second["id"], &first["id"]));
    }
    assert!(of(&settled)["carried_to"].is_null(), "what is closed stays where it was");
    // It is not shown: asked again, and carried on.
    let asked = done(answer(approver, &promised, "asked").await);
    assert_eq!(state(&asked), ("open", Some(supplier), None));
    assert!(asked["closure"].is_null());
    let third = next(&story, &design).await;
    let on = |revision: &Value| format!("/designs/{design}/comments?revision_id={}", id_in(revision));
    let numbers = |told: Value| {
        told["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["number"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(done(lead.get(&on(&third)).await)), [1, 2]);
    assert_eq!(numbers(done(lead.get(&on(&second)).await)), [0_i64; 0]);
    assert_eq!(numbers(done(lead.get(&on(&first)).await)), [3]);
    // One event for each, after that of the revision.
    let events = approver.events(&story.project, 0).await;
    let last: Vec<_> = events.iter().rev().take(3).map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(last, ["comments.comment_carried", "comments.comment_carried", "designs.revision_submitted"]);
}

/// R27.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_points_at_a_spot_of_a_file_of_its_revision() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (design, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let path = format!("/revisions/{}/comments", id_in(&revision));
    let page = json!({ "file_id": file, "page": 2, "x": 0.123_456_789, "y": 1 });
    let told = done(approver.post(&path, &json!({ "body": "Here.", "anchor": page })).await);
    assert_eq!(told["anchor"], json!({ "file_id": file, "page": 2, "x": 0.123_457, "y": 1.0 }));
    let space = json!({
        "file_id": file, "point": { "x": 1.5, "y": -2.25, "z": 0.1 },
        "camera": { "eye": { "x": 90, "y": 0, "z": 0 }, "target": { "x": 0, "y": 0, "z": 0 }, "up": { "x": 0, "y": 0, "z": 1 }, "height": 25 },
    });
    let told = done(approver.post(&path, &json!({ "body": "And here.", "anchor": space })).await);
    assert_eq!(
        (&told["anchor"]["point"]["y"], &told["anchor"]["camera"]["height"]),
        (&json!(-2.25), &json!(25.0))
    );
    let other = upload(lead, &story.project, "c.pdf", b"%PDF-1.7 c").await;
    for (pointer, value, at) in [
        ("/anchor/file_id", json!(other), "/anchor/file_id"),
        ("/anchor/page", json!(0), "/anchor/page"),
        ("/anchor/x", json!(1.5), "/anchor/x"),
        ("/anchor/y", json!(-0.1), "/anchor/y"),
        ("/anchor/x", json!("left"), "/anchor/x"),
    ] {
        let mut body = json!({ "body": "There.", "anchor": page });
        *body.pointer_mut(pointer).unwrap() = value;
        let (status, told) = approver.post(&path, &body).await;
        assert_eq!((status, &told["errors"][0]["pointer"]), (400, &at.into()), "{told}");
    }
    let both = json!({ "file_id": file, "page": 1, "x": 0, "y": 0, "point": { "x": 0, "y": 0, "z": 0 } });
    let (status, told) = approver.post(&path, &json!({ "body": "Both.", "anchor": both })).await;
    assert_eq!((status, &told["errors"][0]["code"]), (400, &"anchor".into()));
    // A draft is for nobody to comment on, and the other side does not even know it.
    let drafted = lead.post(&format!("/designs/{design}/revisions"), &json!({ "file_ids": [other] })).await;
    let draft = format!("/revisions/{}/comments", id_in(&done(drafted)));
    let (status, told) = lead.post(&draft, &json!({ "body": "Not yet." })).await;
    assert_eq!((status, &told["code"]), (409, &"revision_draft".into()));
    assert_eq!(approver.post(&draft, &json!({ "body": "Not yet." })).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_wall_nobody_hears_what_is_said() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let (_, revision, _) = shown(&story, "to research", b"%PDF-1.7").await;
    let comment = said(research, &revision, "단가 재확인").await;
    assert_eq!(lead.get(&format!("/comments/{}", id_in(&comment))).await.0, 404);
    let (status, told) =
        lead.get(&format!("/designs/{}/comments", comment["design_id"].as_str().unwrap())).await;
    assert_eq!((status, &told["code"]), (403, &"design_restricted".into()));
    assert_eq!(done(lead.get(&story.in_project("/snapshot")).await)["comments"], json!([]));
    let events = lead.events(&story.project, 0).await;
    assert!(events.iter().all(|event| event["comment"].is_null()));
    let seen = done(research.get(&story.in_project("/snapshot")).await);
    assert_eq!(seen["comments"][0]["id"], comment["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_sees_which_comments_wait_for_them_over_all_projects() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let (_, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    let (one, two) = (said(approver, &revision, "One").await, said(approver, &revision, "Two").await);
    let waiting = async |by: &Client| {
        let told = done(by.get("/me/comments").await);
        let ids = told["items"].as_array().unwrap().iter().map(|item| item["comment"]["id"].clone());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(waiting(lead).await, [one["id"].clone(), two["id"].clone()]);
    assert_eq!(waiting(observer).await.len(), 2, "it lies with the whole party");
    assert_eq!(waiting(approver).await, [Value::Null; 0]);
    done(answer(lead, &one, "declined").await);
    assert_eq!(
        (waiting(lead).await, waiting(approver).await),
        (vec![two["id"].clone()], vec![one["id"].clone()])
    );
    let told = done(approver.get("/me/comments?limit=1").await);
    assert_eq!(told["items"][0]["design_title"], "지그 조립도");
    assert!(told["next"].is_null());
    done(close(approver, &one, json!({ "kind": "settled" })).await);
    assert_eq!(waiting(approver).await, [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_comments_and_to_answers() {
    let story = Story::begin_with(|config| {
        config.limits.open_comments_per_design = 2;
        config.limits.answers_per_comment = 1;
    });
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (_, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    let first = said(approver, &revision, "One").await;
    said(approver, &revision, "Two").await;
    let path = format!("/revisions/{}/comments", id_in(&revision));
    let (status, told) = approver.post(&path, &json!({ "body": "Three" })).await;
    assert_eq!((status, &told["code"]), (409, &"comments_full".into()));
    done(answer(lead, &first, "accepted").await);
    let (status, told) = answer(approver, &first, "asked").await;
    assert_eq!((status, &told["code"]), (409, &"answers_full".into()));
    done(close(approver, &first, json!({ "kind": "withdrawn" })).await);
    let third = done(approver.post(&path, &json!({ "body": "Three" })).await);
    assert_eq!(third["number"], 3, "a number is not given again");
    for (body, pointer) in [
        (json!({ "body": "" }), "/body"),
        (json!({ "body": "x".repeat(2_001) }), "/body"),
        (json!({ "body": "x", "id": "1" }), "/id"),
        (json!({ "body": "x", "colour": "red" }), "/colour"),
    ] {
        let (status, told) = approver.post(&path, &body).await;
        assert_eq!((status, &told["errors"][0]["pointer"]), (400, &pointer.into()));
    }
    let (status, told) = close(approver, &third, json!({ "kind": "deleted" })).await;
    assert_eq!((status, &told["errors"][0]["pointer"]), (400, &"/kind".into()));
}

/// R19, for comments: nothing waits for somebody who is not there.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_removed_member_said_is_their_partys_to_settle() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (design, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    let (open, answered) = (said(approver, &revision, "One").await, said(approver, &revision, "Two").await);
    done(answer(lead, &answered, "declined").await);
    let removed = lead.delete(&story.in_project(&format!("/members/{}", approver.person_id))).await;
    assert!(removed.0 < 300, "{}", removed.1);
    let quality = story.id("quality_party");
    let at = |comment: &Value| format!("/comments/{}", id_in(comment));
    assert_eq!(state(&done(lead.get(&at(&answered)).await)), ("answered", Some(quality), None));
    // What is answered later goes to the party, too.
    let told = done(answer(lead, &open, "explained").await);
    assert_eq!(state(&told), ("answered", Some(quality), None));
    assert!(told["closer_person_id"].is_null());
    // The design's own lead still closes nothing of theirs.
    let (status, refused) = close(lead, &open, json!({ "kind": "settled", "reason": "Done." })).await;
    assert_eq!((status, &refused["code"]), (403, &"comment_not_yours".into()));
    let kinds: Vec<_> =
        lead.events(&story.project, 0).await.iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "comments.comment_left").count(), 2, "{design}");
}
