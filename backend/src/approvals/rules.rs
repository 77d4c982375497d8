//! Who may answer, and with what (R8, R10, R12 to R14, R26).

use super::approval::{Accepted, Approval, Carried, Decision, Response, Seat, State, Step};
use super::codes::{self, Code};
use super::deputies::Principal;
use super::routes::{Mode, Overdue, SeatKind, StepPlan};
use super::run::{APPROVAL_CLOSED, SEAT_CLOSED, live};
use super::settle::worst;
use crate::kernel::access::Standing;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::{PartyId, PersonId};
use crate::policy::{Right, Role, allowed};

/// The project has as many routes as it may have.
pub const ROUTES_FULL: Refusal = Refusal::conflict("routes_full");
/// The project has as many open approvals as it may have.
pub const APPROVALS_FULL: Refusal = Refusal::conflict("approvals_full");
/// An approval of the design is open (R3).
pub const APPROVAL_OPEN: Refusal = Refusal::conflict("approval_open");
/// A later revision of the design was submitted, or this one was decided on (R3).
pub const REVISION_NOT_LAST: Refusal = Refusal::conflict("revision_not_last");
/// What is sent in the place of an approval leaves some of its designs out (R21).
pub const DESIGNS_MISSING: Refusal = Refusal::conflict("designs_missing");
/// Comments of the design wait for an answer of who submits it (R3).
pub const COMMENTS_UNANSWERED: Refusal = Refusal::conflict("comments_unanswered");
/// Another party holds it.
pub const SEAT_NOT_YOURS: Refusal = Refusal::forbidden("seat_not_yours");
/// Another person of the party works on it.
pub const SEAT_TAKEN: Refusal = Refusal::conflict("seat_taken");
/// Nobody decides on what they contributed to (R13).
pub const OWN_WORK: Refusal = Refusal::forbidden("own_work");
/// Nobody counts twice in a step (R13).
pub const ALREADY_ANSWERED: Refusal = Refusal::conflict("already_answered");
/// The seat that decides answers after the others (R5).
pub const OTHERS_FIRST: Refusal = Refusal::conflict("others_first");
/// The files are not those that were seen (R38).
pub const MANIFEST_DIFFERS: Refusal = Refusal::conflict("manifest_differs");
/// Blocking comments are not closed (R26).
pub const BLOCKING_COMMENTS: Refusal = Refusal::conflict("blocking_comments");
/// It was handed over once (R14).
pub const DELEGATED_ONCE: Refusal = Refusal::conflict("delegated_once");
/// Another party's submission.
pub const SUBMISSION_NOT_YOURS: Refusal = Refusal::forbidden("submission_not_yours");
/// A lead of the side that decides skips a step.
pub const SKIP_NOT_YOURS: Refusal = Refusal::forbidden("skip_not_yours");

/// Who acts, in the project.
#[derive(Debug, Clone)]
pub struct Who<'a> {
    /// The person.
    pub person: PersonId,
    /// Role and parties.
    pub by: &'a Standing,
    /// Whether they contributed to what is decided on.
    pub contributed: bool,
    /// The parties of their firm.
    pub colleagues: Vec<PartyId>,
    /// For whom they stand in.
    pub principals: Vec<Principal>,
}

impl Who<'_> {
    /// Whether a seat is theirs, or somebody's whose deputy they are.
    pub fn holds(&self, seat: &Seat) -> Result<(), Refusal> {
        self.acts_for(seat).map(drop)
    }

    /// For whom they act on a seat: nobody else where it is theirs.
    pub fn acts_for(&self, seat: &Seat) -> Result<Option<&Principal>, Refusal> {
        let Err(refusal) = self.holds_alone(seat) else { return Ok(None) };
        self.principals.iter().find(|principal| principal.holds(seat)).map(Some).ok_or(refusal)
    }

    /// Whether a seat is theirs: by name, or their party's and nobody's.
    fn holds_alone(&self, seat: &Seat) -> Result<(), Refusal> {
        if self.is_told_of(seat) && self.by.parties.contains(&seat.plan.party) {
            return Ok(());
        }
        match seat.holder {
            Some(holder) if holder == self.person => Ok(()),
            Some(_) if self.by.parties.contains(&seat.plan.party) && seat.plan.person.is_none() => {
                Err(SEAT_TAKEN)
            }
            None if self.by.parties.contains(&seat.plan.party) => Ok(()),
            _ => Err(SEAT_NOT_YOURS),
        }
    }

    /// Whether they may answer for a seat.
    pub fn may_answer(&self, step: &Step, seat: &Seat) -> Result<(), Refusal> {
        let principal = self.acts_for(seat)?;
        let contributed = self.contributed || principal.is_some_and(|principal| principal.contributed);
        if decides(step, seat) && contributed {
            return Err(OWN_WORK);
        }
        let counts = |answer: &Response| {
            answer.counts(self.person) || principal.is_some_and(|principal| answer.counts(principal.person()))
        };
        if step.seats.iter().filter_map(|seat| seat.response.as_ref()).any(counts) {
            return Err(ALREADY_ANSWERED);
        }
        let is_missing =
            |other: &Seat| other.id != seat.id && other.plan.kind == SeatKind::Required && other.is_awaited();
        if step.plan.mode == Mode::Lead && seat.plan.decides && step.seats.iter().any(is_missing) {
            return Err(OTHERS_FIRST);
        }
        Ok(())
    }

    /// Whether they may take a seat for themselves, also from another of their party.
    pub fn may_claim(&self, step: &Step, seat: &Seat) -> Result<(), Refusal> {
        match self.may_answer(step, seat) {
            Err(SEAT_TAKEN) if seat.delegation.is_none() => Ok(()),
            Err(OTHERS_FIRST) => Ok(()),
            other => other,
        }
    }

    /// Whether they may hand a seat over: their own alone.
    pub fn may_delegate(&self, seat: &Seat) -> Result<(), Refusal> {
        self.holds_alone(seat)?;
        if seat.delegation.is_some() { Err(DELEGATED_ONCE) } else { Ok(()) }
    }

    /// Whether they may take a submission back.
    pub fn may_recall(&self, approval: &Approval) -> Result<(), Refusal> {
        let is_theirs = self.by.parties.contains(&approval.party) && self.by.role.allows(Right::Plan);
        if is_theirs { Ok(()) } else { Err(SUBMISSION_NOT_YOURS) }
    }

    /// Whether they may leave a step out: a lead or whom it was escalated to, and nobody of who submitted it.
    pub fn may_skip(&self, approval: &Approval) -> Result<(), Refusal> {
        let is_free = !self.by.parties.contains(&approval.party);
        let is_told = approval.awaited().any(|(_, seat)| self.is_told_of(seat));
        if (self.by.role == Role::Lead || is_told) && is_free { Ok(()) } else { Err(SKIP_NOT_YOURS) }
    }

    /// Whether a seat was escalated to them (R30).
    pub fn is_told_of(&self, seat: &Seat) -> bool {
        seat.escalated.as_ref().is_some_and(|escalated| escalated.to == self.person)
    }
}

/// Whether a seat gives codes.
pub fn decides(step: &Step, seat: &Seat) -> bool {
    step.plan.mode != Mode::Consult && matches!(seat.plan.kind, SeatKind::Required | SeatKind::Optional)
}

/// What an answer says.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// On each revision.
    pub decisions: &'a [Decision],
    /// On each deviation.
    pub deviations: &'a [Accepted],
    /// In words.
    pub comment: Option<&'a str>,
}

/// Whether a seat may say this: a code for every revision that goes on, its reasons, a word on every deviation; or words
/// alone.
pub fn judge(approval: &Approval, step: &Step, seat: &Seat, said: Answer<'_>) -> Result<(), Problem> {
    if !decides(step, seat) {
        let says_too_much = [("/decisions", said.decisions.len()), ("/deviations", said.deviations.len())];
        return match says_too_much.into_iter().find(|(_, count)| *count > 0) {
            Some((at, _)) => Err(Fault::new("not_decided_here").at(at)),
            None if said.comment.is_none() => Err(Fault::new("missing").at("/comment")),
            None => Ok(()),
        };
    }
    let going = live(approval);
    for (n, decision) in said.decisions.iter().enumerate() {
        let at = |field: &str| format!("/decisions/{n}/{field}");
        if !going.contains(&decision.revision)
            || said.decisions.iter().take(n).any(|other| other.revision == decision.revision)
        {
            return Err(Fault::new("unknown").at(at("revision_id")));
        }
        let subject =
            approval.submission.subjects.iter().find(|subject| subject.revision == decision.revision);
        if subject.is_none_or(|subject| subject.manifest_hash != decision.manifest_hash) {
            return Err(MANIFEST_DIFFERS.into());
        }
        let Some(code) = codes::named(&approval.codes, &decision.code) else {
            return Err(Fault::new("unknown_word").at(at("code")));
        };
        if decision.reason.is_none() && must_say_why(approval, step, seat, decision, code) {
            return Err(Fault::new("missing").at(at("reason")));
        }
        let first = said.decisions.first().map(|first| first.code.as_str());
        if approval.submission.as_package && first != Some(decision.code.as_str()) {
            return Err(Fault::new("one_code").at(at("code")));
        }
    }
    if said.decisions.len() != going.len() {
        return Err(Fault::new("missing").at("/decisions"));
    }
    let count = approval.submission.deviations.len();
    let names_each = (1..=count).all(|number| {
        said.deviations.iter().filter(|said| usize::try_from(said.number) == Ok(number)).count() == 1
    });
    if said.deviations.len() != count || !names_each {
        return Err(Fault::new("missing").at("/deviations"));
    }
    Ok(())
}

/// R12, R8: stopping the work, and deciding better than others did, needs a reason.
fn must_say_why(approval: &Approval, step: &Step, seat: &Seat, said: &Decision, code: &Code) -> bool {
    if !code.goes_on() {
        return true;
    }
    let others = step.seats.iter().filter(|other| other.plan.kind == SeatKind::Required);
    let given = others.filter_map(|other| other.response.as_ref()?.code_of(said.revision));
    let worst_rank = worst(&approval.codes, given)
        .and_then(|letter| codes::named(&approval.codes, letter))
        .map_or(0, |worst| worst.rank);
    step.plan.mode == Mode::Lead && seat.plan.decides && code.rank < worst_rank
}

/// Comments that are not closed, of the designs that are decided on.
#[derive(Debug, Clone)]
pub struct OpenComment {
    /// The comment.
    pub carried: Carried,
    /// Whether it blocks.
    pub blocking: bool,
}

/// R26: a clean code is impossible with open blocking comments; the others carry what is open along.
pub fn carried(
    approval: &Approval,
    decisions: &[Decision],
    open: &[OpenComment],
) -> Result<Vec<Carried>, Refusal> {
    let of = |decision: &Decision| {
        let mut subjects = approval.submission.subjects.iter();
        let design = subjects.find(|subject| subject.revision == decision.revision)?.design;
        Some(open.iter().filter(move |comment| comment.carried.design == design))
    };
    for decision in decisions {
        let is_clean = codes::named(&approval.codes, &decision.code).is_some_and(Code::is_clean);
        if is_clean && of(decision).into_iter().flatten().any(|comment| comment.blocking) {
            return Err(BLOCKING_COMMENTS);
        }
    }
    Ok(decisions.iter().filter_map(of).flatten().map(|comment| comment.carried.clone()).collect())
}

/// Whether the steps of a route can decide something: each asks somebody or only tells, and one of them decides.
pub fn plan(steps: &[StepPlan]) -> Result<(), Problem> {
    for (n, step) in steps.iter().enumerate() {
        let at = |field: &str| format!("/steps/{n}/{field}");
        let required = step.seats.iter().filter(|seat| seat.kind == SeatKind::Required);
        let count = required.clone().count();
        if count == 0 && step.seats.iter().any(|seat| seat.kind != SeatKind::Informed) {
            return Err(Fault::new("nobody_required").at(at("seats")));
        }
        let deciders = step.seats.iter().filter(|seat| seat.decides).count();
        let expected = usize::from(step.mode == Mode::Lead);
        if deciders != expected || required.filter(|seat| seat.decides).count() != expected {
            return Err(Fault::new("one_decides").at(at("seats")));
        }
        let is_reachable =
            |quorum: u32| quorum >= 1 && usize::try_from(quorum).is_ok_and(|quorum| quorum <= count);
        if step.quorum.is_some() != (step.mode == Mode::Quorum) || !step.quorum.is_none_or(is_reachable) {
            return Err(Fault::new("range").at(at("quorum")));
        }
        match (step.on_overdue, step.escalate_to) {
            (Overdue::Escalate, None) => return Err(Fault::new("missing").at(at("escalate_to_person_id"))),
            (Overdue::Remind | Overdue::Lapse | Overdue::Deemed, Some(_)) => {
                return Err(Fault::new("not_here").at(at("escalate_to_person_id")));
            }
            _ => {}
        }
        // Who has no opinion, or none of their own, can neither be counted nor decide; a step without codes has none to take.
        let must_answer = match step.on_overdue {
            Overdue::Remind | Overdue::Escalate => false,
            Overdue::Lapse => matches!(step.mode, Mode::Quorum | Mode::Lead),
            Overdue::Deemed => matches!(step.mode, Mode::Quorum | Mode::Lead | Mode::Consult),
        };
        if must_answer {
            return Err(Fault::new("must_answer").at(at("on_overdue")));
        }
        let seat = |n: usize| step.seats.get(n).map(|seat| (seat.party, seat.person));
        if let Some(twice) = (1..step.seats.len()).find(|n| (0..*n).any(|other| seat(other) == seat(*n))) {
            return Err(Fault::new("duplicate").at(format!("/steps/{n}/seats/{twice}")));
        }
    }
    let is_deciding = |step: &StepPlan| {
        step.mode != Mode::Consult && step.seats.iter().any(|s| s.kind == SeatKind::Required)
    };
    if steps.iter().any(is_deciding) { Ok(()) } else { Err(Fault::new("nobody_decides").at("/steps")) }
}

/// Whether everybody whom a route asks may look at the designs.
pub fn may_all_look(steps: &[StepPlan], audience: Option<&[PartyId]>) -> bool {
    let seats = || steps.iter().flat_map(|step| &step.seats);
    audience.is_none_or(|audience| seats().all(|seat| audience.contains(&seat.party)))
}

/// What the caller may do with an approval (R35).
pub fn actions(who: &Who<'_>, approval: &Approval) -> Vec<String> {
    let mut actions = allowed(who.by.role, &["get_approval", "list_responses"]);
    if who.by.hears(approval.audience.as_deref()) {
        actions.extend(allowed(who.by.role, &["get_decision_sheet", "export_decision"]));
    }
    if approval.state != State::Open {
        return actions;
    }
    let open = || approval.awaited();
    let may = |does: bool, id: &str, actions: &mut Vec<String>| {
        if does {
            actions.extend(allowed(who.by.role, &[id]));
        }
    };
    let answers = open().any(|(step, seat)| who.may_answer(step, seat).is_ok());
    may(answers, "respond_approval", &mut actions);
    may(open().any(|(step, seat)| who.may_claim(step, seat).is_ok()), "claim_seat", &mut actions);
    may(open().any(|(_, seat)| who.may_delegate(seat).is_ok()), "delegate_seat", &mut actions);
    may(open().any(|(_, seat)| who.may_ask(seat).is_ok()), "ask_advice", &mut actions);
    let advice = || open().filter_map(|(_, seat)| Some((seat, seat.advice_asked()?)));
    may(advice().any(|(_, asked)| who.may_advise(asked).is_ok()), "answer_advice", &mut actions);
    may(advice().any(|(seat, asked)| who.may_withdraw(seat, asked).is_ok()), "withdraw_advice", &mut actions);
    may(open().any(|(_, seat)| who.may_type(seat).is_ok()), "respond_on_behalf", &mut actions);
    let typed = || open().filter_map(|(_, seat)| seat.unconfirmed());
    let confirms = typed().any(|typed| who.may_confirm(typed).is_ok());
    may(confirms, "confirm_response", &mut actions);
    may(confirms, "contradict_response", &mut actions);
    may(open().any(|(_, seat)| who.may_hold(seat).is_ok()), "hold_seat", &mut actions);
    may(open().any(|(_, seat)| who.may_release(seat).is_ok()), "release_seat", &mut actions);
    let returns = open().any(|(step, seat)| decides(step, seat) && who.may_answer(step, seat).is_ok());
    may(returns, "return_approval", &mut actions);
    may(who.may_recall(approval).is_ok(), "recall_approval", &mut actions);
    may(who.may_recall(approval).is_ok(), "supersede_approval", &mut actions);
    may(who.may_skip(approval).is_ok(), "skip_step", &mut actions);
    actions
}

/// The seat that the caller sends the submission back from.
pub fn may_return(who: &Who<'_>, approval: &Approval, step: &Step, seat: &Seat) -> Result<(), Refusal> {
    if approval.state != State::Open {
        return Err(APPROVAL_CLOSED);
    }
    if !decides(step, seat) {
        return Err(SEAT_CLOSED);
    }
    who.may_answer(step, seat)
}
