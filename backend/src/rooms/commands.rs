//! Use cases on a transaction.

use super::rules::{Draft, MESSAGE_DELETED, NOT_AUTHOR, Words, deletion_reason, heard_by, react, unreact};
use super::store::{self, Row};
use super::{mentions, reading};
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{MessageId, PartyId, PersonId, ProjectId, Scope};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use crate::{files, projects};
use dure_api::{Deletion, EventBody, Limits, Message, RevisionFile};

/// Says something in the room.
pub fn post(
    tx: &mut Tx<'_>,
    project: ProjectId,
    author: &Standing,
    draft: &Draft,
) -> Result<Outcome, Problem> {
    if draft.own_id && store::is_known(tx.reading(), draft.id)? {
        return Err(Problem::id_taken());
    }
    if let Some(reply_to) = draft.reply_to
        && !store::is_heard(tx.reading(), project, reply_to, &author.parties)?
    {
        return Err(Fault::new("unknown").at("/reply_to"));
    }
    let audience = match &draft.audience {
        Some(named) if !projects::are_parties(tx.reading(), project, named)? => {
            return Err(Fault::new("unknown").at("/audience"));
        }
        Some(named) => Some(heard_by(named, author)),
        None => None,
    };
    let mentions = mentions::resolve(tx, project, &draft.mentions, audience.as_deref())?;
    let files = shown(tx, project, author, draft, audience.as_deref())?;
    let (seq, at) = tx.next(Scope::Project(project))?;
    let row = Row::new(draft, project, tx.actor()?, (audience.as_deref(), &mentions, &files), (seq, at));
    store::insert(tx.writing(), &row)?;
    store::insert_mentions(tx.writing(), &row, &mentions, seq)?;
    Ok(tx.record(Scope::Project(project), entry("room.message_posted", row.wire(), audience))?.into())
}

/// The files of a message, shown to who hears it.
fn shown(
    tx: &mut Tx<'_>,
    project: ProjectId,
    author: &Standing,
    draft: &Draft,
    audience: Option<&[PartyId]>,
) -> Result<Vec<RevisionFile>, Problem> {
    if draft.files.is_empty() {
        return Ok(Vec::new());
    }
    let shown = files::show(tx, project, author, draft.id.as_str(), (&draft.files, audience))?;
    let file = |file: dure_api::StoredFile| RevisionFile {
        file_id: file.id,
        name: file.name,
        bytes: file.bytes,
        sha256: file.sha256,
        media_type: file.media_type,
    };
    Ok(shown.into_iter().map(file).collect())
}

fn entry(kind: &'static str, message: Message, audience: Option<Vec<PartyId>>) -> Entry {
    let body = EventBody { message: Some(Box::new(message)), ..EventBody::default() };
    Entry { audience, ..Entry::new(kind, body) }
}

/// A message that is not deleted.
fn standing_message(tx: &mut Tx<'_>, id: MessageId) -> Result<Row, Problem> {
    let row = store::message(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    if row.deletion.is_some() { Err(MESSAGE_DELETED.into()) } else { Ok(row) }
}

/// Writes a message down as it is now, with the event that made it so.
fn change(tx: &mut Tx<'_>, kind: &'static str, row: Row) -> Result<Outcome, Problem> {
    let (seq, _) = tx.next(Scope::Project(row.project_id))?;
    let row = Row { changed_seq: Some(seq), ..row };
    store::update(tx.writing(), &row)?;
    store::keep_event(tx.writing(), row.id, seq)?;
    let (scope, audience) = (Scope::Project(row.project_id), row.audience());
    Ok(tx.record(scope, entry(kind, row.wire(), audience))?.into())
}

/// Changes the words of the caller's own message; the earlier ones are kept.
pub fn edit(tx: &mut Tx<'_>, id: MessageId, words: &Words) -> Result<Outcome, Problem> {
    let row = standing_message(tx, id)?;
    if row.author_person != tx.actor()?.person {
        return Err(NOT_AUTHOR.into());
    }
    let mentions = match &words.mentions {
        Some(named) => mentions::resolve(tx, row.project_id, named, row.audience().as_deref())?,
        None => row.mentions(),
    };
    let is_same = mentions == row.mentions();
    if is_same && row.body == words.body {
        return Ok(Outcome::Unchanged);
    }
    let (seq, at) = tx.next(Scope::Project(row.project_id))?;
    store::keep_version(tx.writing(), &row)?;
    if !is_same {
        store::replace_mentions(tx.writing(), &row, &mentions, seq)?;
    }
    let row = Row { body: words.body.clone(), edited_seq: Some(seq), edited_at: Some(at.0), ..row };
    change(tx, "room.message_edited", row.naming(&mentions))
}

/// Takes a message back: its author, or a lead who says why. No event tells its words from here on, no old one
/// neither; their salted hash stays in the record. Its files are shown by it no longer.
pub fn delete(
    tx: &mut Tx<'_>,
    id: MessageId,
    standing: &Standing,
    reason: Option<&str>,
) -> Result<Outcome, Problem> {
    let row = store::message(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    let actor = tx.actor()?.clone();
    let reason = deletion_reason(row.author_person == actor.person, standing.role, reason)?;
    if row.deletion.is_some() {
        return Ok(Outcome::Unchanged);
    }
    let (seq, at) = tx.next(Scope::Project(row.project_id))?;
    let deletion = Deletion { at: at.rfc3339(), by: actor.wire(), reason };
    if row.files.is_some() {
        files::hide(tx, id.as_str())?;
    }
    let row = Row { changed_seq: Some(seq), ..row.deleted(&deletion) };
    let told = store::events_of(tx.reading(), &row)?;
    store::update(tx.writing(), &row)?;
    store::forget_words(tx.writing(), id)?;
    let entry = entry("room.message_deleted", row.wire(), row.audience());
    let withholds = told.into_iter().map(|seq| (seq, entry.body.clone())).collect();
    Ok(tx.record(Scope::Project(row.project_id), Entry { withholds, ..entry })?.into())
}

/// Sets the caller's emoji under a message.
pub fn add_reaction(
    tx: &mut Tx<'_>,
    id: MessageId,
    emoji: &str,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    let row = standing_message(tx, id)?;
    let mut reactions = row.reactions();
    if !react(&mut reactions, emoji, tx.actor()?.person, limits)? {
        return Ok(Outcome::Unchanged);
    }
    change(tx, "room.reaction_added", row.with_reactions(&reactions))
}

/// Takes the caller's emoji back.
pub fn remove_reaction(tx: &mut Tx<'_>, id: MessageId, emoji: &str) -> Result<Outcome, Problem> {
    let row = standing_message(tx, id)?;
    let mut reactions = row.reactions();
    if !unreact(&mut reactions, emoji, tx.actor()?.person) {
        return Ok(Outcome::Unchanged);
    }
    change(tx, "room.reaction_removed", row.with_reactions(&reactions))
}

/// Keeps how far a person has read; never beyond the end of the record, never back. Answers whether it moved.
pub fn mark_read(
    tx: &mut Tx<'_>,
    person: PersonId,
    project: ProjectId,
    seq: i64,
) -> Result<(i64, bool), Problem> {
    let head = tx.head(Scope::Project(project))?.seq;
    Ok(reading::mark(tx.writing(), person, project, seq.clamp(0, head))?)
}
