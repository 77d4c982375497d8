//! Rows of projects, parties and members.

use super::rules::{NewParty, NewProject, Side};
use crate::kernel::clock::Time;
use crate::kernel::http::Page;
use crate::kernel::ids::{ClusterId, DepartmentId, FirmId, PartyId, PersonId, ProjectId};
use crate::kernel::store::schema::{heads, members, parties, projects, read_markers};
use crate::kernel::store::{Conn, Stored};
use crate::kernel::text::key;
use crate::phases;
use crate::policy::Role;
use crate::rooms;
use diesel::prelude::*;
use dure_api::{Member, Party, Project};

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

fn suppliers(conn: &mut Conn, of: &[ProjectId]) -> Stored<Vec<(ProjectId, FirmId)>> {
    parties::table
        .filter(parties::project_id.eq_any(of))
        .filter(parties::side.eq(Side::Supplier))
        .filter(parties::department_id.is_null())
        .order(parties::joined_seq)
        .select((parties::project_id, parties::firm_id))
        .load(conn)
}

fn with_suppliers(conn: &mut Conn, rows: Vec<ProjectRow>) -> Stored<Vec<Project>> {
    let ids: Vec<ProjectId> = rows.iter().map(|row| row.id).collect();
    let suppliers = suppliers(conn, &ids)?;
    let of =
        |id: ProjectId| suppliers.iter().filter(move |(of, _)| *of == id).map(|(_, firm)| firm.to_string());
    Ok(rows
        .into_iter()
        .map(|row| {
            let firms = of(row.id).collect();
            row.wire(firms)
        })
        .collect())
}

/// A project as everyone in it sees it.
pub fn project(conn: &mut Conn, id: ProjectId) -> Stored<Option<Project>> {
    let rows = projects::table.find(id).select(ProjectRow::as_select()).load(conn)?;
    Ok(with_suppliers(conn, rows)?.pop())
}

/// Adds what only the caller sees: role, read marker, what is unread, head, phases.
pub fn for_person(conn: &mut Conn, projects: Vec<Project>, person: PersonId) -> Stored<Vec<Project>> {
    let ids: Vec<String> = projects.iter().map(|project| project.id.clone()).collect();
    let roles: Vec<(String, Role)> = members::table
        .filter(members::person_id.eq(person))
        .filter(members::project_id.eq_any(&ids))
        .select((members::project_id, members::role))
        .load(conn)?;
    let heads: Vec<(String, i64, i64)> = heads::table
        .filter(heads::scope.eq_any(&ids))
        .select((heads::scope, heads::seq, heads::at))
        .load(conn)?;
    let markers: Vec<(String, i64)> = read_markers::table
        .filter(read_markers::person_id.eq(person))
        .filter(read_markers::project_id.eq_any(&ids))
        .select((read_markers::project_id, read_markers::seq))
        .load(conn)?;
    let all = phases::of_projects(conn, &ids)?;
    let read = |id: &str| markers.iter().find(|(of, _)| *of == id).map_or(0, |(_, seq)| *seq);
    let ends = (ids.iter().min().map_or("", String::as_str), ids.iter().max().map_or("", String::as_str));
    let unread = rooms::unread(conn, person, ends)?;
    let of = |project: Project| {
        let id = project.id.clone();
        let head = heads.iter().find(|(of, _, _)| *of == id);
        let waits = unread.iter().find(|(of, _)| *of == id).map(|(_, unread)| *unread).unwrap_or_default();
        let phases: Vec<_> = all.iter().filter(|phase| phase.project_id == id).cloned().collect();
        Project {
            my_role: roles.iter().find(|(of, _)| *of == id).map(|(_, role)| role.as_str().to_owned()),
            read_seq: Some(read(&id)),
            unread: Some(waits.messages),
            mentions_unread: Some(waits.mentions),
            head_seq: head.map(|(_, seq, _)| *seq),
            last_event_at: head.map(|(_, _, at)| Time(*at).rfc3339()),
            running_phase: phases.iter().find(|phase| phase.state == "running").map(|p| p.key.clone()),
            phases: Some(phases),
            ..project
        }
    };
    Ok(projects.into_iter().map(of).collect())
}

/// Projects a person is a member of, oldest first.
pub fn list_of(conn: &mut Conn, person: PersonId, page: &Page) -> Stored<Vec<Project>> {
    let rows = projects::table
        .inner_join(members::table.on(members::project_id.eq(projects::id)))
        .filter(members::person_id.eq(person))
        .filter(projects::id.gt(&page.after))
        .order(projects::id)
        .limit(page.probe())
        .select(ProjectRow::as_select())
        .load(conn)?;
    let projects = with_suppliers(conn, rows)?;
    for_person(conn, projects, person)
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
        ))
        .execute(conn)
        .map(drop)
}

pub(super) fn update_member(conn: &mut Conn, row: &MemberRow) -> Stored<()> {
    diesel::update(members::table.find((row.project_id, row.person_id)))
        .set((members::role.eq(row.role), members::name.eq(&row.name)))
        .execute(conn)
        .map(drop)
}

pub(super) fn delete_member(conn: &mut Conn, project: ProjectId, person: PersonId) -> Stored<()> {
    diesel::delete(read_markers::table.find((person, project))).execute(conn)?;
    diesel::delete(members::table.find((project, person))).execute(conn).map(drop)
}
