//! Rate limits per person, address or account.

use crate::kernel::http::Problem;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// Entries after which those at rest are dropped.
const MANY: usize = 50_000;

/// So many in a time, each key for itself.
pub struct Limiter<K: Hash + Eq + Clone> {
    cells: DefaultKeyedRateLimiter<K>,
    spent: Mutex<HashMap<K, Instant>>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn of(quota: Quota) -> Self {
        Self { cells: RateLimiter::keyed(quota), spent: Mutex::default(), clock: DefaultClock::default() }
    }

    /// `n` a second, up to `burst` at once.
    pub fn per_second(n: u32, burst: u32) -> Self {
        Self::of(Quota::per_second(at_least_one(n)).allow_burst(at_least_one(burst)))
    }

    /// `n` a minute.
    pub fn per_minute(n: u32) -> Self {
        Self::of(Quota::per_minute(at_least_one(n)))
    }

    /// `n` an hour.
    pub fn per_hour(n: u32) -> Self {
        Self::of(Quota::per_hour(at_least_one(n)))
    }

    /// `n` a day.
    pub fn per_day(n: u32) -> Self {
        let n = at_least_one(n);
        let each = Duration::from_secs(86_400) / n.get();
        Self::of(Quota::with_period(each).unwrap_or(Quota::per_second(n)).allow_burst(n))
    }

    /// Refuses when the next one would be, without counting.
    pub fn peek(&self, key: &K) -> Result<(), Problem> {
        let spent = self.spent.lock().get(key).is_some_and(|until| *until > Instant::now());
        if spent { Err(Problem::rate_limited(60)) } else { Ok(()) }
    }

    /// Counts one; refuses with the seconds to wait.
    pub fn count(&self, key: &K) -> Result<(), Problem> {
        if self.cells.len() > MANY {
            self.cells.retain_recent();
        }
        self.cells.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            let mut spent = self.spent.lock();
            if spent.len() > MANY {
                spent.retain(|_, until| *until > Instant::now());
            }
            spent.insert(key.clone(), Instant::now() + wait);
            Problem::rate_limited(u32::try_from(wait.as_secs().saturating_add(1)).unwrap_or(u32::MAX))
        })
    }
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}
