//! Use cases on a transaction.

use super::rules::{RESET_VOID, SETUP_DONE, may_reset};
use super::store;
use crate::clusters::{self, FirmKind, FirmStatus, NewMembership};
use crate::firms;
use crate::kernel::access::{NewSession, SessionGrant, end_all_of, open_session};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ClusterId, FirmId, PersonId, ResetId, Scope, SessionId};
use crate::kernel::jobs::Job;
use crate::kernel::jobs::mail::{self, Letter, Link};
use crate::kernel::record::{Actor, Recorded};
use crate::kernel::secrets::Secrets;
use crate::kernel::store::{Conn, Grant, Tx};
use crate::passkeys;
use crate::people::{self, FirmRole, Newcomer, Status};
use crate::policy::Role;
use dure_api::Limits;

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
    store::close(tx.writing(), person, None)?;
    end_all_of(tx, person, Some(but), "password_changed")
}

/// Somebody forgot the password of an address. Whether it has an account is found out by a job, so that asking is the
/// same for every address.
pub fn ask_for_reset(tx: &mut Tx<'_>, email: &str) -> Result<(), Problem> {
    tx.enqueue("password_reset", &serde_json::json!({ "email": email }))
}

/// The job that sends the link, if the address has an account that may sign in and was not sent many.
pub fn send_reset(job: &Job) -> Result<(), Problem> {
    let email = job.text("email")?.to_owned();
    let limits = job.kernel.config.limits.clone();
    let account = job.read(move |conn| Ok(people::by_email(conn, &email)?))?;
    let Some((id, _, Status::Active)) = account else { return job.done() };
    job.write_silently(move |tx| {
        let now = tx.now();
        let sent = store::sent_since(tx.reading(), id, now.minus_hours(1))?;
        let Some(person) = people::person(tx.reading(), id)? else { return Ok(()) };
        if sent >= i64::from(limits.password_resets_per_hour) {
            return Ok(());
        }
        let reset = ResetId::new();
        let ends = now.plus_seconds(limits.password_reset_minutes.saturating_mul(60));
        store::insert(tx.writing(), reset, id, now, ends)?;
        tell(tx, &person, "password_reset", Link::Reset(reset))
    })
}

/// The person a link gives a new password to, while it is good.
pub fn open_reset(tx: &mut Tx<'_>, id: ResetId) -> Result<dure_api::Person, Problem> {
    let reset = store::reset(tx.reading(), id)?.ok_or(RESET_VOID)?;
    let person = people::person(tx.reading(), reset.person)?.ok_or(RESET_VOID)?;
    let is_active = person.status == Status::Active.as_str();
    may_reset(reset.status, Time(reset.expires_at), is_active, tx.now())?;
    Ok(person)
}

/// Keeps the new password of a link, ends every session, removes every passkey, and tells the owner of the address.
pub fn reset_password(tx: &mut Tx<'_>, id: ResetId, hash: &str) -> Result<(), Problem> {
    let person = open_reset(tx, id)?;
    let owner: PersonId = person.id.parse().map_err(Problem::internal)?;
    people::set_password(tx.writing(), owner, hash)?;
    store::close(tx.writing(), owner, Some(id))?;
    passkeys::forget_all(tx, owner)?;
    end_all_of(tx, owner, None, "password_reset")?;
    tell(tx, &person, "password_changed", Link::Home)
}

/// Tells a person that a session was ended because its token turned up twice.
pub fn warn(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Problem> {
    match people::person(tx.reading(), person)? {
        Some(person) => tell(tx, &person, "session_ended", Link::Home),
        None => Ok(()),
    }
}

/// Tells a person that a passkey was added.
pub fn tell_of_passkey(tx: &mut Tx<'_>, person: &dure_api::Person) -> Result<(), Problem> {
    tell(tx, person, "passkey_added", Link::Home)
}

/// Writes to a person about their account.
fn tell(tx: &mut Tx<'_>, person: &dure_api::Person, text: &'static str, link: Link) -> Result<(), Problem> {
    let letter = Letter {
        text,
        to: person.email.clone().unwrap_or_default(),
        locale: person.locale.clone(),
        from_name: "Dure".into(),
        about: person.firm_name.clone(),
        link,
    };
    mail::post(tx, &letter)
}
