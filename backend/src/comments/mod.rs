//! Comments on designs: each a point to settle, on a spot of a revision or on the whole of it.
//!
//! | state | whose turn | goes on to | by whom |
//! |---|---|---|---|
//! | open | the design's party | answered | the design's party: accepted, declined, explained |
//! | answered | who made it | open | the commenter's party, asking on |
//! | open, answered, to check | | awaiting revision: settled when the next one shows it | who made it |
//! | awaiting revision | the design's party | to check | nobody: the next revision was submitted |
//! | to check | who made it | open | the commenter's party, asking on |
//! | all but closed | | closed: settled, withdrawn | who made it |
//!
//! When who made it is no member any more, anybody of their party closes it, and says why.
//! For who made it a lead may close it, and says why: a lead of their party, or of any other but the one whose design it is.
//! Comments are numbered in their design, and all of them over all revisions are its register. Who may look at the
//! design sees them. Whatever is not closed when the next revision is submitted is **carried** to it.
//!
//! The register goes out as a spreadsheet or a BCF package; the topics of a package come in as comments of who brings them,
//! each once in a design.
//!
//! A comment never changes its words, its spot, or whether it blocks. A snapshot holds what is not closed, and what was
//! closed in the last events, as of a plan.
//!
//! Events, in the project's record, for the audience of the design: `comments.comment_created`,
//! `comments.comment_answered`, `comments.comment_closed` (also for closing with the next revision),
//! `comments.comment_carried`, `comments.comment_left` when who made it is no member any more.

mod anchors;
mod bcf;
mod commands;
mod comment;
mod digest;
mod drafts;
mod exchange;
mod exports;
mod http;
mod imports;
mod place;
mod register;
mod rules;
mod store;
mod turn;
mod viewpoints;
mod wire;

pub use anchors::{camera, page, point, rounded};
pub use bcf::{Caps, Contents, Fault, Lens, Project, Refused, Version, read as read_bcf, write as write_bcf};
pub use commands::{answer, carry, close, create, leave_to_party};
pub use comment::Comment;
pub use digest::{digest, text, told};
pub use drafts::{Closing, NewAnswer, NewComment};
pub use http::routes;
pub use store::{Waiting, open as open_in, waiting_for};
pub use wire::kept;
