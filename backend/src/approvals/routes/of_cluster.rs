//! Routes of a cluster, which its projects take over.

use super::super::rules::{ROUTES_FULL, plan};
use super::drafts::{Asked, NewRoute, NewSeat};
use super::route::{SeatPlan, StepPlan};
use super::store;
use crate::kernel::access::Outcome;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{ClusterId, FirmId, PersonId, Scope};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use crate::{clusters, people};
use dure_api as api;
use dure_api::{EventBody, Limits};

/// Saves a route.
pub fn create(
    tx: &mut Tx<'_>,
    cluster: ClusterId,
    (new, sent): (&NewRoute, &[api::RouteStep]),
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::is_of_cluster(tx.reading(), new.id)? {
        return Err(Problem::id_taken());
    }
    if store::count_of_cluster(tx.reading(), cluster)? >= i64::from(limits.routes_per_cluster) {
        return Err(ROUTES_FULL.into());
    }
    let mut steps: Vec<StepPlan> = Vec::new();
    for (n, step) in new.steps.iter().enumerate() {
        let mut seats = Vec::new();
        for (m, seat) in step.seats.iter().enumerate() {
            seats.push(seated(tx, cluster, seat, &format!("/steps/{n}/seats/{m}"))?);
        }
        if let Some(person) = step.plan.escalate_to {
            known_person(tx, cluster, person, &format!("/steps/{n}/escalate_to_person_id"))?;
        }
        steps.push(StepPlan { seats, ..step.plan.clone() });
    }
    plan(&steps)?;
    let named = new.steps.iter().zip(sent);
    let steps = named.map(|(step, sent)| api::RouteStep { name: step.plan.name.clone(), ..sent.clone() });
    let scope = Scope::Cluster(cluster);
    let (seq, at) = tx.next(scope)?;
    let route = api::ClusterRoute {
        id: new.id.to_string(),
        cluster_id: cluster.to_string(),
        name: new.name.clone(),
        steps: steps.collect(),
        author: tx.actor()?.wire(),
        created_at: at.rfc3339(),
        created_seq: seq,
        seq: None,
    };
    store::insert_of_cluster(tx.writing(), cluster, new.id, &route)?;
    let body = EventBody { cluster_route: Some(Box::new(route)), ..EventBody::default() };
    Ok(tx.record(scope, Entry::new("approvals.cluster_route_created", body))?.into())
}

/// The seat, with an id of its own in place of the party that it will be in a project.
fn seated(tx: &mut Tx<'_>, cluster: ClusterId, seat: &NewSeat, at: &str) -> Result<SeatPlan, Problem> {
    let unknown = || Fault::new("unknown").at(at);
    let (party, person) = match seat.who {
        Asked::Party(_) => return Err(Fault::new("not_here").at(format!("{at}/party_id"))),
        Asked::Department(id) => {
            let firm = people::firm_of_department(tx.reading(), id)?.ok_or_else(unknown)?;
            clusters::confirmed(tx, cluster, firm, at)?;
            (id.as_str().parse(), None)
        }
        Asked::Person(id) => {
            known_person(tx, cluster, id, at)?;
            (id.as_str().parse(), Some(id))
        }
    };
    Ok(SeatPlan { party: party.map_err(|_| unknown())?, person, kind: seat.kind, decides: seat.decides })
}

/// Somebody of a firm that takes part in the cluster.
fn known_person(tx: &mut Tx<'_>, cluster: ClusterId, id: PersonId, at: &str) -> Result<(), Problem> {
    let unknown = || Fault::new("unknown").at(at);
    let person = people::person(tx.reading(), id)?.ok_or_else(unknown)?;
    let firm: FirmId = person.firm_id.parse().map_err(|_| unknown())?;
    clusters::confirmed(tx, cluster, firm, at)
}
