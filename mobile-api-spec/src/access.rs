//! First run, sign-in, sessions, and the caller's own account.

use crate::Person;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether this server still waits for its first account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Setup {
    /// `open` while there is no account, then `done` for ever.
    #[schema(extensions(("x-extensible-enum" = json!(["open", "done"]))))]
    pub state: String,
    /// Whether people may sign in and sign by passkey at this server's address.
    pub passkeys: bool,
}

/// Makes the first account: operator of the server and coordinator of the first cluster.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSetup {
    /// Address that signs in, at most 254 characters.
    pub email: String,
    /// At least ten characters and hard to guess; taken verbatim.
    pub password: String,
    /// Name shown to others, at most 80 graphemes.
    pub name: String,
    /// `ko`, `en` or `es`.
    pub locale: String,
    /// IANA name such as `Asia/Seoul`.
    pub time_zone: String,
    /// The coordinator's own office.
    pub firm_name: String,
    /// The first cluster.
    pub cluster_name: String,
}

/// Signs a person in on one device.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSession {
    /// Address of the account.
    pub email: String,
    /// Password of the account, verbatim.
    pub password: String,
    /// What the person will recognise in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}

/// A signed-in session. A web client (`Dure-Client: web`) gets cookies in place of the tokens.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionGrant {
    /// Sent as `Authorization: Bearer`; absent for web clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Opaque; good for one refresh; absent for web clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The session.
    pub session_id: String,
    /// Who is signed in.
    pub person: Person,
}

/// Exchanges a refresh token. A web client sends an empty object; its cookie carries the token.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshSession {
    /// The token of the last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// One device that is signed in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Id of the session.
    pub id: String,
    /// As given at sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last refreshed.
    #[schema(format = DateTime)]
    pub last_seen_at: String,
    /// It is the one that asks.
    pub current: bool,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// The caller's sessions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionPage {
    /// Oldest first.
    pub items: Vec<Session>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Changes the caller's own account; absent means unchanged.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMe {
    /// New name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New language: `ko`, `en` or `es`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// New time zone, an IANA name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// Changes the caller's password and ends every other session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password that signs in today.
    pub current_password: String,
    /// The password from now on.
    pub new_password: String,
}

/// Asks for a link to a new password.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPasswordReset {
    /// Address of the account.
    pub email: String,
}

/// Uses a link to a new password.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompletePasswordReset {
    /// The password from now on.
    pub new_password: String,
}

/// What the holder of an invitation link sees before accepting.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitationPreview {
    /// `firm` (a firm joins a cluster) or `person` (a person joins a firm).
    #[schema(extensions(("x-extensible-enum" = json!(["firm", "person"]))))]
    pub kind: String,
    /// The firm that is joined.
    pub firm_name: String,
    /// The cluster, for an invited firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_name: Option<String>,
    /// The address that was invited; it becomes the account's.
    pub email: String,
    /// The name the inviter wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Language the inviter chose.
    pub locale: String,
    /// End of the invitation.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// Accepts an invitation and makes the account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// Name shown to others.
    pub name: String,
    /// Password of the new account.
    pub password: String,
    /// `ko`, `en` or `es`.
    pub locale: String,
    /// IANA name such as `America/Monterrey`.
    pub time_zone: String,
}

/// A ticket that opens one socket.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LiveTicket {
    /// Sent once in the first frame.
    pub ticket: String,
    /// Seconds until it ends.
    pub expires_in: i64,
}
