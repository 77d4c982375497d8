//! What a caller is in a record, from the table of grants.

use super::Caller;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ClusterId, DepartmentId, FirmId, PartyId, PersonId, ProjectId, Scope};
use crate::kernel::record::audience_of;
use crate::kernel::store::Conn;
use crate::kernel::store::schema::{grants, heads};
use crate::policy::Role;
use diesel::prelude::*;
use std::sync::Arc;

/// A caller's role in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The role.
    pub role: Role,
    /// The event that gave it; events that took an earlier one away do not count.
    pub since_seq: i64,
    /// Parties the caller reads and speaks for.
    pub parties: Arc<[PartyId]>,
    /// The department of the caller's party.
    pub department: Option<DepartmentId>,
    /// The record it was given in; none for a role that follows from others.
    pub record: Option<Scope>,
}

impl Standing {
    /// A role without party.
    pub fn of(role: Role) -> Self {
        Self { role, since_seq: 0, parties: Arc::from([]), department: None, record: None }
    }

    /// Whether an audience includes the caller.
    pub fn hears(&self, audience: Option<&[PartyId]>) -> bool {
        let is_named = |audience: &[PartyId]| audience.iter().any(|party| self.parties.contains(party));
        self.role == Role::Coordinator || audience.is_none_or(is_named)
    }
}

type Row = (Role, i64, Option<String>, Option<DepartmentId>);

fn standing(record: Scope, (role, since_seq, parties, department): Row) -> Standing {
    let parties = parties.as_deref().map(audience_of).unwrap_or_default();
    Standing { role, since_seq, parties: Arc::from(parties), department, record: Some(record) }
}

/// The caller's own grant in a record.
pub fn direct(conn: &mut Conn, scope: Scope, caller: &Caller) -> Result<Option<Standing>, Problem> {
    standing_of(conn, scope, caller.person)
}

/// A person's own grant in a record.
pub fn standing_of(conn: &mut Conn, scope: Scope, person: PersonId) -> Result<Option<Standing>, Problem> {
    let row: Option<Row> = grants::table
        .find((scope.as_str(), person.as_str()))
        .select((grants::role, grants::since_seq, grants::parties, grants::department))
        .first(conn)
        .optional()?;
    Ok(row.map(|row| standing(scope, row)))
}

/// Coordinator by a grant of one's own, participant by the firm's. An invited firm knows nothing yet.
pub fn in_cluster(conn: &mut Conn, cluster: ClusterId, caller: &Caller) -> Result<Option<Standing>, Problem> {
    if let Some(own) = direct(conn, Scope::Cluster(cluster), caller)? {
        return Ok(Some(own));
    }
    let role: Option<Role> = grants::table
        .find((cluster.as_str(), caller.firm.as_str()))
        .select(grants::role)
        .first(conn)
        .optional()?;
    Ok(role.filter(|role| *role == Role::Participant).map(Standing::of))
}

/// Member of the firm, else what a shared cluster or project makes of the caller.
pub fn in_firm(conn: &mut Conn, firm: FirmId, caller: &Caller) -> Result<Option<Standing>, Problem> {
    if let Some(own) = direct(conn, Scope::Firm(firm), caller)? {
        return Ok(Some(own));
    }
    let theirs: Vec<(String, Role)> = grants::table
        .filter(grants::subject.eq(firm.as_str()))
        .select((grants::scope, grants::role))
        .load(conn)?;
    let mine: Vec<(String, Role)> = grants::table
        .filter(grants::subject.eq_any([caller.person.as_str(), caller.firm.as_str()]))
        .filter(grants::scope.eq_any(theirs.iter().map(|(scope, _)| scope)))
        .select((grants::scope, grants::role))
        .load(conn)?;
    let shared: Vec<(Role, Role)> = mine
        .iter()
        .flat_map(|(scope, mine)| {
            theirs.iter().filter(move |(other, _)| other == scope).map(move |(_, theirs)| (*mine, *theirs))
        })
        .collect();
    let has = |wanted: fn(&(Role, Role)) -> bool| shared.iter().any(wanted);
    Ok(if has(|(mine, _)| *mine == Role::Coordinator) {
        Some(Standing::of(Role::Steward))
    } else if has(|(mine, _)| *mine == Role::Lead) {
        Some(Standing::of(Role::Counterpart))
    } else if has(|(mine, theirs)| *mine == Role::Participant && *theirs == Role::Participant) {
        Some(Standing::of(Role::Neighbour))
    } else {
        None
    })
}

/// The projects somebody is a member of, the newest first and at most so many, each with the end of its record.
pub fn standings_in_projects(
    conn: &mut Conn,
    person: PersonId,
    most: i64,
) -> Result<Vec<(ProjectId, Standing, i64)>, Problem> {
    let rows: Vec<(ProjectId, i64, Row)> = grants::table
        .inner_join(heads::table.on(heads::scope.eq(grants::scope)))
        .filter(grants::subject.eq(person.as_str()))
        .filter(grants::kind.eq("project"))
        .order(grants::scope.desc())
        .limit(most)
        .select((
            grants::scope,
            heads::seq,
            (grants::role, grants::since_seq, grants::parties, grants::department),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(project, head, row)| (project, standing(Scope::Project(project), row), head))
        .collect())
}

/// The caller's standing in any record, for sockets.
pub fn standing_in(conn: &mut Conn, scope: Scope, caller: &Caller) -> Result<Option<Standing>, Problem> {
    match scope {
        Scope::Project(_) | Scope::Server => direct(conn, scope, caller),
        Scope::Cluster(cluster) => in_cluster(conn, cluster, caller),
        Scope::Firm(firm) => in_firm(conn, firm, caller),
    }
}
