//! What waits for the caller.

use crate::{Action, Meeting, Question};
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
