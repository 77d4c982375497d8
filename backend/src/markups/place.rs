//! Where a markup is: it is not there for who may not look at its design, and a draft for nobody but its author.

use super::rules::sees;
use super::store;
use crate::designs::{self, may_look};
use crate::kernel::access::{Caller, Place, Standing, path_id, standing_in};
use crate::kernel::http::Problem;
use crate::kernel::ids::{MarkupId, Scope};
use crate::kernel::store::Conn;
use actix_web::HttpRequest;

impl Place for MarkupId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "markup_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        let markup = store::markup(conn, self)?.filter(|markup| sees(caller.person, markup));
        let Some(markup) = markup else { return Ok(None) };
        let Some(design) = designs::design(conn, markup.design)? else { return Ok(None) };
        let standing = standing_in(conn, Scope::Project(markup.project), caller)?;
        Ok(standing.filter(|by| may_look(by, &design).is_ok()))
    }
}
