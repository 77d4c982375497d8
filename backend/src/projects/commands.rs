//! Use cases on a transaction: projects and parties. Members are in `members.rs`.

use super::members::insert_member;
use super::rules::{CODE_TAKEN, NOT_A_PARTY, NewParty, NewProject, PARTY_EXISTS, ProjectEdit, Side, facts};
use super::store::{self, PartyRow};
use crate::clusters;
use crate::firms;
use crate::kernel::access::Outcome;
use crate::kernel::http::{Expected, Fault, Problem};
use crate::kernel::ids::{ClusterId, FirmId, PartyId, PersonId, ProjectId, Scope};
use crate::kernel::jobs::Job;
use crate::kernel::record::{Actor, Entry, Recorded, changes};
use crate::kernel::store::{Grant, Tx};
use crate::people;
use crate::phases;
use crate::policy::Role;
use dure_api::EventBody;

/// Starts a project. Its firms are parties; who acts is its lead.
pub fn create(
    tx: &mut Tx<'_>,
    cluster: ClusterId,
    coordinates: bool,
    new: &NewProject,
) -> Result<Outcome, Problem> {
    let actor = tx.actor()?.clone();
    if store::project(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    if store::is_code_taken(tx.reading(), cluster, &new.code)? {
        return Err(CODE_TAKEN.into());
    }
    clusters::confirmed(tx, cluster, new.customer, "/customer_firm_id")?;
    for (n, supplier) in new.suppliers.iter().enumerate() {
        clusters::confirmed(tx, cluster, *supplier, format!("/supplier_firm_ids/{n}"))?;
    }
    let side = new.side_of(actor.firm);
    if side.is_none() && !coordinates {
        return Err(NOT_A_PARTY.into());
    }

    let (scope, now) = (Scope::Project(new.id), tx.now());
    store::insert(tx.writing(), cluster, new, now)?;
    tx.open_record(scope)?;
    let phases = phases::begin(tx, new.id)?;
    // Suppliers stand in the project before their parties are written down one by one.
    let project = store::project(tx.reading(), new.id)?.map(|project| dure_api::Project {
        supplier_firm_ids: new.suppliers.iter().map(ToString::to_string).collect(),
        ..project
    });
    let body = EventBody { project: project.map(Box::new), phases: Some(phases), ..EventBody::default() };
    let created = tx.record(scope, Entry::new("projects.project_created", body))?;

    let mut firms = vec![(new.customer, Side::Customer)];
    firms.extend(new.suppliers.iter().map(|firm| (*firm, Side::Supplier)));
    if side.is_none() {
        firms.push((actor.firm, Side::Coordinator));
    }
    for (firm, side) in firms {
        let party = NewParty { id: PartyId::new(), firm, department: None };
        insert_party(tx, new.id, &party, side)?;
    }
    insert_member(tx, new.id, actor.person, Role::Lead)?;
    Ok(created.into())
}

/// Changes what a project is called, what it is about, and when it is.
pub fn update(
    tx: &mut Tx<'_>,
    id: ProjectId,
    expected: &Expected,
    edit: &ProjectEdit,
) -> Result<Outcome, Problem> {
    let before = store::project(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    expected.check(&before)?;
    let after = edit.apply(&before)?;
    if after == before {
        return Ok(Outcome::Unchanged);
    }
    store::update(tx.writing(), id, &after)?;
    let changes = Some(changes(&facts(&before), &facts(&after)));
    let body = EventBody { project: Some(Box::new(after)), changes, ..EventBody::default() };
    Ok(tx.record(Scope::Project(id), Entry::new("projects.project_updated", body))?.into())
}

/// Brings a department of one of the project's firms in as a party of its own.
pub fn add_party(tx: &mut Tx<'_>, project: ProjectId, new: &NewParty) -> Result<Outcome, Problem> {
    let parties = store::party_rows(tx.reading(), project)?;
    let of_firm = parties.iter().find(|party| party.firm_id == new.firm && party.department_id.is_none());
    let side = of_firm.ok_or_else(|| Fault::new("unknown").at("/firm_id"))?.side;
    if parties.iter().any(|party| party.firm_id == new.firm && party.department_id == new.department) {
        return Err(PARTY_EXISTS.into());
    }
    if store::is_party_id(tx.reading(), new.id)? {
        return Err(Problem::id_taken());
    }
    insert_party(tx, project, new, side).map(Outcome::from)
}

fn insert_party(
    tx: &mut Tx<'_>,
    project: ProjectId,
    new: &NewParty,
    side: Side,
) -> Result<Recorded, Problem> {
    let firm = firms::firm(tx.reading(), new.firm)?.ok_or_else(Problem::bare_internal)?;
    let department = match new.department {
        Some(id) => {
            let name = people::department(tx.reading(), new.firm, id)?;
            Some(name.ok_or_else(|| Fault::new("unknown").at("/department_id"))?)
        }
        None => None,
    };
    let scope = Scope::Project(project);
    let seq = tx.next_seq(scope)?;
    store::insert_party(tx.writing(), project, new, (&firm.name, department.as_deref()), side, seq)?;
    // The firm is listed, so that leads may see its departments and people.
    tx.grant(scope, new.firm.as_str(), &Grant::plain(Role::Listed, seq))?;
    let row = PartyRow {
        id: new.id,
        project_id: project,
        firm_id: new.firm,
        firm_name: firm.name,
        department_id: new.department,
        department_name: department,
        side,
    };
    let body = EventBody { party: Some(Box::new(row.wire())), ..EventBody::default() };
    tx.record(scope, Entry::new("projects.party_added", body))
}

/// The job that carries a person's new name and time zone into the projects they are in, one transaction each.
pub fn rename_member(job: &Job) -> Result<(), Problem> {
    let person: PersonId = job.text("person")?.parse().map_err(Problem::internal)?;
    let (name, time_zone) = (job.text("name")?.to_owned(), job.text("time_zone")?.to_owned());
    let projects = job.read(move |conn| Ok(store::projects_with(conn, person)?))?;
    for project in projects {
        let (name, time_zone) = (name.clone(), time_zone.clone());
        job.write_part(Scope::Project(project), move |tx| {
            let rows = store::member_rows(tx.reading(), project)?;
            let Some(row) = rows.into_iter().find(|row| row.person_id == person) else { return Ok(()) };
            if row.name == name && row.time_zone == time_zone {
                return Ok(());
            }
            tx.act_as(Actor { person, name: name.clone(), firm: row.firm_id, department: row.department_id });
            let now = store::MemberRow { name: name.clone(), time_zone: time_zone.clone(), ..row };
            super::members::change(tx, now).map(drop)
        })?;
    }
    job.done()
}

/// The job that carries a firm's new name into the projects it takes part in, one transaction each.
pub fn rename_party(job: &Job) -> Result<(), Problem> {
    let firm: FirmId = job.text("firm")?.parse().map_err(Problem::internal)?;
    let person: PersonId = job.text("person")?.parse().map_err(Problem::internal)?;
    let by = Actor { person, name: job.text("name")?.to_owned(), firm, department: None };
    let projects = job.read(move |conn| Ok(store::projects_of(conn, firm)?))?;
    for project in projects {
        let by = by.clone();
        job.write_part(Scope::Project(project), move |tx| {
            // The name as it is by now: of two jobs the later one may come first.
            let firm_name = firms::firm(tx.reading(), firm)?.ok_or_else(Problem::bare_internal)?.name;
            tx.act_as(by.clone());
            let parties = store::party_rows(tx.reading(), project)?;
            for row in parties.into_iter().filter(|row| row.firm_id == firm && row.firm_name != firm_name) {
                let row = PartyRow { firm_name: firm_name.clone(), ..row };
                store::rename_party(tx.writing(), row.id, &row.firm_name)?;
                let body = EventBody { party: Some(Box::new(row.wire())), ..EventBody::default() };
                tx.record(Scope::Project(project), Entry::new("projects.party_updated", body))?;
            }
            Ok(())
        })?;
    }
    job.done()
}
