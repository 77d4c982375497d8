//! Where a design and a revision are. That a design is there, everyone in its project sees; a revision is not there for
//! who may not see it.

use super::design::{Design, Revision, State};
use super::rules::{may_look, sees_drafts};
use super::store;
use crate::kernel::access::{Caller, Place, Standing, path_id, standing_in};
use crate::kernel::http::Problem;
use crate::kernel::ids::{DesignId, RevisionId, Scope};
use crate::kernel::store::Conn;
use actix_web::HttpRequest;

impl Place for DesignId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "design_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        match store::design(conn, self)? {
            Some(design) => standing_in(conn, Scope::Project(design.project), caller),
            None => Ok(None),
        }
    }
}

impl Place for RevisionId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "revision_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        let Some(revision) = store::revision(conn, self)? else { return Ok(None) };
        let Some(design) = store::design(conn, revision.design)? else { return Ok(None) };
        let standing = standing_in(conn, Scope::Project(design.project), caller)?;
        Ok(standing.filter(|by| match revision.state {
            State::Draft => sees_drafts(by, &design),
            _ => may_look(by, &design).is_ok(),
        }))
    }
}

/// A revision and its design.
pub fn known_revision(conn: &mut Conn, id: RevisionId) -> Result<(Design, Revision), Problem> {
    let revision = store::revision(conn, id)?.ok_or_else(Problem::not_found)?;
    let design = store::design(conn, revision.design)?.ok_or_else(Problem::not_found)?;
    Ok((design, revision))
}
