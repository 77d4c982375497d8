//! Files on their way: one large one, many at once, and back.

use super::Measured;
use super::target::{Effort, Target};
use crate::Outcome;
use crate::client::files::{Upload, download};
use crate::client::http::Connection;
use crate::gauge::process::{anonymous, forget_peak, peak, resident};
use futures_util::future::try_join_all;
use std::cell::Cell;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Bytes of a piece.
pub const PIECE: usize = 8 << 20;
/// Time for the followers of the record to come to its end before memory is looked at: what they take is not of uploads.
const SETTLE: Duration = Duration::from_secs(5);
/// Memory is looked at this often.
const LOOK: Duration = Duration::from_millis(20);
const MIB: f64 = (1 << 20) as f64;

/// What is sent: the same noise in every piece but for its first bytes, so that no two files and no two pieces are alike.
pub struct Noise(Vec<u8>);

impl Default for Noise {
    fn default() -> Self {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        };
        Self((0..PIECE / 8).flat_map(|_| next()).collect())
    }
}

impl Noise {
    /// A piece of a file: its own first bytes, and the rest.
    fn piece(&self, file: u64, n: u64) -> ([u8; 16], &[u8]) {
        let mut first = [0; 16];
        first[..8].copy_from_slice(&file.to_le_bytes());
        first[8..].copy_from_slice(&n.to_le_bytes());
        (first, &self.0[16..])
    }

    /// All pieces of a file, each in one.
    pub fn pieces(&self, file: u64, count: u64) -> impl Iterator<Item = Vec<u8>> {
        (0..count).map(move |n| {
            let (first, rest) = self.piece(file, n);
            [&first, rest].concat()
        })
    }
}

/// Uploads a file of so many pieces; answers its id.
async fn upload(target: &Target, person: usize, noise: &Noise, (file, count): (u64, u64)) -> Outcome<String> {
    let (by, length) = (target.person(person), count * PIECE as u64);
    let mut upload = Upload::begin(target.address, by, (&target.rooms[0], "noise.bin"), length).await?;
    for n in 0..count {
        let (first, rest) = noise.piece(file, n);
        if !upload.send(by, (&first, rest)).await? {
            return Err(format!("piece {n} was not taken").into());
        }
    }
    Ok(upload.id)
}

/// MiB per second of one upload, and the id of the file.
pub async fn one(target: &Target, noise: &Noise, what: (u64, u64)) -> Outcome<(Measured, String)> {
    let (effort, start) = (Effort::start(target), Instant::now());
    let id = upload(target, 0, noise, what).await?;
    let value = what.1 as f64 * PIECE as f64 / MIB / start.elapsed().as_secs_f64();
    Ok((Measured { value, note: effort.report() }, id))
}

/// MiB by which the server's memory grows at most while so many people upload at once, each a file of so many pieces.
pub async fn many(target: &Target, noise: &Noise, people: usize, count: u64) -> Outcome<Measured> {
    sleep(SETTLE).await;
    let (process, before, own) = (target.process, resident(target.process), anonymous(target.process));
    forget_peak(process)?;
    let (start, ended, most) = (Instant::now(), Cell::new(false), Cell::new(own));
    let sending = async {
        let all = (0..people).map(|person| upload(target, person, noise, (1_000 + person as u64, count)));
        let sent = try_join_all(all).await;
        ended.set(true);
        sent
    };
    let looking = async {
        while !ended.get() {
            most.set(most.get().max(anonymous(process)));
            sleep(LOOK).await;
        }
    };
    let (sent, ()) = futures_util::future::join(sending, looking).await;
    let bytes = sent?.len() as f64 * count as f64 * PIECE as f64;
    let rate = bytes / MIB / start.elapsed().as_secs_f64();
    let mib = |bytes: u64| bytes as f64 / MIB;
    let note = format!(
        "{:.1} MiB resident before, {:.1} at most; of no file {:.1} and {:.1}; {rate:.0} MiB/s",
        mib(before),
        mib(peak(process)),
        mib(own),
        mib(most.get())
    );
    Ok(Measured { value: mib(peak(process).saturating_sub(before)), note })
}

/// MiB per second of a download. Fails when it is shorter or longer than it must be.
pub async fn back(target: &Target, file: &str, count: u64) -> Outcome<Measured> {
    let (effort, mut connection) = (Effort::start(target), Connection::open(target.address).await?);
    let start = Instant::now();
    let bytes = download(&mut connection, target.person(0), file, |_| {}).await?;
    let value = bytes as f64 / MIB / start.elapsed().as_secs_f64();
    if bytes != count * PIECE as u64 {
        return Err(format!("{bytes} bytes came back").into());
    }
    Ok(Measured { value, note: effort.report() })
}

/// Fails unless a file is what was sent, byte for byte.
pub async fn prove(target: &Target, file: &str, noise: &Noise, what: (u64, u64)) -> Outcome<()> {
    let mut connection = Connection::open(target.address).await?;
    let (mut wanted, mut at, mut same) = (noise.pieces(what.0, what.1), PIECE, true);
    let mut piece = Vec::new();
    download(&mut connection, target.person(0), file, |mut bytes| {
        while !bytes.is_empty() {
            if at == PIECE {
                (piece, at) = (wanted.next().unwrap_or_default(), 0);
            }
            let (here, rest) = bytes.split_at(bytes.len().min(PIECE - at));
            same &= piece.get(at..at + here.len()) == Some(here);
            at += here.len();
            bytes = rest;
        }
    })
    .await?;
    if same && at == PIECE && wanted.next().is_none() { Ok(()) } else { Err("it came back altered".into()) }
}
