//! Passkeys (WebAuthn): challenges that are good once and not for long, and what answers them.
//!
//! What a challenge was made for is kept in memory and nowhere else: a client holds nothing that could be used twice, and
//! a restart only means to begin again. The user is always verified by their device. Nothing here knows whose a
//! credential is: slices keep credentials as the text that comes from here.

use crate::config::Config;
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::{ChallengeId, PersonId};
use crate::kernel::secrets::encode;
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// The address of this server can have none: it is a number, or not safe.
pub const PASSKEYS_UNAVAILABLE: Refusal = Refusal::conflict("passkeys_unavailable");
/// The challenge was answered, has ended, or was made for somebody or something else.
pub const CHALLENGE_VOID: Refusal = Refusal::conflict("challenge_void");

/// What waits for an answer.
enum Ceremony {
    Registration(PasskeyRegistration),
    SignIn(DiscoverableAuthentication),
    /// With the digest of what is signed.
    Signature(DiscoverableAuthentication, [u8; 32]),
}

struct Waiting {
    of: Option<PersonId>,
    ends: Time,
    ceremony: Box<Ceremony>,
}

/// Something for a device to answer.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// Options as JSON, in the form that browsers and phones take.
    pub options: String,
    /// Until when it is good.
    pub ends: Time,
}

/// A credential that a device made.
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// Its own id, base64url.
    pub id: String,
    /// What is kept of it.
    pub kept: String,
}

/// The answer of a device that was not looked at yet.
pub struct Shown {
    state: DiscoverableAuthentication,
    answer: PublicKeyCredential,
}

/// A credential that was proved to be there.
#[derive(Debug, Clone)]
pub struct Proven {
    /// What was kept of it.
    pub before: String,
    /// What is to be kept now: its counter has moved.
    pub after: String,
}

/// Why the answer of a device is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistrust {
    /// The device did not verify who holds it.
    Unverified,
    /// It was asked by another site.
    Elsewhere,
    /// Its counter runs behind: there may be a copy of it.
    Copied,
    /// It proves nothing.
    Wrong,
}

impl Mistrust {
    fn of(error: &WebauthnError) -> Self {
        match error {
            WebauthnError::UserNotVerified | WebauthnError::UserNotPresent => Self::Unverified,
            WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => Self::Elsewhere,
            WebauthnError::CredentialPossibleCompromise => Self::Copied,
            _ => Self::Wrong,
        }
    }

    /// As a fault of what was sent.
    pub fn fault(self) -> Fault {
        Fault::new(match self {
            Self::Unverified => "passkey_unverified",
            Self::Elsewhere => "passkey_elsewhere",
            Self::Copied => "passkey_copied",
            Self::Wrong => "passkey_wrong",
        })
    }
}

impl Shown {
    /// The credential that answers, base64url.
    pub fn credential(&self) -> String {
        encode(&self.answer.raw_id)
    }

    /// Whose it says it is.
    pub fn holder(&self) -> Option<PersonId> {
        let handle = self.answer.get_user_unique_id()?;
        Uuid::from_slice(handle).ok()?.hyphenated().to_string().parse().ok()
    }
}

/// Challenges that wait, and the site that they are for.
pub struct Passkeys {
    site: Option<Webauthn>,
    waiting: Mutex<BTreeMap<ChallengeId, Waiting>>,
    most: usize,
    each: usize,
    life: u32,
}

impl Passkeys {
    /// For the address that people use.
    pub fn new(config: &Config) -> Self {
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        Self {
            site: site(config),
            waiting: Mutex::default(),
            most: size(config.limits.passkey_challenges),
            each: size(config.limits.passkey_challenges_each),
            life: config.limits.passkey_challenge_seconds,
        }
    }

    /// Whether this server's address can have any.
    pub fn are_available(&self) -> bool {
        self.site.is_some()
    }

    fn site(&self) -> Result<&Webauthn, Problem> {
        self.site.as_ref().ok_or_else(|| PASSKEYS_UNAVAILABLE.into())
    }

    /// Asks a device of somebody for a credential that is none of `held`.
    pub fn begin_registration(
        &self,
        (of, email, name): (PersonId, &str, &str),
        held: &[String],
        now: Time,
    ) -> Result<Challenge, Problem> {
        let owner = Uuid::parse_str(of.as_str()).map_err(Problem::internal)?;
        let known =
            held.iter().map(|kept| Ok(read(kept)?.cred_id().clone())).collect::<Result<_, Problem>>()?;
        let begun = self.site()?.start_passkey_registration(owner, email, name, Some(known));
        let (asked, state) = begun.map_err(Problem::internal)?;
        let mut options = options(&asked)?;
        // It signs in without an address: the device has to know by itself whose it is.
        if let Some(selection) = options.get_mut("authenticatorSelection").and_then(Value::as_object_mut) {
            selection.insert("residentKey".into(), json!("required"));
            selection.insert("requireResidentKey".into(), json!(true));
        }
        Ok(self.keep(Some(of), Ceremony::Registration(state), &options, now))
    }

    /// Takes the credential that answers.
    pub fn finish_registration(
        &self,
        of: PersonId,
        (id, answer): (ChallengeId, &str),
        now: Time,
    ) -> Result<Result<NewCredential, Mistrust>, Problem> {
        let Ceremony::Registration(state) = self.take(id, Some(of), now)? else {
            return Err(CHALLENGE_VOID.into());
        };
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
            return Ok(Err(Mistrust::Wrong));
        };
        match self.site()?.finish_passkey_registration(&answer, &state) {
            Ok(passkey) => Ok(Ok(NewCredential { id: encode(passkey.cred_id()), kept: write(&passkey)? })),
            Err(error) => Ok(Err(mistrusted(&error))),
        }
    }

    /// Asks whoever is there, without asking who.
    pub fn begin_sign_in(&self, now: Time) -> Result<Challenge, Problem> {
        let (asked, state) = self.site()?.start_discoverable_authentication().map_err(Problem::internal)?;
        Ok(self.keep(None, Ceremony::SignIn(state), &options(&asked)?, now))
    }

    /// Takes the answer to that.
    pub fn finish_sign_in(
        &self,
        (id, answer): (ChallengeId, &str),
        now: Time,
    ) -> Result<Option<Shown>, Problem> {
        let Ceremony::SignIn(state) = self.take(id, None, now)? else { return Err(CHALLENGE_VOID.into()) };
        let answer = serde_json::from_str(answer).ok();
        Ok(answer.map(|answer| Shown { state, answer }))
    }

    /// Asks a device of somebody that holds one of `held` to sign what has this digest.
    pub fn begin_signature(
        &self,
        of: PersonId,
        held: &[String],
        what: [u8; 32],
        now: Time,
    ) -> Result<Challenge, Problem> {
        let (asked, state) = self.site()?.start_discoverable_authentication().map_err(Problem::internal)?;
        let mut options = options(&asked)?;
        let named = held.iter().map(|kept| named(kept)).collect::<Result<Vec<_>, _>>()?;
        if let Some(options) = options.as_object_mut() {
            options.insert("allowCredentials".into(), named.into());
        }
        Ok(self.keep(Some(of), Ceremony::Signature(state, what), &options, now))
    }

    /// Takes the answer to that, which signs this and nothing else. It is used up also when it is for something else.
    pub fn finish_signature(
        &self,
        of: PersonId,
        (id, answer): (ChallengeId, &str),
        what: [u8; 32],
        now: Time,
    ) -> Result<Option<Shown>, Problem> {
        match self.take(id, Some(of), now)? {
            Ceremony::Signature(state, asked) if asked == what => {
                let answer = serde_json::from_str(answer).ok();
                Ok(answer.map(|answer| Shown { state, answer }))
            }
            _ => Err(CHALLENGE_VOID.into()),
        }
    }

    /// Whether the answer was given by the credential of which this was kept.
    pub fn prove(&self, shown: Shown, kept: &str) -> Result<Result<Proven, Mistrust>, Problem> {
        let mut passkey = read(kept)?;
        let Shown { state, answer } = shown;
        match self.site()?.finish_discoverable_authentication_v2(&answer, state, &passkey) {
            Ok(result) => {
                passkey.update_credential(&result);
                Ok(Ok(Proven { before: kept.to_owned(), after: write(&passkey)? }))
            }
            Err(error) => Ok(Err(mistrusted(&error))),
        }
    }

    /// Keeps what waits. Somebody who begins more than a few drops their own oldest; all together, the oldest of all.
    fn keep(&self, of: Option<PersonId>, ceremony: Ceremony, options: &Value, now: Time) -> Challenge {
        let (id, ends) = (ChallengeId::new(), now.plus_seconds(self.life));
        let mut waiting = self.waiting.lock();
        waiting.retain(|_, one| one.ends > now);
        if of.is_some() {
            let own: Vec<ChallengeId> =
                waiting.iter().filter(|(_, one)| one.of == of).map(|(id, _)| *id).collect();
            let over = (own.len() + 1).saturating_sub(self.each);
            own.iter().take(over).for_each(|id| drop(waiting.remove(id)));
        }
        while waiting.len() >= self.most.max(1) {
            waiting.pop_first();
        }
        waiting.insert(id, Waiting { of, ends, ceremony: Box::new(ceremony) });
        Challenge { id, options: options.to_string(), ends }
    }

    /// Takes what waits, once.
    fn take(&self, id: ChallengeId, of: Option<PersonId>, now: Time) -> Result<Ceremony, Problem> {
        let mut waiting = self.waiting.lock();
        // Another person's stays theirs: nobody can use it up for them.
        if waiting.get(&id).is_none_or(|one| one.of != of) {
            return Err(CHALLENGE_VOID.into());
        }
        let one = waiting.remove(&id).filter(|one| one.ends > now).ok_or(CHALLENGE_VOID)?;
        Ok(*one.ceremony)
    }
}

/// The site that browsers know us as. A name alone can be one, over TLS; this machine's own name needs none.
fn site(config: &Config) -> Option<Webauthn> {
    let mut url = Url::parse(&config.public_url()).ok()?;
    let is_loopback = match url.host_str()? {
        "127.0.0.1" | "[::1]" => {
            url.set_host(Some("localhost")).ok()?;
            true
        }
        host => host == "localhost" || host.ends_with(".localhost"),
    };
    let name = url.domain()?.to_owned();
    if url.scheme() != "https" && !is_loopback {
        return None;
    }
    let life = Duration::from_secs(u64::from(config.limits.passkey_challenge_seconds));
    let builder = WebauthnBuilder::new(&name, &url).ok()?.rp_name("Dure").timeout(life);
    // A port that the system chose is known to nobody beforehand.
    builder.allow_any_port(is_loopback && url.port() == Some(0)).build().ok()
}

fn read(kept: &str) -> Result<Passkey, Problem> {
    serde_json::from_str(kept).map_err(Problem::internal)
}

fn write(passkey: &Passkey) -> Result<String, Problem> {
    serde_json::to_string(passkey).map_err(Problem::internal)
}

/// What is inside `publicKey`, as `PublicKeyCredential.parse…OptionsFromJSON` and phones take it.
fn options(asked: &impl serde::Serialize) -> Result<Value, Problem> {
    let mut asked = serde_json::to_value(asked).map_err(Problem::internal)?;
    Ok(asked.get_mut("publicKey").map(Value::take).unwrap_or_default())
}

/// A credential as a browser is told of it.
fn named(kept: &str) -> Result<Value, Problem> {
    Ok(json!({ "type": "public-key", "id": encode(read(kept)?.cred_id()) }))
}

fn mistrusted(error: &WebauthnError) -> Mistrust {
    let why = Mistrust::of(error);
    tracing::warn!(%error, ?why, "a passkey was not taken");
    why
}
