//! The commit lane: one thread, one connection, one sync for all writes that wait.

use super::conn::{self, Address, Conn};
use super::dialect::{self, Trouble};
use super::tx::{Effect, Tx};
use crate::kernel::http::Problem;
use crate::kernel::record::Happened;
use diesel::connection::SimpleConnection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use tokio::sync::oneshot;

/// Commands committed together at most; more would keep the first one waiting.
const BATCH: usize = 256;

/// What memory does around the commit of a batch.
pub trait Around: Send {
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
struct Counters {
    commits: AtomicU64,
    commands: AtomicU64,
    reruns: AtomicU64,
    unhealthy: AtomicBool,
}

/// A command on its way through the lane.
trait Command: Send {
    /// Runs it; says whether it failed.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), ()>;
    /// Tells the caller what became of it.
    fn finish(self: Box<Self>, committed: Result<(), Problem>);
}

struct Waiting<T, F> {
    f: F,
    result: Option<Result<T, Problem>>,
    reply: Reply<T>,
}

/// Tells whoever waits; nobody may wait any more, and the record does not mind.
type Reply<T> = Box<dyn FnOnce(Result<T, Problem>) + Send>;

impl<T: Send + 'static, F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send> Command for Waiting<T, F> {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), ()> {
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(tx))).unwrap_or_else(|panic| {
            tx.spoil();
            let words = panic.downcast_ref::<&str>().copied().unwrap_or("a command panicked");
            Err(Problem::internal(words))
        });
        let failed = result.is_err();
        self.result = Some(result);
        if failed { Err(()) } else { Ok(()) }
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

enum Message {
    Run(Box<dyn Command>),
    Close(SyncSender<()>),
}

/// The way into the lane.
pub struct Lane {
    queue: SyncSender<Message>,
    counters: Arc<Counters>,
}

impl Lane {
    /// Starts the thread on a connection of its own.
    #[allow(clippy::disallowed_methods, reason = "the lane is one of the kernel's threads")]
    pub fn start(
        conn: Conn,
        address: Address,
        queue: usize,
        around: Box<dyn Around>,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(queue);
        let counters = Arc::new(Counters::default());
        let mut worker = Worker { conn, address, around, counters: counters.clone() };
        std::thread::Builder::new().name("lane".into()).spawn(move || worker.work(&receiver))?;
        Ok(Self { queue: sender, counters })
    }

    pub async fn run<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(f, Box::new(move |result| drop(reply.send(result))))?;
        answer.await.map_err(Problem::internal)?
    }

    pub fn run_here<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (reply, answer) = sync_channel(1);
        self.enqueue(f, Box::new(move |result| drop(reply.send(result))))?;
        answer.recv().map_err(Problem::internal)?
    }

    fn enqueue<T, F>(&self, f: F, reply: Reply<T>) -> Result<(), Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        match self.queue.try_send(Message::Run(Box::new(Waiting { f, result: None, reply }))) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Problem::overloaded(1)),
        }
    }

    pub fn stats(&self) -> LaneStats {
        LaneStats {
            commits: self.counters.commits.load(Ordering::Relaxed),
            commands: self.counters.commands.load(Ordering::Relaxed),
            reruns: self.counters.reruns.load(Ordering::Relaxed),
        }
    }

    pub fn healthy(&self) -> bool {
        !self.counters.unhealthy.load(Ordering::Relaxed)
    }

    pub fn close(&self) {
        let (done, closed) = sync_channel(1);
        if self.queue.send(Message::Close(done)).is_ok() {
            _ = closed.recv(); // an error means the lane is gone, which is what was asked for
        }
    }
}

struct Worker {
    conn: Conn,
    address: Address,
    around: Box<dyn Around>,
    counters: Arc<Counters>,
}

impl Worker {
    fn work(&mut self, queue: &Receiver<Message>) {
        while let Ok(first) = queue.recv() {
            let mut batch = Vec::new();
            let mut closing = None;
            let mut next = Some(first);
            while let Some(message) = next.take() {
                match message {
                    Message::Run(command) => batch.push(command),
                    Message::Close(done) => closing = Some(done),
                }
                if batch.len() < BATCH && closing.is_none() {
                    next = queue.try_recv().ok();
                }
            }
            if !batch.is_empty() {
                self.commit_together(batch);
            }
            if let Some(done) = closing {
                _ = done.send(());
                return;
            }
        }
    }

    fn commit_together(&mut self, mut batch: Vec<Box<dyn Command>>) {
        match self.attempt(&mut batch) {
            Ok(()) => finish(batch, || Ok(())),
            Err(Undone::Spoiled) if batch.len() > 1 => {
                self.counters.reruns.fetch_add(1, Ordering::Relaxed);
                for command in batch {
                    let mut alone = vec![command];
                    match self.attempt(&mut alone) {
                        Ok(()) | Err(Undone::Spoiled) => finish(alone, || Ok(())),
                        Err(Undone::Failed(error)) => self.refuse(alone, error),
                    }
                }
            }
            Err(Undone::Spoiled) => finish(batch, || Ok(())),
            Err(Undone::Failed(error)) => self.refuse(batch, error),
        }
    }

    /// Runs all and commits. On any error nothing of it stays.
    fn attempt(&mut self, batch: &mut [Box<dyn Command>]) -> Result<(), Undone> {
        dialect::begin_write(&mut self.conn)?;
        let mut tx = Tx::new(&mut self.conn);
        for command in batch.iter_mut() {
            let failed = command.run(&mut tx).is_err();
            if failed && tx.written_by_command() {
                drop(tx);
                self.roll_back();
                return Err(Undone::Spoiled);
            }
            tx.next_command(failed);
        }
        let moved = tx.move_heads();
        let (effects, events) = tx.into_parts();
        self.around.closing(&effects);
        if let Err(error) = moved.and_then(|()| self.conn.batch_execute("COMMIT")) {
            self.roll_back();
            self.around.undone(&effects);
            return Err(error.into());
        }
        self.counters.unhealthy.store(false, Ordering::Relaxed);
        self.counters.commits.fetch_add(1, Ordering::Relaxed);
        self.counters.commands.fetch_add(u64::try_from(batch.len()).unwrap_or(0), Ordering::Relaxed);
        self.around.committed(&effects, events);
        Ok(())
    }

    fn roll_back(&mut self) {
        // After some errors the engine has rolled back by itself and says so; both are fine.
        drop(self.conn.batch_execute("ROLLBACK"));
    }

    /// Acknowledges nothing. An fsync that failed is never tried again: the process stops instead.
    fn refuse(&mut self, batch: Vec<Box<dyn Command>>, error: diesel::result::Error) {
        tracing::error!(%error, commands = batch.len(), "a commit failed; nothing of it stays");
        self.counters.unhealthy.store(true, Ordering::Relaxed);
        if dialect::trouble(&error) == Trouble::Disk {
            std::process::abort();
        }
        let words = error.to_string();
        let trouble = Problem::from(error);
        finish(batch, || Err(trouble.clone().because(&words)));
        if let Ok(fresh) = conn::open(&self.address) {
            self.conn = fresh;
        }
    }
}

enum Undone {
    /// A command failed after it had written: run the others without it.
    Spoiled,
    /// The engine failed.
    Failed(diesel::result::Error),
}

impl From<diesel::result::Error> for Undone {
    fn from(error: diesel::result::Error) -> Self {
        Undone::Failed(error)
    }
}

fn finish(batch: Vec<Box<dyn Command>>, committed: impl Fn() -> Result<(), Problem>) {
    for command in batch {
        command.finish(committed());
    }
}
