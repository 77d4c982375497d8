//! The connection: an enum over both engines, and the pool's way to open one. Nobody else opens any.

use super::dialect;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

/// SQLite or PostgreSQL behind one type; queries written once run on both.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// The embedded default.
    Sqlite(SqliteConnection),
}

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Address {
    /// A file in the data folder.
    Sqlite(std::path::PathBuf),
}

/// Room on the disk that ordinary writes need.
const ROOM: usize = 1 << 20;

impl Address {
    /// Whether the disk takes more than the crumbs that a full one still has.
    pub fn has_room(&self) -> bool {
        let Address::Sqlite(path) = self;
        let probe = path.with_extension("room");
        let fits = std::fs::write(&probe, vec![0; ROOM]).is_ok();
        std::fs::remove_file(&probe).is_ok() && fits
    }
}

/// Opens one connection, ready for use.
pub fn open(address: &Address) -> Result<Conn, ConnectionError> {
    let mut conn = match address {
        Address::Sqlite(path) => Conn::Sqlite(SqliteConnection::establish(&path.to_string_lossy())?),
    };
    dialect::prepare(&mut conn).map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// Opens and checks the connections of the reading pool.
#[derive(Debug)]
pub struct Opener(pub Address);

impl diesel::r2d2::ManageConnection for Opener {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        open(&self.0).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, _conn: &mut Conn) -> bool {
        std::thread::panicking()
    }
}
