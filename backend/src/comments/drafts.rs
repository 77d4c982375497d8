//! What clients send, parsed once.

use super::comment::{AnswerKind, ClosureKind};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{AnswerId, CommentId};
use crate::kernel::text;
use dure_api as api;
use dure_api::{Anchor, Limits};
use std::str::FromStr;

/// A comment to make.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// Its id.
    pub id: CommentId,
    /// What is said.
    pub body: String,
    /// Whether it blocks.
    pub blocking: bool,
    /// The spot, as it was sent: the files of the revision say whether there is such a one.
    pub anchor: Option<Anchor>,
}

/// An answer to give.
#[derive(Debug, Clone)]
pub struct NewAnswer {
    /// Its id.
    pub id: AnswerId,
    /// What it says.
    pub kind: AnswerKind,
    /// In words.
    pub body: String,
}

/// A comment to close.
#[derive(Debug, Clone)]
pub struct Closing {
    /// How.
    pub kind: ClosureKind,
    /// Why.
    pub reason: Option<String>,
}

impl NewComment {
    /// From the wire.
    pub fn parse(sent: &api::CreateComment, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            id: id(sent.id.as_deref())?.unwrap_or_else(CommentId::new),
            body: words(&sent.body, "/body", limits)?,
            blocking: sent.blocking,
            anchor: sent.anchor.clone(),
        })
    }
}

impl NewAnswer {
    /// From the wire.
    pub fn parse(sent: &api::AnswerComment, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            id: id(sent.id.as_deref())?.unwrap_or_else(AnswerId::new),
            kind: word(&sent.kind, "/kind")?,
            body: words(&sent.body, "/body", limits)?,
        })
    }
}

impl Closing {
    /// From the wire.
    pub fn parse(sent: &api::CloseComment, limits: &Limits) -> Result<Self, Problem> {
        let reason = sent.reason.as_deref().map(|reason| words(reason, "/reason", limits));
        Ok(Self { kind: word(&sent.kind, "/kind")?, reason: reason.transpose()? })
    }
}

fn id<T: FromStr>(sent: Option<&str>) -> Result<Option<T>, Problem> {
    sent.map(str::parse).transpose().map_err(|_| Fault::new("id").at("/id"))
}

/// One of the words of a field.
pub fn word<T: FromStr>(sent: &str, at: &str) -> Result<T, Problem> {
    sent.parse().map_err(|_| Fault::new("unknown_word").at(at))
}

fn words(sent: &str, at: &str, limits: &Limits) -> Result<String, Problem> {
    text::body(sent, limits.plan_body_chars).map_err(|fault| fault.at(at))
}
