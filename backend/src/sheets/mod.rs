//! A decision, taken away: the sheet that people read and print, and the package that proves it without this server (R40).
//!
//! `decision.rs` is what is taken away, `gather.rs` reads it, `sheet.rs` says what stands on the sheet, whatever it is drawn as,
//! and `html.rs` draws it. `package.rs` lays out the package, `verify.rs` is the verifier behind `dure verify`; another one, in
//! another language, is `scripts/verify-decision`. The form of the package is written down in `mobile-api-spec/decision.md`.
//!
//! Who may look at everything that is decided on takes it away, at any time, also while it is open. What is sealed for them, and
//! events outside their audience, are there as hashes alone. Changes nothing; that somebody took the files along is noted as
//! any download is.

mod decision;
mod gather;
mod html;
mod http;
mod package;
mod sheet;
mod verify;

pub use http::routes;
pub use verify::{Broken, Report, verify};
