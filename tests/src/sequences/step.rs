//! One request by one person: how it is sent, and what must be answered.

use super::people::PhaseEdit;
use super::plan::{Change, Draft, Kind};
use super::talk::{Named, Post};
use super::{Ground, Member, Right, Room, Who};

/// What an answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// HTTP status.
    pub status: u16,
    /// The problem's code; empty where it is none.
    pub code: &'static str,
}

impl Verdict {
    /// A value that is none.
    pub const INVALID: Self = Self { status: 400, code: "validation" };
    /// It is not there, or nobody may know.
    pub const UNKNOWN: Self = Self { status: 404, code: "not_found" };
    /// It is there, and not for this role.
    pub const FORBIDDEN: Self = Self { status: 403, code: "forbidden" };
    /// Decided on another state.
    pub const STALE: Self = Self { status: 412, code: "precondition_failed" };
    /// Another party's.
    pub const NOT_YOURS: Self = Self { status: 403, code: "not_yours" };
    /// Closed.
    pub const CLOSED: Self = Self { status: 409, code: "item_closed" };

    /// A refusal.
    pub const fn new(status: u16, code: &'static str) -> Self {
        Self { status, code }
    }
}

/// What a request did: with which status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It left events.
    Recorded(u16),
    /// There was nothing to do.
    Unchanged(u16),
}

/// What a PATCH says of a field that may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// Stays.
    #[default]
    Nothing,
    /// Is emptied.
    Cleared,
    /// Is set.
    Value(T),
}

impl<T: Clone> Given<T> {
    /// The field afterwards.
    pub fn over(&self, before: &Option<T>) -> Option<T> {
        match self {
            Given::Nothing => before.clone(),
            Given::Cleared => None,
            Given::Value(value) => Some(value.clone()),
        }
    }
}

/// Whom a request names as owner.
#[derive(Debug, Clone, Default)]
pub enum Owner {
    /// Nobody.
    #[default]
    Nobody,
    /// A party.
    Party(String),
    /// A person.
    Person(String),
}

/// A state that a tag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagged {
    /// The project's own facts.
    Project(String, Option<String>, Option<String>),
    /// A member, or nobody.
    Member(Option<Member>),
    /// None that there ever was.
    Nothing,
}

impl Tagged {
    /// The project as it is.
    pub fn project(room: &Room) -> Self {
        Tagged::Project(room.name.clone(), room.starts_on.clone(), room.due_on.clone())
    }
}

/// A tag as it is sent, and what it names.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The header.
    pub text: String,
    /// The state.
    pub of: Tagged,
}

/// What is asked for.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each is an operation of the API with its fields")]
pub enum Act {
    Post(Post),
    Edit { message: String, body: String, mentions: Option<Vec<Named>> },
    Delete { message: String, reason: Option<String> },
    React { message: String, emoji: &'static str, sets: bool },
    Read(i64),
    AddParty { id: String, firm: String, department: Option<String> },
    AddMember { person: String, role: String },
    UpdateMember { person: String, role: String, tag: Option<Tag> },
    RemoveMember { person: String, tag: Option<Tag> },
    UpdateProject { name: Option<String>, starts_on: Given<String>, due_on: Given<String>, tag: Option<Tag> },
    CreatePhase { id: String, name: String },
    UpdatePhase { id: String, edit: PhaseEdit },
    DeletePhase(String),
    Create(Draft),
    Update { kind: Kind, id: String, change: Change },
    Answer { question: String, id: String, body: String },
    LookAtProject,
    LookAtMember(String),
}

/// A request by somebody, with a key or none.
#[derive(Debug, Clone)]
pub struct Step {
    /// Who sends it.
    pub by: Who,
    /// Its idempotency key.
    pub key: Option<String>,
    /// What it asks for.
    pub act: Act,
}

impl Step {
    /// The tag it is sent with.
    pub fn tag(&self) -> Option<&Tag> {
        match &self.act {
            Act::UpdateMember { tag, .. }
            | Act::RemoveMember { tag, .. }
            | Act::UpdateProject { tag, .. } => tag.as_ref(),
            _ => None,
        }
    }

    fn right(&self) -> Right {
        match &self.act {
            Act::Read(_) | Act::LookAtProject | Act::LookAtMember(_) => Right::See,
            Act::Create(draft) => match draft.kind {
                Kind::Milestone | Kind::Action => Right::Plan,
                Kind::Question | Kind::Idea => Right::Talk,
                Kind::Decision => Right::Decide,
            },
            Act::Update { kind: Kind::Decision, .. } => Right::Decide,
            Act::Post(_) | Act::Edit { .. } | Act::Delete { .. } | Act::React { .. } => Right::Talk,
            Act::Update { .. } | Act::Answer { .. } => Right::Talk,
            _ => Right::Manage,
        }
    }

    /// Whether the request could be meant at all, whatever the state.
    fn is_sound(&self) -> bool {
        let says = |text: &str| !text.trim().is_empty();
        match &self.act {
            Act::Post(post) => says(&post.body) && post.audience.as_ref().is_none_or(|all| !all.is_empty()),
            Act::Edit { body, .. } | Act::Answer { body, .. } => says(body),
            Act::Create(draft) => {
                says(&draft.title) && (draft.kind != Kind::Question || !matches!(draft.owner, Owner::Nobody))
            }
            Act::Update { kind, change, .. } => change.is_sound(*kind),
            Act::UpdateMember { role, .. } | Act::AddMember { role, .. } => {
                super::Role::named(role).is_some()
            }
            Act::CreatePhase { name, .. } => says(name),
            Act::React { emoji, .. } => !emoji.is_ascii(),
            Act::UpdateProject { name, .. } => name.as_deref().is_none_or(says),
            Act::UpdatePhase { edit, .. } => {
                let is_word = |state: &str| ["planned", "running", "done"].contains(&state);
                edit.state.as_deref().is_none_or(is_word)
                    && edit.progress.is_none_or(|n| (0..=100).contains(&n))
            }
            _ => true,
        }
    }
}

impl Room {
    /// The message or question that the request is about, where it names one: its place.
    fn place(&self, step: &Step) -> Result<usize, Verdict> {
        match &step.act {
            Act::Edit { message, .. } | Act::Delete { message, .. } | Act::React { message, .. } => {
                self.heard(step.by, message).ok_or(Verdict::UNKNOWN)
            }
            Act::Answer { question, .. } => {
                let is_it = |item: &super::Item| item.kind == Kind::Question && item.id == *question;
                self.items.iter().position(is_it).ok_or(Verdict::UNKNOWN)
            }
            _ => Ok(0),
        }
    }

    /// What the answer must be. The state follows.
    pub fn take(&mut self, ground: &Ground, step: &Step) -> Verdict {
        match self.judge(ground, step) {
            Ok(status) => Verdict { status, code: "" },
            Err(refused) => refused,
        }
    }

    fn judge(&mut self, ground: &Ground, step: &Step) -> Result<u16, Verdict> {
        let by = step.by;
        let member = self.member(by).ok_or(Verdict::UNKNOWN)?;
        let role = member.role;
        let at = self.place(step)?;
        if !role.has(step.right()) {
            return Err(Verdict::FORBIDDEN);
        }
        if !step.is_sound() {
            return Err(Verdict::INVALID);
        }
        let (method, path, body) = step.request(self);
        let path = path.split('?').next().unwrap_or_default();
        let sent = format!("{method} {path} {}", body.unwrap_or_default());
        // What writes no event keeps no key: looking, and how far somebody has read.
        let is_silent = matches!(step.act, Act::Read(_) | Act::LookAtProject | Act::LookAtMember(_));
        let key = step.key.clone().filter(|_| !is_silent).map(|key| (by, key));
        if let Some((before, status)) = key.as_ref().and_then(|key| self.keys.get(key)) {
            return if *before == sent {
                Ok(*status)
            } else {
                Err(Verdict::new(422, "idempotency_mismatch"))
            };
        }
        let done = self.run(ground, by, at, &step.act)?;
        let (Done::Recorded(status) | Done::Unchanged(status)) = done;
        if let (Some(key), Done::Recorded(_)) = (key, done) {
            self.keys.insert(key, (sent, status));
        }
        Ok(status)
    }

    fn run(&mut self, ground: &Ground, by: Who, at: usize, act: &Act) -> Result<Done, Verdict> {
        let tagged = |tag: &Option<Tag>| tag.as_ref().map(|tag| tag.of.clone());
        match act {
            Act::Post(post) => self.post(ground, by, post),
            Act::Edit { body, mentions, .. } => self.edit(ground, by, (at, body, mentions.as_deref())),
            Act::Delete { reason, .. } => self.delete(by, at, reason.as_deref()),
            Act::React { emoji, sets, .. } => self.react(by, at, emoji, *sets),
            Act::Read(seq) => self.read(by, *seq),
            Act::AddParty { id, firm, department } => {
                self.add_party(ground, by, (id, firm, department.as_deref()))
            }
            Act::AddMember { person, role } => self.add_member(ground, by, (person, role)),
            Act::UpdateMember { person, role, tag } => {
                self.update_member(ground, by, (person, role), tagged(tag).as_ref())
            }
            Act::RemoveMember { person, tag } => self.remove_member(ground, by, person, tagged(tag).as_ref()),
            Act::UpdateProject { name, starts_on, due_on, tag } => {
                self.update_project(by, (name.as_deref(), starts_on, due_on), tagged(tag).as_ref())
            }
            Act::CreatePhase { id, name } => self.create_phase(by, id, name),
            Act::UpdatePhase { id, edit } => self.update_phase(by, id, edit),
            Act::DeletePhase(id) => self.delete_phase(by, id),
            Act::Create(draft) => self.create(ground, by, draft),
            Act::Update { kind, id, change } => self.update(ground, by, (*kind, id), change),
            Act::Answer { id, body, .. } => self.answer(by, at, id, body),
            Act::LookAtProject => Ok(Done::Unchanged(200)),
            Act::LookAtMember(person) => {
                let who = ground.people.iter().position(|known| known.id == *person);
                who.and_then(|who| self.member(who)).ok_or(Verdict::UNKNOWN).map(|_| Done::Unchanged(200))
            }
        }
    }
}
