//! The record: events in order, append-only, each with its leaf of the tree.

mod changes;
mod checkpoint;
mod extract;
mod leaf;
mod prove;
mod read;
mod tree;
mod withheld;

pub use changes::{Facts, changes};
pub use checkpoint::{Signer, Verifier};
pub use extract::{Extract, Part, extract};
pub use leaf::{Leaf, hex, leaf_hash, leaf_with, sha256, unhex};
pub use prove::prove;
pub use read::{Line, after, head, recorded_at, render, scope_named};
pub use tree::{Hash, root_of};

use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{DepartmentId, EventId, FirmId, PartyId, PersonId, Scope};
use crate::kernel::store::{Conn, Later};
use bytes::Bytes;
use diesel::prelude::*;
use std::sync::Arc;

/// Who acts, with the firm and department held now.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// Their name now.
    pub name: String,
    /// Their firm now.
    pub firm: FirmId,
    /// Their department in the project, if any.
    pub department: Option<DepartmentId>,
}

impl Actor {
    /// As it stands in events.
    pub fn wire(&self) -> dure_api::Actor {
        dure_api::Actor {
            person_id: self.person.to_string(),
            name: self.name.clone(),
            firm_id: self.firm.to_string(),
            department_id: self.department.map(|id| id.to_string()),
        }
    }
}

/// What a slice wants to write down.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `<slice>.<past tense>`.
    pub kind: &'static str,
    /// Parties that may see it; `None` means everyone in the record, none at all the coordinator alone.
    pub audience: Option<Vec<PartyId>>,
    /// The person whose access this event ends.
    pub ends_access_of: Option<PersonId>,
    /// The resources, as they are after the event.
    pub body: dure_api::EventBody,
    /// Earlier events that are told with these resources from now on.
    pub withholds: Vec<(i64, dure_api::EventBody)>,
}

impl Entry {
    /// For everyone in the record.
    pub fn new(kind: &'static str, body: dure_api::EventBody) -> Self {
        Self { kind, audience: None, ends_access_of: None, body, withholds: Vec::new() }
    }

    /// For the coordinator of the cluster alone; the others see that something happened.
    pub fn for_coordinator(kind: &'static str, body: dure_api::EventBody) -> Self {
        Self { audience: Some(Vec::new()), ..Self::new(kind, body) }
    }
}

/// An event as it goes out to everyone.
#[derive(Debug, Clone)]
pub struct Happened {
    /// When, in ms.
    pub at: i64,
    /// Which record.
    pub scope: Scope,
    /// Its place there.
    pub seq: i64,
    /// Parties that may see it; `None` means everyone.
    pub audience: Option<Arc<[PartyId]>>,
    /// The person whose access it ends.
    pub ends_access_of: Option<PersonId>,
    /// Whether earlier events are told otherwise from now on: bytes of them that are at hand are old.
    pub withholds: bool,
    /// The same bytes on every way out.
    pub json: Bytes,
}

/// An event that stands in the record once its transaction is on disk, with its resources.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What happened.
    pub kind: String,
    /// As it goes out.
    pub event: Happened,
    /// The resources.
    pub body: Arc<dure_api::EventBody>,
}

impl Recorded {
    /// Its place in the record.
    pub fn seq(&self) -> i64 {
        self.event.seq
    }
}

/// The end of a record.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Head {
    /// The last event's place.
    pub seq: i64,
    /// The last event's time in ms.
    pub at: i64,
}

/// Writes the event after `head`, the end of its record, with its batch at the latest. Record time never runs back.
pub fn append(
    conn: &mut Conn,
    later: &mut Later,
    scope: Scope,
    head: Head,
    actor: Actor,
    now: Time,
    entry: Entry,
) -> Result<Recorded, Problem> {
    let line = Line {
        seq: head.seq + 1,
        id: EventId::new(),
        at: now.0.max(head.at),
        actor_person: actor.person,
        actor_name: actor.name,
        actor_firm: actor.firm,
        actor_department: actor.department,
        kind: entry.kind.to_owned(),
        audience: entry.audience.as_ref().map(|parties| audience_text(parties)),
        about_person: entry.ends_access_of,
        body: serde_json::to_string(&entry.body).map_err(Problem::internal)?,
        salt: leaf::new_salt()?,
        leaf: String::new(),
    };
    let leaf = leaf_hash(&line.leaf_of(&scope));
    let line = Line { leaf, ..line };
    withheld::withhold(conn, scope, line.seq, &entry.withholds)?;
    let event = Happened { withholds: !entry.withholds.is_empty(), ..line.happened(scope) };
    later.event(conn, scope, line)?;
    Ok(Recorded { kind: entry.kind.to_owned(), event, body: Arc::new(entry.body) })
}

/// Party ids as a JSON list, the form of the `audience` columns.
pub fn audience_text(parties: &[PartyId]) -> String {
    let quoted: Vec<String> = parties.iter().map(|party| format!("\"{party}\"")).collect();
    format!("[{}]", quoted.join(","))
}

/// Reads what [`audience_text`] wrote.
pub fn audience_of(text: &str) -> Vec<PartyId> {
    let ids: Vec<String> = serde_json::from_str(text).unwrap_or_default();
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}
