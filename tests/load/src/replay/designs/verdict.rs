//! What both sides see in the end, compared with what was sent: the record, the revisions, the register, who opened
//! what.

use super::maker::{Acknowledged, Made, Shop, items_of, wanted};
use super::parts::{Part, Revision};
use crate::Outcome;
use crate::client::api::{Api, Session, items, number};
use crate::client::files::sha256;
use crate::replay::follower::Chain;
use serde_json::{Value, json};

/// Events of a page.
const PAGE: usize = 200;
/// What of a revision only its own side hears.
const KEPT: &str = "designs.revision_drafted";
/// Nobody acknowledges what follows from a submission.
const CARRIED: &str = "comments.comment_carried";
const LABELS: &[u8] = b"ABCDEFGH";

/// The record as one side sees it.
pub struct Record(Vec<Value>);

impl Record {
    /// Reads it from the first event to the head, which must be without a gap.
    pub async fn read(shop: &Shop, by: &Session) -> Outcome<Self> {
        let (mut api, mut events) = (Api::new(shop.address), Vec::new());
        loop {
            let path = format!("/projects/{}/events?after={}&limit={PAGE}", shop.project, events.len());
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
    pub fn compare_chain(&self, who: &str, chain: &Chain) -> Vec<String> {
        let hashes = self.0.iter().map(|event| event["leaf_hash"].as_str().unwrap_or_default());
        let same = hashes.eq(chain.hashes.iter().map(|hash| &**hash));
        let told = || {
            format!("{who}: the chain of {} events is not the record of {}", chain.hashes.len(), self.len())
        };
        (!same).then(told).into_iter().collect()
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

    /// Every write stands where it was acknowledged, and no other of designs and comments is there but what follows.
    pub fn compare_writes(&self, writes: &[&Acknowledged], carried: usize) -> Vec<String> {
        let thing = |event: &Value| {
            ["design", "revision", "comment"]
                .map(|noun| event[noun]["id"].as_str().map(str::to_owned))
                .into_iter()
                .flatten()
                .next()
        };
        let at = |seq: u64| self.0.get(seq.saturating_sub(1) as usize);
        let stands = |(seq, kind, id): &&&Acknowledged| {
            at(*seq).is_some_and(|event| event["kind"] == *kind && thing(event).as_ref() == Some(id))
        };
        let mut differences: Vec<String> = writes
            .iter()
            .filter(|write| !stands(write))
            .map(|write| format!("acknowledged {write:?}, in the record {:?}", at(write.0)))
            .collect();
        let count = |is: &dyn Fn(&str) -> bool| {
            self.0.iter().filter(|event| event["kind"].as_str().is_some_and(is)).count()
        };
        let all = count(&|kind| kind.starts_with("designs.") || kind.starts_with("comments."));
        let followed = count(&|kind| kind == CARRIED);
        if all != writes.len() + followed || followed != carried {
            let acknowledged = writes.len();
            differences
                .push(format!("{all} events, {acknowledged} acknowledged, {followed} carried of {carried}"));
        }
        differences
    }
}

fn is_marker(event: &Value) -> bool {
    event["kind"] == "record.marker"
}

/// What the customer sees of a part in the end.
pub async fn compare_part(shop: &Shop, part: &Part, made: &Made) -> Outcome<Vec<String>> {
    let (mut api, customer, mut differences) = (Api::new(shop.address), &shop.customer, Vec::new());
    let mut hold = |holds: bool, what: &str, told: &Value| {
        if !holds {
            differences.push(format!("{}: {what}: {told}", part.name));
        }
    };
    let design = api.get(customer, &format!("/designs/{}", made.design)).await?;
    let is_it = design["number"] == part.name.as_str()
        && design["kind"] == part.kind
        && design["revision"]["id"].as_str() == made.revisions.last().map(String::as_str);
    hold(is_it, "the design", &design);
    let listed = api.get(customer, &format!("/designs/{}/revisions", made.design)).await?;
    hold(items(&listed).len() == part.revisions.len(), "every revision once", &listed);
    for (n, (told, revision)) in items(&listed).iter().zip(&part.revisions).enumerate() {
        hold(is_revision(told, made, (n, revision)), "a revision as it was sent", told);
        let openings = api.get(customer, &format!("/revisions/{}/openings", made.revisions[n])).await?;
        let by_customer = |opening: &Value| opening["person"]["person_id"] == customer.person.as_str();
        let is_whole = items(&openings).len() == 2 && items(&openings).iter().all(by_customer);
        hold(is_whole, "one person opened it, and took its file", &openings);
    }
    let register = api.get(customer, &format!("/designs/{}/comments", made.design)).await?;
    hold(is_register(&register, part, made), "a register of one comment, settled", &register);
    Ok(differences)
}

fn is_revision(told: &Value, made: &Made, (n, revision): (usize, &Revision)) -> bool {
    let file = &told["files"][0];
    told["id"] == made.revisions[n].as_str()
        && told["label"].as_str().map(str::as_bytes) == LABELS.get(n..n + 1)
        && told["state"] == "submitted"
        && told["change_note"] == revision.note.as_str()
        && items_of(&told["files"]) == 1
        && file["file_id"] == made.files[n].as_str()
        && file["name"] == revision.file.as_str()
        && file["bytes"] == revision.bytes.len()
        && file["sha256"] == revision.sha256.as_str()
        && told["manifest_hash"] == manifest(revision).as_str()
}

/// The hash of the manifest, made from what was sent: as the published description of `manifest_hash` tells.
fn manifest(revision: &Revision) -> String {
    let (name, bytes) = (json!(revision.file), revision.bytes.len());
    sha256(format!("dure manifest 1\n{} {bytes} {name}\n", revision.sha256).as_bytes())
}

fn is_register(told: &Value, part: &Part, made: &Made) -> bool {
    let comment = &told["items"][0];
    items(told).len() == 1
        && comment["id"] == made.comment.as_str()
        && comment["number"] == 1
        && comment["body"] == wanted(part).as_str()
        && comment["blocking"] == true
        && comment["revision_id"] == made.revisions[0].as_str()
        && comment["carried_to"] == made.revisions[1].as_str()
        && comment["state"] == "closed"
        && comment["closure"]["kind"] == "settled"
        && items_of(&comment["answers"]) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kinds: &[&str]) -> Record {
        let event = |(kind, seq): (&&str, u64)| json!({ "seq": seq, "kind": kind, "design": { "id": "d" } });
        Record(kinds.iter().zip(1..).map(event).collect())
    }

    #[test]
    fn a_write_stands_where_it_was_acknowledged_and_nothing_else_does() {
        let record = record(&["projects.project_created", "designs.design_created", CARRIED]);
        let write = (2, "designs.design_created", "d".to_owned());
        assert!(record.compare_writes(&[&write], 1).is_empty());
        assert_eq!(record.compare_writes(&[&write], 2).len(), 1);
        for wrong in
            [(1, write.1, "d"), (2, "designs.revision_drafted", "d"), (2, write.1, "e"), (9, write.1, "d")]
        {
            let wrong = (wrong.0, wrong.1, wrong.2.to_owned());
            assert_eq!(record.compare_writes(&[&wrong], 1).len(), 1, "{wrong:?}");
        }
    }

    #[test]
    fn the_other_side_hears_all_but_drafts() {
        let own = record(&["designs.design_created", KEPT]);
        assert!(own.compare_other(&record(&["designs.design_created", "record.marker"])).is_empty());
        assert_eq!(own.compare_other(&own).len(), 1);
        assert_eq!(own.compare_other(&record(&["designs.design_created"])).len(), 1);
    }
}
