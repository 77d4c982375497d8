//! How an approval, a step or a seat of it moves other than by answers.

use super::deputies::StandIn;
use crate::kernel::clock::Time;
use crate::kernel::ids::PersonId;
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

words! {
    /// As what somebody answers to whom a seat was handed over (R14).
    DelegationKind {
        /// In the place of who held it, while they cannot (대결).
        Deputy = "deputy",
        /// By authority that they were given for it (전결).
        Authority = "authority",
    }
}

impl Default for DelegationKind {
    /// What was handed over before there were two.
    fn default() -> Self {
        Self::Deputy
    }
}

/// That a seat was handed over (R14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// By whom.
    pub author: Actor,
    /// To whom.
    pub to: PersonId,
    /// As what they answer.
    #[serde(default)]
    pub kind: DelegationKind,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Time,
}
