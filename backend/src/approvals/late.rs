//! What becomes of seats that are overdue, as the route says (R30).

use super::approval::{Approval, Seat, SeatState, Step};
use super::routes::Overdue;
use super::run::{Calendar, Moment, changed, go_on};
use crate::kernel::clock::Time;

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
    late.into_iter().for_each(|seat| seat.state = SeatState::Lapsed);
    go_on(&mut after, moment, calendar);
    Some(after)
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
    let is_late = |seat: &Seat| seat.is_awaited() && seat.due_at.is_some_and(|due| due <= now);
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
    use super::super::histories::{Plain, begin, plan, say, seats};
    use super::super::routes::{Mode, SeatKind, StepPlan};
    use super::*;
    use crate::kernel::ids::PersonId;

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
