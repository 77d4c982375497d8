//! The program as operators meet it: stopping, health, metrics, logs, setup, configuration (TRUST cases 81, 132,
//! 133, 134).

use dure_tests::database;
use dure_tests::process::{self, Hosted, Launch};
use dure_tests::story::done;
use dure_tests::{Client, Socket};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// Sockets open when the server is told to stop.
const SOCKETS: usize = 200;
/// Paths that nobody serves.
const PATHS: usize = 2_000;

async fn text_at(address: SocketAddr, path: &str) -> (u16, String) {
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

/// Names and labels of every series.
fn series(metrics: &str) -> BTreeSet<String> {
    let lines = metrics.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_134_labels_stay_few_and_metrics_stay_inside() {
    let seed: u64 = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or_else(rand::random);
    let mut random = SmallRng::seed_from_u64(seed);
    let hosted = Hosted::begin(Launch::with_admin);
    let (lead, admin) = (hosted.of("lead"), hosted.server.admin.unwrap());
    lead.say(&hosted.project, "counted").await;
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PURGE"];
    let mut asked = 0;
    while asked < PATHS {
        let word: String = (0..random.random_range(1..20)).map(|_| random.random_range('a'..='z')).collect();
        let path = match asked % 5 {
            0 => format!("/zz{word}"),
            1 => format!("/api/v1/zz{word}/{}", Uuid::now_v7()),
            2 => format!("/api/v1/projects/{}/zz{word}", hosted.project),
            3 => format!("/api/v1/projects/zz{word}/events?zz={word}"),
            _ => format!("/api/v1/invitations/zz{word}.zz"),
        };
        let method = Method::from_bytes(methods[asked % methods.len()].as_bytes()).unwrap();
        let request = lead
            .bare(method, &path)
            .header("User-Agent", format!("zz{word}"))
            .header("X-Forwarded-For", format!("10.0.0.{}", asked % 250));
        let status = request.send().await.expect("an answer").status().as_u16();
        assert!(status < 500, "{path}: {status}");
        asked += 1;
    }
    let (status, metrics) = text_at(admin, "/metrics").await;
    let labels = series(&metrics);
    println!("case 134: {asked} paths, seed {seed}, {} series", labels.len());
    assert_eq!(status, 200);
    assert!(metrics.contains("dure_commits_total ") && metrics.contains("dure_http_seconds"));
    assert!(labels.len() < 400, "{labels:?}");
    assert!(!metrics.contains("zz"), "a path or an agent became a label");
    assert!(!metrics.contains(&hosted.project), "an id became a label");
    assert!(asked >= PATHS);
    for path in ["/metrics", "/healthz", "/readyz", "/api/v1/metrics"] {
        let (status, text) = text_at(hosted.server.address, path).await;
        assert!(
            !text.contains("dure_commits_total") && text != "ok" && text != "ready",
            "{path}: {status} {text}"
        );
    }
    assert_eq!(text_at(admin, "/api/v1/limits").await.0, 404, "the API is not on the admin's port");
}

/// Every file below a folder, as bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push((entry.path().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()));
        }
    }
    found
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn case_133_no_secret_of_the_run_is_in_logs_database_mails_or_metrics() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    process::setup(&data);
    let launch = Launch::on(&data).with_admin().set("log.json", true).set("log.level", "'debug'");
    let mut server = launch.start();
    let nobody = Client::nobody(server.address);
    let mut secrets: Vec<(&str, String)> = Vec::new();
    let sign_in = async |email: &str, password: &str| {
        let grant = done(nobody.post("/sessions", &json!({"email": email, "password": password})).await);
        Client::granted(server.address, &grant, email, password)
    };
    let ana = sign_in("ana@claut.example", "telar sobre el arroyo 41").await;
    let grace = sign_in("grace@mesa.example", "copper kettle by the window").await;
    for person in [&ana, &grace] {
        secrets.push(("password", person.password.clone()));
        secrets.push(("access token", person.token.clone().unwrap()));
        secrets.push(("refresh token", person.refresh_token.clone()));
    }
    // Wrong ones are secrets too: they are often right elsewhere.
    let wrong = "a wrong password of somebody 7";
    assert_eq!(nobody.post("/sessions", &json!({"email": grace.email, "password": wrong})).await.0, 401);
    secrets.push(("wrong password", wrong.into()));
    let refreshed =
        done(nobody.post("/sessions/refresh", &json!({"refresh_token": grace.refresh_token})).await);
    for name in ["access_token", "refresh_token"] {
        secrets.push(("refreshed token", refreshed[name].as_str().unwrap().to_owned()));
    }
    let web = nobody
        .send(Method::POST, "/sessions", |request| {
            request.header("Dure-Client", "web").json(&json!({"email": ana.email, "password": ana.password}))
        })
        .await;
    for cookie in web.headers.get_all("set-cookie") {
        let value = cookie.to_str().unwrap().split(['=', ';']).nth(1).unwrap();
        secrets.push(("cookie", value.to_owned()));
    }
    // Tickets: one used, one refused, one in a URL.
    let ticket = ana.ticket().await;
    let mut socket = Socket::open(server.address).await;
    socket.send(&json!({"op": "hello", "ticket": ticket})).await;
    assert_eq!(socket.next().await.unwrap()["op"], "welcome");
    secrets.push(("ticket", ticket));
    let ticket = ana.ticket().await;
    nobody.bare(Method::GET, &format!("/api/v1/live?ticket={ticket}")).send().await.unwrap();
    nobody
        .bare(Method::GET, &format!("/api/v1/me?access_token={}", ana.token.as_ref().unwrap()))
        .send()
        .await
        .unwrap();
    secrets.push(("ticket in a URL", ticket));
    // An invitation, and its acceptance; once with a good link, once with a broken one.
    let firm = &grace.firm_id;
    let body = json!({"email": "new@mesa.example", "name": "New", "role": "member"});
    let invited = done(grace.post(&format!("/firms/{firm}/invitations"), &body).await);
    let id = invited["invitation_id"].as_str().unwrap();
    let link = done(grace.get(&format!("/firms/{firm}/invitations/{id}/link")).await);
    let invitation = link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    nobody.get(&format!("/invitations/{invitation}")).await;
    nobody.get(&format!("/invitations/{invitation}/")).await;
    nobody.post(&format!("/invitations/{invitation}/nothing"), &json!({})).await;
    let password = "eleven umbrellas in the hall";
    let body = json!({"name": "New", "password": password, "locale": "en", "time_zone": "Asia/Seoul"});
    let grant = done(nobody.post(&format!("/invitations/{invitation}/acceptance"), &body).await);
    assert!(
        (400..500).contains(&nobody.post(&format!("/invitations/{invitation}/acceptance"), &body).await.0),
        "once"
    );
    secrets.push(("password of the newcomer", password.into()));
    secrets.push(("token of the newcomer", grant["access_token"].as_str().unwrap().into()));
    // A new password; and one that is refused.
    let fresh = "twelve geese on the roof 9";
    let change = |new: &str| json!({"current_password": grace.password, "new_password": new});
    let refused =
        grace.send(Method::PUT, "/me/password", |request| request.json(&change("grace@mesa.example"))).await;
    assert_eq!(refused.status, 400);
    done(grace.put("/me/password", &change(fresh)).await);
    secrets.push(("new password", fresh.into()));
    // Bodies and headers that are no requests.
    nobody
        .send(Method::POST, "/sessions", |request| {
            request.header("Content-Type", "application/json").body(format!("{{\"password\":\"{wrong}\""))
        })
        .await;
    nobody
        .send(Method::GET, "/me", |request| request.header("Authorization", format!("Basic {wrong}")))
        .await;

    let mail = data.join("mail");
    let begun = Instant::now();
    while !mail.exists() || std::fs::read_dir(&mail).unwrap().count() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "no mail came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (_, metrics) = text_at(server.admin.unwrap(), "/metrics").await;
    server.signal("TERM");
    server.wait();
    let log = server.log();
    let mut looked = 0;
    let mut own_mail = 0;
    for (name, bytes) in files(&data)
        .into_iter()
        .chain([("log".into(), log.into_bytes()), ("metrics".into(), metrics.into_bytes())])
        .chain([("database".into(), database::bytes(&data))])
    {
        if name.contains("/keys/") {
            continue;
        }
        looked += 1;
        for (what, secret) in &secrets {
            assert!(secret.len() > 10, "{what}");
            assert!(!holds(&bytes, secret), "the {what} is in {name}");
        }
        // Quoted-printable breaks lines; the mail's text without them.
        let joined = String::from_utf8_lossy(&bytes).replace("=\r\n", "").replace("=\n", "");
        let has_link = joined.contains(&invitation);
        own_mail += usize::from(has_link);
        assert!(!has_link || name.ends_with(".eml"), "the invitation is in {name}");
    }
    println!("case 133: {} secrets looked for in {looked} files", secrets.len() + 1);
    assert!(looked >= 4 && secrets.len() >= 15);
    assert_eq!(own_mail, 1, "the invitation is in its own mail alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_132_a_hostile_field_stays_in_its_line_of_json() {
    let hosted = Hosted::begin(|launch| launch.set("log.json", true).set("log.level", "'debug'"));
    let (lead, address) = (hosted.of("lead"), hosted.server.address);
    let hostile = [
        "a\nb",
        "a\r\nINFO forged",
        "\u{1b}[31mred",
        "\u{2028}line",
        "\u{202e}bidi",
        "\u{0}nul",
        "\"}{\"",
        "\\u000a",
    ];
    for words in hostile {
        lead.post(&format!("/projects/{}/messages", hosted.project), &json!({"body": words, words: 1})).await;
        lead.patch("/me", &json!({"name": words})).await;
        Client::nobody(address)
            .post("/sessions", &json!({"email": words, "password": words, "device_name": words}))
            .await;
        let escaped: String = words.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for path in [
            format!("/{escaped}"),
            format!("/api/v1/projects/{escaped}"),
            format!("/api/v1/invitations/{escaped}?{escaped}"),
        ] {
            lead.bare(Method::GET, &path).send().await.expect("an answer");
        }
        // By hand, with what HTTP clients refuse to send.
        for request in [
            format!("GET /{words} HTTP/1.1\r\nHost: {address}\r\n\r\n"),
            format!("{words} / HTTP/1.1\r\nHost: {address}\r\n\r\n"),
            format!(
                "GET /api/v1/me HTTP/1.1\r\nHost: {words}\r\nUser-Agent: {words}\r\nIdempotency-Key: {words}\r\n\r\n"
            ),
            format!("GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\nOrigin: {words}\r\n\r\n"),
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = vec![0; 1_024];
            drop(tokio::time::timeout(Duration::from_secs(2), stream.read(&mut answer)).await);
        }
    }
    let log = hosted.server.log();
    let mut lines = 0;
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
        lines += 1;
    }
    println!("case 132: {lines} lines");
    assert!(lines >= hostile.len() * 6);
    let odd =
        |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2028}';
    assert!(!log.contains(odd), "{:?}", log.lines().find(|line| line.contains(odd)));
}

#[test]
fn the_configuration_is_printed_without_its_secrets() {
    let secret = "smtps://mailer:hunter2hunter2@mail.example";
    for arguments in [
        vec!["config", "check", "--set", "mail.smtp=smtps://mailer:hunter2hunter2@mail.example"],
        vec![
            "config",
            "check",
            "--set",
            "mail.smtp=smtps://mailer:hunter2hunter2@mail.example",
            "--set",
            "mail.from=nonsense",
        ],
        vec!["config", "check", "--set", "mail.smtp.deeper=smtps://mailer:hunter2hunter2@mail.example"],
        vec!["config", "check", "--set", "mail.smpt=smtps://mailer:hunter2hunter2@mail.example"],
        vec!["config", "check", "--set", "mail.smtp=[\"smtps://mailer:hunter2hunter2@mail.example\"]"],
    ] {
        let checked = process::run(&arguments);
        let said = [checked.stdout, checked.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!said.contains("hunter2") && !said.contains(secret), "{said}");
        assert_eq!(checked.status.success(), arguments.len() == 4 && said.contains("(redacted)"), "{said}");
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("dure.toml");
    std::fs::write(&file, format!("listen = \"127.0.0.1:9\"\n[mail]\nsmtp = \"{secret}\"\nfrom \n")).unwrap();
    let checked = process::run(&["config", "check", "--config", &file.to_string_lossy()]);
    assert!(!checked.status.success());
    assert!(
        !String::from_utf8_lossy(&checked.stderr).contains("hunter2"),
        "an error shows the line beside it"
    );
    std::fs::write(&file, format!("listen = \"127.0.0.1:9\"\n[mail]\nsmtp = \"{secret}\"\n")).unwrap();
    let checked = process::run(&["config", "check", "--config", &file.to_string_lossy()]);
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        checked.status.success() && said.contains("127.0.0.1:9") && said.contains("hello_seconds = 5"),
        "{said}"
    );
    assert!(!said.contains("hunter2"));
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
