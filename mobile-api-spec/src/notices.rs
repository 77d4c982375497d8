//! Mail that tells what waits: how somebody wants it, the end of it, and what did not leave.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the caller wants to be told by mail. Invitations, and mail about signing in, always come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MailPreferences {
    /// `each`: mentions, what falls to the caller and its days, soon and in working hours, the rest in a digest;
    /// `daily`: one digest a day; `none`.
    #[schema(extensions(("x-extensible-enum" = json!(["each", "daily", "none"]))))]
    pub mail: String,
    /// Working days: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
    pub days: Vec<String>,
    /// When work begins, `HH:MM` in the caller's time zone.
    pub from: String,
    /// When it ends, at most `24:00`.
    pub to: String,
    /// The caller's time zone; `update_me` changes it.
    pub time_zone: String,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Changes it; absent means unchanged.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMailPreferences {
    /// `each`, `daily` or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// At least one day, each once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<String>>,
    /// Before `to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// After `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Whose mail a link ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unsubscription {
    /// The address, enough of it for its owner: `l***@example.kr`.
    pub address: String,
    /// What comes now: `each`, `daily` or `none`.
    #[schema(extensions(("x-extensible-enum" = json!(["each", "daily", "none"]))))]
    pub mail: String,
}

/// A mail that did not leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MailFailure {
    /// Its id.
    pub id: String,
    /// Where it was to go.
    pub to: String,
    /// What it is: `notices` for what waits, or the kind of letter.
    #[schema(extensions(("x-extensible-enum" = json!([
        "notices", "invite_firm", "invite_person", "session_ended", "password_reset", "password_changed"
    ]))))]
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was tried last.
    #[schema(format = DateTime)]
    pub last_at: String,
    /// `retrying`: it is tried again by itself; `given_up`: it is not.
    #[schema(extensions(("x-extensible-enum" = json!(["retrying", "given_up"]))))]
    pub state: String,
    /// `unreachable`: the mail server is not there; `refused`: it does not take the mail; `invalid_address`.
    #[schema(extensions(("x-extensible-enum" = json!(["unreachable", "refused", "invalid_address"]))))]
    pub reason: String,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Mail of a firm that did not leave.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MailFailurePage {
    /// In the order they were written.
    pub items: Vec<MailFailure>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Has a mail tried again now.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryMail {}
