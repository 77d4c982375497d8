//! What must hold once the load stands still.

use super::fold::{difference, fold, nothing};
use super::follower::{Follower, Way, leaf};
use super::stage::{Acknowledged, ROOMS, Stage};
use super::writer::REFUSED;
use crate::Outcome;
use crate::client::api::{Api, items};
use serde_json::Value;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Time for followers to have everything.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the checker knows of one record so far.
pub struct Record {
    state: Value,
    leaves: Vec<[u8; 8]>,
    /// How often words were the first of a message or item, since the last check and before.
    said: HashMap<u64, u32>,
}

impl Default for Record {
    fn default() -> Self {
        Self { state: nothing(), leaves: Vec::new(), said: HashMap::new() }
    }
}

/// Reads everything that is new as the lead, and compares it with what is known of it.
pub struct Checker {
    stage: Rc<Stage>,
    api: Api,
    records: Vec<Record>,
}

fn number(words: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

/// Words of a request that no other request has.
fn words_of(event: &Value) -> Option<&str> {
    let of = |item: &str, field: &str| event.pointer(&format!("/{item}/{field}")).and_then(Value::as_str);
    of("message", "body").or_else(|| {
        ["milestone", "action", "question", "idea"].into_iter().find_map(|item| of(item, "title"))
    })
}

fn id_of(event: &Value) -> Option<&str> {
    let items = ["message", "milestone", "action", "question", "decision", "idea"];
    items.into_iter().find_map(|item| event.pointer(&format!("/{item}/id")).and_then(Value::as_str))
}

impl Checker {
    /// Knows nothing yet.
    pub fn new(stage: Rc<Stage>) -> Self {
        let api = Api::new(stage.address);
        Self { stage, api, records: (0..ROOMS).map(|_| Record::default()).collect() }
    }

    /// Compares everything. The gate is closed, and the lines hold.
    pub async fn check(&mut self, followers: &[Rc<Follower>]) -> Outcome<()> {
        let ledger = std::mem::take(&mut *self.stage.ledger.borrow_mut());
        for room in 0..ROOMS {
            let mine: Vec<&Acknowledged> = ledger.iter().filter(|entry| entry.room == room).collect();
            self.read_on(room, &mine).await?;
            self.compare_state(room).await?;
        }
        for follower in followers {
            self.compare_chains(follower).await?;
        }
        self.stage.tally.add("checks", 1);
        Ok(())
    }

    /// New events: in order, next to what is known, with every acknowledged effect among them, each once.
    async fn read_on(&mut self, room: usize, ledger: &[&Acknowledged]) -> Outcome<()> {
        let tally = self.stage.tally.clone();
        let mut wanted: HashMap<u64, Vec<&Acknowledged>> = HashMap::new();
        for entry in ledger {
            wanted.entry(entry.seq).or_default().push(entry);
        }
        loop {
            let record = &mut self.records[room];
            let after = record.leaves.len() as u64;
            let path = self.stage.path(room, &format!("/events?after={after}&limit=200"));
            let page = self.api.get(&self.stage.lead, &path).await?;
            if items(&page).is_empty() {
                tally.hold(page["head"].as_u64() == Some(after), || {
                    format!("the head of {room} is beyond its end")
                });
                break;
            }
            for event in items(&page) {
                let (seq, next) = (event["seq"].as_u64().unwrap_or(0), record.leaves.len() as u64 + 1);
                tally.hold(seq == next, || format!("{seq} follows {} in the record of {room}", next - 1));
                record.leaves.push(leaf(event));
                fold(&mut record.state, event);
                tally.add("events in the records", 1);
                tally
                    .hold(!event.to_string().contains(REFUSED), || format!("a refused request left {event}"));
                // Told by now as it is after later events: words of what was deleted since are gone.
                let is_deleted = !event["message"]["deletion"].is_null();
                if let Some(words) = words_of(event).filter(|words| !words.is_empty() && !is_deleted) {
                    let kind = event["kind"].as_str().unwrap_or_default();
                    if kind == "room.message_posted"
                        || kind == "room.message_edited"
                        || kind.ends_with("_created")
                    {
                        let times = record.said.entry(number(words)).or_default();
                        *times += 1;
                        let times = *times;
                        tally.hold(times == 1, || format!("an effect {times} times: {event}"));
                    }
                }
                for entry in wanted.remove(&seq).unwrap_or_default() {
                    // What is for others alone is a marker for the lead too.
                    let is_walled = event["kind"] == "record.marker";
                    let is_it = is_walled || id_of(event) == Some(entry.id.as_str());
                    let says = entry.words.is_empty()
                        || is_deleted
                        || is_walled
                        || words_of(event) == Some(entry.words.as_str());
                    tally.hold(is_it && says, || {
                        format!("{entry:?} was acknowledged, in the record is {event}")
                    });
                }
            }
        }
        for entry in wanted.values().flatten() {
            tally.violated(format!("acknowledged and lost: {entry:?}"));
        }
        Ok(())
    }

    /// Folding the record gives the snapshot.
    async fn compare_state(&mut self, room: usize) -> Outcome<()> {
        let snapshot = self.api.get(&self.stage.lead, &self.stage.path(room, "/snapshot")).await?;
        // The lead's own walls: what is for others alone is a marker in both.
        let differs = difference(&self.records[room].state, &snapshot);
        self.stage
            .tally
            .hold(differs.is_none(), || format!("project {room}: {}", differs.unwrap_or_default()));
        Ok(())
    }

    /// What somebody has is the record, but for markers where they do not hear.
    async fn compare_chains(&mut self, follower: &Follower) -> Outcome<()> {
        let tally = &self.stage.tally;
        for (room, chain) in &follower.chains {
            let record = &self.records[*room];
            let end = record.leaves.len() as u64;
            let waits = Instant::now();
            let is_away = follower.visitor.is_some_and(|visitor| self.stage.visits[visitor].away.get());
            // A phone that was told to begin anew, and has not asked since, has nothing to compare.
            let is_begun = |chain: &super::follower::Chain| follower.way != Way::Sync || chain.last() > 0;
            while chain.borrow().last() < end
                && !is_away
                && waits.elapsed() < PATIENCE
                && is_begun(&chain.borrow())
            {
                sleep(Duration::from_millis(50)).await;
            }
            let chain = chain.borrow();
            tally.hold(is_away || chain.last() == end || !is_begun(&chain), || {
                format!(
                    "a {:?} has {} of {end} in project {room} after {PATIENCE:?}",
                    follower.way,
                    chain.last()
                )
            });
            let known = record.leaves.iter().skip(chain.first as usize);
            let differs = chain.leaves.iter().zip(known).position(|(mine, theirs)| {
                // The lead hears no more than the others: a marker on either side says nothing.
                mine != theirs && *mine != [0; 8] && *theirs != [0; 8]
            });
            tally.hold(differs.is_none(), || {
                format!("a {:?} has another hash at {:?} of project {room}", follower.way, differs)
            });
            tally.add("places of chains compared", chain.leaves.len() as u64);
        }
        Ok(())
    }
}
