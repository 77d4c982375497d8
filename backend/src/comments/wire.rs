//! Comments as they go out.

use super::comment::{Ball, Comment};
use super::rules::{Who, actions};
use super::store;
use crate::designs::{self, Design, may_look};
use crate::kernel::access::Standing;
use crate::kernel::ids::{DesignId, ProjectId};
use crate::kernel::store::{Conn, Stored};
use dure_api as api;
use std::collections::HashSet;

/// What stands in the snapshot at `head`: of the designs that the caller may look at.
pub fn kept(conn: &mut Conn, project: ProjectId, by: &Standing, head: i64) -> Stored<Vec<api::Comment>> {
    let comments = store::kept(conn, project, head)?;
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let walled: HashSet<DesignId> = designs::designs_of(conn, project)?
        .into_iter()
        .filter(|design| may_look(by, design).is_err())
        .map(|design| design.id)
        .collect();
    Ok(comments.iter().filter(|comment| !walled.contains(&comment.design)).map(told).collect())
}

fn ball(ball: Ball) -> api::Ball {
    api::Ball {
        party_id: ball.party.to_string(),
        person_id: ball.person.map(|person| person.to_string()),
        with_person_id: None,
        since: ball.since.rfc3339(),
    }
}

/// The comment as events carry it.
pub fn told(comment: &Comment) -> api::Comment {
    api::Comment {
        id: comment.id.to_string(),
        project_id: comment.project.to_string(),
        design_id: comment.design.to_string(),
        revision_id: comment.revision.to_string(),
        number: comment.number,
        body: comment.body.clone(),
        blocking: comment.blocking,
        anchor: comment.anchor.clone(),
        origin: comment.origin.clone(),
        party_id: comment.party.to_string(),
        author: comment.author.wire(),
        closer_person_id: comment.closer.map(|person| person.to_string()),
        created_at: comment.created_at.rfc3339(),
        created_seq: comment.created_seq,
        state: comment.state.as_str().to_owned(),
        answers: comment.answers.clone(),
        closure: comment.closure.clone(),
        carried_to: comment.carried_to.map(|id| id.to_string()),
        closed_seq: comment.closed_seq,
        ball: comment.ball.map(ball),
        seq: None,
        allowed_actions: None,
    }
}

/// The comment for one caller.
pub fn marked(comment: &Comment, design: &Design, who: Who<'_>) -> api::Comment {
    api::Comment { allowed_actions: Some(actions(who, comment, design)), ..told(comment) }
}
