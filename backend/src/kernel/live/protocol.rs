//! Frames that the server sends.

use super::outbox::text;
use crate::kernel::ids::{PartyId, PersonId, Scope};
use bytes::Bytes;
use dure_api::Seen;
use serde_json::json;

/// Removed: nothing more of this record. The code of an `unsubscribed` frame; the socket lives on.
pub const REMOVED: u16 = 4403;
/// The session ended.
pub const SESSION_ENDED: u16 = 4401;
/// Not a frame of this protocol.
pub const BAD_FRAME: u16 = 4400;
/// No hello in time.
pub const NO_HELLO: u16 = 4408;
/// Too many frames or sockets.
pub const FLOOD: u16 = 4429;
/// The server restarts; the reason is `retry_ms=N`.
pub const RESTART: u16 = 1012;

fn place(scope: Scope) -> (String, String) {
    (format!("{}_id", scope.kind()), scope.as_str().to_owned())
}

fn with_place(mut frame: serde_json::Value, scope: Scope) -> Bytes {
    let (name, id) = place(scope);
    if let Some(fields) = frame.as_object_mut() {
        fields.insert(name, id.into());
    }
    text(&frame.to_string())
}

/// The socket is signed in.
pub fn welcome(session: &str, heartbeat: u32) -> Bytes {
    text(&json!({"op": "welcome", "session_id": session, "heartbeat_s": heartbeat}).to_string())
}

/// Everything later than `after` was sent; `head` was the end of the record then, and `seen` how far people had read.
pub fn subscribed(id: i64, scope: Scope, epoch: &str, head: i64, seen: Option<&[Seen]>) -> Bytes {
    let frame = match seen {
        Some(seen) => json!({"op": "subscribed", "id": id, "epoch": epoch, "head": head, "seen": seen}),
        None => json!({"op": "subscribed", "id": id, "epoch": epoch, "head": head}),
    };
    with_place(frame, scope)
}

/// The client's state cannot be continued: take a snapshot.
pub fn reset(id: i64, scope: Scope, epoch: &str, reason: &str) -> Bytes {
    with_place(json!({"op": "reset", "id": id, "epoch": epoch, "reason": reason}), scope)
}

/// No more frames of this record.
pub fn unsubscribed(id: Option<i64>, scope: Scope, code: u16) -> Bytes {
    let frame = match id {
        Some(id) => json!({"op": "unsubscribed", "id": id, "code": code}),
        None => json!({"op": "unsubscribed", "code": code}),
    };
    with_place(frame, scope)
}

/// One event, its bytes as in the record.
pub fn event(json: &Bytes) -> Bytes {
    let json = std::str::from_utf8(json).unwrap_or("{}");
    text(&format!(r#"{{"op":"event","event":{json}}}"#))
}

/// An event outside the caller's audience: that it is there, and nothing else.
pub fn marker(scope: Scope, seq: i64) -> Bytes {
    with_place(json!({"op": "marker", "seq": seq}), scope)
}

/// Who has the record open.
pub fn presence(scope: Scope, people: &[PersonId]) -> Bytes {
    let people: Vec<&str> = people.iter().map(PersonId::as_str).collect();
    with_place(json!({"op": "presence", "people": people}), scope)
}

/// Somebody is writing.
pub fn typing(scope: Scope, person: PersonId) -> Bytes {
    with_place(json!({"op": "typing", "person_id": person.as_str()}), scope)
}

/// A member has read up to here.
pub fn seen(scope: Scope, person: PersonId, party: PartyId, seq: i64) -> Bytes {
    let frame = json!({"op": "seen", "person_id": person.as_str(), "party_id": party.as_str(), "seq": seq});
    with_place(frame, scope)
}

/// Nothing happened; the socket lives.
pub fn heartbeat() -> Bytes {
    text(r#"{"op":"heartbeat"}"#)
}

/// A frame was refused. Never repeats what the client sent.
pub fn error(id: Option<i64>, code: &str, detail: &str) -> Bytes {
    let frame = match id {
        Some(id) => json!({"op": "error", "id": id, "code": code, "detail": detail}),
        None => json!({"op": "error", "code": code, "detail": detail}),
    };
    text(&frame.to_string())
}
