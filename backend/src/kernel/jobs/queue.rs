//! Jobs as rows: where one stands, and how it is moved.

use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::JobId;
use crate::kernel::store::schema::jobs;
use crate::kernel::store::{Conn, Effect, Stored, Tx};
use diesel::prelude::*;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When it runs.
    pub run_at: Time,
    /// How often it failed since it last went well.
    pub attempts: i64,
    /// Whether it failed for good, and waits for a person.
    pub given_up: bool,
}

/// Where a job stands; `None` when it is over.
pub fn place_of(conn: &mut Conn, id: JobId) -> Stored<Option<Place>> {
    let row: Option<(i64, i64, String)> =
        jobs::table.find(id).select((jobs::run_at, jobs::attempts, jobs::state)).first(conn).optional()?;
    Ok(row.map(|(run_at, attempts, state)| Place {
        run_at: Time(run_at),
        attempts,
        given_up: state == "failed",
    }))
}

/// Lets a job run at another time, as if it had never failed.
pub fn move_to(tx: &mut Tx<'_>, id: JobId, at: Time) -> Result<(), Problem> {
    diesel::update(jobs::table.find(id))
        .set((
            jobs::run_at.eq(at.0),
            jobs::attempts.eq(0),
            jobs::state.eq("waiting"),
            jobs::last_error.eq(None::<String>),
        ))
        .execute(tx.writing())?;
    tx.afterwards(Effect::JobWaits);
    Ok(())
}

/// Keeps a failure: the job runs again at `at`, or waits for a person. `error` is a word, never what another server
/// said.
pub fn put_off(
    tx: &mut Tx<'_>,
    id: JobId,
    attempts: i64,
    at: Option<Time>,
    error: &str,
) -> Result<(), Problem> {
    let now = tx.now();
    diesel::update(jobs::table.find(id))
        .set((
            jobs::run_at.eq(at.unwrap_or(now).0),
            jobs::attempts.eq(attempts),
            jobs::state.eq(if at.is_some() { "waiting" } else { "failed" }),
            jobs::last_error.eq(Some(error)),
        ))
        .execute(tx.writing())?;
    Ok(())
}

/// Lets jobs of this kind that failed with this word, and wait, run now.
pub fn again(tx: &mut Tx<'_>, kind: &str, error: &str) -> Result<(), Problem> {
    let now = tx.now().0;
    diesel::update(
        jobs::table
            .filter(jobs::kind.eq(kind))
            .filter(jobs::state.eq("waiting"))
            .filter(jobs::run_at.gt(now))
            .filter(jobs::last_error.eq(error)),
    )
    .set(jobs::run_at.eq(now))
    .execute(tx.writing())?;
    Ok(())
}

/// Ends a job.
pub fn end(tx: &mut Tx<'_>, id: JobId) -> Result<(), Problem> {
    diesel::delete(jobs::table.find(id)).execute(tx.writing())?;
    Ok(())
}
