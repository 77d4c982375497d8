//! What a passkey signs in the place of a password: just that, once (R36 to R39, R41).

use crate::approvals::{
    act, answer, begin, begun, drawn, no, refused, responded, revised, route, seat, seen, states, step,
};
use crate::asides::first_seat;
use crate::calls::Call;
use crate::charters::{both_lead, terms};
use crate::passkeys::{device_of, holding};
use crate::sheets::{package, verified};
use crate::signin::shift;
use dure_authenticator::{Authenticator, ORIGIN, options};
use dure_tests::story::done;
use dure_tests::{Answer, Client, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

/// A request of the matrix, by somebody who has a passkey.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, by: &Client, place: &str) -> Call {
    holding(by).await;
    let base = crate::approvals::tried("get_approval", target, story, place).await.path;
    let (noun, body) = match operation {
        "begin_response_signature" => ("responses/challenges".to_owned(), json!({ "seat_id": nothing() })),
        _ => (format!("responses-on-behalf/{}/confirmation/challenges", nothing()), json!({})),
    };
    Call { if_match: Some("\"AAAAAAAAAAAAAAAA\"".into()), ..Call::post(format!("{base}/{noun}"), body) }
}

/// Something to sign: where, what is sent, and the state that was seen.
struct Deed {
    path: String,
    body: Value,
    tag: String,
}

impl Deed {
    async fn send(&self, by: &Client, path: &str, body: &Value, key: &str) -> Answer {
        by.send(Method::POST, path, |request| {
            request.header("If-Match", &self.tag).header("Idempotency-Key", key).json(body)
        })
        .await
    }

    /// What a passkey has to answer.
    async fn asked(&self, by: &Client) -> Value {
        let answer = self.send(by, &format!("{}/challenges", self.path), &self.body, &nothing()).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    fn with(&self, challenge: &Value, credential: &str) -> Value {
        let mut body = self.body.clone();
        body["passkey"] = json!({ "challenge_id": challenge["challenge_id"], "credential": credential });
        body
    }

    async fn signed(&self, by: &Client, challenge: &Value, credential: &str) -> Answer {
        self.send(by, &self.path, &self.with(challenge, credential), &nothing()).await
    }

    /// Asks, answers, signs.
    async fn by(&self, by: &Client, device: &mut Authenticator) -> Answer {
        let challenge = self.asked(by).await;
        let credential = device.answer(&challenge);
        self.signed(by, &challenge, &credential).await
    }
}

/// The answer of somebody to an approval, without what proves who they are.
async fn answering(by: &Client, approval: &str, code: &str) -> Deed {
    let (told, tag) = seen(by, approval).await;
    let mut body = answer(by, &told, code, Some("Hole 3."));
    body.as_object_mut().unwrap().remove("secret");
    Deed { path: format!("/approvals/{approval}/responses"), body, tag }
}

async fn one_step(story: &Story) -> (String, String) {
    let route = route(story, json!([step("Quality", "all", json!([seat(story, "quality")]))])).await;
    let (_, revision) = drawn(story, "DWG-100").await;
    (begin(story, &[&revision], &route).await, route)
}

/// R36, R37, R40: method and credential stand in the record, on the sheet, and in what is taken away.
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_signed_by_passkey_and_taken_away() {
    let story = begun().await;
    let quality = story.of("approver");
    let mut device = device_of(quality).await;
    let (approval, _) = one_step(&story).await;
    let deed = answering(quality, &approval, "A").await;
    let challenge = deed.asked(quality).await;
    let named = json!([{ "type": "public-key", "id": device.id() }]);
    assert_eq!(options(&challenge)["allowCredentials"], named);
    let credential = device.answer(&challenge);
    let body = deed.with(&challenge, &credential);
    let key = nothing();
    let told = deed.send(quality, &deed.path, &body, &key).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let signed = told.json();
    let signature = &first_seat(&signed)["response"]["signature"];
    assert_eq!((&signature["method"], &signature["credential_id"]), (&json!("passkey"), &json!(device.id())));
    assert_eq!(signed["state"], "decided");

    // The answer got lost: the same request again is told the same, and signs nothing more.
    let events = quality.events(&story.project, 0).await.len();
    let again = deed.send(quality, &deed.path, &body, &key).await;
    assert_eq!((again.status, again.json()["seq"].clone()), (200, signed["seq"].clone()), "{}", again.text);
    let replayed = deed.signed(quality, &challenge, &credential).await;
    assert_eq!(refused(&replayed), no(409, "challenge_void"));
    assert_eq!(quality.events(&story.project, 0).await.len(), events);

    let folder = tempfile::tempdir().unwrap();
    let bytes = package(story.of("lead"), &approval).await;
    let report = verified(folder.path(), &bytes, None).unwrap();
    assert_eq!((report.state.as_str(), report.proved), ("decided", 1));
    let sheet = quality.send(Method::GET, &format!("/approvals/{approval}/sheet"), |request| request).await;
    assert!(sheet.text.contains("proved by passkey"), "{}", sheet.text);
}

/// An answer to one challenge is good for that request of that person in that state, and for nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_for_one_act_signs_no_other() {
    let story = begun().await;
    let (quality, research) = (story.of("approver"), story.of("research"));
    let mut device = device_of(quality).await;
    device_of(research).await;
    let (first, route) = one_step(&story).await;
    let (_, revision) = drawn(&story, "DWG-200").await;
    let second = begin(&story, &[&revision], &route).await;
    let (deed, other) = (answering(quality, &first, "A").await, answering(quality, &second, "A").await);
    let worse = answering(quality, &first, "C").await;
    let events = quality.events(&story.project, 0).await.len();
    let void = no(409, "challenge_void");

    let challenge = deed.asked(quality).await;
    let credential = device.answer(&challenge);
    assert_eq!(refused(&worse.signed(quality, &challenge, &credential).await), void, "another code");
    assert_eq!(refused(&deed.signed(quality, &challenge, &credential).await), void, "used up by that");

    let challenge = deed.asked(quality).await;
    let credential = device.answer(&challenge);
    assert_eq!(refused(&other.signed(quality, &challenge, &credential).await), void, "another approval");

    let challenge = deed.asked(quality).await;
    let credential = device.answer(&challenge);
    let stale = Deed { tag: other.tag.clone(), path: deed.path.clone(), body: deed.body.clone() };
    assert_eq!(refused(&stale.signed(quality, &challenge, &credential).await), void, "another state");

    let challenge = deed.asked(quality).await;
    let credential = device.answer(&challenge);
    assert_eq!(refused(&deed.signed(research, &challenge, &credential).await), void, "another person");
    assert_eq!(deed.signed(quality, &challenge, &credential).await.status, 200, "which used nothing up");

    let sign_in = crate::passkeys::asked(quality).await;
    let credential = device.answer(&sign_in);
    assert_eq!(refused(&other.signed(quality, &sign_in, &credential).await), void, "a sign-in");
    let told = quality.events(&story.project, 0).await;
    let answered = told.iter().filter(|event| event["kind"] == "approvals.response_given").count();
    assert_eq!(answered, 1);
    assert!(told.len() > events);
}

/// Another's passkey, another site, nobody verified, a copy, too late, removed meanwhile: refused, and the seat waits.
#[tokio::test(flavor = "multi_thread")]
async fn what_proves_nothing_signs_nothing() {
    let story = begun().await;
    let (quality, research) = (story.of("approver"), story.of("research"));
    let mut device = Authenticator { counter: 5, ..Authenticator::default() };
    let added = crate::passkeys::add(quality, &mut device).await;
    let mut theirs = device_of(research).await;
    let (approval, _) = one_step(&story).await;
    let deed = answering(quality, &approval, "A").await;
    let events = quality.events(&story.project, 0).await.len();
    let at = |code: &str| no(400, &format!("/passkey/credential {code}"));

    assert_eq!(refused(&deed.by(quality, &mut theirs).await), at("passkey_wrong"), "another's");
    theirs.holder = device.holder.clone();
    assert_eq!(refused(&deed.by(quality, &mut theirs).await), at("passkey_wrong"), "another's, in my name");
    let mut forged = Authenticator { credential: device.credential.clone(), ..Authenticator::default() };
    forged.holder = device.holder.clone();
    assert_eq!(refused(&deed.by(quality, &mut forged).await), at("passkey_wrong"), "another key");
    device.origin = "https://evil.example".to_owned();
    assert_eq!(refused(&deed.by(quality, &mut device).await), at("passkey_elsewhere"));
    device.origin = ORIGIN.to_owned();
    device.verifies = false;
    assert_eq!(refused(&deed.by(quality, &mut device).await), at("passkey_unverified"));
    device.verifies = true;
    device.counter = 4;
    assert_eq!(refused(&deed.by(quality, &mut device).await), at("passkey_copied"));
    device.counter = 20;
    let challenge = deed.asked(quality).await;
    assert_eq!(refused(&deed.signed(quality, &challenge, "{}").await), at("passkey_wrong"), "no answer");
    let credential = device.answer(&deed.asked(quality).await);
    assert_eq!(
        refused(&deed.signed(quality, &deed.asked(quality).await, &credential).await),
        at("passkey_wrong"),
        "of another challenge"
    );
    let (challenge, late) = (deed.asked(quality).await, 301);
    let credential = device.answer(&challenge);
    shift(&story, late);
    assert_eq!(refused(&deed.signed(quality, &challenge, &credential).await), no(409, "challenge_void"));

    let challenge = deed.asked(quality).await;
    let credential = device.answer(&challenge);
    assert_eq!(quality.delete(&format!("/me/passkeys/{}", added["id"].as_str().unwrap())).await.0, 204);
    assert_eq!(refused(&deed.signed(quality, &challenge, &credential).await), at("passkey_wrong"), "removed");
    let none = deed.send(quality, &format!("{}/challenges", deed.path), &deed.body, &nothing()).await;
    assert_eq!(refused(&none), no(409, "no_passkey"));

    assert_eq!(quality.events(&story.project, 0).await.len(), events);
    let (told, _) = seen(quality, &approval).await;
    assert_eq!(first_seat(&told)["state"], "pending");
    responded(quality, &approval, "A", None).await;
}

/// A lead of each side signs the charter, one by passkey; its challenge is for that text.
#[tokio::test(flavor = "multi_thread")]
async fn a_charter_is_signed_by_passkey() {
    let story = both_lead().await;
    let lead = story.of("lead");
    let mut device = device_of(lead).await;
    let charter = done(lead.post(&story.in_project("/charters"), &json!({ "terms": terms() })).await);
    let at = format!("/charters/{}", charter["id"].as_str().unwrap());
    let tag = lead.send(Method::GET, &at, |request| request).await.header("etag").to_owned();
    let body = json!({ "text_hash": charter["text_hash"] });
    let deed = Deed { path: format!("{at}/signatures"), body, tag };
    let other = Deed { body: json!({ "text_hash": "0" }), path: deed.path.clone(), tag: deed.tag.clone() };
    let challenge = other.asked(lead).await;
    let credential = device.answer(&challenge);
    assert_eq!(refused(&deed.signed(lead, &challenge, &credential).await), no(409, "challenge_void"));
    let answer = deed.by(lead, &mut device).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = answer.json();
    let mut signatures = told["signers"].as_array().unwrap().iter().map(|one| &one["signature"]);
    let signature = signatures.find(|one| one.is_object()).unwrap();
    assert_eq!((&signature["method"], &signature["credential_id"]), (&json!("passkey"), &json!(device.id())));
}

/// R16: what was told by phone is confirmed by passkey.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_somebody_is_confirmed_by_passkey() {
    let story = begun().await;
    let (quality, research) = (story.of("approver"), story.of("research"));
    let mut device = device_of(quality).await;
    let (approval, _) = one_step(&story).await;
    let mut body = answering(research, &approval, "A").await.body;
    let (told, _) = seen(research, &approval).await;
    body["seat_id"] = first_seat(&told)["seat_id"].clone();
    body["person_id"] = json!(quality.person_id);
    body["reason"] = json!("They called at nine.");
    let told = act(research, &approval, "responses-on-behalf", &body).await.json();
    let typed = first_seat(&told)["provisional"]["id"].as_str().unwrap_or_default().to_owned();
    let (_, tag) = seen(quality, &approval).await;
    let path = format!("/approvals/{approval}/responses-on-behalf/{typed}/confirmation");
    let deed = Deed { path, body: json!({}), tag };
    let answer = deed.by(quality, &mut device).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = answer.json();
    let response = &first_seat(&told)["response"];
    assert_eq!((&response["signature"]["method"], &response["id"]), (&json!("passkey"), &json!(typed)));
}

/// One proof and no more; a challenge is asked for without any, in a state that was seen.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_carries_one_proof() {
    let story = begun().await;
    let quality = story.of("approver");
    let mut device = device_of(quality).await;
    let (approval, _) = one_step(&story).await;
    let deed = answering(quality, &approval, "A").await;
    let challenge = deed.asked(quality).await;
    let credential = device.answer(&challenge);
    let mut both = deed.with(&challenge, &credential);
    both["secret"] = json!(quality.password);
    assert_eq!(refused(&deed.send(quality, &deed.path, &both, &nothing()).await), no(400, "/passkey one_of"));
    let none = deed.send(quality, &deed.path, &deed.body, &nothing()).await;
    assert_eq!(refused(&none), no(400, "/secret missing"));
    let begin = format!("{}/challenges", deed.path);
    assert_eq!(refused(&deed.send(quality, &begin, &both, &nothing()).await), no(400, "/secret not_here"));
    assert_eq!(quality.post(&begin, &deed.body).await.0, 428);
    let (told, _) = seen(quality, &approval).await;
    assert_eq!(states(&told), ["open"]);
    // A revision that came meanwhile makes what was seen stale also for who has signed.
    let challenge = deed.asked(quality).await;
    let credential = device.answer(&challenge);
    let design = told["submission"]["revisions"][0]["design_id"].as_str().unwrap().to_owned();
    revised(&story, &design).await;
    assert_eq!(deed.signed(quality, &challenge, &credential).await.status, 412);
}
