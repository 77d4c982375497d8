//! Contents in their place: put there, read again, collected when no row names them.

use super::checks::{STRETCH, Summing};
use super::incoming::{Content, HEAD};
use super::{Blobs, on_disk, trouble};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::FileId;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// What nobody names is left alone for so long: its row may be on its way.
pub const GRACE: Duration = Duration::from_secs(3_600);

/// Contents that are read again at a time before somebody signs them.
pub const PROOFS: usize = 2;
/// One waits so long for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a stored content cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is not there.
    Missing,
    /// It is not what was written.
    Altered,
}

/// What lies on disk because something names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept<'a> {
    /// A content, by its SHA-256.
    Content(&'a str),
    /// A picture, by the id of its file.
    Picture(&'a str),
    /// What has arrived, by the id of the upload.
    Upload(&'a str),
}

impl Blobs {
    /// Puts an upload that has arrived in its place, and lets `name` write the row that names it, before the collector
    /// comes by. Does nothing twice: an upload that is in its place already stays there.
    pub async fn keep<T>(
        self: &Arc<Self>,
        id: FileId,
        sha256: &str,
        name: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        let _keeping = self.keeping.read().await;
        let (from, folder, to) = (self.arriving(id), self.folder("files", sha256), self.content(sha256));
        on_disk(move || {
            if !from.exists() && to.exists() {
                return Ok(());
            }
            move_in(&from, &folder, &to)
        })
        .await?;
        name.await
    }

    /// Puts a small content that is in memory in its place, before a row names it. On this thread.
    pub fn place(&self, id: FileId, bytes: &[u8]) -> Result<Content, Problem> {
        let (from, mut sums) = (self.arriving(id), Summing::new());
        sums.take(bytes);
        let (sha256, checks) = sums.finish();
        let written = File::create(&from).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_data()
        });
        written.map_err(trouble)?;
        move_in(&from, &self.folder("files", &sha256), &self.content(&sha256))?;
        Ok(Content { sha256, checks, head: bytes.get(..HEAD).unwrap_or(bytes).to_vec() })
    }

    /// Takes away what has arrived of an upload.
    pub async fn drop_arriving(self: &Arc<Self>, id: FileId) -> Result<(), Problem> {
        let blobs = self.clone();
        on_disk(move || blobs.remove_arriving(id)).await
    }

    /// As [`Blobs::drop_arriving`], on this thread.
    pub fn remove_arriving(&self, id: FileId) -> Result<(), Problem> {
        self.progress.lock().remove(&id);
        remove(&self.arriving(id))
    }

    /// Reads contents to their end; `integrity` where one is not what was written, `overloaded` where others are read for too long.
    pub async fn read_again(self: &Arc<Self>, contents: BTreeSet<String>) -> Result<(), Problem> {
        let turn = tokio::time::timeout(PATIENCE, self.proving.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(Problem::overloaded(5)) };
        let blobs = self.clone();
        on_disk(move || {
            contents.iter().try_for_each(|sha256| match blobs.prove(sha256)? {
                None => Ok(()),
                Some(broken) => {
                    tracing::error!(sha256, ?broken, "a stored file is broken: put it back from a backup");
                    Err(Problem::integrity())
                }
            })
        })
        .await
    }

    /// Reads a content to its end and says what is wrong with it. On this thread.
    pub fn prove(&self, sha256: &str) -> Result<Option<Broken>, Problem> {
        let mut file = match File::open(self.content(sha256)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Some(Broken::Missing)),
            opened => opened.map_err(trouble)?,
        };
        let (mut sums, mut buffer) = (Summing::new(), vec![0; STRETCH]);
        loop {
            let read = file.read(&mut buffer).map_err(trouble)?;
            match buffer.get(..read).filter(|bytes| !bytes.is_empty()) {
                Some(bytes) => sums.take(bytes),
                None => return Ok((sums.finish().0 != sha256).then_some(Broken::Altered)),
            }
        }
    }

    /// Removes contents, pictures and uploads that are old and that no row names, as `is_named` says. Answers how many.
    /// On this thread.
    pub fn collect(
        &self,
        now: Time,
        is_named: impl Fn(Kept<'_>) -> Result<bool, Problem>,
    ) -> Result<usize, Problem> {
        let mut removed = self.collect_in("files", now, |name| is_named(Kept::Content(name)))?;
        removed += self.collect_in("pictures", now, |name| is_named(Kept::Picture(name)))?;
        let folder = self.data.join("uploads");
        for name in names(&folder)? {
            let is_named = || is_named(Kept::Upload(&name));
            removed += usize::from(self.collect_one(&folder, &name, now, is_named)?);
        }
        Ok(removed)
    }

    /// In all folders of a kind.
    fn collect_in(
        &self,
        kind: &str,
        now: Time,
        is_named: impl Fn(&str) -> Result<bool, Problem>,
    ) -> Result<usize, Problem> {
        let mut removed = 0;
        for folder in names(&self.data.join(kind))? {
            let folder = self.data.join(kind).join(folder);
            for name in names(&folder)? {
                removed += usize::from(self.collect_one(&folder, &name, now, || is_named(&name))?);
            }
        }
        Ok(removed)
    }

    fn collect_one(
        &self,
        folder: &Path,
        name: &str,
        now: Time,
        is_named: impl FnOnce() -> Result<bool, Problem>,
    ) -> Result<bool, Problem> {
        let path = folder.join(name);
        let _collecting = self.keeping.blocking_write();
        if is_old(&path, now) && !is_named()? {
            remove(&path)?;
            return Ok(true);
        }
        Ok(false)
    }
}

/// Moves a whole file to its place, which is on disk when this returns.
///
/// What stood there changes places with it and is left to the collector: giving back its room here would take a
/// millisecond for every few megabytes, by which a stranger could tell that somebody has the same content.
fn move_in(from: &Path, folder: &Path, to: &Path) -> Result<(), Problem> {
    make_folder(folder)?;
    match renameat_with(CWD, from, CWD, to, RenameFlags::EXCHANGE) {
        Ok(()) => fs::rename(from, from.with_extension("replaced")),
        Err(_) => fs::rename(from, to), // nothing stood there, or the disk cannot exchange
    }
    .map_err(trouble)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(trouble)
}

/// Makes a folder whose name is on disk when this returns.
pub(super) fn make_folder(folder: &Path) -> Result<(), Problem> {
    if folder.exists() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(trouble)?;
    let above = folder.parent().ok_or_else(Problem::bare_internal)?;
    File::open(above).and_then(|above| above.sync_all()).map_err(trouble)
}

/// Names in a folder; none of one that is gone.
fn names(folder: &Path) -> Result<Vec<String>, Problem> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(trouble)?,
    };
    Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

fn is_old(path: &Path, now: Time) -> bool {
    let changed = fs::metadata(path).and_then(|known| known.modified()).ok();
    let age = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let age = age.map(|at| Time(i64::try_from(at.as_millis()).unwrap_or(i64::MAX)));
    age.is_some_and(|at| now.since(at) > GRACE)
}

fn remove(path: &Path) -> Result<(), Problem> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(trouble(error)),
        _ => Ok(()),
    }
}
