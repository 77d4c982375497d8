//! Errors: `application/problem+json` (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a request was refused, in the caller's language.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A URI reference that names the code.
    #[serde(rename = "type")]
    pub type_: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: i64,
    /// What to do about it.
    pub detail: String,
    /// Stable name for programs.
    pub code: String,
    /// Finds the request in the server's log.
    pub request_id: String,
    /// The fields at fault, for `validation`; for `charter_forbids`, with the clause that forbids it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<FieldProblem>>,
    /// The hash of what has to be accepted, for `clause_not_accepted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// One field at fault.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// Stable name for programs.
    pub code: String,
    /// What is wrong with it, in the caller's language.
    pub detail: String,
}
