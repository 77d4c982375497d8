//! A project that all its members watch while something is played in it. The first of them sees everything, the others markers
//! in the place of drafts.

use super::follower::Follower;
use super::history::{History, Script};
use super::record::Record;
use super::run::Choices;
use super::stage::Stage;
use crate::Outcome;
use crate::cast::{Newcomer, Side};
use futures_util::future::{join_all, try_join};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// The record is short: sockets are cut so many times as often as in a conversation.
const MORE_CUTS: u64 = 10;

/// What was played, and what everybody received of it.
pub struct Watched<T> {
    /// What came of it.
    pub made: T,
    /// How long it took.
    pub took: Duration,
    /// The record as the first member sees it.
    pub record: Record,
    /// Markers that the others see in it.
    pub markers: usize,
    /// Events that all received together, live or after a cut.
    pub deliveries: usize,
    /// Connections of their sockets cut.
    pub cuts: u64,
    /// What was not received as it stands in the record.
    pub differences: Vec<String>,
}

/// People who meet in a project in which nothing was said: side, name, department of each.
pub fn meeting_place(name: &str, people: &[(Side, &str, &str)]) -> History {
    let newcomer = |(side, name, department): &(Side, &str, &str)| Newcomer {
        name: (*name).to_owned(),
        side: *side,
        department: (*department).to_owned(),
    };
    let members = (0..people.len()).collect();
    let script = Script { name: name.to_owned(), members, lines: Vec::new() };
    History { people: people.iter().map(newcomer).collect(), scripts: vec![script], mapping: String::new() }
}

/// Plays something in the only project of a stage while its members watch, and compares what each of them received.
pub async fn watched<T>(
    stage: &Stage,
    choices: &Choices,
    playing: impl Future<Output = Outcome<T>>,
) -> Outcome<Watched<T>> {
    let (heads, start) = ([Cell::new(None)], Instant::now());
    let read = |member: usize| Record::read(stage.address, &stage.projects[0], &stage.people[member]);
    let playing = async {
        let made = playing.await?;
        let took = start.elapsed();
        let record = read(0).await?;
        heads[0].set(Some(record.len() as u64));
        Ok((made, took, record))
    };
    let follower = |member| {
        let follower = Follower::new(member, vec![0], choices.seed, (choices.cut_every / MORE_CUTS).max(1));
        if member == 0 { follower } else { follower.behind_walls() }
    };
    let following = async {
        let following = (0..stage.people.len()).map(|member| follower(member).follow(stage, &heads));
        Outcome::Ok(join_all(following).await)
    };
    let ((made, took, record), followers) = try_join(playing, following).await?;
    let mut watched =
        Watched { made, took, record, markers: 0, deliveries: 0, cuts: 0, differences: Vec::new() };
    for follower in &followers {
        let (member, chain) = (follower.member, &follower.chains[0]);
        watched.cuts += follower.cuts;
        watched.deliveries += chain.hashes.len();
        watched
            .differences
            .extend(follower.differences.iter().map(|what| format!("member {member}: {what}")));
        let seen = read(member).await?;
        watched.differences.extend(seen.compare_chain(member, chain));
        if member > 0 {
            watched.markers = seen.markers();
            watched.differences.extend(watched.record.compare_other(&seen));
        }
    }
    Ok(watched)
}
