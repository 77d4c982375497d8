//! Bytes of an upload on their way to disk.
//!
//! Memory stays flat: a batch is written and summed while the next one arrives, and no more is held. What was received
//! is on disk before anybody says so; most of it goes there while more arrives.

use super::checks::{Checks, Summing};
use super::{Blobs, on_disk, trouble};
use crate::kernel::http::Problem;
use crate::kernel::ids::FileId;
use aws_lc_rs::digest::{Algorithm, Context};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Time for the next bytes to come.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes that are written together. Many uploads hold two of these each, and the buffers that they came in.
const BATCH: usize = 128 * 1024;
/// After so many bytes they are synced while more arrives, so that little is left for the end.
const EARLY: usize = 2 * 1024 * 1024;
/// Bytes from the beginning that tell what a content is.
pub(super) const HEAD: usize = 8_192;

/// How far an upload is, with its sums and its beginning.
#[derive(Clone)]
pub struct Progress {
    bytes: u64,
    sums: Summing,
    head: Vec<u8>,
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.bytes)
    }
}

impl Progress {
    fn new() -> Self {
        Self { bytes: 0, sums: Summing::new(), head: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(bytes.get(..missing.min(bytes.len())).unwrap_or_default());
        self.sums.take(bytes);
        self.bytes += u64::try_from(bytes.len()).unwrap_or(0);
    }
}

/// A whole content that has arrived.
#[derive(Debug, Clone)]
pub struct Content {
    /// Its SHA-256.
    pub sha256: String,
    /// Sums of its stretches.
    pub checks: Checks,
    /// Its first bytes.
    pub head: Vec<u8>,
}

/// How a request's bytes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As they should.
    Whole,
    /// The connection was lost, or nothing came for too long.
    Cut,
    /// There were more than the upload has room for.
    TooMany,
    /// They are not what their check sum says.
    Altered,
}

/// An upload that takes bytes.
pub struct Incoming {
    id: FileId,
    file: File,
    from: Progress,
    now: Progress,
    sum: Option<Context>,
}

impl Incoming {
    fn write(mut self, batch: &[Bytes]) -> Result<Self, Problem> {
        for bytes in batch {
            self.file.write_all(bytes).map_err(trouble)?;
            self.now.take(bytes);
            if let Some(sum) = &mut self.sum {
                sum.update(bytes);
            }
        }
        Ok(self)
    }

    /// Begins to sync what is written so far. An error is told to who waits for it, and to nobody again.
    fn sync(&self) -> Result<JoinHandle<std::io::Result<()>>, Problem> {
        let file = self.file.try_clone().map_err(trouble)?;
        Ok(tokio::task::spawn_blocking(move || file.sync_data()))
    }

    fn altered(&mut self, expected: Option<&[u8]>) -> bool {
        let sum = self.sum.take().map(Context::finish);
        sum.is_some_and(|sum| expected.is_some_and(|expected| sum.as_ref() != expected))
    }
}

impl Blobs {
    /// Opens an upload of which so many bytes count: what is on disk beyond them does not.
    pub async fn append(
        self: &Arc<Self>,
        id: FileId,
        offset: u64,
        sum: Option<&'static Algorithm>,
    ) -> Result<Incoming, Problem> {
        let (path, known) = (self.arriving(id), self.progress.lock().remove(&id));
        on_disk(move || {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(offset == 0).truncate(false).mode(0o600);
            let mut file = options.open(path).map_err(trouble)?;
            if file.metadata().map_err(trouble)?.len() < offset {
                return Err(Problem::integrity().because("less has arrived than was said"));
            }
            file.set_len(offset).map_err(trouble)?;
            let from = match known.filter(|known| known.bytes == offset) {
                Some(known) => known,
                None if offset == 0 => Progress::new(),
                None => read_again(&mut file)?,
            };
            file.seek(SeekFrom::End(0)).map_err(trouble)?;
            Ok(Incoming { id, file, now: from.clone(), from, sum: sum.map(Context::new) })
        })
        .await
    }

    /// Takes bytes, at most so many. Answers how far the upload is on disk now. Bytes that were altered, or too many,
    /// do not count, nor do those of a piece with a check sum that was cut.
    pub async fn receive<E>(
        self: &Arc<Self>,
        incoming: Incoming,
        mut bytes: impl Stream<Item = Result<Bytes, E>> + Unpin,
        most: u64,
        expected: Option<Vec<u8>>,
    ) -> Result<(u64, End), Problem> {
        let (mut batch, mut held, mut received) = (Vec::new(), 0, 0_u64);
        let (mut writing, mut syncing, mut unsynced) = (None, None, 0);
        let mut idle = Some(incoming);
        let end = loop {
            let next = tokio::time::timeout(PATIENCE, bytes.next()).await;
            let (chunk, end) = match next {
                Ok(Some(Ok(chunk))) => (chunk, None),
                Ok(None) => (Bytes::new(), Some(End::Whole)),
                Ok(Some(Err(_))) | Err(_) => (Bytes::new(), Some(End::Cut)),
            };
            received += u64::try_from(chunk.len()).unwrap_or(0);
            if received > most {
                break End::TooMany;
            }
            held += chunk.len();
            batch.push(chunk);
            if held >= BATCH || end.is_some() {
                let (incoming, ready) = (back(&mut idle, &mut writing).await?, std::mem::take(&mut batch));
                if unsynced >= EARLY {
                    synced(&mut syncing).await?;
                    (syncing, unsynced) = (Some(incoming.sync()?), 0);
                }
                unsynced += held;
                writing = Some(tokio::task::spawn_blocking(move || incoming.write(&ready)));
                held = 0;
            }
            if let Some(end) = end {
                break end;
            }
        };
        let mut incoming = back(&mut idle, &mut writing).await?;
        synced(&mut syncing).await?;
        let end = if end == End::Whole && incoming.altered(expected.as_deref()) { End::Altered } else { end };
        let counts = end == End::Whole || (end == End::Cut && expected.is_none());
        let (id, progress) = on_disk(move || {
            if !counts {
                incoming.file.set_len(incoming.from.bytes).map_err(trouble)?;
                incoming.now = incoming.from;
            }
            incoming.file.sync_data().map_err(trouble)?;
            Ok((incoming.id, incoming.now))
        })
        .await?;
        let bytes = progress.bytes;
        self.remember(id, progress);
        Ok((bytes, end))
    }

    /// Of an upload that has arrived.
    pub async fn arrived(self: &Arc<Self>, id: FileId, bytes: u64) -> Result<Content, Problem> {
        let (path, known) = (self.arriving(id), self.progress.lock().remove(&id));
        let progress = match known.filter(|known| known.bytes == bytes) {
            Some(known) => known,
            None => on_disk(move || read_again(&mut File::open(path).map_err(trouble)?)).await?,
        };
        if progress.bytes != bytes {
            return Err(Problem::integrity().because("less has arrived than was said"));
        }
        let (sha256, checks) = progress.sums.finish();
        Ok(Content { sha256, checks, head: progress.head })
    }
}

/// The upload when its last batch is written.
async fn back(
    idle: &mut Option<Incoming>,
    writing: &mut Option<JoinHandle<Result<Incoming, Problem>>>,
) -> Result<Incoming, Problem> {
    match (idle.take(), writing.take()) {
        (Some(incoming), _) => Ok(incoming),
        (None, Some(writing)) => writing.await.map_err(Problem::internal)?,
        (None, None) => Err(Problem::bare_internal()),
    }
}

/// What is being synced is on disk.
async fn synced(syncing: &mut Option<JoinHandle<std::io::Result<()>>>) -> Result<(), Problem> {
    match syncing.take() {
        Some(syncing) => syncing.await.map_err(Problem::internal)?.map_err(trouble),
        None => Ok(()),
    }
}

/// Takes the sums of what is there.
fn read_again(file: &mut File) -> Result<Progress, Problem> {
    let (mut progress, mut buffer) = (Progress::new(), vec![0; BATCH]);
    file.seek(SeekFrom::Start(0)).map_err(trouble)?;
    loop {
        let read = file.read(&mut buffer).map_err(trouble)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { return Ok(progress) };
        progress.take(bytes);
    }
}
