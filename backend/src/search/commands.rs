//! The documents follow the record.

use super::rules::document_words;
use super::store::{self, Document, Index};
use crate::kernel::http::Problem;
use crate::kernel::ids::{ProjectId, Scope};
use crate::kernel::jobs::{Follower, Stretch};
use crate::kernel::record::{Happened, after};
use crate::kernel::store::Tx;
use serde_json::Value;

/// Events of one stretch.
const STRETCH: i64 = 256;

/// What the kernel runs behind the commits.
pub const FOLLOWER: Follower = Follower { name: "search", behind: |conn| Ok(store::behind(conn)?), step };

/// What an event does to the documents.
#[derive(Debug, Clone)]
enum Change {
    Keep(Document),
    Drop { kind: String, id: String },
}

fn step(stretch: &Stretch) -> Result<bool, Problem> {
    let Scope::Project(project) = stretch.scope else { return Ok(false) };
    let scope = stretch.scope;
    let (from, events) = stretch.read(|conn| {
        let from = store::position(conn, scope.as_str())?;
        Ok((from, after(conn, scope, from, STRETCH)?))
    })?;
    let Some(to) = events.last().map(|event| event.seq) else { return Ok(false) };
    let changes: Vec<Change> = events.iter().flat_map(|event| changes(project, event)).collect();
    stretch.write(move |tx| follow(tx, project, (from, to), &changes))?;
    Ok(i64::try_from(events.len()).unwrap_or(0) == STRETCH)
}

/// Writes the changes down, unless somebody else was there first.
fn follow(
    tx: &mut Tx<'_>,
    project: ProjectId,
    (from, to): (i64, i64),
    changes: &[Change],
) -> Result<(), Problem> {
    if store::position(tx.reading(), project.as_str())? != from {
        return Ok(());
    }
    let mut index = Index::from(store::position(tx.reading(), store::IDS)?);
    for change in changes {
        match change {
            Change::Keep(document) => index.keep(tx.writing(), project, document)?,
            Change::Drop { kind, id } => index.drop(tx.writing(), project, kind, id)?,
        }
    }
    let last_id = index.write(tx.writing())?;
    store::move_position(tx.writing(), store::IDS, last_id)?;
    Ok(store::move_position(tx.writing(), project.as_str(), to)?)
}

/// Every resource of the event that has words. What an event holds is the thing as it is afterwards.
fn changes(project: ProjectId, event: &Happened) -> Vec<Change> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(&event.json) else { return Vec::new() };
    let actor = fields.get("actor").cloned().unwrap_or_default();
    let mut changes = Vec::new();
    for (kind, resource) in &fields {
        let text = |name: &str| resource.get(name).and_then(Value::as_str);
        let said = |by: &Value, name: &str| by.get(name).and_then(Value::as_str).map(str::to_owned);
        let (id, by, words) = match kind.as_str() {
            "removed" => {
                if let (Some(kind), Some(id)) = (text("kind"), text("id")) {
                    changes.push(Change::Drop { kind: kind.into(), id: id.into() });
                }
                continue;
            }
            "message" if resource.get("deletion").is_some() => {
                let id = text("id").unwrap_or_default().to_owned();
                changes.push(Change::Drop { kind: kind.clone(), id });
                continue;
            }
            "message" => (text("id"), resource.get("author"), vec![text("body")]),
            "member" => (text("person_id"), Some(resource), vec![text("name")]),
            "party" => (text("id"), Some(resource), vec![text("firm_name"), text("department_name")]),
            "project" => (text("id"), None, vec![text("code"), text("name"), text("summary")]),
            "meeting" => (text("id"), None, vec![text("title"), text("agenda"), text("summary")]),
            "design" => (text("id"), resource.get("author"), vec![text("number"), text("title")]),
            "comment" => (text("id"), resource.get("author"), thread(resource)),
            _ => (text("id"), None, vec![text("title")]),
        };
        let words: Vec<&str> = words.into_iter().flatten().collect();
        let (Some(id), false) = (id, words.is_empty()) else { continue };
        let by = by.unwrap_or(&actor);
        let (person, department) = (said(by, "person_id"), said(by, "department_id"));
        let body = words.join("\n").trim().to_owned();
        changes.push(Change::Keep(Document {
            words: document_words(&body, project, kind, (person.as_deref(), department.as_deref())),
            is_new: kind == "message" && resource.get("seq").and_then(Value::as_i64) == Some(event.seq),
            kind: kind.clone(),
            ref_id: id.to_owned(),
            seq: event.seq,
            at: event.at,
            person_id: person,
            department_id: department,
            audience: event.audience.as_deref().map(<[_]>::to_vec),
            body,
        }));
    }
    changes
}

/// All that was said in a comment: itself, its answers, and why it was closed.
fn thread(comment: &Value) -> Vec<Option<&str>> {
    let body = comment.get("body").and_then(Value::as_str);
    let answers = comment.get("answers").and_then(Value::as_array);
    let answers = answers.into_iter().flatten().map(|answer| answer.get("body").and_then(Value::as_str));
    let reason = comment.get("closure").and_then(|closure| closure.get("reason")).and_then(Value::as_str);
    [body].into_iter().chain(answers).chain([reason]).collect()
}
