//! Wire to domain and back.

use super::rules::{Question, excerpt};
use super::store;
use crate::kernel::access::Permit;
use crate::kernel::http::{Answer, Fault, PageQuery, Query, limit, ok};
use crate::kernel::secrets;
use crate::policy;
use actix_web::get;
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(search_project);
}

/// Finds messages, comments, titles and people of the project that the caller may read, newest first.
///
/// Every word of `q` must be there. A page may be shorter than asked for and still have `next`.
#[utoipa::path(tag = "Room", operation_id = "search_project", params(api::SearchParams),
    responses((status = 200, description = "What was found.", body = api::SearchPage)))]
#[get("/projects/{project_id}/search")]
async fn search_project(permit: Permit<policy::SearchProject>, query: Query<api::SearchParams>) -> Answer {
    let query = query.parse()?;
    let limits = &permit.kernel().config.limits;
    let (project, standing) = (permit.place(), permit.standing().clone());
    let question = Question::parse(&query, project, limits.search_chars)?;
    let most = usize::try_from(limit(query.limit, limits)?).unwrap_or(0);
    let page = PageQuery { limit: query.limit, after: query.after.clone() }.page(limits)?;
    let before = match page.after.as_str() {
        "" => i64::MAX,
        cursor => cursor.parse().map_err(|_| Fault::new("cursor").at("?after"))?,
    };
    let find = move |conn: &mut _| Ok(store::find(conn, project, &standing, &question, (before, most))?);
    let (hits, next) = permit.read(find).await?;
    let asked = query.q.unwrap_or_default();
    let told = |hit: api::SearchHit| api::SearchHit { text: excerpt(&hit.text, &asked), ..hit };
    let next = next.map(|id| secrets::encode(id.to_string().as_bytes()));
    ok(&api::SearchPage { items: hits.into_iter().map(told).collect(), next })
}
