//! What differs between two revisions: facts, and files by name and hash (R28).

use super::design::Revision;
use crate::kernel::record::changes;
use dure_api::{Comparison, FileComparison, RevisionFile};
use std::collections::BTreeSet;

/// From one revision to another.
pub fn compare(before: &Revision, after: &Revision) -> Comparison {
    let names: BTreeSet<&str> =
        [before, after].iter().flat_map(|one| &one.files).map(|file| file.name.as_str()).collect();
    let of = |revision: &Revision, name: &str| revision.files.iter().find(|file| file.name == name).cloned();
    Comparison {
        revision_id: after.id.to_string(),
        with: before.id.to_string(),
        same_files: before.manifest_hash == after.manifest_hash,
        changes: changes(&before.facts(), &after.facts()),
        files: names.into_iter().map(|name| one(name, of(before, name), of(after, name))).collect(),
    }
}

fn one(name: &str, before: Option<RevisionFile>, after: Option<RevisionFile>) -> FileComparison {
    let change = match (&before, &after) {
        (None, _) => "added",
        (_, None) => "removed",
        (Some(before), Some(after)) if before.sha256 == after.sha256 => "same",
        _ => "changed",
    };
    FileComparison { name: name.to_owned(), change: change.to_owned(), file: after, with_file: before }
}
