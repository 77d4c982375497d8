//! Routes: saved orders of steps, and the codes that decisions are given with.

use crate::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One of the codes that decisions are given with. Which there are is data of the project, not a list in a program.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionCode {
    /// What it is called: `A`, `B1`.
    pub letter: String,
    /// What it means, in the words of the charter. Absent for the codes that Dure brings: clients name those in the reader's
    /// language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// From the best, 1: of many codes the one with the highest rank counts.
    pub rank: i64,
    /// Whether the work may go on: `yes`, `as_noted`, `no`.
    #[schema(extensions(("x-extensible-enum" = json!(["yes", "as_noted", "no"]))))]
    pub may_proceed: String,
    /// Whether a revision has to follow: `none`, `for_record`, `required`.
    #[schema(extensions(("x-extensible-enum" = json!(["none", "for_record", "required"]))))]
    pub resubmit: String,
    /// Working days for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resubmit_days: Option<i64>,
    /// Whether nothing more has to be decided.
    pub is_final: bool,
}

/// A saved order of steps that submissions of a project may go through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Route {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// On one line.
    pub name: String,
    /// In order.
    pub steps: Vec<RouteStep>,
    /// Who made it.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// A saved order of steps that projects of a cluster take over: its seats name departments and people of the cluster's firms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClusterRoute {
    /// Its id.
    pub id: String,
    /// The cluster.
    pub cluster_id: String,
    /// On one line.
    pub name: String,
    /// In order; a project leaves out seats of who takes no part in it.
    pub steps: Vec<RouteStep>,
    /// Who made it.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
}

/// A step of a route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteStep {
    /// On one line.
    pub name: String,
    /// Who of its required seats has to answer: `all`; `claim`, any one of them; `quorum` of them; `consult`, all of them with
    /// an opinion that decides nothing; `lead`, all of them, and then the one that decides.
    #[schema(extensions(("x-extensible-enum" = json!(["all", "claim", "quorum", "consult", "lead"]))))]
    pub mode: String,
    /// How many have to approve, where the mode is `quorum`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<i64>,
    /// Working days of whoever holds a seat, from when the step opens; 1 to 60.
    pub due_days: i64,
    /// What happens then: `remind` whom it waits for, by mail, once a working day and 45 times at most; or `lapse`: seats that have not answered have no opinion; or
    /// `deemed`, only where the charter allows it: required seats that have not answered are taken to have approved with its code; or
    /// `escalate`: whom the route names is told.
    #[schema(extensions(("x-extensible-enum" = json!(["remind", "lapse", "deemed", "escalate"]))))]
    pub on_overdue: String,
    /// Who is told then, where it escalates: a member who may decide. Once, for each seat that is late; they may answer for it if
    /// they are of its party, and skip the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalate_to_person_id: Option<String>,
    /// Whether nobody sees an answer before all are there.
    #[serde(default)]
    pub sealed: bool,
    /// Who answers.
    pub seats: Vec<RouteSeat>,
}

/// A seat of a step: a department or firm that takes part, or a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteSeat {
    /// The party; anybody of it who decides in the project may answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_id: Option<String>,
    /// In place of the party, the department that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
    /// In place of the party, the member who answers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// Whether the step waits for it: `required`; `optional` and `comment_only` may answer while the step is open, `informed`
    /// is told. Only required seats count.
    #[schema(extensions(("x-extensible-enum" = json!(["required", "optional", "comment_only", "informed"]))))]
    pub kind: String,
    /// Whether this is the seat that decides, where the mode is `lead`.
    #[serde(default)]
    pub decides: bool,
}

/// Makes a route.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRoute {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// On one line.
    pub name: String,
    /// In order; one of them at least decides.
    pub steps: Vec<RouteStep>,
}

/// Routes of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RoutePage {
    /// In the order they were made.
    pub items: Vec<Route>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Routes of a cluster.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClusterRoutePage {
    /// In the order they were made.
    pub items: Vec<ClusterRoute>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
