//! Phases: the stretches of a project, from kickoff to service.
//!
//! A project starts with the phases of the template, the first one running. A lead edits them: names of the
//! project's own, more phases after the last, another order, and takes away those that have not begun. A phase is
//! `planned`, `running` or `done`; it has a progress from 0 to 100 that moves while it runs (`planned` sets it to 0,
//! `done` to 100), and may have a day. Several may run at once, and a phase may be opened again. What else follows
//! from a phase, such as a gate of approvals, is not here.
//!
//! Events, in the project's record: `projects.phase_created`, `projects.phase_updated` (with all `phases` when their
//! order changed), `projects.phase_deleted`. Those of the template come with `projects.project_created`.

mod commands;
mod http;
mod rules;
mod store;

pub use commands::{begin, update};
pub use http::routes;
pub use rules::PhaseEdit;
pub use store::{of_member, of_project};
