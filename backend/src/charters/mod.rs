//! The charter of a project: the rules that both sides agree on before work starts, and that hold from then on.
//!
//! | state | goes on to | by whom |
//! |---|---|---|
//! | proposed | in force | the last firm of either side signs, by a lead of it |
//! | proposed | dropped | a lead of either side rejects it with a reason, or proposes another one |
//! | in force | replaced | the next version comes into force |
//!
//! A version never changes: who wants other words proposes another one, and every firm signs that again. The customer's firm
//! and each supplier's firm sign once each, whichever of their leads does (`rules.rs`). What is signed is what is stored:
//! canonical JSON, named by its SHA-256 (`text.rs`, R38).
//!
//! The clauses have the same numbers in every charter, so that a refusal can name the one that it applies (`Clause`). The
//! program holds what it can hold:
//!
//! - 1 codes: an approval takes a copy of them when it begins (R1).
//! - 2 days: the most that a step of a route may have; how many it has unless somebody says otherwise.
//! - 3 deemed approval: whether a route may close who is late as deemed approved, and with which code (R30).
//! - 4 answers: sealed or open (R34), unless the route says otherwise, or always.
//! - 6 signature: everybody accepts it once for each version, with the first thing they sign under it (R39).
//!
//! Sight, retention, exit and what else was agreed (5, 7, 8, 9) are words between the parties; nothing here acts on them.
//! Without a charter all is as if there were none: the codes that Dure brings, nothing deemed, no clause to accept. An approval
//! keeps the version that it began under.
//!
//! What is proposed is the turn of the leads who may sign it (`turn.rs`), who are told by mail.
//!
//! Events, in the project's record, for everyone: `charters.charter_proposed`, `charters.charter_signed`,
//! `charters.charter_in_force` (after the last signature), `charters.charter_replaced` (the version before), `charters.charter_dropped`, and
//! `charters.clause_accepted`.

mod charter;
mod commands;
mod drafts;
mod http;
mod place;
mod rules;
mod store;
mod text;
mod turn;
mod wire;

pub use charter::{Charter, Clause};
pub use commands::{accept, propose, sign};
pub use drafts::NewCharter;
pub use http::routes;
pub use rules::{CHARTER_FORBIDS, Planned, forbidden};
pub use store::{Proposal, accepted, asked, charter, in_force, proposals_to};
pub use wire::{clause_to_accept, told_clause};

use crate::kernel::ids::ProjectId;
use crate::kernel::store::{Conn, Stored};

/// What stands in the snapshot at `head`: the one in force, the one that is proposed, and those that ended lately.
pub fn kept(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Vec<dure_api::Charter>> {
    Ok(store::kept(conn, project, head)?.iter().map(wire::told).collect())
}
