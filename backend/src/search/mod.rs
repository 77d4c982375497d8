//! Finding what was said: messages, comments on designs with their answers, titles and people of one project.
//!
//! Documents follow the record, at most a second behind: the last state of each thing that has words. One pure
//! function ([`rules::words`]) makes the words of a text, and so both engines find the same: Hangul, Han and Kana in
//! pairs of characters, so that nobody needs to know where a word ends, a single one as the beginning of a pair; Latin
//! words whole; everything folded (case, width, accents). What was deleted leaves with the message itself; who does
//! not hear a message does not find it. Nothing here writes events.

mod commands;
mod http;
mod rules;
mod store;

pub use commands::FOLLOWER;
pub use http::routes;
