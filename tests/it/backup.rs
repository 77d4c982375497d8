//! The drill: a backup under load, a restore, and what must not be restored (TRUST goal "backup", cases 86, 155).

use dure_tests::database;
use dure_tests::process::{self, Hosted, Launch, run_on};
use dure_tests::story::done;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

fn back_up(data: &Path, to: &Path) {
    let made = run_on(data, &["backup", text(to)]);
    assert!(made.status.success(), "{}", said(&made));
}

fn restore(data: &Path, from: &Path) -> Output {
    run_on(data, &["restore", text(from)])
}

/// Every file of a folder by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(
                files(&entry.path()).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)),
            );
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// The parts of two backups that differ.
fn differences(one: &Path, other: &Path) -> Vec<String> {
    let (one, other) = (files(one), files(other));
    let paths: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    paths.into_iter().filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

/// What a restore changes on purpose, and what says when a backup was taken.
const CHANGED: [&str; 5] =
    ["config.toml", "database/meta.jsonl", "database/sessions.jsonl", "manifest.json", "manifest.sha256"];

#[tokio::test(flavor = "multi_thread")]
async fn case_155_a_backup_under_load_is_restored_to_the_bit_on_either_engine() {
    let mut hosted = Hosted::begin(|launch| launch);
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let project = hosted.project.clone();
    let second = hosted.another_project("DRILL-2").await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut talking = Vec::new();
    for (part, project) in
        [("lead", &project), ("approver", &second), ("research", &project), ("lead", &second)]
    {
        let (person, project, stop) = (hosted.of(part), project.clone(), stop.clone());
        talking.push(tokio::spawn(async move {
            let mut said = 0;
            while !stop.load(Ordering::Relaxed) {
                person.say(&project, &format!("이 말은 남는다 \"{said}\" \\ '")).await;
                said += 1;
            }
            said
        }));
    }
    while hosted.of("lead").events(&project, 0).await.len() < 40 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let before = hosted.of("lead").events(&project, 0).await;
    back_up(&hosted.data, &at("first"));
    let after_backup = hosted.of("lead").events(&project, 0).await.len();
    stop.store(true, Ordering::Relaxed);
    let mut posts = 0;
    for person in talking {
        posts += person.await.unwrap();
    }
    let record = hosted.of("lead").events(&project, 0).await;
    let mut socket = hosted.of("lead").live().await;
    let old_epoch = socket.subscribe(&project, None).await.last().unwrap()["epoch"].clone();
    hosted.server.kill();

    // Wiped: nothing of the old folder or database is used from here on.
    let data = at("restored");
    let made = restore(&data, &at("first"));
    assert!(made.status.success(), "{}", said(&made));
    back_up(&data, &at("second"));
    let differing = differences(&at("first"), &at("second"));
    assert_eq!(
        differing,
        CHANGED.map(String::from).into_iter().filter(|path| differing.contains(path)).collect::<Vec<_>>()
    );
    assert!(differing.contains(&"database/meta.jsonl".into()), "the epoch is another one");
    let ended = fs::read_to_string(at("second").join("database/sessions.jsonl")).unwrap();
    assert!(ended.contains("\"restored\""));

    // SQLite restores the same, whichever engine it came from; and that goes back to where the first one was.
    let there = text(&at("sqlite")).to_owned();
    let made = process::run(&["restore", text(&at("second")), "--data", &there]);
    assert!(made.status.success(), "{}", said(&made));
    let made = process::run(&["backup", text(&at("third")), "--data", &there]);
    assert!(made.status.success(), "{}", said(&made));
    let made = restore(&at("back"), &at("third"));
    assert!(made.status.success(), "{}", said(&made));
    back_up(&at("back"), &at("fourth"));
    for (one, other) in [("second", "third"), ("third", "fourth")] {
        let differing = differences(&at(one), &at(other));
        assert!(differing.iter().all(|path| CHANGED.contains(&path.as_str())), "{other}: {differing:?}");
    }

    let server = Launch::on(&data).start();
    let mut lead = hosted.of("lead");
    lead.address = server.address;
    assert_eq!(lead.get("/me").await.0, 401, "sessions are over");
    let refresh = json!({ "refresh_token": lead.refresh_token });
    assert_eq!(lead.post("/sessions/refresh", &refresh).await.0, 401);
    let lead = lead.sign_in_again().await;
    let restored = lead.events(&project, 0).await;
    assert!((before.len()..=after_backup).contains(&restored.len()), "{} events", restored.len());
    assert_eq!(restored[..], record[..restored.len()], "what was there is there");
    let mut socket = lead.live().await;
    let frames = socket
        .ask(json!({ "op": "subscribe", "project_id": project, "after": record.len(), "epoch": old_epoch }))
        .await;
    assert_eq!(frames.last().unwrap()["op"], "reset", "who knows more starts again: {frames:?}");
    let message = lead.say(&project, "And on it goes.").await;
    assert_eq!(message["seq"], restored.len() as i64 + 1);
    println!("{posts} posts around a backup with {} of {} events", restored.len(), record.len());
    drop(server);
    database::assert_sound(&data);
}

/// A backup of the story, and a folder to restore it into.
fn taken() -> (Hosted, TempDir, PathBuf) {
    let hosted = Hosted::begin(|launch| launch);
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup");
    back_up(&hosted.data, &backup);
    (hosted, folder, backup)
}

/// Copies a backup, does something to it, and answers what a restore says that must refuse it.
fn refusal(folder: &TempDir, backup: &Path, spoil: impl FnOnce(&Path)) -> String {
    let (spoilt, data) = (folder.path().join("spoilt"), folder.path().join("data"));
    for (path, bytes) in files(backup) {
        let to = spoilt.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    spoil(&spoilt);
    let refused = restore(&data, &spoilt);
    assert!(!refused.status.success(), "restored: {}", said(&refused));
    let left: Vec<String> = files(&data).into_keys().filter(|path| path != "lock").collect();
    assert_eq!(left, Vec::<String>::new(), "something is left in the folder");
    fs::remove_dir_all(&spoilt).unwrap();
    String::from_utf8(refused.stderr).unwrap()
}

/// Whatever is damaged: no restore, and the part by its name.
#[test]
fn a_damaged_backup_is_refused_and_says_where() {
    let (hosted, folder, backup) = taken();
    let mut refused = 0;
    for (path, bytes) in files(&backup) {
        let mut damages: Vec<Option<Vec<u8>>> = vec![None, Some([&bytes[..], b"\n"].concat())];
        for place in [0, bytes.len() / 2, bytes.len().saturating_sub(1)] {
            let mut flipped = bytes.clone();
            if let Some(byte) = flipped.get_mut(place) {
                *byte ^= 1;
                damages.extend([Some(flipped), Some(bytes[..place].to_vec())]);
            }
        }
        for damage in damages {
            let why = refusal(&folder, &backup, |spoilt| match &damage {
                Some(bytes) => fs::write(spoilt.join(&path), bytes).unwrap(),
                None => fs::remove_file(spoilt.join(&path)).unwrap(),
            });
            assert!(why.contains(&path), "{path}: {why}");
            refused += 1;
        }
    }
    let why = refusal(&folder, &backup, |spoilt| fs::write(spoilt.join("files/keys/new.key"), "x").unwrap());
    assert!(why.contains("files/keys/new.key does not belong"), "{why}");
    println!("{refused} damages of {} files", files(&backup).len());
    assert!(refused > 150);
    let whole = process::run(&["restore", "--check", text(&backup)]);
    assert!(whole.status.success() && said(&whole).contains("whole"), "{}", said(&whole));
    let made = restore(&folder.path().join("data"), &backup);
    assert!(made.status.success(), "after all that: {}", said(&made));
    drop(hosted);
}

/// Writes a manifest that fits what is in the folder, as somebody would who changes a backup on purpose.
fn seal_again(backup: &Path, table: &str) {
    let shell = |words: &str| {
        let out = std::process::Command::new("sh").args(["-c", words]).current_dir(backup).output().unwrap();
        String::from_utf8(out.stdout).unwrap().split_whitespace().next().unwrap().to_owned()
    };
    let path = format!("database/{table}.jsonl");
    let mut manifest: Value =
        serde_json::from_slice(&fs::read(backup.join("manifest.json")).unwrap()).unwrap();
    let rows = fs::read_to_string(backup.join(&path)).unwrap().lines().count();
    for part in
        manifest["files"].as_array_mut().unwrap().iter_mut().filter(|part| part["path"] == path.as_str())
    {
        part["bytes"] = fs::metadata(backup.join(&path)).unwrap().len().into();
        part["sha256"] = shell(&format!("sha256sum {path}")).into();
    }
    for kept in
        manifest["tables"].as_array_mut().unwrap().iter_mut().filter(|kept| kept["table"]["name"] == table)
    {
        kept["rows"] = rows.into();
    }
    fs::write(backup.join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    fs::write(backup.join("manifest.sha256"), shell("sha256sum manifest.json")).unwrap();
}

/// Even with hashes that fit: the record proves itself.
#[test]
fn a_backup_whose_record_was_changed_is_refused_and_says_which_event() {
    let (hosted, folder, backup) = taken();
    let change = |table: &str, change: &dyn Fn(Vec<String>) -> Vec<String>| {
        refusal(&folder, &backup, |spoilt| {
            let path = spoilt.join(format!("database/{table}.jsonl"));
            let lines = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
            fs::write(&path, change(lines).iter().map(|line| format!("{line}\n")).collect::<String>())
                .unwrap();
            seal_again(spoilt, table);
        })
    };
    let place = |lines: &[String], seq: u64| {
        let is_it = |line: &String| {
            let row: Value = serde_json::from_str(line).unwrap();
            row[0] == hosted.project.as_str() && row[1] == seq
        };
        lines.iter().position(is_it).unwrap()
    };
    let why = change("events", &|mut lines| {
        let n = place(&lines, 3);
        lines[n] = lines[n].replacen(":\\\"", ":\\\"X", 1);
        lines
    });
    let event = format!("of the project {}", hosted.project);
    assert!(why.contains(&format!("event 3 {event} is not what was written")), "{why}");
    let why = change("events", &|mut lines| {
        lines.remove(place(&lines, 2));
        lines
    });
    assert!(why.contains(&format!("event 2 {event} is missing")), "{why}");
    let why = change("events", &|mut lines| {
        lines.pop();
        lines
    });
    assert!(why.contains("ends at event"), "{why}");
    let why = change("heads", &|mut lines| {
        lines.pop();
        lines
    });
    assert!(why.contains("belong to no record"), "{why}");
    let why = change("events", &|mut lines| {
        lines.push(lines[0].clone());
        lines
    });
    assert!(why.contains("database/events.jsonl"), "{why}");
}

#[test]
fn nothing_that_stands_is_overwritten() {
    let (hosted, folder, backup) = taken();
    let why = |output: Output| {
        assert!(!output.status.success(), "{}", said(&output));
        said(&output)
    };
    assert!(why(run_on(&hosted.data, &["backup", text(&backup)])).contains("is there already"));
    let inside = hosted.data.join("backup");
    assert!(why(run_on(&hosted.data, &["backup", text(&inside)])).contains("in the data folder itself"));
    assert!(why(restore(&hosted.data, &backup)).contains("in use"));
    let data = folder.path().join("data");
    assert!(restore(&data, &backup).status.success());
    assert!(why(restore(&data, &backup)).contains("is not empty"));
    if database::is_postgres() {
        fs::remove_dir_all(&data).unwrap();
        // PostgreSQL hears a moment later that the one before has gone.
        let mut tries = (0..100).map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            why(restore(&data, &backup))
        });
        let refused = tries.find(|refused| !refused.contains("in use"));
        assert!(refused.as_ref().is_some_and(|why| why.contains("the database is not empty")), "{refused:?}");
    }
    // A restore that was cut short is not served from.
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("restoring"), "A restore is not finished.").unwrap();
    assert!(Launch::on(&other).try_start().unwrap_err().contains("A restore is not finished"));
    assert!(why(run_on(&other, &["backup", text(&folder.path().join("none"))])).len() > 10);
    let mode = |path: PathBuf| {
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
    };
    assert_eq!(mode(backup.clone()), 0o700, "a backup holds keys");
    assert_eq!(mode(backup.join("files/keys/token.key")), 0o600);
    assert_eq!(done_of(&hosted), hosted.project);
}

/// The server went on meanwhile.
fn done_of(hosted: &Hosted) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let path = format!("/projects/{}", hosted.project);
    let project = runtime.block_on(async { done(hosted.of("lead").get(&path).await) });
    project["id"].as_str().unwrap().to_owned()
}
