//! Bodies, parameters, limits and pages; headers, languages and faults of answers. Nothing leaks.

use dure_tests::cast::answer;
use dure_tests::story::done;
use dure_tests::{Answer, Client, Story, nothing};
use futures_util::future::join_all;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub(crate) async fn messages(story: &Story) -> usize {
    done(story.of("lead").get(&story.in_project("/messages")).await)["items"].as_array().unwrap().len()
}

async fn post_text(story: &Story, text: String) -> Answer {
    let path = story.in_project("/messages");
    let with = |request: RequestBuilder| request.header("content-type", "application/json").body(text);
    story.of("lead").send(Method::POST, &path, with).await
}

/// Case 110.
#[tokio::test]
async fn a_body_of_odd_json_is_refused_quickly() {
    let story = Story::begin();
    let deep =
        |open: &str, close: &str| format!("{{\"body\":{}{}}}", open.repeat(100_000), close.repeat(100_000));
    let keys: String = (0..100_000).map(|n| format!(",\"k{n}\":1")).collect();
    let cases = [
        ("deep lists", deep("[", "]"), 400),
        ("deep lists without end", format!("{{\"body\":{}", "[".repeat(900_000)), 400),
        ("deep objects", deep("{\"a\":", "}"), 400),
        ("100,000 keys", format!("{{\"body\":\"x\"{keys}}}"), 400),
        ("a key twice", r#"{"body":"a","body":"b"}"#.into(), 400),
        ("two documents", r#"{"body":"a"}{"body":"b"}"#.into(), 400),
        ("a list", r#"["a"]"#.into(), 400),
        ("a number for text", r#"{"body":1e400}"#.into(), 400),
        ("null for text", r#"{"body":null}"#.into(), 400),
        ("a lone surrogate", r#"{"body":"\ud800"}"#.into(), 400),
        ("a comment", r#"{"body":"a"/* b */}"#.into(), 400),
        ("a comma too many", r#"{"body":"a",}"#.into(), 400),
        ("single quotes", "{'body':'a'}".into(), 400),
        ("NaN", r#"{"body":NaN}"#.into(), 400),
        ("a byte order mark", "\u{feff}{\"body\":\"a\"}".into(), 400),
        ("nothing", String::new(), 400),
        ("an open end", r#"{"body":"a"#.into(), 400),
        ("2 MB and one", format!("{{\"body\":\"{}\"}}", "a".repeat(2_000_001 - 11)), 413),
        ("10,001 characters", format!("{{\"body\":\"{}\"}}", "가".repeat(10_001)), 400),
    ];
    let before = messages(&story).await;
    for (what, text, status) in cases {
        let started = Instant::now();
        let answer = post_text(&story, text).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
        assert!(started.elapsed() < Duration::from_secs(3), "{what}: {:?}", started.elapsed());
    }
    let marker = story.in_project("/read-marker");
    for number in [
        "1e400",
        "18446744073709551616",
        "9223372036854775808",
        "-1",
        "1.5",
        "\"1\"",
        "0x1",
        "01",
        "true",
        "[1]",
    ] {
        let body = format!("{{\"seq\":{number}}}");
        let with = |request: RequestBuilder| request.header("content-type", "application/json").body(body);
        let answer = story.of("lead").send(Method::PUT, &marker, with).await;
        assert_eq!(answer.status, 400, "{number}: {}", answer.text);
    }
    let with = |request: RequestBuilder| request.json(&json!({ "seq": i64::MAX }));
    let answer = story.of("lead").send(Method::PUT, &marker, with).await;
    let head = answer.json()["seq"].as_i64().unwrap();
    assert!(answer.status == 200 && head < 1_000, "never beyond the record: {head}");
    let latin = b"{\"body\":\"\xe9\"}".to_vec();
    let with = |request: RequestBuilder| request.header("content-type", "application/json").body(latin);
    assert_eq!(story.of("lead").send(Method::POST, &story.in_project("/messages"), with).await.status, 400);
    assert_eq!(messages(&story).await, before);
    println!("19 bodies, 10 numbers");
}

/// Cases 111 and 119.
#[tokio::test]
async fn a_parameter_that_is_not_there_not_a_number_or_there_twice_is_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    let many = "%25".repeat(2_500);
    let queries = [
        "sort=name",
        "filter[name]=x",
        "order=desc;DROP TABLE events",
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=1.5",
        "limit=1e2",
        "limit=99999999999999999999",
        "limit=10&limit=20",
        "limit=",
        "limit=%00",
        "limit=1%20OR%201=1",
        "q=%25%25",
        "fields=*",
        "limit=1&x",
        "%ff=1",
        "limit[]=1",
    ];
    let lists = [
        "/projects".to_owned(),
        "/clusters".to_owned(),
        "/sessions".to_owned(),
        format!("/clusters/{}/firms", story.cluster),
        format!("/clusters/{}/events", story.cluster),
        format!("/firms/{}/people", lead.firm_id),
        format!("/firms/{}/departments", lead.firm_id),
        format!("/firms/{}/invitations", lead.firm_id),
        format!("/firms/{}/events", lead.firm_id),
        story.in_project("/messages"),
        story.in_project("/events"),
        story.in_project("/parties"),
        story.in_project("/members"),
        story.in_project("/phases"),
        story.in_project("/snapshot"),
    ];
    for list in &lists {
        for query in queries.iter().chain(&[many.as_str()]) {
            let started = Instant::now();
            let (status, body) = lead.get(&format!("{list}?{query}")).await;
            assert_eq!(status, 400, "{list}?{query}: {body}");
            assert!(started.elapsed() < Duration::from_secs(3));
        }
        assert_eq!(lead.get(list).await.0, 200, "{list}");
    }
    for list in lists.iter().filter(|list| !list.contains("events") && !list.contains(&story.project)) {
        for cursor in ["x", "%00", "....", "MDFhMjAx%0a", &"A".repeat(4_000), "' OR 1=1 --", "-1"] {
            let (status, body) = lead.get(&format!("{list}?after={cursor}")).await;
            assert!(
                status == 400 || (status == 200 && body["items"].is_array()),
                "{list} {cursor}: {status}"
            );
        }
    }
    for query in [
        "after=-1",
        "after=x",
        "after=9999999999999999999",
        "wait=31",
        "wait=-1",
        "after=1&after=2",
        "before=1",
    ] {
        assert_eq!(lead.get(&story.in_project(&format!("/events?{query}"))).await.0, 400, "{query}");
    }
    for query in ["before=0", "before=-1", "before=x", "after=1"] {
        assert_eq!(lead.get(&story.in_project(&format!("/messages?{query}"))).await.0, 400, "{query}");
    }
    let beyond = done(lead.get(&story.in_project("/events?after=9223372036854775807")).await);
    assert_eq!(beyond["items"], json!([]));
    let path = story.in_project("/messages");
    let before = messages(&story).await;
    for query in ["body=other", "x=1", "_method=DELETE"] {
        let (status, body) = lead.post(&format!("{path}?{query}"), &json!({ "body": "Which one?" })).await;
        assert_eq!(status, 400, "case 119, {query}: {body}");
    }
    assert_eq!(messages(&story).await, before);
    println!("{} lists, {} queries", lists.len(), queries.len() + 1);
}

/// Case 113.
#[tokio::test]
async fn a_body_that_does_not_say_it_is_json_is_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    let path = story.in_project("/messages");
    let before = messages(&story).await;
    let kinds = [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/jsonp"),
        Some("text/json"),
        Some("application/xml"),
        Some(""),
        Some("application/json-patch+json"),
        None,
    ];
    for kind in kinds {
        let with = |request: RequestBuilder| match kind {
            Some(kind) => request.header("content-type", kind).body(r#"{"body":"x"}"#),
            None => request.body(r#"{"body":"x"}"#),
        };
        let answer = lead.send(Method::POST, &path, with).await;
        assert_eq!((answer.status, answer.code().as_str()), (415, "unsupported_media_type"), "{kind:?}");
    }
    let with =
        |request: RequestBuilder| request.json(&json!({ "body": "x" })).header("content-encoding", "gzip");
    assert_eq!(lead.send(Method::POST, &path, with).await.status, 415);
    assert_eq!(messages(&story).await, before);
    let with = |request: RequestBuilder| {
        request.header("content-type", "Application/JSON; charset=utf-8").body(r#"{"body":"x"}"#)
    };
    assert_eq!(lead.send(Method::POST, &path, with).await.status, 201);
    println!("{} kinds", kinds.len() + 1);
}

/// Case 121: stored bytes that cannot be read are our fault, and say nothing of themselves.
#[tokio::test]
async fn a_fault_of_ours_tells_its_number_and_nothing_else() {
    use diesel::connection::SimpleConnection;
    let story = Story::begin();
    let mut conn = dure_tests::database::open(&story.app.data);
    let spoilt =
        "UPDATE people SET role = 'secret-in-a-column'; UPDATE members SET role = 'secret-in-a-column';";
    conn.batch_execute(spoilt).unwrap();
    let lead = story.of("lead");
    let mut ids = Vec::new();
    for path in
        ["/me".to_owned(), story.in_project("/members"), story.in_project("/snapshot"), "/projects".into()]
    {
        let answer = lead.send(Method::GET, &path, |request| request.header("accept-language", "en")).await;
        let problem = answer.json();
        assert_eq!(
            (answer.status, problem["code"].as_str()),
            (500, Some("internal")),
            "{path}: {}",
            answer.text
        );
        assert_eq!(problem["request_id"], answer.header("request-id"));
        for word in [
            "secret-in-a-column",
            "SELECT",
            "column",
            "diesel",
            "Role",
            "backend/src",
            "/tmp",
            "panicked",
            &lead.person_id,
        ] {
            assert!(!answer.text.contains(word), "{word} in {}", answer.text);
        }
        let keys: Vec<&String> = problem.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 6, "{keys:?}");
        ids.push(answer.header("request-id").to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 4, "each request has its own number");
}

/// Case 122 and the headers of every answer.
#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_it_safe() {
    let story = Story::begin();
    let lead = story.of("lead");
    let nobody = story.nobody();
    let get = |by: &Client, path: &str| {
        let request = by.request(Method::GET, path);
        async move { answer(request).await }
    };
    let answers = [
        ("found", get(lead, "/me").await),
        ("list", get(lead, "/projects").await),
        ("record", get(lead, &story.in_project("/events")).await),
        ("hidden", get(lead, &format!("/projects/{}", nothing())).await),
        ("nobody", get(&nobody, "/me").await),
        ("public", get(&nobody, "/limits").await),
        ("no operation", get(lead, "/nowhere").await),
        ("bad query", get(lead, "/projects?x=1").await),
        ("bad method", lead.send(Method::PATCH, "/projects", |request| request).await),
        (
            "foreign host",
            answer(nobody.bare(Method::GET, "/api/v1/setup").header("host", "evil.example")).await,
        ),
        (
            "written",
            lead.send(Method::POST, &story.in_project("/messages"), |r| r.json(&json!({ "body": "x" })))
                .await,
        ),
        ("a screen", answer(nobody.bare(Method::GET, "/projects")).await),
    ];
    for (what, answer) in &answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), value, "{name}: {what}");
        }
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{what}");
        assert!(answer.header("permissions-policy").contains("geolocation=()"), "{what}");
        let csp = answer.header("content-security-policy");
        assert!(
            csp.starts_with("default-src 'none'") && csp.contains("frame-ancestors 'none'"),
            "{what}: {csp}"
        );
        assert!(csp.contains("script-src 'self'") && !csp.contains("unsafe-eval"), "{what}: {csp}");
        assert_eq!(answer.header("request-id").len(), 36, "{what}");
        assert_eq!(answer.header("server"), "", "{what}");
        assert_eq!(answer.header("x-powered-by"), "", "{what}");
        if *what != "a screen" {
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
            assert!(answer.header("vary").contains("Origin"), "{what}");
            let kind = if answer.status < 400 { "application/json" } else { "application/problem+json" };
            assert_eq!(answer.header("content-type"), kind, "{what}");
        }
    }
    println!("{} answers", answers.len());
}

/// What a worker of the viewers needs to read a STEP file stands on its own answer only; making code of text on none.
#[tokio::test]
async fn only_workers_of_the_viewers_may_compile_web_assembly() {
    let story = Story::begin();
    let nobody = story.nobody();
    for (path, may) in [("/", false), ("/assets/none.js", false), ("/assets/workers/none.js", true)] {
        let got = answer(nobody.bare(Method::GET, path)).await;
        let csp = got.header("content-security-policy");
        assert_eq!(csp.contains("'wasm-unsafe-eval'"), may, "{path}: {csp}");
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("'unsafe-eval'"), "{path}: {csp}");
    }
}

/// Problems in the caller's language; the code is the same in all.
#[tokio::test]
async fn a_problem_is_told_in_the_callers_language() {
    let story = Story::begin();
    let lead = story.of("lead");
    let mut calls: Vec<(Method, String, Value)> = vec![
        (Method::GET, format!("/projects/{}", nothing()), Value::Null),
        (Method::POST, story.in_project("/messages"), json!({ "body": "" })),
        (Method::POST, story.in_project("/messages"), json!({ "body": "x", "role": "lead" })),
        (
            Method::POST,
            story.in_project("/members"),
            json!({ "person_id": story.of("approver").person_id, "role": "lead" }),
        ),
        (Method::POST, "/clusters".into(), json!({ "name": "x" })),
        (Method::PATCH, "/projects".into(), json!({})),
        (Method::POST, "/sessions".into(), json!({ "email": "x@example.kr", "password": "x" })),
    ];
    calls.push((Method::DELETE, story.in_project(&format!("/members/{}", lead.person_id)), Value::Null));
    for (method, path, body) in &calls {
        let mut told = Vec::new();
        for (asked, language) in [
            ("ko", "ko"),
            ("en", "en"),
            ("es", "es"),
            ("en-GB,en;q=0.9", "en"),
            ("es-MX", "es"),
            ("fr, es;q=0.5", "es"),
            ("xx", "ko"),
            ("", "ko"),
            ("*", "ko"),
            ("\u{e9}", "ko"),
        ] {
            let with = |request: RequestBuilder| {
                let request = request.header("accept-language", asked.as_bytes());
                if body.is_null() { request } else { request.json(body) }
            };
            let answer = lead.send(method.clone(), path, with).await;
            assert!(answer.status >= 400, "{path}");
            assert_eq!(answer.header("content-language"), language, "{asked}");
            let problem = answer.json();
            let texts =
                format!("{} {} {}", problem["title"], problem["detail"], problem["errors"][0]["detail"]);
            assert!(
                !texts.contains("problems.") && !texts.contains("fields.") && !texts.contains("%{"),
                "{texts}"
            );
            assert_eq!(problem["status"], answer.status);
            assert_eq!(problem["type"], format!("urn:dure:problem:{}", problem["code"].as_str().unwrap()));
            told.push((language, problem["code"].clone(), texts));
        }
        let of = |language: &str| told.iter().find(|(known, _, _)| *known == language).unwrap().2.clone();
        assert!(of("ko") != of("en") && of("en") != of("es"), "{path}");
        assert!(told.iter().all(|(_, code, _)| *code == told[0].1), "{path}");
        assert!(told.iter().all(|(language, _, texts)| *texts == of(language)), "{path}");
    }
    println!("{} problems in 3 languages", calls.len());
}

/// Every limit is told, and the one that is configured counts.
#[tokio::test]
async fn every_limit_is_readable_and_counts() {
    let story = Story::begin_with(|config| {
        config.limits.message_chars = 5;
        config.limits.page_max = 2;
        config.limits.page_default = 1;
        config.limits.json_bytes = 1_000;
        config.limits.wait_seconds = 1;
        config.limits.name_graphemes = 3;
        config.limits.requests_per_second = 20;
    });
    let told = done(story.nobody().get("/limits").await);
    let known = serde_json::to_value(dure_api::Limits::default()).unwrap();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&told), names(&known));
    assert_eq!(told, serde_json::to_value(&story.app.kernel.config.limits).unwrap());
    let lead = story.of("lead");
    let path = story.in_project("/messages");
    assert_eq!(lead.post(&path, &json!({ "body": "다섯글자요" })).await.0, 201);
    assert_eq!(lead.post(&path, &json!({ "body": "여섯글자임다" })).await.0, 400);
    assert_eq!(lead.post(&path, &json!({ "body": "a".repeat(1_000) })).await.0, 413);
    assert_eq!(lead.get("/sessions?limit=3").await.0, 400);
    let people = done(lead.get(&format!("/firms/{}/people", lead.firm_id)).await);
    assert_eq!(people["items"].as_array().unwrap().len(), 1);
    assert!(people["next"].is_string());
    assert_eq!(lead.get(&story.in_project("/events?wait=2")).await.0, 400);
    assert_eq!(lead.patch("/me", &json!({ "name": "four" })).await.0, 400);
    let statuses = join_all((0..300).map(|_| async { lead.get("/me").await.0 })).await;
    let limited = statuses.iter().filter(|status| **status == 429).count();
    assert!(limited > 50 && statuses.contains(&200), "{limited}");
    assert_eq!(story.of("approver").get("/me").await.0, 200, "another person has their own");
    println!("{} limits", names(&told).len());
}

/// Pages together are the whole list, each item once.
#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    for n in 0..7 {
        lead.say(&story.project, &format!("{n}")).await;
        dure_tests::story::department(lead, &format!("Department {n}")).await;
        done(coordinator.post("/clusters", &json!({ "name": format!("Cluster {n}") })).await);
    }
    let lists = [
        (lead, format!("/firms/{}/people", lead.firm_id), "id"),
        (lead, format!("/firms/{}/departments", lead.firm_id), "id"),
        (lead, format!("/firms/{}/invitations", lead.firm_id), "invitation_id"),
        (coordinator, format!("/clusters/{}/firms", story.cluster), "id"),
        (coordinator, "/clusters".to_owned(), "id"),
    ];
    for (by, list, id) in &lists {
        let whole = done(by.get(&format!("{list}?limit=200")).await);
        let ids = |page: &Value| -> Vec<String> {
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item[id].as_str().unwrap().to_owned())
                .collect()
        };
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = done(by.get(&format!("{list}?limit=2{after}")).await);
            assert!(ids(&page).len() <= 2);
            paged.extend(ids(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(paged, ids(&whole), "{list}");
        assert!(paged.len() >= 3, "{list}");
    }
    let (mut said, mut before) = (Vec::new(), String::new());
    loop {
        let page = done(lead.get(&story.in_project(&format!("/messages?limit=3{before}"))).await);
        let mut items: Vec<i64> =
            page["items"].as_array().unwrap().iter().map(|m| m["seq"].as_i64().unwrap()).collect();
        items.extend(said);
        said = items;
        let Some(next) = page["next"].as_str() else { break };
        before = format!("&before={next}");
    }
    assert!(said.len() == 8 && said.is_sorted(), "{said:?}");
}
