//! What waits for the caller.

use crate::{Action, Question};
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
    pub action: Option<Action>,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
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
