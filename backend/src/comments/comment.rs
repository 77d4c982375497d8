//! What a comment is.

use crate::kernel::clock::Time;
use crate::kernel::ids::{CommentId, DesignId, PartyId, PersonId, ProjectId, RevisionId};
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use dure_api::{Anchor, CommentAnswer, CommentClosure};

words! {
    /// Where a comment stands.
    State {
        /// It waits for an answer.
        Open = "open",
        /// It waits for who made it.
        Answered = "answered",
        /// It is settled when the next revision shows it.
        AwaitingRevision = "awaiting_revision",
        /// The next revision is there.
        ToCheck = "to_check",
        /// Nothing is left to do.
        Closed = "closed",
    }
}

words! {
    /// What an answer says.
    AnswerKind {
        /// It will be done.
        Accepted = "accepted",
        /// It will not be done.
        Declined = "declined",
        /// It need not be done.
        Explained = "explained",
        /// That is no answer yet.
        Asked = "asked",
    }
}

words! {
    /// How a comment is closed.
    ClosureKind {
        /// By what was answered.
        Settled = "settled",
        /// By the next revision, if it shows it.
        NextRevision = "next_revision",
        /// It should not have been made.
        Withdrawn = "withdrawn",
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ball {
    /// The party.
    pub party: PartyId,
    /// The person of it, where it is one alone.
    pub person: Option<PersonId>,
    /// Since when.
    pub since: Time,
}

/// A point to settle.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The project.
    pub project: ProjectId,
    /// The design.
    pub design: DesignId,
    /// The revision that it was made on.
    pub revision: RevisionId,
    /// Its number in the design.
    pub number: i64,
    /// What is said.
    pub body: String,
    /// Whether the design cannot be approved before it is settled.
    pub blocking: bool,
    /// The spot that it is about.
    pub anchor: Option<Anchor>,
    /// The BCF topic that it was made of.
    pub origin: Option<String>,
    /// The party of who made it.
    pub party: PartyId,
    /// Who made it.
    pub author: Actor,
    /// Who closes it: who made it, while they are a member.
    pub closer: Option<PersonId>,
    /// When.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
    /// Where it stands.
    pub state: State,
    /// What was answered.
    pub answers: Vec<CommentAnswer>,
    /// How it is closed.
    pub closure: Option<CommentClosure>,
    /// The later revision that it came along to.
    pub carried_to: Option<RevisionId>,
    /// The event that closed it.
    pub closed_seq: Option<i64>,
    /// Whose turn it is.
    pub ball: Option<Ball>,
}

impl Comment {
    /// Whether nothing is left to do.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// Whether the design's party has still to answer it.
    pub fn is_unanswered(&self) -> bool {
        self.state == State::Open
    }

    /// Whether it was made of this BCF topic, or went out as it.
    pub fn is_of(&self, topic: &str) -> bool {
        self.origin.as_deref() == Some(topic) || self.id.as_str() == topic
    }
}
