//! Approvals: a supplier's party submits revisions, the departments of its customer decide, step by step, in the open.
//!
//! `routes/` are saved orders of steps; an approval takes a copy of one (R1). `run.rs` says which step is open and what comes
//! next, `submit.rs` what must be there before it begins, `settle.rs` when a step is done, `late.rs` what becomes of seats that
//! are overdue, `signing.rs` how somebody signs, `unbroken.rs` that what they sign is still there, `rules.rs` who may answer
//! with what, `seen.rs` what they must have seen, `keep.rs` what follows a change, `days.rs` when a seat is due, `turns/` whose
//! turn it is over all projects. `asides/` is what a holder does before they answer (advice, holding), `behalf/` what is typed
//! for somebody and confirmed by them, `deputies/` who stands in for whom on which days.
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
//! | pending, claimed, delegated | responded | who holds it, signed by password or passkey (R36) |
//! | | not needed | the step is done without it (R7) |
//! | | lapsed | it was due, and the route closes it as no opinion (R30); or somebody whom it names is told |
//! | | deemed | it was due, and route and charter take it for an approval: by rule, no signature (R30) |
//!
//! Nobody decides on what they contributed to, and nobody counts twice in a step (R13). A removed member's seats are their
//! party's again, also when they come back (R19).
//!
//! An approval takes a copy of what the charter in force says when it begins (`ruled.rs`): codes, and what becomes of who is late. Its
//! version stays the same until the end. Whoever signs has accepted its clause on signatures, once (R39).
//!
//! Codes are data (`codes.rs`). The outcome of a step is the worst code of its required seats, or of the one that decides (R8);
//! each revision has its own, unless the submission is one package (R10). What an approval leaves a revision as, `keep.rs` says;
//! one that is approved supersedes the one before (R23).
//!
//! Everyone in the project sees every approval. Of one with restricted designs, events and snapshots carry a wall (`wire.rs`).
//!
//! Not here yet: ratification, inner review.
//!
//! Events, in the cluster's record: `approvals.cluster_route_created`; in the project's record, for everyone: `approvals.route_created`, `approvals.submission_issued`,
//! `approvals.response_given`, `approvals.seat_claimed`, `approvals.seat_delegated`, `approvals.approval_returned`,
//! `approvals.approval_recalled`, `approvals.step_skipped`, `approvals.approval_superseded`, `approvals.seats_lapsed`,
//! `approvals.seats_deemed`, `approvals.seats_reminded`, `approvals.seats_escalated`, `approvals.seat_left`,
//! `approvals.advice_asked`, `approvals.advice_answered`, `approvals.advice_withdrawn`, `approvals.seat_held`,
//! `approvals.seat_released`, `approvals.response_typed`, `approvals.response_contradicted`. After each, one
//! `designs.revision_moved` for every revision that stands elsewhere now. In the firm's: `approvals.deputy_named`,
//! `approvals.deputy_ended`.

mod approval;
mod asides;
mod behalf;
mod codes;
mod commands;
mod days;
mod deputies;
mod drafts;
#[cfg(test)]
mod histories;
mod http;
mod keep;
mod late;
mod moved;
mod place;
mod routes;
mod ruled;
mod rules;
mod run;
#[cfg(test)]
mod samples;
mod seen;
mod settle;
mod signing;
mod store;
mod submit;
mod turns;
mod unbroken;
mod wire;

pub use codes::{Code, usual as usual_codes};
pub use commands::leave_to_party;
pub use days::worked;
pub use drafts::NewSubmission;
pub use http::routes;
pub use keep::overdue;
pub use routes::{NewRoute, create as create_route};
pub use signing::printed;
pub use submit::submit;
pub use turns::{TurnKind, Waiting, waiting_for};

use crate::designs::DESIGN_RESTRICTED;
use crate::kernel::access::Standing;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ApprovalId, FirmId, PersonId, ProjectId};
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

/// Members of a project for whom somebody stands in there now, each with who.
pub fn absent_in(
    conn: &mut Conn,
    project: ProjectId,
    now: Time,
) -> Result<Vec<(PersonId, PersonId)>, Problem> {
    let absent = deputies::absent_in(conn, project, now)?;
    Ok(absent.iter().map(|deputy| (deputy.person, deputy.deputy)).collect())
}

/// An approval with every answer, for who may look at everything that is decided on.
pub fn whole(
    conn: &mut Conn,
    id: ApprovalId,
    by: &Standing,
    me: (PersonId, FirmId),
    now: Time,
) -> Result<(dure_api::Approval, Vec<dure_api::PastResponse>), Problem> {
    let approval = store::approval(conn, id)?.ok_or_else(Problem::not_found)?;
    if !wire::sees(&approval, by) {
        return Err(DESIGN_RESTRICTED.into());
    }
    let who = commands::who(conn, &approval, by, me, now)?;
    let past = store::responses(conn, id, 0, i64::MAX)?;
    let past = past.iter().map(|past| wire::told_past(past, &approval, by)).collect();
    Ok((wire::told_to(&approval, &who), past))
}
