//! How fast the disk under the data folder can promise anything at all.

use super::percentiles::Percentiles;
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
