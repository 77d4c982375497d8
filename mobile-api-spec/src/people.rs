//! Departments and people of a firm, and invitations of people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A human with an account, in exactly one firm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// Id of the person.
    pub id: String,
    /// The firm the person belongs to.
    pub firm_id: String,
    /// Its name.
    pub firm_name: String,
    /// Name shown to others.
    pub name: String,
    /// Shown to the person, their own firm and their coordinator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `ko`, `en` or `es`.
    pub locale: String,
    /// IANA name.
    pub time_zone: String,
    /// `admin` or `member` of the firm.
    #[schema(extensions(("x-extensible-enum" = json!(["admin", "member"]))))]
    pub role: String,
    /// `active`, or `locked`: signed out and unable to sign in.
    #[schema(extensions(("x-extensible-enum" = json!(["active", "locked"]))))]
    pub status: String,
    /// Departments the person is in.
    pub department_ids: Vec<String>,
    /// Place of the last change in the firm's record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// People of a firm.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PersonPage {
    /// In order of joining.
    pub items: Vec<Person>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Changes a person of one's firm; absent means unchanged.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePerson {
    /// The departments from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_ids: Option<Vec<String>>,
    /// `active` or `locked`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// A unit of a firm; in a project it can be a party of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// Id of the department.
    pub id: String,
    /// Its firm.
    pub firm_id: String,
    /// Its name, unique in the firm.
    pub name: String,
    /// Place of the change in the firm's record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Departments of a firm.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DepartmentPage {
    /// In order of making.
    pub items: Vec<Department>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Makes a department.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDepartment {
    /// The client's own new UUIDv7, so that a repeat is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// At most 80 graphemes, unique in the firm.
    pub name: String,
}

/// Invites a person into the caller's firm.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitePerson {
    /// Where the link goes; becomes the account's address.
    pub email: String,
    /// How the inviter calls the person; the person may change it.
    pub name: String,
    /// `admin` or `member`.
    pub role: String,
    /// Departments the person will be in.
    #[serde(default)]
    pub department_ids: Vec<String>,
    /// Language of the mail; the inviter's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// An invitation as its inviter sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    /// Id of the invitation. It is not the secret of the link.
    pub invitation_id: String,
    /// The firm that is joined.
    pub firm_id: String,
    /// Where the link went.
    pub email: String,
    /// `admin` or `member`.
    #[schema(extensions(("x-extensible-enum" = json!(["admin", "member"]))))]
    pub role: String,
    /// `sent`, `accepted`, or `void`.
    #[schema(extensions(("x-extensible-enum" = json!(["sent", "accepted", "void"]))))]
    pub status: String,
    /// When it was sent.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it ends unanswered.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Invitations of a firm.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitationPage {
    /// Newest last.
    pub items: Vec<Invitation>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The link of an invitation, for the inviter alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitationLink {
    /// Opens the acceptance screen; the secret is the fragment, so that no server log holds it.
    pub url: String,
}
