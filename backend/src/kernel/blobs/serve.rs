//! A stored content as an answer: whole or a range of it, every stretch proved before its bytes leave, and none of them
//! once the caller's right has ended.

use super::checks::{Checks, STRETCH};
use super::{on_disk, trouble};
use crate::kernel::access::{Operation, Permit};
use crate::kernel::http::{Answer, Problem, to_save};
use actix_web::body::SizedStream;
use actix_web::http::header::{self, Header, Range};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::stream;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// The right is asked for again this often while bytes leave.
pub(super) const RENEW: Duration = Duration::from_millis(500);

/// What is given.
#[derive(Debug, Clone)]
pub struct Served {
    /// The content.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// Sums of its stretches.
    pub checks: Checks,
    /// What it is called where it is saved.
    pub name: String,
    /// What it is said to be.
    pub media_type: String,
}

/// Part of a content on its way out.
struct Outgoing<O: Operation> {
    permit: Permit<O>,
    asked: Instant,
    source: Arc<Source>,
    at: u64,
    end: u64,
    reading: JoinHandle<Result<Bytes, Problem>>,
}

/// A stored content that is read.
#[derive(Debug)]
pub struct Source {
    file: File,
    bytes: u64,
    checks: Checks,
}

impl Source {
    pub fn open(path: &Path, bytes: u64, checks: Checks) -> Result<Self, Problem> {
        Ok(Self { file: File::open(path).map_err(trouble)?, bytes, checks })
    }

    /// All bytes, proved.
    pub fn whole(&self) -> Result<Vec<u8>, Problem> {
        let mut all = Vec::with_capacity(usize::try_from(self.bytes).map_err(Problem::internal)?);
        for at in (0..self.bytes).step_by(STRETCH) {
            all.extend_from_slice(&self.read(at, self.bytes)?);
        }
        Ok(all)
    }

    /// The bytes from `at` to the end of their stretch, proved with all of it, and none from `end` on.
    pub fn read(&self, at: u64, end: u64) -> Result<Bytes, Problem> {
        let stretch = u64::try_from(STRETCH).map_err(Problem::internal)?;
        let (n, begins) = (at / stretch, at / stretch * stretch);
        let length =
            usize::try_from(stretch.min(self.bytes.saturating_sub(begins))).map_err(Problem::internal)?;
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, begins).map_err(|error| Problem::integrity().because(error))?;
        if !self.checks.prove(usize::try_from(n).map_err(Problem::internal)?, &bytes) {
            return Err(Problem::integrity().because("a stored file is not what was written"));
        }
        let from = usize::try_from(at - begins).map_err(Problem::internal)?;
        let to = usize::try_from(end - begins).map_or(length, |to| to.min(length));
        Ok(Bytes::from(bytes).slice(from..to))
    }
}

fn read_ahead(source: &Arc<Source>, at: u64, end: u64) -> JoinHandle<Result<Bytes, Problem>> {
    let source = source.clone();
    tokio::task::spawn_blocking(move || if at < end { source.read(at, end) } else { Ok(Bytes::new()) })
}

/// Gives a content, or the one range that is asked for.
pub async fn serve<O: Operation>(permit: Permit<O>, req: &HttpRequest, served: Served) -> Answer {
    let range = range(req, served.bytes);
    let Some((at, end)) = range.unwrap_or(Some((0, served.bytes))) else {
        let unsatisfied = format!("bytes */{}", served.bytes);
        return Err(Problem::range_not_satisfiable().with_header("content-range", unsatisfied));
    };
    let (path, bytes, checks) =
        (permit.kernel().blobs.content(&served.sha256), served.bytes, served.checks.clone());
    let source = Arc::new(on_disk(move || Source::open(&path, bytes, checks)).await?);
    let first =
        if at < end { read_ahead(&source, at, end).await.map_err(Problem::internal)?? } else { Bytes::new() };
    let next = at + u64::try_from(first.len()).map_err(Problem::internal)?;
    let reading = read_ahead(&source, next, end);
    let outgoing = Outgoing { permit, asked: Instant::now(), source, at: next, end, reading };
    let body = stream::unfold((Some(first), Some(outgoing)), following);
    let mut answer = if range.is_some() { HttpResponse::PartialContent() } else { HttpResponse::Ok() };
    if range.is_some() {
        let part = format!("bytes {at}-{}/{}", end.saturating_sub(1), served.bytes);
        answer.insert_header((header::CONTENT_RANGE, part));
    }
    answer
        .insert_header((header::CONTENT_TYPE, served.media_type))
        .insert_header(to_save(&served.name))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        // Compressed, a range would not be one of the file any more.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    Ok(answer.body(SizedStream::new(end - at, Box::pin(body))))
}

type State<O> = (Option<Bytes>, Option<Outgoing<O>>);

/// The next bytes, while the right stands and they are what was written.
async fn following<O: Operation>((ready, outgoing): State<O>) -> Option<(Result<Bytes, Problem>, State<O>)> {
    let mut outgoing = outgoing?;
    if let Some(first) = ready.filter(|first| !first.is_empty()) {
        return Some((Ok(first), (None, Some(outgoing))));
    }
    if outgoing.at >= outgoing.end {
        return None;
    }
    if outgoing.asked.elapsed() > RENEW {
        if let Err(problem) = outgoing.permit.renew().await {
            return Some((Err(problem), (None, None)));
        }
        outgoing.asked = Instant::now();
    }
    let read = (&mut outgoing.reading).await.map_err(Problem::internal).and_then(|read| read);
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(problem) => {
            tracing::error!(%problem, "a download was broken off");
            return Some((Err(problem), (None, None)));
        }
    };
    outgoing.at += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    outgoing.reading = read_ahead(&outgoing.source, outgoing.at, outgoing.end);
    Some((Ok(bytes), (None, Some(outgoing))))
}

/// The range asked for: none, one that there is, or one that there is not. More than one is not given.
#[allow(clippy::option_option, reason = "asked for, and there")]
fn range(req: &HttpRequest, bytes: u64) -> Option<Option<(u64, u64)>> {
    req.headers().get(header::RANGE)?;
    let Ok(Range::Bytes(ranges)) = Range::parse(req) else { return Some(None) };
    let one = match ranges.as_slice() {
        [one] => one.to_satisfiable_range(bytes),
        _ => None,
    };
    Some(one.map(|(first, last)| (first, last + 1)))
}
