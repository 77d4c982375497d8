//! What PostgreSQL itself takes: one connection, transactions of 64 single-row inserts into a plain table. A row is
//! what the durable reference writes: the whole event. No rights, no idempotency, no index but the key.

use super::event::Draft;
use crate::Outcome;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::value::RawValue;
use std::time::{Duration, Instant};

/// Inserts of a transaction.
const BATCH: usize = 64;
/// Time before the clock starts, as for posts.
const WARM_UP: Duration = Duration::from_millis(500);

diesel::table! {
    load_rows.posts (key) {
        key -> BigInt,
        event -> Text,
    }
}

/// Rows per second that are on disk, each holding a message with this text. Makes its table in a schema of its own and
/// takes it away.
pub fn inserts(url: &str, text: &str, length: Duration) -> Outcome<f64> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute(
        "SET client_min_messages = warning; DROP SCHEMA IF EXISTS load_rows CASCADE; CREATE SCHEMA load_rows; \
         CREATE TABLE load_rows.posts (key BIGINT PRIMARY KEY, event TEXT NOT NULL)",
    )?;
    let rate = insert_for(&mut conn, text, length);
    conn.batch_execute("DROP SCHEMA load_rows CASCADE")?;
    rate
}

fn insert_for(conn: &mut PgConnection, text: &str, length: Duration) -> Outcome<f64> {
    let body: Box<RawValue> = serde_json::value::to_raw_value(text)?;
    let (start, mut key, mut counted) = (Instant::now() + WARM_UP, 0i64, 0u64);
    while Instant::now() < start + length {
        conn.transaction::<_, diesel::result::Error, _>(|conn| {
            for _ in 0..BATCH {
                key += 1;
                let event = Draft::new("reference".into(), body.clone()).placed(key.unsigned_abs());
                let json = event.json();
                let text = std::str::from_utf8(&json).unwrap_or_default();
                diesel::insert_into(posts::table)
                    .values((posts::key.eq(key), posts::event.eq(text)))
                    .execute(conn)?;
            }
            Ok(())
        })?;
        counted += if Instant::now() >= start { BATCH as u64 } else { 0 };
    }
    Ok(counted as f64 / start.elapsed().as_secs_f64())
}
