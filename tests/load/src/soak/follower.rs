//! Somebody who follows projects by socket, by long poll or by sync, and whose line is cut: the chain of hashes they have.

use super::stage::{Stage, Visit};
use crate::Outcome;
use crate::client::api::{Api, Session, items};
use crate::client::socket::Socket;
use rand::RngExt;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How somebody follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One socket for all their projects.
    Socket,
    /// One request that waits, for one project after the other.
    Poll,
    /// One request that waits for all.
    Sync,
}

/// What somebody has of one project: the first bytes of each leaf hash, zeros where a marker stood.
#[derive(Debug, Default)]
pub struct Chain {
    /// From the event after `first` on.
    pub first: u64,
    /// One for each event.
    pub leaves: Vec<[u8; 8]>,
}

impl Chain {
    /// The last event it has.
    pub fn last(&self) -> u64 {
        self.first + self.leaves.len() as u64
    }
}

/// A follower.
pub struct Follower {
    /// Who.
    pub session: Rc<Session>,
    /// How.
    pub way: Way,
    /// Places of the projects followed, with what they have.
    pub chains: Vec<(usize, RefCell<Chain>)>,
    /// Which visitor, where the person comes and goes.
    pub visitor: Option<usize>,
    stage: Rc<Stage>,
    epoch: RefCell<String>,
    since: RefCell<String>,
    /// Places of a chain whose subscription ended with a reset.
    behind: RefCell<Vec<usize>>,
    ended: Cell<bool>,
}

/// The first bytes of a leaf hash in hex.
pub fn leaf(event: &Value) -> [u8; 8] {
    let text = event["leaf_hash"].as_str().unwrap_or_default();
    let mut leaf = [0; 8];
    for (byte, at) in leaf.iter_mut().zip((0..16).step_by(2)) {
        *byte = text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
    }
    leaf
}

impl Follower {
    /// Somebody who has nothing yet.
    pub fn new(
        stage: Rc<Stage>,
        session: Rc<Session>,
        way: Way,
        rooms: &[usize],
        visitor: Option<usize>,
    ) -> Self {
        let chains = rooms.iter().map(|room| (*room, RefCell::default())).collect();
        let none = || RefCell::new(String::new());
        let behind = RefCell::default();
        let ended = Cell::new(false);
        Self { session, way, chains, visitor, stage, epoch: none(), since: none(), behind, ended }
    }

    fn visit(&self) -> Option<&Visit> {
        self.visitor.map(|visitor| &self.stage.visits[visitor])
    }

    /// Follows until the run ends.
    pub async fn follow(self: Rc<Self>) {
        while !self.stage.tally.ended.get() {
            let done = match self.way {
                Way::Socket => self.attend().await,
                Way::Poll => self.poll().await,
                Way::Sync => self.sync().await,
            };
            // An error is the cut of a line, or the server away: chains tell what matters.
            self.stage.tally.add(if done.is_ok() { "followings ended" } else { "followings cut" }, 1);
            sleep(Duration::from_millis(rand::rng().random_range(0..80))).await;
        }
    }

    fn add(&self, room: usize, event: &Value, seq: u64, how: &str) {
        if let Some(visit) = self.visit().filter(|visit| visit.away.get()) {
            visit.highest.set(visit.highest.get().max(seq));
        }
        let Some((_, chain)) = self.chains.iter().find(|(known, _)| *known == room) else { return };
        let mut chain = chain.borrow_mut();
        let last = chain.last();
        self.stage.tally.hold(seq == last + 1, || format!("{how}: {seq} follows {last} in project {room}"));
        if seq == last + 1 {
            chain.leaves.push(leaf(event));
            self.stage.tally.add(&format!("deliveries by {how}"), 1);
        }
    }

    fn knows_epoch(&self, epoch: &Value) {
        let epoch = epoch.as_str().unwrap_or_default();
        let mut known = self.epoch.borrow_mut();
        if known.is_empty() {
            known.push_str(epoch);
        }
        self.stage.tally.hold(*known == epoch, || format!("the epoch was {known} and is {epoch}"));
    }

    /// Reads one page; answers whether there is more. Who is no member any more gets none.
    async fn page(&self, api: &mut Api, at: usize, wait: u32) -> Outcome<bool> {
        let (room, chain) = &self.chains[at];
        let after = chain.borrow().last();
        let path = self.stage.path(*room, &format!("/events?after={after}&limit=200&wait={wait}"));
        let (status, page) = api.ask(&self.session, "GET", &path, None, "").await?;
        self.stage.judge(status, &path, &page);
        if status != 200 {
            let is_away = self.visit().is_some() && status == 404;
            self.stage.tally.hold(is_away, || format!("{path} answered {status}: {page}"));
            return Ok(false);
        }
        self.knows_epoch(&page["epoch"]);
        for event in items(&page) {
            self.add(*room, event, event["seq"].as_u64().unwrap_or(0), "page");
        }
        Ok(self.chains[at].1.borrow().last() < page["head"].as_u64().unwrap_or(0))
    }

    async fn poll(&self) -> Outcome<()> {
        let mut api = Api::new(self.stage.address);
        for _ in 0..20 {
            for at in 0..self.chains.len() {
                while self.page(&mut api, at, 1).await? {}
            }
            if self.visit().is_some() {
                sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    async fn sync(&self) -> Outcome<()> {
        let mut api = Api::new(self.stage.address);
        for _ in 0..20 {
            let since = self.since.borrow().clone();
            let since = if since.is_empty() { String::new() } else { format!("since={since}&") };
            let path = format!("/sync?{since}wait=1");
            let (status, page) = api.ask(&self.session, "GET", &path, None, "").await?;
            self.stage.tally.hold(status == 200, || format!("sync answered {status}: {page}"));
            self.knows_epoch(&page["epoch"]);
            for room in page["rooms"].as_array().into_iter().flatten() {
                let place = self.stage.rooms.iter().position(|id| room["project_id"] == id.as_str());
                let Some(place) = place else { continue };
                if !room["reset"].is_null() {
                    // Begun anew where the token is: its state would come by a snapshot.
                    let first = room["head"].as_u64().unwrap_or(0);
                    let chain = self.chains.iter().find(|(known, _)| *known == place);
                    if let Some((_, chain)) = chain {
                        *chain.borrow_mut() = Chain { first, leaves: Vec::new() };
                    }
                    self.stage.tally.add("resets by sync", 1);
                }
                for event in items(room) {
                    self.add(place, event, event["seq"].as_u64().unwrap_or(0), "sync");
                }
            }
            *self.since.borrow_mut() = page["token"].as_str().unwrap_or_default().to_owned();
        }
        Ok(())
    }

    async fn subscribe(&self, socket: &mut Socket, at: usize) -> Outcome<()> {
        let (room, chain) = &self.chains[at];
        let (after, epoch) = (chain.borrow().last(), self.epoch.borrow().clone());
        socket.subscribe(&self.stage.rooms[*room], &epoch, Some(after)).await?;
        Ok(())
    }

    async fn attend(&self) -> Outcome<()> {
        let mut api = Api::new(self.stage.address);
        let ticket = api.ticket(&self.session).await?;
        let mut socket = Socket::open(self.stage.address, 0, &ticket).await?;
        self.ended.set(false);
        for at in 0..self.chains.len() {
            self.subscribe(&mut socket, at).await?;
        }
        // Some lines live long, some are cut in the middle of a replay.
        let life = [50, 400, 3_000, 30_000][rand::rng().random_range(0..4)];
        let mut left = i64::from(rand::rng().random_range(1..life));
        while left > 0 && !self.stage.tally.ended.get() && !self.ended.get() {
            let read = timeout(Duration::from_millis(100), socket.frames(|frame| self.take(frame)));
            match read.await {
                Ok(came) => came?,
                Err(_) => left -= 100,
            }
            left -= 1;
            let behind = std::mem::take(&mut *self.behind.borrow_mut());
            for at in behind {
                while self.page(&mut api, at, 0).await? {}
                self.subscribe(&mut socket, at).await?;
            }
        }
        socket.cut();
        self.stage.tally.add("sockets cut by their owner", 1);
        Ok(())
    }

    fn take(&self, frame: &[u8]) {
        let Ok(frame) = serde_json::from_slice::<Value>(frame) else {
            return self.stage.tally.violated("a frame that is no JSON");
        };
        let op = frame["op"].as_str().unwrap_or_default();
        let event = if op == "event" { &frame["event"] } else { &frame };
        let room = self.stage.rooms.iter().position(|id| event["project_id"] == id.as_str());
        match (op, room) {
            ("event" | "marker", Some(room)) => {
                self.add(room, event, event["seq"].as_u64().unwrap_or(0), "socket");
            }
            ("subscribed", Some(room)) => {
                self.knows_epoch(&frame["epoch"]);
                let last =
                    self.chains.iter().find(|(known, _)| *known == room).map(|chain| chain.1.borrow().last());
                let head = frame["head"].as_u64();
                self.stage
                    .tally
                    .hold(last >= head, || format!("subscribed at {head:?}, given up to {last:?}"));
            }
            ("reset", Some(room)) => {
                self.stage.tally.add("resets by socket", 1);
                self.behind.borrow_mut().extend(self.chains.iter().position(|(known, _)| *known == room));
            }
            ("unsubscribed" | "error", _) => {
                // A visitor that is away; anybody else when the server has too much to do.
                let is_known = self.visit().is_some() || frame["code"] == "overloaded";
                self.stage.tally.hold(is_known, || format!("a follower was told {frame}"));
                self.ended.set(true);
            }
            _ => {}
        }
    }
}
