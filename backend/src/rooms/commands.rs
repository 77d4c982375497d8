//! Use cases on a transaction.

use super::rules::{Draft, heard_by};
use super::store;
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{PersonId, ProjectId, Scope};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use crate::projects;
use dure_api::{EventBody, Message};

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
    let scope = Scope::Project(project);
    let actor = tx.actor()?.clone();
    let last = tx.head(scope)?;
    let (seq, at) = (last.seq + 1, Time(tx.now().0.max(last.at)));
    store::insert(tx.writing(), project, &actor, draft, audience.as_deref(), (seq, at))?;
    let message = Message {
        id: draft.id.to_string(),
        project_id: project.to_string(),
        seq,
        body: draft.body.clone(),
        author: actor.wire(),
        reply_to: draft.reply_to.map(|id| id.to_string()),
        audience: audience.as_ref().map(|parties| parties.iter().map(ToString::to_string).collect()),
        created_at: at.rfc3339(),
        allowed_actions: None,
    };
    let body = EventBody { message: Some(message), ..EventBody::default() };
    let entry = Entry { audience, ..Entry::new("room.message_posted", body) };
    Ok(tx.record(scope, entry)?.into())
}

/// Keeps how far a person has read; never beyond the end of the record, never back.
pub fn mark_read(tx: &mut Tx<'_>, person: PersonId, project: ProjectId, seq: i64) -> Result<i64, Problem> {
    let head = tx.head(Scope::Project(project))?.seq;
    Ok(store::mark_read(tx.writing(), person, project, seq.clamp(0, head))?)
}
