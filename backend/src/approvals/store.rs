//! Rows of approvals, with whose turn it is, and of answers.

use super::approval::{Approval, Response, State};
use super::turns::waits;
use crate::kernel::clock::Time;
use crate::kernel::ids::{
    ApprovalId, DepartmentId, DesignId, FirmId, PartyId, PersonId, ProjectId, ResponseId, RouteId, SeatId,
    SessionId,
};
use crate::kernel::record::{Actor, audience_of, audience_text};
use crate::kernel::store::schema::{
    approval_responses, approval_subjects, approval_turns, approvals, members, people, sessions,
};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::plan::KEPT;
use crate::policy::Role;
use diesel::dsl::max;
use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// As JSON in a column.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// From JSON in a column that the program wrote.
pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = approvals)]
#[diesel(treat_none_as_null = true)]
struct Row {
    id: ApprovalId,
    project_id: ProjectId,
    number: i64,
    state: State,
    submission: String,
    route_id: RouteId,
    route_name: String,
    steps: String,
    codes: String,
    outcomes: String,
    audience: Option<String>,
    party_id: PartyId,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    created_seq: i64,
    closure: Option<String>,
    closed_at: Option<i64>,
    closed_seq: Option<i64>,
    version: i64,
    charter: Option<String>,
}

impl From<&Approval> for Row {
    fn from(approval: &Approval) -> Self {
        let author = approval.author.clone();
        Self {
            id: approval.id,
            project_id: approval.project,
            number: approval.number,
            state: approval.state,
            submission: json(&approval.submission),
            route_id: approval.route.0,
            route_name: approval.route.1.clone(),
            steps: json(&approval.steps),
            codes: json(&approval.codes),
            outcomes: json(&approval.outcomes),
            audience: approval.audience.as_deref().map(audience_text),
            party_id: approval.party,
            author_person: author.person,
            author_name: author.name,
            author_firm: author.firm,
            author_department: author.department,
            created_at: approval.created_at.0,
            created_seq: approval.created_seq,
            closure: approval.closure.as_ref().map(json),
            closed_at: approval.closed.map(|(at, _)| at.0),
            closed_seq: approval.closed.map(|(_, seq)| seq),
            version: approval.version,
            charter: approval.charter.as_ref().map(json),
        }
    }
}

impl Row {
    fn read(self) -> Stored<Approval> {
        Ok(Approval {
            id: self.id,
            project: self.project_id,
            number: self.number,
            state: self.state,
            submission: parsed(&self.submission)?,
            route: (self.route_id, self.route_name),
            steps: parsed(&self.steps)?,
            codes: parsed(&self.codes)?,
            charter: self.charter.as_deref().map(parsed).transpose()?,
            outcomes: parsed(&self.outcomes)?,
            audience: self.audience.as_deref().map(audience_of),
            party: self.party_id,
            author: Actor {
                person: self.author_person,
                name: self.author_name,
                firm: self.author_firm,
                department: self.author_department,
            },
            created_at: Time(self.created_at),
            created_seq: self.created_seq,
            closure: self.closure.as_deref().map(parsed).transpose()?,
            closed: self.closed_at.map(Time).zip(self.closed_seq),
            version: self.version,
        })
    }
}

fn all(rows: Vec<Row>) -> Stored<Vec<Approval>> {
    rows.into_iter().map(Row::read).collect()
}

/// Keeps a new approval, what it decides on, and whose turn it is.
pub fn insert(conn: &mut Conn, approval: &Approval) -> Stored<()> {
    diesel::insert_into(approvals::table).values(Row::from(approval)).execute(conn)?;
    for subject in &approval.submission.subjects {
        let is_open = approval.state == State::Open;
        diesel::insert_into(approval_subjects::table)
            .values((
                approval_subjects::approval_id.eq(approval.id),
                approval_subjects::revision_id.eq(subject.revision),
                approval_subjects::design_id.eq(subject.design),
                approval_subjects::open_design.eq(is_open.then_some(subject.design)),
            ))
            .execute(conn)?;
    }
    keep_turns(conn, approval)
}

/// Keeps what an approval is now, and whose turn it is.
pub fn update(conn: &mut Conn, approval: &Approval) -> Stored<()> {
    diesel::update(approvals::table.find(approval.id)).set(Row::from(approval)).execute(conn)?;
    if approval.state != State::Open {
        diesel::update(approval_subjects::table.filter(approval_subjects::approval_id.eq(approval.id)))
            .set(approval_subjects::open_design.eq(None::<DesignId>))
            .execute(conn)?;
    }
    diesel::delete(approval_turns::table.filter(approval_turns::approval_id.eq(approval.id)))
        .execute(conn)?;
    keep_turns(conn, approval)
}

fn keep_turns(conn: &mut Conn, approval: &Approval) -> Stored<()> {
    for (seat, turn) in waits(approval) {
        diesel::insert_into(approval_turns::table)
            .values((
                approval_turns::seat_id.eq(turn.seat),
                approval_turns::kind.eq(turn.kind),
                approval_turns::approval_id.eq(approval.id),
                approval_turns::party_id.eq(seat.plan.party),
                approval_turns::person_id.eq(turn.person),
                approval_turns::handed.eq(turn.handed),
                approval_turns::step_name.eq(&turn.step.plan.name),
                approval_turns::about.eq(json(&turn.about)),
                approval_turns::since.eq(turn.since.0),
                approval_turns::due_at.eq(turn.due_at.0),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub fn approval(conn: &mut Conn, id: ApprovalId) -> Stored<Option<Approval>> {
    let row: Option<Row> = approvals::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::read).transpose()
}

/// The project of an approval.
pub fn project_of(conn: &mut Conn, id: ApprovalId) -> Stored<Option<ProjectId>> {
    approvals::table.find(id).select(approvals::project_id).first(conn).optional()
}

/// The number of the last approval of a project; 0 where there is none.
pub fn last_number(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    let of_project = approvals::table.filter(approvals::project_id.eq(project));
    let last: Option<i64> = of_project.select(max(approvals::number)).first(conn)?;
    Ok(last.unwrap_or(0))
}

pub fn open_count(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    approvals::table
        .filter(approvals::project_id.eq(project))
        .filter(approvals::state.eq(State::Open))
        .count()
        .get_result(conn)
}

/// The open approval of a design.
pub fn open_with(conn: &mut Conn, design: DesignId) -> Stored<Option<ApprovalId>> {
    approval_subjects::table
        .filter(approval_subjects::open_design.eq(design))
        .select(approval_subjects::approval_id)
        .first(conn)
        .optional()
}

/// Approvals of a project before this number, the newest first.
pub fn list(
    conn: &mut Conn,
    project: ProjectId,
    state: Option<State>,
    before: i64,
    most: i64,
) -> Stored<Vec<Approval>> {
    let mut query = approvals::table
        .filter(approvals::project_id.eq(project))
        .filter(approvals::number.lt(before))
        .order(approvals::number.desc())
        .limit(most)
        .select(Row::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(state) = state {
        query = query.filter(approvals::state.eq(state));
    }
    all(query.load(conn)?)
}

/// Open approvals of a project, in order.
pub fn open_of(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Approval>> {
    let rows = approvals::table
        .filter(approvals::project_id.eq(project))
        .filter(approvals::closed_seq.is_null())
        .order(approvals::number)
        .select(Row::as_select())
        .load(conn)?;
    all(rows)
}

/// Open ones, and those that were closed in the last [`KEPT`] events before `head`, in order.
pub fn kept(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Vec<Approval>> {
    let lately: Vec<Row> = approvals::table
        .filter(approvals::project_id.eq(project))
        .filter(approvals::closed_seq.gt(head.saturating_sub(KEPT)))
        .select(Row::as_select())
        .load(conn)?;
    let mut kept = open_of(conn, project)?;
    kept.extend(all(lately)?);
    kept.sort_by_key(|approval| approval.number);
    Ok(kept)
}

pub fn has_response(conn: &mut Conn, id: ResponseId) -> Stored<bool> {
    let known: Option<ResponseId> =
        approval_responses::table.find(id).select(approval_responses::id).first(conn).optional()?;
    Ok(known.is_some())
}

/// Where an answer was given.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    /// The approval.
    pub approval: ApprovalId,
    /// The step, from 0.
    pub step: usize,
    /// How often that had been opened.
    pub round: u32,
    /// The seat.
    pub seat: SeatId,
    /// The party of it.
    pub party: PartyId,
}

/// Keeps an answer for good.
pub fn insert_response(conn: &mut Conn, given: Given, response: &Response) -> Stored<()> {
    let of_approval = approval_responses::table.filter(approval_responses::approval_id.eq(given.approval));
    let last: Option<i64> = of_approval.select(max(approval_responses::number)).first(conn)?;
    diesel::insert_into(approval_responses::table)
        .values((
            approval_responses::id.eq(response.id),
            approval_responses::approval_id.eq(given.approval),
            approval_responses::number.eq(last.unwrap_or(0) + 1),
            approval_responses::step.eq(i64::try_from(given.step).unwrap_or(i64::MAX)),
            approval_responses::round.eq(i64::from(given.round)),
            approval_responses::seat_id.eq(given.seat),
            approval_responses::party_id.eq(given.party),
            approval_responses::response.eq(json(response)),
        ))
        .execute(conn)
        .map(drop)
}

/// An answer as it was given.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its number in the approval.
    pub number: i64,
    /// The step, from 0.
    pub step: i64,
    /// How often that had been opened.
    pub round: i64,
    /// The seat.
    pub seat: SeatId,
    /// The party of it.
    pub party: PartyId,
    /// What was answered.
    pub response: Response,
}

/// Answers of an approval after this number, in order.
pub fn responses(conn: &mut Conn, approval: ApprovalId, after: i64, most: i64) -> Stored<Vec<Past>> {
    let rows: Vec<(i64, i64, i64, SeatId, PartyId, String)> = approval_responses::table
        .filter(approval_responses::approval_id.eq(approval))
        .filter(approval_responses::number.gt(after))
        .order(approval_responses::number)
        .limit(most)
        .select((
            approval_responses::number,
            approval_responses::step,
            approval_responses::round,
            approval_responses::seat_id,
            approval_responses::party_id,
            approval_responses::response,
        ))
        .load(conn)?;
    let read = |(number, step, round, seat, party, response): (i64, i64, i64, SeatId, PartyId, String)| {
        Ok(Past { number, step, round, seat, party, response: parsed(&response)? })
    };
    rows.into_iter().map(read).collect()
}

/// Somebody who may hold a seat, and where they are.
#[derive(Debug, Clone, Queryable)]
pub struct Holder {
    /// The person.
    pub person: PersonId,
    /// The party that they stand in.
    pub party: PartyId,
    /// Their firm.
    pub firm: FirmId,
    /// Their role.
    pub role: Role,
    /// IANA name.
    pub time_zone: String,
}

/// Members of a project, in order of joining.
pub fn holders(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Holder>> {
    members::table
        .inner_join(people::table.on(people::id.eq(members::person_id)))
        .filter(members::project_id.eq(project))
        .order(members::joined_seq)
        .select((members::person_id, members::party_id, members::firm_id, members::role, people::time_zone))
        .load(conn)
}

/// The name of the device of a session.
pub fn device_of(conn: &mut Conn, session: SessionId) -> Stored<Option<String>> {
    let name: Option<Option<String>> =
        sessions::table.find(session).select(sessions::device_name).first(conn).optional()?;
    Ok(name.flatten())
}
