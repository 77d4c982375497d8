//! Reading records: pages of events, with a long poll for networks that let no socket through; and `sync`, the changes
//! of all rooms of a person in one answer, after a token that says how far the device has each.
//!
//! The same for projects, clusters and firms. What is outside the caller's audience stands as a marker, so that
//! `seq` has no gap. Changes nothing.

mod http;
mod rules;
mod sync;

pub use http::routes;
