//! Use cases on a transaction.

use super::rules::{CUSTOM, NewPhase, PHASES_FULL, Phase, PhaseEdit, PhaseState, TEMPLATE, may_delete};
use super::store;
use crate::kernel::access::Outcome;
use crate::kernel::http::Problem;
use crate::kernel::ids::{PhaseId, ProjectId, Scope};
use crate::kernel::record::{Entry, changes};
use crate::kernel::store::Tx;
use dure_api::{EventBody, Removed};

/// Gives a new project the phases of the template.
pub fn begin(tx: &mut Tx<'_>, project: ProjectId) -> Result<Vec<dure_api::Phase>, Problem> {
    for (position, key) in (1..).zip(TEMPLATE) {
        let state = if position == 1 { PhaseState::Running } else { PhaseState::Planned };
        let phase = Phase {
            id: PhaseId::new(),
            project,
            key: key.into(),
            name: None,
            position,
            state,
            progress: 0,
            due_on: None,
        };
        store::insert(tx.writing(), &phase)?;
    }
    Ok(store::of_project(tx.reading(), project)?)
}

/// Adds a phase after the last one.
pub(super) fn create(
    tx: &mut Tx<'_>,
    project: ProjectId,
    new: &NewPhase,
    most: u32,
) -> Result<Outcome, Problem> {
    let all = store::all(tx.reading(), project)?;
    if store::is_known(tx.reading(), new.id)? {
        return Err(Problem::id_taken());
    }
    if all.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
        return Err(PHASES_FULL.into());
    }
    let phase = Phase {
        id: new.id,
        project,
        key: CUSTOM.into(),
        name: Some(new.name.clone()),
        position: all.last().map_or(1, |last| last.position + 1),
        state: PhaseState::Planned,
        progress: 0,
        due_on: new.due_on.clone(),
    };
    store::insert(tx.writing(), &phase)?;
    let body = EventBody { phase: Some(Box::new(phase.wire())), ..EventBody::default() };
    Ok(tx.record(Scope::Project(project), Entry::new("projects.phase_created", body))?.into())
}

/// Changes a phase, its place among the others too.
pub fn update(
    tx: &mut Tx<'_>,
    project: ProjectId,
    id: PhaseId,
    edit: &PhaseEdit,
) -> Result<Outcome, Problem> {
    let mut all = store::all(tx.reading(), project)?;
    let before = all.iter().find(|phase| phase.id == id).ok_or_else(Problem::not_found)?.clone();
    let edited = edit.apply(&before)?;
    for phase in &mut all {
        if phase.id == id {
            *phase = edited.clone();
        }
    }
    let order = edit.order(&all, id)?;
    let moved = order.as_ref().and_then(|order| order.iter().find(|phase| phase.id == id));
    let after = moved.unwrap_or(&edited).clone();
    if after == before && order.is_none() {
        return Ok(Outcome::Unchanged);
    }
    for phase in order.as_deref().unwrap_or(std::slice::from_ref(&after)) {
        store::update(tx.writing(), phase)?;
    }
    let body = EventBody {
        phase: Some(Box::new(after.wire())),
        phases: order.map(|order| order.iter().map(Phase::wire).collect()),
        changes: Some(changes(&before.facts(), &after.facts())),
        ..EventBody::default()
    };
    Ok(tx.record(Scope::Project(project), Entry::new("projects.phase_updated", body))?.into())
}

/// Takes away a phase that has not begun.
pub(super) fn delete(tx: &mut Tx<'_>, project: ProjectId, id: PhaseId) -> Result<Outcome, Problem> {
    let all = store::all(tx.reading(), project)?;
    let phase = all.iter().find(|phase| phase.id == id).ok_or_else(Problem::not_found)?;
    may_delete(&all, phase)?;
    store::delete(tx.writing(), id)?;
    let removed = Removed { kind: "phase".into(), id: id.to_string() };
    let body = EventBody { removed: Some(Box::new(removed)), ..EventBody::default() };
    Ok(tx.record(Scope::Project(project), Entry::new("projects.phase_deleted", body))?.into())
}
