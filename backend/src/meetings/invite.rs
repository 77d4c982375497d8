//! Mails to those who are invited: one job a change, one letter a person.

use super::calendar::{Guest, Method, Occasion};
use super::meeting::Meeting;
use crate::kernel::http::Problem;
use crate::kernel::ids::{PartyId, PersonId, ProjectId};
use crate::kernel::jobs::Job;
use crate::kernel::jobs::mail::{Enclosed, Letter, Link, own_address, post_with};
use crate::kernel::store::{Conn, Tx};
use crate::people::{self, Addressee};
use crate::projects;
use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// What the job is left with.
#[derive(Debug, Serialize, Deserialize)]
struct Errand {
    text: Text,
    method: Method,
    occasion: Occasion,
    /// Parties that hear of it; none named means everyone.
    to: Option<Vec<String>>,
    /// Parties that still hear of it otherwise; none named leaves nobody out.
    but: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Text {
    Planned,
    Changed,
    Cancelled,
}

impl Text {
    fn key(self) -> &'static str {
        match self {
            Text::Planned => "meeting_planned",
            Text::Changed => "meeting_changed",
            Text::Cancelled => "meeting_cancelled",
        }
    }
}

/// Invites to a meeting that is still ahead.
pub fn planned(tx: &mut Tx<'_>, meeting: &Meeting) -> Result<(), Problem> {
    leave(tx, meeting, (Text::Planned, Method::Request), (meeting.parties.as_deref(), None))
}

/// Tells of a change, and takes the entry from the calendars of those who are not invited any more.
pub fn changed(tx: &mut Tx<'_>, before: &Meeting, after: &Meeting) -> Result<(), Problem> {
    leave(tx, after, (Text::Changed, Method::Request), (after.parties.as_deref(), None))?;
    match &after.parties {
        Some(still) if before.parties != after.parties => {
            let to = (before.parties.as_deref(), Some(still.as_slice()));
            leave(tx, after, (Text::Cancelled, Method::Cancel), to)
        }
        _ => Ok(()),
    }
}

/// Takes the entry from everyone's calendar.
pub fn cancelled(tx: &mut Tx<'_>, meeting: &Meeting) -> Result<(), Problem> {
    leave(tx, meeting, (Text::Cancelled, Method::Cancel), (meeting.parties.as_deref(), None))
}

fn leave(
    tx: &mut Tx<'_>,
    meeting: &Meeting,
    (text, method): (Text, Method),
    (to, but): (Option<&[PartyId]>, Option<&[PartyId]>),
) -> Result<(), Problem> {
    if meeting.is_past(tx.now()) {
        return Ok(());
    }
    let names = |ids: &[PartyId]| ids.iter().map(PartyId::to_string).collect();
    let (to, but) = (to.map(names), but.map(names));
    let errand = Errand { text, method, occasion: Occasion::from(meeting), to, but };
    tx.enqueue("meeting_mail", &serde_json::to_value(errand).map_err(Problem::internal)?)
}

/// The job that leaves a letter for everyone who is invited by then.
pub fn invite(job: &Job) -> Result<(), Problem> {
    let errand: Errand = serde_json::from_value(job.payload.clone()).map_err(Problem::internal)?;
    // The server may have been away for so long that nobody needs to know any more.
    if errand.occasion.ends_at <= job.kernel.clock.now().0 {
        return job.done();
    }
    let project: ProjectId = errand.occasion.project.parse().map_err(Problem::internal)?;
    let (public_url, from) = (job.kernel.config.public_url(), own_address(&job.kernel)?);
    job.write_silently(move |tx| {
        let guests = guests(tx.reading(), project, &errand)?;
        for guest in &guests {
            let (letter, enclosed) = letter(&errand, guest, &public_url, &from);
            post_with(tx, &letter, &enclosed)?;
        }
        Ok(())
    })
}

/// A person hears what their party hears, and their whole firm.
fn guests(conn: &mut Conn, project: ProjectId, errand: &Errand) -> Result<Vec<Addressee>, Problem> {
    let (parties, members) = (projects::parties_of(conn, project)?, projects::members_of(conn, project)?);
    let hears = |named: &[String], party: &str, firm: &str| {
        let whole = parties.iter().find(|known| known.firm_id == firm && known.department_id.is_none());
        named.iter().any(|id| id == party || whole.is_some_and(|whole| *id == whole.id))
    };
    let invited: Vec<PersonId> = members
        .iter()
        .filter(|member| {
            let hears = |named: &Vec<String>| hears(named, &member.party_id, &member.firm_id);
            errand.to.as_ref().is_none_or(hears) && !errand.but.as_ref().is_some_and(hears)
        })
        .filter_map(|member| member.person_id.parse().ok())
        .collect();
    Ok(people::addressees(conn, &invited)?)
}

fn letter(errand: &Errand, guest: &Addressee, public_url: &str, from: &str) -> (Letter, Enclosed) {
    let occasion = &errand.occasion;
    let named = Guest { name: &guest.name, address: &guest.email };
    let letter = Letter {
        text: errand.text.key(),
        to: guest.email.clone(),
        locale: guest.locale.clone(),
        from_name: occasion.organizer.clone(),
        about: occasion.title.clone(),
        link: Link::Home,
    };
    let enclosed = Enclosed {
        screen: occasion.screen(),
        when: when(occasion, guest),
        video: occasion.video.clone().unwrap_or_default(),
        method: errand.method.as_str().to_owned(),
        calendar: occasion.entry(errand.method, &occasion.link(public_url), from, &named),
    };
    (letter, enclosed)
}

/// The time in the guest's zone, and on a second line in the planner's when that is another one.
fn when(occasion: &Occasion, guest: &Addressee) -> String {
    let own = told(occasion, &guest.time_zone, &guest.locale);
    let planners = told(occasion, &occasion.time_zone, &guest.locale);
    if guest.time_zone == occasion.time_zone { own } else { format!("{own}\n{planners}") }
}

fn told(occasion: &Occasion, zone: &str, locale: &str) -> String {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let at = |ms: i64| DateTime::from_timestamp_millis(ms).unwrap_or_default().with_timezone(&zone);
    let (start, end) = (at(occasion.starts_at), at(occasion.ends_at));
    let day = weekday(start.weekday().num_days_from_monday(), locale);
    let (date, from, to) = (start.format("%Y-%m-%d"), start.format("%H:%M"), end.format("%H:%M"));
    format!("{date} ({day}) {from}–{to}, {} (UTC{})", zone.name(), start.format("%:z"))
}

fn weekday(monday_is_zero: u32, locale: &str) -> &'static str {
    let days = match locale {
        "ko" => ["월", "화", "수", "목", "금", "토", "일"],
        "es" => ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
        _ => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    usize::try_from(monday_is_zero).ok().and_then(|day| days.get(day)).copied().unwrap_or_default()
}
