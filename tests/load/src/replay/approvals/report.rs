//! What a replay of approvals prints.

use super::office::Made;
use crate::gauge::percentiles::Percentiles;
use crate::replay::designs::parts::Part;
use std::fmt;
use std::time::Duration;

/// Differences that are printed; the rest is only counted.
const SHOWN: usize = 20;

/// Counts, times and differences of a whole replay.
#[derive(Default)]
pub struct Report {
    /// What was played.
    pub mapping: String,
    /// Seed of everything random.
    pub seed: u64,
    /// Making firms, people, the project, the route.
    pub setting: Duration,
    /// From the first design to the last signature.
    pub playing: Duration,
    /// Bytes of the files that were submitted.
    pub bytes: u64,
    /// Approvals that ran.
    pub approvals: usize,
    /// Times of an answer, with the password that signs it.
    pub signing: Percentiles,
    /// Things that lay with somebody, from one event to another.
    pub spells: usize,
    /// Questions answered.
    pub answered: u64,
    /// Events that everybody received, live or after a cut.
    pub deliveries: usize,
    /// Connections of their sockets cut.
    pub cuts: u64,
    /// Events in the record.
    pub events: usize,
    /// Everything that was not as it must be.
    pub differences: Vec<String>,
}

impl Report {
    /// Says what is played.
    pub fn of(parts: &[Part]) -> Self {
        let revisions: usize = parts.iter().map(|part| part.revisions.len()).sum();
        let mapping = format!("{revisions} revisions of {} parts, each until it is approved", parts.len());
        Self { mapping, ..Self::default() }
    }

    /// Adds what became of a part.
    pub fn add(&mut self, made: Made) {
        self.bytes += made.bytes;
        self.approvals += made.approvals.len();
        self.signing.merge(made.signing);
        self.spells += made.diary.spells.len();
        self.answered += made.diary.answered.values().sum::<u64>();
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = self.bytes as f64 / 1e6;
        writeln!(out, "{}", self.mapping)?;
        writeln!(out, "seed            {}", self.seed)?;
        writeln!(out, "set up in       {:.1} s", self.setting.as_secs_f64())?;
        writeln!(out, "played in       {:.1} s, {megabytes:.1} MB submitted", self.playing.as_secs_f64())?;
        writeln!(out, "approvals       {}, answers signed by password: {}", self.approvals, self.signing)?;
        writeln!(
            out,
            "clocks          {} times something lay with somebody, {} questions answered",
            self.spells, self.answered
        )?;
        writeln!(out, "sockets         5, {} events received, {} cuts", self.deliveries, self.cuts)?;
        writeln!(out, "record          {} events", self.events)?;
        writeln!(out, "differences     {}", self.differences.len())?;
        self.differences.iter().take(SHOWN).try_for_each(|difference| writeln!(out, "  {difference}"))
    }
}
