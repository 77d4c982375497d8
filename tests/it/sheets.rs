//! Decisions that are taken away: the sheet, and the package that verifies without the server (R40; cases 65, 163).

use crate::approvals::{begin, begun, no, refused, responded, route, seat, seen, sent, step};
use crate::designs::{design, draft, submit};
use crate::files::upload;
use diesel::RunQueryDsl;
use dure::kernel::record::Signer;
use dure::kernel::secrets::Secrets;
use dure::sheets::{Report, verify};
use dure_tests::database::{is_postgres, open};
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const DRAWING: &[u8] = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n";

/// Quality decides with a note and carries a comment, R&D after it; a drawing with two files.
async fn decided(story: &Story) -> String {
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let steps = json!([
        step("품질 검토", "all", json!([seat(story, "quality")])),
        step("R&D", "all", json!([seat(story, "research")])),
    ]);
    let route = route(story, steps).await;
    let design = id_in(&design(lead, &story.project, "DWG-100", None).await);
    let files = [
        upload(lead, &story.project, "축 도면.pdf", DRAWING).await,
        upload(lead, &story.project, "notes.txt", "Ø 12 H7".as_bytes()).await,
    ];
    let revision = done(draft(lead, &design, &[&files[0], &files[1]], None).await);
    let revision = done(submit(lead, &revision).await);
    let mut body = sent(&[&revision], &route);
    body["purpose"] = "For manufacture & <script>alert(1)</script>".into();
    body["deviations"] = json!(["Steel S45C in place of SCM440."]);
    let made = done(lead.post(&story.in_project("/submissions"), &body).await);
    let approval = made["approval_id"].as_str().unwrap().to_owned();
    let body = json!({ "body": "Chamfer <b>missing</b> at hole 3.", "blocking": false });
    let at = format!("/revisions/{}/comments", revision["id"].as_str().unwrap());
    done(quality.post(&at, &body).await);
    for (by, code) in [(quality, "B1"), (research, "A")] {
        let (told, tag) = seen(by, &approval).await;
        let mut said = crate::approvals::answer(by, &told, code, Some("치수 확인 끝."));
        said["deviations"] = json!([{ "number": 1, "accepted": true }]);
        let path = format!("/approvals/{approval}/responses");
        let answer =
            by.send(Method::POST, &path, |request| request.header("If-Match", &tag).json(&said)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    approval
}

pub(crate) async fn package(by: &Client, approval: &str) -> Vec<u8> {
    let answer = by.request(Method::GET, &format!("/approvals/{approval}/export")).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
        (200, "application/zip")
    );
    answer.bytes().await.unwrap().to_vec()
}

pub(crate) fn members(package: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut members = BTreeMap::new();
    for n in 0..zip.len() {
        let (mut member, mut bytes) = (zip.by_index(n).unwrap(), Vec::new());
        member.read_to_end(&mut bytes).unwrap();
        members.insert(member.name().unwrap().into_owned(), bytes);
    }
    members
}

pub(crate) fn packed(members: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in members {
        zip.start_file(path, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What both verifiers say of a package: they agree on whether it is whole, and on what it proves.
pub(crate) fn verified(folder: &Path, package: &[u8], key: Option<&str>) -> Result<Report, String> {
    let path = folder.join("decision.zip");
    std::fs::write(&path, package).unwrap();
    let ours = verify(&path, key).map_err(|why| why.to_string());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/verify-decision");
    let mut command = Command::new("python3");
    command.arg(script).arg(&path);
    key.map(|key| command.args(["--key", key]));
    let theirs = command.output().unwrap();
    let said = String::from_utf8_lossy(&theirs.stdout).trim_end().to_owned();
    let complaint = String::from_utf8_lossy(&theirs.stderr).into_owned();
    assert!(!complaint.contains("Traceback"), "{complaint}");
    match &ours {
        Ok(report) => assert_eq!(said, report.to_string(), "{complaint}"),
        Err(why) => assert!(!theirs.status.success() && !complaint.is_empty(), "only ours finds: {why}"),
    }
    ours
}

/// R40: the zip verifies without the server, also in another language, and its facts are those of the record.
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_taken_away_verifies_without_the_server() {
    let story = begun().await;
    let approval = decided(&story).await;
    let lead = story.of("lead");
    let bytes = package(lead, &approval).await;
    let folder = tempfile::tempdir().unwrap();
    let key = Signer::new(String::new(), &story.app.kernel.secrets.signing).key();
    let report = verified(folder.path(), &bytes, Some(&key)).unwrap();
    let events = lead.events(&story.project, 0).await;
    assert_eq!((report.state.as_str(), report.files, report.proved, report.walled), ("decided", 2, 2, 0));
    assert_eq!(report.size, events.len() as u64);

    let members = members(&bytes);
    assert_eq!(members["files/DWG-100 A/축 도면.pdf"], DRAWING);
    let decision: Value = serde_json::from_slice(&members["decision.json"]).unwrap();
    let last = events.iter().rfind(|event| event["approval"]["id"] == *approval).unwrap();
    assert_eq!(decision["approval"], last["approval"]);
    let comments: Value =
        serde_json::from_slice(members.iter().find(|(path, _)| path.starts_with("comments/")).unwrap().1)
            .unwrap();
    assert_eq!(comments[0][0]["body"], "Chamfer <b>missing</b> at hole 3.");
    // Who took the files along is seen by who shared them.
    let quality = story.of("approver");
    package(quality, &approval).await;
    let revision = decision["revisions"][0]["id"].as_str().unwrap();
    let openings = done(lead.get(&format!("/revisions/{revision}/openings")).await);
    let downloads = openings["items"].as_array().unwrap().iter();
    let by_quality = downloads
        .filter(|one| one["person"]["person_id"] == *quality.person_id && one["file_id"].is_string());
    assert_eq!(by_quality.count(), 2, "{openings}");
}

/// R38, R40: no byte, member or line of a package can be another, by who does not hold the key of the server.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_in_a_package_is_found_by_both_verifiers() {
    let story = begun().await;
    let approval = decided(&story).await;
    let folder = tempfile::tempdir().unwrap();
    let whole = members(&package(story.of("lead"), &approval).await);
    verified(folder.path(), &packed(&whole), None).unwrap();
    for (path, bytes) in &whole {
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            // The last line feeds of notes and of the key are outside what is signed.
            if at == bytes.len() - 1 && ["contents.txt", "checkpoint.txt", "key.txt"].contains(&path.as_str())
            {
                continue;
            }
            let mut bent = whole.clone();
            bent.get_mut(path).unwrap()[at] ^= 1;
            assert!(verified(folder.path(), &packed(&bent), None).is_err(), "byte {at} of {path}");
        }
        let mut less = whole.clone();
        less.remove(path);
        assert!(verified(folder.path(), &packed(&less), None).is_err(), "without {path}");
    }
    let mut more = whole.clone();
    more.insert("files/extra.pdf".into(), b"%PDF".to_vec());
    assert!(verified(folder.path(), &packed(&more), None).is_err());
    let bytes = packed(&whole);
    assert!(verified(folder.path(), &bytes[..bytes.len() / 2], None).is_err(), "a transfer that was cut");
}

/// R38: a server that signs something else than its record holds is found, and so is another server that says it is this one.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_proves_nothing_that_the_record_does_not_hold() {
    let story = begun().await;
    let approval = decided(&story).await;
    let folder = tempfile::tempdir().unwrap();
    let whole = members(&package(story.of("lead"), &approval).await);
    let text = |path: &str| String::from_utf8(whole[path].clone()).unwrap();
    let record = text("key.txt").split_once('+').unwrap().0.to_owned();
    let ours = Signer::new(record.clone(), &story.app.kernel.secrets.signing);
    let elsewhere = tempfile::tempdir().unwrap();
    let theirs = Secrets::open(elsewhere.path()).unwrap();
    let theirs = Signer::new(record.clone(), &theirs.signing);
    let signed = |members: &BTreeMap<String, Vec<u8>>, signer: &Signer| {
        let mut members = members.clone();
        members.remove("contents.txt");
        let line =
            |(path, bytes): (&String, &Vec<u8>)| format!("{} {path}\n", dure::kernel::record::sha256(bytes));
        let list: String = members.iter().map(line).collect();
        members
            .insert("contents.txt".into(), signer.note(&format!("dure contents 1\n{record}\n{list}")).into());
        packed(&members)
    };
    verified(folder.path(), &signed(&whole, &ours), None).unwrap();

    let events = text("events.jsonl");
    let lies = [
        ("decision.json", text("decision.json").replace("\"B1\"", "\"A\"")),
        ("decision.json", text("decision.json").replace("S45C", "SCM435")),
        ("decision.json", text("decision.json").replace("치수 확인 끝.", "치수 다시.")),
        ("events.jsonl", events.replace("B1", "A")),
        ("events.jsonl", events.replace("\\\"B1\\\"", "\\\"A\\\"")),
        ("events.jsonl", events.lines().rev().map(|line| format!("{line}\n")).collect()),
        (
            "events.jsonl",
            events
                .lines()
                .filter(|line| !line.contains("response_given"))
                .map(|line| format!("{line}\n"))
                .collect(),
        ),
        ("files/DWG-100 A/notes.txt", "Ø 12 H8".into()),
    ];
    for (path, lie) in lies {
        let mut lying = whole.clone();
        assert_ne!(text(path), lie, "{path}");
        lying.insert(path.into(), lie.clone().into_bytes());
        assert!(verified(folder.path(), &signed(&lying, &ours), None).is_err(), "{path}: {lie:.60}");
    }

    // Another server with a record of its own making says that it is this one.
    let mut forged = whole.clone();
    forged.insert("key.txt".into(), format!("{}\n", theirs.verifier()).into_bytes());
    let forged = signed(&forged, &theirs);
    assert!(verified(folder.path(), &forged, None).is_err(), "the checkpoint is signed by another key");
    assert!(verified(folder.path(), &signed(&whole, &ours), Some(&theirs.key())).is_err());
}

/// R33, R34: what is restricted is taken away by who may look at it; of what the record tells as a wall, the wall is proved.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_restricted_is_taken_away_by_who_may_look() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let audience = json!([story.id("quality_party"), story.id("supplier_party")]);
    let body = json!({ "number": "DWG-200", "title": "축", "kind": "drawing", "audience": audience });
    let design = id_in(&done(lead.post(&story.in_project("/designs"), &body).await));
    let file = upload(lead, &story.project, "a.pdf", DRAWING).await;
    let revision = done(draft(lead, &design, &[&file], None).await);
    let revision = done(submit(lead, &revision).await);
    let route = route(&story, json!([step("품질", "all", json!([seat(&story, "quality")]))])).await;
    let approval = begin(&story, &[&revision], &route).await;
    responded(quality, &approval, "C", Some("Hole 3.")).await;
    for noun in ["sheet", "export"] {
        let answer =
            research.send(Method::GET, &format!("/approvals/{approval}/{noun}"), |request| request).await;
        assert_eq!(refused(&answer), no(403, "design_restricted"), "{noun}");
    }
    let (told, _) = seen(research, &approval).await;
    assert!(!told["allowed_actions"].as_array().unwrap().contains(&json!("export_decision")));
    let folder = tempfile::tempdir().unwrap();
    let report = verified(folder.path(), &package(quality, &approval).await, None).unwrap();
    assert_eq!((report.proved, report.walled), (0, 1));
}

/// Case 65: name, meaning, time, hash and department stand on the sheet as they stand in the record, in the words of who reads.
#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_says_what_the_record_says_in_three_languages() {
    let story = begun().await;
    let approval = decided(&story).await;
    let lead = story.of("lead");
    let (told, _) = seen(lead, &approval).await;
    for (locale, words) in [
        ("ko", ["결재서", "조건부 승인, 재제출 없음", "결재 서명"]),
        ("en", ["Decision sheet", "Approved as noted, no resubmission", "Signed as an approval"]),
        ("es", ["Hoja de decisión", "Aprobado con notas, sin reenvío", "Firmado como aprobación"]),
    ] {
        done(lead.patch("/me", &json!({ "locale": locale })).await);
        let path = format!("/approvals/{approval}/sheet");
        let answer = lead.send(Method::GET, &path, |request| request).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(
            answer.header("content-security-policy").starts_with("sandbox allow-modals; default-src 'none'")
        );
        let page = answer.text;
        for word in words {
            assert!(page.contains(word), "{locale}: {word}\n{page}");
        }
        assert!(!page.contains("sheet."), "a word is missing in {locale}: {page}");
        assert!(!page.contains("<script") && !page.contains("<b>") && page.contains("&lt;script&gt;"));
        for signature in
            told["steps"].as_array().unwrap().iter().map(|step| &step["seats"][0]["response"]["signature"])
        {
            for fact in ["name", "firm_name", "department_name", "local_time", "time_zone", "comments_hash"] {
                let fact = signature[fact].as_str().unwrap();
                assert!(page.contains(&fact.replace('&', "&amp;")), "{locale}: {fact}");
            }
        }
        let revision = &told["submission"]["revisions"][0];
        assert!(page.contains(revision["manifest_hash"].as_str().unwrap()));
    }
    let path = format!("/approvals/{approval}/sheet?format=docx");
    let answer = lead.send(Method::GET, &path, |request| request).await;
    assert_eq!(refused(&answer), no(400, "?format unknown_word"));
}

/// Case 106, R38: no file leaves that is not what was written: what is small is refused, what is large breaks off.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_at_rest_is_not_packed() {
    let story = begun().await;
    let whole = decided(&story).await;
    let lead = story.of("lead");
    let route = route(&story, json!([step("품질", "all", json!([seat(&story, "quality")]))])).await;
    for (number, bytes) in [("DWG-300", 100), ("DWG-301", 3_000_000)] {
        let design = id_in(&design(lead, &story.project, number, None).await);
        let content = [number.as_bytes(), &vec![7; bytes]].concat();
        let file = upload(lead, &story.project, "a.step", &content).await;
        let revision = done(draft(lead, &design, &[&file], None).await);
        let revision = done(submit(lead, &revision).await);
        let approval = begin(&story, &[&revision], &route).await;
        let sum = revision["files"][0]["sha256"].as_str().unwrap();
        let stored = story.app.data.join("files").join(&sum[..2]).join(sum);
        let mut content = std::fs::read(&stored).unwrap();
        *content.last_mut().unwrap() ^= 1;
        std::fs::remove_file(&stored).unwrap();
        std::fs::write(&stored, content).unwrap();
        let path = format!("/approvals/{approval}/export");
        if bytes == 100 {
            let answer = lead.send(Method::GET, &path, |request| request).await;
            assert_eq!(refused(&answer), no(500, "integrity"));
        } else {
            let answer = lead.request(Method::GET, &path).send().await;
            let is_whole = match answer {
                Ok(answer) => answer.bytes().await.is_ok(),
                Err(_) => false,
            };
            assert!(!is_whole, "the transfer breaks off");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    verified(folder.path(), &package(lead, &whole).await, None).expect("others are whole");
}

/// Cases 157, 159: an event that is not what was written stops every package of its record.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_signed_over_a_record_that_was_changed() {
    let story = begun().await;
    let approval = decided(&story).await;
    let of = if is_postgres() { " ON events" } else { "" };
    let mut conn = open(&story.app.data);
    for sql in [
        format!("DROP TRIGGER events_never_change{of}"),
        format!("UPDATE events SET actor_name = 'nobody' WHERE scope = '{}' AND seq = 2", story.project),
    ] {
        diesel::sql_query(sql).execute(&mut conn).unwrap();
    }
    let path = format!("/approvals/{approval}/export");
    let answer = story.of("lead").send(Method::GET, &path, |request| request).await;
    assert_eq!(refused(&answer), no(500, "integrity"));
}

/// Whoever asks for packages and does not take them holds nobody else up for long: one of them is broken off, and never a whole one.
#[tokio::test(flavor = "multi_thread")]
async fn long_who_stands_still_with_a_package_loses_their_turn() {
    let story = begun().await;
    let lead = story.of("lead");
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let design = id_in(&design(lead, &story.project, "MDL-1", None).await);
    let model: Vec<u8> = (0..24_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let file = upload(lead, &story.project, "line.step", &model).await;
    let revision = done(draft(lead, &design, &[&file], None).await);
    let revision = done(submit(lead, &revision).await);
    let approval = begin(&story, &[&revision], &route).await;
    let path = format!("/approvals/{approval}/export");
    let ask = || async { lead.request(Method::GET, &path).send().await.unwrap() };
    let standing = [ask().await, ask().await];
    assert_eq!(standing.each_ref().map(|answer| answer.status().as_u16()), [200, 200]);
    assert_eq!(ask().await.status(), 503, "both turns are taken");
    let mut served = 503;
    for _ in 0..6 {
        let answer = ask().await;
        served = answer.status().as_u16();
        if served == 200 {
            assert!(answer.bytes().await.unwrap().len() > model.len());
            break;
        }
    }
    assert_eq!(served, 200, "a minute later the turns are still taken");
    let mut broken = 0;
    for answer in standing {
        broken += usize::from(answer.bytes().await.is_err());
    }
    assert!(broken > 0, "what was broken off came to an end");
}
