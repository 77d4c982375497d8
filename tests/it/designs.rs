//! Designs: walls that show themselves, drafts, labels, what is frozen, who opened what (R2, R28, R38).

use crate::calls::Call;
use crate::files::{download, upload};
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) async fn design(by: &Client, project: &str, number: &str, audience: Option<Value>) -> Value {
    let mut body = json!({ "number": number, "title": "지그 조립도", "kind": "drawing" });
    if let Some(audience) = audience {
        body["audience"] = audience;
    }
    done(by.post(&format!("/projects/{project}/designs"), &body).await)
}

pub(crate) async fn draft(by: &Client, design: &str, files: &[&str], label: Option<&str>) -> (u16, Value) {
    let mut body = json!({ "file_ids": files });
    if let Some(label) = label {
        body["label"] = label.into();
    }
    by.post(&format!("/designs/{design}/revisions"), &body).await
}

pub(crate) async fn submit(by: &Client, revision: &Value) -> (u16, Value) {
    let body = json!({ "manifest_hash": revision["manifest_hash"] });
    by.post(&format!("/revisions/{}/submission", id_in(revision)), &body).await
}

/// A design with one revision: of the lead for everyone, of R&D for itself, or in the other project. Its id, the
/// revision, the file.
pub(crate) async fn shown(story: &Story, target: &str, bytes: &[u8]) -> (String, Value, String) {
    let (part, project, audience) = match target {
        "to research" => ("research", &story.project, Some(json!([]))),
        "in other project" => ("outsider", &story.other_project, None),
        _ => ("lead", &story.project, None),
    };
    let by = story.of(part);
    let design = id_in(&design(by, project, &nothing()[24..], audience).await);
    let file = upload(by, project, "a.png", bytes).await;
    let revision = done(draft(by, &design, &[&file], None).await);
    if target != "draft of lead" {
        done(submit(by, &revision).await);
    }
    (design, revision, file)
}

/// A request of the matrix.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, place: &str) -> Call {
    if operation.ends_with("design") && operation != "get_design" || operation == "list_designs" {
        let at = format!("/projects/{place}/designs");
        let body = json!({ "number": &nothing()[24..], "title": "Jig", "kind": "model" });
        return if operation == "list_designs" { Call::get(at) } else { Call::post(at, body) };
    }
    let (design, revision, file) = match target {
        "none" => (nothing(), json!({ "id": nothing(), "manifest_hash": "0" }), nothing()),
        _ => shown(story, target, b"%PDF-1.7").await,
    };
    let (design, at) = (format!("/designs/{design}"), format!("/revisions/{}", id_in(&revision)));
    match operation {
        "get_design" => Call::get(design),
        "list_revisions" => Call::get(format!("{design}/revisions")),
        "create_revision" => Call::post(format!("{design}/revisions"), json!({ "file_ids": [file] })),
        "get_revision" => Call::get(at),
        "compare_revisions" => Call::get(format!("{at}/comparison?with={}", id_in(&revision))),
        "list_openings" => Call::get(format!("{at}/openings")),
        "update_revision" => Call::with(Method::PATCH, at, json!({ "change_note": "Hole 3." })),
        "submit_revision" => {
            Call::post(format!("{at}/submission"), json!({ "manifest_hash": revision["manifest_hash"] }))
        }
        other => panic!("{other} has no row in the matrix"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_its_partys_until_it_is_submitted_and_then_never_changes() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let made = design(lead, &story.project, "DWG-100", None).await;
    let id = id_in(&made);
    assert!(made["allowed_actions"].to_string().contains("create_revision"), "{made}");
    let file = upload(lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    let revision = done(draft(lead, &id, &[&file], None).await);
    assert_eq!((&revision["label"], &revision["state"]), (&"A".into(), &"draft".into()));
    // A colleague of the same party sees it, the other side does not, nor its file.
    let at = format!("/revisions/{}", id_in(&revision));
    assert_eq!(observer.get(&at).await.0, 200);
    assert_eq!(approver.get(&at).await.0, 404);
    assert_eq!(approver.get(&format!("/files/{file}")).await.0, 404);
    assert!(done(approver.get(&format!("/designs/{id}")).await)["revision"].is_null());
    assert_eq!(done(approver.get(&format!("/designs/{id}/revisions")).await)["items"], json!([]));
    let last = approver.events(&story.project, 0).await.last().unwrap().clone();
    assert_eq!(last["kind"], "record.marker");
    // What is submitted is what was seen.
    let other = upload(lead, &story.project, "b.step", b"ISO-10303-21;").await;
    let changed =
        done(lead.patch(&at, &json!({ "file_ids": [other, file], "change_note": "Hole 3." })).await);
    assert_ne!(changed["manifest_hash"], revision["manifest_hash"]);
    let (status, told) = submit(lead, &revision).await;
    assert_eq!((status, &told["code"]), (409, &"manifest_differs".into()));
    let submitted = done(submit(lead, &changed).await);
    assert_eq!(submitted["files"][0]["name"], "a.pdf", "files stand in the order of their names");
    assert_eq!(
        done(submit(lead, &changed).await)["submitted_seq"],
        submitted["submitted_seq"],
        "twice is once"
    );
    // R2.
    let (status, told) = lead.patch(&at, &json!({ "change_note": "Hole 4." })).await;
    assert_eq!((status, &told["code"]), (409, &"revision_submitted".into()));
    let with = |request: reqwest::RequestBuilder| request.header("Tus-Resumable", "1.0.0");
    let gone = lead.send(Method::DELETE, &format!("/uploads/{file}"), with).await;
    assert_eq!((gone.status, gone.code().as_str()), (409, "file_shown"));
    // Everyone in the project sees it now, and can take its files.
    let seen = done(approver.get(&format!("/designs/{id}")).await);
    assert_eq!(seen["revision"]["manifest_hash"], changed["manifest_hash"]);
    assert_eq!(download(approver, &file, None).await.unwrap().1, b"%PDF-1.7");
    assert_eq!(story.of("outsider").get(&at).await.0, 404);
    let snapshot = done(approver.get(&story.in_project("/snapshot")).await);
    assert_eq!(snapshot["revisions"][0]["manifest_hash"], changed["manifest_hash"]);
}

/// R2: labels of one scheme, each later than all before.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_and_a_label_are_used_once() {
    let story = Story::begin();
    let lead = story.of("lead");
    let id = id_in(&design(lead, &story.project, "DWG-1", None).await);
    let body = json!({ "number": "dwg-1", "title": "Another", "kind": "model" });
    let (status, told) = lead.post(&story.in_project("/designs"), &body).await;
    assert_eq!((status, &told["code"]), (409, &"number_taken".into()));
    let file = upload(lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    let mut made = Vec::new();
    for (label, expected) in [
        (None, Ok("A")),
        (Some("C"), Ok("C")),
        (Some("B"), Err("label_used")),
        (Some("C"), Err("label_used")),
        (Some("1"), Err("label_used")),
        (Some("I"), Err("validation")),
        (None, Ok("D")),
    ] {
        let (status, told) = draft(lead, &id, &[&file], label).await;
        match expected {
            Ok(label) => {
                assert_eq!((status, &told["label"]), (201, &label.into()));
                let (status, again) = draft(lead, &id, &[&file], None).await;
                assert_eq!((status, &again["code"]), (409, &"draft_open".into()));
                done(submit(lead, &told).await);
                made.push(told);
            }
            Err(code) => assert_eq!(told["code"], code, "{label:?}: {status}"),
        }
    }
    let revisions = done(story.of("observer").get(&format!("/designs/{id}/revisions?limit=2")).await);
    assert_eq!(revisions["items"].as_array().unwrap().len(), 2);
    let next = revisions["next"].as_str().unwrap();
    let rest = done(lead.get(&format!("/designs/{id}/revisions?limit=2&after={next}")).await);
    assert!(rest["items"].as_array().unwrap().len() == 1 && rest["next"].is_null());
    assert_eq!(id_in(&rest["items"][0]), id_in(&made[2]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_design_is_a_wall_that_says_what_it_is_and_for_whom() {
    let story = Story::begin();
    let (lead, research, approver) = (story.of("lead"), story.of("research"), story.of("approver"));
    let quality = story.id("quality_party");
    let made = design(lead, &story.project, "CALC-7", Some(json!([quality]))).await;
    let own = story.id("supplier_party");
    assert_eq!(made["audience"], json!([quality, own]), "its own party sees it always");
    let id = id_in(&made);
    let file = upload(lead, &story.project, "cost.xlsx", b"PK\x03\x04 of the price").await;
    let revision = done(draft(lead, &id, &[&file], None).await);
    done(submit(lead, &revision).await);
    let at = format!("/revisions/{}", id_in(&revision));
    let wall = done(research.get(&format!("/designs/{id}")).await);
    for field in ["number", "title", "kind", "party_id", "audience", "author", "created_at"] {
        assert_eq!(wall[field], made[field], "{field}");
    }
    assert!(wall["revision"].is_null() && !wall.to_string().contains("list_revisions"));
    let (status, told) = research.get(&format!("/designs/{id}/revisions")).await;
    assert_eq!((status, &told["code"]), (403, &"design_restricted".into()));
    for path in [
        at.clone(),
        format!("{at}/openings"),
        format!("{at}/comparison"),
        format!("/files/{file}"),
        format!("/files/{file}/content"),
    ] {
        assert_eq!(research.get(&path).await.0, 404, "{path}");
    }
    let events = research.events(&story.project, 0).await;
    assert!(events.iter().all(|event| event["revision"].is_null()), "a marker is all they get");
    let snapshot = done(research.get(&story.in_project("/snapshot")).await);
    assert_eq!((snapshot["designs"].as_array().unwrap().len(), &snapshot["revisions"]), (1, &json!([])));
    let listed = done(research.get(&story.in_project("/designs")).await);
    assert_eq!(id_in(&listed["items"][0]), id);
    assert_eq!(download(approver, &file, None).await.unwrap().0, 200, "who is named sees it");
    // The other side makes no revisions of it.
    let (status, told) =
        story.of("research").post(&format!("/designs/{id}/revisions"), &json!({ "file_ids": [file] })).await;
    assert_eq!((status, &told["code"]), (403, &"design_not_yours".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opened_a_revision_and_took_its_files_is_seen_by_both_sides() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (_, revision, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let at = format!("/revisions/{}", id_in(&revision));
    assert_eq!(done(lead.get(&format!("{at}/openings")).await)["items"], json!([]));
    for _ in 0..3 {
        done(approver.get(&at).await);
        assert_eq!(download(approver, &file, Some("bytes=0-3")).await.unwrap().0, 206);
    }
    for by in [lead, approver] {
        let told = done(by.get(&format!("{at}/openings")).await);
        let who: Vec<_> = told["items"].as_array().unwrap().iter().collect();
        assert_eq!(who.len(), 2, "{told}");
        assert!(who.iter().all(|one| one["person"]["person_id"] == approver.person_id.as_str()));
        assert!(who.iter().any(|one| one["file_id"] == file.as_str()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_looked_at_last_is_known_on_all_their_devices() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let (id, first, file) = shown(&story, "of lead", b"%PDF-1.7").await;
    let at = |revision: &Value| format!("/revisions/{}", id_in(revision));
    let looked = async |by: &Client| {
        let listed = done(by.get(&story.in_project("/designs")).await)["items"][0]["looked_at"].clone();
        assert_eq!(done(by.get(&format!("/designs/{id}")).await)["looked_at"], listed);
        listed
    };
    assert!(looked(approver).await.is_null(), "nobody but its maker has seen it");
    assert_eq!(looked(lead).await["label"], "A");
    done(approver.get(&at(&first)).await);
    let second = done(draft(lead, &id, &[&file], None).await);
    let third = done(submit(lead, &second).await);
    assert_eq!(looked(observer).await, Value::Null, "a colleague has not looked");
    let phone = approver.sign_in_again().await;
    for device in [approver, &phone] {
        let known = looked(device).await;
        assert_eq!((&known["revision_id"], &known["label"]), (&first["id"], &"A".into()));
        assert!(known["submitted_seq"].as_i64() < third["submitted_seq"].as_i64() && known["at"].is_string());
    }
    // Who looks back at an earlier one has seen the newest all the same.
    done(phone.get(&at(&second)).await);
    done(phone.get(&at(&first)).await);
    assert_eq!(looked(approver).await["revision_id"], second["id"]);
    assert_eq!(looked(lead).await["revision_id"], second["id"]);
    // Neither the snapshot nor an event tells others of it, and a wall hides it with the rest.
    let snapshot = done(approver.get(&story.in_project("/snapshot")).await);
    assert!(snapshot["designs"][0]["looked_at"].is_null(), "{snapshot}");
    let (walled, revision, _) = shown(&story, "to research", b"%PDF-1.7").await;
    done(story.of("research").get(&at(&revision)).await);
    assert!(done(lead.get(&format!("/designs/{walled}")).await)["looked_at"].is_null());
}

/// R28: facts and hashes.
#[tokio::test(flavor = "multi_thread")]
async fn two_revisions_are_compared_by_facts_and_files() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (id, first, kept) = shown(&story, "of lead", b"%PDF-1.7").await;
    let (status, told) = lead.get(&format!("/revisions/{}/comparison", id_in(&first))).await;
    assert_eq!((status, &told["code"]), (400, &"validation".into()), "there is none before it");
    let new = upload(lead, &story.project, "b.step", b"ISO-10303-21;").await;
    let second = done(draft(lead, &id, &[&kept, &new], None).await);
    let told = done(lead.get(&format!("/revisions/{}/comparison", id_in(&second))).await);
    assert_eq!((&told["with"], &told["same_files"]), (&first["id"], &false.into()));
    let files: Vec<_> = told["files"].as_array().unwrap().iter().map(|file| file["change"].clone()).collect();
    assert_eq!(files, ["same", "added"]);
    // A draft is nothing to compare with for who does not see it.
    let (hidden, with) = (format!("/revisions/{}/comparison", id_in(&first)), id_in(&second));
    let (status, told) = story.of("approver").get(&format!("{hidden}?with={with}")).await;
    let (_, random) = story.of("approver").get(&format!("{hidden}?with={}", nothing())).await;
    assert_eq!((status, &told["errors"]), (400, &random["errors"]));
}

/// Case 35: another's file or party, in a body.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_or_party_that_one_may_not_know_is_unknown() {
    let story = Story::begin();
    let (lead, research, outsider) = (story.of("lead"), story.of("research"), story.of("outsider"));
    let theirs = upload(research, &story.project, "a.pdf", b"%PDF-1.7").await;
    let hidden = upload(outsider, &story.other_project, "a.pdf", b"%PDF-1.7").await;
    let own = upload(lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    let twin = upload(lead, &story.project, "a.pdf", b"%PDF-1.7 b").await;
    let id = id_in(&design(lead, &story.project, "DWG-1", None).await);
    let random = draft(lead, &id, &[&nothing()], None).await;
    for file in [&theirs, &hidden] {
        let told = draft(lead, &id, &[file], None).await;
        assert_eq!((told.0, &told.1["errors"]), (random.0, &random.1["errors"]));
    }
    for (files, code) in [
        (vec![], "empty"),
        (vec![own.as_str(), own.as_str()], "duplicate"),
        (vec![own.as_str(), twin.as_str()], "duplicate"),
        (vec!["x"], "id"),
    ] {
        let (status, told) = draft(lead, &id, &files, None).await;
        assert_eq!((status, &told["errors"][0]["code"]), (400, &code.into()), "{files:?}");
    }
    let parties = done(outsider.get(&format!("/projects/{}/parties", story.other_project)).await);
    let body = |party: &str| json!({ "number": "X-1", "title": "X", "kind": "other", "audience": [party] });
    let known =
        lead.post(&story.in_project("/designs"), &body(parties["items"][0]["id"].as_str().unwrap())).await;
    let random = lead.post(&story.in_project("/designs"), &body(&nothing())).await;
    assert_eq!((known.0, &known.1["errors"]), (400, &random.1["errors"]));
}
