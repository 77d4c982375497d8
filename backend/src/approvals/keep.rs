//! What follows a change of an approval, in its transaction: the row, the event, the revisions, and the clock of its step.

use super::approval::{Approval, Seat, State};
use super::codes::{self, Proceed, Resubmit};
use super::commands::open_comments;
use super::days;
use super::late::{self, Deeming, Reminder};
use super::routes::{Overdue, SeatPlan};
use super::run::Calendar;
use super::store::{self, Holder};
use super::wire;
use crate::clocks;
use crate::designs;
use crate::kernel::access::Outcome;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ApprovalId, ProjectId, RevisionId, Scope};
use crate::kernel::jobs::Job;
use crate::kernel::record::{Actor, Entry};
use crate::kernel::store::Tx;
use crate::policy::Right;
use dure_api::EventBody;
use serde_json::json;
use std::collections::BTreeSet;

/// Where the people of a project are.
pub struct Zones(Vec<Holder>);

impl Zones {
    /// Of a project.
    pub fn of(tx: &mut Tx<'_>, project: ProjectId) -> Result<Self, Problem> {
        Ok(Self(store::holders(tx.reading(), project)?))
    }
}

impl Calendar for Zones {
    /// Where its person is, or else the first of its party who may decide.
    fn due(&self, seat: &SeatPlan, days: u32, from: Time) -> Time {
        let holds = |holder: &&Holder| match seat.person {
            Some(person) => holder.person == person,
            None => holder.party == seat.party && holder.role.allows(Right::Decide),
        };
        let zone = self.0.iter().find(holds).and_then(|holder| holder.time_zone.parse().ok());
        days::due(zone.unwrap_or(chrono_tz::Asia::Seoul), days, from)
    }
}

/// Keeps an approval as it is after a change, and tells it.
pub fn keep(
    tx: &mut Tx<'_>,
    before: Option<&Approval>,
    after: &Approval,
    kind: &'static str,
) -> Result<Outcome, Problem> {
    keep_moving(tx, before, after, kind, &[])
}

/// The same, leaving some revisions where they are: another approval goes on with them.
pub fn keep_moving(
    tx: &mut Tx<'_>,
    before: Option<&Approval>,
    after: &Approval,
    kind: &'static str,
    but: &[RevisionId],
) -> Result<Outcome, Problem> {
    match before {
        None => store::insert(tx.writing(), after)?,
        Some(_) => store::update(tx.writing(), after)?,
    }
    let body = EventBody { approval: Some(Box::new(wire::told(after))), ..EventBody::default() };
    let recorded = tx.record(Scope::Project(after.project), Entry::new(kind, body))?;
    clocks::follow(tx, &recorded)?;
    set_clock(tx, before, after)?;
    for subject in after.submission.subjects.iter().filter(|subject| !but.contains(&subject.revision)) {
        designs::move_to(tx, subject.revision, standing_of(after, subject.revision))?;
    }
    Ok(recorded.into())
}

/// Where an approval leaves a revision.
fn standing_of(approval: &Approval, revision: RevisionId) -> designs::State {
    let outcome = approval.outcomes.iter().find(|outcome| outcome.revision == revision);
    let code = outcome.and_then(|outcome| codes::named(&approval.codes, &outcome.code));
    match (approval.state, code) {
        (State::Open, _) => designs::State::InReview,
        (State::Recalled, _) => designs::State::Submitted,
        (State::Withdrawn, _) => designs::State::Withdrawn,
        (State::Superseded, _) => designs::State::Superseded,
        (State::Returned, _) => designs::State::Returned,
        (State::Decided, None) => designs::State::Submitted,
        (State::Decided, Some(code)) => match (code.may_proceed, code.resubmit) {
            (Proceed::Yes, _) if code.is_final => designs::State::Approved,
            (Proceed::Yes, _) => designs::State::Submitted,
            (Proceed::AsNoted, _) => designs::State::ApprovedAsNoted,
            (Proceed::No, Resubmit::Required) => designs::State::Returned,
            (Proceed::No, _) => designs::State::Rejected,
        },
    }
}

/// What an opened step does once its seats are due: a job for each time that one is.
fn set_clock(tx: &mut Tx<'_>, before: Option<&Approval>, after: &Approval) -> Result<(), Problem> {
    let round =
        |approval: &Approval| approval.open_step().and_then(|at| Some((at, approval.steps.get(at)?.round)));
    let Some((at, count)) = round(after).filter(|now| before.and_then(round) != Some(*now)) else {
        return Ok(());
    };
    let times: BTreeSet<i64> = after.awaited().filter_map(|(_, seat)| seat.due_at).map(|due| due.0).collect();
    // Reminders follow each other: the first one is enough.
    let reminds = after.steps.get(at).is_some_and(|step| step.plan.on_overdue == Overdue::Remind);
    for due in times.into_iter().take(if reminds { 1 } else { usize::MAX }) {
        look_again(tx, after, (at, count), Time(due))?;
    }
    Ok(())
}

fn look_again(
    tx: &mut Tx<'_>,
    approval: &Approval,
    (step, round): (usize, u32),
    at: Time,
) -> Result<(), Problem> {
    let payload =
        json!({ "project": approval.project, "approval": approval.id, "step": step, "round": round });
    tx.enqueue_at("approval_overdue", &payload, at).map(drop)
}

/// When somebody is late next, or has been for one more working day.
fn next_reminder(approval: &Approval, zones: &Zones, now: Time) -> Option<Time> {
    let of = |seat: &Seat| match seat.due_at {
        Some(due) if due > now => due,
        _ => zones.due(&seat.plan, 1, now),
    };
    approval.awaited().map(|(_, seat)| of(seat)).min()
}

/// The job that does with overdue seats what the route says (R30), told in the name of who submitted: closes them as no opinion,
/// once, takes them to have approved by the charter, tells whom the route names, once, or reminds who holds them, once a working
/// day.
pub fn overdue(job: &Job) -> Result<(), Problem> {
    let project: ProjectId = job.text("project")?.parse().map_err(Problem::internal)?;
    let id: ApprovalId = job.text("approval")?.parse().map_err(Problem::internal)?;
    let number = |name: &str| job.payload.get(name).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let step = usize::try_from(number("step")).map_err(Problem::internal)?;
    let round = u32::try_from(number("round")).map_err(Problem::internal)?;
    let found = job.read(move |conn| Ok(store::approval(conn, id)?))?;
    let Some(author) = found.map(|approval| approval.author) else { return job.done() };
    let by: Actor = author;
    job.write(Scope::Project(project), by, move |tx| {
        let Some(before) = store::approval(tx.reading(), id)? else { return Ok(()) };
        let moment = tx.next(Scope::Project(project))?;
        let zones = Zones::of(tx, project)?;
        if let Some(after) = late::lapse(&before, step, round, moment, &zones) {
            return keep(tx, Some(&before), &after, "approvals.seats_lapsed").map(drop);
        }
        let is_blocked = open_comments(tx, &before)?.iter().any(|comment| comment.blocking);
        match late::deem(&before, (step, round), is_blocked, moment, &zones) {
            Deeming::Done(after) => {
                return keep(tx, Some(&before), &after, "approvals.seats_deemed").map(drop);
            }
            Deeming::Blocked => {
                let at = next_reminder(&before, &zones, tx.now());
                return at.map_or(Ok(()), |at| look_again(tx, &before, (step, round), at));
            }
            Deeming::NotYet | Deeming::Over => {}
        }
        if let Some(after) = late::escalate(&before, step, round, moment.1) {
            return keep(tx, Some(&before), &after, "approvals.seats_escalated").map(drop);
        }
        let now = match late::remind(&before, step, round, moment.1) {
            Reminder::Over => return Ok(()),
            Reminder::NotYet => before,
            Reminder::Sent(after) => {
                keep(tx, Some(&before), &after, "approvals.seats_reminded")?;
                *after
            }
        };
        next_reminder(&now, &zones, tx.now()).map_or(Ok(()), |at| look_again(tx, &now, (step, round), at))
    })
}
