//! Real revisions of drawings and models played through a server, by the public API alone.
//!
//! [`parts`] reads them; [`maker`] is the supplier, who uploads and submits, and the customer, who takes every file back,
//! comments and checks; [`verdict`] compares what both sides see in the end with what was sent; [`run`] puts it
//! together and [`report`] says how it went.

pub mod maker;
pub mod parts;
pub mod report;
pub mod run;
pub mod verdict;
