//! What people answer for their seats, and what else they do with an approval.

use crate::{Actor, PasskeyAnswer, StandIn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A decision on one revision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatDecision {
    /// The revision.
    pub revision_id: String,
    /// The hash of the manifest that was seen.
    pub manifest_hash: String,
    /// One of the approval's codes.
    pub code: String,
    /// Why: needed for a code with which the work may not go on, and of the seat that decides for a better one than others gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A yes or no to a deviation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviationAnswer {
    /// The deviation.
    pub number: i64,
    /// Whether it is accepted.
    pub accepted: bool,
}

/// What somebody answered for a seat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalResponse {
    /// Its id.
    pub id: String,
    /// Who, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// On each revision; none from seats that comment only. Absent while the step is sealed.
    pub decisions: Vec<SeatDecision>,
    /// On each deviation.
    pub deviations: Vec<DeviationAnswer>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Comments that were not closed when this was said, by their numbers: they are carried.
    pub carried: Vec<CarriedComment>,
    /// Who typed it, where it was told by phone and then confirmed by its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_by: Option<Actor>,
    /// For whom they answered, as their deputy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in: Option<StandIn>,
    /// What was signed.
    pub signature: Signature,
}

/// A comment that was not closed when a decision was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CarriedComment {
    /// The comment.
    pub comment_id: String,
    /// Its design.
    pub design_id: String,
    /// Its number in the design.
    pub number: i64,
}

/// What somebody signed, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    /// Printed name held then.
    pub name: String,
    /// Firm held then.
    pub firm_name: String,
    /// Department held then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_name: Option<String>,
    /// Server time in the zone of the person, with its offset.
    pub local_time: String,
    /// That zone, as in the IANA database.
    pub time_zone: String,
    /// What it means.
    #[schema(extensions(("x-extensible-enum" = json!(["review", "approval"]))))]
    pub meaning: String,
    /// SHA-256, lower-case hex, of the comments on the designs as they were then.
    pub comments_hash: String,
    /// How the person proved who they are.
    #[schema(extensions(("x-extensible-enum" = json!(["password", "passkey"]))))]
    pub method: String,
    /// The WebAuthn id of the passkey that signed, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<String>,
    /// The name of the device that they signed in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

/// Answers for a seat, signed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondApproval {
    /// The client's own new UUIDv7, of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The seat.
    pub seat_id: String,
    /// On each revision that is still to be decided; none from a seat that comments only.
    #[serde(default)]
    pub decisions: Vec<SeatDecision>,
    /// A yes or no to each deviation, with decisions.
    #[serde(default)]
    pub deviations: Vec<DeviationAnswer>,
    /// In words, 1 to 2,000 characters; needed from a seat that comments only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The hash of the clause of the charter by which signatures have their effect: needed with the first signature of a person
    /// under each version of the charter, see `clause_to_accept` of the approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepts_clause: Option<String>,
    /// The caller's password; this or `passkey`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// What the caller's passkey answers to the challenge for just this; this or `secret`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyAnswer>,
}

/// Takes a seat of the caller's party, so that the others see who works on it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimSeat {
    /// The seat.
    pub seat_id: String,
}

/// Hands a seat over to another person of the same firm.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DelegateSeat {
    /// The seat.
    pub seat_id: String,
    /// To whom: a member of the project who may decide.
    pub person_id: String,
    /// As what they answer: `deputy` (대결), which absent means, or `authority` (전결).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(extensions(("x-extensible-enum" = json!(["deputy", "authority"]))))]
    pub kind: Option<String>,
    /// Why, 1 to 2,000 characters.
    pub reason: String,
}

/// Sends a submission back.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnApproval {
    /// The seat of the caller that sends it back.
    pub seat_id: String,
    /// To an earlier step, by its place from 1, which opens again with all after it; absent means to who submitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<i64>,
    /// Why, 1 to 2,000 characters.
    pub reason: String,
}

/// Takes a submission back.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallApproval {
    /// Why, 1 to 2,000 characters; needed once somebody has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Skips the open step.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkipStep {
    /// Its place, from 1.
    pub step: i64,
    /// Why, 1 to 2,000 characters.
    pub reason: String,
}

/// An answer, also one of a step that was begun again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PastResponse {
    /// The place of the step, from 1.
    pub step: i64,
    /// How often that had been opened.
    pub round: i64,
    /// The seat.
    pub seat_id: String,
    /// The party of it.
    pub party_id: String,
    /// What was answered; absent where the caller may not see it, or not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ApprovalResponse>,
}

/// Answers of an approval.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PastResponsePage {
    /// In the order they were given.
    pub items: Vec<PastResponse>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
