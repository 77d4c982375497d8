//! Passkeys: credentials of a person's devices (WebAuthn) that sign in and sign in the place of a password.
//!
//! | passkey | goes on to | by whom |
//! |---|---|---|
//! | asked for | added | its person, who has said their password again |
//! | added | renamed, removed | its person |
//! | added | removed | a new password by a link from a mail: whoever came in before is out |
//!
//! The password always stays, so that nobody is locked out by what they remove. Who signs in says no address: the device
//! knows whose it is, and every refusal of a sign-in is the same one. A signature begins with what is signed: the challenge is good
//! for that act, in that state, by that person, once (`proof.rs`).
//!
//! Challenges are the kernel's (`kernel/access/passkeys.rs`). Passkeys are kept without events, as passwords are; their owner is
//! told of a new one by mail.

mod commands;
mod http;
mod proof;
mod rules;
mod sessions;
mod store;
mod wire;

pub use commands::forget_all;
pub use http::routes;
pub use proof::{Proof, Shows, Signed, begin_signature, prove};
