//! Clusters: the firms of one value chain.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Firms of one value chain, led by a coordinator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Cluster {
    /// Id of the cluster.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// The caller's clusters.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClusterPage {
    /// In order of making.
    pub items: Vec<Cluster>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// That one firm of a cluster supplies another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SupplyLink {
    /// Id of the link.
    pub id: String,
    /// The cluster.
    pub cluster_id: String,
    /// Who supplies.
    pub supplier_firm_id: String,
    /// Who is supplied.
    pub customer_firm_id: String,
    /// What is supplied.
    pub goods: String,
    /// Place of the change in the record; only in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Supply links of a cluster.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SupplyLinkPage {
    /// In order of making.
    pub items: Vec<SupplyLink>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Writes down that one confirmed firm of the cluster supplies another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSupplyLink {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who supplies.
    pub supplier_firm_id: String,
    /// Who is supplied.
    pub customer_firm_id: String,
    /// What is supplied, one line of at most 200 characters.
    pub goods: String,
}

/// Makes a cluster; the caller becomes its coordinator.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCluster {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// At most 80 graphemes.
    pub name: String,
}
