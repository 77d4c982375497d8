//! The integration tests, one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    reason = "a test says what it expects, and fails where that is not so"
)]

mod approvals;
mod asides;
mod authority;
mod backup;
mod bcf;
mod behalf;
mod browser;
mod calls;
mod charters;
mod clocks;
mod comments;
mod conversation;
mod cuts;
mod demo;
mod deputies;
mod designs;
mod disk;
mod files;
mod files_abused;
mod files_stored;
mod firms;
mod floods;
mod folded;
mod framing;
mod hostile;
mod hostile_sockets;
mod house;
mod http;
mod idempotency;
mod invited;
mod invites;
mod joining;
mod kill;
mod linear;
mod live;
mod markups;
mod matrix;
mod meeting_invitations;
mod meetings;
mod message_files;
mod names;
mod notices;
mod open_approvals;
mod passkey_signatures;
mod passkeys;
mod plan;
mod plans;
mod postgres;
mod preconditions;
mod previews;
mod removal;
mod resets;
mod resume;
mod routes;
mod schema;
mod search;
mod sequences;
mod sessions;
mod sheets;
mod signin;
mod stop;
mod sync;
mod telltale;
mod tokens;
mod unsent_mail;
mod vectors;
