//! Files: what was uploaded, and lighter forms of what is heavy. How they are sent is tus 1.0.

use crate::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stored file. Its bytes never change: `download_file`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StoredFile {
    /// Its id, that of its upload.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// What it was called where it came from: to be shown, never a path.
    pub name: String,
    /// Its length.
    pub bytes: i64,
    /// SHA-256 of its bytes in lower-case hex.
    pub sha256: String,
    /// What its first bytes say that it is, such as `application/pdf`, `image/png`, `model/step`;
    /// `application/octet-stream` where they say nothing.
    pub media_type: String,
    /// Who uploaded it, with the firm and department held then.
    pub uploader: Actor,
    /// When its upload began.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// A lighter form of a heavy file, made once by a client that could read it, for those that cannot. It never counts as
/// the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Preview {
    /// What is shown: a GLB, WebP, PNG or JPEG, for `download_file`.
    pub file: StoredFile,
    /// Who made it, with the firm and department held then.
    pub made_by: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub made_at: String,
}

/// Makes an upload of the caller's the preview of a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePreview {
    /// A finished upload of the caller's in the same project that nothing shows: a GLB, WebP, PNG or JPEG.
    pub preview_file_id: String,
    /// `form`: in the place of the file; absent means this. `picture`: a small WebP, PNG or JPEG of it for lists, beside the
    /// form or without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(extensions(("x-extensible-enum" = json!(["form", "picture"]))))]
    pub kind: Option<String>,
}
