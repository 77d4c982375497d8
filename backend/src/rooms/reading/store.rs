//! Rows of read markers, and what lies beyond them.

use super::Unread;
use crate::kernel::ids::{MessageId, PartyId, PersonId, ProjectId};
use crate::kernel::record::audience_of;
use crate::kernel::store::schema::{grants, members, message_mentions, messages, read_markers};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use dure_api::Seen;

/// Nobody counts further: a hundred stands for a hundred or more.
const MOST: i64 = 100;

/// Moves a marker forward; it never goes back. Answers where it is and whether it moved.
pub fn mark(conn: &mut Conn, person: PersonId, project: ProjectId, seq: i64) -> Stored<(i64, bool)> {
    let known: Option<i64> =
        read_markers::table.find((person, project)).select(read_markers::seq).first(conn).optional()?;
    match known {
        Some(known) if known >= seq => return Ok((known, false)),
        Some(_) => {
            diesel::update(read_markers::table.find((person, project)))
                .set(read_markers::seq.eq(seq))
                .execute(conn)?;
        }
        None => {
            diesel::insert_into(read_markers::table)
                .values((
                    read_markers::person_id.eq(person),
                    read_markers::project_id.eq(project),
                    read_markers::seq.eq(seq),
                ))
                .execute(conn)?;
        }
    }
    Ok((seq, true))
}

/// How far each member has read, in order of joining; who has read nothing yet is not there.
pub fn seen_in(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Seen>> {
    let rows: Vec<(PersonId, PartyId, i64)> = members::table
        .inner_join(
            read_markers::table.on(read_markers::person_id
                .eq(members::person_id)
                .and(read_markers::project_id.eq(members::project_id))),
        )
        .filter(members::project_id.eq(project))
        .order(members::joined_seq)
        .select((members::person_id, members::party_id, read_markers::seq))
        .load(conn)?;
    let wire = |(person, party, seq): (PersonId, PartyId, i64)| Seen {
        person_id: person.to_string(),
        party_id: party.to_string(),
        seq,
    };
    Ok(rows.into_iter().map(wire).collect())
}

/// What lies beyond a person's marker in each of these projects: `(project, marker)`.
pub fn unread(conn: &mut Conn, person: PersonId, beyond: &[(String, i64)]) -> Stored<Vec<(String, Unread)>> {
    let scopes = beyond.iter().map(|(project, _)| project);
    let heard: Vec<(String, Option<String>)> = grants::table
        .filter(grants::subject.eq(person.as_str()))
        .filter(grants::scope.eq_any(scopes))
        .select((grants::scope, grants::parties))
        .load(conn)?;
    let mut counted = Vec::new();
    for (project, parties) in heard {
        let Some((_, marker)) = beyond.iter().find(|(id, _)| *id == project) else { continue };
        let parties = parties.as_deref().map(audience_of).unwrap_or_default();
        let unread = Unread {
            messages: messages_after(conn, person, &project, &parties, *marker)?,
            mentions: mentions_after(conn, person, &project, &parties, *marker)?,
        };
        counted.push((project, unread));
    }
    Ok(counted)
}

/// A condition that is put together as the query is.
type Condition<T> = Box<dyn BoxableExpression<T, MultiBackend, SqlType = Nullable<Bool>>>;

/// The conditions name each party: a list of any length would be prepared anew every time.
fn messages_after(
    conn: &mut Conn,
    person: PersonId,
    project: &str,
    parties: &[PartyId],
    seq: i64,
) -> Stored<i64> {
    let mut heard: Condition<messages::table> = Box::new(messages::audience.is_null().nullable());
    for party in parties {
        heard = Box::new(heard.or(messages::audience.like(format!("%{party}%"))));
    }
    let found: Vec<i64> = messages::table
        .filter(messages::project_id.eq(project))
        .filter(messages::seq.gt(seq))
        .filter(messages::author_person.ne(person))
        .filter(messages::deletion.is_null())
        .filter(heard)
        .limit(MOST)
        .select(messages::seq)
        .load(conn)?;
    Ok(i64::try_from(found.len()).unwrap_or(MOST))
}

fn mentions_after(
    conn: &mut Conn,
    person: PersonId,
    project: &str,
    parties: &[PartyId],
    seq: i64,
) -> Stored<i64> {
    let of = |subject: &str| message_mentions::subject.eq(subject.to_owned()).nullable();
    let mut named: Condition<message_mentions::table> = Box::new(of(person.as_str()));
    for party in parties {
        named = Box::new(named.or(of(party.as_str())));
    }
    let found: Vec<MessageId> = message_mentions::table
        .filter(message_mentions::project_id.eq(project))
        .filter(named)
        .filter(message_mentions::seq.gt(seq))
        .filter(message_mentions::author.ne(person))
        .distinct()
        .limit(MOST)
        .select(message_mentions::message_id)
        .load(conn)?;
    Ok(i64::try_from(found.len()).unwrap_or(MOST))
}
