//! The ways into the commit lanes: a lane is one thread with one connection.
//!
//! SQLite has one. PostgreSQL has one for whatever belongs to no project, and some that projects are spread over, so
//! that the writes of one project wait in order and share a commit. See [`super::commit`] for what a lane does.

use super::commit::Worker;
use super::conn::{Address, Conn};
use super::tx::{Effect, Tx};
use crate::kernel::http::Problem;
use crate::kernel::ids::Scope;
use crate::kernel::record::Happened;
use parking_lot::RwLock;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use tokio::sync::oneshot;

/// What memory does around the commit of a batch.
pub trait Around: Send + Sync {
    /// Before others can see the batch: what it makes untrue must no longer be known.
    fn closing(&self, effects: &[Effect]);
    /// The batch is on disk and nobody has been told: effects first, then events to the hub.
    fn committed(&self, effects: &[Effect], events: Vec<Happened>);
    /// Nothing of the batch stays.
    fn undone(&self, effects: &[Effect]);
}

/// Counters since the start.
#[derive(Debug, Clone, Copy, Default)]
pub struct LaneStats {
    /// Commits that went to disk.
    pub commits: u64,
    /// Commands in them.
    pub commands: u64,
    /// Batches undone and run again one by one.
    pub reruns: u64,
}

#[derive(Default)]
pub(super) struct Counters {
    pub commits: AtomicU64,
    pub commands: AtomicU64,
    pub reruns: AtomicU64,
    pub unhealthy: AtomicBool,
}

/// A command on its way through the lane.
pub(super) trait Command: Send {
    /// Runs it; says how it failed.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Failure>;
    /// Tells the caller what became of it.
    fn finish(self: Box<Self>, committed: Result<(), Problem>);
}

/// How a command failed.
pub(super) enum Failure {
    /// A refusal, or a fault that others have no part in.
    Alone,
    /// The database was not to be had: the next command would only wait for it too.
    NoDatabase,
}

struct Waiting<T, F> {
    scope: Scope,
    f: F,
    result: Option<Result<T, Problem>>,
    reply: Reply<T>,
}

/// Tells whoever waits; nobody may wait any more, and the record does not mind.
type Reply<T> = Box<dyn FnOnce(Result<T, Problem>) + Send>;

impl<T: Send + 'static, F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send> Command for Waiting<T, F> {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        tx.enter(self.scope);
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(tx))).unwrap_or_else(|panic| {
            tx.spoil();
            let words = panic.downcast_ref::<&str>().copied().unwrap_or("a command panicked");
            Err(Problem::internal(words))
        });
        let done = match &result {
            Ok(_) => Ok(()),
            Err(problem) if problem.code() == Problem::overloaded(1).code() => Err(Failure::NoDatabase),
            Err(_) => Err(Failure::Alone),
        };
        self.result = Some(result);
        done
    }

    fn finish(self: Box<Self>, committed: Result<(), Problem>) {
        let result = match (self.result, committed) {
            (Some(Err(refusal)), _) => Err(refusal),
            (_, Err(problem)) => Err(problem),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(Problem::bare_internal()),
        };
        (self.reply)(result);
    }
}

pub(super) enum Message {
    Run(Box<dyn Command>),
    Close(SyncSender<()>),
}

/// All lanes of a database.
pub struct Lanes {
    first: Lane,
    projects: Vec<Lane>,
}

impl Lanes {
    /// Starts a lane on each connection; the first takes what belongs to no project, and everything if it is alone.
    pub fn start(
        conns: Vec<Conn>,
        address: &Address,
        queue: usize,
        around: &Arc<dyn Around>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let turns = Arc::new(RwLock::new(()));
        let is_only = conns.len() == 1;
        let mut lanes = conns.into_iter().map(|conn| {
            let counters = Arc::new(Counters::default());
            let (sender, receiver) = sync_channel(queue);
            let (address, around) = (address.clone(), around.clone());
            let turns = turns.clone();
            Worker { conn, address, around, counters: counters.clone(), turns, is_only, queue: receiver }
                .start()
                .map(|()| Lane { queue: sender, counters })
        });
        let first = lanes.next().ok_or("no connection")??;
        Ok(Self { first, projects: lanes.collect::<Result<_, _>>()? })
    }

    /// The lane that writes this record.
    pub fn of(&self, scope: Scope) -> &Lane {
        let Scope::Project(project) = scope else { return &self.first };
        let mut hasher = DefaultHasher::new();
        project.hash(&mut hasher);
        let many = u64::try_from(self.projects.len()).unwrap_or(0);
        let place = hasher.finish().checked_rem(many).and_then(|n| usize::try_from(n).ok());
        place.and_then(|n| self.projects.get(n)).unwrap_or(&self.first)
    }

    /// Every lane.
    pub fn all(&self) -> impl Iterator<Item = &Lane> {
        std::iter::once(&self.first).chain(&self.projects)
    }

    /// What they have done together.
    pub fn stats(&self) -> LaneStats {
        self.all().fold(LaneStats::default(), |sum, lane| LaneStats {
            commits: sum.commits + lane.counters.commits.load(Ordering::Relaxed),
            commands: sum.commands + lane.counters.commands.load(Ordering::Relaxed),
            reruns: sum.reruns + lane.counters.reruns.load(Ordering::Relaxed),
        })
    }

    /// Waits until every write that was taken is on disk or refused.
    pub fn close(&self) {
        self.all().for_each(Lane::close);
    }
}

/// The way into one lane.
pub struct Lane {
    queue: SyncSender<Message>,
    counters: Arc<Counters>,
}

impl Lane {
    pub async fn run<T, F>(&self, scope: Scope, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(scope, f, Box::new(move |result| drop(reply.send(result))))?;
        answer.await.map_err(Problem::internal)?
    }

    pub fn run_here<T, F>(&self, scope: Scope, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (reply, answer) = sync_channel(1);
        self.enqueue(scope, f, Box::new(move |result| drop(reply.send(result))))?;
        answer.recv().map_err(Problem::internal)?
    }

    fn enqueue<T, F>(&self, scope: Scope, f: F, reply: Reply<T>) -> Result<(), Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        match self.queue.try_send(Message::Run(Box::new(Waiting { scope, f, result: None, reply }))) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Problem::overloaded(1)),
        }
    }

    pub fn healthy(&self) -> bool {
        !self.counters.unhealthy.load(Ordering::Relaxed)
    }

    fn close(&self) {
        let (done, closed) = sync_channel(1);
        if self.queue.send(Message::Close(done)).is_ok() {
            _ = closed.recv(); // an error means the lane is gone, which is what was asked for
        }
    }
}
