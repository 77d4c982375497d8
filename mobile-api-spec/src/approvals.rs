//! Approvals: submissions, and the run of a route over each.

use crate::{
    Actor, ApprovalCharter, ApprovalResponse, AwayPerson, Ball, ClauseToAccept, DecisionCode,
    ProvisionalResponse, SeatAdvice, SeatDeemed, SeatHold, SeatStandIn, StandIn,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A revision inside a submission, as it was when that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubmittedRevision {
    /// The revision.
    pub revision_id: String,
    /// Its design.
    pub design_id: String,
    /// The design's number.
    pub design_number: String,
    /// The design's title.
    pub design_title: String,
    /// The revision's label.
    pub label: String,
    /// The hash of its manifest, which people sign.
    pub manifest_hash: String,
}

/// Something in which a submission differs from what was agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Deviation {
    /// Its number in the submission, from 1.
    pub number: i64,
    /// In words.
    pub body: String,
}

/// One or more revisions, sent for a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Submission {
    /// Its id.
    pub id: String,
    /// What is decided on.
    pub revisions: Vec<SubmittedRevision>,
    /// What for, as plain text.
    pub purpose: String,
    /// The day by which the submitter needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
    /// In what it differs from what was agreed.
    pub deviations: Vec<Deviation>,
    /// Whether one code counts for all revisions.
    pub as_package: bool,
    /// The approval that it was sent in the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces_approval_id: Option<String>,
    /// Where it stands.
    #[schema(extensions(("x-extensible-enum" = json!(["issued", "decided", "returned", "recalled", "withdrawn", "superseded"]))))]
    pub state: String,
}

/// Sends revisions for a decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSubmission {
    /// The client's own new UUIDv7, of the approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Submitted revisions, each the last of its design.
    pub revision_ids: Vec<String>,
    /// What for, as plain text, 1 to 2,000 characters.
    pub purpose: String,
    /// The route that a copy is taken of.
    pub route_id: String,
    /// The day by which the submitter needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
    /// In what the revisions differ from what was agreed, each 1 to 2,000 characters.
    #[serde(default)]
    pub deviations: Vec<String>,
    /// Whether one code counts for all revisions.
    #[serde(default)]
    pub as_package: bool,
}

/// A submission and the approval that began with it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreatedSubmission {
    /// The submission.
    pub submission: Submission,
    /// The approval.
    pub approval_id: String,
    /// Place in the record of the write that answered.
    pub seq: i64,
}

/// What was decided on a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RevisionOutcome {
    /// The revision.
    pub revision_id: String,
    /// The code.
    pub code: String,
}

/// The run of a copy of a route over a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Approval {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// Its number in the project, from 1.
    pub number: i64,
    /// Where it stands.
    #[schema(extensions(("x-extensible-enum" = json!(["open", "decided", "returned", "recalled", "withdrawn", "superseded"]))))]
    pub state: String,
    /// What is decided on.
    pub submission: Submission,
    /// The route that was copied.
    pub route_id: String,
    /// Its name then.
    pub route_name: String,
    /// In order.
    pub steps: Vec<ApprovalStep>,
    /// The codes that decisions may have: those of its charter, else those that Dure brings.
    pub codes: Vec<DecisionCode>,
    /// The charter that it runs under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<ApprovalCharter>,
    /// Whose turn it is; nobody's once it is closed.
    pub ball: Vec<Ball>,
    /// What was decided on each revision, once it is.
    pub outcomes: Vec<RevisionOutcome>,
    /// Whose submission it is.
    pub party_id: String,
    /// Who submitted it, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// Whether some of its designs are restricted: then events and snapshots tell that it is there, who is asked, where it
    /// stands and whose turn it is, without purpose, deviations, reasons and answers; `get_approval` tells those to who may look.
    pub restricted: bool,
    /// How it ended, where that was not by the last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closure: Option<ApprovalMove>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub closed_at: Option<String>,
    /// The event of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_seq: Option<i64>,
    /// How often it changed.
    pub version: i64,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
    /// The seats that the caller may answer for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub my_seat_ids: Option<Vec<String>>,
    /// Those of them that the caller answers for somebody whose deputy they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in: Option<Vec<SeatStandIn>>,
    /// Those whose turn it is by name and for whom somebody stands in now; in the answers to requests for one approval alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<Vec<AwayPerson>>,
    /// What the caller has to accept with their first signature; absent once they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause_to_accept: Option<ClauseToAccept>,
}

/// A step of an approval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalStep {
    /// On one line.
    pub name: String,
    /// As in the route.
    #[schema(extensions(("x-extensible-enum" = json!(["all", "claim", "quorum", "consult", "lead"]))))]
    pub mode: String,
    /// As in the route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<i64>,
    /// As in the route.
    pub due_days: i64,
    /// As in the route.
    #[schema(extensions(("x-extensible-enum" = json!(["remind", "lapse", "deemed", "escalate"]))))]
    pub on_overdue: String,
    /// As in the route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalate_to_person_id: Option<String>,
    /// As in the route. While it is open, answers stand here without what they say.
    pub sealed: bool,
    /// Where it stands.
    #[schema(extensions(("x-extensible-enum" = json!(["waiting", "open", "done", "returned", "skipped", "stopped"]))))]
    pub state: String,
    /// How often it was opened.
    pub round: i64,
    /// When it opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub opened_at: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub closed_at: Option<String>,
    /// How often who is late was reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded: Option<i64>,
    /// What it decided on each revision.
    pub outcomes: Vec<RevisionOutcome>,
    /// Who skipped it or sent it back, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<ApprovalMove>,
    /// Who answers.
    pub seats: Vec<ApprovalSeat>,
}

/// Who moved an approval otherwise than by an answer, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalMove {
    /// How.
    #[schema(extensions(("x-extensible-enum" = json!(["returned", "recalled", "withdrawn", "skipped", "superseded"]))))]
    pub kind: String,
    /// Why; recalling before anybody answered needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who.
    pub author: Actor,
    /// For whom they did, as their deputy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in: Option<StandIn>,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// A seat of a step of an approval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalSeat {
    /// Its id.
    pub seat_id: String,
    /// The party.
    pub party_id: String,
    /// The person who answers alone, or who claimed it for the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// As in the route.
    #[schema(extensions(("x-extensible-enum" = json!(["required", "optional", "comment_only", "informed"]))))]
    pub kind: String,
    /// As in the route.
    pub decides: bool,
    /// Where it stands.
    #[schema(extensions(("x-extensible-enum" = json!(["waiting", "pending", "claimed", "delegated", "responded", "not_needed", "lapsed", "deemed", "informed"]))))]
    pub state: String,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub since: Option<String>,
    /// When it is due: the end of a working day where its holder is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
    /// For whom the person answers to whom it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<SeatDelegation>,
    /// Advice that was asked for, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Vec<SeatAdvice>>,
    /// That it has to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<SeatHold>,
    /// What was typed for its holder, who has to confirm it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<ProvisionalResponse>,
    /// Who was told that it is overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated: Option<SeatEscalation>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ApprovalResponse>,
    /// That it is taken to have approved by rule, without a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deemed: Option<SeatDeemed>,
}

/// That somebody was told of a seat that is overdue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatEscalation {
    /// Who.
    pub person_id: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// That a seat was handed over: "B for A".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatDelegation {
    /// Who handed it over.
    pub author: Actor,
    /// To whom.
    pub person_id: String,
    /// As what they answer: `deputy` in the place of who held it (대결), `authority` by authority given for it (전결).
    #[serde(default)]
    #[schema(extensions(("x-extensible-enum" = json!(["deputy", "authority"]))))]
    pub kind: String,
    /// Why.
    pub reason: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// Approvals of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalPage {
    /// The newest first.
    pub items: Vec<Approval>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Query of `list_approvals`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ApprovalParams {
    /// Those in this state.
    #[param(value_type = Option<String>, example = "open")]
    pub state: Option<String>,
    /// Items of a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Query of `get_decision_sheet`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SheetParams {
    /// `html`, also where it is absent.
    #[param(value_type = Option<String>, example = "html")]
    pub format: Option<String>,
}
