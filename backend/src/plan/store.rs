//! Rows of items and answers.

use super::drafts::Reply;
use super::item::{Ball, Holder, Item, KEPT, Kind, State};
use crate::kernel::clock::Time;
use crate::kernel::http::Page;
use crate::kernel::ids::{
    AnswerId, DepartmentId, FirmId, ItemId, MeetingId, MessageId, PartyId, PersonId, ProjectId,
};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::{answers, members, plan_items as items, projects};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::projects::parties_with;
use diesel::dsl::{AsSelect, exists};
use diesel::prelude::*;
use dure_api::QuestionAnswer;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = items)]
#[diesel(treat_none_as_null = true)]
struct Row {
    id: ItemId,
    project_id: ProjectId,
    kind: Kind,
    title: String,
    body: Option<String>,
    message_id: Option<MessageId>,
    meeting_id: Option<MeetingId>,
    state: State,
    reason: Option<String>,
    due_on: Option<String>,
    owner_party: Option<PartyId>,
    owner_person: Option<PersonId>,
    asker_party: Option<PartyId>,
    asker_person: Option<PersonId>,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    created_seq: i64,
    closed_seq: Option<i64>,
    ball_party: Option<PartyId>,
    ball_person: Option<PersonId>,
    ball_since: Option<i64>,
    answer_count: i64,
    last_answer: Option<AnswerId>,
}

impl From<&Item> for Row {
    fn from(item: &Item) -> Self {
        let ball = item.ball.map(|ball| ball.holder);
        let party = |holder: Option<Holder>| holder.map(|holder| holder.party);
        let person = |holder: Option<Holder>| holder.and_then(|holder| holder.person);
        let item = item.clone();
        Self {
            id: item.id,
            project_id: item.project,
            kind: item.kind,
            title: item.title,
            body: item.body,
            message_id: item.message,
            meeting_id: item.meeting,
            state: item.state,
            reason: item.reason,
            due_on: item.due_on,
            owner_party: party(item.owner),
            owner_person: person(item.owner),
            asker_party: party(item.asker),
            asker_person: person(item.asker),
            author_person: item.author.person,
            author_name: item.author.name,
            author_firm: item.author.firm,
            author_department: item.author.department,
            created_at: item.created_at.0,
            created_seq: item.created_seq,
            closed_seq: item.closed_seq,
            ball_party: party(ball),
            ball_person: person(ball),
            ball_since: item.ball.map(|ball| ball.since.0),
            answer_count: item.answers,
            last_answer: item.last_answer,
        }
    }
}

impl From<Row> for Item {
    fn from(row: Row) -> Self {
        let holder = |party: Option<PartyId>, person| party.map(|party| Holder { party, person });
        let ball = holder(row.ball_party, row.ball_person).zip(row.ball_since);
        Self {
            id: row.id,
            project: row.project_id,
            kind: row.kind,
            title: row.title,
            body: row.body,
            message: row.message_id,
            meeting: row.meeting_id,
            state: row.state,
            reason: row.reason,
            due_on: row.due_on,
            owner: holder(row.owner_party, row.owner_person),
            asker: holder(row.asker_party, row.asker_person),
            author: Actor {
                person: row.author_person,
                name: row.author_name,
                firm: row.author_firm,
                department: row.author_department,
            },
            created_at: Time(row.created_at),
            created_seq: row.created_seq,
            closed_seq: row.closed_seq,
            ball: ball.map(|(holder, since)| Ball { holder, since: Time(since) }),
            answers: row.answer_count,
            last_answer: row.last_answer,
        }
    }
}

fn items_of(rows: Vec<Row>) -> Vec<Item> {
    rows.into_iter().map(Item::from).collect()
}

pub fn insert(conn: &mut Conn, item: &Item) -> Stored<()> {
    diesel::insert_into(items::table).values(Row::from(item)).execute(conn).map(drop)
}

pub fn update(conn: &mut Conn, item: &Item) -> Stored<()> {
    diesel::update(items::table.find(item.id)).set(Row::from(item)).execute(conn).map(drop)
}

pub fn item(conn: &mut Conn, id: ItemId) -> Stored<Option<Item>> {
    let row: Option<Row> = items::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Item::from))
}

pub fn open_count(conn: &mut Conn, project: ProjectId, kind: Kind) -> Stored<i64> {
    items::table
        .filter(items::project_id.eq(project))
        .filter(items::closed_seq.is_null())
        .filter(items::kind.eq(kind))
        .count()
        .get_result(conn)
}

/// What is open, and what was closed in the last [`KEPT`] events before `head`, in the order it was written down.
pub fn kept(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Vec<Item>> {
    // Two searches of the index; one with OR would read all that was ever closed.
    let of_project = items::table.filter(items::project_id.eq(project)).select(Row::as_select());
    let mut rows: Vec<Row> = of_project.filter(items::closed_seq.is_null()).load(conn)?;
    let lately = of_project.filter(items::closed_seq.gt(head.saturating_sub(KEPT)));
    rows.extend(lately.load::<Row>(conn)?);
    rows.sort_by_key(|row| row.created_seq);
    Ok(items_of(rows))
}

/// How much was written down in a meeting.
pub fn count_of_meeting(conn: &mut Conn, meeting: MeetingId) -> Stored<i64> {
    items::table.filter(items::meeting_id.eq(meeting)).count().get_result(conn)
}

/// What was written down in a meeting, in order, at most so many.
pub fn of_meeting(conn: &mut Conn, meeting: MeetingId, most: i64) -> Stored<Vec<Item>> {
    let rows = items::table
        .filter(items::meeting_id.eq(meeting))
        .order(items::created_seq)
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    Ok(items_of(rows))
}

/// Open items that are with a person, or that they asked.
pub fn with(conn: &mut Conn, project: ProjectId, person: PersonId) -> Stored<Vec<Item>> {
    let rows = items::table
        .filter(items::project_id.eq(project))
        .filter(items::closed_seq.is_null())
        .filter(items::owner_person.eq(person).or(items::asker_person.eq(person)))
        .order(items::created_seq)
        .select(Row::as_select())
        .load(conn)?;
    Ok(items_of(rows))
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// Only in this state.
    pub state: Option<State>,
    /// Only this party's.
    pub party: Option<PartyId>,
    /// Only this person's.
    pub person: Option<PersonId>,
}

/// Items of one kind, in the order they were written down.
pub fn list(
    conn: &mut Conn,
    project: ProjectId,
    kind: Kind,
    narrow: &Narrow,
    page: &Page,
) -> Stored<Vec<Item>> {
    let after: i64 = page.after.parse().unwrap_or(0);
    let mut query = items::table
        .filter(items::project_id.eq(project))
        .filter(items::kind.eq(kind))
        .filter(items::created_seq.gt(after))
        .order(items::created_seq)
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(state) = narrow.state {
        query = query.filter(items::state.eq(state));
    }
    if let Some(party) = narrow.party {
        query = query.filter(items::owner_party.eq(party));
    }
    if let Some(person) = narrow.person {
        query = query.filter(items::owner_person.eq(person));
    }
    Ok(items_of(query.load(conn)?))
}

/// Where a page of what waits goes on: after an item with a day, after one without.
#[derive(Debug, Clone)]
pub enum Cursor {
    /// At the first.
    Start,
    /// After this one of this day.
    Dated(String, ItemId),
    /// After this one without a day.
    Undated(ItemId),
}

/// An item that waits, and its project.
pub type Waiting = (Item, ItsProject);

/// What a list over several projects tells of an item's project.
#[derive(Debug, Clone)]
pub struct ItsProject {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

type WaitingRow = (Row, String, String);

#[diesel::dsl::auto_type]
fn in_projects<'a>() -> _ {
    let columns: AsSelect<Row, MultiBackend> = Row::as_select();
    items::table
        .inner_join(projects::table.on(projects::id.eq(items::project_id)))
        .select((columns, projects::code, projects::name))
        .into_boxed::<'a, MultiBackend>()
}

/// What lies with a person, or with a party of theirs and nobody in it, in the projects they are in now: by its day,
/// what has none last.
pub fn waiting_for(conn: &mut Conn, person: PersonId, after: &Cursor, limit: i64) -> Stored<Vec<Waiting>> {
    let membership = members::table.find((items::project_id, person));
    let own = in_projects().filter(items::ball_person.eq(person)).filter(exists(membership));
    let of_party = in_projects()
        .filter(items::ball_person.is_null())
        .filter(items::ball_party.eq_any(parties_with(person.as_str())));
    let mut rows: Vec<WaitingRow> = beyond(own, after).limit(limit).load(conn)?;
    rows.extend(beyond(of_party, after).limit(limit).load::<WaitingRow>(conn)?);
    let waits = |(row, code, name): WaitingRow| (Item::from(row), ItsProject { code, name });
    let mut waiting: Vec<_> = rows.into_iter().map(waits).collect();
    waiting.sort_by(|(one, _), (other, _)| {
        let place = |item: &Item| (item.due_on.is_none(), item.due_on.clone(), item.id);
        place(one).cmp(&place(other))
    });
    waiting.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(waiting)
}

/// In the order of `waiting_for`, from a cursor on.
fn beyond<'a>(query: in_projects<'a>, after: &'a Cursor) -> in_projects<'a> {
    let query = query.order((items::due_on.is_null(), items::due_on, items::id));
    match after {
        Cursor::Start => query,
        Cursor::Undated(id) => query.filter(items::due_on.is_null().and(items::id.gt(*id))),
        Cursor::Dated(day, id) => {
            let same_day = items::due_on.eq(day).and(items::id.gt(*id));
            query.filter(items::due_on.gt(day).or(same_day).or(items::due_on.is_null()))
        }
    }
}

type AnswerRow = (AnswerId, ItemId, String, PersonId, String, FirmId, Option<DepartmentId>, i64);

const ANSWER: (
    answers::id,
    answers::question_id,
    answers::body,
    answers::author_person,
    answers::author_name,
    answers::author_firm,
    answers::author_department,
    answers::created_at,
) = (
    answers::id,
    answers::question_id,
    answers::body,
    answers::author_person,
    answers::author_name,
    answers::author_firm,
    answers::author_department,
    answers::created_at,
);

fn told((id, question, body, person, name, firm, department, at): AnswerRow) -> QuestionAnswer {
    QuestionAnswer {
        id: id.to_string(),
        question_id: question.to_string(),
        body,
        author: Actor { person, name, firm, department }.wire(),
        created_at: Time(at).rfc3339(),
    }
}

/// Writes an answer down.
pub fn insert_answer(
    conn: &mut Conn,
    question: ItemId,
    reply: &Reply,
    author: &Actor,
    (seq, at): (i64, Time),
) -> Stored<()> {
    diesel::insert_into(answers::table)
        .values((
            answers::id.eq(reply.id),
            answers::question_id.eq(question),
            answers::seq.eq(seq),
            answers::body.eq(&reply.body),
            answers::author_person.eq(author.person),
            answers::author_name.eq(&author.name),
            answers::author_firm.eq(author.firm),
            answers::author_department.eq(author.department),
            answers::created_at.eq(at.0),
        ))
        .execute(conn)
        .map(drop)
}

/// Those of these answers that there are.
pub fn answers(conn: &mut Conn, ids: &[AnswerId]) -> Stored<Vec<QuestionAnswer>> {
    let rows: Vec<AnswerRow> = answers::table.filter(answers::id.eq_any(ids)).select(ANSWER).load(conn)?;
    Ok(rows.into_iter().map(told).collect())
}

/// Answers to a question with their places, oldest first.
pub fn answers_to(conn: &mut Conn, question: ItemId, page: &Page) -> Stored<Vec<(i64, QuestionAnswer)>> {
    let after: i64 = page.after.parse().unwrap_or(0);
    let rows: Vec<(i64, AnswerRow)> = answers::table
        .filter(answers::question_id.eq(question))
        .filter(answers::seq.gt(after))
        .order(answers::seq)
        .limit(page.probe())
        .select((answers::seq, ANSWER))
        .load(conn)?;
    Ok(rows.into_iter().map(|(seq, row)| (seq, told(row))).collect())
}
