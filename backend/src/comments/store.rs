//! Rows of comments.

use super::comment::{Ball, Comment, State};
use crate::kernel::clock::Time;
use crate::kernel::ids::{
    CommentId, DepartmentId, DesignId, FirmId, PartyId, PersonId, ProjectId, RevisionId,
};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::{comments, designs, members, projects};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::plan::KEPT;
use crate::projects::parties_with;
use diesel::dsl::{AsSelect, exists, max};
use diesel::prelude::*;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = comments)]
#[diesel(treat_none_as_null = true)]
struct Row {
    id: CommentId,
    project_id: ProjectId,
    design_id: DesignId,
    revision_id: RevisionId,
    number: i64,
    body: String,
    blocking: bool,
    anchor: Option<String>,
    origin: Option<String>,
    party_id: PartyId,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    closer: Option<PersonId>,
    created_at: i64,
    created_seq: i64,
    state: State,
    answers: String,
    closure: Option<String>,
    carried_to: Option<RevisionId>,
    closed_seq: Option<i64>,
    ball_party: Option<PartyId>,
    ball_person: Option<PersonId>,
    ball_since: Option<i64>,
}

impl From<&Comment> for Row {
    fn from(comment: &Comment) -> Self {
        let json = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
        let comment = comment.clone();
        Self {
            id: comment.id,
            project_id: comment.project,
            design_id: comment.design,
            revision_id: comment.revision,
            number: comment.number,
            body: comment.body,
            blocking: comment.blocking,
            origin: comment.origin,
            anchor: comment.anchor.map(|anchor| json(serde_json::to_string(&anchor))),
            party_id: comment.party,
            author_person: comment.author.person,
            author_name: comment.author.name,
            author_firm: comment.author.firm,
            author_department: comment.author.department,
            closer: comment.closer,
            created_at: comment.created_at.0,
            created_seq: comment.created_seq,
            state: comment.state,
            answers: json(serde_json::to_string(&comment.answers)),
            closure: comment.closure.map(|closure| json(serde_json::to_string(&closure))),
            carried_to: comment.carried_to,
            closed_seq: comment.closed_seq,
            ball_party: comment.ball.map(|ball| ball.party),
            ball_person: comment.ball.and_then(|ball| ball.person),
            ball_since: comment.ball.map(|ball| ball.since.0),
        }
    }
}

impl From<Row> for Comment {
    fn from(row: Row) -> Self {
        let ball = row.ball_party.zip(row.ball_since);
        Self {
            id: row.id,
            project: row.project_id,
            design: row.design_id,
            revision: row.revision_id,
            number: row.number,
            body: row.body,
            blocking: row.blocking,
            origin: row.origin,
            anchor: row.anchor.and_then(|text| serde_json::from_str(&text).ok()),
            party: row.party_id,
            author: Actor {
                person: row.author_person,
                name: row.author_name,
                firm: row.author_firm,
                department: row.author_department,
            },
            closer: row.closer,
            created_at: Time(row.created_at),
            created_seq: row.created_seq,
            state: row.state,
            answers: serde_json::from_str(&row.answers).unwrap_or_default(),
            closure: row.closure.and_then(|text| serde_json::from_str(&text).ok()),
            carried_to: row.carried_to,
            closed_seq: row.closed_seq,
            ball: ball.map(|(party, since)| Ball { party, person: row.ball_person, since: Time(since) }),
        }
    }
}

fn all(rows: Vec<Row>) -> Vec<Comment> {
    rows.into_iter().map(Comment::from).collect()
}

pub fn insert(conn: &mut Conn, comment: &Comment) -> Stored<()> {
    diesel::insert_into(comments::table).values(Row::from(comment)).execute(conn).map(drop)
}

pub fn update(conn: &mut Conn, comment: &Comment) -> Stored<()> {
    diesel::update(comments::table.find(comment.id)).set(Row::from(comment)).execute(conn).map(drop)
}

pub fn comment(conn: &mut Conn, id: CommentId) -> Stored<Option<Comment>> {
    let row: Option<Row> = comments::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Comment::from))
}

/// The number of the last comment of a design; 0 where there is none.
pub fn last_number(conn: &mut Conn, design: DesignId) -> Stored<i64> {
    let last: Option<i64> =
        comments::table.filter(comments::design_id.eq(design)).select(max(comments::number)).first(conn)?;
    Ok(last.unwrap_or(0))
}

/// How many comments of a design are not closed.
pub fn open_count(conn: &mut Conn, design: DesignId) -> Stored<i64> {
    comments::table
        .filter(comments::design_id.eq(design))
        .filter(comments::closed_seq.is_null())
        .count()
        .get_result(conn)
}

/// Comments of a design that are not closed, by their numbers.
pub fn open(conn: &mut Conn, design: DesignId) -> Stored<Vec<Comment>> {
    let rows = comments::table
        .filter(comments::design_id.eq(design))
        .filter(comments::closed_seq.is_null())
        .order(comments::number)
        .select(Row::as_select())
        .load(conn)?;
    Ok(all(rows))
}

/// Comments that are not closed and that somebody closes.
pub fn closed_by(conn: &mut Conn, project: ProjectId, person: PersonId) -> Stored<Vec<Comment>> {
    let rows = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::closed_seq.is_null())
        .filter(comments::closer.eq(person))
        .order(comments::created_seq)
        .select(Row::as_select())
        .load(conn)?;
    Ok(all(rows))
}

/// All comments of a design, by their numbers.
pub fn all_of(conn: &mut Conn, design: DesignId) -> Stored<Vec<Comment>> {
    list(conn, design, &Narrow::default(), 0, i64::MAX)
}

/// What of a register is wanted.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// In this state.
    pub state: Option<State>,
    /// Of this party.
    pub party: Option<PartyId>,
    /// On this revision, made there or carried there and no further.
    pub revision: Option<RevisionId>,
}

/// Comments of a design after this number, by their numbers.
pub fn list(
    conn: &mut Conn,
    design: DesignId,
    narrow: &Narrow,
    after: i64,
    most: i64,
) -> Stored<Vec<Comment>> {
    let mut query = comments::table
        .filter(comments::design_id.eq(design))
        .filter(comments::number.gt(after))
        .order(comments::number)
        .limit(most)
        .select(Row::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(state) = narrow.state {
        query = query.filter(comments::state.eq(state));
    }
    if let Some(party) = narrow.party {
        query = query.filter(comments::party_id.eq(party));
    }
    if let Some(revision) = narrow.revision {
        let made = comments::carried_to.is_null().and(comments::revision_id.eq(revision));
        let carried = comments::carried_to.assume_not_null().eq(revision);
        query = query.filter(made.or(comments::carried_to.is_not_null().and(carried)));
    }
    Ok(all(query.load(conn)?))
}

/// What is not closed, and what was in the last [`KEPT`] events before `head`, in the order it was made.
pub fn kept(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Vec<Comment>> {
    let of_project = comments::table.filter(comments::project_id.eq(project)).select(Row::as_select());
    let mut rows: Vec<Row> = of_project.filter(comments::closed_seq.is_null()).load(conn)?;
    let lately = of_project.filter(comments::closed_seq.gt(head.saturating_sub(KEPT)));
    rows.extend(lately.load::<Row>(conn)?);
    rows.sort_by_key(|row| row.created_seq);
    Ok(all(rows))
}

/// A comment that waits for somebody, and where it stands.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The comment.
    pub comment: Comment,
    /// The project's code.
    pub project_code: String,
    /// The project's name.
    pub project_name: String,
    /// The design's number.
    pub design_number: String,
    /// The design's title.
    pub design_title: String,
}

type WaitingRow = (Row, String, String, String, String);

#[diesel::dsl::auto_type]
fn in_projects<'a>() -> _ {
    let columns: AsSelect<Row, MultiBackend> = Row::as_select();
    comments::table
        .inner_join(projects::table.on(projects::id.eq(comments::project_id)))
        .inner_join(designs::table.on(designs::id.eq(comments::design_id)))
        .select((columns, projects::code, projects::name, designs::number, designs::title))
        .into_boxed::<'a, MultiBackend>()
}

/// What lies with a person, or with a party of theirs and nobody in it, in the projects they are in now, by id.
pub fn waiting_for(conn: &mut Conn, person: PersonId, after: &str, limit: i64) -> Stored<Vec<Waiting>> {
    let membership = members::table.find((comments::project_id, person));
    let own = in_projects().filter(comments::ball_person.eq(person)).filter(exists(membership));
    let of_party = in_projects()
        .filter(comments::ball_person.is_null())
        .filter(comments::ball_party.eq_any(parties_with(person.as_str())));
    let mut rows = Vec::new();
    for query in [own, of_party] {
        let query = query.filter(comments::id.gt(after)).order(comments::id).limit(limit);
        rows.extend(query.load::<WaitingRow>(conn)?);
    }
    let waits = |(row, project_code, project_name, design_number, design_title): WaitingRow| Waiting {
        comment: row.into(),
        project_code,
        project_name,
        design_number,
        design_title,
    };
    let mut waiting: Vec<_> = rows.into_iter().map(waits).collect();
    waiting.sort_by_key(|waiting| waiting.comment.id);
    waiting.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(waiting)
}
