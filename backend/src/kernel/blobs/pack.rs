//! Many contents as one zip, written while it leaves: nothing of it is on disk or whole in memory.

use super::serve::{RENEW, Served, Source};
use super::{Blobs, trouble};
use crate::kernel::access::{Operation, Permit};
use crate::kernel::http::{Answer, Problem, attachment};
use actix_web::body::BodyStream;
use bytes::Bytes;
use futures_util::stream;
use std::io::{BufWriter, Error, Write};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

/// Packages that are written at once: each reads and sums up its contents.
pub const PACKAGES: usize = 2;
/// One waits so long for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes that leave at once.
const PIECE: usize = 64 * 1024;
/// Pieces that wait for a slow reader.
const AHEAD: usize = 4;

/// What a package holds under a path.
#[derive(Debug)]
pub enum Member {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A stored content.
    Content(Served),
}

/// Pieces on their way from the thread that writes to who reads.
struct Pieces(mpsc::Sender<Result<Bytes, Problem>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| Error::other("nobody reads any more"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

type Zip = ZipWriter<StreamWriter<BufWriter<Pieces>>>;

fn fill(zip: &mut Zip, blobs: &Blobs, members: Vec<(String, Member)>) -> Result<(), Problem> {
    let plain = SimpleFileOptions::default().unix_permissions(0o644);
    for (path, member) in members {
        match member {
            Member::Bytes(bytes) => {
                zip.start_file(path, plain).map_err(Problem::internal)?;
                zip.write_all(&bytes).map_err(trouble)?;
            }
            Member::Content(served) => {
                // Drawings and models are packed already, or too large to pack while somebody waits.
                let stored = plain.compression_method(CompressionMethod::Stored);
                let large = stored.large_file(served.bytes >= u64::from(u32::MAX));
                zip.start_file(path, large).map_err(Problem::internal)?;
                let source = Source::open(&blobs.content(&served.sha256), served.bytes, served.checks)?;
                let mut at = 0;
                while at < served.bytes {
                    let bytes = source.read(at, served.bytes)?;
                    zip.write_all(&bytes).map_err(trouble)?;
                    at += u64::try_from(bytes.len()).map_err(Problem::internal)?;
                }
            }
        }
    }
    Ok(())
}

/// Writes all of it. What went wrong is sent before the zip is dropped: that writes its end, and nobody is to get one.
fn write(blobs: &Blobs, members: Vec<(String, Member)>, sender: &mpsc::Sender<Result<Bytes, Problem>>) {
    let mut zip = ZipWriter::new_stream(BufWriter::with_capacity(PIECE, Pieces(sender.clone())));
    let broken = |problem: Problem| {
        tracing::warn!(%problem, "a package was broken off");
        drop(sender.blocking_send(Err(problem)));
    };
    if let Err(problem) = fill(&mut zip, blobs, members) {
        return broken(problem);
    }
    let end = zip.finish().map_err(Problem::internal);
    if let Err(problem) = end.and_then(|stream| stream.into_inner().flush().map_err(trouble)) {
        broken(problem);
    }
}

/// Gives members as one zip to save. It is refused where a content of the first pieces is not what was written, and breaks off
/// where a later one is not or the right ends: what arrived is no zip then, as its end is missing.
pub async fn pack<O: Operation>(permit: Permit<O>, name: &str, members: Vec<(String, Member)>) -> Answer {
    let blobs = permit.kernel().blobs.clone();
    let turn = tokio::time::timeout(PATIENCE, blobs.packing.clone().acquire_owned()).await;
    let Ok(Ok(turn)) = turn else { return Err(Problem::overloaded(5)) };
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        write(&blobs, members, &sender);
    });
    let first = receiver.recv().await.ok_or_else(Problem::bare_internal)??;
    let outgoing = Outgoing { permit, asked: Instant::now(), receiver };
    let body = stream::unfold((Some(first), Some(outgoing)), following);
    Ok(attachment("application/zip", name, BodyStream::new(Box::pin(body))))
}

struct Outgoing<O: Operation> {
    permit: Permit<O>,
    asked: Instant,
    receiver: mpsc::Receiver<Result<Bytes, Problem>>,
}

type State<O> = (Option<Bytes>, Option<Outgoing<O>>);

/// The next piece, while the right stands.
async fn following<O: Operation>((ready, outgoing): State<O>) -> Option<(Result<Bytes, Problem>, State<O>)> {
    if let Some(first) = ready {
        return Some((Ok(first), (None, outgoing)));
    }
    let mut outgoing = outgoing?;
    if outgoing.asked.elapsed() > RENEW {
        if let Err(problem) = outgoing.permit.renew().await {
            return Some((Err(problem), (None, None)));
        }
        outgoing.asked = Instant::now();
    }
    match outgoing.receiver.recv().await? {
        Ok(bytes) => Some((Ok(bytes), (None, Some(outgoing)))),
        Err(problem) => Some((Err(problem), (None, None))),
    }
}
