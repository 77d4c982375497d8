//! Many durations, and what to say of them.

use std::fmt;
use std::time::Duration;

/// Durations, kept whole: a run has at most some millions.
#[derive(Debug, Default, Clone)]
pub struct Percentiles {
    taken: Vec<u32>,
    sorted: bool,
}

impl Percentiles {
    /// Adds one, to the microsecond.
    pub fn add(&mut self, duration: Duration) {
        self.taken.push(u32::try_from(duration.as_micros()).unwrap_or(u32::MAX));
        self.sorted = false;
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: Self) {
        self.taken.extend(other.taken);
        self.sorted = false;
    }

    /// How many were added.
    pub fn count(&self) -> usize {
        self.taken.len()
    }

    /// The duration that a share of all does not exceed; zero when there are none.
    pub fn at(&mut self, share: f64) -> Duration {
        if !self.sorted {
            self.taken.sort_unstable();
            self.sorted = true;
        }
        let last = self.taken.len().saturating_sub(1);
        let place = ((self.taken.len() as f64 * share).ceil() as usize).saturating_sub(1).min(last);
        Duration::from_micros(self.taken.get(place).copied().unwrap_or(0).into())
    }

    /// The middle one.
    pub fn median(&mut self) -> Duration {
        self.at(0.5)
    }
}

impl fmt::Display for Percentiles {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.clone();
        let mut at = |share| sorted.at(share).as_secs_f64() * 1e3;
        let (p50, p95, p99, max) = (at(0.5), at(0.95), at(0.99), at(1.0));
        write!(out, "p50 {p50:.2} ms, p95 {p95:.2} ms, p99 {p99:.2} ms, max {max:.2} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let mut times = Percentiles::default();
        (1..=100).rev().for_each(|ms| times.add(Duration::from_millis(ms)));
        assert_eq!(times.median(), Duration::from_millis(50));
        assert_eq!(times.at(0.99), Duration::from_millis(99));
        assert_eq!(times.at(1.0), Duration::from_millis(100));
        assert_eq!(Percentiles::default().median(), Duration::ZERO);
    }
}
