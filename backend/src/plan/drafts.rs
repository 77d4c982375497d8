//! What clients send, parsed once.

use super::item::{Kind, State};
use super::rules::Edit;
use crate::kernel::http::{Cleared, Fault, Problem};
use crate::kernel::ids::{AnswerId, ItemId, MeetingId, MessageId, PartyId, PersonId};
use crate::kernel::text;
use dure_api as api;
use dure_api::Limits;
use std::str::FromStr;

/// Whom a client names as owner.
#[derive(Debug, Clone, Copy)]
pub enum Named {
    /// A party of the project.
    Party(PartyId),
    /// A member of the project.
    Person(PersonId),
}

/// An item to write down.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: ItemId,
    /// What it is.
    pub kind: Kind,
    /// On one line.
    pub title: String,
    /// More about it.
    pub body: Option<String>,
    /// Its day.
    pub due_on: Option<String>,
    /// Whose it is; nobody named means the caller's.
    pub owner: Option<Named>,
    /// The message it comes from.
    pub message: Option<MessageId>,
    /// The meeting that writes it down.
    pub meeting: Option<MeetingId>,
}

/// A change, and the owner it names.
#[derive(Debug, Clone)]
pub struct Change {
    /// What changes in the item itself.
    pub edit: Edit,
    /// Whose it is from now on.
    pub owner: Option<Named>,
}

/// An answer to write down.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its id.
    pub id: AnswerId,
    /// The words.
    pub body: String,
}

/// A create as it came, whatever its kind.
#[derive(Debug)]
pub struct Sent<'a> {
    id: Option<&'a str>,
    title: &'a str,
    body: Option<&'a str>,
    due_on: Option<&'a str>,
    owner: Owner<'a>,
    message: Option<&'a str>,
    meeting: Option<&'a str>,
}

/// A PATCH as it came, whatever its kind.
#[derive(Debug)]
pub struct SentChange<'a> {
    title: Option<&'a str>,
    body: Option<&'a str>,
    due_on: Option<&'a str>,
    owner: Owner<'a>,
    state: Option<&'a str>,
    reason: Option<&'a str>,
    clear: &'a [String],
    may_be_empty: &'static [&'static str],
}

#[derive(Debug, Default)]
struct Owner<'a> {
    party: Option<&'a str>,
    person: Option<&'a str>,
}

macro_rules! owed {
    ($($create:ident $update:ident),*) => {$(
        impl<'a> From<&'a api::$create> for Sent<'a> {
            fn from(sent: &'a api::$create) -> Self {
                Self {
                    id: sent.id.as_deref(),
                    title: &sent.title,
                    body: sent.body.as_deref(),
                    due_on: sent.due_on.as_deref(),
                    owner: Owner {
                        party: sent.owner_party_id.as_deref(),
                        person: sent.owner_person_id.as_deref(),
                    },
                    message: sent.message_id.as_deref(),
                    meeting: sent.meeting_id.as_deref(),
                }
            }
        }
        impl<'a> From<&'a api::$update> for SentChange<'a> {
            fn from(sent: &'a api::$update) -> Self {
                Self {
                    title: sent.title.as_deref(),
                    body: sent.body.as_deref(),
                    due_on: sent.due_on.as_deref(),
                    owner: Owner {
                        party: sent.owner_party_id.as_deref(),
                        person: sent.owner_person_id.as_deref(),
                    },
                    state: sent.state.as_deref(),
                    reason: None,
                    clear: &sent.clear,
                    may_be_empty: &["body", "due_on"],
                }
            }
        }
    )*};
}

macro_rules! noted {
    ($($create:ident $update:ident),*) => {$(
        impl<'a> From<&'a api::$create> for Sent<'a> {
            fn from(sent: &'a api::$create) -> Self {
                Self {
                    id: sent.id.as_deref(),
                    title: &sent.title,
                    body: sent.body.as_deref(),
                    due_on: None,
                    owner: Owner::default(),
                    message: sent.message_id.as_deref(),
                    meeting: sent.meeting_id.as_deref(),
                }
            }
        }
        impl<'a> From<&'a api::$update> for SentChange<'a> {
            fn from(sent: &'a api::$update) -> Self {
                Self {
                    title: sent.title.as_deref(),
                    body: sent.body.as_deref(),
                    due_on: None,
                    owner: Owner::default(),
                    state: sent.state.as_deref(),
                    reason: sent.reason.as_deref(),
                    clear: &sent.clear,
                    may_be_empty: &["body"],
                }
            }
        }
    )*};
}

owed!(CreateMilestone UpdateMilestone, CreateAction UpdateAction, CreateQuestion UpdateQuestion);
noted!(CreateDecision UpdateDecision, CreateIdea UpdateIdea);

impl Draft {
    /// From the wire.
    pub fn parse<'a>(kind: Kind, sent: impl Into<Sent<'a>>, limits: &Limits) -> Result<Self, Problem> {
        let sent = sent.into();
        let owner = named(&sent.owner)?;
        if kind == Kind::Question && owner.is_none() {
            return Err(Fault::new("missing").at("/owner_party_id"));
        }
        Ok(Self {
            id: id(sent.id, "/id")?.unwrap_or_else(ItemId::new),
            kind,
            title: title(sent.title, limits)?,
            body: sent.body.map(|text| body(text, limits, "/body")).transpose()?,
            due_on: day(sent.due_on)?,
            owner,
            message: id(sent.message, "/message_id")?,
            meeting: id(sent.meeting, "/meeting_id")?,
        })
    }
}

impl Change {
    /// From the wire.
    pub fn parse<'a>(kind: Kind, sent: impl Into<SentChange<'a>>, limits: &Limits) -> Result<Self, Problem> {
        let sent = sent.into();
        let cleared = Cleared::parse(sent.clear, sent.may_be_empty)?;
        let state: Option<State> =
            sent.state.map(str::parse).transpose().map_err(|_| Fault::new("unknown_word").at("/state"))?;
        if state.is_some_and(|state| !kind.states().contains(&state)) {
            return Err(Fault::new("unknown_word").at("/state"));
        }
        let reason = sent.reason.map(|text| body(text, limits, "/reason")).transpose()?;
        if reason.is_some() && state.is_none() {
            return Err(Fault::new("missing").at("/state"));
        }
        if reason.is_none() && state == Some(State::Withdrawn) {
            return Err(Fault::new("missing").at("/reason"));
        }
        let new_body = sent.body.map(|text| body(text, limits, "/body")).transpose()?;
        let edit = Edit {
            title: sent.title.map(|text| title(text, limits)).transpose()?,
            body: cleared.field("body", new_body)?,
            due_on: cleared.field("due_on", day(sent.due_on)?)?,
            state,
            reason,
        };
        Ok(Self { edit, owner: named(&sent.owner)? })
    }
}

impl Reply {
    /// From the wire.
    pub fn parse(sent: &api::AnswerQuestion, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            id: id(sent.id.as_deref(), "/id")?.unwrap_or_else(AnswerId::new),
            body: body(&sent.body, limits, "/body")?,
        })
    }
}

fn named(owner: &Owner<'_>) -> Result<Option<Named>, Problem> {
    let (party, person) = (id(owner.party, "/owner_party_id")?, id(owner.person, "/owner_person_id")?);
    match (party, person) {
        (Some(_), Some(_)) => Err(Fault::new("duplicate").at("/owner_person_id")),
        (Some(party), None) => Ok(Some(Named::Party(party))),
        (None, person) => Ok(person.map(Named::Person)),
    }
}

fn id<T: FromStr>(text: Option<&str>, at: &str) -> Result<Option<T>, Problem> {
    text.map(str::parse).transpose().map_err(|_| Fault::new("id").at(at))
}

fn title(text: &str, limits: &Limits) -> Result<String, Problem> {
    text::name(text, limits.title_chars).map_err(|fault| fault.at("/title"))
}

fn body(text: &str, limits: &Limits, at: &str) -> Result<String, Problem> {
    text::body(text, limits.plan_body_chars).map_err(|fault| fault.at(at))
}

fn day(text: Option<&str>) -> Result<Option<String>, Problem> {
    text.map(text::day).transpose().map_err(|fault| fault.at("/due_on"))
}
