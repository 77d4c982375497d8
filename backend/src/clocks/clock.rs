//! What the clocks know.

use crate::kernel::clock::Time;
use crate::kernel::ids::PartyId;
use crate::kernel::store::words;
use std::collections::BTreeSet;

words! {
    /// What lies with a party.
    Kind {
        /// Seats of an approval.
        Approval = "approval",
        /// A design that has to be sent again.
        Design = "design",
        /// A question, or the answer to it.
        Question = "question",
        /// A comment on a design.
        Comment = "comment",
    }
}

words! {
    /// What is measured.
    Figure {
        /// Time that things lay there.
        Court = "court",
        /// How often designs went to and fro.
        Turns = "turns",
        /// Designs that passed the first time.
        FirstPass = "first_pass",
        /// Questions answered.
        Questions = "questions",
    }
}

words! {
    /// What happened to a subject.
    What {
        /// A submission was sent back.
        Returned = "returned",
        /// A submission was decided.
        Decided = "decided",
        /// A submission was taken back after somebody answered.
        Withdrawn = "withdrawn",
        /// A later one was sent in its place after somebody answered.
        Superseded = "superseded",
        /// The design was decided in one turn, with nothing to follow.
        Passed = "passed",
        /// It was decided otherwise.
        NotPassed = "not_passed",
        /// A question came.
        Asked = "asked",
        /// It was answered; it had no day.
        Answered = "answered",
        /// It was answered by its day.
        InTime = "answered_in_time",
        /// It was answered later.
        Late = "answered_late",
    }
}

/// The place in the record, and the time of it.
pub type Moment = (i64, Time);

/// What lies somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its number, where it has one.
    pub number: Option<i64>,
    /// What it is called.
    pub title: String,
}

/// With whom a subject lies from an event on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The subject.
    pub subject: Subject,
    /// Nobody, or whose turn it is.
    pub parties: BTreeSet<PartyId>,
}

/// That a submission of a design ended and was a turn of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The design.
    pub design: Subject,
    /// How.
    pub what: What,
    /// Who sent it, and who was asked about it.
    pub parties: BTreeSet<PartyId>,
    /// Once the design is decided: whether it may go on with nothing to follow.
    pub decided: Option<bool>,
}

/// What an event says of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question.
    pub question: Subject,
    /// Who was asked.
    pub party: PartyId,
    /// Its day.
    pub due_on: Option<String>,
    /// Whether this event answers it.
    pub answered: bool,
}

/// What an event says to the clocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// What lies where from now on.
    pub held: Vec<Held>,
    /// Turns that ended.
    pub turns: Vec<Turn>,
    /// What was asked or answered.
    pub asked: Option<Asked>,
}

/// From when to when a subject lay with a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// The subject.
    pub subject: Subject,
    /// The party.
    pub party: PartyId,
    /// The zone its working days are counted in.
    pub time_zone: String,
    /// The event that brought it.
    pub from: Moment,
    /// The event that took it on.
    pub to: Option<Moment>,
}

/// An event behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The party.
    pub party: PartyId,
    /// The figure.
    pub figure: Figure,
    /// The subject.
    pub subject: Subject,
    /// What happened.
    pub what: What,
    /// The event.
    pub at: Moment,
    /// The event since which it counts.
    pub counted_seq: Option<i64>,
}

/// The figures of a party, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Totals {
    /// Closed spells.
    pub spells: i64,
    /// How long they were together, in ms.
    pub calendar_ms: i64,
    /// The same in working days.
    pub working_days: i64,
    /// Designs that were decided.
    pub designs: i64,
    /// Turns until they were.
    pub turns: i64,
    /// Those that passed the first time.
    pub passed: i64,
    /// Questions asked of it.
    pub asked: i64,
    /// Those that it answered.
    pub answered: i64,
    /// Those of them that had a day.
    pub dated: i64,
    /// Those of them that were answered by then.
    pub in_time: i64,
}
