//! The record is read once more and compared: with what was said, and with what every follower received.

use super::author::Spoken;
use super::follower::Chain;
use super::history::Script;
use super::stage::Stage;
use crate::Outcome;
use crate::client::api::{Api, items, number, text};
use serde_json::Value;

/// Events of a page.
const PAGE: usize = 200;

/// The record of one project.
pub struct Record {
    hashes: Vec<String>,
    messages: Vec<Value>,
}

impl Record {
    /// Reads it from the first event to the head, which must be without a gap.
    pub async fn read(stage: &Stage, project: usize) -> Outcome<Self> {
        let mut api = Api::new(stage.address);
        let mut record = Self { hashes: Vec::new(), messages: Vec::new() };
        loop {
            let after = record.hashes.len();
            let path = format!("/projects/{}/events?after={after}&limit={PAGE}", stage.projects[project]);
            let page = api.get(&stage.reader, &path).await?;
            for event in items(&page) {
                if number(event, "/seq")? != record.hashes.len() as u64 + 1 {
                    return Err(format!("the record has a gap before {event}").into());
                }
                record.hashes.push(text(event, "/leaf_hash")?);
                if text(event, "/kind")? == "room.message_posted" {
                    record.messages.push(event["message"].clone());
                }
            }
            if record.hashes.len() as u64 == number(&page, "/head")? {
                return Ok(record);
            }
            if items(&page).is_empty() {
                return Err("the record ends before its head".into());
            }
        }
    }

    /// How many events it has.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Every line is there, once, in order, as said, by whom, answering what.
    pub fn compare_script(&self, stage: &Stage, script: &Script, spoken: &Spoken) -> Vec<String> {
        let mut differences = Vec::new();
        if self.messages.len() != script.lines.len() {
            let (got, said) = (self.messages.len(), script.lines.len());
            differences.push(format!("{}: {got} messages in the record, {said} said", script.name));
        }
        for ((message, line), id) in self.messages.iter().zip(&script.lines).zip(&spoken.ids) {
            let author = &stage.people[line.author].person;
            let answered = line.reply_to.map(|answered| spoken.ids[answered].as_str());
            let same = message["id"].as_str() == Some(id.as_str())
                && message["body"].as_str() == Some(line.text.as_str())
                && (!stage.real || message["author"]["person_id"].as_str() == Some(author.as_str()))
                && (!stage.real || message["reply_to"].as_str() == answered);
            if !same {
                differences.push(format!("{}: said {:?}, in the record {message}", script.name, line.text));
            }
        }
        differences
    }

    /// A follower's chain is the record.
    pub fn compare_chain(&self, member: usize, chain: &Chain) -> Option<String> {
        let same = self.hashes.iter().map(String::as_str).eq(chain.hashes.iter().map(|hash| &**hash));
        let first = self.hashes.iter().zip(&chain.hashes).take_while(|(a, b)| ***a == ***b).count();
        (!same).then(|| {
            format!(
                "member {member}, project {}: {} events of {}, first difference after {first}",
                chain.project,
                chain.hashes.len(),
                self.hashes.len()
            )
        })
    }
}
