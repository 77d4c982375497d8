//! What waits for the caller.

use crate::{Action, Actor, Meeting, Question, SubmittedRevision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that waits for the caller: exactly one of `action`, `question` is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Turn {
    /// `action` or `question`.
    #[schema(extensions(("x-extensible-enum" = json!(["action", "question"]))))]
    pub kind: String,
    /// The project it stands in.
    pub project_id: String,
    /// Its code.
    pub project_code: String,
    /// Its name.
    pub project_name: String,
    /// The action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Box<Action>>,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Box<Question>>,
}

/// What waits for the caller in all projects.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TurnPage {
    /// By the day it is due; what has no day comes last.
    pub items: Vec<Turn>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A closed meeting whose page waits for the word of the caller's side.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeetingTurn {
    /// Its project's code.
    pub project_code: String,
    /// Its project's name.
    pub project_name: String,
    /// The meeting.
    pub meeting: Meeting,
}

/// Meetings whose pages wait for the caller's side in all projects.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeetingTurnPage {
    /// In the order they were planned; there may be fewer than asked for although more follow.
    pub items: Vec<MeetingTurn>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Whose turn it is, and since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ball {
    /// The party that must act.
    pub party_id: String,
    /// The person of that party, when one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// Whom its holder asked for advice: it is with them, for its holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_person_id: Option<String>,
    /// Since when it lies there.
    #[schema(format = DateTime)]
    pub since: String,
}

/// A seat that waits for the caller: for its answer, or for what else is asked of them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalTurn {
    /// What is asked: the answer of the seat, advice for its holder, that they confirm what was typed for
    /// them, or that they see to a seat that is overdue.
    #[schema(extensions(("x-extensible-enum" = json!(["answer", "advice", "confirm", "escalated"]))))]
    pub kind: String,
    /// Who asks for it, where somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Actor>,
    /// For whom the caller would answer, as their deputy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_person_id: Option<String>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_name: Option<String>,
    /// Who stands in for the caller here now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy_person_id: Option<String>,
    /// Whom its holder has asked for advice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_person_id: Option<String>,
    /// Since when it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub held_since: Option<String>,
    /// The last day of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub held_until: Option<String>,
    /// The approval.
    pub approval_id: String,
    /// Its number in the project.
    pub number: i64,
    /// The project.
    pub project_id: String,
    /// The project's code.
    pub project_code: String,
    /// The project's name.
    pub project_name: String,
    /// The seat.
    pub seat_id: String,
    /// The party of it.
    pub party_id: String,
    /// The person who answers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// The step.
    pub step_name: String,
    /// What for.
    pub purpose: String,
    /// What is decided on.
    pub revisions: Vec<SubmittedRevision>,
    /// Since when it waits.
    #[schema(format = DateTime)]
    pub since: String,
    /// When it is due.
    #[schema(format = DateTime)]
    pub due_at: String,
}

/// Seats that wait for the caller in all projects.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalTurnPage {
    /// What is due first, first.
    pub items: Vec<ApprovalTurn>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
