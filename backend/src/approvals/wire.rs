//! Routes and approvals as they go out.
//!
//! An event is the same for everyone, so an approval of restricted designs stands in it, and in snapshots, as a wall: who is
//! asked, where it stands, whose turn it is, and not what is said (R33). An answer to a sealed step is a wall for all but its
//! party until the step is done (R34).

use super::approval::{
    Accepted, Approval, Decision, Move, Outcome, Response, Seat, State, Step, StepState, Submission,
};
use super::asides::{told_advice, told_hold};
use super::behalf::told_provisional;
use super::codes::Code;
use super::deputies::told_stand_in;
use super::routes::{Route, SeatKind, SeatPlan, StepPlan};
use super::ruled::Deemed;
use super::rules::{Who, actions};
use super::store::Past;
use crate::kernel::access::Standing;
use crate::kernel::ids::PersonId;
use crate::policy::{Role, allowed};
use dure_api as api;

/// A route as events carry it.
pub fn told_route(route: &Route) -> api::Route {
    let seat = |seat: &SeatPlan| api::RouteSeat {
        party_id: Some(seat.party.to_string()),
        department_id: None,
        person_id: seat.person.map(|id| id.to_string()),
        kind: seat.kind.as_str().to_owned(),
        decides: seat.decides,
    };
    let step = |step: &StepPlan| api::RouteStep {
        name: step.name.clone(),
        mode: step.mode.as_str().to_owned(),
        quorum: step.quorum.map(i64::from),
        due_days: i64::from(step.due_days),
        on_overdue: step.on_overdue.as_str().to_owned(),
        escalate_to_person_id: step.escalate_to.map(|id| id.to_string()),
        sealed: step.sealed,
        seats: step.seats.iter().map(seat).collect(),
    };
    api::Route {
        id: route.id.to_string(),
        project_id: route.project.to_string(),
        name: route.name.clone(),
        steps: route.steps.iter().map(step).collect(),
        author: route.author.wire(),
        created_at: route.created_at.rfc3339(),
        created_seq: route.created_seq,
        seq: None,
        allowed_actions: None,
    }
}

/// The route for one caller.
pub fn marked_route(route: api::Route, role: Role) -> api::Route {
    api::Route { allowed_actions: Some(allowed(role, &["create_submission"])), ..route }
}

/// What a reader sees of it.
#[derive(Clone, Copy)]
enum Sight<'a> {
    /// That it is there.
    Wall,
    /// What is said, but for what is sealed for them.
    Content(Option<&'a Who<'a>>),
}

/// The approval as events carry it.
pub fn told(approval: &Approval) -> api::Approval {
    let sight = if approval.audience.is_some() { Sight::Wall } else { Sight::Content(None) };
    shown(approval, sight)
}

/// The approval for one caller.
pub fn marked(approval: &Approval, who: &Who<'_>) -> api::Approval {
    let sight = if sees(approval, who.by) { Sight::Content(Some(who)) } else { Sight::Wall };
    let answers = || approval.awaited().filter(|(step, seat)| who.may_answer(step, seat).is_ok());
    let stands_in = answers().filter_map(|(_, seat)| {
        let principal = who.acts_for(seat).ok().flatten()?;
        Some(api::SeatStandIn { seat_id: seat.id.to_string(), person_id: principal.person().to_string() })
    });
    let stands_in: Vec<api::SeatStandIn> = stands_in.collect();
    api::Approval {
        allowed_actions: Some(actions(who, approval)),
        my_seat_ids: Some(answers().map(|(_, seat)| seat.id.to_string()).collect()),
        stands_in: Some(stands_in).filter(|seats| !seats.is_empty()),
        ..shown(approval, sight)
    }
}

/// The approval with all that is said, but for what is sealed for them, for somebody who may look at it.
pub fn told_to(approval: &Approval, who: &Who<'_>) -> api::Approval {
    shown(approval, Sight::Content(Some(who)))
}

/// Whether the caller may look at everything that is decided on.
pub fn sees(approval: &Approval, by: &Standing) -> bool {
    by.hears(approval.audience.as_deref())
}

fn shown(approval: &Approval, sight: Sight<'_>) -> api::Approval {
    let is_wall = matches!(sight, Sight::Wall);
    let balls = approval.awaited().filter(|(_, seat)| seat.plan.kind == SeatKind::Required);
    let ball = |seat: &Seat| api::Ball {
        party_id: seat.plan.party.to_string(),
        person_id: seat.holder.map(|id| id.to_string()),
        with_person_id: seat.advice_asked().map(|advice| advice.to.to_string()),
        since: seat.since.map(|at| at.rfc3339()).unwrap_or_default(),
    };
    api::Approval {
        id: approval.id.to_string(),
        project_id: approval.project.to_string(),
        number: approval.number,
        state: approval.state.as_str().to_owned(),
        submission: submission(approval, is_wall),
        route_id: approval.route.0.to_string(),
        route_name: approval.route.1.clone(),
        steps: approval.steps.iter().map(|each| step(each, sight)).collect(),
        codes: approval.codes.iter().map(Code::told).collect(),
        charter: approval
            .charter
            .as_ref()
            .map(|charter| charter.told(approval.steps.iter().map(|step| &step.plan))),
        ball: balls.map(|(_, seat)| ball(seat)).collect(),
        outcomes: outcomes(&approval.outcomes),
        party_id: approval.party.to_string(),
        author: approval.author.wire(),
        created_at: approval.created_at.rfc3339(),
        created_seq: approval.created_seq,
        restricted: approval.audience.is_some(),
        closure: approval.closure.as_ref().map(|closure| moved(closure, is_wall)),
        closed_at: approval.closed.map(|(at, _)| at.rfc3339()),
        closed_seq: approval.closed.map(|(_, seq)| seq),
        version: approval.version,
        seq: None,
        allowed_actions: None,
        my_seat_ids: None,
        stands_in: None,
        away: None,
        clause_to_accept: None,
    }
}

fn submission(approval: &Approval, is_wall: bool) -> api::Submission {
    let Submission { subjects, purpose, due_on, deviations, as_package, replaces } = &approval.submission;
    let revision = |subject: &super::approval::Subject| api::SubmittedRevision {
        revision_id: subject.revision.to_string(),
        design_id: subject.design.to_string(),
        design_number: subject.number.clone(),
        design_title: subject.title.clone(),
        label: subject.label.clone(),
        manifest_hash: subject.manifest_hash.clone(),
    };
    let deviation = |(n, body): (usize, &String)| api::Deviation { number: place(n), body: body.clone() };
    let state = match approval.state {
        State::Open => "issued",
        state => state.as_str(),
    };
    api::Submission {
        id: approval.id.to_string(),
        revisions: subjects.iter().map(revision).collect(),
        purpose: if is_wall { String::new() } else { purpose.clone() },
        due_on: due_on.clone(),
        deviations: deviations.iter().enumerate().filter(|_| !is_wall).map(deviation).collect(),
        as_package: *as_package,
        replaces_approval_id: replaces.map(|id| id.to_string()),
        state: state.to_owned(),
    }
}

/// The submission of an approval, for who made it.
pub fn told_submission(approval: &Approval) -> api::Submission {
    submission(approval, false)
}

fn place(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX).saturating_add(1)
}

fn outcomes(outcomes: &[Outcome]) -> Vec<api::RevisionOutcome> {
    let told = |outcome: &Outcome| api::RevisionOutcome {
        revision_id: outcome.revision.to_string(),
        code: outcome.code.clone(),
    };
    outcomes.iter().map(told).collect()
}

fn moved(moved: &Move, is_wall: bool) -> api::ApprovalMove {
    api::ApprovalMove {
        kind: moved.kind.as_str().to_owned(),
        reason: moved.reason.clone().filter(|_| !is_wall),
        author: moved.author.wire(),
        stands_in: moved.stands_in.as_ref().map(told_stand_in),
        at: moved.at.rfc3339(),
    }
}

fn step(step: &Step, sight: Sight<'_>) -> api::ApprovalStep {
    let is_sealed = step.plan.sealed && step.state == StepState::Open;
    let is_own = |seat: &Seat, who: &Who<'_>| {
        let is_signed = seat.response.as_ref().is_some_and(|response| response.counts(who.person));
        let is_asked = seat.is_awaited() && who.acts_for(seat).is_ok();
        who.by.parties.contains(&seat.plan.party) || is_signed || is_asked
    };
    let says = |seat: &Seat| match sight {
        Sight::Wall => false,
        Sight::Content(who) => !is_sealed || who.is_some_and(|who| is_own(seat, who)),
    };
    // Who was asked reads the question also while the step is sealed.
    let asks = |person: PersonId| matches!(sight, Sight::Content(Some(who)) if who.person == person);
    api::ApprovalStep {
        name: step.plan.name.clone(),
        mode: step.plan.mode.as_str().to_owned(),
        quorum: step.plan.quorum.map(i64::from),
        due_days: i64::from(step.plan.due_days),
        on_overdue: step.plan.on_overdue.as_str().to_owned(),
        escalate_to_person_id: step.plan.escalate_to.map(|id| id.to_string()),
        sealed: step.plan.sealed,
        state: step.state.as_str().to_owned(),
        round: i64::from(step.round),
        opened_at: step.opened_at.map(|at| at.rfc3339()),
        closed_at: step.closed_at.map(|at| at.rfc3339()),
        reminded: Some(i64::from(step.reminded)).filter(|times| *times > 0),
        outcomes: outcomes(&step.outcomes),
        moved: step.moved.as_ref().map(|each| moved(each, matches!(sight, Sight::Wall))),
        seats: step.seats.iter().map(|each| seat(each, says(each), &asks)).collect(),
    }
}

fn seat(seat: &Seat, says: bool, asks: &dyn Fn(PersonId) -> bool) -> api::ApprovalSeat {
    let advice = seat.advice.iter().map(|advice| told_advice(advice, says || asks(advice.to)));
    let advice: Vec<api::SeatAdvice> = advice.collect();
    let delegation = seat.delegation.as_ref().map(|delegation| api::SeatDelegation {
        author: delegation.author.wire(),
        person_id: delegation.to.to_string(),
        kind: delegation.kind.as_str().to_owned(),
        reason: if says { delegation.reason.clone() } else { String::new() },
        at: delegation.at.rfc3339(),
    });
    api::ApprovalSeat {
        seat_id: seat.id.to_string(),
        party_id: seat.plan.party.to_string(),
        person_id: seat.holder.map(|id| id.to_string()),
        kind: seat.plan.kind.as_str().to_owned(),
        decides: seat.plan.decides,
        state: seat.state.as_str().to_owned(),
        since: seat.since.map(|at| at.rfc3339()),
        due_at: seat.due_at.map(|at| at.rfc3339()),
        delegation,
        advice: Some(advice).filter(|advice| !advice.is_empty()),
        provisional: seat
            .provisional
            .as_ref()
            .map(|typed| told_provisional(typed, says || asks(typed.person) || asks(typed.author.person))),
        escalated: seat
            .escalated
            .as_ref()
            .map(|told| api::SeatEscalation { person_id: told.to.to_string(), at: told.at.rfc3339() }),
        hold: seat.hold.as_ref().map(|hold| told_hold(hold, says)),
        response: seat.response.as_ref().filter(|_| says).map(told_response),
        deemed: seat.deemed.as_ref().map(Deemed::told),
    }
}

/// What is said of revisions.
pub fn told_decisions(decisions: &[Decision]) -> Vec<api::SeatDecision> {
    let told = |said: &Decision| api::SeatDecision {
        revision_id: said.revision.to_string(),
        manifest_hash: said.manifest_hash.clone(),
        code: said.code.clone(),
        reason: said.reason.clone(),
    };
    decisions.iter().map(told).collect()
}

/// What is said of deviations.
pub fn told_deviations(deviations: &[Accepted]) -> Vec<api::DeviationAnswer> {
    let told =
        |said: &Accepted| api::DeviationAnswer { number: i64::from(said.number), accepted: said.accepted };
    deviations.iter().map(told).collect()
}

/// An answer as it goes out.
pub fn told_response(response: &Response) -> api::ApprovalResponse {
    let carried = response.carried.iter().map(|comment| api::CarriedComment {
        comment_id: comment.comment.to_string(),
        design_id: comment.design.to_string(),
        number: comment.number,
    });
    let signature = response.signature.clone();
    api::ApprovalResponse {
        id: response.id.to_string(),
        author: response.author.wire(),
        at: response.at.rfc3339(),
        decisions: told_decisions(&response.decisions),
        deviations: told_deviations(&response.deviations),
        comment: response.comment.clone(),
        carried: carried.collect(),
        typed_by: response.typed_by.as_ref().map(|typist| typist.wire()),
        stands_in: response.stands_in.as_ref().map(told_stand_in),
        signature: api::Signature {
            name: signature.name,
            firm_name: signature.firm_name,
            department_name: signature.department_name,
            local_time: signature.local_time,
            time_zone: signature.time_zone,
            meaning: signature.meaning.as_str().to_owned(),
            comments_hash: signature.comments_hash,
            method: signature.method.as_str().to_owned(),
            credential_id: signature.credential_id,
            device: signature.device,
        },
    }
}

/// An answer with where it was given; of a sealed step that is open, for its party alone.
pub fn told_past(past: &Past, approval: &Approval, by: &Standing) -> api::PastResponse {
    let step = usize::try_from(past.step).ok().and_then(|at| approval.steps.get(at));
    let is_sealed = step.is_some_and(|step| {
        step.plan.sealed && step.state == StepState::Open && i64::from(step.round) == past.round
    });
    let says = sees(approval, by) && (!is_sealed || by.parties.contains(&past.party));
    api::PastResponse {
        step: past.step.saturating_add(1),
        round: past.round,
        seat_id: past.seat.to_string(),
        party_id: past.party.to_string(),
        response: Some(told_response(&past.response)).filter(|_| says),
    }
}
