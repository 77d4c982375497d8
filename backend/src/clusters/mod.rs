//! Clusters: the firms of one value chain, led by a coordinator.
//!
//! The operator founds clusters and coordinates those they found. A confirmed firm makes each of its people a
//! participant, who sees the cluster and its firms and may start projects; an invited firm sees nothing yet.
//! Supply links say who supplies whom with what; the coordinator writes them down between confirmed firms.
//! Events, in the cluster's record: `clusters.cluster_created`, `clusters.supply_link_created`, and those of `firms` and `approvals`.

mod commands;
mod http;
mod rules;
mod store;

pub use commands::{confirmed, found, give_place, take_in};
pub use http::routes;
pub use store::{
    FirmKind, FirmStatus, NewMembership, cluster, clusters_of, firm_in, list_firms, name_of, name_taken,
    number_taken, rename_firm, set_status,
};
