//! Outcomes, record and clocks, compared with what the script did.

use super::diary::{Holder, Spell};
use super::office::{Made, Office};
use super::script::{DEPARTMENTS, Script};
use crate::Outcome;
use crate::client::api::{Api, items, number, text};
use crate::replay::designs::parts::Part;
use crate::replay::record::Record;
use chrono::DateTime;
use serde_json::Value;
use std::collections::BTreeMap;

/// Kinds of events that nothing but the script's writes may have made.
const OWN: [&str; 3] = ["approvals.", "comments.", "plan."];
/// Made with the stage, before the first write.
const ROUTE: &str = "approvals.route_created";
/// Both count in milliseconds and tell whole seconds.
const SECONDS_APART: i64 = 1;

/// Every write stands where it was acknowledged, and no other of its kind is there.
pub fn compare_writes(record: &Record, made: &[Made]) -> Vec<String> {
    let writes: Vec<_> = made.iter().flat_map(|made| &made.diary.writes).collect();
    let is_about = |event: &Value, id: &str| {
        ["design", "revision", "comment", "approval", "question"].iter().any(|noun| event[*noun]["id"] == id)
    };
    let mut differences: Vec<String> = writes
        .iter()
        .filter(|(seq, kind, id)| {
            !record.at(*seq).is_some_and(|event| event["kind"] == *kind && is_about(event, id))
        })
        .map(|write| format!("acknowledged {write:?}, in the record {:?}", record.at(write.0)))
        .collect();
    let is_own = |kind: &str| kind != ROUTE && OWN.iter().any(|slice| kind.starts_with(slice));
    let told = record.events().iter().filter_map(|event| event["kind"].as_str()).filter(|kind| is_own(kind));
    let (told, done) = (told.count(), writes.iter().filter(|(_, kind, _)| is_own(kind)).count());
    if told != done {
        differences.push(format!("{told} events of approvals, comments and questions, {done} acknowledged"));
    }
    differences
}

/// What both sides see of a part in the end.
pub async fn compare_part(office: &Office, part: &Part, place: usize, made: &Made) -> Outcome<Vec<String>> {
    let (mut api, mut differences) = (Api::new(office.address), Vec::new());
    let mut hold = |holds: bool, what: &str, told: &Value| {
        if !holds {
            differences.push(format!("{}: {what}: {told}", part.name));
        }
    };
    let revisions = api.get(&office.supplier, &format!("/designs/{}/revisions", made.design)).await?;
    for (n, (id, hash)) in made.revisions.iter().enumerate() {
        let script = Script::of(place, n, part.revisions.len());
        let (state, code, revision_state) = script.end();
        let told =
            items(&revisions).iter().find(|told| told["id"] == id.as_str()).cloned().unwrap_or_default();
        hold(told["state"] == revision_state, "the revision's state", &told);
        let path = format!("/approvals/{}", made.approvals[n]);
        let seen = api.get(&office.supplier, &path).await?;
        hold(seen["state"] == state, "the approval's state", &seen);
        hold(seen["outcomes"][0]["code"].as_str().unwrap_or_default() == code, "its outcome", &seen);
        hold(
            seen["steps"][0]["outcomes"][0]["code"] == script.first_outcome(),
            "the outcome of the first step",
            &seen,
        );
        for person in office.customer.values() {
            let theirs = api.get(person, &path).await?;
            let same =
                ["state", "outcomes", "steps", "ball", "version"].iter().all(|at| theirs[*at] == seen[*at]);
            hold(same, "both sides see the same", &theirs);
        }
        let answers = seats(&seen).filter(|seat| !seat["response"].is_null());
        let signed = |seat: &Value| {
            let said = &seat["response"]["decisions"][0];
            let who = &seat["response"]["author"]["person_id"];
            said["revision_id"] == id.as_str()
                && said["manifest_hash"] == hash.as_str()
                && office.customer.values().any(|person| *who == person.person.as_str())
                && seat["response"]["signature"]["method"] == "password"
        };
        hold(answers.clone().all(signed), "every answer is signed for what was sent", &seen);
        let wanted = if state == "decided" && code != "C" { 3 } else { 2 };
        hold(answers.count() == wanted, "as many answers as the script gave", &seen);
    }
    Ok(differences)
}

fn seats(approval: &Value) -> impl Iterator<Item = &Value> + Clone {
    let steps = approval["steps"].as_array().map_or(&[][..], Vec::as_slice);
    steps.iter().flat_map(|step| step["seats"].as_array().map_or(&[][..], Vec::as_slice))
}

/// The clocks of every party, as the diaries and the times of the record have them.
pub async fn compare_clocks(office: &Office, record: &Record, made: &[Made]) -> Outcome<Vec<String>> {
    let (mut api, mut differences) = (Api::new(office.address), Vec::new());
    let last = made.last().and_then(|made| made.approvals.last()).ok_or("nothing was approved")?;
    let approval = api.get(&office.supplier, &format!("/approvals/{last}")).await?;
    let mut parties = BTreeMap::from([(Holder::Supplier, text(&approval, "/party_id")?)]);
    for (department, seat) in DEPARTMENTS.into_iter().zip(seats(&approval)) {
        parties.insert(Holder::Customer(department), text(seat, "/party_id")?);
    }
    let told = api.get(&office.supplier, &format!("/projects/{}/clocks", office.project)).await?;
    let clocks = told["parties"].as_array().cloned().unwrap_or_default();
    for (holder, party) in &parties {
        let clock =
            clocks.iter().find(|clock| clock["party_id"] == party.as_str()).cloned().unwrap_or_default();
        let wanted = Figures::of(*holder, record, made)?;
        let found = Figures::told(&clock)?;
        if !wanted.is_like(&found) {
            differences.push(format!("{holder:?}: the diary says {wanted:?}, the clock {found:?}"));
        }
    }
    Ok(differences)
}

/// The figures of a party.
#[derive(Debug)]
struct Figures {
    spells: u64,
    open: u64,
    seconds: i64,
    designs: u64,
    turns: u64,
    passed: u64,
    asked: u64,
    answered: u64,
}

impl Figures {
    fn of(holder: Holder, record: &Record, made: &[Made]) -> Outcome<Self> {
        let spells: Vec<&Spell> =
            made.iter().flat_map(|made| &made.diary.spells).filter(|spell| spell.holder == holder).collect();
        let mut ms = 0;
        for spell in &spells {
            ms += spell.to.map_or(Ok(0), |to| Outcome::Ok(at(record, to)? - at(record, spell.from)?))?;
        }
        let turns = || made.iter().filter_map(|made| made.diary.turns.get(&holder).copied());
        let answered = made.iter().filter_map(|made| made.diary.answered.get(&holder)).sum();
        Ok(Self {
            spells: spells.len() as u64,
            open: spells.iter().filter(|spell| spell.to.is_none()).count() as u64,
            seconds: ms / 1000,
            designs: turns().count() as u64,
            turns: turns().sum(),
            passed: turns().filter(|turns| *turns == 1).count() as u64,
            asked: answered,
            answered,
        })
    }

    fn told(clock: &Value) -> Outcome<Self> {
        Ok(Self {
            spells: number(clock, "/court/spells")?,
            open: number(clock, "/court/open")?,
            seconds: number(clock, "/court/calendar_seconds")? as i64,
            designs: number(clock, "/turns/designs")?,
            turns: number(clock, "/turns/turns")?,
            passed: number(clock, "/first_pass/passed")?,
            asked: number(clock, "/questions/asked")?,
            answered: number(clock, "/questions/answered")?,
        })
    }

    fn is_like(&self, other: &Self) -> bool {
        let counts = |of: &Self| [of.spells, of.open, of.designs, of.turns, of.passed, of.asked, of.answered];
        counts(self) == counts(other) && (self.seconds - other.seconds).abs() <= SECONDS_APART
    }
}

/// When an event happened, in milliseconds since 1970.
fn at(record: &Record, seq: u64) -> Outcome<i64> {
    let event = record.at(seq).ok_or_else(|| format!("no event {seq}"))?;
    Ok(DateTime::parse_from_rfc3339(&text(event, "/at")?)?.timestamp_millis())
}
