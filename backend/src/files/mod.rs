//! Files of a project: uploaded in pieces, stored once per content, given only whole and to who may see them.
//!
//! | state | what it is | goes on to |
//! |---|---|---|
//! | arriving | an upload: pieces come by tus 1.0, each on disk before it is acknowledged | storing; dropped when nothing came for `upload_hours` |
//! | storing | all is there and hashed; the content is put in its place | stored |
//! | stored | a file, which never changes | dropped after `file_days` when nothing shows it |
//!
//! An upload names its project; who speaks there uploads, and nobody else sees what is on its way. A finished upload is a
//! file with the same id. Its name is text to be shown, its kind what its first bytes say, its place on disk its SHA-256. A
//! file is seen by its uploader, and by who sees something that shows it ([`show`]) to them. Uploads
//! leave no event: what shows a file does.
//!
//! A heavy file may have a **preview**: a lighter form of it that some client made, another file, which names its maker and
//! never counts as the file. It is seen by exactly those who see the file, is shown by nothing else, and goes with it. The
//! first one stays, unless the party that uploaded the file replaces it. The same holds for its **picture**, a small one that
//! lists show where the file is none, such as a model; it never stands in the file's place.
//!
//! Who downloads what others show is written down beside those who opened it ([`openings`]).
//!
//! A download is always an attachment, one range at most, proved stretch by stretch before it leaves. Behind the requests
//! a sweep drops what is old, collects what no row names, and reads every stored content again once a week.
//!
//! Not here: no archive is opened, nothing but small images is decoded.

mod commands;
mod contents;
mod file;
mod http;
mod place;
mod rules;
mod show;
mod store;
mod sweep;

pub use commands::bring;
pub use contents::{own, shown};
pub use http::routes;
pub use rules::Draft;
pub use show::{hide, note_opening, openings, preview_of, show, show_to};
pub use sweep::SWEEPS;
