//! Sending revisions for a decision: what is missing is told before anybody is asked (R3), then a copy of the route begins (R1).

use super::approval::{Approval, Subject, Submission};
use super::drafts::NewSubmission;
use super::keep::{Zones, keep, keep_moving};
use super::routes::{self, Route};
use super::ruled::{self, Ruled};
use super::rules::{self, SUBMISSION_NOT_YOURS, Who};
use super::run::{self, Begin};
use super::seen::Seen;
use super::store;
use crate::kernel::access::{Outcome, Standing, standing_of};
use crate::kernel::http::{Expected, Fault, Problem};
use crate::kernel::ids::{ApprovalId, PartyId, PersonId, ProjectId, RevisionId, Scope};
use crate::kernel::store::Tx;
use crate::{charters, comments, designs, projects};
use dure_api::Limits;

/// Sends revisions for a decision.
pub fn submit(
    tx: &mut Tx<'_>,
    project: ProjectId,
    by: &Standing,
    new: &NewSubmission,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::open_count(tx.reading(), project)? >= i64::from(limits.open_approvals_per_project) {
        return Err(rules::APPROVALS_FULL.into());
    }
    let approval = checked(tx, project, by, new, None)?;
    keep(tx, None, &approval, "approvals.submission_issued")
}

/// Sends revisions in the place of an open approval, which closes in the same transaction (R21).
pub fn supersede(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    new: &NewSubmission,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let before = store::approval(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    let person = tx.actor()?.person;
    let who = Who { person, by, contributed: true, colleagues: Vec::new(), principals: Vec::new() };
    who.may_recall(&before)?;
    if before.open_step().is_none() {
        return Err(run::APPROVAL_CLOSED.into());
    }
    expected.check(&Seen::of(tx.reading(), &before, &who)?)?;
    let next = checked(tx, before.project, by, new, Some(&before))?;
    let is_covered =
        |subject: &Subject| next.submission.subjects.iter().any(|new| new.design == subject.design);
    if !before.submission.subjects.iter().all(is_covered) {
        return Err(rules::DESIGNS_MISSING.into());
    }
    let moment = tx.next(Scope::Project(before.project))?;
    let closed = run::supersede(&before, tx.actor()?.clone(), moment)?;
    let goes_on: Vec<RevisionId> = next.submission.subjects.iter().map(|subject| subject.revision).collect();
    keep_moving(tx, Some(&before), &closed, "approvals.approval_superseded", &goes_on)?;
    // Its place in the record is the next one.
    let (seq, at) = tx.next(Scope::Project(before.project))?;
    let next = Approval { created_seq: seq, created_at: at, ..next };
    keep(tx, None, &next, "approvals.submission_issued")
}

/// The approval that would begin, if nothing is missing.
fn checked(
    tx: &mut Tx<'_>,
    project: ProjectId,
    by: &Standing,
    new: &NewSubmission,
    replaces: Option<&Approval>,
) -> Result<Approval, Problem> {
    if store::approval(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let party = *by.parties.last().ok_or_else(Problem::forbidden)?;
    let route = routes::store::route(tx.reading(), new.route)?
        .filter(|route| route.project == project)
        .ok_or_else(|| Fault::new("unknown").at("/route_id"))?;
    let (subjects, audience) = subjects(tx, project, by, new, replaces)?;
    still_seated(tx, &route, audience.as_deref())?;
    let charter = charters::in_force(tx.reading(), project)?;
    ruled::allowed(charter.as_ref(), &route.steps, |_, _| "/route_id".to_owned())?;
    if !rules::may_all_look(&route.steps, audience.as_deref()) {
        return Err(Fault::new("cannot_look").at("/route_id"));
    }
    let moment = tx.next(Scope::Project(project))?;
    let begin = Begin {
        id: new.id,
        number: store::last_number(tx.reading(), project)? + 1,
        submission: Submission {
            subjects,
            purpose: new.purpose.clone(),
            due_on: new.due_on.clone(),
            deviations: new.deviations.clone(),
            as_package: new.as_package,
            replaces: replaces.map(|approval| approval.id),
        },
        party,
        author: tx.actor()?.clone(),
        audience,
        codes: ruled::codes_of(charter.as_ref()),
        charter: charter.as_ref().map(Ruled::by),
    };
    let zones = Zones::of(tx, project)?;
    Ok(run::begin(begin, &route, moment, &zones))
}

/// What is decided on, and who may look at all of it.
fn subjects(
    tx: &mut Tx<'_>,
    project: ProjectId,
    by: &Standing,
    new: &NewSubmission,
    replaces: Option<&Approval>,
) -> Result<(Vec<Subject>, Option<Vec<PartyId>>), Problem> {
    let mut subjects: Vec<Subject> = Vec::with_capacity(new.revisions.len());
    let mut audience: Option<Vec<PartyId>> = None;
    for (n, id) in new.revisions.iter().enumerate() {
        let unknown = || Fault::new("unknown").at(format!("/revision_ids/{n}"));
        let revision = designs::revision(tx.reading(), *id)?
            .filter(|revision| revision.project == project && revision.is_submitted())
            .ok_or_else(unknown)?;
        let design = designs::design(tx.reading(), revision.design)?.ok_or_else(unknown)?;
        if !by.parties.contains(&design.party) {
            let is_seen = designs::may_look(by, &design).is_ok();
            return Err(if is_seen { SUBMISSION_NOT_YOURS.into() } else { unknown() });
        }
        let others = store::open_with(tx.reading(), design.id)?;
        let goes_on = others.is_some() && others == replaces.map(|approval| approval.id);
        if others.is_some() && !goes_on {
            return Err(rules::APPROVAL_OPEN.into());
        }
        let may_be_sent = match revision.state {
            designs::State::Submitted | designs::State::Withdrawn => true,
            designs::State::InReview => goes_on,
            _ => false,
        };
        if design.last != Some(revision.id) || !may_be_sent {
            return Err(rules::REVISION_NOT_LAST.into());
        }
        if comments::open_in(tx.reading(), design.id)?.iter().any(comments::Comment::is_unanswered) {
            return Err(rules::COMMENTS_UNANSWERED.into());
        }
        if let Some(named) = &design.audience {
            let both = |so_far: Vec<PartyId>| so_far.into_iter().filter(|id| named.contains(id)).collect();
            audience = Some(audience.map_or_else(|| named.clone(), both));
        }
        subjects.push(Subject {
            revision: revision.id,
            design: design.id,
            number: design.number,
            title: design.title,
            label: revision.label,
            manifest_hash: revision.manifest_hash,
        });
    }
    Ok((subjects, audience))
}

/// Whoever a route names still takes part, and who is told when it is late may look.
fn still_seated(tx: &mut Tx<'_>, route: &Route, audience: Option<&[PartyId]>) -> Result<(), Problem> {
    let members = projects::members_of(tx.reading(), route.project)?;
    let named = route.steps.iter().flat_map(|step| &step.seats).filter_map(|seat| seat.person);
    let told: Vec<PersonId> = route.steps.iter().filter_map(|step| step.escalate_to).collect();
    let is_member = |person: PersonId| members.iter().any(|member| member.person_id == person.as_str());
    if !named.chain(told.iter().copied()).all(is_member) {
        return Err(Fault::new("person_left").at("/route_id"));
    }
    for person in told {
        let standing = standing_of(tx.reading(), Scope::Project(route.project), person)?;
        if !standing.is_some_and(|standing| standing.hears(audience)) {
            return Err(Fault::new("cannot_look").at("/route_id"));
        }
    }
    Ok(())
}
