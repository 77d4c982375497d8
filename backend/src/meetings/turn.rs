//! What waits for the caller's word, in all projects.

use super::commands::who;
use super::http::marked;
use super::rules::Who;
use super::store;
use crate::kernel::access::{Permit, standing_of};
use crate::kernel::http::{Answer, PageQuery, Problem, Query, ok};
use crate::kernel::ids::{PersonId, ProjectId, Scope};
use crate::kernel::store::Conn;
use crate::policy;
use actix_web::get;
use dure_api as api;
use std::collections::HashMap;

/// Closed meetings whose page the caller may confirm for their side, in all projects.
#[utoipa::path(tag = "Meetings", operation_id = "list_my_confirmations", params(api::PageParams),
    responses((status = 200, description = "A page of meetings.", body = api::MeetingTurnPage)))]
#[get("/me/confirmations")]
pub(super) async fn list_my_confirmations(
    permit: Permit<policy::ListMyConfirmations>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (person, asked) = (permit.caller()?.person, page.clone());
    let (closed, next, speakers) = permit
        .read(move |conn| {
            let closed = store::unconfirmed(conn, person, &asked)?;
            let (closed, next) = asked.cut(closed, |closed| closed.meeting.id.to_string());
            let speakers = speakers(conn, person, closed.iter().map(|closed| closed.meeting.project))?;
            Ok((closed, next, speakers))
        })
        .await?;
    let turn = |store::Unconfirmed { meeting, project_code, project_name }| {
        let by = speakers.get(&meeting.project)?;
        let waits = by.speaks_for.is_ok_and(|side| !meeting.is_confirmed_by(side));
        waits.then(|| api::MeetingTurn { project_code, project_name, meeting: marked(&meeting, by) })
    };
    ok(&api::MeetingTurnPage { items: closed.into_iter().filter_map(turn).collect(), next })
}

/// Whom a person speaks for in each of these projects.
fn speakers(
    conn: &mut Conn,
    person: PersonId,
    projects: impl Iterator<Item = ProjectId>,
) -> Result<HashMap<ProjectId, Who>, Problem> {
    let mut speakers = HashMap::new();
    for project in projects {
        if !speakers.contains_key(&project)
            && let Some(standing) = standing_of(conn, Scope::Project(project), person)?
        {
            speakers.insert(project, who(conn, project, person, &standing)?);
        }
    }
    Ok(speakers)
}
