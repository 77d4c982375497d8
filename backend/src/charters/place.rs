//! Where a charter is. Everyone in the project sees it.

use super::store;
use crate::kernel::access::{Caller, Place, Standing, path_id, standing_in};
use crate::kernel::http::Problem;
use crate::kernel::ids::{CharterId, Scope};
use crate::kernel::store::Conn;
use actix_web::HttpRequest;

impl Place for CharterId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "charter_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        let Some(project) = store::project_of(conn, self)? else { return Ok(None) };
        standing_in(conn, Scope::Project(project), caller)
    }
}
