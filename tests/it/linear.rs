//! Many people on one approval at once, over the API: whatever they are told can be put in one order that respects time and
//! the rules (R41). `HISTORIES` says how many histories, `SEED` makes the same choices again.
//!
//! A history is what three people do at once, each of whom looks and acts on what they saw. Each state of an approval has
//! its version, so the order of all changes is told; what is left to prove is that nobody was told of a state before it
//! was made or after it was gone, that each change follows from the one before by a simple model, and that the record says
//! the same.

mod order;

use crate::approvals::{begin, begun, drawn, route, seat, seen, sent, step};
use dure_tests::database::is_postgres;
use dure_tests::story::{bring_person, done, id_in};
use dure_tests::{Client, Story, nothing};
use futures_util::future::join_all;
use order::{Act, Done, Order, SUPPLIER, State, Told, version};
use rand::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

use std::time::Instant;

/// Approvals on which people act at the same time.
const TABLES: usize = 8;
/// Histories of one approval, unless it is recalled before.
const OF_ONE: usize = 40;

struct Table<'a> {
    story: &'a Story,
    deciders: &'a [Client; 2],
    route: String,
    revision: Value,
    approval: String,
    dice: StdRng,
    /// All that was done with the approval.
    done: Vec<Done>,
    histories: usize,
    /// Histories in which two acted at the same time, and acts that came too late.
    met: usize,
    late: usize,
}

impl Table<'_> {
    fn person(&self, who: usize) -> &Client {
        if who == SUPPLIER { self.story.of("lead") } else { &self.deciders[who] }
    }

    /// Three at once, each one or two times.
    async fn history(&mut self) {
        let plans: Vec<Vec<Option<Act>>> = (0..3)
            .map(|who| (0..self.dice.random_range(1..3)).map(|_| choose(&mut self.dice, who)).collect())
            .collect();
        let at_once = plans.into_iter().enumerate().map(|(who, plan)| self.play(who, plan));
        let done: Vec<Done> = join_all(at_once).await.into_iter().flatten().collect();
        self.histories += 1;
        self.late += done.iter().filter(|done| matches!(done.told, Told::Stale)).count();
        let acts = done.iter().filter(|done| done.act.is_some());
        self.met += usize::from(acts.clone().any(|one| acts.clone().any(|other| one.met(other))));
        self.done.extend(done);
    }

    async fn play(&self, who: usize, plan: Vec<Option<Act>>) -> Vec<Done> {
        let (by, mut all) = (self.person(who), Vec::new());
        for act in plan {
            let began = Instant::now();
            if act == Some(Act::Comment) {
                all.extend(self.comment(who).await);
                continue;
            }
            let (told, tag) = seen(by, &self.approval).await;
            let state = Told::Of(version(&told), State::told(&told), None);
            let look = Done::of(who, None, &tag, (began, Instant::now()), state);
            let (seen, on) = (look.seen, Some(version(&told)));
            all.push(look);
            let Some(act) = act else { continue };
            let seat = &told["steps"][0]["seats"][0]["seat_id"];
            let (noun, body) = match act {
                Act::Claim => ("claims", json!({ "seat_id": seat })),
                Act::Hold => ("holds", json!({ "seat_id": seat, "reason": "The gauge is away." })),
                Act::Release => ("releases", json!({ "seat_id": seat })),
                Act::Recall => ("recalls", json!({ "reason": "Wrong file." })),
                Act::Comment => unreachable!("it is no act on the approval"),
            };
            let began = Instant::now();
            let answer = by
                .send(Method::POST, &format!("/approvals/{}/{noun}", self.approval), |request| {
                    request.header("If-Match", &tag).header("Idempotency-Key", nothing()).json(&body)
                })
                .await;
            let told = match answer.status {
                200 => {
                    let told = answer.json();
                    Told::Of(version(&told), State::told(&told), told["seq"].as_i64())
                }
                412 => Told::Stale,
                400..=499 => Told::Refused,
                status => panic!("{act:?} got {status}: {}", answer.text),
            };
            all.push(Done { seen, on, ..Done::of(who, Some(act), &tag, (began, Instant::now()), told) });
        }
        all
    }

    /// Says something on the revision, and closes it.
    async fn comment(&self, who: usize) -> [Done; 2] {
        let by = self.person(who);
        let said = |began| Done::of(who, Some(Act::Comment), "", (began, Instant::now()), Told::Said);
        let began = Instant::now();
        let path = format!("/revisions/{}/comments", id_in(&self.revision));
        let comment = done(by.post(&path, &json!({ "body": "Hole 3?", "blocking": false })).await);
        let first = said(began);
        let began = Instant::now();
        let path = format!("/comments/{}/closure", id_in(&comment));
        done(by.post(&path, &json!({ "kind": "settled" })).await);
        [first, said(began)]
    }

    /// Compares all that was done with what the record tells of the approval; then another one begins.
    async fn close(&mut self) {
        let lead = self.story.of("lead");
        let (last, tag) = seen(lead, &self.approval).await;
        let events = lead.events(&self.story.project, last["created_seq"].as_i64().unwrap() - 1).await;
        let own = |event: &&Value| event["approval"]["id"] == self.approval.as_str();
        let people: Vec<&str> = (0..3).map(|who| self.person(who).person_id.as_str()).collect();
        let order = Order::of(events.iter().filter(own), &self.done, &people);
        if let Err(why) = order.and_then(|order| order.judge(&self.done, &people)) {
            panic!("{why}\n{:#?}", self.done);
        }
        if last["state"] == "open" {
            let path = format!("/approvals/{}/recalls", self.approval);
            let body = json!({ "reason": "Wrong file." });
            let answer =
                lead.send(Method::POST, &path, |request| request.header("If-Match", &tag).json(&body)).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        let body = sent(&[&self.revision], &self.route);
        let again = done(lead.post(&self.story.in_project("/submissions"), &body).await);
        self.approval = again["approval_id"].as_str().unwrap().to_owned();
        self.done.clear();
    }

    async fn play_all(&mut self, histories: usize) {
        let mut left = histories;
        while left > 0 {
            for _ in 0..OF_ONE.min(left) {
                self.history().await;
                left -= 1;
                let is_over = |done: &Done| matches!(&done.told, Told::Of(_, state, _) if !state.is_open);
                if self.done.iter().any(is_over) {
                    break;
                }
            }
            self.close().await;
        }
    }
}

fn choose(dice: &mut StdRng, who: usize) -> Option<Act> {
    match (who, dice.random_range(0..20)) {
        (SUPPLIER, 0) => Some(Act::Recall),
        (SUPPLIER, _) | (_, 0..5) => None,
        (_, 5..7) => Some(Act::Claim),
        (_, 7..13) => Some(Act::Hold),
        (_, 13..17) => Some(Act::Release),
        _ => Some(Act::Comment),
    }
}

/// R41: whatever people do to one approval at once, each is told what can be put in one order.
#[tokio::test(flavor = "multi_thread")]
async fn long_what_many_do_at_once_can_be_put_in_one_order() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let usual = if is_postgres() { 1_000 } else { 10_000 };
    let histories = number("HISTORIES").unwrap_or(usual) as usize;
    let seed = number("SEED").unwrap_or_else(rand::random);
    println!("SEED={seed} HISTORIES={histories}");
    let story = begun().await;
    let admin = story.of("customer_admin");
    let second = bring_person(&story.app, admin, "second_approver", &[story.id("quality")]).await;
    let member = json!({ "person_id": second.person_id, "role": "approver" });
    done(story.of("lead").post(&story.in_project("/members"), &member).await);
    let deciders = [story.of("approver").clone(), second];
    let route = route(&story, json!([step("Quality", "all", json!([seat(&story, "quality")]))])).await;
    let mut tables = Vec::new();
    for n in 0..TABLES {
        let (_, revision) = drawn(&story, &format!("DWG-{n}")).await;
        let approval = begin(&story, &[&revision], &route).await;
        tables.push(Table {
            story: &story,
            deciders: &deciders,
            route: route.clone(),
            revision,
            approval,
            dice: StdRng::seed_from_u64(seed ^ n as u64),
            done: Vec::new(),
            histories: 0,
            met: 0,
            late: 0,
        });
    }
    join_all(tables.iter_mut().map(|table| table.play_all(histories / TABLES))).await;
    let played: usize = tables.iter().map(|table| table.histories).sum();
    let met: usize = tables.iter().map(|table| table.met).sum();
    let late: usize = tables.iter().map(|table| table.late).sum();
    println!("{played} histories, in {met} of them two acted at the same time, {late} acts came too late");
    assert!(played >= histories / TABLES * TABLES && met * 5 > played && late > 0);
}
