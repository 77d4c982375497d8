//! What only a database of its own process can do: be lost in a commit, be away for a while, be taken by another server.
//! On SQLite these tests say so and end.

use diesel::connection::SimpleConnection;
use dure_tests::process::{self, Hosted};
use dure_tests::proxy::{Cut, Proxy};
use dure_tests::story::done;
use dure_tests::{Answer, Client, Socket, Story, database};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The story on a server that reaches its database through a proxy; nothing on SQLite.
fn behind_a_proxy() -> Option<(Hosted, Proxy, TempDir)> {
    if !database::is_postgres() {
        println!("of PostgreSQL alone");
        return None;
    }
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let mut proxy = None;
    let hosted = Hosted::begin_at(&data, |launch| {
        let url = database::url(&data).unwrap();
        let way = proxy.insert(Proxy::before(&url)).url(&url);
        launch.with_admin().database(way)
    });
    proxy.map(|proxy| (hosted, proxy, folder))
}

async fn post(person: &Client, project: &str, words: &str) -> Answer {
    let path = format!("/projects/{project}/messages");
    let body = json!({ "body": words });
    person
        .send(Method::POST, &path, |request| {
            request.header("Idempotency-Key", words.replace(' ', "-")).json(&body)
        })
        .await
}

/// The words of the next message that a socket is told of.
async fn told(socket: &mut Socket) -> String {
    loop {
        let frame = socket.next_within(Duration::from_secs(10)).await.flatten().expect("an event");
        if let Some(words) = frame["event"]["message"]["body"].as_str() {
            return words.to_owned();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_connection_is_lost_is_found_out_and_never_guessed() {
    let Some((hosted, proxy, _folder)) = behind_a_proxy() else { return };
    let (lead, project) = (hosted.of("lead"), hosted.project.clone());
    lead.say(&project, "before").await;
    let mut socket = hosted.of("approver").live().await;
    socket.subscribe(&project, None).await;
    for round in 0..20 {
        let cut = if round % 2 == 0 { Cut::After } else { Cut::Before };
        let words = format!("cut {cut:?} {round}");
        proxy.cut_commit_of(&words, cut);
        let answer = post(&lead, &project, &words).await;
        assert!(proxy.has_cut());
        let record = lead.events(&project, 0).await;
        let stands = record.iter().filter(|event| event["message"]["body"] == words.as_str()).count();
        if cut == Cut::After {
            assert_eq!((answer.status, stands), (201, 1), "{words}: {}", answer.text);
        } else {
            assert_eq!((answer.status, answer.code().as_str(), stands), (503, "overloaded", 0), "{words}");
        }
        let again = post(&lead, &project, &words).await;
        assert_eq!(again.status, 201, "{}", again.text);
        assert!(stands == 0 || again.json()["id"] == answer.json()["id"], "{words} has one effect");
        assert_eq!(told(&mut socket).await, words);
    }
    println!("20 commits cut, {} lines of log", hosted.server.log().lines().count());
}

/// Case 147: every connection of the server is ended, again and again, while people speak.
#[tokio::test(flavor = "multi_thread")]
async fn case_147_connections_that_end_lose_nothing_and_repeat_nothing() {
    if !database::is_postgres() {
        return println!("of PostgreSQL alone");
    }
    let mut hosted = Hosted::begin(|launch| launch);
    let second = hosted.another_project("ENDED-2").await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut talking = Vec::new();
    for (n, part) in ["lead", "approver", "research", "lead", "approver", "research"].into_iter().enumerate()
    {
        let project = if n % 2 == 0 { hosted.project.clone() } else { second.clone() };
        let (person, stop) = (hosted.of(part), stop.clone());
        talking.push(tokio::spawn(async move {
            let (mut said, mut repeats, mut slowest) = (Vec::new(), 0, Duration::ZERO);
            while !stop.load(Ordering::Relaxed) {
                let words = format!("{n} says {}", said.len());
                let begun = Instant::now();
                loop {
                    let answer = post(&person, &project, &words).await;
                    if answer.status == 201 {
                        said.push((words, answer.json()["seq"].as_i64().unwrap()));
                        break;
                    }
                    assert_eq!(
                        (answer.status, answer.code().as_str()),
                        (503, "overloaded"),
                        "{}",
                        answer.text
                    );
                    repeats += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                slowest = slowest.max(begun.elapsed());
            }
            (project, said, repeats, slowest)
        }));
    }
    let mut stranger = database::open(&hosted.data);
    let mut ended = 0;
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let all = "SELECT pg_terminate_backend(pid)::text AS value FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        ended += database::query(&mut stranger, all).len();
    }
    stop.store(true, Ordering::Relaxed);
    let (mut posts, mut repeats, mut slowest) = (0, 0, Duration::ZERO);
    for person in talking {
        let (project, said, again, wait) = person.await.unwrap();
        let record = hosted.of("lead").events(&project, 0).await;
        for (words, seq) in &said {
            let stands: Vec<&Value> =
                record.iter().filter(|event| event["message"]["body"] == words.as_str()).collect();
            assert_eq!(stands.len(), 1, "{words}");
            assert_eq!(stands[0]["seq"], *seq, "{words}");
        }
        (posts, repeats, slowest) = (posts + said.len(), repeats + again, slowest.max(wait));
    }
    println!(
        "case 147: {ended} connections ended, {posts} posts, {repeats} sent again, the slowest stood after {slowest:?}"
    );
    assert!(ended > 40 && repeats > 0 && posts > 100);
    assert!(slowest < Duration::from_secs(5), "healed after {slowest:?}");
    assert!(hosted.server.runs());
    drop(stranger);
    hosted.server.kill();
    database::assert_sound(&hosted.data);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_shut_out_in_a_commit_that_was_cut_is_out() {
    let Some((hosted, proxy, _folder)) = behind_a_proxy() else { return };
    let (lead, research, project) = (hosted.of("lead"), hosted.of("research"), hosted.project.clone());
    research.say(&project, "still here").await;
    let mut socket = research.live().await;
    socket.subscribe(&project, None).await;
    proxy.cut_commit_of(&research.person_id, Cut::After);
    let removal = format!("/projects/{project}/members/{}", research.person_id);
    let answer = lead.send(Method::DELETE, &removal, |request| request).await;
    assert!(proxy.has_cut() && answer.status == 204, "{}", answer.text);
    assert_eq!(post(&research, &project, "out").await.status, 404);
    let frame = loop {
        let frame = socket.next_within(Duration::from_secs(5)).await.flatten().expect("an end");
        assert_ne!(frame["op"], "event", "nothing from the removal on is told");
        if frame["op"] == "unsubscribed" {
            break frame;
        }
    };
    assert_eq!(frame["project_id"], project.as_str());

    // A session that ends so is over, and its socket closed.
    let approver = hosted.of("approver");
    let mut socket = approver.live().await;
    let sessions = done(approver.get("/sessions").await);
    let items = sessions["items"].as_array().unwrap();
    let own = items.iter().find(|session| session["current"] == true).unwrap()["id"].as_str().unwrap();
    proxy.cut_commit_of(own, Cut::After);
    let answer = approver.send(Method::DELETE, &format!("/sessions/{own}"), |request| request).await;
    assert!(proxy.has_cut() && answer.status == 204, "{}", answer.text);
    assert_eq!(approver.get("/me").await.0, 401);
    assert_eq!(socket.ending().await.0, 4401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_refuses_for_now_and_is_found_again() {
    let Some((mut hosted, proxy, _folder)) = behind_a_proxy() else { return };
    let (lead, project) = (hosted.of("lead"), hosted.project.clone());
    let admin = hosted.server.admin.unwrap();
    for round in 0..3 {
        let before = format!("before {round}");
        assert_eq!(post(&lead, &project, &before).await.status, 201);
        proxy.go_down();
        let asked = Instant::now();
        let words = format!("away {round}");
        let answer = post(&lead, &project, &words).await;
        assert_eq!((answer.status, answer.code().as_str()), (503, "overloaded"), "{}", answer.text);
        assert!(asked.elapsed() < Duration::from_secs(12), "refused after {:?}", asked.elapsed());
        assert_eq!(lead.get(&format!("/projects/{project}/events")).await.0, 503);
        assert_eq!(status_at(admin, "/readyz").await, 503);
        assert_eq!(status_at(admin, "/healthz").await, 200);
        proxy.come_up();
        let begun = Instant::now();
        while status_at(admin, "/readyz").await != 200 {
            assert!(begun.elapsed() < Duration::from_secs(10), "not ready again");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(post(&lead, &project, &words).await.status, 201);
    }
    assert!(hosted.server.runs());
    hosted.server.kill();
    database::assert_sound(&hosted.data);
}

/// Lanes run side by side, but what ends a session waits for what that session has begun: nothing of it is confirmed
/// after its end is.
#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_session_is_confirmed_after_what_it_had_begun() {
    if !database::is_postgres() {
        return println!("of PostgreSQL alone: SQLite has one lane");
    }
    let story = Story::begin();
    let (lead, project) = (story.of("lead").clone(), story.project.clone());
    let other = lead.sign_in_again().await;
    let sessions = done(lead.get("/sessions").await);
    let items = sessions["items"].as_array().unwrap();
    let own =
        items.iter().find(|session| session["current"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    let mut stranger = database::open(&story.app.data);
    stranger.batch_execute("BEGIN; LOCK TABLE messages IN SHARE MODE").unwrap();
    let posting = tokio::spawn({
        let (lead, project) = (lead.clone(), project.clone());
        async move { post(&lead, &project, "begun").await.status }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let ending = tokio::spawn(async move { other.delete(&format!("/sessions/{own}")).await.0 });
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(!posting.is_finished(), "the room is locked");
    assert!(!ending.is_finished(), "the session is over while a post of it may still be confirmed");
    stranger.batch_execute("ROLLBACK").unwrap();
    assert_eq!((posting.await.unwrap(), ending.await.unwrap()), (201, 204));
    assert_eq!(post(&lead, &project, "after").await.status, 401);
}

async fn status_at(address: std::net::SocketAddr, path: &str) -> u16 {
    reqwest::get(format!("http://{address}{path}")).await.expect("an answer").status().as_u16()
}

/// Case 154: another folder with the same database.
#[test]
fn case_154_a_database_has_one_server() {
    let Some((mut hosted, _proxy, folder)) = behind_a_proxy() else { return };
    let other = folder.path().join("other").to_string_lossy().into_owned();
    let url = database::url(&hosted.data).unwrap();
    let refused = process::run(&["serve", "--listen", "127.0.0.1:0", "--database", &url, "--data", &other]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("in use by another server"), "{why}");
    assert!(!why.contains("postgres://"), "the address holds a password: {why}");
    assert!(hosted.server.runs());
    // The lock goes with the process, however it ends.
    hosted.restart();
}

/// A server whose database was taken while it could not reach it writes nothing more, and stops.
#[tokio::test(flavor = "multi_thread")]
async fn case_154_a_server_that_lost_its_database_to_another_one_stops() {
    let Some((mut hosted, proxy, folder)) = behind_a_proxy() else { return };
    let (lead, project) = (hosted.of("lead"), hosted.project.clone());
    proxy.go_down();
    let other = folder.path().join("other");
    dure_tests::app::copy_folder(&hosted.data.join("keys"), &other.join("keys"));
    let second = process::Launch::on(&other).database(database::url(&hosted.data).unwrap()).start();
    proxy.come_up();
    let path = format!("/projects/{project}/messages");
    let request = lead.request(Method::POST, &path).json(&json!({ "body": "Am I still the one?" }));
    let answer = request.send().await;
    assert!(answer.is_err(), "the first server answered: {answer:?}");
    assert!(!hosted.server.wait().success());
    assert!(hosted.server.log().contains("belongs to another server"), "{}", hosted.server.log());
    let mut lead = lead;
    lead.address = second.address;
    let before = lead.events(&project, 0).await.len();
    lead.say(&project, "I am.").await;
    assert_eq!(lead.events(&project, 0).await.len(), before + 1);
}

/// A database in which lists would come in another order is not taken; one that an ordinary role owns is.
#[test]
fn a_database_that_sorts_otherwise_is_refused_with_what_to_do() {
    if !database::is_postgres() {
        return println!("of PostgreSQL alone");
    }
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let url = database::url(&data).unwrap();
    let own = url.split('?').next().unwrap().rsplit('/').next().unwrap();
    let mut conn = database::open(&data);
    conn.batch_execute(&format!("CREATE ROLE \"office {own}\" LOGIN")).unwrap();
    for (kind, is_fit) in [
        ("LOCALE_PROVIDER icu ICU_LOCALE 'ko' LOCALE 'C' ENCODING 'UTF8'", false),
        ("LOCALE 'C' ENCODING 'SQL_ASCII'", false),
        ("LOCALE 'C' ENCODING 'UTF8'", true),
    ] {
        let name = format!("{}x", &own[1..]);
        let made = format!("CREATE DATABASE \"{name}\" OWNER \"office {own}\" TEMPLATE template0 {kind}");
        conn.batch_execute(&made).unwrap();
        let url = url.replace(own, &name).replace("user=dure", &format!("user=office%20{own}"));
        let launch = process::Launch::on(&data).database(url);
        match launch.try_start() {
            Ok(_) => assert!(is_fit, "{kind} is taken"),
            Err(why) => {
                assert!(!is_fit && why.contains("must be made with TEMPLATE template0"), "{kind}: {why}")
            }
        }
        conn.batch_execute(&format!("DROP DATABASE \"{name}\" WITH (FORCE)")).unwrap();
    }
    conn.batch_execute(&format!("DROP ROLE \"office {own}\"")).unwrap();
}
