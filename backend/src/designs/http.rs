//! Wire to domain and back.

use super::compare::compare;
use super::design::{Design, Revision, State};
use super::drafts::{Change, NewDesign, NewRevision};
use super::place::known_revision;
use super::rules::{may_look, sees_drafts};
use super::wire::{Known, marked, marked_revision};
use super::{commands, store};
use crate::files;
use crate::kernel::access::{Operation, Outcome, Permit, Standing};
use crate::kernel::http::{Answer, Body, Fault, NoQuery, Page, PageQuery, Problem, Query, created, ok};
use crate::kernel::ids::{DesignId, RevisionId};
use crate::kernel::store::Conn;
use crate::policy;
use actix_web::{get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_design)
        .service(list_designs)
        .service(get_design)
        .service(create_revision)
        .service(list_revisions)
        .service(get_revision)
        .service(update_revision)
        .service(submit_revision)
        .service(compare_revisions)
        .service(list_openings);
}

/// Writes a design down, for the caller's party: everyone in the project sees that it is there.
#[utoipa::path(tag = "Designs", operation_id = "create_design", request_body = api::CreateDesign,
    responses((status = 201, description = "The design.", body = api::Design)))]
#[post("/projects/{project_id}/designs")]
async fn create_design(permit: Permit<policy::CreateDesign>, body: Body<api::CreateDesign>) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (project, by, new) =
        (permit.place(), permit.standing().clone(), NewDesign::parse(&request, &limits)?);
    let outcome = permit.write(key, move |tx| commands::create(tx, project, &by, &new, &limits)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let written = recorded.body.design.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    let id = written.id.parse().map_err(Problem::internal)?;
    let now = told(&permit, id).await?;
    let (seq, allowed_actions) = (Some(recorded.seq()), now.allowed_actions);
    created(&api::Design { seq, allowed_actions, ..written })
}

/// Designs of the project in the order they were written down, each with the last revision that the caller sees and the
/// latest that they looked at.
#[utoipa::path(tag = "Designs", operation_id = "list_designs", params(api::PageParams),
    responses((status = 200, description = "A page of designs.", body = api::DesignPage)))]
#[get("/projects/{project_id}/designs")]
async fn list_designs(permit: Permit<policy::ListDesigns>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (project, by, after, probe) =
        (permit.place(), permit.standing().clone(), place(&page)?, page.probe());
    let person = permit.caller()?.person;
    let (designs, known) = permit
        .read(move |conn| {
            let designs = store::list(conn, project, after, probe)?;
            let known = Known::of(conn, &designs, &by, person)?;
            Ok((designs, known))
        })
        .await?;
    let (designs, next) = page.cut(designs, |design: &Design| design.created_seq.to_string());
    let items = designs.iter().map(|design| marked(design, &known, permit.standing())).collect();
    ok(&api::DesignPage { items, next })
}

fn place(page: &Page) -> Result<i64, Problem> {
    match page.after.as_str() {
        "" => Ok(0),
        seq => seq.parse().map_err(|_| Fault::new("cursor").at("?after")),
    }
}

/// A design with the last revision that the caller sees and the latest that they looked at; of a restricted one, that it is there and for whom.
#[utoipa::path(tag = "Designs", operation_id = "get_design",
    responses((status = 200, description = "The design.", body = api::Design)))]
#[get("/designs/{design_id}")]
async fn get_design(permit: Permit<policy::GetDesign>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    ok(&told(&permit, permit.place()).await?)
}

async fn told<O: Operation>(permit: &Permit<O>, id: DesignId) -> Result<api::Design, Problem> {
    let (by, person) = (permit.standing().clone(), permit.caller()?.person);
    permit
        .read(move |conn| {
            let design = known(conn, id)?;
            let known = Known::of(conn, std::slice::from_ref(&design), &by, person)?;
            Ok(marked(&design, &known, &by))
        })
        .await
}

fn known(conn: &mut Conn, id: DesignId) -> Result<Design, Problem> {
    store::design(conn, id)?.ok_or_else(Problem::not_found)
}

/// Drafts the next revision of a design. Until it is submitted, the design's party alone sees it.
#[utoipa::path(tag = "Designs", operation_id = "create_revision", request_body = api::CreateRevision,
    responses((status = 201, description = "The draft.", body = api::Revision)))]
#[post("/designs/{design_id}/revisions")]
async fn create_revision(permit: Permit<policy::CreateRevision>, body: Body<api::CreateRevision>) -> Answer {
    let (request, key) = body.parse()?;
    let new = NewRevision::parse(&request, &permit.kernel().config.limits)?;
    let (id, revision, by) = (permit.place(), new.id, permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::draft(tx, id, &by, &new)).await?;
    created(&written(&permit, revision, outcome).await?)
}

/// Revisions of a design that the caller sees, in order.
#[utoipa::path(tag = "Designs", operation_id = "list_revisions", params(api::PageParams),
    responses((status = 200, description = "A page of revisions.", body = api::RevisionPage)))]
#[get("/designs/{design_id}/revisions")]
async fn list_revisions(permit: Permit<policy::ListRevisions>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (id, by, after, probe) = (permit.place(), permit.standing().clone(), place(&page)?, page.probe());
    let (design, revisions) = permit
        .read(move |conn| {
            let design = known(conn, id)?;
            may_look(&by, &design)?;
            // A draft is the last one: without it, the page is no shorter than it says.
            let mut revisions = store::revisions_of(conn, id, after, probe)?;
            revisions.retain(|revision| revision.state != State::Draft || sees_drafts(&by, &design));
            Ok((design, revisions))
        })
        .await?;
    let (revisions, next) = page.cut(revisions, |revision: &Revision| revision.created_seq.to_string());
    let by = permit.standing();
    let items = revisions.iter().map(|revision| marked_revision(revision, &design, by)).collect();
    ok(&api::RevisionPage { items, next })
}

/// A revision with its files. That a submitted one was opened is written down, for everyone who sees it.
#[utoipa::path(tag = "Designs", operation_id = "get_revision",
    responses((status = 200, description = "The revision.", body = api::Revision)))]
#[get("/revisions/{revision_id}")]
async fn get_revision(permit: Permit<policy::GetRevision>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let id = permit.place();
    let (design, revision) = permit.read(move |conn| known_revision(conn, id)).await?;
    if revision.is_submitted() {
        files::note_opening(&permit, id.as_str()).await;
    }
    ok(&marked_revision(&revision, &design, permit.standing()))
}

/// Changes the files or the note of a draft.
#[utoipa::path(tag = "Designs", operation_id = "update_revision", request_body = api::UpdateRevision,
    responses((status = 200, description = "The draft.", body = api::Revision)))]
#[patch("/revisions/{revision_id}")]
async fn update_revision(permit: Permit<policy::UpdateRevision>, body: Body<api::UpdateRevision>) -> Answer {
    let (request, key) = body.parse()?;
    let change = Change::parse(&request, &permit.kernel().config.limits)?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::update(tx, id, &by, &change)).await?;
    ok(&written(&permit, id, outcome).await?)
}

/// Submits a draft whose manifest the caller has seen. Nothing of it changes from here on, and its audience sees it.
#[utoipa::path(tag = "Designs", operation_id = "submit_revision", request_body = api::SubmitRevision,
    responses((status = 200, description = "The revision.", body = api::Revision)))]
#[post("/revisions/{revision_id}/submission")]
async fn submit_revision(permit: Permit<policy::SubmitRevision>, body: Body<api::SubmitRevision>) -> Answer {
    let (request, key) = body.parse()?;
    let (id, by, seen) = (permit.place(), permit.standing().clone(), request.manifest_hash);
    let outcome = permit.write(key, move |tx| commands::submit(tx, id, &by, &seen)).await?;
    ok(&written(&permit, id, outcome).await?)
}

/// What was written, or the revision as it stands when there was nothing to do, with what the caller may do now.
async fn written<O: Operation>(
    permit: &Permit<O>,
    id: RevisionId,
    outcome: Outcome,
) -> Result<api::Revision, Problem> {
    let (written, seq) = match &outcome {
        Outcome::Recorded(recorded) => (recorded.body.revision.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => (None, None),
    };
    // Repeated by its key, a draft without an id of the client's is named in its event alone.
    let id = written.as_ref().and_then(|told| told.id.parse().ok()).unwrap_or(id);
    let (design, revision) = permit.read(move |conn| known_revision(conn, id)).await?;
    let now = marked_revision(&revision, &design, permit.standing());
    let allowed_actions = now.allowed_actions.clone();
    Ok(api::Revision { seq, allowed_actions, ..written.unwrap_or(now) })
}

/// What differs between a revision and another one of its design: facts, and files by name and hash.
#[utoipa::path(tag = "Designs", operation_id = "compare_revisions", params(api::ComparisonParams),
    responses((status = 200, description = "What differs.", body = api::Comparison)))]
#[get("/revisions/{revision_id}/comparison")]
async fn compare_revisions(
    permit: Permit<policy::CompareRevisions>,
    query: Query<api::ComparisonParams>,
) -> Answer {
    let with = query.parse()?.with;
    let with: Option<RevisionId> =
        with.as_deref().map(str::parse).transpose().map_err(|_| Fault::new("id").at("?with"))?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let compared = permit.read(move |conn| {
        let (design, revision) = known_revision(conn, id)?;
        let other = match with {
            Some(with) => store::revision(conn, with)?.filter(|other| is_seen(other, &design, &by)),
            None => store::before(conn, &revision)?,
        };
        let other = other.ok_or_else(|| Fault::new("unknown").at("?with"))?;
        Ok(compare(&other, &revision))
    });
    ok(&compared.await?)
}

fn is_seen(revision: &Revision, design: &Design, by: &Standing) -> bool {
    revision.design == design.id && (revision.is_submitted() || sees_drafts(by, design))
}

/// Who opened a revision, and who downloaded which of its files.
#[utoipa::path(tag = "Designs", operation_id = "list_openings",
    responses((status = 200, description = "Everyone who did.", body = api::OpeningPage)))]
#[get("/revisions/{revision_id}/openings")]
async fn list_openings(permit: Permit<policy::ListOpenings>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let id = permit.place();
    let items = permit.read(move |conn| {
        let (_, revision) = known_revision(conn, id)?;
        let files = revision.files.iter().map(|file| file.file_id.as_str());
        let previews: Vec<String> =
            revision.files.iter().map(|file| files::preview_of(&file.file_id)).collect();
        let all: Vec<&str> = files.chain(previews.iter().map(String::as_str)).chain([id.as_str()]).collect();
        let told = files::openings(conn, &all)?.into_iter();
        Ok(told
            .map(|(of, opening)| {
                let shown = revision.files.iter().find(|file| of == files::preview_of(&file.file_id));
                let of = shown.map_or(of, |file| file.file_id.clone());
                let preview = shown.map(|_| true);
                api::Opening { file_id: Some(of).filter(|of| of != id.as_str()), preview, ..opening }
            })
            .collect())
    });
    ok(&api::OpeningPage { items: items.await?, next: None })
}
