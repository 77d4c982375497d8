//! Rows of links to a new password.

use super::rules::ResetStatus;
use crate::kernel::clock::Time;
use crate::kernel::ids::{PersonId, ResetId};
use crate::kernel::store::schema::password_resets as resets;
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;

/// A row.
#[derive(Debug, Clone, Queryable)]
pub struct Reset {
    pub person: PersonId,
    pub status: ResetStatus,
    pub expires_at: i64,
}

pub fn reset(conn: &mut Conn, id: ResetId) -> Stored<Option<Reset>> {
    let row = resets::table.find(id).select((resets::person_id, resets::status, resets::expires_at));
    row.first(conn).optional()
}

/// Links that a person was sent since.
pub fn sent_since(conn: &mut Conn, person: PersonId, since: Time) -> Stored<i64> {
    let sent = resets::table.filter(resets::person_id.eq(person)).filter(resets::created_at.gt(since.0));
    sent.count().get_result(conn)
}

pub fn insert(conn: &mut Conn, id: ResetId, person: PersonId, now: Time, ends: Time) -> Stored<()> {
    diesel::insert_into(resets::table)
        .values((
            resets::id.eq(id),
            resets::person_id.eq(person),
            resets::status.eq(ResetStatus::Sent),
            resets::created_at.eq(now.0),
            resets::expires_at.eq(ends.0),
        ))
        .execute(conn)
        .map(drop)
}

/// The password is another one now: no link that is out gives one more.
pub fn close(conn: &mut Conn, person: PersonId, used: Option<ResetId>) -> Stored<()> {
    let open =
        resets::table.filter(resets::person_id.eq(person)).filter(resets::status.eq(ResetStatus::Sent));
    diesel::update(open).set(resets::status.eq(ResetStatus::Void)).execute(conn)?;
    if let Some(id) = used {
        diesel::update(resets::table.find(id)).set(resets::status.eq(ResetStatus::Used)).execute(conn)?;
    }
    Ok(())
}
