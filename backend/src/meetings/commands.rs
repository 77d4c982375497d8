//! Use cases on a transaction.

use super::drafts::{Change, Closing, Draft, Video};
use super::meeting::{Meeting, Side, State};
use super::page::{Around, counts, page_of};
use super::rules::{
    Act, Edit, MEETING_FULL, MEETING_NOT_RUNNING, MEETINGS_FULL, NO_VIDEO_TEMPLATE, Who, speaks_for,
};
use super::{invite, store, wire};
use crate::kernel::access::{Outcome, Standing, standing_of};
use crate::kernel::http::{Expected, Fault, Problem};
use crate::kernel::ids::{MeetingId, PartyId, PersonId, ProjectId, Scope};
use crate::kernel::record::{Entry, changes, sha256};
use crate::kernel::store::{Conn, Tx};
use crate::policy::Role;
use crate::{firms, people, plan, projects};
use dure_api::{EventBody, Limits, MeetingConfirmation};

/// Who somebody is in the project, and for whom they confirm.
pub fn who(
    conn: &mut Conn,
    project: ProjectId,
    person: PersonId,
    standing: &Standing,
) -> Result<Who, Problem> {
    let (parties, members) = (projects::parties_of(conn, project)?, projects::members_of(conn, project)?);
    let side = |party: &str| {
        let party = parties.iter().find(|known| known.id == party)?;
        party.side.parse::<Side>().ok()
    };
    let own = members.iter().find(|member| member.person_id == person.as_str());
    let own = own.and_then(|member| side(&member.party_id));
    let colleagues: Vec<(PersonId, Role)> = members
        .iter()
        .filter(|member| own.is_some() && side(&member.party_id) == own)
        .filter_map(|member| Some((member.person_id.parse().ok()?, member.role.parse().ok()?)))
        .collect();
    // Who left is locked, and speaks for nobody any more.
    let ids: Vec<PersonId> = colleagues.iter().map(|(id, _)| *id).collect();
    let active = people::addressees(conn, &ids)?;
    let is_active = |id: PersonId| active.iter().any(|known| known.person == id);
    let roles: Vec<Role> =
        colleagues.iter().filter(|(id, _)| is_active(*id)).map(|(_, role)| *role).collect();
    Ok(Who { person, role: standing.role, speaks_for: speaks_for(standing.role, own, &roles) })
}

/// Who acts, in this very transaction.
fn acting(tx: &mut Tx<'_>, project: ProjectId) -> Result<Who, Problem> {
    let person = tx.actor()?.person;
    let standing = standing_of(tx.reading(), Scope::Project(project), person)?;
    who(tx.reading(), project, person, &standing.ok_or_else(Problem::not_found)?)
}

fn known(tx: &mut Tx<'_>, id: MeetingId) -> Result<Meeting, Problem> {
    store::meeting(tx.reading(), id)?.ok_or_else(Problem::not_found)
}

fn are_parties(tx: &mut Tx<'_>, project: ProjectId, parties: Option<&[PartyId]>) -> Result<(), Problem> {
    for (n, party) in parties.unwrap_or_default().iter().enumerate() {
        if !projects::are_parties(tx.reading(), project, &[*party])? {
            return Err(Fault::new("unknown").at(format!("/party_ids/{n}")));
        }
    }
    Ok(())
}

/// The address that the caller's firm's video service has for a meeting.
fn made_address(tx: &mut Tx<'_>, project: ProjectId, id: MeetingId) -> Result<String, Problem> {
    let firm = tx.actor()?.firm;
    let template = firms::video_template(tx.reading(), firm)?.ok_or(NO_VIDEO_TEMPLATE)?;
    let project = projects::project(tx.reading(), project)?.ok_or_else(Problem::not_found)?;
    Ok(template.address(&project.code, id))
}

/// Plans a meeting.
pub fn create(
    tx: &mut Tx<'_>,
    project: ProjectId,
    draft: &Draft,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    if store::meeting(tx.reading(), draft.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    are_parties(tx, project, draft.parties.as_deref())?;
    has_room(tx, project, limits)?;
    let author = tx.actor()?.clone();
    let video = match &draft.video {
        Some(Video::At(address)) => Some(address.clone()),
        Some(Video::Made) => Some(made_address(tx, project, draft.id)?),
        None => None,
    };
    let time_zone = match &draft.time_zone {
        Some(zone) => zone.clone(),
        None => people::person(tx.reading(), author.person)?.ok_or_else(Problem::bare_internal)?.time_zone,
    };
    let (seq, at) = tx.next(Scope::Project(project))?;
    let meeting = Meeting {
        id: draft.id,
        project,
        title: draft.title.clone(),
        agenda: draft.agenda.clone(),
        starts_at: draft.starts_at,
        minutes: draft.minutes,
        time_zone,
        video,
        parties: draft.parties.clone(),
        state: State::Planned,
        reason: None,
        author,
        created_at: at,
        created_seq: seq,
        closed_seq: None,
        sequence: 0,
        changed_at: at,
        started_at: None,
        ended_at: None,
        summary: None,
        counts: None,
        page_sha256: None,
        confirmations: Vec::new(),
    };
    store::insert(tx.writing(), &meeting)?;
    tx.place(meeting.id.as_str(), Scope::Project(project))?;
    invite::planned(tx, &meeting)?;
    let body = EventBody { meeting: Some(Box::new(wire::told(&meeting))), ..EventBody::default() };
    Ok(tx.record(Scope::Project(project), Entry::new("meetings.meeting_planned", body))?.into())
}

fn has_room(tx: &mut Tx<'_>, project: ProjectId, limits: &Limits) -> Result<(), Problem> {
    let open = store::open_count(tx.reading(), project)?;
    if open < i64::from(limits.meetings_open) { Ok(()) } else { Err(MEETINGS_FULL.into()) }
}

/// Writes a meeting down as it is now, with what changed.
fn keep(
    tx: &mut Tx<'_>,
    (before, after): (&Meeting, &Meeting),
    kind: &'static str,
) -> Result<Outcome, Problem> {
    if before == after {
        return Ok(Outcome::Unchanged);
    }
    store::update(tx.writing(), after)?;
    let changes = Some(changes(&before.facts(), &after.facts()));
    let body = EventBody { meeting: Some(Box::new(wire::told(after))), changes, ..EventBody::default() };
    Ok(tx.record(Scope::Project(after.project), Entry::new(kind, body))?.into())
}

/// Changes a meeting. Whoever is or was invited learns of it, when it concerns their calendar.
pub fn update(
    tx: &mut Tx<'_>,
    id: MeetingId,
    expected: &Expected,
    change: &Change,
) -> Result<Outcome, Problem> {
    let before = known(tx, id)?;
    expected.check(&wire::tagged(&wire::told(&before)))?;
    acting(tx, before.project)?.may_organize(&before)?;
    are_parties(tx, before.project, change.edit.parties.as_ref().and_then(Option::as_deref))?;
    let (_, at) = tx.next(Scope::Project(before.project))?;
    let edit = match change.makes_video {
        true => Edit { video: Some(Some(made_address(tx, before.project, id)?)), ..change.edit.clone() },
        false => change.edit.clone(),
    };
    let after = edit.apply(&before, at)?;
    if after.sequence > before.sequence {
        invite::changed(tx, &before, &after)?;
    }
    keep(tx, (&before, &after), "meetings.meeting_changed")
}

/// Begins to talk.
pub fn start(tx: &mut Tx<'_>, id: MeetingId) -> Result<Outcome, Problem> {
    let before = known(tx, id)?;
    acting(tx, before.project)?.may_organize(&before)?;
    let place = tx.next(Scope::Project(before.project))?;
    let after = Act::Start.apply(&before, place)?;
    keep(tx, (&before, &after), "meetings.meeting_started")
}

/// Ends it, with the page that both sides are to confirm.
pub fn close(tx: &mut Tx<'_>, id: MeetingId, closing: &Closing, limits: &Limits) -> Result<Outcome, Problem> {
    let before = known(tx, id)?;
    acting(tx, before.project)?.may_organize(&before)?;
    let around = around(tx.reading(), before.project)?;
    let attendees = around.attendees(&closing.attendees)?;
    let place = tx.next(Scope::Project(before.project))?;
    let items = plan::of_meeting(tx.reading(), id, i64::from(limits.items_per_meeting))?;
    let act = Act::Close { summary: closing.summary.clone(), counts: Vec::new() };
    let after = act.apply(&before, place)?;
    let page = page_of(&after, &around, attendees, items);
    let body = serde_json::to_string(&page).map_err(Problem::internal)?;
    let page_sha256 = Some(sha256(body.as_bytes()));
    let after = Meeting { counts: Some(counts(&page.items)), page_sha256, ..after };
    store::drop_page(tx.writing(), id)?;
    store::keep_page(tx.writing(), id, &body)?;
    keep(tx, (&before, &after), "meetings.meeting_closed")
}

/// Who and what pages of a project can name.
pub fn around(conn: &mut Conn, project: ProjectId) -> Result<Around, Problem> {
    Ok(Around {
        project: projects::project(conn, project)?.ok_or_else(Problem::not_found)?,
        parties: projects::parties_of(conn, project)?,
        members: projects::members_of(conn, project)?,
    })
}

/// Goes on with a closed meeting.
pub fn reopen(tx: &mut Tx<'_>, id: MeetingId) -> Result<Outcome, Problem> {
    let before = known(tx, id)?;
    acting(tx, before.project)?.may_organize(&before)?;
    let place = tx.next(Scope::Project(before.project))?;
    let after = Act::Reopen.apply(&before, place)?;
    store::drop_page(tx.writing(), id)?;
    keep(tx, (&before, &after), "meetings.meeting_reopened")
}

/// Says that it does not take place.
pub fn cancel(tx: &mut Tx<'_>, id: MeetingId, reason: Option<&str>) -> Result<Outcome, Problem> {
    let before = known(tx, id)?;
    acting(tx, before.project)?.may_organize(&before)?;
    let place = tx.next(Scope::Project(before.project))?;
    let after = Act::Cancel { reason: reason.map(str::to_owned) }.apply(&before, place)?;
    if after != before {
        invite::cancelled(tx, &after)?;
    }
    keep(tx, (&before, &after), "meetings.meeting_cancelled")
}

/// Confirms the page for the caller's side.
pub fn confirm(tx: &mut Tx<'_>, id: MeetingId, expected: &Expected) -> Result<Outcome, Problem> {
    let before = known(tx, id)?;
    expected.check(&wire::tagged(&wire::told(&before)))?;
    let side = acting(tx, before.project)?.speaks_for?;
    let (seq, at) = tx.next(Scope::Project(before.project))?;
    let author = tx.actor()?.clone();
    let firm = firms::firm(tx.reading(), author.firm)?.ok_or_else(Problem::bare_internal)?;
    let confirmation = MeetingConfirmation {
        side: side.as_str().to_owned(),
        author: author.wire(),
        firm_name: firm.name,
        at: at.rfc3339(),
    };
    let after = Act::Confirm(side, confirmation).apply(&before, (seq, at))?;
    keep(tx, (&before, &after), "meetings.meeting_confirmed")
}

/// Whether one more thing may be written down in a meeting.
pub fn takes_down(
    tx: &mut Tx<'_>,
    project: ProjectId,
    id: MeetingId,
    limits: &Limits,
) -> Result<(), Problem> {
    let meeting = store::meeting(tx.reading(), id)?.filter(|meeting| meeting.project == project);
    let meeting = meeting.ok_or_else(|| Fault::new("unknown").at("/meeting_id"))?;
    if meeting.state != State::Running {
        return Err(MEETING_NOT_RUNNING.into());
    }
    let count = plan::count_of_meeting(tx.reading(), id)?;
    if count < i64::from(limits.items_per_meeting) { Ok(()) } else { Err(MEETING_FULL.into()) }
}
