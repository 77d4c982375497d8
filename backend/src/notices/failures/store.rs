//! Rows of mail that did not leave.

use crate::kernel::clock::Time;
use crate::kernel::http::Page;
use crate::kernel::ids::{FirmId, JobId};
use crate::kernel::store::schema::mail_failures;
use crate::kernel::store::{Conn, Stored};
use crate::notices::rules::Delivery;
use diesel::prelude::*;
use dure_api::MailFailure;

/// A mail that did not leave.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = mail_failures)]
pub struct Failure {
    /// Its job.
    pub id: JobId,
    /// The firm that it is about.
    pub firm_id: FirmId,
    /// Where it was to go.
    pub address: String,
    /// What it is.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When last, in ms.
    pub last_at: i64,
    /// What becomes of it.
    pub state: Delivery,
    /// Why.
    pub reason: String,
}

impl Failure {
    /// As administrators see it.
    pub fn wire(self) -> MailFailure {
        MailFailure {
            id: self.id.to_string(),
            to: self.address,
            kind: self.kind,
            attempts: self.attempts,
            last_at: Time(self.last_at).rfc3339(),
            state: self.state.as_str().to_owned(),
            reason: self.reason,
            allowed_actions: Some(vec!["retry_mail".to_owned()]),
        }
    }
}

/// Keeps how a mail failed last.
pub fn keep(conn: &mut Conn, failure: &Failure) -> Stored<()> {
    let known = diesel::update(mail_failures::table.find(failure.id)).set(failure).execute(conn)?;
    if known == 0 {
        diesel::insert_into(mail_failures::table).values(failure).execute(conn)?;
    }
    Ok(())
}

/// Forgets one.
pub fn forget(conn: &mut Conn, id: JobId) -> Stored<()> {
    diesel::delete(mail_failures::table.find(id)).execute(conn).map(drop)
}

/// Forgets what failed last before this; answers the jobs.
pub fn forget_before(conn: &mut Conn, at: Time) -> Stored<Vec<JobId>> {
    let old: Vec<JobId> = mail_failures::table
        .filter(mail_failures::last_at.lt(at.0))
        .limit(1_000)
        .select(mail_failures::id)
        .load(conn)?;
    if !old.is_empty() {
        diesel::delete(mail_failures::table.filter(mail_failures::id.eq_any(&old))).execute(conn)?;
    }
    Ok(old)
}

/// One of a firm's.
pub fn failure(conn: &mut Conn, firm: FirmId, id: JobId) -> Stored<Option<Failure>> {
    mail_failures::table
        .filter(mail_failures::id.eq(id))
        .filter(mail_failures::firm_id.eq(firm))
        .select(Failure::as_select())
        .first(conn)
        .optional()
}

/// Those of a firm, in the order they were written.
pub fn list(conn: &mut Conn, firm: FirmId, page: &Page) -> Stored<Vec<Failure>> {
    mail_failures::table
        .filter(mail_failures::firm_id.eq(firm))
        .filter(mail_failures::id.gt(page.after.clone()))
        .order(mail_failures::id)
        .limit(page.probe())
        .select(Failure::as_select())
        .load(conn)
}
