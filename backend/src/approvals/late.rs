//! What becomes of seats that are overdue, as the route says (R30).

use super::approval::{Approval, Seat, SeatState, Step};
use super::codes::{Code, named};
use super::routes::{Mode, Overdue, SeatKind};
use super::ruled::Deemed;
use super::run::{Calendar, Moment, changed, go_on};
use crate::kernel::clock::Time;
use crate::kernel::ids::PersonId;
use serde::{Deserialize, Serialize};

/// Most reminders of one round, one a working day (R30).
pub const REMINDERS: u32 = 45;

/// With the seats of a round closed that did not answer in time, as no opinion (R30). `None` when that round is over.
pub fn lapse(
    approval: &Approval,
    at: usize,
    round: u32,
    moment: Moment,
    calendar: &dyn Calendar,
) -> Option<Approval> {
    if approval.open_step() != Some(at) {
        return None;
    }
    let mut after = changed(approval);
    let is_it = |step: &&mut Step| step.round == round && step.plan.on_overdue == Overdue::Lapse;
    let step = after.steps.get_mut(at).filter(is_it)?;
    let is_late = |seat: &&mut Seat| seat.is_awaited() && seat.due_at.is_some_and(|due| due <= moment.1);
    let late: Vec<&mut Seat> = step.seats.iter_mut().filter(is_late).collect();
    if late.is_empty() {
        return None;
    }
    for seat in late {
        seat.state = SeatState::Lapsed;
        seat.go_on();
    }
    go_on(&mut after, moment, calendar);
    Some(after)
}

/// What becomes of who is late where the charter takes silence for an approval.
#[derive(Debug, Clone, PartialEq)]
pub enum Deeming {
    /// Nothing: that round is over, or its step says otherwise.
    Over,
    /// Nobody is late yet.
    NotYet,
    /// Comments block the code (R26): it is looked at again.
    Blocked,
    /// They are taken to have approved.
    Done(Box<Approval>),
}

/// With the required seats of a round that did not answer in time taken to have approved with the code of the charter: by rule, and
/// not as anybody's answer (R30). Of seats of which one is enough, all have to be late.
pub fn deem(
    approval: &Approval,
    (at, round): (usize, u32),
    is_blocked: bool,
    moment: Moment,
    calendar: &dyn Calendar,
) -> Deeming {
    let is_it = |step: &&Step| step.round == round && step.plan.on_overdue == Overdue::Deemed;
    let open = approval.open_step().filter(|open| *open == at);
    let Some(step) = open.and_then(|at| approval.steps.get(at)).filter(is_it) else { return Deeming::Over };
    let Some((charter, letter)) =
        approval.charter.as_ref().and_then(|ruled| Some((ruled.charter, ruled.deemed_code.clone()?)))
    else {
        return Deeming::Over;
    };
    let is_waited_for = |seat: &Seat| seat.plan.kind == SeatKind::Required && seat.is_awaited();
    let is_late = |seat: &Seat| is_waited_for(seat) && seat.due_at.is_some_and(|due| due <= moment.1);
    let all_late = step.seats.iter().filter(|seat| is_waited_for(seat)).all(is_late);
    if !step.seats.iter().any(is_late) || (step.plan.mode == Mode::Claim && !all_late) {
        return Deeming::NotYet;
    }
    if is_blocked && named(&approval.codes, &letter).is_some_and(Code::is_clean) {
        return Deeming::Blocked;
    }
    let mut after = changed(approval);
    let seats = after.steps.get_mut(at).into_iter().flat_map(|step| &mut step.seats);
    for seat in seats.filter(|seat| is_late(seat)) {
        seat.state = SeatState::Deemed;
        seat.deemed = Some(Deemed { code: letter.clone(), at: moment.1, charter });
    }
    go_on(&mut after, moment, calendar);
    Deeming::Done(Box::new(after))
}

/// Who was told of a seat that is overdue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// Whom the route names.
    pub to: PersonId,
    /// When.
    pub at: Time,
}

/// With whom the route names told of the seats of a round that are late, each once (R30). `None` when there is none.
pub fn escalate(approval: &Approval, at: usize, round: u32, now: Time) -> Option<Approval> {
    if approval.open_step() != Some(at) {
        return None;
    }
    let mut after = changed(approval);
    let is_it = |step: &&mut Step| step.round == round && step.plan.on_overdue == Overdue::Escalate;
    let step = after.steps.get_mut(at).filter(is_it)?;
    let to = step.plan.escalate_to?;
    let is_late = |seat: &&mut Seat| {
        seat.is_awaited() && seat.escalated.is_none() && seat.due_at.is_some_and(|due| due <= now)
    };
    let late: Vec<&mut Seat> = step.seats.iter_mut().filter(is_late).collect();
    if late.is_empty() {
        return None;
    }
    late.into_iter().for_each(|seat| seat.escalated = Some(Escalated { to, at: now }));
    Some(after)
}

/// Without somebody who is no member any more: who is late is reminded then. Whether there was anything of theirs.
pub fn leave(approval: &mut Approval, person: PersonId) -> bool {
    let mut found = false;
    for step in &mut approval.steps {
        if step.plan.escalate_to == Some(person) {
            (step.plan.escalate_to, step.plan.on_overdue) = (None, Overdue::Remind);
            found = true;
        }
        for seat in &mut step.seats {
            found |= seat.escalated.take_if(|escalated| escalated.to == person).is_some();
        }
    }
    found
}

/// What is to be done about who is late in a round of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Reminder {
    /// Nothing any more: that round is over, or it was often enough.
    Over,
    /// Nobody is late yet.
    NotYet,
    /// They are reminded once more.
    Sent(Box<Approval>),
}

/// Reminds who is late (R30).
pub fn remind(approval: &Approval, at: usize, round: u32, now: Time) -> Reminder {
    let is_it = |step: &&Step| {
        let waits = step.round == round && step.reminded < REMINDERS;
        waits && step.plan.on_overdue == Overdue::Remind
    };
    let open = approval.open_step().filter(|open| *open == at);
    let Some(step) = open.and_then(|at| approval.steps.get(at)).filter(is_it) else { return Reminder::Over };
    let is_late =
        |seat: &Seat| seat.is_awaited() && !seat.rests(now) && seat.due_at.is_some_and(|due| due <= now);
    if !step.seats.iter().any(is_late) {
        return Reminder::NotYet;
    }
    let mut after = changed(approval);
    if let Some(step) = after.steps.get_mut(at) {
        step.reminded += 1;
    }
    Reminder::Sent(Box::new(after))
}

#[cfg(test)]
mod tests {
    use super::super::approval::State;
    use super::super::routes::StepPlan;
    use super::super::ruled::Ruled;
    use super::super::samples::{Plain, begin, plan, say, seats};
    use super::*;
    use crate::kernel::ids::CharterId;

    /// R30: who is late has no opinion; of those who answered, the worst counts.
    #[test]
    fn a_step_goes_on_without_who_is_late() {
        let approval = begin(vec![plan(Mode::All, None, &[SeatKind::Required; 2])], 1);
        let approval = say(&approval, seats(&approval, 0)[0], "B1");
        let on_time = (4, Time(3 * 86_400_000 - 1));
        assert_eq!(lapse(&approval, 0, 1, on_time, &Plain), None);
        let late = lapse(&approval, 0, 1, (4, Time(3 * 86_400_000)), &Plain).expect("it lapses");
        assert_eq!((late.state, late.outcomes[0].code.as_str()), (State::Decided, "B1"));
        assert_eq!(lapse(&late, 0, 1, (5, Time(i64::MAX)), &Plain), None, "once");
        let nobody = begin(vec![plan(Mode::All, None, &[SeatKind::Required])], 1);
        let nobody = lapse(&nobody, 0, 1, (4, Time(i64::MAX)), &Plain).expect("it lapses");
        assert_eq!((nobody.state, nobody.outcomes.len()), (State::Decided, 0), "that is no approval");
    }

    fn ruled(mode: Mode, kinds: &[SeatKind]) -> Approval {
        let step = StepPlan { on_overdue: Overdue::Deemed, ..plan(mode, None, kinds) };
        let ruled = Ruled {
            charter: CharterId::new(),
            number: 1,
            text_hash: String::new(),
            deemed_code: Some("A".into()),
            bounds_days: false,
            fixes_answers: false,
        };
        Approval { charter: Some(ruled), ..begin(vec![step], 1) }
    }

    fn deemed(approval: &Approval, at: Time) -> Deeming {
        deem(approval, (0, 1), false, (4, at), &Plain)
    }

    const DUE: Time = Time(3 * 86_400_000);

    /// R30: by rule, with the charter's code, and not as what anybody said; what others said counts beside it.
    #[test]
    fn who_is_late_is_taken_to_have_approved_and_nobody_has_signed() {
        use SeatKind::{Optional, Required};
        let approval = ruled(Mode::All, &[Required, Required, Optional]);
        let approval = say(&approval, seats(&approval, 0)[0], "B1");
        assert_eq!(deemed(&approval, Time(DUE.0 - 1)), Deeming::NotYet);
        let Deeming::Done(after) = deemed(&approval, DUE) else { panic!("nobody is late") };
        assert_eq!((after.state, after.outcomes[0].code.as_str()), (State::Decided, "B1"));
        let states: Vec<SeatState> = after.steps[0].seats.iter().map(|seat| seat.state).collect();
        assert_eq!(states, [SeatState::Responded, SeatState::Deemed, SeatState::NotNeeded]);
        let seat = &after.steps[0].seats[1];
        assert_eq!(
            (seat.response.as_ref(), seat.deemed.as_ref().map(|it| it.code.as_str())),
            (None, Some("A"))
        );
        assert_eq!(deemed(&after, DUE), Deeming::Over, "once");
        let alone = ruled(Mode::All, &[Required]);
        let Deeming::Done(after) = deemed(&alone, DUE) else { panic!("nobody is late") };
        assert_eq!((after.state, after.outcomes[0].code.as_str()), (State::Decided, "A"));
        let without = Approval { charter: None, ..ruled(Mode::All, &[Required]) };
        assert_eq!(deemed(&without, DUE), Deeming::Over, "R30: only by a charter");
    }

    /// R26: what nobody could sign is not deemed either.
    #[test]
    fn blocking_comments_hold_a_clean_code_back() {
        let approval = ruled(Mode::All, &[SeatKind::Required]);
        assert_eq!(deem(&approval, (0, 1), true, (4, DUE), &Plain), Deeming::Blocked);
        let mut noted = approval;
        if let Some(ruled) = &mut noted.charter {
            ruled.deemed_code = Some("B1".into());
        }
        assert!(matches!(deem(&noted, (0, 1), true, (4, DUE), &Plain), Deeming::Done(_)));
    }

    /// Where one is enough, who is due later may still say something else.
    #[test]
    fn of_seats_of_which_one_is_enough_all_have_to_be_late() {
        let mut approval = ruled(Mode::Claim, &[SeatKind::Required; 2]);
        approval.steps[0].seats[1].due_at = Some(Time(DUE.0 + 1));
        assert_eq!(deemed(&approval, DUE), Deeming::NotYet);
        assert!(matches!(deemed(&approval, Time(DUE.0 + 1)), Deeming::Done(_)));
    }

    /// R30: who is late is told to whom the route names, once; a removed one is told nothing, and who is late is reminded.
    #[test]
    fn who_is_late_is_told_once_to_whom_the_route_names() {
        let boss = PersonId::new();
        let mut step = plan(Mode::All, None, &[SeatKind::Required; 2]);
        (step.on_overdue, step.escalate_to) = (Overdue::Escalate, Some(boss));
        let approval = begin(vec![step], 1);
        let approval = say(&approval, seats(&approval, 0)[0], "A");
        assert_eq!(escalate(&approval, 0, 1, Time(3 * 86_400_000 - 1)), None, "nobody is late");
        let due = Time(3 * 86_400_000);
        let told = escalate(&approval, 0, 1, due).expect("somebody is late");
        let to: Vec<Option<PersonId>> =
            told.steps[0].seats.iter().map(|seat| seat.escalated.as_ref().map(|told| told.to)).collect();
        assert_eq!(to, [None, Some(boss)], "not of who has answered");
        assert_eq!(escalate(&told, 0, 1, Time(i64::MAX)), None, "once");
        assert_eq!(lapse(&told, 0, 1, (4, due), &Plain), None);
        let mut left = told.clone();
        assert!(leave(&mut left, boss) && !leave(&mut left, boss));
        assert!(matches!(remind(&left, 0, 1, due), Reminder::Sent(_)));
    }

    /// R30: that somebody answered in time ends no reminders of who is due later.
    #[test]
    fn who_is_due_later_is_reminded_although_who_was_due_first_has_answered() {
        let day = |n: i64| Time(n * 86_400_000);
        let mut step =
            StepPlan { on_overdue: Overdue::Remind, ..plan(Mode::All, None, &[SeatKind::Required; 2]) };
        step.seats[1].person = Some(PersonId::new());
        let approval = begin(vec![step], 1);
        let approval = say(&approval, seats(&approval, 0)[0], "A");
        assert_eq!(remind(&approval, 0, 1, day(3)), Reminder::NotYet);
        let Reminder::Sent(after) = remind(&approval, 0, 1, day(4)) else { panic!("nobody is late") };
        assert_eq!((after.steps[0].reminded, after.version), (1, approval.version + 1));
        assert_eq!(remind(&after, 0, 2, day(5)), Reminder::Over);
        let done = say(&after, seats(&after, 0)[1], "A");
        assert_eq!(remind(&done, 0, 1, day(5)), Reminder::Over);
    }
}
