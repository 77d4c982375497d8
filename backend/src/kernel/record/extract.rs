//! Parts of a record that are taken away, with what proves that they are parts of it.

use super::tree::{Hash, Tree};
use super::withheld::veil;
use super::{Line, audience_of, leaf};
use crate::kernel::http::Problem;
use crate::kernel::ids::{PartyId, Scope};
use crate::kernel::store::Conn;
use crate::kernel::store::schema::events;
use diesel::prelude::*;

/// Events looked at at once.
const STRETCH: i64 = 1_000;

/// An event as it is taken away: all that its leaf is made of, its body only where that may be told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extract {
    /// Place in the record.
    pub seq: i64,
    /// Id of the event.
    pub id: String,
    /// Time in ms.
    pub at: i64,
    /// Person who acted.
    pub person: String,
    /// Their name then.
    pub name: String,
    /// Their firm then.
    pub firm: String,
    /// Their department then.
    pub department: Option<String>,
    /// Kind of the event.
    pub kind: String,
    /// Who may see it, as it stands in the record.
    pub audience: Option<String>,
    /// Person whose access it ended.
    pub about: Option<String>,
    /// The hash that the leaf has in the place of the body.
    pub body_hash: String,
    /// What the body is hashed with; absent where that is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The resources, byte for byte; absent where they are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The nodes beside its way to the root, in hex.
    pub path: Vec<String>,
}

/// Some events of a record, in order, and the size and root of all of it.
#[derive(Debug)]
pub struct Part {
    /// The events.
    pub events: Vec<Extract>,
    /// How many events the record has.
    pub size: u64,
    /// The root of the tree over all of them.
    pub root: Hash,
}

/// The events of a record whose kind begins with one of these and whose resources name one of these ids. `hears` says which audiences
/// the reader is in. Every leaf of the record is made anew from what is stored: nothing is signed over a difference.
pub fn extract(
    conn: &mut Conn,
    scope: Scope,
    (kinds, ids): (&[&str], &[String]),
    hears: impl Fn(Option<&[PartyId]>) -> bool,
) -> Result<Part, Problem> {
    let is_asked = |line: &Line| {
        kinds.iter().any(|kind| line.kind.starts_with(kind))
            && ids.iter().any(|id| line.body.contains(id.as_str()))
    };
    let (mut leaves, mut found, mut last) = (Vec::new(), Vec::new(), 0);
    loop {
        let mut lines: Vec<Line> = events::table
            .filter(events::scope.eq(scope.as_str()))
            .filter(events::seq.gt(last))
            .order(events::seq)
            .limit(STRETCH)
            .select(Line::as_select())
            .load(conn)?;
        for line in &lines {
            leaves.push(proved(line, &scope, last)?);
            last = line.seq;
        }
        if lines.is_empty() {
            break;
        }
        let stored = lines.clone();
        veil(conn, scope, &mut lines)?;
        let pairs = stored.into_iter().zip(lines).filter(|(stored, _)| is_asked(stored));
        found.extend(pairs.map(|(stored, told)| {
            let audience = stored.audience.as_deref().map(audience_of);
            let is_told = told.body == stored.body && hears(audience.as_deref());
            (stored, is_told)
        }));
    }
    let size = u64::try_from(leaves.len()).map_err(Problem::internal)?;
    let tree = Tree::new(leaves);
    let mut events = Vec::with_capacity(found.len());
    for (line, is_told) in found {
        let path = tree.path(usize::try_from(line.seq - 1).map_err(Problem::internal)?);
        events.push(taken(line, is_told, &path));
    }
    Ok(Part { events, size, root: tree.root().ok_or_else(Problem::not_found)? })
}

/// The leaf of a line that is what was written, and follows the one before.
fn proved(line: &Line, scope: &Scope, before: i64) -> Result<Hash, Problem> {
    let leaf = leaf::leaf_hash(&line.leaf_of(scope));
    let is_whole = leaf == line.leaf && line.seq == before + 1;
    let broken = || Problem::integrity().because("the record is not what was written");
    leaf::unhex(&leaf).filter(|_| is_whole).ok_or_else(broken)
}

fn taken(line: Line, is_told: bool, path: &[Hash]) -> Extract {
    Extract {
        body_hash: leaf::body_hash(&line.salt, &line.body),
        salt: is_told.then_some(line.salt),
        body: is_told.then_some(line.body),
        seq: line.seq,
        id: line.id.to_string(),
        at: line.at,
        person: line.actor_person.to_string(),
        name: line.actor_name,
        firm: line.actor_firm.to_string(),
        department: line.actor_department.map(|id| id.to_string()),
        kind: line.kind,
        audience: line.audience,
        about: line.about_person.map(|id| id.to_string()),
        path: path.iter().map(|hash| super::hex(hash)).collect(),
    }
}
