//! Tokens and cookies. Each kind has its own key use, so that none serves as another.

use super::sessions::Grant;
use crate::kernel::Kernel;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{InvitationId, PersonId, ResetId, SessionId};
use crate::kernel::secrets::{Secrets, Use, encode, same};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use aws_lc_rs::rand;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode as sign};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const ISSUER: &str = "dure";
const AUDIENCE: &str = "dure-api";
const ACCESS_COOKIE: &str = "__Host-dure-access";
const REFRESH_COOKIE: &str = "__Host-dure-refresh";

/// Claims of an access token (RFC 7519), HS256 and nothing else.
#[derive(Serialize, Deserialize)]
struct AccessClaims {
    iss: String,
    aud: String,
    typ: String,
    sub: String,
    sid: String,
    iat: i64,
    exp: i64,
}

/// What an access token says.
pub struct Claims {
    /// The session.
    pub session: SessionId,
    /// The person.
    pub person: PersonId,
}

fn new_access(kernel: &Kernel, grant: &Grant) -> Result<String, Problem> {
    let now = kernel.clock.now();
    let claims = AccessClaims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        typ: "access".into(),
        sub: grant.person.to_string(),
        sid: grant.session.to_string(),
        iat: now.0.div_euclid(1000),
        exp: now.plus_seconds(kernel.config.limits.access_token_seconds).0.div_euclid(1000),
    };
    let key = EncodingKey::from_secret(&kernel.secrets.token);
    sign(&Header::new(Algorithm::HS256), &claims, &key).map_err(Problem::internal)
}

/// Checks an access token. The session is checked elsewhere.
pub fn read_access(kernel: &Kernel, token: &str) -> Result<Claims, Problem> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[ISSUER]);
    validation.validate_exp = false; // by the server's own clock, below
    let key = DecodingKey::from_secret(&kernel.secrets.token);
    let refused = |_| Problem::unauthenticated();
    let claims = decode::<AccessClaims>(token, &key, &validation).map_err(refused)?.claims;
    if claims.typ != "access" || claims.exp.saturating_mul(1000) <= kernel.clock.now().0 {
        return Err(Problem::unauthenticated());
    }
    let gone = |_| Problem::unauthenticated();
    Ok(Claims { session: claims.sid.parse().map_err(gone)?, person: claims.sub.parse().map_err(gone)? })
}

/// The web client asks for cookies by a header that other sites cannot set.
pub fn wants_cookies(req: &HttpRequest) -> bool {
    req.headers().get("dure-client").is_some_and(|value| value == "web")
}

/// Answers a sign-in: tokens in the body, or cookies.
pub fn grant_answer(
    kernel: &Kernel,
    req: &HttpRequest,
    mut answer: HttpResponseBuilder,
    grant: &Grant,
    person: dure_api::Person,
) -> Result<HttpResponse, Problem> {
    let access = new_access(kernel, grant)?;
    let web = wants_cookies(req);
    if web {
        let days = i64::from(kernel.config.limits.session_days);
        let life = actix_web::cookie::time::Duration::days(days);
        answer.cookie(cookie(ACCESS_COOKIE, access.clone(), life));
        answer.cookie(cookie(REFRESH_COOKIE, grant.refresh_token.clone(), life));
    }
    Ok(answer.json(dure_api::SessionGrant {
        access_token: (!web).then_some(access),
        expires_in: i64::from(kernel.config.limits.access_token_seconds),
        refresh_token: (!web).then(|| grant.refresh_token.clone()),
        session_id: grant.session.to_string(),
        person,
    }))
}

/// Takes the cookies back and has the browser forget what it kept.
pub fn clear_cookies(answer: &mut HttpResponseBuilder) {
    let none = actix_web::cookie::time::Duration::ZERO;
    answer.cookie(cookie(ACCESS_COOKIE, String::new(), none));
    answer.cookie(cookie(REFRESH_COOKIE, String::new(), none));
    answer.insert_header(("Clear-Site-Data", "\"cache\", \"storage\""));
}

fn cookie(name: &'static str, value: String, life: actix_web::cookie::time::Duration) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(life)
        .finish()
}

pub(super) fn access_cookie(req: &HttpRequest) -> Option<String> {
    req.cookie(ACCESS_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The refresh token of a web client. Like every cookie it counts only for our own page.
pub fn refresh_cookie(req: &HttpRequest) -> Result<String, Problem> {
    let cookie = req.cookie(REFRESH_COOKIE).ok_or_else(Problem::unauthenticated)?;
    super::caller::same_origin(req)?;
    Ok(cookie.value().to_owned())
}

/// The session whose cookies a browser already has when it signs in.
pub fn presented(secrets: &Secrets, req: &HttpRequest) -> Option<SessionId> {
    super::sessions::named_by(secrets, req.cookie(REFRESH_COOKIE)?.value())
}

/// The secret of an invitation's link.
pub fn invitation_token(secrets: &Secrets, invitation: InvitationId) -> String {
    link_token(secrets, Use::Invitation, invitation.as_str())
}

/// The invitation a link is for; `None` when it is not ours.
pub fn invitation_of(secrets: &Secrets, token: &str) -> Option<InvitationId> {
    linked(secrets, Use::Invitation, token)
}

/// The secret of a link that gives a new password.
pub fn reset_token(secrets: &Secrets, reset: ResetId) -> String {
    link_token(secrets, Use::Reset, reset.as_str())
}

/// The reset a link is for; `None` when it is not ours.
pub fn reset_of(secrets: &Secrets, token: &str) -> Option<ResetId> {
    linked(secrets, Use::Reset, token)
}

/// The secret of a link that ends a person's mail, and does nothing else. It is good for as long as they are here.
pub fn unsubscription_token(secrets: &Secrets, person: PersonId) -> String {
    link_token(secrets, Use::Unsubscription, person.as_str())
}

/// The person whose mail a link ends; `None` when it is not ours.
pub fn unsubscription_of(secrets: &Secrets, token: &str) -> Option<PersonId> {
    linked(secrets, Use::Unsubscription, token)
}

/// `id.mac`, so that it is stored nowhere.
fn link_token(secrets: &Secrets, purpose: Use, id: &str) -> String {
    format!("{id}.{}", encode(&secrets.derive(purpose, &[id.as_bytes()])))
}

fn linked<T: std::str::FromStr>(secrets: &Secrets, purpose: Use, token: &str) -> Option<T> {
    let (id, _) = token.split_once('.')?;
    let right = link_token(secrets, purpose, id);
    if same(right.as_bytes(), token.as_bytes()) { id.parse().ok() } else { None }
}

/// Tickets that opened a socket, until they would have ended anyway.
#[derive(Default)]
pub struct UsedTickets(Mutex<HashMap<String, i64>>);

impl Kernel {
    /// A ticket for one socket: `session.person.end.nonce.mac`.
    pub fn new_ticket(&self, session: SessionId, person: PersonId) -> Result<String, Problem> {
        let mut nonce = [0; 16];
        rand::fill(&mut nonce).map_err(Problem::internal)?;
        let end = self.clock.now().plus_seconds(self.config.limits.ticket_seconds).0;
        let body = format!("{session}.{person}.{end}.{}", encode(&nonce));
        let mac = self.secrets.derive(Use::Ticket, &[body.as_bytes()]);
        Ok(format!("{body}.{}", encode(&mac)))
    }

    /// Takes a ticket, once.
    pub(in crate::kernel) fn take_ticket(&self, ticket: &str) -> Option<Claims> {
        let (body, mac) = ticket.rsplit_once('.')?;
        let right = encode(&self.secrets.derive(Use::Ticket, &[body.as_bytes()]));
        if !same(mac.as_bytes(), right.as_bytes()) {
            return None;
        }
        let mut parts = body.split('.');
        let claims = Claims { session: parts.next()?.parse().ok()?, person: parts.next()?.parse().ok()? };
        let end: i64 = parts.next()?.parse().ok()?;
        let now = self.clock.now();
        if Time(end) <= now {
            return None;
        }
        let mut used = self.access.used_tickets.0.lock();
        used.retain(|_, end| *end > now.0);
        used.insert(ticket.to_owned(), end).is_none().then_some(claims)
    }
}
