//! Use cases on a transaction.

use super::drafts::{Change, Draft, Named, Reply};
use super::item::{Holder, Item, Kind, State};
use super::rules::{ANSWERS_FULL, PLAN_FULL, Who};
use super::{store, wire};
use crate::kernel::access::{Outcome, standing_of};
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{ItemId, PersonId, ProjectId, Scope};
use crate::kernel::record::{Actor, Entry, Recorded, changes};
use crate::kernel::store::{Conn, Tx};
use crate::{clocks, meetings, projects, rooms};
use dure_api::{EventBody, Limits, QuestionAnswer};

/// Who acts, as the project knows them in this very transaction.
fn who(tx: &mut Tx<'_>, project: ProjectId) -> Result<Who, Problem> {
    let person = tx.actor()?.person;
    let standing = standing_of(tx.reading(), Scope::Project(project), person)?;
    Ok(Who { person, standing: standing.ok_or_else(Problem::not_found)? })
}

fn holder(conn: &mut Conn, project: ProjectId, named: Named) -> Result<Holder, Problem> {
    match named {
        Named::Party(party) => {
            let known = projects::are_parties(conn, project, &[party])?;
            let known = known.then_some(Holder { party, person: None });
            known.ok_or_else(|| Fault::new("unknown").at("/owner_party_id"))
        }
        Named::Person(person) => {
            let party = projects::party_of(conn, project, person)?;
            let party = party.ok_or_else(|| Fault::new("unknown").at("/owner_person_id"))?;
            Ok(Holder { party, person: Some(person) })
        }
    }
}

/// Writes an item down.
pub fn create(
    tx: &mut Tx<'_>,
    project: ProjectId,
    draft: &Draft,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    let by = who(tx, project)?;
    if store::item(tx.reading(), draft.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    if let Some(message) = draft.message
        && !rooms::is_heard(tx.reading(), project, message, &by.standing.parties)?
    {
        return Err(Fault::new("unknown").at("/message_id"));
    }
    if let Some(meeting) = draft.meeting {
        meetings::takes_down(tx, project, meeting, limits)?;
    }
    let own = by.party().map(|party| Holder { party, person: Some(by.person) });
    let owner = match (draft.kind, draft.owner) {
        (Kind::Decision | Kind::Idea, _) => None,
        (_, Some(named)) => Some(holder(tx.reading(), project, named)?),
        (_, None) => own,
    };
    by.may_give(draft.kind, owner)?;
    has_room(tx, project, draft.kind, limits)?;
    let (seq, at) = tx.next(Scope::Project(project))?;
    let item = Item {
        id: draft.id,
        project,
        kind: draft.kind,
        title: draft.title.clone(),
        body: draft.body.clone(),
        message: draft.message,
        meeting: draft.meeting,
        state: draft.kind.beginning(),
        reason: None,
        due_on: draft.due_on.clone(),
        owner,
        asker: own.filter(|_| draft.kind == Kind::Question),
        author: tx.actor()?.clone(),
        created_at: at,
        created_seq: seq,
        closed_seq: None,
        ball: None,
        answers: 0,
        last_answer: None,
    };
    let item = item.with_ball(at);
    store::insert(tx.writing(), &item)?;
    if item.kind == Kind::Question {
        tx.place(item.id.as_str(), Scope::Project(project))?;
    }
    record(tx, &item, created(item.kind), wire::body_of(&item, None)).map(Outcome::from)
}

fn has_room(tx: &mut Tx<'_>, project: ProjectId, kind: Kind, limits: &Limits) -> Result<(), Problem> {
    let open = store::open_count(tx.reading(), project, kind)?;
    if open < i64::from(limits.plan_open_items) { Ok(()) } else { Err(PLAN_FULL.into()) }
}

fn record(tx: &mut Tx<'_>, item: &Item, kind: &'static str, body: EventBody) -> Result<Recorded, Problem> {
    let recorded = tx.record(Scope::Project(item.project), Entry::new(kind, body))?;
    if item.kind == Kind::Question {
        clocks::follow(tx, &recorded)?;
    }
    Ok(recorded)
}

/// The item, if it is one of this kind in this project.
fn known(tx: &mut Tx<'_>, project: ProjectId, kind: Kind, id: ItemId) -> Result<Item, Problem> {
    let item = store::item(tx.reading(), id)?;
    item.filter(|item| item.project == project && item.kind == kind).ok_or_else(Problem::not_found)
}

/// Changes an item.
pub fn update(
    tx: &mut Tx<'_>,
    project: ProjectId,
    (kind, id): (Kind, ItemId),
    change: &Change,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    let by = who(tx, project)?;
    let before = known(tx, project, kind, id)?;
    let owner = change.owner.map(|named| holder(tx.reading(), project, named)).transpose()?;
    let place = tx.next(Scope::Project(project))?;
    let mut after = change.edit.apply(&before, owner, &by, place)?;
    if after == before {
        return Ok(Outcome::Unchanged);
    }
    if before.closed_seq.is_some() && after.closed_seq.is_none() {
        has_room(tx, project, kind, limits)?;
        after = without_absent(tx, after, place.1)?;
    }
    keep(tx, &before, &after).map(Outcome::from)
}

/// The item without people who left while it was closed: what was theirs is their party's now.
fn without_absent(tx: &mut Tx<'_>, item: Item, now: Time) -> Result<Item, Problem> {
    let named = [item.owner, item.asker].into_iter().flatten().filter_map(|holder| holder.person);
    let mut present = item.clone();
    for person in named {
        if projects::party_of(tx.reading(), item.project, person)?.is_none() {
            present = present.without(person, now);
        }
    }
    Ok(present)
}

/// Writes a changed item down, with what changed.
fn keep(tx: &mut Tx<'_>, before: &Item, after: &Item) -> Result<Recorded, Problem> {
    store::update(tx.writing(), after)?;
    let body = wire::bodies(tx.reading(), std::slice::from_ref(after))?.pop().unwrap_or_default();
    let changes = Some(changes(&before.facts(), &after.facts()));
    record(tx, after, updated(after.kind), EventBody { changes, ..body })
}

/// Answers a question.
pub fn answer(tx: &mut Tx<'_>, id: ItemId, reply: &Reply, limits: &Limits) -> Result<Outcome, Problem> {
    let question = store::item(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    let by = who(tx, question.project)?;
    by.may_answer(&question)?;
    if !store::answers(tx.reading(), &[reply.id])?.is_empty() {
        return Err(Problem::id_taken());
    }
    if question.answers >= i64::from(limits.answers_per_question) {
        return Err(ANSWERS_FULL.into());
    }
    let (seq, at) = tx.next(Scope::Project(question.project))?;
    let author: Actor = tx.actor()?.clone();
    store::insert_answer(tx.writing(), id, reply, &author, (seq, at))?;
    let after = Item {
        state: State::Answered,
        answers: question.answers + 1,
        last_answer: Some(reply.id),
        ..question.clone()
    };
    let after = after.with_ball(at);
    store::update(tx.writing(), &after)?;
    let answer = QuestionAnswer {
        id: reply.id.to_string(),
        question_id: id.to_string(),
        body: reply.body.clone(),
        author: author.wire(),
        created_at: at.rfc3339(),
    };
    let changes = Some(changes(&question.facts(), &after.facts()));
    let body = EventBody { changes, ..wire::body_of(&after, Some(answer)) };
    record(tx, &after, "plan.question_answered", body).map(Outcome::from)
}

/// What a removed member owed or asked is their party's from now on.
pub fn leave_to_party(tx: &mut Tx<'_>, project: ProjectId, person: PersonId) -> Result<(), Problem> {
    for item in store::with(tx.reading(), project, person)? {
        let (_, at) = tx.next(Scope::Project(project))?;
        keep(tx, &item, &item.without(person, at))?;
    }
    Ok(())
}

fn created(kind: Kind) -> &'static str {
    match kind {
        Kind::Milestone => "plan.milestone_created",
        Kind::Action => "plan.action_created",
        Kind::Question => "plan.question_created",
        Kind::Decision => "plan.decision_created",
        Kind::Idea => "plan.idea_created",
    }
}

fn updated(kind: Kind) -> &'static str {
    match kind {
        Kind::Milestone => "plan.milestone_updated",
        Kind::Action => "plan.action_updated",
        Kind::Question => "plan.question_updated",
        Kind::Decision => "plan.decision_updated",
        Kind::Idea => "plan.idea_updated",
    }
}
