//! Devices that are cut off at random: every chain stays without a gap and equal to the record.

use crate::resume::{Chain, all_talk, entry_of, projects_of};
use dure_tests::story::done;
use dure_tests::{Client, Socket, Story, database};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Cuts that the issue asks for.
const CUTS: usize = 10_000;

/// One device that loses its connection all the time.
struct Device {
    person: Client,
    chains: Vec<Chain>,
    epoch: String,
    random: SmallRng,
    socket: Option<Socket>,
    tally: Tally,
}

#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    frames: usize,
    sockets: usize,
    polls: usize,
    pages: usize,
    torn: usize,
}

impl Device {
    /// One step: come back in some way, take what comes for a while, lose it.
    async fn step(&mut self) {
        let cut_after = Duration::from_millis(self.random.random_range(0..40));
        let way = self.random.random_range(0..20);
        if !matches!(way, 5 | 6) {
            self.socket = None; // the cut
        }
        match way {
            0 | 1 => self.poll(cut_after).await,
            2 | 3 => self.page().await,
            4 => {
                // A torn start: the request is sent, the answer never read.
                let mut socket = self.person.live().await;
                for chain in &self.chains {
                    socket.send(&json!({"op": "subscribe", "id": 1, "project_id": chain.project, "after": chain.last})).await;
                }
                self.tally.torn += 1;
            }
            5 | 6 if self.socket.is_some() => {
                // The same socket leaves a record and comes back to it.
                let mut socket = self.socket.take().unwrap();
                let n = self.random.random_range(0..self.chains.len());
                if self.leave(&mut socket, n).await && self.subscribe(&mut socket, n).await {
                    self.listen(&mut socket, cut_after).await;
                }
            }
            _ => {
                let mut socket = self.person.live().await;
                self.tally.sockets += 1;
                for n in 0..self.chains.len() {
                    if !self.subscribe(&mut socket, n).await {
                        return;
                    }
                }
                if self.random.random_range(0..4) == 0 {
                    // Lags: lets frames pile up, and is cut with some of them unread or not.
                    tokio::time::sleep(cut_after * 3).await;
                }
                self.listen(&mut socket, cut_after).await;
                if self.random.random_range(0..3) == 0 {
                    self.socket = Some(socket);
                }
            }
        }
    }

    /// Subscribes from where the chain ends; `false` when the socket ended.
    async fn subscribe(&mut self, socket: &mut Socket, n: usize) -> bool {
        let chain = &self.chains[n];
        let frame =
            json!({"op": "subscribe", "project_id": chain.project, "after": chain.last, "epoch": self.epoch});
        for frame in socket.ask(frame).await {
            match frame["op"].as_str().unwrap() {
                "subscribed" => {
                    let head = frame["head"].as_i64().unwrap();
                    assert!(
                        self.chains[n].last >= head,
                        "subscribed at {head}, given up to {}",
                        self.chains[n].last
                    );
                }
                "reset" => self.start_over(n).await,
                "error" => panic!("{frame}"),
                _ => self.take(&frame),
            }
        }
        socket.closed.is_none()
    }

    async fn leave(&mut self, socket: &mut Socket, n: usize) -> bool {
        let frame = json!({"op": "unsubscribe", "project_id": self.chains[n].project});
        for frame in socket.ask(frame).await {
            if frame["op"] != "unsubscribed" {
                self.take(&frame);
            }
        }
        socket.closed.is_none()
    }

    async fn listen(&mut self, socket: &mut Socket, time: Duration) {
        let until = Instant::now() + time;
        while let Some(Some(frame)) =
            socket.next_within(until.saturating_duration_since(Instant::now())).await
        {
            self.take(&frame);
        }
    }

    fn take(&mut self, frame: &Value) {
        let (event, entry) = match frame["op"].as_str().unwrap() {
            "event" => (&frame["event"], Some(frame["event"]["leaf_hash"].as_str().unwrap().to_owned())),
            "marker" => (frame, None),
            "presence" | "typing" | "heartbeat" => return,
            _ => panic!("{frame}"),
        };
        self.tally.frames += 1;
        let chain = self.chains.iter_mut().find(|chain| event["project_id"] == chain.project.as_str());
        chain.expect("a record of ours").take(event["seq"].as_i64().unwrap(), entry, "socket");
    }

    /// A long poll that is sometimes cut while it waits.
    async fn poll(&mut self, time: Duration) {
        let n = self.random.random_range(0..self.chains.len());
        let path =
            format!("/projects/{}/events?after={}&wait=2", self.chains[n].project, self.chains[n].last);
        let asked = self.person.get(&path);
        self.tally.polls += 1;
        if let Ok(answer) = tokio::time::timeout(time * 4, asked).await {
            self.take_page(n, &done(answer));
        }
    }

    async fn page(&mut self) {
        let n = self.random.random_range(0..self.chains.len());
        let limit = self.random.random_range(1..=200);
        let path = format!(
            "/projects/{}/events?after={}&limit={limit}",
            self.chains[n].project, self.chains[n].last
        );
        let page = done(self.person.get(&path).await);
        self.tally.pages += 1;
        self.take_page(n, &page);
    }

    fn take_page(&mut self, n: usize, page: &Value) {
        let chain = &mut self.chains[n];
        for event in page["items"].as_array().unwrap() {
            chain.take(event["seq"].as_i64().unwrap(), entry_of(event), "page");
        }
        assert!(chain.last <= page["head"].as_i64().unwrap());
    }

    /// After a reset: the snapshot is the new start.
    async fn start_over(&mut self, n: usize) {
        let snapshot = done(self.person.get(&format!("/projects/{}/snapshot", self.chains[n].project)).await);
        let chain = &mut self.chains[n];
        chain.last = snapshot["as_of_seq"].as_i64().unwrap();
        chain.first = chain.last;
        chain.resets += 1;
    }
}

#[test]
fn case_83_every_chain_is_contiguous_and_equal_to_the_record_after_10_000_cuts() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(cut_and_resume());
}

async fn cut_and_resume() {
    let begun = Instant::now();
    // The long run is on SQLite: what is cut is the same on both.
    let least = if database::is_postgres() { CUTS / 10 } else { CUTS };
    let cuts = std::env::var("CUTS").ok().and_then(|n| n.parse().ok()).unwrap_or(least);
    let seed: u64 = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or_else(rand::random);
    println!("cut and resume: seed {seed}");
    let story = Story::begin();
    let projects = projects_of(&story, 3).await;
    let stop = Arc::new(AtomicBool::new(false));
    let talking = all_talk(&story, &projects, seed, &stop).await;
    let steps = Arc::new(AtomicUsize::new(0));
    let mut devices = Vec::new();
    for n in 0..12_u64 {
        let part = ["lead", "approver", "research", "observer"][n as usize % 4];
        let person = story.of(part).sign_in_again().await;
        let rooms = if part == "observer" { &projects[..1] } else { &projects[n as usize % 3..] };
        let page = done(person.get(&format!("/projects/{}/events", projects[0])).await);
        let mut device = Device {
            person,
            chains: rooms.iter().map(|project| Chain::new(project)).collect(),
            epoch: page["epoch"].as_str().unwrap().to_owned(),
            random: SmallRng::seed_from_u64(seed.wrapping_mul(31).wrapping_add(n)),
            socket: None,
            tally: Tally::default(),
        };
        let steps = steps.clone();
        devices.push(tokio::spawn(async move {
            while steps.fetch_add(1, Ordering::Relaxed) < cuts {
                device.step().await;
            }
            device
        }));
    }
    let mut resumed = Vec::new();
    for device in devices {
        resumed.push(device.await.expect("a chain without a fault"));
    }
    stop.store(true, Ordering::Relaxed);
    let mut said = 0;
    for person in talking {
        said += person.await.unwrap();
    }

    let mut leaves: HashMap<String, Vec<String>> = HashMap::new();
    let mut database = database::open(&story.app.data);
    for project in &projects {
        let sql = format!("SELECT leaf AS value FROM events WHERE scope = '{project}' ORDER BY seq");
        leaves.insert(project.clone(), database::query(&mut database, &sql));
    }
    let (mut compared, mut markers, mut resets, mut tally) = (0, 0, 0, Tally::default());
    for device in &mut resumed {
        let mut socket = device.person.live().await;
        for n in 0..device.chains.len() {
            device.subscribe(&mut socket, n).await;
            let (chain, leaves) = (&device.chains[n], &leaves[&device.chains[n].project]);
            assert_eq!(chain.last, leaves.len() as i64, "the end of {}, seed {seed}", chain.project);
            let record = device.person.events(&chain.project, 0).await;
            for (seq, entry) in &chain.entries {
                let at = *seq as usize - 1;
                assert_eq!(entry, &entry_of(&record[at]), "{seq} of {}, seed {seed}", chain.project);
                assert!(entry.as_ref().is_none_or(|hash| *hash == leaves[at]), "hash of {seq}, seed {seed}");
                markers += usize::from(entry.is_none());
            }
            compared += chain.entries.len();
            resets += chain.resets;
        }
        let of = device.tally;
        tally = Tally {
            frames: tally.frames + of.frames,
            sockets: tally.sockets + of.sockets,
            polls: tally.polls + of.polls,
            pages: tally.pages + of.pages,
            torn: tally.torn + of.torn,
        };
    }
    println!(
        "cut and resume: {cuts} steps in {:?}, seed {seed}; {said} messages, {compared} deliveries compared, {markers} \
         of them markers, {resets} resets; {tally:?}",
        begun.elapsed()
    );
    assert!(cuts >= least, "{cuts} steps are fewer than {least}");
    assert!(compared > cuts && markers > 0, "too little happened between the cuts");
}
