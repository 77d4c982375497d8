//! Use cases on a transaction.

use super::rules::{Change, DEPARTMENT_EXISTS, FirmRole, Newcomer, Status, may_lock};
use super::store;
use crate::kernel::access::{Outcome, end_all_of};
use crate::kernel::http::{Expected, Fault, Problem};
use crate::kernel::ids::{DepartmentId, FirmId, PersonId, Scope};
use crate::kernel::record::{Actor, Entry, Recorded};
use crate::kernel::store::{Effect, Grant, Tx};
use crate::policy::Role;
use dure_api::{Department, EventBody, Person};

/// Makes an account in a firm. The newcomer is the one who acts.
pub fn join(
    tx: &mut Tx<'_>,
    firm: FirmId,
    new: &Newcomer,
    invitation: Option<dure_api::Invitation>,
) -> Result<(PersonId, Recorded), Problem> {
    let (id, scope) = (PersonId::new(), Scope::Firm(firm));
    let seq = tx.next_seq(scope)?;
    tx.act_as(Actor { person: id, name: new.name.clone(), firm, department: None });
    store::insert(tx.writing(), id, firm, new, seq)?;
    let role = match new.role {
        FirmRole::Admin => Role::Admin,
        FirmRole::Member => Role::Staff,
    };
    tx.grant(scope, id.as_str(), &Grant::plain(role, seq))?;
    tx.place(id.as_str(), scope)?;
    let person = load(tx, id)?;
    let body = EventBody {
        person: Some(Box::new(person)),
        invitation: invitation.map(Box::new),
        ..EventBody::default()
    };
    Ok((id, tx.record(scope, Entry::new("people.person_joined", body))?))
}

/// Changes the caller's own name, language or time zone. The projects they are in follow by jobs.
pub fn rename(
    tx: &mut Tx<'_>,
    id: PersonId,
    expected: &Expected,
    change: impl Fn(&mut Person),
) -> Result<Outcome, Problem> {
    let before = load(tx, id)?;
    expected.check(&before)?;
    let mut person = before.clone();
    change(&mut person);
    if person == before {
        return Ok(Outcome::Unchanged);
    }
    store::set_profile(tx.writing(), &person)?;
    tx.afterwards(Effect::PersonChanged(id));
    if person.name != before.name || person.time_zone != before.time_zone {
        let now =
            serde_json::json!({ "person": person.id, "name": person.name, "time_zone": person.time_zone });
        tx.enqueue("rename_member", &now)?;
    }
    updated(tx, person)
}

/// Changes departments or status of a person of the caller's firm.
pub fn update(
    tx: &mut Tx<'_>,
    id: PersonId,
    expected: &Expected,
    change: &Change,
) -> Result<Outcome, Problem> {
    let before = load(tx, id)?;
    expected.check(&before)?;
    let firm: FirmId = before.firm_id.parse().map_err(Problem::internal)?;
    let mut person = before.clone();
    if let Some(departments) = &change.departments {
        of_firm(tx, firm, departments)?;
        let mut sorted = departments.clone();
        sorted.sort_unstable();
        person.department_ids = sorted.iter().map(ToString::to_string).collect();
    }
    if let Some(status) = change.status {
        if status == Status::Locked {
            let role = before.role.parse().map_err(Problem::internal)?;
            may_lock(role, store::other_active_admins(tx.reading(), firm, id)?)?;
        }
        person.status = status.as_str().to_owned();
    }
    if person == before {
        return Ok(Outcome::Unchanged);
    }
    if let Some(departments) = &change.departments {
        store::set_departments(tx.writing(), id, departments)?;
    }
    if let Some(status) = change.status {
        store::set_status(tx.writing(), id, status)?;
        if status == Status::Locked {
            end_all_of(tx, id, None, "locked")?;
        }
    }
    tx.afterwards(Effect::PersonChanged(id));
    updated(tx, person)
}

fn updated(tx: &mut Tx<'_>, person: Person) -> Result<Outcome, Problem> {
    let firm: FirmId = person.firm_id.parse().map_err(Problem::internal)?;
    let body = EventBody { person: Some(Box::new(person)), ..EventBody::default() };
    Ok(tx.record(Scope::Firm(firm), Entry::new("people.person_updated", body))?.into())
}

/// Makes a department.
pub fn create_department(
    tx: &mut Tx<'_>,
    firm: FirmId,
    id: DepartmentId,
    name: &str,
) -> Result<Outcome, Problem> {
    if store::is_department_named(tx.reading(), firm, name)? {
        return Err(DEPARTMENT_EXISTS.into());
    }
    if store::is_department(tx.reading(), id)? {
        return Err(Problem::id_taken());
    }
    let seq = tx.next_seq(Scope::Firm(firm))?;
    store::insert_department(tx.writing(), id, firm, name, seq)?;
    let department = Department {
        id: id.to_string(),
        firm_id: firm.to_string(),
        name: name.to_owned(),
        seq: None,
        allowed_actions: None,
    };
    let body = EventBody { department: Some(Box::new(department)), ..EventBody::default() };
    Ok(tx.record(Scope::Firm(firm), Entry::new("firms.department_created", body))?.into())
}

/// Departments must be of the firm.
fn of_firm(tx: &mut Tx<'_>, firm: FirmId, departments: &[DepartmentId]) -> Result<(), Problem> {
    for (n, department) in departments.iter().enumerate() {
        if store::department(tx.reading(), firm, *department)?.is_none() {
            return Err(Fault::new("unknown").at(format!("/department_ids/{n}")));
        }
    }
    Ok(())
}

fn load(tx: &mut Tx<'_>, id: PersonId) -> Result<Person, Problem> {
    store::person(tx.reading(), id)?.ok_or_else(Problem::not_found)
}
