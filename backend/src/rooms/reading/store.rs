//! Rows of read markers, and what lies beyond them.

use super::Unread;
use crate::kernel::ids::{PartyId, PersonId, ProjectId};
use crate::kernel::store::schema::{members, read_markers};
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use dure_api::Seen;

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
        // Who has read nothing has no marker.
        None if seq == 0 => return Ok((0, false)),
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

/// How far members have read, in order of joining, of so many at most; who has read nothing yet is not there.
pub fn seen_in(conn: &mut Conn, project: ProjectId, most: i64) -> Stored<Vec<Seen>> {
    let rows: Vec<(PersonId, PartyId, i64)> = members::table
        .inner_join(
            read_markers::table.on(read_markers::person_id
                .eq(members::person_id)
                .and(read_markers::project_id.eq(members::project_id))),
        )
        .filter(members::project_id.eq(project))
        .order(members::joined_seq)
        .limit(most)
        .select((members::person_id, members::party_id, read_markers::seq))
        .load(conn)?;
    let wire = |(person, party, seq): (PersonId, PartyId, i64)| Seen {
        person_id: person.to_string(),
        party_id: party.to_string(),
        seq,
    };
    Ok(rows.into_iter().map(wire).collect())
}

/// One statement for the whole page, so that fifty projects are not fifty questions; nobody counts further than a
/// hundred, which stands for a hundred or more. `$n` is known to both engines.
const UNREAD: &str = "
SELECT g.scope AS project,
  (SELECT count(*) FROM (
    SELECT 1 FROM messages m
    WHERE m.project_id = g.scope AND m.seq > coalesce(r.seq, 0) AND m.author_person <> $1 AND m.deletion IS NULL
      AND (m.audience IS NULL OR EXISTS (
        SELECT 1 FROM parties p WHERE p.project_id = g.scope
          AND g.parties LIKE '%' || p.id || '%' AND m.audience LIKE '%' || p.id || '%'))
    LIMIT 100) heard) AS messages,
  (SELECT count(*) FROM (
    SELECT DISTINCT n.message_id FROM message_mentions n
    WHERE n.project_id = g.scope AND n.seq > coalesce(r.seq, 0) AND n.author <> $1
      AND n.subject IN (SELECT $1 UNION ALL
        SELECT p.id FROM parties p WHERE p.project_id = g.scope AND g.parties LIKE '%' || p.id || '%')
    LIMIT 100) named) AS mentions
FROM grants g
LEFT JOIN read_markers r ON r.person_id = $1 AND r.project_id = g.scope
WHERE g.subject = $1 AND g.kind = 'project' AND g.scope >= $2 AND g.scope <= $3";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Text)]
    project: ProjectId,
    #[diesel(sql_type = BigInt)]
    messages: i64,
    #[diesel(sql_type = BigInt)]
    mentions: i64,
}

/// What lies beyond a person's markers in their projects from `first` to `last`.
pub fn unread(
    conn: &mut Conn,
    person: PersonId,
    (first, last): (ProjectId, ProjectId),
) -> Stored<Vec<(ProjectId, Unread)>> {
    let counts: Vec<Count> = diesel::sql_query(UNREAD)
        .bind::<Text, _>(person.as_str())
        .bind::<Text, _>(first.as_str())
        .bind::<Text, _>(last.as_str())
        .load(conn)?;
    let unread =
        |count: Count| (count.project, Unread { messages: count.messages, mentions: count.mentions });
    Ok(counts.into_iter().map(unread).collect())
}
