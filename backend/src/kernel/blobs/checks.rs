//! Check sums of a content, taken while it passes: its SHA-256, and a CRC-32 of every stretch, by which a stretch is
//! proved before it is sent.

use crate::kernel::record::hex;
use crate::kernel::secrets::{decode, encode};
use aws_lc_rs::digest::{Context, SHA256};

/// Bytes of a stretch.
pub const STRETCH: usize = 1 << 20;

/// Sums of every stretch of a content, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checks(Vec<u32>);

impl Checks {
    /// As text, for a column.
    pub fn text(&self) -> String {
        let bytes: Vec<u8> = self.0.iter().flat_map(|sum| sum.to_be_bytes()).collect();
        encode(&bytes)
    }

    /// Reads what [`Checks::text`] made.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = decode(text)?;
        let (sums, rest) = bytes.as_chunks::<4>();
        rest.is_empty().then(|| Self(sums.iter().map(|sum| u32::from_be_bytes(*sum)).collect()))
    }

    /// Whether this stretch is what was written there.
    pub fn prove(&self, stretch: usize, bytes: &[u8]) -> bool {
        self.0.get(stretch).is_some_and(|sum| *sum == crc32fast::hash(bytes))
    }
}

/// The sums so far.
#[derive(Clone)]
pub struct Summing {
    whole: Context,
    stretch: crc32fast::Hasher,
    filled: usize,
    sums: Vec<u32>,
}

impl Summing {
    pub fn new() -> Self {
        Self { whole: Context::new(&SHA256), stretch: crc32fast::Hasher::new(), filled: 0, sums: Vec::new() }
    }

    pub fn take(&mut self, mut bytes: &[u8]) {
        self.whole.update(bytes);
        while !bytes.is_empty() {
            let (here, rest) = bytes.split_at(bytes.len().min(STRETCH - self.filled));
            self.stretch.update(here);
            self.filled += here.len();
            bytes = rest;
            if self.filled == STRETCH {
                self.end_stretch();
            }
        }
    }

    fn end_stretch(&mut self) {
        self.sums.push(std::mem::take(&mut self.stretch).finalize());
        self.filled = 0;
    }

    /// The SHA-256 in lower-case hex, and the sums.
    pub fn finish(mut self) -> (String, Checks) {
        if self.filled > 0 {
            self.end_stretch();
        }
        (hex(self.whole.finish().as_ref()), Checks(self.sums))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_is_proved_by_itself_however_the_bytes_came() {
        let bytes: Vec<u8> = (0..STRETCH * 2 + 77).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let (mut at_once, mut in_bits) = (Summing::new(), Summing::new());
        at_once.take(&bytes);
        bytes.chunks(9_973).for_each(|bit| in_bits.take(bit));
        let (sha256, checks) = at_once.finish();
        assert_eq!((sha256.clone(), checks.clone()), in_bits.finish());
        assert_eq!(sha256, crate::kernel::record::sha256(&bytes));
        assert_eq!(Checks::parse(&checks.text()), Some(checks.clone()));
        for (n, stretch) in bytes.chunks(STRETCH).enumerate() {
            assert!(checks.prove(n, stretch));
            let mut flipped = stretch.to_vec();
            flipped[stretch.len() / 2] ^= 4;
            assert!(!checks.prove(n, &flipped));
        }
        assert!(!checks.prove(3, b"") && Checks::parse("AAA").is_none());
    }
}
