//! The wire types of Dure's published API, a file per slice. Plain data: no database, no HTTP.
//!
//! Reading order: [`access`] (sign-in, me), [`people`], [`firms`], [`clusters`], [`projects`], [`rooms`],
//! [`record`] (events and snapshots), [`live`] (socket frames), [`problem`] (errors), [`limits`].
//! Ids are UUIDv7 in lower case, times RFC 3339 UTC with milliseconds, text is NFC. What is not there is
//! absent, never `null`. Requests refuse fields they do not know; answers may grow new ones.

pub mod access;
pub mod clusters;
pub mod firms;
pub mod limits;
pub mod live;
pub mod people;
pub mod problem;
pub mod projects;
pub mod record;
pub mod rooms;

pub use access::*;
pub use clusters::*;
pub use firms::*;
pub use limits::Limits;
pub use live::*;
pub use people::*;
pub use problem::*;
pub use projects::*;
pub use record::*;
pub use rooms::*;
