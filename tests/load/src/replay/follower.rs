//! A member's socket: it follows all projects of the member, is cut at random in the middle of anything, comes
//! back, and goes on after the last event it has. What it received is a chain of leaf hashes per project.

use super::stage::Stage;
use crate::Outcome;
use crate::client::api::{Api, items, number, text};
use crate::client::socket::Socket;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::Deserialize;
use serde_json::Value;
use std::cell::Cell;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// A quiet socket looks up so often whether everything has been said.
const LOOK_UP: Duration = Duration::from_millis(200);
/// Longest absence after a cut; one in so many is longer, so that some come back too far behind for a replay.
const ABSENCE_MS: u64 = 60;
const LONG_ABSENCE_MS: u64 = 3_000;
const LONG_ONE_IN: u32 = 50;
/// Longest pause before a subscription that was refused with `overloaded` is asked again.
const AGAIN_MS: u64 = 200;
/// Without news for so long, a follower that is behind gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// Events of a page when a follower is too far behind for a replay.
const PAGE: usize = 200;

/// What a member received.
pub struct Follower {
    /// Place of the member among the people.
    pub member: usize,
    /// A chain per project.
    pub chains: Vec<Chain>,
    /// Connections cut.
    pub cuts: u64,
    /// Events that came by replay after a cut.
    pub resumed: u64,
    /// Times the server said `reset`.
    pub resets: u64,
    /// Subscriptions refused with `overloaded` and asked again.
    pub refused: u64,
    /// What was not as the protocol says.
    pub differences: Vec<String>,
    random: StdRng,
    cut_every: u64,
    walls: bool,
}

/// The events of one project, as received.
pub struct Chain {
    /// Place of the project among the scripts.
    pub project: usize,
    /// Leaf hashes of the events 1, 2, 3, ...; empty for a marker.
    pub hashes: Vec<Box<str>>,
    /// When events arrived that were not replayed.
    pub arrived: Vec<(u64, Instant)>,
    epoch: String,
    replaying: bool,
    behind: bool,
    /// Id of the subscription under way, and whether the server wants it asked again.
    subscription: u64,
    again: bool,
}

#[derive(Deserialize)]
struct Frame<'a> {
    op: &'a str,
    id: Option<u64>,
    code: Option<Value>,
    project_id: Option<&'a str>,
    epoch: Option<&'a str>,
    seq: Option<u64>,
    #[serde(borrow)]
    event: Option<Event<'a>>,
}

#[derive(Deserialize)]
struct Event<'a> {
    project_id: &'a str,
    seq: u64,
    leaf_hash: Option<&'a str>,
}

impl Follower {
    /// A member that follows some projects; a cut comes after about so many events.
    pub fn new(member: usize, projects: Vec<usize>, seed: u64, cut_every: u64) -> Self {
        let chain = |project| Chain {
            project,
            hashes: Vec::new(),
            arrived: Vec::new(),
            epoch: String::new(),
            replaying: true,
            behind: false,
            subscription: 0,
            again: false,
        };
        Self {
            member,
            chains: projects.into_iter().map(chain).collect(),
            cuts: 0,
            resumed: 0,
            resets: 0,
            refused: 0,
            differences: Vec::new(),
            random: StdRng::seed_from_u64(seed ^ (member as u64) << 20),
            cut_every,
            walls: false,
        }
    }

    /// One from whom some events are kept: markers come in their places.
    pub fn behind_walls(self) -> Self {
        Self { walls: true, ..self }
    }

    /// Follows until every chain has reached its head; `heads` fills up as scripts end.
    pub async fn follow(mut self, stage: &Stage, heads: &[Cell<Option<u64>>]) -> Self {
        let places: HashMap<&str, usize> = self
            .chains
            .iter()
            .enumerate()
            .map(|(place, chain)| (stage.projects[chain.project].as_str(), place))
            .collect();
        while !self.is_current(heads) && self.differences.is_empty() {
            if let Err(error) = self.attend(stage, &places, heads).await {
                self.differences.push(format!("socket: {error}"));
            }
        }
        self
    }

    /// One connection: from ticket to cut, or to the end.
    async fn attend(
        &mut self,
        stage: &Stage,
        places: &HashMap<&str, usize>,
        heads: &[Cell<Option<u64>>],
    ) -> Outcome<()> {
        let mut api = Api::new(stage.address);
        let ticket = api.ticket(&stage.people[self.member]).await?;
        let mut socket = Socket::open(stage.address, self.member, &ticket).await?;
        for place in 0..self.chains.len() {
            self.subscribe(stage, &mut socket, place).await?;
        }
        let mut left = self.random.random_range(1..=self.cut_every * 2);
        let mut news = Instant::now();
        while !self.is_current(heads) && self.differences.is_empty() {
            let before = left;
            let read = timeout(
                LOOK_UP,
                socket.frames(|frame| {
                    if left > 0 {
                        left -= u64::from(self.take(frame, places));
                    }
                }),
            );
            if let Ok(failed) = read.await {
                failed?;
            }
            if left == 0 {
                socket.cut();
                self.cuts += 1;
                let long = self.random.random_ratio(1, LONG_ONE_IN);
                let longest = if long { LONG_ABSENCE_MS } else { ABSENCE_MS };
                sleep(Duration::from_millis(self.random.random_range(0..longest))).await;
                return Ok(());
            }
            for place in 0..self.chains.len() {
                if std::mem::take(&mut self.chains[place].behind) {
                    self.read_on(stage, &mut api, place).await?;
                    self.subscribe(stage, &mut socket, place).await?;
                }
                if self.chains[place].again {
                    sleep(Duration::from_millis(self.random.random_range(0..AGAIN_MS))).await;
                    self.subscribe(stage, &mut socket, place).await?;
                }
            }
            if before != left {
                news = Instant::now();
            }
            let ended = self.chains.iter().all(|chain| heads[chain.project].get().is_some());
            if ended && news.elapsed() > PATIENCE {
                return Err(format!("nothing new for {PATIENCE:?}").into());
            }
        }
        Ok(())
    }

    async fn subscribe(&mut self, stage: &Stage, socket: &mut Socket, place: usize) -> Outcome<()> {
        let chain = &mut self.chains[place];
        (chain.replaying, chain.behind, chain.again) = (true, false, false);
        let (project, after) = (&stage.projects[chain.project], chain.hashes.len() as u64);
        chain.subscription = socket.subscribe(project, &chain.epoch, Some(after)).await?;
        Ok(())
    }

    /// Reads by pages what is too much for a replay.
    async fn read_on(&mut self, stage: &Stage, api: &mut Api, place: usize) -> Outcome<()> {
        loop {
            let chain = &self.chains[place];
            let (project, after) = (&stage.projects[chain.project], chain.hashes.len());
            let path = format!("/projects/{project}/events?after={after}&limit={PAGE}");
            let page = api.get(&stage.people[self.member], &path).await?;
            for event in items(&page) {
                let is_marker = self.walls && event["kind"] == "record.marker";
                let hash = if is_marker { String::new() } else { text(event, "/leaf_hash")? };
                self.add(place, number(event, "/seq")?, &hash);
            }
            if self.chains[place].hashes.len() as u64 >= number(&page, "/head")?
                || !self.differences.is_empty()
            {
                return Ok(());
            }
        }
    }

    /// Takes a frame; true when it was an event.
    fn take(&mut self, frame: &[u8], places: &HashMap<&str, usize>) -> bool {
        let parsed: Frame = match serde_json::from_slice(frame) {
            Ok(parsed) => parsed,
            Err(error) => {
                self.differences.push(format!("{error} in {}", String::from_utf8_lossy(frame)));
                return false;
            }
        };
        let project = parsed.event.as_ref().map(|event| event.project_id).or(parsed.project_id);
        let place = match parsed.op {
            "error" => self.chains.iter().position(|chain| Some(chain.subscription) == parsed.id),
            _ => project.and_then(|project| places.get(project)).copied(),
        };
        let told = match (parsed.op, parsed.event, parsed.seq) {
            ("event", Some(Event { seq, leaf_hash: Some(hash), .. }), _) => Some((seq, hash)),
            ("marker", None, Some(seq)) if self.walls => Some((seq, "")),
            _ => None,
        };
        match (parsed.op, place, told) {
            (_, Some(place), Some((seq, hash))) => {
                self.add(place, seq, hash);
                match self.chains[place].replaying {
                    true => self.resumed += u64::from(self.cuts > 0),
                    false => self.chains[place].arrived.push((seq, Instant::now())),
                }
                return true;
            }
            ("subscribed", Some(place), _) => {
                self.chains[place].replaying = false;
                self.chains[place].epoch = parsed.epoch.unwrap_or_default().to_owned();
            }
            ("reset", Some(place), _) => {
                self.resets += 1;
                self.chains[place].behind = true;
            }
            ("error", Some(place), _) if parsed.code == Some("overloaded".into()) => {
                self.refused += 1;
                self.chains[place].again = true;
            }
            ("event" | "marker" | "unsubscribed" | "error" | "subscribed" | "reset", ..) => {
                self.differences.push(format!("unexpected {}", String::from_utf8_lossy(frame)));
            }
            _ => {}
        }
        false
    }

    fn add(&mut self, place: usize, seq: u64, hash: &str) {
        let chain = &mut self.chains[place];
        if seq != chain.hashes.len() as u64 + 1 {
            let last = chain.hashes.len();
            self.differences.push(format!("project {}: event {seq} after event {last}", chain.project));
        } else {
            chain.hashes.push(hash.into());
        }
    }

    fn is_current(&self, heads: &[Cell<Option<u64>>]) -> bool {
        self.chains.iter().all(|chain| heads[chain.project].get() == Some(chain.hashes.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(seq: u64) -> Vec<u8> {
        let event = format!(r#"{{"project_id":"p","seq":{seq},"kind":"k","leaf_hash":"{seq:064}"}}"#);
        format!(r#"{{"op":"event","event":{event}}}"#).into_bytes()
    }

    #[test]
    fn a_gap_a_repeat_and_a_marker_are_differences() {
        let places = HashMap::from([("p", 0)]);
        for wrong in [event(3), event(1), br#"{"op":"marker","project_id":"p","seq":2}"#.to_vec()] {
            let mut follower = Follower::new(0, vec![0], 1, 100);
            assert!(follower.take(&event(1), &places));
            assert!(follower.differences.is_empty());
            follower.take(&wrong, &places);
            assert_eq!(follower.differences.len(), 1);
        }
    }

    #[test]
    fn behind_walls_a_marker_stands_for_an_event() {
        let mut follower = Follower::new(0, vec![0], 1, 100).behind_walls();
        follower.take(&event(1), &HashMap::from([("p", 0)]));
        follower.take(br#"{"op":"marker","project_id":"p","seq":2}"#, &HashMap::from([("p", 0)]));
        assert!(follower.differences.is_empty());
        assert_eq!(follower.chains[0].hashes.last().map(|hash| &**hash), Some(""));
    }

    #[test]
    fn events_count_as_resumed_only_after_a_cut_and_before_subscribed() {
        let places = HashMap::from([("p", 0)]);
        let mut follower = Follower::new(0, vec![0], 1, 100);
        follower.take(&event(1), &places);
        follower.cuts = 1;
        follower.take(&event(2), &places);
        follower.take(br#"{"op":"subscribed","id":1,"project_id":"p","epoch":"e","head":2}"#, &places);
        follower.take(&event(3), &places);
        assert_eq!((follower.resumed, follower.chains[0].arrived.len()), (1, 1));
    }
}
