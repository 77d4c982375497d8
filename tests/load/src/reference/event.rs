//! An event, serialised once: WebSocket frame, stored row and answer are slices of the same bytes.

use bytes::Bytes;
use serde_json::value::RawValue;
use std::ops::Range;
use std::sync::Arc;

/// Room before the payload for the longest frame head.
const HEAD: usize = 10;

/// A post that has no place in the record yet.
pub struct Draft {
    /// Whose record it goes to.
    pub project: Arc<str>,
    /// The message text as JSON, taken over from the request as it came.
    pub body: Box<RawValue>,
    id: uuid::Uuid,
    at: chrono::DateTime<chrono::Utc>,
}

/// An event with its place in the record.
#[derive(Clone)]
pub struct Event {
    /// Its place: 1, 2, 3, ...
    pub seq: u64,
    /// The whole WebSocket frame, head included.
    pub frame: Bytes,
    event: Range<usize>,
    message: Range<usize>,
}

impl Draft {
    /// A new post.
    pub fn new(project: Arc<str>, body: Box<RawValue>) -> Self {
        Self { project, body, id: uuid::Uuid::now_v7(), at: chrono::Utc::now() }
    }

    /// Gives it its place.
    pub fn placed(&self, seq: u64) -> Event {
        use std::fmt::Write;
        const PERSON: &str = r#"{"person_id":"0190a3c4-0000-7000-8000-000000000001","name":"Reference","firm_id":"0190a3c4-0000-7000-8000-000000000002"}"#;
        let Self { project, body, id, at } = self;
        let at = at.format("%Y-%m-%dT%H:%M:%S%.3fZ");
        let mut text = String::with_capacity(1024 + body.get().len());
        text.push_str("          "); // HEAD
        text.push_str(r#"{"op":"event","event":"#);
        let event = text.len();
        let _ = write!(
            text,
            r#"{{"project_id":"{project}","seq":{seq},"id":"{id}","kind":"room.message_posted","at":"{at}","actor":{PERSON},"message":"#
        );
        let message = text.len();
        let _ = write!(
            text,
            r#"{{"id":"{id}","project_id":"{project}","seq":{seq},"body":{body},"author":{PERSON},"created_at":"{at}"}}"#
        );
        let message = message..text.len();
        // Stands where the real server's leaf hash stands: as long, as unique, and free.
        let _ = write!(text, r#","leaf_hash":"{0}{0}"}}"#, id.simple());
        let event = event..text.len();
        text.push('}');
        let mut bytes = text.into_bytes();
        let start = write_head(&mut bytes);
        let shift = |range: Range<usize>| range.start - start..range.end - start;
        Event { seq, frame: Bytes::from(bytes).slice(start..), event: shift(event), message: shift(message) }
    }
}

impl Event {
    /// The event as JSON.
    pub fn json(&self) -> Bytes {
        self.frame.slice(self.event.clone())
    }

    /// The message as JSON.
    pub fn message(&self) -> Bytes {
        self.frame.slice(self.message.clone())
    }
}

/// Writes a text frame's head before its payload, which starts at `HEAD`; returns where the frame starts.
fn write_head(bytes: &mut [u8]) -> usize {
    let length = bytes.len() - HEAD;
    let mut head = [0; HEAD];
    let used = frame_head(length, &mut head);
    bytes[HEAD - used..HEAD].copy_from_slice(&head[..used]);
    HEAD - used
}

/// The head of a server's text frame of some length.
fn frame_head(length: usize, head: &mut [u8; HEAD]) -> usize {
    head[0] = 0x81;
    match length {
        0..=125 => {
            head[1] = length as u8;
            2
        }
        126..=65_535 => {
            head[1] = 126;
            head[2..4].copy_from_slice(&(length as u16).to_be_bytes());
            4
        }
        _ => {
            head[1] = 127;
            head[2..10].copy_from_slice(&(length as u64).to_be_bytes());
            10
        }
    }
}

/// Appends a stored event as a frame.
pub fn append_frame(stored: &[u8], frames: &mut Vec<u8>) {
    const OPEN: &[u8] = br#"{"op":"event","event":"#;
    let mut head = [0; HEAD];
    let used = frame_head(OPEN.len() + stored.len() + 1, &mut head);
    frames.extend_from_slice(&head[..used]);
    frames.extend_from_slice(OPEN);
    frames.extend_from_slice(stored);
    frames.push(b'}');
}

/// Appends any text as a frame.
pub fn append_text(text: &str, frames: &mut Vec<u8>) {
    let mut head = [0; HEAD];
    let used = frame_head(text.len(), &mut head);
    frames.extend_from_slice(&head[..used]);
    frames.extend_from_slice(text.as_bytes());
}

/// The message inside a stored event. The message is an object of the event, and no text of a person ends it
/// early, since quotes inside a JSON text are escaped.
pub fn message_of(stored: &[u8]) -> &[u8] {
    const OPEN: &[u8] = br#","message":"#;
    const CLOSE: usize = r#","leaf_hash":""}"#.len() + 64;
    let start = memchr::memmem::find(stored, OPEN).map_or(0, |at| at + OPEN.len());
    &stored[start..stored.len() - CLOSE]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_serialisation_serves_frame_row_and_answer() {
        for length in [1, 200, 70_000] {
            let body = serde_json::value::to_raw_value(&"가\"".repeat(length)).unwrap();
            let event = Draft::new("p".into(), body).placed(7);
            let json: serde_json::Value = serde_json::from_slice(&event.json()).unwrap();
            assert_eq!(json["seq"], 7);
            assert_eq!(json["message"]["body"].as_str().map(str::len), Some(length * 4));
            assert_eq!(message_of(&event.json()), &event.message()[..]);
            let mut frame = Vec::new();
            append_frame(&event.json(), &mut frame);
            assert_eq!(frame, event.frame);
        }
    }
}
