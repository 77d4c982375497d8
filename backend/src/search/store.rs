//! Rows of documents, and the position in each record.

use super::rules::Question;
use crate::kernel::access::Standing;
use crate::kernel::clock::Time;
use crate::kernel::ids::{PartyId, ProjectId, Scope};
use crate::kernel::record::{audience_of, audience_text};
use crate::kernel::store::schema::{heads, messages, search_documents, search_positions};
use crate::kernel::store::{Conn, Stored, direct, index_words, unindex_words, with_words};
use diesel::prelude::*;
use dure_api::SearchHit;
use std::collections::BTreeMap;

/// The position that counts the ids of documents.
pub const IDS: &str = "";
/// Documents looked at together.
const CHUNK: i64 = 100;
/// Documents one page looks at; what is left is on the next.
const LOOK: usize = 2_000;

/// Something that has words, as it is after an event.
#[derive(Debug, Clone)]
pub struct Document {
    /// As in events: `message`, `member`, ...
    pub kind: String,
    /// Its id.
    pub ref_id: String,
    /// The event.
    pub seq: i64,
    /// Its time in ms.
    pub at: i64,
    /// Who said it, or who it is.
    pub person_id: Option<String>,
    /// Their department.
    pub department_id: Option<String>,
    /// Parties that may find it.
    pub audience: Option<Vec<PartyId>>,
    /// The text.
    pub body: String,
    /// Its words and those of filters, divided by spaces.
    pub words: String,
    /// Nothing of it is known yet.
    pub is_new: bool,
}

/// Projects whose record is longer than the search knows.
pub fn behind(conn: &mut Conn) -> Stored<Vec<Scope>> {
    let scopes: Vec<String> = heads::table
        .left_join(search_positions::table.on(search_positions::scope.eq(heads::scope)))
        .filter(heads::kind.eq("project"))
        .filter(
            search_positions::seq.is_null().or(search_positions::seq.nullable().lt(heads::seq.nullable())),
        )
        .select(heads::scope)
        .load(conn)?;
    Ok(scopes.iter().filter_map(|id| Scope::parse("project", id).ok()).collect())
}

/// The last event of a record that the search knows.
pub fn position(conn: &mut Conn, scope: &str) -> Stored<i64> {
    let known = search_positions::table.find(scope).select(search_positions::seq).first(conn).optional()?;
    Ok(known.unwrap_or(0))
}

/// Moves it.
pub fn move_position(conn: &mut Conn, scope: &str, seq: i64) -> Stored<()> {
    let moved = diesel::update(search_positions::table.find(scope))
        .set(search_positions::seq.eq(seq))
        .execute(conn)?;
    if moved == 0 {
        diesel::insert_into(search_positions::table)
            .values((search_positions::scope.eq(scope), search_positions::seq.eq(seq)))
            .execute(conn)?;
    }
    Ok(())
}

fn known(conn: &mut Conn, project: ProjectId, kind: &str, ref_id: &str) -> Stored<Option<i64>> {
    search_documents::table
        .filter(search_documents::project_id.eq(project))
        .filter(search_documents::kind.eq(kind))
        .filter(search_documents::ref_id.eq(ref_id))
        .select(search_documents::id)
        .first(conn)
        .optional()
}

/// Documents that change, with their words, which are written together at the end.
pub struct Index {
    last_id: i64,
    words: BTreeMap<i64, String>,
}

impl Index {
    /// The next new document gets the id after `last_id`.
    pub fn from(last_id: i64) -> Self {
        Self { last_id, words: BTreeMap::new() }
    }

    /// Keeps a document as it is now.
    pub fn keep(&mut self, conn: &mut Conn, project: ProjectId, document: &Document) -> Stored<()> {
        let audience = document.audience.as_deref().map(audience_text);
        let known =
            if document.is_new { None } else { known(conn, project, &document.kind, &document.ref_id)? };
        let id = match known {
            Some(id) => {
                self.forget(conn, id)?;
                diesel::update(search_documents::table.find(id))
                    .set((search_documents::audience.eq(audience), search_documents::body.eq(&document.body)))
                    .execute(conn)?;
                id
            }
            None => {
                self.last_id += 1;
                let insert = diesel::insert_into(search_documents::table).values((
                    search_documents::id.eq(self.last_id),
                    search_documents::project_id.eq(project),
                    search_documents::kind.eq(&document.kind),
                    search_documents::ref_id.eq(&document.ref_id),
                    search_documents::seq.eq(document.seq),
                    search_documents::at.eq(document.at),
                    search_documents::person_id.eq(&document.person_id),
                    search_documents::department_id.eq(&document.department_id),
                    search_documents::audience.eq(audience),
                    search_documents::body.eq(&document.body),
                ));
                direct::execute(conn, insert)?;
                self.last_id
            }
        };
        self.words.insert(id, document.words.clone());
        Ok(())
    }

    /// Takes a document away.
    pub fn drop(&mut self, conn: &mut Conn, project: ProjectId, kind: &str, ref_id: &str) -> Stored<()> {
        let Some(id) = known(conn, project, kind, ref_id)? else { return Ok(()) };
        self.forget(conn, id)?;
        diesel::delete(search_documents::table.find(id)).execute(conn).map(drop)
    }

    /// Takes the words of a document away, wherever they are.
    fn forget(&mut self, conn: &mut Conn, id: i64) -> Stored<()> {
        if self.words.remove(&id).is_some() { Ok(()) } else { unindex_words(conn, id) }
    }

    /// Writes the words; answers the last id.
    pub fn write(self, conn: &mut Conn) -> Stored<i64> {
        if !self.words.is_empty() {
            index_words(conn, &self.words)?;
        }
        Ok(self.last_id)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = search_documents)]
struct Row {
    id: i64,
    project_id: ProjectId,
    kind: String,
    ref_id: String,
    seq: i64,
    at: i64,
    person_id: Option<String>,
    department_id: Option<String>,
    audience: Option<String>,
    body: String,
}

impl Row {
    fn wire(self) -> SearchHit {
        SearchHit {
            kind: self.kind,
            id: self.ref_id,
            project_id: self.project_id.to_string(),
            seq: self.seq,
            at: Time(self.at).rfc3339(),
            person_id: self.person_id,
            department_id: self.department_id,
            text: self.body,
        }
    }
}

/// Ids that the days leave: greater than the first, less than the second. Within a project times grow with the ids.
fn between(conn: &mut Conn, project: ProjectId, question: &Question, before: i64) -> Stored<(i64, i64)> {
    let of = search_documents::project_id.eq(project);
    let (mut above, mut below) = (0, before);
    if let Some(from) = question.from {
        let last: Option<i64> = search_documents::table
            .filter(of)
            .filter(search_documents::at.lt(from))
            .order((search_documents::at.desc(), search_documents::id.desc()))
            .select(search_documents::id)
            .first(conn)
            .optional()?;
        above = last.unwrap_or(above);
    }
    if let Some(to) = question.to {
        let first: Option<i64> = search_documents::table
            .filter(of)
            .filter(search_documents::at.ge(to))
            .order((search_documents::at, search_documents::id))
            .select(search_documents::id)
            .first(conn)
            .optional()?;
        below = below.min(first.unwrap_or(below));
    }
    Ok((above, below))
}

/// What is found, newest first, and where to go on.
pub fn find(
    conn: &mut Conn,
    project: ProjectId,
    standing: &Standing,
    question: &Question,
    (before, limit): (i64, usize),
) -> Stored<(Vec<SearchHit>, Option<i64>)> {
    let (above, mut below) = between(conn, project, question, before)?;
    let (mut hits, mut looked) = (Vec::new(), 0);
    loop {
        let ids = with_words(conn, (&question.words, &question.beginnings), (above, below), CHUNK)?;
        let more = i64::try_from(ids.len()).unwrap_or(0) == CHUNK;
        let mut rows: Vec<Row> = search_documents::table
            .filter(search_documents::id.eq_any(&ids))
            .order(search_documents::id.desc())
            .select(Row::as_select())
            .load(conn)?;
        rows.retain(|row| {
            let audience = row.audience.as_deref().map(audience_of);
            row.project_id == project && standing.hears(audience.as_deref()) && question.stands_in(&row.body)
        });
        let deleted = deleted_among(conn, &rows)?;
        rows.retain(|row| !deleted.contains(&row.ref_id));
        for row in rows {
            if hits.len() == limit {
                return Ok((hits, Some(below)));
            }
            below = row.id;
            hits.push(row.wire());
        }
        below = ids.last().copied().unwrap_or(below);
        looked += ids.len();
        if !more {
            return Ok((hits, None));
        }
        if looked >= LOOK {
            return Ok((hits, Some(below)));
        }
    }
}

/// Messages among these that are deleted: the documents may be a moment behind.
fn deleted_among(conn: &mut Conn, rows: &[Row]) -> Stored<Vec<String>> {
    let ids = rows.iter().filter(|row| row.kind == "message").map(|row| &row.ref_id);
    messages::table
        .filter(messages::id.eq_any(ids))
        .filter(messages::deletion.is_not_null())
        .select(messages::id)
        .load(conn)
}
