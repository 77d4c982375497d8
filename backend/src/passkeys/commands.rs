//! Use cases on a transaction.

use super::rules::{PASSKEY_KNOWN, PASSKEY_REFUSED, may_add};
use super::store::{self, Kept};
use crate::kernel::Kernel;
use crate::kernel::access::{NewCredential, NewSession, Proven, SessionGrant};
use crate::kernel::http::Problem;
use crate::kernel::ids::{PasskeyId, PersonId};
use crate::kernel::store::Tx;
use crate::{people, signin};

/// Adds a passkey and tells its owner by mail.
pub fn add(
    tx: &mut Tx<'_>,
    kernel: &Kernel,
    person: PersonId,
    new: &NewCredential,
    name: &str,
) -> Result<Kept, Problem> {
    may_add(store::all(tx.reading(), person)?.len(), &kernel.config.limits)?;
    if store::by_credential(tx.reading(), &new.id)?.is_some() {
        return Err(PASSKEY_KNOWN.into());
    }
    let owner = people::person(tx.reading(), person)?.ok_or_else(Problem::not_found)?;
    let kept = Kept {
        id: PasskeyId::new(),
        person_id: person,
        credential_id: new.id.clone(),
        name: name.to_owned(),
        credential: new.kept.clone(),
        created_at: tx.now().0,
        last_used_at: None,
    };
    store::insert(tx.writing(), &kept)?;
    signin::tell_of_passkey(tx, &owner)?;
    Ok(kept)
}

fn own(tx: &mut Tx<'_>, person: PersonId, id: PasskeyId) -> Result<Kept, Problem> {
    store::one(tx.reading(), person, id)?.ok_or_else(Problem::not_found)
}

/// Gives one of the caller's another name.
pub fn rename(tx: &mut Tx<'_>, person: PersonId, id: PasskeyId, name: &str) -> Result<Kept, Problem> {
    let kept = own(tx, person, id)?;
    store::rename(tx.writing(), id, name)?;
    Ok(Kept { name: name.to_owned(), ..kept })
}

/// Removes one of the caller's.
pub fn remove(tx: &mut Tx<'_>, person: PersonId, id: PasskeyId) -> Result<(), Problem> {
    own(tx, person, id)?;
    Ok(store::delete(tx.writing(), id)?)
}

/// Removes all of somebody's: they have a new password by a link.
pub fn forget_all(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Problem> {
    Ok(store::delete_all(tx.writing(), person)?)
}

/// Opens a session for whoever holds a passkey. It was removed or used elsewhere, or its person was locked, since it was proved:
/// then it signs nobody in.
pub fn sign_in(
    tx: &mut Tx<'_>,
    kernel: &Kernel,
    (id, proven): (PasskeyId, &Proven),
    new: &NewSession,
) -> Result<(SessionGrant, dure_api::Person), Problem> {
    let kept = store::one(tx.reading(), new.person, id)?;
    let person = people::person(tx.reading(), new.person)?;
    let is_same = kept.is_some_and(|kept| kept.credential == proven.before);
    let Some(person) = person.filter(|person| is_same && person.status == people::Status::Active.as_str())
    else {
        return Err(PASSKEY_REFUSED.into());
    };
    let now = tx.now();
    store::used(tx.writing(), id, &proven.after, now)?;
    let grant = signin::open(tx, &kernel.secrets, &kernel.config.limits, new)?;
    Ok((grant, person))
}
