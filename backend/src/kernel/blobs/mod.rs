//! Content on disk: what is arriving, and whole files by their SHA-256.
//!
//! `uploads/<id>` holds what has arrived of one upload, `files/<first two digits>/<sha256>` one content, however many
//! files have it, `pictures/` small pictures of files that can be made again. A content is on disk, its folder too, before
//! a row names it. The rows say which contents are needed; what no row names is collected after an hour.
//!
//! Nobody can tell from how long a file takes whether its content was here already, with somebody else: what is done for
//! one that is new is done for one that is known, and pictures are kept by file.

mod checks;
mod decode;
mod incoming;
mod keep;
mod pack;
mod picture;
mod serve;
mod tus;

pub use checks::Checks;
pub use incoming::{Content, End, Incoming};
pub use keep::{Broken, GRACE, Kept};
pub use pack::{Member, pack};
pub use picture::{Bounds, NoPicture};
pub use serve::{Served, serve};
pub use tus::{CheckSum, Metadata, TUS_VERSION, UPLOADS, bytes, has_bytes, is_tus, one};

use crate::kernel::http::Problem;
use crate::kernel::ids::FileId;
use incoming::Progress;
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{RwLock, Semaphore};

/// Uploads whose hashes are remembered between pieces; those of others are taken again from disk.
const REMEMBERED: usize = 1_000;

/// The folders of one server.
#[derive(Debug)]
pub struct Blobs {
    data: PathBuf,
    progress: Mutex<HashMap<FileId, Progress>>,
    busy: Mutex<HashSet<FileId>>,
    /// Held while a content is put in its place and its row written, against the collector.
    keeping: RwLock<()>,
    decoding: Semaphore,
    packing: Arc<Semaphore>,
    proving: Semaphore,
}

impl Blobs {
    /// Makes the folders, those of all contents too: who is first in one would wait for it.
    pub fn open(data: &Path) -> std::io::Result<Arc<Self>> {
        let make = |folder: &Path| DirBuilder::new().recursive(true).mode(0o700).create(folder);
        for folder in ["uploads", "files", "pictures"] {
            make(&data.join(folder))?;
        }
        for digits in 0..=u8::MAX {
            make(&data.join("files").join(format!("{digits:02x}")))?;
        }
        Ok(Arc::new(Self {
            data: data.to_owned(),
            progress: Mutex::default(),
            busy: Mutex::default(),
            keeping: RwLock::new(()),
            decoding: Semaphore::new(1),
            packing: Arc::new(Semaphore::new(pack::PACKAGES)),
            proving: Semaphore::new(keep::PROOFS),
        }))
    }

    fn arriving(&self, id: FileId) -> PathBuf {
        self.data.join("uploads").join(id.as_str())
    }

    fn content(&self, sha256: &str) -> PathBuf {
        self.folder("files", sha256).join(sha256)
    }

    fn folder(&self, kind: &str, sha256: &str) -> PathBuf {
        self.data.join(kind).join(sha256.get(..2).unwrap_or_default())
    }

    /// Takes an upload for one request, or answers nothing while another has it.
    pub fn enter(self: &Arc<Self>, id: FileId) -> Option<Entered> {
        self.busy.lock().insert(id).then(|| Entered { blobs: self.clone(), id })
    }

    fn remember(&self, id: FileId, progress: Progress) {
        let mut known = self.progress.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(id, progress);
    }
}

/// Gives the upload back when the request ends, however it ends.
#[derive(Debug)]
pub struct Entered {
    blobs: Arc<Blobs>,
    id: FileId,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.blobs.busy.lock().remove(&self.id);
    }
}

/// What the disk says, as a refusal.
fn trouble(error: std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Problem::storage_full(),
        ErrorKind::NotFound => Problem::integrity(),
        _ => Problem::bare_internal(),
    }
    .because(error)
}

/// Runs what waits for the disk on a thread that may wait.
async fn on_disk<T: Send + 'static>(
    f: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(f).await.map_err(Problem::internal)?
}
