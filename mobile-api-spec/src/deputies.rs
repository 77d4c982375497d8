//! Deputies: who stands in for whom, from when until when.

use crate::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// That somebody of the same firm answers for a person on some days, in all projects in which both may decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Deputy {
    /// Its id.
    pub id: String,
    /// Whose work it is.
    pub person_id: String,
    /// Their name.
    pub person_name: String,
    /// Who stands in.
    pub deputy_person_id: String,
    /// Their name.
    pub deputy_name: String,
    /// The first day, where the person is.
    #[schema(format = Date)]
    pub from_on: String,
    /// The last day, there.
    #[schema(format = Date)]
    pub until_on: String,
    /// The zone of these days, as in the IANA database.
    pub time_zone: String,
    /// When it begins.
    #[schema(format = DateTime)]
    pub from_at: String,
    /// When it is over: after the last day, or when it was ended before that.
    #[schema(format = DateTime)]
    pub ends_at: String,
    /// When it was ended before its last day was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
    /// Projects in which the person may decide and the deputy may not: there nobody stands in. At most 20, by their codes, and for
    /// the person alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_in: Option<Vec<DeputyGap>>,
    /// Place in the firm's record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// A project in which a deputy may not decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeputyGap {
    /// The project.
    pub project_id: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Names somebody who stands in for the caller.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameDeputy {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who: an active person of the caller's firm.
    pub deputy_person_id: String,
    /// The first day, in the caller's time zone: today or later.
    #[schema(format = Date)]
    pub from_on: String,
    /// The last day, in that zone: at most 366 days, and within two years.
    #[schema(format = Date)]
    pub until_on: String,
}

/// Ends it before its last day is over. Empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndDeputy {}

/// Those who stand in for the caller, and those for whom the caller stands in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeputyPage {
    /// What is not over, by when it begins.
    pub items: Vec<Deputy>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// For whom somebody acted as their deputy (대결), by their own signature: "B for A".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StandIn {
    /// The naming, which stands in the record of their firm.
    pub deputy_id: String,
    /// For whom, with the firm and department held then.
    pub person: Actor,
    /// The first day of it.
    #[schema(format = Date)]
    pub from_on: String,
    /// The last day of it.
    #[schema(format = Date)]
    pub until_on: String,
}

/// A seat that somebody answers for another person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatStandIn {
    /// The seat.
    pub seat_id: String,
    /// For whom the caller answers.
    pub person_id: String,
}

/// Somebody whose turn it is, and who stands in for them now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AwayPerson {
    /// Whose turn it is.
    pub person_id: String,
    /// Who stands in for them.
    pub deputy_person_id: String,
    /// The last day of it.
    #[schema(format = Date)]
    pub until_on: String,
}
