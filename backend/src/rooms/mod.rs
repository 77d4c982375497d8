//! The room: the live side of a project. Messages, how far each person has read, the snapshot a client starts
//! from, and the socket.
//!
//! A message is for everyone in the project, or for named parties; the author's own party always hears it. For
//! the others it is a marker: they know that something was said, and nothing more. Messages are not edited or
//! deleted yet. Event, in the project's record: `room.message_posted`.

mod commands;
mod http;
mod rules;
mod store;

pub use http::routes;
pub use store::is_heard;
