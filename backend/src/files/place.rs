//! Who may see a file: its uploader, and who sees something that shows it. A preview is seen by who sees the file that it
//! is of, and by nobody else. What is on its way is its uploader's alone.

use super::file::{File, State};
use super::store;
use crate::kernel::access::{Caller, Place, Standing, path_id, standing_in};
use crate::kernel::http::Problem;
use crate::kernel::ids::{FileId, Scope, UploadId};
use crate::kernel::store::Conn;
use actix_web::HttpRequest;

impl Place for UploadId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "upload_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        let file = store::file(conn, self.file())?.filter(|file| is_of(file, caller));
        let Some(file) = file else { return Ok(None) };
        standing_in(conn, Scope::Project(file.project), caller)
    }
}

impl Place for FileId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "file_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        let file = store::file(conn, self)?.filter(|file| file.state == State::Stored);
        let Some(file) = file else { return Ok(None) };
        let Some(standing) = standing_in(conn, Scope::Project(file.project), caller)? else {
            return Ok(None);
        };
        // A preview has none of its own.
        let file = match store::previewed(conn, self)? {
            Some(of) => store::file(conn, of)?,
            None => Some(file),
        };
        let Some(file) = file else { return Ok(None) };
        let audiences = if is_of(&file, caller) { Vec::new() } else { store::audiences(conn, file.id)? };
        let is_shown = audiences.iter().any(|audience| standing.hears(audience.as_deref()));
        Ok((is_of(&file, caller) || is_shown).then_some(standing))
    }
}

fn is_of(file: &File, caller: &Caller) -> bool {
    file.uploader.person == caller.person
}
