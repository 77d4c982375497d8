//! Seats that wait for somebody, in all projects.

use super::super::approval::Submission;
use super::super::store::parsed;
use super::waits::{About, TurnKind};
use crate::kernel::ids::{ApprovalId, PartyId, PersonId, ProjectId, SeatId};
use crate::kernel::store::schema::{approval_turns, approvals, members, projects};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::projects::parties_with;
use diesel::dsl::exists;
use diesel::prelude::*;

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
    /// The step.
    pub step_name: String,
    /// Since when, in ms.
    pub since: i64,
    /// When it is due, in ms.
    pub due_at: i64,
}

type WaitingRow = (
    (ApprovalId, i64, String, ProjectId),
    (String, String),
    (SeatId, TurnKind, PartyId, Option<PersonId>, String, String, i64, i64),
);

#[diesel::dsl::auto_type]
fn turns<'a>() -> _ {
    approval_turns::table
        .inner_join(approvals::table.on(approvals::id.eq(approval_turns::approval_id)))
        .inner_join(projects::table.on(projects::id.eq(approvals::project_id)))
        .select((
            (approvals::id, approvals::number, approvals::submission, approvals::project_id),
            (projects::code, projects::name),
            (
                approval_turns::seat_id,
                approval_turns::kind,
                approval_turns::party_id,
                approval_turns::person_id,
                approval_turns::step_name,
                approval_turns::about,
                approval_turns::since,
                approval_turns::due_at,
            ),
        ))
        .into_boxed::<'a, MultiBackend>()
}

/// What lies with a person, or with a party of theirs and nobody in it, in the projects they are in now, by when it is due.
pub fn waiting_for(
    conn: &mut Conn,
    person: PersonId,
    after: Option<After>,
    limit: i64,
) -> Stored<Vec<Waiting>> {
    let membership = members::table.find((approvals::project_id, person));
    let own = turns().filter(approval_turns::person_id.eq(person)).filter(exists(membership));
    let of_party = turns()
        .filter(approval_turns::person_id.is_null())
        .filter(approval_turns::party_id.nullable().eq_any(parties_with(person.as_str())));
    let mut rows: Vec<WaitingRow> = Vec::new();
    for query in [own, of_party] {
        let order = (approval_turns::due_at, approval_turns::seat_id, approval_turns::kind);
        let mut query = query.order(order).limit(limit);
        if let Some((due_at, seat, kind)) = &after {
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
        (approval, number, submission, project),
        project_names,
        (seat, kind, party, person, step_name, about, since, due_at),
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
            step_name,
            since,
            due_at,
        })
    };
    rows.into_iter().map(waits).collect()
}
