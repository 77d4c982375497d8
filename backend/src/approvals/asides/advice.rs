//! Advice that a holder asks for (R17).

use crate::approvals::approval::{Approval, Seat};
use crate::approvals::rules::Who;
use crate::approvals::run::{SEAT_CLOSED, asked, changed, seat_mut};
use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::{AdviceId, PersonId, SeatId};
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use serde::{Deserialize, Serialize};

/// Somebody was asked already, and has not answered.
pub const ADVICE_ASKED: Refusal = Refusal::conflict("advice_asked");
/// The seat has asked as often as it may.
pub const ADVICE_FULL: Refusal = Refusal::conflict("advice_full");
/// Somebody else was asked.
pub const ADVICE_NOT_YOURS: Refusal = Refusal::forbidden("advice_not_yours");
/// Nobody waits for it any more.
pub const ADVICE_CLOSED: Refusal = Refusal::conflict("advice_closed");

/// How often one seat may ask.
const MOST: usize = 20;

words! {
    /// Where advice stands.
    AdviceState {
        /// Somebody was asked.
        Asked = "asked",
        /// They have answered.
        Answered = "answered",
        /// Who asked needs it no more.
        Withdrawn = "withdrawn",
        /// The seat went on without it.
        Closed = "closed",
    }
}

/// A question to somebody, and what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// Its id.
    pub id: AdviceId,
    /// Who asks.
    pub author: Actor,
    /// Who is asked.
    pub to: PersonId,
    /// What.
    pub question: String,
    /// When.
    pub at: Time,
    /// Where it stands.
    pub state: AdviceState,
    /// What they say.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Time>,
}

impl Seat {
    /// The advice that it waits for.
    pub fn advice_asked(&self) -> Option<&Advice> {
        self.advice.iter().find(|advice| advice.state == AdviceState::Asked)
    }

    /// Waits for no advice, is not held, and nothing is to be confirmed any more: it went on.
    pub fn go_on(&mut self) {
        self.hold = None;
        self.provisional = None;
        let open = self.advice.iter_mut().filter(|advice| advice.state == AdviceState::Asked);
        open.for_each(|advice| advice.state = AdviceState::Closed);
    }
}

impl Who<'_> {
    /// Whether they may ask somebody for advice.
    pub fn may_ask(&self, seat: &Seat) -> Result<(), Refusal> {
        self.holds(seat)?;
        match seat.advice_asked() {
            Some(_) => Err(ADVICE_ASKED),
            None if seat.advice.len() >= MOST => Err(ADVICE_FULL),
            None => Ok(()),
        }
    }

    /// Whether they may say that advice is not needed any more.
    pub fn may_withdraw(&self, seat: &Seat, advice: &Advice) -> Result<(), Refusal> {
        if advice.author.person == self.person { Ok(()) } else { self.holds(seat) }
    }

    /// Whether they were asked.
    pub fn may_advise(&self, advice: &Advice) -> Result<(), Refusal> {
        if advice.to == self.person { Ok(()) } else { Err(ADVICE_NOT_YOURS) }
    }
}

/// The seat that waits for this advice.
pub fn waiting(approval: &Approval, id: AdviceId) -> Result<(&Seat, &Advice), Refusal> {
    let mut open = approval.awaited().filter_map(|(_, seat)| Some((seat, seat.advice_asked()?)));
    open.find(|(_, advice)| advice.id == id).ok_or(ADVICE_CLOSED)
}

/// Once somebody was asked.
pub fn ask(approval: &Approval, seat: SeatId, advice: Advice) -> Result<Approval, Refusal> {
    asked(approval, seat)?;
    let mut after = changed(approval);
    seat_mut(&mut after, seat)?.advice.push(advice);
    Ok(after)
}

/// Once they have answered: the seat is with its holder alone again.
pub fn answer(approval: &Approval, id: AdviceId, words: &str, at: Time) -> Result<Approval, Refusal> {
    settle(approval, id, |advice| {
        advice.state = AdviceState::Answered;
        advice.answer = Some(words.to_owned());
        advice.answered_at = Some(at);
    })
}

/// Once nobody waits for it.
pub fn withdraw(approval: &Approval, id: AdviceId) -> Result<Approval, Refusal> {
    settle(approval, id, |advice| advice.state = AdviceState::Withdrawn)
}

fn settle(approval: &Approval, id: AdviceId, to: impl Fn(&mut Advice)) -> Result<Approval, Refusal> {
    let seat = waiting(approval, id)?.0.id;
    let mut after = changed(approval);
    let seat = seat_mut(&mut after, seat)?;
    to(seat.advice.iter_mut().find(|advice| advice.id == id).ok_or(SEAT_CLOSED)?);
    Ok(after)
}

/// Without what is asked of somebody who is no member any more; whether there was any.
pub fn leave(approval: &mut Approval, person: PersonId) -> bool {
    let seats = approval.steps.iter_mut().flat_map(|step| &mut step.seats);
    let asked = seats.flat_map(|seat| &mut seat.advice);
    let theirs = asked.filter(|advice| advice.to == person && advice.state == AdviceState::Asked);
    theirs.map(|advice| advice.state = AdviceState::Closed).count() > 0
}
