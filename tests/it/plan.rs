//! The plan: what is owed, asked, agreed and proposed, and whose turn it is.

use crate::vectors::reduce;
use dure_tests::cast::answer;
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, nothing};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// One person's acts in the project of the story.
struct Hand<'a> {
    story: &'a Story,
    by: &'a Client,
}

impl<'a> Hand<'a> {
    fn of(story: &'a Story, part: &str) -> Self {
        Self { story, by: story.of(part) }
    }

    async fn write(&self, list: &str, body: Value) -> Value {
        done(self.by.post(&self.story.in_project(&format!("/{list}")), &body).await)
    }

    async fn change(&self, list: &str, item: &Value, body: Value) -> (u16, Value) {
        self.by.patch(&self.story.in_project(&format!("/{list}/{}", id_in(item))), &body).await
    }

    async fn answer(&self, question: &Value, body: &str) -> (u16, Value) {
        self.by.post(&format!("/questions/{}/answers", id_in(question)), &json!({ "body": body })).await
    }

    async fn turn(&self) -> Vec<String> {
        let page = done(self.by.get("/me/turn?limit=200").await);
        let title = |turn: &Value| {
            let kind = turn["kind"].as_str().unwrap();
            assert_eq!(turn["project_code"].as_str().is_some(), turn["project_name"].as_str().is_some());
            turn[kind]["title"].as_str().unwrap().to_owned()
        };
        page["items"].as_array().unwrap().iter().map(title).collect()
    }
}

fn refused(answer: (u16, Value)) -> String {
    assert!(answer.0 >= 400, "{}", answer.1);
    let field = answer.1["errors"][0]["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
    format!("{} {}{field}", answer.0, answer.1["code"].as_str().unwrap())
}

#[tokio::test]
async fn a_question_goes_to_and_fro_until_who_asked_is_content() {
    let story = Story::begin();
    let (lead, research, approver) =
        (Hand::of(&story, "lead"), Hand::of(&story, "research"), Hand::of(&story, "approver"));
    let party = story.id("research_party");
    let body = json!({ "title": "Which hole?", "owner_party_id": party, "due_on": "2027-01-08" });
    let question = lead.write("questions", body).await;
    assert_eq!(question["ball"]["party_id"], party);
    assert!(question["ball"]["person_id"].is_null() && question["answer_count"] == 0);
    assert_eq!(research.turn().await, ["Which hole?"]);
    assert_eq!(lead.turn().await, Vec::<String>::new());
    assert_eq!(refused(approver.answer(&question, "I guess.").await), "403 not_yours");

    let answered = done(research.answer(&question, "The third.").await);
    assert_eq!((&answered["state"], &answered["answer_count"]), (&json!("answered"), &json!(1)));
    assert_eq!(answered["answer"]["body"], "The third.");
    assert_eq!(answered["answer"]["author"]["department_id"], story.id("research"));
    assert_eq!(answered["ball"]["person_id"], lead.by.person_id.as_str());
    assert_eq!((research.turn().await, lead.turn().await), (vec![], vec!["Which hole?".into()]));

    let open = done(lead.change("questions", &question, json!({ "state": "open" })).await);
    assert!(open["ball"]["since"].as_str() > question["ball"]["since"].as_str());
    assert_eq!(open["answer"]["body"], "The third.", "the answer stays");
    assert_eq!(research.turn().await, ["Which hole?"]);
    done(research.answer(&question, "The third from the left.").await);
    let closed = done(lead.change("questions", &question, json!({ "state": "closed" })).await);
    assert!(closed["ball"].is_null() && closed["closed_seq"] == closed["seq"]);
    assert_eq!((research.turn().await, lead.turn().await), (vec![], vec![]));
    assert_eq!(refused(research.answer(&question, "Too late.").await), "409 item_closed");
    assert_eq!(
        refused(lead.change("questions", &question, json!({ "state": "answered" })).await),
        "400 validation unknown_word"
    );

    let answers = done(lead.by.get(&format!("/questions/{}/answers?limit=1", id_in(&question))).await);
    assert_eq!(answers["items"][0]["body"], "The third.");
    let next = answers["next"].as_str().unwrap();
    let path = format!("/questions/{}/answers?limit=1&after={next}", id_in(&question));
    let answers = done(lead.by.get(&path).await);
    assert_eq!(answers["items"][0]["body"], "The third from the left.");
    assert!(answers["next"].is_null());
}

#[tokio::test]
async fn an_event_tells_who_changed_what_from_what_to_what() {
    let story = Story::begin();
    let (lead, research) = (Hand::of(&story, "lead"), Hand::of(&story, "research"));
    let body =
        json!({ "title": "Bore it", "owner_party_id": story.id("research_party"), "due_on": "2027-01-08" });
    let action = lead.write("actions", body).await;
    let change = json!({ "due_on": "2027-01-15", "owner_person_id": research.by.person_id });
    let changed = done(research.change("actions", &action, change.clone()).await);
    assert_eq!(changed["ball"]["person_id"], research.by.person_id.as_str());
    let events = lead.by.events(&story.project, changed["seq"].as_i64().unwrap() - 1).await;
    assert_eq!(events[0]["kind"], "plan.action_updated");
    assert_eq!(events[0]["actor"]["department_id"], story.id("research"));
    let told = json!([
        { "field": "due_on", "from": "2027-01-08", "to": "2027-01-15" },
        { "field": "owner_person_id", "to": research.by.person_id },
    ]);
    assert_eq!(events[0]["changes"], told);
    assert!(events[0]["action"]["allowed_actions"].is_null() && events[0]["action"]["seq"].is_null());

    let unchanged = done(research.change("actions", &action, change).await);
    assert!(unchanged["seq"].is_null(), "nothing was to do");
    assert_eq!(lead.by.events(&story.project, changed["seq"].as_i64().unwrap()).await, Vec::<Value>::new());
    let finished = done(research.change("actions", &action, json!({ "state": "done" })).await);
    assert!(finished["ball"].is_null());
    let late = research.change("actions", &action, json!({ "title": "Bored" })).await;
    assert_eq!(refused(late), "409 item_closed");
}

#[tokio::test]
async fn what_cannot_be_planned_is_refused_and_leaves_nothing() {
    let story = Story::begin();
    let (lead, research) = (Hand::of(&story, "lead"), Hand::of(&story, "research"));
    let before = lead.by.events(&story.project, 0).await.len();
    let research_party = story.id("research_party");
    let lead_person = &lead.by.person_id;
    let long = "가".repeat(2_001);
    let cases = [
        ("actions", json!({ "title": " " }), "400 validation empty"),
        ("actions", json!({ "title": "가".repeat(201) }), "400 validation too_long"),
        ("actions", json!({ "title": "x", "body": long }), "400 validation too_long"),
        ("actions", json!({ "title": "x", "due_on": "9999-12-31" }), "400 validation day_range"),
        ("actions", json!({ "title": "x", "due_on": "1999-12-31" }), "400 validation day_range"),
        ("actions", json!({ "title": "x", "due_on": "2027-02-29" }), "400 validation day"),
        ("actions", json!({ "title": "x", "id": "1" }), "400 validation id"),
        ("actions", json!({ "title": "x", "message_id": nothing() }), "400 validation unknown"),
        ("actions", json!({ "title": "x", "state": "done" }), "400 validation unknown_field"),
        (
            "milestones",
            json!({ "title": "x", "owner_party_id": research_party, "owner_person_id": lead_person }),
            "400 validation duplicate",
        ),
        ("questions", json!({ "title": "x" }), "400 validation missing"),
        ("ideas", json!({ "title": "x", "due_on": "2027-01-01" }), "400 validation unknown_field"),
    ];
    for (list, body, expected) in &cases {
        let answer = lead.by.post(&story.in_project(&format!("/{list}")), body).await;
        assert_eq!(refused(answer), *expected, "{list} {body}");
    }
    let path = story.in_project("/actions");
    let body = json!({ "title": "x", "owner_person_id": lead_person });
    assert_eq!(refused(research.by.post(&path, &body).await), "403 not_yours");
    assert_eq!(lead.by.events(&story.project, 0).await.len(), before, "a refused request left an event");

    let action = lead.write("actions", json!({ "title": "x", "due_on": "2100-12-31" })).await;
    let taken = lead.by.post(&path, &json!({ "title": "x", "id": action["id"] })).await;
    assert_eq!(refused(taken), "409 id_taken");
    let changes = [
        (json!({ "clear": ["title"] }), "400 validation unknown_word"),
        (json!({ "clear": ["due_on"], "due_on": "2027-01-01" }), "400 validation duplicate"),
        (json!({ "state": "closed" }), "400 validation unknown_word"),
        (json!({ "reason": "x" }), "400 validation unknown_field"),
        (json!({ "owner_party_id": nothing() }), "400 validation unknown"),
    ];
    for (body, expected) in &changes {
        assert_eq!(refused(lead.change("actions", &action, body.clone()).await), *expected, "{body}");
    }
    let decision = lead.write("decisions", json!({ "title": "12.5 mm" })).await;
    let withdrawn = lead.change("decisions", &decision, json!({ "state": "withdrawn" })).await;
    assert_eq!(refused(withdrawn), "400 validation missing");
    let (_, told) = lead.by.post(&path, &json!({ "title": "x", "due_on": "9999-12-31" })).await;
    assert_eq!(told["errors"][0]["pointer"], "/due_on");
    println!("{} creates, {} changes", cases.len() + 1, changes.len() + 1);
}

/// Case 36: a message that somebody does not hear is not found by its id either.
#[tokio::test]
async fn an_item_comes_from_a_message_that_its_author_hears() {
    let story = Story::begin();
    let (approver, research) = (Hand::of(&story, "approver"), Hand::of(&story, "research"));
    let body = json!({ "body": "Only for us.", "audience": [story.id("quality_party")] });
    let message = done(approver.by.post(&story.in_project("/messages"), &body).await);
    let question = json!({
        "title": "Which?", "owner_party_id": story.id("supplier_party"), "message_id": message["id"],
    });
    let asked = approver.write("questions", question.clone()).await;
    assert_eq!(asked["message_id"], message["id"]);
    let answer = research.by.post(&story.in_project("/questions"), &question).await;
    assert_eq!(refused(answer), "400 validation unknown");
}

#[tokio::test]
async fn what_waits_for_me_comes_from_all_projects_by_its_day_and_from_no_other() {
    let story = Story::begin();
    let (lead, approver) = (Hand::of(&story, "lead"), Hand::of(&story, "approver"));
    let body = json!({
        "code": "TURN-2", "name": "Second line", "customer_firm_id": story.id("customer"),
        "supplier_firm_ids": [story.id("supplier")],
    });
    let second = done(lead.by.post(&format!("/clusters/{}/projects", story.cluster), &body).await);
    let second = id_in(&second);
    let person = &approver.by.person_id;
    let members = format!("/projects/{second}/members");
    done(lead.by.post(&members, &json!({ "person_id": person, "role": "approver" })).await);
    let quality = story.id("quality_party");
    let in_second = async |list: &str, body: Value| {
        done(lead.by.post(&format!("/projects/{second}/{list}"), &body).await)
    };

    lead.write("actions", json!({ "title": "late", "owner_party_id": quality, "due_on": "2027-03-01" }))
        .await;
    lead.write("actions", json!({ "title": "undated", "owner_party_id": quality })).await;
    lead.write("questions", json!({ "title": "soon", "owner_person_id": person, "due_on": "2027-01-01" }))
        .await;
    in_second("actions", json!({ "title": "between", "owner_person_id": person, "due_on": "2027-02-01" }))
        .await;
    // For a colleague by name, for another department, for the lead, of a kind that nobody has to act on.
    let research = &story.of("research").person_id;
    lead.write("actions", json!({ "title": "no 1", "owner_person_id": research })).await;
    lead.write("actions", json!({ "title": "no 2", "owner_party_id": story.id("research_party") })).await;
    in_second("actions", json!({ "title": "no 3" })).await;
    lead.write("milestones", json!({ "title": "no 4", "owner_party_id": quality })).await;
    assert_eq!(approver.turn().await, ["soon", "between", "late", "undated"]);
    assert_eq!(lead.turn().await, ["no 3"]);
    assert_eq!(Hand { story: &story, by: story.of("outsider") }.turn().await, Vec::<String>::new());

    let (mut titles, mut after) = (Vec::new(), String::new());
    loop {
        let page = done(approver.by.get(&format!("/me/turn?limit=1{after}")).await);
        let turn = &page["items"][0];
        let kind = turn["kind"].as_str().unwrap();
        titles.push(turn[kind]["title"].as_str().unwrap().to_owned());
        assert_eq!(turn["project_id"], turn[kind]["project_id"]);
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(titles, ["soon", "between", "late", "undated"]);
    assert_eq!(refused(approver.by.get("/me/turn?after=AAAA").await), "400 validation cursor");

    // Case 36: who was removed has nothing waiting there.
    done(lead.by.delete(&format!("{members}/{person}")).await);
    assert_eq!(approver.turn().await, ["soon", "late", "undated"]);
}

#[tokio::test]
async fn what_a_removed_member_owed_and_asked_is_their_partys() {
    let story = Story::begin();
    let (lead, research) = (Hand::of(&story, "lead"), Hand::of(&story, "research"));
    let person = research.by.person_id.clone();
    let action = research.write("actions", json!({ "title": "owed" })).await;
    assert_eq!(action["owner_person_id"], person.as_str());
    let body = json!({ "title": "asked", "owner_person_id": lead.by.person_id });
    let question = research.write("questions", body).await;
    done(lead.answer(&question, "Yes.").await);
    let done_before = research.write("actions", json!({ "title": "done" })).await;
    done(research.change("actions", &done_before, json!({ "state": "done" })).await);

    let before = lead.by.events(&story.project, 0).await.len();
    done(lead.by.delete(&story.in_project(&format!("/members/{person}"))).await);
    let events = lead.by.events(&story.project, i64::try_from(before).unwrap()).await;
    let kinds: Vec<&str> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["projects.member_removed", "plan.action_updated", "plan.question_updated"]);
    let party = story.id("research_party");
    for ball in [&events[1]["action"]["ball"], &events[2]["question"]["ball"]] {
        assert_eq!(ball["party_id"], party);
        assert!(ball["person_id"].is_null());
    }
    assert_eq!(research.turn().await, Vec::<String>::new());
    assert_eq!(refused(research.answer(&question, "Still here.").await), "404 not_found");
}

/// Case 48: a role that ended a moment ago carries nothing.
#[tokio::test]
async fn a_lead_who_was_one_decides_no_idea_after_the_event_that_says_so() {
    let story = Story::begin();
    let lead = Hand::of(&story, "lead");
    let research = Hand::of(&story, "research");
    let member = story.in_project(&format!("/members/{}", research.by.person_id));
    let mut decided = 0;
    for round in 0..12 {
        done(lead.by.patch(&member, &json!({ "role": "lead" })).await);
        let ideas =
            join_all((0..6).map(|n| lead.write("ideas", json!({ "title": format!("{round} {n}") })))).await;
        let adopt = ideas.iter().map(|idea| research.change("ideas", idea, json!({ "state": "adopted" })));
        let body = json!({ "role": "contributor" });
        let (demoted, answers) = tokio::join!(lead.by.patch(&member, &body), join_all(adopt));
        let demoted = done(demoted)["seq"].as_i64().unwrap();
        for (status, answer) in answers {
            match status {
                200 => {
                    assert!(answer["seq"].as_i64().unwrap() < demoted, "decided after the event: {answer}")
                }
                _ => assert!(
                    ["not_yours", "lead_decides"].contains(&answer["code"].as_str().unwrap()),
                    "{answer}"
                ),
            }
            decided += i32::from(status == 200);
        }
    }
    println!("72 tries, {decided} before the event");
}

#[tokio::test]
async fn lists_are_narrowed_and_paged_and_say_what_the_caller_may_do() {
    let story = Story::begin();
    let (lead, research) = (Hand::of(&story, "lead"), Hand::of(&story, "research"));
    let party = story.id("research_party");
    for n in 0..5 {
        lead.write("actions", json!({ "title": format!("theirs {n}"), "owner_party_id": party })).await;
    }
    let own = lead.write("actions", json!({ "title": "own" })).await;
    done(lead.change("actions", &own, json!({ "state": "dropped" })).await);
    let titles = async |by: &Client, query: &str| {
        let page = done(by.get(&story.in_project(&format!("/actions{query}"))).await);
        let items = page["items"].as_array().unwrap().clone();
        let titles: Vec<String> =
            items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect();
        (titles, items, page["next"].as_str().map(str::to_owned))
    };
    assert_eq!(titles(lead.by, "?state=dropped").await.0, ["own"]);
    assert_eq!(titles(lead.by, "?state=open").await.0.len(), 5);
    assert_eq!(titles(lead.by, &format!("?owner_party_id={party}")).await.0.len(), 5);
    assert_eq!(titles(lead.by, &format!("?owner_person_id={}", lead.by.person_id)).await.0, ["own"]);
    let (first, _, next) = titles(lead.by, "?limit=4").await;
    let (rest, _, end) = titles(lead.by, &format!("?limit=4&after={}", next.unwrap())).await;
    assert_eq!((first.len(), rest, end), (4, vec!["theirs 4".to_owned(), "own".to_owned()], None));
    for (by, expected) in [(lead.by, 6), (research.by, 5), (story.of("observer"), 0)] {
        let (_, items, _) = titles(by, "").await;
        let may = items.iter().filter(|item| item["allowed_actions"] == json!(["update_action"])).count();
        assert_eq!(may, expected);
    }
    let path = story.in_project("/actions?state=lost");
    assert_eq!(refused(lead.by.get(&path).await), "400 validation unknown_word");
}

#[tokio::test]
async fn a_plan_that_is_full_takes_nothing_more_until_something_is_closed() {
    let story = Story::begin_with(|config| {
        config.limits.plan_open_items = 2;
        config.limits.answers_per_question = 1;
        config.limits.phases_per_project = 8;
    });
    let lead = Hand::of(&story, "lead");
    let first = lead.write("actions", json!({ "title": "1" })).await;
    lead.write("actions", json!({ "title": "2" })).await;
    lead.write("ideas", json!({ "title": "another kind" })).await;
    let path = story.in_project("/actions");
    assert_eq!(refused(lead.by.post(&path, &json!({ "title": "3" })).await), "409 plan_full");
    done(lead.change("actions", &first, json!({ "state": "done" })).await);
    lead.write("actions", json!({ "title": "3" })).await;
    assert_eq!(refused(lead.change("actions", &first, json!({ "state": "open" })).await), "409 plan_full");

    let body = json!({ "title": "?", "owner_party_id": story.id("research_party") });
    let question = lead.write("questions", body).await;
    done(lead.answer(&question, "Yes.").await);
    assert_eq!(refused(lead.answer(&question, "No.").await), "409 answers_full");

    lead.write("phases", json!({ "name": "공장 검수" })).await;
    let path = story.in_project("/phases");
    assert_eq!(refused(lead.by.post(&path, &json!({ "name": "One more" })).await), "409 phases_full");
}

#[tokio::test]
async fn phases_are_the_projects_own_and_those_that_began_stay() {
    let story = Story::begin();
    let lead = Hand::of(&story, "lead");
    let phases = async || done(lead.by.get(&story.in_project("/phases")).await)["items"].clone();
    let kickoff = phases().await[0].clone();
    assert_eq!((&kickoff["key"], &kickoff["state"]), (&json!("kickoff"), &json!("running")));
    let gone = lead.by.delete(&story.in_project(&format!("/phases/{}", id_in(&kickoff)))).await;
    assert_eq!(refused(gone), "409 phase_begun");
    let ended = done(lead.change("phases", &kickoff, json!({ "state": "done", "name": "착수" })).await);
    assert_eq!((&ended["progress"], &ended["name"]), (&json!(100), &json!("착수")));
    let ended = done(lead.change("phases", &kickoff, json!({ "clear": ["name"] })).await);
    assert!(ended["name"].is_null());
    let idle = lead.change("phases", &kickoff, json!({ "progress": 10 })).await;
    assert_eq!(refused(idle), "409 phase_not_running");
    let own = lead.write("phases", json!({ "name": "공장 검수", "due_on": "2027-02-26" })).await;
    assert_eq!((&own["key"], &own["position"]), (&json!("custom"), &json!(8)));
    assert_eq!(
        refused(lead.change("phases", &own, json!({ "clear": ["name"] })).await),
        "400 validation empty"
    );
    done(lead.change("phases", &own, json!({ "position": 2, "state": "running", "progress": 30 })).await);
    let order = phases().await;
    let order: Vec<&str> =
        order.as_array().unwrap().iter().map(|phase| phase["key"].as_str().unwrap()).collect();
    let expected =
        ["kickoff", "custom", "design", "approval", "build", "commissioning", "delivery", "service"];
    assert_eq!(order, expected);
    assert_eq!(refused(lead.change("phases", &own, json!({ "position": 9 })).await), "400 validation range");
    let listed = done(lead.by.get("/projects").await);
    let listed = listed["items"].as_array().unwrap().iter().find(|item| item["id"] == story.project.as_str());
    let listed = listed.unwrap();
    assert_eq!(listed["running_phase"], "custom");
    assert_eq!(listed["phases"][1]["progress"], 30);
}

#[tokio::test]
async fn a_project_keeps_its_days_in_order_when_it_changes() {
    let story = Story::begin();
    let lead = story.of("lead");
    let path = story.in_project("");
    let days = json!({ "starts_on": "2026-12-01", "due_on": "2027-06-30", "name": "Line 2, new" });
    let changed = done(lead.patch(&path, &days).await);
    assert_eq!((&changed["name"], &changed["my_role"]), (&json!("Line 2, new"), &json!("lead")));
    let early = lead.patch(&path, &json!({ "due_on": "2026-11-30" })).await;
    assert_eq!(refused(early), "400 validation before_start");
    let cleared = done(lead.patch(&path, &json!({ "clear": ["starts_on"], "due_on": "2026-11-30" })).await);
    assert!(cleared["starts_on"].is_null());
    let events = lead.events(&story.project, cleared["seq"].as_i64().unwrap() - 1).await;
    let told = json!([
        { "field": "starts_on", "from": "2026-12-01" },
        { "field": "due_on", "from": "2027-06-30", "to": "2026-11-30" },
    ]);
    assert_eq!((&events[0]["kind"], &events[0]["changes"]), (&json!("projects.project_updated"), &told));
    assert!(events[0]["project"]["my_role"].is_null(), "the same for everyone");
}

/// Case 55.
#[tokio::test]
async fn every_write_to_the_plan_is_repeated_by_its_key() {
    let story = Story::begin();
    let lead = story.of("lead");
    let owner = json!({ "title": "x", "owner_person_id": lead.person_id });
    let mut calls = vec![
        (Method::PATCH, story.in_project(""), json!({ "name": "Once" })),
        (Method::POST, story.in_project("/phases"), json!({ "name": "Once" })),
    ];
    for list in ["milestones", "actions", "questions", "decisions", "ideas"] {
        let is_owed = !["decisions", "ideas"].contains(&list);
        let body = if is_owed { owner.clone() } else { json!({ "title": "x" }) };
        let item = done(lead.post(&story.in_project(&format!("/{list}")), &body).await);
        calls.push((Method::POST, story.in_project(&format!("/{list}")), body));
        let at = story.in_project(&format!("/{list}/{}", id_in(&item)));
        calls.push((Method::PATCH, at, json!({ "title": "y" })));
        if list == "questions" {
            let at = format!("/questions/{}/answers", id_in(&item));
            calls.push((Method::POST, at, json!({ "body": "Once." })));
        }
    }
    let phases = done(lead.get(&story.in_project("/phases")).await);
    let last = story.in_project(&format!("/phases/{}", id_in(&phases["items"][6])));
    calls.push((Method::PATCH, last.clone(), json!({ "due_on": "2027-01-01" })));
    calls.push((Method::DELETE, last, Value::Null));
    for (method, path, body) in &calls {
        let key = nothing();
        let send = || {
            let request = lead.request(method.clone(), path).header("idempotency-key", &key);
            answer(if body.is_null() { request } else { request.json(body) })
        };
        let first = send().await;
        assert!(first.status < 300, "{method} {path}: {}", first.text);
        let events = lead.events(&story.project, 0).await.len();
        let again = send().await;
        assert_eq!((again.status, &again.text), (first.status, &first.text), "{method} {path}");
        assert_eq!(lead.events(&story.project, 0).await.len(), events, "{method} {path}");
    }
    println!("{} writes", calls.len());
}

/// A closed item leaves the snapshot 500 events after the one that closed it, on every way.
#[tokio::test]
async fn before_and_events_make_after_beyond_the_time_that_closed_items_are_kept() {
    let story = Story::begin();
    let lead = Hand::of(&story, "lead");
    let snapshot = async || done(lead.by.get(&story.in_project("/snapshot")).await);
    let body = json!({ "title": "early", "owner_person_id": lead.by.person_id });
    let early = lead.write("actions", body).await;
    done(lead.change("actions", &early, json!({ "state": "done" })).await);
    lead.write("actions", json!({ "title": "open" })).await;
    let before = snapshot().await;
    for n in 0..497 {
        lead.by.say(&story.project, &format!("{n}")).await;
    }
    let titles = |snapshot: &Value| {
        let items = snapshot["actions"].as_array().unwrap().iter();
        items.map(|item| item["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let still = snapshot().await;
    assert_eq!(titles(&still), ["early", "open"]);
    lead.by.say(&story.project, "one more").await;
    lead.by.say(&story.project, "and one").await;
    let after = snapshot().await;
    assert_eq!(titles(&after), ["open"]);
    let events = lead.by.events(&story.project, before["as_of_seq"].as_i64().unwrap()).await;
    assert_eq!(reduce(before, &events), after);
    done(lead.change("actions", &early, json!({ "state": "open" })).await);
    let events = lead.by.events(&story.project, after["as_of_seq"].as_i64().unwrap()).await;
    let again = snapshot().await;
    assert_eq!(titles(&again), ["early", "open"], "in its place");
    assert_eq!(reduce(after, &events), again);
}

/// What was closed when its owner left is nobody's turn for ever, unless it is their party's when it is opened again.
#[tokio::test]
async fn what_a_removed_member_left_closed_is_their_partys_once_it_is_opened_again() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let body = json!({ "title": "Bore the third hole", "owner_person_id": research.person_id });
    let action = done(lead.post(&story.in_project("/actions"), &body).await);
    let path = story.in_project(&format!("/actions/{}", id_in(&action)));
    done(lead.patch(&path, &json!({ "state": "done" })).await);
    done(lead.delete(&story.in_project(&format!("/members/{}", research.person_id))).await);
    let again = done(lead.patch(&path, &json!({ "state": "open" })).await);
    assert_eq!(again["ball"]["party_id"], story.id("research_party"));
    assert!(again["ball"]["person_id"].is_null() && again["owner_person_id"].is_null(), "{again}");
}
