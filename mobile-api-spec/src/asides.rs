//! What the holder of a seat does before they answer: advice, and holding.

use crate::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Advice that the holder of a seat asked for: the seat is with somebody, for its holder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatAdvice {
    /// Its id.
    pub id: String,
    /// Who asks.
    pub author: Actor,
    /// Who is asked.
    pub person_id: String,
    /// What; empty for who may not look, and for others while the step is sealed.
    pub question: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Where it stands; `closed` once the seat went on without it.
    #[schema(extensions(("x-extensible-enum" = json!(["asked", "answered", "withdrawn", "closed"]))))]
    pub state: String,
    /// What they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When they said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub answered_at: Option<String>,
}

/// That a seat has to wait. It is due as before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatHold {
    /// Who says so.
    pub author: Actor,
    /// Why; empty for who may not look, and for others while the step is sealed.
    pub reason: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// The last day of it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub until: Option<String>,
    /// When that day's work ends where its author is: nobody is reminded before. Absent without a day: nobody is reminded while
    /// it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub rests_until: Option<String>,
}

/// Asks somebody for advice.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskAdvice {
    /// The client's own new UUIDv7, of the advice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The seat that the caller holds.
    pub seat_id: String,
    /// A member of the project, of whatever side, who may look at all that is decided on and may speak.
    pub person_id: String,
    /// What, 1 to 2,000 characters.
    pub question: String,
}

/// Gives advice.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerAdvice {
    /// 1 to 2,000 characters.
    pub body: String,
}

/// Says that advice is not needed any more.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawAdvice {
    /// The advice.
    pub advice_id: String,
}

/// Says that a seat has to wait.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldSeat {
    /// The seat that the caller holds.
    pub seat_id: String,
    /// Why, 1 to 2,000 characters.
    pub reason: String,
    /// The last day of it where the caller is, today or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub until: Option<String>,
}

/// Ends that.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseSeat {
    /// The seat.
    pub seat_id: String,
}
