//! Backup and restore: everything a server keeps, in a folder that either engine restores from.
//!
//! ```text
//! manifest.json          what there is, each part with its SHA-256
//! manifest.sha256        the SHA-256 of that
//! database/<table>.jsonl a row per line, a JSON list of its columns, in the order of the primary key
//! files/..               the data folder but for the database: keys, certificates, letters
//! config.toml            the settings without secrets, to read
//! ```
//!
//! A backup is taken while the server runs, from one state of the database, in which every event is proved against
//! its leaf hash and every record against its end. It appears under its name once all of it is on disk and was read
//! again. A restore reads all of it before it writes anything, fills an empty folder and an empty database in one
//! transaction, and proves the record again before the commit. Then the epoch is another one, so that clients that
//! know more than the backup start again, and all sessions are over.
//!
//! Tables of the search are not kept: they are made from the record again. Mail that waited when the backup was taken
//! is sent after a restore, perhaps for the second time.

mod manifest;
mod parts;
mod restore;
mod rows;
mod take;

pub use manifest::Manifest;
pub use restore::{MARKER, restore};
pub use take::take;

/// Why it did not work, for who sits at the shell.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
