//! Events that are told without what they said: the row and its leaf stay as they are, what goes out is put in the
//! place of its body, on every way out and in every replay.

use super::Line;
use crate::kernel::http::Problem;
use crate::kernel::ids::Scope;
use crate::kernel::store::schema::withheld;
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;
use std::collections::HashSet;

/// From the event `by` on, these events are told with these resources.
pub fn withhold(
    conn: &mut Conn,
    scope: Scope,
    by: i64,
    told_as: &[(i64, dure_api::EventBody)],
) -> Result<(), Problem> {
    for (seq, body) in told_as {
        let body = serde_json::to_string(body).map_err(Problem::internal)?;
        diesel::insert_into(withheld::table)
            .values((
                withheld::scope.eq(scope.as_str()),
                withheld::seq.eq(seq),
                withheld::by_seq.eq(by),
                withheld::body.eq(body),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Puts what is told in the place of what was said, in lines that follow each other. Answers which of them made
/// others untold.
pub fn veil(conn: &mut Conn, scope: Scope, lines: &mut [Line]) -> Stored<HashSet<i64>> {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Ok(HashSet::new()) };
    let (first, last) = (first.seq, last.seq);
    let rows: Vec<(i64, i64, String)> = withheld::table
        .filter(withheld::scope.eq(scope.as_str()))
        .filter(withheld::seq.between(first, last).or(withheld::by_seq.between(first, last)))
        .select((withheld::seq, withheld::by_seq, withheld::body))
        .load(conn)?;
    let mut by = HashSet::new();
    for (seq, by_seq, body) in rows {
        by.insert(by_seq);
        if let Some(line) = lines.iter_mut().find(|line| line.seq == seq) {
            line.body = body;
        }
    }
    Ok(by)
}
