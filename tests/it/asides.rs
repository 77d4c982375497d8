//! What the holder of a seat does before they answer: advice and holding (R12, R17, R29, R30, R33 to R35).

use crate::approvals::{act, begin, begun, drawn, no, refused, responded, route, seat, seen, step};
use crate::calls::Call;
use crate::notices::Post;
use dure_tests::story::{done, password_of};
use dure_tests::{Answer, Client, Story, nothing};
use serde_json::{Value, json};

/// A request of the matrix, on an approval.
pub(crate) fn tried(operation: &str, at: &str) -> Option<Call> {
    let post = |noun: &str, body: Value| Call {
        if_match: Some("\"AAAAAAAAAAAAAAAA\"".into()),
        ..Call::post(format!("{at}/{noun}"), body)
    };
    let seat = json!(nothing());
    Some(match operation {
        "ask_advice" => {
            post("advice", json!({ "seat_id": seat, "person_id": nothing(), "question": "Hole 3?" }))
        }
        "answer_advice" => post(&format!("advice/{}/answer", nothing()), json!({ "body": "12 mm." })),
        "withdraw_advice" => post("advice-withdrawals", json!({ "advice_id": nothing() })),
        "hold_seat" => post("holds", json!({ "seat_id": seat, "reason": "The measure is not here." })),
        "release_seat" => post("releases", json!({ "seat_id": seat })),
        "respond_on_behalf" => post(
            "responses-on-behalf",
            json!({ "seat_id": seat, "person_id": nothing(), "reason": "By phone." }),
        ),
        "confirm_response" => post(
            &format!("responses-on-behalf/{}/confirmation", nothing()),
            json!({ "secret": password_of("approver") }),
        ),
        "contradict_response" => post(
            &format!("responses-on-behalf/{}/contradiction", nothing()),
            json!({ "reason": "I did not say that." }),
        ),
        _ => return None,
    })
}

pub(crate) fn first_seat(told: &Value) -> &Value {
    &told["steps"][0]["seats"][0]
}

fn may(told: &Value, action: &str) -> bool {
    told["allowed_actions"].as_array().unwrap().contains(&json!(action))
}

async fn turns(by: &Client) -> Vec<Value> {
    done(by.get("/me/approvals").await)["items"].as_array().unwrap().clone()
}

/// One approval that waits for quality alone, with its first seat.
async fn waiting(story: &Story) -> (String, Value) {
    let route = route(story, json!([step("Quality", "all", json!([seat(story, "quality")]))])).await;
    let (_, revision) = drawn(story, "DWG-1").await;
    let approval = begin(story, &[&revision], &route).await;
    let (told, _) = seen(story.of("approver"), &approval).await;
    (approval, first_seat(&told)["seat_id"].clone())
}

async fn asked(by: &Client, approval: &str, seat: &Value, to: &Client) -> Answer {
    let body = json!({ "seat_id": seat, "person_id": to.person_id, "question": "Is hole 3 deep enough?" });
    act(by, approval, "advice", &body).await
}

/// R17, R29, R35.
#[tokio::test(flavor = "multi_thread")]
async fn advice_is_with_who_was_asked_for_who_asks_and_comes_back() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let (approval, seat) = waiting(&story).await;
    let (before, _) = seen(quality, &approval).await;
    assert!(may(&before, "ask_advice") && !may(&before, "answer_advice"));

    assert_eq!(refused(&asked(quality, &approval, &seat, quality).await), no(400, "/person_id unknown"));
    let observer = story.of("observer");
    assert_eq!(refused(&asked(quality, &approval, &seat, observer).await), no(400, "/person_id unknown"));
    assert_eq!(refused(&asked(research, &approval, &seat, lead).await), no(403, "seat_not_yours"));
    let told = asked(quality, &approval, &seat, lead).await.json();
    assert_eq!(told["ball"][0]["with_person_id"], json!(lead.person_id));
    assert_eq!(told["ball"][0]["party_id"], story.id("quality_party"), "it stays whose it is");
    assert_eq!(first_seat(&told)["due_at"], first_seat(&before)["due_at"], "and so does its day");
    let advice = first_seat(&told)["advice"][0].clone();
    assert_eq!((&advice["state"], &advice["author"]["name"]), (&"asked".into(), &"approver".into()));
    assert_eq!(refused(&asked(quality, &approval, &seat, research).await), no(409, "advice_asked"));

    let (own, theirs) = (turns(lead).await, turns(quality).await);
    assert_eq!((&own[0]["kind"], &own[0]["author"]["name"]), (&"advice".into(), &"approver".into()));
    assert_eq!(
        (&theirs[0]["kind"], &theirs[0]["with_person_id"]),
        (&"answer".into(), &json!(lead.person_id))
    );
    let said = json!({ "body": "Yes, 12 mm." });
    let answer = format!("advice/{}/answer", advice["id"].as_str().unwrap());
    let (told, _) = seen(lead, &approval).await;
    assert!(may(&told, "answer_advice") && !may(&told, "respond_approval"), "one level");
    assert_eq!(act(research, &approval, &answer, &said).await.code(), "advice_not_yours");
    let told = act(lead, &approval, &answer, &said).await.json();
    assert_eq!((told["ball"][0].get("with_person_id"), turns(lead).await.len()), (None, 0), "it came back");
    assert_eq!(first_seat(&told)["advice"][0]["answer"], "Yes, 12 mm.");
    assert_eq!(act(lead, &approval, &answer, &said).await.code(), "advice_closed");

    // Who holds it need not wait: answering closes what was asked.
    asked(quality, &approval, &seat, research).await;
    let told = responded(quality, &approval, "A", None).await;
    let states: Vec<&Value> =
        first_seat(&told)["advice"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["answered", "closed"]);
    assert_eq!(turns(research).await, Vec::<Value>::new());
}

/// R17: the question is withdrawn by who asked, and closed when who was asked leaves the project.
#[tokio::test(flavor = "multi_thread")]
async fn advice_that_nobody_waits_for_is_nobodys_turn() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let (approval, seat) = waiting(&story).await;
    let told = asked(quality, &approval, &seat, research).await.json();
    let body = json!({ "advice_id": first_seat(&told)["advice"][0]["id"] });
    assert_eq!(act(lead, &approval, "advice-withdrawals", &body).await.code(), "seat_not_yours");
    let told = act(quality, &approval, "advice-withdrawals", &body).await.json();
    assert_eq!(first_seat(&told)["advice"][0]["state"], "withdrawn");
    assert_eq!(turns(research).await.len(), 0);
    asked(quality, &approval, &seat, research).await;
    assert_eq!(turns(research).await.len(), 1);
    done(lead.delete(&story.in_project(&format!("/members/{}", research.person_id))).await);
    let (told, _) = seen(quality, &approval).await;
    assert_eq!(first_seat(&told)["advice"][1]["state"], "closed");
    assert!(may(&told, "ask_advice"));
}

/// R33, R34: what is asked stands in no event of a restricted design, and in a sealed step who was asked reads it.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_read_by_who_may_look_and_in_a_sealed_step_by_who_was_asked() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let mut sealed = step("Both", "all", json!([seat(&story, "quality"), seat(&story, "research")]));
    sealed["sealed"] = json!(true);
    let route = route(&story, json!([sealed])).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    let (told, _) = seen(quality, &approval).await;
    asked(quality, &approval, &first_seat(&told)["seat_id"], lead).await;
    let question = async |by: &Client| {
        let (told, _) = seen(by, &approval).await;
        first_seat(&told)["advice"][0]["question"].clone()
    };
    assert_eq!(question(lead).await, "Is hole 3 deep enough?");
    assert_eq!(question(quality).await, "Is hole 3 deep enough?");
    assert_eq!(question(research).await, "", "it is sealed for them");
    let events = lead.events(&story.project, 0).await;
    let event = events.iter().find(|event| event["kind"] == "approvals.advice_asked").unwrap();
    assert_eq!(first_seat(&event["approval"])["advice"][0]["question"], "");
}

/// R12, R29, R30, R35: the seat stays whose it is, everyone sees why, its day stays, and answering ends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_held_seat_says_why_and_stays_due() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let (approval, seat) = waiting(&story).await;
    let (before, _) = seen(quality, &approval).await;
    let body = json!({ "seat_id": seat, "reason": "The measured values come on Monday." });
    let without = act(quality, &approval, "holds", &json!({ "seat_id": seat, "reason": " " })).await;
    assert_eq!(refused(&without), no(400, "/reason empty"));
    assert_eq!(refused(&act(research, &approval, "holds", &body).await), no(403, "seat_not_yours"));
    let past = json!({ "seat_id": seat, "reason": "Monday.", "until": "2020-01-01" });
    assert_eq!(refused(&act(quality, &approval, "holds", &past).await), no(400, "/until range"));
    let told = act(quality, &approval, "holds", &body).await.json();
    assert_eq!(first_seat(&told)["due_at"], first_seat(&before)["due_at"]);
    let (told, _) = seen(lead, &approval).await;
    let hold = &first_seat(&told)["hold"];
    assert_eq!((&hold["reason"], &hold["author"]["name"]), (&body["reason"], &"approver".into()));
    assert_eq!(turns(quality).await[0]["held_since"], hold["at"]);
    let release = json!({ "seat_id": seat });
    let refused = act(lead, &approval, "releases", &release).await;
    assert_eq!(refused.code(), "seat_not_yours", "a lead of the other side");
    let member = story.in_project(&format!("/members/{}", story.of("customer_admin").person_id));
    done(lead.patch(&member, &json!({ "role": "lead" })).await);
    let told = act(story.of("customer_admin"), &approval, "releases", &release).await.json();
    assert_eq!(first_seat(&told).get("hold"), None);
    assert_eq!(act(quality, &approval, "releases", &release).await.code(), "seat_not_held");
    act(quality, &approval, "holds", &body).await;
    let told = responded(quality, &approval, "A", None).await;
    assert_eq!(first_seat(&told).get("hold"), None, "answering ends it");
}

/// R30: nobody is reminded of a held seat; once it is released, they are.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_of_a_held_seat() {
    let (post, (approval, seat)) = Post::begin_after(None, async |story| {
        let (approval, seat) = waiting(story).await;
        let body = json!({ "seat_id": seat, "reason": "The measured values come late." });
        assert_eq!(act(story.of("approver"), &approval, "holds", &body).await.status, 200);
        (approval, seat)
    })
    .await;
    let reminded = async |day: u64| {
        post.at(day, "19:00").await;
        let (told, _) = seen(&post.of("approver").await, &approval).await;
        told["steps"][0]["reminded"].as_i64().unwrap_or(0)
    };
    assert_eq!(reminded(8).await, 0, "it is late, and it rests");
    let quality = post.of("approver").await;
    assert_eq!(act(&quality, &approval, "releases", &json!({ "seat_id": seat })).await.status, 200);
    assert!(reminded(10).await > 0, "it does not rest any more");
}

/// R17: who was asked is told by mail, and who asked when the answer is there; neither mail says what was said.
#[tokio::test(flavor = "multi_thread")]
async fn advice_is_told_by_mail_to_who_was_asked_and_back() {
    let (post, (approval, seat)) = Post::begin_after(None, waiting).await;
    post.read("approver").await;
    post.at(0, "10:00").await;
    let before = post.to("approver").len();
    let (lead, quality) = (post.of("lead").await, post.of("approver").await);
    let told = asked(&quality, &approval, &seat, &lead).await.json();
    post.at(0, "11:00").await;
    let mail = post.to("lead").pop().expect("a mail");
    assert!(mail.body.contains("Advice asked") && !mail.body.contains("hole 3"), "{}", mail.body);
    let id = first_seat(&told)["advice"][0]["id"].as_str().unwrap();
    let lead = post.of("lead").await;
    let answer = format!("advice/{id}/answer");
    assert_eq!(act(&lead, &approval, &answer, &json!({ "body": "12 mm." })).await.status, 200);
    post.at(0, "13:00").await;
    assert_eq!(post.to("approver").len(), before + 1, "it came back");
}

/// R30: once a seat is late, whom the route names is told, once, also after a restart; they answer if they are of its party, and
/// else skip the step.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_seat_is_told_once_to_whom_the_route_names() {
    let story = begun().await;
    let admin = story.of("customer_admin").person_id.clone();
    let mut escalating = step("Quality", "all", json!([seat(&story, "quality")]));
    (escalating["on_overdue"], escalating["due_days"]) = (json!("escalate"), json!(1));
    let path = story.in_project("/routes");
    let body = |step: &Value| json!({ "name": "R", "steps": [step] });
    let lead = story.of("lead");
    let missing = lead.post(&path, &body(&escalating)).await.1;
    assert_eq!(missing["errors"][0]["pointer"], "/steps/0/escalate_to_person_id");
    escalating["escalate_to_person_id"] = json!(story.of("observer").person_id);
    assert_eq!(lead.post(&path, &body(&escalating)).await.1["errors"][0]["code"], "unknown");
    escalating["escalate_to_person_id"] = json!(admin);
    let route =
        route(&story, json!([escalating, step("R&D", "all", json!([seat(&story, "research")]))])).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    assert_eq!(turns(story.of("customer_admin")).await.len(), 0, "nobody is late");
    let later = |story: &Story| {
        story.app.kernel.clock.shift_to(15 * 86_400_000);
        story.app.kernel.jobs.look();
    };
    let story = story.restart(|_| {});
    later(&story);
    let admin = story.of("customer_admin").sign_in_again().await;
    let told = async {
        loop {
            let (told, _) = seen(&admin, &approval).await;
            if first_seat(&told).get("escalated").is_some() {
                return told;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let told = tokio::time::timeout(dure_tests::cast::PATIENCE, told).await.expect("it is told");
    assert_eq!(first_seat(&told)["state"], "pending", "the seat is whose it was");
    assert_eq!(turns(&admin).await[0]["kind"], "escalated");
    assert!(may(&told, "skip_step") && !may(&told, "respond_approval"), "another department's");
    let story = story.restart(|_| {});
    later(&story);
    let admin = story.of("customer_admin").sign_in_again().await;
    let skipped = act(&admin, &approval, "skips", &json!({ "step": 1, "reason": "They are away." })).await;
    assert_eq!(skipped.status, 200, "{}", skipped.text);
    let events = admin.events(&story.project, 0).await;
    assert_eq!(events.iter().filter(|event| event["kind"] == "approvals.seats_escalated").count(), 1);
    assert_eq!(turns(&admin).await.len(), 0);
}
