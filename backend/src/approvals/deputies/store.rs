//! Rows of who stands in for whom.

use super::deputy::Deputy;
use crate::kernel::access::standing_of;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{DeputyId, FirmId, PersonId, ProjectId, Scope};
use crate::kernel::store::schema::{deputies, grants, members, people, projects};
use crate::kernel::store::{Conn, Stored};
use crate::policy::{Right, Role};
use diesel::prelude::*;
use dure_api::DeputyGap;

/// Gaps that are told.
const GAPS: usize = 20;

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = deputies)]
struct Row {
    id: DeputyId,
    firm_id: FirmId,
    person_id: PersonId,
    deputy_id: PersonId,
    from_on: String,
    until_on: String,
    time_zone: String,
    from_at: i64,
    ends_at: i64,
    ended_at: Option<i64>,
    created_at: i64,
    created_seq: i64,
}

impl From<Row> for Deputy {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            firm: row.firm_id,
            person: row.person_id,
            deputy: row.deputy_id,
            from_on: row.from_on,
            until_on: row.until_on,
            time_zone: row.time_zone,
            from_at: Time(row.from_at),
            ends_at: Time(row.ends_at),
            ended_at: row.ended_at.map(Time),
            created_at: Time(row.created_at),
            created_seq: row.created_seq,
        }
    }
}

fn all(rows: Vec<Row>) -> Vec<Deputy> {
    rows.into_iter().map(Deputy::from).collect()
}

/// Keeps a naming.
pub fn insert(conn: &mut Conn, deputy: &Deputy) -> Stored<()> {
    let row = Row {
        id: deputy.id,
        firm_id: deputy.firm,
        person_id: deputy.person,
        deputy_id: deputy.deputy,
        from_on: deputy.from_on.clone(),
        until_on: deputy.until_on.clone(),
        time_zone: deputy.time_zone.clone(),
        from_at: deputy.from_at.0,
        ends_at: deputy.ends_at.0,
        ended_at: deputy.ended_at.map(|at| at.0),
        created_at: deputy.created_at.0,
        created_seq: deputy.created_seq,
    };
    diesel::insert_into(deputies::table).values(row).execute(conn).map(drop)
}

/// Keeps that it was ended.
pub fn end(conn: &mut Conn, deputy: &Deputy) -> Stored<()> {
    diesel::update(deputies::table.find(deputy.id))
        .set((deputies::ends_at.eq(deputy.ends_at.0), deputies::ended_at.eq(deputy.ended_at.map(|at| at.0))))
        .execute(conn)
        .map(drop)
}

/// A naming.
pub fn deputy(conn: &mut Conn, id: DeputyId) -> Stored<Option<Deputy>> {
    let row: Option<Row> = deputies::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Deputy::from))
}

/// Namings of a firm that are not over.
pub fn of_firm(conn: &mut Conn, firm: FirmId, now: Time) -> Stored<Vec<Deputy>> {
    let of_firm = deputies::table.filter(deputies::firm_id.eq(firm)).filter(deputies::ends_at.gt(now.0));
    Ok(all(of_firm.select(Row::as_select()).load(conn)?))
}

/// Namings that are not over, by a person and of them, by when they begin.
pub fn of_person(conn: &mut Conn, person: PersonId, now: Time) -> Stored<Vec<Deputy>> {
    let named = deputies::table.filter(deputies::person_id.eq(person)).filter(deputies::ends_at.gt(now.0));
    let mut rows: Vec<Row> = named.select(Row::as_select()).load(conn)?;
    let stands = deputies::table.filter(deputies::deputy_id.eq(person)).filter(deputies::ends_at.gt(now.0));
    rows.extend(stands.select(Row::as_select()).load::<Row>(conn)?);
    rows.sort_by_key(|row| (row.from_at, row.id));
    Ok(all(rows))
}

/// Namings that run now, for whose work somebody stands in; who may not sign in any more, stands in for nobody and nobody for them.
pub fn for_whom(conn: &mut Conn, deputy: PersonId, now: Time) -> Stored<Vec<Deputy>> {
    let rows = deputies::table
        .inner_join(people::table.on(people::id.eq(deputies::person_id)))
        .filter(deputies::deputy_id.eq(deputy))
        .filter(deputies::ends_at.gt(now.0))
        .filter(deputies::from_at.le(now.0))
        .filter(people::status.eq("active"))
        .order(deputies::id)
        .select(Row::as_select())
        .load(conn)?;
    Ok(all(rows))
}

/// The naming that runs now for somebody's own work.
pub fn running_of(conn: &mut Conn, person: PersonId, now: Time) -> Stored<Option<Deputy>> {
    let row: Option<Row> = deputies::table
        .inner_join(people::table.on(people::id.eq(deputies::deputy_id)))
        .filter(deputies::person_id.eq(person))
        .filter(deputies::ends_at.gt(now.0))
        .filter(deputies::from_at.le(now.0))
        .filter(people::status.eq("active"))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Deputy::from))
}

/// Members of a project who may decide and for whom somebody stands in there now.
pub fn absent_in(conn: &mut Conn, project: ProjectId, now: Time) -> Result<Vec<Deputy>, Problem> {
    let rows = members::table
        .inner_join(deputies::table.on(deputies::person_id.eq(members::person_id)))
        .filter(members::project_id.eq(project))
        .filter(members::role.eq_any(deciding()))
        .filter(deputies::ends_at.gt(now.0))
        .filter(deputies::from_at.le(now.0))
        .select(Row::as_select())
        .load(conn)?;
    let mut standing = Vec::new();
    for deputy in all(rows) {
        let role = standing_of(conn, Scope::Project(project), deputy.deputy)?.map(|standing| standing.role);
        if role.is_some_and(|role| role.allows(Right::Decide)) && is_active(conn, deputy.deputy)? {
            standing.push(deputy);
        }
    }
    Ok(standing)
}

fn is_active(conn: &mut Conn, person: PersonId) -> Stored<bool> {
    let status: Option<String> = people::table.find(person).select(people::status).first(conn).optional()?;
    Ok(status.as_deref() == Some("active"))
}

/// The roles that decide in a project.
pub fn deciding() -> Vec<Role> {
    let roles = [Role::Lead, Role::Contributor, Role::Approver, Role::Observer];
    roles.into_iter().filter(|role| role.allows(Right::Decide)).collect()
}

/// Projects in which a person may decide and their deputy may not, by their codes.
pub fn gaps(conn: &mut Conn, person: PersonId, deputy: PersonId) -> Stored<Vec<DeputyGap>> {
    let decided_by = |conn: &mut Conn, subject: PersonId| -> Stored<Vec<(ProjectId, String, String)>> {
        grants::table
            .inner_join(projects::table.on(projects::id.eq(grants::scope)))
            .filter(grants::subject.eq(subject.to_string()))
            .filter(grants::kind.eq("project"))
            .filter(grants::role.eq_any(deciding()))
            .order((projects::code, projects::id))
            .select((projects::id, projects::code, projects::name))
            .load(conn)
    };
    let theirs = decided_by(conn, deputy)?;
    let own = decided_by(conn, person)?.into_iter();
    let missing = own.filter(|(id, ..)| !theirs.iter().any(|(other, ..)| other == id)).take(GAPS);
    Ok(missing.map(|(id, code, name)| DeputyGap { project_id: id.to_string(), code, name }).collect())
}

/// Names of these people.
pub fn names(conn: &mut Conn, ids: &[PersonId]) -> Stored<Vec<(PersonId, String)>> {
    people::table.filter(people::id.eq_any(ids)).select((people::id, people::name)).load(conn)
}
