//! The program as operators meet it: stopping, health, metrics, logs, setup, configuration (TRUST cases 81, 132,
//! 133, 134).

use dure_tests::database;
use dure_tests::process::{self, Hosted, Launch};
use dure_tests::story::done;
use dure_tests::{Client, Socket};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// Sockets open when the server is told to stop.
const SOCKETS: usize = 200;
pub(crate) async fn text_at(address: SocketAddr, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("http://{address}{path}")).await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

/// Posts until the server is gone; answers what was acknowledged and what was not.
async fn write(person: Client, project: String, stop: Arc<AtomicBool>) -> (Vec<(String, i64)>, Vec<String>) {
    let (mut stored, mut unknown) = (Vec::new(), Vec::new());
    while !stop.load(Ordering::Relaxed) {
        let key = Uuid::now_v7().to_string();
        let request = person.request(Method::POST, &format!("/projects/{project}/messages"));
        let sent = request.header("Idempotency-Key", &key).json(&json!({"body": key})).send().await;
        let answer = match sent {
            Ok(answer) if answer.status() == 201 => answer.json::<Value>().await.ok(),
            Ok(answer) => panic!("{}", answer.status()),
            Err(_) => None,
        };
        match answer.and_then(|message| message["seq"].as_i64()) {
            Some(seq) => stored.push((key, seq)),
            None => {
                unknown.push(key);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    (stored, unknown)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_81_a_gentle_stop_tells_every_socket_when_to_come_back_and_loses_nothing() {
    let mut hosted = Hosted::begin(Launch::with_admin);
    let project = hosted.project.clone();
    let mut sockets = Vec::new();
    for n in 0..SOCKETS {
        let mut socket = hosted.of(["lead", "approver", "research", "observer"][n % 4]).live().await;
        socket.subscribe(&project, None).await;
        sockets.push(socket);
    }
    let silent = Socket::open(hosted.server.address).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..4)
        .map(|n| tokio::spawn(write(hosted.of(["lead", "research"][n % 2]), project.clone(), stop.clone())))
        .collect();
    // A long poll, and a request whose body is still on its way.
    let poll = {
        let (person, place) = (hosted.of("approver"), format!("/clusters/{}/events", hosted.ids["cluster"]));
        let head = done(person.get(&place).await)["head"].clone();
        let path = format!("{place}?after={head}&wait=30");
        tokio::spawn(async move {
            person.request(Method::GET, &path).send().await.map(|answer| answer.status().as_u16())
        })
    };
    let lead = hosted.of("lead");
    let body = r#"{"body":"sent in two pieces"}"#;
    let mut slow = TcpStream::connect(hosted.server.address).await.unwrap();
    let head = format!(
        "POST /api/v1/projects/{project}/messages HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        hosted.server.address,
        lead.token.clone().unwrap(),
        body.len()
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    slow.write_all(&body.as_bytes()[..5]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let admin = hosted.server.admin.unwrap();
    assert_eq!(text_at(admin, "/readyz").await.0, 200);

    let told = Instant::now();
    hosted.server.signal("TERM");
    let mut hints = Vec::new();
    for socket in &mut sockets {
        let (code, why) = socket.ending().await;
        assert_eq!(code, 1012);
        hints.push(why.strip_prefix("retry_ms=").and_then(|ms| ms.parse::<u64>().ok()).expect("a hint"));
    }
    let closed = told.elapsed();
    assert_eq!(text_at(admin, "/readyz").await.0, 503, "not ready while it stops");
    assert_eq!(text_at(admin, "/healthz").await.0, 200);
    // What was on its way is answered.
    slow.write_all(&body.as_bytes()[5..]).await.unwrap();
    let mut answer = [0; 12];
    slow.read_exact(&mut answer).await.expect("an answer while stopping");
    assert_eq!(std::str::from_utf8(&answer).unwrap(), "HTTP/1.1 201");
    drop(slow);
    drop(silent);
    let status = hosted.server.wait();
    let gone = told.elapsed();
    assert_eq!(status.code(), Some(0), "{}", hosted.server.log());
    stop.store(true, Ordering::Relaxed);
    let (mut stored, mut unknown) = (Vec::new(), Vec::new());
    for writer in writers {
        let (acknowledged, rest) = writer.await.unwrap();
        stored.extend(acknowledged);
        unknown.extend(rest);
    }
    let polled = poll.await.unwrap();
    assert_eq!(polled.as_ref().ok(), Some(&200), "a long poll ends early, and well");
    hints.sort_unstable();
    let distinct: BTreeSet<u64> = hints.iter().copied().collect();
    let (first, last) = (hints[0], hints[hints.len() - 1]);
    println!(
        "case 81: {SOCKETS} sockets told in {closed:?}, back in {first} to {last} ms ({} values); {} posts acknowledged, \
         {} without an answer; poll {polled:?}; gone after {gone:?}",
        distinct.len(),
        stored.len(),
        unknown.len()
    );
    assert!(distinct.len() >= SOCKETS / 2 && last - first >= 1_000, "the hints are not spread: {distinct:?}");
    assert!(closed < Duration::from_secs(2) && gone < Duration::from_secs(12));

    database::assert_sound(&hosted.data);
    hosted.restart();
    let lead = hosted.of("lead");
    let events = lead.events(&project, 0).await;
    let mut places: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for event in &events {
        if let Some(body) = event["message"]["body"].as_str() {
            places.entry(body).or_default().push(event["seq"].as_i64().unwrap());
        }
    }
    for (key, seq) in &stored {
        assert_eq!(places.get(key.as_str()), Some(&vec![*seq]), "acknowledged while stopping");
    }
    for key in &unknown {
        assert!(places.get(key.as_str()).is_none_or(|seqs| seqs.len() == 1), "{key} was done twice");
    }
    assert!(places.contains_key("sent in two pieces"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_server_stops_at_once_and_an_interrupt_is_a_gentle_stop() {
    for signal in ["TERM", "INT"] {
        let mut hosted = Hosted::begin(|launch| launch);
        let mut socket = hosted.of("lead").live().await;
        socket.subscribe(&hosted.project, None).await;
        let told = Instant::now();
        hosted.server.signal(signal);
        assert_eq!(socket.ending().await.0, 1012);
        assert_eq!(hosted.server.wait().code(), Some(0));
        println!("stopped by SIG{signal} in {:?}", told.elapsed());
        assert!(told.elapsed() < Duration::from_secs(5), "{:?}", told.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn setup_prints_ids_and_its_people_sign_in() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let made = process::setup(&data);
    let server = Launch::on(&data).start();
    let nobody = Client::nobody(server.address);
    let people = [
        ("ana@claut.example", "telar sobre el arroyo 41"),
        ("grace@mesa.example", "copper kettle by the window"),
        ("ravi@mesa.example", "seven paper cranes in march"),
        ("park@hana.example", "밀링머신 앞에서 커피 두 잔"),
        ("lee@hana.example", "새벽 여섯 시 첫 버스 창가"),
    ];
    assert_eq!(made["people"].as_object().unwrap().len(), people.len());
    let mut signed_in = BTreeMap::new();
    for (email, password) in people {
        let grant = done(nobody.post("/sessions", &json!({"email": email, "password": password})).await);
        assert_eq!(grant["person"]["id"], made["people"][email]);
        signed_in.insert(email, Client::granted(server.address, &grant, email, password));
    }
    let park = &signed_in["park@hana.example"];
    let firms = done(park.get(&format!("/clusters/{}/firms", made["cluster_id"].as_str().unwrap())).await);
    let mut names: Vec<&str> =
        firms["items"].as_array().unwrap().iter().map(|firm| firm["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Clúster Automotriz Office", "Mesa Motors", "하나정밀"]);
    let listed =
        done(park.get(&format!("/firms/{}/people", made["firms"]["하나정밀"].as_str().unwrap())).await);
    let roles: BTreeMap<&str, &str> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| (person["name"].as_str().unwrap(), person["role"].as_str().unwrap()))
        .collect();
    assert_eq!(roles, BTreeMap::from([("박설계", "admin"), ("이생산", "member")]));
    let quality = &made["departments"]["Mesa Motors / Quality"];
    let grace = done(signed_in["grace@mesa.example"].get("/me").await);
    assert_eq!(grace["department_ids"], json!([quality]));
    drop(server);

    // Once: a folder that holds something is left as it is.
    let file = folder.path().join("again.toml");
    std::fs::write(&file, process::SETUP).unwrap();
    let again = process::run_on(&data, &["setup", &file.to_string_lossy()]);
    assert!(!again.status.success(), "{}", String::from_utf8_lossy(&again.stdout));
    // A file with a fault makes nothing.
    for (what, text) in [
        ("an unknown key", process::SETUP.replace("cluster =", "klaster = 1\ncluster =")),
        ("a misspelt key of a person", process::SETUP.replace("role = \"admin\"", "rolle = \"admin\"")),
        ("a weak password", process::SETUP.replace("seven paper cranes in march", "password12")),
        (
            "an unknown department",
            process::SETUP.replace("departments = [\"R&D\"]\nlocale", "departments = [\"RnD\"]\nlocale"),
        ),
        ("an address twice", process::SETUP.replace("ravi@mesa.example", "grace@mesa.example")),
        ("an unknown kind", process::SETUP.replace("kind = \"customer\"", "kind = \"client\"")),
    ] {
        assert_ne!(text, process::SETUP, "{what}");
        let data = folder.path().join("faulty");
        std::fs::write(&file, text).unwrap();
        let refused = process::run_on(&data, &["setup", &file.to_string_lossy()]);
        let why = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && !why.trim().is_empty(), "{what} is taken");
        assert!(!why.contains("password12"), "{why}");
        if data.join("keys").exists() {
            let rows = database::query(&mut database::open(&data), "SELECT id AS value FROM people");
            assert_eq!(rows, Vec::<String>::new(), "{what} left somebody behind");
        }
    }
}
