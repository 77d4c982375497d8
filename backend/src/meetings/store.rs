//! Rows of meetings and their pages.

use super::meeting::{Meeting, State};
use crate::kernel::clock::Time;
use crate::kernel::http::Page;
use crate::kernel::ids::{DepartmentId, FirmId, MeetingId, PersonId, ProjectId};
use crate::kernel::record::{Actor, audience_of, audience_text};
use crate::kernel::store::schema::{meeting_pages as pages, meetings, members, projects};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::plan::KEPT;
use diesel::prelude::*;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = meetings)]
#[diesel(treat_none_as_null = true)]
struct Row {
    id: MeetingId,
    project_id: ProjectId,
    title: String,
    agenda: Option<String>,
    starts_at: i64,
    minutes: i64,
    time_zone: String,
    video_url: Option<String>,
    parties: Option<String>,
    state: State,
    reason: Option<String>,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    created_seq: i64,
    closed_seq: Option<i64>,
    sequence: i64,
    changed_at: i64,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    summary: Option<String>,
    counts: Option<String>,
    page_sha256: Option<String>,
    confirmations: String,
}

impl From<&Meeting> for Row {
    fn from(meeting: &Meeting) -> Self {
        let counts = meeting.counts.as_ref().map(|counts| serde_json::to_string(counts).unwrap_or_default());
        let confirmations = serde_json::to_string(&meeting.confirmations).unwrap_or_default();
        let meeting = meeting.clone();
        Self {
            id: meeting.id,
            project_id: meeting.project,
            title: meeting.title,
            agenda: meeting.agenda,
            starts_at: meeting.starts_at.0,
            minutes: meeting.minutes,
            time_zone: meeting.time_zone,
            video_url: meeting.video,
            parties: meeting.parties.as_deref().map(audience_text),
            state: meeting.state,
            reason: meeting.reason,
            author_person: meeting.author.person,
            author_name: meeting.author.name,
            author_firm: meeting.author.firm,
            author_department: meeting.author.department,
            created_at: meeting.created_at.0,
            created_seq: meeting.created_seq,
            closed_seq: meeting.closed_seq,
            sequence: meeting.sequence,
            changed_at: meeting.changed_at.0,
            started_at: meeting.started_at.map(|at| at.0),
            ended_at: meeting.ended_at.map(|at| at.0),
            summary: meeting.summary,
            counts,
            page_sha256: meeting.page_sha256,
            confirmations,
        }
    }
}

impl From<Row> for Meeting {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            project: row.project_id,
            title: row.title,
            agenda: row.agenda,
            starts_at: Time(row.starts_at),
            minutes: row.minutes,
            time_zone: row.time_zone,
            video: row.video_url,
            parties: row.parties.as_deref().map(audience_of),
            state: row.state,
            reason: row.reason,
            author: Actor {
                person: row.author_person,
                name: row.author_name,
                firm: row.author_firm,
                department: row.author_department,
            },
            created_at: Time(row.created_at),
            created_seq: row.created_seq,
            closed_seq: row.closed_seq,
            sequence: row.sequence,
            changed_at: Time(row.changed_at),
            started_at: row.started_at.map(Time),
            ended_at: row.ended_at.map(Time),
            summary: row.summary,
            counts: row.counts.and_then(|counts| serde_json::from_str(&counts).ok()),
            page_sha256: row.page_sha256,
            confirmations: serde_json::from_str(&row.confirmations).unwrap_or_default(),
        }
    }
}

fn meetings_of(rows: Vec<Row>) -> Vec<Meeting> {
    rows.into_iter().map(Meeting::from).collect()
}

pub fn insert(conn: &mut Conn, meeting: &Meeting) -> Stored<()> {
    diesel::insert_into(meetings::table).values(Row::from(meeting)).execute(conn).map(drop)
}

pub fn update(conn: &mut Conn, meeting: &Meeting) -> Stored<()> {
    diesel::update(meetings::table.find(meeting.id)).set(Row::from(meeting)).execute(conn).map(drop)
}

pub fn meeting(conn: &mut Conn, id: MeetingId) -> Stored<Option<Meeting>> {
    let row: Option<Row> = meetings::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Meeting::from))
}

/// How many nothing has settled yet.
pub fn open_count(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    meetings::table
        .filter(meetings::project_id.eq(project))
        .filter(meetings::closed_seq.is_null())
        .count()
        .get_result(conn)
}

/// What is not settled, and what was in the last [`KEPT`] events before `head`, in the order it was planned.
pub fn kept(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Vec<Meeting>> {
    let of_project = meetings::table.filter(meetings::project_id.eq(project)).select(Row::as_select());
    let mut rows: Vec<Row> = of_project.filter(meetings::closed_seq.is_null()).load(conn)?;
    let lately = of_project.filter(meetings::closed_seq.gt(head.saturating_sub(KEPT)));
    rows.extend(lately.load::<Row>(conn)?);
    rows.sort_by_key(|row| row.created_seq);
    Ok(meetings_of(rows))
}

/// Meetings of a project, the latest beginning first, after one that begins then.
pub fn list(
    conn: &mut Conn,
    project: ProjectId,
    state: Option<State>,
    after: Option<(i64, MeetingId)>,
    limit: i64,
) -> Stored<Vec<Meeting>> {
    let mut query = meetings::table
        .filter(meetings::project_id.eq(project))
        .order((meetings::starts_at.desc(), meetings::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(state) = state {
        query = query.filter(meetings::state.eq(state));
    }
    if let Some((at, id)) = after {
        let then = meetings::starts_at.eq(at).and(meetings::id.lt(id));
        query = query.filter(meetings::starts_at.lt(at).or(then));
    }
    Ok(meetings_of(query.load(conn)?))
}

/// A closed meeting that not both sides have confirmed, and its project.
pub struct Unconfirmed {
    /// The meeting.
    pub meeting: Meeting,
    /// The project's code.
    pub project_code: String,
    /// The project's name.
    pub project_name: String,
}

/// Those of a person's projects, in the order they were planned.
pub fn unconfirmed(conn: &mut Conn, person: PersonId, page: &Page) -> Stored<Vec<Unconfirmed>> {
    let rows: Vec<(Row, String, String)> = members::table
        .inner_join(projects::table.on(projects::id.eq(members::project_id)))
        .inner_join(meetings::table.on(meetings::project_id.eq(members::project_id)))
        .filter(members::person_id.eq(person))
        .filter(meetings::closed_seq.is_null())
        .filter(meetings::state.eq(State::Closed))
        .filter(meetings::id.gt(&page.after))
        .order(meetings::id)
        .limit(page.probe())
        .select((Row::as_select(), projects::code, projects::name))
        .load(conn)?;
    let unconfirmed = |(row, project_code, project_name): (Row, String, String)| Unconfirmed {
        meeting: row.into(),
        project_code,
        project_name,
    };
    Ok(rows.into_iter().map(unconfirmed).collect())
}

pub fn page(conn: &mut Conn, id: MeetingId) -> Stored<Option<String>> {
    pages::table.find(id).select(pages::body).first(conn).optional()
}

pub fn drop_page(conn: &mut Conn, id: MeetingId) -> Stored<()> {
    diesel::delete(pages::table.find(id)).execute(conn).map(drop)
}

pub fn keep_page(conn: &mut Conn, id: MeetingId, body: &str) -> Stored<()> {
    diesel::insert_into(pages::table)
        .values((pages::meeting_id.eq(id), pages::body.eq(body)))
        .execute(conn)
        .map(drop)
}
