//! How somebody who signs proves who they are (R37): by their password, or by a passkey that answers for just this act.

use super::rules::NO_PASSKEY;
use super::store;
use super::wire::asked;
use crate::kernel::access::{CHALLENGE_VOID, Operation, Permit, Proven};
use crate::kernel::http::{Answer, Expected, Fault, Problem, created};
use crate::kernel::ids::{ChallengeId, PasskeyId, PersonId};
use crate::kernel::store::Tx;
use crate::signin;
use aws_lc_rs::digest::{SHA256, digest};
use dure_api as api;
use serde::Serialize;

/// A request that is signed.
pub trait Signed: Serialize {
    /// Its operation.
    const OPERATION: &'static str;
    /// Takes out what proves who sends it: the rest is what is signed.
    fn shows(&mut self) -> Shows;
}

/// What a request shows as a proof.
pub struct Shows {
    /// A password.
    pub secret: Option<String>,
    /// The answer of a passkey.
    pub passkey: Option<api::PasskeyAnswer>,
}

/// What is signed: a passkey's answer is good for nothing else. With the ids of its path, and the state in which it is done.
fn digest_of<T: Signed>(request: &T, to: &[&str], expected: &Expected) -> Result<[u8; 32], Problem> {
    #[derive(Serialize)]
    struct Act<'a, T> {
        operation: &'static str,
        to: &'a [&'a str],
        expected: &'a Expected,
        request: &'a T,
    }
    let act = Act { operation: T::OPERATION, to, expected, request };
    let bytes = serde_json::to_vec(&act).map_err(Problem::internal)?;
    digest(&SHA256, &bytes).as_ref().try_into().map_err(Problem::internal)
}

/// Asks the caller's passkeys to sign a request, done to what has these ids in this state.
pub async fn begin_signature<O: Operation, T: Signed>(
    permit: &Permit<O>,
    mut request: T,
    (to, expected): (&[&str], &Expected),
) -> Answer {
    let shows = request.shows();
    if shows.secret.is_some() || shows.passkey.is_some() {
        let at = if shows.secret.is_some() { "/secret" } else { "/passkey" };
        return Err(Fault::new("not_here").at(at));
    }
    let (person, what) = (permit.caller()?.person, digest_of(&request, to, expected)?);
    let held = permit.read(move |conn| Ok(store::all(conn, person)?)).await?;
    if held.is_empty() {
        return Err(NO_PASSKEY.into());
    }
    let held: Vec<String> = held.into_iter().map(|kept| kept.credential).collect();
    let passkeys = &permit.kernel().access.passkeys;
    created(&asked(passkeys.begin_signature(person, &held, what, permit.now())?))
}

/// A passkey that has signed.
#[derive(Debug, Clone)]
pub struct Signing {
    id: PasskeyId,
    credential: String,
    proven: Proven,
}

/// How somebody proved who they are.
#[derive(Debug, Clone)]
pub enum Proof {
    /// By their password.
    Password,
    /// By a passkey.
    Passkey(Box<Signing>),
    /// By an answer to a challenge that is not there any more. A request that is sent again, since its answer was lost, is
    /// answered from the record all the same; any other is refused.
    Void,
}

impl Proof {
    /// The WebAuthn id of the passkey, base64url.
    pub fn credential(&self) -> Option<&str> {
        match self {
            Proof::Passkey(signing) => Some(&signing.credential),
            Proof::Password | Proof::Void => None,
        }
    }

    /// Whether it still proves it, asked before anything is written.
    pub fn stands(&self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let Proof::Passkey(signing) = self else {
            return if matches!(self, Proof::Void) { Err(CHALLENGE_VOID.into()) } else { Ok(()) };
        };
        let person = tx.actor()?.person;
        let kept = store::one(tx.reading(), person, signing.id)?;
        let is_same = kept.is_some_and(|kept| kept.credential == signing.proven.before);
        if is_same { Ok(()) } else { Err(CHALLENGE_VOID.into()) }
    }

    /// Notes that it was used, with what it signed.
    pub fn used(&self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let Proof::Passkey(signing) = self else { return Ok(()) };
        let now = tx.now();
        Ok(store::used(tx.writing(), signing.id, &signing.proven.after, now)?)
    }
}

/// R37: whoever signs a request, done to what has these ids in this state, proves again who they are. A passkey whose device
/// verified its holder is the full sign-in.
pub async fn prove<O: Operation, T: Signed>(
    permit: &Permit<O>,
    request: &mut T,
    (to, expected): (&[&str], &Expected),
) -> Result<Proof, Problem> {
    match request.shows() {
        Shows { secret: Some(_), passkey: Some(_) } => Err(Fault::new("one_of").at("/passkey")),
        Shows { secret: None, passkey: None } => Err(Fault::new("missing").at("/secret")),
        Shows { secret: Some(secret), passkey: None } => {
            signin::prove_password(permit, secret, "/secret").await?;
            Ok(Proof::Password)
        }
        Shows { secret: None, passkey: Some(answer) } => {
            shown(permit, &answer, digest_of(request, to, expected)?).await
        }
    }
}

async fn shown<O: Operation>(
    permit: &Permit<O>,
    answer: &api::PasskeyAnswer,
    what: [u8; 32],
) -> Result<Proof, Problem> {
    let (person, now) = (permit.caller()?.person, permit.now());
    let challenge: ChallengeId =
        answer.challenge_id.parse().map_err(|_| Fault::new("id").at("/passkey/challenge_id"))?;
    let passkeys = &permit.kernel().access.passkeys;
    let shown = match passkeys.finish_signature(person, (challenge, &answer.credential), what, now) {
        Ok(shown) => shown,
        Err(problem) if problem.code() == CHALLENGE_VOID.code => return Ok(Proof::Void),
        Err(problem) => return Err(problem),
    };
    let wrong = || Fault::new("passkey_wrong").at("/passkey/credential");
    let shown = shown.ok_or_else(wrong)?;
    let credential = shown.credential();
    let asked = credential.clone();
    let kept = permit.read(move |conn| Ok(store::by_credential(conn, &asked)?)).await?;
    let kept = kept.filter(|kept| is_theirs(kept, person, shown.holder())).ok_or_else(wrong)?;
    let proven = passkeys.prove(shown, &kept.credential)?;
    let proven = proven.map_err(|why| why.fault().at("/passkey/credential"))?;
    Ok(Proof::Passkey(Box::new(Signing { id: kept.id, credential, proven })))
}

/// A passkey of the person; where its device says whose it is, it says the same.
fn is_theirs(kept: &store::Kept, person: PersonId, holder: Option<PersonId>) -> bool {
    kept.person_id == person && holder.is_none_or(|holder| holder == person)
}
