//! One post, many sockets: how many deliveries a second, and how late they are at a human pace.

use super::Measured;
use super::posts::{Poster, age};
use super::sockets;
use super::target::{Effort, Target};
use crate::Outcome;
use crate::client::socket::{Socket, is_event};
use crate::gauge::percentiles::Percentiles;
use futures_util::future::try_join_all;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};

/// Clients that post as fast as deliveries keep up.
const POSTERS: usize = 64;
/// Deliveries that may be under way: far less than a socket's queue, enough to keep everyone busy.
const UNDER_WAY: u64 = 20_000;
/// Messages per second and room at a human pace.
const PACE: u32 = 5;
/// Time for the last deliveries after the last post.
const DRAIN: Duration = Duration::from_secs(15);

/// Sockets that listen, each in a task of its own.
pub struct Audience {
    heard: Rc<Heard>,
    per_room: u64,
    rooms: Vec<String>,
    listeners: JoinSet<()>,
}

#[derive(Default)]
struct Heard {
    count: Cell<u64>,
    late: RefCell<Percentiles>,
    last: Cell<Option<Instant>>,
    failure: RefCell<Option<String>>,
}

impl Audience {
    /// Opens the sockets, spread evenly over the rooms.
    pub async fn gather(target: &Target, sockets: usize, rooms: &[String]) -> Outcome<Self> {
        let heard = Rc::new(Heard::default());
        let mut listeners = JoinSet::new();
        for socket in sockets::open(target, sockets, rooms).await? {
            listeners.spawn_local(listen(socket, heard.clone()));
        }
        Ok(Self { heard, per_room: (sockets / rooms.len()) as u64, rooms: rooms.to_vec(), listeners })
    }

    /// Deliveries per second when posts come as fast as they can be delivered.
    pub async fn most(&self, target: &Target, length: Duration) -> Outcome<Measured> {
        let effort = Effort::start(target);
        let (before, posted, start) = (self.heard.count.get(), Cell::new(0u64), Instant::now());
        let work = (0..POSTERS).map(|client| {
            let posted = &posted;
            async move {
                let mut poster = Poster::open(target, client, &self.rooms[client % self.rooms.len()]).await?;
                while start.elapsed() < length {
                    if posted.get() * self.per_room > self.heard.count.get() - before + UNDER_WAY {
                        sleep(Duration::from_millis(1)).await;
                        continue;
                    }
                    posted.set(posted.get() + 1);
                    poster.post().await?;
                }
                Ok(())
            }
        });
        let all: Outcome<Vec<()>> = try_join_all(work).await;
        all?;
        let delivered = self.drained(before, posted.get()).await?;
        let last = self.heard.last.get().ok_or("nothing was delivered")?;
        let value = delivered as f64 / (last - start).as_secs_f64();
        Ok(Measured { value, note: format!("{}; {} posts", effort.report(), posted.get()) })
    }

    /// How many milliseconds late deliveries are at p99 when every room gets five messages a second.
    pub async fn paced(&self, target: &Target, length: Duration) -> Outcome<Measured> {
        *self.heard.late.borrow_mut() = Percentiles::default();
        let (before, rooms) = (self.heard.count.get(), self.rooms.len() as u32);
        let period = Duration::from_secs(1) / PACE;
        let count = (length.as_secs_f64() / period.as_secs_f64()) as u32;
        let start = tokio::time::Instant::now();
        let work = self.rooms.iter().zip(0..).map(|(room, number)| async move {
            let mut poster = Poster::open(target, number as usize, room).await?;
            for turn in 0..count {
                sleep_until(start + period * turn + period * number / rooms).await;
                poster.post().await?;
            }
            Ok(())
        });
        let all: Outcome<Vec<()>> = try_join_all(work).await;
        all?;
        self.drained(before, u64::from(count * rooms)).await?;
        let mut late = self.heard.late.take();
        Ok(Measured { value: late.at(0.99).as_secs_f64() * 1e3, note: late.to_string() })
    }

    /// Waits until every post has reached every socket of its room, once.
    async fn drained(&self, before: u64, posts: u64) -> Outcome<u64> {
        let (expected, asked) = (posts * self.per_room, Instant::now());
        loop {
            let heard = self.heard.count.get() - before;
            if let Some(failure) = self.heard.failure.borrow().as_ref() {
                return Err(format!("a listener failed: {failure}").into());
            }
            if heard == expected {
                return Ok(heard);
            }
            if heard > expected || asked.elapsed() > DRAIN {
                return Err(format!("{heard} deliveries in place of {expected}").into());
            }
            sleep(Duration::from_millis(1)).await;
        }
    }
}

impl Drop for Audience {
    fn drop(&mut self) {
        self.listeners.abort_all();
    }
}

async fn listen(mut socket: Socket, heard: Rc<Heard>) {
    loop {
        let read = socket
            .frames(|frame| {
                if is_event(frame) {
                    heard.count.set(heard.count.get() + 1);
                    age(frame).into_iter().for_each(|late| heard.late.borrow_mut().add(late));
                }
            })
            .await;
        heard.last.set(Some(Instant::now()));
        if let Err(error) = read {
            heard.failure.borrow_mut().get_or_insert(error.to_string());
            return;
        }
    }
}
