//! Wire to domain and back.

use super::rules::{NewMember, NewParty, NewProject, ProjectEdit, role};
use super::{commands, members, store};
use crate::kernel::access::{Outcome, Permit, path_id};
use crate::kernel::http::{
    Answer, Body, IfMatch, Key, NoQuery, PageQuery, Problem, Query, created, no_content, ok, ok_tagged,
};
use crate::kernel::ids::PersonId;
use crate::policy::{self, Role, allowed};
use actix_web::{HttpRequest, delete, get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_project)
        .service(list_projects)
        .service(get_project)
        .service(update_project)
        .service(add_party)
        .service(list_parties)
        .service(add_member)
        .service(list_members)
        .service(get_member)
        .service(update_member)
        .service(remove_member);
}

const ACTIONS: [&str; 10] = [
    "post_message",
    "create_milestone",
    "create_action",
    "create_question",
    "create_decision",
    "create_idea",
    "update_project",
    "create_phase",
    "add_party",
    "add_member",
];
const MEMBER_ACTIONS: [&str; 2] = ["update_member", "remove_member"];

fn with_actions(project: api::Project) -> api::Project {
    let role = project.my_role.as_deref().and_then(|role| role.parse::<Role>().ok());
    api::Project {
        allowed_actions: Some(role.map(|role| allowed(role, &ACTIONS)).unwrap_or_default()),
        ..project
    }
}

/// Starts a project in the cluster. The caller leads it.
#[utoipa::path(tag = "Projects", operation_id = "create_project", request_body = api::CreateProject,
    responses((status = 201, description = "The project.", body = api::Project)))]
#[post("/clusters/{cluster_id}/projects")]
async fn create_project(permit: Permit<policy::CreateProject>, body: Body<api::CreateProject>) -> Answer {
    let (request, key) = body.parse()?;
    let new = NewProject::parse(&request, &permit.kernel().config.limits)?;
    let (cluster, coordinates) = (permit.place(), permit.standing().role == Role::Coordinator);
    let outcome = permit.write(key, move |tx| commands::create(tx, cluster, coordinates, &new)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let project = recorded.body.project.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    let project = api::Project { my_role: Some("lead".into()), seq: Some(recorded.seq()), ..project };
    created(&with_actions(project))
}

/// Projects the caller is a member of.
#[utoipa::path(tag = "Projects", operation_id = "list_projects", params(api::PageParams),
    responses((status = 200, description = "A page of projects.", body = api::ProjectPage)))]
#[get("/projects")]
async fn list_projects(permit: Permit<policy::ListProjects>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (person, asked) = (permit.caller()?.person, page.clone());
    let rows = permit.read(move |conn| Ok(store::list_of(conn, person, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |project| project.id.clone());
    ok(&api::ProjectPage { items: rows.into_iter().map(with_actions).collect(), next })
}

/// One project.
#[utoipa::path(tag = "Projects", operation_id = "get_project",
    responses((status = 200, description = "The project.", body = api::Project)))]
#[get("/projects/{project_id}")]
async fn get_project(permit: Permit<policy::GetProject>) -> Answer {
    let (id, person) = (permit.place(), permit.caller()?.person);
    let found = permit
        .read(move |conn| {
            let project = store::project(conn, id)?.ok_or_else(Problem::not_found)?;
            let told = store::for_member(conn, id, person)?.ok_or_else(Problem::not_found)?;
            Ok((project, told))
        })
        .await?;
    ok_tagged(&found.0, &with_actions(found.1))
}

/// Changes what the project is called, what it is about, and when it is.
#[utoipa::path(tag = "Projects", operation_id = "update_project", request_body = api::UpdateProject,
    responses((status = 200, description = "The project.", body = api::Project)))]
#[patch("/projects/{project_id}")]
async fn update_project(
    permit: Permit<policy::UpdateProject>,
    if_match: IfMatch,
    body: Body<api::UpdateProject>,
) -> Answer {
    let ((request, key), expected) = (body.parse()?, if_match.optional()?);
    let edit = ProjectEdit::parse(&request, &permit.kernel().config.limits)?;
    let id = permit.place();
    let outcome = permit.write(key, move |tx| commands::update(tx, id, &expected, &edit)).await?;
    let (project, seq) = match outcome {
        Outcome::Recorded(recorded) => (recorded.body.project.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => (permit.read(move |conn| Ok(store::project(conn, id)?)).await?, None),
    };
    let project = project.ok_or_else(Problem::not_found)?;
    let my_role = Some(permit.standing().role.as_str().to_owned());
    ok_tagged(&project, &with_actions(api::Project { my_role, seq, ..project.clone() }))
}

/// Brings a department of one of the project's firms in as a party.
#[utoipa::path(tag = "Projects", operation_id = "add_party", request_body = api::AddParty,
    responses((status = 201, description = "The party.", body = api::Party)))]
#[post("/projects/{project_id}/parties")]
async fn add_party(permit: Permit<policy::AddParty>, body: Body<api::AddParty>) -> Answer {
    let (request, key) = body.parse()?;
    let (project, new) = (permit.place(), NewParty::parse(&request)?);
    let outcome = permit.write(key, move |tx| commands::add_party(tx, project, &new)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let party = recorded.body.party.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::Party { seq: Some(recorded.seq()), allowed_actions: Some(vec![]), ..party })
}

/// Parties of the project, all on one page.
#[utoipa::path(tag = "Projects", operation_id = "list_parties",
    responses((status = 200, description = "The parties.", body = api::PartyPage)))]
#[get("/projects/{project_id}/parties")]
async fn list_parties(permit: Permit<policy::ListParties>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let project = permit.place();
    let parties = permit.read(move |conn| Ok(store::parties_of(conn, project)?)).await?;
    let items = parties.into_iter().map(|party| api::Party { allowed_actions: Some(vec![]), ..party });
    ok(&api::PartyPage { items: items.collect(), next: None })
}

/// Adds a person of a party's firm.
#[utoipa::path(tag = "Projects", operation_id = "add_member", request_body = api::AddMember,
    responses((status = 201, description = "The member.", body = api::Member)))]
#[post("/projects/{project_id}/members")]
async fn add_member(permit: Permit<policy::AddMember>, body: Body<api::AddMember>) -> Answer {
    let (request, key) = body.parse()?;
    let (project, new) = (permit.place(), NewMember::parse(&request)?);
    let outcome = permit.write(key, move |tx| members::add(tx, project, &new)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let member = recorded.body.member.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    let actions = allowed(permit.standing().role, &MEMBER_ACTIONS);
    created(&api::Member { seq: Some(recorded.seq()), allowed_actions: Some(actions), ..member })
}

/// Members of the project, all on one page.
#[utoipa::path(tag = "Projects", operation_id = "list_members",
    responses((status = 200, description = "The members.", body = api::MemberPage)))]
#[get("/projects/{project_id}/members")]
async fn list_members(permit: Permit<policy::ListMembers>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let project = permit.place();
    let members = permit.read(move |conn| Ok(store::members_of(conn, project)?)).await?;
    let actions = allowed(permit.standing().role, &MEMBER_ACTIONS);
    let items =
        members.into_iter().map(|member| api::Member { allowed_actions: Some(actions.clone()), ..member });
    ok(&api::MemberPage { items: items.collect(), next: None })
}

/// One member.
#[utoipa::path(tag = "Projects", operation_id = "get_member",
    responses((status = 200, description = "The member.", body = api::Member)))]
#[get("/projects/{project_id}/members/{person_id}")]
async fn get_member(permit: Permit<policy::GetMember>, req: HttpRequest) -> Answer {
    let (project, person) = (permit.place(), path_id(&req, "person_id")?);
    let member = permit.read(move |conn| Ok(store::member(conn, project, person)?)).await?;
    let member = member.ok_or_else(Problem::not_found)?.wire();
    let actions = Some(allowed(permit.standing().role, &MEMBER_ACTIONS));
    ok_tagged(&member, &api::Member { allowed_actions: actions, ..member.clone() })
}

/// Gives a member another role.
#[utoipa::path(tag = "Projects", operation_id = "update_member", request_body = api::UpdateMember,
    responses((status = 200, description = "The member.", body = api::Member)))]
#[patch("/projects/{project_id}/members/{person_id}")]
async fn update_member(
    permit: Permit<policy::UpdateMember>,
    req: HttpRequest,
    if_match: IfMatch,
    body: Body<api::UpdateMember>,
) -> Answer {
    let person: PersonId = path_id(&req, "person_id")?;
    let ((request, key), expected) = (body.parse()?, if_match.optional()?);
    let (project, role) = (permit.place(), role(&request.role)?);
    let outcome = permit.write(key, move |tx| members::update(tx, project, person, &expected, role)).await?;
    let (member, seq) = match outcome {
        Outcome::Recorded(recorded) => (recorded.body.member.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => {
            let row = permit.read(move |conn| Ok(store::member(conn, project, person)?)).await?;
            (row.map(|row| row.wire()), None)
        }
    };
    let member = member.ok_or_else(Problem::not_found)?;
    let actions = Some(allowed(permit.standing().role, &MEMBER_ACTIONS));
    ok_tagged(&member, &api::Member { seq, allowed_actions: actions, ..member.clone() })
}

/// Ends a membership. Nothing from that event on reaches the person.
#[utoipa::path(tag = "Projects", operation_id = "remove_member",
    responses((status = 204, description = "The person is no longer a member.")))]
#[delete("/projects/{project_id}/members/{person_id}")]
async fn remove_member(permit: Permit<policy::RemoveMember>, req: HttpRequest, if_match: IfMatch) -> Answer {
    let person: PersonId = path_id(&req, "person_id")?;
    let (project, expected) = (permit.place(), if_match.optional()?);
    let key = Key::of_bodiless(permit.kernel(), &req)?;
    permit.write(key, move |tx| members::remove(tx, project, person, &expected)).await?;
    no_content()
}
