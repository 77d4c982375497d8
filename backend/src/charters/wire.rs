//! Charters as they go out: the same for everyone in the project.

use super::charter::{Charter, Clause, Signature, Signer};
use super::rules::actions;
use super::store;
use super::text::clause_hash;
use crate::kernel::ids::{CharterId, FirmId, PersonId};
use crate::kernel::store::{Conn, Stored};
use crate::policy::Role;
use dure_api as api;

/// The charter as events carry it.
pub fn told(charter: &Charter) -> api::Charter {
    api::Charter {
        id: charter.id.to_string(),
        project_id: charter.project.to_string(),
        number: charter.number,
        state: charter.state.as_str().to_owned(),
        terms: charter.terms.clone(),
        text_hash: charter.text_hash.clone(),
        clause_hash: clause_hash(&charter.terms.signature),
        note: charter.note.clone(),
        signers: charter.signers.iter().map(signer).collect(),
        author: charter.author.wire(),
        created_at: charter.created_at.rfc3339(),
        created_seq: charter.created_seq,
        in_force_at: charter.in_force.map(|(at, _)| at.rfc3339()),
        in_force_seq: charter.in_force.map(|(_, seq)| seq),
        closure: charter.closure.as_ref().map(|closure| api::CharterClosure {
            kind: closure.kind.as_str().to_owned(),
            reason: closure.reason.clone(),
            author: closure.author.wire(),
            at: closure.at.rfc3339(),
        }),
        closed_at: charter.closed.map(|(at, _)| at.rfc3339()),
        closed_seq: charter.closed.map(|(_, seq)| seq),
        version: charter.version,
        text: None,
        seq: None,
        allowed_actions: None,
    }
}

/// The charter for one caller.
pub fn marked(charter: &Charter, role: Role, firm: FirmId) -> api::Charter {
    api::Charter { allowed_actions: Some(actions(charter, role, firm)), ..told(charter) }
}

fn signer(signer: &Signer) -> api::CharterSigner {
    api::CharterSigner {
        firm_id: signer.firm.to_string(),
        firm_name: signer.firm_name.clone(),
        side: signer.side.as_str().to_owned(),
        signature: signer.signature.as_ref().map(signature),
    }
}

fn signature(signature: &Signature) -> api::CharterSignature {
    api::CharterSignature {
        author: signature.author.wire(),
        at: signature.at.rfc3339(),
        name: signature.author.name.clone(),
        firm_name: signature.firm_name.clone(),
        department_name: signature.department_name.clone(),
        local_time: signature.local_time.clone(),
        time_zone: signature.time_zone.clone(),
        method: signature.method.clone(),
        credential_id: signature.credential_id.clone(),
        device: signature.device.clone(),
    }
}

/// A clause by its number and what it is about.
pub fn told_clause(clause: Clause) -> api::AppliedClause {
    api::AppliedClause { number: clause.number(), kind: clause.as_str().to_owned() }
}

/// What somebody has to accept with their first signature under a charter; nothing once they have.
pub fn clause_to_accept(
    conn: &mut Conn,
    id: CharterId,
    person: PersonId,
) -> Stored<Option<api::ClauseToAccept>> {
    let Some(charter) = store::charter(conn, id)? else { return Ok(None) };
    if charter.is_signed_by(person) || store::accepted(conn, id, person)? {
        return Ok(None);
    }
    Ok(Some(api::ClauseToAccept {
        charter_id: id.to_string(),
        charter_number: charter.number,
        clause: Clause::Signature.number(),
        hash: clause_hash(&charter.terms.signature),
        text: charter.terms.signature,
    }))
}
