//! Posts from clients that each wait for their answer before the next.

use super::Measured;
use super::target::{Effort, Target};
use crate::Outcome;
use crate::client::http::{self, Connection};
use crate::gauge::percentiles::Percentiles;
use futures_util::future::try_join_all;
use memchr::memmem;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// As long as a usual utterance of a design meeting.
const WORDS: &str =
    "so the remote control should be easy to find, and the case follows the shape of the hand. ";
/// Precedes the moment of sending in a message's text.
const STAMP: &str = "sent=";
const STAMP_DIGITS: usize = 16;
const KEY_DIGITS: usize = 32;
/// Time before the clock starts: connections open, caches fill.
const WARM_UP: Duration = Duration::from_millis(500);

/// What came of it.
pub struct Posts {
    /// Answers per second.
    pub rate: f64,
    /// Times from sending to answer.
    pub times: Percentiles,
    effort: String,
}

impl Posts {
    /// The rate as the figure.
    pub fn by_rate(self) -> Measured {
        Measured { value: self.rate, note: format!("{}; {}", self.effort, self.times) }
    }

    /// The median time in milliseconds as the figure.
    pub fn by_median(mut self) -> Measured {
        let value = self.times.median().as_secs_f64() * 1e3;
        Measured { value, note: format!("{}; {}", self.effort, self.times) }
    }
}

/// The text of a post.
pub fn text() -> String {
    format!("{WORDS}{STAMP}{:0STAMP_DIGITS$}", 0)
}

/// Posts from so many clients over so many rooms for a while.
pub async fn posts(target: &Target, clients: usize, rooms: &[String], length: Duration) -> Outcome<Posts> {
    let start = Instant::now() + WARM_UP;
    let end = start + length;
    let effort = Effort::start(target);
    let work = (0..clients).map(|client| async move {
        let mut poster = Poster::open(target, client, &rooms[client % rooms.len()]).await?;
        let mut times = Percentiles::default();
        loop {
            let sent = Instant::now();
            if sent >= end {
                return Ok(times);
            }
            poster.post().await?;
            if sent >= start {
                times.add(sent.elapsed());
            }
        }
    });
    let mut times = Percentiles::default();
    let all: Outcome<Vec<Percentiles>> = try_join_all(work).await;
    all?.into_iter().for_each(|one| times.merge(one));
    let rate = times.count() as f64 / length.as_secs_f64();
    Ok(Posts { rate, times, effort: effort.report() })
}

/// A client that posts: its request is made once, then only the key and the stamp change in place.
pub struct Poster {
    connection: Connection,
    request: Vec<u8>,
    key: usize,
    stamp: usize,
}

impl Poster {
    /// Connects a person's client to a room.
    pub async fn open(target: &Target, client: usize, room: &str) -> Outcome<Self> {
        let key = uuid::Uuid::now_v7().simple();
        let body = format!(r#"{{"body":"{}"}}"#, text());
        let request = http::request(
            "POST",
            &format!("/api/v1/projects/{room}/messages"),
            &target.person(client).authorization(),
            &format!("Idempotency-Key: {key}\r\n"),
            &body,
        );
        let at = |needle: &str| memmem::find(&request, needle.as_bytes()).map(|at| at + needle.len());
        let key = at("Idempotency-Key: ").ok_or("no key")?;
        let stamp = at(STAMP).ok_or("no stamp")?;
        let connection = Connection::open(target.address).await?;
        Ok(Self { connection, request, key, stamp })
    }

    /// Posts once and waits for 201.
    pub async fn post(&mut self) -> Outcome<()> {
        uuid::Uuid::now_v7().simple().encode_lower(&mut self.request[self.key..][..KEY_DIGITS]);
        write_digits(&mut self.request[self.stamp..][..STAMP_DIGITS], now());
        let answer = self.connection.exchange(&self.request).await?;
        match answer.status {
            201 => Ok(()),
            status => Err(format!("a post got {status}: {}", String::from_utf8_lossy(answer.body)).into()),
        }
    }
}

/// Time since the message in a frame was sent, where it carries a stamp.
pub fn age(frame: &[u8]) -> Option<Duration> {
    static FINDER: OnceLock<memmem::Finder<'static>> = OnceLock::new();
    let at = FINDER.get_or_init(|| memmem::Finder::new(STAMP)).find(frame)? + STAMP.len();
    let digits = std::str::from_utf8(frame.get(at..at + STAMP_DIGITS)?).ok()?;
    Some(Duration::from_nanos(now().saturating_sub(digits.parse().ok()?)))
}

/// Nanoseconds since the first call.
fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

fn write_digits(field: &mut [u8], mut number: u64) {
    for digit in field.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_found_again() {
        let mut frame = format!("...{STAMP}{:0STAMP_DIGITS$}...", 0).into_bytes();
        now();
        write_digits(&mut frame[3 + STAMP.len()..][..STAMP_DIGITS], now());
        assert!(age(&frame).unwrap() < Duration::from_secs(1));
        assert_eq!(age(b"nothing"), None);
    }
}
