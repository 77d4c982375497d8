//! Clusters: the firms of one value chain, led by a coordinator.
//!
//! The operator founds clusters and coordinates those they found. A confirmed firm makes each of its people a
//! participant, who sees the cluster and its firms and may start projects; an invited firm sees nothing yet.
//! Events, in the cluster's record: `clusters.cluster_created`, and those of `firms`.

mod commands;
mod http;
mod store;

pub use commands::{found, give_place, take_in};
pub use http::routes;
pub use store::{
    FirmKind, FirmStatus, NewMembership, cluster, firm_in, list_firms, name_of, name_taken, number_taken,
    set_status,
};
