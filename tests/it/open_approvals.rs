//! What becomes of an approval that is open: taken over by a later revision, handed over, left, overdue (R14, R19, R21, R30).

use crate::approvals::{
    act, answer, begin, begun, drawn, no, refused, respond, responded, revised, revision_state, route, seat,
    seen, sent, states, step,
};
use dure_tests::Client;
use dure_tests::story::done;
use serde_json::json;

/// R21: superseding closes the open approval and begins the next in one commit; its answers stay.
#[tokio::test(flavor = "multi_thread")]
async fn a_later_revision_takes_the_place_of_what_is_being_decided() {
    let story = begun().await;
    let (lead, quality) = (story.of("lead"), story.of("approver"));
    let steps = json!([step("Both", "all", json!([seat(&story, "quality"), seat(&story, "research")]))]);
    let route = route(&story, steps).await;
    let ((design, first), (_, beside)) = (drawn(&story, "DWG-1").await, drawn(&story, "DWG-2").await);
    let approval = begin(&story, &[&first, &beside], &route).await;
    responded(quality, &approval, "B1", None).await;
    let next = revised(&story, &design).await;
    let (told, _) = seen(quality, &approval).await;
    assert_eq!(told["state"], "open", "a new revision alone changes nothing");
    let alone = act(lead, &approval, "supersessions", &sent(&[&next], &route)).await;
    assert_eq!(refused(&alone), no(409, "designs_missing"));
    let both = sent(&[&next, &beside], &route);
    assert_eq!(refused(&act(quality, &approval, "supersessions", &both).await).0, 403);
    let made = act(lead, &approval, "supersessions", &both).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.json()["submission"]["replaces_approval_id"], json!(approval));
    let (told, _) = seen(quality, &approval).await;
    assert_eq!((&told["state"], &told["closure"]["kind"]), (&"superseded".into(), &"superseded".into()));
    assert_eq!(told["steps"][0]["seats"][0]["response"]["decisions"][0]["code"], "B1");
    for (revision, state) in [(&first, "superseded"), (&beside, "in_review"), (&next, "in_review")] {
        assert_eq!(revision_state(&story, revision).await, state);
    }
    let (told, _) = seen(quality, made.json()["approval_id"].as_str().unwrap()).await;
    assert_eq!((states(&told), told["my_seat_ids"].as_array().unwrap().len()), (vec!["open"], 1));
    assert_eq!(refused(&act(lead, &approval, "supersessions", &both).await), no(409, "approval_closed"));
}

/// R14; case 64. R19; cases 52, 53.
#[tokio::test(flavor = "multi_thread")]
async fn a_seat_is_handed_over_once_within_the_firm_and_a_leaver_leaves_it_to_the_department() {
    let story = begun().await;
    let (lead, quality, research, admin) =
        (story.of("lead"), story.of("approver"), story.of("research"), story.of("customer_admin"));
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "approver")]))])).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    let mine = seen(quality, &approval).await.0["my_seat_ids"][0].clone();
    let to =
        |person: &Client| json!({ "seat_id": mine, "person_id": person.person_id, "reason": "On leave." });
    for (person, expected) in [(lead, "another firm"), (quality, "themselves")] {
        assert_eq!(
            refused(&act(quality, &approval, "delegations", &to(person)).await),
            no(400, "/person_id unknown"),
            "{expected}"
        );
    }
    let told = act(quality, &approval, "delegations", &to(research)).await.json();
    assert_eq!(told["steps"][0]["seats"][0]["state"], "delegated");
    assert_eq!(
        refused(&act(research, &approval, "delegations", &to(admin)).await),
        no(409, "delegated_once")
    );
    assert_eq!(refused(&respond(quality, &approval, "A", None).await).0, 409, "it is not theirs now");

    // Who holds it leaves the project, and comes back: the seat is the department's of who it was planned for.
    let member = story.in_project(&format!("/members/{}", research.person_id));
    done(lead.delete(&member).await);
    let (told, _) = seen(quality, &approval).await;
    assert_eq!(told["steps"][0]["seats"][0]["person_id"], json!(quality.person_id));
    let back = json!({ "person_id": research.person_id, "role": "approver" });
    done(lead.post(&story.in_project("/members"), &back).await);
    let mut body = answer(research, &told, "A", None);
    body["seat_id"] = mine.clone();
    assert_eq!(refused(&act(research, &approval, "responses", &body).await), no(403, "seat_not_yours"));
    let member = story.in_project(&format!("/members/{}", quality.person_id));
    done(lead.delete(&member).await);
    assert_eq!(quality.get(&format!("/approvals/{approval}")).await.0, 404);
    let (told, _) = seen(lead, &approval).await;
    assert_eq!(told["steps"][0]["seats"][0].get("person_id"), None, "its department's");
    assert_eq!(told["ball"][0]["party_id"], story.id("quality_party"));
    let back = json!({ "person_id": quality.person_id, "role": "approver" });
    done(lead.post(&story.in_project("/members"), &back).await);
    responded(quality, &approval, "A", None).await;
}

/// R30: what is overdue is closed as no opinion, once, also when the server was away at that time.
#[tokio::test(flavor = "multi_thread")]
async fn a_seat_that_is_overdue_lapses_once_also_after_a_restart() {
    let story = begun().await;
    let mut lapsing = step("Quality", "all", json!([seat(&story, "quality")]));
    (lapsing["on_overdue"], lapsing["due_days"]) = (json!("lapse"), json!(1));
    let steps = json!([lapsing, step("R&D", "all", json!([seat(&story, "research")]))]);
    let route = route(&story, steps).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    let story = story.restart(|_| {});
    story.app.kernel.clock.shift_to(15 * 86_400_000);
    story.app.kernel.jobs.look();
    let research = story.of("research").sign_in_again().await;
    let lapsed = async {
        loop {
            let (told, _) = seen(&research, &approval).await;
            if told["steps"][0]["seats"][0]["state"] == "lapsed" {
                return told;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let told = tokio::time::timeout(dure_tests::cast::PATIENCE, lapsed).await.expect("it lapses");
    assert_eq!((states(&told), &told["steps"][0]["outcomes"]), (vec!["done", "open"], &json!([])));
    let story = story.restart(|_| {});
    story.app.kernel.clock.shift_to(15 * 86_400_000);
    story.app.kernel.jobs.look();
    let research = story.of("research").sign_in_again().await;
    responded(&research, &approval, "A", None).await;
    let events = research.events(&story.project, 0).await;
    assert_eq!(events.iter().filter(|event| event["kind"] == "approvals.seats_lapsed").count(), 1);
}
