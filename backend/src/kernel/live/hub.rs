//! The hub: topics and sockets of this process, fed by the lane after each commit.

use super::news::News;
use super::outbox::Outbox;
use super::protocol;
use super::topic::{Joined, Topic};
use crate::kernel::access::Standing;
use crate::kernel::http::Problem;
use crate::kernel::ids::{PartyId, PersonId, ProjectId, Scope, SessionId};
use crate::kernel::record::{self, Happened};
use crate::kernel::store::{Conn, Store, Stored};
use dure_api::{Limits, Seen};
use parking_lot::{Mutex, RwLock};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Members whose reading is told at once in one record; the others' is told a tick later.
const SEEN: usize = 50;
/// Commits that are told together at most.
const BATCHES: usize = 64;
/// Where more have read, who begins to follow learns of it from the snapshot alone.
const SEEN_AT_ONCE: i64 = 200;
/// Presence and reading are told, and idle topics are dropped, this often.
const TICK: Duration = Duration::from_secs(1);

/// One device's socket.
#[derive(Debug)]
pub struct Socket {
    pub session: SessionId,
    pub person: PersonId,
    pub address: IpAddr,
    pub outbox: Arc<Outbox>,
}

/// Counters since the start.
#[derive(Debug, Clone, Copy, Default)]
pub struct HubStats {
    /// Open sockets.
    pub sockets: u64,
    /// Records somebody follows.
    pub topics: u64,
    /// Event frames handed to sockets.
    pub deliveries: u64,
}

/// How far a member has read, waiting to be told.
struct Saw {
    person: PersonId,
    party: PartyId,
    seq: i64,
}

/// Finds how far people have read in a project, of so many people at most.
pub type ReadsSeen = fn(&mut Conn, ProjectId, i64) -> Stored<Vec<Seen>>;

/// Topics and sockets of this process.
pub struct Hub {
    topics: RwLock<HashMap<Scope, Arc<Topic>>>,
    sockets: Mutex<Vec<Arc<Socket>>>,
    committed: OnceLock<Sender<Vec<Happened>>>,
    store: OnceLock<Arc<Store>>,
    epoch: OnceLock<Arc<str>>,
    deliveries: AtomicU64,
    seen: Mutex<HashMap<Scope, Vec<Saw>>>,
    reads_seen: OnceLock<ReadsSeen>,
    stopping: watch::Sender<bool>,
    resume_events: i64,
    per_person: usize,
    per_address: usize,
}

impl Hub {
    /// Without topics or sockets.
    pub fn new(limits: &Limits) -> Self {
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        Self {
            topics: RwLock::default(),
            sockets: Mutex::default(),
            committed: OnceLock::new(),
            store: OnceLock::new(),
            epoch: OnceLock::new(),
            deliveries: AtomicU64::new(0),
            seen: Mutex::default(),
            reads_seen: OnceLock::new(),
            stopping: watch::Sender::new(false),
            resume_events: i64::from(limits.resume_events),
            per_person: size(limits.sockets_per_person),
            per_address: size(limits.sockets_per_address),
        }
    }

    /// Starts the hub's thread, which fills gaps from the record.
    #[allow(clippy::disallowed_methods, reason = "the hub is one of the kernel's threads")]
    pub(in crate::kernel) fn serve_from(self: &Arc<Self>, store: Arc<Store>, epoch: &str) {
        let (sender, receiver) = channel::<Vec<Happened>>();
        let is_first = self.committed.set(sender).is_ok();
        if !is_first || self.store.set(store).is_err() || self.epoch.set(epoch.into()).is_err() {
            return;
        }
        let hub = Arc::downgrade(self);
        let work = move || {
            let mut ticked = Instant::now();
            loop {
                let batch = receiver.recv_timeout(TICK.saturating_sub(ticked.elapsed()));
                let Some(hub) = hub.upgrade() else { return };
                match batch {
                    Ok(events) => {
                        hub.deliver(events.into_iter().chain(receiver.try_iter().take(BATCHES).flatten()));
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
                if ticked.elapsed() >= TICK {
                    ticked = Instant::now();
                    hub.tick();
                }
            }
        };
        if let Err(error) = std::thread::Builder::new().name("hub".into()).spawn(work) {
            tracing::error!(%error, "the hub did not start");
        }
    }

    /// Takes events that are on disk. Called by the store alone.
    pub(in crate::kernel) fn publish(&self, events: Vec<Happened>) {
        if let Some(committed) = self.committed.get().filter(|_| !events.is_empty()) {
            drop(committed.send(events)); // fails only when the server ends
        }
    }

    /// Hands each record's events to its followers together: a socket is woken, and written to, once for all.
    fn deliver(&self, events: impl Iterator<Item = Happened>) {
        let mut records: Vec<(Arc<Topic>, Scope, Vec<Happened>)> = Vec::new();
        for event in events {
            match records.iter_mut().find(|(_, scope, _)| *scope == event.scope) {
                Some((_, _, events)) => events.push(event),
                None => {
                    let topic = self.topics.read().get(&event.scope).cloned();
                    records.extend(topic.map(|topic| (topic, event.scope, vec![event])));
                }
            }
        }
        for (topic, scope, events) in records {
            for run in events.chunk_by(|one, next| next.seq == one.seq + 1) {
                let first = run.first().map_or(0, |event| event.seq);
                if topic.last().is_some_and(|last| first > last + 1) {
                    self.fill(&topic, scope, first);
                }
                let told = topic.publish(run.iter().cloned());
                self.deliveries.fetch_add(u64::try_from(told).unwrap_or(0), Ordering::Relaxed);
            }
        }
    }

    /// Publishes what lies between the topic's last event and `seq`, once for all followers.
    fn fill(&self, topic: &Topic, scope: Scope, seq: i64) {
        let (Some(store), Some(last)) = (self.store.get(), topic.last()) else { return };
        let missing = store.read_here(|conn| Ok(record::after(conn, scope, last, seq - last - 1)?));
        match missing {
            Ok(events) => _ = topic.publish(events),
            Err(problem) => tracing::error!(%problem, "a gap could not be filled"),
        }
    }

    fn tick(&self) {
        let topics: Vec<Arc<Topic>> = self.topics.read().values().cloned().collect();
        topics.iter().for_each(|topic| topic.tell_presence());
        self.tell_seen();
        drop(topics);
        // Who holds a clone is about to follow: such a topic stays.
        self.topics.write().retain(|_, topic| Arc::strong_count(topic) > 1 || !topic.is_idle());
        self.sockets.lock().retain(|socket| !socket.outbox.is_gone());
    }

    pub(super) fn topic(&self, scope: Scope) -> Arc<Topic> {
        if let Some(topic) = self.topics.read().get(&scope) {
            return topic.clone();
        }
        self.topics.write().entry(scope).or_insert_with(|| Arc::new(Topic::new(scope))).clone()
    }

    /// Watches a record grow.
    pub fn watch(&self, scope: Scope) -> News {
        News::of(self.topic(scope).head(), self.stopping.subscribe())
    }

    /// Follows a record from after `after` on, which `standing` was true at or later. Answers how that ended. Its end was
    /// `head` when that was asked: what is on disk and still on its way through here is waited for.
    ///
    /// What is missing goes out in parts that the outbox can hold, each when the last one was read.
    pub(super) async fn follow(
        &self,
        socket: &Arc<Socket>,
        standing: &Standing,
        scope: Scope,
        (after, head): (i64, i64),
    ) -> Result<Follow, Problem> {
        let topic = self.topic(scope);
        if topic.last().is_some_and(|last| last < head) {
            self.watch(scope).later_than(head - 1, TICK).await;
        }
        if let Some(last) = topic.has(socket) {
            return Ok(Follow::Subscribed(last));
        }
        let mut after = after;
        loop {
            let joined = match topic.join(socket, standing, after) {
                Joined::Behind => {
                    let (head, events) = self.read_after(scope, after).await?;
                    if head - after > self.resume_events {
                        return Ok(Follow::Reset("behind"));
                    }
                    topic.learn(events.clone(), head);
                    match topic.join(socket, standing, after) {
                        Joined::Behind => topic.replay(socket, standing, after, &events),
                        joined => joined,
                    }
                }
                joined => joined,
            };
            match joined {
                Joined::Follows(head) => return Ok(Follow::Subscribed(head)),
                Joined::Ended => return Ok(Follow::Ended),
                Joined::Part(last) if last > after => after = last,
                Joined::Part(_) | Joined::Behind => return Ok(Follow::Reset("behind")),
            }
            socket.outbox.read_along().await;
        }
    }

    /// The end of the record, and what is later than `after` unless that is too much to replay.
    async fn read_after(&self, scope: Scope, after: i64) -> Result<(i64, Vec<Happened>), Problem> {
        let store = self.store.get().ok_or_else(Problem::bare_internal)?;
        let most = self.resume_events;
        let read = move |conn: &mut Conn| {
            let head = record::head(conn, scope)?.seq;
            Ok((
                head,
                if head - after > most { Vec::new() } else { record::after(conn, scope, after, most)? },
            ))
        };
        store.read(read).await
    }

    pub(super) fn unfollow(&self, socket: &Arc<Socket>, scope: Scope) {
        if let Some(topic) = self.topics.read().get(&scope) {
            topic.leave(socket);
        }
    }

    pub(super) fn typing(&self, scope: Scope, person: PersonId) {
        if let Some(topic) = self.topics.read().get(&scope) {
            topic.tell(&protocol::typing(scope, person), Some(person));
        }
    }

    /// A member has read up to `seq`. Told at the next tick, and of several moves the last one alone, so that many
    /// markers are few frames.
    pub fn saw(&self, scope: Scope, person: PersonId, party: PartyId, seq: i64) {
        let mut seen = self.seen.lock();
        let waiting = seen.entry(scope).or_default();
        match waiting.iter_mut().find(|saw| saw.person == person) {
            Some(saw) => saw.seq = seq,
            None => waiting.push(Saw { person, party, seq }),
        }
    }

    /// Where to look up how far people have read.
    pub fn look_up_seen(&self, reads: ReadsSeen) {
        self.reads_seen.get_or_init(|| reads);
    }

    /// How far people have read by now, for who follows the record already: what moves later is told to them. `None`
    /// where nobody reads, or too many.
    pub(super) async fn seen_by_now(&self, scope: Scope) -> Option<Vec<Seen>> {
        let (Scope::Project(project), Some(store), Some(reads)) =
            (scope, self.store.get(), self.reads_seen.get().copied())
        else {
            return None;
        };
        let seen = store.read(move |conn| Ok(reads(conn, project, SEEN_AT_ONCE + 1)?)).await;
        let few = |seen: &Vec<Seen>| i64::try_from(seen.len()).is_ok_and(|many| many <= SEEN_AT_ONCE);
        seen.ok().filter(few)
    }

    /// Tells who has read up to where: the record's followers, and the person's devices that do not follow it.
    fn tell_seen(&self) {
        let told = self.take_seen();
        let sockets = if told.is_empty() { Vec::new() } else { self.sockets.lock().clone() };
        for (scope, moved) in told {
            let topic = self.topics.read().get(&scope).cloned();
            for Saw { person, party, seq } in moved {
                let frame = protocol::seen(scope, person, party, seq);
                if let Some(topic) = &topic {
                    topic.tell(&frame, None);
                }
                let follows = |socket: &Arc<Socket>| topic.as_ref().is_some_and(|t| t.has(socket).is_some());
                let own = sockets.iter().filter(|socket| socket.person == person);
                own.filter(|socket| !follows(socket)).for_each(|socket| socket.outbox.offer(&frame));
            }
        }
    }

    /// What is told now; what is too much at once stays.
    fn take_seen(&self) -> Vec<(Scope, Vec<Saw>)> {
        let mut seen = self.seen.lock();
        let first = |moved: &mut Vec<Saw>| moved.drain(..moved.len().min(SEEN)).collect();
        let now = seen.iter_mut().map(|(scope, moved)| (*scope, first(moved))).collect();
        seen.retain(|_, moved| !moved.is_empty());
        now
    }

    /// Lets a signed-in socket in, within the caps of its person and address, while the server runs.
    pub(super) fn admit(&self, socket: &Arc<Socket>) -> Admission {
        let mut sockets = self.sockets.lock();
        if *self.stopping.borrow() {
            return Admission::Stopping;
        }
        let of_person = sockets.iter().filter(|other| other.person == socket.person).count();
        let of_address = sockets.iter().filter(|other| other.address == socket.address).count();
        if of_person >= self.per_person || of_address >= self.per_address {
            return Admission::TooMany;
        }
        sockets.push(socket.clone());
        Admission::In
    }

    pub(super) fn dismiss(&self, socket: &Arc<Socket>) {
        self.sockets.lock().retain(|other| !Arc::ptr_eq(other, socket));
    }

    /// Closes the sockets of a session with 4401.
    pub(in crate::kernel) fn end_session(&self, session: SessionId) {
        for socket in self.sockets.lock().iter().filter(|socket| socket.session == session) {
            socket.outbox.close(protocol::SESSION_ENDED, "session ended");
        }
    }

    /// Closes all sockets with 1012 and a retry hint spread over two seconds.
    pub fn stop(&self) {
        let sockets = self.sockets.lock();
        self.stopping.send_replace(true);
        for (n, socket) in sockets.iter().enumerate() {
            let spread = n.wrapping_mul(7919) % 1800;
            socket.outbox.close(protocol::RESTART, &format!("retry_ms={}", 200 + spread));
        }
    }

    /// The epoch of the record.
    pub(super) fn epoch(&self) -> Arc<str> {
        self.epoch.get().cloned().unwrap_or_else(|| Arc::from(""))
    }

    /// Counters.
    pub fn stats(&self) -> HubStats {
        let size = |n: usize| u64::try_from(n).unwrap_or(0);
        HubStats {
            sockets: size(self.sockets.lock().len()),
            topics: size(self.topics.read().len()),
            deliveries: self.deliveries.load(Ordering::Relaxed),
        }
    }
}

/// Whether a socket may stay.
pub enum Admission {
    /// It is in.
    In,
    /// Its person or address has too many.
    TooMany,
    /// The server stops.
    Stopping,
}

/// How an attempt to follow ended.
pub enum Follow {
    /// Everything up to this event was sent.
    Subscribed(i64),
    /// The client's state cannot be continued.
    Reset(&'static str),
    /// The access ended in what was to be sent.
    Ended,
}
