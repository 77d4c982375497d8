//! Rows of a batch that nobody reads before its commit: events and idempotency keys. PostgreSQL gets them in one
//! statement each at the end, since every statement is a way there and back; SQLite at once, since none is.

use super::{Conn, direct};
use crate::kernel::ids::{DepartmentId, PersonId, Scope};
use crate::kernel::record::{Head, Line};
use crate::kernel::store::schema::{events, heads, idempotency};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

/// An idempotency key beside its effect.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// The key and whose it is.
    pub key: String,
    /// What it was sent with.
    pub fingerprint: String,
    /// The record of the event.
    pub scope: Scope,
    /// The event.
    pub seq: i64,
    /// When, in ms.
    pub at: i64,
}

/// What waits for the end of the batch.
#[derive(Debug, Default)]
pub struct Later {
    events: Vec<(Scope, Line)>,
    keys: Vec<KeyRow>,
}

impl Later {
    /// Keeps an event.
    pub fn event(&mut self, conn: &mut Conn, scope: Scope, line: Line) -> Result<(), Error> {
        if let Conn::Postgres(_) = conn {
            self.events.push((scope, line));
            return Ok(());
        }
        let insert = diesel::insert_into(events::table).values((
            events::scope.eq(scope.as_str()),
            events::seq.eq(line.seq),
            events::id.eq(line.id),
            events::at.eq(line.at),
            events::actor_person.eq(line.actor_person),
            events::actor_name.eq(&line.actor_name),
            events::actor_firm.eq(line.actor_firm),
            events::actor_department.eq(line.actor_department),
            events::kind.eq(&line.kind),
            events::audience.eq(&line.audience),
            events::about_person.eq(line.about_person),
            events::body.eq(&line.body),
            events::salt.eq(&line.salt),
            events::leaf.eq(&line.leaf),
        ));
        direct::execute(conn, insert)
    }

    /// Keeps a key.
    pub fn key(&mut self, conn: &mut Conn, row: KeyRow) -> Result<(), Error> {
        if let Conn::Postgres(_) = conn {
            self.keys.push(row);
            return Ok(());
        }
        let insert = diesel::insert_into(idempotency::table).values((
            idempotency::key.eq(row.key),
            idempotency::fingerprint.eq(row.fingerprint),
            idempotency::scope.eq(row.scope.as_str()),
            idempotency::seq.eq(row.seq),
            idempotency::at.eq(row.at),
        ));
        direct::execute(conn, insert)
    }

    /// Writes what waits.
    pub fn write(&mut self, conn: &mut Conn) -> Result<(), Error> {
        let (events, keys) = (std::mem::take(&mut self.events), std::mem::take(&mut self.keys));
        let Conn::Postgres(conn) = conn else { return Ok(()) };
        insert_events(conn, &events)?;
        insert_keys(conn, &keys)
    }
}

/// One value of every row.
fn column<'r, R, T>(rows: &'r [R], value: impl Fn(&'r R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

fn insert_events(conn: &mut PgConnection, rows: &[(Scope, Line)]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let insert = "INSERT INTO events (scope, seq, id, at, actor_person, actor_name, actor_firm, actor_department, \
        kind, audience, about_person, body, salt, leaf) \
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    diesel::sql_query(insert)
        .bind::<Array<Text>, _>(column(rows, |(scope, _)| scope.as_str()))
        .bind::<Array<BigInt>, _>(column(rows, |(_, line)| line.seq))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.id.as_str()))
        .bind::<Array<BigInt>, _>(column(rows, |(_, line)| line.at))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.actor_person.as_str()))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.actor_name.as_str()))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.actor_firm.as_str()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |(_, line)| {
            line.actor_department.as_ref().map(DepartmentId::as_str)
        }))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.kind.as_str()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |(_, line)| line.audience.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |(_, line)| {
            line.about_person.as_ref().map(PersonId::as_str)
        }))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.body.as_str()))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.salt.as_str()))
        .bind::<Array<Text>, _>(column(rows, |(_, line)| line.leaf.as_str()))
        .execute(conn)
        .map(drop)
}

fn insert_keys(conn: &mut PgConnection, rows: &[KeyRow]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let insert = "INSERT INTO idempotency (key, fingerprint, scope, seq, at) \
        SELECT * FROM unnest($1, $2, $3, $4, $5)";
    diesel::sql_query(insert)
        .bind::<Array<Text>, _>(column(rows, |row| row.key.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.fingerprint.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.scope.as_str()))
        .bind::<Array<BigInt>, _>(column(rows, |row| row.seq))
        .bind::<Array<BigInt>, _>(column(rows, |row| row.at))
        .execute(conn)
        .map(drop)
}

/// Moves the ends of records.
pub fn move_heads(conn: &mut Conn, moved: &[(Scope, Head)]) -> Result<(), Error> {
    match conn {
        Conn::Postgres(_) if moved.is_empty() => Ok(()),
        Conn::Postgres(conn) => {
            let update = "UPDATE heads SET seq = moved.seq, at = moved.at \
                FROM unnest($1, $2, $3) AS moved (scope, seq, at) WHERE heads.scope = moved.scope";
            diesel::sql_query(update)
                .bind::<Array<Text>, _>(column(moved, |(scope, _)| scope.as_str()))
                .bind::<Array<BigInt>, _>(column(moved, |(_, head)| head.seq))
                .bind::<Array<BigInt>, _>(column(moved, |(_, head)| head.at))
                .execute(conn)
                .map(drop)
        }
        Conn::Sqlite(_) => moved.iter().try_for_each(|(scope, head)| {
            diesel::update(heads::table.find(scope.as_str()))
                .set((heads::seq.eq(head.seq), heads::at.eq(head.at)))
                .execute(conn)
                .map(drop)
        }),
    }
}
