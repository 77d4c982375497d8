//! What an approval asks of whom now: a row for each.

use crate::approvals::approval::{Approval, Seat, Step};
use crate::approvals::routes::SeatKind;
use crate::kernel::clock::Time;
use crate::kernel::ids::{PersonId, SeatId};
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use serde::{Deserialize, Serialize};

words! {
    /// What is asked of somebody.
    TurnKind {
        /// The answer of the seat.
        Answer = "answer",
        /// Advice for its holder.
        Advice = "advice",
        /// That they confirm what was typed for them.
        Confirm = "confirm",
        /// That they see to a seat that is overdue.
        Escalated = "escalated",
    }
}

/// What is told of a turn beside whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Who asks.
    pub author: Option<Actor>,
    /// Whom its holder has asked for advice.
    pub with: Option<PersonId>,
    /// Since when it is held.
    pub held_since: Option<Time>,
    /// The last day of that.
    pub held_until: Option<String>,
}

/// Something that waits for somebody.
#[derive(Debug, Clone)]
pub struct Turn<'a> {
    /// What.
    pub kind: TurnKind,
    /// The step.
    pub step: &'a Step,
    /// The seat.
    pub seat: SeatId,
    /// Who it waits for, alone.
    pub person: Option<PersonId>,
    /// Whether they answer for who held it.
    pub handed: bool,
    /// What is told of it.
    pub about: About,
    /// Since when.
    pub since: Time,
    /// When the seat is due.
    pub due_at: Time,
}

/// All that waits, by seats.
pub fn waits(approval: &Approval) -> impl Iterator<Item = (&Seat, Turn<'_>)> {
    approval.awaited().flat_map(|(step, seat)| of_seat(step, seat).into_iter().map(move |turn| (seat, turn)))
}

fn of_seat<'a>(step: &'a Step, seat: &'a Seat) -> Vec<Turn<'a>> {
    let (Some(since), Some(due_at)) = (seat.since, seat.due_at) else { return Vec::new() };
    let asked = seat.advice_asked();
    let hold = seat.hold.as_ref();
    let answer = Turn {
        kind: TurnKind::Answer,
        step,
        seat: seat.id,
        person: seat.holder,
        handed: seat.delegation.is_some(),
        about: About {
            author: seat.delegation.as_ref().map(|delegation| delegation.author.clone()),
            with: asked.map(|advice| advice.to),
            held_since: hold.map(|hold| hold.at),
            held_until: hold.and_then(|hold| hold.until.clone()),
        },
        since,
        due_at,
    };
    let advice = asked.map(|advice| Turn {
        kind: TurnKind::Advice,
        person: Some(advice.to),
        about: About { author: Some(advice.author.clone()), ..About::default() },
        since: advice.at,
        ..answer.clone()
    });
    // What was typed for somebody stands in the place of their answer.
    let confirm = seat.unconfirmed().map(|typed| Turn {
        kind: TurnKind::Confirm,
        person: Some(typed.person),
        about: About { author: Some(typed.author.clone()), ..About::default() },
        since: typed.at,
        ..answer.clone()
    });
    let escalated = seat.escalated.as_ref().filter(|told| seat.holder != Some(told.to));
    let escalated = escalated.map(|told| Turn {
        kind: TurnKind::Escalated,
        person: Some(told.to),
        about: About::default(),
        since: told.at,
        ..answer.clone()
    });
    let is_waited_for = seat.plan.kind == SeatKind::Required && confirm.is_none();
    is_waited_for.then_some(answer).into_iter().chain(advice).chain(confirm).chain(escalated).collect()
}
