//! What an approval is.

use super::asides::{Advice, Hold};
use super::behalf::Provisional;
use super::codes::Code;
use super::deputies::StandIn;
use super::late::Escalated;
pub use super::moved::{Delegation, DelegationKind, Move, MoveKind};
use super::routes::{SeatPlan, StepPlan};
use super::ruled::{Deemed, Ruled};
use crate::kernel::clock::Time;
use crate::kernel::ids::{
    ApprovalId, CommentId, DesignId, PartyId, PersonId, ProjectId, ResponseId, RevisionId, RouteId, SeatId,
};
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where an approval stands.
    State {
        /// Somebody has to answer.
        Open = "open",
        /// Its last step is done, or nothing goes on to the next.
        Decided = "decided",
        /// It was sent back to who submitted it.
        Returned = "returned",
        /// It was taken back before anybody answered.
        Recalled = "recalled",
        /// It was taken back after somebody answered.
        Withdrawn = "withdrawn",
        /// A later revision was sent in its place.
        Superseded = "superseded",
    }
}

words! {
    /// Where a step stands.
    StepState {
        /// One before it is not done.
        Waiting = "waiting",
        /// It is its turn.
        Open = "open",
        /// What goes on goes on.
        Done = "done",
        /// It sent the submission back.
        Returned = "returned",
        /// It was left out.
        Skipped = "skipped",
        /// Nothing goes on after it.
        Stopped = "stopped",
    }
}

words! {
    /// Where a seat stands.
    SeatState {
        /// Its step is not open yet.
        Waiting = "waiting",
        /// It may answer.
        Pending = "pending",
        /// Somebody of the party works on it.
        Claimed = "claimed",
        /// Somebody answers for who held it.
        Delegated = "delegated",
        /// It has answered.
        Responded = "responded",
        /// The step ended without it.
        NotNeeded = "not_needed",
        /// It did not answer in time.
        Lapsed = "lapsed",
        /// It did not answer in time, and the charter takes that for an approval.
        Deemed = "deemed",
        /// It was told.
        Informed = "informed",
    }
}

/// A revision that is decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The revision.
    pub revision: RevisionId,
    /// Its design.
    pub design: DesignId,
    /// The design's number then.
    pub number: String,
    /// The design's title then.
    pub title: String,
    /// The label.
    pub label: String,
    /// The hash of the manifest.
    pub manifest_hash: String,
}

/// What was sent for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// What is decided on.
    pub subjects: Vec<Subject>,
    /// What for.
    pub purpose: String,
    /// The day by which it is needed.
    pub due_on: Option<String>,
    /// In what it differs from what was agreed (R4).
    pub deviations: Vec<String>,
    /// Whether one code counts for all (R10).
    pub as_package: bool,
    /// The approval in whose place it was sent (R21).
    pub replaces: Option<ApprovalId>,
}

/// The code that a revision has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The revision.
    pub revision: RevisionId,
    /// The letter.
    pub code: String,
}

/// What a seat says of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The revision.
    pub revision: RevisionId,
    /// The hash of the manifest that was seen.
    pub manifest_hash: String,
    /// The letter.
    pub code: String,
    /// Why.
    pub reason: Option<String>,
}

/// What a seat says of a deviation, by its number from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The deviation.
    pub number: u32,
    /// Whether it is accepted.
    pub accepted: bool,
}

/// A comment that was not closed when something was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The comment.
    pub comment: CommentId,
    /// Its design.
    pub design: DesignId,
    /// Its number there.
    pub number: i64,
}

words! {
    /// What a signature means (R36).
    Meaning {
        /// It was looked at.
        Review = "review",
        /// It was decided.
        Approval = "approval",
    }
}

words! {
    /// How a person proved who they are.
    Method {
        /// By their password.
        Password = "password",
        /// By a passkey whose device verified them.
        Passkey = "passkey",
    }
}

/// What was signed beside the decisions themselves (R36).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Printed name.
    pub name: String,
    /// Firm.
    pub firm_name: String,
    /// Department.
    pub department_name: Option<String>,
    /// RFC 3339 with the offset of the zone.
    pub local_time: String,
    /// IANA name.
    pub time_zone: String,
    /// What it means.
    pub meaning: Meaning,
    /// SHA-256 of the comments, lower-case hex.
    pub comments_hash: String,
    /// How they proved who they are.
    pub method: Method,
    /// The WebAuthn id of the passkey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<String>,
    /// The device.
    pub device: Option<String>,
}

/// What somebody answered for a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Its id.
    pub id: ResponseId,
    /// Who.
    pub author: Actor,
    /// When.
    pub at: Time,
    /// On each revision.
    pub decisions: Vec<Decision>,
    /// On each deviation.
    pub deviations: Vec<Accepted>,
    /// In words.
    pub comment: Option<String>,
    /// What was not settled then.
    pub carried: Vec<Carried>,
    /// Who typed it, where it was told by phone and confirmed (R16).
    #[serde(default)]
    pub typed_by: Option<Actor>,
    /// For whom they answered, as their deputy (R14).
    #[serde(default)]
    pub stands_in: Option<StandIn>,
    /// The signature.
    pub signature: Signature,
}

impl Response {
    /// Whether it is somebody's: given by them, or for them.
    pub fn counts(&self, person: PersonId) -> bool {
        let is_for = |stands_in: &StandIn| stands_in.person.person == person;
        self.author.person == person || self.stands_in.as_ref().is_some_and(is_for)
    }

    /// The letter given to a revision.
    pub fn code_of(&self, revision: RevisionId) -> Option<&str> {
        self.decisions.iter().find(|said| said.revision == revision).map(|said| said.code.as_str())
    }
}

/// A seat of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Its id.
    pub id: SeatId,
    /// As it was planned.
    pub plan: SeatPlan,
    /// Where it stands.
    pub state: SeatState,
    /// Who answers alone now: planned, or by claiming it or by being handed it.
    pub holder: Option<PersonId>,
    /// Since when it may answer.
    pub since: Option<Time>,
    /// When it is due.
    pub due_at: Option<Time>,
    /// That it was handed over.
    pub delegation: Option<Delegation>,
    /// Whom its holders asked, in order.
    #[serde(default)]
    pub advice: Vec<Advice>,
    /// That it has to wait.
    #[serde(default)]
    pub hold: Option<Hold>,
    /// What was typed for somebody, and is not confirmed (R16).
    #[serde(default)]
    pub provisional: Option<Provisional>,
    /// Who was told that it is overdue (R30).
    #[serde(default)]
    pub escalated: Option<Escalated>,
    /// What was answered.
    pub response: Option<Response>,
    /// That nobody answered, and it counts as an approval.
    #[serde(default)]
    pub deemed: Option<Deemed>,
}

impl Seat {
    /// Whether an answer is still taken.
    pub fn is_awaited(&self) -> bool {
        matches!(self.state, SeatState::Pending | SeatState::Claimed | SeatState::Delegated)
    }

    /// The letter that counts for a revision: what was answered, or what the charter takes for it.
    pub fn code_of(&self, revision: RevisionId) -> Option<&str> {
        let deemed = || self.deemed.as_ref().map(|deemed| deemed.code.as_str());
        self.response.as_ref().map_or_else(deemed, |response| response.code_of(revision))
    }

    /// Whether it is done, by a person or by rule.
    pub fn is_done(&self) -> bool {
        self.response.is_some() || self.deemed.is_some()
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// As it was planned; its seats stand in `seats`.
    pub plan: StepPlan,
    /// Where it stands.
    pub state: StepState,
    /// How often it was opened.
    pub round: u32,
    /// When it was opened last.
    pub opened_at: Option<Time>,
    /// When it ended.
    pub closed_at: Option<Time>,
    /// How often who is late in this round was reminded.
    #[serde(default)]
    pub reminded: u32,
    /// What it decided.
    pub outcomes: Vec<Outcome>,
    /// Who moved it otherwise.
    pub moved: Option<Move>,
    /// Who answers.
    pub seats: Vec<Seat>,
}

/// The run of a copy of a route over a submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// Its id, and that of its submission.
    pub id: ApprovalId,
    /// The project.
    pub project: ProjectId,
    /// Its number there, from 1.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// What is decided on.
    pub submission: Submission,
    /// The route that was copied (R1), and its name then.
    pub route: (RouteId, String),
    /// In order.
    pub steps: Vec<Step>,
    /// The codes that there are.
    pub codes: Vec<Code>,
    /// The charter in force when it began.
    pub charter: Option<Ruled>,
    /// What was decided.
    pub outcomes: Vec<Outcome>,
    /// Who may look at all of its designs; none named means everyone.
    pub audience: Option<Vec<PartyId>>,
    /// Whose submission it is.
    pub party: PartyId,
    /// Who submitted it.
    pub author: Actor,
    /// When.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
    /// How it ended, where that was not by the last step.
    pub closure: Option<Move>,
    /// When it ended, and the event of that.
    pub closed: Option<(Time, i64)>,
    /// How often it changed.
    pub version: i64,
}

impl Approval {
    /// The step whose turn it is.
    pub fn open_step(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.state == StepState::Open).filter(|_| self.state == State::Open)
    }

    /// Seats that may answer now, with their step.
    pub fn awaited(&self) -> impl Iterator<Item = (&Step, &Seat)> {
        let open = self.open_step().and_then(|at| self.steps.get(at));
        open.into_iter()
            .flat_map(|step| step.seats.iter().filter(|seat| seat.is_awaited()).map(move |seat| (step, seat)))
    }

    /// Whether anybody has answered, or is taken to have.
    pub fn is_answered(&self) -> bool {
        self.steps.iter().any(|step| step.round > 1 || step.seats.iter().any(Seat::is_done))
    }
}
