//! Passkeys: added, used to sign in, and refused. What they sign is told in `passkey_signatures`.

use crate::calls::Call;
use crate::signin::shift;
use dure_authenticator::{Authenticator, ORIGIN, options};
use dure_tests::story::{done, email_of, id_in};
use dure_tests::{Answer, Client, Mail, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

async fn begin(by: &Client) -> (u16, Value) {
    by.post("/me/passkeys/challenges", &json!({ "current_password": by.password })).await
}

async fn finish(by: &Client, challenge: &Value, credential: &str) -> (u16, Value) {
    let body = json!({
        "challenge_id": challenge["challenge_id"], "credential": credential, "name": "Phone",
    });
    by.post("/me/passkeys", &body).await
}

/// Adds the passkey of a device.
pub(crate) async fn add(by: &Client, device: &mut Authenticator) -> Value {
    let challenge = done(begin(by).await);
    let credential = device.make(&challenge);
    done(finish(by, &challenge, &credential).await)
}

/// A device of somebody, with a passkey.
pub(crate) async fn device_of(by: &Client) -> Authenticator {
    let mut device = Authenticator::default();
    add(by, &mut device).await;
    device
}

/// Gives somebody a passkey, if they are anybody.
pub(crate) async fn holding(by: &Client) {
    if by.get("/me").await.0 == 200 {
        device_of(by).await;
    }
}

/// A challenge to sign in.
pub(crate) async fn asked(by: &Client) -> Value {
    done(by.post("/sessions/passkey-challenges", &json!({})).await)
}

async fn sign_in(by: &Client, challenge: &Value, credential: &str) -> Answer {
    let body = json!({ "challenge_id": challenge["challenge_id"], "credential": credential });
    by.send(Method::POST, "/sessions/passkeys", |request| request.json(&body)).await
}

/// Asks, answers, signs in.
async fn through(by: &Client, device: &mut Authenticator) -> Answer {
    let challenge = asked(by).await;
    let credential = device.answer(&challenge);
    sign_in(by, &challenge, &credential).await
}

async fn count(by: &Client) -> usize {
    done(by.get("/me/passkeys").await)["items"].as_array().unwrap().len()
}

/// A request of the matrix.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, by: &Client) -> Call {
    let mut device = Authenticator::default();
    match operation {
        "list_passkeys" => Call::get("/me/passkeys"),
        "begin_passkey" => Call::post("/me/passkeys/challenges", json!({ "current_password": by.password })),
        "create_passkey" => {
            let (status, challenge) = begin(by).await;
            let (id, credential) = match status {
                201 => (challenge["challenge_id"].clone(), device.make(&challenge)),
                _ => (json!(nothing()), "{}".to_owned()),
            };
            Call::post(
                "/me/passkeys",
                json!({ "challenge_id": id, "credential": credential, "name": "Phone" }),
            )
        }
        "update_passkey" | "delete_passkey" => {
            let other = story.of(if by.email == email_of("lead") { "approver" } else { "lead" });
            let id = match target {
                "none" => nothing(),
                "other's" => id_in(&add(other, &mut device).await),
                _ if by.get("/me").await.0 == 200 => id_in(&add(by, &mut device).await),
                _ => nothing(),
            };
            let at = format!("/me/passkeys/{id}");
            match operation {
                "update_passkey" => Call::with(Method::PATCH, at, json!({ "name": "Old phone" })),
                _ => Call { method: Method::DELETE, ..Call::get(at) },
            }
        }
        "begin_passkey_session" => Call::post("/sessions/passkey-challenges", json!({})),
        "create_passkey_session" => {
            let mut device = device_of(story.of("lead")).await;
            let challenge = asked(&story.nobody()).await;
            let credential = device.answer(&challenge);
            let body = json!({ "challenge_id": challenge["challenge_id"], "credential": credential });
            Call::post("/sessions/passkeys", body)
        }
        other => panic!("{other} has no row in the matrix"),
    }
}

#[tokio::test]
async fn a_passkey_is_added_named_used_and_removed_and_the_password_stays() {
    let story = Story::begin();
    let (quality, nobody) = (story.of("approver"), story.nobody());
    assert_eq!(done(nobody.get("/setup").await)["passkeys"], true);
    let mut device = Authenticator::default();
    let added = add(quality, &mut device).await;
    assert_eq!((&added["name"], &added["last_used_at"]), (&json!("Phone"), &Value::Null));
    assert_eq!(added["allowed_actions"], json!(["update_passkey", "delete_passkey"]));
    let at = format!("/me/passkeys/{}", id_in(&added));
    assert_eq!(done(quality.patch(&at, &json!({ "name": "검사실 폰" })).await)["name"], "검사실 폰");

    let answer = through(&nobody, &mut device).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.json()["person"]["id"], json!(quality.person_id));
    let phone = Client::granted(quality.address, &answer.json(), &quality.email, &quality.password);
    assert_eq!(done(phone.get("/me").await)["email"], json!(quality.email));
    assert!(done(quality.get("/me/passkeys").await)["items"][0]["last_used_at"].is_string());

    assert_eq!(quality.delete(&at).await.0, 204);
    assert_eq!(through(&nobody, &mut device).await.code(), "passkey_refused");
    assert_eq!((count(quality).await, phone.get("/me").await.0), (0, 200));
    quality.sign_in_again().await;
}

/// The browser that a person signs in with already keeps one session, not two.
#[tokio::test]
async fn a_web_client_gets_cookies_and_no_tokens() {
    let story = Story::begin();
    let mut device = device_of(story.of("lead")).await;
    let nobody = story.nobody();
    let challenge = asked(&nobody).await;
    let body = json!({ "challenge_id": challenge["challenge_id"], "credential": device.answer(&challenge) });
    let own = story.app.origin();
    let answer = nobody
        .send(Method::POST, "/sessions/passkeys", |request| {
            request.header("dure-client", "web").header("origin", own).json(&body)
        })
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert!(answer.json()["access_token"].is_null());
    assert!(answer.header("set-cookie").contains("__Host-dure-access="), "{:?}", answer.headers);
}

/// Every refusal of a sign-in is the same one: who asks learns neither whose a passkey is nor why it is none.
#[tokio::test]
async fn what_signs_nobody_in_is_refused_alike_and_leaves_nothing() {
    let story = Story::begin();
    let (quality, admin, nobody) = (story.of("approver"), story.of("customer_admin"), story.nobody());
    let mut device = device_of(quality).await;
    let sessions = async || done(quality.get("/sessions").await)["items"].as_array().unwrap().len();
    let before = sessions().await;
    let refused = |answer: &Answer| (answer.status, answer.code()) == (401, "passkey_refused".into());

    let mut stranger = Authenticator { holder: device.holder.clone(), ..Authenticator::default() };
    assert!(refused(&through(&nobody, &mut stranger).await), "one that nobody added");
    stranger.credential = device.credential.clone();
    assert!(refused(&through(&nobody, &mut stranger).await), "the id of one, with another key");
    let mut lost = device_of(story.of("lead")).await;
    std::mem::swap(&mut lost.holder, &mut device.holder);
    assert!(refused(&through(&nobody, &mut lost).await), "in the name of another person");
    std::mem::swap(&mut lost.holder, &mut device.holder);
    for origin in ["http://evil.example", "http://dure.localhost.evil.example", "https://dure.localhost"] {
        device.origin = origin.to_owned();
        assert!(refused(&through(&nobody, &mut device).await), "{origin}");
    }
    device.origin = ORIGIN.to_owned();
    device.verifies = false;
    assert!(refused(&through(&nobody, &mut device).await), "without its holder");
    device.verifies = true;
    for broken in ["", "{}", "[]", "{\"id\":1}"] {
        let challenge = asked(&nobody).await;
        assert!(refused(&sign_in(&nobody, &challenge, broken).await), "{broken:?}");
    }
    assert_eq!(sessions().await, before);
    assert!(done(quality.get("/me/passkeys").await)["items"][0]["last_used_at"].is_null());

    let of = format!("/people/{}", quality.person_id);
    done(admin.patch(&of, &json!({ "status": "locked" })).await);
    assert!(refused(&through(&nobody, &mut device).await), "somebody who is locked");
    done(admin.patch(&of, &json!({ "status": "active" })).await);
    assert_eq!(through(&nobody, &mut device).await.status, 201);
}

/// Replayed, late, made up, or another one's.
#[tokio::test]
async fn a_challenge_is_good_once_in_time_and_for_what_it_was_made() {
    let story = Story::begin();
    let (lead, nobody) = (story.of("lead"), story.nobody());
    let mut device = device_of(lead).await;
    let void = |answer: &Answer| (answer.status, answer.code()) == (409, "challenge_void".into());

    let challenge = asked(&nobody).await;
    let credential = device.answer(&challenge);
    assert_eq!(sign_in(&nobody, &challenge, &credential).await.status, 201);
    assert!(void(&sign_in(&nobody, &challenge, &credential).await), "replayed");
    let other = asked(&nobody).await;
    assert_eq!(sign_in(&nobody, &other, &credential).await.code(), "passkey_refused", "to another challenge");
    let made_up = json!({ "challenge_id": nothing() });
    assert!(void(&sign_in(&nobody, &made_up, &credential).await), "made up");

    let adding = done(begin(lead).await);
    assert!(void(&sign_in(&nobody, &adding, &credential).await), "made for adding one");
    let mut second = Authenticator::default();
    let made = second.make(&adding);
    let (status, body) = finish(story.of("approver"), &adding, &made).await;
    assert_eq!((status, &body["code"]), (409, &json!("challenge_void")), "made for another person");
    done(finish(lead, &adding, &made).await);

    let late = asked(&nobody).await;
    let credential = device.answer(&late);
    shift(&story, 301);
    assert!(void(&sign_in(&nobody, &late, &credential).await), "late");
    assert_eq!(through(&nobody, &mut device).await.status, 201);
}

#[tokio::test]
async fn a_device_whose_counter_runs_behind_may_be_a_copy_and_is_refused() {
    let story = Story::begin();
    let nobody = story.nobody();
    let mut device = Authenticator { counter: 5, ..Authenticator::default() };
    add(story.of("lead"), &mut device).await;
    assert_eq!(through(&nobody, &mut device).await.status, 201);
    assert_eq!(through(&nobody, &mut device).await.status, 201);
    device.counter = 5;
    assert_eq!(through(&nobody, &mut device).await.code(), "passkey_refused");
    device.counter = 7;
    assert_eq!(through(&nobody, &mut device).await.status, 201);
}

#[tokio::test]
async fn adding_one_needs_the_password_a_device_that_verifies_and_this_site() {
    let story = Story::begin();
    let lead = story.of("lead");
    let wrong = lead.post("/me/passkeys/challenges", &json!({ "current_password": "wrong" })).await;
    assert_eq!((wrong.0, &wrong.1["errors"][0]["code"]), (400, &json!("wrong_password")));
    assert_eq!(wrong.1["errors"][0]["pointer"], "/current_password");
    let why = async |device: &mut Authenticator| {
        let challenge = done(begin(lead).await);
        let credential = device.make(&challenge);
        let (status, body) = finish(lead, &challenge, &credential).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (400, &json!("/credential")), "{body}");
        body["errors"][0]["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        why(&mut Authenticator { verifies: false, ..Authenticator::default() }).await,
        "passkey_unverified"
    );
    let elsewhere = "https://evil.example".to_owned();
    assert_eq!(
        why(&mut Authenticator { origin: elsewhere, ..Authenticator::default() }).await,
        "passkey_elsewhere"
    );
    assert_eq!(count(lead).await, 0);

    let mut device = device_of(lead).await;
    let challenge = done(begin(lead).await);
    assert_eq!(options(&challenge)["excludeCredentials"][0]["id"], json!(device.id()));
    // Another person adds what is somebody's already: the device that does so has lost its owner's.
    let of_quality = done(begin(story.of("approver")).await);
    let credential = device.make(&of_quality);
    let (status, body) = finish(story.of("approver"), &of_quality, &credential).await;
    assert_eq!((status, &body["code"]), (409, &json!("passkey_known")));
    assert_eq!((count(lead).await, count(story.of("approver")).await), (1, 0));
}

/// Challenges are few for one person and not many for all, and sign-ins from one address are counted.
#[tokio::test]
async fn challenges_are_bounded_and_so_are_passkeys() {
    let story = Story::begin_with(|config| {
        config.limits.passkeys_per_person = 2;
        config.limits.passkey_challenges = 20;
        config.limits.passkey_challenges_each = 3;
    });
    let (lead, nobody) = (story.of("lead"), story.nobody());
    let mut device = device_of(lead).await;
    let mut begun = Vec::new();
    for _ in 0..4 {
        begun.push(done(begin(lead).await));
    }
    let credential = Authenticator::default().make(&begun[0]);
    assert_eq!(finish(lead, &begun[0], &credential).await.1["code"], "challenge_void", "the oldest of four");
    let credential = Authenticator::default().make(&begun[1]);
    done(finish(lead, &begun[1], &credential).await);
    assert_eq!(begin(lead).await.1["code"], "passkeys_full");
    let credential = Authenticator::default().make(&begun[2]);
    assert_eq!(finish(lead, &begun[2], &credential).await.1["code"], "passkeys_full");
    assert_eq!(count(lead).await, 2);

    let first = asked(&nobody).await;
    let credential = device.answer(&first);
    for _ in 0..20 {
        asked(&nobody).await;
    }
    assert_eq!(
        sign_in(&nobody, &first, &credential).await.code(),
        "challenge_void",
        "let go for twenty later ones"
    );
    let flood = Story::begin_with(|config| config.limits.sign_ins_per_minute = 5);
    let nobody = flood.nobody().from_address([127, 0, 0, 9]);
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(nobody.post("/sessions/passkey-challenges", &json!({})).await.0);
    }
    assert_eq!(codes, [201, 201, 201, 201, 201, 429]);
}

#[tokio::test]
async fn a_new_password_by_mail_removes_every_passkey_and_its_owner_is_told_of_each_one() {
    let story = Story::begin();
    let (quality, nobody) = (story.of("approver"), story.nobody());
    let mut device = device_of(quality).await;
    let told = || {
        let mails = story.app.mails().into_iter().map(|mail| Mail::parse(&mail));
        mails
            .filter(|mail| mail.all("to") == [email_of("approver")])
            .any(|mail| mail.body.contains("A passkey was added"))
    };
    for _ in 0..400 {
        if told() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(told());
    let token = crate::resets::reset_link(&story, "approver").await;
    let body = json!({ "new_password": "nine looms above the mill" });
    assert_eq!(nobody.put(&format!("/password-resets/{token}"), &body).await.0, 204);
    assert_eq!(through(&nobody, &mut device).await.code(), "passkey_refused");
}

/// A number is no name of a site, and a name without TLS is not safe: the password is left.
#[tokio::test]
async fn an_address_that_can_have_none_says_so() {
    for (address, can) in [
        ("http://dure.firm.kr", false),
        ("https://192.168.0.10", false),
        ("https://dure.firm.kr", true),
        ("http://127.0.0.1:8080", true),
        ("http://localhost:8080", true),
    ] {
        let story = Story::begin_with(|config| config.public_url = Some(address.to_owned()));
        let nobody = story.nobody();
        assert_eq!(done(nobody.get("/setup").await)["passkeys"], can, "{address}");
        let (status, body) = nobody.post("/sessions/passkey-challenges", &json!({})).await;
        match can {
            true => assert_eq!(status, 201, "{address}"),
            false => assert_eq!((status, &body["code"]), (409, &json!("passkeys_unavailable")), "{address}"),
        }
    }
}
