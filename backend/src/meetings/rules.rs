//! What becomes of a meeting, and who may say so.

use super::meeting::{Meeting, Side, State};
use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::{PartyId, PersonId};
use crate::policy::Role;
use dure_api::{MeetingConfirmation, MeetingCount};

/// The shortest meeting, in minutes.
pub const SHORTEST: i64 = 5;
/// The longest meeting, in minutes.
pub const LONGEST: i64 = 720;

/// The project has as many unsettled meetings as it may have.
pub const MEETINGS_FULL: Refusal = Refusal::conflict("meetings_full");
/// The meeting has as many items as it may have.
pub const MEETING_FULL: Refusal = Refusal::conflict("meeting_full");
/// It has begun: what people planned for it stays.
pub const MEETING_BEGUN: Refusal = Refusal::conflict("meeting_begun");
/// Nothing is written down in it before it runs, or after.
pub const MEETING_NOT_RUNNING: Refusal = Refusal::conflict("meeting_not_running");
/// There is no page to confirm.
pub const MEETING_NOT_CLOSED: Refusal = Refusal::conflict("meeting_not_closed");
/// It was cancelled, or both sides confirmed it.
pub const MEETING_SETTLED: Refusal = Refusal::conflict("meeting_settled");
/// The caller's firm has no template for addresses of its video service.
pub const NO_VIDEO_TEMPLATE: Refusal = Refusal::conflict("no_video_template");
/// The meeting is somebody else's.
pub const ORGANIZER_ONLY: Refusal = Refusal::forbidden("organizer_only");
/// The caller is on neither side.
pub const NO_SIDE: Refusal = Refusal::forbidden("no_side");
/// The caller's side has a lead, who speaks for it.
pub const LEAD_CONFIRMS: Refusal = Refusal::forbidden("lead_confirms");

/// Who acts, in the project.
#[derive(Debug, Clone)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// Their role.
    pub role: Role,
    /// The side they confirm for, or why for none.
    pub speaks_for: Result<Side, Refusal>,
}

impl Who {
    /// Whether they may change, start, close, cancel the meeting.
    pub fn may_organize(&self, meeting: &Meeting) -> Result<(), Refusal> {
        let organizes = meeting.is_of(self.person) && self.role == Role::Contributor;
        if self.role == Role::Lead || organizes { Ok(()) } else { Err(ORGANIZER_ONLY) }
    }
}

/// Whom a person speaks for when a page is confirmed: `others` are the roles of everyone active on their side.
/// Leads speak; where there is none, contributors and approvers do, so that no page waits for nobody.
pub fn speaks_for(role: Role, side: Option<Side>, others: &[Role]) -> Result<Side, Refusal> {
    let side = side.ok_or(NO_SIDE)?;
    match role {
        Role::Lead => Ok(side),
        _ if others.contains(&Role::Lead) => Err(LEAD_CONFIRMS),
        Role::Contributor | Role::Approver => Ok(side),
        _ => Err(NO_SIDE),
    }
}

/// What happens to a meeting.
#[derive(Debug, Clone)]
pub enum Act {
    /// People begin to talk.
    Start,
    /// They are done.
    Close {
        /// What came of it.
        summary: Option<String>,
        /// What was written down, by kind.
        counts: Vec<MeetingCount>,
    },
    /// They go on after all.
    Reopen,
    /// It does not take place.
    Cancel {
        /// Why.
        reason: Option<String>,
    },
    /// A side agrees with the page.
    Confirm(Side, MeetingConfirmation),
}

impl Act {
    /// The meeting after the event `seq`. An act that is done already changes nothing.
    pub fn apply(self, meeting: &Meeting, (seq, now): (i64, Time)) -> Result<Meeting, Refusal> {
        let after = meeting.clone();
        match (meeting.state, self) {
            (State::Running, Act::Start) => Ok(after),
            (State::Cancelled, Act::Cancel { .. }) => Ok(after),
            (State::Closed, Act::Confirm(side, _)) if meeting.is_confirmed_by(side) => Ok(after),
            _ if meeting.closed_seq.is_some() => Err(MEETING_SETTLED),
            (State::Planned, Act::Start) => {
                Ok(Meeting { state: State::Running, started_at: Some(now), ..after })
            }
            (State::Closed, Act::Start) => Err(MEETING_BEGUN),
            (State::Running, Act::Close { summary, counts }) => Ok(Meeting {
                state: State::Closed,
                ended_at: Some(now),
                summary,
                counts: Some(counts),
                confirmations: Vec::new(),
                ..after
            }),
            (_, Act::Close { .. }) => Err(MEETING_NOT_RUNNING),
            (State::Closed, Act::Reopen) => Ok(Meeting {
                state: State::Running,
                ended_at: None,
                counts: None,
                page_sha256: None,
                confirmations: Vec::new(),
                ..after
            }),
            (State::Closed, Act::Confirm(_, confirmation)) => {
                let mut confirmations = after.confirmations;
                confirmations.push(confirmation);
                let closed_seq = (confirmations.len() > 1).then_some(seq);
                Ok(Meeting { confirmations, closed_seq, ..meeting.clone() })
            }
            (_, Act::Reopen | Act::Confirm(..)) => Err(MEETING_NOT_CLOSED),
            (State::Planned, Act::Cancel { reason }) => Ok(Meeting {
                state: State::Cancelled,
                reason,
                closed_seq: Some(seq),
                sequence: meeting.sequence + 1,
                changed_at: now,
                ..after
            }),
            (_, Act::Cancel { .. }) => Err(MEETING_BEGUN),
            (State::Cancelled, Act::Start) => Err(MEETING_SETTLED),
        }
    }
}

/// What changes in a meeting; absent stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Its title.
    pub title: Option<String>,
    /// Its agenda.
    pub agenda: Option<Option<String>>,
    /// When it begins.
    pub starts_at: Option<Time>,
    /// How long it takes.
    pub minutes: Option<i64>,
    /// Zone in which the time is said.
    pub time_zone: Option<String>,
    /// Address of the video service.
    pub video: Option<Option<String>>,
    /// Who is invited.
    pub parties: Option<Option<Vec<PartyId>>>,
}

impl Edit {
    /// The meeting with the change made.
    pub fn apply(&self, meeting: &Meeting, now: Time) -> Result<Meeting, Refusal> {
        let same = meeting.clone();
        let after = Meeting {
            title: self.title.clone().unwrap_or(same.title),
            agenda: self.agenda.clone().unwrap_or(same.agenda),
            starts_at: self.starts_at.unwrap_or(same.starts_at),
            minutes: self.minutes.unwrap_or(same.minutes),
            time_zone: self.time_zone.clone().unwrap_or(same.time_zone),
            video: self.video.clone().unwrap_or(same.video),
            parties: self.parties.clone().unwrap_or(same.parties),
            ..meeting.clone()
        };
        if after == *meeting {
            return Ok(after);
        }
        let when = |meeting: &Meeting| {
            let Meeting { starts_at, minutes, time_zone, parties, .. } = meeting.clone();
            (starts_at, minutes, time_zone, parties)
        };
        match meeting.state {
            State::Cancelled => return Err(MEETING_SETTLED),
            State::Closed => return Err(MEETING_NOT_RUNNING),
            State::Running if when(&after) != when(meeting) => return Err(MEETING_BEGUN),
            State::Running | State::Planned => {}
        }
        let invites_anew = is_invited_anew(meeting, &after);
        let sequence = after.sequence + i64::from(invites_anew);
        let changed_at = if invites_anew { now } else { after.changed_at };
        Ok(Meeting { sequence, changed_at, ..after })
    }
}

/// Whether the calendars of those invited must learn of a change.
fn is_invited_anew(before: &Meeting, after: &Meeting) -> bool {
    let told = |meeting: &Meeting| {
        let Meeting { title, starts_at, minutes, video, parties, .. } = meeting.clone();
        (title, starts_at, minutes, video, parties)
    };
    told(before) != told(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{FirmId, MeetingId, ProjectId};
    use crate::kernel::record::Actor;

    const AT: (i64, Time) = (9, Time(9_000));

    fn actor() -> Actor {
        Actor { person: PersonId::new(), name: "A".into(), firm: FirmId::new(), department: None }
    }

    fn planned() -> Meeting {
        Meeting {
            id: MeetingId::new(),
            project: ProjectId::new(),
            title: "Weekly".into(),
            agenda: None,
            starts_at: Time(60_000),
            minutes: 30,
            time_zone: "Asia/Seoul".into(),
            video: None,
            parties: None,
            state: State::Planned,
            reason: None,
            author: actor(),
            created_at: Time(1),
            created_seq: 1,
            closed_seq: None,
            sequence: 0,
            changed_at: Time(1),
            started_at: None,
            ended_at: None,
            summary: None,
            counts: None,
            page_sha256: None,
            confirmations: Vec::new(),
        }
    }

    fn confirmation(side: Side) -> Act {
        let told = MeetingConfirmation {
            side: side.as_str().to_owned(),
            author: actor().wire(),
            firm_name: "F".into(),
            at: Time(9_000).rfc3339(),
        };
        Act::Confirm(side, told)
    }

    fn close() -> Act {
        Act::Close { summary: Some("Agreed.".into()), counts: Vec::new() }
    }

    fn after(acts: Vec<Act>) -> Meeting {
        acts.into_iter().fold(planned(), |meeting, act| act.apply(&meeting, AT).unwrap())
    }

    #[test]
    fn a_meeting_is_planned_runs_is_closed_and_confirmed_by_both_sides() {
        let running = after(vec![Act::Start]);
        assert_eq!((running.state, running.started_at), (State::Running, Some(Time(9_000))));
        let closed = after(vec![Act::Start, close()]);
        assert_eq!((closed.state, closed.closed_seq), (State::Closed, None));
        let half = after(vec![Act::Start, close(), confirmation(Side::Supplier)]);
        assert_eq!((half.closed_seq, half.confirmations.len()), (None, 1));
        assert_eq!(confirmation(Side::Supplier).apply(&half, AT), Ok(half.clone()), "a side has one word");
        let both = confirmation(Side::Customer).apply(&half, AT).unwrap();
        assert_eq!(both.closed_seq, Some(9));
    }

    #[test]
    fn every_state_refuses_what_does_not_follow_from_it() {
        let acts = || {
            let cancel = Act::Cancel { reason: None };
            [Act::Start, close(), Act::Reopen, cancel, confirmation(Side::Customer)]
        };
        let codes = |meeting: &Meeting| {
            acts().map(|act| act.apply(meeting, AT).err().map_or("done", |refusal| refusal.code))
        };
        let (ok, begun) = ("done", "meeting_begun");
        let (not_running, not_closed) = ("meeting_not_running", "meeting_not_closed");
        assert_eq!(codes(&planned()), [ok, not_running, not_closed, ok, not_closed]);
        assert_eq!(codes(&after(vec![Act::Start])), [ok, ok, not_closed, begun, not_closed]);
        assert_eq!(codes(&after(vec![Act::Start, close()])), [begun, not_running, ok, begun, ok]);
        let settled = ["meeting_settled"; 5];
        let cancelled = after(vec![Act::Cancel { reason: None }]);
        assert_eq!(codes(&cancelled)[..3], settled[..3]);
        assert_eq!(codes(&cancelled)[3], ok, "it is so already");
        let both = vec![Act::Start, close(), confirmation(Side::Customer), confirmation(Side::Supplier)];
        assert_eq!(codes(&after(both))[..4], settled[..4]);
    }

    #[test]
    fn going_on_drops_the_page_and_who_had_confirmed_it() {
        let again = after(vec![Act::Start, close(), confirmation(Side::Customer), Act::Reopen]);
        assert_eq!((again.state, again.ended_at, again.page_sha256), (State::Running, None, None));
        assert!(again.confirmations.is_empty());
    }

    #[test]
    fn calendars_learn_of_what_concerns_them_and_a_running_meeting_keeps_its_time() {
        let meeting = planned();
        let agenda = Edit { agenda: Some(Some("1. Motor".into())), ..Edit::default() };
        assert_eq!(agenda.apply(&meeting, Time(5)).unwrap().sequence, 0);
        let later = Edit { starts_at: Some(Time(120_000)), ..Edit::default() };
        let moved = later.apply(&meeting, Time(5)).unwrap();
        assert_eq!((moved.sequence, moved.changed_at), (1, Time(5)));
        assert_eq!(later.apply(&moved, Time(6)).unwrap(), moved, "nothing was to do");
        let running = after(vec![Act::Start]);
        assert_eq!(later.apply(&running, Time(5)), Err(MEETING_BEGUN));
        let title = Edit { title: Some("Motor".into()), ..Edit::default() };
        assert_eq!(title.apply(&running, Time(5)).unwrap().sequence, 1);
        assert_eq!(title.apply(&after(vec![Act::Start, close()]), Time(5)), Err(MEETING_NOT_RUNNING));
        assert_eq!(title.apply(&after(vec![Act::Cancel { reason: None }]), Time(5)), Err(MEETING_SETTLED));
    }

    #[test]
    fn leads_speak_for_their_side_and_others_where_there_is_none() {
        let side = Some(Side::Customer);
        assert_eq!(speaks_for(Role::Lead, side, &[Role::Lead]), Ok(Side::Customer));
        assert_eq!(speaks_for(Role::Contributor, side, &[Role::Lead, Role::Contributor]), Err(LEAD_CONFIRMS));
        for role in [Role::Contributor, Role::Approver] {
            assert_eq!(speaks_for(role, side, &[role, Role::Observer]), Ok(Side::Customer));
        }
        assert_eq!(speaks_for(Role::Observer, side, &[Role::Observer]), Err(NO_SIDE));
        assert_eq!(speaks_for(Role::Lead, None, &[Role::Lead]), Err(NO_SIDE));
    }

    #[test]
    fn its_organizer_and_leads_see_to_a_meeting() {
        let meeting = planned();
        let who = |person, role| Who { person, role, speaks_for: Err(NO_SIDE) };
        assert_eq!(who(PersonId::new(), Role::Lead).may_organize(&meeting), Ok(()));
        assert_eq!(who(meeting.author.person, Role::Contributor).may_organize(&meeting), Ok(()));
        assert_eq!(who(PersonId::new(), Role::Contributor).may_organize(&meeting), Err(ORGANIZER_ONLY));
        assert_eq!(who(meeting.author.person, Role::Observer).may_organize(&meeting), Err(ORGANIZER_ONLY));
    }
}
