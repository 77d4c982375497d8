//! Meetings of the story.

use super::play::{Stage, moment};
use super::story::{Step, What};
use crate::kernel::http::{Expected, Problem};
use crate::kernel::ids::{MeetingId, PersonId};
use crate::kernel::store::Tx;
use crate::meetings;
use chrono::NaiveTime;
use dure_api as api;

impl Stage {
    /// What a step does with a meeting.
    pub(super) fn meet(&self, tx: &mut Tx<'_>, step: &Step, id: Option<String>) -> Result<(), Problem> {
        match &step.what {
            What::Meet { title, agenda, in_days, start, minutes, video } => {
                let time = NaiveTime::parse_from_str(start, "%H:%M").map_err(Problem::internal)?;
                let at = self.day(step.day + in_days).and_then(|day| moment(day, time));
                let request = api::CreateMeeting {
                    id,
                    title: title.clone(),
                    agenda: agenda.clone(),
                    starts_at: at.ok_or_else(|| Problem::internal("no such time in Seoul"))?.rfc3339(),
                    minutes: *minutes,
                    time_zone: None,
                    video_url: video.clone(),
                    video: None,
                    party_ids: None,
                };
                let draft = meetings::Draft::parse(&request, &self.limits)?;
                meetings::create(tx, self.project, &draft, &self.limits).map(drop)
            }
            What::Gather { meeting } => meetings::start(tx, self.id(meeting)?).map(drop),
            What::Adjourn { meeting, text, there } => {
                let there = there.iter().map(|key| Ok(self.actor(key)?.person));
                let closing = meetings::Closing {
                    summary: Some(text.clone()),
                    attendees: there.collect::<Result<Vec<PersonId>, Problem>>()?,
                };
                meetings::close(tx, self.id(meeting)?, &closing, &self.limits).map(drop)
            }
            What::Confirm { meeting } => {
                let id: MeetingId = self.id(meeting)?;
                meetings::confirm(tx, id, &Expected::ANY).map(drop)
            }
            _ => Ok(()),
        }
    }
}
