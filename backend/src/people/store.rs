//! Rows of people and departments.

use super::rules::{FirmRole, Newcomer, Status};
use crate::kernel::http::Page;
use crate::kernel::ids::{DepartmentId, FirmId, PersonId};
use crate::kernel::store::schema::{departments, firms, people, person_departments};
use crate::kernel::store::{Conn, Stored};
use crate::kernel::text::key;
use diesel::prelude::*;
use dure_api::{Department, Person};

#[derive(Queryable)]
struct Row {
    id: PersonId,
    firm: FirmId,
    firm_name: String,
    name: String,
    email: String,
    locale: String,
    time_zone: String,
    role: FirmRole,
    status: Status,
    joined_seq: i64,
}

impl Row {
    fn wire(self, departments: &[(PersonId, DepartmentId)]) -> Person {
        let own = departments.iter().filter(|(person, _)| *person == self.id);
        Person {
            id: self.id.to_string(),
            firm_id: self.firm.to_string(),
            firm_name: self.firm_name,
            name: self.name,
            email: Some(self.email),
            locale: self.locale,
            time_zone: self.time_zone,
            role: self.role.as_str().to_owned(),
            status: self.status.as_str().to_owned(),
            department_ids: own.map(|(_, department)| department.to_string()).collect(),
            seq: None,
            allowed_actions: None,
        }
    }
}

type Columns = (
    people::id,
    people::firm_id,
    firms::name,
    people::name,
    people::email,
    people::locale,
    people::time_zone,
    people::role,
    people::status,
    people::joined_seq,
);

const COLUMNS: Columns = (
    people::id,
    people::firm_id,
    firms::name,
    people::name,
    people::email,
    people::locale,
    people::time_zone,
    people::role,
    people::status,
    people::joined_seq,
);

fn with_departments(conn: &mut Conn, rows: Vec<Row>) -> Stored<Vec<(i64, Person)>> {
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
    let memberships: Vec<(PersonId, DepartmentId)> = person_departments::table
        .filter(person_departments::person_id.eq_any(ids))
        .order(person_departments::department_id)
        .select((person_departments::person_id, person_departments::department_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.joined_seq, row.wire(&memberships))).collect())
}

/// One person.
pub fn person(conn: &mut Conn, id: PersonId) -> Stored<Option<Person>> {
    let rows = people::table
        .inner_join(firms::table.on(firms::id.eq(people::firm_id)))
        .filter(people::id.eq(id))
        .select(COLUMNS)
        .load(conn)?;
    Ok(with_departments(conn, rows)?.pop().map(|(_, person)| person))
}

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Addressee {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their language.
    pub locale: String,
    /// Their time zone.
    pub time_zone: String,
}

/// Those of these people who are active, in the order of their ids.
pub fn addressees(conn: &mut Conn, ids: &[PersonId]) -> Stored<Vec<Addressee>> {
    people::table
        .filter(people::id.eq_any(ids))
        .filter(people::status.eq(Status::Active))
        .order(people::id)
        .select((people::id, people::name, people::email, people::locale, people::time_zone))
        .load(conn)
}

/// People of a firm, in order of joining; the cursor is the place in the firm's record.
pub fn list(conn: &mut Conn, firm: FirmId, page: &Page) -> Stored<Vec<(i64, Person)>> {
    let after: i64 = page.after.parse().unwrap_or(0);
    let rows = people::table
        .inner_join(firms::table.on(firms::id.eq(people::firm_id)))
        .filter(people::firm_id.eq(firm))
        .filter(people::joined_seq.gt(after))
        .order(people::joined_seq)
        .limit(page.probe())
        .select(COLUMNS)
        .load(conn)?;
    with_departments(conn, rows)
}

/// Id, password hash and status of the account with this address.
pub fn by_email(conn: &mut Conn, email: &str) -> Stored<Option<(PersonId, String, Status)>> {
    people::table
        .filter(people::email_key.eq(key(email)))
        .select((people::id, people::password, people::status))
        .first(conn)
        .optional()
}

/// The firm of the account with this address.
pub fn firm_of_email(conn: &mut Conn, email: &str) -> Stored<Option<FirmId>> {
    let known =
        people::table.filter(people::email_key.eq(key(email))).filter(people::status.eq(Status::Active));
    known.select(people::firm_id).first(conn).optional()
}

/// Whether there is any account.
pub fn is_anybody_there(conn: &mut Conn) -> Stored<bool> {
    let anybody: Option<PersonId> = people::table.select(people::id).first(conn).optional()?;
    Ok(anybody.is_some())
}

/// Whether an account has this address.
pub fn is_email_taken(conn: &mut Conn, email: &str) -> Stored<bool> {
    Ok(by_email(conn, email)?.is_some())
}

/// The hash of a person's password.
pub fn password_of(conn: &mut Conn, person: PersonId) -> Stored<String> {
    people::table.find(person).select(people::password).first(conn)
}

/// Keeps a new hash.
pub fn set_password(conn: &mut Conn, person: PersonId, hash: &str) -> Stored<()> {
    diesel::update(people::table.find(person)).set(people::password.eq(hash)).execute(conn).map(drop)
}

pub(super) fn insert(conn: &mut Conn, id: PersonId, firm: FirmId, new: &Newcomer, seq: i64) -> Stored<()> {
    diesel::insert_into(people::table)
        .values((
            people::id.eq(id),
            people::firm_id.eq(firm),
            people::name.eq(&new.name),
            people::email.eq(&new.email),
            people::email_key.eq(key(&new.email)),
            people::locale.eq(&new.locale),
            people::time_zone.eq(&new.time_zone),
            people::role.eq(new.role),
            people::status.eq(Status::Active),
            people::password.eq(&new.password_hash),
            people::joined_seq.eq(seq),
        ))
        .execute(conn)?;
    set_departments(conn, id, &new.departments)
}

pub(super) fn set_departments(conn: &mut Conn, person: PersonId, to: &[DepartmentId]) -> Stored<()> {
    diesel::delete(person_departments::table.filter(person_departments::person_id.eq(person)))
        .execute(conn)?;
    for department in to {
        diesel::insert_into(person_departments::table)
            .values((
                person_departments::person_id.eq(person),
                person_departments::department_id.eq(*department),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn set_status(conn: &mut Conn, person: PersonId, status: Status) -> Stored<()> {
    diesel::update(people::table.find(person)).set(people::status.eq(status)).execute(conn).map(drop)
}

pub(super) fn set_profile(conn: &mut Conn, person: &Person) -> Stored<()> {
    diesel::update(people::table.find(&person.id))
        .set((
            people::name.eq(&person.name),
            people::locale.eq(&person.locale),
            people::time_zone.eq(&person.time_zone),
        ))
        .execute(conn)
        .map(drop)
}

pub(super) fn other_active_admins(conn: &mut Conn, firm: FirmId, but: PersonId) -> Stored<i64> {
    people::table
        .filter(people::firm_id.eq(firm))
        .filter(people::role.eq(FirmRole::Admin))
        .filter(people::status.eq(Status::Active))
        .filter(people::id.ne(but))
        .count()
        .get_result(conn)
}

#[derive(Queryable)]
struct DepartmentRow {
    id: DepartmentId,
    firm: FirmId,
    name: String,
    joined_seq: i64,
}

impl DepartmentRow {
    fn wire(self) -> (i64, Department) {
        let department = Department {
            id: self.id.to_string(),
            firm_id: self.firm.to_string(),
            name: self.name,
            seq: None,
            allowed_actions: None,
        };
        (self.joined_seq, department)
    }
}

/// Departments of a firm, in order of making.
pub fn departments_page(conn: &mut Conn, firm: FirmId, page: &Page) -> Stored<Vec<(i64, Department)>> {
    let after: i64 = page.after.parse().unwrap_or(0);
    let rows: Vec<DepartmentRow> = departments::table
        .filter(departments::firm_id.eq(firm))
        .filter(departments::joined_seq.gt(after))
        .order(departments::joined_seq)
        .limit(page.probe())
        .select((departments::id, departments::firm_id, departments::name, departments::joined_seq))
        .load(conn)?;
    Ok(rows.into_iter().map(DepartmentRow::wire).collect())
}

/// Name of a department of this firm.
pub fn department(conn: &mut Conn, firm: FirmId, id: DepartmentId) -> Stored<Option<String>> {
    departments::table
        .filter(departments::id.eq(id))
        .filter(departments::firm_id.eq(firm))
        .select(departments::name)
        .first(conn)
        .optional()
}

/// The firm of a department.
pub fn firm_of_department(conn: &mut Conn, id: DepartmentId) -> Stored<Option<FirmId>> {
    departments::table.find(id).select(departments::firm_id).first(conn).optional()
}

/// Departments a person is in.
pub fn departments_of(conn: &mut Conn, person: PersonId) -> Stored<Vec<DepartmentId>> {
    person_departments::table
        .filter(person_departments::person_id.eq(person))
        .order(person_departments::department_id)
        .select(person_departments::department_id)
        .load(conn)
}

pub(super) fn is_department_named(conn: &mut Conn, firm: FirmId, name: &str) -> Stored<bool> {
    let known: Option<DepartmentId> = departments::table
        .filter(departments::firm_id.eq(firm))
        .filter(departments::name_key.eq(key(name)))
        .select(departments::id)
        .first(conn)
        .optional()?;
    Ok(known.is_some())
}

pub(super) fn is_department(conn: &mut Conn, id: DepartmentId) -> Stored<bool> {
    let known: Option<DepartmentId> =
        departments::table.find(id).select(departments::id).first(conn).optional()?;
    Ok(known.is_some())
}

pub(super) fn insert_department(
    conn: &mut Conn,
    id: DepartmentId,
    firm: FirmId,
    name: &str,
    seq: i64,
) -> Stored<()> {
    diesel::insert_into(departments::table)
        .values((
            departments::id.eq(id),
            departments::firm_id.eq(firm),
            departments::name.eq(name),
            departments::name_key.eq(key(name)),
            departments::joined_seq.eq(seq),
        ))
        .execute(conn)
        .map(drop)
}
