//! Files that are read here.

use super::file::{File, State};
use super::http::served;
use super::store;
use crate::kernel::access::{Operation, Permit};
use crate::kernel::blobs::Served;
use crate::kernel::http::Problem;
use crate::kernel::ids::{FileId, Scope};
use crate::kernel::store::Conn;

/// A stored file that the caller uploaded into the record of the permit, where there is such a one.
pub async fn own<O: Operation>(permit: &Permit<O>, id: FileId) -> Result<Option<Served>, Problem> {
    let (person, record) = (permit.caller()?.person, permit.standing().record);
    let file = permit.read(move |conn| Ok(store::file(conn, id)?)).await?;
    let is_theirs = |file: &File| {
        let is_here = record == Some(Scope::Project(file.project));
        file.state == State::Stored && file.uploader.person == person && is_here
    };
    file.filter(is_theirs).map(|file| served(&file)).transpose()
}

/// A stored file that something shows, for who has proved that they see that.
pub fn shown(conn: &mut Conn, id: FileId) -> Result<Served, Problem> {
    let file = store::file(conn, id)?.ok_or_else(Problem::integrity)?;
    served(&file)
}
