//! What a design is, and a revision of it.

use crate::kernel::clock::Time;
use crate::kernel::ids::{DesignId, PartyId, PersonId, ProjectId, RevisionId};
use crate::kernel::record::{Actor, Facts};
use crate::kernel::store::words;
use dure_api::RevisionFile;

words! {
    /// What a design is.
    Kind {
        /// Sheets.
        Drawing = "drawing",
        /// A solid.
        Model = "model",
        /// Words and numbers.
        Specification = "specification",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// Where a revision stands.
    State {
        /// Its party works on it.
        Draft = "draft",
        /// Frozen, for its audience.
        Submitted = "submitted",
        /// An approval of it is open.
        InReview = "in_review",
        /// Approved.
        Approved = "approved",
        /// Approved with what was noted.
        ApprovedAsNoted = "approved_as_noted",
        /// To be revised and submitted again.
        Returned = "returned",
        /// Not to be made.
        Rejected = "rejected",
        /// A later revision was approved.
        Superseded = "superseded",
        /// Taken back while it was decided on.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Whether the work may go on by it.
    pub fn is_approved(self) -> bool {
        matches!(self, State::Approved | State::ApprovedAsNoted)
    }
}

/// A numbered document.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Its id.
    pub id: DesignId,
    /// The project.
    pub project: ProjectId,
    /// Its number.
    pub number: String,
    /// On one line.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Whose it is.
    pub party: PartyId,
    /// Who sees its revisions; none named means everyone.
    pub audience: Option<Vec<PartyId>>,
    /// Who wrote it down.
    pub author: Actor,
    /// When.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
    /// The last label that was used.
    pub label: Option<String>,
    /// The last submitted revision.
    pub last: Option<RevisionId>,
    /// The one that is not submitted.
    pub draft: Option<RevisionId>,
}

/// A state of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// The project.
    pub project: ProjectId,
    /// The design.
    pub design: DesignId,
    /// What it is called.
    pub label: String,
    /// Where it stands.
    pub state: State,
    /// What changed.
    pub change_note: Option<String>,
    /// Its files, by name.
    pub files: Vec<RevisionFile>,
    /// The hash of their manifest.
    pub manifest_hash: String,
    /// Who made it.
    pub author: Actor,
    /// When.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
    /// When it was submitted, and the event of that.
    pub submitted: Option<(Time, i64)>,
    /// Everybody who drafted, changed or submitted it.
    pub contributors: Vec<PersonId>,
}

impl Revision {
    /// Whether nothing of it changes any more.
    pub fn is_submitted(&self) -> bool {
        self.state != State::Draft
    }

    /// With one more of those who worked on it.
    pub fn with_contributor(mut self, person: PersonId) -> Self {
        if !self.contributors.contains(&person) {
            self.contributors.push(person);
        }
        self
    }

    /// What may differ.
    pub fn facts(&self) -> Facts {
        vec![
            ("label", Some(self.label.clone())),
            ("state", Some(self.state.as_str().to_owned())),
            ("change_note", self.change_note.clone()),
            ("manifest_hash", Some(self.manifest_hash.clone())),
        ]
    }
}
