//! Use cases on a transaction: members.

use super::rules::{MEMBER_EXISTS, NewMember, may_stop_leading};
use super::store::{self, MemberRow, PartyRow};
use crate::approvals;
use crate::comments;
use crate::kernel::access::Outcome;
use crate::kernel::http::{Expected, Fault, Problem};
use crate::kernel::ids::{PartyId, PersonId, ProjectId, Scope};
use crate::kernel::record::{Entry, Recorded};
use crate::kernel::store::{Grant, Tx};
use crate::people;
use crate::plan;
use crate::policy::Role;
use dure_api::{EventBody, Removed};

/// Adds a person of a party's firm.
pub fn add(tx: &mut Tx<'_>, project: ProjectId, new: &NewMember) -> Result<Outcome, Problem> {
    let members = store::member_rows(tx.reading(), project)?;
    if members.iter().any(|member| member.person_id == new.person) {
        return Err(MEMBER_EXISTS.into());
    }
    insert_member(tx, project, new.person, new.role).map(Outcome::from)
}

pub(super) fn insert_member(
    tx: &mut Tx<'_>,
    project: ProjectId,
    id: PersonId,
    role: Role,
) -> Result<Recorded, Problem> {
    // A person of a firm that takes no part is as unknown as one who does not exist.
    let unknown = || Fault::new("unknown").at("/person_id");
    let person =
        people::person(tx.reading(), id)?.filter(|person| person.status == "active").ok_or_else(unknown)?;
    let firm = person.firm_id.parse().map_err(Problem::internal)?;
    let departments = people::departments_of(tx.reading(), id)?;
    let parties = store::party_rows(tx.reading(), project)?;
    let mut of_firm = parties.iter().filter(|party| party.firm_id == firm);
    let whole = of_firm.clone().find(|party| party.department_id.is_none()).ok_or_else(unknown)?;
    let own = of_firm.find(|party| party.department_id.is_some_and(|id| departments.contains(&id)));
    let party: &PartyRow = own.unwrap_or(whole);

    let scope = Scope::Project(project);
    let seq = tx.next_seq(scope)?;
    let row = MemberRow {
        project_id: project,
        person_id: id,
        name: person.name,
        firm_id: firm,
        party_id: party.id,
        department_id: party.department_id,
        role,
        time_zone: person.time_zone,
    };
    store::insert_member(tx.writing(), &row, seq)?;
    let mut heard: Vec<PartyId> = vec![whole.id];
    heard.extend(own.map(|party| party.id));
    let grant = Grant { role, since_seq: seq, parties: Some(heard), department: row.department_id };
    tx.grant(scope, id.as_str(), &grant)?;
    let body = EventBody { member: Some(Box::new(row.wire())), ..EventBody::default() };
    tx.record(scope, Entry::new("projects.member_added", body))
}

fn member(tx: &mut Tx<'_>, project: ProjectId, person: PersonId) -> Result<(MemberRow, usize), Problem> {
    let rows = store::member_rows(tx.reading(), project)?;
    let leads = rows.iter().filter(|row| row.role == Role::Lead).count();
    let row = rows.into_iter().find(|row| row.person_id == person).ok_or_else(Problem::not_found)?;
    Ok((row, leads))
}

/// Gives a member another role.
pub fn update(
    tx: &mut Tx<'_>,
    project: ProjectId,
    person: PersonId,
    expected: &Expected,
    role: Role,
) -> Result<Outcome, Problem> {
    let (row, leads) = member(tx, project, person)?;
    expected.check(&row.wire())?;
    if row.role == role {
        return Ok(Outcome::Unchanged);
    }
    may_stop_leading(row.role, leads)?;
    tx.change_role(Scope::Project(project), person.as_str(), role)?;
    change(tx, MemberRow { role, ..row }).map(Outcome::from)
}

/// Writes a member down as they are now.
pub(super) fn change(tx: &mut Tx<'_>, row: MemberRow) -> Result<Recorded, Problem> {
    store::update_member(tx.writing(), &row)?;
    let body = EventBody { member: Some(Box::new(row.wire())), ..EventBody::default() };
    tx.record(Scope::Project(row.project_id), Entry::new("projects.member_updated", body))
}

/// Ends a membership: nothing from this event on reaches the person.
pub fn remove(
    tx: &mut Tx<'_>,
    project: ProjectId,
    person: PersonId,
    expected: &Expected,
) -> Result<Outcome, Problem> {
    let (row, leads) = member(tx, project, person)?;
    expected.check(&row.wire())?;
    may_stop_leading(row.role, leads)?;
    let scope = Scope::Project(project);
    store::delete_member(tx.writing(), project, person)?;
    tx.revoke(scope, person.as_str())?;
    let removed = Removed { kind: "member".into(), id: person.to_string() };
    let body = EventBody { removed: Some(Box::new(removed)), ..EventBody::default() };
    let entry = Entry { ends_access_of: Some(person), ..Entry::new("projects.member_removed", body) };
    let recorded = tx.record(scope, entry)?;
    plan::leave_to_party(tx, project, person)?;
    comments::leave_to_party(tx, project, person)?;
    approvals::leave_to_party(tx, project, person)?;
    Ok(recorded.into())
}
