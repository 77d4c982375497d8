//! Use cases on a transaction.

use crate::clusters::{self, FirmKind, FirmStatus, NewMembership};
use crate::firms;
use crate::kernel::access::{NewSession, SessionGrant, end_all_of, open_session};
use crate::kernel::http::{Problem, Refusal};
use crate::kernel::ids::{ClusterId, FirmId, PersonId, Scope, SessionId};
use crate::kernel::record::{Actor, Recorded};
use crate::kernel::secrets::Secrets;
use crate::kernel::store::{Conn, Grant, Tx};
use crate::people::{self, FirmRole, Newcomer};
use crate::policy::Role;
use dure_api::Limits;

/// There is an account already.
pub const SETUP_DONE: Refusal = Refusal::conflict("setup_done");

/// Whether there is no account yet.
pub fn is_open(conn: &mut Conn) -> Result<bool, Problem> {
    Ok(!people::is_anybody_there(conn)?)
}

/// The first account and what it stands in.
#[derive(Debug, Clone)]
pub struct FirstSteps {
    /// The operator and coordinator.
    pub person: Newcomer,
    /// Their office.
    pub firm_name: String,
    /// The first cluster.
    pub cluster_name: String,
}

/// What was made.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// The operator and coordinator.
    pub person: PersonId,
    /// Their office.
    pub firm: FirmId,
    /// The first cluster.
    pub cluster: ClusterId,
}

/// Makes the first account, its office and the first cluster.
pub fn set_up(tx: &mut Tx<'_>, first: &FirstSteps) -> Result<(Recorded, Made), Problem> {
    if !is_open(tx.reading())? {
        return Err(SETUP_DONE.into());
    }
    // The firm is made by the person who joins it next; until then the server itself acts.
    let nobody =
        Actor { person: PersonId::new(), name: "Dure".into(), firm: FirmId::new(), department: None };
    tx.act_as(nobody);
    let (firm, _) = firms::create(tx, &first.firm_name, None)?;
    let newcomer = Newcomer { role: FirmRole::Admin, ..first.person.clone() };
    let (person, _) = people::join(tx, firm, &newcomer, None)?;
    tx.grant(Scope::Server, person.as_str(), &Grant::plain(Role::Operator, 0))?;
    let cluster = ClusterId::new();
    let founded = clusters::found(tx, cluster, &first.cluster_name)?;
    let office = NewMembership {
        firm,
        name: first.firm_name.clone(),
        kind: FirmKind::Coordinator,
        status: FirmStatus::Confirmed,
        invitation: None,
    };
    clusters::take_in(tx, cluster, &office, Role::Participant, "clusters.firm_confirmed")?;
    Ok((founded, Made { person, firm, cluster }))
}

/// Opens a session.
pub fn sign_in(
    tx: &mut Tx<'_>,
    secrets: &Secrets,
    limits: &Limits,
    new: &NewSession,
) -> Result<SessionGrant, Problem> {
    // Locked between the check of the password and this transaction.
    let person = people::person(tx.reading(), new.person)?;
    if person.is_none_or(|person| person.status != "active") {
        return Err(Problem::unauthenticated());
    }
    open_session(tx, secrets, limits, new)
}

/// Keeps a new password and ends every other session.
pub fn change_password(
    tx: &mut Tx<'_>,
    person: PersonId,
    checked: &str,
    hash: &str,
    but: SessionId,
) -> Result<(), Problem> {
    // Another change came in between: the password that was checked is no longer the password.
    if people::password_of(tx.reading(), person)? != checked {
        return Err(Problem::unauthenticated());
    }
    people::set_password(tx.writing(), person, hash)?;
    end_all_of(tx, person, Some(but), "password_changed")
}
