//! How an approval, or a step of it, moves other than by answers.

use super::deputies::StandIn;
use crate::kernel::clock::Time;
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use serde::{Deserialize, Serialize};

words! {
    /// How an approval, or a step of it, moves other than by answers.
    MoveKind {
        /// Sent back.
        Returned = "returned",
        /// Taken back before anybody answered.
        Recalled = "recalled",
        /// Taken back after somebody answered.
        Withdrawn = "withdrawn",
        /// Left out.
        Skipped = "skipped",
        /// Closed by what was sent in its place.
        Superseded = "superseded",
    }
}

/// Who moved it, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// How.
    pub kind: MoveKind,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub author: Actor,
    /// For whom, as their deputy (R14).
    #[serde(default)]
    pub stands_in: Option<StandIn>,
    /// When.
    pub at: Time,
}
