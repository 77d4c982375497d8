//! Use cases on a transaction.

use super::design::{Design, Revision, State};
use super::drafts::{Change, NewDesign, NewRevision};
use super::rules::{DESIGNS_FULL, Edit, NUMBER_TAKEN, files, may_revise, next_label, submit as submitted};
use super::{manifest, store, wire};
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{DesignId, FileId, PartyId, ProjectId, RevisionId, Scope};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use crate::{comments, files as stored, projects};
use dure_api::{EventBody, Limits, RevisionFile};

/// Writes a design down, for the caller's party.
pub fn create(
    tx: &mut Tx<'_>,
    project: ProjectId,
    by: &Standing,
    new: &NewDesign,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::design(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let party = *by.parties.last().ok_or_else(Problem::forbidden)?;
    if let Some(named) = &new.audience
        && !projects::are_parties(tx.reading(), project, named)?
    {
        return Err(Fault::new("unknown").at("/audience"));
    }
    if store::has_number(tx.reading(), project, &new.number)? {
        return Err(NUMBER_TAKEN.into());
    }
    if store::count(tx.reading(), project)? >= i64::from(limits.designs_per_project) {
        return Err(DESIGNS_FULL.into());
    }
    let (seq, at) = tx.next(Scope::Project(project))?;
    let design = Design {
        id: new.id,
        project,
        number: new.number.clone(),
        title: new.title.clone(),
        kind: new.kind,
        party,
        audience: new.audience.as_ref().map(|named| with_own(named, party)),
        author: tx.actor()?.clone(),
        created_at: at,
        created_seq: seq,
        label: None,
        last: None,
        draft: None,
    };
    store::insert(tx.writing(), &design)?;
    let body = EventBody { design: Some(Box::new(wire::told(&design))), ..EventBody::default() };
    Ok(tx.record(Scope::Project(project), Entry::new("designs.design_created", body))?.into())
}

fn with_own(named: &[PartyId], own: PartyId) -> Vec<PartyId> {
    let others = named.iter().copied().filter(|party| *party != own);
    others.chain([own]).collect()
}

/// A design whose revisions the caller's party makes.
fn revised(tx: &mut Tx<'_>, id: DesignId, by: &Standing) -> Result<Design, Problem> {
    let design = store::design(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    may_revise(by, &design)?;
    Ok(design)
}

/// Files as a revision of a draft shows them: to the design's party.
fn shown(
    tx: &mut Tx<'_>,
    design: &Design,
    by: &Standing,
    revision: RevisionId,
    ids: &[FileId],
) -> Result<Vec<RevisionFile>, Problem> {
    let shown = stored::show(tx, design.project, by, revision.as_str(), (ids, Some(&[design.party])))?;
    let file = |file: dure_api::StoredFile| RevisionFile {
        file_id: file.id,
        name: file.name,
        bytes: file.bytes,
        sha256: file.sha256,
        media_type: file.media_type,
    };
    files(shown.into_iter().map(file).collect())
}

/// Drafts the next revision.
pub fn draft(tx: &mut Tx<'_>, id: DesignId, by: &Standing, new: &NewRevision) -> Result<Outcome, Problem> {
    if store::revision(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let design = revised(tx, id, by)?;
    let label = next_label(&design, new.label.as_deref())?;
    let files = shown(tx, &design, by, new.id, &new.files)?;
    let (seq, at) = tx.next(Scope::Project(design.project))?;
    let revision = Revision {
        id: new.id,
        project: design.project,
        design: id,
        label,
        state: State::Draft,
        change_note: new.change_note.clone(),
        manifest_hash: manifest::hash(&files),
        files,
        author: tx.actor()?.clone(),
        created_at: at,
        created_seq: seq,
        submitted: None,
        contributors: vec![tx.actor()?.person],
    };
    store::insert_revision(tx.writing(), &revision)?;
    record(tx, "designs.revision_drafted", &revision, Some(vec![design.party]))
}

fn record(
    tx: &mut Tx<'_>,
    kind: &'static str,
    revision: &Revision,
    audience: Option<Vec<PartyId>>,
) -> Result<Outcome, Problem> {
    let body = EventBody { revision: Some(Box::new(wire::told_revision(revision))), ..EventBody::default() };
    let entry = Entry { audience, ..Entry::new(kind, body) };
    Ok(tx.record(Scope::Project(revision.project), entry)?.into())
}

fn known(tx: &mut Tx<'_>, id: RevisionId, by: &Standing) -> Result<(Design, Revision), Problem> {
    let revision = store::revision(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    Ok((revised(tx, revision.design, by)?, revision))
}

/// Changes a draft.
pub fn update(tx: &mut Tx<'_>, id: RevisionId, by: &Standing, change: &Change) -> Result<Outcome, Problem> {
    let (design, before) = known(tx, id, by)?;
    // Decided before anything is written.
    Edit::default().apply(&before)?;
    let files = match &change.files {
        Some(ids) => Some(shown(tx, &design, by, id, ids)?),
        None => None,
    };
    let after = Edit { files, change_note: change.change_note.clone() }.apply(&before)?;
    if after == before {
        return Ok(Outcome::Unchanged);
    }
    let after = after.with_contributor(tx.actor()?.person);
    store::update_revision(tx.writing(), &after)?;
    record(tx, "designs.revision_changed", &after, Some(vec![design.party]))
}

/// Submits a draft to the audience of its design.
pub fn submit(tx: &mut Tx<'_>, id: RevisionId, by: &Standing, seen: &str) -> Result<Outcome, Problem> {
    let (design, before) = known(tx, id, by)?;
    let place = tx.next(Scope::Project(design.project))?;
    let after = submitted(&before, seen, place)?;
    if after == before {
        return Ok(Outcome::Unchanged);
    }
    let after = after.with_contributor(tx.actor()?.person);
    store::update_revision(tx.writing(), &after)?;
    stored::show_to(tx, id.as_str(), design.audience.as_deref())?;
    let outcome = record(tx, "designs.revision_submitted", &after, design.audience.clone())?;
    comments::carry(tx, &design, &after)?;
    Ok(outcome)
}

/// Writes down where an approval has brought a revision. One that is approved supersedes the one that was (R23).
pub fn move_to(tx: &mut Tx<'_>, id: RevisionId, state: State) -> Result<(), Problem> {
    let revision = store::revision(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    if revision.state == state {
        return Ok(());
    }
    if state.is_approved() {
        for before in store::others_in(tx.reading(), &revision, &[State::Approved, State::ApprovedAsNoted])? {
            stand(tx, &before, State::Superseded)?;
        }
    }
    stand(tx, &revision, state)
}

fn stand(tx: &mut Tx<'_>, revision: &Revision, state: State) -> Result<(), Problem> {
    let design = store::design(tx.reading(), revision.design)?.ok_or_else(Problem::not_found)?;
    store::set_state(tx.writing(), revision.id, state)?;
    let after = Revision { state, ..revision.clone() };
    record(tx, "designs.revision_moved", &after, design.audience).map(drop)
}
