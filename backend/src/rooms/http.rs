//! Wire to domain and back.

use super::rules::Draft;
use super::{commands, store};
use crate::kernel::access::{Outcome, Permit};
use crate::kernel::http::{Answer, Body, Fault, NoQuery, Problem, Query, created, limit, ok};
use crate::kernel::ids::Scope;
use crate::kernel::live;
use crate::kernel::record::head;
use crate::{phases, plan, policy, projects};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use bytes::Bytes;
use dure_api as api;
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(post_message)
        .service(list_messages)
        .service(get_snapshot)
        .service(set_read_marker)
        .service(create_live_ticket)
        .service(open_live);
}

/// Messages of the last page, in the snapshot too.
const LAST: i64 = 50;
/// Bytes of a page that is remembered.
const LARGEST_KEPT: usize = 256 * 1024;

/// Says something in the room.
#[utoipa::path(tag = "Room", operation_id = "post_message", request_body = api::PostMessage,
    responses((status = 201, description = "The message, on disk.", body = api::Message)))]
#[post("/projects/{project_id}/messages")]
async fn post_message(permit: Permit<policy::PostMessage>, body: Body<api::PostMessage>) -> Answer {
    let (request, key) = body.parse()?;
    let draft = Draft::parse(&request, &permit.kernel().config.limits)?;
    let (project, author) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::post(tx, project, &author, &draft)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let message = recorded.body.message.clone().ok_or_else(Problem::bare_internal)?;
    created(&api::Message { allowed_actions: Some(vec![]), ..message })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessagesQuery {
    limit: Option<i64>,
    before: Option<i64>,
}

/// Messages of the room that the caller hears, the last ones first asked, oldest first within the page.
#[utoipa::path(tag = "Room", operation_id = "list_messages", params(api::MessageParams),
    responses((status = 200, description = "A page of messages.", body = api::MessagePage)))]
#[get("/projects/{project_id}/messages")]
async fn list_messages(permit: Permit<policy::ListMessages>, query: Query<MessagesQuery>) -> Answer {
    let query = query.parse()?;
    let most = limit(query.limit, &permit.kernel().config.limits)?;
    let before = query.before.unwrap_or(i64::MAX);
    if before < 1 {
        return Err(Fault::new("range").at("?before"));
    }
    let (project, parties) = (permit.place(), permit.standing().parties.clone());
    // The last page is the same for everyone of the same parties until somebody speaks.
    let scope = Scope::Project(project);
    let answers = &permit.kernel().answers;
    let name = (query.before.is_none()).then(|| format!("messages {most} {parties:?}"));
    if let Some(page) = name.as_ref().and_then(|name| answers.known(scope, name))
        && permit.still_stands()
    {
        return Ok(HttpResponse::Ok().content_type("application/json").body(page));
    }
    let since = answers.generation(scope);
    let (messages, more) =
        permit.read(move |conn| Ok(store::page_before(conn, project, &parties, before, most)?)).await?;
    let next = messages.first().filter(|_| more).map(|oldest| oldest.seq.to_string());
    let items = messages.into_iter().map(|item| api::Message { allowed_actions: Some(vec![]), ..item });
    let page = serde_json::to_vec(&api::MessagePage { items: items.collect(), next });
    let page = Bytes::from(page.map_err(Problem::internal)?);
    if let Some(name) = name.filter(|_| page.len() < LARGEST_KEPT) {
        answers.keep(scope, name, page.clone(), since);
    }
    Ok(HttpResponse::Ok().content_type("application/json").body(page))
}

/// All that a client keeps of a project, in one transaction.
#[utoipa::path(tag = "Room", operation_id = "get_snapshot",
    responses((status = 200, description = "The snapshot.", body = api::Snapshot)))]
#[get("/projects/{project_id}/snapshot")]
async fn get_snapshot(permit: Permit<policy::GetSnapshot>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let (project, parties) = (permit.place(), permit.standing().parties.clone());
    let epoch = permit.kernel().epoch.to_string();
    let snapshot = permit
        .read(move |conn| {
            let as_of_seq = head(conn, Scope::Project(project))?.seq;
            let plan = plan::plan_at(conn, project, as_of_seq)?;
            Ok(api::Snapshot {
                epoch,
                as_of_seq,
                project: projects::project(conn, project)?.ok_or_else(Problem::not_found)?,
                parties: projects::parties_of(conn, project)?,
                members: projects::members_of(conn, project)?,
                phases: phases::of_project(conn, project)?,
                milestones: plan.milestones,
                actions: plan.actions,
                questions: plan.questions,
                decisions: plan.decisions,
                ideas: plan.ideas,
                messages: store::page_before(conn, project, &parties, i64::MAX, LAST)?.0,
            })
        })
        .await?;
    ok(&snapshot)
}

/// Says how far the caller has read; never moves back.
#[utoipa::path(tag = "Room", operation_id = "set_read_marker", request_body = api::SetReadMarker,
    responses((status = 200, description = "The marker.", body = api::ReadMarker)))]
#[put("/projects/{project_id}/read-marker")]
async fn set_read_marker(permit: Permit<policy::SetReadMarker>, body: Body<api::SetReadMarker>) -> Answer {
    let (request, _) = body.parse()?;
    if request.seq < 0 {
        return Err(Fault::new("range").at("/seq"));
    }
    let (project, person) = (permit.place(), permit.caller()?.person);
    let seq = permit.write_unlogged(move |tx| commands::mark_read(tx, person, project, request.seq)).await?;
    ok(&api::ReadMarker { project_id: project.to_string(), seq })
}

/// A ticket that opens one socket within half a minute.
#[utoipa::path(tag = "Room", operation_id = "create_live_ticket",
    responses((status = 201, description = "The ticket.", body = api::LiveTicket)))]
#[post("/live-tickets")]
async fn create_live_ticket(permit: Permit<policy::CreateLiveTicket>) -> Answer {
    let caller = permit.caller()?;
    let ticket = permit.kernel().new_ticket(caller.session, caller.person)?;
    let expires_in = i64::from(permit.kernel().config.limits.ticket_seconds);
    created(&api::LiveTicket { ticket, expires_in })
}

/// Opens the socket; its protocol is `asyncapi.yaml`.
#[utoipa::path(tag = "Room", operation_id = "open_live",
    responses((status = 101, description = "The socket is open.")))]
#[get("/live")]
async fn open_live(permit: Permit<policy::OpenLive>, req: HttpRequest, payload: web::Payload) -> Answer {
    live::open(&web::Data::from(permit.kernel().clone()), &req, payload)
}
