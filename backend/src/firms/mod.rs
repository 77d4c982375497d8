//! Firms and their way into a cluster: `invited` by the coordinator, `accepted` by their first administrator,
//! `confirmed` by the coordinator. Only a confirmed firm sees the cluster and takes part in projects.
//!
//! A firm is made with its invitation, so that the coordinator's list names it; it has people once somebody
//! accepts. A firm that is here already joins one more cluster when its administrator takes the invitation signed in:
//! it gets the place of the firm that was made, which goes. The inviter is not told before that, and nothing of the
//! firm is seen in the cluster.
//!
//! A firm may have a template for the addresses of its own video service; its people alone see it.
//!
//! Events: `firms.firm_created`, `firms.firm_updated` and `firms.cluster_joined` in the firm's record;
//! `clusters.firm_invited`, `clusters.firm_accepted`, `clusters.firm_confirmed` and `clusters.firm_updated` in the
//! cluster's. Until a firm is confirmed they are for the coordinator alone.

mod commands;
mod http;
mod rules;
mod store;
mod video;

pub use commands::{accepted, create, updated};
pub use http::routes;
pub use store::{firm, video_template};
pub use video::VideoTemplate;
