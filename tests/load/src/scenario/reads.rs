//! The last 50 messages of a room, read again and again.

use super::Measured;
use super::posts::posts;
use super::target::{Effort, Target};
use crate::Outcome;
use crate::client::api::items;
use crate::client::http::{self, Connection};
use futures_util::future::try_join_all;
use std::time::{Duration, Instant};

/// Messages of a page.
const PAGE: usize = 50;
const WARM_UP: Duration = Duration::from_millis(300);

/// Reads per second of so many clients over so many rooms.
pub async fn reads(target: &Target, clients: usize, rooms: &[String], length: Duration) -> Outcome<Measured> {
    posts(target, rooms.len() * 2, rooms, Duration::from_millis(200)).await?;
    let effort = Effort::start(target);
    let start = Instant::now() + WARM_UP;
    let end = start + length;
    let work = (0..clients).map(|client| async move {
        let path = format!("/api/v1/projects/{}/messages?limit={PAGE}", rooms[client % rooms.len()]);
        let request = http::request("GET", &path, &target.person(client).authorization(), "", "");
        let mut connection = Connection::open(target.address).await?;
        let page: serde_json::Value = serde_json::from_slice(connection.exchange(&request).await?.body)?;
        if items(&page).len() != PAGE {
            return Err(format!("a page of {} messages", items(&page).len()).into());
        }
        let mut count = 0u64;
        while Instant::now() < end {
            let answer = connection.exchange(&request).await?;
            if answer.status != 200 {
                let body = String::from_utf8_lossy(answer.body);
                return Err(format!("a read got {}: {body}", answer.status).into());
            }
            count += u64::from(Instant::now() >= start);
        }
        Ok(count)
    });
    let counts: Outcome<Vec<u64>> = try_join_all(work).await;
    let value = counts?.iter().sum::<u64>() as f64 / length.as_secs_f64();
    Ok(Measured { value, note: effort.report() })
}
