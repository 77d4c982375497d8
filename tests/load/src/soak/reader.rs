//! Somebody who looks at everything, and somebody who holds a socket open and never reads.

use super::stage::{ROOMS, Stage};
use crate::Outcome;
use crate::client::api::{Api, Session};
use crate::client::socket::Socket;
use rand::RngExt;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::sleep;

/// What readers look at in a project.
const LISTS: [&str; 12] = [
    "",
    "/snapshot",
    "/messages",
    "/messages?limit=200",
    "/members",
    "/parties",
    "/phases",
    "/actions?state=open",
    "/questions",
    "/milestones?limit=200",
    "/search?q=words",
    "/search?q=%EB%A7%90&kind=message",
];

/// Reads until the run ends.
pub async fn read(stage: Rc<Stage>, number: usize, pause_ms: u64) {
    let session = stage.people[number % stage.people.len()].clone();
    let mut api = Api::new(stage.address);
    while let Some(_pass) = stage.tally.pass().await {
        let room = rand::rng().random_range(0..ROOMS);
        let path = match rand::rng().random_range(0..LISTS.len() + 3) {
            0 => "/projects".to_owned(),
            1 => "/me/turn".to_owned(),
            2 => "/sync".to_owned(),
            list => stage.path(room, LISTS[list - 3]),
        };
        match api.ask(&session, "GET", &path, None, "").await {
            Ok((status, body)) => {
                stage.tally.hold(status == 200, || format!("GET {path} answered {status}: {body}"));
                stage.tally.add("reads answered", 1);
            }
            Err(error) => stage.tally.violated(format!("a reader: {error}")),
        }
        sleep(Duration::from_millis(rand::rng().random_range(0..=pause_ms))).await;
    }
}

/// Subscribes to everything, reads nothing for a while, and goes.
pub async fn be_slow(stage: Rc<Stage>, number: usize) {
    let session = stage.people[number % stage.people.len()].clone();
    while !stage.tally.ended.get() {
        match hold(&stage, &session).await {
            Ok(()) => stage.tally.add("sockets that were never read", 1),
            Err(_) => sleep(Duration::from_millis(200)).await, // the server is away, or the line was cut
        }
    }
}

async fn hold(stage: &Stage, session: &Session) -> Outcome<()> {
    let ticket = Api::new(stage.address).ticket(session).await?;
    let mut socket = Socket::open(stage.address, 0, &ticket).await?;
    for room in &stage.rooms {
        socket.subscribe(room, "", Some(0)).await?;
    }
    for _ in 0..rand::rng().random_range(10..100) {
        if stage.tally.ended.get() {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
