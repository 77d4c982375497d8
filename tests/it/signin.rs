//! Sign-in: passwords, guessing, floods, the first account. Case numbers are those of the list of trust cases.

use dure_tests::cast::answer;
use dure_tests::story::{done, email_of};
use dure_tests::{Answer, Client, Story, nothing};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub(crate) const NEW_PASSWORD: &str = "nine looms above the mill";

pub(crate) async fn sign_in(story: &Story, email: &str, password: &str) -> (u16, Value) {
    story.nobody().post("/sessions", &json!({ "email": email, "password": password })).await
}

pub(crate) async fn refresh(by: &Client, token: &str) -> (u16, Value) {
    Client::nobody(by.address).post("/sessions/refresh", &json!({ "refresh_token": token })).await
}

pub(crate) async fn change_password(by: &Client, current: &str, new: &str) -> (u16, Value) {
    by.put("/me/password", &json!({ "current_password": current, "new_password": new })).await
}

pub(crate) fn shift(story: &Story, seconds: i64) {
    story.app.kernel.clock.shift_to(seconds * 1000);
}

pub(crate) async fn with_token(by: &Client, token: &str) -> u16 {
    by.with_token(token).get("/me").await.0
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The answer without what differs in every answer.
pub(crate) fn face(answer: &Answer) -> String {
    let mut body = answer.json();
    body.as_object_mut().map(|fields| fields.remove("request_id"));
    let mut headers = answer.headers.clone();
    for name in ["date", "request-id"] {
        headers.remove(name);
    }
    let mut headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    format!("{} {body} {headers:?}", answer.status)
}

/// Case 1.
#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_and_last_the_same() {
    let story = Story::begin();
    let known = email_of("approver");
    let nobody = story.nobody();
    let (mut wrong, mut unknown, mut faces) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..61 {
        for (times, email) in
            [(&mut wrong, known.clone()), (&mut unknown, format!("nobody{round}@example.kr"))]
        {
            let body = json!({ "email": email, "password": "not the password at all" });
            let started = Instant::now();
            let answer = nobody.send(Method::POST, "/sessions", |request| request.json(&body)).await;
            if round > 0 {
                times.push(started.elapsed());
            }
            assert_eq!(answer.status, 401);
            faces.push(face(&answer));
        }
    }
    let body = json!({ "email": "no address", "password": "x" });
    faces.push(face(&nobody.send(Method::POST, "/sessions", |request| request.json(&body)).await));
    let locked = json!({ "email": email_of("locked"), "password": story.of("locked").password });
    faces.push(face(&nobody.send(Method::POST, "/sessions", |request| request.json(&locked)).await));
    faces.dedup();
    assert_eq!(faces.len(), 1, "{faces:#?}");
    // Each pair ran under the same load: what counts is the middle of their differences.
    let mut gaps: Vec<i128> = wrong
        .iter()
        .zip(&unknown)
        .map(|(one, other)| one.as_micros() as i128 - other.as_micros() as i128)
        .collect();
    gaps.sort_unstable();
    let gap = gaps[gaps.len() / 2];
    let (wrong, unknown) = (median(&mut wrong), median(&mut unknown));
    println!("60 pairs: medians {wrong:?} wrong password, {unknown:?} unknown address, gap {gap} us");
    assert!(gap.unsigned_abs() < wrong.max(unknown).as_micros() / 4, "{gap} us of {wrong:?}");
}

/// Case 2: with no turn for argon2 at all, a refusal of the input proves that none was asked for.
#[tokio::test]
async fn a_huge_password_is_refused_before_it_is_hashed() {
    let story = Story::begin_with(|config| {
        config.limits.password_hashes = 0;
        config.limits.password_queue = 0;
    });
    let lead = story.of("lead");
    let token = open_link(&story).await;
    let huge = "p".repeat(1_900_000);
    let calls = |password: &str| {
        [
            (Method::POST, "/sessions".to_owned(), json!({ "email": lead.email, "password": password })),
            (
                Method::PUT,
                "/me/password".to_owned(),
                json!({ "current_password": lead.password, "new_password": password }),
            ),
            (
                Method::PUT,
                "/me/password".to_owned(),
                json!({ "current_password": password, "new_password": NEW_PASSWORD }),
            ),
            (
                Method::POST,
                format!("/invitations/{token}/acceptance"),
                json!({ "name": "New", "password": password, "locale": "ko", "time_zone": "Asia/Seoul" }),
            ),
        ]
    };
    let nobody = story.nobody();
    let by = |path: &str| if path.starts_with("/me") { lead } else { &nobody };
    for (method, path, body) in calls(&huge) {
        let started = Instant::now();
        let answer = by(&path).send(method, &path, |request| request.json(&body)).await;
        assert_eq!(
            (answer.status, answer.json()["errors"][0]["code"].as_str()),
            (400, Some("too_long")),
            "{path}"
        );
        assert!(started.elapsed() < Duration::from_secs(1), "{path}: {:?}", started.elapsed());
    }
    for (method, path, body) in calls(&"p".repeat(5 << 20)) {
        // The server may close before everything was sent: then there is no answer to read.
        if let Ok(response) = by(&path).request(method, &path).json(&body).send().await {
            assert_eq!(response.status().as_u16(), 413, "{path}");
        }
    }
    assert_eq!(sign_in(&story, &lead.email, &lead.password).await.0, 503, "argon2 had no turn");
}

pub(crate) async fn open_link(story: &Story) -> String {
    let lead = story.of("lead");
    let body = json!({ "email": "new@example.kr", "name": "New", "role": "member", "department_ids": [] });
    let path = format!("/firms/{}/invitations", lead.firm_id);
    let invited = done(lead.post(&path, &body).await);
    let link = done(lead.get(&format!("{path}/{}/link", invited["invitation_id"].as_str().unwrap())).await);
    link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

/// Case 3.
#[tokio::test]
async fn a_flood_of_sign_ins_is_bounded_and_leaves_the_others_alone() {
    let story = Story::begin_with(|config| {
        config.limits.password_hashes = 1;
        config.limits.password_queue = 4;
    });
    let lead = story.of("lead");
    let flood = join_all((0..60).map(|_| {
        let body = json!({ "email": lead.email, "password": lead.password });
        let nobody = story.nobody();
        async move { nobody.send(Method::POST, "/sessions", |request| request.json(&body)).await }
    }));
    let others = async {
        let mut times = Vec::new();
        for _ in 0..30 {
            let started = Instant::now();
            assert_eq!(lead.get("/me").await.0, 200);
            times.push(started.elapsed());
        }
        times
    };
    let (answers, mut times) = tokio::join!(flood, others);
    let signed_in = answers.iter().filter(|answer| answer.status == 201).count();
    let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 201).collect();
    println!(
        "60 sign-ins at once: {signed_in} done, {} refused; others' median {:?}",
        refused.len(),
        median(&mut times)
    );
    assert!(signed_in >= 5 && !refused.is_empty());
    for answer in refused {
        assert_eq!((answer.status, answer.code().as_str()), (503, "overloaded"));
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    }
    assert!(median(&mut times) < Duration::from_millis(500), "{times:?}");
}

/// Case 4.
#[tokio::test]
async fn a_password_counts_to_its_last_character_in_any_script() {
    let story = Story::begin();
    let approver = story.of("approver");
    let mut current = approver.password.clone();
    let prefix = "밀링머신 앞에서 커피 두 잔을 마신다 ";
    assert!(prefix.len() >= 50);
    let passwords = [
        format!("{}{}", "긴암호".repeat(20), "넷네"),
        "가나다라마바사아".repeat(16),
        (0..90_u32).filter_map(|n| char::from_u32(0x1f300 + n * 7)).collect::<String>(),
        "  spaces at both edges count  ".to_owned(),
        format!("{}끝", "정밀가공과포장을함께하는사람들".repeat(2)),
    ];
    for new in &passwords {
        let (status, body) = change_password(approver, &current, new).await;
        assert_eq!(status, 204, "{new}: {body}");
        assert_eq!(sign_in(&story, &approver.email, new).await.0, 201, "{new}");
        let cut: String = new.chars().take(new.chars().count() - 1).collect();
        for wrong in [new.trim(), cut.as_str(), &format!("{cut}x"), &format!("{new} ")] {
            if wrong != new {
                let (status, _) = sign_in(&story, &approver.email, wrong).await;
                assert!(matches!(status, 400 | 401), "{status}: {wrong:?} for {new:?}");
            }
        }
        current = new.clone();
    }
    for bad in ["with a \0 in the middle of it".to_owned(), "x9 ".repeat(43)] {
        let (status, body) = change_password(approver, &current, &bad).await;
        assert_eq!((status, body["errors"][0]["pointer"].as_str()), (400, Some("/new_password")), "{bad:?}");
    }
    println!("{} passwords", passwords.len());
}

/// Case 5.
#[tokio::test]
async fn a_password_that_many_guess_or_that_names_its_owner_is_refused_everywhere() {
    let story = Story::begin();
    let (approver, token) = (story.of("approver"), open_link(&story).await);
    let common = [
        "1234567890",
        "0123456789",
        "qwertyuiop",
        "password12",
        "password123",
        "iloveyou12",
        "q1w2e3r4t5y6",
        "aaaaaaaaaaaa",
        "abcdefghij",
        "qwerty12345",
        "administrator",
        "letmein123",
        "football123",
        "abc1234567",
        "dragon12345",
        "superman123",
        "monkey12345",
        "sunshine12",
        "princess12",
        "welcome123",
        "passw0rd123",
        "trustno1trustno1",
        "1q2w3e4r5t",
        "zxcvbnm123",
        "asdfghjkl1",
        "11111111111",
        "12341234123",
        "baseball12",
    ];
    for password in
        common.iter().chain(&["dure-dure-dure-77", "우리두레는 함께 일한다", "approver-is-me-7742"])
    {
        let (status, body) = change_password(approver, &approver.password, password).await;
        assert_eq!(
            (status, body["errors"][0]["pointer"].as_str()),
            (400, Some("/new_password")),
            "{password}"
        );
    }
    for password in
        common.iter().chain(&["한빛정밀-절삭유-교체-주기", "new@example.kr is mine", "dure-dure-dure-77"])
    {
        let body = json!({ "name": "New", "password": password, "locale": "ko", "time_zone": "Asia/Seoul" });
        let (status, body) = story.nobody().post(&format!("/invitations/{token}/acceptance"), &body).await;
        assert_eq!(
            (status, body["errors"][0]["pointer"].as_str()),
            (400, Some("/password")),
            "{password}: {body}"
        );
    }
    println!("{} common passwords, at sign-up and change", common.len());
}

/// Case 19.
#[tokio::test]
async fn guessing_is_limited_by_the_sockets_peer_and_by_the_account() {
    let story = Story::begin_with(|config| config.limits.sign_ins_per_minute = 8);
    let guess = |n: u32, client: &Client| {
        let body = json!({ "email": email_of("lead"), "password": format!("guess number {n}") });
        let request = client.request(Method::POST, "/sessions").json(&body);
        answer(
            request
                .header("x-forwarded-for", format!("10.0.0.{n}"))
                .header("x-real-ip", format!("10.0.1.{n}"))
                .header("forwarded", format!("for=10.0.2.{n}")),
        )
    };
    let mut statuses = Vec::new();
    for n in 0..20 {
        statuses.push(guess(n, &story.nobody()).await.status);
    }
    assert_eq!(statuses[..8], [401; 8], "{statuses:?}");
    assert!(statuses[8..].iter().filter(|status| **status == 429).count() >= 11, "{statuses:?}");
    let refused = guess(21, &story.nobody()).await;
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));

    let story = Story::begin_with(|config| config.limits.failures_per_hour = 5);
    let mut statuses = Vec::new();
    for n in 0..12 {
        statuses.push(guess(u32::from(n), &story.nobody().from_address([127, 0, 1, n + 1])).await.status);
    }
    assert_eq!(statuses[..5], [401; 5], "{statuses:?}");
    assert!(statuses[7..].iter().all(|status| *status == 429), "{statuses:?}");
}

/// Case 19: behind a configured proxy, what it says counts, and only its own word.
#[tokio::test]
async fn a_configured_proxy_is_believed_for_its_last_word() {
    let story = Story::begin_with(|config| {
        config.limits.sign_ins_per_minute = 3;
        config.proxies = vec!["127.0.0.1".into()];
    });
    let guess = |forwarded: String| {
        let body = json!({ "email": "nobody@example.kr", "password": "guess" });
        answer(
            story
                .nobody()
                .request(Method::POST, "/sessions")
                .header("x-forwarded-for", forwarded)
                .json(&body),
        )
    };
    for n in 0..10 {
        assert_eq!(guess(format!("10.0.0.{n}")).await.status, 401, "another client of the proxy");
    }
    let mut statuses = Vec::new();
    for n in 0..10 {
        statuses.push(guess(format!("10.9.9.{n}, 10.0.1.1")).await.status);
    }
    assert!(statuses[4..].iter().all(|status| *status == 429), "{statuses:?}");
}

/// Case 20.
#[tokio::test]
async fn a_thousand_wrong_guesses_elsewhere_do_not_lock_the_owners_device_out() {
    let story = Story::begin_with(|config| config.limits.failures_per_hour = 5);
    let lead = story.of("lead");
    let thief = story.nobody().from_address([127, 0, 0, 66]);
    let mut limited = 0;
    for n in 0..1_000 {
        let body = json!({ "email": lead.email, "password": format!("guess number {n}") });
        limited += usize::from(thief.post("/sessions", &body).await.0 == 429);
    }
    println!("1,000 guesses, {limited} refused unread");
    assert!(limited > 900);
    let body = json!({ "email": lead.email, "password": lead.password });
    assert_eq!(thief.post("/sessions", &body).await.0, 429, "even the right one, from there");
    assert_eq!(sign_in(&story, &lead.email, &lead.password).await.0, 201);
    let (status, body) = change_password(lead, &lead.password, NEW_PASSWORD).await;
    assert_eq!(status, 204, "{body}");
}

/// Cases 1 and 19: from an address that a person signs in from, guesses are bounded like everywhere.
#[tokio::test]
async fn guesses_from_the_owners_own_address_are_limited_like_those_at_an_unknown_account() {
    let story = Story::begin_with(|config| config.limits.failures_per_hour = 5);
    let mut limited = Vec::new();
    for email in [email_of("lead"), "nobody@example.kr".to_owned()] {
        let mut statuses = Vec::new();
        for n in 0..9 {
            statuses.push(sign_in(&story, &email, &format!("guess number {n}")).await.0);
        }
        limited.push(statuses);
    }
    assert_eq!(limited[0], limited[1]);
    assert_eq!(limited[0][8], 429, "{limited:?}");
}

/// The first account is made once, by one of many who try at once.
#[tokio::test]
async fn of_many_first_runs_at_once_one_wins() {
    let app = dure_tests::App::start(|_| {});
    let nobody = Client::nobody(app.address);
    assert_eq!(nobody.get("/setup").await.1["state"], "open");
    let body = |n: usize| {
        json!({
            "email": format!("first{n}@example.kr"), "password": NEW_PASSWORD, "name": "First", "locale": "ko",
            "time_zone": "Asia/Seoul", "firm_name": format!("Office {n}"), "cluster_name": "Cluster",
        })
    };
    let bodies: Vec<Value> = (0..12).map(body).collect();
    let answers = join_all(bodies.iter().map(|body| nobody.post("/setup", body))).await;
    let won = answers.iter().filter(|(status, _)| *status == 201).count();
    assert_eq!(won, 1);
    assert!(
        answers.iter().all(|(status, body)| *status == 201 || body["code"] == "setup_done"),
        "{answers:?}"
    );
    assert_eq!(nobody.get("/setup").await.1["state"], "done");
    let (status, _) = nobody.post("/sessions", &json!({ "email": nothing(), "password": "x" })).await;
    assert_eq!(status, 401);
}
