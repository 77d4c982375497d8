//! Comments in the form that other programs for designs read and write: packages of BCF 2.1 and 3.0.
//!
//! A package is a zip with a folder per [`Topic`]: what it is and what was said about it in `markup.bcf`, where the
//! camera stood in `viewpoint.bcfv`. [`write()`] is strict: what it makes is valid by the official schemas, and the same
//! topics always make the same bytes. [`read`] is tolerant: the two versions differ in shape only, each shape says
//! itself which it is, so that `bcf.version`, `project.bcfp` and `extensions.xml` are not needed and not opened. Who
//! packed the folder again with a folder around it, or on a Mac, is understood.
//!
//! A topic is read whole or refused with a code, and the others go in. Only what has no place here is left behind:
//! snapshots and documents (never unpacked), components, and all viewpoints of a topic but the first that can be read.
//!
//! Nothing here touches a disk, a clock or a source of ids: bytes come in, bytes go out.

mod package;
mod page;
mod read;
mod topic;
mod tree;
mod write;

pub use package::{Caps, Fault};
pub use read::{Contents, Refused, read};
pub use topic::{Comment, Lens, Offered, Project, Stamp, Topic, Version, Viewpoint};
pub use write::write;

#[cfg(test)]
mod round_trips;
