//! The connection: an enum over both engines, and the pool's way to open one. Nobody else opens any.

use super::dialect;
use crate::config::{Config, Secret};
use crate::kernel::ids::EventId;
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
    /// A database of a PostgreSQL server.
    Postgres {
        /// Where.
        url: Secret,
        /// The name of this process among all that ever served from it.
        server: EventId,
    },
}

/// Room on the disk that ordinary writes need.
const ROOM: usize = 1 << 20;

impl Address {
    /// As configured.
    pub fn of(config: &Config) -> Self {
        match &config.database {
            Some(url) => Address::Postgres { url: url.clone(), server: EventId::new() },
            None => Address::Sqlite(config.data.join("dure.db")),
        }
    }

    /// Whether the disk takes more than the crumbs that a full one still has. Of another machine's nothing is known.
    pub fn has_room(&self) -> bool {
        let Address::Sqlite(path) = self else { return true };
        let probe = path.with_extension("room");
        let fits = std::fs::write(&probe, vec![0; ROOM]).is_ok();
        std::fs::remove_file(&probe).is_ok() && fits
    }
}

/// Opens one connection, ready for use. The derive's own way to open is never taken: it may fall back to the other
/// engine.
pub fn open(address: &Address) -> Result<Conn, ConnectionError> {
    let mut conn = match address {
        Address::Sqlite(path) => Conn::Sqlite(SqliteConnection::establish(&path.to_string_lossy())?),
        Address::Postgres { url, .. } => Conn::Postgres(PgConnection::establish(&impatient(url.expose()))?),
    };
    dialect::prepare(&mut conn).map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// Opens a connection that writes: while it lives, no other server takes the database.
pub fn open_lane(address: &Address) -> Result<Conn, ConnectionError> {
    let mut conn = open(address)?;
    if let Address::Postgres { server, .. } = address {
        dialect::join(&mut conn, *server).map_err(ConnectionError::CouldntSetupConfiguration)?;
    }
    Ok(conn)
}

/// The URL with an end to waiting for a server that says nothing, unless the operator said how long.
fn impatient(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in [("connect_timeout", "5"), ("tcp_user_timeout", "10000")] {
        if !url.contains(name) {
            let mark = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{mark}{name}={value}"));
        }
    }
    url
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
