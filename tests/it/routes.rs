//! Routes that a cluster saves for its projects.

use crate::approvals::{begun, no, refused, seat, step};
use dure_tests::story::{department, done, id_in};
use dure_tests::{Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

async fn saved(story: &Story, steps: Value) -> (u16, Value) {
    let body = json!({ "name": "설계 승인", "steps": steps });
    story.of("coordinator").post(&format!("/clusters/{}/routes", story.cluster), &body).await
}

/// The coordinator saves a route once; whoever leads a project of the cluster finds it and makes one of the project of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_project_takes_over_a_route_of_its_cluster() {
    let story = begun().await;
    let steps = json!([step("품질·R&D", "all", json!([seat(&story, "quality"), seat(&story, "research")]))]);
    let made = done(saved(&story, steps.clone()).await);
    let path = format!("/clusters/{}/routes", story.cluster);
    let found = done(story.of("lead").get(&path).await);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!((&found["items"][0]["id"], &found["items"][0]["name"]), (&made["id"], &"설계 승인".into()));
    let taken = json!({ "name": "설계 승인", "steps": found["items"][0]["steps"] });
    let own = done(story.of("lead").post(&story.in_project("/routes"), &taken).await);
    let parties = [story.id("quality_party"), story.id("research_party")];
    let seats = own["steps"][0]["seats"].as_array().unwrap();
    assert!(seats.iter().map(|seat| seat["party_id"].as_str().unwrap()).eq(parties));
    let cluster = done(story.of("coordinator").get(&format!("/clusters/{}", story.cluster)).await);
    assert!(cluster["allowed_actions"].as_array().unwrap().contains(&"create_route".into()));
    let told = done(story.of("lead").get(&format!("/clusters/{}", story.cluster)).await);
    assert!(!told["allowed_actions"].as_array().unwrap().contains(&"create_route".into()));
}

/// Only departments and people of firms that take part sit in it, and it must be able to decide; nothing of a refused one is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_route_of_a_cluster_names_who_takes_part_in_it() {
    let story = begun().await;
    let outside = department(story.of("outsider"), "품질").await;
    let named = |seats: Value| json!([step("Quality", "all", seats)]);
    let quality = json!({ "department_id": story.id("quality"), "kind": "required" });
    for (steps, code) in [
        (named(json!([{ "department_id": outside, "kind": "required" }])), "/steps/0/seats/0 unknown"),
        (named(json!([{ "department_id": nothing(), "kind": "required" }])), "/steps/0/seats/0 unknown"),
        (
            named(json!([{ "person_id": story.of("outsider").person_id, "kind": "required" }])),
            "/steps/0/seats/0 unknown",
        ),
        (
            named(json!([{ "party_id": story.id("quality_party"), "kind": "required" }])),
            "/steps/0/seats/0/party_id not_here",
        ),
        (named(json!([quality, quality])), "/steps/0/seats/1 duplicate"),
        (
            named(json!([{ "department_id": story.id("quality"), "kind": "informed" }])),
            "/steps nobody_decides",
        ),
        (json!([]), "/steps empty"),
    ] {
        let path = format!("/clusters/{}/routes", story.cluster);
        let body = json!({ "name": "R", "steps": steps });
        let coordinator = story.of("coordinator");
        let answer = coordinator.send(Method::POST, &path, |request| request.json(&body)).await;
        assert_eq!(refused(&answer), no(400, code), "{steps}");
    }
    let path = format!("/clusters/{}/routes", story.cluster);
    assert_eq!(done(story.of("lead").get(&path).await)["items"], json!([]));
    let escalated = |to: &str| {
        let mut steps = named(json!([quality]));
        steps[0]["on_overdue"] = "escalate".into();
        steps[0]["escalate_to_person_id"] = to.into();
        steps
    };
    let (status, problem) = saved(&story, escalated(&story.of("outsider").person_id)).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (400, &"/steps/0/escalate_to_person_id".into()));
    let made = done(saved(&story, escalated(&story.of("approver").person_id)).await);
    let again = json!({ "id": id_in(&made), "name": "R", "steps": named(json!([quality])) });
    let (status, problem) = story.of("coordinator").post(&path, &again).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("id_taken")));
}

/// A cluster keeps so many, and the pages of them follow each other.
#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_has_its_fill_of_routes() {
    let story = Story::begin_with(|config| config.limits.routes_per_cluster = 3);
    let steps = json!([step("Quality", "all", json!([seat(&story, "quality")]))]);
    for _ in 0..3 {
        done(saved(&story, steps.clone()).await);
    }
    let (status, problem) = saved(&story, steps).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("routes_full")));
    let path = format!("/clusters/{}/routes?limit=2", story.cluster);
    let first = done(story.of("lead").get(&path).await);
    let after = first["next"].as_str().unwrap();
    let rest = done(story.of("lead").get(&format!("{path}&after={after}")).await);
    assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));
    assert!(rest["next"].is_null());
}
