//! Use cases on a transaction.

use super::charter::{Charter, Clause, Closure, Ending, Signature, Signer, SignerSide, State};
use super::drafts::NewCharter;
use super::rules::{
    self, CHARTER_DIFFERS, CHARTER_NOT_YOURS, CHARTERS_FULL, CLAUSE_NOT_ACCEPTED, PROPOSAL_OPEN,
};
use super::{store, text, wire};
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::http::{Expected, Problem};
use crate::kernel::ids::{CharterId, FirmId, ProjectId, Scope, SessionId};
use crate::kernel::record::{Entry, Recorded};
use crate::kernel::store::Tx;
use crate::passkeys::Proof;
use crate::policy::Role;
use crate::{approvals, projects};
use dure_api::{EventBody, Limits};
use serde::Serialize;

/// What a caller acts on, for `If-Match`: not the signatures of others, so that two that come at once do not refuse each other.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    charter: String,
    state: &'static str,
    text_hash: String,
}

impl Seen {
    /// As it is now.
    pub fn of(charter: &Charter) -> Self {
        Self {
            charter: charter.id.to_string(),
            state: charter.state.as_str(),
            text_hash: charter.text_hash.clone(),
        }
    }
}

fn record(tx: &mut Tx<'_>, charter: &Charter, kind: &'static str) -> Result<Recorded, Problem> {
    let body = EventBody { charter: Some(Box::new(wire::told(charter))), ..EventBody::default() };
    tx.record(Scope::Project(charter.project), Entry::new(kind, body))
}

/// The firms of both sides, the customer's first.
fn signers(tx: &mut Tx<'_>, project: ProjectId) -> Result<Vec<Signer>, Problem> {
    let parties = projects::parties_of(tx.reading(), project)?;
    let mut signers = Vec::new();
    for party in parties.iter().filter(|party| party.department_id.is_none()) {
        let Ok(side) = party.side.parse::<SignerSide>() else { continue };
        signers.push(Signer {
            firm: party.firm_id.parse().map_err(Problem::internal)?,
            firm_name: party.firm_name.clone(),
            side,
            signature: None,
        });
    }
    signers.sort_by_key(|signer| signer.side != SignerSide::Customer);
    Ok(signers)
}

/// Proposes a version; an open proposal that the caller saw is dropped for it.
pub fn propose(
    tx: &mut Tx<'_>,
    project: ProjectId,
    by: &Standing,
    new: &NewCharter,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::charter(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let author = tx.actor()?.clone();
    let signers = signers(tx, project)?;
    if by.role != Role::Lead || !signers.iter().any(|signer| signer.firm == author.firm) {
        return Err(CHARTER_NOT_YOURS.into());
    }
    let open = store::proposed(tx.reading(), project)?;
    if open.as_ref().map(|charter| charter.id) != new.replaces {
        return Err(PROPOSAL_OPEN.into());
    }
    let number = store::last_number(tx.reading(), project)? + 1;
    if number > i64::from(limits.charters_per_project) {
        return Err(CHARTERS_FULL.into());
    }
    if let Some(open) = open {
        end(tx, &open, Ending::Superseded, None)?;
    }
    let firms: Vec<FirmId> = signers.iter().map(|signer| signer.firm).collect();
    let (text, text_hash) = text::signed(project, number, &firms, &new.terms)?;
    let (seq, at) = tx.next(Scope::Project(project))?;
    let charter = Charter {
        id: new.id,
        project,
        number,
        state: State::Proposed,
        terms: new.terms.clone(),
        text,
        text_hash,
        note: new.note.clone(),
        signers,
        author,
        created_at: at,
        created_seq: seq,
        in_force: None,
        closure: None,
        closed: None,
        version: 1,
    };
    store::insert(tx.writing(), &charter)?;
    Ok(record(tx, &charter, "charters.charter_proposed")?.into())
}

/// Ends a version, and tells it.
fn end(tx: &mut Tx<'_>, charter: &Charter, kind: Ending, reason: Option<&str>) -> Result<Recorded, Problem> {
    let (seq, at) = tx.next(Scope::Project(charter.project))?;
    let closure = Closure { kind, reason: reason.map(str::to_owned), author: tx.actor()?.clone(), at };
    let after = rules::ended(charter, closure, seq);
    store::update(tx.writing(), &after)?;
    let told =
        if kind == Ending::Replaced { "charters.charter_replaced" } else { "charters.charter_dropped" };
    record(tx, &after, told)
}

/// Signs a version for the caller's firm. With the last signature it comes into force, in the place of the one before.
pub fn sign(
    tx: &mut Tx<'_>,
    id: CharterId,
    (by, session, proof): (&Standing, SessionId, &Proof),
    text_hash: &str,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    proof.stands(tx)?;
    let before = store::charter(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    let author = tx.actor()?.clone();
    rules::may_sign(&before, by.role, author.firm)?;
    expected.check(&Seen::of(&before))?;
    if text_hash != before.text_hash {
        return Err(CHARTER_DIFFERS.into());
    }
    let moment = tx.next(Scope::Project(before.project))?;
    let printed = approvals::printed(tx, before.project, (session, proof), moment.1)?;
    let signature = Signature {
        author: author.clone(),
        at: moment.1,
        firm_name: printed.firm_name,
        department_name: printed.department_name,
        local_time: printed.local_time,
        time_zone: printed.time_zone,
        method: printed.method.as_str().to_owned(),
        credential_id: printed.credential_id,
        device: printed.device,
    };
    proof.used(tx)?;
    let signed = rules::signed(&before, author.firm, signature);
    if !rules::is_complete(&signed) {
        store::update(tx.writing(), &signed)?;
        return Ok(record(tx, &signed, "charters.charter_signed")?.into());
    }
    record(tx, &signed, "charters.charter_signed")?;
    if let Some(holding) = store::in_force(tx.reading(), before.project)? {
        end(tx, &holding, Ending::Replaced, None)?;
    }
    let place = tx.next(Scope::Project(before.project))?;
    let after = rules::forced(&signed, place);
    store::update(tx.writing(), &after)?;
    Ok(record(tx, &after, "charters.charter_in_force")?.into())
}

/// Rejects a version that is proposed.
pub fn reject(
    tx: &mut Tx<'_>,
    id: CharterId,
    by: &Standing,
    reason: &str,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let before = store::charter(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    rules::may_reject(&before, by.role, tx.actor()?.firm)?;
    expected.check(&Seen::of(&before))?;
    Ok(end(tx, &before, Ending::Rejected, Some(reason))?.into())
}

/// Accepts the clause by which signatures have their effect, once for each person and version (R39); who signed the charter itself
/// has. Told in an event before what is signed.
pub fn accept(tx: &mut Tx<'_>, id: CharterId, given: Option<&str>) -> Result<(), Problem> {
    let author = tx.actor()?.clone();
    let Some(clause) = wire::clause_to_accept(tx.reading(), id, author.person)? else { return Ok(()) };
    if given != Some(clause.hash.as_str()) {
        return Err(Problem::of(CLAUSE_NOT_ACCEPTED).with_hash(&clause.hash));
    }
    let charter = store::charter(tx.reading(), id)?.ok_or_else(Problem::bare_internal)?;
    let scope = Scope::Project(charter.project);
    let (seq, at) = tx.next(scope)?;
    store::insert_acceptance(tx.writing(), (id, author.person), &clause.hash, (seq, at))?;
    let acceptance = dure_api::ClauseAcceptance {
        charter_id: clause.charter_id,
        charter_number: clause.charter_number,
        clause: Clause::Signature.number(),
        clause_hash: clause.hash,
        author: author.wire(),
        at: at.rfc3339(),
    };
    let body = EventBody { acceptance: Some(Box::new(acceptance)), ..EventBody::default() };
    tx.record(scope, Entry::new("charters.clause_accepted", body)).map(drop)
}
