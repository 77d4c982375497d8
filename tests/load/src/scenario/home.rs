//! The first screen of somebody who is in many projects: the projects with what is unread, what waits, the clusters.

use super::fill::fill;
use super::posts::Poster;
use super::target::{Target, departments};
use super::texts::Texts;
use crate::Outcome;
use crate::cast::Newcomer;
use crate::client::api::{Api, Session, items, number};
use crate::client::http::{self, Connection};
use crate::gauge::percentiles::Percentiles;
use futures_util::future::try_join_all;
use serde_json::json;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What the web client asks for its first screen, at once.
const PATHS: [&str; 3] =
    ["/api/v1/projects?limit=200", "/api/v1/me/turn?limit=200", "/api/v1/clusters?limit=200"];
/// Times each home is opened in a round.
const OPENINGS: usize = 40;
/// Events of each of the projects.
const EVENTS: u64 = 200;
/// Who speaks in the projects, as places in the target's people.
const SPEAKERS: usize = 8;

/// Somebody's home.
pub struct Home<'a> {
    target: &'a Target,
    person: Rc<Session>,
    connections: Vec<Connection>,
    poster: Poster,
    /// All openings.
    pub times: Percentiles,
    alone: [Percentiles; PATHS.len()],
}

/// Two newcomers and their projects.
pub struct Furnished {
    /// Who is in all projects, and how many they are.
    pub busy: (Rc<Session>, usize),
    /// Who is in the first few of them.
    pub calm: (Rc<Session>, usize),
    room: String,
}

/// Makes projects for two people: the first is in all, the second in the first so many. In each people speak, name both
/// now and then, some of it is unread, and something waits for both.
pub async fn furnish(target: &Target, texts: &Texts, all: usize, few: usize) -> Outcome<Furnished> {
    let cast = target.cast.as_ref().ok_or("no cast")?;
    let newcomers =
        departments().map(|(side, department)| Newcomer { name: "Newcomer".into(), side, department });
    let invited = cast.invite(&newcomers).await?;
    let [busy, calm] = invited.as_slice() else { return Err("nobody came".into()) };
    let mut first = None;
    for number in 0..all {
        let room = cast.project(1_000 + number, &format!("Project {number}")).await?;
        let newcomers = if number < few { vec![busy.clone(), calm.clone()] } else { vec![busy.clone()] };
        cast.join(&room, &target.people[..SPEAKERS]).await?;
        cast.join(&room, &newcomers).await?;
        fill(target, &room, texts, EVENTS, SPEAKERS).await?;
        for person in newcomers {
            involve(target, &room, &person, number as u64).await?;
        }
        first.get_or_insert(room);
    }
    let room = first.ok_or("no project")?;
    Ok(Furnished { busy: (busy.clone(), all), calm: (calm.clone(), few), room })
}

/// Names a person three times, gives them an action and a question, and lets them have read most of it.
async fn involve(target: &Target, room: &str, person: &Session, number: u64) -> Outcome<()> {
    let (mut api, id) = (Api::new(target.address), &person.person);
    let path = |noun: &str| format!("/projects/{room}/{noun}");
    for n in 0..3 {
        let named = json!({ "body": format!("named {n}"), "mentions": [{ "person_id": id }] });
        api.post(target.person(n), &path("messages"), &named).await?;
    }
    let lead = &target.cast.as_ref().ok_or("no cast")?.coordinator;
    let owed = json!({ "title": format!("Owed {number}"), "owner_person_id": id, "due_on": "2026-12-01" });
    api.post(lead, &path("actions"), &owed).await?;
    let asked = json!({ "title": format!("Asked {number}"), "owner_person_id": id });
    api.post(lead, &path("questions"), &asked).await?;
    let read = json!({ "seq": EVENTS - (number * 37) % 130 });
    api.put(person, &path("read-marker"), &read).await?;
    Ok(())
}

impl<'a> Home<'a> {
    /// Of one of the two. Fails unless everything is there.
    pub async fn of(
        target: &'a Target,
        all: &Furnished,
        (person, projects): &(Rc<Session>, usize),
    ) -> Outcome<Self> {
        let mut api = Api::new(target.address);
        let listed = api.get(person, "/projects?limit=200").await?;
        let count = |name: &str| items(&listed).iter().filter_map(|one| number(one, name).ok()).sum::<u64>();
        let (unread, named) = (count("/unread"), count("/mentions_unread"));
        let turns = items(&api.get(person, "/me/turn?limit=200").await?).len();
        let all_there = [items(&listed).len() as u64, named / 3, turns as u64 / 2]
            .iter()
            .all(|n| n == &(*projects as u64));
        let told =
            format!("{} projects, {unread} unread, {named} name them, {turns} turns", items(&listed).len());
        if !all_there {
            return Err(told.into());
        }
        println!("a home of {told}");
        let poster = Poster::open(target, 0, &all.room).await?;
        let connections = try_join_all(PATHS.iter().map(|_| Connection::open(target.address))).await?;
        let (person, times, alone) =
            (person.clone(), Percentiles::default(), <[Percentiles; PATHS.len()]>::default());
        Ok(Self { target, person, connections, poster, times, alone })
    }

    /// Opens it so often; the median. Each time somebody has said something in one of the projects.
    pub async fn round(&mut self) -> Outcome<Duration> {
        Api::new(self.target.address).renew(&self.person).await?;
        let mut times = Percentiles::default();
        for _ in 0..OPENINGS {
            self.poster.post().await?;
            times.add(self.once().await?);
        }
        self.times.merge(times.clone());
        Ok(times.median())
    }

    /// How long each question took.
    pub fn each(&self) -> String {
        let each = PATHS.iter().zip(&self.alone).map(|(path, times)| format!("{path} {times}"));
        each.collect::<Vec<_>>().join("\n")
    }

    async fn once(&mut self) -> Outcome<Duration> {
        let authorization = self.person.authorization();
        let start = Instant::now();
        let asking = self.connections.iter_mut().zip(PATHS).map(|(connection, path)| {
            let request = http::request("GET", path, &authorization, "", "");
            async move {
                let answer = connection.exchange(&request).await?;
                let is_list = answer.status == 200 && answer.body.starts_with(b"{\"items\":[{");
                if is_list {
                    Ok(start.elapsed())
                } else {
                    Err(format!("{path} got {}", answer.status).into())
                }
            }
        });
        let all: Outcome<Vec<Duration>> = try_join_all(asking).await;
        all?.into_iter().zip(&mut self.alone).for_each(|(took, times)| times.add(took));
        Ok(start.elapsed())
    }
}
