//! Who calls: from a bearer token, or from the cookies of the web client.

use super::tokens;
use crate::kernel::Kernel;
use crate::kernel::http::Problem;
use crate::kernel::ids::{FirmId, PersonId, SessionId};
use crate::kernel::record::Actor;
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, web};

/// A signed-in person on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The session.
    pub session: SessionId,
    /// The person.
    pub person: PersonId,
    /// Their firm.
    pub firm: FirmId,
    /// Their name.
    pub name: String,
    /// Their language.
    pub locale: String,
    /// End of the session in ms, unless it refreshes.
    pub expires_at: i64,
}

impl Caller {
    /// As the one who acts in a record.
    pub fn actor(&self, department: Option<crate::kernel::ids::DepartmentId>) -> Actor {
        Actor { person: self.person, name: self.name.clone(), firm: self.firm, department }
    }
}

/// How the caller showed who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// `Authorization: Bearer`.
    Bearer(String),
    /// The web client's cookie.
    Cookie(String),
}

impl Credential {
    /// Reads the request. Both at once is refused, so that two people are never mixed.
    pub fn of(req: &HttpRequest) -> Result<Option<Self>, Problem> {
        let mut headers = req.headers().get_all(header::AUTHORIZATION);
        let bearer = match (headers.next(), headers.next()) {
            (None, _) => None,
            (Some(value), None) => {
                let value = value.to_str().map_err(|_| Problem::unauthenticated())?;
                let token = value.strip_prefix("Bearer ").ok_or_else(Problem::unauthenticated)?;
                Some(token.trim().to_owned())
            }
            _ => return Err(Problem::malformed()),
        };
        match (bearer, tokens::access_cookie(req)) {
            (Some(_), Some(_)) => Err(Problem::malformed()),
            (Some(token), None) => Ok(Some(Credential::Bearer(token))),
            (None, Some(token)) => {
                same_origin(req)?;
                Ok(Some(Credential::Cookie(token)))
            }
            (None, None) => Ok(None),
        }
    }
}

/// A cookie counts only for requests that our own page made.
pub(super) fn same_origin(req: &HttpRequest) -> Result<(), Problem> {
    let safe = matches!(*req.method(), Method::GET | Method::HEAD);
    let text = |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site");
    let foreign_site = site.is_some_and(|site| site != "same-origin" && !(safe && site == "none"));
    match text("origin") {
        Some(origin) if foreign_site || !is_own(req, origin) => Err(Problem::forbidden()),
        None if !safe || foreign_site => Err(Problem::forbidden()),
        _ => Ok(()),
    }
}

/// Whether an `Origin` is the host that was asked.
pub(in crate::kernel) fn is_own(req: &HttpRequest, origin: &str) -> bool {
    let host = req.headers().get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asked = req.uri().authority().map_or(host, |authority| authority.as_str());
    let secure = req.app_data::<web::Data<Kernel>>().is_some_and(|kernel| kernel.config.is_https());
    let scheme = if secure { "https://" } else { "http://" };
    origin.strip_prefix(scheme).is_some_and(|rest| rest == asked)
}

/// The caller of a request, or `unauthenticated`.
pub async fn authenticate(kernel: &Kernel, req: &HttpRequest) -> Result<Caller, Problem> {
    let (Credential::Bearer(token) | Credential::Cookie(token)) =
        Credential::of(req)?.ok_or_else(Problem::unauthenticated)?;
    let claims = tokens::read_access(kernel, &token)?;
    kernel.caller_of(claims.session, claims.person).await
}

impl Kernel {
    /// The caller of a session that still stands.
    pub(in crate::kernel) async fn caller_of(
        &self,
        session: SessionId,
        person: PersonId,
    ) -> Result<Caller, Problem> {
        let sessions = &self.access.sessions;
        let caller = match sessions.known(session) {
            Some(caller) => caller,
            None => {
                let generation = sessions.generation();
                let found = self.store.read(move |conn| super::sessions::caller(conn, session)).await?;
                let caller = found.ok_or_else(Problem::unauthenticated)?;
                sessions.keep(&caller, generation);
                caller
            }
        };
        let now = self.clock.now().0;
        if caller.person == person && caller.expires_at > now {
            Ok(caller)
        } else {
            Err(Problem::unauthenticated())
        }
    }
}
