//! What `scripts/load` measures. Every scenario runs against any server that speaks the public API; it is
//! bounded in count and time, checks every answer, and fails rather than reporting a figure it cannot stand by.

pub mod asking;
pub mod board;
pub mod catch_up;
pub mod clocks;
pub mod designs;
pub mod fan_out;
pub mod fill;
pub mod home;
pub mod idle;
pub mod listing;
pub mod opening;
pub mod posts;
pub mod reads;
pub mod scale;
pub mod search;
pub mod sockets;
pub mod target;
pub mod texts;
pub mod transfers;

/// A figure, and what else there is to say of it: who was the limit, how times spread.
pub struct Measured {
    /// The figure.
    pub value: f64,
    /// The rest.
    pub note: String,
}
