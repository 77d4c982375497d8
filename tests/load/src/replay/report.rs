//! What a replay prints.

use crate::gauge::percentiles::Percentiles;
use std::fmt;
use std::time::Duration;

/// Differences that are printed; the rest is only counted.
const SHOWN: usize = 20;

/// Counts, times and differences of a whole replay.
#[derive(Default)]
pub struct Report {
    /// How the history was mapped.
    pub mapping: String,
    /// Seed of everything random.
    pub seed: u64,
    /// Making firms, people, projects, members.
    pub setting: Duration,
    /// From the first post to the last answer.
    pub playing: Duration,
    /// Until every follower was current.
    pub following: Duration,
    /// Messages posted.
    pub posts: usize,
    /// Posts whose answer was lost and which were sent again with the same key.
    pub lost: usize,
    /// Answers to posts and subscriptions that asked for patience.
    pub refused: u64,
    /// Times from sending a post to its answer.
    pub post_times: Percentiles,
    /// Followers.
    pub followers: usize,
    /// Events that followers received.
    pub deliveries: u64,
    /// Connections cut.
    pub cuts: u64,
    /// Events that came by replay.
    pub resumed: u64,
    /// Times a follower was too far behind for a replay.
    pub resets: u64,
    /// Times from sending a post to its arrival at a follower.
    pub delivery_times: Percentiles,
    /// Events in the records.
    pub events: usize,
    /// Chains compared with a record.
    pub chains: usize,
    /// Everything that was not as it must be.
    pub differences: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = |count: f64, time: Duration| count / time.as_secs_f64().max(1e-9);
        writeln!(out, "{}", self.mapping)?;
        writeln!(out, "seed            {}", self.seed)?;
        writeln!(out, "set up in       {:.1} s", self.setting.as_secs_f64())?;
        let posts = rate(self.posts as f64, self.playing);
        writeln!(out, "posts           {} in {:.1} s: {posts:.0}/s", self.posts, self.playing.as_secs_f64())?;
        writeln!(out, "post latency    {}", self.post_times)?;
        writeln!(out, "answers lost    {} (sent again with the same key)", self.lost)?;
        writeln!(out, "asked to wait   {}", self.refused)?;
        let deliveries = rate(self.deliveries as f64, self.following);
        writeln!(out, "followers       {}, {} chains", self.followers, self.chains)?;
        writeln!(out, "deliveries      {}: {deliveries:.0}/s", self.deliveries)?;
        let live = self.delivery_times.count();
        writeln!(out, "live latency    {} over {live}", self.delivery_times)?;
        writeln!(
            out,
            "cuts            {}, resumed events {}, resets {}",
            self.cuts, self.resumed, self.resets
        )?;
        writeln!(out, "records         {} events, read back and compared", self.events)?;
        writeln!(out, "differences     {}", self.differences.len())?;
        self.differences.iter().take(SHOWN).try_for_each(|difference| writeln!(out, "  {difference}"))
    }
}
