//! Routes: saved orders of steps.

use crate::kernel::clock::Time;
use crate::kernel::ids::{PartyId, PersonId, ProjectId, RouteId};
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use serde::{Deserialize, Serialize};

words! {
    /// Whose answers a step needs (R5).
    Mode {
        /// Of every required seat.
        All = "all",
        /// Of one required seat, whichever.
        Claim = "claim",
        /// As many approvals as it says.
        Quorum = "quorum",
        /// Of every required seat; they decide nothing.
        Consult = "consult",
        /// Of every required seat, and then of the one that decides.
        Lead = "lead",
    }
}

words! {
    /// What a seat is for (R6).
    SeatKind {
        /// The step waits for it.
        Required = "required",
        /// It may decide, and nothing waits for it.
        Optional = "optional",
        /// It may speak, and nothing waits for it.
        CommentOnly = "comment_only",
        /// It is told.
        Informed = "informed",
    }
}

words! {
    /// What happens to a seat that is overdue (R30).
    Overdue {
        /// Who holds it is reminded.
        Remind = "remind",
        /// It is closed as no opinion.
        Lapse = "lapse",
        /// It is taken to have approved, as the charter says.
        Deemed = "deemed",
        /// Somebody whom the route names is told.
        Escalate = "escalate",
    }
}

/// A step as it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepPlan {
    /// On one line.
    pub name: String,
    /// Whose answers it needs.
    pub mode: Mode,
    /// How many approvals, where the mode asks for so many.
    pub quorum: Option<u32>,
    /// Working days of whoever holds a seat (R29).
    pub due_days: u32,
    /// What happens then.
    pub on_overdue: Overdue,
    /// Who is told then, where it escalates.
    #[serde(default)]
    pub escalate_to: Option<PersonId>,
    /// Whether nobody sees an answer before all are there (R34).
    pub sealed: bool,
    /// Who answers.
    pub seats: Vec<SeatPlan>,
}

/// A seat as it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatPlan {
    /// The party.
    pub party: PartyId,
    /// The person of it who answers alone.
    pub person: Option<PersonId>,
    /// What it is for.
    pub kind: SeatKind,
    /// Whether its answer is the step's.
    pub decides: bool,
}

/// A saved order of steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its id.
    pub id: RouteId,
    /// The project.
    pub project: ProjectId,
    /// On one line.
    pub name: String,
    /// In order.
    pub steps: Vec<StepPlan>,
    /// Who made it.
    pub author: Actor,
    /// When.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
}
