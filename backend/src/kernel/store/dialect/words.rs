//! The index of words: full text in SQLite, `tsvector` in PostgreSQL. Both find the same words.

use super::Conn;
use diesel::prelude::*;
use diesel::result::Error;
use std::collections::{BTreeMap, BTreeSet};

/// Gives documents, by their ids, their words, divided by spaces; each is letters and digits, after a mark perhaps.
/// All in one statement: it is prepared anew each time, and SQLite's index takes many rows more cheaply.
pub fn index_words(conn: &mut Conn, words: &BTreeMap<i64, String>) -> Result<(), Error> {
    let insert = match conn {
        Conn::Sqlite(_) => {
            "INSERT INTO search_index (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each($1)"
        }
        Conn::Postgres(_) => {
            "INSERT INTO search_index (id, words) \
             SELECT (value ->> 0)::bigint, array_to_tsvector(string_to_array(value ->> 1, ' ')) \
             FROM json_array_elements($1::json) AS rows(value)"
        }
    };
    let rows: Vec<(&i64, &String)> = words.iter().collect();
    let rows = serde_json::to_string(&rows).map_err(|error| Error::SerializationError(error.into()))?;
    diesel::sql_query(insert).bind::<diesel::sql_types::Text, _>(rows).execute(conn).map(drop)
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
