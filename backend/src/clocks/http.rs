//! Wire to domain and back.

use super::clock::Figure;
use super::store;
use super::wire::{told, told_mark, told_spell};
use crate::kernel::access::{Permit, path_id};
use crate::kernel::http::{Answer, Fault, NoQuery, PageQuery, Problem, Query, ok, tagged};
use crate::kernel::ids::PartyId;
use crate::{policy, projects};
use actix_web::{HttpRequest, get};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_clocks).service(list_clock_events);
}

/// The clocks of a project: how long things lay with each party, how often designs went to and fro, how many passed the first
/// time, how many questions were answered. One formula for all, from the events. The `ETag` names what the events say; what
/// is open goes on counting.
#[utoipa::path(tag = "Clocks", operation_id = "get_clocks",
    responses((status = 200, description = "The clocks.", body = api::ProjectClocks)))]
#[get("/projects/{project_id}/clocks")]
async fn get_clocks(permit: Permit<policy::GetClocks>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let (project, now, role) = (permit.place(), permit.now(), permit.standing().role);
    let (parties, totals, open) = permit
        .read(move |conn| {
            let parties = projects::parties_of(conn, project)?;
            Ok((parties, store::totals_of(conn, project)?, store::open_in(conn, project)?))
        })
        .await?;
    let (facts, clocks) = told(project, parties, (&totals, &open), now, role);
    tagged(&facts, &clocks)
}

/// The events behind a figure of a party, the newest first. Each is a place in the record.
#[utoipa::path(tag = "Clocks", operation_id = "list_clock_events", params(api::ClockEventParams),
    responses((status = 200, description = "A page of events.", body = api::ClockEventPage)))]
#[get("/projects/{project_id}/clocks/{party_id}/events")]
async fn list_clock_events(
    permit: Permit<policy::ListClockEvents>,
    req: HttpRequest,
    query: Query<api::ClockEventParams>,
) -> Answer {
    let party: PartyId = path_id(&req, "party_id")?;
    let api::ClockEventParams { figure, limit, after } = query.parse()?;
    let figure = figure.ok_or_else(|| Fault::new("missing").at("?figure"))?;
    let figure: Figure = figure.parse().map_err(|_| Fault::new("unknown_word").at("?figure"))?;
    let page = PageQuery { limit, after }.page(&permit.kernel().config.limits)?;
    let (project, now, probe, before) = (permit.place(), permit.now(), page.probe(), place(&page.after)?);
    let events = permit.read(move |conn| {
        if !projects::are_parties(conn, project, &[party])? {
            return Err(Problem::not_found());
        }
        Ok(match figure {
            Figure::Court => {
                let spells = store::spells_of(conn, party, before, probe)?;
                spells.iter().map(|spell| told_spell(spell, now)).collect()
            }
            _ => store::marks_of(conn, (party, figure), before, probe)?.iter().map(told_mark).collect(),
        })
    });
    let cursor = |event: &api::ClockEvent| format!("{}.{}", event.seq, event.subject_id);
    let (items, next) = page.cut(events.await?, cursor);
    ok(&api::ClockEventPage { items, next })
}

fn place(after: &str) -> Result<Option<(i64, String)>, Problem> {
    let bad = || Fault::new("cursor").at("?after");
    if after.is_empty() {
        return Ok(None);
    }
    let (seq, subject) = after.split_once('.').ok_or_else(bad)?;
    Ok(Some((seq.parse().map_err(|_| bad())?, subject.to_owned())))
}
