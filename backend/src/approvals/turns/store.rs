//! Seats that wait for somebody, in all projects.

use super::super::approval::Submission;
use super::super::store::parsed;
use crate::kernel::ids::{ApprovalId, PartyId, PersonId, ProjectId, SeatId};
use crate::kernel::store::schema::{approval_turns, approvals, members, projects};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::projects::parties_with;
use diesel::dsl::exists;
use diesel::prelude::*;

/// A seat that waits for somebody.
#[derive(Debug, Clone)]
pub struct Waiting {
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
    (SeatId, PartyId, Option<PersonId>, String, i64, i64),
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
                approval_turns::party_id,
                approval_turns::person_id,
                approval_turns::step_name,
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
    after: Option<(i64, String)>,
    limit: i64,
) -> Stored<Vec<Waiting>> {
    let membership = members::table.find((approvals::project_id, person));
    let own = turns().filter(approval_turns::person_id.eq(person)).filter(exists(membership));
    let of_party = turns()
        .filter(approval_turns::person_id.is_null())
        .filter(approval_turns::party_id.nullable().eq_any(parties_with(person.as_str())));
    let mut rows: Vec<WaitingRow> = Vec::new();
    for query in [own, of_party] {
        let mut query = query.order((approval_turns::due_at, approval_turns::seat_id)).limit(limit);
        if let Some((due_at, seat)) = &after {
            let later = approval_turns::due_at.gt(*due_at);
            let beside = approval_turns::due_at.eq(*due_at).and(approval_turns::seat_id.gt(seat.clone()));
            query = query.filter(later.or(beside));
        }
        rows.extend(query.load::<WaitingRow>(conn)?);
    }
    rows.sort_by_key(|(_, _, (seat, .., due_at))| (*due_at, *seat));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let waits = |(
        (approval, number, submission, project),
        project_names,
        (seat, party, person, step_name, since, due_at),
    ): WaitingRow| {
        Ok(Waiting {
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
