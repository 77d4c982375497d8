//! What a file is.

use crate::kernel::clock::Time;
use crate::kernel::ids::{FileId, ProjectId};
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use dure_api as api;

words! {
    /// Where a file stands.
    State {
        /// On its way.
        Arriving = "arriving",
        /// All of it is there, and is put in its place.
        Storing = "storing",
        /// In its place.
        Stored = "stored",
    }
}

words! {
    /// What stands for a file.
    Shown {
        /// A lighter form of it, in its place.
        Form = "form",
        /// A small picture of it, in lists.
        Picture = "picture",
    }
}

/// A file, or one on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// The project.
    pub project: ProjectId,
    /// What it is called.
    pub name: String,
    /// What the client said of it, as it was sent.
    pub metadata: String,
    /// Its length.
    pub bytes: u64,
    /// Bytes of it that are on disk.
    pub received: u64,
    /// Where it stands.
    pub state: State,
    /// What it holds, once it is all there.
    pub content: Option<Content>,
    /// Who uploads it.
    pub uploader: Actor,
    /// When that began.
    pub created_at: Time,
    /// When bytes last came.
    pub touched_at: Time,
}

/// What stands for a file: another file that a client made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What is shown.
    pub file: File,
    /// Who made it.
    pub maker: Actor,
    /// When.
    pub made_at: Time,
}

impl Preview {
    /// As it goes out.
    pub fn wire(&self) -> Option<api::Preview> {
        let (made_by, made_at) = (self.maker.wire(), self.made_at.rfc3339());
        Some(api::Preview { file: self.file.wire()?, made_by, made_at })
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its SHA-256 in lower-case hex.
    pub sha256: String,
    /// Sums of its stretches, as text.
    pub checks: String,
    /// What its first bytes say that it is.
    pub media_type: String,
}

impl File {
    /// As it goes out, once it is all there.
    pub fn wire(&self) -> Option<api::StoredFile> {
        let content = self.content.as_ref()?;
        Some(api::StoredFile {
            id: self.id.to_string(),
            project_id: self.project.to_string(),
            name: self.name.clone(),
            bytes: i64::try_from(self.bytes).unwrap_or(i64::MAX),
            sha256: content.sha256.clone(),
            media_type: content.media_type.clone(),
            uploader: self.uploader.wire(),
            created_at: self.created_at.rfc3339(),
            allowed_actions: None,
        })
    }

    /// When it is dropped if nothing comes.
    pub fn expires_at(&self, hours: u32) -> Time {
        self.touched_at.plus_seconds(hours.saturating_mul(3_600))
    }
}
