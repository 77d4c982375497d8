//! Work that follows the records in batches of its own, behind the commits: it keeps a position in each, and what a
//! command writes stays what a command needs.

use crate::kernel::Kernel;
use crate::kernel::http::Problem;
use crate::kernel::ids::Scope;
use crate::kernel::store::{Conn, Tx};
use parking_lot::{Condvar, Mutex};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Commits of so long make one batch.
const GATHER: Duration = Duration::from_millis(400);
/// After a failure.
const REST: Duration = Duration::from_secs(1);

/// What follows.
#[derive(Clone, Copy)]
pub struct Follower {
    /// Records that are longer than the follower knows, asked for at the start.
    pub behind: fn(&mut Conn) -> Result<Vec<Scope>, Problem>,
    /// Follows one record for a stretch; says whether there is more.
    pub step: fn(&Stretch) -> Result<bool, Problem>,
}

/// Records that grew since they were followed.
#[derive(Debug, Default)]
pub struct Grown {
    records: Mutex<HashSet<Scope>>,
    bell: Condvar,
}

impl Grown {
    /// These records grew.
    pub fn note(&self, scopes: impl Iterator<Item = Scope>) {
        self.records.lock().extend(scopes);
        self.bell.notify_one();
    }

    fn take(&self, patience: Duration) -> HashSet<Scope> {
        let mut records = self.records.lock();
        if records.is_empty() {
            self.bell.wait_for(&mut records, patience);
        }
        std::mem::take(&mut *records)
    }
}

/// One record that is followed for a stretch.
pub struct Stretch {
    /// The record.
    pub scope: Scope,
    kernel: Arc<Kernel>,
}

impl Stretch {
    /// Looks something up.
    pub fn read<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T, Problem>) -> Result<T, Problem> {
        self.kernel.store.read_here(f)
    }

    /// Keeps what follows from what was read, and the position. No event: it says nothing new.
    pub fn write<F>(&self, f: F) -> Result<(), Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + 'static,
    {
        let now = self.kernel.clock.now();
        self.kernel.store.write_here(self.scope, move |tx| {
            tx.begin(None, now);
            f(tx)
        })
    }
}

/// Starts the follower's thread.
#[allow(clippy::disallowed_methods, reason = "the follower is one of the kernel's threads")]
pub fn follow(kernel: &Arc<Kernel>, follower: Follower) -> std::io::Result<()> {
    let (jobs, grown) = (kernel.jobs.clone(), kernel.grown.clone());
    let kernel = Arc::downgrade(kernel);
    std::thread::Builder::new().name("follower".into()).spawn(move || {
        if let Some(kernel) = kernel.upgrade() {
            match kernel.store.read_here(follower.behind) {
                Ok(scopes) => grown.note(scopes.into_iter()),
                Err(problem) => tracing::error!(%problem, "what is behind was not found"),
            }
        }
        while !jobs.is_stopping() {
            let mut scopes = grown.take(REST);
            std::thread::sleep(if scopes.is_empty() { Duration::ZERO } else { GATHER });
            while !scopes.is_empty() && !jobs.is_stopping() {
                let Some(kernel) = kernel.upgrade() else { return };
                // A stretch of each in turn: a busy record keeps no other one waiting.
                let step =
                    |scope: &Scope| (follower.step)(&Stretch { scope: *scope, kernel: kernel.clone() });
                scopes.retain(|scope| match step(scope) {
                    Ok(more) => more,
                    Err(problem) => {
                        tracing::warn!(scope = scope.as_str(), %problem, "a record could not be followed");
                        grown.note([*scope].into_iter());
                        std::thread::sleep(REST);
                        false
                    }
                });
            }
        }
    })?;
    Ok(())
}
