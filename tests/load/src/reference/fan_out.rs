//! Fan-out without locks: a post goes once to every worker thread, and each worker hands it to its own sockets.
//! A socket's frames wait in its outbox and leave together; the response body reads them straight from there.

use super::event::Event;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, RwLock};
use std::task::{Context, Poll, Waker};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// The way to one worker thread.
type Lane = UnboundedSender<(Arc<str>, Event)>;

/// The way to all worker threads.
#[derive(Default)]
pub struct Lanes(RwLock<Vec<Lane>>);

impl Lanes {
    /// Hands an event of a project to every worker. Called in order of `seq`.
    pub fn publish(&self, project: &Arc<str>, event: &Event) {
        for lane in self.0.read().unwrap().iter() {
            let _ = lane.send((project.clone(), event.clone()));
        }
    }
}

/// The sockets of one worker thread.
#[derive(Default)]
pub struct Hub {
    rooms: RefCell<HashMap<Arc<str>, Vec<Seat>>>,
}

struct Seat {
    outbox: Rc<Outbox>,
    last: u64,
}

impl Hub {
    /// Opens a lane for the calling worker and delivers what comes through it.
    pub fn start(lanes: &Lanes) -> Rc<Self> {
        let hub = Rc::new(Self::default());
        let (lane, mut arriving) = unbounded_channel();
        lanes.0.write().unwrap().push(lane);
        let local = hub.clone();
        actix_web::rt::spawn(async move {
            while let Some((project, event)) = arriving.recv().await {
                local.deliver(&project, &event);
                while let Ok((project, event)) = arriving.try_recv() {
                    local.deliver(&project, &event);
                }
            }
        });
        hub
    }

    /// Seats a socket behind what it has read. Reading and seating in one go on this thread leave no gap:
    /// what was committed later is still in the lane.
    pub fn join(&self, project: Arc<str>, outbox: &Rc<Outbox>, last: u64) {
        self.rooms.borrow_mut().entry(project).or_default().push(Seat { outbox: outbox.clone(), last });
    }

    /// Takes a socket out of all rooms.
    pub fn leave(&self, outbox: &Rc<Outbox>) {
        outbox.closed.set(true);
        for seats in self.rooms.borrow_mut().values_mut() {
            seats.retain(|seat| !Rc::ptr_eq(&seat.outbox, outbox));
        }
    }

    fn deliver(&self, project: &Arc<str>, event: &Event) {
        let mut rooms = self.rooms.borrow_mut();
        for seat in rooms.get_mut(project).into_iter().flatten() {
            if event.seq > seat.last {
                seat.last = event.seq;
                seat.outbox.push(event.frame.clone());
            }
        }
    }
}

/// Frames that wait for one socket.
#[derive(Default)]
pub struct Outbox {
    waiting: RefCell<VecDeque<Bytes>>,
    reader: RefCell<Option<Waker>>,
    closed: Cell<bool>,
}

impl Outbox {
    /// Adds whole frames, already encoded.
    pub fn push(&self, frames: Bytes) {
        self.waiting.borrow_mut().push_back(frames);
        if let Some(reader) = self.reader.borrow_mut().take() {
            reader.wake();
        }
    }
}

/// A response body that drains an outbox first and the actix-ws session (pongs, closing) after it.
pub struct Body {
    /// Frames of events.
    pub outbox: Rc<Outbox>,
    /// The body actix-ws made.
    pub session: BoxBody,
}

impl MessageBody for Body {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if let Some(frames) = self.outbox.waiting.borrow_mut().pop_front() {
            return Poll::Ready(Some(Ok(frames)));
        }
        if self.outbox.closed.get() {
            return Poll::Ready(None);
        }
        *self.outbox.reader.borrow_mut() = Some(cx.waker().clone());
        Pin::new(&mut self.session).poll_next(cx)
    }
}
