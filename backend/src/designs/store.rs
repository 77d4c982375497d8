//! Rows of designs and revisions.

use super::design::{Design, Kind, Revision, State};
use crate::kernel::clock::Time;
use crate::kernel::ids::{DepartmentId, DesignId, FirmId, PartyId, PersonId, ProjectId, RevisionId};
use crate::kernel::record::{Actor, audience_of, audience_text};
use crate::kernel::store::schema::{designs, openings, revisions};
use crate::kernel::store::{Conn, Stored};
use crate::kernel::text;
use diesel::prelude::*;
use std::collections::HashMap;

/// Revisions that are loaded together.
const CHUNK: usize = 500;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = designs)]
struct DesignRow {
    id: DesignId,
    project_id: ProjectId,
    number: String,
    number_key: String,
    title: String,
    kind: Kind,
    party_id: PartyId,
    audience: Option<String>,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    created_seq: i64,
    label: Option<String>,
    last_revision: Option<RevisionId>,
    draft: Option<RevisionId>,
}

impl From<DesignRow> for Design {
    fn from(row: DesignRow) -> Self {
        Self {
            id: row.id,
            project: row.project_id,
            number: row.number,
            title: row.title,
            kind: row.kind,
            party: row.party_id,
            audience: row.audience.as_deref().map(audience_of),
            author: Actor {
                person: row.author_person,
                name: row.author_name,
                firm: row.author_firm,
                department: row.author_department,
            },
            created_at: Time(row.created_at),
            created_seq: row.created_seq,
            label: row.label,
            last: row.last_revision,
            draft: row.draft,
        }
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = revisions)]
#[diesel(treat_none_as_null = true)]
struct RevisionRow {
    id: RevisionId,
    project_id: ProjectId,
    design_id: DesignId,
    label: String,
    state: State,
    change_note: Option<String>,
    files: String,
    manifest_hash: String,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    created_at: i64,
    created_seq: i64,
    submitted_at: Option<i64>,
    submitted_seq: Option<i64>,
    contributors: String,
}

impl From<RevisionRow> for Revision {
    fn from(row: RevisionRow) -> Self {
        Self {
            id: row.id,
            project: row.project_id,
            design: row.design_id,
            label: row.label,
            state: row.state,
            change_note: row.change_note,
            files: serde_json::from_str(&row.files).unwrap_or_default(),
            manifest_hash: row.manifest_hash,
            author: Actor {
                person: row.author_person,
                name: row.author_name,
                firm: row.author_firm,
                department: row.author_department,
            },
            created_at: Time(row.created_at),
            created_seq: row.created_seq,
            submitted: row.submitted_at.map(Time).zip(row.submitted_seq),
            contributors: serde_json::from_str(&row.contributors).unwrap_or_default(),
        }
    }
}

impl From<&Revision> for RevisionRow {
    fn from(revision: &Revision) -> Self {
        let files = serde_json::to_string(&revision.files).unwrap_or_default();
        let contributors = serde_json::to_string(&revision.contributors).unwrap_or_default();
        let revision = revision.clone();
        Self {
            id: revision.id,
            project_id: revision.project,
            design_id: revision.design,
            label: revision.label,
            state: revision.state,
            change_note: revision.change_note,
            files,
            manifest_hash: revision.manifest_hash,
            author_person: revision.author.person,
            author_name: revision.author.name,
            author_firm: revision.author.firm,
            author_department: revision.author.department,
            created_at: revision.created_at.0,
            created_seq: revision.created_seq,
            submitted_at: revision.submitted.map(|(at, _)| at.0),
            submitted_seq: revision.submitted.map(|(_, seq)| seq),
            contributors,
        }
    }
}

pub fn insert(conn: &mut Conn, design: &Design) -> Stored<()> {
    let design = design.clone();
    let row = DesignRow {
        id: design.id,
        project_id: design.project,
        number_key: text::key(&design.number),
        number: design.number,
        title: design.title,
        kind: design.kind,
        party_id: design.party,
        audience: design.audience.as_deref().map(audience_text),
        author_person: design.author.person,
        author_name: design.author.name,
        author_firm: design.author.firm,
        author_department: design.author.department,
        created_at: design.created_at.0,
        created_seq: design.created_seq,
        label: design.label,
        last_revision: design.last,
        draft: design.draft,
    };
    diesel::insert_into(designs::table).values(&row).execute(conn).map(drop)
}

/// A design, where there is one.
pub fn design(conn: &mut Conn, id: DesignId) -> Stored<Option<Design>> {
    let row: Option<DesignRow> =
        designs::table.find(id).select(DesignRow::as_select()).first(conn).optional()?;
    Ok(row.map(Design::from))
}

/// Whether a design of the project has this number, in whatever case it is written.
pub fn has_number(conn: &mut Conn, project: ProjectId, number: &str) -> Stored<bool> {
    let known: Option<DesignId> = designs::table
        .filter(designs::project_id.eq(project))
        .filter(designs::number_key.eq(text::key(number)))
        .select(designs::id)
        .first(conn)
        .optional()?;
    Ok(known.is_some())
}

pub fn count(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    designs::table.filter(designs::project_id.eq(project)).count().get_result(conn)
}

/// Designs of a project after this event, in the order they were written down.
pub fn list(conn: &mut Conn, project: ProjectId, after: i64, most: i64) -> Stored<Vec<Design>> {
    let rows: Vec<DesignRow> = designs::table
        .filter(designs::project_id.eq(project))
        .filter(designs::created_seq.gt(after))
        .order(designs::created_seq)
        .limit(most)
        .select(DesignRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Design::from).collect())
}

/// All designs of a project, in the order they were written down.
pub fn designs_of(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Design>> {
    list(conn, project, 0, i64::MAX)
}

/// Keeps a draft that is new, and that it is the design's.
pub fn insert_revision(conn: &mut Conn, revision: &Revision) -> Stored<()> {
    diesel::insert_into(revisions::table).values(RevisionRow::from(revision)).execute(conn)?;
    diesel::update(designs::table.find(revision.design))
        .set((designs::label.eq(Some(&revision.label)), designs::draft.eq(Some(revision.id))))
        .execute(conn)
        .map(drop)
}

/// Keeps what a revision is now; one that was just submitted is the last of its design.
pub fn update_revision(conn: &mut Conn, revision: &Revision) -> Stored<()> {
    diesel::update(revisions::table.find(revision.id)).set(RevisionRow::from(revision)).execute(conn)?;
    if revision.state == State::Submitted {
        diesel::update(designs::table.find(revision.design))
            .set((designs::last_revision.eq(Some(revision.id)), designs::draft.eq(None::<RevisionId>)))
            .execute(conn)?;
    }
    Ok(())
}

/// Keeps where a revision stands.
pub fn set_state(conn: &mut Conn, id: RevisionId, state: State) -> Stored<()> {
    diesel::update(revisions::table.find(id)).set(revisions::state.eq(state)).execute(conn).map(drop)
}

/// Other revisions of a design in one of these states.
pub fn others_in(conn: &mut Conn, of: &Revision, states: &[State]) -> Stored<Vec<Revision>> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::design_id.eq(of.design))
        .filter(revisions::id.ne(of.id))
        .filter(revisions::state.eq_any(states))
        .select(RevisionRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Revision::from).collect())
}

/// Everybody who worked on one of the revisions of these designs.
pub fn contributors_to(conn: &mut Conn, designs: &[DesignId]) -> Stored<Vec<PersonId>> {
    let rows: Vec<String> = revisions::table
        .filter(revisions::design_id.eq_any(designs))
        .filter(revisions::submitted_seq.is_not_null())
        .select(revisions::contributors)
        .distinct()
        .load(conn)?;
    Ok(rows.iter().flat_map(|row| serde_json::from_str::<Vec<PersonId>>(row).unwrap_or_default()).collect())
}

/// A revision, where there is one.
pub fn revision(conn: &mut Conn, id: RevisionId) -> Stored<Option<Revision>> {
    let row: Option<RevisionRow> =
        revisions::table.find(id).select(RevisionRow::as_select()).first(conn).optional()?;
    Ok(row.map(Revision::from))
}

/// These revisions, in no order.
pub fn revisions(conn: &mut Conn, ids: &[RevisionId]) -> Stored<Vec<Revision>> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<RevisionRow> = revisions::table
            .filter(revisions::id.eq_any(chunk))
            .select(RevisionRow::as_select())
            .load(conn)?;
        all.extend(rows.into_iter().map(Revision::from));
    }
    Ok(all)
}

/// Revisions of a design after this event, in order.
pub fn revisions_of(conn: &mut Conn, design: DesignId, after: i64, most: i64) -> Stored<Vec<Revision>> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::design_id.eq(design))
        .filter(revisions::created_seq.gt(after))
        .order(revisions::created_seq)
        .limit(most)
        .select(RevisionRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Revision::from).collect())
}

/// The submitted revision before this one.
pub fn before(conn: &mut Conn, revision: &Revision) -> Stored<Option<Revision>> {
    let row: Option<RevisionRow> = revisions::table
        .filter(revisions::design_id.eq(revision.design))
        .filter(revisions::created_seq.lt(revision.created_seq))
        .order(revisions::created_seq.desc())
        .select(RevisionRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Revision::from))
}

/// A submitted revision that somebody has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The revision.
    pub revision: RevisionId,
    /// What it is called.
    pub label: String,
    /// The event of its submission.
    pub submitted_seq: i64,
    /// When it was last opened, to the hour, or submitted.
    pub at: Time,
}

type LookedRow = (DesignId, RevisionId, String, Option<i64>, Option<i64>);

/// The latest submitted revision of each of these designs that a person opened or made.
pub fn looked_at(
    conn: &mut Conn,
    designs: &[DesignId],
    person: PersonId,
) -> Stored<HashMap<DesignId, Looked>> {
    let of = revisions::table
        .filter(revisions::design_id.eq_any(designs))
        .filter(revisions::submitted_seq.is_not_null());
    let opened = openings::table.on(openings::ref_id.eq(revisions::id).and(openings::person_id.eq(person)));
    let facts = (revisions::design_id, revisions::id, revisions::label, revisions::submitted_seq);
    let mut rows: Vec<LookedRow> = of
        .clone()
        .inner_join(opened)
        .select((facts.0, facts.1, facts.2, facts.3, openings::last_at.nullable()))
        .load(conn)?;
    let made = of.filter(revisions::author_person.eq(person)).select((
        facts.0,
        facts.1,
        facts.2,
        facts.3,
        revisions::submitted_at,
    ));
    rows.extend(made.load::<LookedRow>(conn)?);
    let mut latest: HashMap<DesignId, Looked> = HashMap::new();
    for (design, revision, label, seq, at) in rows {
        let looked = Looked { revision, label, submitted_seq: seq.unwrap_or(0), at: Time(at.unwrap_or(0)) };
        let known = latest.entry(design).or_insert_with(|| looked.clone());
        if (looked.submitted_seq, looked.at) > (known.submitted_seq, known.at) {
            *known = looked;
        }
    }
    Ok(latest)
}
