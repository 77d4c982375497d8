//! Meetings of a project: planned in the zones of both sides, held, closed with a page that both sides confirm.
//!
//! | state | goes on to | by whom |
//! |---|---|---|
//! | planned | running, cancelled | its organizer, a lead |
//! | running | closed | its organizer, a lead |
//! | closed, waits for both sides | running again, until both have confirmed | its organizer, a lead |
//! | closed and confirmed, cancelled | nothing | |
//!
//! Leads and contributors plan. While a meeting runs, what is written down in the plan may name it (`plan/`). When it
//! is closed its **page** is made of agenda, who was there, what was written down and a summary, and kept byte for byte
//! with its SHA-256: that an action of it is done later changes the action, not the page. Each **side** confirms the
//! page it has read, named by its tag, through one of its leads; a side without one through a contributor or
//! approver. Nobody speaks for both. Going on with a closed meeting drops page and confirmations.
//!
//! Everyone in the project sees all meetings; who is invited gets a mail with a calendar entry whenever it is planned,
//! its time, title, address or guests change, or it is cancelled: title, time and addresses, nothing of its content. A
//! time that has passed is a record of something held elsewhere, and invites nobody.
//!
//! A snapshot holds what is not settled, and what was settled in the last [`KEPT`](crate::plan::KEPT) events.
//!
//! Events, in the project's record: `meetings.meeting_planned`, `_changed`, `_started`, `_closed`, `_reopened`,
//! `_cancelled`, `_confirmed`.

mod calendar;
mod commands;
mod drafts;
mod http;
mod invite;
mod meeting;
mod page;
mod rules;
mod store;
mod turn;
mod wire;
mod zones;

pub use commands::{close, confirm, create, start, takes_down};
pub use drafts::{Closing, Draft};
pub use http::routes;
pub use invite::invite;
pub use wire::kept;
