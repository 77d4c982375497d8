//! What both sides see in the end, compared with what was sent: the record, the revisions, the register, who opened
//! what.

use super::maker::{Acknowledged, Made, Shop, items_of, wanted};
use super::parts::{Part, Revision};
use crate::Outcome;
use crate::client::api::{Api, items};
use crate::client::files::sha256;
use crate::replay::record::Record;
use serde_json::{Value, json};

/// Nobody acknowledges what follows from a submission.
const CARRIED: &str = "comments.comment_carried";
const LABELS: &[u8] = b"ABCDEFGH";

/// Every write stands where it was acknowledged, and no other of designs and comments is there but what follows.
pub fn compare_writes(record: &Record, writes: &[&Acknowledged], carried: usize) -> Vec<String> {
    let thing = |event: &Value| {
        ["design", "revision", "comment"]
            .map(|noun| event[noun]["id"].as_str().map(str::to_owned))
            .into_iter()
            .flatten()
            .next()
    };
    let at = |seq: u64| record.at(seq);
    let stands = |(seq, kind, id): &&&Acknowledged| {
        at(*seq).is_some_and(|event| event["kind"] == *kind && thing(event).as_ref() == Some(id))
    };
    let mut differences: Vec<String> = writes
        .iter()
        .filter(|write| !stands(write))
        .map(|write| format!("acknowledged {write:?}, in the record {:?}", at(write.0)))
        .collect();
    let count = |is: &dyn Fn(&str) -> bool| {
        record.events().iter().filter(|event| event["kind"].as_str().is_some_and(is)).count()
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
        Record::of(kinds.iter().zip(1..).map(event).collect())
    }

    #[test]
    fn a_write_stands_where_it_was_acknowledged_and_nothing_else_does() {
        let record = record(&["projects.project_created", "designs.design_created", CARRIED]);
        let write = (2, "designs.design_created", "d".to_owned());
        assert!(compare_writes(&record, &[&write], 1).is_empty());
        assert_eq!(compare_writes(&record, &[&write], 2).len(), 1);
        for wrong in
            [(1, write.1, "d"), (2, "designs.revision_drafted", "d"), (2, write.1, "e"), (9, write.1, "d")]
        {
            let wrong = (wrong.0, wrong.1, wrong.2.to_owned());
            assert_eq!(compare_writes(&record, &[&wrong], 1).len(), 1, "{wrong:?}");
        }
    }
}
