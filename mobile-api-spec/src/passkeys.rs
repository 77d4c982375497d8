//! Passkeys (WebAuthn): to sign in, and to sign what is decided.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A passkey of the caller.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Passkey {
    /// Its id here.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last signed in or signed; absent when it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub last_used_at: Option<String>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// The caller's passkeys.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PasskeyPage {
    /// Oldest first.
    pub items: Vec<Passkey>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Something for a device to answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PasskeyChallenge {
    /// Sent back with the answer; good once.
    pub challenge_id: String,
    /// JSON: `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON` of WebAuthn, to be handed to the
    /// browser or the system as it is.
    pub options: String,
    /// Until when it is good.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// Begins to add a passkey.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginPasskey {
    /// The password that signs in today.
    pub current_password: String,
}

/// Adds the passkey that a device made.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePasskey {
    /// Of `begin_passkey`.
    pub challenge_id: String,
    /// JSON: `RegistrationResponseJSON` of WebAuthn, as the browser or the system gives it.
    pub credential: String,
    /// What its owner calls it, at most 80 graphemes.
    pub name: String,
}

/// Gives a passkey another name.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePasskey {
    /// What its owner calls it, at most 80 graphemes.
    pub name: String,
}

/// Begins to sign in by passkey: an empty object. Nobody says who they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginPasskeySession {}

/// Signs in by passkey on one device.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePasskeySession {
    /// Of `begin_passkey_session`.
    pub challenge_id: String,
    /// JSON: `AuthenticationResponseJSON` of WebAuthn, as the browser or the system gives it.
    pub credential: String,
    /// What the person will recognise in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}

/// What a passkey answers in the place of a password.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// Of the operation that began the signature.
    pub challenge_id: String,
    /// JSON: `AuthenticationResponseJSON` of WebAuthn, as the browser or the system gives it.
    pub credential: String,
}
