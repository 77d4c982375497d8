//! Rows of the position in each record, and of whom an event may concern.

use crate::kernel::clock::Time;
use crate::kernel::ids::{PartyId, PersonId, ProjectId, Scope};
use crate::kernel::record::audience_of;
use crate::kernel::store::schema::{
    grants, heads, jobs, mail_preferences, mail_rounds, message_mentions, notice_positions,
};
use crate::kernel::store::{Conn, Stored};
use crate::notices::rules::Mail;
use diesel::prelude::*;

/// A member, the parties they hear for, and when somebody calls on them next.
pub type Called = (PersonId, Vec<PartyId>, Option<Time>);

type Row = (String, Option<String>, Option<i64>, Option<Mail>);

/// Members of a project with the parties they hear for, and when somebody calls on them next.
pub fn members(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Called>> {
    let rows: Vec<Row> = grants::table
        .left_join(mail_rounds::table.on(mail_rounds::person_id.eq(grants::subject)))
        .left_join(jobs::table.on(jobs::id.nullable().eq(mail_rounds::job_id)))
        .left_join(mail_preferences::table.on(mail_preferences::person_id.eq(grants::subject)))
        .filter(grants::scope.eq(project.as_str()))
        .filter(grants::role.ne("listed"))
        .order(grants::subject)
        .select((
            grants::subject,
            grants::parties,
            jobs::run_at.nullable(),
            mail_preferences::mail.nullable(),
        ))
        .load(conn)?;
    let member = |(id, parties, call, mail): Row| {
        let parties = parties.as_deref().map(audience_of).unwrap_or_default();
        // Who wants none needs no call.
        let call = if mail == Some(Mail::None) { Some(Time(0)) } else { call.map(Time) };
        Some((id.parse().ok()?, parties, call))
    };
    Ok(rows.into_iter().filter_map(member).collect())
}

/// Whom this event named in a message for the first time: persons and parties.
pub fn named_by(conn: &mut Conn, message: &str, seq: i64) -> Stored<Vec<String>> {
    message_mentions::table
        .filter(message_mentions::message_id.eq(message))
        .filter(message_mentions::seq.eq(seq))
        .select(message_mentions::subject)
        .load(conn)
}

/// Projects whose record is longer than what was looked at.
pub fn behind(conn: &mut Conn) -> Stored<Vec<Scope>> {
    let scopes: Vec<String> = heads::table
        .left_join(notice_positions::table.on(notice_positions::scope.eq(heads::scope)))
        .filter(heads::kind.eq("project"))
        .filter(
            notice_positions::seq.is_null().or(notice_positions::seq.nullable().lt(heads::seq.nullable())),
        )
        .select(heads::scope)
        .load(conn)?;
    Ok(scopes.iter().filter_map(|id| Scope::parse("project", id).ok()).collect())
}

/// The last event of a record that was looked at.
pub fn position(conn: &mut Conn, project: ProjectId) -> Stored<i64> {
    let known = notice_positions::table.find(project.as_str()).select(notice_positions::seq).first(conn);
    Ok(known.optional()?.unwrap_or(0))
}

/// Moves it.
pub fn move_position(conn: &mut Conn, project: ProjectId, seq: i64) -> Stored<()> {
    let known = diesel::update(notice_positions::table.find(project.as_str()))
        .set(notice_positions::seq.eq(seq))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(notice_positions::table)
            .values((notice_positions::scope.eq(project.as_str()), notice_positions::seq.eq(seq)))
            .execute(conn)?;
    }
    Ok(())
}
