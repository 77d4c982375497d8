//! One record, its followers and its last events.

use super::hub::Socket;
use super::outbox::joined;
use super::protocol;
use crate::kernel::access::Standing;
use crate::kernel::ids::{PersonId, Scope};
use crate::kernel::record::Happened;
use bytes::Bytes;
use parking_lot::Mutex;
use std::borrow::Borrow;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::watch;

/// Events a topic keeps at hand.
const EVENTS: usize = 1_100;
/// Bytes a topic keeps at hand.
const BYTES: usize = 4 << 20;

/// An event as frames, made once. Only what is not for everyone needs a marker.
#[derive(Debug, Clone)]
struct Frame {
    happened: Happened,
    event: Bytes,
    marker: Bytes,
}

impl Frame {
    fn of(happened: Happened) -> Self {
        let event = protocol::event(&happened.json);
        let marker = match happened.audience {
            Some(_) => protocol::marker(happened.scope, happened.seq),
            None => Bytes::new(),
        };
        Self { happened, event, marker }
    }

    fn is_for_all(&self) -> bool {
        self.happened.audience.is_none() && self.happened.ends_access_of.is_none()
    }

    fn size(&self) -> usize {
        self.event.len() + self.happened.json.len()
    }
}

/// Events that follow each other, and what most followers get of them: all, in few pieces that they share.
struct Run {
    frames: Vec<Frame>,
    first: i64,
    last: i64,
    pieces: Vec<Bytes>,
}

impl Run {
    fn of(frames: Vec<Frame>) -> Option<Self> {
        let seq = |frame: &Frame| frame.happened.seq;
        let (first, last) = (frames.first().map(seq)?, frames.last().map(seq)?);
        let events = frames.iter().map(|frame| &frame.event);
        let pieces = if frames.iter().all(Frame::is_for_all) { joined(events) } else { Vec::new() };
        Some(Self { frames, first, last, pieces })
    }
}

/// A socket that follows the record.
struct Follower {
    socket: Arc<Socket>,
    standing: Standing,
    last: i64,
}

enum Delivery {
    Goes,
    Ended,
}

impl Follower {
    /// Sends the event if it is the next one, as event or marker. The event that ends the follower's access
    /// is not sent: nothing from it on is.
    fn deliver(&mut self, frame: &Frame) -> Delivery {
        let seq = frame.happened.seq;
        if seq <= self.last {
            return Delivery::Goes;
        }
        if ends(&frame.happened, self.socket.person, &self.standing) {
            self.socket.outbox.push(&protocol::unsubscribed(None, frame.happened.scope, protocol::REMOVED));
            return Delivery::Ended;
        }
        let heard = self.standing.hears(frame.happened.audience.as_deref());
        self.socket.outbox.push(if heard { &frame.event } else { &frame.marker });
        self.last = seq;
        Delivery::Goes
    }

    /// Sends all of a run.
    fn deliver_run(&mut self, run: &Run) -> Delivery {
        if self.last < run.first && !run.pieces.is_empty() {
            self.socket.outbox.push_all(&run.pieces);
            self.last = run.last;
            return Delivery::Goes;
        }
        for frame in &run.frames {
            if let Delivery::Ended = self.deliver(frame) {
                return Delivery::Ended;
            }
        }
        Delivery::Goes
    }

    /// Sends what was missed, as much as may be added to the outbox at once and at least one event.
    fn catch_up<F: Borrow<Frame>>(&mut self, missed: impl Iterator<Item = F>) -> CaughtUp {
        let mut room = self.socket.outbox.at_once();
        for (n, frame) in missed.enumerate() {
            let frame = frame.borrow();
            if n > 0 && frame.event.len() > room {
                return CaughtUp::Part;
            }
            room = room.saturating_sub(frame.event.len());
            if let Delivery::Ended = self.deliver(frame) {
                return CaughtUp::Ended;
            }
        }
        CaughtUp::All
    }
}

enum CaughtUp {
    All,
    Part,
    Ended,
}

/// Whether the event took away the access that `standing` stands for, and not an earlier one.
fn ends(happened: &Happened, person: PersonId, standing: &Standing) -> bool {
    happened.ends_access_of == Some(person) && happened.seq > standing.since_seq
}

#[derive(Default)]
struct State {
    ring: VecDeque<Frame>,
    bytes: usize,
    last: Option<i64>,
    /// The last event that made bytes of earlier ones old.
    withheld_at: i64,
    followers: Vec<Follower>,
    presence_changed: bool,
}

impl State {
    /// The earliest `after` that the events at hand can continue.
    fn reaches_back_to(&self) -> Option<i64> {
        let kept = i64::try_from(self.ring.len()).unwrap_or(i64::MAX);
        self.last.map(|last| last.saturating_sub(kept))
    }

    fn keep(&mut self, frame: Frame) {
        if frame.happened.withholds {
            self.ring.clear();
            self.bytes = 0;
            self.withheld_at = frame.happened.seq;
        }
        self.last = Some(frame.happened.seq);
        self.bytes += frame.size();
        self.ring.push_back(frame);
        while self.ring.len() > EVENTS || self.bytes > BYTES {
            let Some(old) = self.ring.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(old.size());
        }
    }
}

/// A record that somebody follows or waits for.
pub struct Topic {
    scope: Scope,
    state: Mutex<State>,
    head: watch::Sender<i64>,
}

/// What became of an attempt to follow.
pub enum Joined {
    /// Everything later was sent and the socket follows; the end of the record as known here.
    Follows(i64),
    /// The access ended in what was to be sent.
    Ended,
    /// The events at hand do not reach back so far: read the record.
    Behind,
    /// As much as the outbox holds was sent, up to this event: go on from there.
    Part(i64),
}

impl Topic {
    pub fn new(scope: Scope) -> Self {
        Self { scope, state: Mutex::default(), head: watch::Sender::new(0) }
    }

    /// Sends what is later than `after` from the events at hand, and follows.
    pub fn join(&self, socket: &Arc<Socket>, standing: &Standing, after: i64) -> Joined {
        let mut state = self.state.lock();
        let (Some(back_to), Some(last)) = (state.reaches_back_to(), state.last) else {
            return Joined::Behind;
        };
        // Beyond what is known here is the caller's own newest write, or the record runs ahead of the hub.
        if after < back_to {
            return Joined::Behind;
        }
        let mut follower = Follower { socket: socket.clone(), standing: standing.clone(), last: after };
        let known = usize::try_from(after.saturating_sub(back_to)).unwrap_or(usize::MAX);
        match follower.catch_up(state.ring.iter().skip(known)) {
            CaughtUp::All => {}
            CaughtUp::Ended => return Joined::Ended,
            CaughtUp::Part => return Joined::Part(follower.last),
        }
        state.followers.retain(|other| !Arc::ptr_eq(&other.socket, socket));
        state.followers.push(follower);
        state.presence_changed = true;
        Joined::Follows(last.max(after))
    }

    /// Sends events read from the record that are more than the topic keeps at hand.
    pub fn replay(
        &self,
        socket: &Arc<Socket>,
        standing: &Standing,
        after: i64,
        events: &[Happened],
    ) -> Joined {
        let mut follower = Follower { socket: socket.clone(), standing: standing.clone(), last: after };
        match follower.catch_up(events.iter().cloned().map(Frame::of)) {
            CaughtUp::Ended => Joined::Ended,
            CaughtUp::All | CaughtUp::Part => Joined::Part(follower.last),
        }
    }

    /// Whether the socket follows already.
    pub fn has(&self, socket: &Arc<Socket>) -> Option<i64> {
        let state = self.state.lock();
        state
            .followers
            .iter()
            .find(|follower| Arc::ptr_eq(&follower.socket, socket))
            .map(|follower| follower.last)
    }

    /// Ends following.
    pub fn leave(&self, socket: &Arc<Socket>) {
        let mut state = self.state.lock();
        state.followers.retain(|follower| !Arc::ptr_eq(&follower.socket, socket));
        state.presence_changed = true;
    }

    /// Events read from the record, up to its end `head`, so that the next who is behind need not read again.
    pub fn learn(&self, read: Vec<Happened>, head: i64) {
        let mut state = self.state.lock();
        if head < state.withheld_at {
            return; // read before something in it was withheld
        }
        let reached = read.last().map_or(head, |event| event.seq);
        match state.last {
            None => {
                for happened in read {
                    state.keep(Frame::of(happened));
                }
                state.last = Some(reached);
                self.head.send_replace(reached);
            }
            Some(_) => {
                // Put in front what joins without a gap.
                for happened in read.into_iter().rev() {
                    let joins = state.reaches_back_to() == Some(happened.seq);
                    let frame = Frame::of(happened);
                    if joins && state.ring.len() < EVENTS && state.bytes + frame.size() < BYTES {
                        state.bytes += frame.size();
                        state.ring.push_front(frame);
                    }
                }
            }
        }
    }

    /// The last event at hand, if any is known.
    pub fn last(&self) -> Option<i64> {
        self.state.lock().last
    }

    /// The next events, in order. Answers how many deliveries that were.
    pub fn publish(&self, events: impl IntoIterator<Item = Happened>) -> usize {
        let mut frames: Vec<Frame> = events.into_iter().map(Frame::of).collect();
        let mut state = self.state.lock();
        frames.retain(|frame| state.last.is_none_or(|last| frame.happened.seq > last));
        let Some(run) = Run::of(frames) else { return 0 };
        let before = state.followers.len();
        state.followers.retain_mut(|follower| matches!(follower.deliver_run(&run), Delivery::Goes));
        if state.followers.len() != before {
            state.presence_changed = true;
        }
        let Run { frames, last, .. } = run;
        let deliveries = before * frames.len();
        frames.into_iter().for_each(|frame| state.keep(frame));
        drop(state);
        self.head.send_replace(last);
        deliveries
    }

    /// Wakes at each new event; holds the end of the record.
    pub fn head(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Something that is never stored, to all but one.
    pub fn tell(&self, frame: &Bytes, but: Option<PersonId>) {
        let state = self.state.lock();
        for follower in state.followers.iter().filter(|follower| Some(follower.socket.person) != but) {
            follower.socket.outbox.offer(frame);
        }
    }

    /// Tells who has the record open, if that changed.
    pub fn tell_presence(&self) {
        let mut state = self.state.lock();
        state.followers.retain(|follower| !follower.socket.outbox.is_gone());
        if !std::mem::take(&mut state.presence_changed) {
            return;
        }
        let mut people: Vec<PersonId> =
            state.followers.iter().map(|follower| follower.socket.person).collect();
        people.sort_unstable();
        people.dedup();
        let frame = protocol::presence(self.scope, &people);
        for follower in &state.followers {
            follower.socket.outbox.push(&frame);
        }
    }

    /// Nobody follows or waits.
    pub fn is_idle(&self) -> bool {
        self.head.receiver_count() == 0 && self.state.lock().followers.is_empty()
    }
}
