//! The record of a project as somebody sees it, read once more, and what must hold between people and their sockets.

use super::follower::Chain;
use crate::Outcome;
use crate::client::api::{Api, Session, items, number};
use serde_json::Value;
use std::net::SocketAddr;

/// Events of a page.
const PAGE: usize = 200;
/// What of a revision only its own side hears.
pub const KEPT: &str = "designs.revision_drafted";

/// The record as somebody sees it.
pub struct Record(Vec<Value>);

impl Record {
    /// Reads it from the first event to the head, which must be without a gap.
    pub async fn read(address: SocketAddr, project: &str, by: &Session) -> Outcome<Self> {
        let (mut api, mut events) = (Api::new(address), Vec::new());
        loop {
            let path = format!("/projects/{project}/events?after={}&limit={PAGE}", events.len());
            let page = api.get(by, &path).await?;
            for event in items(&page) {
                if number(event, "/seq")? != events.len() as u64 + 1 {
                    return Err(format!("the record has a gap before {event}").into());
                }
                events.push(event.clone());
            }
            if events.len() as u64 >= number(&page, "/head")? {
                return Ok(Self(events));
            }
            if items(&page).is_empty() {
                return Err("the record ends before its head".into());
            }
        }
    }

    /// Of these events.
    pub fn of(events: Vec<Value>) -> Self {
        Self(events)
    }

    /// How many events it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of them are markers.
    pub fn markers(&self) -> usize {
        self.0.iter().filter(|event| is_marker(event)).count()
    }

    /// A follower's chain is the record.
    pub fn compare_chain(&self, member: usize, chain: &Chain) -> Option<String> {
        let hashes = || self.0.iter().map(|event| event["leaf_hash"].as_str().unwrap_or_default());
        let same = hashes().eq(chain.hashes.iter().map(|hash| &**hash));
        let first = hashes().zip(&chain.hashes).take_while(|(a, b)| *a == &***b).count();
        (!same).then(|| {
            format!(
                "member {member}, project {}: {} events of {}, first difference after {first}",
                chain.project,
                chain.hashes.len(),
                self.len()
            )
        })
    }

    /// The other side sees the same events, and markers for drafts alone.
    pub fn compare_other(&self, other: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.len() != other.len() {
            differences.push(format!("{} events for one side, {} for the other", self.len(), other.len()));
        }
        for (own, theirs) in self.0.iter().zip(&other.0) {
            let same = if own["kind"] == KEPT { is_marker(theirs) } else { own == theirs };
            if !same {
                differences.push(format!("one side sees {own}, the other {theirs}"));
            }
        }
        differences
    }

    /// All of it, in order.
    pub fn events(&self) -> &[Value] {
        &self.0
    }

    /// The event at a place, from 1.
    pub fn at(&self, seq: u64) -> Option<&Value> {
        self.0.get(seq.checked_sub(1)? as usize)
    }
}

fn is_marker(event: &Value) -> bool {
    event["kind"] == "record.marker"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(kinds: &[&str]) -> Record {
        let event = |(kind, seq): (&&str, u64)| json!({ "seq": seq, "kind": kind, "design": { "id": "d" } });
        Record::of(kinds.iter().zip(1..).map(event).collect())
    }

    #[test]
    fn the_other_side_hears_all_but_drafts() {
        let own = record(&["designs.design_created", KEPT]);
        assert!(own.compare_other(&record(&["designs.design_created", "record.marker"])).is_empty());
        assert_eq!(own.compare_other(&own).len(), 1);
        assert_eq!(own.compare_other(&record(&["designs.design_created"])).len(), 1);
    }
}
