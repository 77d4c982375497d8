//! The register of a design as files, and packages that other programs wrote, read and written again. Those lie in a folder
//! beside the repository; without it the tests say so and pass.

use crate::comments::{next, said};
use crate::designs::shown;
use crate::files::upload;
use dure::comments::{Caps, Contents, Lens, Project, Version, read_bcf as read, write_bcf as write};
use dure_tests::golden::root;
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A package, how many topics it has, how many of them look somewhere, how many comments there are, and what is
/// refused.
const PACKAGES: [(&str, usize, usize, usize, &[&str]); 10] = [
    ("bcf21-invalid-missing-title", 0, 0, 0, &["no_title"]),
    ("bcf21-invalid-no-markup", 0, 0, 0, &["no_markup"]),
    ("bcf21-korean-spanish-own", 2, 1, 2, &[]),
    ("bcf21-solibri", 4, 4, 0, &[]),
    ("bcf21-topics-viewpoints", 1, 1, 1, &[]),
    ("bcf21-topics", 1, 1, 1, &[]),
    ("bcf30-empty", 0, 0, 0, &[]),
    ("bcf30-invalid-no-extensions", 1, 1, 1, &[]),
    ("bcf30-korean-own", 1, 1, 1, &[]),
    ("bcf30-wrapped-by-macos", 1, 1, 1, &[]),
];

/// A file that means harm, and the fault of it, or why its topic is refused.
const HOSTILE: [(&str, &str); 6] = [
    ("markup-xxe.bcfzip", "document_type"),
    ("zip-bomb-small.zip", "too_tight"),
    ("zip-slip.bcfzip", "leads_out"),
    ("zip-slip.zip", "leads_out"),
    ("zip-symlink.zip", "leads_out"),
    ("zip-truncated.zip", "not_a_zip"),
];

/// Beside the repository, or beside the folder it stands in. Says so where it is missing.
fn folder(name: &str) -> Option<PathBuf> {
    let folders = ["../shared/data", "../../shared/data"].map(|at| root().join(at).join(name));
    let found = folders.into_iter().find(|folder| folder.exists());
    if found.is_none() {
        println!("the folder {name} beside the repository is missing: nothing was read");
    }
    found
}

fn contents(folder: &Path, name: &str) -> Contents {
    let bytes = std::fs::read(folder.join(format!("{name}.bcfzip"))).expect("a package");
    read(&bytes, &Caps::default()).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

#[test]
fn packages_of_other_programs_are_read_and_come_back_as_they_were_read() {
    let Some(folder) = folder("bcf") else { return };
    for (name, topics, views, comments, refused) in PACKAGES {
        let contents = contents(&folder, name);
        let looking = contents.topics.iter().filter(|topic| topic.viewpoint.is_some()).count();
        let said: usize = contents.topics.iter().map(|topic| topic.comments.len()).sum();
        let reasons: Vec<_> = contents.refused.iter().map(|refused| refused.reason).collect();
        assert_eq!((contents.topics.len(), looking, said), (topics, views, comments), "{name}");
        assert_eq!(reasons, refused, "{name}");
        for version in [Version::V2_1, Version::V3_0] {
            let bytes = write(version, &Project::default(), &contents.topics).expect("a package");
            assert_eq!(read(&bytes, &Caps::default()).expect("topics").topics, contents.topics, "{name}");
        }
    }
    println!("{} BCF packages", PACKAGES.len());
}

#[test]
fn a_package_says_the_same_in_korean_and_when_it_was_wrapped() {
    let Some(folder) = folder("bcf") else { return };
    let plain = contents(&folder, "bcf30-korean-own");
    assert_eq!(plain, contents(&folder, "bcf30-wrapped-by-macos"));
    let topic = &plain.topics[0];
    assert_eq!(topic.title, "모터 샤프트 Ø4 h6 공차 확인 요청");
    assert_eq!((topic.kind.as_deref(), topic.priority.as_deref()), (Some("도면 검토"), Some("높음")));
    assert_eq!(topic.labels, ["품질", "설계"]);
    assert_eq!(topic.created.at.to_rfc3339(), "2026-03-02T00:10:00+00:00");
    let viewpoint = topic.viewpoint.as_ref().expect("a viewpoint");
    assert_eq!(topic.comments[0].viewpoint, Some(viewpoint.guid));
    assert_eq!(
        (viewpoint.eye, viewpoint.lens),
        ([0.12, -0.2, 0.15], Lens::Perspective { field_of_view: 60.0 })
    );
}

#[test]
fn packages_that_mean_harm_are_refused() {
    let Some(folder) = folder("hostile") else { return };
    for (name, code) in HOSTILE {
        let bytes = std::fs::read(folder.join(name)).expect("a file");
        let refused = match read(&bytes, &Caps::default()) {
            Ok(contents) => contents.refused.first().map(|refused| refused.reason).unwrap_or_default(),
            Err(fault) => fault.code(),
        };
        assert_eq!(refused, code, "{name}");
    }
}

/// The register as a file: its type, its name, its bytes.
async fn exported(by: &Client, design: &str, format: &str) -> (String, String, Vec<u8>) {
    let path = format!("/designs/{design}/comments/register?format={format}");
    let answer = by.request(Method::GET, &path).send().await.unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let (kind, name) = (header("content-type"), header("content-disposition"));
    assert_eq!(answer.status(), 200, "{path}");
    (kind, name, answer.bytes().await.unwrap().to_vec())
}

async fn imported(by: &Client, project: &str, revision: &Value, bytes: &[u8]) -> (u16, Value) {
    let file = upload(by, project, "review.bcfzip", bytes).await;
    by.post(&format!("/revisions/{}/comments/import", id_in(revision)), &json!({ "file_id": file })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_goes_out_as_a_package_and_comes_back_once() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let (design, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    let first = said(approver, &revision, "구멍 3 위치\n도면과 다릅니다.").await;
    let path = format!("/comments/{}/answers", id_in(&first));
    done(lead.post(&path, &json!({ "kind": "accepted", "body": "다음 개정에 반영합니다." })).await);
    for (format, version) in [("bcf21", "2.1"), ("bcf30", "3.0")] {
        let (kind, name, bytes) = exported(lead, &design, format).await;
        assert_eq!(kind, "application/zip");
        assert!(name.starts_with("attachment; filename=") && name.contains(".bcfzip"), "{name}");
        let topics = read(&bytes, &Caps::default()).unwrap().topics;
        let topic = &topics[0];
        assert_eq!(topic.title, "구멍 3 위치", "{version}");
        assert_eq!(topic.guid.to_string(), id_in(&first));
        assert_eq!((topic.status.as_deref(), topic.index), (Some("answered"), Some(1)));
        assert_eq!(topic.comments[0].text, "다음 개정에 반영합니다.");
        // What is here already does not come in again.
        let (status, told) = imported(approver, &story.project, &revision, &bytes).await;
        assert_eq!((status, told["items"].as_array().unwrap().len()), (201, 1), "{told}");
        assert_eq!(told["items"][0]["id"], first["id"]);
    }
    // In another design of the same project it does, told by who brings it.
    let (other, there, _) = shown(&story, "of lead", b"%PDF-1.7 other").await;
    let (_, _, bytes) = exported(lead, &design, "bcf21").await;
    let told = done(imported(approver, &story.project, &there, &bytes).await);
    let comment = &told["items"][0];
    assert_eq!((&comment["origin"], &comment["blocking"]), (&first["id"], &true.into()));
    assert_eq!(comment["author"]["person_id"], approver.person_id.as_str());
    let words = comment["body"].as_str().unwrap();
    assert!(words.starts_with("구멍 3 위치\n도면과 다릅니다.") && words.contains("다음 개정에"), "{words}");
    let again = done(imported(lead, &story.project, &there, &bytes).await);
    assert_eq!(again["items"], json!([comment_of(lead, comment).await]), "whoever brings it, it comes once");
    // And goes out from there as the topic that it was.
    let (_, _, bytes) = exported(lead, &other, "bcf30").await;
    assert_eq!(read(&bytes, &Caps::default()).unwrap().topics[0].guid.to_string(), id_in(&first));
    next(&story, &other).await;
}

/// The comment as somebody sees it now.
async fn comment_of(by: &Client, comment: &Value) -> Value {
    done(by.get(&format!("/comments/{}", id_in(comment))).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_a_spreadsheet_in_the_words_of_who_asks() {
    let story = Story::begin();
    let (lead, approver, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let (design, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    said(approver, &revision, "=HYPERLINK(\"http://example.com\")").await;
    let mut sheets = Vec::new();
    for locale in ["ko", "en", "es"] {
        done(lead.patch("/me", &json!({ "locale": locale })).await);
        let (kind, _, bytes) = exported(lead, &design, "xlsx").await;
        assert!(kind.ends_with("spreadsheetml.sheet"), "{kind}");
        sheets.push(bytes);
    }
    for (bytes, head) in sheets.iter().zip(["필수 해결", "Must be settled", "Debe resolverse"]) {
        let text = unpacked(bytes);
        assert!(text.contains(head) && text.contains("=HYPERLINK"), "{head}");
        assert!(!text.contains("<f>"), "no cell is a formula");
    }
    for (format, at) in [("pdf", "?format"), ("", "?format")] {
        let path = format!("/designs/{design}/comments/register?format={format}");
        let (status, told) = lead.get(&path).await;
        assert_eq!((status, &told["errors"][0]["pointer"]), (400, &at.into()));
    }
    // Nothing of what stands behind a wall.
    let (walled, _, _) = shown(&story, "to research", b"%PDF-1.7").await;
    let (status, told) = lead.get(&format!("/designs/{walled}/comments/register?format=xlsx")).await;
    assert_eq!((status, &told["code"]), (403, &"design_restricted".into()));
    exported(research, &walled, "xlsx").await;
}

/// All texts of a spreadsheet.
fn unpacked(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for n in 0..archive.len() {
        let mut member = archive.by_index(n).unwrap();
        if member.name().unwrap().ends_with(".xml") {
            std::io::Read::read_to_string(&mut member, &mut all).unwrap();
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_of_other_programs_become_comments_and_harmful_ones_nothing() {
    let (Some(packages), Some(hostile)) = (folder("bcf"), folder("hostile")) else { return };
    let story = Story::begin();
    let approver = story.of("approver");
    let (design, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    for (name, topics, _, _, refused) in PACKAGES {
        let bytes = std::fs::read(packages.join(format!("{name}.bcfzip"))).unwrap();
        let told = done(imported(approver, &story.project, &revision, &bytes).await);
        assert_eq!(told["items"].as_array().unwrap().len(), topics, "{name}: {told}");
        let reasons: Vec<_> =
            told["refused"].as_array().unwrap().iter().map(|one| one["reason"].clone()).collect();
        assert_eq!(reasons, refused, "{name}");
    }
    let before = done(approver.get(&format!("/designs/{design}/comments")).await);
    for (name, code) in HOSTILE {
        let bytes = std::fs::read(hostile.join(name)).unwrap();
        let (status, told) = imported(approver, &story.project, &revision, &bytes).await;
        let refused = told["refused"][0]["reason"].as_str();
        assert!(
            (status, told["code"].as_str()) == (422, Some("not_bcf"))
                || (status, refused) == (201, Some(code)),
            "{name}: {status} {told}"
        );
    }
    assert_eq!(done(approver.get(&format!("/designs/{design}/comments")).await), before);
    // Somebody else's file is none.
    let theirs = upload(story.of("lead"), &story.project, "a.bcfzip", b"PK").await;
    let path = format!("/revisions/{}/comments/import", id_in(&revision));
    let (status, told) = approver.post(&path, &json!({ "file_id": theirs })).await;
    assert_eq!((status, &told["errors"][0]["code"]), (400, &"unknown".into()));
}
