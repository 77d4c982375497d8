//! Rows of projects, parties and members.

use super::rules::{NewParty, NewProject, Side};
use crate::kernel::clock::Time;
use crate::kernel::http::Page;
use crate::kernel::ids::{ClusterId, DepartmentId, FirmId, PartyId, PersonId, ProjectId};
use crate::kernel::store::schema::{grants, heads, members, parties, projects, read_markers};
use crate::kernel::store::{Conn, Stored};
use crate::kernel::text::key;
use crate::phases;
use crate::policy::Role;
use crate::rooms;
use diesel::dsl::AsExprOf;
use diesel::prelude::*;
use diesel::sql_types::Text;
use dure_api::{Member, Party, Project};
use std::collections::BTreeMap;

#[derive(Queryable, Selectable)]
#[diesel(table_name = projects)]
struct ProjectRow {
    id: ProjectId,
    cluster_id: ClusterId,
    code: String,
    name: String,
    summary: String,
    customer_firm_id: FirmId,
    starts_on: Option<String>,
    due_on: Option<String>,
    created_at: i64,
}

impl ProjectRow {
    fn wire(self, supplier_firm_ids: Vec<String>) -> Project {
        Project {
            id: self.id.to_string(),
            cluster_id: self.cluster_id.to_string(),
            code: self.code,
            name: self.name,
            summary: self.summary,
            customer_firm_id: self.customer_firm_id.to_string(),
            supplier_firm_ids,
            starts_on: self.starts_on,
            due_on: self.due_on,
            created_at: Time(self.created_at).rfc3339(),
            my_role: None,
            read_seq: None,
            unread: None,
            mentions_unread: None,
            head_seq: None,
            last_event_at: None,
            running_phase: None,
            phases: None,
            seq: None,
            allowed_actions: None,
        }
    }
}

/// A project as everyone in it sees it.
pub fn project(conn: &mut Conn, id: ProjectId) -> Stored<Option<Project>> {
    let row = projects::table.find(id).select(ProjectRow::as_select()).first(conn).optional()?;
    let suppliers: Vec<FirmId> = parties::table
        .filter(parties::project_id.eq(id))
        .filter(parties::side.eq(Side::Supplier))
        .filter(parties::department_id.is_null())
        .order(parties::joined_seq)
        .select(parties::firm_id)
        .load(conn)?;
    Ok(row.map(|row: ProjectRow| row.wire(suppliers.iter().map(FirmId::to_string).collect())))
}

/// A project of a member with what is the member's own: role, head, read marker.
type OwnRow = (ProjectRow, Role, (i64, i64), Option<i64>);

fn wire_own((row, role, (head, at), read): OwnRow) -> Project {
    Project {
        my_role: Some(role.as_str().to_owned()),
        head_seq: Some(head),
        last_event_at: Some(Time(at).rfc3339()),
        read_seq: Some(read.unwrap_or(0)),
        unread: Some(0),
        mentions_unread: Some(0),
        phases: Some(Vec::new()),
        ..row.wire(Vec::new())
    }
}

#[diesel::dsl::auto_type]
fn own_projects(person: PersonId) -> _ {
    let marker =
        read_markers::person_id.eq(members::person_id).and(read_markers::project_id.eq(members::project_id));
    members::table
        .inner_join(projects::table.on(projects::id.eq(members::project_id)))
        .inner_join(heads::table.on(heads::scope.eq(members::project_id)))
        .left_join(read_markers::table.on(marker))
        .filter(members::person_id.eq(person))
}

/// A project as one of its members sees it.
pub fn for_member(conn: &mut Conn, id: ProjectId, person: PersonId) -> Stored<Option<Project>> {
    let own = own_projects(person)
        .filter(members::project_id.eq(id))
        .select((
            ProjectRow::as_select(),
            members::role,
            (heads::seq, heads::at),
            read_markers::seq.nullable(),
        ))
        .load(conn)?;
    Ok(with_parts(conn, person, own)?.pop())
}

/// Projects a person is a member of, oldest first.
pub fn list_of(conn: &mut Conn, person: PersonId, page: &Page) -> Stored<Vec<Project>> {
    let own = own_projects(person)
        .filter(members::project_id.gt(&page.after))
        .order(members::project_id)
        .limit(page.probe())
        .select((
            ProjectRow::as_select(),
            members::role,
            (heads::seq, heads::at),
            read_markers::seq.nullable(),
        ))
        .load(conn)?;
    with_parts(conn, person, own)
}

/// Adds what stands in tables of its own: suppliers, phases, what is unread. Asked from the first to the last id and not
/// by a list of them: so each statement has one text and stays prepared.
fn with_parts(conn: &mut Conn, person: PersonId, own: Vec<OwnRow>) -> Stored<Vec<Project>> {
    let ids = own.iter().map(|(row, ..)| row.id);
    let (Some(first), Some(last)) = (ids.clone().min(), ids.max()) else { return Ok(Vec::new()) };
    let mut projects: BTreeMap<ProjectId, Project> =
        own.into_iter().map(|row| (row.0.id, wire_own(row))).collect();
    for (of, firm) in suppliers(conn, person, (first, last))? {
        projects.entry(of).and_modify(|project| project.supplier_firm_ids.push(firm.to_string()));
    }
    for (of, phase) in phases::of_member(conn, person, (first, last))? {
        projects.entry(of).and_modify(|project| {
            if phase.state == "running" {
                project.running_phase.get_or_insert_with(|| phase.key.clone());
            }
            project.phases.get_or_insert_default().push(phase);
        });
    }
    for (of, unread) in rooms::unread(conn, person, (first, last))? {
        projects.entry(of).and_modify(|project| {
            project.unread = Some(unread.messages);
            project.mentions_unread = Some(unread.mentions);
        });
    }
    Ok(projects.into_values().collect())
}

fn suppliers(
    conn: &mut Conn,
    person: PersonId,
    (first, last): (ProjectId, ProjectId),
) -> Stored<Vec<(ProjectId, FirmId)>> {
    parties::table
        .inner_join(members::table.on(members::project_id.eq(parties::project_id)))
        .filter(members::person_id.eq(person))
        .filter(members::project_id.between(first, last))
        .filter(parties::side.eq(Side::Supplier))
        .filter(parties::department_id.is_null())
        .order((parties::project_id, parties::joined_seq))
        .select((parties::project_id, parties::firm_id))
        .load(conn)
}

pub(super) fn is_code_taken(conn: &mut Conn, cluster: ClusterId, code: &str) -> Stored<bool> {
    let known: Option<ProjectId> = projects::table
        .filter(projects::cluster_id.eq(cluster))
        .filter(projects::code_key.eq(key(code)))
        .select(projects::id)
        .first(conn)
        .optional()?;
    Ok(known.is_some())
}

pub(super) fn insert(conn: &mut Conn, cluster: ClusterId, new: &NewProject, at: Time) -> Stored<()> {
    diesel::insert_into(projects::table)
        .values((
            projects::id.eq(new.id),
            projects::cluster_id.eq(cluster),
            projects::code.eq(&new.code),
            projects::code_key.eq(key(&new.code)),
            projects::name.eq(&new.name),
            projects::summary.eq(&new.summary),
            projects::customer_firm_id.eq(new.customer),
            projects::starts_on.eq(&new.starts_on),
            projects::due_on.eq(&new.due_on),
            projects::created_at.eq(at.0),
        ))
        .execute(conn)
        .map(drop)
}

pub(super) fn update(conn: &mut Conn, id: ProjectId, project: &Project) -> Stored<()> {
    diesel::update(projects::table.find(id))
        .set((
            projects::name.eq(&project.name),
            projects::summary.eq(&project.summary),
            projects::starts_on.eq(&project.starts_on),
            projects::due_on.eq(&project.due_on),
        ))
        .execute(conn)
        .map(drop)
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = parties)]
pub(super) struct PartyRow {
    pub id: PartyId,
    pub project_id: ProjectId,
    pub firm_id: FirmId,
    pub firm_name: String,
    pub department_id: Option<DepartmentId>,
    pub department_name: Option<String>,
    pub side: Side,
}

impl PartyRow {
    pub(super) fn wire(&self) -> Party {
        Party {
            id: self.id.to_string(),
            project_id: self.project_id.to_string(),
            firm_id: self.firm_id.to_string(),
            firm_name: self.firm_name.clone(),
            department_id: self.department_id.map(|id| id.to_string()),
            department_name: self.department_name.clone(),
            side: self.side.as_str().to_owned(),
            seq: None,
            allowed_actions: None,
        }
    }
}

pub(super) fn party_rows(conn: &mut Conn, project: ProjectId) -> Stored<Vec<PartyRow>> {
    parties::table
        .filter(parties::project_id.eq(project))
        .order(parties::joined_seq)
        .select(PartyRow::as_select())
        .load(conn)
}

/// Parties of a project, in order of joining.
pub fn parties_of(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Party>> {
    Ok(party_rows(conn, project)?.iter().map(PartyRow::wire).collect())
}

/// Parties that a person stands in, in the projects they are in now, for a statement to compare with.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn parties_with<'a>(person: &'a str) -> _ {
    let any: AsExprOf<&'static str, Text> = "%".into_sql::<Text>();
    let named = grants::parties.assume_not_null().like(any.concat(parties::id).concat("%"));
    parties::table
        .inner_join(grants::table.on(grants::scope.eq(parties::project_id)))
        .filter(grants::subject.eq(person).and(grants::kind.eq("project")).and(named))
        .select(parties::id.nullable())
}

/// Whether all of these are parties of the project.
pub fn are_parties(conn: &mut Conn, project: ProjectId, ids: &[PartyId]) -> Stored<bool> {
    let known: Vec<PartyId> = parties::table
        .filter(parties::project_id.eq(project))
        .filter(parties::id.eq_any(ids))
        .select(parties::id)
        .load(conn)?;
    Ok(ids.iter().all(|id| known.contains(id)))
}

pub(super) fn is_party_id(conn: &mut Conn, id: PartyId) -> Stored<bool> {
    let known: Option<PartyId> = parties::table.find(id).select(parties::id).first(conn).optional()?;
    Ok(known.is_some())
}

pub(super) fn insert_party(
    conn: &mut Conn,
    project: ProjectId,
    new: &NewParty,
    names: (&str, Option<&str>),
    side: Side,
    seq: i64,
) -> Stored<()> {
    diesel::insert_into(parties::table)
        .values((
            parties::id.eq(new.id),
            parties::project_id.eq(project),
            parties::firm_id.eq(new.firm),
            parties::firm_name.eq(names.0),
            parties::department_id.eq(new.department),
            parties::department_name.eq(names.1),
            parties::side.eq(side),
            parties::joined_seq.eq(seq),
        ))
        .execute(conn)
        .map(drop)
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = members)]
pub(super) struct MemberRow {
    pub project_id: ProjectId,
    pub person_id: PersonId,
    pub name: String,
    pub firm_id: FirmId,
    pub party_id: PartyId,
    pub department_id: Option<DepartmentId>,
    pub role: Role,
    pub time_zone: String,
}

impl MemberRow {
    pub(super) fn wire(&self) -> Member {
        Member {
            project_id: self.project_id.to_string(),
            person_id: self.person_id.to_string(),
            name: self.name.clone(),
            firm_id: self.firm_id.to_string(),
            party_id: self.party_id.to_string(),
            department_id: self.department_id.map(|id| id.to_string()),
            role: self.role.as_str().to_owned(),
            time_zone: self.time_zone.clone(),
            seq: None,
            allowed_actions: None,
        }
    }
}

pub(super) fn member_rows(conn: &mut Conn, project: ProjectId) -> Stored<Vec<MemberRow>> {
    members::table
        .filter(members::project_id.eq(project))
        .order(members::joined_seq)
        .select(MemberRow::as_select())
        .load(conn)
}

pub(super) fn member(conn: &mut Conn, project: ProjectId, person: PersonId) -> Stored<Option<MemberRow>> {
    members::table.find((project, person)).select(MemberRow::as_select()).first(conn).optional()
}

/// Members of a project, in order of joining.
pub fn members_of(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Member>> {
    Ok(member_rows(conn, project)?.iter().map(MemberRow::wire).collect())
}

pub(super) fn projects_of(conn: &mut Conn, firm: FirmId) -> Stored<Vec<ProjectId>> {
    parties::table.filter(parties::firm_id.eq(firm)).select(parties::project_id).distinct().load(conn)
}

pub(super) fn rename_party(conn: &mut Conn, id: PartyId, firm_name: &str) -> Stored<()> {
    diesel::update(parties::table.find(id)).set(parties::firm_name.eq(firm_name)).execute(conn).map(drop)
}

/// The party a member stands in.
pub fn party_of(conn: &mut Conn, project: ProjectId, person: PersonId) -> Stored<Option<PartyId>> {
    members::table.find((project, person)).select(members::party_id).first(conn).optional()
}

pub(super) fn projects_with(conn: &mut Conn, person: PersonId) -> Stored<Vec<ProjectId>> {
    members::table.filter(members::person_id.eq(person)).select(members::project_id).load(conn)
}

pub(super) fn insert_member(conn: &mut Conn, row: &MemberRow, seq: i64) -> Stored<()> {
    diesel::insert_into(members::table)
        .values((
            members::project_id.eq(row.project_id),
            members::person_id.eq(row.person_id),
            members::name.eq(&row.name),
            members::firm_id.eq(row.firm_id),
            members::party_id.eq(row.party_id),
            members::department_id.eq(row.department_id),
            members::role.eq(row.role),
            members::joined_seq.eq(seq),
            members::time_zone.eq(&row.time_zone),
        ))
        .execute(conn)
        .map(drop)
}

pub(super) fn update_member(conn: &mut Conn, row: &MemberRow) -> Stored<()> {
    diesel::update(members::table.find((row.project_id, row.person_id)))
        .set((members::role.eq(row.role), members::name.eq(&row.name), members::time_zone.eq(&row.time_zone)))
        .execute(conn)
        .map(drop)
}

pub(super) fn delete_member(conn: &mut Conn, project: ProjectId, person: PersonId) -> Stored<()> {
    diesel::delete(read_markers::table.find((person, project))).execute(conn)?;
    diesel::delete(members::table.find((project, person))).execute(conn).map(drop)
}
