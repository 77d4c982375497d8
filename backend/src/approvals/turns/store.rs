//! Seats that wait for somebody, in all projects.

use super::super::approval::Submission;
use super::super::deputies::{deciding, for_whom, running_of};
use super::super::store::parsed;
use super::waits::{About, TurnKind};
use crate::kernel::clock::Time;
use crate::kernel::ids::{ApprovalId, PartyId, PersonId, ProjectId, SeatId};
use crate::kernel::record::audience_of;
use crate::kernel::store::schema::{approval_turns, approvals, grants, members, projects};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::people;
use crate::projects::parties_with;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Turns of one person that are looked at for their deputy.
const MOST: i64 = 500;

/// Where a list of them goes on: when it is due, the seat, what is asked.
pub type After = (i64, String, TurnKind);

/// A seat that waits for somebody.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What is asked.
    pub kind: TurnKind,
    /// What is told of it.
    pub about: About,
    /// The approval.
    pub approval: ApprovalId,
    /// Its number.
    pub number: i64,
    /// What is decided on.
    pub submission: Submission,
    /// The project.
    pub project: ProjectId,
    /// Its code and its name.
    pub project_names: (String, String),
    /// The seat.
    pub seat: SeatId,
    /// The party of it.
    pub party: PartyId,
    /// The person who answers alone.
    pub person: Option<PersonId>,
    /// Whether they answer for who held it.
    pub handed: bool,
    /// For whom the reader would answer, as their deputy.
    pub stands_in: Option<(PersonId, String)>,
    /// Who stands in for the reader.
    pub deputy: Option<PersonId>,
    audience: Option<Vec<PartyId>>,
    /// The step.
    pub step_name: String,
    /// Since when, in ms.
    pub since: i64,
    /// When it is due, in ms.
    pub due_at: i64,
}

type WaitingRow = (
    (ApprovalId, i64, String, ProjectId, Option<String>),
    (String, String),
    (SeatId, TurnKind, PartyId, Option<PersonId>, bool, String, String, i64, i64),
);

#[diesel::dsl::auto_type]
fn turns<'a>() -> _ {
    approval_turns::table
        .inner_join(approvals::table.on(approvals::id.eq(approval_turns::approval_id)))
        .inner_join(projects::table.on(projects::id.eq(approvals::project_id)))
        .select((
            (
                approvals::id,
                approvals::number,
                approvals::submission,
                approvals::project_id,
                approvals::audience,
            ),
            (projects::code, projects::name),
            (
                approval_turns::seat_id,
                approval_turns::kind,
                approval_turns::party_id,
                approval_turns::person_id,
                approval_turns::handed,
                approval_turns::step_name,
                approval_turns::about,
                approval_turns::since,
                approval_turns::due_at,
            ),
        ))
        .into_boxed::<'a, MultiBackend>()
}

/// What lies with a person, or with a party of theirs and nobody in it, in the projects they are in now, and what lies so with those
/// whose deputy they are, by when it is due.
pub fn waiting_for(
    conn: &mut Conn,
    person: PersonId,
    now: Time,
    after: Option<After>,
    limit: i64,
) -> Stored<Vec<Waiting>> {
    let mut waiting = lies_with(conn, person, &after, limit)?;
    if let Some(deputy) = running_of(conn, person, now)? {
        let sights = sights(conn, deputy.deputy, &waiting)?;
        let covered = waiting.iter_mut().filter(|waiting| waiting.is_covered(&sights));
        covered.for_each(|waiting| waiting.deputy = Some(deputy.deputy));
    }
    for deputy in for_whom(conn, person, now)? {
        let theirs = lies_with(conn, deputy.person, &after, MOST)?;
        let sights = sights(conn, person, &theirs)?;
        let of = people::person(conn, deputy.person)?.map(|person| (deputy.person, person.name));
        for turn in theirs.into_iter().filter(|turn| turn.is_covered(&sights)) {
            if !waiting.iter().any(|own| own.seat == turn.seat && own.kind == turn.kind) {
                waiting.push(Waiting { stands_in: of.clone(), ..turn });
            }
        }
    }
    waiting.sort_by_key(|waiting| (waiting.due_at, waiting.seat, waiting.kind.as_str()));
    waiting.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(waiting)
}

/// Where somebody may decide, and what they hear there.
type Sights = Vec<(ProjectId, Vec<PartyId>)>;

fn sights(conn: &mut Conn, person: PersonId, waiting: &[Waiting]) -> Stored<Sights> {
    let mut projects: Vec<ProjectId> = waiting.iter().map(|waiting| waiting.project).collect();
    projects.dedup();
    let rows: Vec<(ProjectId, Option<String>)> = grants::table
        .filter(grants::scope.eq_any(projects))
        .filter(grants::subject.eq(person.to_string()))
        .filter(grants::role.eq_any(deciding()))
        .select((grants::scope, grants::parties))
        .load(conn)?;
    let parties = |parties: Option<String>| parties.as_deref().map(audience_of).unwrap_or_default();
    Ok(rows.into_iter().map(|(project, own)| (project, parties(own))).collect())
}

impl Waiting {
    /// Whether a deputy with these sights does it for who it lies with: an answer, not handed over, in a project of theirs.
    fn is_covered(&self, sights: &Sights) -> bool {
        let hears = |parties: &[PartyId]| {
            self.audience.as_ref().is_none_or(|audience| audience.iter().any(|one| parties.contains(one)))
        };
        let sees =
            |(project, parties): &(ProjectId, Vec<PartyId>)| *project == self.project && hears(parties);
        self.kind == TurnKind::Answer && !self.handed && sights.iter().any(sees)
    }
}

fn lies_with(conn: &mut Conn, person: PersonId, after: &Option<After>, limit: i64) -> Stored<Vec<Waiting>> {
    let membership = members::table.find((approvals::project_id, person));
    let own = turns().filter(approval_turns::person_id.eq(person)).filter(exists(membership));
    let of_party = turns()
        .filter(approval_turns::person_id.is_null())
        .filter(approval_turns::party_id.nullable().eq_any(parties_with(person.as_str())));
    let mut rows: Vec<WaitingRow> = Vec::new();
    for query in [own, of_party] {
        let order = (approval_turns::due_at, approval_turns::seat_id, approval_turns::kind);
        let mut query = query.order(order).limit(limit);
        if let Some((due_at, seat, kind)) = after {
            let later = approval_turns::due_at.gt(*due_at);
            let beside = approval_turns::due_at.eq(*due_at).and(approval_turns::seat_id.gt(seat.clone()));
            let same = approval_turns::due_at.eq(*due_at).and(approval_turns::seat_id.eq(seat.clone()));
            query = query.filter(later.or(beside).or(same.and(approval_turns::kind.gt(*kind))));
        }
        rows.extend(query.load::<WaitingRow>(conn)?);
    }
    rows.sort_by_key(|(_, _, (seat, kind, .., due_at))| (*due_at, *seat, kind.as_str()));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let waits = |(
        (approval, number, submission, project, audience),
        project_names,
        (seat, kind, party, person, handed, step_name, about, since, due_at),
    ): WaitingRow| {
        Ok(Waiting {
            kind,
            about: parsed(&about)?,
            approval,
            number,
            submission: parsed(&submission)?,
            project,
            project_names,
            seat,
            party,
            person,
            handed,
            stands_in: None,
            deputy: None,
            audience: audience.as_deref().map(audience_of),
            step_name,
            since,
            due_at,
        })
    };
    rows.into_iter().map(waits).collect()
}
