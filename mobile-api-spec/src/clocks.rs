//! Clocks: waiting time, turns, first-pass rate and answered questions of each party, by one formula.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The clocks of a project, for both sides alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProjectClocks {
    /// The project.
    pub project_id: String,
    /// The server's time: what is open counts up to it.
    #[schema(format = DateTime)]
    pub at: String,
    /// In order of joining.
    pub parties: Vec<PartyClock>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// The clock of a party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PartyClock {
    /// The party.
    pub party_id: String,
    /// `customer`, `supplier`, or `coordinator` for the cluster's office.
    #[schema(extensions(("x-extensible-enum" = json!(["customer", "supplier", "coordinator"]))))]
    pub side: String,
    /// How long things lay with it.
    pub court: CourtFigure,
    /// How often designs went to and fro.
    pub turns: TurnsFigure,
    /// Designs that passed the first time.
    pub first_pass: FirstPassFigure,
    /// Questions that it was asked.
    pub questions: QuestionsFigure,
}

/// How long approvals, returned designs, questions and comments lay with a party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CourtFigure {
    /// Working days where the party is, of everything that lies or lay there: the day on which it came is not counted.
    pub working_days: i64,
    /// The same in seconds of the calendar.
    pub calendar_seconds: i64,
    /// How often something came.
    pub spells: i64,
    /// What lies there now.
    pub open: i64,
    /// Since when the oldest of that does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub open_since: Option<String>,
    /// Working days each time; absent while nothing came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_per_spell: Option<f64>,
}

/// How often the designs that are decided went to a party, or from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TurnsFigure {
    /// Designs that it submitted or was asked about, and that are decided.
    pub designs: i64,
    /// Their submissions, of those that were answered or sent back.
    pub turns: i64,
    /// Turns of each design; absent while none is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turns_per_design: Option<f64>,
}

/// How many of the decided designs passed in their first turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FirstPassFigure {
    /// Designs that it submitted or was asked about, and that are decided.
    pub designs: i64,
    /// Those that may go on after one turn, with nothing to follow.
    pub passed: i64,
    /// Their share, from 0 to 1; absent while none is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// How questions are answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuestionsFigure {
    /// Questions that lay with the party.
    pub asked: i64,
    /// Those that were answered while they did.
    pub answered: i64,
    /// Those of them that had a day.
    pub dated: i64,
    /// Those of them that were answered by the end of it, where the party is.
    pub in_time: i64,
    /// Answered, of asked, from 0 to 1; absent while none was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_rate: Option<f64>,
    /// In time, of those with a day, from 0 to 1; absent while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_time_rate: Option<f64>,
}

/// An event behind a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClockEvent {
    /// Its place in the record.
    pub seq: i64,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// What happened: `held` is that something came to the party.
    #[schema(extensions(("x-extensible-enum" = json!(["held", "returned", "decided", "withdrawn", "superseded", "passed", "not_passed", "asked", "answered", "answered_in_time", "answered_late"]))))]
    pub what: String,
    /// What it happened to.
    #[schema(extensions(("x-extensible-enum" = json!(["approval", "design", "question", "comment"]))))]
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// Its number, of an approval or a comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// What it was called then: numbers of designs, or the title of a question.
    pub title: String,
    /// Whether the figure counts it: a turn does once its design is decided.
    pub counted: bool,
    /// The event that took it on; absent while it lies there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_seq: Option<i64>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub until: Option<String>,
    /// Working days that it lay there, up to now while it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<i64>,
    /// The same in seconds of the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_seconds: Option<i64>,
}

/// Events behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClockEventPage {
    /// Newest first.
    pub items: Vec<ClockEvent>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Query of `list_clock_events`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ClockEventParams {
    /// `court`, `turns`, `first_pass` or `questions`.
    #[param(value_type = String, required = true, example = "court")]
    pub figure: Option<String>,
    /// Items of a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}
