//! The only file that knows which engine it talks to.

use super::conn::{Conn, MultiBackend};
use super::schema::heads;
use super::whole::Column;
use crate::kernel::ids::EventId;
use crate::kernel::record::Head;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::time::{Duration, Instant};

pub mod direct;
mod later;
mod words;

pub use later::{KeyRow, Later, move_heads};
pub use words::{index_words, unindex_words, with_words};

static PORTABLE: EmbeddedMigrations = embed_migrations!("../migrations/portable");
static SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
static POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// Sets what every connection needs. SQLite: write-ahead log, one sync per commit, 5 s of patience. PostgreSQL: the
/// same patience, commits that wait for the disk, and errors in the words that [`trouble`] knows, where it may.
pub fn prepare(conn: &mut Conn) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(_) => conn.batch_execute(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; \
             PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000;",
        ),
        Conn::Postgres(_) => conn.batch_execute(
            "SET TIME ZONE 'UTC'; SET lock_timeout = '5s'; SET client_min_messages = warning; \
             SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'; \
             SELECT set_config('lc_messages', 'C', false) FROM pg_roles WHERE rolname = current_user AND rolsuper;",
        ),
    }
}

/// How many write at once: one on SQLite; on PostgreSQL one for what belongs to no project, and four for projects.
pub fn lanes(conn: &Conn) -> usize {
    match conn {
        Conn::Sqlite(_) => 1,
        Conn::Postgres(_) => 5,
    }
}

/// The lock of a PostgreSQL database: held together by the lanes of a server, alone by one that starts.
const SERVED: i64 = 0x6475_7265;
/// A server that was killed is given so long to be gone.
const LEAVING: Duration = Duration::from_secs(5);

/// The database belongs to another server.
#[derive(Debug, thiserror::Error)]
#[error("the database is in use by another server")]
struct AnotherServer;

/// Takes the database for this server alone, or refuses with what is wrong with it. The folder of SQLite is locked by
/// [`crate::app`].
pub fn claim(conn: &mut Conn) -> Result<(), Box<dyn std::error::Error>> {
    if let Conn::Sqlite(_) = conn {
        return Ok(());
    }
    let wrong = "SELECT CASE \
        WHEN current_setting('server_version_num')::int < 130000 THEN 'needs PostgreSQL 13 or later' \
        WHEN current_setting('server_encoding') <> 'UTF8' OR 'a-b' > 'aa' OR 'B' > 'a' \
        THEN 'must be made with TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C'' LC_CTYPE ''C''' \
        WHEN current_setting('fsync') = 'off' THEN 'runs with fsync = off and may lose what it confirmed' \
        WHEN current_setting('lc_messages') !~ '^(C|POSIX|en)' \
        THEN 'must tell errors in English: ALTER ROLE .. SET lc_messages = ''C''' END AS value";
    if let Some(wrong) = one_text(conn, wrong)? {
        return Err(format!("the database {wrong}").into());
    }
    let lock = format!("SELECT CASE WHEN pg_try_advisory_lock({SERVED}) THEN 'ours' END AS value");
    let begun = Instant::now();
    while one_text(conn, &lock)?.is_none() {
        if begun.elapsed() > LEAVING {
            return Err(AnotherServer.into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Writes down whose the claimed database is, and lets this server's lanes in.
pub fn take_over(conn: &mut Conn, server: EventId) -> Result<(), Error> {
    conn.batch_execute(&format!(
        "BEGIN; DELETE FROM serving; INSERT INTO serving (server) VALUES ('{server}'); COMMIT; \
         SELECT pg_advisory_unlock({SERVED})"
    ))
}

/// Lets a lane of `server` in: no other server can claim the database while it is connected, and none has since.
pub fn join(conn: &mut Conn, server: EventId) -> Result<(), Error> {
    conn.batch_execute(&format!("SELECT pg_advisory_lock_shared({SERVED})"))?;
    if one_text(conn, "SELECT server AS value FROM serving")?.as_deref() == Some(server.as_str()) {
        Ok(())
    } else {
        Err(Error::QueryBuilderError(Box::new(AnotherServer)))
    }
}

/// Whether a lane was not let in because another server took the database.
pub fn is_another_server(error: &ConnectionError) -> bool {
    matches!(error, ConnectionError::CouldntSetupConfiguration(Error::QueryBuilderError(why))
        if why.is::<AnotherServer>())
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

/// What the engine will know a transaction by, should the connection be lost in its commit.
pub struct Mark(String);

/// Says that all statements of the transaction went well, which PostgreSQL's COMMIT does not: after a failed one it
/// rolls back and calls that done.
pub fn seal(conn: &mut Conn) -> Result<Option<Mark>, Error> {
    match conn {
        Conn::Sqlite(_) => Ok(None),
        Conn::Postgres(_) => {
            let mark = one_text(conn, "SELECT pg_current_xact_id_if_assigned()::text AS value")?;
            Ok(mark.map(Mark))
        }
    }
}

/// Whether a transaction was committed; nothing while it is still on its way.
pub fn outcome(conn: &mut Conn, mark: &Mark) -> Result<Option<bool>, Error> {
    let query = format!("SELECT pg_xact_status('{}'::xid8) AS value", mark.0);
    Ok(match one_text(conn, &query)?.as_deref() {
        Some("committed") => Some(true),
        Some("aborted") => Some(false),
        _ => None,
    })
}

/// The end of a record: place and time of its last event. Locked until the transaction ends.
pub fn locked_head(conn: &mut Conn, scope: &str) -> Result<Option<Head>, Error> {
    let head = heads::table.find(scope).select((heads::seq, heads::at));
    match conn {
        Conn::Sqlite(conn) => head.first(conn),
        Conn::Postgres(conn) => head.for_update().first(conn),
    }
    .optional()
}

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    value: Option<String>,
}

/// The first row's `value`.
fn one_text(conn: &mut Conn, query: &str) -> Result<Option<String>, Error> {
    Ok(diesel::sql_query(query).get_result::<Text>(conn).optional()?.and_then(|row| row.value))
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
    /// Somebody else holds the database, or a row of it: try again later.
    Busy,
    /// The connection is lost.
    Lost,
    /// The disk did not take what it was given: the process must stop, an fsync is never tried again.
    Disk,
    /// Stored bytes are not what was written.
    Corrupt,
    /// Anything else.
    Other,
}

/// Reads the engine's error. Both tell most kinds in the message alone: SQLite by `sqlite3_errstr`, PostgreSQL in
/// English, which [`claim`] makes sure of.
pub fn trouble(error: &Error) -> Trouble {
    let Error::DatabaseError(kind, info) = error else {
        return Trouble::Other;
    };
    let message = info.message();
    let says = |words: &[&str]| words.iter().any(|words| message.contains(words));
    match kind {
        _ if says(&["database or disk is full", "No space left", "Disk quota exceeded"]) => Trouble::Full,
        DatabaseErrorKind::ClosedConnection => Trouble::Lost,
        // What a server says that is stopped or starting, and what is said of one that is gone.
        _ if says(&[
            "terminating connection",
            "the database system is",
            "server closed",
            "no connection to",
        ]) =>
        {
            Trouble::Lost
        }
        DatabaseErrorKind::SerializationFailure => Trouble::Busy,
        _ if says(&["database is locked", "lock timeout", "deadlock detected", "too many clients"]) => {
            Trouble::Busy
        }
        _ if says(&["disk I/O error"]) => Trouble::Disk,
        _ if says(&["malformed", "not a database", "invalid page in block"]) => Trouble::Corrupt,
        _ => Trouble::Other,
    }
}

/// Whether a unique index refused the row.
pub fn is_duplicate(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}

/// Every table that is made by migrations and holds what the program wrote, with its columns, in order.
pub fn catalog(conn: &mut Conn) -> Result<Vec<(String, Column)>, Error> {
    use diesel::sql_types::BigInt;
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        relation: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        kind: String,
        #[diesel(sql_type = BigInt)]
        place: i64,
    }
    let query = match conn {
        Conn::Sqlite(_) => {
            "SELECT t.name AS relation, c.name AS name, lower(c.type) AS kind, c.pk AS place \
             FROM pragma_table_list t JOIN pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' \
             AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '%diesel%' ORDER BY t.name, c.cid"
        }
        Conn::Postgres(_) => {
            "SELECT c.table_name::text AS relation, c.column_name::text AS name, c.data_type::text AS kind, \
             coalesce(k.ordinal_position, 0)::bigint AS place \
             FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name) \
             LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema \
             AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' \
             LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema \
             AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name \
             WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND t.table_name NOT LIKE '%diesel%' \
             AND t.table_name <> 'serving' ORDER BY t.table_name COLLATE \"C\", c.ordinal_position"
        }
    };
    let rows = diesel::sql_query(query).load::<Row>(conn)?.into_iter();
    Ok(rows.map(|row| (row.relation, Column { name: row.name, kind: row.kind, key: row.place })).collect())
}

/// Rows as JSON lists of their columns, in the order of the primary key, after this one.
pub fn select_json(
    conn: &mut Conn,
    table: &str,
    columns: &[Column],
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<String>, Error> {
    let mut key: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
    key.sort_by_key(|column| column.key);
    let key: Vec<String> = key.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let key = key.join(", ");
    let values: Vec<String> = columns
        .iter()
        .map(|Column { name, kind, .. }| match (&*conn, kind.as_str()) {
            (Conn::Sqlite(_), "boolean") => format!("json(iif(\"{name}\", 'true', 'false'))"),
            _ => format!("\"{name}\""),
        })
        .collect();
    let values = values.join(", ");
    let row = match conn {
        Conn::Sqlite(_) => format!("json_array({values})"),
        Conn::Postgres(_) => format!("json_build_array({values})::text"),
    };
    let after = after.map(|after| format!("WHERE ({key}) > ({after})")).unwrap_or_default();
    let query = format!("SELECT {row} AS value FROM \"{table}\" {after} ORDER BY {key} LIMIT {limit}");
    Ok(diesel::sql_query(query).load::<Text>(conn)?.into_iter().filter_map(|row| row.value).collect())
}

/// Inserts rows from a JSON list of what [`select_json`] gave. Answers how many.
pub fn insert_json(conn: &mut Conn, table: &str, columns: &[Column], rows: &str) -> Result<usize, Error> {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let values = columns.iter().enumerate().map(|(n, column)| match conn {
        Conn::Sqlite(_) => format!("json_extract(value, '$[{n}]')"),
        Conn::Postgres(_) => format!("(value ->> {n})::{}", column.kind),
    });
    let values = values.collect::<Vec<_>>().join(", ");
    let source = match conn {
        Conn::Sqlite(_) => "json_each($1)",
        Conn::Postgres(_) => "json_array_elements($1::json) AS rows(value)",
    };
    let insert = format!("INSERT INTO \"{table}\" ({}) SELECT {values} FROM {source}", names.join(", "));
    diesel::sql_query(insert).bind::<diesel::sql_types::Text, _>(rows).execute(conn)
}

/// The schema as the engine tells it, a line per object.
#[cfg(feature = "testing")]
pub fn dump_schema(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let query = match conn {
        Conn::Sqlite(_) => {
            "SELECT name || ': ' || coalesce(sql, '') AS value FROM sqlite_master \
             WHERE name NOT LIKE '%diesel%' ORDER BY name"
        }
        Conn::Postgres(_) => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS value \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '%diesel%' \
             UNION ALL SELECT indexname || ': ' || indexdef FROM pg_indexes \
             WHERE schemaname = 'public' AND tablename NOT LIKE '%diesel%' \
             UNION ALL SELECT tgname || ': ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal \
             UNION ALL SELECT proname || ': ' || prosrc FROM pg_proc \
             WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
        }
    };
    Ok(diesel::sql_query(query).load::<Text>(conn)?.into_iter().filter_map(|line| line.value).collect())
}
