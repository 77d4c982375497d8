//! Items as they go out.

use super::item::{Ball, Holder, Item, Kind};
use super::store;
use crate::kernel::ids::{ItemId, MeetingId, ProjectId};
use crate::kernel::store::{Conn, Stored};
use dure_api::{Action, Decision, EventBody, Idea, Milestone, Question, QuestionAnswer};

/// What of a plan stands in a snapshot.
#[derive(Debug, Default)]
pub struct Plan {
    /// Milestones.
    pub milestones: Vec<Milestone>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Questions.
    pub questions: Vec<Question>,
    /// Decisions.
    pub decisions: Vec<Decision>,
    /// Ideas.
    pub ideas: Vec<Idea>,
}

/// What of a plan stands in the snapshot at `head`.
pub fn plan_at(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Plan> {
    let items = store::kept(conn, project, head)?;
    let mut plan = Plan::default();
    for body in bodies(conn, &items)? {
        plan.milestones.extend(body.milestone.map(|item| *item));
        plan.actions.extend(body.action.map(|item| *item));
        plan.questions.extend(body.question.map(|item| *item));
        plan.decisions.extend(body.decision.map(|item| *item));
        plan.ideas.extend(body.idea.map(|item| *item));
    }
    Ok(plan)
}

/// What was written down in a meeting as it is now, in order, at most so many.
pub fn of_meeting(conn: &mut Conn, meeting: MeetingId, most: i64) -> Stored<Vec<EventBody>> {
    let items = store::of_meeting(conn, meeting, most)?;
    bodies(conn, &items)
}

/// Items as the bodies of events, each with its last answer.
pub fn bodies(conn: &mut Conn, items: &[Item]) -> Stored<Vec<EventBody>> {
    let ids: Vec<_> = items.iter().filter_map(|item| item.last_answer).collect();
    let answers = if ids.is_empty() { Vec::new() } else { store::answers(conn, &ids)? };
    let answer = |item: &Item| {
        let id = item.last_answer?;
        answers.iter().find(|answer| answer.id == id.as_str()).cloned()
    };
    Ok(items.iter().map(|item| body_of(item, answer(item))).collect())
}

fn ball(ball: Ball) -> dure_api::Ball {
    dure_api::Ball {
        party_id: ball.holder.party.to_string(),
        person_id: ball.holder.person.map(|person| person.to_string()),
        with_person_id: None,
        since: ball.since.rfc3339(),
    }
}

fn party(holder: Option<Holder>) -> String {
    holder.map(|holder| holder.party.to_string()).unwrap_or_default()
}

fn person(holder: Option<Holder>) -> Option<String> {
    holder.and_then(|holder| holder.person).map(|person| person.to_string())
}

/// What all kinds have, and after it what this one has.
macro_rules! told {
    ($type:ident, $item:ident { $($field:ident: $value:expr),* $(,)? }) => {
        Box::new($type {
            id: $item.id.to_string(),
            project_id: $item.project.to_string(),
            title: $item.title.clone(),
            body: $item.body.clone(),
            message_id: $item.message.map(|id| id.to_string()),
            meeting_id: $item.meeting.map(|id| id.to_string()),
            state: $item.state.as_str().to_owned(),
            author: $item.author.wire(),
            created_at: $item.created_at.rfc3339(),
            created_seq: $item.created_seq,
            closed_seq: $item.closed_seq,
            $($field: $value,)*
            seq: None,
            allowed_actions: None,
        })
    };
}

/// The item as the body of an event.
pub fn body_of(item: &Item, answer: Option<QuestionAnswer>) -> EventBody {
    let mut body = EventBody::default();
    match item.kind {
        Kind::Milestone => {
            body.milestone = Some(told!(
                Milestone,
                item {
                    due_on: item.due_on.clone(),
                    owner_party_id: party(item.owner),
                    owner_person_id: person(item.owner),
                }
            ));
        }
        Kind::Action => {
            body.action = Some(told!(
                Action,
                item {
                    due_on: item.due_on.clone(),
                    owner_party_id: party(item.owner),
                    owner_person_id: person(item.owner),
                    ball: item.ball.map(ball),
                }
            ));
        }
        Kind::Question => {
            body.question = Some(told!(
                Question,
                item {
                    due_on: item.due_on.clone(),
                    owner_party_id: party(item.owner),
                    owner_person_id: person(item.owner),
                    asker_party_id: party(item.asker),
                    asker_person_id: person(item.asker),
                    ball: item.ball.map(ball),
                    answer: answer,
                    answer_count: item.answers,
                }
            ));
        }
        Kind::Decision => body.decision = Some(told!(Decision, item { reason: item.reason.clone() })),
        Kind::Idea => body.idea = Some(told!(Idea, item { reason: item.reason.clone() })),
    }
    body
}

/// The id of the item in the body of an event.
pub fn id_in(body: &EventBody) -> Option<ItemId> {
    let ids = [
        body.milestone.as_ref().map(|item| &item.id),
        body.action.as_ref().map(|item| &item.id),
        body.question.as_ref().map(|item| &item.id),
        body.decision.as_ref().map(|item| &item.id),
        body.idea.as_ref().map(|item| &item.id),
    ];
    ids.into_iter().flatten().next()?.parse().ok()
}

/// With what the answer to one caller has besides.
pub fn marked(mut body: EventBody, seq: Option<i64>, actions: Vec<String>) -> EventBody {
    macro_rules! mark {
        ($($field:ident),*) => {$(
            if let Some(item) = &mut body.$field {
                item.seq = seq;
                item.allowed_actions = Some(actions.clone());
            }
        )*};
    }
    mark!(milestone, action, question, decision, idea);
    body
}
