//! Projects: parties, members, phases.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Work for a customer by one or more firms. It has one room and one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Project {
    /// Id of the project.
    pub id: String,
    /// The cluster it stands in.
    pub cluster_id: String,
    /// Short code, unique in the cluster.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is about; may be empty.
    pub summary: String,
    /// The firm the work is for.
    pub customer_firm_id: String,
    /// The firms that do the work.
    pub supplier_firm_ids: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub starts_on: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The caller's role; only in answers to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(extensions(("x-extensible-enum" = json!(["lead", "contributor", "approver", "observer"]))))]
    pub my_role: Option<String>,
    /// Up to where the caller has read; only in answers to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_seq: Option<i64>,
    /// Messages of others beyond that, which the caller hears, at most 100: 100 means 100 or more; only in answers
    /// to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<i64>,
    /// Those of them that name the caller or one of the caller's parties; only in answers to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions_unread: Option<i64>,
    /// The last event of the record; only in answers to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_seq: Option<i64>,
    /// When the last event happened; only in answers to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub last_event_at: Option<String>,
    /// Key of the running phase; only in answers to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running_phase: Option<String>,
    /// Its phases, in order; only in answers to the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<Phase>>,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// The caller's projects.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProjectPage {
    /// Newest last.
    pub items: Vec<Project>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Makes a project; the caller becomes its lead.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProject {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Short code, unique in the cluster, at most 32 characters.
    pub code: String,
    /// At most 200 characters.
    pub name: String,
    /// At most 4,000 characters; may be empty.
    #[serde(default)]
    pub summary: String,
    /// A confirmed firm of the cluster.
    pub customer_firm_id: String,
    /// Confirmed firms of the cluster, at least one.
    pub supplier_firm_ids: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub starts_on: Option<String>,
    /// Last day, not before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
}

/// A firm or department taking part in a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Party {
    /// Id of the party.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The firm.
    pub firm_id: String,
    /// Its name.
    pub firm_name: String,
    /// The department, when the party is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_name: Option<String>,
    /// `customer`, `supplier`, or `coordinator` for the cluster's office.
    #[schema(extensions(("x-extensible-enum" = json!(["customer", "supplier", "coordinator"]))))]
    pub side: String,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Parties of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PartyPage {
    /// In order of joining.
    pub items: Vec<Party>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Brings a firm or one of its departments into a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddParty {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The customer or one of the suppliers of the project.
    pub firm_id: String,
    /// A department of that firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
}

/// A person in a project, with a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// The project.
    pub project_id: String,
    /// The person.
    pub person_id: String,
    /// Name of the person.
    pub name: String,
    /// The person's firm.
    pub firm_id: String,
    /// The party the person stands in: the department's, else the firm's.
    pub party_id: String,
    /// The department of that party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
    /// `lead`, `contributor`, `approver` or `observer`.
    #[schema(extensions(("x-extensible-enum" = json!(["lead", "contributor", "approver", "observer"]))))]
    pub role: String,
    /// IANA name of where they live: their working days are counted there.
    #[serde(default)]
    pub time_zone: String,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Members of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MemberPage {
    /// In order of joining.
    pub items: Vec<Member>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Adds a person of a party's firm to the project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddMember {
    /// A person of a firm that is a party.
    pub person_id: String,
    /// `lead`, `contributor`, `approver` or `observer`.
    pub role: String,
}

/// Changes a member's role.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMember {
    /// The role from now on.
    pub role: String,
}

/// A stretch of the project, from the template or of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Phase {
    /// Id of the phase.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// `kickoff`, `design`, `approval`, `build`, `commissioning`, `delivery`, `service`, or `custom`.
    #[schema(extensions(("x-extensible-enum" = json!([
        "kickoff", "design", "approval", "build", "commissioning", "delivery", "service", "custom"
    ]))))]
    pub key: String,
    /// A name of the project's own, in place of the template's; a `custom` phase always has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Order, from 1; a phase that was deleted leaves a gap.
    pub position: i64,
    /// `planned`, `running` or `done`.
    #[schema(extensions(("x-extensible-enum" = json!(["planned", "running", "done"]))))]
    pub state: String,
    /// 0 to 100.
    pub progress: i64,
    /// The day it should be done, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Phases of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PhasePage {
    /// In order.
    pub items: Vec<Phase>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Adds a phase after the last one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePhase {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name, at most 80 characters as people count them.
    pub name: String,
    /// A day between 2000 and 2100, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
}

/// Changes a phase. What is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePhase {
    /// A name of the project's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its place, from 1; the others make room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub position: Option<i64>,
    /// `planned` sets the progress to 0, `done` to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(extensions(("x-extensible-enum" = json!(["planned", "running", "done"]))))]
    pub state: Option<String>,
    /// 0 to 100; only while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100)]
    pub progress: Option<i64>,
    /// A day between 2000 and 2100, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
    /// Fields to empty: `name` (a phase of the template has its own again), `due_on`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<String>,
}

/// Changes a project. What is absent stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProject {
    /// At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// At most 4,000 characters; may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// First day, between 2000 and 2100, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub starts_on: Option<String>,
    /// Last day, not before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
    /// Fields to empty: `starts_on`, `due_on`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<String>,
}
