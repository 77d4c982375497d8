//! The one place that reads the wall clock.

use chrono::{DateTime, SecondsFormat, Utc};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Time(pub i64);

impl Time {
    /// RFC 3339 in UTC with milliseconds, as everywhere on the wire.
    pub fn rfc3339(self) -> String {
        DateTime::<Utc>::from_timestamp_millis(self.0)
            .unwrap_or_default()
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// As in headers of HTTP (RFC 9110, IMF-fixdate).
    pub fn http_date(self) -> String {
        let at = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// Later by so many seconds.
    pub fn plus_seconds(self, seconds: u32) -> Self {
        Time(self.0.saturating_add(i64::from(seconds).saturating_mul(1000)))
    }

    /// Later by so many days of 24 hours.
    pub fn plus_days(self, days: u32) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Earlier by so many hours.
    pub fn minus_hours(self, hours: u32) -> Self {
        Time(self.0.saturating_sub(i64::from(hours).saturating_mul(3_600_000)))
    }

    /// Time since `earlier`; zero when that is later.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// Tells the time. Tests may move it, under the feature `testing` alone.
#[derive(Debug, Default)]
pub struct Clock {
    #[cfg_attr(not(feature = "testing"), allow(dead_code, reason = "only tests set it"))]
    shift: AtomicI64,
}

impl Clock {
    /// The time now.
    #[allow(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Time {
        Time(Utc::now().timestamp_millis().saturating_add(self.shift.load(Ordering::Relaxed)))
    }

    /// Moves the clock by so many milliseconds from the real time.
    #[cfg(feature = "testing")]
    pub fn shift_to(&self, milliseconds: i64) {
        self.shift.store(milliseconds, Ordering::Relaxed);
    }
}
