//! Files: what was uploaded. How they are sent is tus 1.0.

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
