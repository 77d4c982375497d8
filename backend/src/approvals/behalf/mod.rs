//! An answer on behalf of somebody, told by phone (R16): it names who typed it, is no signature, and asks the person to confirm.
//!
//! Nothing is settled by it: the seat goes on waiting, for that person, and the step goes on without it. Confirming is their answer,
//! signed by their password or passkey, with all that an answer has to hold then (R13, R26, R36, R38). Contradicting, with a reason, leaves the
//! seat to be answered. Whoever of the party answers, takes over, or hands the seat over drops what was typed; so does the end of the
//! step, and then there is nothing to undo. What was typed stays in the record.

mod commands;
mod drafts;
mod http;
mod provisional;
mod wire;

pub(super) use http::{
    begin_confirmation_signature, confirm_response, contradict_response, respond_on_behalf,
};
pub(super) use provisional::Provisional;
#[cfg(test)]
pub(super) use provisional::{contradict, provide};
pub(super) use wire::told_provisional;
