//! Requests as bytes: odd framing, heads, senders, hosts, paths and methods. Nothing passes by accident.

use crate::http::messages;
use dure_tests::story::done;
use dure_tests::{Story, raw};
use futures_util::future::join_all;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

/// The head of a request to post a message, without its framing.
fn head(story: &Story, more: &str) -> String {
    format!(
        "POST /api/v1{} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n{more}",
        story.in_project("/messages"),
        story.app.address,
        story.of("lead").token.as_deref().unwrap(),
    )
}

/// Case 107.
#[tokio::test]
async fn a_request_that_two_readers_could_frame_differently_is_refused_and_the_connection_closed() {
    let story = Story::begin();
    let body = r#"{"body":"smuggled"}"#;
    let length = body.len();
    let chunked = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
    let before = messages(&story).await;
    let good = raw::send(
        story.app.address,
        format!("{}Content-Length: {length}\r\n\r\n{body}", head(&story, "")).as_bytes(),
    )
    .await;
    assert_eq!(good.statuses(), [201], "the form is right: {}", good.text);
    let cases = [
        ("CL and TE", format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}")),
        ("TE and CL", format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n{chunked}")),
        ("two CL", format!("Content-Length: {length}\r\nContent-Length: 3\r\n\r\n{body}")),
        ("a list of CL", format!("Content-Length: {length}, 3\r\n\r\n{body}")),
        ("CL with a plus", format!("Content-Length: +{length}\r\n\r\n{body}")),
        ("negative CL", format!("Content-Length: -1\r\n\r\n{body}")),
        ("CL in hex", format!("Content-Length: 0x13\r\n\r\n{body}")),
        ("CL beyond 2^64", format!("Content-Length: 99999999999999999999999\r\n\r\n{body}")),
        ("space before the colon", format!("Content-Length : {length}\r\n\r\n{body}")),
        ("obs-fold", format!("X-Folded: a\r\n b\r\nContent-Length: {length}\r\n\r\n{body}")),
        ("TE not last", format!("Transfer-Encoding: chunked, identity\r\n\r\n{chunked}")),
        ("TE unknown", format!("Transfer-Encoding: xchunked\r\n\r\n{chunked}")),
        ("TE twice", format!("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n{chunked}")),
        ("chunk size with a sign", format!("Transfer-Encoding: chunked\r\n\r\n+{chunked}")),
        (
            "chunk size too large",
            format!("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{body}\r\n0\r\n\r\n"),
        ),
        ("chunk size of nothing", format!("Transfer-Encoding: chunked\r\n\r\n\r\n{body}\r\n0\r\n\r\n")),
        ("a control in a name", format!("X\u{1}Y: a\r\nContent-Length: {length}\r\n\r\n{body}")),
        ("NUL in a value", format!("X-Y: a\0b\r\nContent-Length: {length}\r\n\r\n{body}")),
    ];
    for (what, rest) in &cases {
        let reply = raw::send(story.app.address, format!("{}{rest}", head(&story, "")).as_bytes()).await;
        assert!(!reply.is_success(), "{what}: {}", reply.text);
        let refused =
            reply.statuses().first().is_some_and(|status| (400..500).contains(status) || *status == 501);
        assert!(refused || (reply.text.is_empty() && reply.closed), "{what}: {}", reply.text);
    }
    let bare = head(&story, "").replace("\r\n", "\n") + &format!("Content-Length: {length}\n\n{body}");
    let bare_lf = raw::send(story.app.address, bare.as_bytes()).await;
    println!("{} framings; bare line feeds: {:?}", cases.len(), bare_lf.statuses());
    let after = messages(&story).await - usize::from(bare_lf.is_success());
    assert_eq!(after, before + 1, "something was smuggled");
}

/// Case 108.
#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let story = Story::begin();
    let get = |target: &str, more: &str| {
        let head = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{more}\r\n", story.app.address);
        let address = story.app.address;
        async move { raw::send(address, head.as_bytes()).await }
    };
    assert_eq!(get("/api/v1/setup", "").await.statuses(), [200]);
    let many: String = (0..120).map(|n| format!("X-{n}: a\r\n")).collect();
    let large = format!("X-Large: {}\r\n", "a".repeat(140_000));
    let long = format!("/api/v1/setup?x={}", "a".repeat(16_384));
    for (what, target, more) in [
        ("120 headers", "/api/v1/setup", many.as_str()),
        ("a head of 140 kB", "/api/v1/setup", &large),
        ("a target of 16 kB", &long, ""),
        ("NUL", "/api/v1/set\0up", ""),
        ("a space", "/api/v1/set up", ""),
        ("no version", "/api/v1/setup\r\n\r\nGET /x", ""),
    ] {
        let reply = get(target, more).await;
        assert!(!reply.is_success(), "{what}: {}", reply.text);
        let statuses = reply.statuses();
        let known = statuses.first().is_some_and(|status| [400, 404, 414, 431, 413].contains(status));
        assert!(known || reply.closed, "{what}: {statuses:?}");
    }
}

/// Case 109: a head must arrive in five seconds, a body in thirty.
#[tokio::test]
async fn slow_senders_are_let_go_and_harm_nobody() {
    let story = Story::begin();
    let lead = story.of("lead").clone();
    let address = story.app.address;
    let slow_head = async {
        let started = Instant::now();
        let waiting = (0..20).map(|_| async move {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET /api/v1/setup HTTP/1.1\r\nX-Slow: a").await.unwrap();
            raw::read(&mut stream, Duration::from_secs(12)).await
        });
        let replies = join_all(waiting).await;
        assert!(replies.iter().all(|reply| reply.closed && !reply.is_success()), "{replies:?}");
        let statuses: Vec<u16> = replies.iter().flat_map(raw::Reply::statuses).collect();
        assert!(statuses.iter().all(|status| *status == 408), "{statuses:?}");
        started.elapsed()
    };
    let slow_body = async {
        let started = Instant::now();
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = format!("{}Content-Length: 100\r\n\r\n{{\"bo", head(&story, ""));
        stream.write_all(head.as_bytes()).await.unwrap();
        let reply = raw::read(&mut stream, Duration::from_secs(40)).await;
        assert_eq!(reply.statuses(), [408], "{}", reply.text);
        started.elapsed()
    };
    let others = async {
        for _ in 0..20 {
            let started = Instant::now();
            assert_eq!(lead.get("/me").await.0, 200);
            assert!(started.elapsed() < Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let (head_took, body_took, ()) = tokio::join!(slow_head, slow_body, others);
    println!("20 slow heads let go after {head_took:?}, a slow body after {body_took:?}");
    assert!(head_took < Duration::from_secs(9) && body_took < Duration::from_secs(36));
}

/// Case 117.
#[tokio::test]
async fn a_host_that_is_not_ours_is_misdirected() {
    let story = Story::begin_with(|config| config.hosts = vec!["dure.example.kr".into()]);
    let port = story.app.address.port();
    let get = |head: String| {
        let address = story.app.address;
        async move { raw::send(address, head.as_bytes()).await.statuses() }
    };
    let host = |name: &str| get(format!("GET /api/v1/setup HTTP/1.1\r\nHost: {name}\r\n\r\n"));
    for name in
        ["127.0.0.1", "localhost", "dure.localhost", "DURE.localhost:8080", "dure.example.kr", "[::1]"]
    {
        assert_eq!(host(name).await, [200], "{name}");
    }
    for name in [
        "evil.example",
        "dure.localhost.evil.example",
        "",
        "dure.localhost@evil.example",
        "127.0.0.1.evil.example",
        "dure.localhost, evil.example",
        "xn--dre-goa.test",
    ] {
        let statuses = host(name).await;
        assert!(statuses == [421] || statuses == [400], "{name}: {statuses:?}");
    }
    assert_eq!(
        get("GET /api/v1/setup HTTP/1.1\r\n\r\n".into()).await.first().map(|status| status / 100),
        Some(4)
    );
    let two = format!("GET /api/v1/setup HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n");
    assert_eq!(get(two).await.first().map(|status| status / 100), Some(4));
    let absolute = format!("GET http://evil.example/api/v1/setup HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    assert!([[421], [400]].contains(&get(absolute).await.try_into().unwrap()));
    let forwarded = format!(
        "GET /api/v1/setup HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n\r\n"
    );
    assert_eq!(get(forwarded).await, [421]);
}

/// Case 118.
#[tokio::test]
async fn a_path_is_what_it_says_and_nothing_around_it() {
    let story = Story::begin();
    let (project, lead) = (&story.project, story.of("lead").token.clone().unwrap());
    let targets = [
        format!("//api/v1/projects/{project}"),
        format!("/api//v1/projects/{project}"),
        format!("/api/v1//projects/{project}"),
        format!("/api/v1/projects//{project}"),
        format!("/api/v1/projects/{project}/"),
        format!("/api/v1/projects/{project}//messages"),
        format!("/api/v1/projects/{project}/."),
        format!("/api/v1/projects/{project}/..;/messages"),
        format!("/api/v1/projects/x/../{project}"),
        format!("/api/v1/projects/x/%2e%2e/{project}"),
        format!("/api/v1/projects%2f{project}"),
        format!("/api/v1/projects/{project}%2fmessages"),
        format!("/api/v1/projects/{project}%00"),
        format!("/api/v1/projects/{project};a=b"),
        format!("/api/v1/projects/{project}."),
        format!("/api/v1/projects/{project}%20"),
        format!("/api/v1/Projects/{project}"),
        format!("/API/v1/projects/{project}"),
        format!("/api/v1/projects/{}", project.to_uppercase()),
        format!("/api/v1/projects/{{{project}}}"),
        format!("/api/v1\\projects\\{project}"),
        format!("/api/v2/projects/{project}"),
        format!("/api/v1/projects/%ff{project}"),
        "/api/v1/me/".to_owned(),
        "/api/v1/me/password/../../clusters".to_owned(),
    ];
    for target in &targets {
        for method in ["GET", "POST", "DELETE"] {
            let request = format!(
                "{method} {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {lead}\r\nContent-Length: 0\r\n\r\n",
                story.app.address
            );
            let reply = raw::send(story.app.address, request.as_bytes()).await;
            let is_screen =
                method == "GET" && !target.starts_with("/api/") && reply.text.contains("<!doctype html>");
            assert!(!reply.is_success() || is_screen, "{method} {target}: {}", reply.text);
            assert!(reply.statuses().iter().all(|status| *status < 500), "{method} {target}: {}", reply.text);
            assert!(!reply.text.contains("L2-PACK"), "{method} {target}");
        }
    }
    println!("{} paths", targets.len());
}

/// Case 44: there are no tokens that only read; who has a role that only reads writes nothing by any header.
#[tokio::test]
async fn who_may_only_read_writes_by_no_header_and_no_parameter() {
    let story = Story::begin();
    let (observer, lead) = (story.of("observer"), story.of("lead"));
    let snapshot = story.in_project("/snapshot");
    let before = done(lead.get(&snapshot).await);
    let member = story.in_project(&format!("/members/{}", observer.person_id));
    let writes = [
        (Method::POST, story.in_project("/messages"), json!({ "body": "Written." })),
        (Method::POST, story.in_project("/members"), json!({ "person_id": lead.person_id, "role": "lead" })),
        (Method::PATCH, member.clone(), json!({ "role": "lead" })),
        (Method::DELETE, member, json!({})),
    ];
    let mut tried = 0;
    for (meant, path, body) in &writes {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for name in ["x-http-method-override", "x-http-method", "x-method-override", "x-original-method"]
            {
                let with = |request: RequestBuilder| request.header(name, meant.as_str()).json(body);
                let answer = observer.send(method.clone(), path, with).await;
                let read = [Method::GET, Method::HEAD].contains(&method) && answer.status == 200;
                assert!(read || [400, 403, 404, 405].contains(&answer.status), "{method} as {meant} {path}");
                tried += 1;
            }
            for query in ["_method", "method", "x-http-method-override"] {
                let path = format!("{path}?{query}={meant}");
                let answer = observer.send(method.clone(), &path, |request| request.json(body)).await;
                let read = [Method::GET, Method::HEAD].contains(&method) && answer.status == 200;
                assert!(read || [400, 403, 404, 405].contains(&answer.status), "{method} {path}");
                tried += 1;
            }
        }
    }
    assert_eq!(done(lead.get(&snapshot).await), before, "something was written");
    println!("{tried} requests");
}

/// Cases 45 and 120.
#[tokio::test]
async fn a_method_is_the_one_of_the_request_line() {
    let story = Story::begin();
    let lead = story.of("lead");
    let path = story.in_project(&format!("/members/{}", story.of("observer").person_id));
    for method in ["TRACE", "CONNECT", "OPTIONS", "FOO", "PROPFIND", "get", "PURGE"] {
        let request = format!(
            "{method} /api/v1{} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
            story.in_project(""),
            story.app.address,
            lead.token.as_deref().unwrap()
        );
        let statuses = raw::send(story.app.address, request.as_bytes()).await.statuses();
        assert!(statuses == [405] || statuses == [400], "{method}: {statuses:?}");
    }
    for header in ["x-http-method-override", "x-http-method", "x-method-override", "_method"] {
        for (method, status) in [(Method::GET, 200), (Method::POST, 405)] {
            let with = |request: RequestBuilder| request.header(header, "DELETE");
            assert_eq!(lead.send(method, &path, with).await.status, status, "{header}");
        }
        let with =
            |request: RequestBuilder| request.header(header, "DELETE").json(&json!({ "role": "observer" }));
        assert_eq!(lead.send(Method::PATCH, &path, with).await.status, 200, "{header}: still a PATCH");
    }
    let with = |request: RequestBuilder| {
        request.header("content-type", "application/x-www-form-urlencoded").body("_method=DELETE")
    };
    assert_eq!(lead.send(Method::POST, &path, with).await.status, 405);
    for path in
        ["/me".to_owned(), "/projects".into(), story.in_project("/messages"), story.in_project("/members")]
    {
        let answer = lead.send(Method::HEAD, &path, |request| request).await;
        assert!(matches!(answer.status, 200 | 405) && answer.text.is_empty(), "{path}: {}", answer.status);
    }
    let members = done(lead.get(&story.in_project("/members")).await);
    assert_eq!(members["items"].as_array().unwrap().len(), 4, "nobody was removed");
}
