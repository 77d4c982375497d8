//! What waits for the caller, in all projects.

use super::item::Item;
use super::store::{self, Cursor, ItsProject};
use super::wire;
use crate::kernel::access::Permit;
use crate::kernel::http::{Answer, Fault, Page, PageQuery, Problem, Query, ok};
use crate::policy;
use actix_web::get;
use dure_api as api;
use dure_api::EventBody;

/// Open actions and questions that lie with the caller, or with a party of theirs, in all projects.
#[utoipa::path(tag = "Plan", operation_id = "list_my_turn", params(api::PageParams),
    responses((status = 200, description = "A page of what waits.", body = api::TurnPage)))]
#[get("/me/turn")]
pub(super) async fn list_my_turn(permit: Permit<policy::ListMyTurn>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (person, probe, after) = (permit.caller()?.person, page.probe(), cursor(&page)?);
    let turns = permit
        .read(move |conn| {
            let waiting = store::waiting_for(conn, person, &after, probe)?;
            let (items, projects): (Vec<Item>, Vec<_>) = waiting.into_iter().unzip();
            let bodies = wire::bodies(conn, &items)?;
            Ok(items.iter().map(cursor_after).zip(items.iter().zip(projects).zip(bodies).map(turn)).collect())
        })
        .await?;
    let (turns, next) = page.cut(turns, |(cursor, _): &(String, api::Turn)| cursor.clone());
    ok(&api::TurnPage { items: turns.into_iter().map(|(_, turn)| turn).collect(), next })
}

fn turn(((item, of), body): ((&Item, ItsProject), EventBody)) -> api::Turn {
    api::Turn {
        kind: item.kind.as_str().to_owned(),
        project_id: item.project.to_string(),
        project_code: of.code,
        project_name: of.name,
        action: body.action,
        question: body.question,
    }
}

/// `<day>|<id>`, the day empty where there is none.
fn cursor_after(item: &Item) -> String {
    format!("{}|{}", item.due_on.as_deref().unwrap_or_default(), item.id)
}

fn cursor(page: &Page) -> Result<Cursor, Problem> {
    if page.after.is_empty() {
        return Ok(Cursor::Start);
    }
    let parts = page.after.split_once('|');
    let parts = parts.and_then(|(day, id)| Some((day.to_owned(), id.parse().ok()?)));
    match parts {
        Some((day, id)) if day.is_empty() => Ok(Cursor::Undated(id)),
        Some((day, id)) => Ok(Cursor::Dated(day, id)),
        None => Err(Fault::new("cursor").at("?after")),
    }
}
