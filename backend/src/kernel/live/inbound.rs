//! What comes in over one socket: frames within their limits, counted, put together to texts.

use super::outbox::{Outbox, encode};
use super::protocol::{BAD_FRAME, FLOOD};
use actix_http::ws::Item;
use actix_web::FromRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::{HttpRequest, web};
use actix_ws::{Message, MessageStream, ProtocolError};
use bytes::{Bytes, BytesMut};
use dure_api::Limits;
use futures_util::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

/// What a client did.
pub enum Incoming {
    /// It said something.
    Text(String),
    /// It showed that it lives.
    Sign,
}

/// The reading side of a socket.
pub struct Inbound {
    /// Where answers go, and the reason when it ends.
    pub outbox: Arc<Outbox>,
    stream: MessageStream,
    parts: BytesMut,
    most: usize,
    rate: f64,
    tokens: f64,
    counted: Instant,
}

impl Inbound {
    /// Of an open socket.
    pub fn new(stream: MessageStream, outbox: Arc<Outbox>, limits: &Limits) -> Self {
        let rate = f64::from(limits.frames_per_second);
        Self {
            outbox,
            stream: stream.max_frame_size(size(limits.frame_bytes)),
            parts: BytesMut::new(),
            most: size(limits.socket_message_bytes),
            rate,
            tokens: rate * 10.0,
            counted: Instant::now(),
        }
    }

    /// What comes next; `None` when the socket ends, and the client was told why.
    pub async fn next(&mut self) -> Option<Incoming> {
        let message = self.stream.recv().await?;
        if !self.may_send() {
            return self.end(FLOOD, "too many frames");
        }
        match message {
            Ok(Message::Text(text)) => Some(Incoming::Text(text.to_string())),
            Ok(Message::Continuation(Item::FirstText(part) | Item::Continue(part))) => {
                self.part(&part, false)
            }
            Ok(Message::Continuation(Item::Last(part))) => self.part(&part, true),
            Ok(Message::Ping(bytes)) => {
                self.outbox.push(&encode(Message::Pong(bytes)));
                Some(Incoming::Sign)
            }
            Ok(Message::Pong(_) | Message::Nop) => Some(Incoming::Sign),
            Ok(Message::Binary(_) | Message::Continuation(Item::FirstBinary(_))) => {
                self.end(BAD_FRAME, "text frames only")
            }
            Ok(Message::Close(_)) => self.end(1000, ""),
            Err(error) if is_too_big(&error) => self.end(1009, "too big"),
            Err(_) => self.end(1002, "protocol error"),
        }
    }

    fn part(&mut self, part: &[u8], is_last: bool) -> Option<Incoming> {
        if self.parts.len() + part.len() > self.most {
            return self.end(1009, "too big");
        }
        self.parts.extend_from_slice(part);
        if !is_last {
            return Some(Incoming::Sign);
        }
        match String::from_utf8(std::mem::take(&mut self.parts).into()) {
            Ok(text) => Some(Incoming::Text(text)),
            Err(_) => self.end(1002, "protocol error"),
        }
    }

    fn end(&self, code: u16, why: &str) -> Option<Incoming> {
        self.outbox.close(code, why);
        None
    }

    /// A token for each frame of any kind; they come back at the limit's rate, at most ten seconds' worth.
    fn may_send(&mut self) -> bool {
        self.tokens = (self.tokens + self.counted.elapsed().as_secs_f64() * self.rate).min(self.rate * 10.0);
        self.counted = Instant::now();
        self.tokens -= 1.0;
        self.tokens >= 0.0
    }
}

fn size(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn is_too_big(error: &ProtocolError) -> bool {
    match error {
        ProtocolError::Overflow => true,
        ProtocolError::Io(error) => {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<PayloadError>());
            matches!(inner, Some(PayloadError::Overflow))
        }
        _ => false,
    }
}

/// The body of the handshake, which ends where a frame announces more than the limit. The codec would keep all of
/// such a frame before it refuses it.
pub fn guarded(req: &HttpRequest, body: web::Payload, limits: &Limits) -> Option<web::Payload> {
    let heads = Heads { body, most: u64::from(limits.frame_bytes), head: Vec::new(), rest: 0 };
    web::Payload::from_request(req, &mut Payload::Stream { payload: Box::pin(heads) }).into_inner().ok()
}

/// Watches the heads of frames go by.
struct Heads {
    body: web::Payload,
    most: u64,
    head: Vec<u8>,
    rest: u64,
}

impl Heads {
    fn admits(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            if self.rest > 0 {
                let passes = usize::try_from(self.rest).unwrap_or(usize::MAX).min(bytes.len());
                self.rest = self.rest.saturating_sub(u64::try_from(passes).unwrap_or(u64::MAX));
                bytes = bytes.get(passes..).unwrap_or_default();
            } else if let Some((first, others)) = bytes.split_first() {
                self.head.push(*first);
                bytes = others;
                if let Some(length) = announced(&self.head) {
                    self.head.clear();
                    self.rest = length;
                }
                if self.rest > self.most {
                    return false;
                }
            }
        }
        true
    }
}

impl Stream for Heads {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(Pin::new(&mut self.body).poll_next(cx));
        Poll::Ready(match next {
            Some(Ok(bytes)) if !self.admits(&bytes) => Some(Err(PayloadError::Overflow)),
            next => next,
        })
    }
}

/// The payload's length, once the head (RFC 6455, 5.2) is whole.
fn announced(head: &[u8]) -> Option<u64> {
    let second = *head.get(1)?;
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let (length, size) = match second & 0x7f {
        126 => (u64::from(u16::from_be_bytes(head.get(2..4)?.try_into().ok()?)), 4),
        127 => (u64::from_be_bytes(head.get(2..10)?.try_into().ok()?), 10),
        short => (u64::from(short), 2),
    };
    (head.len() >= size + mask).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_its_length_when_it_is_whole() {
        assert_eq!(announced(&[0x81, 0x85, 1, 2, 3]), None);
        assert_eq!(announced(&[0x81, 0x85, 1, 2, 3, 4]), Some(5));
        assert_eq!(announced(&[0x81, 0xfe, 1, 0, 1, 2, 3, 4]), Some(256));
        assert_eq!(announced(&[0x81, 0x7f, 0x40, 0, 0, 0, 0, 0, 0, 1]), Some((1 << 62) + 1));
        assert_eq!(announced(&[0x81]), None);
    }
}
