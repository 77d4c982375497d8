//! Changes that are bound to the state they were decided on.

use crate::calls::call;
use crate::matrix::operations_with;
use dure_tests::story::done;
use dure_tests::{Answer, Client, Story};
use reqwest::Method;
use serde_json::{Value, json};

async fn tag_of(by: &Client, path: &str) -> String {
    let answer = by.send(Method::GET, path, |request| request).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.header("etag").to_owned()
}

async fn patch(by: &Client, path: &str, tag: &str, body: &Value) -> Answer {
    by.send(Method::PATCH, path, |request| request.header("if-match", tag).json(body)).await
}

/// The ends of every record that the lead reads, and what a refused change must not move.
async fn heads(story: &Story) -> Vec<i64> {
    let lead = story.of("lead");
    let mut heads = Vec::new();
    for path in [story.in_project("/events?limit=1"), format!("/firms/{}/events?limit=1", lead.firm_id)] {
        heads.push(done(lead.get(&path).await)["head"].as_i64().unwrap());
    }
    heads
}

/// A path, and two changes that the lead may both make.
fn changes(story: &Story) -> [(String, [Value; 2]); 5] {
    let observer = &story.of("observer").person_id;
    [
        (
            format!("/firms/{}", story.id("supplier")),
            [json!({ "business_number": "124-81-00998" }), json!({ "clear": ["business_number"] })],
        ),
        (story.in_project(""), [json!({ "due_on": "2027-06-30" }), json!({ "due_on": "2027-07-31" })]),
        ("/me".into(), [json!({ "locale": "ko" }), json!({ "locale": "es" })]),
        (
            story.in_project(&format!("/members/{observer}")),
            [json!({ "role": "approver" }), json!({ "role": "contributor" })],
        ),
        (format!("/people/{observer}"), [json!({ "status": "locked" }), json!({ "status": "active" })]),
    ]
}

/// Case 60: one after the other, and both at once.
#[tokio::test]
async fn of_two_changes_with_one_tag_one_is_made_and_the_other_leaves_nothing() {
    let story = Story::begin();
    let lead = story.of("lead");
    for (path, [first, second]) in changes(&story) {
        let seen = tag_of(lead, &path).await;
        let made = patch(lead, &path, &seen, &first).await;
        assert_eq!(made.status, 200, "{path}: {}", made.text);
        assert_eq!(made.header("etag"), tag_of(lead, &path).await, "the answer carries the new tag");
        assert_ne!(made.header("etag"), seen);
        let before = heads(&story).await;
        let refused = patch(lead, &path, &seen, &second).await;
        assert_eq!((refused.status, refused.code().as_str()), (412, "precondition_failed"), "{path}");
        assert_eq!(heads(&story).await, before, "{path}: a refused change left an event");
        assert_eq!(patch(lead, &path, made.header("etag"), &second).await.status, 200, "{path}");
    }
    let mut rounds = 0;
    for _ in 0..10 {
        for (path, [first, second]) in changes(&story) {
            let seen = tag_of(lead, &path).await;
            let before: i64 = heads(&story).await.iter().sum();
            let (one, other) =
                tokio::join!(patch(lead, &path, &seen, &first), patch(lead, &path, &seen, &second));
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            // One of the two may ask for what is already so: that changes nothing, and its tag still holds.
            let changed = heads(&story).await.iter().sum::<i64>() - before;
            assert!(changed <= 1, "{path}: {changed} changes with one tag");
            assert!(statuses == [200, 412] || statuses == [200, 200], "{path}: {statuses:?}");
            rounds += usize::from(statuses == [200, 412]);
        }
    }
    println!("{rounds} races of 50 had a loser");
    assert!(rounds >= 10);
}

/// Case 60, for what is taken away.
#[tokio::test]
async fn who_looked_before_a_role_changed_removes_nobody() {
    let story = Story::begin();
    let (lead, observer) = (story.of("lead"), &story.of("observer").person_id);
    let path = story.in_project(&format!("/members/{observer}"));
    let seen = tag_of(lead, &path).await;
    done(lead.patch(&path, &json!({ "role": "approver" })).await);
    let remove = |tag: String| lead.send(Method::DELETE, &path, |request| request.header("if-match", tag));
    assert_eq!(remove(seen).await.status, 412);
    assert_eq!(lead.get(&path).await.0, 200, "still a member");
    assert_eq!(remove(tag_of(lead, &path).await).await.status, 204);
    assert_eq!(lead.get(&path).await.0, 404);
}

/// A retry with the same key is the first request again, although the tag is old by then.
#[tokio::test]
async fn a_repeat_of_a_change_that_was_made_gets_its_answer() {
    let story = Story::begin();
    let lead = story.of("lead");
    let seen = tag_of(lead, "/me").await;
    let send = || {
        let body = json!({ "name": "Once" });
        let seen = seen.clone();
        lead.send(Method::PATCH, "/me", move |request| {
            request.header("if-match", seen).header("idempotency-key", "once").json(&body)
        })
    };
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status, again.status), (200, 200), "{}", again.text);
    assert_eq!((first.json(), first.header("etag")), (again.json(), again.header("etag")));
}

/// What is personal in an answer is no part of the tag, and neither is what goes on around the resource.
#[tokio::test]
async fn everyone_who_sees_one_state_holds_one_tag() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let observer = &story.of("observer").person_id;
    let seen = [
        (story.in_project(""), approver),
        (story.in_project(&format!("/members/{observer}")), approver),
        (format!("/clusters/{}", story.cluster), story.of("coordinator")),
    ];
    let mut tags = Vec::new();
    for (path, colleague) in &seen {
        let (one, other) = (done(lead.get(path).await), done(colleague.get(path).await));
        assert_ne!(one["allowed_actions"], other["allowed_actions"], "{path}: the answers do differ");
        assert_eq!(tag_of(lead, path).await, tag_of(colleague, path).await, "{path}");
        tags.push(tag_of(lead, path).await);
    }
    // A lead of a project sees no address of the customer's people; their administrator does.
    let person = format!("/people/{}", approver.person_id);
    assert!(done(lead.get(&person).await)["email"].is_null());
    assert_eq!(done(story.of("customer_admin").get(&person).await)["email"], approver.email.as_str());
    let tag = tag_of(lead, &person).await;
    assert_eq!(tag, tag_of(story.of("customer_admin"), &person).await);
    assert_eq!(tag, tag_of(approver, "/me").await, "a person's own view is the same resource");

    lead.say(&story.project, "The tag stays.").await;
    for ((path, _), tag) in seen.iter().zip(&tags) {
        assert_eq!(tag_of(lead, path).await, *tag, "{path}");
    }
}

/// Case 61, for every operation that may carry a tag; the others have no use for one.
#[tokio::test]
async fn a_star_a_weak_tag_or_no_tag_at_all_is_refused_wherever_a_tag_counts() {
    let conditional = operations_with(|operation| {
        let parameters = operation["parameters"].as_array().unwrap();
        let declares = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
        let is_bound = declares("If-Match") || declares("Tus-Resumable");
        assert_eq!(is_bound, !operation["responses"]["412"].is_null(), "{operation}");
        declares("If-Match")
    });
    let story = Story::begin();
    let lead = story.of("lead");
    let bad = ["*", "W/\"x\"", "x", "\"x", "\"x\", \"y\"", ""];
    for operation in &conditional {
        for tag in bad {
            let target = match operation.as_str() {
                "update_project" | "update_member" | "remove_member" => "project",
                "update_meeting" | "confirm_meeting" => "project",
                _ if operation.contains("approval")
                    || operation.ends_with("_seat")
                    || operation == "skip_step" =>
                {
                    "of lead"
                }
                "update_firm" => "supplier",
                _ => "observer",
            };
            let call = call(&story, lead, operation, target).await;
            let before = heads(&story).await;
            let answer = lead
                .send(call.method, &call.path, |request| {
                    let request = request.header("if-match", tag);
                    match &call.body {
                        Some(body) => request.json(body),
                        None => request,
                    }
                })
                .await;
            let fault = &answer.json()["errors"][0];
            assert_eq!(
                (answer.status, fault["code"].as_str(), fault["pointer"].as_str()),
                (400, Some("etag"), Some("If-Match")),
                "{operation} with {tag:?}: {}",
                answer.text
            );
            assert_eq!(heads(&story).await, before, "a refused change left an event");
        }
    }
    println!("{} operations, {} bad tags each", conditional.len(), bad.len());
    assert!(conditional.len() >= 5);
}
