//! What shows files, and who looked at what is shown.

use super::file::State;
use super::store;
use crate::kernel::access::{Operation, Permit, Standing};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{FileId, PartyId, ProjectId};
use crate::kernel::store::{Conn, Stored, Tx};
use dure_api as api;

/// Lets something show these files and no others, to these parties or to everyone: files of the project that the caller
/// sees and that are no previews, in the order they are named.
pub fn show(
    tx: &mut Tx<'_>,
    project: ProjectId,
    by: &Standing,
    ref_id: &str,
    (ids, audience): (&[FileId], Option<&[PartyId]>),
) -> Result<Vec<api::StoredFile>, Problem> {
    let (person, mut shown) = (tx.actor()?.person, Vec::with_capacity(ids.len()));
    for (n, id) in ids.iter().enumerate() {
        let file = store::file(tx.reading(), *id)?;
        let file = file.filter(|file| file.project == project && file.state == State::Stored);
        let file = if store::previewed(tx.reading(), *id)?.is_some() { None } else { file };
        let audiences = store::audiences(tx.reading(), *id)?;
        let is_heard = audiences.iter().any(|audience| by.hears(audience.as_deref()));
        let file = file.filter(|file| file.uploader.person == person || is_heard);
        let told = file.and_then(|file| file.wire());
        shown.push(told.ok_or_else(|| Fault::new("unknown").at(format!("/file_ids/{n}")))?);
    }
    store::unlink(tx.writing(), ref_id)?;
    store::link(tx.writing(), ref_id, ids, audience)?;
    Ok(shown)
}

/// Lets something show its files to others.
pub fn show_to(tx: &mut Tx<'_>, ref_id: &str, audience: Option<&[PartyId]>) -> Result<(), Problem> {
    Ok(store::relink(tx.writing(), ref_id, audience)?)
}

/// Lets something show none of its files any more.
pub fn hide(tx: &mut Tx<'_>, ref_id: &str) -> Result<(), Problem> {
    Ok(store::unlink(tx.writing(), ref_id)?)
}

/// What an opening of a file's preview is kept under: another preview of the same file is the same thing to have seen.
pub fn preview_of(file_id: &str) -> String {
    format!("preview {file_id}")
}

/// Writes down that the caller looked at something, to the hour. Who looks is not kept from it by a full disk.
pub async fn note_opening<O: Operation>(permit: &Permit<O>, ref_id: &str) {
    if let Err(problem) = try_note(permit, ref_id.to_owned()).await {
        tracing::warn!(%problem, "an opening is not written down");
    }
}

async fn try_note<O: Operation>(permit: &Permit<O>, ref_id: String) -> Result<(), Problem> {
    let (person, hour_ago) = (permit.caller()?.person, permit.now().minus_hours(1));
    let asked = ref_id.clone();
    let last = permit.read(move |conn| Ok(store::last_opening(conn, &asked, person)?)).await?;
    if last.is_some_and(|last| last > hour_ago) {
        return Ok(());
    }
    permit
        .write_unlogged(move |tx| {
            let (actor, now) = (tx.actor()?.clone(), tx.now());
            Ok(store::keep_opening(tx.writing(), &ref_id, &actor, now)?)
        })
        .await
}

/// Who looked at these things, the first one first.
pub fn openings(conn: &mut Conn, refs: &[&str]) -> Stored<Vec<(String, api::Opening)>> {
    store::openings(conn, refs)
}
