//! Markups: drawn in private, published for good, behind the walls of their design (R15, R19, R27).

use crate::calls::Call;
use crate::comments::next;
use crate::designs::shown;
use crate::files::upload;
use diesel::connection::SimpleConnection;
use dure_tests::story::{CAST, done, id_in};
use dure_tests::{Client, Story, database, nothing};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// Words that stand in a drawing and nowhere else.
const WORDS: &str = "구멍 3은 12.5";

/// An arrow and words on a page.
fn drawn(file: &str) -> Value {
    json!({ "file_id": file, "page": 1, "shapes": [
        { "kind": "arrow", "color": "red", "width": 2, "points": [0.25, 0.5, 0.375, 0.625] },
        { "kind": "text", "color": "blue", "width": 1, "points": [0.4, 0.65], "text": WORDS },
    ] })
}

/// The same, for good.
fn published(file: &str) -> Value {
    let mut body = drawn(file);
    body["published"] = true.into();
    body
}

fn at(revision: &Value) -> String {
    format!("/revisions/{}/markups", id_in(revision))
}

fn place(markup: &Value) -> String {
    format!("/markups/{}", id_in(markup))
}

async fn publish(by: &Client, markup: &Value) -> (u16, Value) {
    by.post(&format!("{}/publication", place(markup)), &json!({ "shapes": markup["shapes"] })).await
}

async fn listed(by: &Client, revision: &Value) -> Vec<Value> {
    done(by.get(&at(revision)).await)["items"].as_array().unwrap().clone()
}

/// A request of the matrix: on a draft of the caller's own where it is about drawing, else on a published one.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, by: &Client) -> Call {
    let is_about_revision = matches!(operation, "create_markup" | "list_markups");
    let of = if is_about_revision { target } else { target.trim_start_matches("draft ") };
    let (_, revision, file) = match target {
        "none" => (nothing(), json!({ "id": nothing() }), nothing()),
        _ => shown(story, of, b"%PDF-1.7").await,
    };
    match operation {
        "create_markup" => return Call::post(at(&revision), drawn(&file)),
        "list_markups" => return Call::get(format!("{}?file_id={file}", at(&revision))),
        _ => {}
    }
    let author = match target {
        "own draft" => by,
        "to research" => story.of("research"),
        "in other project" => story.of("outsider"),
        _ => story.of("lead"),
    };
    let markup = match target {
        "none" => json!({ "id": nothing() }),
        _ => {
            let body = if target.contains("draft") { drawn(&file) } else { published(&file) };
            let (status, made) = author.post(&at(&revision), &body).await;
            // Who may not draw has no draft.
            if status == 201 { made } else { json!({ "id": nothing() }) }
        }
    };
    let shapes = json!({ "shapes": drawn(&file)["shapes"] });
    match operation {
        "get_markup" => Call::get(place(&markup)),
        "update_markup" => Call::with(Method::PATCH, place(&markup), shapes),
        "publish_markup" => Call::post(format!("{}/publication", place(&markup)), shapes),
        "delete_markup" => Call { method: Method::DELETE, ..Call::get(place(&markup)) },
        other => panic!("{other} has no row in the matrix"),
    }
}

/// R27: on no way out does anybody but its author learn of a draft, whatever they lead.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_its_authors_alone_on_every_way_out() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (_, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let mut socket = lead.live().await;
    socket.subscribe(&story.project, None).await;
    let head = done(lead.get(&story.in_project("/snapshot")).await)["as_of_seq"].clone();
    let draft = done(approver.post(&at(&revision), &drawn(&file)).await);
    assert_eq!((&draft["state"], &draft["seq"]), (&"draft".into(), &Value::Null));
    let other = json!({ "shapes": [
        { "kind": "text", "color": "green", "width": 3, "points": [0.5, 0.5], "text": WORDS },
    ] });
    let changed = done(approver.patch(&place(&draft), &other).await);
    assert_eq!(changed["shapes"][0]["color"], "green");
    let thrown = done(approver.post(&at(&revision), &drawn(&file)).await);
    assert_eq!(approver.delete(&place(&thrown)).await.0, 204);
    // The observer is of the same party as the author.
    let (mut others, mut ways) = (0, 0);
    for part in CAST.into_iter().filter(|part| *part != "approver") {
        let by = story.of(part);
        let random = by.get(&format!("/markups/{}", nothing())).await;
        let mut refused = by.get(&place(&draft)).await;
        refused.1["request_id"] = random.1["request_id"].clone();
        assert_eq!(refused, random, "{part}: a draft is as one that never was");
        for status in [
            by.patch(&place(&draft), &other).await.0,
            publish(by, &changed).await.0,
            by.delete(&place(&draft)).await.0,
        ] {
            assert_eq!(status, random.0, "{part}");
        }
        for path in [
            at(&revision),
            format!("/revisions/{}", id_in(&revision)),
            format!("/revisions/{}/openings", id_in(&revision)),
            format!("/files/{file}"),
            story.in_project("/snapshot"),
            story.in_project("/events?after=0&limit=200"),
            story.in_project("/designs"),
            story.in_project("/search?q=12.5"),
            "/sync".to_owned(),
            "/me/turn".to_owned(),
        ] {
            let told = by.get(&path).await.1.to_string();
            for secret in [id_in(&draft), id_in(&thrown), WORDS.to_owned()] {
                assert!(!told.contains(&secret), "{part} reads a draft in {path}: {told}");
            }
            ways += 1;
        }
        others += 1;
    }
    println!("{others} others, {ways} ways");
    assert!(others >= 5 && ways >= 50);
    // Not even that something happened: no event, no marker, no frame.
    let after = done(lead.get(&story.in_project("/snapshot")).await);
    assert_eq!(after["as_of_seq"], head);
    while let Some(Some(frame)) = socket.next_within(Duration::from_millis(300)).await {
        assert_eq!(frame["op"], "presence", "a socket tells of a draft: {frame}");
    }
    // Its author has it, on every device.
    let elsewhere = approver.sign_in_again().await;
    assert_eq!(listed(&elsewhere, &revision).await, std::slice::from_ref(&changed));
    assert_eq!(done(elsewhere.get(&place(&draft)).await), changed);
}

/// R27.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_what_stood_on_the_screen_and_never_changes() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (_, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let draft = done(approver.post(&at(&revision), &drawn(&file)).await);
    // The last stroke has not been saved yet.
    let mut seen = draft.clone();
    seen["shapes"][0]["points"][3] = json!(0.75);
    let told = done(publish(approver, &seen).await);
    assert_eq!((&told["state"], &told["shapes"]), (&"published".into(), &seen["shapes"]));
    assert_eq!(
        (&told["published_seq"], &told["party_id"]),
        (&told["seq"], &json!(story.id("quality_party")))
    );
    let events = lead.events(&story.project, 0).await;
    let event = events.last().unwrap();
    assert_eq!(event["kind"], "markups.markup_published");
    let mut known = told.clone();
    for own in ["seq", "allowed_actions"] {
        known.as_object_mut().unwrap().remove(own);
    }
    assert_eq!(event["markup"], known);
    let mut read = listed(lead, &revision).await.remove(0);
    assert_eq!(read["allowed_actions"], json!(["get_markup"]));
    read.as_object_mut().unwrap().remove("allowed_actions");
    assert_eq!(read, known);
    let other = json!({ "shapes": draft["shapes"] });
    for (by, code, status) in [(approver, "markup_published", 409), (lead, "markup_not_yours", 403)] {
        for (answered, refused) in [
            by.patch(&place(&draft), &other).await,
            publish(by, &draft).await,
            by.delete(&place(&draft)).await,
        ] {
            assert_eq!((answered, &refused["code"]), (status, &code.into()), "{refused}");
        }
    }
    assert_eq!(done(lead.get(&place(&draft)).await)["shapes"], seen["shapes"]);
    // Nor by SQL, while the triggers stand.
    let id = id_in(&draft);
    let folder = story.app.cut();
    let mut conn = database::open(folder.path());
    for attempt in [
        format!("UPDATE markups SET shapes = '[]' WHERE id = '{id}'"),
        "UPDATE markups SET published_seq = NULL".to_owned(),
        format!("DELETE FROM markups WHERE id = '{id}'"),
        "DELETE FROM markups".to_owned(),
    ] {
        let refused = conn.batch_execute(&attempt).unwrap_err().to_string();
        assert!(refused.contains("a published markup never changes"), "{attempt}: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_wall_nobody_sees_what_is_drawn() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let (_, revision, file) = shown(&story, "to research", b"%PDF-1.7").await;
    let markup = done(research.post(&at(&revision), &published(&file)).await);
    assert_eq!(lead.get(&place(&markup)).await.0, 404);
    assert_eq!(lead.get(&at(&revision)).await.0, 404);
    assert_eq!(lead.post(&at(&revision), &drawn(&file)).await.0, 404);
    let events = lead.events(&story.project, 0).await;
    assert_eq!(events.last().unwrap()["kind"], "record.marker");
    assert!(events.iter().all(|event| event["markup"].is_null()));
    assert_eq!(research.events(&story.project, 0).await.last().unwrap()["markup"]["id"], markup["id"]);
}

/// R19 and R15: what a leaver left stays, and their drafts are nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_removed_member_drew_stays_and_their_draft_is_there_when_they_come_back() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (design, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let kept = done(approver.post(&at(&revision), &published(&file)).await);
    let draft = done(approver.post(&at(&revision), &drawn(&file)).await);
    let removed = lead.delete(&story.in_project(&format!("/members/{}", approver.person_id))).await;
    assert!(removed.0 < 300, "{}", removed.1);
    for path in [at(&revision), place(&kept), place(&draft)] {
        assert_eq!(approver.get(&path).await.0, 404);
    }
    let seen = listed(lead, &revision).await;
    assert_eq!((seen.len(), &seen[0]["id"], &seen[0]["author"]), (1, &kept["id"], &kept["author"]));
    let body = json!({ "person_id": approver.person_id, "role": "approver" });
    let (status, back) = lead.post(&story.in_project("/members"), &body).await;
    assert!(status < 300, "{back}");
    assert_eq!(done(approver.get(&place(&draft)).await)["state"], "draft");
    // A markup is of one revision: it does not go along to the next one.
    let second = next(&story, &design).await;
    assert_eq!(listed(lead, &second).await, [Value::Null; 0]);
    assert_eq!(listed(lead, &revision).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_submitted_revisions_are_drawn_on_and_only_their_own_files() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let (_, unsubmitted, file) = shown(&story, "draft of lead", b"%PDF-1.7 d").await;
    let (status, told) = lead.post(&at(&unsubmitted), &drawn(&file)).await;
    assert_eq!((status, &told["code"]), (409, &"revision_draft".into()));
    let (status, told) = lead.post(&at(&unsubmitted), &published(&file)).await;
    assert_eq!((status, &told["code"]), (409, &"revision_draft".into()));
    assert_eq!(approver.post(&at(&unsubmitted), &drawn(&file)).await.0, 404);
    let (_, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    assert_eq!(observer.post(&at(&revision), &drawn(&file)).await.0, 403, "who looks on draws nothing");
    let other = upload(lead, &story.project, "c.pdf", b"%PDF-1.7 c").await;
    let (status, told) = approver.post(&at(&revision), &drawn(&other)).await;
    assert_eq!((status, &told["errors"][0]["pointer"]), (400, &"/file_id".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_sent_again_is_the_same_and_a_publication_happens_once() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (_, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let mut body = drawn(&file);
    body["id"] = nothing().into();
    let draft = done(approver.post(&at(&revision), &body).await);
    assert_eq!(done(approver.post(&at(&revision), &body).await), draft);
    let mut elsewhere = body.clone();
    elsewhere["page"] = 2.into();
    for (by, body) in [(lead, &body), (approver, &elsewhere)] {
        let (status, told) = by.post(&at(&revision), body).await;
        assert_eq!((status, &told["code"]), (409, &"id_taken".into()), "an id is not taken over");
    }
    let key = nothing();
    let shapes = json!({ "shapes": draft["shapes"] });
    let path = format!("{}/publication", place(&draft));
    let again = async || {
        let with = |request: reqwest::RequestBuilder| request.header("idempotency-key", &key).json(&shapes);
        approver.send(Method::POST, &path, with).await
    };
    let first = again().await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(again().await.text, first.text);
    let (status, told) = approver.post(&at(&revision), &body).await;
    assert_eq!((status, &told["code"]), (409, &"id_taken".into()));
    let events = lead.events(&story.project, 0).await;
    assert_eq!(events.iter().filter(|event| event["kind"] == "markups.markup_published").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_markups_to_drafts_and_to_what_one_holds() {
    let story = Story::begin_with(|config| {
        config.limits.markups_per_revision = 2;
        config.limits.markup_drafts = 2;
        config.limits.shapes_per_markup = 3;
        config.limits.points_per_markup = 6;
    });
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (_, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let draft = done(approver.post(&at(&revision), &drawn(&file)).await);
    done(approver.post(&at(&revision), &drawn(&file)).await);
    let (status, told) = approver.post(&at(&revision), &drawn(&file)).await;
    assert_eq!((status, &told["code"]), (409, &"markup_drafts_full".into()));
    // Drafts of another are no count that one learns of.
    done(lead.post(&at(&revision), &drawn(&file)).await);
    for _ in 0..2 {
        done(lead.post(&at(&revision), &published(&file)).await);
    }
    for (status, told) in
        [lead.post(&at(&revision), &published(&file)).await, publish(approver, &draft).await]
    {
        assert_eq!((status, &told["code"]), (409, &"markups_full".into()));
    }
    assert_eq!(done(approver.get(&place(&draft)).await)["state"], "draft", "a refusal changes nothing");
    let pen = |points: Value| json!({ "kind": "pen", "color": "red", "width": 1, "points": points });
    let line = pen(json!([0, 0, 1, 1]));
    let hostile = [
        (json!([]), "/shapes"),
        (json!([line, line, line, line]), "/shapes"),
        (json!([pen(json!([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))]), "/shapes"),
        (json!([line, pen(json!([0, 0, 1.5, 1]))]), "/shapes/1/points"),
        (json!([pen(json!([0, 0, -1e-3, 1]))]), "/shapes/0/points"),
        (json!([pen(json!([0, 0, 1]))]), "/shapes/0/points"),
        (json!([pen(json!([0, 0, "1", 1]))]), "/shapes/0/points/2"),
        (json!([pen(json!([0, 0, null, 1]))]), "/shapes/0/points/2"),
        (json!([{ "kind": "star", "color": "red", "width": 1, "points": [0, 0] }]), "/shapes/0/kind"),
        (
            json!([{ "kind": "pen", "color": "url(x)", "width": 1, "points": [0, 0, 1, 1] }]),
            "/shapes/0/color",
        ),
        (json!([{ "kind": "pen", "color": "red", "width": 99, "points": [0, 0, 1, 1] }]), "/shapes/0/width"),
        (json!([{ "kind": "text", "color": "red", "width": 1, "points": [0, 0] }]), "/shapes/0/text"),
        (
            json!([{ "kind": "text", "color": "red", "width": 1, "points": [0, 0], "text": "\u{0}" }]),
            "/shapes/0/text",
        ),
        (
            json!([{ "kind": "pen", "color": "red", "width": 1, "points": [0, 0, 1, 1], "onclick": "x" }]),
            "/shapes/0/onclick",
        ),
        (
            json!([{ "kind": "measure", "color": "red", "width": 1, "points": [0, 0, 1, 1], "millimetres": 5 }]),
            "/shapes/0/millimetres",
        ),
    ];
    for (shapes, pointer) in &hostile {
        let mut body = drawn(&file);
        body["shapes"] = shapes.clone();
        let sent = json!({ "shapes": shapes });
        for (status, told) in [
            lead.post(&at(&revision), &body).await,
            approver.patch(&place(&draft), &sent).await,
            approver.post(&format!("{}/publication", place(&draft)), &sent).await,
        ] {
            assert_eq!(
                (status, &told["errors"][0]["pointer"]),
                (400, &(*pointer).into()),
                "{shapes}: {told}"
            );
        }
    }
    println!("{} hostile drawings, three ways", hostile.len());
    assert_eq!(done(approver.get(&place(&draft)).await)["shapes"], draft["shapes"]);
}

/// R27: a point of a model and a camera, and a length that is nobody's to state.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_drawn_on_as_the_camera_sees_it_and_measured_by_its_points() {
    let story = Story::begin();
    let approver = story.of("approver");
    let (_, revision, file) = shown(&story, "of lead", b"ISO-10303-21;").await;
    let point = |x: f64, y: f64, z: f64| json!({ "x": x, "y": y, "z": z });
    let camera = json!({
        "eye": point(0.0, -100.0, 0.0), "target": point(0.0, 0.0, 0.0), "up": point(0.0, 0.0, 1.0), "height": 50,
    });
    let measure = json!({
        "kind": "measure", "color": "violet", "width": 2, "points": [-0.2, 0, 0.2, 0],
        "from": point(-10.0, 3.0, 0.0), "to": point(10.0, 3.0, 0.0), "millimetres": 1,
    });
    let body = json!({ "file_id": file, "camera": camera, "shapes": [measure], "published": true });
    let told = done(approver.post(&at(&revision), &body).await);
    assert_eq!((&told["camera"]["height"], &told["page"]), (&json!(50.0), &Value::Null));
    assert_eq!(told["shapes"][0]["to"], point(10.0, 3.0, 0.0));
    let with = |pointer: &str, value: Value| {
        let mut body = body.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let mut both = body.clone();
    both["page"] = 1.into();
    for (body, pointer, code) in [
        (with("/shapes/0/to/x", json!(30)), "/shapes/0/points", "elsewhere"),
        (with("/shapes/0/to/x", json!(1e300)), "/shapes/0/to/x", "range"),
        (with("/camera/eye", point(0.0, 0.0, 0.0)), "/camera", "range"),
        (with("/camera/up", point(0.0, 1.0, 0.0)), "/camera", "range"),
        (with("/camera/height", json!(0)), "/camera/height", "range"),
        (both, "/page", "ground"),
        (json!({ "file_id": file, "shapes": [measure] }), "/page", "ground"),
    ] {
        let (status, told) = approver.post(&at(&revision), &body).await;
        let error = &told["errors"][0];
        assert_eq!(
            (status, &error["pointer"], &error["code"]),
            (400, &pointer.into(), &code.into()),
            "{told}"
        );
    }
}
