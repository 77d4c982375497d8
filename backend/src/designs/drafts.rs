//! What clients send, parsed once.

use super::design::Kind;
use crate::kernel::http::{Cleared, Fault, Problem};
use crate::kernel::ids::{DesignId, FileId, PartyId, RevisionId};
use crate::kernel::text;
use dure_api as api;
use dure_api::Limits;
use std::str::FromStr;

/// A design to write down.
#[derive(Debug, Clone)]
pub struct NewDesign {
    /// Its id.
    pub id: DesignId,
    /// Its number.
    pub number: String,
    /// On one line.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Who sees its revisions.
    pub audience: Option<Vec<PartyId>>,
}

/// A revision to draft.
#[derive(Debug, Clone)]
pub struct NewRevision {
    /// Its id.
    pub id: RevisionId,
    /// What it is to be called.
    pub label: Option<String>,
    /// Its files.
    pub files: Vec<FileId>,
    /// What changed.
    pub change_note: Option<String>,
}

/// A change of a draft.
#[derive(Debug, Clone)]
pub struct Change {
    /// All its files.
    pub files: Option<Vec<FileId>>,
    /// What changed, or nothing.
    pub change_note: Option<Option<String>>,
}

impl NewDesign {
    /// From the wire.
    pub fn parse(sent: &api::CreateDesign, limits: &Limits) -> Result<Self, Problem> {
        let audience = sent.audience.as_deref().map(|ids| {
            let most = limits.parties_per_meeting;
            all(ids, most, "/audience")
        });
        Ok(Self {
            id: id(sent.id.as_deref())?.unwrap_or_else(DesignId::new),
            number: text::name(&sent.number, limits.code_chars).map_err(|fault| fault.at("/number"))?,
            title: text::name(&sent.title, limits.title_chars).map_err(|fault| fault.at("/title"))?,
            kind: sent.kind.parse().map_err(|_| Fault::new("unknown_word").at("/kind"))?,
            audience: audience.transpose()?,
        })
    }
}

impl NewRevision {
    /// From the wire.
    pub fn parse(sent: &api::CreateRevision, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            id: id(sent.id.as_deref())?.unwrap_or_else(RevisionId::new),
            label: sent.label.clone(),
            files: files(&sent.file_ids, limits)?,
            change_note: sent.change_note.as_deref().map(|words| note(words, limits)).transpose()?,
        })
    }
}

impl Change {
    /// From the wire.
    pub fn parse(sent: &api::UpdateRevision, limits: &Limits) -> Result<Self, Problem> {
        let cleared = Cleared::parse(&sent.clear, &["change_note"])?;
        let words = sent.change_note.as_deref().map(|words| note(words, limits)).transpose()?;
        Ok(Self {
            files: sent.file_ids.as_deref().map(|ids| files(ids, limits)).transpose()?,
            change_note: cleared.field("change_note", words)?,
        })
    }
}

fn id<T: FromStr>(sent: Option<&str>) -> Result<Option<T>, Problem> {
    sent.map(str::parse).transpose().map_err(|_| Fault::new("id").at("/id"))
}

fn note(words: &str, limits: &Limits) -> Result<String, Problem> {
    text::body(words, limits.plan_body_chars).map_err(|fault| fault.at("/change_note"))
}

fn files(ids: &[String], limits: &Limits) -> Result<Vec<FileId>, Problem> {
    let files = all(ids, limits.files_per_revision, "/file_ids")?;
    if files.is_empty() { Err(Fault::new("empty").at("/file_ids")) } else { Ok(files) }
}

fn all<T: FromStr + PartialEq>(ids: &[String], most: u32, at: &str) -> Result<Vec<T>, Problem> {
    if ids.len() > usize::try_from(most).unwrap_or(usize::MAX) {
        return Err(Fault::new("too_many").at(at));
    }
    let mut parsed = Vec::with_capacity(ids.len());
    for (n, id) in ids.iter().enumerate() {
        let id = id.parse().map_err(|_| Fault::new("id").at(format!("{at}/{n}")))?;
        if parsed.contains(&id) {
            return Err(Fault::new("duplicate").at(format!("{at}/{n}")));
        }
        parsed.push(id);
    }
    Ok(parsed)
}
