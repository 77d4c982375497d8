//! A new password for who forgot the old one.

use crate::signin::{NEW_PASSWORD, change_password, face, refresh, shift, sign_in};
use dure_tests::cast::answer;
use dure_tests::gaps::assert_alike;
use dure_tests::story::{done, email_of};
use dure_tests::{Answer, Mail, Story, database, golden};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn ask(story: &Story, email: &str) -> Answer {
    let body = json!({ "email": email });
    story.nobody().send(Method::POST, "/password-resets", |request| request.json(&body)).await
}

async fn choose(story: &Story, token: &str, password: &str) -> (u16, Value) {
    story.nobody().put(&format!("/password-resets/{token}"), &json!({ "new_password": password })).await
}

fn is_void((status, body): &(u16, Value)) -> bool {
    *status == 409 && body["code"] == "reset_void"
}

/// Mails to a part that carry a link to a new password.
fn letters(story: &Story, part: &str) -> Vec<Mail> {
    let mails = story.app.mails().into_iter().map(|mail| Mail::parse(&mail));
    mails.filter(|mail| mail.all("to") == [email_of(part)] && mail.body.contains("/reset#")).collect()
}

/// Waits until so many of them are there.
async fn arrived(story: &Story, part: &str, count: usize) -> Vec<Mail> {
    for _ in 0..400 {
        let found = letters(story, part);
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{} of {count} letters to {part}", letters(story, part).len());
}

fn token_in(mail: &Mail) -> String {
    mail.link().split_once('#').unwrap().1.to_owned()
}

/// Asks, and answers the secret of the link that came.
pub(crate) async fn reset_link(story: &Story, part: &str) -> String {
    let before: Vec<String> = letters(story, part).iter().map(token_in).collect();
    assert_eq!(ask(story, &email_of(part)).await.status, 202);
    let letters = arrived(story, part, before.len() + 1).await;
    letters.iter().map(token_in).find(|token| !before.contains(token)).unwrap()
}

#[tokio::test]
async fn a_link_gives_a_new_password_and_ends_every_session() {
    let story = Story::begin();
    let approver = story.of("approver");
    let phone = approver.sign_in_again().await;
    let mut socket = phone.live().await;
    socket.subscribe(&story.project, None).await;
    let token = reset_link(&story, "approver").await;
    assert_eq!(phone.get("/me").await.0, 200, "asking alone changes nothing");

    let (status, problem) = choose(&story, &token, "password12").await;
    assert_eq!((status, problem["errors"][0]["pointer"].as_str()), (400, Some("/new_password")));
    let (status, problem) = choose(&story, &token, &format!("{} once more", approver.email)).await;
    assert_eq!((status, problem["errors"][0]["code"].as_str()), (400, Some("password_guessable")));
    assert_eq!(
        choose(&story, &token, NEW_PASSWORD).await.0,
        204,
        "a refused password does not use the link up"
    );
    let started = Instant::now();
    for device in [approver, &phone] {
        assert_eq!(device.get("/me").await.0, 401);
        assert_eq!(refresh(device, &device.refresh_token).await.0, 401);
    }
    assert_eq!(socket.ending().await.0, 4401);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(sign_in(&story, &approver.email, &approver.password).await.0, 401);
    assert_eq!(sign_in(&story, &approver.email, NEW_PASSWORD).await.0, 201);
    assert_eq!(story.of("lead").get("/me").await.0, 200, "nobody else is signed out");
    let told =
        |mail: &String| mail.contains(&format!("To: {}", approver.email)) && mail.contains("was changed");
    for _ in 0..200 {
        if story.app.mails().iter().any(told) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the owner of the address is not told");
}

/// Case 21.
#[tokio::test]
async fn a_link_is_good_once_in_time_and_until_the_password_changes() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (first, second) = (reset_link(&story, "lead").await, reset_link(&story, "lead").await);
    let other = reset_link(&story, "approver").await;
    let (id, mac) = first.split_once('.').unwrap();
    let another_id = other.split_once('.').unwrap().0;
    for changed in [
        format!("{another_id}.{mac}"),
        format!("{}.{mac}", golden::nothing()),
        format!("{id}."),
        id.to_owned(),
        format!("{first}x"),
        lead.person_id.clone(),
    ] {
        assert_eq!(choose(&story, &changed, NEW_PASSWORD).await.0, 404, "{changed}");
    }
    assert_eq!(choose(&story, &second, NEW_PASSWORD).await.0, 204);
    for used in [&second, &first] {
        assert!(
            is_void(&choose(&story, used, "seven kilns below the mill").await),
            "used, or older than the change"
        );
    }
    assert_eq!(sign_in(&story, &lead.email, NEW_PASSWORD).await.0, 201);

    // After a change in the ordinary way.
    let approver = story.of("approver");
    assert_eq!(change_password(approver, &approver.password, NEW_PASSWORD).await.0, 204);
    assert!(is_void(&choose(&story, &other, "seven kilns below the mill").await));

    // Half an hour, to the second.
    let observer = story.of("observer");
    let late = reset_link(&story, "observer").await;
    shift(&story, 30 * 60 + 1);
    assert!(is_void(&choose(&story, &late, NEW_PASSWORD).await));
    shift(&story, 0);
    done(story.of("customer_admin").get("/me").await);
    let locked = reset_link(&story, "research").await;
    let path = format!("/people/{}", story.of("research").person_id);
    done(story.of("customer_admin").patch(&path, &json!({ "status": "locked" })).await);
    assert!(is_void(&choose(&story, &locked, NEW_PASSWORD).await), "a locked person comes in by no way");
    assert_eq!(sign_in(&story, &observer.email, &observer.password).await.0, 201, "nothing happened to it");
}

/// Case 21: twenty at once.
#[tokio::test]
async fn of_twenty_who_use_one_link_at_once_one_chooses_the_password() {
    let story = Story::begin();
    let token = reset_link(&story, "observer").await;
    let passwords: Vec<String> = (0..20).map(|n| format!("looms {n} above the mill")).collect();
    let answers = join_all(passwords.iter().map(|password| choose(&story, &token, password))).await;
    let winners: Vec<usize> = (0..20).filter(|n| answers[*n].0 == 204).collect();
    assert_eq!(winners.len(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.0 == 204 || is_void(answer)), "{answers:?}");
    for (n, password) in passwords.iter().enumerate() {
        let right = u16::from(n == winners[0]);
        assert_eq!(
            sign_in(&story, &email_of("observer"), password).await.0,
            if right == 1 { 201 } else { 401 }
        );
    }
}

/// Case 21: the host of the request is not the host of the link, and the mail speaks the person's language.
#[tokio::test]
async fn the_mail_leads_to_the_configured_host_in_the_persons_language() {
    let story = Story::begin();
    for (part, locale, words) in
        [("lead", "ko", "비밀번호"), ("approver", "en", "password"), ("observer", "es", "contraseña")]
    {
        done(story.of(part).patch("/me", &json!({ "locale": locale })).await);
        let request = story.nobody().bare(Method::POST, "/api/v1/password-resets");
        let request = request.header("host", "localhost").header("x-forwarded-host", "evil.example");
        let request = request.header("accept-language", "ko").json(&json!({ "email": email_of(part) }));
        assert_eq!(answer(request).await.status, 202);
        let letters = arrived(&story, part, 1).await;
        assert!(letters[0].all("subject")[0].contains(words), "{:?}", letters[0].headers);
        assert!(letters[0].link().starts_with("http://dure.localhost/reset#"), "{}", letters[0].body);
        assert!(letters[0].body.contains("30"), "it says how long it is good");
    }
    let foreign = story.nobody().bare(Method::POST, "/api/v1/password-resets").header("host", "evil.example");
    assert_eq!(answer(foreign.json(&json!({ "email": email_of("lead") }))).await.status, 421);
}

/// Cases 1 and 21: neither the answer nor its time tells whether an address has an account.
#[tokio::test]
async fn asking_for_an_unknown_address_looks_and_lasts_the_same() {
    let story = Story::begin_with(|config| config.limits.password_resets_per_hour = 5);
    let (mut faces, mut gaps) = (Vec::new(), Vec::new());
    for round in 0..61 {
        let mut times = [0; 2];
        // Either goes first in turn, and none while the job of the other may still run.
        for which in [round % 2, 1 - round % 2] {
            let email = [email_of("approver"), format!("nobody{round}@example.kr")][which].clone();
            tokio::time::sleep(Duration::from_millis(20)).await;
            let started = Instant::now();
            faces.push(face(&ask(&story, &email).await));
            times[which] = started.elapsed().as_micros() as i128;
        }
        gaps.push(times[0] - times[1]);
    }
    faces.push(face(&ask(&story, &email_of("locked")).await));
    faces.dedup();
    assert_eq!(faces.len(), 1, "{faces:#?}");
    assert_alike("known or not", gaps, 1_000);
    // However often it is asked, a mailbox gets so many and no more; who is locked gets none.
    arrived(&story, "approver", 5).await;
    reset_link(&story, "lead").await;
    assert_eq!(letters(&story, "approver").len(), 5);
    assert_eq!(letters(&story, "locked").len(), 0);
    shift(&story, 3_601);
    reset_link(&story, "approver").await;
}

/// Case 133: the secret of a link is in the mail and nowhere else.
#[tokio::test]
async fn the_secret_of_a_link_is_stored_nowhere() {
    let story = Story::begin();
    let token = reset_link(&story, "lead").await;
    let secret = token.split_once('.').unwrap().1.to_owned();
    let folder = story.app.cut();
    let bytes = database::bytes(folder.path());
    assert!(!bytes.is_empty());
    assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "a secret is stored");
}

/// Asking is bounded by the address it comes from, and no input makes it fail otherwise.
#[tokio::test]
async fn asking_is_bounded_and_takes_addresses_alone() {
    let story = Story::begin_with(|config| config.limits.sign_ins_per_minute = 5);
    for email in ["", "x", "a@b", "a@b.kr\r\nBcc: c@d.kr", &"a".repeat(10_000)] {
        let answer = ask(&story, email).await;
        assert!(matches!(answer.status, 400 | 429), "{email:?}: {}", answer.text);
    }
    let refused = ask(&story, &email_of("lead")).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate_limited"));
    assert_eq!(letters(&story, "lead").len(), 0);
}
