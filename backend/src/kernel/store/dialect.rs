//! The only file that knows which engine it talks to.

use super::conn::{Conn, MultiBackend};
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::collections::BTreeSet;

static PORTABLE: EmbeddedMigrations = embed_migrations!("../migrations/portable");
static SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
static POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// Sets what every connection needs. SQLite: write-ahead log, one sync per commit, 5 s of patience.
pub fn prepare(conn: &mut Conn) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(_) => conn.batch_execute(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; \
             PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000;",
        ),
        Conn::Postgres(_) => conn.batch_execute("SET TIME ZONE 'UTC'; SET lock_timeout = '5s'"),
    }
}

/// Opens the one transaction of a batch of writes, with the right to write from its first statement.
pub fn begin_write(conn: &mut Conn) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(_) => conn.batch_execute("BEGIN IMMEDIATE"),
        Conn::Postgres(_) => conn.batch_execute("BEGIN"),
    }
}

/// Opens a transaction that sees one state of the database.
pub fn begin_read(conn: &mut Conn) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(_) => conn.batch_execute("BEGIN DEFERRED"),
        Conn::Postgres(_) => conn.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    }
}

/// Every step of the schema for one engine: the portable ones, then its own.
struct Steps(&'static EmbeddedMigrations);

impl MigrationSource<MultiBackend> for Steps {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<MultiBackend>>>> {
        let mut steps = PORTABLE.migrations()?;
        steps.extend(self.0.migrations()?);
        Ok(steps)
    }
}

fn steps(conn: &Conn) -> Steps {
    match conn {
        Conn::Sqlite(_) => Steps(&SQLITE),
        Conn::Postgres(_) => Steps(&POSTGRES),
    }
}

/// Brings the schema to this program's version.
pub fn migrate(conn: &mut Conn) -> diesel::migration::Result<()> {
    let steps = steps(conn);
    conn.run_pending_migrations(steps)?;
    Ok(())
}

/// Takes every migration back, newest first.
#[cfg(feature = "testing")]
pub fn unmigrate(conn: &mut Conn) -> diesel::migration::Result<()> {
    let steps = steps(conn);
    conn.revert_all_migrations(steps)?;
    Ok(())
}

/// Versions that the database has and this program does not know: it was written by a newer program.
pub fn unknown_migrations(conn: &mut Conn) -> diesel::migration::Result<Vec<String>> {
    let known: Vec<String> =
        steps(conn).migrations()?.iter().map(|step| step.name().version().to_string()).collect();
    let applied = conn.applied_migrations()?;
    Ok(applied.iter().map(ToString::to_string).filter(|version| !known.contains(version)).collect())
}

/// What went wrong in the engine, as far as the program acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No room on the disk: writes are refused, reads go on.
    Full,
    /// Somebody else holds the database, or the connection is lost: try again later.
    Busy,
    /// The disk did not take what it was given: the process must stop, an fsync is never tried again.
    Disk,
    /// Stored bytes are not what was written.
    Corrupt,
    /// Anything else.
    Other,
}

/// Reads the engine's error. SQLite tells its kind in the message alone (`sqlite3_errstr`).
pub fn trouble(error: &Error) -> Trouble {
    let Error::DatabaseError(kind, info) = error else {
        return Trouble::Other;
    };
    let message = info.message();
    let says = |words: &str| message.contains(words);
    match kind {
        DatabaseErrorKind::ClosedConnection => Trouble::Busy,
        _ if says("database or disk is full") || says("No space left") => Trouble::Full,
        _ if says("database is locked") || says("lock timeout") || says("server closed") => Trouble::Busy,
        _ if says("disk I/O error") => Trouble::Disk,
        _ if says("malformed") || says("not a database") => Trouble::Corrupt,
        _ => Trouble::Other,
    }
}

/// Whether a unique index refused the row.
pub fn is_duplicate(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}

/// Gives a document its words, divided by spaces; each is letters and digits, after a mark perhaps.
pub fn index_words(conn: &mut Conn, id: i64, words: &str) -> Result<(), Error> {
    use diesel::sql_types::{BigInt, Text};
    let insert = match conn {
        Conn::Sqlite(_) => "INSERT INTO search_index (rowid, words) VALUES ($1, $2)",
        Conn::Postgres(_) => {
            "INSERT INTO search_index (id, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' ')))"
        }
    };
    diesel::sql_query(insert).bind::<BigInt, _>(id).bind::<Text, _>(words).execute(conn).map(drop)
}

/// Takes a document's words away.
pub fn unindex_words(conn: &mut Conn, id: i64) -> Result<(), Error> {
    use diesel::sql_types::BigInt;
    let delete = match conn {
        Conn::Sqlite(_) => "DELETE FROM search_index WHERE rowid = $1",
        Conn::Postgres(_) => "DELETE FROM search_index WHERE id = $1",
    };
    diesel::sql_query(delete).bind::<BigInt, _>(id).execute(conn).map(drop)
}

/// Documents that have all these words and beginnings of words, with ids between these two, the greatest first.
pub fn with_words(
    conn: &mut Conn,
    (words, beginnings): (&BTreeSet<String>, &BTreeSet<String>),
    (above, below): (i64, i64),
    limit: i64,
) -> Result<Vec<i64>, Error> {
    use diesel::sql_types::{BigInt, Text};
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let (select, quote, and, beginning) = match conn {
        Conn::Sqlite(_) => (
            "SELECT rowid AS id FROM search_index WHERE search_index MATCH $1 AND rowid > $2 AND rowid < $3 \
             ORDER BY rowid DESC LIMIT $4",
            '"',
            " AND ",
            "*",
        ),
        Conn::Postgres(_) => (
            "SELECT id FROM search_index WHERE words @@ $1::tsquery AND id > $2 AND id < $3 \
             ORDER BY id DESC LIMIT $4",
            '\'',
            " & ",
            ":*",
        ),
    };
    let words = words.iter().map(|word| format!("{quote}{word}{quote}"));
    let beginnings = beginnings.iter().map(|part| format!("{quote}{part}{quote}{beginning}"));
    let all: Vec<String> = words.chain(beginnings).collect();
    let found: Vec<Found> = diesel::sql_query(select)
        .bind::<Text, _>(all.join(and))
        .bind::<BigInt, _>(above)
        .bind::<BigInt, _>(below)
        .bind::<BigInt, _>(limit)
        .load(conn)?;
    Ok(found.into_iter().map(|found| found.id).collect())
}

/// The schema as the engine tells it, a line per object.
#[cfg(feature = "testing")]
pub fn dump_schema(conn: &mut Conn) -> Result<Vec<String>, Error> {
    #[derive(diesel::QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text)]
        line: String,
    }
    let query = match conn {
        Conn::Sqlite(_) => {
            "SELECT name || ': ' || coalesce(sql, '') AS line FROM sqlite_master \
             WHERE name NOT LIKE '%diesel%' ORDER BY name"
        }
        Conn::Postgres(_) => {
            "SELECT table_name || '.' || column_name || ' ' || data_type AS line \
             FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name NOT LIKE '%diesel%' ORDER BY 1"
        }
    };
    Ok(diesel::sql_query(query).load::<Line>(conn)?.into_iter().map(|line| line.line).collect())
}
