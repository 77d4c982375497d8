//! Live: one socket per device carries all its records.
//!
//! The lane hands each commit's events to the hub's own thread. A topic is one record with its followers and its last
//! events; an event is encoded once and put into each follower's outbox, which the socket drains into one write; what a
//! commit adds to a record goes out together. Nobody ever waits for a client. What a follower missed comes from the
//! topic's last events, else from the record, and then joins the live stream without a gap and without a repeat. Who
//! follows is told how far people have read by then.

mod connection;
mod hub;
mod inbound;
mod news;
mod outbox;
mod protocol;
mod topic;

pub use connection::open;
pub use hub::{Hub, HubStats};
