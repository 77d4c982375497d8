//! How far people have read: a marker per person and project, the same on all their devices, and what is unread
//! beyond it. A marker is no event: it is told as a frame that is never stored, and stands in the snapshot.

mod store;

pub use store::{mark, seen_in, unread};

/// What waits for somebody in a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unread {
    /// Messages that they hear and somebody else said.
    pub messages: i64,
    /// Those among them that name the person or one of their parties.
    pub mentions: i64,
}
