//! What is typed for somebody, and what they say to it.

use crate::{Actor, DeviationAnswer, PasskeyAnswer, SeatDecision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An answer that somebody typed for another person. It is no signature and settles nothing until that person confirms it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProvisionalResponse {
    /// The id of the answer that it becomes.
    pub id: String,
    /// Whose answer it is: they confirm or contradict it.
    pub person_id: String,
    /// Who typed it.
    pub author: Actor,
    /// How they know; empty for who may not look, and for others while the step is sealed.
    pub reason: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// On each revision.
    pub decisions: Vec<SeatDecision>,
    /// On each deviation.
    pub deviations: Vec<DeviationAnswer>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When the person said that it is not their answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub contradicted_at: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contradiction: Option<String>,
}

/// Types what somebody said by phone.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondOnBehalf {
    /// The client's own new UUIDv7, of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The seat.
    pub seat_id: String,
    /// Who said it: a member who may answer for that seat.
    pub person_id: String,
    /// How the caller knows, 1 to 2,000 characters.
    pub reason: String,
    /// As in `respond_approval`.
    #[serde(default)]
    pub decisions: Vec<SeatDecision>,
    /// As in `respond_approval`.
    #[serde(default)]
    pub deviations: Vec<DeviationAnswer>,
    /// As in `respond_approval`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Makes what was typed for the caller their answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmResponse {
    /// The caller's password; this or `passkey`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// What the caller's passkey answers to the challenge for just this; this or `secret`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyAnswer>,
    /// The hash of the clause that is accepted with it: needed with the first thing that the caller signs under a charter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepts_clause: Option<String>,
}

/// Says that it is not their answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContradictResponse {
    /// Why, 1 to 2,000 characters.
    pub reason: String,
}
