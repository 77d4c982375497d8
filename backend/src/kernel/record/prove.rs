//! Proves that what is stored is what was written.

use super::Line;
use crate::kernel::ids::Scope;
use crate::kernel::store::Conn;
use crate::kernel::store::schema::{events, heads};
use diesel::prelude::*;

/// Events looked at at once.
const STRETCH: i64 = 1_000;

/// Takes the leaf hash of every event anew, and follows every record from 1 to its end. Answers how many records and
/// events there are, or the first thing that is wrong.
pub fn prove(conn: &mut Conn) -> Result<(i64, i64), Box<dyn std::error::Error>> {
    let records: Vec<(String, String, i64)> =
        heads::table.order(heads::scope).select((heads::scope, heads::kind, heads::seq)).load(conn)?;
    let mut all = 0;
    for (id, kind, end) in &records {
        let scope = Scope::parse(kind, id).map_err(|_| format!("the {kind} {id} is no record"))?;
        let mut last = 0;
        loop {
            let lines: Vec<Line> = events::table
                .filter(events::scope.eq(id))
                .filter(events::seq.gt(last))
                .order(events::seq)
                .limit(STRETCH)
                .select(Line::as_select())
                .load(conn)?;
            if lines.is_empty() {
                break;
            }
            for line in &lines {
                if line.seq != last + 1 {
                    return Err(format!("event {} of the {kind} {id} is missing", last + 1).into());
                }
                if super::leaf_hash(&line.leaf_of(&scope)) != line.leaf {
                    return Err(
                        format!("event {} of the {kind} {id} is not what was written", line.seq).into()
                    );
                }
                last = line.seq;
            }
        }
        if last != *end {
            return Err(format!("the {kind} {id} ends at event {last} in place of {end}").into());
        }
        all += last;
    }
    let stored: i64 = events::table.count().get_result(conn)?;
    if stored != all {
        return Err(format!("{} events belong to no record", stored - all).into());
    }
    Ok((i64::try_from(records.len())?, all))
}
