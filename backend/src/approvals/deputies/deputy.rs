//! Who stands in for whom, from when until when.

use crate::kernel::clock::Time;
use crate::kernel::ids::{DeputyId, FirmId, PersonId};
use crate::kernel::record::Actor;
use serde::{Deserialize, Serialize};

/// That somebody stands in for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// Its id.
    pub id: DeputyId,
    /// The firm of both.
    pub firm: FirmId,
    /// Whose work it is.
    pub person: PersonId,
    /// Who stands in.
    pub deputy: PersonId,
    /// The first day.
    pub from_on: String,
    /// The last day.
    pub until_on: String,
    /// The zone of these days.
    pub time_zone: String,
    /// When it begins.
    pub from_at: Time,
    /// When it is over.
    pub ends_at: Time,
    /// When it was ended before its last day was over.
    pub ended_at: Option<Time>,
    /// When it was named.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
}

impl Deputy {
    /// Whether it has a moment in common with another.
    pub fn meets(&self, other: &Self) -> bool {
        self.from_at < other.ends_at && other.from_at < self.ends_at
    }
}

/// For whom somebody acted, and by which naming: kept with what they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// The naming.
    pub deputy: DeputyId,
    /// For whom.
    pub person: Actor,
    /// Its first day.
    pub from_on: String,
    /// Its last day.
    pub until_on: String,
}
