//! What clients send, parsed once.

use crate::approvals::drafts::{Said, id, own, words};
use crate::kernel::http::Problem;
use crate::kernel::ids::{PersonId, ResponseId, SeatId};
use dure_api as api;
use dure_api::Limits;

/// An answer that is typed for somebody.
#[derive(Debug, Clone)]
pub struct NewProvisional {
    /// Its id.
    pub id: ResponseId,
    /// The seat.
    pub seat: SeatId,
    /// Whose answer it is.
    pub person: PersonId,
    /// How the caller knows.
    pub reason: String,
    /// What it says.
    pub said: Said,
}

impl NewProvisional {
    /// From the wire.
    pub fn parse(sent: &api::RespondOnBehalf, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            id: own(sent.id.as_deref(), ResponseId::new)?,
            seat: id(&sent.seat_id, "/seat_id")?,
            person: id(&sent.person_id, "/person_id")?,
            reason: words(&sent.reason, "/reason", limits)?,
            said: Said::parse(&sent.decisions, &sent.deviations, sent.comment.as_deref(), limits)?,
        })
    }
}
