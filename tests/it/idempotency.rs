//! Repeated requests: one effect, one answer (case 55).

use dure_tests::cast::answer;
use dure_tests::story::done;
use dure_tests::{Answer, Client, Story, nothing};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

async fn with_key(by: &Client, method: Method, path: &str, key: &str, body: &Value) -> Answer {
    by.send(method, path, |request| request.header("idempotency-key", key).json(body)).await
}

async fn said(story: &Story, words: &str) -> usize {
    let events = story.of("lead").events(&story.project, 0).await;
    events.iter().filter(|event| event["message"]["body"] == words).count()
}

#[tokio::test]
async fn the_same_key_and_body_have_one_effect_and_one_answer_even_after_a_restart() {
    let story = Story::begin();
    let path = story.in_project("/messages");
    let body = json!({ "body": "Once." });
    let key = nothing();
    let first = with_key(story.of("lead"), Method::POST, &path, &key, &body).await;
    assert_eq!(first.status, 201, "{}", first.text);
    for _ in 0..3 {
        let again = with_key(story.of("lead"), Method::POST, &path, &key, &body).await;
        assert_eq!((again.status, &again.text), (201, &first.text));
    }
    let story = story.restart(|_| {});
    let lead = story.of("lead");
    let again = with_key(lead, Method::POST, &path, &key, &body).await;
    assert_eq!((again.status, &again.text), (201, &first.text));
    assert_eq!(said(&story, "Once.").await, 1);

    let other_body = with_key(lead, Method::POST, &path, &key, &json!({ "body": "Twice." })).await;
    assert_eq!((other_body.status, other_body.code().as_str()), (422, "idempotency_mismatch"));
    let members = story.in_project("/members");
    let other_place =
        with_key(lead, Method::POST, &members, &key, &json!({ "person_id": nothing(), "role": "lead" }))
            .await;
    assert_eq!((other_place.status, other_place.code().as_str()), (422, "idempotency_mismatch"));
    let other_person = with_key(story.of("approver"), Method::POST, &path, &key, &body).await;
    assert_eq!(other_person.status, 201, "another person's key is another key");
    assert_ne!(other_person.json()["id"], first.json()["id"]);
    assert_eq!(said(&story, "Once.").await, 2);
    assert_eq!(said(&story, "Twice.").await, 0);
}

/// For every kind of write that takes a key.
#[tokio::test]
async fn every_write_is_repeated_by_its_key() {
    let story = Story::begin();
    let (lead, coordinator, observer) = (story.of("lead"), story.of("coordinator"), story.of("observer"));
    let (cluster, firm) = (&story.cluster, &lead.firm_id);
    let project = json!({
        "code": "ONCE", "name": "Once", "customer_firm_id": story.id("customer"), "supplier_firm_ids": [firm],
    });
    let new_firm =
        json!({ "firm_name": "Once", "email": "f@example.kr", "kind": "supplier", "locale": "ko" });
    let person = json!({ "email": "p@example.kr", "name": "Once", "role": "member" });
    let member = story.in_project(&format!("/members/{}", observer.person_id));
    let admin = &story.of("customer_admin").person_id;
    let research = json!({ "department_ids": [] });
    let calls = [
        (coordinator, Method::POST, "/clusters".to_owned(), json!({ "name": "Once" })),
        (coordinator, Method::POST, format!("/clusters/{cluster}/firm-invitations"), new_firm),
        (
            coordinator,
            Method::POST,
            format!("/clusters/{cluster}/firms/{}/confirmation", story.id("waiting")),
            json!({}),
        ),
        (lead, Method::POST, format!("/clusters/{cluster}/projects"), project),
        (lead, Method::POST, format!("/firms/{firm}/departments"), json!({ "name": "Once" })),
        (lead, Method::POST, format!("/firms/{firm}/invitations"), person),
        (lead, Method::PATCH, "/me".into(), json!({ "name": "Once" })),
        (lead, Method::POST, story.in_project("/members"), json!({ "person_id": admin, "role": "observer" })),
        (lead, Method::PATCH, member.clone(), json!({ "role": "contributor" })),
        (lead, Method::DELETE, member, json!({})),
        (
            story.of("customer_admin"),
            Method::PATCH,
            format!("/people/{}", story.of("research").person_id),
            research,
        ),
    ];
    for (by, method, path, body) in &calls {
        let key = nothing();
        let first = with_key(by, method.clone(), path, &key, body).await;
        assert!(first.status < 300, "{method} {path}: {}", first.text);
        let mails = story.app.mails().len();
        let again = with_key(by, method.clone(), path, &key, body).await;
        assert_eq!((again.status, &again.text), (first.status, &first.text), "{method} {path}");
        assert!(story.app.mails().len() <= mails + 1, "a second mail");
    }
    println!("{} writes", calls.len());
}

#[tokio::test]
async fn of_many_at_once_with_one_key_one_is_done_and_the_others_wait() {
    let story = Story::begin();
    let lead = story.of("lead");
    let path = story.in_project("/messages");
    let (mut done_, mut in_flight) = (0, 0);
    for round in 0..10 {
        let (key, body) = (nothing(), json!({ "body": format!("round {round}") }));
        let answers = join_all((0..20).map(|_| with_key(lead, Method::POST, &path, &key, &body))).await;
        let mut texts = Vec::new();
        for answer in &answers {
            match (answer.status, answer.code().as_str()) {
                (201, _) => texts.push(answer.text.clone()),
                (409, "idempotency_in_flight") => in_flight += 1,
                _ => panic!("{}", answer.text),
            }
        }
        done_ += texts.len();
        texts.dedup();
        assert_eq!(texts.len(), 1);
        assert_eq!(said(&story, &format!("round {round}")).await, 1);
    }
    println!("10 rounds of 20: {done_} answered, {in_flight} told to wait");
}

#[tokio::test]
async fn a_key_is_of_visible_characters_and_there_is_one() {
    let story = Story::begin();
    let lead = story.of("lead");
    let path = story.in_project("/messages");
    let body = json!({ "body": "Not said." });
    for key in ["", "a b", "ключ", "a\tb", &"k".repeat(129)] {
        let answer = with_key(lead, Method::POST, &path, key, &body).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "validation"), "{key:?}");
        assert_eq!(answer.json()["errors"][0]["pointer"], "Idempotency-Key");
    }
    let two = lead.request(Method::POST, &path).header("idempotency-key", "a").header("idempotency-key", "b");
    assert_eq!(answer(two.json(&body)).await.status, 400);
    assert_eq!(said(&story, "Not said.").await, 0);
}

/// A key does not outlive the right: a removed member is not told again what they once were.
#[tokio::test]
async fn a_key_gives_nothing_to_who_lost_the_right() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let (path, key, body) = (story.in_project("/messages"), nothing(), json!({ "body": "Mine." }));
    assert_eq!(with_key(research, Method::POST, &path, &key, &body).await.status, 201);
    let member = story.in_project(&format!("/members/{}", research.person_id));
    done(lead.patch(&member, &json!({ "role": "observer" })).await);
    assert_eq!(with_key(research, Method::POST, &path, &key, &body).await.status, 403);
    assert_eq!(lead.delete(&member).await.0, 204);
    assert_eq!(with_key(research, Method::POST, &path, &key, &body).await.status, 404);
}

/// A refused request leaves its key free for the corrected one.
#[tokio::test]
async fn a_refusal_is_not_kept() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (path, key) = (story.in_project("/messages"), nothing());
    let refused = with_key(lead, Method::POST, &path, &key, &json!({ "body": " " })).await;
    assert_eq!(refused.status, 400);
    assert_eq!(with_key(lead, Method::POST, &path, &key, &json!({ "body": "Now." })).await.status, 201);
}
