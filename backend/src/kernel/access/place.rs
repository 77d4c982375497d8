//! Where an operation needs its right.

use super::Caller;
use super::standing::{self, Standing};
use crate::kernel::Kernel;
use crate::kernel::blobs::Metadata;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{ClusterId, FirmId, ItemId, MeetingId, PersonId, ProjectId, Scope};
use crate::kernel::memory::Generation;
use crate::kernel::store::Conn;
use crate::kernel::store::schema::places;
use crate::policy::{Right, Role};
use actix_web::HttpRequest;
use diesel::prelude::*;
use std::str::FromStr;

/// A row of the policy table, as a type.
pub trait Operation: 'static {
    /// Where.
    type Place: Place;
    /// Operation id, as published.
    const ID: &'static str;
    /// What.
    const RIGHT: Right;
}

/// A kind of place: nobody's, the caller's own, or one named by a path parameter.
pub trait Place: Copy + Send + Sync + 'static {
    /// Whether somebody must be signed in.
    const SIGNED_IN: bool = true;

    /// Reads the path. An id that is none is not found, like any other that does not exist.
    fn of(req: &HttpRequest) -> Result<Self, Problem>;

    /// What the caller is there; `None` when they may not know that it exists.
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem>;

    /// The standing from memory, where it is known there.
    fn remembered(self, _: &Kernel, _: &Caller) -> Option<Standing> {
        None
    }

    /// Keeps what was looked up, if it can be kept.
    fn remember(self, _: &Kernel, _: &Caller, _: Standing, _: Generation) {}

    /// Taken before the look-up of what can be kept.
    fn generation(self, _: &Kernel) -> Option<Generation> {
        None
    }
}

/// Nobody needs to be signed in: the operation checks its own secret.
#[derive(Debug, Clone, Copy)]
pub struct Anyone;

impl Place for Anyone {
    const SIGNED_IN: bool = false;
    fn of(_: &HttpRequest) -> Result<Self, Problem> {
        Ok(Anyone)
    }
    fn standing(self, _: &mut Conn, _: &Caller) -> Result<Option<Standing>, Problem> {
        Ok(Some(Standing::of(Role::Staff)))
    }
}

/// The caller's own things.
#[derive(Debug, Clone, Copy)]
pub struct Myself;

impl Place for Myself {
    fn of(_: &HttpRequest) -> Result<Self, Problem> {
        Ok(Myself)
    }
    fn standing(self, _: &mut Conn, _: &Caller) -> Result<Option<Standing>, Problem> {
        Ok(Some(Standing::of(Role::Staff)))
    }
    fn remembered(self, _: &Kernel, _: &Caller) -> Option<Standing> {
        Some(Standing::of(Role::Staff))
    }
}

/// The caller's own firm, which no path names.
#[derive(Debug, Clone, Copy)]
pub struct OwnFirm;

impl Place for OwnFirm {
    fn of(_: &HttpRequest) -> Result<Self, Problem> {
        Ok(OwnFirm)
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        standing::direct(conn, Scope::Firm(caller.firm), caller)
    }
}

/// The server itself.
#[derive(Debug, Clone, Copy)]
pub struct Server;

impl Place for Server {
    fn of(_: &HttpRequest) -> Result<Self, Problem> {
        Ok(Server)
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        // Everyone knows that the server exists: without a role the answer is 403, not 404.
        Ok(standing::direct(conn, Scope::Server, caller)?.or(Some(Standing::of(Role::Listed))))
    }
}

impl Place for ProjectId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "project_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        standing::direct(conn, Scope::Project(self), caller)
    }
    fn remembered(self, kernel: &Kernel, caller: &Caller) -> Option<Standing> {
        kernel.access.standings.known(Scope::Project(self), &caller.person)
    }
    fn remember(self, kernel: &Kernel, caller: &Caller, standing: Standing, since: Generation) {
        kernel.access.standings.keep(Scope::Project(self), caller.person, standing, since);
    }
    fn generation(self, kernel: &Kernel) -> Option<Generation> {
        Some(kernel.access.standings.generation(Scope::Project(self)))
    }
}

/// The project that a new upload names in its metadata.
#[derive(Debug, Clone, Copy)]
pub struct NewUpload(pub ProjectId);

impl Place for NewUpload {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        let named = Metadata::of(req.headers())?.text("project_id")?;
        let named = named.ok_or_else(|| Fault::new("missing").at("Upload-Metadata"))?;
        named.parse().map(Self).map_err(|_| Problem::not_found())
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        self.0.standing(conn, caller)
    }
    fn remembered(self, kernel: &Kernel, caller: &Caller) -> Option<Standing> {
        self.0.remembered(kernel, caller)
    }
    fn remember(self, kernel: &Kernel, caller: &Caller, standing: Standing, since: Generation) {
        self.0.remember(kernel, caller, standing, since);
    }
    fn generation(self, kernel: &Kernel) -> Option<Generation> {
        self.0.generation(kernel)
    }
}

impl Place for ClusterId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "cluster_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        standing::in_cluster(conn, self, caller)
    }
}

impl Place for FirmId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "firm_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        standing::in_firm(conn, self, caller)
    }
}

/// A person, reached by the firm they belong to.
impl Place for PersonId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "person_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        match record_of(conn, self.as_str())? {
            // Only who may see the people of the firm may know that this one exists.
            Some(Scope::Firm(firm)) => {
                let standing = standing::in_firm(conn, firm, caller)?;
                Ok(standing.filter(|standing| standing.role.allows(Right::SeePeople)))
            }
            _ => Ok(None),
        }
    }
}

/// A question, reached by its project.
impl Place for ItemId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "question_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        match record_of(conn, self.as_str())? {
            Some(scope @ Scope::Project(_)) => standing::direct(conn, scope, caller),
            _ => Ok(None),
        }
    }
}

/// A meeting, reached by its project.
impl Place for MeetingId {
    fn of(req: &HttpRequest) -> Result<Self, Problem> {
        path_id(req, "meeting_id")
    }
    fn standing(self, conn: &mut Conn, caller: &Caller) -> Result<Option<Standing>, Problem> {
        match record_of(conn, self.as_str())? {
            Some(scope @ Scope::Project(_)) => standing::direct(conn, scope, caller),
            _ => Ok(None),
        }
    }
}

/// The record that a flat id belongs to.
fn record_of(conn: &mut Conn, id: &str) -> Result<Option<Scope>, Problem> {
    let place: Option<(String, String)> =
        places::table.find(id).select((places::kind, places::scope)).first(conn).optional()?;
    Ok(place.and_then(|(kind, scope)| Scope::parse(&kind, &scope).ok()))
}

/// An id of the path. Text that is no id is not found, like any other that does not exist.
pub fn path_id<T: FromStr>(req: &HttpRequest, name: &str) -> Result<T, Problem> {
    let text = req.match_info().get(name).unwrap_or_default();
    text.parse().map_err(|_| Problem::not_found())
}
