//! Many sockets at once, each following one room.

use super::target::Target;
use crate::Outcome;
use crate::client::api::Api;
use crate::client::socket::{Socket, has_op, is_event};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::sleep;

/// Sockets that are being opened at the same time.
const OPENING: usize = 32;
/// Pause before a refused subscription is tried again.
const AGAIN: Duration = Duration::from_millis(25);

/// Opens sockets from now on, spread over rooms.
pub async fn open(target: &Target, count: usize, rooms: &[String]) -> Outcome<Vec<Socket>> {
    let clients: RefCell<Vec<Api>> = RefCell::new((0..OPENING).map(|_| Api::new(target.address)).collect());
    stream::iter(0..count)
        .map(|client| {
            let clients = &clients;
            async move {
                let mut api = clients.borrow_mut().pop().ok_or("more openers than clients")?;
                let ticket = api.ticket(target.person(client)).await;
                clients.borrow_mut().push(api);
                let mut socket = Socket::open(target.address, client, &ticket?).await?;
                follow(&mut socket, &rooms[client % rooms.len()], None).await?;
                Ok(socket)
            }
        })
        .buffer_unordered(OPENING)
        .try_collect()
        .await
}

/// Subscribes and waits until the socket is current; returns the events that came before that. A server that is
/// asked by many at once may say `overloaded`: then the client asks again, and the wait counts.
pub async fn follow(socket: &mut Socket, room: &str, after: Option<u64>) -> Outcome<usize> {
    socket.subscribe(room, "", after).await?;
    let (mut events, mut current, mut refusal) = (0, false, None);
    while !current {
        socket
            .frames(|frame| {
                events += usize::from(is_event(frame));
                current |= has_op(frame, "subscribed");
                if has_op(frame, "error") || has_op(frame, "reset") || has_op(frame, "unsubscribed") {
                    refusal = Some(String::from_utf8_lossy(frame).into_owned());
                }
            })
            .await?;
        match refusal.take() {
            Some(frame) if frame.contains("overloaded") => {
                sleep(AGAIN).await;
                socket.subscribe(room, "", after).await?;
            }
            Some(frame) => return Err(format!("a subscription got {frame}").into()),
            None => {}
        }
    }
    Ok(events)
}
