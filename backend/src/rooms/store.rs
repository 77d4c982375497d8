//! Rows of messages and read markers.

use super::rules::Draft;
use crate::kernel::clock::Time;
use crate::kernel::ids::{DepartmentId, FirmId, MessageId, PartyId, PersonId, ProjectId};
use crate::kernel::record::{Actor, audience_of, audience_text};
use crate::kernel::store::schema::{messages, read_markers};
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;
use dure_api::Message;

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct Row {
    id: MessageId,
    project_id: ProjectId,
    seq: i64,
    author_person: PersonId,
    author_name: String,
    author_firm: FirmId,
    author_department: Option<DepartmentId>,
    body: String,
    reply_to: Option<MessageId>,
    audience: Option<String>,
    created_at: i64,
}

impl Row {
    fn is_for(&self, parties: &[PartyId]) -> bool {
        let audience = self.audience.as_deref().map(audience_of);
        audience.is_none_or(|audience| audience.iter().any(|party| parties.contains(party)))
    }

    fn wire(self) -> Message {
        Message {
            id: self.id.to_string(),
            project_id: self.project_id.to_string(),
            seq: self.seq,
            body: self.body,
            author: dure_api::Actor {
                person_id: self.author_person.to_string(),
                name: self.author_name,
                firm_id: self.author_firm.to_string(),
                department_id: self.author_department.map(|id| id.to_string()),
            },
            reply_to: self.reply_to.map(|id| id.to_string()),
            audience: self
                .audience
                .as_deref()
                .map(|text| audience_of(text).iter().map(ToString::to_string).collect()),
            created_at: Time(self.created_at).rfc3339(),
            allowed_actions: None,
        }
    }
}

pub fn insert(
    conn: &mut Conn,
    project: ProjectId,
    author: &Actor,
    draft: &Draft,
    audience: Option<&[PartyId]>,
    place: (i64, Time),
) -> Stored<()> {
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(draft.id),
            messages::project_id.eq(project),
            messages::seq.eq(place.0),
            messages::author_person.eq(author.person),
            messages::author_name.eq(&author.name),
            messages::author_firm.eq(author.firm),
            messages::author_department.eq(author.department),
            messages::body.eq(&draft.body),
            messages::reply_to.eq(draft.reply_to),
            messages::audience.eq(audience.map(audience_text)),
            messages::created_at.eq(place.1.0),
        ))
        .execute(conn)
        .map(drop)
}

pub fn is_known(conn: &mut Conn, id: MessageId) -> Stored<bool> {
    let known: Option<MessageId> = messages::table.find(id).select(messages::id).first(conn).optional()?;
    Ok(known.is_some())
}

/// Whether the message is one that these parties hear, in this project.
pub fn is_heard(conn: &mut Conn, project: ProjectId, id: MessageId, parties: &[PartyId]) -> Stored<bool> {
    let row: Option<Row> = messages::table
        .find(id)
        .filter(messages::project_id.eq(project))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row.is_some_and(|row| row.is_for(parties)))
}

/// The last `limit` messages before `before` that these parties hear, oldest first, and whether there are more.
pub fn page_before(
    conn: &mut Conn,
    project: ProjectId,
    parties: &[PartyId],
    before: i64,
    limit: i64,
) -> Stored<(Vec<Message>, bool)> {
    let (mut heard, mut before) = (Vec::new(), before);
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    loop {
        let rows: Vec<Row> = messages::table
            .filter(messages::project_id.eq(project))
            .filter(messages::seq.lt(before))
            .order(messages::seq.desc())
            .limit(limit.saturating_add(1))
            .select(Row::as_select())
            .load(conn)?;
        let (read, oldest) = (rows.len(), rows.last().map_or(0, |row| row.seq));
        heard.extend(rows.into_iter().filter(|row| row.is_for(parties)));
        before = oldest;
        if heard.len() > wanted || read <= wanted {
            break;
        }
    }
    let more = heard.len() > wanted;
    heard.truncate(wanted);
    heard.reverse();
    Ok((heard.into_iter().map(Row::wire).collect(), more))
}

/// Moves a marker forward; it never goes back.
pub fn mark_read(conn: &mut Conn, person: PersonId, project: ProjectId, seq: i64) -> Stored<i64> {
    let known: Option<i64> =
        read_markers::table.find((person, project)).select(read_markers::seq).first(conn).optional()?;
    match known {
        Some(known) if known >= seq => return Ok(known),
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
    Ok(seq)
}
