//! Use cases on a transaction.

use super::advice::{self, Advice, AdviceState};
use super::drafts::{NewAdvice, NewHold};
use super::hold::{self, Hold};
use crate::approvals::commands::{as_seen, known};
use crate::approvals::days;
use crate::approvals::keep::keep;
use crate::approvals::run;
use crate::kernel::access::{Outcome, Standing, standing_of};
use crate::kernel::clock::Time;
use crate::kernel::http::{Expected, Fault, Problem};
use crate::kernel::ids::{AdviceId, ApprovalId, PersonId, Scope, SeatId};
use crate::kernel::store::Tx;
use crate::people;
use crate::policy::Right;

/// Asks somebody of the room who may look at all of it.
pub fn ask(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    new: &NewAdvice,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    let (_, seat) = run::asked(&before, new.seat)?;
    who.may_ask(seat)?;
    as_seen(tx, &before, &who, expected)?;
    if before.steps.iter().flat_map(|step| &step.seats).any(|seat| seat.advice.iter().any(|a| a.id == new.id))
    {
        return Err(Problem::id_taken());
    }
    let may_answer = |of: &Standing| of.role.allows(Right::Talk) && of.hears(before.audience.as_deref());
    let asked = standing_of(tx.reading(), Scope::Project(before.project), new.to)?;
    let is_other = new.to != who.person && seat.holder != Some(new.to);
    if !is_other || !asked.as_ref().is_some_and(may_answer) {
        return Err(Fault::new("unknown").at("/person_id"));
    }
    let (_, at) = tx.next(Scope::Project(before.project))?;
    let advice = Advice {
        id: new.id,
        author: tx.actor()?.clone(),
        to: new.to,
        question: new.question.clone(),
        at,
        state: AdviceState::Asked,
        answer: None,
        answered_at: None,
    };
    let after = advice::ask(&before, new.seat, advice)?;
    keep(tx, Some(&before), &after, "approvals.advice_asked")
}

/// Gives the advice that was asked for.
pub fn answer(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    (advice, words): (AdviceId, &str),
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    who.may_advise(advice::waiting(&before, advice)?.1)?;
    as_seen(tx, &before, &who, expected)?;
    let (_, at) = tx.next(Scope::Project(before.project))?;
    let after = advice::answer(&before, advice, words, at)?;
    keep(tx, Some(&before), &after, "approvals.advice_answered")
}

/// Says that it is not needed any more.
pub fn withdraw(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    advice: AdviceId,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    let (seat, asked) = advice::waiting(&before, advice)?;
    who.may_withdraw(seat, asked)?;
    as_seen(tx, &before, &who, expected)?;
    let after = advice::withdraw(&before, advice)?;
    keep(tx, Some(&before), &after, "approvals.advice_withdrawn")
}

/// Says that a seat has to wait.
pub fn hold(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    new: &NewHold,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    let (_, seat) = run::asked(&before, new.seat)?;
    who.may_hold(seat)?;
    as_seen(tx, &before, &who, expected)?;
    let (_, at) = tx.next(Scope::Project(before.project))?;
    let hold = Hold {
        author: tx.actor()?.clone(),
        reason: new.reason.clone(),
        at,
        until: new.until.clone(),
        rests_until: new.until.as_deref().map(|day| end_of(tx, who.person, day, at)).transpose()?,
    };
    let after = hold::hold(&before, new.seat, hold)?;
    keep(tx, Some(&before), &after, "approvals.seat_held")
}

/// The end of a day that is not over, where somebody is.
fn end_of(tx: &mut Tx<'_>, person: PersonId, day: &str, now: Time) -> Result<Time, Problem> {
    let person = people::person(tx.reading(), person)?.ok_or_else(Problem::not_found)?;
    let end = days::end_of(person.time_zone.parse().unwrap_or(chrono_tz::UTC), day);
    end.filter(|end| *end > now).ok_or_else(|| Fault::new("range").at("/until"))
}

/// Ends that.
pub fn release(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    seat: SeatId,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    who.may_release(run::asked(&before, seat)?.1)?;
    as_seen(tx, &before, &who, expected)?;
    let after = hold::release(&before, seat)?;
    keep(tx, Some(&before), &after, "approvals.seat_released")
}
