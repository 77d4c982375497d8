//! What people were told of one approval, and whether it can be put in the order of the record.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::time::Instant;

/// The place of who submitted it: no seat is theirs.
pub const SUPPLIER: usize = 2;

/// What of an approval changes here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub is_open: bool,
    claimed_by: Option<String>,
    is_held: bool,
}

impl State {
    pub fn told(approval: &Value) -> Self {
        let seat = &approval["steps"][0]["seats"][0];
        Self {
            is_open: approval["state"] == "open",
            claimed_by: seat["person_id"].as_str().map(str::to_owned),
            is_held: !seat["hold"].is_null(),
        }
    }

    /// What of it the tag covers for somebody: who has claimed their seat, but not the seats of others.
    fn acted_on(&self, by_decider: bool) -> (bool, Option<&str>) {
        (self.is_open, self.claimed_by.as_deref().filter(|_| by_decider))
    }

    /// The rules, in short: what an act leaves, or nothing where it is refused.
    fn after(&self, act: Act, by: &str) -> Option<Self> {
        let is_mine = self.claimed_by.as_ref().is_none_or(|who| who == by);
        let next = match act {
            Act::Claim => Self { claimed_by: Some(by.to_owned()), ..self.clone() },
            Act::Hold if is_mine => Self { is_held: true, ..self.clone() },
            Act::Release if is_mine && self.is_held => Self { is_held: false, ..self.clone() },
            Act::Recall => Self { is_open: false, is_held: false, ..self.clone() },
            Act::Hold | Act::Release | Act::Comment => return None,
        };
        self.is_open.then_some(next)
    }
}

/// What somebody does with an approval that they have looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Claim,
    Hold,
    Release,
    Recall,
    /// Says something on what is decided on, and closes it: the approval stays as it is, but not what was seen of it.
    Comment,
}

impl Act {
    /// Its event in the record.
    fn kind(self) -> &'static str {
        match self {
            Self::Claim => "approvals.seat_claimed",
            Self::Hold => "approvals.seat_held",
            Self::Release => "approvals.seat_released",
            Self::Recall => "approvals.approval_recalled",
            Self::Comment => "comments.comment_created",
        }
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Told {
    /// This version, in this state; with the place in the record of what was done.
    Of(u64, State, Option<i64>),
    /// The version that was seen was not there any more.
    Stale,
    /// It is not allowed.
    Refused,
    /// What is known of the designs has changed.
    Said,
}

/// A look or an act, from asking to answer.
#[derive(Debug, Clone)]
pub struct Done {
    pub who: usize,
    pub act: Option<Act>,
    /// The tag that was told, or acted on.
    pub tag: String,
    /// When it was asked for and told.
    pub seen: (Instant, Instant),
    /// The version that an act is done on.
    pub on: Option<u64>,
    pub began: Instant,
    pub ended: Instant,
    pub told: Told,
}

impl Done {
    pub fn of(
        who: usize,
        act: Option<Act>,
        tag: &str,
        (began, ended): (Instant, Instant),
        told: Told,
    ) -> Self {
        Self { who, act, tag: tag.to_owned(), seen: (began, ended), on: None, began, ended, told }
    }

    pub fn met(&self, other: &Self) -> bool {
        self.who != other.who && self.began < other.ended && other.began < self.ended
    }
}

/// The states of an approval in the order of the record, and who made each.
#[derive(Default)]
pub struct Order {
    states: BTreeMap<u64, State>,
    /// When the act that made a version began and ended.
    made: BTreeMap<u64, (Instant, Instant)>,
    /// Places of those acts.
    makers: BTreeMap<usize, u64>,
    /// Tags that were told, by version and to whom.
    tags: BTreeMap<(u64, usize), BTreeSet<String>>,
    /// When people said something.
    said: Vec<(Instant, Instant)>,
}

impl Order {
    pub fn of<'a>(
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
            order.tags.entry((*version, done.who)).or_default().insert(done.tag.clone());
        }
        let said = all.iter().filter(|done| matches!(done.told, Told::Said));
        order.said = said.map(|done| (done.began, done.ended)).collect();
        Ok(order)
    }

    /// Versions that may have been there while something was done.
    fn during(&self, done: &Done) -> RangeInclusive<u64> {
        let first = *self.states.keys().next().unwrap_or(&0);
        let least =
            self.made.iter().filter(|(_, (_, ended))| *ended < done.began).map(|(version, _)| *version);
        let most =
            self.made.iter().filter(|(_, (began, _))| *began < done.ended).map(|(version, _)| *version);
        least.max().unwrap_or(first)..=most.max().unwrap_or(first)
    }

    /// Whether all that was done can be put in this order.
    pub fn judge(&self, all: &[Done], people: &[&str]) -> Result<(), String> {
        for (place, done) in all.iter().enumerate() {
            self.follows(place, done, people[done.who]).map_err(|why| format!("{why}: {done:?}"))?;
        }
        // A change stands before those who saw what it left, and its own answer is such a look.
        let looks = all.iter().filter_map(|done| match &done.told {
            Told::Of(version, ..) => Some((2 * version + 1, done)),
            Told::Stale | Told::Refused | Told::Said => None,
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
        let is_alike =
            |version: u64| self.tags.get(&(version, done.who)).is_none_or(|tags| tags.contains(&done.tag));
        let is_other = |version: u64| {
            self.tags.get(&(version, done.who)).is_none_or(|tags| tags.iter().any(|tag| *tag != done.tag))
        };
        let acted_on =
            |version: u64| self.states.get(&version).map(|state| state.acted_on(done.who != SUPPLIER));
        let has_changed = |version: u64| done.on.is_some_and(|on| acted_on(on) != acted_on(version));
        let (asked, told) = done.seen;
        let was_said = self.said.iter().any(|(began, ended)| told < *began && *ended < done.began);
        let is_said = self.said.iter().any(|(began, ended)| *began < done.ended && asked < *ended);
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
                Some(made) if was_said || !is_alike(made - 1) || has_changed(made - 1) => {
                    fails("it was done unseen")
                }
                Some(made) if version < made => fails("it was not told of itself"),
                Some(made) if after(made - 1, act).as_ref() == self.states.get(made) => Ok(()),
                Some(_) => fails("it is not by the rules"),
                None if act == Act::Claim && during.clone().any(is_theirs) => Ok(()),
                None => fails("it was taken and changed nothing"),
            },
            // Somebody else was faster, and had begun before it was said so.
            (Told::Stale, _) if is_said || during.clone().any(is_other) => Ok(()),
            (Told::Stale, _) => fails("nothing had changed"),
            (Told::Refused, Some(act)) if during.clone().any(|version| after(version, act).is_none()) => {
                Ok(())
            }
            (Told::Said, _) => Ok(()),
            (Told::Refused, _) => Err(format!("the rules allow it in all of {during:?}")),
        }
    }
}

/// Its version.
pub fn version(approval: &Value) -> u64 {
    approval["version"].as_u64().unwrap()
}
