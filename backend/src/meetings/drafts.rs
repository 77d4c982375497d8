//! What clients send, parsed once.

use super::rules::{Edit, LONGEST, SHORTEST};
use crate::kernel::clock::Time;
use crate::kernel::http::{Cleared, Fault, Problem};
use crate::kernel::ids::{MeetingId, PartyId, PersonId};
use crate::kernel::text;
use dure_api as api;
use dure_api::Limits;
use std::str::FromStr;

/// Where a meeting is held by video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Video {
    /// At this address.
    At(String),
    /// At one made from the template of the caller's firm.
    Made,
}

/// A meeting to plan.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: MeetingId,
    /// On one line.
    pub title: String,
    /// What will be talked about.
    pub agenda: Option<String>,
    /// When it begins.
    pub starts_at: Time,
    /// How long it takes.
    pub minutes: i64,
    /// Zone in which the time is said; the caller's when absent.
    pub time_zone: Option<String>,
    /// Where it is held.
    pub video: Option<Video>,
    /// Who is invited.
    pub parties: Option<Vec<PartyId>>,
}

/// A change, and the address it asks for.
#[derive(Debug, Clone)]
pub struct Change {
    /// What changes, but for an address that is to be made.
    pub edit: Edit,
    /// Whether an address is to be made.
    pub makes_video: bool,
}

/// How a meeting is closed.
#[derive(Debug, Clone)]
pub struct Closing {
    /// What came of it.
    pub summary: Option<String>,
    /// Who was there.
    pub attendees: Vec<PersonId>,
}

impl Draft {
    /// From the wire.
    pub fn parse(sent: &api::CreateMeeting, limits: &Limits) -> Result<Self, Problem> {
        let id = sent.id.as_deref().map(str::parse).transpose().map_err(|_| Fault::new("id").at("/id"))?;
        Ok(Self {
            id: id.unwrap_or_else(MeetingId::new),
            title: title(&sent.title, limits)?,
            agenda: sent.agenda.as_deref().map(|text| words(text, limits, "/agenda")).transpose()?,
            starts_at: moment(&sent.starts_at)?,
            minutes: minutes(sent.minutes)?,
            time_zone: sent.time_zone.as_deref().map(zone).transpose()?,
            video: video(sent.video_url.as_deref(), sent.video, limits)?,
            parties: sent.party_ids.as_deref().map(|ids| parties(ids, limits)).transpose()?,
        })
    }
}

impl Change {
    /// From the wire.
    pub fn parse(sent: &api::UpdateMeeting, limits: &Limits) -> Result<Self, Problem> {
        let cleared = Cleared::parse(&sent.clear, &["agenda", "video_url", "party_ids"])?;
        let agenda = sent.agenda.as_deref().map(|text| words(text, limits, "/agenda")).transpose()?;
        let named = sent.party_ids.as_deref().map(|ids| parties(ids, limits)).transpose()?;
        let video = video(sent.video_url.as_deref(), sent.video, limits)?;
        let makes_video = video == Some(Video::Made);
        cleared.field("video_url", makes_video.then_some(()))?;
        let given = match video {
            Some(Video::At(address)) => Some(address),
            Some(Video::Made) | None => None,
        };
        let edit = Edit {
            title: sent.title.as_deref().map(|text| title(text, limits)).transpose()?,
            agenda: cleared.field("agenda", agenda)?,
            starts_at: sent.starts_at.as_deref().map(moment).transpose()?,
            minutes: sent.minutes.map(minutes).transpose()?,
            time_zone: sent.time_zone.as_deref().map(zone).transpose()?,
            video: cleared.field("video_url", given)?,
            parties: cleared.field("party_ids", named)?,
        };
        Ok(Self { edit, makes_video })
    }
}

impl Closing {
    /// From the wire.
    pub fn parse(sent: &api::CloseMeeting, limits: &Limits) -> Result<Self, Problem> {
        let summary = sent.summary.as_deref().map(|text| words(text, limits, "/summary")).transpose()?;
        let attendees = ids(&sent.attendee_ids, limits.attendees_per_meeting, "/attendee_ids")?;
        Ok(Self { summary, attendees })
    }
}

/// Why a meeting is cancelled.
pub fn reason(sent: &api::CancelMeeting, limits: &Limits) -> Result<Option<String>, Problem> {
    let reason = sent.reason.as_deref().map(|reason| text::body(reason, limits.plan_body_chars));
    reason.transpose().map_err(|fault| fault.at("/reason"))
}

fn title(given: &str, limits: &Limits) -> Result<String, Problem> {
    text::name(given, limits.title_chars).map_err(|fault| fault.at("/title"))
}

fn words(given: &str, limits: &Limits, at: &str) -> Result<String, Problem> {
    text::body(given, limits.summary_chars).map_err(|fault| fault.at(at))
}

fn moment(given: &str) -> Result<Time, Problem> {
    text::moment(given).map_err(|fault| fault.at("/starts_at"))
}

fn minutes(given: i64) -> Result<i64, Problem> {
    if (SHORTEST..=LONGEST).contains(&given) { Ok(given) } else { Err(Fault::new("range").at("/minutes")) }
}

fn zone(given: &str) -> Result<String, Problem> {
    text::time_zone(given).map_err(|fault| fault.at("/time_zone"))
}

fn video(given: Option<&str>, made: Option<bool>, limits: &Limits) -> Result<Option<Video>, Problem> {
    match (given, made.unwrap_or(false)) {
        (Some(_), true) => Err(Fault::new("duplicate").at("/video")),
        (None, true) => Ok(Some(Video::Made)),
        (None, false) => Ok(None),
        (Some(address), false) => {
            let address = text::web_address(address, limits.url_chars);
            address.map(|address| Some(Video::At(address))).map_err(|fault| fault.at("/video_url"))
        }
    }
}

fn parties(given: &[String], limits: &Limits) -> Result<Vec<PartyId>, Problem> {
    let parties = ids(given, limits.parties_per_meeting, "/party_ids")?;
    if parties.is_empty() { Err(Fault::new("empty").at("/party_ids")) } else { Ok(parties) }
}

fn ids<T: FromStr + PartialEq>(given: &[String], most: u32, at: &str) -> Result<Vec<T>, Problem> {
    if given.len() > usize::try_from(most).unwrap_or(usize::MAX) {
        return Err(Fault::new("too_many").at(at));
    }
    let mut ids: Vec<T> = Vec::with_capacity(given.len());
    for (n, id) in given.iter().enumerate() {
        let id = id.parse().map_err(|_| Fault::new("id").at(format!("{at}/{n}")))?;
        if ids.contains(&id) {
            return Err(Fault::new("duplicate").at(format!("{at}/{n}")));
        }
        ids.push(id);
    }
    Ok(ids)
}
