//! Wire to domain and back.

use super::rules::{Change, parse_department};
use super::{commands, store};
use crate::kernel::access::{Outcome, Permit};
use crate::kernel::http::{Answer, Body, PageQuery, Problem, Query, created, ok};
use crate::policy::{self, Role, allowed};
use actix_web::{get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create_department).service(list_departments).service(list_people).service(update_person);
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
    let department = recorded.body.department.clone().ok_or_else(Problem::bare_internal)?;
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
    let items = rows.into_iter().map(|(_, item)| api::Person {
        email: item.email.clone().filter(|_| role != Role::Counterpart),
        allowed_actions: Some(allowed(role, &["update_person"])),
        ..item
    });
    ok(&api::PersonPage { items: items.collect(), next })
}

/// Changes departments or status of a person. A locked person is signed out everywhere at once.
#[utoipa::path(tag = "People", operation_id = "update_person", request_body = api::UpdatePerson,
    responses((status = 200, description = "The person.", body = api::Person)))]
#[patch("/people/{person_id}")]
async fn update_person(permit: Permit<policy::UpdatePerson>, body: Body<api::UpdatePerson>) -> Answer {
    let (request, key) = body.parse()?;
    let (id, change) = (permit.place(), Change::parse(&request)?);
    let outcome = permit.write(key, move |tx| commands::update(tx, id, &change)).await?;
    let actions = Some(allowed(permit.standing().role, &["update_person"]));
    let person = match outcome {
        Outcome::Recorded(recorded) => {
            let person = recorded.body.person.clone().ok_or_else(Problem::bare_internal)?;
            api::Person { seq: Some(recorded.seq()), ..person }
        }
        Outcome::Unchanged => {
            let person = permit.read(move |conn| Ok(store::person(conn, id)?)).await?;
            person.ok_or_else(Problem::not_found)?
        }
    };
    ok(&api::Person { allowed_actions: actions, ..person })
}
