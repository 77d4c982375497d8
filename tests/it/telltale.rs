//! What logs, metrics and the printed configuration tell, and what they must not.

use crate::stop::text_at;
use dure_tests::database;
use dure_tests::process::{self, Hosted, Launch};
use dure_tests::story::done;
use dure_tests::{Client, Socket};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// Paths that nobody serves.
const PATHS: usize = 2_000;

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
