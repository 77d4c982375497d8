//! Rooms that have a past: filled through the API by many clients at once, so that index, heads and hashes are real.

use super::target::Target;
use super::texts::Texts;
use crate::Outcome;
use crate::client::api::{Api, items, number};
use crate::client::http::{self, Connection};
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use std::cell::Cell;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Clients that fill a room.
const CLIENTS: usize = 64;
/// Time for the search to know everything.
const INDEXED: Duration = Duration::from_secs(240);

/// The end of a room's record.
pub async fn head(target: &Target, room: &str) -> Outcome<u64> {
    let path = format!("/projects/{room}/events?after=0&limit=1");
    number(&Api::new(target.address).get(target.person(0), &path).await?, "/head")
}

/// Says the lines of `texts` in a room until its record has so many events. Each is said by one of `people`, as places
/// in the target's.
pub async fn fill(target: &Target, room: &str, texts: &Texts, events: u64, people: usize) -> Outcome<()> {
    let missing = events.saturating_sub(head(target, room).await?) as usize;
    let said = Cell::new(0usize);
    let work = (0..CLIENTS.min(missing)).map(|client| {
        let said = &said;
        async move {
            let mut connection = Connection::open(target.address).await?;
            let path = format!("/api/v1/projects/{room}/messages");
            while said.get() < missing {
                let n = said.replace(said.get() + 1);
                post(&mut connection, target, client % people, &path, &json!({ "body": texts.line(n) }))
                    .await?;
            }
            Ok(())
        }
    });
    let all: Outcome<Vec<()>> = try_join_all(work).await;
    all.map(drop)
}

async fn post(
    connection: &mut Connection,
    target: &Target,
    person: usize,
    path: &str,
    body: &Value,
) -> Outcome<()> {
    let key = format!("Idempotency-Key: {}\r\n", uuid::Uuid::now_v7());
    let authorization = target.person(person).authorization();
    let answer =
        connection.exchange(&http::request("POST", path, &authorization, &key, &body.to_string())).await?;
    match answer.status {
        201 => Ok(()),
        status => Err(format!("a post got {status}: {}", String::from_utf8_lossy(answer.body)).into()),
    }
}

/// Waits until the search finds what is said now: it follows the record in order. Answers how long that took.
pub async fn indexed(target: &Target, room: &str) -> Outcome<Duration> {
    let (mut api, session, start) = (Api::new(target.address), target.person(0), Instant::now());
    let word = format!("last{}", uuid::Uuid::new_v4().simple());
    api.post(session, &format!("/projects/{room}/messages"), &json!({ "body": word })).await?;
    let path = format!("/projects/{room}/search?q={word}");
    while items(&api.get(session, &path).await?).is_empty() {
        if start.elapsed() > INDEXED {
            return Err(format!("the search is not up to date after {INDEXED:?}").into());
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(start.elapsed())
}
