//! Sign-in, sessions, tokens and cookies. Case numbers are those of the list of trust cases.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dure_tests::cast::answer;
use dure_tests::story::{done, email_of};
use dure_tests::{Answer, Client, Socket, Story, nothing};
use futures_util::future::join_all;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NEW_PASSWORD: &str = "nine looms above the mill";

async fn sign_in(story: &Story, email: &str, password: &str) -> (u16, Value) {
    story.nobody().post("/sessions", &json!({ "email": email, "password": password })).await
}

async fn refresh(by: &Client, token: &str) -> (u16, Value) {
    Client::nobody(by.address).post("/sessions/refresh", &json!({ "refresh_token": token })).await
}

async fn change_password(by: &Client, current: &str, new: &str) -> (u16, Value) {
    by.put("/me/password", &json!({ "current_password": current, "new_password": new })).await
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The answer without what differs in every answer.
fn face(answer: &Answer) -> String {
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
    let (wrong, unknown) = (median(&mut wrong), median(&mut unknown));
    println!("60 pairs: medians {wrong:?} wrong password, {unknown:?} unknown address");
    assert!(wrong.abs_diff(unknown) < wrong.max(unknown) / 4, "{wrong:?} and {unknown:?}");
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
    for (method, path, body) in calls(&huge) {
        let started = Instant::now();
        let answer = lead.send(method, &path, |request| request.json(&body)).await;
        assert_eq!(
            (answer.status, answer.json()["errors"][0]["code"].as_str()),
            (400, Some("too_long")),
            "{path}"
        );
        assert!(started.elapsed() < Duration::from_secs(1), "{path}: {:?}", started.elapsed());
    }
    for (method, path, body) in calls(&"p".repeat(5 << 20)) {
        // The server may close before everything was sent: then there is no answer to read.
        if let Ok(response) = lead.request(method, &path).json(&body).send().await {
            assert_eq!(response.status().as_u16(), 413, "{path}");
        }
    }
    assert_eq!(sign_in(&story, &lead.email, &lead.password).await.0, 503, "argon2 had no turn");
}

async fn open_link(story: &Story) -> String {
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

fn claims(of: &Client, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "iss": "dure", "aud": "dure-api", "typ": "access", "sub": of.person_id, "sid": of.session_id,
        "iat": 1_760_000_000, "exp": 4_000_000_000_i64,
    });
    change(&mut claims);
    claims.to_string()
}

fn forge(header: &str, claims: &str, key: &[u8]) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac))
}

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

async fn with_token(by: &Client, token: &str) -> u16 {
    by.with_token(token).get("/me").await.0
}

/// Cases 6, 7, 9, 10.
#[tokio::test]
async fn an_access_token_that_is_not_exactly_ours_is_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    let key = story.app.kernel.secrets.token;
    let good = claims(lead, |_| {});
    assert_eq!(with_token(lead, &forge(HS256, &good, &key)).await, 200, "the forger knows the form");

    let mut tokens = Vec::new();
    for alg in ["none", "nOnE", "None", "NONE", "", "HS384", "HS512", "RS256", "ES256", "EdDSA"] {
        let header = json!({ "alg": alg, "typ": "JWT" }).to_string();
        let unsigned = format!("{}.{}.", URL_SAFE_NO_PAD.encode(&header), URL_SAFE_NO_PAD.encode(&good));
        tokens.extend([
            (format!("unsigned {alg}"), unsigned),
            (format!("signed {alg}"), forge(&header, &good, &key)),
        ]);
    }
    let (head, _) = lead.token.as_deref().unwrap().rsplit_once('.').unwrap();
    tokens.extend([
        ("empty signature".into(), format!("{head}.")),
        ("no signature".into(), head.to_owned()),
        ("HS256 with an empty key".into(), forge(HS256, &good, b"")),
        ("HS256 with a guessed key".into(), forge(HS256, &good, b"dure")),
        ("no alg".into(), forge(r#"{"typ":"JWT"}"#, &good, &key)),
    ]);
    for header in [
        json!({ "alg": "HS256", "kid": "../../../../dev/null" }),
        json!({ "alg": "HS256", "kid": "' UNION SELECT 'x' --" }),
        json!({ "alg": "HS256", "jwk": { "kty": "oct", "k": "eA" } }),
        json!({ "alg": "HS256", "jku": format!("{}/keys", story.app.origin()) }),
        json!({ "alg": "HS256", "x5u": format!("{}/keys", story.app.origin()) }),
    ] {
        tokens.push((header.to_string(), forge(&header.to_string(), &good, b"x")));
    }
    let changes: [(&str, fn(&mut Value)); 16] = [
        ("another aud", |claims| claims["aud"] = json!("other-api")),
        ("aud in a list", |claims| claims["aud"] = json!(["dure-api"])),
        ("no aud", |claims| drop(claims.as_object_mut().unwrap().remove("aud"))),
        ("another iss", |claims| claims["iss"] = json!("someone")),
        ("no iss", |claims| drop(claims.as_object_mut().unwrap().remove("iss"))),
        ("no sid", |claims| drop(claims.as_object_mut().unwrap().remove("sid"))),
        ("null sid", |claims| claims["sid"] = Value::Null),
        ("a list as sid", |claims| claims["sid"] = json!([claims["sid"]])),
        ("no typ", |claims| drop(claims.as_object_mut().unwrap().remove("typ"))),
        ("another typ", |claims| claims["typ"] = json!("refresh")),
        ("no sub", |claims| drop(claims.as_object_mut().unwrap().remove("sub"))),
        ("no exp", |claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        ("long over", |claims| claims["exp"] = json!(1_760_000_600)),
        ("exp as text", |claims| claims["exp"] = json!("4000000000")),
        ("a session that never was", |claims| claims["sid"] = json!("01a201c8-e929-71d8-a0bc-453ab5d3bb00")),
        ("somebody else", |claims| claims["sub"] = json!("01a201c8-e929-71d8-a0bc-453ab5d3bb00")),
    ];
    for (what, change) in changes {
        tokens.push((what.into(), forge(HS256, &claims(lead, change), &key)));
    }
    let other = story.of("approver").person_id.clone();
    tokens.push((
        "another's person".into(),
        forge(HS256, &claims(lead, |claims| claims["sub"] = json!(other)), &key),
    ));
    for field in ["sub", "sid", "aud", "typ", "exp"] {
        let twice = good.replacen(
            '{',
            &format!(r#"{{"{field}":{},"#, serde_json::from_str::<Value>(&good).unwrap()[field]),
            1,
        );
        tokens.push((format!("{field} twice"), forge(HS256, &twice, &key)));
    }
    for (what, token) in &tokens {
        assert_eq!(with_token(lead, token).await, 401, "{what}");
    }
    for header in ["Bearer", "Bearer ", "Basic bGVhZDp4", "bearer x", "Token x", "Bearer a b"] {
        let answer = lead.bare(Method::GET, "/api/v1/me").header("authorization", header);
        assert_eq!(self::answer(answer).await.status, 401, "{header}");
    }
    println!("{} forged tokens", tokens.len());
}

/// Case 8: no kind of token serves as another.
#[tokio::test]
async fn no_token_serves_as_a_token_of_another_kind() {
    let story = Story::begin();
    let lead = story.of("lead");
    let access = lead.token.clone().unwrap();
    let (refresh_token, ticket, link) =
        (lead.refresh_token.clone(), lead.ticket().await, open_link(&story).await);
    let tokens = [("access", access), ("refresh", refresh_token), ("ticket", ticket), ("link", link)];
    let mut swaps = 0;
    for (kind, token) in &tokens {
        if *kind != "access" {
            assert_eq!(with_token(lead, token).await, 401, "{kind} as access");
            let cookie = format!("__Host-dure-access={token}");
            let request = lead.bare(Method::GET, "/api/v1/me").header("cookie", cookie);
            assert_eq!(answer(request).await.status, 401, "{kind} as cookie");
            swaps += 2;
        }
        if *kind != "refresh" {
            assert_eq!(refresh(lead, token).await.0, 401, "{kind} as refresh");
            swaps += 1;
        }
        if *kind != "ticket" {
            let mut socket = Socket::open(story.app.address).await;
            socket.send(&json!({ "op": "hello", "ticket": token })).await;
            assert_eq!(socket.ending().await.0, 4401, "{kind} as ticket");
            swaps += 1;
        }
        if *kind != "link" {
            assert_eq!(story.nobody().get(&format!("/invitations/{token}")).await.0, 404, "{kind} as link");
            swaps += 1;
        }
    }
    println!("{swaps} swaps");
    assert_eq!(lead.get("/me").await.0, 200);
}

/// Case 11.
#[tokio::test]
async fn signing_out_ends_tokens_and_sockets_at_once() {
    let story = Story::begin();
    let phone = story.of("lead").sign_in_again().await;
    let mut socket = phone.live().await;
    socket.subscribe(&story.project, None).await;
    let desk = story.of("lead");
    let sessions = done(desk.get("/sessions?limit=200").await);
    let of =
        |id: &str| sessions["items"].as_array().unwrap().iter().find(|session| session["id"] == id).cloned();
    assert_eq!(of(&desk.session_id).unwrap()["current"], true);
    assert_eq!(of(&phone.session_id).unwrap()["current"], false);

    let answer =
        phone.send(Method::DELETE, &format!("/sessions/{}", phone.session_id), |request| request).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    let started = Instant::now();
    assert_eq!(phone.get("/me").await.0, 401);
    assert_eq!(refresh(&phone, &phone.refresh_token).await.0, 401);
    assert_eq!(socket.ending().await.0, 4401);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(desk.get("/me").await.0, 200, "the other device stays");
    assert_eq!(desk.delete(&format!("/sessions/{}", phone.session_id)).await.0, 404, "over is over");
    assert_eq!(story.of("approver").delete(&format!("/sessions/{}", desk.session_id)).await.0, 404);
    assert_eq!(desk.get("/me").await.0, 200);
}

/// Case 12.
#[tokio::test]
async fn a_new_password_ends_every_other_session_and_keeps_this_one() {
    let story = Story::begin();
    let here = story.of("approver");
    let (phone, tablet) = (here.sign_in_again().await, here.sign_in_again().await);
    let mut sockets = [phone.live().await, tablet.live().await];
    let mut own = here.live().await;
    let wrong = change_password(here, "not the password at all", NEW_PASSWORD).await;
    assert_eq!((wrong.0, wrong.1["errors"][0]["code"].as_str()), (400, Some("wrong_password")));
    assert_eq!(phone.get("/me").await.0, 200, "nothing happened yet");

    assert_eq!(change_password(here, &here.password, NEW_PASSWORD).await.0, 204);
    let started = Instant::now();
    for (device, socket) in [&phone, &tablet].into_iter().zip(&mut sockets) {
        assert_eq!(device.get("/me").await.0, 401);
        assert_eq!(refresh(device, &device.refresh_token).await.0, 401);
        assert_eq!(socket.ending().await.0, 4401);
    }
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(here.get("/me").await.0, 200);
    assert_eq!(refresh(here, &here.refresh_token).await.0, 200);
    assert_eq!(own.subscribe(&story.project, None).await.last().unwrap()["op"], "subscribed");
    assert_eq!(sign_in(&story, &here.email, &here.password).await.0, 401);
    assert_eq!(sign_in(&story, &here.email, NEW_PASSWORD).await.0, 201);
}

fn shift(story: &Story, seconds: i64) {
    story.app.kernel.clock.shift_to(seconds * 1000);
}

/// A phone that lost the answer may ask again for half a minute.
#[tokio::test]
async fn within_the_grace_the_same_refresh_token_gives_the_same_successor() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (status, first) = refresh(lead, &lead.refresh_token).await;
    assert_eq!(status, 200, "{first}");
    shift(&story, 29);
    let (status, again) = refresh(lead, &lead.refresh_token).await;
    assert_eq!((status, &again["refresh_token"]), (200, &first["refresh_token"]));
    let successor = first["refresh_token"].as_str().unwrap();
    assert_ne!(successor, lead.refresh_token);
    let (status, third) = refresh(lead, successor).await;
    assert_eq!(status, 200, "{third}");
    assert_eq!(with_token(lead, third["access_token"].as_str().unwrap()).await, 200);
}

/// Case 13.
#[tokio::test]
async fn a_refresh_token_used_later_again_ends_the_session_and_tells_its_owner() {
    let story = Story::begin();
    let lead = story.of("lead").sign_in_again().await;
    let next = done(refresh(&lead, &lead.refresh_token).await);
    shift(&story, 300);
    assert_eq!(refresh(&lead, &lead.refresh_token).await.0, 401);
    assert_eq!(refresh(&lead, next["refresh_token"].as_str().unwrap()).await.0, 401);
    assert_eq!(with_token(&lead, next["access_token"].as_str().unwrap()).await, 401);
    assert_eq!(story.of("lead").get("/me").await.0, 200, "other devices stay");
    let told = async {
        while story.app.mails().iter().filter(|mail| mail.contains(&format!("To: {}", lead.email))).count()
            < 2
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), told).await.expect("a mail about the ended session");
}

/// Case 14.
#[tokio::test]
async fn fifty_refreshes_at_once_have_one_successor() {
    let story = Story::begin();
    let lead = story.of("lead");
    let answers = join_all((0..50).map(|_| refresh(lead, &lead.refresh_token))).await;
    let mut successors: Vec<&str> = answers
        .iter()
        .map(|(status, grant)| {
            assert_eq!(*status, 200, "{grant}");
            grant["refresh_token"].as_str().unwrap()
        })
        .collect();
    successors.dedup();
    assert_eq!(successors.len(), 1);
    assert_eq!(refresh(lead, successors[0]).await.0, 200, "the family lives");
}

/// Case 15.
#[tokio::test]
async fn a_grandparent_refresh_token_ends_the_session_even_within_the_grace() {
    let story = Story::begin();
    let lead = story.of("lead");
    let child = done(refresh(lead, &lead.refresh_token).await);
    let grandchild = done(refresh(lead, child["refresh_token"].as_str().unwrap()).await);
    assert_eq!(refresh(lead, &lead.refresh_token).await.0, 401);
    assert_eq!(refresh(lead, grandchild["refresh_token"].as_str().unwrap()).await.0, 401);
    assert_eq!(lead.get("/me").await.0, 401);
}

/// A refresh token with any part changed is nobody's, and harms nobody.
#[tokio::test]
async fn a_changed_refresh_token_is_refused_and_ends_nothing() {
    let story = Story::begin();
    let lead = story.of("lead");
    let parts: Vec<&str> = lead.refresh_token.split('.').collect();
    let other = story.of("approver").refresh_token.clone();
    let other: Vec<&str> = other.split('.').collect();
    let mut changed = vec![String::new(), "x".into(), "a.b.c.d".into(), format!("{}.", lead.refresh_token)];
    for place in 0..parts.len() {
        for value in ["", "0", other[place]] {
            let mut parts = parts.clone();
            if parts[place] != value {
                parts[place] = value;
                changed.push(parts.join("."));
            }
        }
    }
    for token in &changed {
        assert_eq!(refresh(lead, token).await.0, 401, "{token}");
    }
    assert_eq!(refresh(lead, &lead.refresh_token).await.0, 200);
    println!("{} changed tokens", changed.len());
}

/// Case 16, without uploads.
#[tokio::test]
async fn a_locked_person_is_out_at_once_and_an_unlocked_one_signs_in_anew() {
    let story = Story::begin();
    let (lead, observer) = (story.of("lead"), story.of("observer"));
    let mut socket = observer.live().await;
    socket.subscribe(&story.project, None).await;
    assert_eq!(observer.get("/me").await.0, 200);
    let path = format!("/people/{}", observer.person_id);
    done(lead.patch(&path, &json!({ "status": "locked" })).await);
    let started = Instant::now();
    assert_eq!(observer.get("/me").await.0, 401);
    assert_eq!(observer.get(&story.in_project("/messages")).await.0, 401);
    assert_eq!(refresh(observer, &observer.refresh_token).await.0, 401);
    assert_eq!(socket.ending().await.0, 4401);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(sign_in(&story, &observer.email, &observer.password).await.0, 401);

    done(lead.patch(&path, &json!({ "status": "active" })).await);
    assert_eq!(observer.get("/me").await.0, 401, "what ended stays over");
    assert_eq!(observer.sign_in_again().await.get("/me").await.0, 200);
}

/// The browser's side of a sign-in.
struct Browser {
    client: Client,
    cookies: String,
    set: Vec<String>,
    origin: String,
}

impl Browser {
    async fn sign_in(story: &Story, part: &str, with: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        let person = story.of(part);
        let client = story.nobody();
        let body = json!({ "email": person.email, "password": person.password });
        let request = client.bare(Method::POST, "/api/v1/sessions").header("dure-client", "web").json(&body);
        let answer = answer(with(request)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let grant = answer.json();
        assert!(grant["access_token"].is_null() && grant["refresh_token"].is_null(), "{grant}");
        let set: Vec<String> = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        let cookies: Vec<&str> = set.iter().map(|cookie| cookie.split(';').next().unwrap()).collect();
        Self { cookies: cookies.join("; "), set, origin: story.app.origin(), client }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.bare(method, &format!("/api/v1{path}")).header("cookie", &self.cookies)
    }
}

/// Cookies of the web client: out of reach of scripts, other sites and plain HTTP.
#[tokio::test]
async fn a_browser_gets_cookies_that_only_our_own_page_can_use() {
    let story = Story::begin();
    let browser = Browser::sign_in(&story, "approver", |request| request).await;
    assert_eq!(browser.set.len(), 2);
    for cookie in &browser.set {
        assert!(cookie.starts_with("__Host-dure-"), "{cookie}");
        for word in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age="] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let path = format!("/projects/{}/messages", story.project);
    let post = |origin: Option<&str>, site: Option<&str>| {
        let mut request = browser.request(Method::POST, &path).json(&json!({ "body": "From the browser." }));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        answer(request)
    };
    let own = browser.origin.as_str();
    assert_eq!(post(Some(own), None).await.status, 201);
    assert_eq!(post(Some(own), Some("same-origin")).await.status, 201);
    let port = own.rsplit_once(':').unwrap().1;
    let foreign = [
        "null".to_owned(),
        "https://evil.example".to_owned(),
        own.replace("http:", "https:"),
        "http://127.0.0.1".to_owned(),
        "http://127.0.0.1:1".to_owned(),
        format!("http://localhost:{port}"),
        format!("{own}.evil.example"),
        format!("http://evil.example/{own}"),
        format!("{own}/"),
        String::new(),
    ];
    for origin in &foreign {
        assert_eq!(post(Some(origin), None).await.status, 403, "{origin}");
    }
    assert_eq!(post(None, None).await.status, 403, "case 114: no Origin at all");
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(post(Some(own), Some(site)).await.status, 403, "{site}");
    }
    let get = |site: &'static str| {
        let request = browser.request(Method::GET, "/me").header("sec-fetch-site", site);
        async move { answer(request).await.status }
    };
    assert_eq!([get("same-origin").await, get("none").await], [200, 200]);
    assert_eq!([get("cross-site").await, get("same-site").await], [403, 403]);
    let heard = done(story.of("lead").get(&path).await);
    let said =
        heard["items"].as_array().unwrap().iter().filter(|message| message["body"] == "From the browser.");
    assert_eq!(said.count(), 2, "a refused request left a message");
    println!("{} foreign origins", foreign.len());
}

/// Case 114: signing in, refreshing and signing out count as writes too.
#[tokio::test]
async fn another_site_cannot_refresh_or_end_a_browsers_session() {
    let story = Story::begin();
    let browser = Browser::sign_in(&story, "approver", |request| request).await;
    let refresh = |origin: Option<&str>| {
        let mut request = browser.request(Method::POST, "/sessions/refresh").header("dure-client", "web");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        answer(request.json(&json!({})))
    };
    assert_eq!(refresh(Some("https://evil.example")).await.status, 403);
    assert_eq!(refresh(None).await.status, 403);
    let renewed = refresh(Some(&browser.origin)).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text);
    let session = renewed.json()["session_id"].as_str().unwrap().to_owned();
    let delete = |origin: &str| {
        answer(browser.request(Method::DELETE, &format!("/sessions/{session}")).header("origin", origin))
    };
    assert_eq!(delete("https://evil.example").await.status, 403);
    let over = delete(&browser.origin).await;
    assert_eq!(over.status, 204);
    assert_eq!(over.header("clear-site-data"), "\"cache\", \"storage\"");
    let cleared: Vec<&str> =
        over.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cleared.len() == 2 && cleared.iter().all(|cookie| cookie.contains("Max-Age=0")), "{cleared:?}");
    assert_eq!(answer(browser.request(Method::GET, "/me")).await.status, 401);
}

/// Case 17.
#[tokio::test]
async fn signing_in_never_takes_over_a_session_that_somebody_else_prepared() {
    let story = Story::begin();
    let attacker = Browser::sign_in(&story, "outsider", |request| request).await;
    let victim =
        Browser::sign_in(&story, "approver", |request| request.header("cookie", &attacker.cookies)).await;
    assert!(victim.cookies.split("; ").all(|cookie| !attacker.cookies.contains(cookie)));
    let me = |browser: &Browser| answer(browser.request(Method::GET, "/me"));
    assert_eq!(me(&victim).await.json()["email"], email_of("approver"));
    assert_eq!(me(&attacker).await.json()["email"], email_of("outsider"));
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

/// Case 22.
#[tokio::test]
async fn a_token_in_the_query_is_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    let token = lead.token.as_deref().unwrap();
    for name in ["access_token", "token", "ticket", "refresh_token"] {
        for path in [format!("/api/v1/me?{name}={token}"), format!("/api/v1/live?a=b&{name}={token}")] {
            let answer = answer(lead.bare(Method::GET, &path)).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "malformed"), "{name}");
            assert!(!answer.text.contains(token));
        }
    }
    assert_eq!(lead.get(&format!("/me?token={token}")).await.0, 400, "even beside a good one");
}

/// Case 23.
#[tokio::test]
async fn two_people_in_one_request_are_never_mixed() {
    let story = Story::begin();
    let browser = Browser::sign_in(&story, "approver", |request| request).await;
    let lead = story.of("lead").token.clone().unwrap();
    for method in [Method::GET, Method::PATCH] {
        let request = browser.request(method, "/me").header("origin", &browser.origin).bearer_auth(&lead);
        assert_eq!(answer(request.json(&json!({ "name": "Mixed" }))).await.status, 400);
    }
    let two =
        story.nobody().bare(Method::GET, "/api/v1/me").bearer_auth(&lead).header("authorization", "Bearer x");
    assert_eq!(answer(two).await.status, 400);
    for part in ["lead", "approver"] {
        assert_ne!(story.of(part).get("/me").await.1["name"], "Mixed");
    }
}

/// Case 115.
#[tokio::test]
async fn no_other_origin_may_read_an_answer() {
    let story = Story::begin();
    let lead = story.of("lead");
    let own = story.app.origin();
    for origin in
        ["null", "https://evil.example", "http://dure.test.evil.example", &own.replace("http", "https"), &own]
    {
        for method in [Method::GET, Method::OPTIONS] {
            let request = |request: RequestBuilder| {
                request.header("origin", origin).header("access-control-request-method", "DELETE")
            };
            let answer = lead.send(method.clone(), "/me", request).await;
            assert!(
                answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")),
                "{origin}: {:?}",
                answer.headers
            );
            assert!(answer.header("vary").contains("Origin"));
            assert_eq!(answer.status, if method == Method::OPTIONS { 405 } else { 200 }, "{origin}");
        }
    }
}

/// A session that nobody uses for its days is over; an access token lives for its minutes alone.
#[tokio::test]
async fn tokens_and_sessions_end_in_time() {
    let story = Story::begin_with(|config| config.limits.access_token_seconds = 600);
    let lead = story.of("lead").sign_in_again().await;
    shift(&story, 599);
    assert_eq!(lead.get("/me").await.0, 200);
    shift(&story, 601);
    assert_eq!(lead.get("/me").await.0, 401);
    let next = done(refresh(&lead, &lead.refresh_token).await);
    assert_eq!(with_token(&lead, next["access_token"].as_str().unwrap()).await, 200);
    shift(&story, 61 * 86_400);
    assert_eq!(refresh(&lead, next["refresh_token"].as_str().unwrap()).await.0, 401);
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
