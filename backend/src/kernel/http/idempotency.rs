//! Idempotency keys: the same key and body have one effect and one answer.
//!
//! The row is written in the transaction of its effect and points to the event; the answer is made from the
//! event again. A second request while the first still runs is known from memory alone.

use super::problem::{Fault, Problem};
use crate::kernel::ids::PersonId;
use crate::kernel::record::{Recorded, recorded_at, scope_named};
use crate::kernel::secrets::{Use, encode};
use crate::kernel::store::schema::idempotency;
use crate::kernel::store::{KeyRow, Tx, direct};
use actix_web::HttpRequest;
use diesel::prelude::*;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;

/// Longest key a client may send.
const LONGEST: usize = 128;

/// A request's key, and what it was sent with.
#[derive(Debug, Clone)]
pub struct Key {
    key: Option<String>,
    fingerprint: String,
}

impl Key {
    /// Reads the header. `digest` makes the keyed fingerprint of the operation and the body.
    pub fn of(req: &HttpRequest, digest: impl Fn(&str) -> [u8; 32]) -> Result<Self, Problem> {
        let mut values = req.headers().get_all("idempotency-key");
        let key = match (values.next(), values.next()) {
            (None, _) => None,
            (Some(value), None) => Some(value.to_str().ok().filter(|key| is_key(key)).map(str::to_owned)),
            (Some(_), Some(_)) => Some(None),
        };
        let key = match key {
            None => None,
            Some(Some(key)) => Some(key),
            Some(None) => return Err(Fault::new("characters").at("Idempotency-Key")),
        };
        let operation = format!("{} {}", req.method(), req.path());
        let fingerprint = if key.is_some() { encode(&digest(&operation)) } else { String::new() };
        Ok(Self { key, fingerprint })
    }

    /// Of a request without a body.
    pub fn of_bodiless(kernel: &crate::kernel::Kernel, req: &HttpRequest) -> Result<Self, Problem> {
        Self::of(req, |operation| kernel.secrets.derive(Use::Idempotency, &[operation.as_bytes(), b""]))
    }

    /// The key first: clients are asked for keys that grow with time, so that new rows stand together in the index.
    fn row(&self, person: PersonId) -> Option<String> {
        self.key.as_ref().map(|key| format!("{key} {person}"))
    }

    /// The event this key had before, if it had one.
    pub(in crate::kernel) fn replayed(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
    ) -> Result<Option<Recorded>, Problem> {
        let Some(row) = self.row(person) else { return Ok(None) };
        let known: Option<(String, String, i64)> = direct::find(
            tx.reading(),
            idempotency::table.find(row).select((
                idempotency::fingerprint,
                idempotency::scope,
                idempotency::seq,
            )),
        )?;
        match known {
            None => Ok(None),
            Some((fingerprint, _, _)) if fingerprint != self.fingerprint => {
                Err(Problem::idempotency_mismatch())
            }
            Some((_, scope, seq)) => {
                let scope = scope_named(tx.reading(), &scope)?;
                recorded_at(tx.reading(), scope, seq).map(Some)
            }
        }
    }

    /// Keeps the key beside its effect.
    pub(in crate::kernel) fn keep(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        recorded: &Recorded,
    ) -> Result<(), Problem> {
        let Some(row) = self.row(person) else { return Ok(()) };
        let (fingerprint, at) = (self.fingerprint.clone(), tx.now().0);
        let (scope, seq) = (recorded.event.scope, recorded.seq());
        Ok(tx.keep_key(KeyRow { key: row, fingerprint, scope, seq, at })?)
    }
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= LONGEST && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Keys whose first request still runs.
#[derive(Debug, Default, Clone)]
pub struct InFlight(Arc<Mutex<HashSet<String>>>);

impl InFlight {
    /// Takes the key, or refuses while another request has it.
    pub(in crate::kernel) fn enter(&self, key: &Key, person: PersonId) -> Result<Option<Entered>, Problem> {
        let Some(row) = key.row(person) else { return Ok(None) };
        if !self.0.lock().insert(row.clone()) {
            return Err(Problem::idempotency_in_flight());
        }
        Ok(Some(Entered { keys: self.clone(), row }))
    }
}

/// Gives the key back when the request ends, however it ends.
#[derive(Debug)]
pub struct Entered {
    keys: InFlight,
    row: String,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.keys.0.lock().remove(&self.row);
    }
}
