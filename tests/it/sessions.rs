//! Sessions: how they go on, and how they end.

use crate::signin::{NEW_PASSWORD, change_password, refresh, shift, sign_in, with_token};
use dure_tests::Story;
use dure_tests::story::done;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use std::time::{Duration, Instant};

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

/// A phone that lost the answer may ask again for half a minute.
#[tokio::test]
async fn within_the_grace_the_same_refresh_token_gives_the_same_successor() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (status, first) = refresh(lead, &lead.refresh_token).await;
    assert_eq!(status, 200, "{first}");
    shift(&story, 20);
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

/// A session that nobody uses for its days is over; an access token lives for its minutes alone.
#[tokio::test]
async fn tokens_and_sessions_end_in_time() {
    let story = Story::begin_with(|config| config.limits.access_token_seconds = 600);
    let lead = story.of("lead").sign_in_again().await;
    shift(&story, 540);
    assert_eq!(lead.get("/me").await.0, 200);
    shift(&story, 660);
    assert_eq!(lead.get("/me").await.0, 401);
    let next = done(refresh(&lead, &lead.refresh_token).await);
    assert_eq!(with_token(&lead, next["access_token"].as_str().unwrap()).await, 200);
    shift(&story, 61 * 86_400);
    assert_eq!(refresh(&lead, next["refresh_token"].as_str().unwrap()).await.0, 401);
}
