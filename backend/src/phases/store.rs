//! Rows of phases.

use super::rules::{Phase, PhaseState};
use crate::kernel::ids::{PersonId, PhaseId, ProjectId};
use crate::kernel::store::schema::{members, phases};
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;

type Row = (PhaseId, ProjectId, String, Option<String>, i64, PhaseState, i64, Option<String>);

const ROW: (
    phases::id,
    phases::project_id,
    phases::key,
    phases::name,
    phases::position,
    phases::state,
    phases::progress,
    phases::due_on,
) = (
    phases::id,
    phases::project_id,
    phases::key,
    phases::name,
    phases::position,
    phases::state,
    phases::progress,
    phases::due_on,
);

fn phase((id, project, key, name, position, state, progress, due_on): Row) -> Phase {
    Phase { id, project, key, name, position, state, progress, due_on }
}

impl Phase {
    pub(super) fn wire(&self) -> dure_api::Phase {
        dure_api::Phase {
            id: self.id.to_string(),
            project_id: self.project.to_string(),
            key: self.key.clone(),
            name: self.name.clone(),
            position: self.position,
            state: self.state.as_str().to_owned(),
            progress: self.progress,
            due_on: self.due_on.clone(),
            seq: None,
            allowed_actions: None,
        }
    }
}

/// Phases of a project, in order.
pub(super) fn all(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Phase>> {
    let rows: Vec<Row> = phases::table
        .filter(phases::project_id.eq(project))
        .order(phases::position)
        .select(ROW)
        .load(conn)?;
    Ok(rows.into_iter().map(phase).collect())
}

/// Phases of a project, in order.
pub fn of_project(conn: &mut Conn, project: ProjectId) -> Stored<Vec<dure_api::Phase>> {
    Ok(all(conn, project)?.iter().map(Phase::wire).collect())
}

/// Phases of a person's projects from `first` to `last`, those of each in order.
pub fn of_member(
    conn: &mut Conn,
    person: PersonId,
    (first, last): (ProjectId, ProjectId),
) -> Stored<Vec<(ProjectId, dure_api::Phase)>> {
    let rows: Vec<Row> = phases::table
        .inner_join(members::table.on(members::project_id.eq(phases::project_id)))
        .filter(members::person_id.eq(person))
        .filter(members::project_id.between(first, last))
        .order((phases::project_id, phases::position))
        .select(ROW)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.1, phase(row).wire())).collect())
}

pub(super) fn is_known(conn: &mut Conn, id: PhaseId) -> Stored<bool> {
    let known: Option<PhaseId> = phases::table.find(id).select(phases::id).first(conn).optional()?;
    Ok(known.is_some())
}

pub(super) fn insert(conn: &mut Conn, phase: &Phase) -> Stored<()> {
    diesel::insert_into(phases::table)
        .values((
            phases::id.eq(phase.id),
            phases::project_id.eq(phase.project),
            phases::key.eq(&phase.key),
            phases::name.eq(&phase.name),
            phases::position.eq(phase.position),
            phases::state.eq(phase.state),
            phases::progress.eq(phase.progress),
            phases::due_on.eq(&phase.due_on),
        ))
        .execute(conn)
        .map(drop)
}

pub(super) fn update(conn: &mut Conn, phase: &Phase) -> Stored<()> {
    diesel::update(phases::table.find(phase.id))
        .set((
            phases::name.eq(&phase.name),
            phases::position.eq(phase.position),
            phases::state.eq(phase.state),
            phases::progress.eq(phase.progress),
            phases::due_on.eq(&phase.due_on),
        ))
        .execute(conn)
        .map(drop)
}

pub(super) fn delete(conn: &mut Conn, id: PhaseId) -> Stored<()> {
    diesel::delete(phases::table.find(id)).execute(conn).map(drop)
}
