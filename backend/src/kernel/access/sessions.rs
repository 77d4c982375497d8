//! Sessions: the row is the authority, memory a cache of it. Refresh tokens rotate; reuse ends the session.

use super::Caller;
use crate::kernel::clock::Time;
use crate::kernel::http::{Page, Problem};
use crate::kernel::ids::{PersonId, SessionId};
use crate::kernel::record::hex;
use crate::kernel::secrets::{Secrets, Use, encode, same};
use crate::kernel::store::schema::{people, sessions};
use crate::kernel::store::{Conn, Effect, Stored, Tx};
use aws_lc_rs::{digest, rand};
use diesel::prelude::*;
use dure_api::Limits;
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A device that signs in.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Who.
    pub person: PersonId,
    /// What they will recognise in the list.
    pub device_name: Option<String>,
    /// With cookies in place of tokens.
    pub web: bool,
    /// Where the request came from.
    pub address: String,
}

/// What the device gets.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The session.
    pub session: SessionId,
    /// The person.
    pub person: PersonId,
    /// Opaque, good for one refresh.
    pub refresh_token: String,
}

/// What became of a refresh.
#[derive(Debug, Clone)]
pub enum Refreshed {
    /// The successor.
    Granted(Grant),
    /// The token was used before: the session of this person is ended.
    Reused(PersonId),
}

/// One row, for the list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// Id.
    pub id: SessionId,
    /// As given at sign-in.
    pub device_name: Option<String>,
    /// Opened, in ms.
    pub created_at: i64,
    /// Last refreshed, in ms.
    pub last_seen_at: i64,
}

/// A refresh token in parts: `session.generation.secret.seal`. The seal proves that the token was ours even
/// when its hash is no longer stored.
struct Token {
    session: SessionId,
    generation: i64,
    secret: String,
}

impl Token {
    fn text(&self, secrets: &Secrets) -> String {
        format!("{}.{}.{}.{}", self.session, self.generation, self.secret, self.seal(secrets))
    }

    fn seal(&self, secrets: &Secrets) -> String {
        let generation = self.generation.to_be_bytes();
        let seal = secrets.derive(
            Use::RefreshSeal,
            &[self.session.as_str().as_bytes(), &generation, self.secret.as_bytes()],
        );
        encode(seal.get(..16).unwrap_or_default())
    }

    fn parse(text: &str, secrets: &Secrets) -> Option<Self> {
        let mut parts = text.split('.');
        let (session, generation, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let seal = parts.next().filter(|_| parts.clone().next().is_none())?;
        let token = Token {
            session: session.parse().ok()?,
            generation: generation.parse().ok()?,
            secret: secret.to_owned(),
        };
        same(token.seal(secrets).as_bytes(), seal.as_bytes()).then_some(token)
    }

    fn successor(&self, secrets: &Secrets) -> Self {
        let next = secrets.derive(Use::Refresh, &[self.secret.as_bytes()]);
        Token { session: self.session, generation: self.generation + 1, secret: encode(&next) }
    }

    fn hash(&self) -> String {
        hex(digest::digest(&digest::SHA256, self.secret.as_bytes()).as_ref())
    }
}

/// Opens a session.
pub fn open(tx: &mut Tx<'_>, secrets: &Secrets, limits: &Limits, new: &NewSession) -> Result<Grant, Problem> {
    let mut secret = [0; 32];
    rand::fill(&mut secret).map_err(Problem::internal)?;
    let token = Token { session: SessionId::new(), generation: 1, secret: encode(&secret) };
    let now = tx.now();
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(token.session),
            sessions::person_id.eq(new.person),
            sessions::device_name.eq(&new.device_name),
            sessions::web.eq(new.web),
            sessions::address.eq(&new.address),
            sessions::generation.eq(token.generation),
            sessions::token_hash.eq(token.hash()),
            sessions::rotated_at.eq(now.0),
            sessions::created_at.eq(now.0),
            sessions::last_seen_at.eq(now.0),
            sessions::expires_at.eq(now.plus_days(limits.session_days).0),
        ))
        .execute(tx.writing())?;
    Ok(Grant { session: token.session, person: new.person, refresh_token: token.text(secrets) })
}

#[derive(Queryable)]
struct Standing {
    person: PersonId,
    generation: i64,
    token_hash: String,
    previous_hash: Option<String>,
    rotated_at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
}

/// Exchanges a refresh token. Within the grace the same token gives the same successor, for a phone that lost
/// the answer; later, or two generations back, the whole session ends.
pub fn refresh(
    tx: &mut Tx<'_>,
    secrets: &Secrets,
    limits: &Limits,
    text: &str,
) -> Result<Refreshed, Problem> {
    let token = Token::parse(text, secrets).ok_or_else(Problem::unauthenticated)?;
    let row: Standing = sessions::table
        .find(token.session)
        .select((
            sessions::person_id,
            sessions::generation,
            sessions::token_hash,
            sessions::previous_hash,
            sessions::rotated_at,
            sessions::expires_at,
            sessions::ended_at,
        ))
        .first(tx.reading())
        .optional()?
        .ok_or_else(Problem::unauthenticated)?;
    let now = tx.now();
    if row.ended_at.is_some() || row.expires_at <= now.0 {
        return Err(Problem::unauthenticated());
    }
    let next = token.successor(secrets);
    let hash = token.hash();
    let granted = Refreshed::Granted(Grant {
        session: token.session,
        person: row.person,
        refresh_token: next.text(secrets),
    });
    let is_current = token.generation == row.generation && hash == row.token_hash;
    let is_last = token.generation + 1 == row.generation && Some(&hash) == row.previous_hash.as_ref();
    let grace = u64::from(limits.refresh_grace_seconds);
    if is_last && now.since(Time(row.rotated_at)).as_secs() <= grace {
        return Ok(granted);
    }
    if !is_current {
        end(tx, token.session, "token_reused")?;
        return Ok(Refreshed::Reused(row.person));
    }
    diesel::update(sessions::table.find(token.session))
        .set((
            sessions::generation.eq(next.generation),
            sessions::token_hash.eq(next.hash()),
            sessions::previous_hash.eq(Some(hash)),
            sessions::rotated_at.eq(now.0),
            sessions::last_seen_at.eq(now.0),
            sessions::expires_at.eq(now.plus_days(limits.session_days).0),
        ))
        .execute(tx.writing())?;
    tx.afterwards(Effect::PersonChanged(row.person)); // sessions remember their end
    Ok(granted)
}

/// The session of a refresh token that was once ours, whether or not it still stands.
pub(super) fn named_by(secrets: &Secrets, refresh_token: &str) -> Option<SessionId> {
    Token::parse(refresh_token, secrets).map(|token| token.session)
}

/// Ends a session, if it still stands.
pub fn end(tx: &mut Tx<'_>, session: SessionId, reason: &str) -> Result<usize, Problem> {
    let now = tx.now().0;
    let ended = diesel::update(sessions::table.find(session).filter(sessions::ended_at.is_null()))
        .set((sessions::ended_at.eq(Some(now)), sessions::end_reason.eq(Some(reason))))
        .execute(tx.writing())?;
    tx.afterwards(Effect::SessionEnded(session));
    Ok(ended)
}

/// Ends one of a person's sessions; `not_found` when it is not theirs or is over.
pub fn end_one(tx: &mut Tx<'_>, person: PersonId, session: SessionId) -> Result<(), Problem> {
    let owner: Option<PersonId> = sessions::table
        .find(session)
        .filter(sessions::ended_at.is_null())
        .select(sessions::person_id)
        .first(tx.reading())
        .optional()?;
    if owner != Some(person) {
        return Err(Problem::not_found());
    }
    end(tx, session, "signed_out").map(drop)
}

/// Ends every session of a person but one.
pub fn end_all_of(
    tx: &mut Tx<'_>,
    person: PersonId,
    but: Option<SessionId>,
    reason: &str,
) -> Result<(), Problem> {
    let open: Vec<SessionId> = sessions::table
        .filter(sessions::person_id.eq(person))
        .filter(sessions::ended_at.is_null())
        .select(sessions::id)
        .load(tx.reading())?;
    for session in open.into_iter().filter(|session| Some(*session) != but) {
        end(tx, session, reason)?;
    }
    Ok(())
}

/// A person's open sessions, oldest first.
pub fn list_of(conn: &mut Conn, person: PersonId, now: Time, page: &Page) -> Stored<Vec<SessionRow>> {
    sessions::table
        .filter(sessions::person_id.eq(person))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now.0))
        .filter(sessions::id.gt(&page.after))
        .order(sessions::id)
        .limit(page.probe())
        .select(SessionRow::as_select())
        .load(conn)
}

/// Whether the person signed in from this address before: wrong passwords of others do not lock them out.
pub fn knows_address(conn: &mut Conn, person: PersonId, address: &str) -> Stored<bool> {
    let known: Option<SessionId> = sessions::table
        .filter(sessions::person_id.eq(person))
        .filter(sessions::address.eq(address))
        .select(sessions::id)
        .first(conn)
        .optional()?;
    Ok(known.is_some())
}

pub(super) fn caller(conn: &mut Conn, session: SessionId) -> Result<Option<Caller>, Problem> {
    let row = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .filter(sessions::id.eq(session))
        .filter(sessions::ended_at.is_null())
        .filter(people::status.eq("active"))
        .select((people::id, people::firm_id, people::name, people::locale, sessions::expires_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(person, firm, name, locale, expires_at)| Caller {
        session,
        person,
        firm,
        name,
        locale,
        expires_at,
    }))
}

/// Sessions that called lately.
#[derive(Default)]
pub struct Sessions {
    known: RwLock<HashMap<SessionId, Caller>>,
    generation: AtomicU64,
}

/// Sessions remembered before all are forgotten.
const MANY: usize = 100_000;

impl Sessions {
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// The caller, while the session stands.
    pub fn known(&self, session: SessionId) -> Option<Caller> {
        self.known.read().get(&session).cloned()
    }

    pub(super) fn keep(&self, caller: &Caller, generation: u64) {
        let mut known = self.known.write();
        if self.generation() != generation {
            return;
        }
        if known.len() > MANY {
            known.clear();
        }
        known.insert(caller.session, caller.clone());
    }

    pub(super) fn end(&self, session: SessionId) {
        let mut known = self.known.write();
        self.generation.fetch_add(1, Ordering::AcqRel);
        known.remove(&session);
    }

    pub(super) fn forget_person(&self, person: PersonId) {
        let mut known = self.known.write();
        self.generation.fetch_add(1, Ordering::AcqRel);
        known.retain(|_, caller| caller.person != person);
    }
}
