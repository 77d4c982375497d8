//! One question that is asked again and again on one connection.

use super::target::Target;
use crate::Outcome;
use crate::client::http::{self, Connection};
use crate::gauge::percentiles::Percentiles;
use std::time::{Duration, Instant};

/// What is asked, and what the answers took.
pub struct Asking<'a> {
    target: &'a Target,
    path: String,
    connection: Connection,
    rounds: usize,
    least: usize,
    /// All of them.
    pub times: Percentiles,
}

impl<'a> Asking<'a> {
    /// A path below the API, so often in a round; an answer has so many bytes at least.
    pub async fn of(target: &'a Target, path: &str, (rounds, least): (usize, usize)) -> Outcome<Self> {
        let connection = Connection::open(target.address).await?;
        let path = format!("/api/v1{path}");
        Ok(Self { target, path, connection, rounds, least, times: Percentiles::default() })
    }

    /// Asks so often; the median.
    pub async fn round(&mut self) -> Outcome<Duration> {
        let mut times = Percentiles::default();
        let request = http::request("GET", &self.path, &self.target.person(0).authorization(), "", "");
        for _ in 0..self.rounds {
            let start = Instant::now();
            let answer = self.connection.exchange(&request).await?;
            times.add(start.elapsed());
            if answer.status != 200 || answer.body.len() < self.least {
                return Err(format!("{} got {}", self.path, answer.status).into());
            }
        }
        self.times.merge(times.clone());
        Ok(times.median())
    }
}
