//! What an item is, and whose turn it is.

use crate::kernel::clock::Time;
use crate::kernel::ids::{AnswerId, ItemId, MeetingId, MessageId, PartyId, PersonId, ProjectId};
use crate::kernel::record::{Actor, Facts};
use crate::kernel::store::words;

words! {
    /// What an item is.
    Kind {
        /// A dated goal.
        Milestone = "milestone",
        /// A thing somebody owes.
        Action = "action",
        /// Needs an answer.
        Question = "question",
        /// What was agreed.
        Decision = "decision",
        /// A proposal to do something better.
        Idea = "idea",
    }
}

words! {
    /// Where an item stands.
    State {
        /// A milestone ahead.
        Planned = "planned",
        /// A milestone behind.
        Reached = "reached",
        /// A milestone or action that nobody needs any more.
        Dropped = "dropped",
        /// An action, question or idea that waits.
        Open = "open",
        /// An action that was done.
        Done = "done",
        /// A question that has an answer.
        Answered = "answered",
        /// A question that is settled.
        Closed = "closed",
        /// A decision that holds.
        Pinned = "pinned",
        /// A decision that holds no more.
        Withdrawn = "withdrawn",
        /// An idea that is followed.
        Adopted = "adopted",
        /// An idea that is not.
        Declined = "declined",
    }
}

/// Events for which a closed item stays in snapshots.
pub const KEPT: i64 = 500;

impl Kind {
    /// The state it begins in.
    pub fn beginning(self) -> State {
        match self {
            Kind::Milestone => State::Planned,
            Kind::Action | Kind::Question | Kind::Idea => State::Open,
            Kind::Decision => State::Pinned,
        }
    }

    /// States that a change may ask for.
    pub fn states(self) -> &'static [State] {
        match self {
            Kind::Milestone => &[State::Planned, State::Reached, State::Dropped],
            Kind::Action => &[State::Open, State::Done, State::Dropped],
            Kind::Question => &[State::Open, State::Closed],
            Kind::Decision => &[State::Withdrawn],
            Kind::Idea => &[State::Open, State::Adopted, State::Declined],
        }
    }
}

impl State {
    /// Whether something may still come of it.
    pub fn is_open(self) -> bool {
        matches!(self, State::Planned | State::Open | State::Answered | State::Pinned)
    }
}

/// A party, and the person in it when one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The party.
    pub party: PartyId,
    /// The person.
    pub person: Option<PersonId>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ball {
    /// Who must act.
    pub holder: Holder,
    /// Since when.
    pub since: Time,
}

/// A thing of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The project.
    pub project: ProjectId,
    /// What it is.
    pub kind: Kind,
    /// On one line.
    pub title: String,
    /// More about it.
    pub body: Option<String>,
    /// The message it came from.
    pub message: Option<MessageId>,
    /// The meeting it was written down in.
    pub meeting: Option<MeetingId>,
    /// Where it stands.
    pub state: State,
    /// Why, of a decision or idea.
    pub reason: Option<String>,
    /// Its day, of a milestone, action or question.
    pub due_on: Option<String>,
    /// Whose it is, of a milestone, action or question.
    pub owner: Option<Holder>,
    /// Who asks, of a question.
    pub asker: Option<Holder>,
    /// Who wrote it down.
    pub author: Actor,
    /// When.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
    /// The event that closed it.
    pub closed_seq: Option<i64>,
    /// Whose turn it is.
    pub ball: Option<Ball>,
    /// Answers so far.
    pub answers: i64,
    /// The last of them.
    pub last_answer: Option<AnswerId>,
}

impl Item {
    /// The same with the ball where it belongs now.
    pub fn with_ball(self, now: Time) -> Self {
        let holder = match (self.kind, self.state) {
            (Kind::Action | Kind::Question, State::Open) => self.owner,
            (Kind::Question, State::Answered) => self.asker,
            _ => None,
        };
        let since = self.ball.filter(|ball| Some(ball.holder) == holder).map_or(now, |ball| ball.since);
        Self { ball: holder.map(|holder| Ball { holder, since }), ..self }
    }

    /// What may change.
    pub fn facts(&self) -> Facts {
        let party = |holder: Option<Holder>| holder.map(|holder| holder.party.to_string());
        let person = |holder: Option<Holder>| holder?.person.map(|person| person.to_string());
        vec![
            ("state", Some(self.state.as_str().to_owned())),
            ("title", Some(self.title.clone())),
            ("body", self.body.clone()),
            ("due_on", self.due_on.clone()),
            ("owner_party_id", party(self.owner)),
            ("owner_person_id", person(self.owner)),
            ("asker_person_id", person(self.asker)),
            ("reason", self.reason.clone()),
        ]
    }

    /// The same when a person is no longer there: what was theirs is their party's.
    pub fn without(&self, person: PersonId, now: Time) -> Self {
        let left = |holder: Option<Holder>| {
            holder.map(|holder| Holder { person: holder.person.filter(|other| *other != person), ..holder })
        };
        Self { owner: left(self.owner), asker: left(self.asker), ..self.clone() }.with_ball(now)
    }
}
