//! The leaf of an event: what its record's tree will hold.
//!
//! Form (RFC 6962 leaf, `SHA-256(0x00 || bytes)`): eleven lines, each ended by a line feed: `dure event 1`,
//! scope kind and id, seq, event id, time in ms, actor person, name as JSON, firm, department or `-`, kind,
//! audience as JSON or `-`, person whose access ends or `-`, and the body's salted hash. The body enters only as
//! `SHA-256(salt || body)`, so that content can be withheld or erased and the proof still holds.

use crate::kernel::http::Problem;
use aws_lc_rs::{digest, rand};

/// What is hashed.
#[derive(Debug)]
pub struct Leaf<'a> {
    /// `project`, `cluster` or `firm`.
    pub scope_kind: &'a str,
    /// Id of the record.
    pub scope: &'a str,
    /// Place in the record.
    pub seq: i64,
    /// Id of the event.
    pub id: &'a str,
    /// Time in ms.
    pub at: i64,
    /// Person who acted.
    pub person: &'a str,
    /// Their name then.
    pub name: &'a str,
    /// Their firm then.
    pub firm: &'a str,
    /// Their department then.
    pub department: Option<&'a str>,
    /// Kind of the event.
    pub kind: &'a str,
    /// JSON list of party ids.
    pub audience: Option<&'a str>,
    /// Person whose access ends.
    pub about: Option<&'a str>,
    /// Hex of 16 random bytes.
    pub salt: &'a str,
    /// Stored JSON.
    pub body: &'a str,
}

/// The leaf's hash in lower-case hex.
pub fn leaf_hash(leaf: &Leaf<'_>) -> String {
    leaf_with(leaf, &body_hash(leaf.salt, leaf.body))
}

/// What a leaf has in the place of its body.
pub fn body_hash(salt: &str, body: &str) -> String {
    let mut salted = digest::Context::new(&digest::SHA256);
    salted.update(salt.as_bytes());
    salted.update(body.as_bytes());
    hex(salted.finish().as_ref())
}

/// The leaf's hash from that of its body, whatever stands in `salt` and `body`.
pub fn leaf_with(leaf: &Leaf<'_>, body_hash: &str) -> String {
    let name = serde_json::Value::from(leaf.name).to_string();
    let lines = format!(
        "dure event 1\n{} {}\n{}\n{}\n{}\n{}\n{name}\n{}\n{}\n{}\n{}\n{}\n{body_hash}\n",
        leaf.scope_kind,
        leaf.scope,
        leaf.seq,
        leaf.id,
        leaf.at,
        leaf.person,
        leaf.firm,
        leaf.department.unwrap_or("-"),
        leaf.kind,
        leaf.audience.unwrap_or("-"),
        leaf.about.unwrap_or("-"),
    );
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(&[0]);
    hash.update(lines.as_bytes());
    hex(hash.finish().as_ref())
}

/// Sixteen random bytes in hex.
pub fn new_salt() -> Result<String, Problem> {
    let mut salt = [0; 16];
    rand::fill(&mut salt).map_err(Problem::internal)?;
    Ok(hex(&salt))
}

/// SHA-256 of bytes, in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref())
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of a hash in hex.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(bytes)
}
