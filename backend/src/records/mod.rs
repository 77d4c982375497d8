//! Reading records: pages of events, with a long poll for networks that let no socket through.
//!
//! The same for projects, clusters and firms. What is outside the caller's audience stands as a marker, so that
//! `seq` has no gap. Changes nothing.

mod http;

pub use http::routes;
