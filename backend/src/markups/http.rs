//! Wire to domain and back.

use super::drafts::NewMarkup;
use super::markup::Markup;
use super::shapes::shapes;
use super::wire::marked;
use super::{commands, store};
use crate::designs;
use crate::kernel::access::{Operation, Outcome, Permit};
use crate::kernel::http::{Answer, Body, Key, NoQuery, PageQuery, Problem, Query, created, no_content, ok};
use crate::kernel::ids::MarkupId;
use crate::policy;
use actix_web::{HttpRequest, delete, get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_markup)
        .service(list_markups)
        .service(get_markup)
        .service(update_markup)
        .service(publish_markup)
        .service(delete_markup);
}

/// Draws over a file of a submitted revision: a draft, which its author alone sees and no event tells of, or published at
/// once, which nothing changes any more. A draft needs no idempotency key: with an `id` of the client's it is made once.
#[utoipa::path(tag = "Designs", operation_id = "create_markup", request_body = api::CreateMarkup,
    responses((status = 201, description = "The markup.", body = api::Markup)))]
#[post("/revisions/{revision_id}/markups")]
async fn create_markup(permit: Permit<policy::CreateMarkup>, body: Body<api::CreateMarkup>) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (on, by, new) = (permit.place(), permit.standing().clone(), NewMarkup::parse(&request, &limits)?);
    if request.published {
        let outcome = permit.write(key, move |tx| commands::create(tx, on, &by, &new, &limits)).await?;
        return created(&published(&permit, &outcome)?);
    }
    let draft = permit.write_unlogged(move |tx| commands::begin(tx, on, &by, &new, &limits)).await?;
    created(&told(&permit, &draft)?)
}

/// A markup for the caller.
fn told<O: Operation>(permit: &Permit<O>, markup: &Markup) -> Result<api::Markup, Problem> {
    Ok(marked(markup, permit.caller()?.person, permit.standing()))
}

/// What was published; there is nothing left to do with it but to look.
fn published<O: Operation>(permit: &Permit<O>, outcome: &Outcome) -> Result<api::Markup, Problem> {
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let written = recorded.body.markup.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    let allowed_actions = Some(policy::allowed(permit.standing().role, &["get_markup"]));
    Ok(api::Markup { seq: Some(recorded.seq()), allowed_actions, ..written })
}

/// Published markups of a revision, and the caller's own drafts.
#[utoipa::path(tag = "Designs", operation_id = "list_markups", params(api::MarkupParams),
    responses((status = 200, description = "A page of markups.", body = api::MarkupPage)))]
#[get("/revisions/{revision_id}/markups")]
async fn list_markups(permit: Permit<policy::ListMarkups>, query: Query<api::MarkupParams>) -> Answer {
    let api::MarkupParams { file_id, limit, after } = query.parse()?;
    let page = PageQuery { limit, after }.page(&permit.kernel().config.limits)?;
    let (on, person, probe, after) =
        (permit.place(), permit.caller()?.person, page.probe(), page.after.clone());
    let markups = permit
        .read(move |conn| {
            designs::known_revision(conn, on)?;
            Ok(store::list(conn, on, person, file_id.as_deref(), (&after, probe))?)
        })
        .await?;
    let (markups, next) = page.cut(markups, |markup: &Markup| markup.id.to_string());
    let items = markups.iter().map(|markup| marked(markup, person, permit.standing())).collect();
    ok(&api::MarkupPage { items, next })
}

async fn known<O: Operation>(permit: &Permit<O>, id: MarkupId) -> Result<Markup, Problem> {
    permit.read(move |conn| store::markup(conn, id)?.ok_or_else(Problem::not_found)).await
}

/// A markup: a published one, or a draft of the caller's.
#[utoipa::path(tag = "Designs", operation_id = "get_markup",
    responses((status = 200, description = "The markup.", body = api::Markup)))]
#[get("/markups/{markup_id}")]
async fn get_markup(permit: Permit<policy::GetMarkup>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let markup = known(&permit, permit.place()).await?;
    ok(&told(&permit, &markup)?)
}

/// Draws a draft of the caller's anew. No event tells of it.
#[utoipa::path(tag = "Designs", operation_id = "update_markup", request_body = api::UpdateMarkup,
    responses((status = 200, description = "The draft.", body = api::Markup)))]
#[patch("/markups/{markup_id}")]
async fn update_markup(permit: Permit<policy::UpdateMarkup>, body: Body<api::UpdateMarkup>) -> Answer {
    let ((request, _), id) = (body.parse()?, permit.place());
    let ground = known(&permit, id).await?.ground;
    let drawn = shapes(&request.shapes, ground, &permit.kernel().config.limits)?;
    let draft = permit.write_unlogged(move |tx| commands::update(tx, id, &drawn)).await?;
    ok(&told(&permit, &draft)?)
}

/// Publishes a draft of the caller's as it stands on their screen. Everyone who may look at the design sees it from here
/// on, and nothing changes it any more.
#[utoipa::path(tag = "Designs", operation_id = "publish_markup", request_body = api::PublishMarkup,
    responses((status = 200, description = "The markup.", body = api::Markup)))]
#[post("/markups/{markup_id}/publication")]
async fn publish_markup(permit: Permit<policy::PublishMarkup>, body: Body<api::PublishMarkup>) -> Answer {
    let ((request, key), id) = (body.parse()?, permit.place());
    let (limits, ground) = (permit.kernel().config.limits.clone(), known(&permit, id).await?.ground);
    let (by, drawn) = (permit.standing().clone(), shapes(&request.shapes, ground, &limits)?);
    let outcome = permit.write(key, move |tx| commands::publish(tx, id, &by, &drawn, &limits)).await?;
    ok(&published(&permit, &outcome)?)
}

/// Takes a draft of the caller's away. No event tells of it.
#[utoipa::path(tag = "Designs", operation_id = "delete_markup",
    responses((status = 204, description = "The draft is gone.")))]
#[delete("/markups/{markup_id}")]
async fn delete_markup(permit: Permit<policy::DeleteMarkup>, req: HttpRequest) -> Answer {
    // A key is not kept, but one that is none is refused as everywhere.
    Key::of_bodiless(permit.kernel(), &req)?;
    let id = permit.place();
    permit.write_unlogged(move |tx| commands::delete(tx, id)).await?;
    no_content()
}
