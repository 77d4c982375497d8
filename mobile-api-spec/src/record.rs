//! Events of a record, and the snapshot they continue from.

use crate::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who did it, with the firm and department held then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// The person.
    pub person_id: String,
    /// Name held then.
    pub name: String,
    /// Firm held then.
    pub firm_id: String,
    /// Department held then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
}

/// Something that is no longer there after an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Removed {
    /// What it was: `member`, `phase`.
    pub kind: String,
    /// Its id; for a member, the person's.
    pub id: String,
}

/// The resources of an event, each as it is after the event. A client stores what it is given.
///
/// They are boxed: an event has one or two of them, and is handed on by value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventBody {
    /// The cluster, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Box<Cluster>>,
    /// The firm, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<Box<Firm>>,
    /// The supply link, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply_link: Option<Box<SupplyLink>>,
    /// The department, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Box<Department>>,
    /// The person, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Box<Person>>,
    /// The invitation, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Box<Invitation>>,
    /// The project, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Box<Project>>,
    /// The phases, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<Phase>>,
    /// The phase, after the event; when others moved as well, `phases` has all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Box<Phase>>,
    /// The party, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Box<Party>>,
    /// The member, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The message, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<Message>>,
    /// The milestone, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Box<Milestone>>,
    /// The action, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Box<Action>>,
    /// The question, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Box<Question>>,
    /// The decision, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<Decision>>,
    /// The idea, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idea: Option<Box<Idea>>,
    /// The meeting, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Box<Meeting>>,
    /// The design, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<Box<Design>>,
    /// The revision, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Box<Revision>>,
    /// The comment, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<Comment>>,
    /// The route, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Box<Route>>,
    /// The cluster's route, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_route: Option<Box<ClusterRoute>>,
    /// The approval, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Box<Approval>>,
    /// Who stands in for whom, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<Box<Deputy>>,
    /// The charter, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<Box<Charter>>,
    /// What somebody accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Box<ClauseAcceptance>>,
    /// The markup, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup: Option<Box<Markup>>,
    /// What the event changed in the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
    /// What the event took away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Box<Removed>>,
}

/// One thing that happened. Exactly one of `project_id`, `cluster_id`, `firm_id` names the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// The project whose record it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// The cluster whose record it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    /// The firm whose record it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm_id: Option<String>,
    /// Its place in the record: 1, 2, 3, without a gap.
    pub seq: i64,
    /// Id of the event; absent on a marker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `<slice>.<past tense>`, such as `room.message_posted`; `record.marker` stands where the caller is not
    /// in the audience.
    #[schema(extensions(("x-extensible-enum" = json!([
        "clusters.cluster_created", "clusters.firm_invited", "clusters.firm_accepted", "clusters.firm_confirmed",
        "clusters.firm_updated", "clusters.supply_link_created", "firms.firm_updated", "projects.party_updated",
        "firms.firm_created", "firms.cluster_joined", "firms.department_created", "people.person_invited", "people.person_joined",
        "people.person_updated", "projects.project_created", "projects.party_added", "projects.member_added",
        "projects.member_updated", "projects.member_removed", "projects.project_updated", "projects.phase_created",
        "projects.phase_updated", "projects.phase_deleted", "plan.milestone_created", "plan.milestone_updated",
        "plan.action_created", "plan.action_updated", "plan.question_created", "plan.question_updated",
        "plan.question_answered", "plan.decision_created", "plan.decision_updated", "plan.idea_created",
        "plan.idea_updated", "meetings.meeting_planned", "meetings.meeting_changed", "meetings.meeting_started",
        "meetings.meeting_closed", "meetings.meeting_reopened", "meetings.meeting_cancelled", "meetings.meeting_confirmed",
        "designs.design_created", "designs.revision_drafted",
        "designs.revision_changed", "designs.revision_submitted", "designs.revision_moved", "approvals.route_created", "approvals.cluster_route_created",
        "approvals.submission_issued", "approvals.response_given", "approvals.seat_claimed", "approvals.seat_delegated",
        "approvals.approval_returned", "approvals.approval_recalled", "approvals.step_skipped", "approvals.seats_lapsed", "approvals.seats_deemed", "approvals.seats_reminded", "approvals.seats_escalated",
        "approvals.seat_left", "approvals.advice_asked", "approvals.advice_answered", "approvals.advice_withdrawn", "approvals.seat_held",
        "approvals.seat_released", "approvals.response_typed", "approvals.response_contradicted", "approvals.deputy_named", "approvals.deputy_ended", "approvals.approval_superseded", "comments.comment_created", "comments.comment_answered",
        "comments.comment_closed", "comments.comment_carried", "comments.comment_left",
        "markups.markup_published", "charters.charter_proposed", "charters.charter_signed", "charters.charter_in_force",
        "charters.charter_replaced", "charters.charter_dropped", "charters.clause_accepted", "room.message_posted", "room.message_edited", "room.message_deleted", "room.reaction_added",
        "room.reaction_removed", "record.marker"
    ]))))]
    pub kind: String,
    /// Server time, never earlier than the event before; absent on a marker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub at: Option<String>,
    /// Who did it; absent on a marker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// SHA-256 leaf of the record's tree in lower-case hex; absent on a marker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf_hash: Option<String>,
    /// The cluster, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Cluster>,
    /// The firm, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<Firm>,
    /// The supply link, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply_link: Option<SupplyLink>,
    /// The department, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// The person, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// The invitation, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// The project, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
    /// The phases, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<Phase>>,
    /// The phase, after the event; when others moved as well, `phases` has all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// The party, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
    /// The member, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// The message, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// The milestone, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Milestone>,
    /// The action, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// The question, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// The decision, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// The idea, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idea: Option<Idea>,
    /// The meeting, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Meeting>,
    /// The design, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<Design>,
    /// The revision, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// The comment, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// The route, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// The cluster's route, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_route: Option<ClusterRoute>,
    /// The approval, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// Who stands in for whom, after the event: in a firm's record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<Deputy>,
    /// The charter, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<Charter>,
    /// What somebody accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<ClauseAcceptance>,
    /// The markup, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup: Option<Markup>,
    /// What the event changed in the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
    /// What the event took away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Removed>,
}

/// A stretch of a record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EventPage {
    /// Changes when a backup is restored; a client that knows another one starts again from a snapshot.
    pub epoch: String,
    /// In order, each `seq` one more than the last.
    pub items: Vec<Event>,
    /// The last event of the record.
    pub head: i64,
}

/// What is new in all rooms of the caller.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SyncPage {
    /// As in [`EventPage`].
    pub epoch: String,
    /// For `since` of the next request, once everything here is kept.
    pub token: String,
    /// Rooms with something new, at most `subscriptions` of `get_limits`, the newest projects first.
    pub rooms: Vec<SyncRoom>,
    /// Whether there is more than one answer holds: ask again at once.
    pub more: bool,
    /// All rooms the caller is in; only when a membership ended. What is kept of other rooms is to be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_ids: Option<Vec<String>>,
}

/// What is new in one room.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SyncRoom {
    /// The project.
    pub project_id: String,
    /// The last event of the record.
    pub head: i64,
    /// Take a snapshot and go on after it: the room is `new` to the device, or what it has is of another `epoch`,
    /// too far `behind` or `ahead` of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(extensions(("x-extensible-enum" = json!(["new", "epoch", "behind", "ahead"]))))]
    pub reset: Option<String>,
    /// In order, the first one next to what the device has.
    pub items: Vec<Event>,
}

/// All of a project that a client keeps, in one transaction. Events with `seq > as_of_seq` continue it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// As in [`EventPage`].
    pub epoch: String,
    /// The last event that is part of it.
    pub as_of_seq: i64,
    /// The project.
    pub project: Project,
    /// In order of joining.
    pub parties: Vec<Party>,
    /// In order of joining; who was removed is not there.
    pub members: Vec<Member>,
    /// In order.
    pub phases: Vec<Phase>,
    /// Open ones, and those closed in the last 500 events, by `created_seq`.
    #[serde(default)]
    pub milestones: Vec<Milestone>,
    /// Likewise.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// Likewise.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Likewise.
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// Likewise.
    #[serde(default)]
    pub ideas: Vec<Idea>,
    /// Those that nothing settled yet, and those settled in the last 500 events, by `created_seq`.
    #[serde(default)]
    pub meetings: Vec<Meeting>,
    /// All of them, by `created_seq`.
    #[serde(default)]
    pub designs: Vec<Design>,
    /// Of each design the last one that the caller sees, by `created_seq`; a later one takes the place of the one before.
    #[serde(default)]
    pub revisions: Vec<Revision>,
    /// Those that are not closed, and those closed in the last 500 events, by `created_seq`.
    #[serde(default)]
    pub comments: Vec<Comment>,
    /// All of them, by `created_seq`.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Open ones, and those closed in the last 500 events, by their numbers.
    #[serde(default)]
    pub approvals: Vec<Approval>,
    /// The one in force and the one that is proposed, and those that ended in the last 500 events, by their numbers.
    #[serde(default)]
    pub charters: Vec<Charter>,
    /// The last 50 messages the caller may read, oldest first.
    pub messages: Vec<Message>,
    /// How far members have read, in order of joining; who has read nothing yet is not there. Later moves come as
    /// `seen` frames, not as events; who is removed is dropped.
    pub seen: Vec<Seen>,
}
