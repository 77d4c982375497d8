//! Rows of markups.

use super::markup::{Ground, Markup};
use crate::kernel::clock::Time;
use crate::kernel::ids::{
    DepartmentId, DesignId, FirmId, MarkupId, PartyId, PersonId, ProjectId, RevisionId,
};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::markups;
use crate::kernel::store::{Conn, MultiBackend, Stored};
use diesel::prelude::*;
use dure_api::Camera;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = markups)]
#[diesel(treat_none_as_null = true)]
struct Row {
    id: MarkupId,
    project_id: ProjectId,
    design_id: DesignId,
    revision_id: RevisionId,
    file_id: String,
    page: Option<i64>,
    camera: Option<String>,
    shapes: String,
    party_id: PartyId,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    published_at: Option<i64>,
    published_seq: Option<i64>,
}

impl From<&Markup> for Row {
    fn from(markup: &Markup) -> Self {
        let (page, camera) = match markup.ground {
            Ground::Page(page) => (Some(page), None),
            Ground::Model(camera) => (None, Some(serde_json::to_string(&camera).unwrap_or_default())),
        };
        let shapes = serde_json::to_string(&markup.shapes).unwrap_or_default();
        let markup = markup.clone();
        Self {
            id: markup.id,
            project_id: markup.project,
            design_id: markup.design,
            revision_id: markup.revision,
            file_id: markup.file,
            page,
            camera,
            shapes,
            party_id: markup.party,
            author_person: markup.author.person,
            author_name: markup.author.name,
            author_firm: markup.author.firm,
            author_department: markup.author.department,
            created_at: markup.created_at.0,
            published_at: markup.published.map(|(at, _)| at.0),
            published_seq: markup.published.map(|(_, seq)| seq),
        }
    }
}

impl From<Row> for Markup {
    fn from(row: Row) -> Self {
        let camera = || row.camera.as_deref().and_then(|text| serde_json::from_str::<Camera>(text).ok());
        let ground = match row.page {
            Some(page) => Ground::Page(page),
            None => Ground::Model(camera().unwrap_or_default()),
        };
        Self {
            id: row.id,
            project: row.project_id,
            design: row.design_id,
            revision: row.revision_id,
            file: row.file_id,
            ground,
            shapes: serde_json::from_str(&row.shapes).unwrap_or_default(),
            party: row.party_id,
            author: Actor {
                person: row.author_person,
                name: row.author_name,
                firm: row.author_firm,
                department: row.author_department,
            },
            created_at: Time(row.created_at),
            published: row.published_at.map(Time).zip(row.published_seq),
        }
    }
}

pub fn insert(conn: &mut Conn, markup: &Markup) -> Stored<()> {
    diesel::insert_into(markups::table).values(Row::from(markup)).execute(conn).map(drop)
}

pub fn update(conn: &mut Conn, markup: &Markup) -> Stored<()> {
    diesel::update(markups::table.find(markup.id)).set(Row::from(markup)).execute(conn).map(drop)
}

pub fn delete(conn: &mut Conn, id: MarkupId) -> Stored<()> {
    diesel::delete(markups::table.find(id)).execute(conn).map(drop)
}

pub fn markup(conn: &mut Conn, id: MarkupId) -> Stored<Option<Markup>> {
    let row: Option<Row> = markups::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Markup::from))
}

/// How many of a revision are published.
pub fn published(conn: &mut Conn, revision: RevisionId) -> Stored<i64> {
    markups::table
        .filter(markups::revision_id.eq(revision))
        .filter(markups::published_seq.is_not_null())
        .count()
        .get_result(conn)
}

/// How many drafts a person has in a project.
pub fn drafts(conn: &mut Conn, project: ProjectId, person: PersonId) -> Stored<i64> {
    markups::table
        .filter(markups::author_person.eq(person))
        .filter(markups::project_id.eq(project))
        .filter(markups::published_seq.is_null())
        .count()
        .get_result(conn)
}

/// Published markups of a revision and the drafts of this person, after this id, by id; of all files or of one.
pub fn list(
    conn: &mut Conn,
    revision: RevisionId,
    person: PersonId,
    file: Option<&str>,
    (after, most): (&str, i64),
) -> Stored<Vec<Markup>> {
    let mut query = markups::table
        .filter(markups::revision_id.eq(revision))
        .filter(markups::published_seq.is_not_null().or(markups::author_person.eq(person)))
        .filter(markups::id.gt(after))
        .order(markups::id)
        .limit(most)
        .select(Row::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(file) = file {
        query = query.filter(markups::file_id.eq(file.to_owned()));
    }
    let rows: Vec<Row> = query.load(conn)?;
    Ok(rows.into_iter().map(Markup::from).collect())
}
