//! How an approval runs: which step is open, what it decides, and what comes next (R5 to R11, R20).

use super::approval::{
    Approval, Delegation, Move, MoveKind, Outcome, Response, Seat, SeatState, State, Step, StepState,
    Submission,
};
use super::asides::{self, Advice};
use super::codes::{self, Code};
use super::late;
use super::routes::{Mode, Route, SeatKind, SeatPlan, StepPlan};
use super::ruled::Ruled;
use super::settle::{settled, worst};
use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::{ApprovalId, PartyId, PersonId, RevisionId, SeatId};
use crate::kernel::record::Actor;

/// Nothing is decided there any more.
pub const APPROVAL_CLOSED: Refusal = Refusal::conflict("approval_closed");
/// The seat is not asked now.
pub const SEAT_CLOSED: Refusal = Refusal::conflict("seat_closed");
/// The step is not the one that is open.
pub const STEP_NOT_OPEN: Refusal = Refusal::conflict("step_not_open");
/// The step is the last that decides.
pub const STEP_DECIDES: Refusal = Refusal::conflict("step_decides");

/// Knows when a seat is due.
pub trait Calendar {
    /// So many working days after `from`, where its holder is (R29).
    fn due(&self, seat: &SeatPlan, days: u32, from: Time) -> Time;
}
/// The place in the record, and the time of it.
pub type Moment = (i64, Time);

/// What begins.
pub struct Begin {
    /// The approval's id.
    pub id: ApprovalId,
    /// Its number.
    pub number: i64,
    /// What is decided on.
    pub submission: Submission,
    /// Whose it is.
    pub party: PartyId,
    /// Who submits it.
    pub author: Actor,
    /// Who may look at it.
    pub audience: Option<Vec<PartyId>>,
    /// The codes that decisions may have.
    pub codes: Vec<Code>,
    /// The charter in force.
    pub charter: Option<Ruled>,
}

/// Takes a copy of a route (R1), and opens its first step.
pub fn begin(new: Begin, route: &Route, moment: Moment, calendar: &dyn Calendar) -> Approval {
    let mut approval = Approval {
        id: new.id,
        project: route.project,
        number: new.number,
        state: State::Open,
        submission: new.submission,
        route: (route.id, route.name.clone()),
        steps: route.steps.iter().map(waiting).collect(),
        codes: new.codes,
        charter: new.charter,
        outcomes: Vec::new(),
        audience: new.audience,
        party: new.party,
        author: new.author,
        created_at: moment.1,
        created_seq: moment.0,
        closure: None,
        closed: None,
        version: 1,
    };
    open(&mut approval, 0, moment.1, calendar);
    go_on(&mut approval, moment, calendar);
    approval
}

fn waiting(plan: &StepPlan) -> Step {
    let seat = |plan: &SeatPlan| Seat {
        id: SeatId::new(),
        holder: plan.person,
        plan: plan.clone(),
        state: SeatState::Waiting,
        since: None,
        due_at: None,
        delegation: None,
        advice: Vec::new(),
        hold: None,
        provisional: None,
        escalated: None,
        response: None,
        deemed: None,
    };
    Step {
        seats: plan.seats.iter().map(seat).collect(),
        plan: plan.clone(),
        state: StepState::Waiting,
        round: 0,
        opened_at: None,
        closed_at: None,
        reminded: 0,
        outcomes: Vec::new(),
        moved: None,
    }
}

fn open(approval: &mut Approval, at: usize, now: Time, calendar: &dyn Calendar) {
    let Some(step) = approval.steps.get_mut(at) else { return };
    step.state = StepState::Open;
    step.round += 1;
    step.opened_at = Some(now);
    step.closed_at = None;
    for seat in &mut step.seats {
        seat.since = Some(now);
        if seat.plan.kind == SeatKind::Informed {
            seat.state = SeatState::Informed;
        } else {
            seat.state = SeatState::Pending;
            seat.due_at = Some(calendar.due(&seat.plan, step.plan.due_days, now));
        }
    }
}

/// Revisions that no step has stopped.
pub fn live(approval: &Approval) -> Vec<RevisionId> {
    let is_live = |revision: &RevisionId| {
        let said = approval.steps.iter().flat_map(|step| &step.outcomes);
        said.filter(|outcome| outcome.revision == *revision)
            .all(|outcome| codes::named(&approval.codes, &outcome.code).is_some_and(Code::goes_on))
    };
    approval.submission.subjects.iter().map(|subject| subject.revision).filter(is_live).collect()
}

/// Closes what is settled and opens what comes next.
pub(super) fn go_on(approval: &mut Approval, moment: Moment, calendar: &dyn Calendar) {
    while let Some(at) = approval.open_step() {
        let going = live(approval);
        let Some(step) = approval.steps.get_mut(at) else { return };
        let Some(outcomes) = settled(step, &going, &approval.codes) else { return };
        let goes_on =
            |outcome: &Outcome| codes::named(&approval.codes, &outcome.code).is_some_and(Code::goes_on);
        let is_stopped = !outcomes.is_empty() && !outcomes.iter().any(goes_on);
        step.outcomes = outcomes;
        end(step, if is_stopped { StepState::Stopped } else { StepState::Done }, moment.1);
        next(approval, at, moment, calendar);
    }
}

fn next(approval: &mut Approval, after: usize, moment: Moment, calendar: &dyn Calendar) {
    if after + 1 < approval.steps.len() && !live(approval).is_empty() {
        open(approval, after + 1, moment.1, calendar);
    } else {
        approval.outcomes = outcomes(approval);
        approval.state = State::Decided;
        approval.closed = Some((moment.1, moment.0));
    }
}

/// What all steps together decided on each revision.
fn outcomes(approval: &Approval) -> Vec<Outcome> {
    let decided = |revision: RevisionId| {
        let said = approval.steps.iter().flat_map(|step| &step.outcomes);
        let said = said.filter(|outcome| outcome.revision == revision).map(|outcome| outcome.code.as_str());
        Some(Outcome { revision, code: worst(&approval.codes, said)?.to_owned() })
    };
    approval.submission.subjects.iter().filter_map(|subject| decided(subject.revision)).collect()
}

fn end(step: &mut Step, state: StepState, now: Time) {
    step.state = state;
    step.closed_at = Some(now);
    for seat in step.seats.iter_mut().filter(|seat| seat.is_awaited()) {
        seat.state = SeatState::NotNeeded;
        seat.go_on();
    }
}

/// A seat of the open step that is asked, with that step.
pub fn asked(approval: &Approval, id: SeatId) -> Result<(&Step, &Seat), Refusal> {
    if approval.state != State::Open {
        return Err(APPROVAL_CLOSED);
    }
    approval.awaited().find(|(_, seat)| seat.id == id).ok_or(SEAT_CLOSED)
}

pub(super) fn seat_mut(approval: &mut Approval, id: SeatId) -> Result<&mut Seat, Refusal> {
    let mut seats = approval.steps.iter_mut().flat_map(|step| &mut step.seats);
    seats.find(|seat| seat.id == id).ok_or(SEAT_CLOSED)
}

pub(super) fn changed(approval: &Approval) -> Approval {
    Approval { version: approval.version + 1, ..approval.clone() }
}

/// After an answer. Whether it may be given, `rules` has decided.
pub fn respond(
    approval: &Approval,
    id: SeatId,
    response: Response,
    moment: Moment,
    calendar: &dyn Calendar,
) -> Result<Approval, Refusal> {
    asked(approval, id)?;
    let mut after = changed(approval);
    let seat = seat_mut(&mut after, id)?;
    seat.state = SeatState::Responded;
    seat.go_on();
    seat.response = Some(response);
    go_on(&mut after, moment, calendar);
    Ok(after)
}

/// Once somebody of its party works on it.
pub fn claim(approval: &Approval, id: SeatId, by: PersonId) -> Result<Approval, Refusal> {
    asked(approval, id)?;
    let mut after = changed(approval);
    let seat = seat_mut(&mut after, id)?;
    seat.state = SeatState::Claimed;
    seat.holder = Some(by);
    seat.provisional = None;
    Ok(after)
}

/// Once it is handed over.
pub fn delegate(approval: &Approval, id: SeatId, delegation: Delegation) -> Result<Approval, Refusal> {
    asked(approval, id)?;
    let mut after = changed(approval);
    let seat = seat_mut(&mut after, id)?;
    seat.state = SeatState::Delegated;
    seat.go_on();
    seat.holder = Some(delegation.to);
    seat.delegation = Some(delegation);
    Ok(after)
}

/// Sent back: to an earlier step, or to who submitted it (R11).
pub fn send_back(
    approval: &Approval,
    to: Option<usize>,
    moved: Move,
    moment: Moment,
    calendar: &dyn Calendar,
) -> Result<Approval, Refusal> {
    let from = approval.open_step().ok_or(APPROVAL_CLOSED)?;
    let mut after = changed(approval);
    let Some(step) = after.steps.get_mut(from) else { return Err(APPROVAL_CLOSED) };
    step.moved = Some(moved.clone());
    match to {
        None => {
            end(step, StepState::Returned, moment.1);
            after.state = State::Returned;
            after.closure = Some(moved);
            after.closed = Some((moment.1, moment.0));
        }
        Some(to) if to < from => {
            for step in after.steps.iter_mut().skip(to) {
                again(step);
            }
            open(&mut after, to, moment.1, calendar);
            go_on(&mut after, moment, calendar);
        }
        Some(_) => return Err(STEP_NOT_OPEN),
    }
    Ok(after)
}

/// A step as it was before it was opened; how often that was, who sent it back, and what was advised stays.
fn again(step: &mut Step) {
    let fresh = waiting(&step.plan);
    let kept = |seat: &mut Seat| {
        seat.go_on();
        (seat.id, std::mem::take(&mut seat.advice))
    };
    let kept: Vec<(SeatId, Vec<Advice>)> = step.seats.iter_mut().map(kept).collect();
    let seats = fresh.seats.into_iter().zip(kept);
    let seats = seats.map(|(seat, (id, advice))| Seat { id, advice, ..seat }).collect();
    *step = Step { seats, round: step.round, moved: step.moved.clone(), ..fresh };
}

/// Taken back by who submitted it: free while nobody has answered (R20).
pub fn recall(
    approval: &Approval,
    reason: Option<String>,
    author: Actor,
    moment: Moment,
) -> Result<Approval, Refusal> {
    let ends = if approval.is_answered() {
        (State::Withdrawn, MoveKind::Withdrawn)
    } else {
        (State::Recalled, MoveKind::Recalled)
    };
    stop(approval, ends, reason, author, moment)
}

/// Closed by what its submitter sends in its place (R21). Its answers stay.
pub fn supersede(approval: &Approval, author: Actor, moment: Moment) -> Result<Approval, Refusal> {
    stop(approval, (State::Superseded, MoveKind::Superseded), None, author, moment)
}

fn stop(
    approval: &Approval,
    (state, kind): (State, MoveKind),
    reason: Option<String>,
    author: Actor,
    moment: Moment,
) -> Result<Approval, Refusal> {
    let from = approval.open_step().ok_or(APPROVAL_CLOSED)?;
    let mut after = changed(approval);
    if let Some(step) = after.steps.get_mut(from) {
        end(step, StepState::Stopped, moment.1);
    }
    after.state = state;
    after.closure = Some(Move { kind, reason, author, stands_in: None, at: moment.1 });
    after.closed = Some((moment.1, moment.0));
    Ok(after)
}

/// With its open step left out. One step that decides is left in.
pub fn skip(
    approval: &Approval,
    at: usize,
    moved: Move,
    moment: Moment,
    calendar: &dyn Calendar,
) -> Result<Approval, Refusal> {
    let from = approval.open_step().ok_or(APPROVAL_CLOSED)?;
    if from != at {
        return Err(STEP_NOT_OPEN);
    }
    let others = approval.steps.iter().enumerate().filter(|(other, _)| *other != at);
    let decides = |step: &Step| {
        step.plan.mode != Mode::Consult && matches!(step.state, StepState::Waiting | StepState::Done)
    };
    if !others.map(|(_, step)| step).any(decides) {
        return Err(STEP_DECIDES);
    }
    let mut after = changed(approval);
    if let Some(step) = after.steps.get_mut(at) {
        end(step, StepState::Skipped, moment.1);
        step.moved = Some(moved);
    }
    next(&mut after, at, moment, calendar);
    go_on(&mut after, moment, calendar);
    Ok(after)
}

/// With the seats of somebody who is no member any more given back to their parties (R19). `None` when they held none.
pub fn leave(approval: &Approval, person: PersonId) -> Option<Approval> {
    if approval.state != State::Open {
        return None;
    }
    let mut after = changed(approval);
    let was_asked = asides::leave(&mut after, person) | late::leave(&mut after, person);
    let is_theirs = |seat: &&mut Seat| {
        let is_ahead = seat.is_awaited() || seat.state == SeatState::Waiting;
        is_ahead && (seat.holder == Some(person) || seat.plan.person == Some(person))
    };
    let seats = after.steps.iter_mut().flat_map(|step| &mut step.seats);
    let theirs: Vec<&mut Seat> = seats.filter(is_theirs).collect();
    if theirs.is_empty() && !was_asked {
        return None;
    }
    for seat in theirs {
        seat.plan.person = seat.plan.person.filter(|planned| *planned != person);
        seat.holder = seat.plan.person;
        if seat.is_awaited() {
            seat.state = SeatState::Pending;
            seat.delegation = None;
            seat.go_on();
        }
    }
    Some(after)
}
