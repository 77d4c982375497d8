//! Mail that tells what waits: mentions, what falls to somebody in the plan or of the comments on designs, days that come or
//! have gone by, and a digest of the rest. Invitations and mail about signing in are letters of their own (`kernel/jobs/mail.rs`), and always go.
//!
//! Somebody wants `each`, `daily` or `none`, and has working days and hours in their own time zone. A follower of the
//! records ([`follow`]) keeps a **notice** for who was named or got the ball by somebody else's act, if they hear it, and
//! arranges a call: one job per person, at the moment when a mail may be due. The call looks at their **desk**
//! ([`desk`]) as it is then (what was read meanwhile, or belongs to a project they are no longer in, is not there),
//! and [`rules::step`] says: send, wait until, or rest. What a mail told is kept in the transaction that ends the call,
//! and never told again.
//!
//! `each`: what came within some minutes goes in one mail, in working hours, at most so many a day; the rest goes with
//! the digest. A digest goes at the beginning of a working day, at most one a day, only when there is something new.
//! An item with a day is remembered on the working day before and once after it. A mail names projects and titles and
//! counts; it never has anybody's words.
//!
//! A letter and a call that fail back off for hours ([`deliver`]); what a server refuses for good is given up. Both
//! are kept as [`failures`] for the administrators of the firm, who may have them tried again. A link in each mail ends
//! mail without signing in; it is a MAC over the person, and does nothing else.
//!
//! Nothing here writes events.

mod commands;
mod deliver;
mod desk;
mod failures;
mod follow;
mod hours;
mod http;
mod rules;
mod store;
mod words;

pub use deliver::{CALLS, LETTERS};
pub use follow::FOLLOWER;
pub use http::routes;

/// Kind of the job that calls on somebody.
const KIND: &str = "notices";

/// Nobody waits longer for a call than so many days, whatever there is to wait for.
const LATEST: u32 = 8;
