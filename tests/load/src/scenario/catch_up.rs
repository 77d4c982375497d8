//! Clients that were away come back all at once.

use super::Measured;
use super::posts::Poster;
use super::sockets;
use super::target::{Effort, Target};
use crate::Outcome;
use crate::client::api::{Api, number};
use crate::client::socket::Socket;
use futures_util::future::try_join_all;
use std::time::Instant;

/// Clients that post what the others miss.
const POSTERS: usize = 10;

/// Milliseconds until so many clients that missed so many messages are all current: a ticket, a connection, hello,
/// subscribe, the replay. Fails unless each got exactly what it missed.
pub async fn catch_up(target: &Target, clients: usize, missed: usize, room: &str) -> Outcome<Measured> {
    let posting = (0..POSTERS).map(|client| async move {
        let mut poster = Poster::open(target, client, room).await?;
        for _ in 0..missed / POSTERS {
            poster.post().await?;
        }
        Ok(())
    });
    let all: Outcome<Vec<()>> = try_join_all(posting).await;
    all?;
    let events = format!("/projects/{room}/events?after=0&limit=1");
    let head = number(&Api::new(target.address).get(target.person(0), &events).await?, "/head")?;
    let (effort, start) = (Effort::start(target), Instant::now());
    let returning = (0..clients).map(|client| async move {
        let ticket = Api::new(target.address).ticket(target.person(client)).await?;
        let mut socket = Socket::open(target.address, client, &ticket).await?;
        let got = sockets::follow(&mut socket, room, Some(head - missed as u64)).await?;
        if got != missed {
            return Err(format!("{got} events in place of {missed}").into());
        }
        Ok(socket)
    });
    let sockets: Outcome<Vec<Socket>> = try_join_all(returning).await;
    let value = start.elapsed().as_secs_f64() * 1e3;
    sockets?;
    Ok(Measured { value, note: effort.report() })
}
