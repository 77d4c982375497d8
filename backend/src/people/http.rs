//! Wire to domain and back.

use super::rules::{Change, parse_department};
use super::{commands, store};
use crate::kernel::access::{Outcome, Permit};
use crate::kernel::http::{Answer, Body, IfMatch, PageQuery, Problem, Query, created, ok, ok_tagged};
use crate::policy::{self, Role, allowed};
use actix_web::{get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_department)
        .service(list_departments)
        .service(list_people)
        .service(get_person)
        .service(update_person);
}

/// A person without what this caller does not see: leads of a project read no address.
fn for_caller(person: api::Person, role: Role) -> api::Person {
    api::Person {
        email: person.email.filter(|_| role != Role::Counterpart),
        allowed_actions: Some(allowed(role, &["update_person"])),
        ..person
    }
}

/// Makes a department of the caller's firm.
#[utoipa::path(tag = "People", operation_id = "create_department", request_body = api::CreateDepartment,
    responses((status = 201, description = "The department.", body = api::Department)))]
#[post("/firms/{firm_id}/departments")]
async fn create_department(
    permit: Permit<policy::CreateDepartment>,
    body: Body<api::CreateDepartment>,
) -> Answer {
    let (request, key) = body.parse()?;
    let firm = permit.place();
    let (id, name) = parse_department(&request, &permit.kernel().config.limits)?;
    let outcome = permit.write(key, move |tx| commands::create_department(tx, firm, id, &name)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let department = recorded.body.department.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::Department { seq: Some(recorded.seq()), allowed_actions: Some(vec![]), ..department })
}

/// Departments of a firm: its own people, its coordinator, and leads of projects it takes part in.
#[utoipa::path(tag = "People", operation_id = "list_departments", params(api::PageParams),
    responses((status = 200, description = "A page of departments.", body = api::DepartmentPage)))]
#[get("/firms/{firm_id}/departments")]
async fn list_departments(permit: Permit<policy::ListDepartments>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (firm, asked) = (permit.place(), page.clone());
    let rows = permit.read(move |conn| Ok(store::departments_page(conn, firm, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |(seq, _)| seq.to_string());
    let items = rows.into_iter().map(|(_, item)| api::Department { allowed_actions: Some(vec![]), ..item });
    ok(&api::DepartmentPage { items: items.collect(), next })
}

/// People of a firm. Addresses are for their own firm and its coordinator.
#[utoipa::path(tag = "People", operation_id = "list_people", params(api::PageParams),
    responses((status = 200, description = "A page of people.", body = api::PersonPage)))]
#[get("/firms/{firm_id}/people")]
async fn list_people(permit: Permit<policy::ListPeople>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (firm, asked) = (permit.place(), page.clone());
    let rows = permit.read(move |conn| Ok(store::list(conn, firm, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |(seq, _)| seq.to_string());
    let role = permit.standing().role;
    let items = rows.into_iter().map(|(_, item)| for_caller(item, role));
    ok(&api::PersonPage { items: items.collect(), next })
}

/// One person.
#[utoipa::path(tag = "People", operation_id = "get_person",
    responses((status = 200, description = "The person.", body = api::Person)))]
#[get("/people/{person_id}")]
async fn get_person(permit: Permit<policy::GetPerson>) -> Answer {
    let id = permit.place();
    let person = permit.read(move |conn| Ok(store::person(conn, id)?)).await?;
    let person = person.ok_or_else(Problem::not_found)?;
    ok_tagged(&person, &for_caller(person.clone(), permit.standing().role))
}

/// Changes departments or status of a person. A locked person is signed out everywhere at once.
#[utoipa::path(tag = "People", operation_id = "update_person", request_body = api::UpdatePerson,
    responses((status = 200, description = "The person.", body = api::Person)))]
#[patch("/people/{person_id}")]
async fn update_person(
    permit: Permit<policy::UpdatePerson>,
    if_match: IfMatch,
    body: Body<api::UpdatePerson>,
) -> Answer {
    let ((request, key), expected) = (body.parse()?, if_match.optional()?);
    let (id, change) = (permit.place(), Change::parse(&request)?);
    let outcome = permit.write(key, move |tx| commands::update(tx, id, &expected, &change)).await?;
    let (person, seq) = match outcome {
        Outcome::Recorded(recorded) => (recorded.body.person.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => (permit.read(move |conn| Ok(store::person(conn, id)?)).await?, None),
    };
    let person = person.ok_or_else(Problem::not_found)?;
    ok_tagged(&person, &api::Person { seq, ..for_caller(person.clone(), permit.standing().role) })
}
