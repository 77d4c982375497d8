//! Rows of routes.

use super::super::store::{json, parsed};
use super::route::Route;
use crate::kernel::clock::Time;
use crate::kernel::ids::{ClusterId, DepartmentId, FirmId, PersonId, ProjectId, RouteId};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::{cluster_routes, routes};
use crate::kernel::store::{Conn, Stored};
use diesel::dsl::exists;
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

/// Keeps a route of a cluster as events carry it.
pub fn insert_of_cluster(
    conn: &mut Conn,
    cluster: ClusterId,
    id: RouteId,
    route: &dure_api::ClusterRoute,
) -> Stored<()> {
    diesel::insert_into(cluster_routes::table)
        .values((
            cluster_routes::id.eq(id),
            cluster_routes::cluster_id.eq(cluster),
            cluster_routes::created_seq.eq(route.created_seq),
            cluster_routes::route.eq(json(route)),
        ))
        .execute(conn)
        .map(drop)
}

pub fn is_of_cluster(conn: &mut Conn, id: RouteId) -> Stored<bool> {
    diesel::select(exists(cluster_routes::table.find(id))).get_result(conn)
}

pub fn count_of_cluster(conn: &mut Conn, cluster: ClusterId) -> Stored<i64> {
    cluster_routes::table.filter(cluster_routes::cluster_id.eq(cluster)).count().get_result(conn)
}

/// Routes of a cluster after this event, in the order they were made.
pub fn list_of_cluster(
    conn: &mut Conn,
    cluster: ClusterId,
    after: i64,
    most: i64,
) -> Stored<Vec<dure_api::ClusterRoute>> {
    let rows: Vec<String> = cluster_routes::table
        .filter(cluster_routes::cluster_id.eq(cluster))
        .filter(cluster_routes::created_seq.gt(after))
        .order(cluster_routes::created_seq)
        .limit(most)
        .select(cluster_routes::route)
        .load(conn)?;
    rows.iter().map(|row| parsed(row)).collect()
}
