//! Markups: what one person drew over a file of a revision, so that it need not be put into words.
//!
//! | state | seen by | goes on to | by whom |
//! |---|---|---|---|
//! | draft | its author | drawn anew, published, deleted | its author |
//! | published | the design's audience | nothing: it never changes | |
//!
//! A markup is a layer of one author on one revision (R27): over a page of a sheet, or over a model as a camera sees it.
//! Only submitted revisions are drawn on. Who speaks in the project draws.
//!
//! A draft is **its author's alone**: no event tells of it, no list, count, snapshot or synchronisation of another shows
//! it, and its id is not there for anybody else, whatever they lead. So it is written unlogged: what is private is no part
//! of the shared record. It stays with its author when they are no member any more, and is there again when they come
//! back.
//!
//! A published one stays, whoever leaves (R15, R19): no command changes it, and triggers of the tables refuse what would.
//! It is published as it stood on the author's screen: who publishes sends all of it.
//!
//! A length is never a number that somebody sent. On a model it is how far two points are apart, which the drawn line is
//! held against; on a sheet the author may say in words what it is, and nobody measured.
//!
//! A snapshot holds none: who opens a file lists them.
//!
//! Events, in the project's record, for the audience of the design: `markups.markup_published`.

mod commands;
mod drafts;
mod http;
mod markup;
mod place;
mod rules;
mod shapes;
mod store;
mod wire;

pub use http::routes;
