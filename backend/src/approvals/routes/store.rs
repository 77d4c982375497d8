//! Rows of routes.

use super::super::store::{json, parsed};
use super::route::Route;
use crate::kernel::clock::Time;
use crate::kernel::ids::{DepartmentId, FirmId, PersonId, ProjectId, RouteId};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::routes;
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = routes)]
struct RouteRow {
    id: RouteId,
    project_id: ProjectId,
    name: String,
    steps: String,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    created_seq: i64,
}

impl RouteRow {
    fn read(self) -> Stored<Route> {
        Ok(Route {
            id: self.id,
            project: self.project_id,
            name: self.name,
            steps: parsed(&self.steps)?,
            author: Actor {
                person: self.author_person,
                name: self.author_name,
                firm: self.author_firm,
                department: self.author_department,
            },
            created_at: Time(self.created_at),
            created_seq: self.created_seq,
        })
    }
}

pub fn insert(conn: &mut Conn, route: &Route) -> Stored<()> {
    let steps = json(&route.steps);
    let route = route.clone();
    let row = RouteRow {
        id: route.id,
        project_id: route.project,
        name: route.name,
        steps,
        author_person: route.author.person,
        author_name: route.author.name,
        author_firm: route.author.firm,
        author_department: route.author.department,
        created_at: route.created_at.0,
        created_seq: route.created_seq,
    };
    diesel::insert_into(routes::table).values(&row).execute(conn).map(drop)
}

pub fn route(conn: &mut Conn, id: RouteId) -> Stored<Option<Route>> {
    let row: Option<RouteRow> =
        routes::table.find(id).select(RouteRow::as_select()).first(conn).optional()?;
    row.map(RouteRow::read).transpose()
}

pub fn count(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    routes::table.filter(routes::project_id.eq(project)).count().get_result(conn)
}

/// Routes of a project after this event, in the order they were made.
pub fn list(conn: &mut Conn, project: ProjectId, after: i64, most: i64) -> Stored<Vec<Route>> {
    let rows: Vec<RouteRow> = routes::table
        .filter(routes::project_id.eq(project))
        .filter(routes::created_seq.gt(after))
        .order(routes::created_seq)
        .limit(most)
        .select(RouteRow::as_select())
        .load(conn)?;
    rows.into_iter().map(RouteRow::read).collect()
}
