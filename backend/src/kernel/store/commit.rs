//! What a lane does: one transaction and one commit for all writes that wait.

use super::conn::{self, Address, Conn};
use super::dialect::{self, Mark, Trouble};
use super::lane::{Around, Command, Counters, Failure, Message};
use super::tx::{Effect, Tx};
use crate::kernel::http::Problem;
use crate::kernel::record::Happened;
use diesel::connection::SimpleConnection;
use parking_lot::RwLock;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::{Duration, Instant};

/// Commands committed together at most; more would keep the first one waiting.
const BATCH: usize = 256;
/// So long those wait who want to know what became of a commit whose connection was lost; then they are refused.
const PATIENCE: Duration = Duration::from_secs(3);
/// A server that cannot be reached is tried again after this.
const PAUSE: Duration = Duration::from_millis(100);

type Batch = Vec<Box<dyn Command>>;

pub(super) struct Worker {
    pub conn: Conn,
    pub address: Address,
    pub around: Arc<dyn Around>,
    pub counters: Arc<Counters>,
    /// Held by every lane during a batch; alone by one that changes who may do what.
    pub turns: Arc<RwLock<()>>,
    /// There is no other lane.
    pub is_only: bool,
    pub queue: Receiver<Message>,
}

/// Why a batch did not go to disk.
enum Undone {
    /// A command failed after it had written: run the others without it.
    Spoiled,
    /// A command waited in vain for the database: so would the others.
    NoDatabase,
    /// It changes sessions or rights, which is done while no other lane runs.
    NeedsQuiet,
    /// The engine failed.
    Failed(diesel::result::Error),
    /// The connection was lost in the commit: the engine alone knows what became of it.
    Unknown(Box<Unknown>),
}

struct Unknown {
    mark: Mark,
    effects: Vec<Effect>,
    events: Vec<Happened>,
    error: diesel::result::Error,
}

impl From<diesel::result::Error> for Undone {
    fn from(error: diesel::result::Error) -> Self {
        Undone::Failed(error)
    }
}

impl Worker {
    #[allow(clippy::disallowed_methods, reason = "the lane is one of the kernel's threads")]
    pub fn start(mut self) -> std::io::Result<()> {
        std::thread::Builder::new().name("lane".into()).spawn(move || self.work()).map(drop)
    }

    fn work(&mut self) {
        while let Ok(first) = self.queue.recv() {
            let (batch, closing) = self.gather(first);
            if !batch.is_empty() {
                self.commit_together(batch);
            }
            if let Some(done) = closing {
                _ = done.send(());
                return;
            }
        }
    }

    /// What waits now, from `first` on; nothing is taken after the word to close.
    fn gather(&self, first: Message) -> (Batch, Option<SyncSender<()>>) {
        let mut batch = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next.take() {
            match message {
                Message::Run(command) => batch.push(command),
                Message::Close(done) => return (batch, Some(done)),
            }
            if batch.len() < BATCH {
                next = self.queue.try_recv().ok();
            }
        }
        (batch, None)
    }

    fn commit_together(&mut self, mut batch: Batch) {
        match self.attempt(&mut batch) {
            Err(Undone::Spoiled) if batch.len() > 1 => {
                self.counters.reruns.fetch_add(1, Ordering::Relaxed);
                for command in batch {
                    let mut alone = vec![command];
                    let done = self.attempt(&mut alone);
                    self.conclude(alone, done);
                }
            }
            done => self.conclude(batch, done),
        }
    }

    /// Tells everyone of a batch what became of it.
    fn conclude(&mut self, batch: Batch, done: Result<(), Undone>) {
        match done {
            // A spoiled batch of one holds the refusal of its command.
            Ok(()) | Err(Undone::Spoiled | Undone::NeedsQuiet) => finish(batch, || Ok(())),
            Err(Undone::NoDatabase) => finish(batch, || Err(Problem::overloaded(1))),
            Err(Undone::Failed(error)) => self.refuse(batch, error),
            Err(Undone::Unknown(unknown)) => self.find_out(batch, *unknown),
        }
    }

    /// Runs all and commits, beside other lanes. What ends sessions or changes rights is run again from its start
    /// while no other lane has anything open: each proved who may do what at its start, and nobody else sees how
    /// that changes in between.
    fn attempt(&mut self, batch: &mut [Box<dyn Command>]) -> Result<(), Undone> {
        let turns = self.turns.clone();
        if !self.is_only {
            let _beside_others = turns.read();
            match self.run(batch, false) {
                Err(Undone::NeedsQuiet) => {}
                done => return done,
            }
        }
        let _alone = turns.write();
        self.run(batch, true)
    }

    /// On any error nothing of it stays.
    fn run(&mut self, batch: &mut [Box<dyn Command>], quiet: bool) -> Result<(), Undone> {
        self.begin()?;
        let mut tx = Tx::new(&mut self.conn);
        let mut any_failed = false;
        let mut undone = None;
        for command in batch.iter_mut() {
            let failure = command.run(&mut tx).err();
            any_failed |= failure.is_some();
            undone = match &failure {
                Some(Failure::NoDatabase) => Some(Undone::NoDatabase),
                Some(Failure::Alone) if tx.written_by_command() => Some(Undone::Spoiled),
                _ => None,
            };
            if undone.is_some() {
                break;
            }
            tx.next_command(failure.is_some());
        }
        if undone.is_none() && !quiet && tx.changed_access() {
            undone = Some(Undone::NeedsQuiet);
        }
        let sealed = match undone {
            Some(undone) => Err(undone),
            // PostgreSQL takes nothing more once a statement failed, and would not say so at the commit.
            None => tx.settle().and_then(|()| dialect::seal(tx.reading())).map_err(|error| {
                // A row that is there already concerns one command alone.
                let spoiled = any_failed || (batch.len() > 1 && dialect::is_duplicate(&error));
                if spoiled { Undone::Spoiled } else { Undone::Failed(error) }
            }),
        };
        let (effects, events) = tx.into_parts();
        let mark = sealed.inspect_err(|_| drop(self.conn.batch_execute("ROLLBACK")))?;
        self.around.closing(&effects);
        if let Err(error) = self.conn.batch_execute("COMMIT") {
            if let (Some(mark), Trouble::Lost) = (mark, dialect::trouble(&error)) {
                return Err(Undone::Unknown(Box::new(Unknown { mark, effects, events, error })));
            }
            // After some errors the engine has rolled back by itself and says so; both are fine.
            drop(self.conn.batch_execute("ROLLBACK"));
            self.around.undone(&effects);
            return Err(error.into());
        }
        self.counters.unhealthy.store(false, Ordering::Relaxed);
        self.counters.commits.fetch_add(1, Ordering::Relaxed);
        self.counters.commands.fetch_add(u64::try_from(batch.len()).unwrap_or(0), Ordering::Relaxed);
        self.around.committed(&effects, events);
        Ok(())
    }

    /// Opens the transaction; on a new connection when the old one was lost meanwhile.
    fn begin(&mut self) -> Result<(), diesel::result::Error> {
        match dialect::begin_write(&mut self.conn) {
            Err(error) if dialect::trouble(&error) == Trouble::Lost => {
                self.reopen();
                dialect::begin_write(&mut self.conn)
            }
            begun => begun,
        }
    }

    fn reopen(&mut self) {
        match conn::open_lane(&self.address) {
            Ok(fresh) => self.conn = fresh,
            Err(error) if dialect::is_another_server(&error) => {
                tracing::error!(%error, "the database belongs to another server now");
                std::process::abort();
            }
            Err(error) => tracing::warn!(%error, "the database cannot be reached"),
        }
    }

    /// Acknowledges nothing. An fsync that failed is never tried again: the process stops instead.
    fn refuse(&mut self, batch: Batch, error: diesel::result::Error) {
        tracing::error!(%error, commands = batch.len(), "a commit failed; nothing of it stays");
        self.counters.unhealthy.store(true, Ordering::Relaxed);
        if dialect::trouble(&error) == Trouble::Disk {
            std::process::abort();
        }
        refused(batch, error);
        self.reopen();
    }

    /// Asks the engine, as soon as it answers again, whether the commit took place: then it is told like any other.
    /// Nobody waits long for that: a refused command is repeated with its key and has one effect.
    fn find_out(&mut self, batch: Batch, unknown: Unknown) {
        let Unknown { mark, effects, events, error } = unknown;
        tracing::error!(%error, commands = batch.len(), "the connection was lost in a commit");
        self.counters.unhealthy.store(true, Ordering::Relaxed);
        let lost = Instant::now();
        let mut waiting = Some((batch, error));
        let committed = loop {
            self.reopen();
            match dialect::outcome(&mut self.conn, &mark) {
                Ok(Some(committed)) => break committed,
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, "no word of the commit yet"),
            }
            if lost.elapsed() > PATIENCE
                && let Some((batch, error)) = waiting.take()
            {
                refused(batch, error);
            }
            if waiting.is_none() && self.refuse_what_waits() {
                return;
            }
            std::thread::sleep(PAUSE);
        };
        tracing::info!(committed, "what became of the commit is known");
        if committed {
            self.around.committed(&effects, events);
        } else {
            self.around.undone(&effects);
        }
        match waiting {
            Some((batch, _)) if committed => finish(batch, || Ok(())),
            Some((batch, error)) => refused(batch, error),
            None => {}
        }
    }

    /// Refuses all that waits; says whether the lane is to close.
    fn refuse_what_waits(&self) -> bool {
        while let Ok(message) = self.queue.try_recv() {
            match message {
                Message::Run(command) => command.finish(Err(Problem::overloaded(1))),
                Message::Close(done) => {
                    _ = done.send(());
                    return true;
                }
            }
        }
        false
    }
}

fn finish(batch: Batch, committed: impl Fn() -> Result<(), Problem>) {
    for command in batch {
        command.finish(committed());
    }
}

fn refused(batch: Batch, error: diesel::result::Error) {
    let words = error.to_string();
    let trouble = Problem::from(error);
    finish(batch, || Err(trouble.clone().because(&words)));
}
