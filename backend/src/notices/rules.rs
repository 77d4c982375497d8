//! What somebody wants to be told by mail, and whether it is time.

use super::hours::{DAY, Hours};
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::store::words;
use chrono::{NaiveDate, Weekday};

words! {
    /// How much mail somebody wants.
    Mail {
        /// What is for them soon, in working hours; the rest once a day.
        Each = "each",
        /// Everything once a day.
        Daily = "daily",
        /// Only what their account needs.
        None = "none",
    }
}

words! {
    /// Why somebody is told.
    Kind {
        /// They, or a party of theirs, were named.
        Mention = "mention",
        /// The ball came to them.
        Turn = "turn",
    }
}

words! {
    /// Which reminder of a day it is.
    Stage {
        /// It comes.
        Soon = "soon",
        /// It has gone by.
        Overdue = "overdue",
    }
}

words! {
    /// What became of a mail that did not leave.
    Delivery {
        /// It is tried again.
        Retrying = "retrying",
        /// It is not, unless somebody says so.
        GivenUp = "given_up",
    }
}

/// What did not leave has left by now, or was never there.
pub const NOT_WAITING: Refusal = Refusal::conflict("mail_not_waiting");

/// The words of days, Monday first.
const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// How somebody wants mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// How much.
    pub mail: Mail,
    /// When they work.
    pub hours: Hours,
}

impl Preferences {
    /// What everybody begins with.
    pub fn usual(zone: chrono_tz::Tz) -> Self {
        let days = WEEK.iter().take(5).map(|(_, day)| *day).collect();
        Self { mail: Mail::Each, hours: Hours { days, from: 9 * 60, to: 18 * 60, zone } }
    }

    /// With what a client asks for.
    pub fn changed(self, request: &dure_api::UpdateMailPreferences) -> Result<Self, Problem> {
        let mail = request.mail.as_deref().map(str::parse::<Mail>).transpose();
        let from = request.from.as_deref().map(minutes).transpose().map_err(|fault| fault.at("/from"))?;
        let to = request.to.as_deref().map(minutes).transpose().map_err(|fault| fault.at("/to"))?;
        let hours = Hours {
            days: request.days.as_deref().map(days).transpose()?.unwrap_or(self.hours.days),
            from: from.unwrap_or(self.hours.from),
            to: to.unwrap_or(self.hours.to),
            zone: self.hours.zone,
        };
        if hours.from >= hours.to {
            return Err(Fault::new("hours").at(if request.to.is_some() { "/to" } else { "/from" }));
        }
        Ok(Self {
            mail: mail.map_err(|_| Fault::new("unknown_word").at("/mail"))?.unwrap_or(self.mail),
            hours,
        })
    }

    /// The days as words.
    pub fn day_words(&self) -> Vec<String> {
        let works = |day: &Weekday| self.hours.days.contains(day);
        WEEK.iter().filter(|(_, day)| works(day)).map(|(word, _)| (*word).to_owned()).collect()
    }
}

/// Days from words, each once.
pub fn days(words: &[String]) -> Result<Vec<Weekday>, Problem> {
    if words.is_empty() {
        return Err(Fault::new("no_day").at("/days"));
    }
    let mut days = Vec::new();
    for (n, word) in words.iter().take(WEEK.len() + 1).enumerate() {
        let known = WEEK.iter().find(|(known, _)| known == word).map(|(_, day)| *day);
        let day = known.ok_or_else(|| Fault::new("unknown_word").at(format!("/days/{n}")))?;
        if days.contains(&day) {
            return Err(Fault::new("duplicate").at(format!("/days/{n}")));
        }
        days.push(day);
    }
    Ok(days)
}

/// `HH:MM`, 24:00 included.
pub fn minutes(text: &str) -> Result<u32, Fault> {
    let fault = Fault::new("time_of_day");
    let is_digit = |n: usize| text.as_bytes().get(n).is_some_and(u8::is_ascii_digit);
    let (hours, minutes) = text.split_once(':').ok_or(fault)?;
    if text.len() != 5 || ![0, 1, 3, 4].into_iter().all(is_digit) {
        return Err(fault);
    }
    let (hours, minutes): (u32, u32) =
        (hours.parse().map_err(|_| fault)?, minutes.parse().map_err(|_| fault)?);
    let all = hours * 60 + minutes;
    if minutes < 60 && all <= DAY { Ok(all) } else { Err(fault) }
}

/// The same back.
pub fn time_of_day(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What was brought so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// When the next digest goes, once there is something for it.
    pub digest_at: Option<Time>,
    /// The day of the last one.
    pub digest_on: Option<NaiveDate>,
    /// The day of the last mails.
    pub sent_on: Option<NaiveDate>,
    /// How many that day.
    pub sent: i64,
}

/// What there is to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pending {
    /// Since when something is for the person.
    pub oldest: Option<Time>,
    /// Whether something happened that they have neither read nor been told.
    pub changes: bool,
    /// When reminders are to be given that were not yet.
    pub reminders: Vec<Time>,
}

/// How often and how soon.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Seconds in which what happens goes into one mail.
    pub gather_seconds: u32,
    /// Mails of a day, the digest apart.
    pub per_day: u32,
}

/// A mail's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What is for the person.
    Each,
    /// That, what waits, and how much happened.
    Digest,
}

/// What is to be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Tell it.
    Send(Form),
    /// Come back, and when the digest goes.
    Wait(Time, Option<Time>),
    /// There is nothing.
    Rest,
}

/// Whether something done on a day counts for this one. A day ahead may be another zone's, or a clock's that went
/// back; a day further ahead is a clock's that was wrong.
fn counts(on: Option<NaiveDate>, today: NaiveDate) -> bool {
    on.is_some_and(|on| (0..=1).contains(&(on - today).num_days()))
}

/// What to do for somebody now.
pub fn step(wants: &Preferences, round: &Round, pending: &Pending, pace: Pace, now: Time) -> Step {
    let hours = &wants.hours;
    let ready = pending.reminders.iter().any(|at| *at <= now);
    let later = pending.reminders.iter().copied().filter(|at| *at > now).min();
    let digest = (pending.oldest.is_some() || pending.changes || ready).then(|| {
        let start = hours.next_start(now);
        let planned = round.digest_at.map_or(start, |at| at.min(start));
        let planned = if wants.mail == Mail::Daily && ready { now } else { planned };
        let mut at = hours.next_within(planned.max(now));
        while counts(round.digest_on, hours.day(at)) {
            at = hours.next_start(at);
        }
        at
    });
    let soon = || {
        let gathered = pending.oldest.map(|at| at.plus_seconds(pace.gather_seconds));
        let first = [gathered, ready.then_some(now), later].into_iter().flatten().min()?;
        let at = hours.next_within(first.max(now));
        let is_over = counts(round.sent_on, hours.day(at)) && round.sent >= i64::from(pace.per_day);
        (!is_over).then_some(at)
    };
    let soon = match wants.mail {
        Mail::None => return Step::Rest,
        Mail::Each => soon(),
        Mail::Daily => None,
    };
    match (digest, soon) {
        (Some(at), _) if at <= now => Step::Send(Form::Digest),
        (_, Some(at)) if at <= now => Step::Send(Form::Each),
        _ => match [digest, soon, later].into_iter().flatten().min() {
            Some(at) => Step::Wait(at, digest),
            None => Step::Rest,
        },
    }
}

/// The reminders of a day: when each is given. One that it is too late for is not.
pub fn reminders(hours: &Hours, due_on: NaiveDate, now: Time) -> Vec<(Stage, Time)> {
    let is_over = hours.day(now) > due_on;
    let soon = hours.before(due_on).filter(|_| !is_over).map(|at| (Stage::Soon, at));
    soon.into_iter().chain(hours.after(due_on).map(|at| (Stage::Overdue, at))).collect()
}

/// An address that its owner knows and nobody else learns: `l***@example.kr`.
pub fn masked(address: &str) -> String {
    let (user, domain) = address.split_once('@').unwrap_or((address, ""));
    format!("{}***@{domain}", user.chars().next().map(String::from).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { gather_seconds: 300, per_day: 2 };

    fn at(text: &str) -> Time {
        Time(chrono::DateTime::parse_from_rfc3339(text).expect("a time").timestamp_millis())
    }

    fn wants(mail: Mail) -> Preferences {
        Preferences { mail, ..Preferences::usual(chrono_tz::Asia::Seoul) }
    }

    fn named(time: &str) -> Pending {
        Pending { oldest: Some(at(time)), changes: true, ..Pending::default() }
    }

    #[test]
    fn a_mention_is_told_after_five_minutes_and_the_rest_next_morning() {
        let (noon, next) = (at("2026-11-25T12:00:00+09:00"), at("2026-11-26T09:00:00+09:00"));
        let pending = named("2026-11-25T12:00:00+09:00");
        let round = Round::default();
        let told = step(&wants(Mail::Each), &round, &pending, PACE, noon);
        assert_eq!(told, Step::Wait(noon.plus_seconds(300), Some(next)));
        let told = step(&wants(Mail::Each), &round, &pending, PACE, noon.plus_seconds(300));
        assert_eq!(told, Step::Send(Form::Each));
        assert_eq!(step(&wants(Mail::Daily), &round, &pending, PACE, noon), Step::Wait(next, Some(next)));
        assert_eq!(step(&wants(Mail::None), &round, &pending, PACE, noon), Step::Rest);
        let changes = Pending { changes: true, ..Pending::default() };
        assert_eq!(step(&wants(Mail::Each), &round, &changes, PACE, noon), Step::Wait(next, Some(next)));
    }

    #[test]
    fn what_came_at_night_goes_with_the_digest_and_a_day_has_one() {
        let morning = at("2026-11-26T09:00:00+09:00");
        let planned = Round { digest_at: Some(morning), ..Round::default() };
        let night = named("2026-11-26T03:00:00+09:00");
        assert_eq!(step(&wants(Mail::Each), &planned, &night, PACE, morning), Step::Send(Form::Digest));
        let told = Round { digest_on: "2026-11-26".parse().ok(), ..planned };
        let next = at("2026-11-27T09:00:00+09:00");
        let changes = Pending { changes: true, ..Pending::default() };
        assert_eq!(step(&wants(Mail::Each), &told, &changes, PACE, morning), Step::Wait(next, Some(next)));
        let back = at("2026-11-25T10:00:00+09:00");
        assert!(
            matches!(step(&wants(Mail::Each), &told, &changes, PACE, back), Step::Wait(at, _) if at >= next)
        );
        let wrong = Round {
            digest_on: "2038-01-19".parse().ok(),
            digest_at: Some(at("2038-01-20T09:00:00+09:00")),
            ..told
        };
        assert_eq!(
            step(&wants(Mail::Each), &wrong, &changes, PACE, back),
            Step::Wait(morning, Some(morning))
        );
    }

    #[test]
    fn beyond_the_number_of_a_day_the_digest_tells() {
        let noon = at("2026-11-25T12:00:00+09:00");
        let full = Round { sent_on: "2026-11-25".parse().ok(), sent: 2, ..Round::default() };
        let pending = named("2026-11-25T11:00:00+09:00");
        let next = at("2026-11-26T09:00:00+09:00");
        assert_eq!(step(&wants(Mail::Each), &full, &pending, PACE, noon), Step::Wait(next, Some(next)));
        let yesterday = Round { sent_on: "2026-11-24".parse().ok(), ..full };
        assert_eq!(step(&wants(Mail::Each), &yesterday, &pending, PACE, noon), Step::Send(Form::Each));
    }

    #[test]
    fn a_day_is_remembered_the_working_day_before_and_once_after() {
        let hours = wants(Mail::Each).hours;
        let monday = "2026-11-30".parse().expect("a day");
        let now = at("2026-11-25T12:00:00+09:00");
        let both = [
            (Stage::Soon, at("2026-11-27T09:00:00+09:00")),
            (Stage::Overdue, at("2026-12-01T09:00:00+09:00")),
        ];
        assert_eq!(reminders(&hours, monday, now), both);
        assert_eq!(
            reminders(&hours, monday, at("2026-12-01T00:00:00+09:00")),
            both.get(1..).unwrap_or_default()
        );
        let pending = Pending { reminders: both.map(|(_, at)| at).to_vec(), ..Pending::default() };
        let waits = step(&wants(Mail::Daily), &Round::default(), &pending, PACE, now);
        assert_eq!(waits, Step::Wait(both[0].1, None));
        let told = step(&wants(Mail::Daily), &Round::default(), &pending, PACE, both[0].1);
        assert_eq!(told, Step::Send(Form::Digest));
    }

    #[test]
    fn times_of_a_day_have_one_form() {
        assert_eq!((minutes("09:30"), minutes("24:00"), minutes("00:00")), (Ok(570), Ok(1440), Ok(0)));
        for text in ["9:30", "24:01", "09:60", "0930", "09:3x", "", "+9:30", "09:30 "] {
            assert!(minutes(text).is_err(), "{text}");
        }
        assert_eq!(time_of_day(570), "09:30");
    }

    #[test]
    fn an_address_is_not_told_whole() {
        assert_eq!(masked("lead@example.kr"), "l***@example.kr");
    }
}
