//! Designs, their revisions, who opened them, and what differs between two.

use crate::{Actor, Change};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A numbered document. This much of one is seen by everyone in the project; its revisions by its audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Design {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// Its number, unique in the project.
    pub number: String,
    /// On one line.
    pub title: String,
    /// What it is.
    #[schema(extensions(("x-extensible-enum" = json!(["drawing", "model", "specification", "other"]))))]
    pub kind: String,
    /// The party whose it is, which makes its revisions.
    pub party_id: String,
    /// Parties that see its revisions; absent means everyone in the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<String>>,
    /// Who wrote it down, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// The last revision that the caller sees: in answers, never in events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// What the caller has seen of it: in the answers of `list_designs` and `get_design`, never in events or snapshots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<LookedAt>,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// The latest submitted revision of a design that the caller opened, on whatever device, or made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LookedAt {
    /// The revision. `compare_revisions` tells what changed since.
    pub revision_id: String,
    /// What it is called.
    pub label: String,
    /// The event of its submission: a revision with a later one is news to them.
    pub submitted_seq: i64,
    /// When it was last opened, to the hour, or submitted.
    #[schema(format = DateTime)]
    pub at: String,
}

/// Designs of a project, on one page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DesignPage {
    /// In the order they were written down.
    pub items: Vec<Design>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Writes a design down.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDesign {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its number, unique in the project, 1 to 32 characters.
    pub number: String,
    /// 1 to 200 characters.
    pub title: String,
    /// What it is.
    #[schema(extensions(("x-extensible-enum" = json!(["drawing", "model", "specification", "other"]))))]
    pub kind: String,
    /// Parties that see its revisions; the author's own party always does. Absent means everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<String>>,
}

/// One state of a design: a draft of its party, or submitted and frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Revision {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The design.
    pub design_id: String,
    /// What it is called among the revisions of its design.
    pub label: String,
    /// Where it stands.
    #[schema(extensions(("x-extensible-enum" = json!([
        "draft", "submitted", "in_review", "approved", "approved_as_noted", "returned", "rejected", "superseded", "withdrawn"
    ]))))]
    pub state: String,
    /// What changed, in the words of its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// Its files, by name.
    pub files: Vec<RevisionFile>,
    /// SHA-256, in lower-case hex, of the manifest: a line `dure manifest 1`, then for each file, in the order of the
    /// bytes of their names, a line of its `sha256`, `bytes` and its name as a JSON string, divided by spaces. Every line
    /// ends in a line feed.
    pub manifest_hash: String,
    /// Who made it, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// When it was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub submitted_at: Option<String>,
    /// The event of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_seq: Option<i64>,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// A file of a revision, or one that came with a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RevisionFile {
    /// For `download_file`.
    pub file_id: String,
    /// What it is called; in a revision each name once.
    pub name: String,
    /// Its length.
    pub bytes: i64,
    /// SHA-256 of its bytes in lower-case hex.
    pub sha256: String,
    /// As in `StoredFile`.
    pub media_type: String,
}

/// Revisions of a design, on one page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RevisionPage {
    /// In order.
    pub items: Vec<Revision>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Drafts the next revision of a design, for the caller's own party until it is submitted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRevision {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Letters without I, O, Q, S, X, Z (A, B, .. Y, AA, ..) or a number of at most four digits, as the design's first
    /// revision has it, and later than all before; absent means the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Files that the caller sees, 1 to 200, each name once.
    pub file_ids: Vec<String>,
    /// What changed, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
}

/// Changes a draft. Its label stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateRevision {
    /// All its files from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_ids: Option<Vec<String>>,
    /// What changed, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// `change_note` to empty it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<String>,
}

/// Submits a draft: from here on nothing of it changes, and its audience sees it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitRevision {
    /// The manifest that the caller has seen; another one is refused.
    pub manifest_hash: String,
}

/// That somebody opened a revision, or downloaded a file of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Opening {
    /// The file that was downloaded; absent where the revision was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// True where it was the file's preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<bool>,
    /// Who, with the firm and department held at the first time.
    pub person: Actor,
    /// The first time.
    #[schema(format = DateTime)]
    pub first_at: String,
    /// The last time, to the hour.
    #[schema(format = DateTime)]
    pub last_at: String,
}

/// Who looked at a revision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpeningPage {
    /// The first one first.
    pub items: Vec<Opening>,
    /// Always absent: everyone stands on one page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Query of `compare_revisions`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ComparisonParams {
    /// Another revision of the same design; absent means the one before.
    pub with: Option<String>,
}

/// What differs between two revisions of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
    /// The revision.
    pub revision_id: String,
    /// What it is compared with.
    pub with: String,
    /// Whether the files of both are the same.
    pub same_files: bool,
    /// Facts that differ, from the other one to this one.
    pub changes: Vec<Change>,
    /// Files of both, by name.
    pub files: Vec<FileComparison>,
}

/// A name in two revisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FileComparison {
    /// The name.
    pub name: String,
    /// What became of it.
    #[schema(extensions(("x-extensible-enum" = json!(["same", "changed", "added", "removed"]))))]
    pub change: String,
    /// In this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<RevisionFile>,
    /// In the other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_file: Option<RevisionFile>,
}
