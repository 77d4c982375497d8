//! What the tests stand on: a server of their own ([`app`]), the people of the story as clients ([`cast`]), and the
//! story itself, told through the public API alone ([`story`]); and the real program as a process ([`process`]).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    reason = "a test says what it expects, and fails where that is not so"
)]

pub mod app;
pub mod cast;
pub mod database;
pub mod frames;
pub mod gaps;
pub mod golden;
pub mod mail;
pub mod process;
pub mod proxy;
pub mod published;
pub mod raw;
pub mod sequences;
pub mod smtp;
pub mod story;

pub use app::App;
pub use cast::{Answer, Client, Socket};
pub use golden::nothing;
pub use mail::Mail;
pub use story::Story;
