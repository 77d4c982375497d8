//! What lies on somebody's desk: all that a mail to them could tell, as it is now.

use super::rules::{Form, Kind, Pace, Pending, Round, Stage, Step, reminders, step};
use super::store::{self, Changes, Reader, Standing};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ItemId, PersonId, ProjectId};
use crate::kernel::store::Conn;
use crate::plan::{self, Cursor, Waiting};
use crate::{approvals, charters, comments};
use dure_api::Limits;

/// Items, comments and seats that wait and are looked at.
const MOST: i64 = 500;

/// A reminder that was not given yet.
#[derive(Debug, Clone)]
pub struct Due {
    /// Of what.
    pub item: ItemId,
    /// Which one.
    pub stage: Stage,
    /// When it is given.
    pub at: Time,
    /// Of which day.
    pub due_on: String,
}

/// What lies there.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Whose.
    pub reader: Reader,
    /// What is for them and not read.
    pub notices: Vec<Standing>,
    /// What waits for them, by its day.
    pub waiting: Vec<Waiting>,
    /// Comments on designs that wait for them.
    pub comments: Vec<comments::Waiting>,
    /// Seats of approvals that wait for them, by when they are due.
    pub approvals: Vec<approvals::Waiting>,
    /// Charters that wait for their signature.
    pub charters: Vec<charters::Proposal>,
    /// What happened elsewhere in their projects.
    pub changes: Vec<Changes>,
    /// Reminders to come, and those whose time it is.
    pub due: Vec<Due>,
    /// How far the notices go, also those that were read.
    pub ends: Vec<(ProjectId, i64)>,
    /// When it was looked at.
    pub now: Time,
}

/// How often and how soon, as configured.
pub fn pace(limits: &Limits) -> Pace {
    Pace { gather_seconds: limits.mail_gather_seconds, per_day: limits.mails_per_day }
}

/// Looks at somebody's desk; `None` for who may not sign in.
pub fn look(conn: &mut Conn, person: PersonId, now: Time) -> Result<Option<Desk>, Problem> {
    let Some(reader) = store::readers(conn, &[person])?.pop() else { return Ok(None) };
    let waiting = plan::waiting_for(conn, person, &Cursor::Start, MOST)?;
    let comments = comments::waiting_for(conn, person, "", MOST)?;
    let mut approvals = approvals::waiting_for(conn, person, now, None, MOST)?;
    // Who is away is not written to about what somebody does for them.
    approvals.retain(|of| of.deputy.is_none());
    let mut charters = charters::proposals_to(conn, person, "", MOST)?;
    charters.retain(charters::Proposal::waits);
    let waits = |notice: &Standing| {
        notice.kind != Kind::Turn
            || waiting.iter().any(|(item, ..)| item.id.as_str() == notice.ref_id)
            || comments.iter().any(|of| of.comment.id.as_str() == notice.ref_id)
            || approvals.iter().any(|of| of.approval.as_str() == notice.ref_id)
            || charters.iter().any(|of| of.charter.id.as_str() == notice.ref_id)
    };
    let notices = store::standing(conn, person)?.into_iter().filter(waits).collect();
    let due = reminders_of(&reader, &waiting, &store::reminded(conn, person)?, now);
    let (changes, ends) = (store::changes(conn, person)?, store::ends(conn, person)?);
    Ok(Some(Desk { reader, notices, waiting, comments, approvals, charters, changes, due, ends, now }))
}

/// Reminders of what lay there when their time came; what came later was told as it came.
fn reminders_of(
    reader: &Reader,
    waiting: &[Waiting],
    given: &[(ItemId, Stage, String)],
    now: Time,
) -> Vec<Due> {
    let of = |(item, ..): &Waiting| {
        let (Some(due_on), Some(ball)) = (item.due_on.clone(), item.ball) else { return Vec::new() };
        let Ok(day) = due_on.parse() else { return Vec::new() };
        let open = reminders(&reader.wants.hours, day, now).into_iter().filter(|(stage, at)| {
            let is_given =
                |(of, was, day): &(ItemId, Stage, String)| *of == item.id && was == stage && *day == due_on;
            *at > ball.since && !given.iter().any(is_given)
        });
        open.map(|(stage, at)| Due { item: item.id, stage, at, due_on: due_on.clone() }).collect()
    };
    waiting.iter().flat_map(of).collect()
}

impl Desk {
    /// What to do with it.
    pub fn step(&self, pace: Pace) -> Step {
        let pending = Pending {
            oldest: self.notices.first().map(|notice| Time(notice.at)),
            changes: !self.changes.is_empty(),
            reminders: self.due.iter().map(|due| due.at).collect(),
        };
        step(&self.reader.wants, &self.reader.round, &pending, pace, self.now)
    }

    /// Reminders whose time it is.
    pub fn ready(&self) -> impl Iterator<Item = &Due> {
        self.due.iter().filter(|due| due.at <= self.now)
    }

    /// What a mail of this form tells, so that it is told once.
    pub fn told(&self, form: Form) -> Told {
        let changes = self.changes.iter().filter(|_| form == Form::Digest);
        Told {
            form,
            ends: self.ends.clone(),
            changes: changes.map(|row| (row.project.clone(), row.head)).collect(),
            reminders: self.ready().cloned().collect(),
        }
    }
}

/// What was told by a mail.
#[derive(Debug, Clone)]
pub struct Told {
    /// How.
    pub form: Form,
    /// Notices up to here.
    pub ends: Vec<(ProjectId, i64)>,
    /// What happened, up to here.
    pub changes: Vec<(String, i64)>,
    /// Reminders.
    pub reminders: Vec<Due>,
}

impl Told {
    /// What was brought, after this.
    pub fn after(&self, round: &Round, reader: &Reader, now: Time) -> Round {
        let today = reader.wants.hours.day(now);
        match self.form {
            Form::Digest => Round { digest_on: Some(today), digest_at: None, ..*round },
            Form::Each if round.sent_on == Some(today) => Round { sent: round.sent + 1, ..*round },
            Form::Each => Round { sent_on: Some(today), sent: 1, ..*round },
        }
    }
}
