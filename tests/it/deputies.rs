//! Deputies by dates (R13, R14, R33, R35).

use crate::approvals::{
    act, answer, begin, begun, drawn, no, refused, responded, route, seat, seen, states, step,
};
use crate::asides::first_seat;
use crate::calls::Call;
use crate::designs::{design, draft, submit};
use crate::files::upload;
use crate::notices::Post;
use crate::sheets::{members, package, packed, verified};
use chrono::{Days, NaiveDate, Utc};
use chrono_tz::Asia::Seoul;
use dure::kernel::record::Signer;
use dure_tests::story::{done, email_of, id_in};
use dure_tests::{Answer, Client, Story, nothing};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// A request of the matrix: a colleague stands in on days that nobody has yet.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, by: &Client) -> Call {
    static NEXT: AtomicU64 = AtomicU64::new(100);
    let colleague = |of: &str| match of {
        "approver" | "customer_admin" => story.of("research").person_id.clone(),
        "research" => story.of("approver").person_id.clone(),
        "lead" => story.of("removed").person_id.clone(),
        "observer" | "removed" | "locked" => story.of("lead").person_id.clone(),
        _ => nothing(),
    };
    let named = |by: &Client| {
        let part = dure_tests::story::CAST.into_iter().find(|part| story.of(part).person_id == by.person_id);
        let day = today() + Days::new(NEXT.fetch_add(1, Ordering::Relaxed) % 600);
        json!({ "deputy_person_id": colleague(part.unwrap_or_default()), "from_on": day, "until_on": day })
    };
    if operation == "name_deputy" {
        return Call::post("/me/deputies", named(by));
    }
    let whose = match target {
        "none" => None,
        "other's" if by.person_id == story.of("lead").person_id => Some(story.of("approver")),
        "other's" => Some(story.of("lead")),
        _ => Some(by),
    };
    let id = match whose {
        Some(whose) if colleague_of(story, whose) => {
            let made = whose.post("/me/deputies", &named(whose)).await;
            made.1["id"].as_str().map_or_else(nothing, str::to_owned)
        }
        _ => nothing(),
    };
    Call::post(format!("/me/deputies/{id}/end"), json!({}))
}

fn colleague_of(story: &Story, by: &Client) -> bool {
    ["approver", "customer_admin", "research", "lead", "observer", "removed"]
        .into_iter()
        .any(|part| story.of(part).person_id == by.person_id)
}

fn today() -> NaiveDate {
    Utc::now().with_timezone(&Seoul).date_naive()
}

/// From today until so many days later.
fn naming(deputy: &Client, days: u64) -> Value {
    let from = today();
    json!({ "deputy_person_id": deputy.person_id, "from_on": from, "until_on": from + Days::new(days) })
}

async fn name(by: &Client, deputy: &Client, days: u64) -> Value {
    done(by.post("/me/deputies", &naming(deputy, days)).await)
}

async fn code_of(by: &Client, body: &Value) -> String {
    let (status, problem) = by.post("/me/deputies", body).await;
    assert!(status >= 400, "{problem}");
    let field = problem["errors"][0]["pointer"].as_str().map(|at| format!("{at} "));
    format!(
        "{}{}",
        field.unwrap_or_default(),
        problem["errors"][0]["code"].as_str().unwrap_or(problem["code"].as_str().unwrap())
    )
}

fn may(told: &Value, action: &str) -> bool {
    told["allowed_actions"].as_array().unwrap().contains(&json!(action))
}

async fn turns(by: &Client) -> Vec<Value> {
    done(by.get("/me/approvals").await)["items"].as_array().unwrap().clone()
}

/// An answer of somebody for the first seat that is asked, whether it is theirs or not.
async fn tries(by: &Client, approval: &str, code: &str, reason: Option<&str>) -> Answer {
    let (told, _) = seen(by, approval).await;
    let mut said = answer(by, &told, code, reason);
    let steps = told["steps"].as_array().unwrap();
    let open = steps.iter().find(|step| step["state"] == "open").expect("an open step");
    said["seat_id"] = open["seats"][0]["seat_id"].clone();
    act(by, approval, "responses", &said).await
}

/// An approval of a new design that waits for these steps.
async fn waiting(story: &Story, number: &str, steps: Value) -> String {
    let route = route(story, steps).await;
    let (_, revision) = drawn(story, number).await;
    begin(story, &[&revision], &route).await
}

/// R14, R35, R36: the deputy signs with their own name, and what is signed says for whom; both see that it waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_answers_with_their_own_signature_for_who_is_away() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let steps = json!([
        step("Quality", "all", json!([seat(&story, "approver")])),
        step("Quality again", "all", json!([seat(&story, "quality")])),
        step("Admin", "all", json!([seat(&story, "customer_admin")])),
    ]);
    let approval = waiting(&story, "DWG-1", steps).await;
    assert_eq!(refused(&tries(research, &approval, "A", None).await), no(403, "seat_not_yours"));
    assert_eq!(turns(research).await.len(), 0);

    let named = name(quality, research, 2).await;
    assert_eq!((&named["person_name"], &named["deputy_name"]), (&"approver".into(), &"research".into()));
    assert_eq!((&named["allowed_actions"], named.get("not_in")), (&json!(["end_deputy"]), None));
    let (own, theirs) = (turns(quality).await, turns(research).await);
    assert_eq!(own[0]["deputy_person_id"], json!(research.person_id), "who is away sees it still");
    assert_eq!(
        (&theirs[0]["for_person_id"], &theirs[0]["for_name"], &theirs[0]["kind"]),
        (&json!(quality.person_id), &"approver".into(), &"answer".into())
    );
    let (told, _) = seen(lead, &approval).await;
    assert_eq!(
        told["away"][0]["deputy_person_id"],
        json!(research.person_id),
        "and everybody sees who it is"
    );
    let (told, _) = seen(research, &approval).await;
    let seat_id = first_seat(&told)["seat_id"].clone();
    assert_eq!(told["stands_in"], json!([{ "seat_id": seat_id, "person_id": quality.person_id }]));
    for does in ["respond_approval", "claim_seat", "ask_advice", "hold_seat", "return_approval"] {
        assert!(may(&told, does), "{does}");
    }
    assert!(!may(&told, "delegate_seat"), "one level");
    let handed =
        json!({ "seat_id": seat_id, "person_id": story.of("customer_admin").person_id, "reason": "R." });
    assert_eq!(refused(&act(research, &approval, "delegations", &handed).await), no(403, "seat_not_yours"));
    let held = json!({ "seat_id": seat_id, "reason": "The measure comes on Monday." });
    assert_eq!(act(research, &approval, "holds", &held).await.status, 200);

    let told = responded(research, &approval, "B1", None).await;
    let response = &first_seat(&told)["response"];
    assert_eq!(
        (&response["author"]["name"], &response["signature"]["name"]),
        (&"research".into(), &"research".into()),
        "never somebody else's signature"
    );
    let stands_in = &response["stands_in"];
    assert_eq!(
        (&stands_in["person"]["name"], &stands_in["deputy_id"], &stands_in["until_on"]),
        (&"approver".into(), &named["id"], &named["until_on"])
    );
    assert_eq!(stands_in["person"]["department_id"], story.id("quality"));

    // The next step is the department's: what a deputy claims is the person's, and they may answer themselves.
    let (told, _) = seen(research, &approval).await;
    let body = json!({ "seat_id": told["my_seat_ids"][0] });
    let told = act(research, &approval, "claims", &body).await.json();
    assert_eq!(told["steps"][1]["seats"][0]["person_id"], json!(quality.person_id));
    let told = responded(quality, &approval, "A", None).await;
    assert_eq!(told["steps"][1]["seats"][0]["response"].get("stands_in"), None);
    assert_eq!(states(&told), ["done", "done", "open"]);
    assert_eq!(
        refused(&tries(research, &approval, "A", None).await),
        no(403, "seat_not_yours"),
        "not theirs"
    );

    // The naming stands in the record of the firm; the project's says by which one somebody acted.
    let admin = story.of("customer_admin");
    let events = done(admin.get(&format!("/firms/{}/events", admin.firm_id)).await);
    let last = events["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["deputy"]["id"]), (&"approvals.deputy_named".into(), &named["id"]));
    assert_eq!(last["deputy"].get("allowed_actions"), None);
}

/// R14: it ends by itself after its last day where the person is, or when they end it; who is nobody's deputy gains nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_is_none_before_the_days_after_them_and_for_a_deputy() {
    let story = begun().await;
    let (quality, research, admin) = (story.of("approver"), story.of("research"), story.of("customer_admin"));
    let approval =
        waiting(&story, "DWG-1", json!([step("Quality", "all", json!([seat(&story, "approver")]))])).await;
    let later = json!({
        "deputy_person_id": research.person_id, "from_on": today() + Days::new(1), "until_on": today() + Days::new(2),
    });
    let named = done(quality.post("/me/deputies", &later).await);
    assert_eq!(refused(&tries(research, &approval, "A", None).await), no(403, "seat_not_yours"), "to come");
    name(research, admin, 3).await;

    let shift = |days: i64| story.app.kernel.clock.shift_to(days * 86_400_000);
    shift(1);
    let (research, admin) = (research.sign_in_again().await, admin.sign_in_again().await);
    assert!(may(&seen(&research, &approval).await.0, "respond_approval"));
    assert_eq!(refused(&tries(&admin, &approval, "A", None).await), no(403, "seat_not_yours"), "one level");
    assert_eq!(turns(&admin).await.len(), 0);
    let listed = done(research.get("/me/deputies").await);
    let of = |n: usize| listed["items"][n]["person_id"].clone();
    assert_eq!((of(0), of(1)), (json!(research.person_id), json!(quality.person_id)), "own, and for whom");
    assert_eq!(listed["items"][1]["allowed_actions"], json!([]));
    shift(3);
    let (quality, research) = (quality.sign_in_again().await, research.sign_in_again().await);
    assert_eq!(refused(&tries(&research, &approval, "A", None).await), no(403, "seat_not_yours"), "over");
    let end = format!("/me/deputies/{}/end", named["id"].as_str().unwrap());
    assert_eq!(quality.post(&end, &json!({})).await.1["code"], "deputy_over");

    let day = today() + Days::new(3);
    let body =
        json!({ "deputy_person_id": research.person_id, "from_on": day, "until_on": day + Days::new(9) });
    let again = done(quality.post("/me/deputies", &body).await);
    let end = format!("/me/deputies/{}/end", again["id"].as_str().unwrap());
    assert_eq!(research.post(&end, &json!({})).await.0, 404, "theirs alone to end");
    assert!(may(&seen(&research, &approval).await.0, "respond_approval"));
    let ended = done(quality.post(&end, &json!({})).await);
    assert!(ended["ended_at"].is_string() && ended["ends_at"] == ended["ended_at"]);
    assert_eq!(refused(&tries(&research, &approval, "A", None).await), no(403, "seat_not_yours"), "ended");
    assert_eq!(done(quality.get("/me/deputies").await)["items"], json!([]));
}

/// R13: neither what the deputy worked on nor what the person did, and neither of them twice in a step.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_by_a_deputy_on_what_they_made_or_a_second_time() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let both = json!([step("Both", "all", json!([seat(&story, "approver"), seat(&story, "research")]))]);
    let both = route(&story, both).await;
    let member = story.in_project(&format!("/members/{}", research.person_id));
    done(lead.patch(&member, &json!({ "role": "contributor" })).await);
    let made = id_in(&design(research, &story.project, "DWG-9", None).await);
    let file = upload(research, &story.project, "a.pdf", b"%PDF-1.7").await;
    let revision = done(submit(research, &done(draft(research, &made, &[&file], None).await)).await);
    let sent = crate::approvals::sent(&[&revision], &both);
    let made = done(research.post(&story.in_project("/submissions"), &sent).await);
    let of_research = made["approval_id"].as_str().unwrap().to_owned();
    done(lead.patch(&member, &json!({ "role": "approver" })).await);

    let for_seat = async |by: &Client, approval: &str, n: usize| {
        let (told, _) = seen(by, approval).await;
        let mut said = answer(by, &told, "A", None);
        said["seat_id"] = told["steps"][0]["seats"][n]["seat_id"].clone();
        refused(&act(by, approval, "responses", &said).await)
    };
    let named = name(quality, research, 2).await;
    assert!(!may(&seen(research, &of_research).await.0, "respond_approval"));
    assert_eq!(for_seat(research, &of_research, 0).await, no(403, "own_work"), "the deputy made it");

    // Whoever has answered one seat of a step, for themselves, answers none for another.
    let (_, other) = drawn(&story, "DWG-1").await;
    let approval = begin(&story, &[&other], &both).await;
    assert_eq!(for_seat(research, &approval, 1).await, no(200, ""));
    assert_eq!(for_seat(research, &approval, 0).await, no(409, "already_answered"));

    // The other way round: who made it gains nothing by naming somebody.
    done(quality.post(&format!("/me/deputies/{}/end", named["id"].as_str().unwrap()), &json!({})).await);
    name(research, quality, 2).await;
    assert_eq!(for_seat(quality, &of_research, 1).await, no(403, "own_work"), "the person made it");
    assert_eq!(for_seat(quality, &of_research, 0).await, no(200, ""), "their own seat");
}

/// R14: of the same firm, one at a time, in no circle, on days to come; and who names is told where the deputy may not decide.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_named_is_of_the_firm_and_what_they_cannot_do_is_told() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    assert_eq!(code_of(quality, &naming(lead, 1)).await, "/deputy_person_id unknown", "another firm");
    assert_eq!(code_of(quality, &naming(quality, 1)).await, "/deputy_person_id unknown");
    assert_eq!(code_of(lead, &naming(story.of("locked"), 1)).await, "/deputy_person_id unknown", "locked");
    let mut past = naming(research, 1);
    past["from_on"] = json!(today() - Days::new(2));
    assert_eq!(code_of(quality, &past).await, "/from_on range");
    assert_eq!(code_of(quality, &naming(research, 400)).await, "/until_on range");
    name(quality, research, 2).await;
    assert_eq!(code_of(quality, &naming(story.of("customer_admin"), 1)).await, "deputy_overlaps");
    assert_eq!(code_of(research, &naming(quality, 5)).await, "deputy_circular");

    // An observer stays one: the lead is told that nobody stands in there.
    let observer = story.of("observer");
    let named = name(lead, observer, 2).await;
    assert_eq!(named["not_in"][0]["code"], "L2-PACK");
    let listed = done(observer.get("/me/deputies").await);
    assert_eq!(listed["items"][0].get("not_in"), None, "theirs alone");
    let supplier = json!([
        step("Quality", "all", json!([seat(&story, "quality")])),
        step("Supplier", "all", json!([{ "party_id": story.id("supplier_party"), "kind": "required" }]))
    ]);
    let approval = waiting(&story, "DWG-2", supplier).await;
    responded(quality, &approval, "A", None).await;
    assert_eq!(refused(&tries(observer, &approval, "A", None).await), no(403, "forbidden"));
}

/// R33: a deputy sees no more than before; where they may not look, they do not stand in.
#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_does_not_answer_what_they_may_not_look_at() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let audience = json!([story.id("quality_party")]);
    let made = id_in(&design(lead, &story.project, "DWG-7", Some(audience)).await);
    let file = upload(lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    let revision = done(submit(lead, &done(draft(lead, &made, &[&file], None).await)).await);
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "approver")]))])).await;
    let approval = begin(&story, &[&revision], &route).await;
    name(quality, research, 2).await;
    assert!(turns(research).await.is_empty() && turns(quality).await[0].get("deputy_person_id").is_none());
    assert_eq!(refused(&tries(research, &approval, "A", None).await), no(403, "seat_not_yours"));
}

/// R14: who stands in is written to once, and who is away is not.
#[tokio::test(flavor = "multi_thread")]
async fn the_deputy_gets_the_mail_in_the_place_of_who_is_away() {
    let post = Post::begin().await;
    post.at(0, "10:00").await;
    let story = &post.story;
    let (lead, quality) = (post.of("lead").await, post.of("approver").await);
    let member = story.in_project(&format!("/members/{}", story.of("research").person_id));
    done(lead.patch(&member, &json!({ "role": "approver" })).await);
    post.read("research").await;
    let day = story.app.kernel.clock.now().rfc3339()[..10].to_owned();
    let body = json!({
        "deputy_person_id": story.of("research").person_id, "from_on": day, "until_on": day,
    });
    done(quality.post("/me/deputies", &body).await);
    post.quiet().await;
    let letters: Vec<_> =
        post.mails().into_iter().filter(|mail| mail.body.contains("approver named you")).collect();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].all("to") == [email_of("research")]);
    assert!(letters[0].body.contains(&day), "{}", letters[0].body);
    let made = id_in(&design(&lead, &story.project, "DWG-100", None).await);
    let file = upload(&lead, &story.project, "a.pdf", b"%PDF-1.7").await;
    let revision = done(submit(&lead, &done(draft(&lead, &made, &[&file], None).await)).await);
    let steps = json!([step("Quality", "all", json!([seat(story, "approver")]))]);
    let route =
        done(lead.post(&story.in_project("/routes"), &json!({ "name": "Jig", "steps": steps })).await);
    let sent = crate::approvals::sent(&[&revision], route["id"].as_str().unwrap());
    let before = (post.to("approver").len(), post.to("research").len());
    done(lead.post(&story.in_project("/submissions"), &sent).await);
    post.at(0, "10:20").await;
    post.at(0, "10:50").await;
    let told = post.to("research");
    assert_eq!((post.to("approver").len(), told.len()), (before.0, before.1 + 1));
    let line = "- Your turn: Approval 1 on “DWG-100 지그 조립도” · for approver, as deputy · since today";
    assert!(told.last().unwrap().body.lines().any(|told| told == line), "{}", told.last().unwrap().body);
    assert_eq!(turns(&post.of("approver").await).await.len(), 1);
}

/// R14, R40: the sheet says it, both verifiers take it, and another name in its place is found, whoever signs the package.
#[tokio::test(flavor = "multi_thread")]
async fn for_whom_somebody_signed_is_proved_by_what_is_taken_away() {
    let story = begun().await;
    let (lead, quality, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let steps = json!([step("Quality", "all", json!([seat(&story, "approver")]))]);
    let approval = waiting(&story, "DWG-1", steps).await;
    name(quality, research, 2).await;
    responded(research, &approval, "A", None).await;
    let folder = tempfile::tempdir().unwrap();
    let whole = members(&package(lead, &approval).await);
    let report = verified(folder.path(), &packed(&whole), None).unwrap();
    assert_eq!((report.state.as_str(), report.proved), ("decided", 1));
    let text = |path: &str| String::from_utf8(whole[path].clone()).unwrap();
    assert!(text("sheet.html").contains("research, deputy for approver"), "{}", text("sheet.html"));

    let record = text("key.txt").split_once('+').unwrap().0.to_owned();
    let signer = Signer::new(record.clone(), &story.app.kernel.secrets.signing);
    let decision = text("decision.json");
    let mut lied: Value = serde_json::from_str(&decision).unwrap();
    let response = &mut lied["responses"][0]["response"];
    assert_eq!(response["stands_in"]["person"]["name"], "approver");
    response["stands_in"]["person"]["name"] = json!("nobody");
    let other = serde_json::to_string_pretty(&lied).unwrap();
    assert_ne!(other, decision);
    let mut lie = whole.clone();
    lie.insert("decision.json".into(), other.into());
    lie.remove("contents.txt");
    let line =
        |(path, bytes): (&String, &Vec<u8>)| format!("{} {path}\n", dure::kernel::record::sha256(bytes));
    let list: String = lie.iter().map(line).collect();
    lie.insert("contents.txt".into(), signer.note(&format!("dure contents 1\n{record}\n{list}")).into());
    assert!(verified(folder.path(), &packed(&lie), None).is_err(), "it was approver");
}

/// R14: a seat is handed over as deputy or by delegated authority, and says which.
#[tokio::test(flavor = "multi_thread")]
async fn a_seat_that_is_handed_over_says_as_what() {
    let story = begun().await;
    let (quality, research) = (story.of("approver"), story.of("research"));
    for (number, kind, said) in [("DWG-1", None, "deputy"), ("DWG-2", Some("authority"), "authority")] {
        let steps = json!([step("Quality", "all", json!([seat(&story, "approver")]))]);
        let approval = waiting(&story, number, steps).await;
        let (told, _) = seen(quality, &approval).await;
        let mut body = json!({ "seat_id": first_seat(&told)["seat_id"], "person_id": research.person_id, "reason": "R." });
        if let Some(kind) = kind {
            body["kind"] = json!(kind);
        }
        let told = act(quality, &approval, "delegations", &body).await.json();
        assert_eq!(first_seat(&told)["delegation"]["kind"], said);
        body["kind"] = json!("other");
        let other = act(research, &approval, "delegations", &body).await;
        assert_eq!(refused(&other), no(400, "/kind unknown_word"));
    }
}
