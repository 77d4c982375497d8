//! Follows the records: who is to be told of what happened.

mod store;

use super::rules::Kind;
use super::store::Notice;
use super::{LATEST, commands, desk};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{CharterId, PartyId, PersonId, ProjectId, Scope};
use crate::kernel::jobs::{Follower, Stretch};
use crate::kernel::record::{Happened, after};
use crate::kernel::store::Conn;
use crate::{approvals, charters};
use dure_api::{ApprovalSeat, Ball, Event, Mention, Message};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Events of one stretch.
const STRETCH: i64 = 256;
/// Days after which an event is nobody's news: a record that was made or restored is followed from its beginning.
const NEWS: i64 = 2 * 86_400_000;
/// People called on in one transaction.
const CHUNK: usize = 100;

/// What the kernel runs behind the commits.
pub const FOLLOWER: Follower = Follower { name: "notices", behind: |conn| Ok(store::behind(conn)?), step };

/// A member of the project.
struct Member {
    id: PersonId,
    parties: Vec<PartyId>,
    is_called_on: bool,
}

impl Member {
    fn hears(&self, audience: Option<&[PartyId]>) -> bool {
        audience.is_none_or(|audience| audience.iter().any(|party| self.parties.contains(party)))
    }

    fn is(&self, subject: &str) -> bool {
        self.id.as_str() == subject || self.parties.iter().any(|party| party.as_str() == subject)
    }
}

/// What a stretch came to.
#[derive(Default)]
struct Found {
    notices: Vec<Notice>,
    /// People whose desk changed.
    touched: BTreeSet<PersonId>,
    /// People whom something happened to, and nobody calls on.
    quiet: BTreeSet<PersonId>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.notices.is_empty() && self.touched.is_empty() && self.quiet.is_empty()
    }
}

fn step(stretch: &Stretch) -> Result<bool, Problem> {
    let Scope::Project(project) = stretch.scope else { return Ok(false) };
    let (scope, kernel) = (stretch.scope, stretch.kernel());
    let (pace, now) = (desk::pace(&kernel.config.limits), kernel.clock.now());
    let (from, events, found) = stretch.read(|conn| {
        let from = store::position(conn, project)?;
        let events = after(conn, scope, from, STRETCH)?;
        let found = look_at(conn, project, &events, now)?;
        Ok((from, events, found))
    })?;
    let Some(to) = events.last().map(|event| event.seq) else { return Ok(false) };
    let is_whole = i64::try_from(events.len()).unwrap_or(0) == STRETCH;
    // Most events touch nobody who is not called on already: looking at them again costs less than a write.
    if found.is_empty() && !is_whole {
        return Ok(false);
    }
    let quiet: Vec<PersonId> = found.quiet.difference(&found.touched).copied().collect();
    for some in quiet.chunks(CHUNK) {
        let some = some.to_owned();
        stretch.write_aside(move |tx| commands::call_later(tx, &some, pace))?;
    }
    let touched: Vec<PersonId> = found.touched.into_iter().collect();
    stretch.write_aside(move |tx| {
        // Unless somebody else was there first.
        if store::position(tx.reading(), project)? == from {
            commands::notice(tx, project, &found.notices, &touched, pace)?;
            store::move_position(tx.writing(), project, to)?;
        }
        Ok(())
    })?;
    Ok(is_whole)
}

fn look_at(conn: &mut Conn, project: ProjectId, events: &[Happened], now: Time) -> Result<Found, Problem> {
    let oldest = now.0 - NEWS;
    let mut found = Found::default();
    if events.iter().all(|event| event.at < oldest) {
        return Ok(found);
    }
    // A clock that was far ahead for a while may have left calls that come too late.
    let latest = now.plus_days(LATEST + 1);
    let member = |(id, parties, call): store::Called| Member {
        id,
        parties,
        is_called_on: call.is_some_and(|at| at <= latest),
    };
    let members: Vec<Member> = store::members(conn, project)?.into_iter().map(member).collect();
    let absent = approvals::absent_in(conn, project, now)?;
    for event in events.iter().filter(|event| event.at >= oldest) {
        let Ok(told) = serde_json::from_slice::<Event>(&event.json) else { continue };
        let actor = told.actor.as_ref().map(|actor| actor.person_id.clone()).unwrap_or_default();
        let (audience, others) = (event.audience.as_deref(), |member: &&Member| member.id.as_str() != actor);
        let hearing = || members.iter().filter(others).filter(move |member| member.hears(audience));
        found.quiet.extend(hearing().filter(|member| !member.is_called_on).map(|member| member.id));
        let mut mine: BTreeMap<(PersonId, &'static str), Notice> = BTreeMap::new();
        let mut keep = |member: &Member, kind: Kind, ref_id: &str| {
            let audience = audience.map(<[PartyId]>::to_vec);
            let ref_id = ref_id.to_owned();
            let (seq, at) = (event.seq, Time(event.at));
            let notice = Notice { person: member.id, seq, kind, ref_id, audience, at };
            mine.insert((member.id, kind.as_str()), notice);
        };
        if let Some(message) = &told.message {
            let subjects = named(conn, &told, message)?;
            for member in hearing().filter(|member| subjects.iter().any(|subject| member.is(subject))) {
                keep(member, Kind::Mention, &message.id);
            }
        }
        for (id, ball) in balls_in(&told) {
            let came = told.at.as_deref() == Some(ball.since.as_str()) || is_called_back(&told, &ball);
            let holder = ball.person_id.as_deref().unwrap_or(&ball.party_id);
            // Who stands in is told as well; which of the two it waits for, their desks say.
            let stands_in = |deputy: &PersonId| {
                let holds = |person| members.iter().any(|member| member.id == person && member.is(holder));
                told.approval.is_some() && absent.iter().any(|(person, by)| by == deputy && holds(*person))
            };
            for member in members.iter().filter(|member| member.is(holder) || stands_in(&member.id)) {
                // A day that was changed is another time to be reminded at.
                found.touched.insert(member.id);
                if came && others(&member) {
                    keep(member, Kind::Turn, id);
                }
            }
        }
        if let Some(id) = proposed(&told) {
            let asked = charters::asked(conn, id)?;
            for member in members.iter().filter(|member| asked.contains(&member.id)).filter(others) {
                keep(member, Kind::Turn, id.as_str());
            }
        }
        found.touched.extend(mine.keys().map(|(person, _)| *person));
        found.notices.extend(mine.into_values());
    }
    Ok(found)
}

/// The charter that an event proposes.
fn proposed(event: &Event) -> Option<CharterId> {
    let charter = event.charter.as_ref().filter(|_| event.kind == "charters.charter_proposed")?;
    charter.id.parse().ok()
}

/// Persons and parties that this event names in a message for the first time.
fn named(conn: &mut Conn, event: &Event, message: &Message) -> Result<Vec<String>, Problem> {
    let subject = |mention: &Mention| mention.person_id.clone().or(mention.party_id.clone());
    match event.kind.as_str() {
        "room.message_posted" if message.deletion.is_none() => {
            Ok(message.mentions.iter().flatten().filter_map(subject).collect())
        }
        "room.message_edited" => Ok(store::named_by(conn, &message.id, event.seq)?),
        _ => Ok(Vec::new()),
    }
}

/// Whether an event calls who has the ball of an approval: their seat is overdue, or the advice that they asked for is there.
fn is_called_back(event: &Event, ball: &Ball) -> bool {
    let mut held =
        seats_in(event).filter(|seat| seat.party_id == ball.party_id && seat.person_id == ball.person_id);
    let rests = |seat: &ApprovalSeat| {
        seat.hold.as_ref().is_some_and(|hold| hold.rests_until.is_none() || hold.rests_until > event.at)
    };
    match event.kind.as_str() {
        "approvals.seats_reminded" => {
            held.any(|seat| seat.due_at.is_some() && seat.due_at <= event.at && !rests(seat))
        }
        "approvals.advice_answered" => {
            held.any(|seat| seat.advice.iter().flatten().any(|advice| advice.answered_at == event.at))
        }
        _ => false,
    }
}

fn seats_in(event: &Event) -> impl Iterator<Item = &ApprovalSeat> {
    event.approval.iter().flat_map(|run| &run.steps).flat_map(|step| &step.seats)
}

/// Advice that is asked of somebody, what they have to confirm, and a late seat that they were told of, are balls of theirs.
fn asked_in(event: &Event) -> impl Iterator<Item = Ball> {
    let of = |seat: &ApprovalSeat, person: &str, since: &str| Ball {
        party_id: seat.party_id.clone(),
        person_id: Some(person.to_owned()),
        with_person_id: None,
        since: since.to_owned(),
    };
    seats_in(event).flat_map(move |seat| {
        let advice = seat.advice.iter().flatten().find(|advice| advice.state == "asked");
        let typed = seat.provisional.as_ref().filter(|typed| typed.contradicted_at.is_none());
        let is_awaited = matches!(seat.state.as_str(), "pending" | "claimed" | "delegated");
        let told = seat.escalated.as_ref().filter(|_| is_awaited);
        let advice = advice.map(|advice| of(seat, &advice.person_id, &advice.at));
        let told = told.map(|told| of(seat, &told.person_id, &told.at));
        advice.into_iter().chain(typed.map(|typed| of(seat, &typed.person_id, &typed.at))).chain(told)
    })
}

/// Whose turn it is by an event, in what.
fn balls_in(event: &Event) -> Vec<(&str, Cow<'_, Ball>)> {
    let action = event.action.as_ref().and_then(|item| Some((item.id.as_str(), item.ball.as_ref()?)));
    let question = || event.question.as_ref().and_then(|item| Some((item.id.as_str(), item.ball.as_ref()?)));
    let comment = || event.comment.as_ref().and_then(|said| Some((said.id.as_str(), said.ball.as_ref()?)));
    let approval = event.approval.iter().flat_map(|run| run.ball.iter().map(|ball| (run.id.as_str(), ball)));
    let advice = event.approval.iter().flat_map(|run| asked_in(event).map(|ball| (run.id.as_str(), ball)));
    let told = action.or_else(question).or_else(comment).into_iter().chain(approval);
    let told = told.map(|(id, ball)| (id, Cow::Borrowed(ball)));
    told.chain(advice.map(|(id, ball)| (id, Cow::Owned(ball)))).collect()
}
