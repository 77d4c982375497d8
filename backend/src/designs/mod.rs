//! Designs of a project: numbered documents, each a row of revisions that never change once they are submitted.
//!
//! | revision | seen by | goes on to | by whom |
//! |---|---|---|---|
//! | draft | its design's party | submitted | lead, contributor of that party |
//! | submitted, withdrawn | the design's audience | in review | an approval of it begins |
//! | in review | | approved, approved as noted, returned, rejected, submitted, withdrawn | the approval ends |
//! | approved, approved as noted | | superseded | a later one is approved |
//!
//! A design is its author's party's, which makes its revisions, one draft at a time. That it is there, its number, title,
//! kind, whose it is and for whom, everyone in the project sees: a restricted one is a wall that shows itself. Its
//! revisions are seen by its **audience**: everyone, or named parties with its own among them.
//!
//! A revision has a label later than all before it in the scheme of the first (`labels.rs`), so that one that was used or
//! skipped never comes again; a note of what changed; its files; and the hash of its **manifest** (`manifest.rs`), which
//! is what people answer to and sign. Who submits names the hash that they saw.
//!
//! Who opens a revision or downloads a file of it is written down, for everyone who sees the revision. From that, each
//! reader is told the latest revision that they have seen.
//!
//! What people draw over its files, `markups` has; what they say on a revision, `comments` has; what is not closed is carried to the next one when that is submitted.
//!
//! A snapshot holds every design, and of each the last revision that the caller sees.
//!
//! Events, in the project's record: `designs.design_created` for everyone; `designs.revision_drafted`,
//! `designs.revision_changed` for the design's party; `designs.revision_submitted` and `designs.revision_moved` for its audience.

mod commands;
mod compare;
mod design;
mod drafts;
mod http;
mod labels;
mod manifest;
mod place;
mod rules;
mod store;
mod wire;

pub use commands::{create, draft, move_to, submit};
pub use design::{Design, Revision, State};
pub use drafts::{NewDesign, NewRevision};
pub use http::routes;
pub use manifest::text as manifest_text;
pub use place::known_revision;
pub use rules::{DESIGN_RESTRICTED, REVISION_DRAFT, may_look};
pub use store::{contributors_to, design, designs_of, revision, revisions_of};
pub use wire::{kept, told_revision};
