//! Meetings: planned, held, and closed with a page that both sides confirm.
//!
//! A snapshot holds those that nothing settled yet, and for 500 events after it those that something did
//! (`closed_seq > as_of_seq - 500`), in the order of `created_seq`.

use crate::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A meeting of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Meeting {
    /// Its id, and the UID of its calendar entry.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// What it is about, on one line.
    pub title: String,
    /// What will be talked about, in the marks of messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agenda: Option<String>,
    /// When it begins.
    #[schema(format = DateTime)]
    pub starts_at: String,
    /// How long it takes.
    pub minutes: i64,
    /// IANA time zone in which it was planned. A claim of how the time was said, no more.
    pub time_zone: String,
    /// Where it is held by video, always `https`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// The parties that are invited; absent means everyone, whoever joins later too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_ids: Option<Vec<String>>,
    /// Where it stands. A `closed` one waits until both sides have confirmed its page.
    #[schema(extensions(("x-extensible-enum" = json!(["planned", "running", "closed", "cancelled"]))))]
    pub state: String,
    /// Why it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who planned it and organizes it, with the firm and department held then.
    pub author: Actor,
    /// When it was planned.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Place of that event in the record.
    pub created_seq: i64,
    /// How often the invitation has changed; the SEQUENCE of its calendar entry.
    pub sequence: i64,
    /// When it was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub started_at: Option<String>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
    /// What came of it, in the words of who closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What was written down in it, by kind; on a closed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<MeetingCount>>,
    /// SHA-256 of its page as `get_meeting_page` gives it, in lower-case hex; on a closed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_sha256: Option<String>,
    /// Who has confirmed the page, at most one of each side.
    pub confirmations: Vec<MeetingConfirmation>,
    /// Place of the event that settled it: cancelled, or confirmed by the second side. Absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_seq: Option<i64>,
    /// The page: of a closed meeting as it was closed, before that as it would be now. `get_meeting` alone has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<MeetingPage>,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// How many things of a kind were written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeetingCount {
    /// `decision`, `action`, `question`, `idea` or `milestone`.
    pub kind: String,
    /// How many.
    pub count: i64,
}

/// That a side agrees with the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeetingConfirmation {
    /// `customer` or `supplier`.
    #[schema(extensions(("x-extensible-enum" = json!(["customer", "supplier"]))))]
    pub side: String,
    /// Who confirmed, with the firm and department held then.
    pub author: Actor,
    /// Their firm's name then.
    pub firm_name: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// What a meeting says in the end. It names people and parties as they were called then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeetingPage {
    /// The meeting.
    pub meeting_id: String,
    /// The project's code.
    pub project_code: String,
    /// The project's name.
    pub project_name: String,
    /// What it was about.
    pub title: String,
    /// What was to be talked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agenda: Option<String>,
    /// For when it was planned.
    #[schema(format = DateTime)]
    pub starts_at: String,
    /// How long it was to take.
    pub minutes: i64,
    /// IANA time zone in which it was planned.
    pub time_zone: String,
    /// When it was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub started_at: Option<String>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
    /// Who organized it.
    pub organizer: String,
    /// Who was there, as whoever closed it says.
    pub attendees: Vec<MeetingAttendee>,
    /// What was written down, in order.
    pub items: Vec<MeetingItem>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// Somebody who was there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeetingAttendee {
    /// The person.
    pub person_id: String,
    /// Their name.
    pub name: String,
    /// Their firm's name.
    pub firm_name: String,
    /// Their department's name, when their party is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_name: Option<String>,
    /// `customer`, `supplier` or `coordinator`.
    pub side: String,
}

/// Something that was written down in the meeting, as it was when the page was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeetingItem {
    /// `decision`, `action`, `question`, `idea` or `milestone`.
    pub kind: String,
    /// Its id in the plan.
    pub id: String,
    /// What it is.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The party whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_party_id: Option<String>,
    /// The person of that party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_person_id: Option<String>,
    /// Person and party, or party, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_on: Option<String>,
}

/// Meetings of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeetingsPage {
    /// The latest beginning first.
    pub items: Vec<Meeting>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Plans a meeting. A time that has passed is allowed: so a meeting is written down that was held elsewhere; nobody is
/// invited by mail then.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMeeting {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// At most 200 characters.
    pub title: String,
    /// At most 4,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agenda: Option<String>,
    /// RFC 3339 of any offset, in the years 2000 to 2100.
    #[schema(format = DateTime)]
    pub starts_at: String,
    /// 5 to 720.
    #[schema(minimum = 5, maximum = 720)]
    pub minutes: i64,
    /// IANA time zone in which the time is said; the caller's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// An `https` address of at most 500 characters, without name or password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// Makes the address from the template of the caller's firm, in place of `video_url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<bool>,
    /// The parties to invite, at most 100; absent invites everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_ids: Option<Vec<String>>,
}

/// Changes a meeting; what is absent stays. Once it runs, only title, agenda and `video_url` change.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMeeting {
    /// At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// At most 4,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agenda: Option<String>,
    /// RFC 3339 of any offset, in the years 2000 to 2100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub starts_at: Option<String>,
    /// 5 to 720.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 720)]
    pub minutes: Option<i64>,
    /// IANA time zone in which the time is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// An `https` address of at most 500 characters, without name or password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// Makes the address from the template of the caller's firm, in place of `video_url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<bool>,
    /// The parties that are invited from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_ids: Option<Vec<String>>,
    /// Fields to empty: `agenda`, `video_url`, `party_ids` (then everyone is invited).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<String>,
}

/// Starts a meeting: what is written down from now on may name it. Empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartMeeting {}

/// Closes a meeting: its page stands from now on, and waits for both sides.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseMeeting {
    /// At most 4,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Members who were there, at most 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendee_ids: Vec<String>,
}

/// Goes on with a closed meeting that not both sides have confirmed: page and confirmations are dropped. Empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenMeeting {}

/// Cancels a planned meeting.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelMeeting {
    /// At most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Confirms the page for the caller's side. Empty: `If-Match` says which page was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmMeeting {}

/// Where the clocks of a project's members are.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SideZones {
    /// Those of most people first.
    pub items: Vec<SideZone>,
}

/// How many members of a side live in a time zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SideZone {
    /// `customer`, `supplier` or `coordinator`.
    pub side: String,
    /// IANA time zone.
    pub time_zone: String,
    /// How many members.
    pub members: i64,
}

/// Query of `list_meetings`.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MeetingParams {
    /// Only those in this state.
    pub state: Option<String>,
    /// Meetings wanted, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}
