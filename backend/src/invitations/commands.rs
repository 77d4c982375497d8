//! Use cases on a transaction.

use super::rules::{EMAIL_TAKEN, INVITATION_VOID, Kind, NOT_INVITED, NewInvitation, may_accept};
use super::store::{self, Row};
use crate::kernel::access::{NewSession, Outcome, SessionGrant, open_session};
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{ClusterId, FirmId, InvitationId, Scope};
use crate::kernel::jobs::mail::{self, Letter, Link};
use crate::kernel::record::{Entry, Recorded};
use crate::kernel::secrets::Secrets;
use crate::kernel::store::Tx;
use crate::people::{self, Newcomer};
use dure_api::{EventBody, Invitation, Limits};

/// Writes an invitation down and leaves its mail for after the commit.
pub fn send(tx: &mut Tx<'_>, new: &NewInvitation, about: String, days: u32) -> Result<Invitation, Problem> {
    let (id, now) = (InvitationId::new(), tx.now());
    let actor = tx.actor()?.clone();
    store::insert(tx.writing(), id, new, actor.person, now, now.plus_days(days))?;
    let text = match new.kind {
        Kind::Firm => "invite_firm",
        Kind::Person => "invite_person",
    };
    let letter = Letter {
        text,
        to: new.email.clone(),
        locale: new.locale.clone(),
        from_name: actor.name,
        about,
        link: Link::Invitation(id),
    };
    mail::post(tx, &letter)?;
    let row = store::invitation(tx.reading(), id)?.ok_or_else(Problem::bare_internal)?;
    Ok(row.wire())
}

/// Invites a person into a firm.
pub fn invite_person(tx: &mut Tx<'_>, new: &NewInvitation, days: u32) -> Result<Outcome, Problem> {
    for (n, department) in new.departments.iter().enumerate() {
        if people::department(tx.reading(), new.firm, *department)?.is_none() {
            return Err(Fault::new("unknown").at(format!("/department_ids/{n}")));
        }
    }
    let firm_name = store::firm_name(tx.reading(), new.firm)?;
    let invitation = send(tx, new, firm_name, days)?;
    let body = EventBody { invitation: Some(Box::new(invitation)), ..EventBody::default() };
    Ok(tx.record(Scope::Firm(new.firm), Entry::new("people.person_invited", body))?.into())
}

/// A link that may be accepted, or the refusal that every other link gets.
pub fn open_invitation(tx: &mut Tx<'_>, id: InvitationId) -> Result<Row, Problem> {
    let row = store::invitation(tx.reading(), id)?.ok_or(INVITATION_VOID)?;
    let stands = store::inviter_stands(tx.reading(), &row)?;
    may_accept(row.status, Time(row.expires_at), stands, tx.now())?;
    Ok(row)
}

/// The cluster that an invitation opens for a firm that is here already, and the firm that was made for it.
pub fn for_firm(tx: &mut Tx<'_>, id: InvitationId, firm: FirmId) -> Result<(ClusterId, FirmId), Problem> {
    let row = open_invitation(tx, id)?;
    match row.cluster_id {
        Some(cluster) if store::is_meant(tx.reading(), &row, firm)? => Ok((cluster, row.firm_id)),
        _ => Err(NOT_INVITED.into()),
    }
}

/// Uses the invitation up for this firm.
pub fn take(tx: &mut Tx<'_>, id: InvitationId, firm: FirmId) -> Result<Invitation, Problem> {
    store::accept(tx.writing(), id, firm)?;
    let row = store::invitation(tx.reading(), id)?.ok_or_else(Problem::bare_internal)?;
    Ok(row.wire())
}

/// What a newcomer brings; the rest is bound to the invitation.
#[derive(Debug, Clone)]
pub struct Acceptance {
    pub name: String,
    pub password_hash: String,
    pub locale: String,
    pub time_zone: String,
    pub device_name: Option<String>,
    pub web: bool,
    pub address: String,
}

/// Makes the account, once, and signs it in.
pub fn accept(
    tx: &mut Tx<'_>,
    secrets: &Secrets,
    limits: &Limits,
    id: InvitationId,
    with: &Acceptance,
) -> Result<(Recorded, SessionGrant), Problem> {
    let row = open_invitation(tx, id)?;
    if people::is_email_taken(tx.reading(), &row.email)? {
        return Err(EMAIL_TAKEN.into());
    }
    let accepted = take(tx, id, row.firm_id)?;
    let newcomer = Newcomer {
        name: with.name.clone(),
        email: row.email.clone(),
        locale: with.locale.clone(),
        time_zone: with.time_zone.clone(),
        password_hash: with.password_hash.clone(),
        role: row.role,
        departments: row.departments(),
    };
    let (person, recorded) = people::join(tx, row.firm_id, &newcomer, Some(accepted))?;
    if let (Kind::Firm, Some(cluster)) = (row.kind, row.cluster_id) {
        let payload = serde_json::json!({
            "cluster": cluster.to_string(), "firm": row.firm_id.to_string(),
            "invited": row.firm_id.to_string(), "person": person.to_string(), "name": with.name,
        });
        tx.enqueue("firm_accepted", &payload)?;
    }
    let session = NewSession {
        person,
        device_name: with.device_name.clone(),
        web: with.web,
        address: with.address.clone(),
    };
    Ok((recorded, open_session(tx, secrets, limits, &session)?))
}
