//! Saying that a seat has to wait (보류): whose it is stays, and so does when it is due.

use crate::approvals::approval::{Approval, Seat};
use crate::approvals::rules::Who;
use crate::approvals::run::{asked, changed, seat_mut};
use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::SeatId;
use crate::kernel::record::Actor;
use crate::policy::Role;
use serde::{Deserialize, Serialize};

/// The seat is not held.
pub const SEAT_NOT_HELD: Refusal = Refusal::conflict("seat_not_held");

/// Why a seat waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Who said so.
    pub author: Actor,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Time,
    /// The last day of it, where that is known.
    pub until: Option<String>,
    /// When that day's work ends there: until then nobody is reminded.
    pub rests_until: Option<Time>,
}

impl Seat {
    /// Whether nobody is reminded of it yet.
    pub fn rests(&self, now: Time) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.rests_until.is_none_or(|end| end > now))
    }
}

impl Who<'_> {
    /// Whether they may say that a seat waits.
    pub fn may_hold(&self, seat: &Seat) -> Result<(), Refusal> {
        self.holds(seat)
    }

    /// Whether they may end that: who holds it, or a lead of that side.
    pub fn may_release(&self, seat: &Seat) -> Result<(), Refusal> {
        if seat.hold.is_none() {
            return Err(SEAT_NOT_HELD);
        }
        let leads = self.by.role == Role::Lead && self.colleagues.contains(&seat.plan.party);
        if leads { Ok(()) } else { self.holds(seat) }
    }
}

/// Once it waits, or waits for another reason.
pub fn hold(approval: &Approval, seat: SeatId, hold: Hold) -> Result<Approval, Refusal> {
    asked(approval, seat)?;
    let mut after = changed(approval);
    seat_mut(&mut after, seat)?.hold = Some(hold);
    Ok(after)
}

/// Once it does not wait any more.
pub fn release(approval: &Approval, seat: SeatId) -> Result<Approval, Refusal> {
    asked(approval, seat)?;
    let mut after = changed(approval);
    seat_mut(&mut after, seat)?.hold = None;
    Ok(after)
}
