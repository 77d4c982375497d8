//! Wire to domain and back.

use super::drafts::NewRoute;
use super::route::Route;
use super::{of_cluster, store};
use crate::approvals::wire::{marked_route, told_route};
use crate::kernel::access::{Outcome, Permit};
use crate::kernel::http::{Answer, Body, Fault, PageQuery, Problem, Query, created, ok};
use crate::policy;
use actix_web::{get, post};
use dure_api as api;

/// Saves a route of the project.
#[utoipa::path(tag = "Approvals", operation_id = "create_project_route", request_body = api::CreateRoute,
    responses((status = 201, description = "The route.", body = api::Route)))]
#[post("/projects/{project_id}/routes")]
pub(in crate::approvals) async fn create_project_route(
    permit: Permit<policy::CreateProjectRoute>,
    body: Body<api::CreateRoute>,
) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (project, new) = (permit.place(), NewRoute::parse(&request, &limits)?);
    let outcome = permit.write(key, move |tx| super::create(tx, project, &new, &limits)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let route = recorded.body.route.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::Route { seq: Some(recorded.seq()), ..marked_route(route, permit.standing().role) })
}

/// Routes of a project.
#[utoipa::path(tag = "Approvals", operation_id = "list_project_routes", params(api::PageParams),
    responses((status = 200, description = "A page of routes.", body = api::RoutePage)))]
#[get("/projects/{project_id}/routes")]
pub(in crate::approvals) async fn list_project_routes(
    permit: Permit<policy::ListProjectRoutes>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let after = place_after(&page.after)?;
    let (project, probe) = (permit.place(), page.probe());
    let routes = permit.read(move |conn| Ok(store::list(conn, project, after, probe)?)).await?;
    let (routes, next) = page.cut(routes, |route: &Route| route.created_seq.to_string());
    let role = permit.standing().role;
    let items = routes.iter().map(|route| marked_route(told_route(route), role)).collect();
    ok(&api::RoutePage { items, next })
}

/// Saves a route of the cluster, for its projects to take over: its seats name departments and people of the firms that take part,
/// and no parties.
#[utoipa::path(tag = "Approvals", operation_id = "create_route", request_body = api::CreateRoute,
    responses((status = 201, description = "The route.", body = api::ClusterRoute)))]
#[post("/clusters/{cluster_id}/routes")]
pub(in crate::approvals) async fn create_route(
    permit: Permit<policy::CreateRoute>,
    body: Body<api::CreateRoute>,
) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (cluster, new) = (permit.place(), NewRoute::parse(&request, &limits)?);
    let outcome =
        permit.write(key, move |tx| of_cluster::create(tx, cluster, (&new, &request.steps), &limits)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let route = recorded.body.cluster_route.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::ClusterRoute { seq: Some(recorded.seq()), ..route })
}

/// Routes of a cluster.
#[utoipa::path(tag = "Approvals", operation_id = "list_routes", params(api::PageParams),
    responses((status = 200, description = "A page of routes.", body = api::ClusterRoutePage)))]
#[get("/clusters/{cluster_id}/routes")]
pub(in crate::approvals) async fn list_routes(
    permit: Permit<policy::ListRoutes>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let after = place_after(&page.after)?;
    let (cluster, probe) = (permit.place(), page.probe());
    let routes = permit.read(move |conn| Ok(store::list_of_cluster(conn, cluster, after, probe)?)).await?;
    let (routes, next) = page.cut(routes, |route: &api::ClusterRoute| route.created_seq.to_string());
    ok(&api::ClusterRoutePage { items: routes, next })
}

fn place_after(cursor: &str) -> Result<i64, Problem> {
    if cursor.is_empty() { Ok(0) } else { cursor.parse().map_err(|_| Fault::new("cursor").at("?after")) }
}
