//! Files that come with a message: seen by who hears it, until it is deleted.

use crate::files::{begun, download, upload};
use crate::files_stored::sweep;
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, nothing};
use serde_json::{Value, json};

async fn say(story: &Story, by: &Client, files: &[&str], audience: Option<&str>) -> (u16, Value) {
    let mut body = json!({ "body": "Photo of the third hole.", "file_ids": files });
    if let Some(party) = audience {
        body["audience"] = json!([party]);
    }
    by.post(&story.in_project("/messages"), &body).await
}

async fn sees(by: &Client, file: &str) -> bool {
    let (told, content) =
        (by.get(&format!("/files/{file}")).await.0, download(by, file, None).await.unwrap().0);
    assert_eq!(told, content);
    told == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hears_a_message_sees_its_files_until_it_is_deleted() {
    let story = Story::begin();
    let (lead, approver, observer) = (story.of("lead"), story.of("approver"), story.of("observer"));
    let photo = upload(lead, &story.project, "hole 3.png", b"\x89PNG\r\n\x1a\n").await;
    let sheet = upload(lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    assert!(!sees(approver, &photo).await);
    let said = done(say(&story, lead, &[&sheet, &photo], None).await);
    let names: Vec<_> = said["files"].as_array().unwrap().iter().map(|file| &file["name"]).collect();
    assert_eq!(names, ["a.pdf", "hole 3.png"], "in the order they were named");
    for by in [lead, approver, observer, story.of("research")] {
        assert!(sees(by, &photo).await && sees(by, &sheet).await, "{}", by.email);
    }
    for part in ["outsider", "customer_admin", "coordinator", "removed"] {
        assert!(!sees(story.of(part), &photo).await, "{part}");
    }
    // A list, a snapshot, an event, other words and a reaction say the same.
    let path = format!("/messages/{}", id_in(&said));
    let edited = done(lead.patch(&path, &json!({ "body": "Photo of the fourth hole." })).await);
    let reacted = done(approver.put(&format!("{path}/reactions/👍"), &json!({})).await);
    let listed = done(approver.get(&story.in_project("/messages")).await);
    let snapshot = done(approver.get(&story.in_project("/snapshot")).await);
    let event = approver.events(&story.project, said["seq"].as_i64().unwrap() - 1).await;
    for told in [
        &edited,
        &reacted,
        listed["items"].as_array().unwrap().last().unwrap(),
        snapshot["messages"].as_array().unwrap().last().unwrap(),
        &event[0]["message"],
    ] {
        assert_eq!(told["files"], said["files"], "{told}");
    }
    // Nothing that was shown is dropped; deleted, it is told nowhere and seen by its uploader alone.
    sweep(&story.app, 24 * 30 + 1).await;
    assert!(sees(approver, &photo).await);
    let deleted = done(lead.delete(&path).await);
    assert!(deleted["files"].is_null());
    for by in [approver, observer] {
        assert!(!sees(by, &photo).await && !sees(by, &sheet).await);
        let told = by.events(&story.project, 0).await;
        assert!(!serde_json::to_string(&told).unwrap().contains("hole 3.png"), "in an old event");
    }
    assert!(sees(lead, &photo).await);
    sweep(&story.app, 24 * 30 + 3).await;
    assert!(!sees(lead, &photo).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_some_parties_shows_its_files_to_no_others() {
    let story = Story::begin();
    let (lead, research, approver) = (story.of("lead"), story.of("research"), story.of("approver"));
    let file = upload(lead, &story.project, "price.xlsx", b"PK\x03\x04 of the price").await;
    let preview = upload(lead, &story.project, "price.png", b"\x89PNG\r\n\x1a\n").await;
    done(lead.post(&format!("/files/{file}/preview"), &json!({ "preview_file_id": preview })).await);
    let said = done(say(&story, lead, &[&file], Some(story.id("quality_party"))).await);
    assert!(sees(approver, &file).await && sees(approver, &preview).await);
    assert!(sees(story.of("observer"), &file).await, "the author's own party hears it");
    assert!(!sees(research, &file).await && !sees(research, &preview).await);
    let told = research.events(&story.project, 0).await;
    assert!(!serde_json::to_string(&told).unwrap().contains("price"));
    // Who hears it may show the file on; taking back the first message takes nothing from that.
    let on = done(say(&story, approver, &[&file], None).await);
    assert!(sees(research, &file).await);
    done(lead.delete(&format!("/messages/{}", id_in(&said))).await);
    assert!(sees(research, &file).await);
    done(approver.delete(&format!("/messages/{}", id_in(&on))).await);
    assert!(!sees(research, &file).await && !sees(approver, &file).await);
}

/// Case 35: what one may not know is unknown.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_for_the_author_comes_with_no_message() {
    let story = Story::begin();
    let (lead, research, outsider) = (story.of("lead"), story.of("research"), story.of("outsider"));
    let own = upload(lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    let random = say(&story, lead, &[&nothing()], None).await;
    assert_eq!((random.0, &random.1["errors"][0]["code"]), (400, &"unknown".into()));
    for hidden in [
        upload(research, &story.project, "a.pdf", b"%PDF-1.7").await,
        upload(outsider, &story.other_project, "a.pdf", b"%PDF-1.7").await,
        begun(lead, &story.project, "a.pdf", 8).await,
    ] {
        let told = say(&story, lead, &[&hidden], None).await;
        assert_eq!((told.0, &told.1["errors"]), (400, &random.1["errors"]));
        let told = say(&story, lead, &[&own, &hidden], None).await;
        assert_eq!(told.1["errors"][0]["pointer"], json!("/file_ids/1"), "{}", told.1);
    }
    let many: Vec<String> = (0..11).map(|_| nothing()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (files, code) in [(&many[..], "too_many"), (&[&own, &own], "duplicate"), (&["x"], "id")] {
        let (status, told) = say(&story, lead, files, None).await;
        assert_eq!((status, &told["errors"][0]["code"]), (400, &code.into()));
    }
    assert!(!sees(research, &own).await, "what was refused shows nothing");
}
