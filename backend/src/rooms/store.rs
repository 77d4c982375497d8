//! Rows of messages.

use super::rules::Draft;
use crate::kernel::clock::Time;
use crate::kernel::ids::{DepartmentId, FirmId, MessageId, PartyId, PersonId, ProjectId};
use crate::kernel::record::{Actor, audience_of, audience_text};
use crate::kernel::store::schema::{grants, message_events, message_mentions, message_versions, messages};
use crate::kernel::store::{Conn, Stored, direct};
use crate::policy::Role;
use diesel::prelude::*;
use dure_api::{Deletion, Mention, Message, MessageVersion, Reaction, RevisionFile};

/// A message as it is now.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = messages, treat_none_as_default_value = false)]
pub struct Row {
    pub id: MessageId,
    pub project_id: ProjectId,
    pub seq: i64,
    pub author_person: PersonId,
    pub author_name: String,
    pub author_firm: FirmId,
    pub author_department: Option<DepartmentId>,
    pub body: String,
    pub reply_to: Option<MessageId>,
    pub audience: Option<String>,
    pub created_at: i64,
    pub mentions: Option<String>,
    pub reactions: Option<String>,
    pub edited_seq: Option<i64>,
    pub edited_at: Option<i64>,
    pub changed_seq: Option<i64>,
    pub deletion: Option<String>,
    pub files: Option<String>,
}

impl Row {
    /// A message that is said now, at this place.
    pub fn new(
        draft: &Draft,
        project: ProjectId,
        author: &Actor,
        (audience, mentions, files): (Option<&[PartyId]>, &[Mention], &[RevisionFile]),
        (seq, at): (i64, Time),
    ) -> Self {
        Self {
            id: draft.id,
            project_id: project,
            seq,
            author_person: author.person,
            author_name: author.name.clone(),
            author_firm: author.firm,
            author_department: author.department,
            body: draft.body.clone(),
            reply_to: draft.reply_to,
            audience: audience.map(audience_text),
            created_at: at.0,
            mentions: json(mentions),
            reactions: None,
            edited_seq: None,
            edited_at: None,
            changed_seq: None,
            deletion: None,
            files: json(files),
        }
    }

    fn is_for(&self, parties: &[PartyId]) -> bool {
        self.audience().is_none_or(|audience| audience.iter().any(|party| parties.contains(party)))
    }

    /// Parties it is for.
    pub fn audience(&self) -> Option<Vec<PartyId>> {
        self.audience.as_deref().map(audience_of)
    }

    /// Whom it names.
    pub fn mentions(&self) -> Vec<Mention> {
        list(self.mentions.as_deref())
    }

    /// The same, naming others.
    pub fn naming(self, mentions: &[Mention]) -> Self {
        Self { mentions: json(mentions), ..self }
    }

    /// Files that came with it.
    pub fn files(&self) -> Vec<RevisionFile> {
        list(self.files.as_deref())
    }

    /// What people set under it.
    pub fn reactions(&self) -> Vec<Reaction> {
        list(self.reactions.as_deref())
    }

    /// The same with other reactions.
    pub fn with_reactions(self, reactions: &[Reaction]) -> Self {
        Self { reactions: json(reactions), ..self }
    }

    /// What stays of it: that it was there.
    pub fn deleted(self, deletion: &Deletion) -> Self {
        Self {
            body: String::new(),
            mentions: None,
            reactions: None,
            files: None,
            edited_at: None,
            deletion: serde_json::to_string(deletion).ok(),
            ..self
        }
    }

    /// As everyone who hears it sees it.
    pub fn wire(&self) -> Message {
        Message {
            id: self.id.to_string(),
            project_id: self.project_id.to_string(),
            seq: self.seq,
            body: self.body.clone(),
            author: dure_api::Actor {
                person_id: self.author_person.to_string(),
                name: self.author_name.clone(),
                firm_id: self.author_firm.to_string(),
                department_id: self.author_department.map(|id| id.to_string()),
            },
            reply_to: self.reply_to.map(|id| id.to_string()),
            audience: self.audience().map(|parties| parties.iter().map(ToString::to_string).collect()),
            mentions: Some(self.mentions()).filter(|all| !all.is_empty()),
            files: Some(self.files()).filter(|all| !all.is_empty()),
            reactions: Some(self.reactions()).filter(|all| !all.is_empty()),
            created_at: Time(self.created_at).rfc3339(),
            edited_at: self.edited_at.map(|at| Time(at).rfc3339()),
            changed_seq: self.changed_seq,
            deletion: self.deletion.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            allowed_actions: None,
        }
    }
}

fn json<T: serde::Serialize>(items: &[T]) -> Option<String> {
    if items.is_empty() { None } else { serde_json::to_string(items).ok() }
}

fn list<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Vec<T> {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

pub fn insert(conn: &mut Conn, row: &Row) -> Stored<()> {
    direct::execute(conn, diesel::insert_into(messages::table).values(row))
}

/// Keeps what may change of a message.
pub fn update(conn: &mut Conn, row: &Row) -> Stored<()> {
    diesel::update(messages::table.find(row.id))
        .set((
            messages::body.eq(&row.body),
            messages::mentions.eq(&row.mentions),
            messages::reactions.eq(&row.reactions),
            messages::edited_seq.eq(row.edited_seq),
            messages::edited_at.eq(row.edited_at),
            messages::changed_seq.eq(row.changed_seq),
            messages::deletion.eq(&row.deletion),
            messages::files.eq(&row.files),
        ))
        .execute(conn)
        .map(drop)
}

/// Remembers an event after the first that has the words of the message.
pub fn keep_event(conn: &mut Conn, id: MessageId, seq: i64) -> Stored<()> {
    diesel::insert_into(message_events::table)
        .values((message_events::message_id.eq(id), message_events::seq.eq(seq)))
        .execute(conn)
        .map(drop)
}

/// Every event that has the words of the message.
pub fn events_of(conn: &mut Conn, row: &Row) -> Stored<Vec<i64>> {
    let mut all: Vec<i64> = message_events::table
        .filter(message_events::message_id.eq(row.id))
        .select(message_events::seq)
        .load(conn)?;
    all.push(row.seq);
    Ok(all)
}

/// Keeps the words that are about to be replaced.
pub fn keep_version(conn: &mut Conn, row: &Row) -> Stored<()> {
    diesel::insert_into(message_versions::table)
        .values((
            message_versions::message_id.eq(row.id),
            message_versions::seq.eq(row.edited_seq.unwrap_or(row.seq)),
            message_versions::at.eq(row.edited_at.unwrap_or(row.created_at)),
            message_versions::body.eq(&row.body),
        ))
        .execute(conn)
        .map(drop)
}

/// All words of a message, oldest first; none once it is deleted.
pub fn versions(conn: &mut Conn, id: MessageId) -> Stored<Vec<MessageVersion>> {
    let Some(row) = message(conn, id)?.filter(|row| row.deletion.is_none()) else { return Ok(Vec::new()) };
    let mut all: Vec<(i64, i64, String)> = message_versions::table
        .filter(message_versions::message_id.eq(id))
        .order(message_versions::seq)
        .select((message_versions::seq, message_versions::at, message_versions::body))
        .load(conn)?;
    let now = (row.edited_seq.unwrap_or(row.seq), row.edited_at.unwrap_or(row.created_at), row.body);
    all.push(now);
    let wire = |(seq, at, body): (i64, i64, String)| MessageVersion { seq, body, at: Time(at).rfc3339() };
    Ok(all.into_iter().map(wire).collect())
}

/// Drops earlier words and mentions of a deleted message.
pub fn forget_words(conn: &mut Conn, id: MessageId) -> Stored<()> {
    diesel::delete(message_versions::table.filter(message_versions::message_id.eq(id))).execute(conn)?;
    diesel::delete(message_mentions::table.filter(message_mentions::message_id.eq(id)))
        .execute(conn)
        .map(drop)
}

/// Remembers whom a message names, since the event `seq`.
pub fn insert_mentions(conn: &mut Conn, row: &Row, mentions: &[Mention], seq: i64) -> Stored<()> {
    for subject in mentions.iter().filter_map(subject) {
        diesel::insert_into(message_mentions::table)
            .values((
                message_mentions::message_id.eq(row.id),
                message_mentions::subject.eq(subject),
                message_mentions::project_id.eq(row.project_id),
                message_mentions::author.eq(row.author_person),
                message_mentions::seq.eq(seq),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The same for a message that named others: who was named before stays since then.
pub fn replace_mentions(conn: &mut Conn, row: &Row, mentions: &[Mention], seq: i64) -> Stored<()> {
    let (before, now) = (row.mentions(), mentions.iter().filter_map(subject).collect::<Vec<_>>());
    diesel::delete(
        message_mentions::table
            .filter(message_mentions::message_id.eq(row.id))
            .filter(message_mentions::subject.ne_all(now)),
    )
    .execute(conn)?;
    let new: Vec<Mention> = mentions.iter().filter(|mention| !before.contains(mention)).cloned().collect();
    insert_mentions(conn, row, &new, seq)
}

fn subject(mention: &Mention) -> Option<&str> {
    mention.person_id.as_deref().or(mention.party_id.as_deref())
}

/// The parties that these members of the project hear for; who is no member is not there.
pub fn parties_of_members(
    conn: &mut Conn,
    project: ProjectId,
    persons: &[PersonId],
) -> Stored<Vec<(PersonId, Vec<PartyId>)>> {
    let rows: Vec<(PersonId, Option<String>)> = grants::table
        .filter(grants::scope.eq(project.as_str()))
        .filter(grants::subject.eq_any(persons.iter().map(PersonId::as_str)))
        .filter(grants::role.ne(Role::Listed))
        .select((grants::subject, grants::parties))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, of)| (id, of.as_deref().map(audience_of).unwrap_or_default())).collect())
}

/// A message by its id.
pub fn message(conn: &mut Conn, id: MessageId) -> Stored<Option<Row>> {
    messages::table.find(id).select(Row::as_select()).first(conn).optional()
}

/// The project a message is in, and whom it is for.
pub fn place_of(conn: &mut Conn, id: MessageId) -> Stored<Option<(ProjectId, Option<Vec<PartyId>>)>> {
    let row: Option<(ProjectId, Option<String>)> =
        messages::table.find(id).select((messages::project_id, messages::audience)).first(conn).optional()?;
    Ok(row.map(|(project, audience)| (project, audience.as_deref().map(audience_of))))
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
    Ok((heard.iter().map(Row::wire).collect(), more))
}
