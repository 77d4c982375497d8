//! Rows of charters, and of who accepted their clause.

use super::charter::{Charter, State};
use super::rules::may_sign;
use super::text::terms_of;
use crate::kernel::clock::Time;
use crate::kernel::ids::{CharterId, DepartmentId, FirmId, PersonId, ProjectId};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::{charters, clause_acceptances, members, projects};
use crate::kernel::store::{Conn, Stored};
use crate::plan::KEPT;
use crate::policy::Role;
use diesel::dsl::max;
use diesel::prelude::*;
use serde::Serialize;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = charters)]
#[diesel(treat_none_as_null = true)]
struct Row {
    id: CharterId,
    project_id: ProjectId,
    number: i64,
    state: State,
    text: String,
    text_hash: String,
    note: Option<String>,
    signers: String,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    created_seq: i64,
    in_force_at: Option<i64>,
    in_force_seq: Option<i64>,
    closure: Option<String>,
    closed_at: Option<i64>,
    closed_seq: Option<i64>,
    version: i64,
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn unread(error: serde_json::Error) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(error.into())
}

impl From<&Charter> for Row {
    fn from(charter: &Charter) -> Self {
        let author = charter.author.clone();
        Self {
            id: charter.id,
            project_id: charter.project,
            number: charter.number,
            state: charter.state,
            text: charter.text.clone(),
            text_hash: charter.text_hash.clone(),
            note: charter.note.clone(),
            signers: json(&charter.signers),
            author_person: author.person,
            author_name: author.name,
            author_firm: author.firm,
            author_department: author.department,
            created_at: charter.created_at.0,
            created_seq: charter.created_seq,
            in_force_at: charter.in_force.map(|(at, _)| at.0),
            in_force_seq: charter.in_force.map(|(_, seq)| seq),
            closure: charter.closure.as_ref().map(json),
            closed_at: charter.closed.map(|(at, _)| at.0),
            closed_seq: charter.closed.map(|(_, seq)| seq),
            version: charter.version,
        }
    }
}

impl Row {
    fn read(self) -> Stored<Charter> {
        Ok(Charter {
            id: self.id,
            project: self.project_id,
            number: self.number,
            state: self.state,
            terms: terms_of(&self.text).map_err(unread)?,
            text: self.text,
            text_hash: self.text_hash,
            note: self.note,
            signers: serde_json::from_str(&self.signers).map_err(unread)?,
            author: Actor {
                person: self.author_person,
                name: self.author_name,
                firm: self.author_firm,
                department: self.author_department,
            },
            created_at: Time(self.created_at),
            created_seq: self.created_seq,
            in_force: self.in_force_at.map(Time).zip(self.in_force_seq),
            closure: self.closure.as_deref().map(serde_json::from_str).transpose().map_err(unread)?,
            closed: self.closed_at.map(Time).zip(self.closed_seq),
            version: self.version,
        })
    }
}

fn all(rows: Vec<Row>) -> Stored<Vec<Charter>> {
    rows.into_iter().map(Row::read).collect()
}

pub(super) fn insert(conn: &mut Conn, charter: &Charter) -> Stored<()> {
    diesel::insert_into(charters::table).values(Row::from(charter)).execute(conn).map(drop)
}

pub(super) fn update(conn: &mut Conn, charter: &Charter) -> Stored<()> {
    diesel::update(charters::table.find(charter.id)).set(Row::from(charter)).execute(conn).map(drop)
}

/// A version of a charter.
pub fn charter(conn: &mut Conn, id: CharterId) -> Stored<Option<Charter>> {
    let row: Option<Row> = charters::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::read).transpose()
}

pub(super) fn project_of(conn: &mut Conn, id: CharterId) -> Stored<Option<ProjectId>> {
    charters::table.find(id).select(charters::project_id).first(conn).optional()
}

/// The number of the last version of a project; 0 where there is none.
pub(super) fn last_number(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    let of_project = charters::table.filter(charters::project_id.eq(project));
    let last: Option<i64> = of_project.select(max(charters::number)).first(conn)?;
    Ok(last.unwrap_or(0))
}

fn standing(conn: &mut Conn, project: ProjectId, state: State) -> Stored<Option<Charter>> {
    let row: Option<Row> = charters::table
        .filter(charters::project_id.eq(project))
        .filter(charters::state.eq(state))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::read).transpose()
}

/// The version that holds in a project.
pub fn in_force(conn: &mut Conn, project: ProjectId) -> Stored<Option<Charter>> {
    standing(conn, project, State::InForce)
}

pub(super) fn proposed(conn: &mut Conn, project: ProjectId) -> Stored<Option<Charter>> {
    standing(conn, project, State::Proposed)
}

/// A proposal in a project that somebody leads.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The charter.
    pub charter: Charter,
    /// The firm that they lead it for.
    pub firm: FirmId,
    /// The project's code.
    pub project_code: String,
    /// The project's name.
    pub project_name: String,
}

impl Proposal {
    /// Whether it waits for their signature.
    pub fn waits(&self) -> bool {
        may_sign(&self.charter, Role::Lead, self.firm).is_ok()
    }
}

/// Proposals in the projects that somebody leads, by id.
pub fn proposals_to(conn: &mut Conn, person: PersonId, after: &str, limit: i64) -> Stored<Vec<Proposal>> {
    let rows: Vec<(Row, FirmId, String, String)> = members::table
        .inner_join(projects::table.on(projects::id.eq(members::project_id)))
        .inner_join(charters::table.on(charters::project_id.eq(members::project_id)))
        .filter(members::person_id.eq(person))
        .filter(members::role.eq(Role::Lead))
        .filter(charters::state.eq(State::Proposed))
        .filter(charters::id.gt(after))
        .order(charters::id)
        .limit(limit)
        .select((Row::as_select(), members::firm_id, projects::code, projects::name))
        .load(conn)?;
    let proposal = |(row, firm, project_code, project_name): (Row, FirmId, String, String)| {
        Ok(Proposal { charter: row.read()?, firm, project_code, project_name })
    };
    rows.into_iter().map(proposal).collect()
}

/// Who may sign a charter now: leads of the firms that have not.
pub fn asked(conn: &mut Conn, id: CharterId) -> Stored<Vec<PersonId>> {
    let Some(charter) = charter(conn, id)? else { return Ok(Vec::new()) };
    let leads: Vec<(PersonId, FirmId)> = members::table
        .filter(members::project_id.eq(charter.project))
        .filter(members::role.eq(Role::Lead))
        .select((members::person_id, members::firm_id))
        .load(conn)?;
    let may = |firm: FirmId| may_sign(&charter, Role::Lead, firm).is_ok();
    Ok(leads.into_iter().filter(|(_, firm)| may(*firm)).map(|(person, _)| person).collect())
}

/// Versions of a project before this number, the newest first.
pub(super) fn list(conn: &mut Conn, project: ProjectId, before: i64, most: i64) -> Stored<Vec<Charter>> {
    let rows = charters::table
        .filter(charters::project_id.eq(project))
        .filter(charters::number.lt(before))
        .order(charters::number.desc())
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    all(rows)
}

/// What holds or is proposed, and what ended in the last [`KEPT`] events before `head`, by their numbers.
pub(super) fn kept(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Vec<Charter>> {
    let of_project = || charters::table.filter(charters::project_id.eq(project)).select(Row::as_select());
    let mut rows: Vec<Row> = of_project().filter(charters::closed_seq.is_null()).load(conn)?;
    rows.extend::<Vec<Row>>(
        of_project().filter(charters::closed_seq.gt(head.saturating_sub(KEPT))).load(conn)?,
    );
    rows.sort_by_key(|row| row.number);
    all(rows)
}

/// Whether somebody has accepted the clause of a charter.
pub fn accepted(conn: &mut Conn, charter: CharterId, person: PersonId) -> Stored<bool> {
    let known: Option<i64> = clause_acceptances::table
        .find((charter, person))
        .select(clause_acceptances::accepted_seq)
        .first(conn)
        .optional()?;
    Ok(known.is_some())
}

pub(super) fn insert_acceptance(
    conn: &mut Conn,
    (charter, person): (CharterId, PersonId),
    clause_hash: &str,
    (seq, at): (i64, Time),
) -> Stored<()> {
    diesel::insert_into(clause_acceptances::table)
        .values((
            clause_acceptances::charter_id.eq(charter),
            clause_acceptances::person_id.eq(person),
            clause_acceptances::clause_hash.eq(clause_hash),
            clause_acceptances::accepted_at.eq(at.0),
            clause_acceptances::accepted_seq.eq(seq),
        ))
        .execute(conn)
        .map(drop)
}
