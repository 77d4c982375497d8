//! What clients send, parsed once.

use crate::approvals::drafts::{id, own, words};
use crate::kernel::http::Problem;
use crate::kernel::ids::{AdviceId, PersonId, SeatId};
use crate::kernel::text;
use dure_api as api;
use dure_api::Limits;

/// Somebody to ask.
#[derive(Debug, Clone)]
pub struct NewAdvice {
    /// Its id.
    pub id: AdviceId,
    /// For which seat.
    pub seat: SeatId,
    /// Whom.
    pub to: PersonId,
    /// What.
    pub question: String,
}

impl NewAdvice {
    /// From the wire.
    pub fn parse(sent: &api::AskAdvice, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            id: own(sent.id.as_deref(), AdviceId::new)?,
            seat: id(&sent.seat_id, "/seat_id")?,
            to: id(&sent.person_id, "/person_id")?,
            question: words(&sent.question, "/question", limits)?,
        })
    }
}

/// A seat to hold.
#[derive(Debug, Clone)]
pub struct NewHold {
    /// The seat.
    pub seat: SeatId,
    /// Why.
    pub reason: String,
    /// The last day of it.
    pub until: Option<String>,
}

impl NewHold {
    /// From the wire.
    pub fn parse(sent: &api::HoldSeat, limits: &Limits) -> Result<Self, Problem> {
        let until = sent.until.as_deref().map(text::day).transpose();
        Ok(Self {
            seat: id(&sent.seat_id, "/seat_id")?,
            reason: words(&sent.reason, "/reason", limits)?,
            until: until.map_err(|fault| fault.at("/until"))?,
        })
    }
}
