//! What waits to be written to one socket: bounded in bytes, drained into one write.

use actix_http::ws::{CloseReason, Codec, Message};
use actix_web::body::{BodySize, MessageBody};
use bytes::{Bytes, BytesMut};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio_util::codec::Encoder;

/// Bytes handed to the socket at once.
const ONE_WRITE: usize = 64 * 1024;

/// Frames that wait for a socket.
#[derive(Debug)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    most: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    frames: VecDeque<Bytes>,
    bytes: usize,
    closing: bool,
    gone: bool,
    waker: Option<Waker>,
}

impl Outbox {
    /// Holds `most` bytes.
    pub fn new(most: usize) -> Self {
        Self { waiting: Mutex::default(), most }
    }

    /// Adds an encoded frame. A socket that lets too much wait is closed with 4008 and may resume.
    pub fn push(&self, frame: &Bytes) {
        self.push_all(std::slice::from_ref(frame));
    }

    /// Adds several, or pieces of whole frames.
    pub fn push_all(&self, pieces: &[Bytes]) {
        let mut waiting = self.waiting.lock();
        for piece in pieces {
            if waiting.closing {
                return;
            }
            if waiting.bytes + piece.len() > self.most {
                waiting.frames.clear();
                waiting.bytes = 0;
                waiting.close(4008, "slow");
                return;
            }
            waiting.bytes += piece.len();
            waiting.frames.push_back(piece.clone());
        }
        waiting.wake();
    }

    /// Adds a frame that nobody misses, unless so much waits that what is kept should go first.
    pub fn offer(&self, frame: &Bytes) {
        if !self.is_crowded() {
            self.push(frame);
        }
    }

    /// Bytes that may be added at once: the rest is for what happens meanwhile.
    pub fn at_once(&self) -> usize {
        self.most / 2
    }

    /// Waits while so much waits that the client should read first.
    pub async fn read_along(&self) {
        while self.is_crowded() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn is_crowded(&self) -> bool {
        let waiting = self.waiting.lock();
        waiting.bytes > self.most / 4 && !waiting.closing
    }

    /// Says why, after what already waits, and ends the socket.
    pub fn close(&self, code: u16, why: &str) {
        let mut waiting = self.waiting.lock();
        if !waiting.closing {
            waiting.close(code, why);
        }
    }

    /// Whether nothing more will be sent.
    pub fn is_closing(&self) -> bool {
        self.waiting.lock().closing
    }

    /// Whether the socket is gone.
    pub fn is_gone(&self) -> bool {
        self.waiting.lock().gone
    }
}

impl Waiting {
    fn close(&mut self, code: u16, why: &str) {
        self.closing = true;
        let reason = CloseReason { code: code.into(), description: Some(why.to_owned()) };
        self.frames.push_back(encode(Message::Close(Some(reason))));
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// All that waits, or as much as goes into one write.
    fn take(&mut self) -> Option<Bytes> {
        let first = self.frames.pop_front()?;
        self.bytes = self.bytes.saturating_sub(first.len());
        if self.frames.is_empty() {
            return Some(first);
        }
        let mut joined = BytesMut::with_capacity((self.bytes + first.len()).min(ONE_WRITE));
        joined.extend_from_slice(&first);
        while let Some(next) = self.frames.front() {
            if joined.len() + next.len() > ONE_WRITE {
                break;
            }
            joined.extend_from_slice(next);
            self.bytes = self.bytes.saturating_sub(next.len());
            self.frames.pop_front();
        }
        Some(joined.freeze())
    }
}

/// Frames joined to pieces that go into one write each.
pub fn joined<'a>(frames: impl Iterator<Item = &'a Bytes>) -> Vec<Bytes> {
    let mut pieces: Vec<Vec<&Bytes>> = Vec::new();
    let mut room = 0;
    for frame in frames {
        match pieces.last_mut().filter(|_| frame.len() <= room) {
            Some(piece) => {
                piece.push(frame);
                room -= frame.len();
            }
            None => {
                pieces.push(vec![frame]);
                room = ONE_WRITE.saturating_sub(frame.len());
            }
        }
    }
    let join = |piece: Vec<&Bytes>| match piece.as_slice() {
        [alone] => Bytes::clone(alone),
        many => Bytes::from(many.iter().map(|frame| frame.as_ref()).collect::<Vec<&[u8]>>().concat()),
    };
    pieces.into_iter().map(join).collect()
}

/// A frame as it goes over the wire; server frames are not masked, so the same bytes serve every socket.
pub fn encode(message: Message) -> Bytes {
    let mut bytes = BytesMut::new();
    match Codec::new().encode(message, &mut bytes) {
        Ok(()) => bytes.freeze(),
        Err(error) => {
            tracing::error!(%error, "a frame was not encoded");
            Bytes::new()
        }
    }
}

/// A text frame.
pub fn text(json: &str) -> Bytes {
    encode(Message::Text(json.to_owned().into()))
}

/// The body of the upgrade's answer: drains the outbox for as long as the socket lives.
pub struct Drain {
    /// What is drained.
    pub outbox: Arc<Outbox>,
    /// The handshake's own body; the reading side takes its end for the end of the socket.
    #[expect(dead_code, reason = "kept, never read")]
    pub handshake: actix_web::body::BoxBody,
}

impl MessageBody for Drain {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let mut waiting = self.outbox.waiting.lock();
        match waiting.take() {
            Some(bytes) => Poll::Ready(Some(Ok(bytes))),
            None if waiting.closing => Poll::Ready(None),
            None => {
                if !waiting.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
                    waiting.waker = Some(cx.waker().clone());
                }
                Poll::Pending
            }
        }
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        let mut waiting = self.outbox.waiting.lock();
        *waiting = Waiting { closing: true, gone: true, ..Waiting::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_joined_in_order_and_to_no_more_than_one_write() {
        let frames: Vec<Bytes> =
            [10, 20, ONE_WRITE, ONE_WRITE - 5, 5, 1].iter().map(|n| Bytes::from(vec![b'x'; *n])).collect();
        let pieces = joined(frames.iter());
        let sizes: Vec<usize> = pieces.iter().map(Bytes::len).collect();
        assert_eq!(sizes, [30, ONE_WRITE, ONE_WRITE, 1]);
        assert_eq!(
            joined([Bytes::from_static(b"a"), Bytes::from_static(b"b")].iter()),
            [Bytes::from_static(b"ab")]
        );
        assert!(joined(std::iter::empty()).is_empty());
    }
}
