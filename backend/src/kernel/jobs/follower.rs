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

/// What follows. Each has a thread and a position of its own, so that none waits for another.
#[derive(Clone, Copy)]
pub struct Follower {
    /// The name of its thread.
    pub name: &'static str,
    /// Records that are longer than the follower knows, asked for at the start.
    pub behind: fn(&mut Conn) -> Result<Vec<Scope>, Problem>,
    /// Follows one record for a stretch; says whether there is more.
    pub step: fn(&Stretch) -> Result<bool, Problem>,
}

/// Records that grew since they were followed, for each follower.
#[derive(Debug, Default)]
pub struct Grown {
    followers: Mutex<Vec<Behind>>,
    bell: Condvar,
}

/// What one follower has not followed yet.
#[derive(Debug, Default)]
struct Behind {
    records: HashSet<Scope>,
    is_busy: bool,
}

/// A follower's place among all.
#[derive(Debug, Clone, Copy)]
struct Place(usize);

impl Grown {
    /// These records grew.
    pub fn note(&self, scopes: impl Iterator<Item = Scope>) {
        let scopes: Vec<Scope> = scopes.collect();
        self.followers.lock().iter_mut().for_each(|behind| behind.records.extend(&scopes));
        self.bell.notify_all();
    }

    fn join(&self) -> Place {
        let mut followers = self.followers.lock();
        followers.push(Behind::default());
        Place(followers.len() - 1)
    }

    fn again(&self, place: Place, scopes: impl IntoIterator<Item = Scope>) {
        if let Some(behind) = self.followers.lock().get_mut(place.0) {
            behind.records.extend(scopes);
        }
    }

    fn take(&self, place: Place, patience: Duration) -> HashSet<Scope> {
        let mut followers = self.followers.lock();
        let is_even = |followers: &mut Vec<Behind>| {
            followers.get_mut(place.0).is_none_or(|behind| {
                behind.is_busy = false;
                behind.records.is_empty()
            })
        };
        if is_even(&mut followers) {
            self.bell.wait_for(&mut followers, patience);
        }
        let Some(behind) = followers.get_mut(place.0) else { return HashSet::new() };
        behind.is_busy = !behind.records.is_empty();
        std::mem::take(&mut behind.records)
    }

    /// Whether everything was followed, for a test that waits for it.
    #[cfg(feature = "testing")]
    pub fn is_even(&self) -> bool {
        self.followers.lock().iter().all(|behind| behind.records.is_empty() && !behind.is_busy)
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

    /// The running server.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Keeps what follows from what was read, and the position. No event: it says nothing new.
    pub fn write<F>(&self, f: F) -> Result<(), Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + 'static,
    {
        self.write_in(self.scope, f)
    }

    /// As [`Stretch::write`], for what belongs to no project: one lane writes it, whatever the record.
    pub fn write_aside<F>(&self, f: F) -> Result<(), Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + 'static,
    {
        self.write_in(Scope::Server, f)
    }

    fn write_in<F>(&self, scope: Scope, f: F) -> Result<(), Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + 'static,
    {
        let now = self.kernel.clock.now();
        self.kernel.store.write_here(scope, move |tx| {
            tx.begin(None, now);
            f(tx)
        })
    }
}

/// Starts a follower's thread.
#[allow(clippy::disallowed_methods, reason = "the follower is one of the kernel's threads")]
pub fn follow(kernel: &Arc<Kernel>, follower: Follower) -> std::io::Result<()> {
    let (jobs, grown) = (kernel.jobs.clone(), kernel.grown.clone());
    let place = grown.join();
    let kernel = Arc::downgrade(kernel);
    std::thread::Builder::new().name(follower.name.into()).spawn(move || {
        if let Some(kernel) = kernel.upgrade() {
            match kernel.store.read_here(follower.behind) {
                Ok(scopes) => grown.again(place, scopes),
                Err(problem) => tracing::error!(%problem, "what is behind was not found"),
            }
        }
        while !jobs.is_stopping() {
            let mut scopes = grown.take(place, REST);
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
                        grown.again(place, [*scope]);
                        std::thread::sleep(REST);
                        false
                    }
                });
            }
        }
    })?;
    Ok(())
}
