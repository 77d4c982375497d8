//! Posts a project's lines, each by its author, the next when the one before is answered.

use super::history::Script;
use super::stage::Stage;
use crate::Outcome;
use crate::client::api::{Api, number, text};
use crate::gauge::percentiles::Percentiles;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::collections::HashMap;
use std::time::Instant;

/// One post in so many loses its connection before the answer.
const LOSE_ONE_IN: u32 = 200;

/// What the server answered to a script.
pub struct Spoken {
    /// Message ids in the order of the lines.
    pub ids: Vec<String>,
    /// When the message with a `seq` was sent; without those that were sent twice.
    pub sent: HashMap<u64, Instant>,
    /// The last `seq`.
    pub head: u64,
    /// Times from sending to answer.
    pub times: Percentiles,
    /// Posts whose answer was lost, and which were sent again.
    pub lost: usize,
    /// Answers that asked for patience.
    pub refused: u64,
}

/// Posts all lines of one project.
pub async fn speak(stage: &Stage, project: usize, script: &Script, seed: u64) -> Outcome<Spoken> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut api = Api::new(stage.address);
    let mut spoken = Spoken {
        ids: Vec::with_capacity(script.lines.len()),
        sent: HashMap::new(),
        head: 0,
        times: Percentiles::default(),
        lost: 0,
        refused: 0,
    };
    for line in &script.lines {
        let mut body = json!({ "body": line.text });
        if let Some(answered) = line.reply_to.filter(|_| stage.real) {
            body["reply_to"] = json!(spoken.ids[answered]);
        }
        let lose = stage.real && random.random_ratio(1, LOSE_ONE_IN);
        let start = Instant::now();
        let answer = api.message(&stage.people[line.author], &stage.projects[project], &body, lose).await?;
        spoken.head = number(&answer, "/seq")?;
        spoken.ids.push(text(&answer, "/id")?);
        if lose {
            spoken.lost += 1;
        } else {
            spoken.times.add(start.elapsed());
            spoken.sent.insert(spoken.head, start);
        }
    }
    spoken.refused = api.refused;
    Ok(spoken)
}
