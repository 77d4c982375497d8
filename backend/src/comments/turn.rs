//! What waits for the caller, in all projects.

use super::store::{self, Waiting};
use super::wire::told;
use crate::kernel::access::Permit;
use crate::kernel::http::{Answer, PageQuery, Query, ok};
use crate::policy;
use actix_web::get;
use dure_api as api;

/// Comments to answer for a party of the caller's, and to close by the caller, in all projects.
#[utoipa::path(tag = "Designs", operation_id = "list_my_comments", params(api::PageParams),
    responses((status = 200, description = "A page of what waits.", body = api::CommentTurnPage)))]
#[get("/me/comments")]
pub(super) async fn list_my_comments(
    permit: Permit<policy::ListMyComments>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (person, probe, after) = (permit.caller()?.person, page.probe(), page.after.clone());
    let waiting = permit.read(move |conn| Ok(store::waiting_for(conn, person, &after, probe)?)).await?;
    let (waiting, next) = page.cut(waiting, |waiting: &Waiting| waiting.comment.id.to_string());
    let turn = |waiting: Waiting| api::CommentTurn {
        comment: told(&waiting.comment),
        project_code: waiting.project_code,
        project_name: waiting.project_name,
        design_number: waiting.design_number,
        design_title: waiting.design_title,
    };
    ok(&api::CommentTurnPage { items: waiting.into_iter().map(turn).collect(), next })
}
