//! Firms and their place in a cluster.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A company, small or large; a large customer is a firm too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Firm {
    /// Id of the firm.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Korean business registration number as `XXX-YY-ZZZZC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_number: Option<String>,
    /// How addresses of its video service are made, for the people of the firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_template: Option<String>,
    /// Its place in the cluster: `customer`, `supplier` or `coordinator`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(extensions(("x-extensible-enum" = json!(["customer", "supplier", "coordinator"]))))]
    pub kind: Option<String>,
    /// Its way into the cluster: `invited`, `accepted` (waits for the coordinator), `confirmed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(extensions(("x-extensible-enum" = json!(["invited", "accepted", "confirmed"]))))]
    pub status: Option<String>,
    /// The invitation that brought it, for the coordinator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation_id: Option<String>,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Firms of a cluster.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FirmPage {
    /// In order of joining.
    pub items: Vec<Firm>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Invites a firm into a cluster; the link goes to its first administrator.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteFirm {
    /// Name of the firm, at most 80 graphemes, unique in the cluster.
    pub firm_name: String,
    /// Korean business registration number, checked by its rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_number: Option<String>,
    /// Where the link goes.
    pub email: String,
    /// `customer` or `supplier`.
    pub kind: String,
    /// Language of the mail: `ko`, `en` or `es`.
    pub locale: String,
}

/// Changes the caller's own firm; absent means unchanged.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateFirm {
    /// New name, at most 80 graphemes, unique in each of its clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New business registration number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_number: Option<String>,
    /// How addresses of the firm's video service are made: an `https` address of at most 500 characters in which
    /// `{project}` stands for the project's code and `{meeting}` for the meeting's id, after the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_template: Option<String>,
    /// Fields to empty: `business_number`, `video_template`.
    #[serde(default)]
    pub clear: Vec<String>,
}

/// Takes an invitation for the caller's own firm. Empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinCluster {}

/// A firm's place in a cluster, as its own administrator sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Membership {
    /// The cluster.
    pub cluster_id: String,
    /// Its name.
    pub cluster_name: String,
    /// The firm.
    pub firm_id: String,
    /// `accepted`: the coordinator has the word.
    pub status: String,
    /// Place of the event in the firm's record.
    pub seq: i64,
}

/// Confirms a firm that accepted. Empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmFirm {}

/// A firm's invitation as the coordinator sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FirmInvitation {
    /// The firm, already named in the cluster.
    pub firm_id: String,
    /// The invitation. It is not the secret of the link.
    pub invitation_id: String,
    /// `invited`, until somebody of the firm accepts.
    pub status: String,
    /// Place of the event in the cluster's record.
    pub seq: i64,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}
