//! What a meeting is.

use crate::kernel::clock::Time;
use crate::kernel::ids::{MeetingId, PartyId, PersonId, ProjectId};
use crate::kernel::record::{Actor, Facts};
use crate::kernel::store::words;
use dure_api::{MeetingConfirmation, MeetingCount};

words! {
    /// Where a meeting stands.
    State {
        /// Ahead.
        Planned = "planned",
        /// People talk.
        Running = "running",
        /// Over, with a page.
        Closed = "closed",
        /// It did not take place.
        Cancelled = "cancelled",
    }
}

words! {
    /// One of the two that confirm a page.
    Side {
        /// The work is for it.
        Customer = "customer",
        /// It does the work.
        Supplier = "supplier",
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// The project.
    pub project: ProjectId,
    /// On one line.
    pub title: String,
    /// What will be talked about.
    pub agenda: Option<String>,
    /// When it begins.
    pub starts_at: Time,
    /// How long it takes.
    pub minutes: i64,
    /// Zone in which the time was said.
    pub time_zone: String,
    /// Address of the video service.
    pub video: Option<String>,
    /// Who is invited; none named means everyone.
    pub parties: Option<Vec<PartyId>>,
    /// Where it stands.
    pub state: State,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// Who organizes it.
    pub author: Actor,
    /// When it was planned.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
    /// The event that settled it.
    pub closed_seq: Option<i64>,
    /// How often the invitation has changed.
    pub sequence: i64,
    /// When it last did.
    pub changed_at: Time,
    /// When it was started.
    pub started_at: Option<Time>,
    /// When it was closed.
    pub ended_at: Option<Time>,
    /// What came of it.
    pub summary: Option<String>,
    /// What was written down, by kind.
    pub counts: Option<Vec<MeetingCount>>,
    /// Of its page.
    pub page_sha256: Option<String>,
    /// Of each side at most one.
    pub confirmations: Vec<MeetingConfirmation>,
}

impl Meeting {
    /// Whether it is over at this time, as planned.
    pub fn is_past(&self, now: Time) -> bool {
        self.ends_at() <= now
    }

    /// When it ends, as planned.
    pub fn ends_at(&self) -> Time {
        Time(self.starts_at.0.saturating_add(self.minutes.saturating_mul(60_000)))
    }

    /// Whether this person organizes it.
    pub fn is_of(&self, person: PersonId) -> bool {
        self.author.person == person
    }

    /// Whether this side has confirmed its page.
    pub fn is_confirmed_by(&self, side: Side) -> bool {
        self.confirmations.iter().any(|known| known.side == side.as_str())
    }

    /// What may change.
    pub fn facts(&self) -> Facts {
        let parties = self.parties.as_ref();
        let parties = parties.map(|ids| ids.iter().map(PartyId::as_str).collect::<Vec<_>>().join(" "));
        vec![
            ("state", Some(self.state.as_str().to_owned())),
            ("title", Some(self.title.clone())),
            ("agenda", self.agenda.clone()),
            ("starts_at", Some(self.starts_at.rfc3339())),
            ("minutes", Some(self.minutes.to_string())),
            ("time_zone", Some(self.time_zone.clone())),
            ("video_url", self.video.clone()),
            ("party_ids", parties),
            ("reason", self.reason.clone()),
            ("summary", self.summary.clone()),
            ("page_sha256", self.page_sha256.clone()),
        ]
    }
}
