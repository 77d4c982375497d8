//! Files that are read here, whole.

use super::file::State;
use super::http::served;
use super::store;
use crate::kernel::access::{Operation, Permit};
use crate::kernel::http::Problem;
use crate::kernel::ids::FileId;

/// The bytes of a stored file that the caller uploaded into the record of the permit. Nothing where there is no such
/// file; inside of that, nothing where it has more than `most` bytes.
pub async fn own<O: Operation>(
    permit: &Permit<O>,
    id: FileId,
    most: usize,
) -> Result<Option<Option<Vec<u8>>>, Problem> {
    let (person, record) = (permit.caller()?.person, permit.standing().record);
    let file = permit.read(move |conn| Ok(store::file(conn, id)?)).await?;
    let is_theirs = |file: &super::file::File| {
        let is_here = record == Some(crate::kernel::ids::Scope::Project(file.project));
        file.state == State::Stored && file.uploader.person == person && is_here
    };
    let Some(file) = file.filter(is_theirs) else { return Ok(None) };
    if usize::try_from(file.bytes).map_or(true, |bytes| bytes > most) {
        return Ok(Some(None));
    }
    Ok(Some(Some(permit.kernel().blobs.bytes(served(&file)?).await?)))
}
