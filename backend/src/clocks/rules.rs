//! What an event says to the clocks, and the formula of the figures: one for everybody.

use super::clock::{Asked, Held, Kind, Mark, Spell, Subject, Told, Totals, Turn, What};
use crate::approvals;
use crate::kernel::clock::Time;
use crate::kernel::ids::{NotAnId, PartyId};
use chrono::DateTime;
use chrono_tz::Tz;
use dure_api as api;
use std::collections::BTreeSet;

/// Reads what an event carries.
pub fn told(body: &api::EventBody, kind: &str, seq: i64) -> Result<Told, NotAnId> {
    let mut told = Told::default();
    if let Some(approval) = &body.approval {
        of_approval(approval, seq, &mut told)?;
    }
    if let Some(question) = &body.question {
        of_question(question, kind == "plan.question_answered", &mut told)?;
    }
    if let Some(comment) = &body.comment {
        told.held.push(Held { subject: comment_of(comment), parties: balls(comment.ball.iter())? });
    }
    Ok(told)
}

fn balls<'a>(balls: impl Iterator<Item = &'a api::Ball>) -> Result<BTreeSet<PartyId>, NotAnId> {
    balls.map(|ball| ball.party_id.parse()).collect()
}

fn of_approval(approval: &api::Approval, seq: i64, told: &mut Told) -> Result<(), NotAnId> {
    let revisions = &approval.submission.revisions;
    let numbers: Vec<&str> = revisions.iter().map(|revision| revision.design_number.as_str()).collect();
    let subject = Subject {
        kind: Kind::Approval,
        id: approval.id.clone(),
        number: Some(approval.number),
        title: numbers.join(", "),
    };
    told.held.push(Held { subject, parties: balls(approval.ball.iter())? });
    if approval.created_seq == seq {
        let sent = |revision| Held { subject: design_of(revision), parties: BTreeSet::new() };
        told.held.extend(revisions.iter().map(sent));
    }
    if approval.closed_seq != Some(seq) {
        return Ok(());
    }
    let party: PartyId = approval.party_id.parse()?;
    for revision in revisions {
        let code = outcome(&approval.outcomes, revision).and_then(|letter| named(approval, letter));
        if is_due_again(approval, code) {
            told.held.push(Held { subject: design_of(revision), parties: BTreeSet::from([party]) });
        }
        let Some(what) = turned(approval, code) else { continue };
        let mut parties = asked_about(approval, revision)?;
        parties.insert(party);
        let is_decided = |code: &&api::DecisionCode| code.is_final && code.resubmit != "required";
        let decided = code.filter(is_decided).map(|code| goes_on(code) && code.resubmit == "none");
        told.turns.push(Turn { design: design_of(revision), what, parties, decided });
    }
    Ok(())
}

fn design_of(revision: &api::SubmittedRevision) -> Subject {
    Subject {
        kind: Kind::Design,
        id: revision.design_id.clone(),
        number: None,
        title: revision.design_number.clone(),
    }
}

/// The words of a comment may be for a few: its number is what is told.
fn comment_of(comment: &api::Comment) -> Subject {
    Subject {
        kind: Kind::Comment,
        id: comment.id.clone(),
        number: Some(comment.number),
        title: String::new(),
    }
}

fn outcome<'a>(outcomes: &'a [api::RevisionOutcome], revision: &api::SubmittedRevision) -> Option<&'a str> {
    let found = outcomes.iter().find(|outcome| outcome.revision_id == revision.revision_id);
    found.map(|outcome| outcome.code.as_str())
}

fn named<'a>(approval: &'a api::Approval, letter: &str) -> Option<&'a api::DecisionCode> {
    approval.codes.iter().find(|code| code.letter == letter)
}

fn goes_on(code: &api::DecisionCode) -> bool {
    code.may_proceed != "no"
}

/// Whether who submitted it has to send the design again.
fn is_due_again(approval: &api::Approval, code: Option<&api::DecisionCode>) -> bool {
    match approval.state.as_str() {
        "returned" => true,
        "decided" => code.is_some_and(|code| code.resubmit == "required"),
        _ => false,
    }
}

/// How a submission ended, if that was a turn: it was sent back, decided, or somebody had answered. Information alone, and a
/// step that nobody answered, decide nothing.
fn turned(approval: &api::Approval, code: Option<&api::DecisionCode>) -> Option<What> {
    let answered = |seat: &api::ApprovalSeat| ["responded", "deemed"].contains(&seat.state.as_str());
    let is_answered = || approval.steps.iter().any(|step| step.round > 1 || step.seats.iter().any(answered));
    match approval.state.as_str() {
        "returned" => Some(What::Returned),
        "decided" => code.filter(|code| code.is_final || code.resubmit == "required").map(|_| What::Decided),
        "withdrawn" => Some(What::Withdrawn),
        "superseded" => is_answered().then_some(What::Superseded),
        _ => None,
    }
}

/// Parties with a required seat in a step that was opened, up to the one that stopped the revision.
fn asked_about(
    approval: &api::Approval,
    revision: &api::SubmittedRevision,
) -> Result<BTreeSet<PartyId>, NotAnId> {
    let mut asked = BTreeSet::new();
    for step in approval.steps.iter().take_while(|step| step.round > 0) {
        for seat in step.seats.iter().filter(|seat| seat.kind == "required") {
            asked.insert(seat.party_id.parse()?);
        }
        let code = outcome(&step.outcomes, revision).and_then(|letter| named(approval, letter));
        if code.is_some_and(|code| !goes_on(code)) {
            break;
        }
    }
    Ok(asked)
}

fn of_question(question: &api::Question, answered: bool, told: &mut Told) -> Result<(), NotAnId> {
    let subject = Subject {
        kind: Kind::Question,
        id: question.id.clone(),
        number: None,
        title: question.title.clone(),
    };
    told.held.push(Held { subject: subject.clone(), parties: balls(question.ball.iter())? });
    let party = question.owner_party_id.parse()?;
    told.asked = Some(Asked { question: subject, party, due_on: question.due_on.clone(), answered });
    Ok(())
}

fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(chrono_tz::Asia::Seoul)
}

impl Spell {
    /// What it adds to the figures of its party, up to its end or to now.
    pub fn counted(&self, now: Time) -> Totals {
        let (from, to) = (self.from.1, self.to.map_or(now, |(_, at)| at));
        Totals {
            spells: 1,
            calendar_ms: to.0.saturating_sub(from.0).max(0),
            working_days: approvals::worked(zone(&self.time_zone), from, to),
            ..Totals::default()
        }
    }
}

/// How a question was answered that had this day, by the clocks of who answered.
pub fn answered(due_on: Option<&str>, time_zone: &str, at: Time) -> What {
    let day = DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&zone(time_zone));
    let day = day.date_naive().to_string();
    match due_on {
        None => What::Answered,
        Some(due_on) if day.as_str() <= due_on => What::InTime,
        Some(_) => What::Late,
    }
}

impl Mark {
    /// What a question adds to the figures of its party by it.
    pub fn counted(&self) -> Totals {
        let is = |what: &[What]| i64::from(what.contains(&self.what));
        Totals {
            asked: is(&[What::Asked]),
            answered: is(&[What::Answered, What::InTime, What::Late]),
            dated: is(&[What::InTime, What::Late]),
            in_time: is(&[What::InTime]),
            ..Totals::default()
        }
    }
}

impl Totals {
    /// Both together.
    pub fn plus(self, other: Totals) -> Totals {
        Totals {
            spells: self.spells + other.spells,
            calendar_ms: self.calendar_ms + other.calendar_ms,
            working_days: self.working_days + other.working_days,
            designs: self.designs + other.designs,
            turns: self.turns + other.turns,
            passed: self.passed + other.passed,
            asked: self.asked + other.asked,
            answered: self.answered + other.answered,
            dated: self.dated + other.dated,
            in_time: self.in_time + other.in_time,
        }
    }
}

/// So many of so many, to a ten-thousandth. Of none there is no share.
pub fn share(of: i64, all: i64) -> Option<f64> {
    let share =
        |all: i64| f64::from(i32::try_from(of.saturating_mul(10_000) / all).unwrap_or(i32::MAX)) / 10_000.0;
    (all > 0).then(|| share(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_with_no_base_is_none() {
        assert_eq!(share(0, 0), None);
        assert_eq!(share(0, 3), Some(0.0));
        assert_eq!((share(1, 3), share(7, 2)), (Some(0.3333), Some(3.5)));
    }

    /// R29: the day is over where who was asked lives.
    #[test]
    fn a_question_is_in_time_until_the_end_of_its_day_there() {
        let at =
            Time(DateTime::parse_from_rfc3339("2026-11-24T15:30:00Z").expect("a time").timestamp_millis());
        assert_eq!(answered(Some("2026-11-24"), "America/Monterrey", at), What::InTime);
        assert_eq!(answered(Some("2026-11-24"), "Asia/Seoul", at), What::Late);
        assert_eq!(answered(None, "Asia/Seoul", at), What::Answered);
    }
}
