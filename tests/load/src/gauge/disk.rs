//! How fast the disk under the data folder can promise anything at all.

use super::percentiles::Percentiles;
use aws_lc_rs::digest::{Context, SHA256};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Appends per measurement, and the bytes of each: what one small commit adds to a write-ahead log.
const APPENDS: usize = 300;
const BYTES: usize = 8 * 1024;

/// Median time of an 8 KiB append with `fdatasync` in a folder.
pub fn fdatasync(folder: &Path) -> io::Result<Duration> {
    let path = folder.join("fdatasync.probe");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let mut times = Percentiles::default();
    for _ in 0..APPENDS {
        let start = Instant::now();
        file.write_all(&[0x5A; BYTES])?;
        file.sync_data()?;
        times.add(start.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(times.median())
}

/// What one thread took to hash, to write and to sync a file.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// SHA-256 of every byte.
    pub hashing: Duration,
    /// Handing it to the system.
    pub writing: Duration,
    /// `fdatasync` after every piece.
    pub syncing: Duration,
}

impl Kept {
    /// All of it.
    pub fn whole(&self) -> Duration {
        self.hashing + self.writing + self.syncing
    }
}

/// Hashes, writes and syncs a new file, a piece after the other: what has to be done with an upload, and no more.
pub fn keep(path: &Path, pieces: impl Iterator<Item = Vec<u8>>) -> io::Result<Kept> {
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(path)?;
    let mut sum = Context::new(&SHA256);
    let mut kept = Kept { hashing: Duration::ZERO, writing: Duration::ZERO, syncing: Duration::ZERO };
    for piece in pieces {
        let start = Instant::now();
        sum.update(&piece);
        kept.hashing += start.elapsed();
        let start = Instant::now();
        file.write_all(&piece)?;
        kept.writing += start.elapsed();
        let start = Instant::now();
        file.sync_data()?;
        kept.syncing += start.elapsed();
    }
    // So that nobody leaves the hash out.
    std::hint::black_box(sum.finish());
    Ok(kept)
}
