//! The run: rounds of load with a kill in each, then a plateau without, a check after every round.

use super::check::Checker;
use super::follower::{Follower, Way};
use super::proxy::Proxy;
use super::stage::{MEMBERS, ROOMS, Stage, VISITORS};
use super::tally::Tally;
use super::writer::Writer;
use super::{reader, visits};
use crate::gauge::process::{Server, open_files, resident};
use crate::{Outcome, SETTINGS};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::spawn_local;
use tokio::time::sleep;

/// People who write.
const WRITERS: usize = 6;
/// Load between two checks.
const ROUND: Duration = Duration::from_secs(20);
/// Kills come in this part of the time; what is left is the plateau.
const KILLS_UNTIL: f64 = 0.55;
/// The plateau begins to count after this part.
const WARM_AFTER: f64 = 0.68;
/// What resident memory may grow by on the plateau: a tenth, and this much.
const MAY_GROW: u64 = 24 << 20;
/// Files that may be open at its end and were not at its start.
const MAY_OPEN: usize = 24;

/// What somebody chose.
pub struct Choices {
    /// The program.
    pub program: PathBuf,
    /// Its empty folder.
    pub data: PathBuf,
    /// An empty PostgreSQL database.
    pub database: Option<String>,
    /// How long.
    pub time: Duration,
    /// Seed of kills and words.
    pub seed: u64,
    /// Longest pause of a writer between two requests.
    pub pause_ms: u64,
}

impl Choices {
    async fn start(&self, round: usize) -> Outcome<Server> {
        let data = self.data.join("data").display().to_string();
        let mut words = vec!["serve", "--data", &data, "--listen", "127.0.0.1:0"];
        words.extend(SETTINGS.iter().flat_map(|setting| ["--set", setting]));
        words.extend(self.database.iter().flat_map(|url| ["--database", url]));
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        Server::start(&self.program, &words, &self.log(round)).await
    }

    /// What the server of a round logged.
    pub fn log(&self, round: usize) -> PathBuf {
        self.data.join(format!("server-{round}.log"))
    }
}

/// Runs, and prints a line after each check. What was counted tells whether anything was violated.
pub async fn run(choices: &Choices) -> Outcome<Rc<Tally>> {
    let tally = Rc::new(Tally::default());
    let mut server = choices.start(0).await?;
    let proxy = Proxy::before(server.address, tally.clone()).await?;
    let stage = Rc::new(Stage::set(proxy.address, tally.clone()).await?);
    let followers = begin(&stage, choices);
    let mut checker = Checker::new(stage.clone());
    let mut random = StdRng::seed_from_u64(choices.seed);
    let (begun, mut rounds, mut plateau) = (Instant::now(), 0, Vec::new());
    while begun.elapsed() < choices.time && tally.violations() == 0 {
        rounds += 1;
        let part = begun.elapsed().as_secs_f64() / choices.time.as_secs_f64();
        tally.cuts_allowed.set(true);
        tally.open.set(true);
        if part < KILLS_UNTIL {
            let until = Duration::from_millis(random.random_range(500..ROUND.as_millis() as u64));
            sleep(until).await;
            let killed = Instant::now();
            server.kill().await?;
            server = choices.start(rounds).await?;
            proxy.lead_to(server.address);
            tally.add("kill -9", 1);
            tally.add("milliseconds until it listened again, summed", killed.elapsed().as_millis() as u64);
            sleep(ROUND.saturating_sub(until)).await;
        } else {
            sleep(ROUND).await;
        }
        tally.close().await;
        tally.cuts_allowed.set(false);
        checker.check(&followers).await?;
        let (memory, files) = (resident(server.id()), open_files(server.id()));
        if part > WARM_AFTER {
            plateau.push((memory, files));
        }
        println!(
            "{:5.0} s: round {rounds}, {} effects, {} events, {} MiB resident, {files} files, {} violations",
            begun.elapsed().as_secs_f64(),
            tally.count("effects acknowledged"),
            tally.count("events in the records"),
            memory >> 20,
            tally.violations()
        );
    }
    level(&plateau, &tally);
    tally.ended.set(true);
    tally.add("rounds", rounds as u64);
    complaints(choices, rounds, &tally)?;
    drop(server);
    Ok(tally)
}

/// Memory and open files at the start and at the end of the plateau. Both go up and down with what slow readers hold:
/// the least of some rounds says what stays.
fn level(plateau: &[(u64, usize)], tally: &Tally) {
    let some = (plateau.len() / 3).max(1);
    let least = |rounds: &[(u64, usize)]| {
        let memory = rounds.iter().map(|(memory, _)| *memory).min();
        memory.zip(rounds.iter().map(|(_, files)| *files).min())
    };
    let start = least(&plateau[..some.min(plateau.len())]);
    let end = least(&plateau[plateau.len().saturating_sub(some)..]);
    let (Some((first, opened)), Some((memory, files))) = (start, end) else { return };
    tally.add("MiB resident, start of the plateau", first >> 20);
    tally.add("MiB resident, end of the plateau", memory >> 20);
    tally.add("open files, start of the plateau", opened as u64);
    tally.add("open files, end of the plateau", files as u64);
    tally.hold(memory <= first + first / 10 + MAY_GROW, || format!("memory grew from {first} to {memory}"));
    tally.hold(files <= opened + MAY_OPEN, || format!("open files grew from {opened} to {files}"));
}

fn begin(stage: &Rc<Stage>, choices: &Choices) -> Vec<Rc<Follower>> {
    let all: Vec<usize> = (0..ROOMS).collect();
    let person = |number: usize| stage.people[number % MEMBERS].clone();
    let mut followers = Vec::new();
    for (number, way) in
        [Way::Socket, Way::Socket, Way::Socket, Way::Socket, Way::Poll, Way::Poll, Way::Sync, Way::Sync]
            .into_iter()
            .enumerate()
    {
        followers.push(Rc::new(Follower::new(stage.clone(), person(number), way, &all, None)));
    }
    for visitor in 0..VISITORS {
        let way = if visitor % 2 == 0 { Way::Socket } else { Way::Poll };
        let (rooms, session) = ([stage.visited(visitor)], stage.visitors[visitor].clone());
        followers.push(Rc::new(Follower::new(stage.clone(), session, way, &rooms, Some(visitor))));
        spawn_local(visits::come_and_go(stage.clone(), visitor));
    }
    for follower in &followers {
        spawn_local(follower.clone().follow());
    }
    for number in 0..WRITERS {
        spawn_local(Writer::new(stage.clone(), number, choices.seed, choices.pause_ms).work());
    }
    for number in 0..2 {
        spawn_local(reader::read(stage.clone(), number, choices.pause_ms * 2));
        spawn_local(reader::be_slow(stage.clone(), number + 3));
    }
    followers
}

/// Panics and errors in the logs of all rounds.
fn complaints(choices: &Choices, rounds: usize, tally: &Tally) -> Outcome<()> {
    for round in 0..=rounds {
        let log: &Path = &choices.log(round);
        if !log.exists() {
            continue;
        }
        for line in std::fs::read_to_string(log)?.lines() {
            if line.contains("panicked") || line.contains("ERROR") {
                tally.violated(format!("{}: {line}", log.display()));
            }
        }
    }
    Ok(())
}
