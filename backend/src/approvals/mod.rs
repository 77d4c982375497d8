//! Approvals: a supplier's party submits revisions, the departments of its customer decide, step by step, in the open.
//!
//! `routes/` are saved orders of steps; an approval takes a copy of one (R1). `run.rs` says which step is open and what comes
//! next, `submit.rs` what must be there before it begins, `settle.rs` when a step is done, `late.rs` what becomes of seats that are overdue, `rules.rs` who may answer with what, `seen.rs` what they must have seen, `keep.rs` what
//! follows a change, `days.rs` when a seat is due, `turns/` whose turn it is over all projects.
//!
//! | approval | goes on to | by whom |
//! |---|---|---|
//! | open | decided | its last step is done, or nothing goes on to the next |
//! | open | returned | a seat that decides, with a reason (R11) |
//! | open | superseded | whose submission it is, by what they send in its place (R21) |
//! | open | recalled, withdrawn | whose submission it is; once somebody has answered, with a reason (R20) |
//!
//! | seat | goes on to | by whom |
//! |---|---|---|
//! | waiting | pending, informed | its step opens |
//! | pending | claimed | somebody of its party |
//! | pending, claimed | delegated | who holds it, once (R14) |
//! | pending, claimed, delegated | responded | who holds it, signed by password (R36) |
//! | | not needed | the step is done without it (R7) |
//! | | lapsed | it was due, and the route closes it as no opinion (R30) |
//!
//! Nobody decides on what they contributed to, and nobody counts twice in a step (R13). A removed member's seats are their
//! party's again, also when they come back (R19).
//!
//! Codes are data (`codes.rs`). The outcome of a step is the worst code of its required seats, or of the one that decides (R8);
//! each revision has its own, unless the submission is one package (R10). What an approval leaves a revision as, `keep.rs` says;
//! one that is approved supersedes the one before (R23).
//!
//! Everyone in the project sees every approval. Of one with restricted designs, events and snapshots carry a wall (`wire.rs`).
//!
//! Not here yet: the charter, advice, holding, answers on behalf, ratification, inner review,
//! sheets and exports, passkeys.
//!
//! Events, in the project's record, for everyone: `approvals.route_created`, `approvals.submission_issued`,
//! `approvals.response_given`, `approvals.seat_claimed`, `approvals.seat_delegated`, `approvals.approval_returned`,
//! `approvals.approval_recalled`, `approvals.step_skipped`, `approvals.approval_superseded`, `approvals.seats_lapsed`,
//! `approvals.seats_reminded`, `approvals.seat_left`. After each, one
//! `designs.revision_moved` for every revision that stands elsewhere now.

mod approval;
mod codes;
mod commands;
mod days;
mod drafts;
#[cfg(test)]
mod histories;
mod http;
mod keep;
mod late;
mod place;
mod routes;
mod rules;
mod run;
mod seen;
mod settle;
mod store;
mod submit;
mod turns;
mod wire;

pub use commands::leave_to_party;
pub use days::worked;
pub use drafts::NewSubmission;
pub use http::routes;
pub use keep::overdue;
pub use routes::{NewRoute, create as create_route};
pub use submit::submit;
pub use turns::{Waiting, waiting_for};

use crate::kernel::ids::ProjectId;
use crate::kernel::store::{Conn, Stored};

/// What stands in the snapshot at `head`: routes, and approvals that are open or were closed lately.
pub fn kept(
    conn: &mut Conn,
    project: ProjectId,
    head: i64,
) -> Stored<(Vec<dure_api::Route>, Vec<dure_api::Approval>)> {
    let saved = routes::store::list(conn, project, 0, i64::MAX)?;
    let approvals = store::kept(conn, project, head)?;
    Ok((saved.iter().map(wire::told_route).collect(), approvals.iter().map(wire::told).collect()))
}
