//! The plan of a project: milestones, actions, questions, decisions, ideas. Together: items.
//!
//! | item | states | who writes it down | who changes it |
//! |---|---|---|---|
//! | milestone, a dated goal | planned → reached, dropped | lead, contributor | lead, its owner |
//! | action, owed by a date | open → done, dropped | lead, contributor | lead, its owner |
//! | question, to a party | open → answered → closed | lead, contributor, approver | lead, who asked |
//! | decision, what was agreed | pinned → withdrawn, with a reason | lead, approver | lead, who pinned it |
//! | idea | open → adopted, declined | lead, contributor, approver | who had it; a lead decides |
//!
//! An owner is a party of the project, or a member and so their party; a colleague of the same party counts as the
//! owner. Who does not lead plans milestones and actions for their own party alone, and asks anybody. A question is
//! answered by its owner or a lead, more than once if need be; who was asked may pass it on inside their party.
//! What is closed does not change but by being opened again; a withdrawn decision stays so.
//!
//! The **ball** of an open action lies with its owner; that of a question with who was asked, once it is answered with
//! who asked, until it is closed. When a member is removed, what was theirs becomes their party's. `list_my_turn`
//! is what lies with the caller, or with a party of theirs and nobody in it, in all projects.
//!
//! An item that names a running meeting is part of the page of that meeting (`meetings/`).
//!
//! Everyone in the project sees all items; the message an item came from may be one that not all of them hear. A
//! snapshot holds what is open and what was closed in the last [`KEPT`] events. Nothing here is deleted. Who
//! is reminded by mail, and when, is the business of `notices`.
//!
//! Events, in the project's record: `plan.<item>_created`, `plan.<item>_updated` with what changed,
//! `plan.question_answered`.

mod commands;
mod drafts;
mod http;
mod item;
mod rules;
mod store;
mod turn;
mod wire;

pub use commands::{answer, create, leave_to_party, update};
pub use drafts::{Change, Draft, Named, Reply};
pub use http::routes;
pub use item::{Item, KEPT, Kind};
pub use rules::Edit;
pub use store::{Cursor, ItsProject, Waiting, count_of_meeting, waiting_for};
pub use wire::{Plan, of_meeting, plan_at};
