//! What the holder of a seat does before they answer: asks somebody for advice (R17), or says that it has to wait (보류).
//!
//! | advice | goes on to | by whom |
//! |---|---|---|
//! | asked | answered | who was asked |
//! | asked | withdrawn | who asked, or who holds the seat |
//! | asked | closed | the seat has answered, went to somebody else, or is not asked any more |
//!
//! The seat stays whose it is, and its clock runs on. One person is asked at a time; who was asked asks nobody. A seat that is held
//! says so, with a reason, to everyone; reminders rest until the day it names, and answering ends it.

mod advice;
mod commands;
mod drafts;
mod hold;
mod http;
mod wire;

pub(super) use advice::{Advice, leave};
pub(super) use hold::Hold;
pub(super) use http::{answer_advice, ask_advice, hold_seat, release_seat, withdraw_advice};
pub(super) use wire::{told_advice, told_hold};
#[cfg(test)]
pub(super) use {
    advice::{AdviceState, answer, ask, withdraw},
    hold::{hold, release},
};
