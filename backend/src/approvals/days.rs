//! Working days where somebody is (R29): Monday to Friday without the public holidays of Korea and Mexico.

use crate::kernel::clock::Time;
use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Weekday,
};
use chrono_tz::Tz;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Work ends at six in the evening.
const END: NaiveTime = match NaiveTime::from_hms_opt(18, 0, 0) {
    Some(end) => end,
    None => NaiveTime::MIN,
};

type Calendar = BTreeSet<NaiveDate>;

static KOREA: LazyLock<Calendar> = LazyLock::new(|| calendar(include_str!("holidays/kr.txt")));
static MEXICO: LazyLock<Calendar> = LazyLock::new(|| calendar(include_str!("holidays/mx.txt")));

fn calendar(days: &str) -> Calendar {
    days.lines().filter_map(|day| day.parse().ok()).collect()
}

/// The holidays where the clocks show this zone.
fn holidays(zone: Tz) -> Option<&'static Calendar> {
    use chrono_tz::{America as A, Asia, Mexico, ROK};
    match zone {
        Asia::Seoul | ROK => Some(&KOREA),
        A::Mexico_City
        | A::Monterrey
        | A::Tijuana
        | A::Hermosillo
        | A::Cancun
        | A::Chihuahua
        | A::Ciudad_Juarez
        | A::Matamoros
        | A::Mazatlan
        | A::Merida
        | A::Ojinaga
        | A::Bahia_Banderas
        | A::Ensenada
        | A::Santa_Isabel
        | Mexico::General
        | Mexico::BajaNorte
        | Mexico::BajaSur => Some(&MEXICO),
        _ => None,
    }
}

fn is_worked(zone: Tz, day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !is_weekend && !holidays(zone).is_some_and(|days| days.contains(&day))
}

/// The end of work on the working day that follows so many others after `from`, there.
pub fn due(zone: Tz, days: u32, from: Time) -> Time {
    let mut day =
        DateTime::from_timestamp_millis(from.0).unwrap_or_default().with_timezone(&zone).date_naive();
    let mut left = days;
    while left > 0 {
        let Some(next) = day.checked_add_days(Days::new(1)) else { return from.plus_days(days) };
        day = next;
        left -= u32::from(is_worked(zone, day));
    }
    first_from(zone, day.and_time(END))
}

/// The end of work on this day, there.
pub fn end_of(zone: Tz, day: &str) -> Option<Time> {
    Some(first_from(zone, day.parse::<NaiveDate>().ok()?.and_time(END)))
}

/// The first moment of this day, there.
pub fn begin_of(zone: Tz, day: NaiveDate) -> Time {
    first_from(zone, day.and_time(NaiveTime::MIN))
}

/// That hour on the clock there, or the first one after it that there is.
fn first_from(zone: Tz, mut hour: NaiveDateTime) -> Time {
    loop {
        match zone.from_local_datetime(&hour) {
            LocalResult::Single(time) | LocalResult::Ambiguous(_, time) => {
                return Time(time.timestamp_millis());
            }
            LocalResult::None => hour += TimeDelta::minutes(1),
        }
    }
}

/// Working days after the day of `from`, up to the day of `to`, there: what is done on the day it came took none, what is done
/// by its due day as many as it was given. Two stretches that follow each other have as many as the whole.
pub fn worked(zone: Tz, from: Time, to: Time) -> i64 {
    let day = |at: Time| {
        DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&zone).date_naive()
    };
    let (first, last) = (day(from), day(to));
    let Some(next) = first.checked_add_days(Days::new(1)).filter(|next| *next <= last) else { return 0 };
    // Day 1 is a Monday.
    let weekdays = |day: NaiveDate| {
        let days = i64::from(day.num_days_from_ce());
        days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
    };
    let free = holidays(zone).map_or(0, |days| {
        days.range(next..=last).filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)).count()
    });
    weekdays(last) - weekdays(first) - i64::try_from(free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::Monterrey;
    use chrono_tz::Asia::Seoul;
    use chrono_tz::Europe::Berlin;

    fn at(text: &str) -> Time {
        Time(DateTime::parse_from_rfc3339(text).expect("a time").timestamp_millis())
    }

    /// R29: the same moment is another day, and another holiday, elsewhere.
    #[test]
    fn days_are_counted_where_the_holder_is() {
        // A Monday in Seoul is a Sunday evening in Monterrey.
        let monday = at("2026-11-23T09:00:00+09:00");
        assert_eq!(due(Seoul, 3, monday), at("2026-11-26T18:00:00+09:00"));
        assert_eq!(due(Monterrey, 3, monday), at("2026-11-25T18:00:00-06:00"));
        // Chuseok with its weekend, 24 to 26 September 2026.
        let wednesday = at("2026-09-23T10:00:00+09:00");
        assert_eq!(due(Seoul, 1, wednesday), at("2026-09-28T18:00:00+09:00"));
        assert_eq!(due(Berlin, 1, wednesday), at("2026-09-24T18:00:00+02:00"));
        // The third Monday of November in Mexico.
        let friday = at("2026-11-13T10:00:00-06:00");
        assert_eq!(due(Monterrey, 1, friday), at("2026-11-17T18:00:00-06:00"));
    }

    #[test]
    fn a_leap_day_a_changed_clock_and_the_end_of_time_are_no_trouble() {
        assert_eq!(due(Seoul, 1, at("2028-02-28T23:59:59+09:00")), at("2028-02-29T18:00:00+09:00"));
        assert_eq!(due(Berlin, 1, at("2026-10-23T12:00:00+02:00")), at("2026-10-26T18:00:00+01:00"));
        assert!(due(Seoul, 60, Time(i64::MAX)).0 > 0);
    }

    /// R29: what is done by its due day took as many days as it was given, wherever and whenever it came.
    #[test]
    fn worked_days_are_those_that_a_due_day_gives() {
        let begin = at("2026-01-01T00:30:00Z").0;
        let mut checked = 0;
        for zone in [Seoul, Monterrey, Berlin] {
            for start in (0..365).step_by(3) {
                let from = Time(begin + start * 86_400_000);
                for days in [1, 2, 3, 5, 20, 70] {
                    let until = due(zone, days, from);
                    assert_eq!(worked(zone, from, until), i64::from(days), "{zone} {start} {days}");
                    let middle = Time(from.0 + (until.0 - from.0) / 3);
                    assert_eq!(worked(zone, from, middle) + worked(zone, middle, until), i64::from(days));
                    checked += 1;
                }
            }
        }
        assert_eq!(checked, 3 * 122 * 6);
        assert_eq!(worked(Seoul, at("2026-11-24T09:00:00+09:00"), at("2026-11-24T17:00:00+09:00")), 0);
        assert_eq!(worked(Seoul, Time(5), Time(4)), 0);
    }
}
