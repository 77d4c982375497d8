//! Wire to domain and back.

use super::calendar::{Guest, Method, Occasion};
use super::commands::{self, around, who};
use super::drafts::{Change, Closing, Draft, reason};
use super::meeting::{Meeting, State};
use super::page::page_of;
use super::rules::{MEETING_NOT_CLOSED, Who};
use super::turn::list_my_confirmations;
use super::zones::list_time_zones;
use super::{store, wire};
use crate::kernel::access::{Operation, Outcome, Permit};
use crate::kernel::http::{
    Answer, Body, Fault, IfMatch, NoQuery, PageQuery, Problem, Query, attachment, created, ok, ok_tagged,
};
use crate::kernel::ids::{MeetingId, ProjectId};
use crate::kernel::jobs::mail::own_address;
use crate::kernel::store::Conn;
use crate::policy::{self, allowed};
use crate::{people, plan};
use actix_web::{get, patch, post};
use dure_api as api;
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_meeting)
        .service(list_meetings)
        .service(get_meeting)
        .service(get_meeting_page)
        .service(get_meeting_calendar)
        .service(update_meeting)
        .service(start_meeting)
        .service(close_meeting)
        .service(reopen_meeting)
        .service(cancel_meeting)
        .service(confirm_meeting)
        .service(list_my_confirmations)
        .service(list_time_zones);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeetingQuery {
    state: Option<String>,
    limit: Option<i64>,
    after: Option<String>,
}

/// Plans a meeting. Who is invited gets a mail with a calendar entry.
#[utoipa::path(tag = "Meetings", operation_id = "create_meeting", request_body = api::CreateMeeting,
    responses((status = 201, description = "The meeting.", body = api::Meeting)))]
#[post("/projects/{project_id}/meetings")]
async fn create_meeting(permit: Permit<policy::CreateMeeting>, body: Body<api::CreateMeeting>) -> Answer {
    let (request, key) = body.parse()?;
    let limits = permit.kernel().config.limits.clone();
    let (project, draft) = (permit.place(), Draft::parse(&request, &limits)?);
    let id = draft.id;
    let outcome = permit.write(key, move |tx| commands::create(tx, project, &draft, &limits)).await?;
    created(&written(&permit, project, id, outcome).await?)
}

/// Meetings of the project, the latest beginning first.
#[utoipa::path(tag = "Meetings", operation_id = "list_meetings", params(api::MeetingParams),
    responses((status = 200, description = "A page of meetings.", body = api::MeetingsPage)))]
#[get("/projects/{project_id}/meetings")]
async fn list_meetings(permit: Permit<policy::ListMeetings>, query: Query<MeetingQuery>) -> Answer {
    let query = query.parse()?;
    let state: Option<State> = query
        .state
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| Fault::new("unknown_word").at("?state"))?;
    let asked = PageQuery { limit: query.limit, after: query.after };
    let page = asked.page(&permit.kernel().config.limits)?;
    let after = match page.after.as_str() {
        "" => None,
        cursor => Some(place(cursor).ok_or_else(|| Fault::new("cursor").at("?after"))?),
    };
    let (project, probe) = (permit.place(), page.probe());
    let by = (permit.caller()?.person, permit.standing().clone());
    let (by, meetings) = permit
        .read(move |conn| {
            let by = who(conn, project, by.0, &by.1)?;
            Ok((by, store::list(conn, project, state, after, probe)?))
        })
        .await?;
    let (meetings, next) =
        page.cut(meetings, |meeting: &Meeting| format!("{}|{}", meeting.starts_at.0, meeting.id));
    let items = meetings.iter().map(|meeting| marked(meeting, &by)).collect();
    ok(&api::MeetingsPage { items, next })
}

fn place(cursor: &str) -> Option<(i64, MeetingId)> {
    let (at, id) = cursor.split_once('|')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// A meeting with its page: as it was closed, or while it runs as it would be now.
#[utoipa::path(tag = "Meetings", operation_id = "get_meeting",
    responses((status = 200, description = "The meeting.", body = api::Meeting)))]
#[get("/meetings/{meeting_id}")]
async fn get_meeting(permit: Permit<policy::GetMeeting>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let (id, most) = (permit.place(), i64::from(permit.kernel().config.limits.items_per_meeting));
    let by = (permit.caller()?.person, permit.standing().clone());
    let (meeting, page, by) = permit
        .read(move |conn| {
            let meeting = known(conn, id)?;
            let by = who(conn, meeting.project, by.0, &by.1)?;
            let page = page(conn, &meeting, most)?;
            Ok((meeting, page, by))
        })
        .await?;
    let told = api::Meeting { page, ..marked(&meeting, &by) };
    ok_tagged(&wire::tagged(&told), &told)
}

fn known(conn: &mut Conn, id: MeetingId) -> Result<Meeting, Problem> {
    store::meeting(conn, id)?.ok_or_else(Problem::not_found)
}

fn page(conn: &mut Conn, meeting: &Meeting, most: i64) -> Result<Option<api::MeetingPage>, Problem> {
    match meeting.state {
        State::Planned | State::Cancelled => Ok(None),
        State::Running => {
            let (around, items) = (around(conn, meeting.project)?, plan::of_meeting(conn, meeting.id, most)?);
            Ok(Some(page_of(meeting, &around, Vec::new(), items)))
        }
        State::Closed => {
            let body = store::page(conn, meeting.id)?.ok_or_else(Problem::integrity)?;
            serde_json::from_str(&body).map(Some).map_err(Problem::internal)
        }
    }
}

/// The page of a closed meeting, byte for byte as it was closed: `page_sha256` is its hash.
#[utoipa::path(tag = "Meetings", operation_id = "get_meeting_page",
    responses((status = 200, description = "The page.", body = api::MeetingPage),
        (status = 409, description = "`meeting_not_closed`: there is no page yet.")))]
#[get("/meetings/{meeting_id}/page")]
async fn get_meeting_page(permit: Permit<policy::GetMeetingPage>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let id = permit.place();
    let body = permit.read(move |conn| Ok(store::page(conn, id)?)).await?;
    let body = body.ok_or(MEETING_NOT_CLOSED)?;
    Ok(attachment("application/json", "meeting.json", body))
}

/// The calendar entry of a meeting, for the caller.
#[utoipa::path(tag = "Meetings", operation_id = "get_meeting_calendar",
    responses((status = 200, description = "An iCalendar file.", body = String, content_type = "text/calendar")))]
#[get("/meetings/{meeting_id}/calendar")]
async fn get_meeting_calendar(permit: Permit<policy::GetMeetingCalendar>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let (id, person) = (permit.place(), permit.caller()?.person);
    let (meeting, caller) = permit
        .read(move |conn| {
            let caller = people::person(conn, person)?.ok_or_else(Problem::not_found)?;
            Ok((known(conn, id)?, caller))
        })
        .await?;
    let from = own_address(permit.kernel())?;
    let method = if meeting.state == State::Cancelled { Method::Cancel } else { Method::Request };
    let occasion = Occasion::from(&meeting);
    let address = caller.email.unwrap_or_default();
    let guest = Guest { name: &caller.name, address: &address };
    let link = occasion.link(&permit.kernel().config.public_url());
    let entry = occasion.entry(method, &link, &from, &guest);
    let kind = format!("text/calendar; charset=utf-8; method={}", method.as_str());
    Ok(attachment(&kind, "meeting.ics", entry))
}

/// Changes a meeting. Who is invited is told, when it concerns their calendar.
#[utoipa::path(tag = "Meetings", operation_id = "update_meeting", request_body = api::UpdateMeeting,
    responses((status = 200, description = "The meeting.", body = api::Meeting)))]
#[patch("/meetings/{meeting_id}")]
async fn update_meeting(
    permit: Permit<policy::UpdateMeeting>,
    if_match: IfMatch,
    body: Body<api::UpdateMeeting>,
) -> Answer {
    let ((request, key), expected) = (body.parse()?, if_match.optional()?);
    let (id, change) = (permit.place(), Change::parse(&request, &permit.kernel().config.limits)?);
    let outcome = permit.write(key, move |tx| commands::update(tx, id, &expected, &change)).await?;
    changed(&permit, outcome).await
}

/// Starts a meeting. What is written down in the plan from now on may name it.
#[utoipa::path(tag = "Meetings", operation_id = "start_meeting", request_body = api::StartMeeting,
    responses((status = 200, description = "The meeting.", body = api::Meeting)))]
#[post("/meetings/{meeting_id}/start")]
async fn start_meeting(permit: Permit<policy::StartMeeting>, body: Body<api::StartMeeting>) -> Answer {
    let ((_, key), id) = (body.parse()?, permit.place());
    let outcome = permit.write(key, move |tx| commands::start(tx, id)).await?;
    changed(&permit, outcome).await
}

/// Closes a meeting: its page stands from now on, and waits for both sides.
#[utoipa::path(tag = "Meetings", operation_id = "close_meeting", request_body = api::CloseMeeting,
    responses((status = 200, description = "The meeting.", body = api::Meeting)))]
#[post("/meetings/{meeting_id}/closure")]
async fn close_meeting(permit: Permit<policy::CloseMeeting>, body: Body<api::CloseMeeting>) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (id, closing) = (permit.place(), Closing::parse(&request, &limits)?);
    let outcome = permit.write(key, move |tx| commands::close(tx, id, &closing, &limits)).await?;
    changed(&permit, outcome).await
}

/// Goes on with a closed meeting that not both sides have confirmed. Its page and a confirmation are dropped.
#[utoipa::path(tag = "Meetings", operation_id = "reopen_meeting", request_body = api::ReopenMeeting,
    responses((status = 200, description = "The meeting.", body = api::Meeting)))]
#[post("/meetings/{meeting_id}/reopening")]
async fn reopen_meeting(permit: Permit<policy::ReopenMeeting>, body: Body<api::ReopenMeeting>) -> Answer {
    let ((_, key), id) = (body.parse()?, permit.place());
    let outcome = permit.write(key, move |tx| commands::reopen(tx, id)).await?;
    changed(&permit, outcome).await
}

/// Cancels a planned meeting. Who was invited is told.
#[utoipa::path(tag = "Meetings", operation_id = "cancel_meeting", request_body = api::CancelMeeting,
    responses((status = 200, description = "The meeting.", body = api::Meeting)))]
#[post("/meetings/{meeting_id}/cancellation")]
async fn cancel_meeting(permit: Permit<policy::CancelMeeting>, body: Body<api::CancelMeeting>) -> Answer {
    let ((request, key), id) = (body.parse()?, permit.place());
    let reason = reason(&request, &permit.kernel().config.limits)?;
    let outcome = permit.write(key, move |tx| commands::cancel(tx, id, reason.as_deref())).await?;
    changed(&permit, outcome).await
}

/// Confirms the page of a closed meeting for the caller's side.
#[utoipa::path(tag = "Meetings", operation_id = "confirm_meeting", request_body = api::ConfirmMeeting,
    responses((status = 200, description = "The meeting.", body = api::Meeting)))]
#[post("/meetings/{meeting_id}/confirmations")]
async fn confirm_meeting(
    permit: Permit<policy::ConfirmMeeting>,
    if_match: IfMatch,
    body: Body<api::ConfirmMeeting>,
) -> Answer {
    let ((_, key), expected) = (body.parse()?, if_match.required()?);
    let id = permit.place();
    let outcome = permit.write(key, move |tx| commands::confirm(tx, id, &expected)).await?;
    changed(&permit, outcome).await
}

async fn changed<O: Operation<Place = MeetingId>>(permit: &Permit<O>, outcome: Outcome) -> Answer {
    let id = permit.place();
    let project = permit.read(move |conn| Ok(known(conn, id)?.project)).await?;
    let told = written(permit, project, id, outcome).await?;
    ok_tagged(&wire::tagged(&told), &told)
}

/// What was written, or the meeting as it stands when there was nothing to do, with what the caller may do now.
async fn written<O: Operation>(
    permit: &Permit<O>,
    project: ProjectId,
    id: MeetingId,
    outcome: Outcome,
) -> Result<api::Meeting, Problem> {
    let (written, seq) = match &outcome {
        Outcome::Recorded(recorded) => (recorded.body.meeting.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => (None, None),
    };
    // Repeated by its key, a create without an id of the client's names the meeting only in its event.
    let id = written.as_ref().and_then(|told| told.id.parse().ok()).unwrap_or(id);
    let by = (permit.caller()?.person, permit.standing().clone());
    let (meeting, by) =
        permit.read(move |conn| Ok((known(conn, id)?, who(conn, project, by.0, &by.1)?))).await?;
    let now = marked(&meeting, &by);
    let allowed_actions = now.allowed_actions.clone();
    Ok(api::Meeting { seq, allowed_actions, ..written.unwrap_or(now) })
}

/// A meeting with what this caller may do with it now.
pub(super) fn marked(meeting: &Meeting, by: &Who) -> api::Meeting {
    let organizes = by.may_organize(meeting).is_ok();
    let confirms = by.speaks_for.is_ok_and(|side| !meeting.is_confirmed_by(side));
    let possible: &[&str] = match meeting.state {
        _ if meeting.closed_seq.is_some() => &[],
        State::Planned => &["update_meeting", "start_meeting", "cancel_meeting"],
        State::Running => &["update_meeting", "close_meeting"],
        State::Closed => &["reopen_meeting", "confirm_meeting"],
        State::Cancelled => &[],
    };
    let mut actions = allowed(by.role, possible);
    actions.retain(|action| if action == "confirm_meeting" { confirms } else { organizes });
    api::Meeting { allowed_actions: Some(actions), ..wire::told(meeting) }
}
