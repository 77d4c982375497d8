//! Statements of the busiest paths, built and bound for the engine itself. The union of both engines builds each
//! statement and binds each value once more, a good part of what a small one costs.

use super::Conn;
use diesel::prelude::*;
use diesel::query_dsl::methods::{ExecuteDsl, LoadQuery};
use diesel::result::Error;

/// Runs a statement that answers nothing.
pub fn execute<S>(conn: &mut Conn, statement: S) -> Result<(), Error>
where
    S: ExecuteDsl<SqliteConnection> + ExecuteDsl<PgConnection>,
{
    match conn {
        Conn::Sqlite(conn) => ExecuteDsl::execute(statement, conn),
        Conn::Postgres(conn) => ExecuteDsl::execute(statement, conn),
    }
    .map(drop)
}

/// The row with a key, if there is one.
pub fn find<'q, Q, T>(conn: &mut Conn, query: Q) -> Result<Option<T>, Error>
where
    Q: LoadQuery<'q, SqliteConnection, T> + LoadQuery<'q, PgConnection, T>,
{
    match conn {
        Conn::Sqlite(conn) => query.get_result(conn),
        Conn::Postgres(conn) => query.get_result(conn),
    }
    .optional()
}
