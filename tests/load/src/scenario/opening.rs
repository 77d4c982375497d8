//! A project is opened on a device: its state, what happened since, the last page.

use super::fill::head;
use super::posts::Poster;
use super::target::Target;
use crate::Outcome;
use crate::client::http::{self, Connection};
use crate::gauge::percentiles::Percentiles;
use std::time::{Duration, Instant};

/// Events since the reader was here.
const MISSED: u64 = 100;
/// Times each project is opened in a round.
const OPENINGS: usize = 40;
/// Rounds, projects taking turns.
pub const ROUNDS: usize = 5;

/// One project, and what its openings took.
pub struct Opening<'a> {
    target: &'a Target,
    room: &'a str,
    connection: Connection,
    poster: Poster,
    /// All of them.
    pub times: Percentiles,
}

impl<'a> Opening<'a> {
    /// Of a project of the target.
    pub async fn of(target: &'a Target, room: &'a str) -> Outcome<Self> {
        let connection = Connection::open(target.address).await?;
        let poster = Poster::open(target, 1, room).await?;
        Ok(Self { target, room, connection, poster, times: Percentiles::default() })
    }

    /// Opens it so often; the median. Each time somebody has said something, so that no answer is remembered.
    pub async fn round(&mut self) -> Outcome<Duration> {
        let mut times = Percentiles::default();
        let head = head(self.target, self.room).await?;
        for n in 0..OPENINGS as u64 {
            self.poster.post().await?;
            times.add(self.once(head + 1 + n).await?);
        }
        self.times.merge(times.clone());
        Ok(times.median())
    }

    /// What the web client asks when it has not seen the project, then what one asks that was here before.
    async fn once(&mut self, head: u64) -> Outcome<Duration> {
        let (room, since) = (self.room, head - MISSED);
        let paths = [
            format!("/api/v1/projects/{room}/snapshot"),
            format!("/api/v1/projects/{room}/events?after={}&limit=60", head - 60),
            format!("/api/v1/projects/{room}/events?after={since}&limit=200"),
            format!("/api/v1/projects/{room}/messages?limit=50"),
        ];
        let start = Instant::now();
        for path in paths {
            let request = http::request("GET", &path, &self.target.person(0).authorization(), "", "");
            let answer = self.connection.exchange(&request).await?;
            if answer.status != 200 || answer.body.len() < 1_000 {
                let body = String::from_utf8_lossy(answer.body);
                return Err(format!("{path} got {}: {body}", answer.status).into());
            }
        }
        Ok(start.elapsed())
    }
}
