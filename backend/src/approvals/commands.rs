//! Use cases on a transaction.

use super::approval::{
    Approval, Carried, Delegation, Meaning, Move, MoveKind, Response, Seat, Signature, State,
};
use super::deputies::{self, StandIn};
use super::drafts::{NewDelegation, NewResponse, NewReturn};
use super::keep::{Zones, keep};
use super::rules::{self, OpenComment, Who, decides};
use super::run;
use super::seen::{Seen, comments_hash, designs_of};
use super::signing::printed;
use super::store::{self, Given};
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::clock::Time;
use crate::kernel::http::{Expected, Fault, Problem, Refusal};
use crate::kernel::ids::{ApprovalId, FirmId, PersonId, ProjectId, Scope, SeatId, SessionId};
use crate::kernel::record::Actor;
use crate::kernel::store::{Conn, Tx};
use crate::passkeys::Proof;
use crate::policy::Right;
use crate::{charters, comments, designs, projects};

/// An approval, and who acts on it.
pub(super) fn known<'a>(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &'a Standing,
) -> Result<(Approval, Who<'a>), Problem> {
    let approval = store::approval(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    let (me, now) = ((tx.actor()?.person, tx.actor()?.firm), tx.now());
    let who = who(tx.reading(), &approval, by, me, now)?;
    Ok((approval, who))
}

/// Somebody, as they stand to an approval now, also for those whose deputy they are.
pub fn who<'a>(
    conn: &mut Conn,
    approval: &Approval,
    by: &'a Standing,
    me: (PersonId, FirmId),
    now: Time,
) -> Result<Who<'a>, Problem> {
    let principals = deputies::principals(conn, approval, (me.0, by), now)?;
    Ok(Who { principals, ..who_alone(conn, approval, by, me)? })
}

/// Somebody, as they stand to an approval by themselves.
pub(super) fn who_alone<'a>(
    conn: &mut Conn,
    approval: &Approval,
    by: &'a Standing,
    (person, firm): (PersonId, FirmId),
) -> Result<Who<'a>, Problem> {
    let parties = projects::parties_of(conn, approval.project)?.into_iter();
    let of_firm = parties.filter(|party| party.firm_id == firm.as_str());
    let colleagues = of_firm.filter_map(|party| party.id.parse().ok()).collect();
    let contributed = has_contributed(conn, approval, person)?;
    Ok(Who { person, by, contributed, colleagues, principals: Vec::new() })
}

/// R13: by person, from the record, whatever their department is now.
pub fn has_contributed(conn: &mut Conn, approval: &Approval, person: PersonId) -> Result<bool, Problem> {
    let worked = designs::contributors_to(conn, &designs_of(approval))?;
    Ok(approval.author.person == person || worked.contains(&person))
}

/// What the caller acts on is what they saw (R38, R41).
pub(super) fn as_seen(
    tx: &mut Tx<'_>,
    approval: &Approval,
    who: &Who<'_>,
    expected: &Expected,
) -> Result<(), Problem> {
    expected.check(&Seen::of(tx.reading(), approval, who)?)
}

/// Answers for a seat, signed.
pub fn respond(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    (by, session, proof): (&Standing, SessionId, &Proof),
    new: &NewResponse,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    if store::has_response(tx.reading(), new.id)? {
        return Err(Problem::id_taken());
    }
    let (before, who) = known(tx, id, by)?;
    sign_answer(tx, (&before, &who), (session, proof), (new, None), expected)
}

/// Makes something that somebody said, themselves or typed by another, their signed answer.
pub(super) fn sign_answer(
    tx: &mut Tx<'_>,
    (before, who): (&Approval, &Who<'_>),
    (session, proof): (SessionId, &Proof),
    (new, typed_by): (&NewResponse, Option<Actor>),
    expected: &Expected,
) -> Result<Outcome, Problem> {
    proof.stands(tx)?;
    let (step, seat) = run::asked(before, new.seat)?;
    who.may_answer(step, seat)?;
    as_seen(tx, before, who, expected)?;
    rules::judge(before, step, seat, new.said.answer())?;
    let carried = rules::carried(before, &new.said.decisions, &open_comments(tx, before)?)?;
    if let Some(ruled) = &before.charter {
        charters::accept(tx, ruled.charter, new.accepts_clause.as_deref())?;
    }
    let moment = tx.next(Scope::Project(before.project))?;
    let meaning = if decides(step, seat) { Meaning::Approval } else { Meaning::Review };
    let said = new.said.clone();
    let response = Response {
        id: new.id,
        author: tx.actor()?.clone(),
        at: moment.1,
        decisions: said.decisions,
        deviations: said.deviations,
        comment: said.comment,
        carried,
        typed_by,
        stands_in: stands_in(who, seat)?,
        signature: sign(tx, before, meaning, (session, proof), moment.1)?,
    };
    let given = Given {
        approval: before.id,
        step: before.open_step().unwrap_or_default(),
        round: step.round,
        seat: seat.id,
        party: seat.plan.party,
    };
    let zones = Zones::of(tx, before.project)?;
    let after = run::respond(before, new.seat, response.clone(), moment, &zones)?;
    proof.used(tx)?;
    store::insert_response(tx.writing(), given, &response)?;
    keep(tx, Some(before), &after, "approvals.response_given")
}

/// For whom somebody acts on a seat.
fn stands_in(who: &Who<'_>, seat: &Seat) -> Result<Option<StandIn>, Refusal> {
    Ok(who.acts_for(seat)?.map(|principal| principal.stands_in.clone()))
}

/// What is not closed on the designs that are decided on.
pub(super) fn open_comments(tx: &mut Tx<'_>, approval: &Approval) -> Result<Vec<OpenComment>, Problem> {
    let mut open = Vec::new();
    for design in designs_of(approval) {
        open.extend(comments::open_in(tx.reading(), design)?.into_iter().map(|comment| OpenComment {
            carried: Carried { comment: comment.id, design, number: comment.number },
            blocking: comment.blocking,
        }));
    }
    Ok(open)
}

fn sign(
    tx: &mut Tx<'_>,
    approval: &Approval,
    meaning: Meaning,
    by: (SessionId, &Proof),
    at: Time,
) -> Result<Signature, Problem> {
    let printed = printed(tx, approval.project, by, at)?;
    let comments_hash = comments_hash(tx.reading(), approval)?;
    Ok(Signature {
        name: printed.name,
        firm_name: printed.firm_name,
        department_name: printed.department_name,
        local_time: printed.local_time,
        time_zone: printed.time_zone,
        meaning,
        comments_hash,
        method: printed.method,
        credential_id: printed.credential_id,
        device: printed.device,
    })
}

/// Takes a seat of the caller's party for them, or for whose deputy they are.
pub fn claim(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    seat: SeatId,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    let (step, asked) = run::asked(&before, seat)?;
    who.may_claim(step, asked)?;
    as_seen(tx, &before, &who, expected)?;
    let takes = who.acts_for(asked).ok().flatten().map_or(who.person, |principal| principal.person());
    if asked.holder == Some(takes) {
        return Ok(Outcome::Unchanged);
    }
    let after = run::claim(&before, seat, takes)?;
    keep(tx, Some(&before), &after, "approvals.seat_claimed")
}

/// Hands a seat over to somebody of the same firm who may decide and did not work on it (R14).
pub fn delegate(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    new: &NewDelegation,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    let (step, seat) = run::asked(&before, new.seat)?;
    who.may_delegate(seat)?;
    as_seen(tx, &before, &who, expected)?;
    let firm = tx.actor()?.firm;
    let unknown = || Fault::new("unknown").at("/person_id");
    let holders = store::holders(tx.reading(), before.project)?;
    let to = holders
        .into_iter()
        .find(|holder| holder.person == new.to && holder.firm == firm && holder.role.allows(Right::Decide))
        .filter(|holder| holder.person != who.person)
        .ok_or_else(unknown)?;
    if decides(step, seat) && has_contributed(tx.reading(), &before, to.person)? {
        return Err(rules::OWN_WORK.into());
    }
    let (_, at) = tx.next(Scope::Project(before.project))?;
    let delegation = Delegation {
        author: tx.actor()?.clone(),
        to: to.person,
        kind: new.kind,
        reason: new.reason.clone(),
        at,
    };
    let after = run::delegate(&before, new.seat, delegation)?;
    keep(tx, Some(&before), &after, "approvals.seat_delegated")
}

fn moved(tx: &Tx<'_>, kind: MoveKind, reason: &str, at: Time) -> Result<Move, Problem> {
    let author = tx.actor()?.clone();
    Ok(Move { kind, reason: Some(reason.to_owned()), author, stands_in: None, at })
}

/// Sends a submission back (R11).
pub fn send_back(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    new: &NewReturn,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    let (step, seat) = run::asked(&before, new.seat)?;
    rules::may_return(&who, &before, step, seat)?;
    as_seen(tx, &before, &who, expected)?;
    let moment = tx.next(Scope::Project(before.project))?;
    let moved = moved(tx, MoveKind::Returned, &new.reason, moment.1)?;
    let moved = Move { stands_in: stands_in(&who, seat)?, ..moved };
    let zones = Zones::of(tx, before.project)?;
    let after = run::send_back(&before, new.to, moved, moment, &zones)?;
    keep(tx, Some(&before), &after, "approvals.approval_returned")
}

/// Takes a submission back: free while nobody has answered, later with a reason (R20).
pub fn recall(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    reason: Option<&str>,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    who.may_recall(&before)?;
    if before.state != State::Open {
        return Err(run::APPROVAL_CLOSED.into());
    }
    as_seen(tx, &before, &who, expected)?;
    if before.is_answered() && reason.is_none() {
        return Err(Fault::new("missing").at("/reason"));
    }
    let moment = tx.next(Scope::Project(before.project))?;
    let after = run::recall(&before, reason.map(str::to_owned), tx.actor()?.clone(), moment)?;
    keep(tx, Some(&before), &after, "approvals.approval_recalled")
}

/// Leaves the open step out.
pub fn skip(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    (step, reason): (usize, &str),
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    who.may_skip(&before)?;
    as_seen(tx, &before, &who, expected)?;
    let moment = tx.next(Scope::Project(before.project))?;
    let moved = moved(tx, MoveKind::Skipped, reason, moment.1)?;
    let zones = Zones::of(tx, before.project)?;
    let after = run::skip(&before, step, moved, moment, &zones)?;
    keep(tx, Some(&before), &after, "approvals.step_skipped")
}

/// Gives the seats of a removed member back to their parties (R19).
pub fn leave_to_party(tx: &mut Tx<'_>, project: ProjectId, person: PersonId) -> Result<(), Problem> {
    for before in store::open_of(tx.reading(), project)? {
        if let Some(after) = run::leave(&before, person) {
            keep(tx, Some(&before), &after, "approvals.seat_left")?;
        }
    }
    Ok(())
}
