//! Wire to domain and back.

use super::rules::NewSupplyLink;
use super::{commands, store};
use crate::kernel::access::{Outcome, Permit};
use crate::kernel::http::{Answer, Body, Fault, PageQuery, Problem, Query, created, ok, ok_tagged};
use crate::kernel::ids::ClusterId;
use crate::kernel::text;
use crate::policy::{self, Role, allowed};
use actix_web::{get, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_cluster)
        .service(list_clusters)
        .service(get_cluster)
        .service(create_supply_link)
        .service(list_supply_links);
}

const ACTIONS: [&str; 6] = [
    "invite_firm",
    "get_firm_invitation_link",
    "confirm_firm",
    "create_project",
    "create_supply_link",
    "create_route",
];

fn for_caller(cluster: api::Cluster, role: Role) -> api::Cluster {
    api::Cluster { allowed_actions: Some(allowed(role, &ACTIONS)), ..cluster }
}

/// Makes a cluster. For the operator, who becomes its coordinator.
#[utoipa::path(tag = "Clusters", operation_id = "create_cluster", request_body = api::CreateCluster,
    responses((status = 201, description = "The cluster.", body = api::Cluster)))]
#[post("/clusters")]
async fn create_cluster(permit: Permit<policy::CreateCluster>, body: Body<api::CreateCluster>) -> Answer {
    let (request, key) = body.parse()?;
    let limits = &permit.kernel().config.limits;
    let name = text::name(&request.name, limits.name_graphemes).map_err(|fault| fault.at("/name"))?;
    let id = match &request.id {
        Some(id) => id.parse().map_err(|_| Fault::new("id").at("/id"))?,
        None => ClusterId::new(),
    };
    let outcome = permit.write(key, move |tx| Ok(commands::found(tx, id, &name)?.into())).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let cluster = recorded.body.cluster.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::Cluster { seq: Some(recorded.seq()), ..for_caller(cluster, Role::Coordinator) })
}

/// Clusters the caller coordinates or takes part in.
#[utoipa::path(tag = "Clusters", operation_id = "list_clusters", params(api::PageParams),
    responses((status = 200, description = "A page of clusters.", body = api::ClusterPage)))]
#[get("/clusters")]
async fn list_clusters(permit: Permit<policy::ListClusters>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (caller, asked) = (permit.caller()?.clone(), page.clone());
    let rows = permit
        .read(move |conn| Ok(store::list_of(conn, [caller.person.as_str(), caller.firm.as_str()], &asked)?))
        .await?;
    let (rows, next) = page.cut(rows, |(cluster, _)| cluster.id.clone());
    let items = rows.into_iter().map(|(cluster, role)| for_caller(cluster, role)).collect();
    ok(&api::ClusterPage { items, next })
}

/// One cluster.
#[utoipa::path(tag = "Clusters", operation_id = "get_cluster",
    responses((status = 200, description = "The cluster.", body = api::Cluster)))]
#[get("/clusters/{cluster_id}")]
async fn get_cluster(permit: Permit<policy::GetCluster>) -> Answer {
    let id = permit.place();
    let cluster = permit.read(move |conn| Ok(store::cluster(conn, id)?)).await?;
    let cluster = cluster.ok_or_else(Problem::not_found)?;
    ok_tagged(&cluster, &for_caller(cluster.clone(), permit.standing().role))
}

/// Writes down that one confirmed firm of the cluster supplies another.
#[utoipa::path(tag = "Clusters", operation_id = "create_supply_link", request_body = api::CreateSupplyLink,
    responses((status = 201, description = "The supply link.", body = api::SupplyLink)))]
#[post("/clusters/{cluster_id}/supply-links")]
async fn create_supply_link(
    permit: Permit<policy::CreateSupplyLink>,
    body: Body<api::CreateSupplyLink>,
) -> Answer {
    let (request, key) = body.parse()?;
    let (cluster, new) = (permit.place(), NewSupplyLink::parse(&request, &permit.kernel().config.limits)?);
    let outcome = permit.write(key, move |tx| commands::link(tx, cluster, &new)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let link = recorded.body.supply_link.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::SupplyLink { seq: Some(recorded.seq()), allowed_actions: Some(vec![]), ..link })
}

/// Who supplies whom in the cluster: the value-chain map.
#[utoipa::path(tag = "Clusters", operation_id = "list_supply_links", params(api::PageParams),
    responses((status = 200, description = "A page of supply links.", body = api::SupplyLinkPage)))]
#[get("/clusters/{cluster_id}/supply-links")]
async fn list_supply_links(permit: Permit<policy::ListSupplyLinks>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (cluster, asked) = (permit.place(), page.clone());
    let rows = permit.read(move |conn| Ok(store::list_supply_links(conn, cluster, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |(seq, _)| seq.to_string());
    let items = rows.into_iter().map(|(_, link)| api::SupplyLink { allowed_actions: Some(vec![]), ..link });
    ok(&api::SupplyLinkPage { items: items.collect(), next })
}
