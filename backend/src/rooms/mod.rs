//! The room: the live side of a project. Messages, how far each person has read, the snapshot a client starts
//! from, and the socket.
//!
//! A message is for everyone in the project, or for named parties; the author's own party always hears it. For
//! the others it is a marker: they know that something was said, and nothing more. It may name members and parties
//! that hear it. Its author may change its words, and the earlier ones stay readable; its author, or a lead with a
//! reason, may delete it, and then it is a tombstone in lists, replies, snapshots and replays of old events alike.
//! People set a bounded number of emoji under it. Files may come with it: who hears it sees them, until it is deleted.
//!
//! Events, in the project's record, each with the message as it is afterwards: `room.message_posted`,
//! `room.message_edited`, `room.message_deleted`, `room.reaction_added`, `room.reaction_removed`.

mod commands;
mod http;
mod mentions;
mod place;
mod reading;
mod rules;
mod store;

pub use commands::post;
pub use http::routes;
pub use reading::{Unread, seen_in, unread};
pub use rules::Draft;
pub use store::is_heard;
