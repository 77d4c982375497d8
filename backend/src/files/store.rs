//! Rows of files, of what shows them, and of the room they take.

use super::file::{Content, File, Preview, Shown, State};
use crate::kernel::blobs::Kept;
use crate::kernel::clock::Time;
use crate::kernel::ids::{DepartmentId, FileId, FirmId, PartyId, PersonId, ProjectId};
use crate::kernel::record::{Actor, audience_of, audience_text};
use crate::kernel::store::schema::{
    file_links as links, file_previews as previews, files, openings, project_storage,
};
use crate::kernel::store::{Conn, Stored};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// A stored content that is not there.
pub const MISSING: &str = "missing";
/// One that is not what was written.
pub const ALTERED: &str = "altered";

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = files)]
struct Row {
    id: FileId,
    project_id: ProjectId,
    name: String,
    metadata: String,
    bytes: i64,
    received: i64,
    state: State,
    sha256: Option<String>,
    checks: Option<String>,
    media_type: Option<String>,
    uploader_person: PersonId,
    uploader_name: String,
    uploader_firm: FirmId,
    uploader_department: Option<DepartmentId>,
    created_at: i64,
    touched_at: i64,
}

impl From<Row> for File {
    fn from(row: Row) -> Self {
        let content = row.sha256.zip(row.checks).zip(row.media_type);
        Self {
            id: row.id,
            project: row.project_id,
            name: row.name,
            metadata: row.metadata,
            bytes: u64::try_from(row.bytes).unwrap_or(0),
            received: u64::try_from(row.received).unwrap_or(0),
            state: row.state,
            content: content.map(|((sha256, checks), media_type)| Content { sha256, checks, media_type }),
            uploader: Actor {
                person: row.uploader_person,
                name: row.uploader_name,
                firm: row.uploader_firm,
                department: row.uploader_department,
            },
            created_at: Time(row.created_at),
            touched_at: Time(row.touched_at),
        }
    }
}

fn number(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Writes down an upload that begins, and the room that it takes.
pub fn insert(conn: &mut Conn, file: &File) -> Stored<()> {
    let row = Row {
        id: file.id,
        project_id: file.project,
        name: file.name.clone(),
        metadata: file.metadata.clone(),
        bytes: number(file.bytes),
        received: 0,
        state: State::Arriving,
        sha256: None,
        checks: None,
        media_type: None,
        uploader_person: file.uploader.person,
        uploader_name: file.uploader.name.clone(),
        uploader_firm: file.uploader.firm,
        uploader_department: file.uploader.department,
        created_at: file.created_at.0,
        touched_at: file.touched_at.0,
    };
    diesel::insert_into(files::table).values(&row).execute(conn)?;
    add_held(conn, file.project, number(file.bytes))
}

pub fn file(conn: &mut Conn, id: FileId) -> Stored<Option<File>> {
    let row: Option<Row> = files::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(File::from))
}

/// So much of an upload is on disk.
pub fn receive(conn: &mut Conn, id: FileId, received: u64, now: Time) -> Stored<()> {
    diesel::update(files::table.find(id).filter(files::state.eq(State::Arriving)))
        .set((files::received.eq(number(received)), files::touched_at.eq(now.0)))
        .execute(conn)
        .map(drop)
}

/// All of it is on disk, and this is what it holds.
pub fn begin_storing(conn: &mut Conn, id: FileId, content: &Content, now: Time) -> Stored<()> {
    diesel::update(files::table.find(id).filter(files::state.eq(State::Arriving)))
        .set((
            files::state.eq(State::Storing),
            files::received.eq(files::bytes),
            files::sha256.eq(Some(&content.sha256)),
            files::checks.eq(Some(&content.checks)),
            files::media_type.eq(Some(&content.media_type)),
            files::touched_at.eq(now.0),
        ))
        .execute(conn)
        .map(drop)
}

/// The content is in its place.
pub fn end_storing(conn: &mut Conn, id: FileId, now: Time) -> Stored<()> {
    diesel::update(files::table.find(id).filter(files::state.eq(State::Storing)))
        .set((files::state.eq(State::Stored), files::proved_at.eq(Some(now.0))))
        .execute(conn)
        .map(drop)
}

/// Takes a file away with its previews, and gives their room back.
pub fn delete(conn: &mut Conn, file: &File) -> Stored<()> {
    for shown in [Shown::Form, Shown::Picture] {
        drop_preview(conn, file.id, shown)?;
    }
    delete_one(conn, file)
}

fn delete_one(conn: &mut Conn, file: &File) -> Stored<()> {
    if diesel::delete(files::table.find(file.id)).execute(conn)? > 0 {
        add_held(conn, file.project, -number(file.bytes))?;
    }
    Ok(())
}

fn add_held(conn: &mut Conn, project: ProjectId, bytes: i64) -> Stored<()> {
    let known = diesel::update(project_storage::table.find(project))
        .set(project_storage::bytes.eq(project_storage::bytes + bytes))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(project_storage::table)
            .values((project_storage::project_id.eq(project), project_storage::bytes.eq(bytes)))
            .execute(conn)?;
    }
    Ok(())
}

/// Bytes that a project holds.
pub fn held(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    let held = project_storage::table.find(project).select(project_storage::bytes).first(conn).optional()?;
    Ok(held.unwrap_or(0))
}

/// Uploads of a person that are not finished.
pub fn unfinished(conn: &mut Conn, person: PersonId) -> Stored<i64> {
    files::table
        .filter(files::uploader_person.eq(person))
        .filter(files::state.eq_any([State::Arriving, State::Storing]))
        .count()
        .get_result(conn)
}

/// Whom each thing that shows a file is for.
pub fn audiences(conn: &mut Conn, id: FileId) -> Stored<Vec<Option<Vec<PartyId>>>> {
    let rows: Vec<Option<String>> =
        links::table.filter(links::file_id.eq(id)).select(links::audience).load(conn)?;
    Ok(rows.into_iter().map(|audience| audience.as_deref().map(audience_of)).collect())
}

/// Uploads for which nothing came since.
pub fn stale(conn: &mut Conn, since: Time, most: i64) -> Stored<Vec<File>> {
    let rows: Vec<Row> = files::table
        .filter(files::state.eq_any([State::Arriving, State::Storing]))
        .filter(files::touched_at.lt(since.0))
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(File::from).collect())
}

/// Stored files of before that nothing shows, and that are no preview.
pub fn unshown(conn: &mut Conn, before: Time, most: i64) -> Stored<Vec<File>> {
    let rows: Vec<Row> = files::table
        .filter(files::state.eq(State::Stored))
        .filter(files::touched_at.lt(before.0))
        .filter(not(exists(links::table.filter(links::file_id.eq(files::id)))))
        .filter(not(exists(previews::table.filter(previews::preview_id.eq(files::id)))))
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(File::from).collect())
}

/// Whether a row names what lies on disk.
pub fn is_named(conn: &mut Conn, kept: Kept<'_>) -> Stored<bool> {
    let known = |conn: &mut Conn, name: &str| match name.parse() {
        Ok(id) => file(conn, id),
        Err(_) => Ok(None),
    };
    match kept {
        Kept::Content(sha256) => {
            let content: Option<FileId> =
                files::table.filter(files::sha256.eq(sha256)).select(files::id).first(conn).optional()?;
            Ok(content.is_some())
        }
        Kept::Picture(name) => Ok(known(conn, name)?.is_some()),
        Kept::Upload(name) => Ok(known(conn, name)?.is_some_and(|file| file.state != State::Stored)),
    }
}

/// Stored files that were not read to their end since, those first that waited longest.
pub fn unproved(conn: &mut Conn, since: Time, most: i64) -> Stored<Vec<File>> {
    let rows: Vec<Row> = files::table
        .filter(files::state.eq(State::Stored))
        .filter(files::proved_at.lt(since.0))
        .order(files::proved_at)
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(File::from).collect())
}

/// What was found when a file was read to its end.
pub fn prove(conn: &mut Conn, id: FileId, now: Time, broken: Option<&str>) -> Stored<()> {
    diesel::update(files::table.find(id))
        .set((files::proved_at.eq(Some(now.0)), files::broken.eq(broken)))
        .execute(conn)
        .map(drop)
}

/// Files that were found broken.
pub fn broken(conn: &mut Conn) -> Stored<i64> {
    files::table.filter(files::broken.eq_any([MISSING, ALTERED])).count().get_result(conn)
}

/// Lets a thing show these files.
pub fn link(conn: &mut Conn, ref_id: &str, ids: &[FileId], audience: Option<&[PartyId]>) -> Stored<()> {
    for id in ids {
        diesel::insert_into(links::table)
            .values((
                links::file_id.eq(id),
                links::ref_id.eq(ref_id),
                links::audience.eq(audience.map(audience_text)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Lets a thing show its files to others.
pub fn relink(conn: &mut Conn, ref_id: &str, audience: Option<&[PartyId]>) -> Stored<()> {
    diesel::update(links::table.filter(links::ref_id.eq(ref_id)))
        .set(links::audience.eq(audience.map(audience_text)))
        .execute(conn)
        .map(drop)
}

/// Lets a thing show none.
pub fn unlink(conn: &mut Conn, ref_id: &str) -> Stored<()> {
    diesel::delete(links::table.filter(links::ref_id.eq(ref_id))).execute(conn).map(drop)
}

type PreviewRow = (FileId, PersonId, String, FirmId, Option<DepartmentId>, i64);

/// What stands for a file.
pub fn preview(conn: &mut Conn, id: FileId, shown: Shown) -> Stored<Option<Preview>> {
    let row: Option<PreviewRow> = previews::table
        .find((id, shown))
        .select((
            previews::preview_id,
            previews::maker_person,
            previews::maker_name,
            previews::maker_firm,
            previews::maker_department,
            previews::made_at,
        ))
        .first(conn)
        .optional()?;
    let Some((id, person, name, firm, department, at)) = row else { return Ok(None) };
    let maker = Actor { person, name, firm, department };
    Ok(file(conn, id)?.map(|file| Preview { file, maker, made_at: Time(at) }))
}

/// The file that this one is the preview of.
pub fn previewed(conn: &mut Conn, id: FileId) -> Stored<Option<FileId>> {
    previews::table.filter(previews::preview_id.eq(id)).select(previews::file_id).first(conn).optional()
}

/// Gives a file what stands for it.
pub fn keep_preview(conn: &mut Conn, id: FileId, shown: Shown, preview: &Preview) -> Stored<()> {
    let maker = &preview.maker;
    diesel::insert_into(previews::table)
        .values((
            previews::file_id.eq(id),
            previews::kind.eq(shown),
            previews::preview_id.eq(preview.file.id),
            previews::maker_person.eq(maker.person),
            previews::maker_name.eq(&maker.name),
            previews::maker_firm.eq(maker.firm),
            previews::maker_department.eq(maker.department),
            previews::made_at.eq(preview.made_at.0),
        ))
        .execute(conn)
        .map(drop)
}

/// Takes what stands for a file away.
pub fn drop_preview(conn: &mut Conn, id: FileId, shown: Shown) -> Stored<()> {
    let Some(preview) = preview(conn, id, shown)? else { return Ok(()) };
    diesel::delete(previews::table.find((id, shown))).execute(conn)?;
    delete_one(conn, &preview.file)
}

/// When somebody last looked at a thing.
pub fn last_opening(conn: &mut Conn, ref_id: &str, person: PersonId) -> Stored<Option<Time>> {
    let last: Option<i64> =
        openings::table.find((ref_id, person)).select(openings::last_at).first(conn).optional()?;
    Ok(last.map(Time))
}

/// Keeps that somebody looks at a thing now.
pub fn keep_opening(conn: &mut Conn, ref_id: &str, actor: &Actor, now: Time) -> Stored<()> {
    let known = diesel::update(openings::table.find((ref_id, actor.person)))
        .set(openings::last_at.eq(now.0))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(openings::table)
            .values((
                openings::ref_id.eq(ref_id),
                openings::person_id.eq(actor.person),
                openings::person_name.eq(&actor.name),
                openings::firm_id.eq(actor.firm),
                openings::department_id.eq(actor.department),
                openings::first_at.eq(now.0),
                openings::last_at.eq(now.0),
            ))
            .execute(conn)?;
    }
    Ok(())
}

type OpeningRow = (String, PersonId, String, FirmId, Option<DepartmentId>, i64, i64);

/// Who looked at these things, the first one first.
pub fn openings(conn: &mut Conn, refs: &[&str]) -> Stored<Vec<(String, dure_api::Opening)>> {
    let rows: Vec<OpeningRow> = openings::table
        .filter(openings::ref_id.eq_any(refs))
        .order((openings::first_at, openings::ref_id, openings::person_id))
        .load(conn)?;
    let told = |(of, person, name, firm, department, first, last): OpeningRow| {
        let person = Actor { person, name, firm, department }.wire();
        let (first_at, last_at) = (Time(first).rfc3339(), Time(last).rfc3339());
        (of, dure_api::Opening { file_id: None, preview: None, person, first_at, last_at })
    };
    Ok(rows.into_iter().map(told).collect())
}
