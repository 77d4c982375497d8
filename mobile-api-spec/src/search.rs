//! Finding things in a project.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query of `search_project`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchParams {
    /// Words that must all be there, at most 200 characters; absent for everything the filters leave. Korean, Chinese
    /// and Japanese are found inside words too, Latin words as a whole; case, width and accents do not matter.
    pub q: Option<String>,
    /// Only this kind: `message`, `comment`, `member`, `party`, `project`, or another one that has a title.
    pub kind: Option<String>,
    /// Only what this person said, or the person.
    pub person: Option<String>,
    /// Only what people of this department said, or who is of it.
    pub department: Option<String>,
    /// Not before: a day `YYYY-MM-DD` in UTC, or an instant (RFC 3339).
    pub from: Option<String>,
    /// Not after that day, or before that instant.
    pub to: Option<String>,
    /// Items wanted, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchHit {
    /// What it is, as in events.
    #[schema(extensions(("x-extensible-enum" = json!(["message", "comment", "member", "party", "project"]))))]
    pub kind: String,
    /// Its id; of a member, the person's.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The event that brought it: its place in the stream.
    pub seq: i64,
    /// When that was.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who said it, or who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// Their department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
    /// Its words, of a comment with those of its answers, at most 300 characters around the first one asked for.
    pub text: String,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    /// Newest first.
    pub items: Vec<SearchHit>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
