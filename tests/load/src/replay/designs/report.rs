//! What a replay of designs prints.

use super::maker::{Made, PIECE};
use super::parts::Part;
use crate::gauge::percentiles::Percentiles;
use std::fmt;
use std::time::Duration;

/// Differences that are printed; the rest is only counted.
const SHOWN: usize = 20;

/// Counts, bytes, times and differences of a whole replay.
#[derive(Default)]
pub struct Report {
    /// What was played.
    pub mapping: String,
    /// Seed of everything random.
    pub seed: u64,
    /// Making firms, people, the project.
    pub setting: Duration,
    /// From the first design to the last answer.
    pub playing: Duration,
    /// Revisions submitted, and their bytes: as many were taken back.
    pub revisions: usize,
    /// Bytes of their files.
    pub bytes: u64,
    /// Pieces that arrived whole, and that were cut.
    pub pieces: [u64; 2],
    /// Time spent on uploads and on downloads, of all parts together.
    pub moving: [Duration; 2],
    /// Comparisons asked for.
    pub compared: usize,
    /// Times of a comparison.
    pub times: Percentiles,
    /// Comments that came back.
    pub comments: usize,
    /// Events that both sides received live or after a cut.
    pub deliveries: usize,
    /// Connections of their sockets cut.
    pub cuts: u64,
    /// Events in the record.
    pub events: usize,
    /// Of them, markers for the customer.
    pub markers: usize,
    /// Everything that was not as it must be.
    pub differences: Vec<String>,
}

impl Report {
    /// Says what is played.
    pub fn of(parts: &[Part]) -> Self {
        let all = || parts.iter().flat_map(|part| &part.revisions);
        let day = |date: Option<&str>| date.and_then(|date| date.get(..10)).unwrap_or_default().to_owned();
        let dates = || all().map(|revision| revision.date.as_str());
        let (revisions, bytes) = (all().count(), all().map(|revision| revision.bytes.len() as u64).sum());
        let (first, last) = (day(dates().min()), day(dates().max()));
        let mapping = format!("{revisions} revisions of {} parts, made from {first} to {last}", parts.len());
        Self { mapping, revisions, bytes, ..Self::default() }
    }

    /// Adds what became of a part.
    pub fn add(&mut self, made: Made) {
        self.pieces[0] += made.pieces.whole;
        self.pieces[1] += made.pieces.cut;
        self.moving[0] += made.moving[0];
        self.moving[1] += made.moving[1];
        self.compared += made.compared;
        self.times.merge(made.turns);
        self.comments += 1;
        self.differences.extend(made.differences);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = self.bytes as f64 / 1e6;
        let rate = |time: Duration| megabytes / time.as_secs_f64().max(1e-9);
        let [whole, cut] = self.pieces;
        let [up, down] = self.moving;
        writeln!(out, "{}", self.mapping)?;
        writeln!(out, "seed            {}", self.seed)?;
        writeln!(out, "set up in       {:.1} s", self.setting.as_secs_f64())?;
        let both = 2.0 * rate(self.playing);
        writeln!(
            out,
            "played in       {:.1} s, all parts at once: {both:.0} MB/s",
            self.playing.as_secs_f64()
        )?;
        let most = PIECE / 1024;
        writeln!(
            out,
            "uploaded        {} files, {megabytes:.1} MB, {:.0} MB/s each: {whole} pieces of at most {most} KiB, {cut} more cut and resumed",
            self.revisions,
            rate(up)
        )?;
        writeln!(
            out,
            "taken back      {} files, {megabytes:.1} MB, {:.0} MB/s each",
            self.revisions,
            rate(down)
        )?;
        writeln!(out, "compared        {} times, {}", self.compared, self.times)?;
        writeln!(out, "comments        {} closed with the next revision, checked on it", self.comments)?;
        writeln!(out, "sockets         2, {} events received, {} cuts", self.deliveries, self.cuts)?;
        writeln!(
            out,
            "record          {} events, {} of them markers for the customer",
            self.events, self.markers
        )?;
        writeln!(out, "differences     {}", self.differences.len())?;
        self.differences.iter().take(SHOWN).try_for_each(|difference| writeln!(out, "  {difference}"))
    }
}
