//! When somebody works: days of the week and local times in their own zone, whatever its clock does.

use crate::kernel::clock::Time;
use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveTime, TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;

/// Minutes of a day, 24:00 included.
pub const DAY: u32 = 24 * 60;
/// Days looked at for the next working one. A week has one, if any has.
const AHEAD: u64 = 9;

/// Working hours in a zone. At least one day, and the beginning before the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// The days.
    pub days: Vec<Weekday>,
    /// Minutes after midnight.
    pub from: u32,
    /// Minutes after midnight.
    pub to: u32,
    /// Where.
    pub zone: Tz,
}

impl Hours {
    fn local(&self, time: Time) -> DateTime<Tz> {
        DateTime::from_timestamp_millis(time.0).unwrap_or_default().with_timezone(&self.zone)
    }

    /// The day that it is there.
    pub fn day(&self, time: Time) -> NaiveDate {
        self.local(time).date_naive()
    }

    /// A local time of a day. One that the clock skips is the first after the gap; one that it shows twice is the
    /// first as a beginning, the second as an end.
    fn moment(&self, day: NaiveDate, minutes: u32, is_end: bool) -> Time {
        let midnight = day.and_time(NaiveTime::MIN);
        let mut at = midnight + TimeDelta::minutes(i64::from(minutes));
        for _ in 0..DAY {
            match self.zone.from_local_datetime(&at) {
                LocalResult::Single(time) => return Time(time.timestamp_millis()),
                LocalResult::Ambiguous(first, second) => {
                    return Time(if is_end { second } else { first }.timestamp_millis());
                }
                LocalResult::None => at += TimeDelta::minutes(1),
            }
        }
        Time(midnight.and_utc().timestamp_millis())
    }

    /// Begin and end of the work of a day, if it is a working day.
    fn of(&self, day: NaiveDate) -> Option<(Time, Time)> {
        let works = self.days.contains(&day.weekday());
        works.then(|| (self.moment(day, self.from, false), self.moment(day, self.to, true)))
    }

    fn since(&self, day: NaiveDate) -> impl Iterator<Item = (Time, Time)> {
        (0..AHEAD).filter_map(move |n| day.checked_add_days(Days::new(n))).filter_map(move |day| self.of(day))
    }

    /// The first moment in working hours that is not before `time`.
    pub fn next_within(&self, time: Time) -> Time {
        let mut hours = self.since(self.day(time));
        hours.find(|(_, end)| time < *end).map_or(time.plus_days(1), |(start, _)| time.max(start))
    }

    /// The first beginning of work after `time`.
    pub fn next_start(&self, time: Time) -> Time {
        let mut hours = self.since(self.day(time));
        hours.find(|(start, _)| *start > time).map_or(time.plus_days(1), |(start, _)| start)
    }

    /// When work begins on the last working day before a day.
    pub fn before(&self, day: NaiveDate) -> Option<Time> {
        let mut days = (1..AHEAD).filter_map(|n| day.checked_sub_days(Days::new(n)));
        days.find_map(|day| self.of(day)).map(|(start, _)| start)
    }

    /// When work begins on the first working day after a day.
    pub fn after(&self, day: NaiveDate) -> Option<Time> {
        let mut days = (1..AHEAD).filter_map(|n| day.checked_add_days(Days::new(n)));
        days.find_map(|day| self.of(day)).map(|(start, _)| start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str) -> Hours {
        use Weekday::{Fri, Mon, Thu, Tue, Wed};
        Hours {
            days: vec![Mon, Tue, Wed, Thu, Fri],
            from: 9 * 60,
            to: 18 * 60,
            zone: zone.parse().expect("a zone"),
        }
    }

    fn at(text: &str) -> Time {
        Time(DateTime::parse_from_rfc3339(text).expect("a time").timestamp_millis())
    }

    #[test]
    fn the_same_moment_is_work_in_seoul_and_night_in_monterrey() {
        let monday = at("2026-11-23T10:00:00+09:00");
        assert_eq!(hours("Asia/Seoul").next_within(monday), monday);
        assert_eq!(hours("America/Monterrey").next_within(monday), at("2026-11-23T09:00:00-06:00"));
        assert_eq!(
            hours("Asia/Seoul").next_within(at("2026-11-23T18:00:00+09:00")),
            at("2026-11-24T09:00:00+09:00")
        );
    }

    #[test]
    fn a_weekend_waits_for_monday() {
        let seoul = hours("Asia/Seoul");
        let monday = at("2026-11-30T09:00:00+09:00");
        assert_eq!(seoul.next_within(at("2026-11-27T18:30:00+09:00")), monday);
        assert_eq!(seoul.next_start(at("2026-11-27T09:00:00+09:00")), monday);
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(seoul.before(day("2026-11-30")), Some(at("2026-11-27T09:00:00+09:00")));
        assert_eq!(seoul.after(day("2026-11-27")), Some(monday));
    }

    #[test]
    fn a_clock_that_is_moved_skips_no_day_and_has_none_twice() {
        // Work that begins in the hour that is skipped, or shown twice.
        let new_york = Hours {
            days: vec![Weekday::Sun],
            from: 2 * 60 + 30,
            to: 10 * 60,
            zone: chrono_tz::America::New_York,
        };
        assert_eq!(new_york.next_start(at("2026-03-07T12:00:00-05:00")), at("2026-03-08T03:00:00-04:00"));
        let autumn = Hours { from: 90, ..new_york };
        let first = at("2026-11-01T01:30:00-04:00");
        assert_eq!(autumn.next_start(at("2026-10-31T12:00:00-04:00")), first);
        assert_eq!(autumn.next_start(first), at("2026-11-08T01:30:00-05:00"));
    }

    #[test]
    fn a_day_may_end_at_midnight_and_a_week_may_have_one_day() {
        let all_day = Hours { days: vec![Weekday::Wed], from: 0, to: DAY, zone: chrono_tz::Asia::Seoul };
        let late = at("2026-11-25T23:59:00+09:00");
        assert_eq!(all_day.next_within(late), late);
        assert_eq!(all_day.next_within(at("2026-11-26T00:00:00+09:00")), at("2026-12-02T00:00:00+09:00"));
    }
}
