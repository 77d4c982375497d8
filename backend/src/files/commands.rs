//! Use cases on a transaction. They leave no event: nobody else sees an upload, and what shows a file says so.

use super::file::{Content, File, Preview, Shown, State};
use super::rules::{Draft, FILE_SHOWN, PREVIEW_UNFIT, content, fits, has_room, may_preview};
use super::store;
use crate::kernel::blobs::Blobs;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{FileId, ProjectId};
use crate::kernel::store::Tx;
use dure_api::Limits;

/// Begins an upload. The same draft begins once: a client whose answer was lost gets the same one.
pub fn begin(tx: &mut Tx<'_>, project: ProjectId, draft: &Draft, limits: &Limits) -> Result<File, Problem> {
    let uploader = tx.actor()?.clone();
    if let Some(known) = store::file(tx.reading(), draft.id)? {
        let is_same = known.uploader.person == uploader.person && known.project == project;
        return if is_same && draft.began(&known) { Ok(known) } else { Err(Problem::id_taken()) };
    }
    let unfinished = store::unfinished(tx.reading(), uploader.person)?;
    has_room(draft.bytes, unfinished, store::held(tx.reading(), project)?, limits)?;
    let file = File {
        id: draft.id,
        project,
        name: draft.name.clone(),
        metadata: draft.metadata.clone(),
        bytes: draft.bytes,
        received: 0,
        state: State::Arriving,
        content: None,
        uploader,
        created_at: tx.now(),
        touched_at: tx.now(),
    };
    store::insert(tx.writing(), &file)?;
    Ok(file)
}

/// Stores a small file that the program brings along, at once.
pub fn bring(
    tx: &mut Tx<'_>,
    blobs: &Blobs,
    project: ProjectId,
    draft: &Draft,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(), Problem> {
    begin(tx, project, draft, limits)?;
    let content = content(blobs.place(draft.id, bytes)?);
    begin_storing(tx, draft.id, &content)?;
    end_storing(tx, draft.id)
}

/// So much of an upload is on disk.
pub fn receive(tx: &mut Tx<'_>, id: FileId, received: u64) -> Result<(), Problem> {
    let now = tx.now();
    Ok(store::receive(tx.writing(), id, received, now)?)
}

/// All of an upload is on disk: from here on it is finished also when the server dies.
pub fn begin_storing(tx: &mut Tx<'_>, id: FileId, content: &Content) -> Result<(), Problem> {
    let now = tx.now();
    Ok(store::begin_storing(tx.writing(), id, content, now)?)
}

/// Its content is in its place.
pub fn end_storing(tx: &mut Tx<'_>, id: FileId) -> Result<(), Problem> {
    let now = tx.now();
    Ok(store::end_storing(tx.writing(), id, now)?)
}

/// Takes an upload away, or a file that nothing shows.
pub fn discard(tx: &mut Tx<'_>, id: FileId) -> Result<(), Problem> {
    let Some(file) = store::file(tx.reading(), id)? else { return Ok(()) };
    if is_shown(tx, id)? {
        return Err(FILE_SHOWN.into());
    }
    Ok(store::delete(tx.writing(), &file)?)
}

fn is_shown(tx: &mut Tx<'_>, id: FileId) -> Result<bool, Problem> {
    Ok(!store::audiences(tx.reading(), id)?.is_empty() || store::previewed(tx.reading(), id)?.is_some())
}

/// Lets an upload of the caller's stand for a file that they see. From here on it is seen by who sees the file, and stays and
/// goes with it.
pub fn preview(
    tx: &mut Tx<'_>,
    id: FileId,
    (made, shown): (FileId, Shown),
    limits: &Limits,
) -> Result<Preview, Problem> {
    let maker = tx.actor()?.clone();
    let file = store::file(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    let own = store::file(tx.reading(), made)?.filter(|own| own.uploader.person == maker.person);
    let own = own.filter(|own| own.project == file.project && own.state == State::Stored && own.id != id);
    let own = own.ok_or_else(|| Fault::new("unknown").at("/preview_file_id"))?;
    let known = store::preview(tx.reading(), id, shown)?;
    if let Some(known) = known.as_ref().filter(|known| known.file.id == made) {
        return Ok(known.clone());
    }
    may_preview(&maker, &file, known.as_ref())?;
    fits(&own, shown, limits)?;
    let is_one = store::previewed(tx.reading(), id)?.is_some();
    if is_one || is_shown(tx, made)? || has_preview(tx, made)? {
        return Err(PREVIEW_UNFIT.into());
    }
    let preview = Preview { file: own, maker, made_at: tx.now() };
    store::drop_preview(tx.writing(), id, shown)?;
    store::keep_preview(tx.writing(), id, shown, &preview)?;
    Ok(preview)
}

fn has_preview(tx: &mut Tx<'_>, id: FileId) -> Result<bool, Problem> {
    let form = store::preview(tx.reading(), id, Shown::Form)?;
    Ok(form.is_some() || store::preview(tx.reading(), id, Shown::Picture)?.is_some())
}
