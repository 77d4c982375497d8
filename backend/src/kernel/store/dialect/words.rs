//! The index of words: full text in SQLite, `tsvector` in PostgreSQL. Both find the same words.

use super::Conn;
use diesel::prelude::*;
use diesel::result::Error;
use std::collections::BTreeSet;

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
