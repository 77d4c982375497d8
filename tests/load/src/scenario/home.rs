//! The first screen of somebody who is in many projects: the projects with what is unread, what waits, the clusters.

use super::fill::fill;
use super::posts::Poster;
use super::target::Target;
use super::texts::Texts;
use crate::Outcome;
use crate::client::api::{Api, items, number};
use crate::client::http::{self, Connection};
use crate::gauge::percentiles::Percentiles;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What the web client asks for its first screen, at once.
const PATHS: [&str; 3] =
    ["/api/v1/projects?limit=200", "/api/v1/me/turn?limit=200", "/api/v1/clusters?limit=200"];
/// Times each home is opened in a round.
const OPENINGS: usize = 40;
/// Events of each of the projects.
const EVENTS: u64 = 200;
/// Who speaks in the projects, as places in the target's people; the two whose homes are opened come after.
const SPEAKERS: usize = 8;

/// Somebody's home.
pub struct Home<'a> {
    target: &'a Target,
    person: usize,
    connections: Vec<Connection>,
    poster: Poster,
    /// All openings.
    pub times: Percentiles,
}

/// Makes projects for two people: the first is in all, the second in the first so many. In each people speak, name both
/// now and then, some of it is unread, and something waits for both.
pub async fn furnish(target: &Target, texts: &Texts, all: usize, few: usize) -> Outcome<Vec<String>> {
    let cast = target.cast.as_ref().ok_or("no cast")?;
    let mut rooms = Vec::new();
    for number in 0..all {
        let room = cast.project(1_000 + number, &format!("Project {number}")).await?;
        let mut members: Vec<_> = target.people[..=SPEAKERS].to_vec();
        if number < few {
            members.push(target.people[SPEAKERS + 1].clone());
        }
        cast.join(&room, &members).await?;
        fill(target, &room, texts, EVENTS, SPEAKERS).await?;
        for person in members[SPEAKERS..].iter() {
            let mut api = Api::new(target.address);
            let path = |noun: &str| format!("/projects/{room}/{noun}");
            for n in 0..3 {
                let named =
                    json!({ "body": format!("named {n}"), "mentions": [{ "person_id": person.person }] });
                api.post(target.person(n), &path("messages"), &named).await?;
            }
            let owed = json!({ "title": format!("Owed in {number}"), "owner_person_id": person.person, "due_on": "2026-12-01" });
            api.post(&cast.coordinator, &path("actions"), &owed).await?;
            let asked = json!({ "title": format!("Asked in {number}"), "owner_person_id": person.person });
            api.post(&cast.coordinator, &path("questions"), &asked).await?;
            let read = EVENTS - (number as u64 * 37) % 130;
            api.put(person, &path("read-marker"), &json!({ "seq": read })).await?;
        }
        rooms.push(room);
    }
    Ok(rooms)
}

impl<'a> Home<'a> {
    /// Of the one who is in all projects.
    pub async fn of_all(target: &'a Target, rooms: &[String]) -> Outcome<Self> {
        Self::of(target, SPEAKERS, &rooms[0], rooms.len()).await
    }

    /// Of the one who is in the first few.
    pub async fn of_few(target: &'a Target, rooms: &[String], few: usize) -> Outcome<Self> {
        Self::of(target, SPEAKERS + 1, &rooms[0], few).await
    }

    /// `busy` is a project in which somebody says something before each opening.
    async fn of(target: &'a Target, person: usize, busy: &str, expected: usize) -> Outcome<Self> {
        let mut api = Api::new(target.address);
        let projects = api.get(target.person(person), "/projects?limit=200").await?;
        let unread: u64 = items(&projects).iter().filter_map(|one| one.pointer("/unread")?.as_u64()).sum();
        let named = items(&projects)
            .iter()
            .filter(|one| number(one, "/mentions_unread").is_ok_and(|n| n > 0))
            .count();
        let turns = api.get(target.person(person), "/me/turn?limit=200").await?;
        if items(&projects).len() < expected || named == 0 || items(&turns).len() < 2 * expected {
            return Err(format!(
                "{} projects, {} turns, {named} name them",
                items(&projects).len(),
                items(&turns).len()
            )
            .into());
        }
        println!(
            "a home of {} projects, {unread} unread, {} turns",
            items(&projects).len(),
            items(&turns).len()
        );
        let poster = Poster::open(target, 0, busy).await?;
        let connections = PATHS.iter().map(|_| Connection::open(target.address));
        Ok(Self {
            target,
            person,
            connections: try_join_all(connections).await?,
            poster,
            times: Percentiles::default(),
        })
    }

    /// Opens it so often; the median.
    pub async fn round(&mut self) -> Outcome<Duration> {
        let mut times = Percentiles::default();
        for _ in 0..OPENINGS {
            self.poster.post().await?;
            times.add(self.once().await?);
        }
        self.times.merge(times.clone());
        Ok(times.median())
    }

    async fn once(&mut self) -> Outcome<Duration> {
        let authorization = self.target.person(self.person).authorization();
        let start = Instant::now();
        let asking = self.connections.iter_mut().zip(PATHS).map(|(connection, path)| {
            let request = http::request("GET", path, &authorization, "", "");
            async move {
                let answer = connection.exchange(&request).await?;
                let is_list = answer.status == 200 && serde_json::from_slice::<Value>(answer.body).is_ok();
                if is_list { Ok(()) } else { Err(format!("{path} got {}", answer.status).into()) }
            }
        });
        let all: Outcome<Vec<()>> = try_join_all(asking).await;
        all?;
        Ok(start.elapsed())
    }
}
