//! Approvals: routes, submissions, seats, answers that are signed (R1 to R20, R23, R26, R34 to R38, R41).

use crate::calls::Call;
use crate::designs::{design, draft, submit};
use crate::files::upload;
use crate::files_stored::place;
use dure_tests::story::{done, id_in, password_of};
use dure_tests::{Answer, Client, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

/// The story with three who decide on the customer's side: quality, R&D, and the firm's administrator.
pub(crate) async fn begun() -> Story {
    let story = Story::begin();
    let lead = story.of("lead");
    let research = story.in_project(&format!("/members/{}", story.of("research").person_id));
    done(lead.patch(&research, &json!({ "role": "approver" })).await);
    let admin = json!({ "person_id": story.of("customer_admin").person_id, "role": "approver" });
    done(lead.post(&story.in_project("/members"), &admin).await);
    story
}

pub(crate) fn step(name: &str, mode: &str, seats: Value) -> Value {
    json!({ "name": name, "mode": mode, "due_days": 3, "on_overdue": "remind", "seats": seats })
}

pub(crate) fn seat(story: &Story, who: &str) -> Value {
    match who {
        "quality" | "research" => json!({ "department_id": story.id(who), "kind": "required" }),
        _ => json!({ "person_id": story.of(who).person_id, "kind": "required" }),
    }
}

/// A route of the project.
pub(crate) async fn route(story: &Story, steps: Value) -> String {
    let body = json!({ "name": "검사지그 승인", "steps": steps });
    id_in(&done(story.of("lead").post(&story.in_project("/routes"), &body).await))
}

/// A submitted revision of a new design of the lead.
pub(crate) async fn drawn(story: &Story, number: &str) -> (String, Value) {
    let lead = story.of("lead");
    let design = id_in(&design(lead, &story.project, number, None).await);
    (design.clone(), revised(story, &design).await)
}

pub(crate) async fn revised(story: &Story, design: &str) -> Value {
    let lead = story.of("lead");
    let file = upload(lead, &story.project, "a.pdf", nothing().as_bytes()).await;
    let revision = done(draft(lead, design, &[&file], None).await);
    done(submit(lead, &revision).await)
}

pub(crate) fn sent(revisions: &[&Value], route: &str) -> Value {
    let ids: Vec<&Value> = revisions.iter().map(|revision| &revision["id"]).collect();
    json!({ "revision_ids": ids, "purpose": "For manufacture.", "route_id": route })
}

pub(crate) async fn begin(story: &Story, revisions: &[&Value], route: &str) -> String {
    let made = done(story.of("lead").post(&story.in_project("/submissions"), &sent(revisions, route)).await);
    made["approval_id"].as_str().unwrap().to_owned()
}

/// What somebody sees of an approval, with the tag of what they would act on.
pub(crate) async fn seen(by: &Client, approval: &str) -> (Value, String) {
    let answer = by.send(Method::GET, &format!("/approvals/{approval}"), |request| request).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    (answer.json(), answer.header("etag").to_owned())
}

/// A command on an approval by somebody who has just looked at it.
pub(crate) async fn act(by: &Client, approval: &str, noun: &str, body: &Value) -> Answer {
    let (_, tag) = seen(by, approval).await;
    act_on(by, approval, noun, body, &tag).await
}

async fn act_on(by: &Client, approval: &str, noun: &str, body: &Value, tag: &str) -> Answer {
    let path = format!("/approvals/{approval}/{noun}");
    by.send(Method::POST, &path, |request| {
        request.header("If-Match", tag).header("Idempotency-Key", nothing()).json(body)
    })
    .await
}

/// The answer of somebody to every revision that they are asked about, for their first seat.
pub(crate) fn answer(by: &Client, told: &Value, code: &str, reason: Option<&str>) -> Value {
    let decided: Vec<&Value> = told["steps"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|step| step["outcomes"].as_array().unwrap())
        .collect();
    let is_stopped = |id: &Value| {
        decided.iter().any(|outcome| {
            outcome["revision_id"] == *id && ["C", "D"].contains(&outcome["code"].as_str().unwrap())
        })
    };
    let revisions = told["submission"]["revisions"].as_array().unwrap();
    let decision = |revision: &Value| {
        let mut said = json!({
            "revision_id": revision["revision_id"], "manifest_hash": revision["manifest_hash"], "code": code,
        });
        if let Some(reason) = reason {
            said["reason"] = reason.into();
        }
        said
    };
    let going = revisions.iter().filter(|revision| !is_stopped(&revision["revision_id"]));
    json!({
        "seat_id": told["my_seat_ids"][0].as_str().unwrap_or(&nothing()), "secret": by.password,
        "decisions": going.map(decision).collect::<Vec<_>>(),
    })
}

pub(crate) async fn respond(by: &Client, approval: &str, code: &str, reason: Option<&str>) -> Answer {
    let (told, tag) = seen(by, approval).await;
    act_on(by, approval, "responses", &answer(by, &told, code, reason), &tag).await
}

pub(crate) async fn responded(by: &Client, approval: &str, code: &str, reason: Option<&str>) -> Value {
    let answer = respond(by, approval, code, reason).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

pub(crate) fn refused(answer: &Answer) -> (u16, String) {
    let problem = answer.json();
    let code = match problem["errors"][0]["code"].as_str() {
        Some(code) => format!("{} {code}", problem["errors"][0]["pointer"].as_str().unwrap_or_default()),
        None => answer.code(),
    };
    (answer.status, code)
}

pub(crate) fn no(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

pub(crate) fn states(told: &Value) -> Vec<&str> {
    told["steps"].as_array().unwrap().iter().map(|step| step["state"].as_str().unwrap()).collect()
}

pub(crate) async fn revision_state(story: &Story, revision: &Value) -> String {
    let told = done(story.of("lead").get(&format!("/revisions/{}", id_in(revision))).await);
    told["state"].as_str().unwrap().to_owned()
}

/// A request of the matrix.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, place: &str) -> Call {
    let at = format!("/projects/{place}");
    match operation {
        "create_project_route" => {
            let seats = json!([{ "party_id": nothing(), "kind": "required" }]);
            let body = json!({ "name": "R", "steps": [step("S", "all", seats)] });
            return Call::post(format!("{at}/routes"), body);
        }
        "list_project_routes" => return Call::get(format!("{at}/routes")),
        "list_approvals" => return Call::get(format!("{at}/approvals?state=open")),
        "create_submission" => {
            let body = json!({ "revision_ids": [nothing()], "purpose": "P", "route_id": nothing() });
            return Call::post(format!("{at}/submissions"), body);
        }
        _ => {}
    }
    let approval = match target {
        "none" => nothing(),
        _ => {
            let steps = json!([step("Review", "all", json!([seat(story, "quality")]))]);
            let route = route(story, steps).await;
            let (_, revision) = drawn(story, &nothing()[24..]).await;
            begin(story, &[&revision], &route).await
        }
    };
    let at = format!("/approvals/{approval}");
    // What is asked first is whether they may: nothing is the seat of nobody.
    let post = |noun: &str, body: Value| Call {
        if_match: Some("\"AAAAAAAAAAAAAAAA\"".into()),
        ..Call::post(format!("{at}/{noun}"), body)
    };
    match operation {
        "get_approval" => Call::get(at),
        "list_responses" => Call::get(format!("{at}/responses")),
        "get_decision_sheet" => Call::get(format!("{at}/sheet")),
        "export_decision" => Call::get(format!("{at}/export")),
        "respond_approval" => {
            post("responses", json!({ "seat_id": nothing(), "secret": password_of("approver") }))
        }
        "claim_seat" => post("claims", json!({ "seat_id": nothing() })),
        "delegate_seat" => {
            post("delegations", json!({ "seat_id": nothing(), "person_id": nothing(), "reason": "Leave." }))
        }
        "return_approval" => post("returns", json!({ "seat_id": nothing(), "reason": "Hole 3." })),
        "recall_approval" => post("recalls", json!({})),
        "supersede_approval" => post(
            "supersessions",
            json!({ "revision_ids": [nothing()], "purpose": "P", "route_id": nothing() }),
        ),
        "skip_step" => post("skips", json!({ "step": 1, "reason": "Urgent." })),
        other => {
            crate::asides::tried(other, &at).unwrap_or_else(|| panic!("{other} has no row in the matrix"))
        }
    }
}

/// R1, R5, R9, R23, R36, R38.
#[tokio::test(flavor = "multi_thread")]
async fn two_departments_decide_one_after_the_other_and_the_revision_is_approved() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let steps = json!([
        step("Quality", "all", json!([seat(&story, "quality")])),
        step(
            "R&D",
            "all",
            json!([seat(&story, "research"), { "party_id": story.id("supplier_party"), "kind": "informed" }])
        ),
    ]);
    let route = route(&story, steps).await;
    let (design, revision) = drawn(&story, "DWG-100").await;
    let approval = begin(&story, &[&revision], &route).await;
    assert_eq!(revision_state(&story, &revision).await, "in_review");

    let (told, _) = seen(quality, &approval).await;
    assert_eq!((told["number"].as_i64(), states(&told)), (Some(1), vec!["open", "waiting"]));
    assert_eq!(told["ball"][0]["party_id"], story.id("quality_party"));
    assert!(told["allowed_actions"].as_array().unwrap().contains(&json!("respond_approval")));
    let turns = done(quality.get("/me/approvals").await);
    assert_eq!(turns["items"][0]["approval_id"], json!(approval));
    assert_eq!(turns["items"][0]["revisions"][0]["design_number"], "DWG-100");
    assert_eq!(done(research.get("/me/approvals").await)["items"], json!([]), "its step waits");
    assert_eq!(refused(&respond(research, &approval, "A", None).await), no(409, "seat_closed"));

    let told = responded(quality, &approval, "B1", None).await;
    assert_eq!(states(&told), ["done", "open"]);
    assert_eq!(told["steps"][0]["outcomes"][0]["code"], "B1");
    let signature = &told["steps"][0]["seats"][0]["response"]["signature"];
    assert_eq!(
        (&signature["name"], &signature["method"], &signature["meaning"]),
        (&"approver".into(), &"password".into(), &"approval".into())
    );
    assert_eq!(
        (&signature["department_name"], &signature["time_zone"]),
        (&"품질보증".into(), &"Asia/Seoul".into())
    );
    assert!(signature["local_time"].as_str().unwrap().ends_with("+09:00"));
    let told = responded(research, &approval, "A", None).await;
    assert_eq!((&told["state"], states(&told)), (&"decided".into(), vec!["done", "done"]));
    assert_eq!(told["outcomes"][0]["code"], "B1", "the worst of all steps");
    assert_eq!(told["ball"], json!([]));
    assert_eq!(revision_state(&story, &revision).await, "approved_as_noted");

    let next = revised(&story, &design).await;
    let approval = begin(&story, &[&next], &route).await;
    responded(quality, &approval, "A", None).await;
    responded(research, &approval, "A", None).await;
    let state = (revision_state(&story, &next).await, revision_state(&story, &revision).await);
    assert_eq!(state, ("approved".into(), "superseded".into()), "in the same commit");
    let kinds: Vec<String> = lead
        .events(&story.project, 0)
        .await
        .iter()
        .rev()
        .take(3)
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["designs.revision_moved", "designs.revision_moved", "approvals.response_given"]);
}

/// R3: what is missing is told before anybody is asked.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_before_anybody_is_asked() {
    let story = begun().await;
    let (lead, quality) = (story.of("lead"), story.of("approver"));
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let (design, revision) = drawn(&story, "DWG-1").await;
    let path = story.in_project("/submissions");
    let try_it = async |by: &Client, body: Value| {
        let answer = by
            .send(Method::POST, &path, |request| request.header("Idempotency-Key", nothing()).json(&body))
            .await;
        refused(&answer)
    };
    let question = crate::comments::said(quality, &revision, "Hole 3?").await;
    assert_eq!(try_it(lead, sent(&[&revision], &route)).await, no(409, "comments_unanswered"));
    done(
        lead.post(
            &format!("/comments/{}/answers", id_in(&question)),
            &json!({ "kind": "accepted", "body": "Yes." }),
        )
        .await,
    );
    let file = upload(lead, &story.project, "b.pdf", nothing().as_bytes()).await;
    let later = done(draft(lead, &design, &[&file], None).await);
    assert_eq!(try_it(lead, sent(&[&later], &route)).await, no(400, "/revision_ids/0 unknown"), "a draft");
    done(submit(lead, &later).await);
    assert_eq!(try_it(lead, sent(&[&revision], &route)).await, no(409, "revision_not_last"));
    let full = revised(&story, &design).await;
    assert_eq!(try_it(lead, sent(&[&full, &full], &route)).await, no(400, "/revision_ids/1 duplicate"));
    assert_eq!(try_it(lead, sent(&[], &route)).await, no(400, "/revision_ids empty"));
    assert_eq!(try_it(lead, sent(&[&full], &nothing())).await, no(400, "/route_id unknown"));
    let research = story.of("research");
    let demoted = story.in_project(&format!("/members/{}", research.person_id));
    done(lead.patch(&demoted, &json!({ "role": "contributor" })).await);
    assert_eq!(try_it(research, sent(&[&full], &route)).await, no(403, "submission_not_yours"));
    begin(&story, &[&full], &route).await;
    assert_eq!(try_it(lead, sent(&[&full], &route)).await, no(409, "approval_open"));
}

/// R12, R26, R37, R38, R41; cases 50, 57, 61.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_names_what_was_seen_says_why_and_is_signed() {
    let story = begun().await;
    let (lead, quality) = (story.of("lead"), story.of("approver"));
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let (design, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    let (told, tag) = seen(quality, &approval).await;
    let head = lead.events(&story.project, 0).await.len();
    let good = answer(quality, &told, "A", None);
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body["decisions"][0][field] = value;
        body
    };
    let other = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let cases = [
        (with("code", json!("C")), no(400, "/decisions/0/reason missing")),
        (with("code", json!("Z")), no(400, "/decisions/0/code unknown_word")),
        (with("revision_id", json!(nothing())), no(400, "/decisions/0/revision_id unknown")),
        (with("manifest_hash", json!("0")), no(409, "manifest_differs")),
        (other("decisions", json!([])), no(400, "/decisions missing")),
        (other("deviations", json!([{ "number": 1, "accepted": true }])), no(400, "/deviations missing")),
        (other("secret", json!("seven kilns elsewhere")), no(400, "/secret wrong_password")),
        (other("seat_id", json!(nothing())), no(409, "seat_closed")),
    ];
    for (body, expected) in cases {
        assert_eq!(refused(&act_on(quality, &approval, "responses", &body, &tag).await), expected);
    }
    let path = format!("/approvals/{approval}/responses");
    assert_eq!(quality.post(&path, &good).await.0, 428, "without what was seen");
    assert_eq!(act_on(quality, &approval, "responses", &good, "*").await.status, 400);
    assert_eq!(lead.events(&story.project, 0).await.len(), head, "nothing is left behind");

    // A comment since: what was seen is not what is signed.
    let comment = crate::comments::said(quality, &revision, "Hole 3?").await;
    assert_eq!(act_on(quality, &approval, "responses", &good, &tag).await.status, 412);
    assert_eq!(refused(&respond(quality, &approval, "A", None).await), no(409, "blocking_comments"));
    // A later revision since, too; the approval goes on (R21).
    let (_, tag) = seen(quality, &approval).await;
    revised(&story, &design).await;
    assert_eq!(act_on(quality, &approval, "responses", &with("code", json!("B1")), &tag).await.status, 412);
    let told = responded(quality, &approval, "B1", None).await;
    let response = &told["steps"][0]["seats"][0]["response"];
    assert_eq!(response["carried"][0]["comment_id"], comment["id"], "B1 lists what is carried");
    assert_eq!(response["signature"]["comments_hash"].as_str().unwrap().len(), 64);
}

/// R13; cases 51, 54, 49.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_on_their_own_work_or_twice_in_a_step() {
    let story = begun().await;
    let (lead, quality, admin) = (story.of("lead"), story.of("approver"), story.of("customer_admin"));
    let own =
        json!([step("Own", "all", json!([{ "party_id": story.id("supplier_party"), "kind": "required" }]))]);
    let own = route(&story, own).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &own).await;
    let (told, _) = seen(lead, &approval).await;
    assert_eq!(told["my_seat_ids"], json!([]));
    let mut body = answer(lead, &told, "A", None);
    body["seat_id"] = told["steps"][0]["seats"][0]["seat_id"].clone();
    assert_eq!(refused(&act(lead, &approval, "responses", &body).await), no(403, "own_work"));

    // Quality sits there as a department, and its person sees the firm's seat too: one of the two is theirs.
    let seats = json!([seat(&story, "quality"), { "party_id": story.id("customer_party"), "kind": "required" }, seat(&story, "research")]);
    let mut quorum = step("Two of three", "quorum", seats);
    quorum["quorum"] = json!(2);
    let two = route(&story, json!([quorum])).await;
    let (_, revision) = drawn(&story, "DWG-2").await;
    let approval = begin(&story, &[&revision], &two).await;
    let (told, tag) = seen(quality, &approval).await;
    let body = answer(quality, &told, "A", None);
    let together = (0..100).map(|_| act_on(quality, &approval, "responses", &body, &tag));
    let answers = futures_util::future::join_all(together).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "one decision");
    let (told, _) = seen(quality, &approval).await;
    assert_eq!((&told["state"], &told["my_seat_ids"]), (&"open".into(), &json!([])));
    let mut body = answer(quality, &told, "A", None);
    body["seat_id"] = told["steps"][0]["seats"][1]["seat_id"].clone();
    assert_eq!(refused(&act(quality, &approval, "responses", &body).await), no(409, "already_answered"));
    let told = responded(admin, &approval, "A", None).await;
    assert_eq!(told["state"], "decided");
    assert_eq!(told["steps"][0]["seats"][2]["state"], "not_needed");
    let given = lead.events(&story.project, 0).await;
    let given = given.iter().filter(|event| event["kind"] == "approvals.response_given");
    assert_eq!(given.count(), 2);
}

/// R8: the seat that decides answers last, and says why when it is kinder than the others.
#[tokio::test(flavor = "multi_thread")]
async fn who_decides_for_all_answers_last_and_says_why_it_is_kinder() {
    let story = begun().await;
    let (quality, research) = (story.of("approver"), story.of("research"));
    let mut deciding = seat(&story, "research");
    deciding["decides"] = json!(true);
    let steps = json!([step("Decision", "lead", json!([seat(&story, "quality"), deciding]))]);
    let route = route(&story, steps).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    assert_eq!(seen(research, &approval).await.0["my_seat_ids"], json!([]), "others first");
    responded(quality, &approval, "C", Some("Hole 3 is off.")).await;
    assert_eq!(
        refused(&respond(research, &approval, "B1", None).await),
        no(400, "/decisions/0/reason missing")
    );
    let told = responded(research, &approval, "B1", Some("Hole 3 is drilled on site.")).await;
    assert_eq!((&told["state"], &told["outcomes"][0]["code"]), (&"decided".into(), &"B1".into()));
}

/// R10, R4: each revision has its own decision, and what stops stops alone; a package has one code.
#[tokio::test(flavor = "multi_thread")]
async fn each_revision_is_decided_on_alone_unless_they_are_one_package() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let steps = json!([
        step("Quality", "all", json!([seat(&story, "quality")])),
        step("R&D", "all", json!([seat(&story, "research")])),
    ]);
    let route = route(&story, steps).await;
    let ((_, one), (_, two)) = (drawn(&story, "DWG-1").await, drawn(&story, "DWG-2").await);
    let approval = begin(&story, &[&one, &two], &route).await;
    let (told, tag) = seen(quality, &approval).await;
    let mut body = answer(quality, &told, "A", None);
    body["decisions"][1]["code"] = json!("D");
    body["decisions"][1]["reason"] = json!("Not the ordered machine.");
    assert_eq!(act_on(quality, &approval, "responses", &body, &tag).await.status, 200);
    let told = responded(research, &approval, "A", None).await;
    assert_eq!(told["steps"][1]["outcomes"].as_array().unwrap().len(), 1);
    assert_eq!(
        (revision_state(&story, &one).await, revision_state(&story, &two).await),
        ("approved".into(), "rejected".into())
    );

    let ((_, one), (_, two)) = (drawn(&story, "DWG-3").await, drawn(&story, "DWG-4").await);
    let mut body = sent(&[&one, &two], &route);
    body["as_package"] = json!(true);
    body["deviations"] = json!(["M6 in place of M8."]);
    let made = done(lead.post(&story.in_project("/submissions"), &body).await);
    let approval = made["approval_id"].as_str().unwrap();
    assert_eq!(made["submission"]["deviations"][0]["number"], 1);
    let (told, tag) = seen(quality, approval).await;
    let mut body = answer(quality, &told, "A", None);
    body["decisions"][1]["code"] = json!("B1");
    assert_eq!(
        refused(&act_on(quality, approval, "responses", &body, &tag).await),
        no(400, "/decisions/1/code one_code")
    );
    body["decisions"][1]["code"] = json!("A");
    assert_eq!(
        refused(&act_on(quality, approval, "responses", &body, &tag).await),
        no(400, "/deviations missing")
    );
    body["deviations"] = json!([{ "number": 1, "accepted": false }]);
    assert_eq!(act_on(quality, approval, "responses", &body, &tag).await.status, 200);
}

/// R11, R12, R20: sent back to a step or to who submitted it, taken back freely or with a reason, left out by a lead.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_back_or_taken_back_says_why_and_keeps_what_was_answered() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let steps = json!([
        step("Quality", "all", json!([seat(&story, "quality")])),
        step("R&D", "all", json!([seat(&story, "research")])),
    ]);
    let route = route(&story, steps).await;
    let (design, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    responded(quality, &approval, "A", None).await;
    let mine = seen(research, &approval).await.0["my_seat_ids"][0].clone();
    let body = json!({ "seat_id": mine, "step": 1, "reason": "" });
    assert_eq!(refused(&act(research, &approval, "returns", &body).await), no(400, "/reason empty"));
    let body = json!({ "seat_id": mine, "step": 2, "reason": "Hole 3." });
    assert_eq!(refused(&act(research, &approval, "returns", &body).await), no(409, "step_not_open"));
    let body = json!({ "seat_id": mine, "step": 1, "reason": "Look at hole 3 again." });
    let told = act(research, &approval, "returns", &body).await.json();
    assert_eq!((states(&told), &told["steps"][0]["round"]), (vec!["open", "waiting"], &2.into()));
    assert_eq!(told["steps"][1]["moved"]["reason"], "Look at hole 3 again.");
    assert!(told["steps"][0]["seats"][0].get("response").is_none());
    let past = done(lead.get(&format!("/approvals/{approval}/responses")).await);
    assert_eq!(past["items"][0]["response"]["decisions"][0]["code"], "A", "the first answer stays");
    responded(quality, &approval, "A", None).await;
    let mine = seen(research, &approval).await.0["my_seat_ids"][0].clone();
    let told =
        act(research, &approval, "returns", &json!({ "seat_id": mine, "reason": "Hole 3." })).await.json();
    assert_eq!((&told["state"], &told["closure"]["reason"]), (&"returned".into(), &"Hole 3.".into()));
    assert_eq!(revision_state(&story, &revision).await, "returned");
    assert_eq!(refused(&act(lead, &approval, "recalls", &json!({})).await), no(409, "approval_closed"));

    let next = revised(&story, &design).await;
    let approval = begin(&story, &[&next], &route).await;
    assert_eq!(refused(&act(quality, &approval, "recalls", &json!({})).await).0, 403);
    let told = act(lead, &approval, "recalls", &json!({})).await.json();
    assert_eq!(
        (&told["state"], revision_state(&story, &next).await),
        (&"recalled".into(), "submitted".into())
    );
    let approval = begin(&story, &[&next], &route).await;
    responded(quality, &approval, "A", None).await;
    assert_eq!(refused(&act(lead, &approval, "recalls", &json!({})).await), no(400, "/reason missing"));
    let told = act(lead, &approval, "recalls", &json!({ "reason": "Wrong file." })).await.json();
    assert_eq!(
        (&told["state"], revision_state(&story, &next).await),
        (&"withdrawn".into(), "withdrawn".into())
    );
    assert_eq!(refused(&respond(research, &approval, "A", None).await), no(409, "approval_closed"));
}

/// R34.
#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_answer_is_told_when_all_are_there() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let mut sealed = step("Both", "all", json!([seat(&story, "quality"), seat(&story, "research")]));
    sealed["sealed"] = json!(true);
    let route = route(&story, json!([sealed])).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    responded(quality, &approval, "C", Some("The secret hole.")).await;
    let own = seen(quality, &approval).await.0;
    assert_eq!(own["steps"][0]["seats"][0]["response"]["decisions"][0]["code"], "C");
    for by in [lead, research] {
        let ways = [
            format!("/approvals/{approval}"),
            format!("/approvals/{approval}/responses"),
            story.in_project("/approvals"),
            story.in_project("/events"),
            story.in_project("/snapshot"),
        ];
        for path in ways {
            let told = done(by.get(&path).await).to_string();
            assert!(!told.contains("The secret hole."), "{path}");
        }
        assert_eq!(seen(by, &approval).await.0["steps"][0]["seats"][0]["state"], "responded");
    }
    responded(research, &approval, "A", None).await;
    let told = done(lead.get(&story.in_project("/snapshot")).await).to_string();
    assert!(told.contains("The secret hole."), "all are there");
}

/// R33: of a restricted design, everyone sees that it is decided on and whose turn it is, and nothing that is said.
#[tokio::test(flavor = "multi_thread")]
async fn an_approval_of_a_restricted_design_is_a_wall_that_shows_itself() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let quality_alone =
        route(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let both = route(
        &story,
        json!([step("Both", "all", json!([seat(&story, "quality"), seat(&story, "research")]))]),
    )
    .await;
    let hidden =
        id_in(&design(lead, &story.project, "CALC-1", Some(json!([story.id("quality_party")]))).await);
    let revision = revised(&story, &hidden).await;
    let answer = lead.post(&story.in_project("/submissions"), &sent(&[&revision], &both)).await;
    assert_eq!((answer.0, &answer.1["errors"][0]["code"]), (400, &"cannot_look".into()));
    let mut body = sent(&[&revision], &quality_alone);
    body["purpose"] = json!("The secret price.");
    let made = done(lead.post(&story.in_project("/submissions"), &body).await);
    let approval = made["approval_id"].as_str().unwrap();
    responded(quality, approval, "C", Some("The secret price is too high.")).await;
    let (told, _) = seen(research, approval).await;
    assert_eq!((&told["restricted"], &told["state"]), (&true.into(), &"decided".into()));
    assert_eq!(told["submission"]["revisions"][0]["design_number"], "CALC-1");
    for path in ["/approvals", "/events", "/snapshot"] {
        for by in [research, story.of("observer")] {
            let told = done(by.get(&story.in_project(path)).await).to_string();
            assert!(
                by.firm_id == lead.firm_id && path == "/approvals" || !told.contains("secret price"),
                "{path}"
            );
        }
    }
    assert!(seen(quality, approval).await.0.to_string().contains("The secret price is too high."));
}

/// Case 57, R38: what somebody signs is read again. Of a file that is missing or altered there is no decision, until it is put back.
#[tokio::test(flavor = "multi_thread")]
async fn case_57_nobody_signs_a_file_that_is_not_what_was_submitted() {
    let story = begun().await;
    let (lead, quality) = (story.of("lead"), story.of("approver"));
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let number = id_in(&design(lead, &story.project, "DWG-57", None).await);
    let bytes = nothing().into_bytes();
    let file = upload(lead, &story.project, "a.pdf", &bytes).await;
    let revision = done(draft(lead, &number, &[&file], None).await);
    let revision = done(submit(lead, &revision).await);
    let approval = begin(&story, &[&revision], &route).await;
    let (stored, before) = (place(&story.app.data, &bytes), lead.events(&story.project, 0).await.len());
    let mut altered = bytes.clone();
    altered[7] ^= 1;
    std::fs::write(&stored, &altered).unwrap();
    let broken = respond(quality, &approval, "A", None).await;
    assert_eq!((broken.status, broken.code().as_str()), (500, "integrity"));
    std::fs::remove_file(&stored).unwrap();
    assert_eq!(respond(quality, &approval, "A", None).await.status, 500);
    assert_eq!(lead.events(&story.project, 0).await.len(), before, "nothing was recorded");
    std::fs::write(&stored, &bytes).unwrap();
    assert_eq!(responded(quality, &approval, "A", None).await["state"], "decided");
}
