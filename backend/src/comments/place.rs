//! Where a comment is: it is not there for who may not look at its design.

use super::store;
use crate::designs::{self, may_look};
use crate::kernel::access::{Caller, Place, Standing, path_id, standing_in};
use crate::kernel::http::Problem;
use crate::kernel::ids::{CommentId, Scope};
use crate::kernel::store::Conn;
use actix_web::HttpRequest;

impl Place for CommentId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "comment_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        let Some(comment) = store::comment(conn, self)? else { return Ok(None) };
        let Some(design) = designs::design(conn, comment.design)? else { return Ok(None) };
        let standing = standing_in(conn, Scope::Project(comment.project), caller)?;
        Ok(standing.filter(|by| may_look(by, &design).is_ok()))
    }
}
