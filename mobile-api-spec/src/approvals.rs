//! Approvals: routes, submissions, the run of a route over a submission, and what people decide in it.

use crate::{Actor, Ball};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One of the codes that decisions are given with. Which there are is data of the project, not a list in a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecisionCode {
    /// What it is called: `A`, `B1`.
    pub letter: String,
    /// What it means, in the words of the charter. Absent for the codes that Dure brings: clients name those in the reader's
    /// language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// From the best, 1: of many codes the one with the highest rank counts.
    pub rank: i64,
    /// Whether the work may go on: `yes`, `as_noted`, `no`.
    #[schema(extensions(("x-extensible-enum" = json!(["yes", "as_noted", "no"]))))]
    pub may_proceed: String,
    /// Whether a revision has to follow: `none`, `for_record`, `required`.
    #[schema(extensions(("x-extensible-enum" = json!(["none", "for_record", "required"]))))]
    pub resubmit: String,
    /// Working days for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resubmit_days: Option<i64>,
    /// Whether nothing more has to be decided.
    pub is_final: bool,
}

/// A saved order of steps that submissions of a project may go through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Route {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// On one line.
    pub name: String,
    /// In order.
    pub steps: Vec<RouteStep>,
    /// Who made it.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// A step of a route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteStep {
    /// On one line.
    pub name: String,
    /// Who of its required seats has to answer: `all`; `claim`, any one of them; `quorum` of them; `consult`, all of them with
    /// an opinion that decides nothing; `lead`, all of them, and then the one that decides.
    #[schema(extensions(("x-extensible-enum" = json!(["all", "claim", "quorum", "consult", "lead"]))))]
    pub mode: String,
    /// How many have to approve, where the mode is `quorum`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<i64>,
    /// Working days of whoever holds a seat, from when the step opens; 1 to 60.
    pub due_days: i64,
    /// What happens then: `remind` whom it waits for, or `lapse`: seats that have not answered have no opinion.
    #[schema(extensions(("x-extensible-enum" = json!(["remind", "lapse"]))))]
    pub on_overdue: String,
    /// Whether nobody sees an answer before all are there.
    #[serde(default)]
    pub sealed: bool,
    /// Who answers.
    pub seats: Vec<RouteSeat>,
}

/// A seat of a step: a department or firm that takes part, or a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteSeat {
    /// The party; anybody of it who decides in the project may answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_id: Option<String>,
    /// In place of the party, the department that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
    /// In place of the party, the member who answers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// Whether the step waits for it: `required`; `optional` and `comment_only` may answer while the step is open, `informed`
    /// is told. Only required seats count.
    #[schema(extensions(("x-extensible-enum" = json!(["required", "optional", "comment_only", "informed"]))))]
    pub kind: String,
    /// Whether this is the seat that decides, where the mode is `lead`.
    #[serde(default)]
    pub decides: bool,
}

/// Makes a route.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRoute {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// On one line.
    pub name: String,
    /// In order; one of them at least decides.
    pub steps: Vec<RouteStep>,
}

/// Routes of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RoutePage {
    /// In the order they were made.
    pub items: Vec<Route>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

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
    /// Where it stands.
    #[schema(extensions(("x-extensible-enum" = json!(["issued", "decided", "returned", "recalled", "withdrawn"]))))]
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
    #[schema(extensions(("x-extensible-enum" = json!(["open", "decided", "returned", "recalled", "withdrawn"]))))]
    pub state: String,
    /// What is decided on.
    pub submission: Submission,
    /// The route that was copied.
    pub route_id: String,
    /// Its name then.
    pub route_name: String,
    /// In order.
    pub steps: Vec<ApprovalStep>,
    /// The codes that decisions may have.
    pub codes: Vec<DecisionCode>,
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
    #[schema(extensions(("x-extensible-enum" = json!(["remind", "lapse"]))))]
    pub on_overdue: String,
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
    #[schema(extensions(("x-extensible-enum" = json!(["returned", "recalled", "withdrawn", "skipped"]))))]
    pub kind: String,
    /// Why; recalling before anybody answered needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who.
    pub author: Actor,
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
    #[schema(extensions(("x-extensible-enum" = json!(["waiting", "pending", "claimed", "delegated", "responded", "not_needed", "lapsed", "informed"]))))]
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
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ApprovalResponse>,
}

/// That a seat was handed over: "B for A".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatDelegation {
    /// Who handed it over.
    pub author: Actor,
    /// To whom.
    pub person_id: String,
    /// Why.
    pub reason: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

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
    #[schema(extensions(("x-extensible-enum" = json!(["password"]))))]
    pub method: String,
    /// The name of the device that they signed in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
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

/// A seat that waits for the caller.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalTurn {
    /// The approval.
    pub approval_id: String,
    /// Its number in the project.
    pub number: i64,
    /// The project.
    pub project_id: String,
    /// The project's code.
    pub project_code: String,
    /// The project's name.
    pub project_name: String,
    /// The seat.
    pub seat_id: String,
    /// The party of it.
    pub party_id: String,
    /// The person who answers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// The step.
    pub step_name: String,
    /// What for.
    pub purpose: String,
    /// What is decided on.
    pub revisions: Vec<SubmittedRevision>,
    /// Since when it waits.
    #[schema(format = DateTime)]
    pub since: String,
    /// When it is due.
    #[schema(format = DateTime)]
    pub due_at: String,
}

/// Seats that wait for the caller in all projects.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalTurnPage {
    /// What is due first, first.
    pub items: Vec<ApprovalTurn>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
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
    /// The caller's password.
    pub secret: String,
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
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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
