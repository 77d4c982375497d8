//! Many people on one approval at once, over the API: whatever they are told can be put in one order that respects time and
//! the rules (R41). `HISTORIES` says how many histories, `SEED` makes the same choices again.
//!
//! A history is what three people do at once, each of whom looks and acts on what they saw. Each state of an approval has
//! its version, so the order of all changes is told; what is left to prove is that nobody was told of a state before it
//! was made or after it was gone, that each change follows from the one before by a simple model, and that the record says
//! the same.

use crate::approvals::{begin, begun, drawn, route, seat, seen, sent, step};
use dure_tests::database::is_postgres;
use dure_tests::story::{bring_person, done};
use dure_tests::{Client, Story, nothing};
use futures_util::future::join_all;
use rand::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Instant;

/// Approvals on which people act at the same time.
const TABLES: usize = 8;
/// Histories of one approval, unless it is recalled before.
const OF_ONE: usize = 40;

/// What of an approval changes here.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    is_open: bool,
    claimed_by: Option<String>,
    is_held: bool,
}

impl State {
    fn told(approval: &Value) -> Self {
        let seat = &approval["steps"][0]["seats"][0];
        Self {
            is_open: approval["state"] == "open",
            claimed_by: seat["person_id"].as_str().map(str::to_owned),
            is_held: !seat["hold"].is_null(),
        }
    }

    /// The rules, in short: what an act leaves, or nothing where it is refused.
    fn after(&self, act: Act, by: &str) -> Option<Self> {
        let is_mine = self.claimed_by.as_ref().is_none_or(|who| who == by);
        let next = match act {
            Act::Claim => Self { claimed_by: Some(by.to_owned()), ..self.clone() },
            Act::Hold if is_mine => Self { is_held: true, ..self.clone() },
            Act::Release if is_mine && self.is_held => Self { is_held: false, ..self.clone() },
            Act::Recall => Self { is_open: false, is_held: false, ..self.clone() },
            _ => return None,
        };
        self.is_open.then_some(next)
    }
}

/// What somebody does with an approval that they have looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Claim,
    Hold,
    Release,
    Recall,
}

impl Act {
    /// Its event in the record.
    fn kind(self) -> &'static str {
        match self {
            Self::Claim => "approvals.seat_claimed",
            Self::Hold => "approvals.seat_held",
            Self::Release => "approvals.seat_released",
            Self::Recall => "approvals.approval_recalled",
        }
    }

    /// Whether it is refused on a state that was not seen.
    fn is_on_what_was_seen(self) -> bool {
        matches!(self, Self::Hold | Self::Recall)
    }
}

/// What came of it.
#[derive(Debug, Clone)]
enum Told {
    /// This version, in this state; with the place in the record of what was done.
    Of(u64, State, Option<i64>),
    /// The version that was seen was not there any more.
    Stale,
    /// It is not allowed.
    Refused,
}

/// A look or an act, from asking to answer.
#[derive(Debug, Clone)]
struct Done {
    who: usize,
    act: Option<Act>,
    /// The tag that was told, or acted on.
    tag: String,
    began: Instant,
    ended: Instant,
    told: Told,
}

impl Done {
    fn met(&self, other: &Self) -> bool {
        self.who != other.who && self.began < other.ended && other.began < self.ended
    }
}

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
    /// Histories in which two acted at the same time.
    met: usize,
}

impl Table<'_> {
    fn person(&self, who: usize) -> &Client {
        if who == 2 { self.story.of("lead") } else { &self.deciders[who] }
    }

    /// Three at once, each one or two times.
    async fn history(&mut self) {
        let plans: Vec<Vec<Option<Act>>> = (0..3)
            .map(|who| (0..self.dice.random_range(1..3)).map(|_| choose(&mut self.dice, who)).collect())
            .collect();
        let at_once = plans.into_iter().enumerate().map(|(who, plan)| self.play(who, plan));
        let done: Vec<Done> = join_all(at_once).await.into_iter().flatten().collect();
        self.histories += 1;
        let acts = done.iter().filter(|done| done.act.is_some());
        self.met += usize::from(acts.clone().any(|one| acts.clone().any(|other| one.met(other))));
        self.done.extend(done);
    }

    async fn play(&self, who: usize, plan: Vec<Option<Act>>) -> Vec<Done> {
        let (by, mut all) = (self.person(who), Vec::new());
        for act in plan {
            let began = Instant::now();
            let (told, tag) = seen(by, &self.approval).await;
            let state = Told::Of(version(&told), State::told(&told), None);
            all.push(Done { who, act: None, tag: tag.clone(), began, ended: Instant::now(), told: state });
            let Some(act) = act else { continue };
            let seat = &told["steps"][0]["seats"][0]["seat_id"];
            let (noun, body) = match act {
                Act::Claim => ("claims", json!({ "seat_id": seat })),
                Act::Hold => ("holds", json!({ "seat_id": seat, "reason": "The gauge is away." })),
                Act::Release => ("releases", json!({ "seat_id": seat })),
                Act::Recall => ("recalls", json!({ "reason": "Wrong file." })),
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
            all.push(Done { who, act: Some(act), tag, began, ended: Instant::now(), told });
        }
        all
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

/// The states of an approval in the order of the record, and who made each.
#[derive(Default)]
struct Order {
    states: BTreeMap<u64, State>,
    /// When the act that made a version began and ended.
    made: BTreeMap<u64, (Instant, Instant)>,
    /// Places of those acts.
    makers: BTreeMap<usize, u64>,
    /// Tags that were told, by version and to whom.
    tags: BTreeMap<(u64, usize), String>,
}

impl Order {
    fn of<'a>(
        events: impl Iterator<Item = &'a Value>,
        all: &[Done],
        people: &[&str],
    ) -> Result<Self, String> {
        let (mut order, mut before) = (Self::default(), None);
        for event in events {
            let (now, state) = (version(&event["approval"]), State::told(&event["approval"]));
            if let Some(before) = before.replace(now) {
                if now != before + 1 {
                    return Err(format!("version {now} follows {before}"));
                }
                let is_maker = |done: &Done| {
                    let says_so = matches!(&done.told, Told::Of(_, _, Some(seq)) if event["seq"] == *seq);
                    let is_it = done.act.is_some_and(|act| event["kind"] == act.kind());
                    says_so && is_it && event["actor"]["person_id"] == people[done.who]
                };
                let (place, maker) = (all.iter().enumerate())
                    .find(|(_, done)| is_maker(done))
                    .ok_or_else(|| format!("nobody was told of {event}"))?;
                order.made.insert(now, (maker.began, maker.ended));
                order.makers.insert(place, now);
            }
            order.states.insert(now, state);
        }
        for done in all.iter().filter(|done| done.act.is_none()) {
            let Told::Of(version, ..) = &done.told else { continue };
            if order.tags.insert((*version, done.who), done.tag.clone()).is_some_and(|tag| tag != done.tag) {
                return Err(format!("version {version} has two tags"));
            }
        }
        Ok(order)
    }

    /// Versions that may have been there while something was done.
    fn during(&self, done: &Done) -> std::ops::RangeInclusive<u64> {
        let first = *self.states.keys().next().unwrap_or(&0);
        let least =
            self.made.iter().filter(|(_, (_, ended))| *ended < done.began).map(|(version, _)| *version);
        let most =
            self.made.iter().filter(|(_, (began, _))| *began < done.ended).map(|(version, _)| *version);
        least.max().unwrap_or(first)..=most.max().unwrap_or(first)
    }

    /// Whether all that was done can be put in this order.
    fn judge(&self, all: &[Done], people: &[&str]) -> Result<(), String> {
        for (place, done) in all.iter().enumerate() {
            self.follows(place, done, people[done.who]).map_err(|why| format!("{why}: {done:?}"))?;
        }
        // A change stands before those who saw what it left, and its own answer is such a look.
        let looks = all.iter().filter_map(|done| match &done.told {
            Told::Of(version, ..) => Some((2 * version + 1, done)),
            Told::Stale | Told::Refused => None,
        });
        let changes = self.makers.iter().map(|(place, version)| (2 * version, &all[*place]));
        let placed: Vec<(u64, &Done)> = looks.chain(changes).collect();
        for ((one, early), (other, late)) in
            placed.iter().flat_map(|one| placed.iter().map(move |other| (one, other)))
        {
            if early.ended < late.began && one > other {
                return Err(format!("{late:?} was told what was over before {early:?}"));
            }
        }
        Ok(())
    }

    /// Whether what was told of a look or an act follows from the record and the rules.
    fn follows(&self, place: usize, done: &Done, by: &str) -> Result<(), String> {
        let during = self.during(done);
        let after = |version: u64, act: Act| self.states.get(&version).and_then(|state| state.after(act, by));
        // What two versions have in common that is asked of who acts on one of them.
        let is_alike = |version: u64| self.tags.get(&(version, done.who)).is_none_or(|tag| *tag == done.tag);
        let is_theirs = |version: u64| {
            self.states.get(&version).is_some_and(|state| state.claimed_by.as_deref() == Some(by))
        };
        let fails = |why: &str| Err(why.to_owned());
        match (&done.told, done.act) {
            (Told::Of(version, state, _), _) if self.states.get(version) != Some(state) => {
                fails("the record tells another state of that version")
            }
            (Told::Of(version, ..), _) if !during.contains(version) => {
                Err(format!("only {during:?} was there"))
            }
            (Told::Of(..), None) => Ok(()),
            (Told::Of(version, ..), Some(act)) => match self.makers.get(&place) {
                Some(made) if act.is_on_what_was_seen() && !is_alike(made - 1) => fails("it was done unseen"),
                Some(made) if version < made => fails("it was not told of itself"),
                Some(made) if after(made - 1, act).as_ref() == self.states.get(made) => Ok(()),
                Some(_) => fails("it is not by the rules"),
                None if act == Act::Claim && during.clone().any(is_theirs) => Ok(()),
                None => fails("it was taken and changed nothing"),
            },
            // Somebody else was faster, and had begun before it was said so.
            (Told::Stale, _)
                if during.clone().any(|version| self.tags.get(&(version, done.who)) != Some(&done.tag)) =>
            {
                Ok(())
            }
            (Told::Stale, _) => fails("nothing had changed"),
            (Told::Refused, Some(act)) if during.clone().any(|version| after(version, act).is_none()) => {
                Ok(())
            }
            (Told::Refused, _) => Err(format!("the rules allow it in all of {during:?}")),
        }
    }
}

fn version(approval: &Value) -> u64 {
    approval["version"].as_u64().unwrap()
}

fn choose(dice: &mut StdRng, who: usize) -> Option<Act> {
    match (who, dice.random_range(0..20)) {
        (2, 0) => Some(Act::Recall),
        (2, _) | (_, 0..5) => None,
        (_, 5..8) => Some(Act::Claim),
        (_, 8..14) => Some(Act::Hold),
        _ => Some(Act::Release),
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
        });
    }
    join_all(tables.iter_mut().map(|table| table.play_all(histories / TABLES))).await;
    let played: usize = tables.iter().map(|table| table.histories).sum();
    let met: usize = tables.iter().map(|table| table.met).sum();
    println!("{played} histories, in {met} of them two acted at the same time");
    assert!(played >= histories / TABLES * TABLES && met * 5 > played, "{met} of {played}");
}
