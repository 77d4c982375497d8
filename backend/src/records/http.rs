//! Wire to domain and back.

use super::sync::sync;
use crate::kernel::access::{Operation, Permit, Standing};
use crate::kernel::http::{Answer, Fault, Problem, Query, limit};
use crate::kernel::ids::Scope;
use crate::kernel::record::{Happened, after, head};
use crate::policy;
use actix_web::{HttpResponse, get};
use dure_api as api;
use serde::Deserialize;
use std::time::Duration;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_events).service(list_cluster_events).service(list_firm_events).service(sync);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    after: Option<i64>,
    limit: Option<i64>,
    wait: Option<u32>,
}

/// Events of a project later than `after`. With `wait`, the answer is held back until there is one.
#[utoipa::path(tag = "Record", operation_id = "list_events", params(api::EventParams),
    responses((status = 200, description = "A stretch of the record.", body = api::EventPage)))]
#[get("/projects/{project_id}/events")]
async fn list_events(permit: Permit<policy::ListEvents>, query: Query<EventsQuery>) -> Answer {
    let scope = Scope::Project(permit.place());
    page(&permit, scope, query.parse()?).await
}

/// Events of a cluster later than `after`.
#[utoipa::path(tag = "Record", operation_id = "list_cluster_events", params(api::EventParams),
    responses((status = 200, description = "A stretch of the record.", body = api::EventPage)))]
#[get("/clusters/{cluster_id}/events")]
async fn list_cluster_events(permit: Permit<policy::ListClusterEvents>, query: Query<EventsQuery>) -> Answer {
    let scope = Scope::Cluster(permit.place());
    page(&permit, scope, query.parse()?).await
}

/// Events of a firm later than `after`, for its administrators.
#[utoipa::path(tag = "Record", operation_id = "list_firm_events", params(api::EventParams),
    responses((status = 200, description = "A stretch of the record.", body = api::EventPage)))]
#[get("/firms/{firm_id}/events")]
async fn list_firm_events(permit: Permit<policy::ListFirmEvents>, query: Query<EventsQuery>) -> Answer {
    let scope = Scope::Firm(permit.place());
    page(&permit, scope, query.parse()?).await
}

async fn page<O: Operation>(permit: &Permit<O>, scope: Scope, query: EventsQuery) -> Answer {
    let limits = &permit.kernel().config.limits;
    let most = limit(query.limit, limits)?;
    let from = query.after.unwrap_or(0);
    let wait = query.wait.unwrap_or(0);
    if from < 0 {
        return Err(Fault::new("range").at("?after"));
    }
    if wait > limits.wait_seconds {
        return Err(Fault::new("range").at("?wait"));
    }
    // Watched before it is read, so that what happens between is not missed.
    let mut news = permit.kernel().hub.watch(scope);
    let (mut end, mut events) = read(permit, scope, from, most).await?;
    let waits = events.is_empty() && wait > 0 && from == end;
    if waits && news.later_than(from, Duration::from_secs(u64::from(wait))).await {
        // The right is asked for again: it may have ended while the request waited.
        permit.renew().await?;
        (end, events) = read(permit, scope, from, most).await?;
    }
    let parts: Vec<String> = events.iter().map(|event| told(event, permit.standing())).collect();
    let body =
        format!(r#"{{"epoch":"{}","items":[{}],"head":{end}}}"#, permit.kernel().epoch, parts.join(","));
    Ok(HttpResponse::Ok().content_type("application/json").body(body))
}

async fn read<O: Operation>(
    permit: &Permit<O>,
    scope: Scope,
    from: i64,
    most: i64,
) -> Result<(i64, Vec<Happened>), Problem> {
    permit.read(move |conn| Ok((head(conn, scope)?.seq, after(conn, scope, from, most)?))).await
}

/// The event's own bytes, or a marker where the caller is not in its audience.
pub fn told(event: &Happened, standing: &Standing) -> String {
    if standing.hears(event.audience.as_deref()) {
        return String::from_utf8_lossy(&event.json).into_owned();
    }
    let (kind, id) = (event.scope.kind(), event.scope.as_str());
    format!(r#"{{"{kind}_id":"{id}","seq":{},"kind":"record.marker"}}"#, event.seq)
}
