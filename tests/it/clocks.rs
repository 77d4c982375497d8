//! The two-way clock: one measure for both sides, from the events alone (R29, R32, R33).

use crate::approvals::{act, begin, begun, drawn, responded, revised, route, seat, sent, step};
use crate::comments;
use crate::folded::{Clocks, counted_on, folded};
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, database, nothing};
use rand::prelude::*;
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

/// Moves the server's time, and signs the cast in again: sessions are short.
async fn later(story: &mut Story, days: i64) {
    story.app.kernel.clock.shift_to(days * DAY);
    for part in ["lead", "approver", "research", "customer_admin"] {
        let again = story.of(part).sign_in_again().await;
        story.people.insert(part, again);
    }
}

async fn clocks(by: &Client, story: &Story) -> Value {
    done(by.get(&story.in_project("/clocks")).await)
}

/// The clock of a party.
fn of(clocks: &Value, party: &str) -> Value {
    let parties = clocks["parties"].as_array().unwrap();
    parties.iter().find(|clock| clock["party_id"] == party).unwrap().clone()
}

/// Every event behind a figure, page by page.
async fn behind(by: &Client, story: &Story, party: &str, figure: &str) -> Vec<Value> {
    let (mut events, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/clocks/{party}/events?figure={figure}&limit=3{after}");
        let page = done(by.get(&story.in_project(&path)).await);
        events.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return events,
        }
    }
}

async fn asked(by: &Client, story: &Story, owner: &str, due_on: Option<&str>) -> Value {
    let mut body = json!({ "title": "구멍 3의 공차는?", "owner_person_id": story.of(owner).person_id });
    if let Some(due_on) = due_on {
        body["due_on"] = due_on.into();
    }
    done(by.post(&story.in_project("/questions"), &body).await)
}

/// R32, principle 3: what lay with the customer and what lay with the supplier is told by the same formula, to both.
#[tokio::test(flavor = "multi_thread")]
async fn both_sides_see_how_long_things_lay_with_each_of_them() {
    let mut story = begun().await;
    let (supplier, quality) = (story.id("supplier_party").to_owned(), story.id("quality_party").to_owned());
    let empty = of(&clocks(story.of("lead"), &story).await, &quality);
    assert_eq!(
        empty,
        json!({
            "party_id": quality, "side": "customer",
            "court": { "working_days": 0, "calendar_seconds": 0, "spells": 0, "open": 0 },
            "turns": { "designs": 0, "turns": 0 }, "first_pass": { "designs": 0, "passed": 0 },
            "questions": { "asked": 0, "answered": 0, "dated": 0, "in_time": 0 },
        }),
        "a figure with no base is none, and never nothing of something"
    );

    let steps = json!([step("Quality", "all", json!([seat(&story, "quality")]))]);
    let route = route(&story, steps).await;
    let (design, first) = drawn(&story, "DWG-100").await;
    let approval = begin(&story, &[&first], &route).await;
    later(&mut story, 7).await;
    let returned = responded(story.of("approver"), &approval, "C", Some("Hole 3.")).await;
    let told = clocks(story.of("lead"), &story).await;
    let court = &of(&told, &quality)["court"];
    assert_eq!(
        (&court["spells"], &court["open"], &court["open_since"]),
        (&1.into(), &0.into(), &Value::Null)
    );
    let days = court["working_days"].as_i64().unwrap();
    assert!((3..=5).contains(&days), "a week has five working days less holidays: {days}");
    assert!((court["calendar_seconds"].as_i64().unwrap() - 7 * 86_400).abs() < 600);
    // The design lies with who submitted it until it is sent again; nothing is decided yet.
    let own = of(&told, &supplier);
    assert_eq!((&own["court"]["open"], &own["turns"]["designs"]), (&1.into(), &0.into()));
    assert_eq!(own["court"]["open_since"], returned["closed_at"]);
    assert!(own["turns"]["turns_per_design"].is_null() && own["first_pass"]["rate"].is_null());
    let waits = behind(story.of("lead"), &story, &supplier, "turns").await;
    assert_eq!((waits.len(), &waits[0]["counted"], &waits[0]["what"]), (1, &false.into(), &"decided".into()));

    later(&mut story, 14).await;
    let second = revised(&story, &design).await;
    let approval = begin(&story, &[&second], &route).await;
    later(&mut story, 15).await;
    let decided = responded(story.of("approver"), &approval, "A", None).await;
    let (of_supplier, of_customer) =
        (clocks(story.of("lead"), &story).await, clocks(story.of("approver"), &story).await);
    for party in [&supplier, &quality] {
        let clock = of(&of_supplier, party);
        assert_eq!(clock, of(&of_customer, party), "both sides see the same");
        assert_eq!(clock["turns"], json!({ "designs": 1, "turns": 2, "turns_per_design": 2.0 }));
        assert_eq!(clock["first_pass"], json!({ "designs": 1, "passed": 0, "rate": 0.0 }));
    }
    assert_eq!(of(&of_supplier, &supplier)["court"]["open"], 0);
    let turns = behind(story.of("approver"), &story, &supplier, "turns").await;
    assert_eq!(turns.len(), 2);
    assert!(turns.iter().all(|turn| turn["counted"] == true));
    assert_eq!((&turns[0]["seq"], &turns[1]["seq"]), (&decided["closed_seq"], &returned["closed_seq"]));
    let court = behind(story.of("approver"), &story, &supplier, "court").await;
    assert_eq!(
        (&court[0]["seq"], &court[0]["until_seq"], &court[0]["subject_kind"], &court[0]["title"]),
        (&returned["closed_seq"], &decided["created_seq"], &"design".into(), &"DWG-100".into())
    );
    assert_eq!(court[0]["calendar_seconds"].as_i64().unwrap() / 86_400, 7);

    // The next design passes at once.
    let (_, clean) = drawn(&story, "DWG-101").await;
    let approval = begin(&story, &[&clean], &route).await;
    responded(story.of("approver"), &approval, "B1", None).await;
    let clock = of(&clocks(story.of("lead"), &story).await, &quality);
    assert_eq!(clock["first_pass"], json!({ "designs": 2, "passed": 1, "rate": 0.5 }));
    assert_eq!(clock["turns"], json!({ "designs": 2, "turns": 3, "turns_per_design": 1.5 }));
}

/// R32: a question counts once for each party that it lay with, and is in time until the end of its day there.
#[tokio::test(flavor = "multi_thread")]
async fn questions_are_counted_for_who_was_asked() {
    let mut story = begun().await;
    let quality = story.id("quality_party").to_owned();
    let today = chrono::Utc::now().date_naive();
    let day = |more: u64| (today + chrono::Days::new(more)).to_string();
    let lead = story.of("lead").clone();
    let in_time = asked(&lead, &story, "approver", Some(&day(9))).await;
    let late = asked(&lead, &story, "approver", Some(&day(2))).await;
    let undated = asked(&lead, &story, "approver", None).await;
    asked(&lead, &story, "approver", None).await;
    later(&mut story, 5).await;
    for question in [&in_time, &late, &undated] {
        for body in ["12.5 mm.", "± 0.1."] {
            let path = format!("/questions/{}/answers", id_in(question));
            done(story.of("approver").post(&path, &json!({ "body": body })).await);
        }
    }
    let clock = of(&clocks(story.of("lead"), &story).await, &quality);
    assert_eq!(
        clock["questions"],
        json!({ "asked": 4, "answered": 3, "dated": 2, "in_time": 1, "answered_rate": 0.75, "in_time_rate": 0.5 })
    );
    assert_eq!((&clock["court"]["spells"], &clock["court"]["open"]), (&4.into(), &1.into()));
    // Answered, it lies with who asked.
    let own = of(&clocks(story.of("lead"), &story).await, story.id("supplier_party"));
    assert_eq!((&own["court"]["open"], &own["questions"]["asked"]), (&3.into(), &0.into()));
    let events = behind(story.of("lead"), &story, &quality, "questions").await;
    let words: Vec<&str> = events.iter().map(|event| event["what"].as_str().unwrap()).collect();
    assert_eq!(words, ["answered", "answered_late", "answered_in_time", "asked", "asked", "asked", "asked"]);
    let (status, refused) =
        story.of("lead").get(&story.in_project(&format!("/clocks/{quality}/events"))).await;
    assert_eq!((status, &refused["errors"][0]["pointer"]), (400, &"?figure".into()));
}

/// R33: of what is restricted everyone sees that it lies there, whose turn it is and since when; the words are nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn restricted_designs_are_measured_and_nothing_of_what_is_said_is_told() {
    let story = Story::begin();
    let research = story.of("research");
    let (_, revision, _) = crate::designs::shown(&story, "to research", b"%PDF-1.7").await;
    comments::said(research, &revision, "The secret tolerance is 3 µm.").await;
    let party = story.id("research_party");
    let told = clocks(story.of("observer"), &story).await;
    assert_eq!(of(&told, party)["court"]["open"], 1);
    let events = behind(story.of("observer"), &story, party, "court").await;
    assert_eq!((events.len(), &events[0]["subject_kind"]), (1, &"comment".into()));
    assert_eq!((&events[0]["number"], events[0]["title"].is_string()), (&1.into(), true));
    assert!(!format!("{told}{events:?}").contains("secret"));
    let marker = story.of("observer").events(&story.project, events[0]["seq"].as_i64().unwrap() - 1).await;
    assert_eq!(marker[0]["kind"], "record.marker", "its place is in the record, and it stays a wall");
}

/// The record of a project as it stands in the database.
fn record(story: &Story) -> Vec<Value> {
    let query = format!(
        "SELECT '{{\"seq\":' || seq || ',\"at\":' || at || ',\"kind\":\"' || kind || '\",\"body\":' || body || '}}' AS value FROM events \
         WHERE scope = '{}' ORDER BY seq",
        story.project
    );
    let rows = database::query(&mut database::open(&story.app.data), &query);
    rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect()
}

/// What the server says of every party: figures, and all that is behind them.
async fn said(by: &Client, story: &Story) -> (String, Clocks) {
    let told = clocks(by, story).await;
    let mut all = Clocks::new();
    for clock in told["parties"].as_array().unwrap() {
        let party = clock["party_id"].as_str().unwrap();
        let mut own = clock.clone();
        for figure in ["court", "turns", "first_pass", "questions"] {
            let mut events = behind(by, story, party, figure).await;
            for event in &mut events {
                // What is open goes on counting between two looks, and titles are no figure.
                let fields = event.as_object_mut().unwrap();
                fields.remove("title");
                if figure == "court" && !fields.contains_key("until_seq") {
                    fields.remove("calendar_seconds");
                    fields.remove("working_days");
                }
            }
            own[format!("behind_{figure}")] = events.into();
        }
        all.insert(party.to_owned(), own);
    }
    (told["at"].as_str().unwrap().to_owned(), all)
}

/// Something that somebody of the project does; whether it was done.
async fn step_of(story: &Story, dice: &mut StdRng, made: &mut Made, route: &[String]) -> bool {
    let (lead, approver, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let decider = *[approver, research].choose(dice).unwrap();
    let latest = made.approvals.len().saturating_sub(3);
    let approval = made.approvals[latest..].choose(dice).unwrap().clone();
    match dice.random_range(0..12) {
        0 => {
            let (design, revision) = drawn(story, &nothing()[24..]).await;
            made.designs.push((design, revision));
            true
        }
        1 | 2 => {
            let at = dice.random_range(0..made.designs.len());
            let design = made.designs[at].0.clone();
            made.designs[at].1 = revised(story, &design).await;
            let comment = comments::said(decider, &made.designs[at].1, "Hole 3?").await;
            made.comments.push(id_in(&comment));
            true
        }
        3 | 4 => {
            let mut chosen: Vec<&Value> = made.designs.iter().map(|(_, last)| last).collect();
            chosen.shuffle(dice);
            chosen.truncate(dice.random_range(1..3));
            let body = sent(&chosen, route.choose(dice).unwrap());
            let (status, told) = lead.post(&story.in_project("/submissions"), &body).await;
            if status == 201 {
                made.approvals.push(told["approval_id"].as_str().unwrap().to_owned());
            }
            status == 201
        }
        5..=7 => {
            let (told, _) = crate::approvals::seen(decider, &approval).await;
            if told["my_seat_ids"].as_array().is_none_or(Vec::is_empty) {
                return false;
            }
            let code = *["B1", "B1", "B2", "X", "C", "D", "I"].choose(dice).unwrap();
            let answer = crate::approvals::respond(decider, &approval, code, Some("Hole 3.")).await;
            answer.status == 200
        }
        8 => {
            let (told, _) = crate::approvals::seen(decider, &approval).await;
            let seat = told["my_seat_ids"][0].as_str().map_or_else(nothing, str::to_owned);
            let (by, noun, body) = match dice.random_range(0..4) {
                0 => (decider, "returns", json!({ "seat_id": seat, "reason": "Hole 3." })),
                1 => (lead, "recalls", json!({ "reason": "Wrong file." })),
                2 => (lead, "skips", json!({ "step": 1, "reason": "Urgent." })),
                _ => {
                    let ids = told["submission"]["revisions"].as_array().unwrap();
                    let last =
                        |of: &Value| made.designs.iter().find(|(id, _)| of["design_id"] == id.as_str());
                    let again: Vec<&Value> = ids.iter().filter_map(last).map(|(_, last)| last).collect();
                    (lead, "supersessions", sent(&again, route.choose(dice).unwrap()))
                }
            };
            let answer = act(by, &approval, noun, &body).await;
            if let Some(next) = answer.json()["approval_id"].as_str() {
                made.approvals.push(next.to_owned());
            }
            answer.status < 300
        }
        9 => {
            let due =
                (chrono::Utc::now().date_naive() + chrono::Days::new(dice.random_range(0..40))).to_string();
            let (by, owner) = *[(lead, "approver"), (approver, "lead"), (lead, "lead")].choose(dice).unwrap();
            let day = dice.random_bool(0.7).then_some(due.as_str());
            made.questions.push(id_in(&asked(by, story, owner, day).await));
            true
        }
        10 => {
            let Some(question) = made.questions.choose(dice) else { return false };
            let by = *[lead, approver].choose(dice).unwrap();
            let (status, _) = match dice.random_range(0..4) {
                0 => {
                    let path = story.in_project(&format!("/questions/{question}"));
                    let state = *["closed", "open"].choose(dice).unwrap();
                    lead.patch(&path, &json!({ "state": state })).await
                }
                1 => {
                    let path = story.in_project(&format!("/questions/{question}"));
                    let owner = *[lead, approver, research].choose(dice).unwrap();
                    lead.patch(&path, &json!({ "owner_person_id": owner.person_id })).await
                }
                _ => by.post(&format!("/questions/{question}/answers"), &json!({ "body": "Yes." })).await,
            };
            status < 300
        }
        _ => {
            let Some(comment) = made.comments.choose(dice) else { return false };
            let at = format!("/comments/{comment}");
            let (status, _) = match dice.random_range(0..3) {
                0 => {
                    lead.post(&format!("{at}/answers"), &json!({ "kind": "explained", "body": "Yes." })).await
                }
                1 => {
                    decider.post(&format!("{at}/answers"), &json!({ "kind": "asked", "body": "Why?" })).await
                }
                _ => decider.post(&format!("{at}/closure"), &json!({ "kind": "settled" })).await,
            };
            status < 300
        }
    }
}

/// What stands so far.
#[derive(Default)]
struct Made {
    designs: Vec<(String, Value)>,
    approvals: Vec<String>,
    questions: Vec<String>,
    comments: Vec<String>,
}

/// The tables are what the record folds to: for histories of every kind of move, on any day, in two time zones.
#[tokio::test(flavor = "multi_thread")]
async fn the_clocks_are_what_the_record_folds_to() {
    let seed: u64 =
        std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
    println!("clocks: seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let (mut done_steps, mut spells, mut decided) = (0, 0, 0);
    // Six at least, and on until enough has happened: the dice alone decide how often a design comes to its end.
    for history in 0..40 {
        if history >= 6 && done_steps > 100 && spells > 60 && decided > 5 {
            break;
        }
        let mut story = begun().await;
        let both = json!([seat(&story, "quality"), seat(&story, "research")]);
        let routes = [
            route(&story, json!([step("All", "all", both.clone())])).await,
            route(
                &story,
                json!(
                    [step("Quality", "all", json!([seat(&story, "quality")])), step("R&D", "claim", both),]
                ),
            )
            .await,
        ];
        let (design, revision) = drawn(&story, "DWG-1").await;
        let approvals = vec![begin(&story, &[&revision], &routes[0]).await];
        let mut made = Made { designs: vec![(design, revision)], approvals, ..Made::default() };
        let mut day = 0;
        for n in 0..45 {
            if dice.random_bool(0.25) {
                day += dice.random_range(1..6);
                later(&mut story, day).await;
            }
            if n == 20 {
                moved_away(&story).await;
            }
            done_steps += usize::from(step_of(&story, &mut dice, &mut made, &routes).await);
        }
        let (at, came) = said(story.of("lead"), &story).await;
        let wanted = folded(&record(&story), &came.keys().cloned().collect::<Vec<_>>(), &at);
        for (party, clock) in &came {
            assert_eq!(*clock, wanted[party], "SEED={seed}, history {history}, party {party}");
            spells += clock["behind_court"].as_array().unwrap().len();
            decided += clock["first_pass"]["designs"].as_i64().unwrap();
        }
    }
    println!("clocks: {done_steps} steps, {spells} spells, {decided} designs decided, of seed {seed}");
    assert!(done_steps > 100 && spells > 60 && decided > 5, "too little happened");
}

/// Quality's only member lives elsewhere from now on; the project is told.
async fn moved_away(story: &Story) {
    let approver = story.of("approver");
    done(approver.patch("/me", &json!({ "time_zone": "America/Monterrey" })).await);
    let is_told = async || {
        let members = done(approver.get(&story.in_project("/members")).await);
        let members = members["items"].as_array().unwrap();
        members.iter().any(|member| member["time_zone"] == "America/Monterrey")
    };
    let waiting = async {
        while !is_told().await {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(dure_tests::cast::PATIENCE, waiting).await.expect("the project is told");
    assert_eq!(counted_on("2026-11-20T12:00:00Z", "2026-11-24T12:00:00Z", "America/Monterrey"), 2);
}
