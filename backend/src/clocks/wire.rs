//! Clocks as they go out.

use super::clock::{Mark, Spell, Totals};
use super::rules::share;
use crate::kernel::clock::Time;
use crate::kernel::ids::{PartyId, ProjectId};
use crate::policy::{Role, allowed};
use dure_api as api;
use std::collections::HashMap;

/// What the record alone says: up to where each party's closed spells and marks add up, and what is open. Names the state.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Facts {
    project: ProjectId,
    parties: Vec<PartyFacts>,
}

#[derive(Debug, Clone, serde::Serialize)]
struct PartyFacts {
    party: String,
    side: String,
    closed: Totals,
    /// Where what is open began, and what it is.
    open: Vec<(i64, String)>,
}

/// The clocks of a project at a moment, and the facts they are made of.
pub fn told(
    project: ProjectId,
    parties: Vec<api::Party>,
    (totals, open): (&HashMap<PartyId, Totals>, &[Spell]),
    now: Time,
    role: Role,
) -> (Facts, api::ProjectClocks) {
    let (mut facts, mut clocks) = (Vec::with_capacity(parties.len()), Vec::with_capacity(parties.len()));
    for party in parties {
        let own: Vec<&Spell> = open.iter().filter(|spell| spell.party.as_str() == party.id).collect();
        let id = party.id.parse::<PartyId>().ok();
        let closed = id.and_then(|id| totals.get(&id).copied()).unwrap_or_default();
        let open = own.iter().map(|spell| (spell.from.0, spell.subject.id.clone())).collect();
        clocks.push(clock(&party, closed, &own, now));
        facts.push(PartyFacts { party: party.id, side: party.side, closed, open });
    }
    let told = api::ProjectClocks {
        project_id: project.to_string(),
        at: now.rfc3339(),
        parties: clocks,
        allowed_actions: Some(allowed(role, &["list_clock_events"])),
    };
    (Facts { project, parties: facts }, told)
}

fn clock(party: &api::Party, closed: Totals, open: &[&Spell], now: Time) -> api::PartyClock {
    let all = open.iter().fold(closed, |sum, spell| sum.plus(spell.counted(now)));
    api::PartyClock {
        party_id: party.id.clone(),
        side: party.side.clone(),
        court: api::CourtFigure {
            working_days: all.working_days,
            calendar_seconds: all.calendar_ms / 1000,
            spells: all.spells,
            open: i64::try_from(open.len()).unwrap_or(i64::MAX),
            open_since: open.iter().map(|spell| spell.from.1).min().map(Time::rfc3339),
            days_per_spell: share(all.working_days, all.spells),
        },
        turns: api::TurnsFigure {
            designs: all.designs,
            turns: all.turns,
            turns_per_design: share(all.turns, all.designs),
        },
        first_pass: api::FirstPassFigure {
            designs: all.designs,
            passed: all.passed,
            rate: share(all.passed, all.designs),
        },
        questions: api::QuestionsFigure {
            asked: all.asked,
            answered: all.answered,
            dated: all.dated,
            in_time: all.in_time,
            answered_rate: share(all.answered, all.asked),
            in_time_rate: share(all.in_time, all.dated),
        },
    }
}

/// A spell as an event behind the time in court.
pub fn told_spell(spell: &Spell, now: Time) -> api::ClockEvent {
    let counted = spell.counted(now);
    api::ClockEvent {
        seq: spell.from.0,
        at: spell.from.1.rfc3339(),
        what: "held".to_owned(),
        subject_kind: spell.subject.kind.as_str().to_owned(),
        subject_id: spell.subject.id.clone(),
        number: spell.subject.number,
        title: spell.subject.title.clone(),
        counted: true,
        until_seq: spell.to.map(|(seq, _)| seq),
        until: spell.to.map(|(_, at)| at.rfc3339()),
        working_days: Some(counted.working_days),
        calendar_seconds: Some(counted.calendar_ms / 1000),
    }
}

/// An event behind another figure.
pub fn told_mark(mark: &Mark) -> api::ClockEvent {
    api::ClockEvent {
        seq: mark.at.0,
        at: mark.at.1.rfc3339(),
        what: mark.what.as_str().to_owned(),
        subject_kind: mark.subject.kind.as_str().to_owned(),
        subject_id: mark.subject.id.clone(),
        number: mark.subject.number,
        title: mark.subject.title.clone(),
        counted: mark.counted_seq.is_some(),
        until_seq: None,
        until: None,
        working_days: None,
        calendar_seconds: None,
    }
}
