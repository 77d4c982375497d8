//! Rows of passkeys.

use crate::kernel::clock::Time;
use crate::kernel::ids::{PasskeyId, PersonId};
use crate::kernel::store::schema::passkeys;
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;

/// A row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = passkeys)]
pub struct Kept {
    pub id: PasskeyId,
    pub person_id: PersonId,
    pub credential_id: String,
    pub name: String,
    pub credential: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

/// Somebody's, oldest first.
pub fn list(conn: &mut Conn, person: PersonId, after: &str, most: i64) -> Stored<Vec<Kept>> {
    passkeys::table
        .filter(passkeys::person_id.eq(person))
        .filter(passkeys::id.gt(after))
        .order(passkeys::id)
        .limit(most)
        .select(Kept::as_select())
        .load(conn)
}

/// All of somebody's.
pub fn all(conn: &mut Conn, person: PersonId) -> Stored<Vec<Kept>> {
    list(conn, person, "", i64::MAX)
}

/// One of somebody's.
pub fn one(conn: &mut Conn, person: PersonId, id: PasskeyId) -> Stored<Option<Kept>> {
    let found = passkeys::table.find(id).filter(passkeys::person_id.eq(person));
    found.select(Kept::as_select()).first(conn).optional()
}

/// The one that a device calls so.
pub fn by_credential(conn: &mut Conn, credential: &str) -> Stored<Option<Kept>> {
    let found = passkeys::table.filter(passkeys::credential_id.eq(credential));
    found.select(Kept::as_select()).first(conn).optional()
}

pub fn insert(conn: &mut Conn, new: &Kept) -> Stored<()> {
    diesel::insert_into(passkeys::table).values(new).execute(conn).map(drop)
}

pub fn rename(conn: &mut Conn, id: PasskeyId, name: &str) -> Stored<()> {
    diesel::update(passkeys::table.find(id)).set(passkeys::name.eq(name)).execute(conn).map(drop)
}

/// It was used: its counter may have moved.
pub fn used(conn: &mut Conn, id: PasskeyId, credential: &str, now: Time) -> Stored<()> {
    let moved = (passkeys::credential.eq(credential), passkeys::last_used_at.eq(Some(now.0)));
    diesel::update(passkeys::table.find(id)).set(moved).execute(conn).map(drop)
}

pub fn delete(conn: &mut Conn, id: PasskeyId) -> Stored<()> {
    diesel::delete(passkeys::table.find(id)).execute(conn).map(drop)
}

/// Removes all of somebody's.
pub fn delete_all(conn: &mut Conn, person: PersonId) -> Stored<()> {
    diesel::delete(passkeys::table.filter(passkeys::person_id.eq(person))).execute(conn).map(drop)
}
