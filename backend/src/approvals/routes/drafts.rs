//! Routes as clients send them, parsed once.

use super::route::{SeatKind, StepPlan};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{DepartmentId, PartyId, PersonId, RouteId};
use crate::kernel::text;
use dure_api as api;
use dure_api::Limits;

/// Most working days of a step.
const DAYS: i64 = 60;

/// A route to save.
#[derive(Debug, Clone)]
pub struct NewRoute {
    /// Its id.
    pub id: RouteId,
    /// On one line.
    pub name: String,
    /// In order.
    pub steps: Vec<NewStep>,
}

/// A step of it.
#[derive(Debug, Clone)]
pub struct NewStep {
    /// The step without its seats.
    pub plan: StepPlan,
    /// Its seats.
    pub seats: Vec<NewSeat>,
}

/// A seat of it.
#[derive(Debug, Clone)]
pub struct NewSeat {
    /// Who answers.
    pub who: Asked,
    /// What it is for.
    pub kind: SeatKind,
    /// Whether its answer is the step's.
    pub decides: bool,
}

/// Who answers for a seat.
#[derive(Debug, Clone, Copy)]
pub enum Asked {
    /// Anybody of a party.
    Party(PartyId),
    /// Anybody of a department that is a party.
    Department(DepartmentId),
    /// One member.
    Person(PersonId),
}

impl NewRoute {
    /// From the wire.
    pub fn parse(sent: &api::CreateRoute, limits: &Limits) -> Result<Self, Problem> {
        let id = sent.id.as_deref().map(str::parse).transpose().map_err(|_| Fault::new("id").at("/id"))?;
        count(sent.steps.len(), limits.steps_per_route, "/steps")?;
        let seats = sent.steps.iter().map(|step| step.seats.len()).sum::<usize>();
        if seats > usize::try_from(limits.seats_per_route).unwrap_or(usize::MAX) {
            return Err(Fault::new("too_many").at("/steps"));
        }
        let steps = sent.steps.iter().enumerate().map(|(n, step)| NewStep::parse(step, n));
        Ok(Self {
            id: id.unwrap_or_else(RouteId::new),
            name: text::name(&sent.name, NAME).map_err(|fault| fault.at("/name"))?,
            steps: steps.collect::<Result<_, _>>()?,
        })
    }
}

/// Characters of the name of a route or a step.
const NAME: u32 = 120;

fn count(given: usize, most: u32, at: &str) -> Result<(), Problem> {
    match given {
        0 => Err(Fault::new("empty").at(at)),
        given if given > usize::try_from(most).unwrap_or(usize::MAX) => Err(Fault::new("too_many").at(at)),
        _ => Ok(()),
    }
}

impl NewStep {
    fn parse(sent: &api::RouteStep, n: usize) -> Result<Self, Problem> {
        let at = |field: &str| format!("/steps/{n}/{field}");
        let quorum = sent.quorum.map(u32::try_from).transpose();
        let days = u32::try_from(sent.due_days).ok().filter(|_| (1..=DAYS).contains(&sent.due_days));
        if sent.seats.is_empty() {
            return Err(Fault::new("empty").at(at("seats")));
        }
        let plan = StepPlan {
            name: text::name(&sent.name, NAME).map_err(|fault| fault.at(at("name")))?,
            mode: sent.mode.parse().map_err(|_| Fault::new("unknown_word").at(at("mode")))?,
            quorum: quorum.map_err(|_| Fault::new("range").at(at("quorum")))?,
            due_days: days.ok_or_else(|| Fault::new("range").at(at("due_days")))?,
            on_overdue: sent
                .on_overdue
                .parse()
                .map_err(|_| Fault::new("unknown_word").at(at("on_overdue")))?,
            escalate_to: sent
                .escalate_to_person_id
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(|_| Fault::new("id").at(at("escalate_to_person_id")))?,
            sealed: sent.sealed,
            seats: Vec::new(),
        };
        let seats =
            sent.seats.iter().enumerate().map(|(m, seat)| NewSeat::parse(seat, &at(&format!("seats/{m}"))));
        Ok(Self { plan, seats: seats.collect::<Result<_, _>>()? })
    }
}

impl NewSeat {
    fn parse(sent: &api::RouteSeat, at: &str) -> Result<Self, Problem> {
        let bad = |field: &str| Fault::new("id").at(format!("{at}/{field}"));
        let who = match (&sent.party_id, &sent.department_id, &sent.person_id) {
            (Some(id), None, None) => Asked::Party(id.parse().map_err(|_| bad("party_id"))?),
            (None, Some(id), None) => Asked::Department(id.parse().map_err(|_| bad("department_id"))?),
            (None, None, Some(id)) => Asked::Person(id.parse().map_err(|_| bad("person_id"))?),
            _ => return Err(Fault::new("one_of").at(at)),
        };
        let kind = sent.kind.parse().map_err(|_| Fault::new("unknown_word").at(format!("{at}/kind")))?;
        Ok(Self { who, kind, decides: sent.decides })
    }
}
