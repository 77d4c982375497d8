//! What waits for the caller's signature, in all projects.

use super::store::{self, Proposal};
use crate::kernel::access::Permit;
use crate::kernel::http::{Answer, PageQuery, Query, ok};
use crate::policy;
use actix_web::get;
use dure_api as api;

/// Charters that are proposed and that the caller may sign for their firm, in all projects.
#[utoipa::path(tag = "Charters", operation_id = "list_my_charters", params(api::PageParams),
    responses((status = 200, description = "A page of what waits.", body = api::CharterTurnPage)))]
#[get("/me/charters")]
pub(super) async fn list_my_charters(
    permit: Permit<policy::ListMyCharters>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (person, probe, after) = (permit.caller()?.person, page.probe(), page.after.clone());
    let proposals = permit.read(move |conn| Ok(store::proposals_to(conn, person, &after, probe)?)).await?;
    let (proposals, next) = page.cut(proposals, |proposal: &Proposal| proposal.charter.id.to_string());
    let items = proposals.into_iter().filter(Proposal::waits).map(told).collect();
    ok(&api::CharterTurnPage { items, next })
}

fn told(Proposal { charter, project_code, project_name, .. }: Proposal) -> api::CharterTurn {
    api::CharterTurn {
        charter_id: charter.id.to_string(),
        number: charter.number,
        project_id: charter.project.to_string(),
        project_code,
        project_name,
        author: charter.author.wire(),
        since: charter.created_at.rfc3339(),
    }
}
