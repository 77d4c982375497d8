//! What runs behind the requests: drops what is old, collects what no row names, reads stored contents again.

use super::file::File;
use super::{commands, store};
use crate::kernel::Kernel;
use crate::kernel::blobs::Broken;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::Scope;
use crate::kernel::jobs::{Job, Lane};
use crate::kernel::store::Tx;
use serde_json::json;

/// The worker of the sweeps. One is left at the start and once an hour.
pub const SWEEPS: Lane = Lane { name: "files", handlers: &[("files_sweep", sweep)], tidy: arrange };

/// Files that one sweep drops, or reads again.
const MOST: i64 = 500;
/// Bytes that one sweep reads again.
const READ: u64 = 16 << 30;
/// A content is read again after so many days.
const PROVED_DAYS: u32 = 7;

fn arrange(_: &Kernel, tx: &mut Tx<'_>) -> Result<(), Problem> {
    tx.enqueue("files_sweep", &json!({}))
}

fn sweep(job: &Job) -> Result<(), Problem> {
    let (limits, now) = (&job.kernel.config.limits, job.kernel.clock.now());
    let hours = |hours: u32| now.minus_hours(hours);
    let (stale, unshown) = (hours(limits.upload_hours), hours(limits.file_days.saturating_mul(24)));
    for file in job.read(|conn| Ok(store::stale(conn, stale, MOST)?))? {
        // One that takes bytes just now is not stale.
        if let Some(_entered) = job.kernel.blobs.enter(file.id) {
            discard(job, &file)?;
            job.kernel.blobs.remove_arriving(file.id)?;
        }
    }
    for file in job.read(|conn| Ok(store::unshown(conn, unshown, MOST)?))? {
        discard(job, &file)?;
    }
    let collected =
        job.kernel.blobs.collect(now, |kept| job.read(|conn| Ok(store::is_named(conn, kept)?)))?;
    if collected > 0 {
        tracing::info!(collected, "contents that nothing names are gone");
    }
    prove(job, now)?;
    job.done()
}

fn discard(job: &Job, file: &File) -> Result<(), Problem> {
    let id = file.id;
    let dropped = job.write_part(Scope::Project(file.project), move |tx| commands::discard(tx, id));
    // Something shows it since it was looked for: it stays.
    dropped.or_else(|problem| if problem.code() == "file_shown" { Ok(()) } else { Err(problem) })
}

/// Reads what was not read for a week, and says what is broken, until it is whole again.
fn prove(job: &Job, now: Time) -> Result<(), Problem> {
    let since = now.minus_hours(PROVED_DAYS * 24);
    let mut read = 0;
    for file in job.read(|conn| Ok(store::unproved(conn, since, MOST)?))? {
        let Some(content) = file.content.as_ref().filter(|_| read < READ) else { continue };
        read += file.bytes;
        let broken = job.kernel.blobs.prove(&content.sha256)?.map(|broken| match broken {
            Broken::Missing => store::MISSING,
            Broken::Altered => store::ALTERED,
        });
        if let Some(broken) = broken {
            let (id, sha256) = (file.id, &content.sha256);
            tracing::error!(file = %id, sha256, broken, "a stored file is broken: put it back from a backup");
        }
        let id = file.id;
        let keep = move |tx: &mut Tx<'_>| Ok(store::prove(tx.writing(), id, now, broken)?);
        job.write_part(Scope::Project(file.project), keep)?;
    }
    let broken = job.read(|conn| Ok(store::broken(conn)?))?;
    metrics::gauge!("dure_broken_files").set(f64::from(i32::try_from(broken).unwrap_or(i32::MAX)));
    Ok(())
}
