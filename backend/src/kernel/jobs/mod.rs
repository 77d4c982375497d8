//! Jobs: what follows a command after its commit. Mail, and commands in other records.
//!
//! A job is a row written in the transaction of its cause. A worker runs it at least once; a job that writes
//! to the database ends in the same transaction, and so runs exactly once. Kinds that wait for other machines have a
//! worker of their own, so that what hangs there holds up nothing else.

mod follower;
pub mod mail;
mod queue;

pub use follower::{Follower, Grown, Stretch, follow};
pub use queue::{Place, again, end, move_to, place_of, put_off};

use crate::kernel::Kernel;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{JobId, Scope};
use crate::kernel::record::Actor;
use crate::kernel::store::schema::{idempotency, jobs};
use crate::kernel::store::{Conn, Tx};
use diesel::prelude::*;
use parking_lot::{Condvar, Mutex};
use serde_json::Value;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A job that failed so often is left for a person to look at.
const ATTEMPTS: i64 = 20;
/// The queue is looked at this often even when nobody says so.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is old is dropped this often.
const TIDY: Duration = Duration::from_secs(3_600);

/// What runs a kind of job.
pub type Handler = fn(&Job) -> Result<(), Problem>;

/// Kinds of jobs that share a worker.
#[derive(Clone, Copy)]
pub struct Lane {
    /// The name of its thread.
    pub name: &'static str,
    /// The kinds and what runs them.
    pub handlers: &'static [(&'static str, Handler)],
    /// Drops what is old, at the start and once an hour.
    pub tidy: fn(&Kernel, &mut Tx<'_>) -> Result<(), Problem>,
}

/// The bell of the workers.
#[derive(Debug, Default)]
pub struct Jobs {
    rung: Mutex<u64>,
    bell: Condvar,
    stopping: AtomicBool,
}

impl Jobs {
    pub(in crate::kernel) fn wake(&self) {
        *self.rung.lock() += 1;
        self.bell.notify_all();
    }

    /// Waits until the bell rings again, or for so long.
    fn wait(&self, heard: u64, patience: Duration) {
        let mut rung = self.rung.lock();
        if *rung == heard && !self.is_stopping() {
            self.bell.wait_for(&mut rung, patience);
        }
    }

    /// Waits for so long, whatever rings.
    fn rest(&self, patience: Duration) {
        let end = Instant::now() + patience;
        let mut rung = self.rung.lock();
        while !self.is_stopping() && !self.bell.wait_until(&mut rung, end).timed_out() {}
    }

    /// Has the queue looked at now, for a test that moved the clock.
    #[cfg(feature = "testing")]
    pub fn look(&self) {
        self.wake();
    }

    /// Whether the server ends.
    pub(in crate::kernel) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Lets the workers end after the jobs they run.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.wake();
    }
}

/// A job being run.
pub struct Job {
    /// The server.
    pub kernel: Arc<Kernel>,
    /// What its cause left.
    pub payload: Value,
    /// How often it failed since it last went well.
    pub attempts: i64,
    /// Whether its lane rested since something went well.
    pub rested: bool,
    id: JobId,
    rest: Cell<Option<Duration>>,
}

impl Job {
    /// A text of the payload.
    pub fn text(&self, name: &str) -> Result<&str, Problem> {
        self.payload
            .get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| Problem::internal(format!("job without {name}")))
    }

    /// Its id.
    pub fn id(&self) -> JobId {
        self.id
    }

    /// Nothing else of its lane would go better for so long.
    pub fn rest_lane(&self, patience: Duration) {
        self.rest.set(Some(patience));
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

/// Starts a lane's thread.
#[allow(
    clippy::disallowed_methods,
    reason = "the workers are threads of the kernel; their rests are real time"
)]
pub fn start(kernel: &Arc<Kernel>, lane: Lane) -> std::io::Result<()> {
    let jobs = kernel.jobs.clone();
    let kernel = Arc::downgrade(kernel);
    std::thread::Builder::new().name(lane.name.into()).spawn(move || {
        let (mut tidied, mut rested): (Option<Instant>, bool) = (None, false);
        while !jobs.is_stopping() {
            let Some(alive) = kernel.upgrade() else { return };
            let heard = *jobs.rung.lock();
            let ran = run_due(&alive, &lane, &mut rested);
            if tidied.is_none_or(|at| at.elapsed() > TIDY) {
                tidied = Some(Instant::now());
                tidy(&alive, &lane);
            }
            drop(alive);
            match ran {
                Ran::Some => {}
                Ran::Nothing => jobs.wait(heard, PATIENCE),
                Ran::Rest(patience) => jobs.rest(patience),
            }
        }
    })?;
    Ok(())
}

/// What a look at the queue came to.
enum Ran {
    Nothing,
    Some,
    Rest(Duration),
}

/// Runs what is due. Kinds that nobody knows wait for the program that does.
fn run_due(kernel: &Arc<Kernel>, lane: &Lane, rested: &mut bool) -> Ran {
    let now = kernel.clock.now().0;
    let kinds: Vec<&str> = lane.handlers.iter().map(|(kind, _)| *kind).collect();
    let due = kernel.store.read_here(|conn| {
        let due: Vec<Waiting> = jobs::table
            .filter(jobs::kind.eq_any(&kinds))
            .filter(jobs::state.eq("waiting"))
            .filter(jobs::run_at.le(now))
            .order(jobs::run_at)
            .limit(32)
            .select((jobs::id, jobs::kind, jobs::payload, jobs::attempts))
            .load(conn)?;
        Ok(due)
    });
    let due = due.unwrap_or_default();
    let mut outcome = if due.is_empty() { Ran::Nothing } else { Ran::Some };
    for (id, kind, payload, attempts) in due {
        if kernel.jobs.is_stopping() {
            break;
        }
        let Some((_, handler)) = lane.handlers.iter().find(|(known, _)| *known == kind) else { continue };
        let payload = serde_json::from_str(&payload).unwrap_or_default();
        let job =
            Job { kernel: kernel.clone(), payload, attempts, id, rested: *rested, rest: Cell::new(None) };
        // A panic of one job must not end the worker.
        let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| handler(&job)))
            .unwrap_or_else(|_| Err(Problem::internal("the job panicked")));
        if let Err(problem) = ran {
            tracing::warn!(job = %id, kind, %problem, attempts, "a job failed");
            later(kernel, id, attempts + 1, problem.to_string());
        }
        *rested = job.rest.get().is_some();
        if let Some(patience) = job.rest.get() {
            outcome = Ran::Rest(patience);
            break;
        }
    }
    outcome
}

/// Tries again after 20 s, 40 s, 80 s, ... at most an hour.
fn later(kernel: &Arc<Kernel>, id: JobId, attempts: i64, error: String) {
    let wait = 10_000_i64.saturating_mul(1 << attempts.clamp(1, 9)).min(3_600_000);
    let now = kernel.clock.now();
    let at = (attempts < ATTEMPTS).then_some(Time(now.0.saturating_add(wait)));
    let kept = kernel.store.write_here(Scope::Server, move |tx| {
        tx.begin(None, now);
        put_off(tx, id, attempts, at, &error)
    });
    if let Err(problem) = kept {
        tracing::error!(job = %id, %problem, "a job could not be put back");
    }
}

fn tidy(kernel: &Arc<Kernel>, lane: &Lane) {
    let (knows, tidy) = (kernel.clone(), lane.tidy);
    let done = kernel.store.write_here(Scope::Server, move |tx| {
        tx.begin(None, knows.clock.now());
        tidy(&knows, tx)
    });
    if let Err(problem) = done {
        tracing::warn!(lane = lane.name, %problem, "what is old stays for now");
    }
}

/// Drops idempotency keys past their days.
pub fn forget_keys(kernel: &Kernel, tx: &mut Tx<'_>) -> Result<(), Problem> {
    let oldest = tx.now().0 - i64::from(kernel.config.limits.idempotency_days) * 86_400_000;
    let old: Vec<String> = idempotency::table
        .filter(idempotency::at.lt(oldest))
        .limit(5_000)
        .select(idempotency::key)
        .load(tx.reading())?;
    if !old.is_empty() {
        diesel::delete(idempotency::table.filter(idempotency::key.eq_any(old))).execute(tx.writing())?;
    }
    Ok(())
}
