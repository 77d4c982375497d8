//! Where a message is: in its project, for who hears it. Its own row says so; the table of places has none for it.

use super::store;
use crate::kernel::access::{Caller, Place, Standing, path_id, standing_in};
use crate::kernel::http::Problem;
use crate::kernel::ids::{MessageId, Scope};
use crate::kernel::store::Conn;
use actix_web::HttpRequest;

impl Place for MessageId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "message_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        let Some((project, audience)) = store::place_of(conn, self)? else { return Ok(None) };
        let standing = standing_in(conn, Scope::Project(project), caller)?;
        Ok(standing.filter(|standing| standing.hears(audience.as_deref())))
    }
}
