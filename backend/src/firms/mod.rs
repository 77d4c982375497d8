//! Firms and their way into a cluster: `invited` by the coordinator, `accepted` by their first administrator,
//! `confirmed` by the coordinator. Only a confirmed firm sees the cluster and takes part in projects.
//!
//! A firm is made with its invitation, so that projects and maps can name it; it has people once somebody
//! accepts. Events: `firms.firm_created` in the firm's record; `clusters.firm_invited`, `clusters.firm_accepted`
//! and `clusters.firm_confirmed` in the cluster's; the first two are for the coordinator alone.

mod commands;
mod http;
mod rules;
mod store;

pub use commands::{accepted, create};
pub use http::routes;
pub use store::firm;
