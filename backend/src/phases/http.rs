//! Wire to domain and back.

use super::rules::{NewPhase, PhaseEdit};
use super::{commands, store};
use crate::kernel::access::{Outcome, Permit, path_id};
use crate::kernel::http::{Answer, Body, Key, NoQuery, Problem, Query, created, no_content, ok};
use crate::kernel::ids::PhaseId;
use crate::policy::{self, Role, allowed};
use actix_web::{HttpRequest, delete, get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_phases).service(create_phase).service(update_phase).service(delete_phase);
}

const ACTIONS: [&str; 2] = ["update_phase", "delete_phase"];

/// What the role may do with it: who may delete phases may delete only those that have not begun.
fn with_actions(phase: api::Phase, role: Role, seq: Option<i64>) -> api::Phase {
    let mut actions = allowed(role, &ACTIONS);
    actions.retain(|action| action != "delete_phase" || phase.state == "planned");
    api::Phase { seq, allowed_actions: Some(actions), ..phase }
}

/// Phases of the project, all on one page.
#[utoipa::path(tag = "Projects", operation_id = "list_phases",
    responses((status = 200, description = "The phases.", body = api::PhasePage)))]
#[get("/projects/{project_id}/phases")]
async fn list_phases(permit: Permit<policy::ListPhases>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let (project, role) = (permit.place(), permit.standing().role);
    let phases = permit.read(move |conn| Ok(store::of_project(conn, project)?)).await?;
    let items = phases.into_iter().map(|phase| with_actions(phase, role, None)).collect();
    ok(&api::PhasePage { items, next: None })
}

/// Adds a phase of the project's own after the last one.
#[utoipa::path(tag = "Projects", operation_id = "create_phase", request_body = api::CreatePhase,
    responses((status = 201, description = "The phase.", body = api::Phase)))]
#[post("/projects/{project_id}/phases")]
async fn create_phase(permit: Permit<policy::CreatePhase>, body: Body<api::CreatePhase>) -> Answer {
    let (request, key) = body.parse()?;
    let limits = &permit.kernel().config.limits;
    let (project, most) = (permit.place(), limits.phases_per_project);
    let new = NewPhase::parse(&request, limits)?;
    let outcome = permit.write(key, move |tx| commands::create(tx, project, &new, most)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let phase = recorded.body.phase.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&with_actions(phase, permit.standing().role, Some(recorded.seq())))
}

/// Changes a phase: state, progress, day, name, place among the others.
#[utoipa::path(tag = "Projects", operation_id = "update_phase", request_body = api::UpdatePhase,
    responses((status = 200, description = "The phase.", body = api::Phase)))]
#[patch("/projects/{project_id}/phases/{phase_id}")]
async fn update_phase(
    permit: Permit<policy::UpdatePhase>,
    req: HttpRequest,
    body: Body<api::UpdatePhase>,
) -> Answer {
    let id: PhaseId = path_id(&req, "phase_id")?;
    let (request, key) = body.parse()?;
    let edit = PhaseEdit::parse(&request, &permit.kernel().config.limits)?;
    let project = permit.place();
    let outcome = permit.write(key, move |tx| commands::update(tx, project, id, &edit)).await?;
    let (phase, seq) = match outcome {
        Outcome::Recorded(recorded) => (recorded.body.phase.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => {
            let phases = permit.read(move |conn| Ok(store::of_project(conn, project)?)).await?;
            (phases.into_iter().find(|phase| phase.id == id.as_str()), None)
        }
    };
    ok(&with_actions(phase.ok_or_else(Problem::not_found)?, permit.standing().role, seq))
}

/// Takes away a phase that has not begun.
#[utoipa::path(tag = "Projects", operation_id = "delete_phase",
    responses((status = 204, description = "The phase is no longer part of the project.")))]
#[delete("/projects/{project_id}/phases/{phase_id}")]
async fn delete_phase(permit: Permit<policy::DeletePhase>, req: HttpRequest) -> Answer {
    let id: PhaseId = path_id(&req, "phase_id")?;
    let project = permit.place();
    let key = Key::of_bodiless(permit.kernel(), &req)?;
    permit.write(key, move |tx| commands::delete(tx, project, id)).await?;
    no_content()
}
