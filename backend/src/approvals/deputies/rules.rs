//! When somebody may stand in for another.

use super::deputy::Deputy;
use crate::approvals::days;
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::PersonId;
use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// Somebody stands in on one of these days already.
pub const DEPUTY_OVERLAPS: Refusal = Refusal::conflict("deputy_overlaps");
/// The person named is away then themselves, and comes back to who names them.
pub const DEPUTY_CIRCULAR: Refusal = Refusal::conflict("deputy_circular");
/// A person names, and stands in for, only so many at a time.
pub const DEPUTIES_FULL: Refusal = Refusal::conflict("deputies_full");
/// It is over.
pub const DEPUTY_OVER: Refusal = Refusal::conflict("deputy_over");

/// How many namings that are not over one person has on each side.
const MOST: usize = 20;
/// Longest, in days.
const LONGEST: i64 = 366;
/// Furthest ahead, in days.
const FURTHEST: i64 = 731;

/// When these days begin and end in a zone: none of them is over there.
pub fn span(zone: Tz, (from_on, until_on): (&str, &str), now: Time) -> Result<(Time, Time), Problem> {
    let day = |text: &str, at: &str| text.parse::<NaiveDate>().map_err(|_| Fault::new("day").at(at));
    let (from, until) = (day(from_on, "/from_on")?, day(until_on, "/until_on")?);
    let today = DateTime::from_timestamp_millis(now.0).unwrap_or_default().with_timezone(&zone).date_naive();
    if from < today {
        return Err(Fault::new("range").at("/from_on"));
    }
    let (length, ahead) = ((until - from).num_days(), (until - today).num_days());
    if !(0..LONGEST).contains(&length) || ahead > FURTHEST {
        return Err(Fault::new("range").at("/until_on"));
    }
    let after = until.checked_add_days(Days::new(1)).ok_or_else(|| Fault::new("range").at("/until_on"))?;
    Ok((days::begin_of(zone, from), days::begin_of(zone, after)))
}

/// Whether a naming may be added to those of the firm that are not over.
pub fn may_name(new: &Deputy, others: &[Deputy]) -> Result<(), Refusal> {
    let own = || others.iter().filter(|other| other.person == new.person);
    if own().any(|other| other.meets(new)) {
        return Err(DEPUTY_OVERLAPS);
    }
    let theirs = others.iter().filter(|other| other.deputy == new.deputy);
    if own().count() >= MOST || theirs.count() >= MOST {
        return Err(DEPUTIES_FULL);
    }
    if comes_back(new, others) { Err(DEPUTY_CIRCULAR) } else { Ok(()) }
}

/// Whether following who stands in for whom, on these days, leads from the deputy to the person.
fn comes_back(new: &Deputy, others: &[Deputy]) -> bool {
    let mut known: BTreeSet<PersonId> = BTreeSet::from([new.deputy]);
    let mut ahead = vec![new.deputy];
    while let Some(person) = ahead.pop() {
        if person == new.person {
            return true;
        }
        let next = others.iter().filter(|other| other.person == person && other.meets(new));
        ahead.extend(next.map(|other| other.deputy).filter(|deputy| known.insert(*deputy)));
    }
    false
}

/// Once it is ended. What is over stays as it was.
pub fn ended(deputy: &Deputy, now: Time) -> Result<Deputy, Refusal> {
    if deputy.ends_at <= now {
        return Err(DEPUTY_OVER);
    }
    Ok(Deputy { ends_at: now.max(deputy.created_at), ended_at: Some(now), ..deputy.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{DeputyId, FirmId};
    use chrono_tz::America::Monterrey;
    use chrono_tz::Asia::Seoul;

    fn at(text: &str) -> Time {
        Time(DateTime::parse_from_rfc3339(text).expect("a time").timestamp_millis())
    }

    fn naming(person: PersonId, deputy: PersonId, (from, to): (i64, i64)) -> Deputy {
        Deputy {
            id: DeputyId::new(),
            firm: FirmId::new(),
            person,
            deputy,
            from_on: String::new(),
            until_on: String::new(),
            time_zone: "Asia/Seoul".into(),
            from_at: Time(from),
            ends_at: Time(to),
            ended_at: None,
            created_at: Time(0),
            created_seq: 1,
        }
    }

    /// R14, R29: days are those of the person, from the first moment of the first to the last of the last.
    #[test]
    fn days_begin_and_end_where_the_person_is() {
        let now = at("2026-12-01T01:00:00+09:00");
        let (from, to) = span(Seoul, ("2026-12-01", "2026-12-03"), now).expect("days");
        assert_eq!((from, to), (at("2026-12-01T00:00:00+09:00"), at("2026-12-04T00:00:00+09:00")));
        // There it is still the day before.
        assert!(span(Monterrey, ("2026-11-30", "2026-11-30"), now).is_ok());
        for days in [
            ("2026-11-30", "2026-12-03"),
            ("2026-12-03", "2026-12-02"),
            ("2026-12-03", "2027-12-04"),
            ("2028-11-30", "2028-12-03"),
        ] {
            assert!(span(Seoul, days, now).is_err(), "{days:?}");
        }
    }

    /// R14: one at a time, none in a circle of whatever length, and only while their days meet.
    #[test]
    fn nobody_stands_in_for_themselves_by_way_of_others() {
        let people: Vec<PersonId> = (0..4).map(|_| PersonId::new()).collect();
        let first = naming(people[0], people[1], (10, 20));
        let alone = std::slice::from_ref(&first);
        assert_eq!(may_name(&naming(people[0], people[2], (19, 30)), alone), Err(DEPUTY_OVERLAPS));
        assert_eq!(may_name(&naming(people[0], people[2], (20, 30)), alone), Ok(()));
        let back = naming(people[1], people[0], (15, 16));
        assert_eq!(may_name(&back, alone), Err(DEPUTY_CIRCULAR));
        assert_eq!(may_name(&naming(people[1], people[0], (20, 30)), alone), Ok(()));
        let long =
            [first.clone(), naming(people[1], people[2], (12, 14)), naming(people[2], people[3], (5, 50))];
        assert_eq!(may_name(&naming(people[3], people[0], (13, 15)), &long), Err(DEPUTY_CIRCULAR));
        assert_eq!(may_name(&naming(people[3], people[0], (14, 15)), &long), Ok(()), "one of them is back");
        let many: Vec<Deputy> = (0..20).map(|n| naming(people[0], people[1], (n * 10, n * 10 + 5))).collect();
        assert_eq!(may_name(&naming(people[0], people[2], (300, 310)), &many), Err(DEPUTIES_FULL));
        assert_eq!(may_name(&naming(people[2], people[1], (300, 310)), &many), Err(DEPUTIES_FULL));
    }

    #[test]
    fn what_is_ended_is_over_at_once_and_only_once() {
        let naming = naming(PersonId::new(), PersonId::new(), (10, 20));
        let over = ended(&naming, Time(15)).expect("ended");
        assert_eq!((over.ends_at, over.ended_at), (Time(15), Some(Time(15))));
        assert_eq!(ended(&over, Time(15)), Err(DEPUTY_OVER));
        let before = ended(&naming, Time(5)).expect("ended");
        assert!(before.ends_at < before.from_at, "it never began");
    }
}
