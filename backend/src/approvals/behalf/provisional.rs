//! What was typed for somebody, until they confirm it.

use crate::approvals::approval::{Accepted, Approval, Decision, Seat, SeatState};
use crate::approvals::drafts::Said;
use crate::approvals::rules::{OWN_WORK, Who};
use crate::approvals::run::{asked, changed, seat_mut};
use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::{PersonId, ResponseId, SeatId};
use crate::kernel::record::Actor;
use crate::policy::Role;
use serde::{Deserialize, Serialize};

/// Who types for somebody is of their firm, or leads.
pub const BEHALF_NOT_YOURS: Refusal = Refusal::forbidden("behalf_not_yours");
/// It was typed for somebody else.
pub const CONFIRMATION_NOT_YOURS: Refusal = Refusal::forbidden("confirmation_not_yours");
/// Nobody has to confirm it any more.
pub const CONFIRMATION_CLOSED: Refusal = Refusal::conflict("confirmation_closed");

/// An answer that somebody typed for another person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provisional {
    /// The id of the answer that it becomes.
    pub id: ResponseId,
    /// Whose answer it is.
    pub person: PersonId,
    /// Who typed it.
    pub author: Actor,
    /// How they know.
    pub reason: String,
    /// When.
    pub at: Time,
    /// On each revision.
    pub decisions: Vec<Decision>,
    /// On each deviation.
    pub deviations: Vec<Accepted>,
    /// In words.
    pub comment: Option<String>,
    /// Why the person says that it is not theirs, and when.
    pub contradicted: Option<(String, Time)>,
}

impl Seat {
    /// What somebody has to confirm.
    pub fn unconfirmed(&self) -> Option<&Provisional> {
        self.provisional.as_ref().filter(|typed| typed.contradicted.is_none())
    }
}

impl Who<'_> {
    /// Whether they may type an answer for a seat: of its firm, or a lead, and not for their own work.
    pub fn may_type(&self, seat: &Seat) -> Result<(), Refusal> {
        let is_of_firm = self.colleagues.contains(&seat.plan.party);
        if !is_of_firm && self.by.role != Role::Lead {
            return Err(BEHALF_NOT_YOURS);
        }
        if self.contributed { Err(OWN_WORK) } else { Ok(()) }
    }

    /// Whether they may confirm or contradict it.
    pub fn may_confirm(&self, typed: &Provisional) -> Result<(), Refusal> {
        if typed.person == self.person { Ok(()) } else { Err(CONFIRMATION_NOT_YOURS) }
    }
}

/// The seat that waits for this to be confirmed.
pub fn waiting(approval: &Approval, id: ResponseId) -> Result<(&Seat, &Provisional), Refusal> {
    let mut open = approval.awaited().filter_map(|(_, seat)| Some((seat, seat.unconfirmed()?)));
    open.find(|(_, typed)| typed.id == id).ok_or(CONFIRMATION_CLOSED)
}

/// Once it was typed: the seat waits for the person whose answer it is.
pub fn provide(approval: &Approval, seat: SeatId, typed: Provisional) -> Result<Approval, Refusal> {
    asked(approval, seat)?;
    let mut after = changed(approval);
    let seat = seat_mut(&mut after, seat)?;
    if seat.holder.is_none() {
        seat.holder = Some(typed.person);
        seat.state = SeatState::Claimed;
    }
    seat.provisional = Some(typed);
    Ok(after)
}

/// Once the person says that it is not their answer.
pub fn contradict(approval: &Approval, id: ResponseId, reason: &str, at: Time) -> Result<Approval, Refusal> {
    let seat = waiting(approval, id)?.0.id;
    let mut after = changed(approval);
    let typed = seat_mut(&mut after, seat)?.provisional.as_mut().ok_or(CONFIRMATION_CLOSED)?;
    typed.contradicted = Some((reason.to_owned(), at));
    Ok(after)
}

impl Provisional {
    /// What it says.
    pub fn said(&self) -> Said {
        Said {
            decisions: self.decisions.clone(),
            deviations: self.deviations.clone(),
            comment: self.comment.clone(),
        }
    }
}
