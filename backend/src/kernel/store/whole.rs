//! The whole database at once: read for a backup, filled by a restore.

use super::conn::{self, Address, Conn};
use super::dialect;
use diesel::connection::SimpleConnection;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A column of a table, in the words of both engines.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// `text`, `bigint`, `boolean`; anything else in the engine's own word.
    pub kind: String,
    /// Its place in the primary key, from 1 on; 0 outside.
    pub key: i64,
}

/// Runs `f` on one state of the database, beside a server that may run.
pub fn in_one_state<T>(address: &Address, f: impl FnOnce(&mut Conn) -> Outcome<T>) -> Outcome<T> {
    let mut conn = conn::open(address)?;
    refuse_newer(&mut conn)?;
    dialect::begin_read(&mut conn)?;
    let found = f(&mut conn);
    conn.batch_execute("COMMIT")?;
    found
}

/// Runs `f` on a database with this program's schema, which no server uses, in one transaction.
pub fn fill(address: &Address, f: impl FnOnce(&mut Conn) -> Outcome<()>) -> Outcome<()> {
    let mut conn = claim(address)?;
    dialect::begin_write(&mut conn)?;
    f(&mut conn)?; // the transaction goes with the connection
    Ok(conn.batch_execute("COMMIT")?)
}

/// Takes the database for this process alone, with this program's schema.
pub(super) fn claim(address: &Address) -> Outcome<Conn> {
    let mut conn = conn::open(address)?;
    dialect::claim(&mut conn)?;
    refuse_newer(&mut conn)?;
    dialect::migrate(&mut conn).map_err(|e| e.to_string())?;
    Ok(conn)
}

fn refuse_newer(conn: &mut Conn) -> Outcome<()> {
    let unknown = dialect::unknown_migrations(conn).map_err(|e| e.to_string())?;
    match unknown.first() {
        Some(version) => {
            Err(format!("the database was written by a newer program (schema {version})").into())
        }
        None => Ok(()),
    }
}
