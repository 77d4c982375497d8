//! Previews: what is lighter than a file is seen by who sees the file, says who made it, and goes with it.

use crate::calls::Call;
use crate::designs::{design, draft, shown, submit};
use crate::files::{download, owner, upload};
use crate::files_stored::{PIXEL, forget, kept, sweep};
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

const STEP: &[u8] = b"ISO-10303-21;";
const GLB: &[u8] = b"glTF\x02\0\0\0 light";

async fn give(by: &Client, file: &str, preview: &str) -> (u16, Value) {
    by.post(&format!("/files/{file}/preview"), &json!({ "preview_file_id": preview })).await
}

/// Uploads these bytes and makes them the preview; answers their id.
async fn given(by: &Client, project: &str, file: &str, bytes: &[u8]) -> String {
    let preview = upload(by, project, "a.glb", bytes).await;
    assert_eq!(done(give(by, file, &preview).await)["file"]["id"], preview.as_str());
    preview
}

async fn preview_of(by: &Client, file: &str) -> (u16, Value) {
    by.get(&format!("/files/{file}/preview")).await
}

async fn thumbnail(by: &Client, file: &str) -> (u16, String) {
    let answer = by.send(Method::GET, &format!("/files/{file}/thumbnail"), |request| request).await;
    (answer.status, answer.header("content-type").to_owned())
}

/// A request of the matrix.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, by: &Client) -> Call {
    let (owner, project) = owner(target, story, by);
    let (file, owner) = match target {
        "none" => (nothing(), owner),
        "shown" => (shown(story, target, STEP).await.2, story.of("lead")),
        "to research" => (shown(story, target, STEP).await.2, story.of("research")),
        _ => (upload(owner, project, "a.step", STEP).await, owner),
    };
    let at = format!("/files/{file}/preview");
    if operation == "get_preview" {
        if target != "none" {
            given(owner, project, &file, GLB).await;
        }
        return Call::get(at);
    }
    let talks = ["lead", "approver", "research"].map(|part| story.of(part).person_id.clone());
    let preview = match talks.contains(&by.person_id) {
        true => upload(by, &story.project, "a.glb", GLB).await,
        false => nothing(),
    };
    Call::post(at, json!({ "preview_file_id": preview }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_who_made_it_and_is_seen_by_who_sees_the_file() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let (_, _, file) = shown(&story, "of lead", STEP).await;
    for by in [lead, approver, observer] {
        let (status, told) = preview_of(by, &file).await;
        assert_eq!((status, &told["code"]), (404, &"no_preview".into()));
    }
    // Who first opened it at a desk made it, whichever side that was.
    let preview = given(approver, &story.project, &file, GLB).await;
    for by in [lead, approver, observer, story.of("research")] {
        let told = done(preview_of(by, &file).await);
        assert_eq!(told["made_by"]["person_id"], approver.person_id.as_str());
        assert_eq!(
            (&told["file"]["id"], &told["file"]["media_type"]),
            (&preview.as_str().into(), &"model/gltf-binary".into())
        );
        assert_eq!(download(by, &preview, None).await.unwrap(), (200, GLB.to_vec()));
    }
    let events = lead.events(&story.project, 0).await.len();
    assert_eq!(done(give(approver, &file, &preview).await), done(preview_of(lead, &file).await), "once");
    assert_eq!(lead.events(&story.project, 0).await.len(), events, "it is no event");
    for part in ["outsider", "customer_admin", "coordinator", "removed"] {
        for path in [format!("/files/{file}/preview"), format!("/files/{preview}/content")] {
            assert_eq!(story.of(part).get(&path).await.0, 404, "{part} {path}");
        }
    }
}

/// Draft, submitted, for named parties, taken out again: the preview is where the file is.
#[tokio::test(flavor = "multi_thread")]
async fn a_preview_follows_its_file_through_every_wall() {
    let story = Story::begin();
    let (lead, observer) = (story.of("lead"), story.of("observer"));
    let (approver, research) = (story.of("approver"), story.of("research"));
    let file = upload(lead, &story.project, "a.step", STEP).await;
    let preview = given(lead, &story.project, &file, GLB).await;
    let sees = async |who: &[&Client]| {
        for by in [lead, observer, approver, research] {
            let expected = if who.iter().any(|one| one.person_id == by.person_id) { 200 } else { 404 };
            for path in
                [format!("/files/{file}"), format!("/files/{file}/preview"), format!("/files/{preview}")]
            {
                assert_eq!(by.get(&path).await.0, expected, "{} {path}", by.email);
            }
            assert_eq!(download(by, &preview, None).await.unwrap().0, expected, "{}", by.email);
            let random = give(by, &nothing(), &nothing()).await;
            if expected == 404 {
                assert_eq!(give(by, &file, &nothing()).await.1["code"], random.1["code"]);
            }
        }
    };
    sees(&[lead]).await;
    let quality = story.id("quality_party");
    let made = design(lead, &story.project, "CALC-7", Some(json!([quality]))).await;
    let revision = done(draft(lead, &id_in(&made), &[&file], None).await);
    sees(&[lead, observer]).await;
    let other = upload(lead, &story.project, "b.step", STEP).await;
    let at = format!("/revisions/{}", id_in(&revision));
    done(lead.patch(&at, &json!({ "file_ids": [other] })).await);
    sees(&[lead]).await;
    let again = done(lead.patch(&at, &json!({ "file_ids": [file] })).await);
    done(submit(lead, &again).await);
    sees(&[lead, observer, approver]).await;
    // Who made it is nothing to the file: without sight of that, they have none of this.
    let (_, _, theirs) = shown(&story, "draft of lead", STEP).await;
    let colleagues = given(lead, &story.project, &theirs, b"glTF\x02\0\0\0 theirs").await;
    assert_eq!(observer.get(&format!("/files/{colleagues}")).await.0, 200);
    assert_eq!(research.get(&format!("/files/{colleagues}")).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_made_a_preview_of_what_they_no_longer_see_has_none_of_it() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let everyone = json!({ "role": "contributor" });
    let observer = story.of("observer");
    done(lead.patch(&story.in_project(&format!("/members/{}", observer.person_id)), &everyone).await);
    let made = design(lead, &story.project, "DWG-1", None).await;
    let file = upload(lead, &story.project, "a.step", STEP).await;
    let revision = done(draft(lead, &id_in(&made), &[&file], None).await);
    let preview = given(observer, &story.project, &file, GLB).await;
    assert_eq!(observer.get(&format!("/files/{preview}")).await.0, 200);
    let other = upload(lead, &story.project, "b.step", STEP).await;
    done(lead.patch(&format!("/revisions/{}", id_in(&revision)), &json!({ "file_ids": [other] })).await);
    for path in [format!("/files/{preview}"), format!("/files/{preview}/content")] {
        assert_eq!(observer.get(&path).await.0, 404, "{path}");
    }
    assert_eq!(lead.get(&format!("/files/{preview}")).await.0, 200, "the file is still its uploader's");
    assert_eq!(research.get(&format!("/files/{preview}")).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_preview_stays_unless_the_uploaders_party_replaces_it() {
    let story = Story::begin();
    let (lead, approver, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let (_, _, file) = shown(&story, "of lead", STEP).await;
    let first = given(approver, &story.project, &file, GLB).await;
    for by in [approver, research] {
        let swapped = upload(by, &story.project, "b.glb", b"glTF\x02\0\0\0 swapped").await;
        let (status, told) = give(by, &file, &swapped).await;
        assert_eq!((status, &told["code"]), (409, &"preview_kept".into()));
        assert_eq!(done(preview_of(lead, &file).await)["file"]["id"], first.as_str());
        assert_eq!(forget(by, &swapped).await.status, 204, "what was not taken is its uploader's still");
    }
    // A colleague of the one who uploaded the file may.
    let colleague = story.of("observer");
    let role = json!({ "role": "contributor" });
    done(lead.patch(&story.in_project(&format!("/members/{}", colleague.person_id)), &role).await);
    let second = given(colleague, &story.project, &file, b"glTF\x02\0\0\0 second").await;
    let third = given(lead, &story.project, &file, b"glTF\x02\0\0\0 third").await;
    assert_eq!(done(preview_of(approver, &file).await)["file"]["id"], third.as_str());
    for gone in [&first, &second] {
        assert_eq!(approver.get(&format!("/files/{gone}")).await.0, 404);
        assert_eq!(lead.get(&format!("/files/{gone}")).await.0, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_preview_is_refused_and_leaves_the_file_without_one() {
    let story = Story::begin_with(|config| config.limits.preview_bytes = 1_000);
    let (lead, approver, outsider) = (story.of("lead"), story.of("approver"), story.of("outsider"));
    let (_, _, file) = shown(&story, "of lead", STEP).await;
    let project = &story.project;
    let mut cases = Vec::new();
    for (bytes, status, code) in [
        (&b"%PDF-1.7"[..], 422, "preview_unfit"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "preview_unfit"),
        (b"GIF89a", 422, "preview_unfit"),
        (&[GLB, &[0; 1_000]].concat(), 413, "too_large"),
    ] {
        cases.push((upload(lead, project, "a.glb", bytes).await, status, code));
    }
    // Something shows it; it is a preview already; it has one; it is unfinished, another's, elsewhere, or the file.
    cases.push((shown(&story, "of lead", GLB).await.2, 422, "preview_unfit"));
    let (_, _, other) = shown(&story, "of lead", STEP).await;
    let taken = given(lead, project, &other, GLB).await;
    cases.push((taken.clone(), 422, "preview_unfit"));
    let nested = upload(lead, project, "a.glb", GLB).await;
    given(lead, project, &nested, GLB).await;
    cases.push((nested, 422, "preview_unfit"));
    cases.push((crate::files::begun(lead, project, "a.glb", 8).await, 400, "validation"));
    cases.push((upload(approver, project, "a.glb", GLB).await, 400, "validation"));
    cases.push((upload(outsider, &story.other_project, "a.glb", GLB).await, 400, "validation"));
    cases.push((file.clone(), 400, "validation"));
    cases.push((nothing(), 400, "validation"));
    cases.push(("x".into(), 400, "validation"));
    println!("{} previews refused", cases.len());
    let (_, random) = give(lead, &file, &nothing()).await;
    for (preview, expected, code) in cases {
        let (status, told) = give(lead, &file, &preview).await;
        assert_eq!((status, &told["code"]), (expected, &code.into()), "{told}");
        if code == "validation" && preview != "x" {
            assert_eq!(told["errors"], random["errors"]);
        }
        assert_eq!(preview_of(lead, &file).await.1["code"], "no_preview");
    }
    // A preview has none, and is no file of a revision, an answer or a message.
    let more = upload(lead, project, "a.glb", GLB).await;
    assert_eq!(give(lead, &taken, &more).await.1["code"], "preview_unfit");
    let made = design(lead, project, "DWG-9", None).await;
    assert_eq!(draft(lead, &id_in(&made), &[&taken], None).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_stays_as_long_as_its_file_and_goes_with_it() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (_, _, file) = shown(&story, "of lead", STEP).await;
    let preview = given(lead, &story.project, &file, GLB).await;
    let lone = upload(lead, &story.project, "b.step", b"ISO-10303-21; lone").await;
    let of_lone = given(lead, &story.project, &lone, b"glTF\x02\0\0\0 lone").await;
    let refused = forget(lead, &preview).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "file_shown"));
    sweep(&story.app, 24 * 30 - 1).await;
    assert_eq!(lead.get(&format!("/files/{of_lone}")).await.0, 200);
    sweep(&story.app, 24 * 30 + 1).await;
    assert_eq!(download(lead, &preview, None).await.unwrap().1, GLB);
    for gone in [&lone, &of_lone] {
        assert_eq!(lead.get(&format!("/files/{gone}")).await.0, 404);
    }
    sweep(&story.app, 24 * 30 + 3).await;
    assert_eq!(kept(&story.app.data), (2, 0));
    // The same when its uploader takes it away.
    let lone = upload(lead, &story.project, "c.step", b"ISO-10303-21; more").await;
    let of_lone = given(lead, &story.project, &lone, b"glTF\x02\0\0\0 more").await;
    assert_eq!(forget(lead, &lone).await.status, 204);
    assert_eq!(lead.get(&format!("/files/{of_lone}")).await.0, 404);
    let held = "SELECT CAST(bytes AS TEXT) AS value FROM project_storage";
    let held = dure_tests::database::query(&mut dure_tests::database::open(&story.app.data), held);
    assert_eq!(held, [(STEP.len() + GLB.len()).to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_image_has_the_small_picture_of_its_preview() {
    let story = Story::begin();
    let (lead, approver, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let made = design(lead, &story.project, "CALC-7", Some(json!([story.id("quality_party")]))).await;
    let file = upload(lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    done(submit(lead, &done(draft(lead, &id_in(&made), &[&file], None).await)).await);
    assert_eq!(thumbnail(approver, &file).await.0, 422);
    given(lead, &story.project, &file, GLB).await;
    assert_eq!(thumbnail(approver, &file).await.0, 422);
    given(lead, &story.project, &file, PIXEL).await;
    for by in [lead, approver] {
        assert_eq!(thumbnail(by, &file).await, (200, "image/jpeg".to_owned()));
    }
    assert_eq!(thumbnail(research, &file).await.0, 404);
}

/// Who took the preview holds what the file shows: it is written down, and told apart from the file.
#[tokio::test(flavor = "multi_thread")]
async fn who_looked_at_a_preview_is_seen_by_both_sides() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (_, revision, file) = shown(&story, "of lead", STEP).await;
    let preview = given(approver, &story.project, &file, GLB).await;
    for by in [lead, approver, story.of("research")] {
        assert_eq!(download(by, &preview, None).await.unwrap().0, 200);
    }
    // Another preview of the file is the same thing to have seen.
    let next = given(lead, &story.project, &file, b"glTF\x02\0\0\0 next").await;
    assert_eq!(download(approver, &next, None).await.unwrap().0, 200);
    assert_eq!(download(approver, &file, None).await.unwrap().0, 200);
    let told = done(approver.get(&format!("/revisions/{}/openings", id_in(&revision))).await);
    let told = told["items"].as_array().unwrap();
    let of = |preview: bool| {
        let who = told.iter().filter(|one| one["preview"].as_bool().unwrap_or(false) == preview);
        who.map(|one| {
            assert_eq!(one["file_id"], file.as_str());
            one["person"]["person_id"].as_str().unwrap().to_owned()
        })
        .collect::<Vec<_>>()
    };
    let research = story.of("research").person_id.clone();
    assert_eq!(of(true), [approver.person_id.clone(), research]);
    assert_eq!(of(false), std::slice::from_ref(&approver.person_id));
}

/// A model has a form that stands in its place and a picture that lists show: neither takes the place of the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_has_a_small_picture_beside_its_preview() {
    let story = Story::begin_with(|config| config.limits.preview_picture_bytes = 1_000);
    let (lead, approver, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let made = design(lead, &story.project, "CALC-7", Some(json!([story.id("quality_party")]))).await;
    let file = upload(lead, &story.project, "a.step", STEP).await;
    done(submit(lead, &done(draft(lead, &id_in(&made), &[&file], None).await)).await);
    let picture = async |by: &Client, bytes: &[u8]| {
        let made = upload(by, &story.project, "a.step.webp", bytes).await;
        let body = json!({ "preview_file_id": made, "kind": "picture" });
        (by.post(&format!("/files/{file}/preview"), &body).await, made)
    };
    for (bytes, status, code) in [
        (GLB, 422, "preview_unfit"),
        (b"%PDF-1.7", 422, "preview_unfit"),
        (&[PIXEL, &[0; 1_000]].concat(), 413, "too_large"),
    ] {
        let ((got, told), _) = picture(approver, bytes).await;
        assert_eq!((got, &told["code"]), (status, &code.into()));
    }
    let body = json!({ "preview_file_id": nothing(), "kind": "poster" });
    assert_eq!(
        approver.post(&format!("/files/{file}/preview"), &body).await.1["errors"][0]["pointer"],
        "/kind"
    );
    let (told, first) = picture(approver, PIXEL).await;
    assert_eq!(done(told)["made_by"]["person_id"], approver.person_id.as_str());
    // It is no preview: a phone is never shown a picture for the model.
    assert_eq!(preview_of(lead, &file).await.1["code"], "no_preview");
    let form = given(approver, &story.project, &file, GLB).await;
    for by in [lead, approver] {
        assert_eq!(done(preview_of(by, &file).await)["file"]["id"], form.as_str());
        assert_eq!(thumbnail(by, &file).await, (200, "image/jpeg".to_owned()));
    }
    assert_eq!(thumbnail(research, &file).await.0, 404);
    assert_eq!(research.get(&format!("/files/{first}")).await.0, 404, "it is seen by who sees the file");
    // It is no file of a revision, has no preview, and stays but for the party of the file.
    let other = design(lead, &story.project, "DWG-9", None).await;
    assert_eq!(draft(lead, &id_in(&other), &[&first], None).await.0, 400);
    assert_eq!(forget(approver, &first).await.code(), "file_shown");
    let ((_, told), _) = picture(approver, PIXEL).await;
    assert_eq!(told["code"], "preview_kept");
    let (told, second) = picture(lead, PIXEL).await;
    done(told);
    assert_eq!(lead.get(&format!("/files/{first}")).await.0, 404);
    assert_eq!(done(preview_of(lead, &file).await)["file"]["id"], form.as_str());
    sweep(&story.app, 24 * 30 + 1).await;
    assert_eq!(download(lead, &second, None).await.unwrap().1, PIXEL);
    // Both go with the file.
    let lone = upload(lead, &story.project, "b.step", STEP).await;
    let mine = upload(lead, &story.project, "b.webp", PIXEL).await;
    let body = json!({ "preview_file_id": mine, "kind": "picture" });
    done(lead.post(&format!("/files/{lone}/preview"), &body).await);
    assert_eq!(forget(lead, &lone).await.status, 204);
    assert_eq!(lead.get(&format!("/files/{mine}")).await.0, 404);
}
