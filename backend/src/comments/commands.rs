//! Use cases on a transaction.

use super::anchors::anchor;
use super::comment::{Ball, Comment, State};
use super::drafts::{Closing, NewAnswer, NewComment};
use super::imports::Imported;
use super::rules::{self, COMMENTS_FULL, Who};
use super::{store, wire};
use crate::clocks;
use crate::designs::{self, Design, REVISION_DRAFT, Revision};
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::http::Problem;
use crate::kernel::ids::{CommentId, PartyId, PersonId, ProjectId, RevisionId, Scope};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use dure_api::{Anchor, CommentAnswer, EventBody, Limits};

/// Makes a comment on a revision.
pub fn create(
    tx: &mut Tx<'_>,
    on: RevisionId,
    by: &Standing,
    new: &NewComment,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::comment(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let (design, revision) = designs::known_revision(tx.reading(), on)?;
    let party = *by.parties.last().ok_or_else(Problem::forbidden)?;
    if !revision.is_submitted() {
        return Err(REVISION_DRAFT.into());
    }
    let anchor = new.anchor.as_ref().map(|sent| anchor(sent, &revision.files)).transpose()?;
    let said = Said { id: new.id, body: &new.body, blocking: new.blocking, anchor, origin: None };
    add(tx, &design, on, party, said, limits)
}

/// What somebody says, once it is known where.
struct Said<'a> {
    id: CommentId,
    body: &'a str,
    blocking: bool,
    anchor: Option<Anchor>,
    origin: Option<&'a str>,
}

fn add(
    tx: &mut Tx<'_>,
    design: &Design,
    on: RevisionId,
    party: PartyId,
    said: Said<'_>,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::open_count(tx.reading(), design.id)? >= i64::from(limits.open_comments_per_design) {
        return Err(COMMENTS_FULL.into());
    }
    let (seq, at) = tx.next(Scope::Project(design.project))?;
    let comment = Comment {
        id: said.id,
        project: design.project,
        design: design.id,
        revision: on,
        number: store::last_number(tx.reading(), design.id)? + 1,
        body: said.body.to_owned(),
        blocking: said.blocking,
        anchor: said.anchor,
        origin: said.origin.map(str::to_owned),
        party,
        closer: Some(tx.actor()?.person),
        author: tx.actor()?.clone(),
        created_at: at,
        created_seq: seq,
        state: State::Open,
        answers: Vec::new(),
        closure: None,
        carried_to: None,
        closed_seq: None,
        ball: Some(Ball { party: design.party, person: None, since: at }),
    };
    store::insert(tx.writing(), &comment)?;
    record(tx, "comments.comment_created", &comment, design.audience.clone())
}

/// Makes comments of what was imported and is not there yet; all of it or nothing.
pub fn import(
    tx: &mut Tx<'_>,
    on: RevisionId,
    by: &Standing,
    all: &[Imported],
    limits: &Limits,
) -> Result<Outcome, Problem> {
    let (design, revision) = designs::known_revision(tx.reading(), on)?;
    let party = *by.parties.last().ok_or_else(Problem::forbidden)?;
    if !revision.is_submitted() {
        return Err(REVISION_DRAFT.into());
    }
    let known = store::all_of(tx.reading(), design.id)?;
    let mut outcome = Outcome::Unchanged;
    for new in all.iter().filter(|new| known.iter().all(|comment| !comment.is_of(&new.origin))) {
        let Imported { origin, body, blocking, anchor } = new;
        let said = Said {
            id: CommentId::new(),
            body,
            blocking: *blocking,
            anchor: anchor.clone(),
            origin: Some(origin),
        };
        outcome = add(tx, &design, on, party, said, limits)?;
    }
    Ok(outcome)
}

fn record(
    tx: &mut Tx<'_>,
    kind: &'static str,
    comment: &Comment,
    audience: Option<Vec<PartyId>>,
) -> Result<Outcome, Problem> {
    let body = EventBody { comment: Some(Box::new(wire::told(comment))), ..EventBody::default() };
    let entry = Entry { audience, ..Entry::new(kind, body) };
    let recorded = tx.record(Scope::Project(comment.project), entry)?;
    clocks::follow(tx, &recorded)?;
    Ok(recorded.into())
}

/// A comment and its design.
fn known(tx: &mut Tx<'_>, id: CommentId) -> Result<(Comment, Design), Problem> {
    let comment = store::comment(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    let design = designs::design(tx.reading(), comment.design)?.ok_or_else(Problem::not_found)?;
    Ok((comment, design))
}

/// Answers a comment.
pub fn answer(
    tx: &mut Tx<'_>,
    id: CommentId,
    by: &Standing,
    new: &NewAnswer,
    most: u32,
) -> Result<Outcome, Problem> {
    let (before, design) = known(tx, id)?;
    let (actor, place) = (tx.actor()?.clone(), tx.next(Scope::Project(before.project))?);
    if before.answers.iter().any(|known| known.id == new.id.as_str()) {
        return Err(Problem::id_taken());
    }
    Who { person: actor.person, by }.may_answer(new.kind, &before, &design)?;
    let answer = CommentAnswer {
        id: new.id.to_string(),
        kind: new.kind.as_str().to_owned(),
        body: new.body.clone(),
        author: actor.wire(),
        created_at: place.1.rfc3339(),
    };
    let after = rules::answered(&before, &design, (new.kind, answer), place, most)?;
    store::update(tx.writing(), &after)?;
    record(tx, "comments.comment_answered", &after, design.audience)
}

/// Closes a comment, now or with the next revision.
pub fn close(tx: &mut Tx<'_>, id: CommentId, by: &Standing, closing: &Closing) -> Result<Outcome, Problem> {
    let (before, design) = known(tx, id)?;
    let (actor, place) = (tx.actor()?.clone(), tx.next(Scope::Project(before.project))?);
    let must = Who { person: actor.person, by }.may_close(&before, &design)?;
    let reason = rules::reason(must, closing.reason.clone())?;
    let after = rules::closed(&before, &design, (closing.kind, reason, &actor), place)?;
    store::update(tx.writing(), &after)?;
    record(tx, "comments.comment_closed", &after, design.audience)
}

/// Carries what is not closed to a revision that was just submitted.
pub fn carry(tx: &mut Tx<'_>, design: &Design, to: &Revision) -> Result<(), Problem> {
    for before in store::open(tx.reading(), design.id)? {
        let (_, at) = tx.next(Scope::Project(design.project))?;
        let after = rules::carried(&before, to.id, at);
        store::update(tx.writing(), &after)?;
        record(tx, "comments.comment_carried", &after, design.audience.clone())?;
    }
    Ok(())
}

/// Leaves what a removed member made to their party.
pub fn leave_to_party(tx: &mut Tx<'_>, project: ProjectId, person: PersonId) -> Result<(), Problem> {
    for before in store::closed_by(tx.reading(), project, person)? {
        let (_, at) = tx.next(Scope::Project(project))?;
        let design = designs::design(tx.reading(), before.design)?.ok_or_else(Problem::not_found)?;
        let after = rules::left(&before, at);
        store::update(tx.writing(), &after)?;
        record(tx, "comments.comment_left", &after, design.audience)?;
    }
    Ok(())
}
