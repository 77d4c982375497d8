//! Charters: proposed, signed by both sides, in force, and held to (R1, R30, R34, R36 to R39, R41).

use crate::approvals::{
    begin, begun, drawn, no, refused, respond, responded, revision_state, route, seat, seen, states, step,
};
use crate::calls::Call;
use crate::notices::Post;
use dure_tests::story::done;
use dure_tests::{Answer, Client, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

/// What the tests agree on: A, a B of their own, and D; at most five days; silence is A.
pub(crate) fn terms() -> Value {
    json!({
        "codes": [
            { "letter": "A", "rank": 1, "may_proceed": "yes", "resubmit": "none", "is_final": true },
            { "letter": "B", "label": "조건부 승인", "rank": 2, "may_proceed": "as_noted", "resubmit": "for_record",
              "resubmit_days": 5, "is_final": true },
            { "letter": "D", "rank": 3, "may_proceed": "no", "resubmit": "none", "is_final": true },
        ],
        "due_days": 3, "max_due_days": 5, "deemed_code": "A", "sealed": false, "sealed_fixed": true,
        "sight": "모든 참여자가 모든 상태를 봅니다.", "signature": "양측은 이 서비스의 전자서명에 서면 서명과 같은 효력을 부여합니다.",
        "retention_years": 10, "exit": "나가는 쪽은 기록 전체를 가져갑니다.",
    })
}

/// The story of the approvals with a lead on the customer's side too.
pub(crate) async fn both_lead() -> Story {
    let story = begun().await;
    let admin = story.in_project(&format!("/members/{}", story.of("customer_admin").person_id));
    done(story.of("lead").patch(&admin, &json!({ "role": "lead" })).await);
    story
}

async fn propose(by: &Client, story: &Story, terms: Value, replaces: Option<&Value>) -> (u16, Value) {
    let mut body = json!({ "terms": terms });
    if let Some(id) = replaces {
        body["replaces_charter_id"] = id.clone();
    }
    by.post(&story.in_project("/charters"), &body).await
}

fn at(charter: &Value) -> String {
    format!("/charters/{}", charter["id"].as_str().unwrap())
}

async fn tag_of(by: &Client, charter: &Value) -> String {
    by.send(Method::GET, &at(charter), |request| request).await.header("etag").to_owned()
}

async fn sign_with(by: &Client, charter: &Value, body: &Value, tag: &str) -> Answer {
    by.send(Method::POST, &format!("{}/signatures", at(charter)), |request| {
        request.header("If-Match", tag).header("Idempotency-Key", nothing()).json(body)
    })
    .await
}

/// Signs what it sees.
async fn sign(by: &Client, charter: &Value) -> Answer {
    let tag = tag_of(by, charter).await;
    sign_with(by, charter, &json!({ "text_hash": charter["text_hash"], "secret": by.password }), &tag).await
}

/// A charter in force.
pub(crate) async fn agreed(story: &Story, terms: Value) -> Value {
    let charter = done(propose(story.of("lead"), story, terms, None).await);
    assert_eq!(sign(story.of("lead"), &charter).await.status, 200);
    let held = sign(story.of("customer_admin"), &charter).await;
    assert_eq!(held.json()["state"], "in_force", "{}", held.text);
    held.json()
}

/// A request of the matrix.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, by: &Client, place: &str) -> Call {
    let in_project = format!("/projects/{place}/charters");
    match operation {
        "propose_charter" => return Call::post(in_project, json!({ "terms": terms() })),
        "list_charters" => return Call::get(in_project),
        _ => {}
    }
    let charter = match target {
        "none" => json!({ "id": nothing(), "text_hash": "0" }),
        _ => {
            let lead = story.of("lead");
            let known = done(lead.get(&story.in_project("/charters")).await);
            let open = known["items"].as_array().unwrap().iter().find(|one| one["state"] == "proposed");
            done(propose(lead, story, terms(), open.map(|one| &one["id"])).await)
        }
    };
    let at = at(&charter);
    let tagged = |call: Call| Call { if_match: Some("\"AAAAAAAAAAAAAAAA\"".into()), ..call };
    match operation {
        "get_charter" => Call::get(at),
        "sign_charter" => {
            let body = json!({ "text_hash": charter["text_hash"], "secret": by.password });
            tagged(Call::post(format!("{at}/signatures"), body))
        }
        "begin_charter_signature" => {
            crate::passkeys::holding(by).await;
            let body = json!({ "text_hash": charter["text_hash"] });
            tagged(Call::post(format!("{at}/signatures/challenges"), body))
        }
        "reject_charter" => tagged(Call::post(format!("{at}/rejections"), json!({ "reason": "Too short." }))),
        other => panic!("{other} has no row in the matrix"),
    }
}

/// R36 to R38, R41: what both sides signed is what is stored, and it is in force with the last signature.
#[tokio::test(flavor = "multi_thread")]
async fn a_charter_is_in_force_once_every_firm_has_signed_the_text_that_it_saw() {
    let story = both_lead().await;
    let (lead, admin, quality) = (story.of("lead"), story.of("customer_admin"), story.of("approver"));
    assert_eq!(propose(quality, &story, terms(), None).await.0, 403, "an approver proposes nothing");
    let charter = done(propose(lead, &story, terms(), None).await);
    assert_eq!((&charter["state"], &charter["number"]), (&"proposed".into(), &1.into()));
    let sides: Vec<&Value> = charter["signers"].as_array().unwrap().iter().map(|one| &one["side"]).collect();
    assert_eq!(sides, [&json!("customer"), &json!("supplier")]);
    let told = done(quality.get(&at(&charter)).await);
    let text = told["text"].as_str().unwrap();
    assert_eq!(crate::files::sha256(text.as_bytes()), charter["text_hash"].as_str().unwrap());
    let read: Value = serde_json::from_str(text).unwrap();
    assert_eq!((&read["terms"], &read["project_id"]), (&charter["terms"], &json!(story.project)));

    let tag = tag_of(lead, &charter).await;
    let body = |hash: &Value, secret: &str| json!({ "text_hash": hash, "secret": secret });
    let hash = &charter["text_hash"];
    let head = lead.events(&story.project, 0).await.len();
    let cases = [
        (body(hash, "not my password"), tag.as_str(), no(400, "/secret wrong_password")),
        (body(&json!("0".repeat(64)), &lead.password), &tag, no(409, "charter_differs")),
        (body(hash, &lead.password), "\"AAAAAAAAAAAAAAAA\"", no(412, "precondition_failed")),
    ];
    for (body, tag, expected) in &cases {
        assert_eq!(refused(&sign_with(lead, &charter, body, tag).await), *expected);
    }
    assert_eq!(sign(quality, &charter).await.status, 403, "only leads");
    assert_eq!(lead.events(&story.project, 0).await.len(), head, "nothing was written");

    let half = sign(lead, &charter).await.json();
    assert_eq!(half["state"], "proposed");
    let signature = &half["signers"][1]["signature"];
    assert_eq!((&signature["name"], &signature["method"]), (&"lead".into(), &"password".into()));
    assert!(signature["local_time"].as_str().unwrap().ends_with("+09:00"));
    assert_eq!(refused(&sign(lead, &charter).await), no(409, "charter_signed"));
    // What the other side looked at before is still what it signs.
    let body = body(hash, &admin.password);
    let held = sign_with(admin, &charter, &body, &tag).await;
    assert_eq!((held.status, &held.json()["state"]), (200, &"in_force".into()), "{}", held.text);
    assert_eq!(refused(&sign(admin, &charter).await), no(409, "charter_closed"));
    let kinds: Vec<Value> =
        lead.events(&story.project, 0).await[head..].iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["charters.charter_signed", "charters.charter_signed", "charters.charter_in_force"]);
    let snapshot = done(quality.get(&story.in_project("/snapshot")).await);
    assert_eq!(snapshot["charters"][0]["state"], "in_force");
}

/// A change needs both again; a proposal takes the place of the open one only by who saw it; rejecting says why.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_both_again_and_nobody_replaces_a_proposal_unseen() {
    let story = both_lead().await;
    let (lead, admin) = (story.of("lead"), story.of("customer_admin"));
    let first = agreed(&story, terms()).await;
    let mut longer = terms();
    longer["max_due_days"] = json!(10);
    let second = done(propose(admin, &story, longer.clone(), None).await);
    assert_eq!(done(lead.get(&at(&first)).await)["state"], "in_force", "a proposal changes nothing yet");
    let unseen = propose(lead, &story, terms(), None).await;
    assert_eq!((unseen.0, &unseen.1["code"]), (409, &"proposal_open".into()));
    let third = done(propose(lead, &story, terms(), Some(&second["id"])).await);
    let dropped = done(lead.get(&at(&second)).await);
    assert_eq!((&dropped["state"], &dropped["closure"]["kind"]), (&"dropped".into(), &"superseded".into()));
    assert_eq!(refused(&sign(admin, &second).await), no(409, "charter_closed"));

    let reject = |body: Value, tag: String| async move {
        admin
            .send(Method::POST, &format!("{}/rejections", at(&third)), |request| {
                request.header("If-Match", tag).header("Idempotency-Key", nothing()).json(&body)
            })
            .await
    };
    let listed = done(lead.get(&story.in_project("/charters")).await);
    let numbers: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|one| &one["number"]).collect();
    assert_eq!(numbers, [3, 2, 1]);
    let tag = tag_of(admin, &listed["items"][0]).await;
    let told = reject(json!({ "reason": "Ten days are needed." }), tag).await.json();
    assert_eq!(
        (&told["state"], &told["closure"]["reason"]),
        (&"dropped".into(), &"Ten days are needed.".into())
    );

    let fourth = done(propose(admin, &story, longer, None).await);
    sign(lead, &fourth).await;
    assert_eq!(done(lead.get(&at(&first)).await)["state"], "in_force", "one signature is not enough");
    assert_eq!(sign(admin, &fourth).await.json()["state"], "in_force");
    let before = done(lead.get(&at(&first)).await);
    assert_eq!((&before["state"], &before["closure"]["kind"]), (&"replaced".into(), &"replaced".into()));
}

/// Two leads who sign at the same moment both have; exactly one signature brings it into force.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_sign_at_once_do_not_refuse_each_other() {
    let story = both_lead().await;
    let (lead, admin) = (story.of("lead"), story.of("customer_admin"));
    let charter = done(propose(lead, &story, terms(), None).await);
    let (one, other) = futures_util::future::join(sign(lead, &charter), sign(admin, &charter)).await;
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.text, other.text);
    let kinds = lead.events(&story.project, 0).await;
    let of = |kind: &str| kinds.iter().filter(|event| event["kind"] == kind).count();
    assert_eq!((of("charters.charter_signed"), of("charters.charter_in_force")), (2, 1));
}

/// R30, R34: a route against the charter is refused with the clause, when it is saved and when it is used.
#[tokio::test(flavor = "multi_thread")]
async fn a_route_against_the_charter_is_refused_with_the_clause() {
    let story = both_lead().await;
    let lead = story.of("lead");
    let with = |field: &str, value: Value| {
        let mut step = step("Quality", "all", json!([seat(&story, "quality")]));
        step[field] = value;
        json!([step])
    };
    let save = async |steps: Value| {
        let body = json!({ "name": "R", "steps": steps });
        let answer =
            lead.send(Method::POST, &story.in_project("/routes"), |request| request.json(&body)).await;
        (answer.status, answer.code(), refused(&answer).1)
    };
    let forbidden = |fault: &str| (409, "charter_forbids".to_owned(), fault.to_owned());
    let deemed = || with("on_overdue", json!("deemed"));
    assert_eq!(save(deemed()).await, forbidden("/steps/0/on_overdue no_charter"));
    let long = route(&story, with("due_days", json!(30))).await;

    let charter = agreed(&story, terms()).await;
    assert_eq!(save(deemed()).await.0, 201);
    assert_eq!(save(with("due_days", json!(6))).await, forbidden("/steps/0/due_days clause_days"));
    assert_eq!(save(with("sealed", json!(true))).await, forbidden("/steps/0/sealed clause_answers"));
    let consult = |mode: &str| {
        let mut steps = deemed();
        steps[0]["mode"] = json!(mode);
        steps
    };
    assert_eq!(save(consult("consult")).await.2, "/steps/0/on_overdue must_answer");
    let (_, revision) = drawn(&story, "DWG-1").await;
    let sent = crate::approvals::sent(&[&revision], &long);
    let answer = lead.post(&story.in_project("/submissions"), &sent).await;
    assert_eq!((answer.0, &answer.1["errors"][0]["code"]), (409, &"clause_days".into()), "{}", answer.1);
    assert_eq!(answer.1["errors"][0]["pointer"], "/route_id");

    let mut never = terms();
    never.as_object_mut().unwrap().remove("deemed_code");
    let next = done(propose(lead, &story, never, None).await);
    sign(lead, &next).await;
    sign(story.of("customer_admin"), &next).await;
    assert_eq!(save(deemed()).await, forbidden("/steps/0/on_overdue clause_deemed"));
    assert_eq!(charter["number"], 1);
}

/// R1, R39: an approval keeps the version that it began under, and whoever signs accepts its clause once.
#[tokio::test(flavor = "multi_thread")]
async fn the_codes_are_the_charters_and_the_clause_is_accepted_with_the_first_signature() {
    let story = both_lead().await;
    let (lead, quality) = (story.of("lead"), story.of("approver"));
    let charter = agreed(&story, terms()).await;
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let (_, revision) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&revision], &route).await;
    let (told, tag) = seen(quality, &approval).await;
    let letters: Vec<&Value> = told["codes"].as_array().unwrap().iter().map(|code| &code["letter"]).collect();
    assert_eq!(letters, ["A", "B", "D"]);
    assert_eq!(told["charter"]["charter_id"], charter["id"]);
    let kinds: Vec<&Value> =
        told["charter"]["clauses"].as_array().unwrap().iter().map(|clause| &clause["kind"]).collect();
    assert_eq!(kinds, ["codes", "days", "answers", "signature"]);
    let clause = told["clause_to_accept"].clone();
    assert_eq!((&clause["text"], &clause["clause"]), (&terms()["signature"], &6.into()));
    assert!(seen(lead, &approval).await.0.get("clause_to_accept").is_none(), "who signed the charter has");

    let head = lead.events(&story.project, 0).await.len();
    let answer = respond(quality, &approval, "B", None).await;
    assert_eq!((answer.status, answer.code()), (409, "clause_not_accepted".into()));
    assert_eq!(answer.json()["hash"], clause["hash"]);
    assert_eq!(lead.events(&story.project, 0).await.len(), head);
    let mut body = crate::approvals::answer(quality, &told, "B", None);
    let send = async |body: &Value| {
        quality
            .send(Method::POST, &format!("/approvals/{approval}/responses"), |request| {
                request.header("If-Match", &tag).header("Idempotency-Key", nothing()).json(body)
            })
            .await
    };
    body["accepts_clause"] = json!("0".repeat(64));
    assert_eq!(send(&body).await.code(), "clause_not_accepted", "another clause");
    body["accepts_clause"] = clause["hash"].clone();
    let done_with = send(&body).await;
    assert_eq!(done_with.status, 200, "{}", done_with.text);
    let events = lead.events(&story.project, 0).await;
    let kinds: Vec<&str> = events[head..].iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[..2], ["charters.clause_accepted", "approvals.response_given"]);
    assert_eq!(events[head]["acceptance"]["clause_hash"], clause["hash"]);
    assert_eq!(revision_state(&story, &revision).await, "approved_as_noted");

    // The second one goes without, under the same version; the next version asks again.
    let (_, revision) = drawn(&story, "DWG-2").await;
    let second = begin(&story, &[&revision], &route).await;
    responded(quality, &second, "A", None).await;
    let (_, revision) = drawn(&story, "DWG-3").await;
    let third = begin(&story, &[&revision], &route).await;
    let next = done(propose(lead, &story, terms(), None).await);
    sign(lead, &next).await;
    sign(story.of("customer_admin"), &next).await;
    assert_eq!(seen(quality, &third).await.0["charter"]["number"], 1, "it began under the first");
    responded(quality, &third, "A", None).await;
    let (_, revision) = drawn(&story, "DWG-4").await;
    let fourth = begin(&story, &[&revision], &route).await;
    assert_eq!(respond(quality, &fourth, "A", None).await.code(), "clause_not_accepted");
}

/// R30: silence is an approval only by the charter, told as that, and nobody's signature; a blocking comment holds it back (R26).
#[tokio::test(flavor = "multi_thread")]
async fn a_seat_that_is_overdue_is_deemed_approved_by_rule_and_nobody_has_signed() {
    let story = both_lead().await;
    let charter = agreed(&story, terms()).await;
    let mut silent = step("Quality", "all", json!([seat(&story, "quality")]));
    (silent["on_overdue"], silent["due_days"]) = (json!("deemed"), json!(1));
    let route = route(&story, json!([silent])).await;
    let ((_, revision), (_, blocked)) = (drawn(&story, "DWG-1").await, drawn(&story, "DWG-2").await);
    let approval = begin(&story, &[&revision], &route).await;
    let held = begin(&story, &[&blocked], &route).await;
    let blocks = json!({ "body": "Hole 3?", "blocking": true });
    let comments = format!("/revisions/{}/comments", blocked["id"].as_str().unwrap());
    done(story.of("approver").post(&comments, &blocks).await);
    let story = story.restart(|_| {});
    story.app.kernel.clock.shift_to(15 * 86_400_000);
    story.app.kernel.jobs.look();
    let lead = story.of("lead").sign_in_again().await;
    let deemed = async {
        loop {
            let (told, _) = seen(&lead, &approval).await;
            if told["state"] == "decided" {
                return told;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let told = tokio::time::timeout(dure_tests::cast::PATIENCE, deemed).await.expect("it is deemed");
    let seat = &told["steps"][0]["seats"][0];
    assert_eq!((states(&told), &seat["state"]), (vec!["done"], &"deemed".into()));
    assert!(seat.get("response").is_none(), "nobody has answered");
    assert_eq!((&seat["deemed"]["code"], &seat["deemed"]["clause"]), (&"A".into(), &3.into()));
    assert_eq!(seat["deemed"]["charter_id"], charter["id"]);
    assert_eq!(told["outcomes"][0]["code"], "A");
    let past = done(lead.get(&format!("/approvals/{approval}/responses")).await);
    assert_eq!(past["items"], json!([]));
    let state = done(lead.get(&format!("/revisions/{}", revision["id"].as_str().unwrap())).await);
    assert_eq!(state["state"], "approved");
    let events = lead.events(&story.project, 0).await;
    assert_eq!(events.iter().filter(|event| event["kind"] == "approvals.seats_deemed").count(), 1);
    assert_eq!(seen(&lead, &held).await.0["state"], "open", "a comment blocks what nobody could sign");
}

/// What was proposed waits for the leads of each firm until it has signed, on their lists and in their mail, and for nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_waits_for_who_may_sign_it_and_they_are_told_by_mail() {
    let (post, ()) = Post::begin_after(None, async |story| {
        let member = story.in_project(&format!("/members/{}", story.of("approver").person_id));
        done(story.of("lead").patch(&member, &json!({ "role": "lead" })).await);
    })
    .await;
    post.at(0, "10:00").await;
    let told = || ["lead", "approver", "research"].map(|part| post.to(part).len());
    let before = told();
    let (lead, quality) = (post.of("lead").await, post.of("approver").await);
    let research = post.of("research").await;
    let waits = async |by: &Client| {
        let items = done(by.get("/me/charters").await)["items"].clone();
        items.as_array().unwrap().iter().map(|turn| turn["charter_id"].clone()).collect::<Vec<_>>()
    };
    let charter = done(propose(&lead, &post.story, terms(), None).await);
    let id = charter["id"].clone();
    assert_eq!((waits(&lead).await, waits(&quality).await), (vec![id.clone()], vec![id.clone()]));
    assert_eq!(waits(&research).await, Vec::<Value>::new());
    post.at(0, "11:00").await;
    let after = told();
    assert_eq!(after, [before[0], before[1] + 1, before[2]], "nobody is told of what they did themselves");
    let mail = post.to("approver").pop().expect("a mail");
    assert!(mail.body.contains("Charter, version 1"), "{}", mail.body);

    assert_eq!(sign(&post.of("lead").await, &charter).await.status, 200);
    assert_eq!((waits(&lead).await, waits(&quality).await), (vec![], vec![id]));
    assert_eq!(sign(&post.of("approver").await, &charter).await.status, 200);
    assert_eq!(waits(&quality).await, Vec::<Value>::new());
}
