//! An answer on behalf of somebody, told by phone (R12, R13, R16, R26, R36, R38).

use crate::approvals::{
    act, answer, begin, begun, drawn, no, refused, responded, route, seat, seen, states, step,
};
use crate::asides::first_seat;
use dure_tests::story::done;
use dure_tests::{Answer, Client, Story};
use serde_json::{Value, json};

async fn waiting(story: &Story, steps: Value) -> (String, Value) {
    let route = route(story, steps).await;
    let (_, revision) = drawn(story, "DWG-1").await;
    let approval = begin(story, &[&revision], &route).await;
    let (told, _) = seen(story.of("approver"), &approval).await;
    (approval, told)
}

/// What somebody is said to have said.
async fn typed(by: &Client, approval: &str, person: &Client, code: &str) -> Answer {
    let (told, _) = seen(by, approval).await;
    let mut body = answer(person, &told, code, (code == "C").then_some("Hole 3."));
    body.as_object_mut().unwrap().remove("secret");
    body["seat_id"] = first_seat(&told)["seat_id"].clone();
    body["person_id"] = json!(person.person_id);
    body["reason"] = json!("They called at nine.");
    act(by, approval, "responses-on-behalf", &body).await
}

fn kinds(turns: &Value) -> Vec<&str> {
    turns["items"].as_array().unwrap().iter().map(|turn| turn["kind"].as_str().unwrap()).collect()
}

/// R16, R36: it settles nothing, names who typed it, and becomes a signature by the person's own password.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_by_phone_counts_once_who_said_it_signs_it() {
    let story = begun().await;
    let (quality, research) = (story.of("approver"), story.of("research"));
    let steps = json!([
        step("Quality", "all", json!([seat(&story, "quality")])),
        step("R&D", "all", json!([seat(&story, "research")])),
    ]);
    let (approval, _) = waiting(&story, steps).await;
    let told = typed(research, &approval, quality, "B1").await.json();
    assert_eq!(states(&told), ["open", "waiting"], "nothing is settled by it");
    let provisional = first_seat(&told)["provisional"].clone();
    assert_eq!(
        (&provisional["person_id"], &provisional["author"]["name"], &provisional["decisions"][0]["code"]),
        (&json!(quality.person_id), &"research".into(), &"B1".into())
    );
    assert_eq!(first_seat(&told).get("response"), None, "it is no answer, and no signature");
    assert_eq!(told["ball"][0]["person_id"], json!(quality.person_id));
    assert_eq!(kinds(&done(quality.get("/me/approvals").await)), ["confirm"], "in the place of the answer");
    assert_eq!(kinds(&done(research.get("/me/approvals").await)), Vec::<&str>::new());

    let path = format!("responses-on-behalf/{}/confirmation", provisional["id"].as_str().unwrap());
    let by_another = act(research, &approval, &path, &json!({ "secret": research.password })).await;
    assert_eq!(refused(&by_another), no(403, "confirmation_not_yours"));
    let unsigned = act(quality, &approval, &path, &json!({ "secret": "wrong" })).await;
    assert_eq!(refused(&unsigned), no(400, "/secret wrong_password"));
    let told = act(quality, &approval, &path, &json!({ "secret": quality.password })).await.json();
    assert_eq!(states(&told), ["done", "open"]);
    let response = &first_seat(&told)["response"];
    assert_eq!(
        (&response["author"]["name"], &response["typed_by"]["name"], &response["signature"]["name"]),
        (&"approver".into(), &"research".into(), &"approver".into())
    );
    assert_eq!((&response["id"], first_seat(&told).get("provisional")), (&provisional["id"], None));
    let again = act(quality, &approval, &path, &json!({ "secret": quality.password })).await;
    assert_eq!(refused(&again), no(409, "confirmation_closed"));
}

/// R12, R13, R16: nobody types for their own work, for another firm unless they lead, or for who may not answer.
#[tokio::test(flavor = "multi_thread")]
async fn who_types_for_somebody_is_of_their_firm_or_leads_and_never_worked_on_it() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let (approval, told) =
        waiting(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    assert_eq!(refused(&typed(lead, &approval, quality, "A").await), no(403, "own_work"));
    let colleague = story.of("observer");
    let member = story.in_project(&format!("/members/{}", colleague.person_id));
    done(lead.patch(&member, &json!({ "role": "contributor" })).await);
    assert_eq!(refused(&typed(colleague, &approval, quality, "A").await), no(403, "behalf_not_yours"));
    assert_eq!(refused(&typed(quality, &approval, quality, "A").await), no(400, "/person_id unknown"));
    assert_eq!(refused(&typed(research, &approval, colleague, "A").await), no(400, "/person_id unknown"));
    assert_eq!(refused(&typed(quality, &approval, research, "A").await), no(403, "seat_not_yours"));
    let mut body = answer(quality, &told, "C", None);
    body.as_object_mut().unwrap().remove("secret");
    body["person_id"] = json!(quality.person_id);
    body["reason"] = json!("By phone.");
    let without_why = act(research, &approval, "responses-on-behalf", &body).await;
    assert_eq!(refused(&without_why), no(400, "/decisions/0/reason missing"));
}

/// R16: who did not say it says so, and the seat waits for their answer; whoever answers first settles it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_said_is_contradicted_and_the_seat_waits() {
    let story = begun().await;
    let (quality, research) = (story.of("approver"), story.of("research"));
    let (approval, _) =
        waiting(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let told = typed(research, &approval, quality, "A").await.json();
    let id = first_seat(&told)["provisional"]["id"].as_str().unwrap().to_owned();
    let contradiction = format!("responses-on-behalf/{id}/contradiction");
    let reason = json!({ "reason": "I said C." });
    let refused = act(research, &approval, &contradiction, &reason).await;
    assert_eq!(refused.code(), "confirmation_not_yours");
    let told = act(quality, &approval, &contradiction, &reason).await.json();
    assert_eq!(first_seat(&told)["provisional"]["contradiction"], "I said C.");
    assert_eq!(kinds(&done(quality.get("/me/approvals").await)), ["answer"]);
    let again = act(quality, &approval, &contradiction, &reason).await;
    assert_eq!(again.code(), "confirmation_closed");

    // Typed again, and answered without looking at it.
    let told = typed(research, &approval, quality, "A").await.json();
    let id = first_seat(&told)["provisional"]["id"].as_str().unwrap().to_owned();
    let told = responded(quality, &approval, "C", Some("Hole 3.")).await;
    assert_eq!((&told["state"], &told["outcomes"][0]["code"]), (&"decided".into(), &"C".into()));
    let undone = act(quality, &approval, &format!("responses-on-behalf/{id}/contradiction"), &reason).await;
    assert_eq!(undone.code(), "confirmation_closed", "nothing is to undo");
    let mine = done(quality.get(&format!("/approvals/{approval}/responses")).await);
    assert_eq!(mine["items"].as_array().unwrap().len(), 1, "only what was signed is an answer");
}
