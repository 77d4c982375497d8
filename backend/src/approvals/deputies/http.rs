//! Wire to domain and back.

use super::deputy::Deputy;
use super::drafts::NewDeputy;
use super::{commands, store, wire};
use crate::kernel::access::{Operation, Outcome, Permit, path_id};
use crate::kernel::clock::Time;
use crate::kernel::http::{Answer, Body, Fault, PageQuery, Problem, Query, created, ok};
use crate::kernel::ids::{DeputyId, PersonId};
use crate::kernel::store::Conn;
use crate::policy;
use actix_web::{HttpRequest, get, post};
use dure_api as api;

/// Names somebody of the caller's firm who answers for them from one day to another (대결), in all projects in which both may decide.
/// The caller may still answer. One person at a time; it ends by itself.
#[utoipa::path(tag = "Approvals", operation_id = "name_deputy", request_body = api::NameDeputy,
    responses((status = 201, description = "Who stands in.", body = api::Deputy)))]
#[post("/me/deputies")]
pub(in crate::approvals) async fn name_deputy(
    permit: Permit<policy::NameDeputy>,
    body: Body<api::NameDeputy>,
) -> Answer {
    let (request, key) = body.parse()?;
    let new = NewDeputy::parse(&request)?;
    let outcome = permit.write(key, move |tx| commands::name(tx, &new)).await?;
    created(&written(&permit, outcome).await?)
}

/// Ends it before its last day is over.
#[utoipa::path(tag = "Approvals", operation_id = "end_deputy", request_body = api::EndDeputy,
    responses((status = 200, description = "Who stood in.", body = api::Deputy)))]
#[post("/me/deputies/{deputy_id}/end")]
pub(in crate::approvals) async fn end_deputy(
    permit: Permit<policy::EndDeputy>,
    req: HttpRequest,
    body: Body<api::EndDeputy>,
) -> Answer {
    let (_, key) = body.parse()?;
    let id: DeputyId = path_id(&req, "deputy_id")?;
    let outcome = permit.write(key, move |tx| commands::end(tx, id)).await?;
    ok(&written(&permit, outcome).await?)
}

async fn written<O: Operation>(permit: &Permit<O>, outcome: Outcome) -> Result<api::Deputy, Problem> {
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let told = recorded.body.deputy.as_deref().ok_or_else(Problem::bare_internal)?;
    let id: DeputyId = told.id.parse().map_err(Problem::internal)?;
    let (person, now) = (permit.caller()?.person, permit.now());
    let marked = permit.read(move |conn| {
        let deputy = store::deputy(conn, id)?.ok_or_else(Problem::not_found)?;
        marked(conn, &deputy, person, now)
    });
    Ok(api::Deputy { seq: Some(recorded.seq()), ..marked.await? })
}

/// One of them for the caller: what they may do with it, and where nobody stands in.
fn marked(conn: &mut Conn, deputy: &Deputy, caller: PersonId, now: Time) -> Result<api::Deputy, Problem> {
    let names = store::names(conn, &[deputy.person, deputy.deputy])?;
    let (is_own, is_over) = (deputy.person == caller, deputy.ends_at <= now);
    let gaps = if is_own && !is_over { store::gaps(conn, deputy.person, deputy.deputy)? } else { Vec::new() };
    let actions = if is_own && !is_over { vec!["end_deputy".to_owned()] } else { Vec::new() };
    Ok(api::Deputy {
        not_in: Some(gaps).filter(|gaps| !gaps.is_empty()),
        allowed_actions: Some(actions),
        ..wire::told(deputy, &names)
    })
}

/// Who stands in for the caller, and for whom the caller stands in: what runs, and what is to come.
#[utoipa::path(tag = "Approvals", operation_id = "list_my_deputies", params(api::PageParams),
    responses((status = 200, description = "A page of deputies.", body = api::DeputyPage)))]
#[get("/me/deputies")]
pub(in crate::approvals) async fn list_my_deputies(
    permit: Permit<policy::ListMyDeputies>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let after = place(&page.after)?;
    let (person, now, probe) = (permit.caller()?.person, permit.now(), page.probe());
    let found = permit.read(move |conn| {
        let mut found = store::of_person(conn, person, now)?;
        found.retain(|deputy| after.is_none_or(|after| (deputy.from_at.0, deputy.id) > after));
        found.truncate(usize::try_from(probe).unwrap_or(usize::MAX));
        let told = found.iter().map(|deputy| Ok((deputy.from_at.0, marked(conn, deputy, person, now)?)));
        told.collect::<Result<Vec<_>, Problem>>()
    });
    let (found, next) = page.cut(found.await?, |(from, deputy)| format!("{from}.{}", deputy.id));
    ok(&api::DeputyPage { items: found.into_iter().map(|(_, deputy)| deputy).collect(), next })
}

fn place(after: &str) -> Result<Option<(i64, DeputyId)>, Problem> {
    let bad = || Fault::new("cursor").at("?after");
    if after.is_empty() {
        return Ok(None);
    }
    let (from, id) = after.split_once('.').ok_or_else(bad)?;
    Ok(Some((from.parse().map_err(|_| bad())?, id.parse().map_err(|_| bad())?)))
}
