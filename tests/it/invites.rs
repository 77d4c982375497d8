//! Invitations, links, mails, and what a newcomer may bring.

use dure_tests::story::{bring_person, done, email_of, password_of};
use dure_tests::{Client, Story, database, nothing};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "nine looms above the mill";

pub(crate) fn acceptance() -> Value {
    json!({ "name": "New Person", "password": PASSWORD, "locale": "es", "time_zone": "America/Monterrey" })
}

/// Invites a person; answers the path of the link and its secret.
pub(crate) async fn invite(by: &Client, email: &str, role: &str) -> (String, String) {
    let path = format!("/firms/{}/invitations", by.firm_id);
    let body = json!({ "email": email, "name": "New", "role": role, "department_ids": [] });
    let invited = done(by.post(&path, &body).await);
    let path = format!("{path}/{}/link", invited["invitation_id"].as_str().unwrap());
    let link = done(by.get(&path).await);
    (path, link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned())
}

pub(crate) async fn accept(story: &Story, token: &str, body: &Value) -> (u16, Value) {
    story.nobody().post(&format!("/invitations/{token}/acceptance"), body).await
}

/// Case 24.
#[tokio::test]
async fn a_link_gives_what_was_invited_and_nothing_that_the_newcomer_adds() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (_, token) = invite(lead, "new@example.kr", "member").await;
    let extra = [
        ("role", json!("admin")),
        ("firm_id", json!(story.id("customer"))),
        ("cluster_id", json!(story.other_cluster)),
        ("email", json!("other@example.kr")),
        ("department_ids", json!([story.id("quality")])),
        ("status", json!("active")),
        ("id", json!(nothing())),
    ];
    for (field, value) in &extra {
        let mut body = acceptance();
        body[field] = value.clone();
        let (status, problem) = accept(&story, &token, &body).await;
        assert_eq!((status, problem["errors"][0]["code"].as_str()), (400, Some("unknown_field")), "{field}");
    }
    let (id, mac) = token.split_once('.').unwrap();
    let (_, other) = invite(story.of("customer_admin"), "another@example.kr", "member").await;
    let swapped = format!("{}.{mac}", other.split_once('.').unwrap().0);
    for changed in
        [swapped, format!("{id}."), id.to_owned(), format!("{id}.{}", &mac[1..]), format!("{token}.x")]
    {
        assert_eq!(accept(&story, &changed, &acceptance()).await.0, 404, "{changed}");
        assert_eq!(story.nobody().get(&format!("/invitations/{changed}")).await.0, 404, "{changed}");
    }
    let (status, grant) = accept(&story, &token, &acceptance()).await;
    assert_eq!(status, 201, "{grant}");
    let person = &grant["person"];
    assert_eq!(person["firm_id"], lead.firm_id.as_str());
    assert_eq!((person["role"].as_str(), person["email"].as_str()), (Some("member"), Some("new@example.kr")));
    assert_eq!(person["locale"], "es");
    println!("{} fields, 5 changed links", extra.len());
}

/// Case 25.
#[tokio::test]
async fn of_twenty_who_use_a_link_at_once_one_comes_in() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (_, token) = invite(lead, "new@example.kr", "member").await;
    let before = done(lead.get(&format!("/firms/{}/people?limit=200", lead.firm_id)).await);
    let body = acceptance();
    let answers = join_all((0..20).map(|_| accept(&story, &token, &body))).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1, "{answers:?}");
    for (status, body) in answers.iter().filter(|(status, _)| *status != 201) {
        assert_eq!((*status, body["code"].as_str()), (409, Some("invitation_void")), "{body}");
    }
    let after = done(lead.get(&format!("/firms/{}/people?limit=200", lead.firm_id)).await);
    let count = |page: &Value| page["items"].as_array().unwrap().len();
    assert_eq!(count(&after), count(&before) + 1);
    let events = done(lead.get(&format!("/firms/{}/events?limit=200", lead.firm_id)).await);
    let joined = events["items"].as_array().unwrap().iter().filter(|event| {
        event["kind"] == "people.person_joined" && event["person"]["email"] == "new@example.kr"
    });
    assert_eq!(joined.count(), 1);
}

/// Case 26.
#[tokio::test]
async fn a_link_is_void_once_its_inviter_is_gone_or_its_time_is_over() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (_, token) = invite(lead, "second.admin@example.kr", "admin").await;
    let body = acceptance();
    let (_, grant) = accept(&story, &token, &body).await;
    let second = Client::granted(story.app.address, &grant, "second.admin@example.kr", PASSWORD);
    let (path, token) = invite(&second, "new@example.kr", "admin").await;
    assert_eq!(story.nobody().get(&format!("/invitations/{token}")).await.0, 200);
    assert_eq!(lead.get(&path).await.0, 404, "case 27: another administrator is not the inviter");

    done(lead.patch(&format!("/people/{}", second.person_id), &json!({ "status": "locked" })).await);
    for (status, body) in
        [story.nobody().get(&format!("/invitations/{token}")).await, accept(&story, &token, &body).await]
    {
        assert_eq!((status, body["code"].as_str()), (409, Some("invitation_void")));
    }
    let (_, late) = invite(lead, "late@example.kr", "member").await;
    story.app.kernel.clock.shift_to(14 * 86_400_000 - 60_000);
    assert_eq!(story.nobody().get(&format!("/invitations/{late}")).await.0, 200);
    story.app.kernel.clock.shift_to(14 * 86_400_000 + 1_000);
    assert_eq!(accept(&story, &late, &body).await.1["code"], "invitation_void");
    let (status, _) =
        story.nobody().post("/sessions", &json!({ "email": "late@example.kr", "password": PASSWORD })).await;
    assert_eq!(status, 401, "a refused acceptance made an account");
}

/// Case 27.
#[tokio::test]
async fn the_secret_of_a_link_is_for_its_inviter_and_the_coordinator_alone() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    let (path, token) = invite(lead, "new@example.kr", "member").await;
    let body =
        json!({ "firm_name": "New Firm", "email": "firm@example.kr", "kind": "supplier", "locale": "ko" });
    let invited =
        done(coordinator.post(&format!("/clusters/{}/firm-invitations", story.cluster), &body).await);
    let firm_path = format!(
        "/clusters/{}/firm-invitations/{}/link",
        story.cluster,
        invited["invitation_id"].as_str().unwrap()
    );
    let firm_link = done(coordinator.get(&firm_path).await);
    let firm_token = firm_link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let secrets = [token.split_once('.').unwrap().1, firm_token.split_once('.').unwrap().1];

    let lists = [
        format!("/firms/{}/invitations", lead.firm_id),
        format!("/firms/{}/events", lead.firm_id),
        format!("/firms/{}", lead.firm_id),
        format!("/clusters/{}/firms", story.cluster),
        format!("/clusters/{}/events", story.cluster),
        format!("/clusters/{}", story.cluster),
    ];
    let mut read = 0;
    for (part, by) in &story.people {
        for list in &lists {
            let answer = by.send(Method::GET, list, |request| request).await;
            assert!(secrets.iter().all(|secret| !answer.text.contains(secret)), "{part} in {list}");
            read += 1;
        }
        if *part != "lead" {
            assert_ne!(by.get(&path).await.0, 200, "{part}");
        }
        if *part != "coordinator" {
            assert_ne!(by.get(&firm_path).await.0, 200, "{part}");
        }
    }
    drop(story.app.mail_to("firm@example.kr").await);
    let Story { app, .. } = story;
    let folder = app.cut();
    let bytes = database::bytes(folder.path());
    assert!(!bytes.is_empty());
    for secret in secrets {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "a secret is stored");
    }
    println!("{read} lists read");
}

/// Case 28.
#[tokio::test]
async fn somebody_who_is_signed_in_cannot_use_anothers_link() {
    let story = Story::begin();
    let (_, token) = invite(story.of("lead"), "new@example.kr", "member").await;
    let path = format!("/invitations/{token}/acceptance");
    let (status, body) = story.of("approver").post(&path, &acceptance()).await;
    assert_eq!((status, body["code"].as_str()), (409, Some("signed_in")), "{body}");
    assert_eq!(story.of("locked").post(&path, &acceptance()).await.0, 201, "an ended session is nobody's");
}

/// A person who has an account cannot be made twice, and the inviter does not learn of it.
#[tokio::test]
async fn inviting_an_address_that_has_an_account_tells_nothing() {
    let story = Story::begin();
    let lead = story.of("lead");
    let before = story.of("outsider").get("/me").await;
    let (_, known) = invite(lead, &email_of("outsider").to_uppercase(), "member").await;
    let (_, unknown) = invite(lead, "unknown@example.kr", "member").await;
    let keys = |token: String| {
        let nobody = story.nobody();
        async move {
            let (status, body) = nobody.get(&format!("/invitations/{token}")).await;
            (status, body.as_object().unwrap().keys().cloned().collect::<Vec<_>>())
        }
    };
    assert_eq!(keys(known.clone()).await, keys(unknown).await);
    let (status, body) = accept(&story, &known, &acceptance()).await;
    assert_eq!((status, body["code"].as_str()), (409, Some("email_taken")));
    assert_eq!(story.of("outsider").get("/me").await, before);
    let body = json!({ "email": email_of("outsider"), "password": password_of("outsider") });
    assert_eq!(story.nobody().post("/sessions", &body).await.0, 201);
}

/// Case 33.
#[tokio::test]
async fn nobody_comes_in_without_an_invitation() {
    let story = Story::begin();
    let nobody = story.nobody();
    let body = json!({
        "email": "walk.in@example.kr", "password": PASSWORD, "name": "Walk In", "locale": "ko",
        "time_zone": "Asia/Seoul", "firm_name": "Walk In", "cluster_name": "Walk In",
    });
    let mut tried = 0;
    for path in [
        "/setup",
        "/people",
        "/users",
        "/accounts",
        "/register",
        "/signup",
        "/sign-up",
        "/me",
        "/firms",
        "/clusters",
        "/invitations",
        "/sessions/signup",
        "/password-resets/x",
        "/import",
        "/imports/people",
    ] {
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            let status = nobody.send(method.clone(), path, |request| request.json(&body)).await.status;
            assert!(matches!(status, 401 | 404 | 405 | 409), "{method} {path}: {status}");
            tried += 1;
        }
    }
    let firm = story.id("supplier");
    for path in [
        format!("/firms/{firm}/people"),
        format!("/firms/{firm}/invitations"),
        format!("/clusters/{}/firms", story.cluster),
    ] {
        let status = nobody.post(&path, &body).await.0;
        assert!(matches!(status, 401 | 404 | 405), "{path}: {status}");
    }
    let mut socket = dure_tests::Socket::open(story.app.address).await;
    socket.send(&json!({ "op": "register", "email": "walk.in@example.kr", "password": PASSWORD })).await;
    assert_eq!(socket.ending().await.0, 4400);
    let sign_in = json!({ "email": "walk.in@example.kr", "password": PASSWORD });
    assert_eq!(nobody.post("/sessions", &sign_in).await.0, 401);
    println!("{tried} ways in");
}

/// An administrator's mails are bounded in a day.
#[tokio::test]
async fn invitations_are_limited_per_person_and_day() {
    let story = Story::begin_with(|config| config.limits.invitations_per_day = 3);
    let lead = story.of("lead");
    let mut statuses = Vec::new();
    for n in 0..6 {
        let body = json!({ "email": format!("n{n}@example.kr"), "name": "New", "role": "member" });
        statuses.push(lead.post(&format!("/firms/{}/invitations", lead.firm_id), &body).await.0);
    }
    assert_eq!(statuses, [201, 201, 201, 429, 429, 429]);
    let newcomer = bring_person(&story.app, story.of("customer_admin"), "newcomer", &[]).await;
    assert_eq!(newcomer.get("/me").await.0, 200, "another person's day is their own");
}
