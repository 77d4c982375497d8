//! Use cases on a transaction.

use super::drafts::NewProvisional;
use super::provisional::{self, Provisional};
use crate::approvals::approval::Approval;
use crate::approvals::commands::{as_seen, known, open_comments, sign_answer, who_alone};
use crate::approvals::drafts::NewResponse;
use crate::approvals::keep::keep;
use crate::approvals::rules;
use crate::approvals::run;
use crate::approvals::store;
use crate::kernel::access::{Outcome, Standing, standing_of};
use crate::kernel::http::{Expected, Fault, Problem};
use crate::kernel::ids::{ApprovalId, ResponseId, Scope, SessionId};
use crate::kernel::store::Tx;
use crate::passkeys::Proof;
use crate::people;
use crate::policy::Right;

/// Types what somebody said by phone. They may decide in the project and answer for that seat; what they said must be an answer.
pub fn respond(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    new: &NewProvisional,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, typist) = known(tx, id, by)?;
    let (step, seat) = run::asked(&before, new.seat)?;
    typist.may_type(seat)?;
    as_seen(tx, &before, &typist, expected)?;
    let is_taken = |approval: &Approval| {
        let mut seats = approval.steps.iter().flat_map(|step| &step.seats);
        seats.any(|seat| seat.provisional.as_ref().is_some_and(|typed| typed.id == new.id))
    };
    if is_taken(&before) || store::has_response(tx.reading(), new.id)? {
        return Err(Problem::id_taken());
    }
    let unknown = || Fault::new("unknown").at("/person_id");
    let standing = standing_of(tx.reading(), Scope::Project(before.project), new.person)?;
    let standing = standing.filter(|of| of.role.allows(Right::Decide)).ok_or_else(unknown)?;
    let person = people::person(tx.reading(), new.person)?.ok_or_else(unknown)?;
    if new.person == typist.person {
        return Err(unknown());
    }
    let firm = person.firm_id.parse().map_err(Problem::internal)?;
    // What is told by phone is somebody's own: who stands in signs themselves.
    let answers = who_alone(tx.reading(), &before, &standing, (new.person, firm))?;
    answers.may_answer(step, seat)?;
    rules::judge(&before, step, seat, new.said.answer())?;
    rules::carried(&before, &new.said.decisions, &open_comments(tx, &before)?)?;
    let (_, at) = tx.next(Scope::Project(before.project))?;
    let said = new.said.clone();
    let typed = Provisional {
        id: new.id,
        person: new.person,
        author: tx.actor()?.clone(),
        reason: new.reason.clone(),
        at,
        decisions: said.decisions,
        deviations: said.deviations,
        comment: said.comment,
        contradicted: None,
    };
    let after = provisional::provide(&before, new.seat, typed)?;
    keep(tx, Some(&before), &after, "approvals.response_typed")
}

/// Makes it the caller's answer, signed.
pub fn confirm(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    (by, session, proof): (&Standing, SessionId, &Proof),
    (response, accepts_clause): (ResponseId, Option<&str>),
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    let (seat, typed) = provisional::waiting(&before, response)?;
    who.may_confirm(typed)?;
    let accepts_clause = accepts_clause.map(str::to_owned);
    let new = NewResponse { id: response, seat: seat.id, said: typed.said(), accepts_clause };
    sign_answer(tx, (&before, &who), (session, proof), (&new, Some(typed.author.clone())), expected)
}

/// Says that it is not the caller's answer.
pub fn contradict(
    tx: &mut Tx<'_>,
    id: ApprovalId,
    by: &Standing,
    (response, reason): (ResponseId, &str),
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (before, who) = known(tx, id, by)?;
    who.may_confirm(provisional::waiting(&before, response)?.1)?;
    as_seen(tx, &before, &who, expected)?;
    let (_, at) = tx.next(Scope::Project(before.project))?;
    let after = provisional::contradict(&before, response, reason, at)?;
    keep(tx, Some(&before), &after, "approvals.response_contradicted")
}
