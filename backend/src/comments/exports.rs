//! The register of a design as a file: a spreadsheet in the reader's words and time, or a BCF package.

use super::bcf::{self, Offered, Project, Stamp, Topic, Version};
use super::comment::{Comment, State};
use super::register::{Heads, Row, write_xlsx};
use super::viewpoints::viewpoint;
use crate::designs::{Design, Revision};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use dure_api::{Actor, CommentAnswer};
use rust_i18n::t;
use std::collections::HashMap;
use uuid::Uuid;

/// Characters of a title that is made of the first line of a comment.
const TITLE_CHARS: usize = 120;

/// The priority of a topic that must be settled.
pub const BLOCKING: &str = "blocking";

/// A design with all that was said on it.
pub struct Register {
    /// The design.
    pub design: Design,
    /// Its revisions.
    pub revisions: Vec<Revision>,
    /// Its comments.
    pub comments: Vec<Comment>,
    /// Names of parties and firms, by their ids.
    pub names: HashMap<String, String>,
    /// The name of the project.
    pub project: String,
}

/// Who reads it.
pub struct Reader {
    /// Their language.
    pub locale: String,
    /// Their time zone.
    pub zone: Tz,
}

/// A form of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A spreadsheet.
    Xlsx,
    /// A BCF package.
    Bcf(Version),
}

impl Form {
    /// `xlsx`, `bcf21` or `bcf30`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "xlsx" => Some(Self::Xlsx),
            "bcf21" => Some(Self::Bcf(Version::V2_1)),
            "bcf30" => Some(Self::Bcf(Version::V3_0)),
            _ => None,
        }
    }

    /// Its media type, and how its name ends.
    pub fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Self::Bcf(_) => ("application/zip", "bcfzip"),
        }
    }
}

impl Register {
    /// The whole register as a file.
    pub fn file(&self, form: Form, reader: &Reader, now: Time) -> Result<Vec<u8>, Problem> {
        match form {
            Form::Xlsx => self.sheet(reader, now),
            Form::Bcf(version) => self.package(version),
        }
    }

    fn label(&self, comment: &Comment) -> String {
        let on = comment.carried_to.unwrap_or(comment.revision);
        let made = self.label_of(comment.revision.as_str());
        if on == comment.revision { made } else { format!("{made} → {}", self.label_of(on.as_str())) }
    }

    fn label_of(&self, id: &str) -> String {
        let revision = self.revisions.iter().find(|revision| revision.id.as_str() == id);
        revision.map(|revision| revision.label.clone()).unwrap_or_default()
    }

    /// The name of the file that a comment points at.
    fn file_name(&self, comment: &Comment) -> Option<&str> {
        let id = &comment.anchor.as_ref()?.file_id;
        let mut files = self.revisions.iter().flat_map(|revision| &revision.files);
        files.find(|file| file.file_id == *id).map(|file| file.name.as_str())
    }

    fn name(&self, actor: &Actor) -> String {
        let side = actor.department_id.as_ref().and_then(|id| self.names.get(id));
        match side.or_else(|| self.names.get(&actor.firm_id)) {
            Some(side) => format!("{}, {side}", actor.name),
            None => actor.name.clone(),
        }
    }

    fn sheet(&self, reader: &Reader, now: Time) -> Result<Vec<u8>, Problem> {
        let (locale, zone) = (reader.locale.as_str(), reader.zone.name());
        let said = |word: &str| t!(format!("register.{word}"), locale = locale, zone = zone).into_owned();
        let heads = [
            "number",
            "revision",
            "place",
            "comment",
            "blocking",
            "by",
            "at",
            "state",
            "answers",
            "closed_by",
            "closed_at",
        ]
        .map(said);
        let (sheet, yes, no) = (said("sheet"), said("yes"), said("no"));
        let heads =
            Heads { sheet: &sheet, columns: heads.each_ref().map(String::as_str), yes: &yes, no: &no };
        let rows: Vec<Row> = self.comments.iter().map(|comment| self.row(comment, reader)).collect();
        write_xlsx(&heads, instant(now), &rows).map_err(Problem::internal)
    }

    fn row(&self, comment: &Comment, reader: &Reader) -> Row {
        let said = |word: String| t!(format!("register.{word}"), locale = &reader.locale).into_owned();
        let answer = |answer: &CommentAnswer| {
            let kind = said(format!("kinds.{}", answer.kind));
            format!("{kind} · {}: {}", self.name(&answer.author), answer.body)
        };
        let closed = comment.closure.as_ref().filter(|_| comment.is_closed());
        Row {
            number: u32::try_from(comment.number).unwrap_or(u32::MAX),
            revision: self.label(comment),
            place: self.place(comment, &reader.locale),
            comment: comment.body.clone(),
            blocking: comment.blocking,
            by: self.name(&comment.author.wire()),
            at: local(instant(comment.created_at), reader),
            state: said(format!("states.{}", comment.state.as_str())),
            answers: comment.answers.iter().map(answer).collect(),
            closed: closed
                .map(|closure| (self.name(&closure.author), local(moment(&closure.created_at), reader))),
        }
    }

    fn place(&self, comment: &Comment, locale: &str) -> String {
        let name = self.file_name(comment).unwrap_or_default();
        match comment.anchor.as_ref().and_then(|anchor| anchor.page) {
            Some(page) => t!("register.page", locale = locale, file = name, page = page).into_owned(),
            None => name.to_owned(),
        }
    }

    fn package(&self, version: Version) -> Result<Vec<u8>, Problem> {
        let topics: Vec<Topic> = self.comments.iter().map(|comment| self.topic(comment)).collect();
        let all = [State::Open, State::Answered, State::AwaitingRevision, State::ToCheck, State::Closed];
        let offered =
            Offered { statuses: all.map(|state| state.as_str().to_owned()).to_vec(), ..Offered::default() };
        let project = Project { id: self.design.project.to_string(), name: self.project.clone(), offered };
        bcf::write(version, &project, &topics).map_err(Problem::internal)
    }

    /// BCF has a title, which is the first line of what is said, and a place for all of it. What it has no place for
    /// stands in labels: the design, the revision, the file.
    fn topic(&self, comment: &Comment) -> Topic {
        let title: String =
            comment.body.lines().next().unwrap_or_default().chars().take(TITLE_CHARS).collect();
        let name = self.file_name(comment);
        let labels = [Some(self.design.number.clone()), Some(self.label(comment)), name.map(str::to_owned)];
        let guid = uuid(comment.origin.as_deref().unwrap_or(comment.id.as_str()));
        let anchor = comment.anchor.as_ref();
        let answers = comment.answers.iter();
        Topic {
            guid,
            index: i32::try_from(comment.number).ok(),
            title: if title.trim().is_empty() { self.design.number.clone() } else { title },
            description: Some(comment.body.clone()),
            status: Some(comment.state.as_str().to_owned()),
            kind: None,
            priority: comment.blocking.then(|| BLOCKING.to_owned()),
            labels: labels.into_iter().flatten().filter(|label| !label.is_empty()).collect(),
            created: Stamp { author: self.name(&comment.author.wire()), at: instant(comment.created_at) },
            modified: None,
            comments: answers.map(|answer| self.said(answer)).collect(),
            viewpoint: anchor.zip(name).and_then(|(anchor, name)| viewpoint(guid, anchor, name)),
        }
    }

    fn said(&self, answer: &CommentAnswer) -> bcf::Comment {
        bcf::Comment {
            guid: uuid(&answer.id),
            said: Stamp { author: self.name(&answer.author), at: moment(&answer.created_at) },
            text: answer.body.clone(),
            viewpoint: None,
        }
    }
}

fn uuid(id: &str) -> Uuid {
    Uuid::try_parse(id).unwrap_or_default()
}

fn instant(time: Time) -> DateTime<Utc> {
    moment(&time.rfc3339())
}

fn moment(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).unwrap_or_default()
}

fn local(at: DateTime<Utc>, reader: &Reader) -> NaiveDateTime {
    at.with_timezone(&reader.zone).naive_local()
}
