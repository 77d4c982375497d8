//! Sockets that mean harm: each gets a clear end, and nobody else notices (TRUST cases 68, 72 to 80, 82).

use dure_tests::Story;
use dure_tests::frames::{Raw, TEXT, handshake};
use dure_tests::story::CAST;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn case_75_subscriptions_are_capped_and_idempotent_and_forbidden_is_as_unknown() {
    let story = Story::begin_with(|config| config.limits.subscriptions = 3);
    let (lead, project) = (story.of("lead"), &story.project);
    let mut socket = lead.live().await;
    for n in 0..1_000 {
        let frames = socket.subscribe(project, Some(1)).await;
        let end = frames.last().unwrap();
        assert_eq!((end["op"].as_str(), end["id"].as_i64()), (Some("subscribed"), Some(n + 1)));
        assert_eq!(frames.len() > 1, n == 0, "only the first one replays");
    }
    lead.say(project, "once").await;
    assert_eq!(socket.next_of_record().await.unwrap()["event"]["message"]["body"], "once");
    assert!(
        socket
            .next_within(Duration::from_millis(1_500))
            .await
            .flatten()
            .is_none_or(|frame| frame["op"] != "event")
    );

    let unknown = "01900000-0000-7000-8000-000000000000";
    let mut answers = Vec::new();
    for place in [unknown, story.other_project.as_str(), "not an id", "", "../projects"] {
        let frames = socket.subscribe(place, Some(0)).await;
        assert_eq!((frames.len(), frames[0]["code"].as_str()), (1, Some("not_found")), "{place}");
        let mut answer = frames[0].clone();
        answer.as_object_mut().unwrap().remove("id");
        answers.push(answer);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    for frame in [
        json!({"op": "subscribe"}),
        json!({"op": "subscribe", "project_id": project, "cluster_id": story.cluster}),
        json!({"op": "unsubscribe"}),
    ] {
        assert_eq!(socket.ask(frame).await[0]["code"], "not_found");
    }

    for place in [json!({"cluster_id": story.cluster}), json!({"firm_id": story.id("supplier")})] {
        let mut frame = place;
        frame["op"] = "subscribe".into();
        assert_eq!(socket.ask(frame).await.last().unwrap()["op"], "subscribed");
    }
    let people = [];
    let fourth = dure_tests::process::another_project(lead, &story.ids, &people, "FOURTH").await;
    let ask = |op: &str, id: &str| json!({"op": op, "project_id": id});
    assert_eq!(socket.ask(ask("subscribe", &fourth)).await.last().unwrap()["code"], "too_many_subscriptions");
    assert_eq!(
        socket.ask(ask("subscribe", project)).await.last().unwrap()["op"],
        "subscribed",
        "followed already"
    );
    assert_eq!(socket.ask(ask("unsubscribe", project)).await.last().unwrap()["code"], 1000);
    assert_eq!(socket.ask(ask("subscribe", &fourth)).await.last().unwrap()["op"], "subscribed");
}

#[tokio::test]
async fn cases_76_77_82_what_is_no_frame_gets_an_error_that_repeats_nothing_and_the_socket_lives() {
    let story = Story::begin();
    let project = story.project.clone();
    let mut raw = Raw::signed_in(story.of("lead")).await;
    let marker = "SEKRET";
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let number = format!(r#"{{"op":"subscribe","id":{}}}"#, "9".repeat(60_000));
    let mut id = 0;
    let bad = [
        deep.clone(),
        format!(r#"{{"op":"subscribe","id":1,"project_id":{deep}}}"#),
        r#"{"op":"subscribe","id":NaN}"#.to_owned(),
        r#"{"op":"subscribe","id":1,"project_id":"\ud800"}"#.to_owned(),
        format!(r#"{{"op":"typing","project_id":"{marker}","project_id":"{marker}"}}"#),
        number,
        r#"{"op":"typing","op":"typing","project_id":"x"}"#.to_owned(),
        format!(r#"{{"op":"{marker}"}}"#),
        format!(r#"{{"op":"typing","project_id":"{project}","{marker}":1}}"#),
        "1e999999".to_owned(),
        String::new(),
        format!("\u{feff}{marker}"),
    ];
    for text in &bad {
        raw.send(TEXT, text.as_bytes()).await;
        let answer = raw.answer().await;
        assert_eq!((answer["op"].as_str(), answer["code"].as_str()), (Some("error"), Some("bad_frame")));
        assert!(!answer.to_string().contains(marker), "{answer}");
    }
    // Case 77: with an id where the frame had one.
    for (frame, code) in [
        (json!({"op": "explode", "id": 1}), "bad_frame"),
        (json!({"op": "subscribe", "id": 2, "project_id": marker}), "not_found"),
        (json!({"op": "subscribe", "id": 2, "project_id": project}), "id_reused"),
        (json!({"op": "unsubscribe", "id": 1, "project_id": project}), "id_reused"),
        (json!({"op": "subscribe", "id": 0, "project_id": project}), "id_reused"),
        (json!({"op": "subscribe", "id": i64::MIN, "project_id": project}), "id_reused"),
    ] {
        raw.text(&frame).await;
        let answer = raw.answer().await;
        assert_eq!((answer["op"].as_str(), answer["code"].as_str()), (Some("error"), Some(code)), "{frame}");
        assert_eq!(answer["id"], frame["id"]);
        assert!(!answer.to_string().contains(marker), "{answer}");
        id = 2;
    }
    for frame in [json!({"op": "subscribe", "project_id": project}), json!({"op": "hello", "ticket": marker})]
    {
        raw.text(&frame).await;
        let answer = raw.answer().await;
        assert_eq!(answer["code"], "bad_frame", "{frame}");
        assert!(!answer.to_string().contains(marker));
    }
    raw.text(&json!({"op": "subscribe", "id": id + 1, "project_id": project})).await;
    assert_eq!(raw.answer().await["op"], "subscribed", "the socket lives");
    // A number of 10 MB does not arrive at all.
    let mut raw = Raw::signed_in(story.of("lead")).await;
    raw.send(TEXT, "9".repeat(10_000_000).as_bytes()).await;
    assert!(matches!(raw.closed().await, 1009 | 0));
    // Who sends nothing but faults is closed at last.
    let mut raw = Raw::signed_in(story.of("lead")).await;
    for _ in 0..30 {
        raw.send(TEXT, b"x").await;
    }
    assert_eq!(raw.closed().await, 4400);
    // Binary, no hello, wrong hello.
    let mut raw = Raw::signed_in(story.of("lead")).await;
    raw.send(0x82, b"x").await;
    assert_eq!(raw.closed().await, 4400);
    let mut raw = Raw::open(story.app.address).await;
    raw.text(&json!({"op": "subscribe", "id": 1, "project_id": project})).await;
    assert_eq!(raw.closed().await, 4400);
    let mut raw = Raw::open(story.app.address).await;
    raw.text(&json!({"op": "hello", "ticket": marker})).await;
    assert_eq!(raw.closed().await, 4401);
}

#[tokio::test]
async fn case_78_compression_is_not_negotiated() {
    let story = Story::begin();
    let address = story.app.address;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let more = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    stream.write_all(handshake(address, more).as_bytes()).await.unwrap();
    let mut raw = Raw::on(stream);
    let head = raw.head().await.to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 101") && !head.contains("sec-websocket-extensions"), "{head}");
    raw.hello(story.of("lead")).await;
    raw.send(TEXT | 0x40, &[0xaa; 100]).await;
    assert_eq!(raw.closed().await, 1002, "a compressed frame");
}

#[tokio::test]
async fn case_79_odd_handshakes_are_refused_at_once() {
    let story = Story::begin();
    let address = story.app.address;
    let host = format!("Host: {address}\r\n");
    let rest = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let long = "x".repeat(65_536);
    let requests = [
        ("a long protocol", handshake(address, &format!("Sec-WebSocket-Protocol: {long}\r\n"))),
        (
            "HTTP/1.0",
            format!("GET /api/v1/live HTTP/1.0\r\n{host}Upgrade: websocket\r\nConnection: Upgrade\r\n{rest}"),
        ),
        (
            "two upgrades",
            format!(
                "GET /api/v1/live HTTP/1.1\r\n{host}Upgrade: h2c\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{rest}"
            ),
        ),
        ("no upgrade", format!("GET /api/v1/live HTTP/1.1\r\n{host}\r\n")),
        ("POST", handshake(address, "").replace("GET ", "POST ")),
        ("an old version", handshake(address, "").replace("Version: 13", "Version: 8")),
        ("no key", handshake(address, "").replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")),
    ];
    for (what, request) in requests {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(address).await.unwrap();
        drop(stream.write_all(request.as_bytes()).await); // the server may refuse before it has read all
        let mut raw = Raw::on(stream);
        let head = raw.head().await;
        let status: u16 = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        println!("case 79: {what}: {status} in {:?}", begun.elapsed());
        assert!([400, 405, 426, 431].contains(&status), "{what}: {head}");
        assert!(begun.elapsed() < SECOND, "{what} took {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn case_80_a_socket_opens_what_rest_opens_and_nothing_else() {
    let story = Story::begin();
    let mut places = vec![
        ("project_id", "projects", story.project.clone()),
        ("project_id", "projects", story.other_project.clone()),
        ("cluster_id", "clusters", story.cluster.clone()),
        ("cluster_id", "clusters", story.other_cluster.clone()),
    ];
    for firm in ["office", "customer", "supplier", "neighbour", "waiting", "outside"] {
        places.push(("firm_id", "firms", story.id(firm).to_owned()));
    }
    let (mut compared, mut opened) = (0, 0);
    for part in CAST.into_iter().filter(|part| *part != "locked") {
        let person = story.of(part);
        let mut socket = person.live().await;
        for (name, path, id) in &places {
            let (status, page) = person.get(&format!("/{path}/{id}/events?limit=200")).await;
            let frames = socket.ask(json!({"op": "subscribe", *name: id, "after": 0})).await;
            let end = frames.last().unwrap();
            compared += 1;
            if status == 200 {
                opened += 1;
                assert_eq!(end["op"], "subscribed", "{part} {path}");
                assert_eq!(end["head"], page["head"]);
                let told: Vec<&Value> = frames
                    .iter()
                    .filter(|frame| frame["op"] == "event")
                    .map(|frame| &frame["event"])
                    .collect();
                let items = page["items"].as_array().unwrap().iter();
                let items: Vec<&Value> = items.filter(|item| item["kind"] != "record.marker").collect();
                assert_eq!(told, items, "{part} {path}: the same events");
            } else {
                assert_eq!(
                    (frames.len(), end["code"].as_str()),
                    (1, Some("not_found")),
                    "{part} {path}: {status}"
                );
            }
        }
        // Typing is the twin of posting.
        let mut reader = story.of("approver").live().await;
        reader.subscribe(&story.project, None).await;
        while reader.next_within(Duration::from_millis(30)).await.is_some() {}
        socket.send(&json!({"op": "typing", "project_id": story.project})).await;
        let (status, _) =
            person.post(&story.in_project("/messages"), &json!({"body": format!("{part} was here")})).await;
        let mut typed = false;
        while let Some(Some(frame)) = reader.next_within(Duration::from_millis(150)).await {
            typed |= frame["op"] == "typing" && frame["person_id"] == person.person_id.as_str();
        }
        if part != "approver" {
            assert_eq!(typed, status == 201, "{part} types as they post ({status})");
        }
    }
    let locked = story.of("locked").post("/live-tickets", &json!({})).await.0;
    assert_eq!(locked, 401);
    println!("case 80: {compared} pairs of person and record, {opened} open");
    assert!(compared >= 100 && opened >= 15);
}
