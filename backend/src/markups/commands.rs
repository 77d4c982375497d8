//! Use cases on a transaction. Drafts are written unlogged: they are no part of the shared record.

use super::drafts::NewMarkup;
use super::markup::Markup;
use super::rules::{self, MARKUP_DRAFTS_FULL, MARKUPS_FULL, may_draw, sees};
use super::{store, wire};
use crate::designs::{self, Design, REVISION_DRAFT};
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{MarkupId, RevisionId, Scope};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use dure_api::{EventBody, Limits, Shape};

/// A draft of the caller's, not written yet.
fn begun(
    tx: &mut Tx<'_>,
    on: RevisionId,
    by: &Standing,
    new: &NewMarkup,
) -> Result<(Markup, Design), Problem> {
    let (design, revision) = designs::known_revision(tx.reading(), on)?;
    if !revision.is_submitted() {
        return Err(REVISION_DRAFT.into());
    }
    if !revision.files.iter().any(|file| file.file_id == new.file) {
        return Err(Fault::new("unknown").at("/file_id"));
    }
    let markup = Markup {
        id: new.id,
        project: design.project,
        design: design.id,
        revision: on,
        file: new.file.clone(),
        ground: new.ground,
        shapes: new.shapes.clone(),
        party: *by.parties.last().ok_or_else(Problem::forbidden)?,
        author: tx.actor()?.clone(),
        created_at: tx.now(),
        published: None,
    };
    Ok((markup, design))
}

/// Begins a draft. One that is sent again is the same one, as it stands.
pub fn begin(
    tx: &mut Tx<'_>,
    on: RevisionId,
    by: &Standing,
    new: &NewMarkup,
    limits: &Limits,
) -> Result<Markup, Problem> {
    let (draft, _) = begun(tx, on, by, new)?;
    if let Some(known) = store::markup(tx.reading(), new.id)? {
        let is_it = may_draw(draft.author.person, &known).is_ok()
            && (known.revision, &known.file, known.ground) == (on, &new.file, new.ground);
        return if is_it { Ok(known) } else { Err(Problem::id_taken()) };
    }
    let drafts = store::drafts(tx.reading(), draft.project, draft.author.person)?;
    if drafts >= i64::from(limits.markup_drafts) {
        return Err(MARKUP_DRAFTS_FULL.into());
    }
    store::insert(tx.writing(), &draft)?;
    Ok(draft)
}

/// Draws and publishes in one.
pub fn create(
    tx: &mut Tx<'_>,
    on: RevisionId,
    by: &Standing,
    new: &NewMarkup,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::markup(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let (draft, design) = begun(tx, on, by, new)?;
    let after = published(tx, &draft, by, new.shapes.clone(), limits)?;
    store::insert(tx.writing(), &after)?;
    record(tx, &after, &design)
}

fn published(
    tx: &mut Tx<'_>,
    draft: &Markup,
    by: &Standing,
    shapes: Vec<Shape>,
    limits: &Limits,
) -> Result<Markup, Problem> {
    let author = tx.actor()?.clone();
    let party = *by.parties.last().ok_or_else(Problem::forbidden)?;
    let place = tx.next(Scope::Project(draft.project))?;
    let after = rules::published(draft, shapes, (&author, party), place)?;
    if store::published(tx.reading(), draft.revision)? >= i64::from(limits.markups_per_revision) {
        return Err(MARKUPS_FULL.into());
    }
    Ok(after)
}

fn record(tx: &mut Tx<'_>, markup: &Markup, design: &Design) -> Result<Outcome, Problem> {
    let body = EventBody { markup: Some(Box::new(wire::told(markup))), ..EventBody::default() };
    let entry = Entry { audience: design.audience.clone(), ..Entry::new("markups.markup_published", body) };
    Ok(tx.record(Scope::Project(markup.project), entry)?.into())
}

/// A markup that the caller sees.
fn known(tx: &mut Tx<'_>, id: MarkupId) -> Result<Markup, Problem> {
    let person = tx.actor()?.person;
    let markup = store::markup(tx.reading(), id)?.filter(|markup| sees(person, markup));
    markup.ok_or_else(Problem::not_found)
}

/// A draft of the caller's.
fn own(tx: &mut Tx<'_>, id: MarkupId) -> Result<Markup, Problem> {
    let draft = known(tx, id)?;
    may_draw(tx.actor()?.person, &draft)?;
    Ok(draft)
}

/// Draws a draft anew.
pub fn update(tx: &mut Tx<'_>, id: MarkupId, shapes: &[Shape]) -> Result<Markup, Problem> {
    let draft = own(tx, id)?;
    let after = Markup { shapes: shapes.to_vec(), ..draft.clone() };
    if after != draft {
        store::update(tx.writing(), &after)?;
    }
    Ok(after)
}

/// Publishes a draft as its author sees it, to the audience of its design.
pub fn publish(
    tx: &mut Tx<'_>,
    id: MarkupId,
    by: &Standing,
    shapes: &[Shape],
    limits: &Limits,
) -> Result<Outcome, Problem> {
    let draft = own(tx, id)?;
    let design = designs::design(tx.reading(), draft.design)?.ok_or_else(Problem::not_found)?;
    let after = published(tx, &draft, by, shapes.to_vec(), limits)?;
    store::update(tx.writing(), &after)?;
    record(tx, &after, &design)
}

/// Takes a draft away.
pub fn delete(tx: &mut Tx<'_>, id: MarkupId) -> Result<(), Problem> {
    let draft = own(tx, id)?;
    Ok(store::delete(tx.writing(), draft.id)?)
}
