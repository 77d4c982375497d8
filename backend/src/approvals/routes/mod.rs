//! Routes of a project: saved orders of steps that approvals take a copy of (R1).
//!
//! A route is never changed: who wants another makes another. Those of a cluster (`of_cluster.rs`) name departments and people of
//! its firms; a project takes one over by making its own of it, with the seats of who takes part.

mod drafts;
mod http;
mod of_cluster;
mod route;
pub(super) mod store;

pub use drafts::NewRoute;
pub(super) use http::{create_project_route, create_route, list_project_routes, list_routes};
pub use route::{Mode, Overdue, Route, SeatKind, SeatPlan, StepPlan};

use super::rules::{ROUTES_FULL, plan};
use super::{ruled, wire};
use crate::kernel::access::Outcome;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{PartyId, PersonId, ProjectId, Scope};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use crate::policy::{Right, Role};
use crate::{charters, projects};
use drafts::Asked;
use dure_api::{EventBody, Limits, Member, Party};

/// Saves a route.
pub fn create(
    tx: &mut Tx<'_>,
    project: ProjectId,
    new: &NewRoute,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::route(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    if store::count(tx.reading(), project)? >= i64::from(limits.routes_per_project) {
        return Err(ROUTES_FULL.into());
    }
    let steps = seated(tx, project, new)?;
    plan(&steps)?;
    let charter = charters::in_force(tx.reading(), project)?;
    ruled::allowed(charter.as_ref(), &steps, |n, field| format!("/steps/{n}/{field}"))?;
    let (seq, at) = tx.next(Scope::Project(project))?;
    let route = Route {
        id: new.id,
        project,
        name: new.name.clone(),
        steps,
        author: tx.actor()?.clone(),
        created_at: at,
        created_seq: seq,
    };
    store::insert(tx.writing(), &route)?;
    let body = EventBody { route: Some(Box::new(wire::told_route(&route))), ..EventBody::default() };
    Ok(tx.record(Scope::Project(project), Entry::new("approvals.route_created", body))?.into())
}

/// The steps, with each seat's party and person as they take part in the project.
fn seated(tx: &mut Tx<'_>, project: ProjectId, new: &NewRoute) -> Result<Vec<StepPlan>, Problem> {
    let parties = projects::parties_of(tx.reading(), project)?;
    let members = projects::members_of(tx.reading(), project)?;
    let mut steps = Vec::with_capacity(new.steps.len());
    for (n, step) in new.steps.iter().enumerate() {
        let mut plan = step.plan.clone();
        let decides = |role: &str| role.parse::<Role>().is_ok_and(|role| role.allows(Right::Decide));
        if let Some(person) = plan.escalate_to
            && !members.iter().any(|member| member.person_id == person.as_str() && decides(&member.role))
        {
            return Err(Fault::new("unknown").at(format!("/steps/{n}/escalate_to_person_id")));
        }
        for (m, seat) in step.seats.iter().enumerate() {
            let (party, person) = sits(&seat.who, &parties, &members)
                .ok_or_else(|| Fault::new("unknown").at(format!("/steps/{n}/seats/{m}")))?;
            plan.seats.push(SeatPlan { party, person, kind: seat.kind, decides: seat.decides });
        }
        steps.push(plan);
    }
    Ok(steps)
}

fn sits(who: &Asked, parties: &[Party], members: &[Member]) -> Option<(PartyId, Option<PersonId>)> {
    let party = |is_it: &dyn Fn(&Party) -> bool| {
        parties.iter().find(|party| is_it(party)).and_then(|party| party.id.parse().ok())
    };
    match who {
        Asked::Party(id) => Some((party(&|party| party.id == id.as_str())?, None)),
        Asked::Department(id) => {
            Some((party(&|party| party.department_id.as_deref() == Some(id.as_str()))?, None))
        }
        Asked::Person(id) => {
            let member = members.iter().find(|member| member.person_id == id.as_str())?;
            Some((member.party_id.parse().ok()?, Some(*id)))
        }
    }
}
