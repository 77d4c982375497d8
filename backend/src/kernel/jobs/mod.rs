//! Jobs: what follows a command after its commit. Mail, and commands in other records.
//!
//! A job is a row written in the transaction of its cause. The worker runs it at least once; a job that writes
//! to the database ends in the same transaction, and so runs exactly once.

mod follower;
pub mod mail;

pub use follower::{Follower, Grown, Stretch, follow};

use crate::kernel::Kernel;
use crate::kernel::http::Problem;
use crate::kernel::ids::{JobId, Scope};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::{idempotency, jobs};
use crate::kernel::store::{Conn, Tx};
use diesel::prelude::*;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// A job that failed so often is left for a person to look at.
const ATTEMPTS: i64 = 20;
/// The queue is looked at this often even when nobody says so.
const PATIENCE: Duration = Duration::from_secs(5);
/// Old idempotency keys are dropped this often.
const SWEEP: i64 = 3_600_000;

/// What runs a kind of job.
pub type Handler = fn(&Job) -> Result<(), Problem>;

/// The bell of the worker.
#[derive(Debug, Default)]
pub struct Jobs {
    bell: Notify,
    stopping: AtomicBool,
}

impl Jobs {
    pub(in crate::kernel) fn wake(&self) {
        self.bell.notify_one();
    }

    /// Whether the server ends.
    pub(in crate::kernel) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Lets the worker end after the job it runs.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.bell.notify_one();
    }
}

/// A job being run.
pub struct Job {
    /// The server.
    pub kernel: Arc<Kernel>,
    /// What its cause left.
    pub payload: Value,
    id: JobId,
}

impl Job {
    /// A text of the payload.
    pub fn text(&self, name: &str) -> Result<&str, Problem> {
        self.payload
            .get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| Problem::internal(format!("job without {name}")))
    }

    /// Runs a command for `actor` that may add to the record of `scope`, and ends the job, in one transaction.
    pub fn write<F>(&self, scope: Scope, actor: Actor, f: F) -> Result<(), Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + 'static,
    {
        let (id, kernel) = (self.id, self.kernel.clone());
        self.kernel.store.write_here(scope, move |tx| {
            tx.begin(Some(actor.clone()), kernel.clock.now());
            f(tx)?;
            diesel::delete(jobs::table.find(id)).execute(tx.writing())?;
            Ok(())
        })
    }

    /// Runs a command that leaves no event and ends the job, in one transaction.
    pub fn write_silently<F>(&self, f: F) -> Result<(), Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + 'static,
    {
        let id = self.id;
        self.write_part(Scope::Server, move |tx| {
            f(tx)?;
            diesel::delete(jobs::table.find(id)).execute(tx.writing())?;
            Ok(())
        })
    }

    /// Looks something up.
    pub fn read<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T, Problem>) -> Result<T, Problem> {
        self.kernel.store.read_here(f)
    }

    /// Runs one of several commands of a job, which may add to the record of `scope`; the command itself says who
    /// acts, and must bear being run again.
    pub fn write_part<F>(&self, scope: Scope, f: F) -> Result<(), Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + 'static,
    {
        let kernel = self.kernel.clone();
        self.kernel.store.write_here(scope, move |tx| {
            tx.begin(None, kernel.clock.now());
            f(tx)
        })
    }

    /// Ends a job that wrote nothing.
    pub fn done(&self) -> Result<(), Problem> {
        let id = self.id;
        self.kernel.store.write_here(Scope::Server, move |tx| {
            diesel::delete(jobs::table.find(id)).execute(tx.writing())?;
            Ok(())
        })
    }
}

type Waiting = (JobId, String, String, i64);

/// Starts the worker's thread.
#[allow(clippy::disallowed_methods, reason = "the worker is one of the kernel's threads")]
pub fn start(kernel: &Arc<Kernel>, handlers: &'static [(&'static str, Handler)]) -> std::io::Result<()> {
    let jobs = kernel.jobs.clone();
    let kernel = Arc::downgrade(kernel);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("jobs".into()).spawn(move || {
        let mut swept = 0;
        while !jobs.stopping.load(Ordering::Relaxed) {
            let Some(alive) = kernel.upgrade() else { return };
            let ran = run_due(&alive, handlers);
            let now = alive.clock.now().0;
            if now - swept > SWEEP {
                swept = now;
                sweep(&alive, now);
            }
            drop(alive);
            if !ran {
                runtime.block_on(async { drop(tokio::time::timeout(PATIENCE, jobs.bell.notified()).await) });
            }
        }
    })?;
    Ok(())
}

/// Runs what is due; says whether there was anything.
fn run_due(kernel: &Arc<Kernel>, handlers: &[(&str, Handler)]) -> bool {
    let now = kernel.clock.now().0;
    let due = kernel.store.read_here(|conn| {
        let due: Vec<Waiting> = jobs::table
            .filter(jobs::state.eq("waiting"))
            .filter(jobs::run_at.le(now))
            .order(jobs::run_at)
            .limit(32)
            .select((jobs::id, jobs::kind, jobs::payload, jobs::attempts))
            .load(conn)?;
        Ok(due)
    });
    let due = due.unwrap_or_default();
    let any = !due.is_empty();
    for (id, kind, payload, attempts) in due {
        let handler = handlers.iter().find(|(known, _)| *known == kind).map(|(_, handler)| *handler);
        let job =
            Job { kernel: kernel.clone(), payload: serde_json::from_str(&payload).unwrap_or_default(), id };
        let ran = match handler {
            // A panic of one job must not end the worker.
            Some(handler) => std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| handler(&job)))
                .unwrap_or_else(|_| Err(Problem::internal("the job panicked"))),
            None => Err(Problem::internal("no handler")),
        };
        if let Err(problem) = ran {
            tracing::warn!(job = %id, kind, %problem, attempts, "a job failed");
            later(kernel, id, attempts + 1, problem.to_string());
        }
    }
    any
}

/// Tries again after 10 s, 20 s, 40 s, ... at most an hour.
fn later(kernel: &Arc<Kernel>, id: JobId, attempts: i64, error: String) {
    let wait = 10_000_i64.saturating_mul(1 << attempts.clamp(1, 9)).min(3_600_000);
    let run_at = kernel.clock.now().0 + wait;
    let state = if attempts >= ATTEMPTS { "failed" } else { "waiting" };
    let kept = kernel.store.write_here(Scope::Server, move |tx| {
        diesel::update(jobs::table.find(id))
            .set((
                jobs::attempts.eq(attempts),
                jobs::run_at.eq(run_at),
                jobs::state.eq(state),
                jobs::last_error.eq(Some(&error)),
            ))
            .execute(tx.writing())?;
        Ok(())
    });
    if let Err(problem) = kept {
        tracing::error!(job = %id, %problem, "a job could not be put back");
    }
}

/// Drops idempotency keys past their days.
fn sweep(kernel: &Arc<Kernel>, now: i64) {
    let oldest = now - i64::from(kernel.config.limits.idempotency_days) * 86_400_000;
    let swept = kernel.store.write_here(Scope::Server, move |tx| {
        let old: Vec<String> = idempotency::table
            .filter(idempotency::at.lt(oldest))
            .limit(5_000)
            .select(idempotency::key)
            .load(tx.reading())?;
        if !old.is_empty() {
            diesel::delete(idempotency::table.filter(idempotency::key.eq_any(old))).execute(tx.writing())?;
        }
        Ok(())
    });
    if let Err(problem) = swept {
        tracing::warn!(%problem, "old idempotency keys stay for now");
    }
}
