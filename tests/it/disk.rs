//! Disks that are full, locked, corrupt, of another version, in use, or not kept secret (TRUST cases 145, 146, 153,
//! 154, 157, 158).

use diesel::connection::SimpleConnection;
use dure_tests::database;
use dure_tests::process::{self, Hosted, Launch};
use dure_tests::story::done;
use dure_tests::{Answer, Client};
use reqwest::Method;
use serde_json::{Value, json};
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use uuid::Uuid;

/// A small disk of its own, in memory.
pub(crate) struct SmallDisk {
    pub(crate) at: PathBuf,
    _folder: TempDir,
}

impl SmallDisk {
    pub(crate) fn new(megabytes: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let at = folder.path().join("disk");
        fs::create_dir(&at).unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&at).status();
        assert!(
            mounted.is_ok_and(|status| status.success()),
            "a small disk needs the right to mount: run as root"
        );
        Self { at, _folder: folder }
    }

    fn ballast(&self) -> PathBuf {
        self.at.join("ballast")
    }

    /// Fills the disk but for so many bytes.
    pub(crate) fn fill_but(&self, free: u64) {
        let mut file = File::options().create(true).append(true).open(self.ballast()).unwrap();
        for size in [65_536, 4_096] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        let full = file.metadata().unwrap().len();
        file.set_len(full.saturating_sub(free)).unwrap();
    }

    pub(crate) fn free(&self) {
        drop(fs::remove_file(self.ballast())); // an error means that there is none
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.at).status());
    }
}

async fn post(person: &Client, project: &str, key: &str, body: &str) -> Answer {
    let with = |request: reqwest::RequestBuilder| {
        request.header("Idempotency-Key", key).header("Accept-Language", "en").json(&json!({"body": body}))
    };
    person.send(Method::POST, &format!("/projects/{project}/messages"), with).await
}

async fn status_at(address: std::net::SocketAddr, path: &str) -> u16 {
    reqwest::get(format!("http://{address}{path}")).await.expect("an answer").status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_145_a_full_disk_refuses_writes_and_nothing_else_and_recovers_by_itself() {
    if database::only_sqlite("the disk of a PostgreSQL server is not this program's") {
        return;
    }
    let disk = SmallDisk::new(48);
    let mut hosted = Hosted::begin_at(&disk.at, Launch::with_admin);
    let (lead, project) = (hosted.of("lead"), hosted.project.clone());
    let admin = hosted.server.admin.unwrap();
    let mut socket = hosted.of("approver").live().await;
    let mut last = socket.subscribe(&project, None).await.last().unwrap()["head"].as_i64().unwrap();
    let words = "꽉 찬 디스크 ".repeat(400);
    let (mut stored, mut refused) = (0, 0);
    for round in 0..24_u64 {
        // Another page more each time, so that the disk ends in another place of the commit.
        disk.fill_but(round * 4_096);
        let key = loop {
            let key = Uuid::now_v7().to_string();
            let answer = post(&lead, &project, &key, &words).await;
            if answer.status == 201 {
                stored += 1;
                last += 1;
                assert_eq!(answer.json()["seq"], last);
                assert_eq!(socket.next_of_record().await.unwrap()["event"]["seq"], last);
                continue;
            }
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (507, "storage_full"),
                "round {round}: {}",
                answer.text
            );
            assert_eq!(answer.header("content-type"), "application/problem+json");
            refused += 1;
            break key;
        };
        // Many at once are refused too, and quickly.
        let begun = Instant::now();
        let mut crowd = Vec::new();
        for n in 0..20 {
            let (person, project, words) = (hosted.of("research"), project.clone(), words.clone());
            crowd.push(tokio::spawn(async move {
                post(&person, &project, &format!("{round}-{n}"), &words).await.status
            }));
        }
        for task in crowd {
            assert_eq!(task.await.unwrap(), 507, "round {round}");
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        // Reads and sockets go on.
        assert!(hosted.server.runs(), "{}", hosted.server.log());
        for path in ["/events?limit=5", "/messages", "/snapshot", "/members", ""] {
            done(lead.get(&format!("/projects/{project}{path}")).await);
        }
        done(lead.get("/me").await);
        let page = done(lead.get(&format!("/projects/{project}/events?after={last}")).await);
        assert_eq!((page["head"].as_i64(), page["items"].as_array().unwrap().len()), (Some(last), 0));
        if round % 6 == 0 {
            let frames = hosted.of("research").live().await.subscribe(&project, Some(last - 1)).await;
            assert_eq!(frames.last().unwrap()["op"], "subscribed");
            // Later rounds leave crumbs, in which the small write of one who only follows may fit.
            let ready = status_at(admin, "/readyz").await;
            assert!(round > 0 || ready == 503, "a server that takes no writes is not ready, {ready}");
            assert_eq!(status_at(admin, "/healthz").await, 200);
        }
        // Space again: writes work, and what was refused left nothing behind.
        disk.free();
        if round % 6 == 0 {
            assert_eq!(status_at(admin, "/readyz").await, 200, "ready again by itself");
        }
        let answer = post(&lead, &project, &key, &words).await;
        last += 1;
        stored += 1;
        assert_eq!(
            (answer.status, answer.json()["seq"].as_i64()),
            (201, Some(last)),
            "round {round}: {}",
            answer.text
        );
        assert_eq!(socket.next_of_record().await.unwrap()["event"]["seq"], last);
        for n in 0..20 {
            lead.say(&project, &format!("between {round} {n}")).await;
            last += 1;
            assert_eq!(socket.next_of_record().await.unwrap()["event"]["seq"], last);
        }
    }
    let log = hosted.server.log();
    hosted.server.kill();
    database::assert_sound(&hosted.data);
    println!(
        "case 145: {refused} times full, {stored} writes around it; {} lines of log",
        log.lines().count()
    );
    assert!(refused >= 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_146_a_database_that_somebody_else_locks_refuses_for_now_and_loses_nothing() {
    let mut hosted = Hosted::begin(|launch| launch);
    let (lead, project) = (hosted.of("lead"), hosted.project.clone());
    lead.say(&project, "before").await;
    let mut stranger = database::open(&hosted.data);
    let lock =
        if database::is_postgres() { "BEGIN; LOCK TABLE heads IN EXCLUSIVE MODE" } else { "BEGIN IMMEDIATE" };
    stranger.batch_execute(lock).unwrap();
    let begun = Instant::now();
    let mut waiting = Vec::new();
    for n in 0..60_u64 {
        let (person, project) = (lead.clone(), project.clone());
        waiting.push(tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(n * 150)).await;
            let key = format!("locked-{n}");
            let asked = Instant::now();
            let answer = post(&person, &project, &key, &key).await;
            (key, answer, asked.elapsed())
        }));
    }
    // Until the first is refused, which takes longer where much else goes on.
    for n in 0..30 {
        done(lead.get(&format!("/projects/{project}/messages")).await);
        tokio::time::sleep(Duration::from_millis(700)).await;
        if n >= 9 && waiting.iter().any(tokio::task::JoinHandle::is_finished) {
            break;
        }
    }
    stranger.batch_execute("ROLLBACK").unwrap();
    let locked = begun.elapsed();
    let (mut refused, mut stored, mut slowest) = (Vec::new(), Vec::new(), Duration::ZERO);
    for task in waiting {
        let (key, answer, took) = task.await.unwrap();
        slowest = slowest.max(took);
        match answer.status {
            201 => stored.push((key, answer.json()["seq"].as_i64().unwrap())),
            503 => {
                assert_eq!(answer.code(), "overloaded");
                assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1));
                refused.push(key);
            }
            other => panic!("{other}: {}", answer.text),
        }
    }
    println!(
        "case 146: locked {locked:?}: {} refused, {} stored, slowest answer {slowest:?}",
        refused.len(),
        stored.len()
    );
    assert!(!refused.is_empty());
    let after = lead.say(&project, "after").await;
    stored.push(("after".to_owned(), after["seq"].as_i64().unwrap()));
    assert!(slowest < locked + Duration::from_secs(5));
    let events = lead.events(&project, 0).await;
    let with =
        |key: &str| events.iter().filter(|event| event["message"]["body"] == key).collect::<Vec<&Value>>();
    for (key, seq) in &stored {
        assert_eq!(with(key).len(), 1);
        assert_eq!(with(key)[0]["seq"], *seq);
    }
    for key in &refused {
        assert!(with(key).is_empty(), "{key} was refused and stands");
        assert_eq!(post(&lead, &project, key, key).await.status, 201);
    }
    assert!(hosted.server.runs());
    drop(stranger);
    hosted.server.kill();
    database::assert_sound(&hosted.data);
}

/// What a server says that must not start.
fn refusal(launch: &Launch) -> String {
    match launch.try_start() {
        Ok(_) => panic!("it started"),
        Err(why) => why,
    }
}

#[test]
fn case_153_a_database_of_a_newer_program_is_left_alone() {
    let mut hosted = Hosted::begin(|launch| launch);
    hosted.server.kill();
    let mut conn = database::open(&hosted.data);
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    conn.batch_execute(newer).unwrap();
    if !database::is_postgres() {
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    }
    drop(conn);
    let before = database::bytes(&hosted.data);
    let why = refusal(&hosted.launch);
    assert!(why.contains("newer program") && why.contains("29991231000000"), "{why}");
    assert!(database::bytes(&hosted.data) == before, "the database was written to");
}

#[test]
fn case_154_a_data_folder_has_one_server() {
    let mut hosted = Hosted::begin(|launch| launch);
    let why = refusal(&hosted.launch);
    assert!(why.contains("in use"), "{why}");
    let file = hosted.data.with_extension("toml");
    fs::write(&file, process::SETUP).unwrap();
    let setup = process::run_on(&hosted.data, &["setup", &file.to_string_lossy()]);
    assert!(!setup.status.success() && String::from_utf8_lossy(&setup.stderr).contains("in use"));
    assert!(hosted.server.runs());
    // The lock goes with the process, however it ends.
    hosted.restart();
}

#[tokio::test]
async fn case_157_a_broken_page_is_told_and_never_served() {
    if database::only_sqlite("it breaks a page of the file") {
        return;
    }
    let mut hosted = Hosted::begin(|launch| launch);
    hosted.server.kill();
    let mut conn = database::open(&hosted.data);
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let page = "SELECT cast(rootpage AS TEXT) AS value FROM sqlite_master WHERE name = 'events'";
    let page: u64 = database::query(&mut conn, page)[0].parse().unwrap();
    drop(conn);
    let file = File::options().write(true).open(hosted.data.join("dure.db")).unwrap();
    file.write_all_at(&[0xff; 100], (page - 1) * 4_096).unwrap();
    hosted.server = hosted.launch.start();
    let lead = hosted.of("lead");
    let answer =
        lead.send(Method::GET, &format!("/projects/{}/events", hosted.project), |request| request).await;
    assert_eq!((answer.status, answer.code().as_str()), (500, "integrity"), "{}", answer.text);
    assert!(!answer.text.contains("malformed"), "nothing of the engine is told");
    assert_eq!(
        lead.post(&format!("/projects/{}/messages", hosted.project), &json!({"body": "x"})).await.0,
        500
    );
    assert!(
        hosted.server.runs() && hosted.server.log().contains("malformed"),
        "the operator finds it in the log"
    );
}

#[test]
fn case_158_secrets_that_are_none_and_unknown_settings_are_refused_with_a_reason() {
    let mut hosted = Hosted::begin(|launch| launch);
    hosted.server.kill();
    let keys = hosted.data.join("keys");
    for name in ["token.key", "derive.key"] {
        let key = keys.join(name);
        let good = fs::read(&key).unwrap();
        for mode in [0o644, 0o640, 0o604, 0o777] {
            fs::set_permissions(&key, Permissions::from_mode(mode)).unwrap();
            let why = refusal(&hosted.launch);
            assert!(why.contains(name) && why.contains("0600"), "{mode:o}: {why}");
        }
        fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
        for weak in [&[][..], b"short", &[0; 32], &[7; 32], &[1; 31], &[3; 33]] {
            fs::write(&key, weak).unwrap();
            let why = refusal(&hosted.launch);
            assert!(why.contains(name) && why.contains("not a secret"), "{weak:?}: {why}");
            assert_eq!(fs::read(&key).unwrap(), weak, "it is left for the operator to look at");
        }
        fs::write(&key, good).unwrap();
    }
    for (key, value) in
        [("limits.nonsense", "1"), ("lissten", "1"), ("mail.smpt", "'x'"), ("limits.reads", "'x'")]
    {
        let why = refusal(&hosted.launch.clone().set(key, value));
        assert!(
            why.contains(key.rsplit('.').next().unwrap()) || why.contains("invalid type"),
            "{key}: {why}"
        );
    }
    let why = refusal(&hosted.launch.clone().env("DURE_LIMITS__READZ", "4"));
    assert!(why.contains("readz"), "{why}");
    let file = hosted.data.with_extension("config");
    fs::write(&file, "[log]\nlevle = 'info'\n").unwrap();
    let checked = process::run(&["config", "check", "--config", &file.to_string_lossy()]);
    assert!(!checked.status.success() && String::from_utf8_lossy(&checked.stderr).contains("levle"));
    // As it was, it starts.
    hosted.restart();
    assert_eq!(mode_of(&keys.join("token.key")), 0o600);
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
