//! Files and designs: how fast they come and go, what they cost in memory, what a large list takes.

use super::listing::{furnish, list};
use super::scale::compared;
use super::target::Target;
use super::transfers::{Noise, PIECE, back, many, one, prove};
use crate::Outcome;
use crate::gauge::disk::keep;
use crate::gauge::table::{Bound, Line, Verdict};
use std::path::Path;
use std::time::Instant;

/// Pieces of the large file: 1 GiB.
const LARGE: u64 = 128;
/// People who upload at once, and pieces of each: 1 GiB as well.
const PEOPLE: usize = 16;
const EACH: u64 = 8;
/// Rates are measured so often, taking turns; the best counts, since a disturbance only ever slows.
const ROUNDS: u64 = 3;
/// Rounds of lists.
const LISTS: usize = 5;
/// Designs of the small project and of the large one, and revisions of each design.
const FEW: usize = 10;
const MANY: usize = 1_000;
const REVISIONS: usize = 10;
/// What the client asks for.
const PAGE: usize = 50;
/// The file that the reference gives.
pub const REFERENCE: &str = "noise.bin";

/// All of it, or what has `only` in its name. `files` is the folder of the reference.
pub async fn designs(targets: &[Target], files: &Path, only: &str) -> Outcome<Vec<Line>> {
    let [bare, dure] = targets else { return Err("without --dure there is nothing to measure".into()) };
    let (noise, mut lines) = (Noise::default(), Vec::new());
    if "memory".contains(only) {
        lines.push(memory(dure, &noise).await?);
    }
    if "transfers".contains(only) {
        lines.extend(transfers(bare, dure, &noise, files).await?);
    }
    if "lists".contains(only) {
        lines.extend(lists(dure).await?);
    }
    Ok(lines)
}

async fn memory(dure: &Target, noise: &Noise) -> Outcome<Line> {
    let name = format!("{PEOPLE} uploads at once, memory grows by");
    let done = many(dure, noise, PEOPLE, EACH).await?;
    println!("{name}: {:.1} MiB ({})", done.value, done.note);
    let verdict = Verdict { value: done.value, bound: Bound::AtMost(32.0), meaning: "MiB".into() };
    Ok(Line { name, unit: "MiB", figures: vec![None, Some(done.value)], verdict: Some(verdict) })
}

/// A file goes to disk by one thread and through the server, and comes back bare and through the server.
async fn transfers(bare: &Target, dure: &Target, noise: &Noise, files: &Path) -> Outcome<[Line; 2]> {
    let mib = (LARGE * PIECE as u64) >> 20;
    let up = format!("upload of {mib} MiB in pieces of {} MiB", PIECE >> 20);
    let down = format!("download of {mib} MiB");
    let (mut sent, mut came, mut file) = ([0.0_f64; 2], [0.0_f64; 2], String::new());
    for n in 0..ROUNDS {
        let path = files.join(REFERENCE);
        let kept = keep(&path, noise.pieces(n, LARGE))?;
        let rate = mib as f64 / kept.whole().as_secs_f64();
        println!("hashing and writing {mib} MiB: {rate:.0} MiB/s ({kept:?})");
        dure.renew().await?;
        let (done, id) = one(dure, noise, (n, LARGE)).await?;
        println!("{up}: {:.0} MiB/s ({})", done.value, done.note);
        sent = [sent[0].max(rate), sent[1].max(done.value)];
        file = id;
    }
    // The last ones of both: from here on they are in the memory of the system.
    let last = (ROUNDS - 1, LARGE);
    prove(bare, REFERENCE, noise, last).await?;
    prove(dure, &file, noise, last).await?;
    for _ in 0..ROUNDS {
        for (target, file, best) in [(bare, REFERENCE, 0), (dure, file.as_str(), 1)] {
            let done = back(target, file, LARGE).await?;
            println!("{down}: {} {:.0} MiB/s ({})", target.name, done.value, done.note);
            came[best] = came[best].max(done.value);
        }
    }
    Ok([ratio(up, sent, 0.6, "of hashing and writing"), ratio(down, came, 0.7, "of a bare answer")])
}

fn ratio(name: String, [reference, real]: [f64; 2], bound: f64, meaning: &str) -> Line {
    let verdict =
        Verdict { value: real / reference, bound: Bound::AtLeast(bound), meaning: meaning.to_owned() };
    Line { name, unit: "MiB/s", figures: vec![Some(reference), Some(real)], verdict: Some(verdict) }
}

async fn lists(dure: &Target) -> Outcome<Vec<Line>> {
    let (cast, start) = (dure.cast.as_ref().ok_or("no cast")?, Instant::now());
    let small = furnish(dure, cast, 2_000, (FEW, REVISIONS)).await?;
    let large = furnish(dure, cast, 2_001, (MANY, REVISIONS)).await?;
    println!("{} revisions made in {:.1} s", (FEW + MANY) * REVISIONS, start.elapsed().as_secs_f64());
    let mut lines = Vec::new();
    for limit in [PAGE, FEW] {
        dure.renew().await?;
        let mut few = list(dure, &small, (limit, FEW.min(limit))).await?;
        let mut many = list(dure, &large, (limit, MANY.min(limit))).await?;
        let mut ratios = Vec::new();
        for _ in 0..LISTS {
            let little = few.round().await?;
            ratios.push(many.round().await?.div_duration_f64(little));
        }
        let name = |designs: usize| {
            let (on, revisions) = (designs.min(limit), designs * REVISIONS);
            format!("{on} of {designs} designs, {revisions} revisions, median")
        };
        let times = (few.times, many.times);
        lines.extend(compared([name(FEW), name(MANY)], times, &mut ratios, 3.0).map(second));
    }
    Ok(lines)
}

/// Its figure under the server's own head.
fn second(line: Line) -> Line {
    let figures = [None].into_iter().chain(line.figures).collect();
    Line { figures, ..line }
}
