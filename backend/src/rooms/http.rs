//! Wire to domain and back.

use super::rules::{Draft, Words};
use super::{commands, reading, store};
use crate::kernel::access::{Operation, Outcome, Permit};
use crate::kernel::http::{Answer, Body, Fault, Key, NoQuery, Problem, Query, created, limit, ok};
use crate::kernel::ids::{MessageId, PersonId, Scope};
use crate::kernel::live;
use crate::kernel::record::head;
use crate::kernel::store::Tx;
use crate::kernel::text;
use crate::policy::{self, Right, Role};
use crate::{approvals, charters, comments, designs, meetings, phases, plan, projects};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put, web};
use bytes::Bytes;
use dure_api as api;
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(post_message)
        .service(list_messages)
        .service(update_message)
        .service(list_message_versions)
        .service(delete_message)
        .service(add_reaction)
        .service(remove_reaction)
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
    let message = recorded.body.message.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&for_caller(message, permit.caller()?.person, permit.standing().role))
}

/// What the caller may do with a message, as the rules decide it.
fn for_caller(message: api::Message, person: PersonId, role: Role) -> api::Message {
    let (is_mine, talks) = (message.author.person_id == person.as_str(), role.allows(Right::Talk));
    let stands = talks && message.deletion.is_none();
    let actions = [
        ("update_message", stands && is_mine),
        ("delete_message", stands && (is_mine || role == Role::Lead)),
        ("add_reaction", stands),
        ("remove_reaction", stands),
    ];
    let allowed = actions.into_iter().filter(|(_, may)| *may).map(|(name, _)| name.to_owned());
    api::Message { allowed_actions: Some(allowed.collect()), ..message }
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
    let (project, standing) = (permit.place(), permit.standing().clone());
    let (person, role, parties) = (permit.caller()?.person, standing.role, standing.parties);
    // The last page is the same for everyone of the same parties and role who said nothing on it, until somebody
    // speaks. `authors` says who did.
    let (scope, answers) = (Scope::Project(project), &permit.kernel().answers);
    let name = |whose: &str| format!("messages {most} {} {parties:?} {whose}", role.as_str());
    let known = |whose: &str| answers.known(scope, &name(whose)).filter(|_| query.before.is_none());
    let authors = known("authors").unwrap_or_default();
    let is_author = |authors: &[u8]| authors.chunks(36).any(|author| author == person.as_str().as_bytes());
    let whose = if is_author(&authors) { person.as_str() } else { "" };
    if let Some(page) = known(whose)
        && permit.still_stands()
    {
        return Ok(HttpResponse::Ok().content_type("application/json").body(page));
    }
    let since = answers.generation(scope);
    let heard = parties.clone();
    let (messages, more) =
        permit.read(move |conn| Ok(store::page_before(conn, project, &heard, before, most)?)).await?;
    let next = messages.first().filter(|_| more).map(|oldest| oldest.seq.to_string());
    let authors: String = messages.iter().map(|message| message.author.person_id.as_str()).collect();
    let items = messages.into_iter().map(|message| for_caller(message, person, role)).collect();
    let page = serde_json::to_vec(&api::MessagePage { items, next });
    let page = Bytes::from(page.map_err(Problem::internal)?);
    if query.before.is_none() && page.len() < LARGEST_KEPT {
        let whose = if is_author(authors.as_bytes()) { person.as_str() } else { "" };
        answers.keep(scope, name(whose), page.clone(), since);
        answers.keep(scope, name("authors"), authors.into(), since);
    }
    Ok(HttpResponse::Ok().content_type("application/json").body(page))
}

/// The message after a command, also where there was nothing to do.
async fn changed<O: Operation<Place = MessageId>>(permit: &Permit<O>, outcome: Outcome) -> Answer {
    let message = match outcome {
        Outcome::Recorded(recorded) => recorded.body.message.as_deref().cloned(),
        Outcome::Unchanged => {
            let id = permit.place();
            permit.read(move |conn| Ok(store::message(conn, id)?)).await?.map(|row| row.wire())
        }
    };
    let message = message.ok_or_else(Problem::not_found)?;
    ok(&for_caller(message, permit.caller()?.person, permit.standing().role))
}

/// Changes the words of the caller's own message. The earlier ones stay readable.
#[utoipa::path(tag = "Room", operation_id = "update_message", request_body = api::UpdateMessage,
    responses((status = 200, description = "The message.", body = api::Message)))]
#[patch("/messages/{message_id}")]
async fn update_message(permit: Permit<policy::UpdateMessage>, body: Body<api::UpdateMessage>) -> Answer {
    let (request, key) = body.parse()?;
    let words = Words::parse(&request, &permit.kernel().config.limits)?;
    let id = permit.place();
    let outcome = permit.write(key, move |tx| commands::edit(tx, id, &words)).await?;
    changed(&permit, outcome).await
}

/// All words a message had, oldest first. None once it was deleted.
#[utoipa::path(tag = "Room", operation_id = "list_message_versions",
    responses((status = 200, description = "The words.", body = api::MessageVersionPage)))]
#[get("/messages/{message_id}/versions")]
async fn list_message_versions(permit: Permit<policy::ListMessageVersions>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let id = permit.place();
    let items = permit.read(move |conn| Ok(store::versions(conn, id)?)).await?;
    ok(&api::MessageVersionPage { items, next: None })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeletionQuery {
    reason: Option<String>,
}

/// Deletes a message: its author, or a lead with a reason. What stays is that it was there, and who deleted it.
#[utoipa::path(tag = "Room", operation_id = "delete_message", params(api::DeleteMessageParams),
    responses((status = 200, description = "What stays of it.", body = api::Message)))]
#[delete("/messages/{message_id}")]
async fn delete_message(
    permit: Permit<policy::DeleteMessage>,
    query: Query<DeletionQuery>,
    req: HttpRequest,
) -> Answer {
    let reason = query.parse()?.reason;
    let (id, standing) = (permit.place(), permit.standing().clone());
    let key = Key::of_bodiless(permit.kernel(), &req)?;
    let outcome = permit.write(key, move |tx| commands::delete(tx, id, &standing, reason.as_deref())).await?;
    changed(&permit, outcome).await
}

fn emoji(req: &HttpRequest) -> Result<String, Problem> {
    text::emoji(req.match_info().get("emoji").unwrap_or_default()).map_err(|fault| fault.at("{emoji}"))
}

/// Sets the caller's emoji under a message; setting it twice is as once.
#[utoipa::path(tag = "Room", operation_id = "add_reaction",
    responses((status = 200, description = "The message.", body = api::Message)))]
#[put("/messages/{message_id}/reactions/{emoji}")]
async fn add_reaction(permit: Permit<policy::AddReaction>, req: HttpRequest) -> Answer {
    let (id, emoji, limits) = (permit.place(), emoji(&req)?, permit.kernel().config.limits.clone());
    let key = Key::of_bodiless(permit.kernel(), &req)?;
    let outcome = permit.write(key, move |tx| commands::add_reaction(tx, id, &emoji, &limits)).await?;
    changed(&permit, outcome).await
}

/// Takes the caller's emoji back.
#[utoipa::path(tag = "Room", operation_id = "remove_reaction",
    responses((status = 200, description = "The message.", body = api::Message)))]
#[delete("/messages/{message_id}/reactions/{emoji}")]
async fn remove_reaction(permit: Permit<policy::RemoveReaction>, req: HttpRequest) -> Answer {
    let (id, emoji) = (permit.place(), emoji(&req)?);
    let key = Key::of_bodiless(permit.kernel(), &req)?;
    let outcome = permit.write(key, move |tx| commands::remove_reaction(tx, id, &emoji)).await?;
    changed(&permit, outcome).await
}

/// All that a client keeps of a project, in one transaction.
#[utoipa::path(tag = "Room", operation_id = "get_snapshot",
    responses((status = 200, description = "The snapshot.", body = api::Snapshot)))]
#[get("/projects/{project_id}/snapshot")]
async fn get_snapshot(permit: Permit<policy::GetSnapshot>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let (project, by) = (permit.place(), permit.standing().clone());
    let epoch = permit.kernel().epoch.to_string();
    let snapshot = permit
        .read(move |conn| {
            let as_of_seq = head(conn, Scope::Project(project))?.seq;
            let plan = plan::plan_at(conn, project, as_of_seq)?;
            let (designs, revisions) = designs::kept(conn, project, &by)?;
            let (routes, approvals) = approvals::kept(conn, project, as_of_seq)?;
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
                meetings: meetings::kept(conn, project, as_of_seq)?,
                designs,
                revisions,
                comments: comments::kept(conn, project, &by, as_of_seq)?,
                routes,
                approvals,
                charters: charters::kept(conn, project, as_of_seq)?,
                messages: store::page_before(conn, project, &by.parties, i64::MAX, LAST)?.0,
                seen: reading::seen_in(conn, project, i64::MAX)?,
            })
        })
        .await?;
    ok(&snapshot)
}

/// Says how far the caller has read; never moves back. Told to the room and the caller's other devices by `seen`.
#[utoipa::path(tag = "Room", operation_id = "set_read_marker", request_body = api::SetReadMarker,
    responses((status = 200, description = "The marker.", body = api::ReadMarker)))]
#[put("/projects/{project_id}/read-marker")]
async fn set_read_marker(permit: Permit<policy::SetReadMarker>, body: Body<api::SetReadMarker>) -> Answer {
    let (request, _) = body.parse()?;
    if request.seq < 0 {
        return Err(Fault::new("range").at("/seq"));
    }
    let (project, person) = (permit.place(), permit.caller()?.person);
    let marking = move |tx: &mut Tx<'_>| commands::mark_read(tx, person, project, request.seq);
    let (seq, moved) = permit.write_unlogged(marking).await?;
    if let Some(party) = permit.standing().parties.last().filter(|_| moved) {
        permit.kernel().hub.saw(Scope::Project(project), person, *party, seq);
    }
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
