//! The token of `sync`: how far a device has each room, as text that only this server reads.

use crate::kernel::ids::ProjectId;
use crate::kernel::secrets::{decode, encode};
use std::collections::BTreeMap;

/// First byte of a token.
const FORM: u8 = 1;

/// The random half of an id: enough to tell a person's rooms apart, and short enough that five hundred fit a URL.
type Half = [u8; 8];

fn half(id: &str) -> Half {
    let id = uuid::Uuid::parse_str(id).unwrap_or_default();
    id.as_bytes().last_chunk().copied().unwrap_or_default()
}

/// How far a device has each room, in one epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    epoch: Half,
    rooms: BTreeMap<Half, i64>,
}

impl Token {
    /// Of a device that has nothing yet.
    pub fn new(epoch: &str) -> Self {
        Self { epoch: half(epoch), rooms: BTreeMap::new() }
    }

    /// Reads what [`Token::text`] made.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = decode(text)?;
        let (form, rest) = bytes.split_first()?;
        let (epoch, mut rest) = rest.split_first_chunk::<8>().filter(|_| *form == FORM)?;
        let mut rooms = BTreeMap::new();
        while let Some((room, after)) = rest.split_first_chunk::<8>() {
            let (seq, after) = number(after)?;
            rooms.insert(*room, seq);
            rest = after;
        }
        rest.is_empty().then_some(Self { epoch: *epoch, rooms })
    }

    /// Whether it was made in this epoch.
    pub fn is_of(&self, epoch: &str) -> bool {
        self.epoch == half(epoch)
    }

    /// How far the device has the room.
    pub fn seq(&self, project: ProjectId) -> Option<i64> {
        self.rooms.get(&half(project.as_str())).copied()
    }

    /// The device has the room up to here now.
    pub fn reach(&mut self, project: ProjectId, seq: i64) {
        self.rooms.insert(half(project.as_str()), seq);
    }

    /// Whether it knows a room that is none of these.
    pub fn knows_other_than(&self, projects: &[ProjectId]) -> bool {
        let now: Vec<Half> = projects.iter().map(|project| half(project.as_str())).collect();
        self.rooms.keys().any(|room| !now.contains(room))
    }

    /// As text.
    pub fn text(&self) -> String {
        let mut bytes = vec![FORM];
        bytes.extend(self.epoch);
        for (room, seq) in &self.rooms {
            bytes.extend(room);
            let mut seq = u64::try_from(*seq).unwrap_or(0);
            while seq >= 0x80 {
                bytes.push(u8::try_from(seq & 0x7f).unwrap_or(0) | 0x80);
                seq >>= 7;
            }
            bytes.push(u8::try_from(seq).unwrap_or(0));
        }
        encode(&bytes)
    }
}

/// A number in groups of seven bits, the lowest first, and what follows it.
fn number(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut number: u64 = 0;
    for (n, byte) in bytes.iter().enumerate().take(9) {
        number |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return Some((i64::try_from(number).ok()?, bytes.get(n + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::EventId;

    #[test]
    fn a_token_keeps_how_far_each_room_is_and_five_hundred_fit_a_url() {
        let epoch = EventId::new();
        let mut token = Token::new(epoch.as_str());
        let rooms: Vec<ProjectId> = (0..500).map(|_| ProjectId::new()).collect();
        for (n, room) in (0..).zip(&rooms) {
            token.reach(*room, n * 4_000);
        }
        let text = token.text();
        assert!(text.len() < 7_900, "{}", text.len());
        let read = Token::parse(&text).unwrap();
        assert_eq!(read, token);
        assert!(read.is_of(epoch.as_str()) && !read.is_of(EventId::new().as_str()));
        assert_eq!((read.seq(rooms[499]), read.seq(ProjectId::new())), (Some(499 * 4_000), None));
        assert!(read.knows_other_than(&rooms[1..]) && !read.knows_other_than(&rooms));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let mut token = Token::new(EventId::new().as_str());
        token.reach(ProjectId::new(), i64::MAX);
        let text = token.text();
        assert_eq!(Token::parse(&text).unwrap(), token);
        for bad in ["", "x", "AAAA", "AQ", &text[1..], &text[..text.len() - 2], "가", &format!("{text}AAAA")]
        {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }
}
