//! Wire to domain and back.

use super::comment::{Comment, State};
use super::drafts::{Closing, NewAnswer, NewComment, word};
use super::exchange::{export_comments, import_comments};
use super::rules::Who;
use super::store::Narrow;
use super::turn::list_my_comments;
use super::wire::marked;
use super::{commands, store};
use crate::designs::{self, may_look};
use crate::kernel::access::{Operation, Outcome, Permit};
use crate::kernel::http::{Answer, Body, Fault, NoQuery, PageQuery, Problem, Query, created, ok};
use crate::kernel::ids::CommentId;
use crate::policy;
use actix_web::{get, post};
use dure_api as api;
use std::str::FromStr;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_comment)
        .service(list_comments)
        .service(get_comment)
        .service(answer_comment)
        .service(close_comment)
        .service(export_comments)
        .service(import_comments)
        .service(list_my_comments);
}

/// Makes a comment on a submitted revision, on a spot of a file of it or on the whole. The design's party answers it.
#[utoipa::path(tag = "Designs", operation_id = "create_comment", request_body = api::CreateComment,
    responses((status = 201, description = "The comment.", body = api::Comment)))]
#[post("/revisions/{revision_id}/comments")]
async fn create_comment(permit: Permit<policy::CreateComment>, body: Body<api::CreateComment>) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (on, by, new) = (permit.place(), permit.standing().clone(), NewComment::parse(&request, &limits)?);
    let outcome = permit.write(key, move |tx| commands::create(tx, on, &by, &new, &limits)).await?;
    created(&written(&permit, outcome).await?)
}

/// What was written, with what the caller may do with it now.
async fn written<O: Operation>(permit: &Permit<O>, outcome: Outcome) -> Result<api::Comment, Problem> {
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let written = recorded.body.comment.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    let id = written.id.parse().map_err(Problem::internal)?;
    let now = told(permit, id).await?;
    Ok(api::Comment { seq: Some(recorded.seq()), allowed_actions: now.allowed_actions, ..written })
}

async fn told<O: Operation>(permit: &Permit<O>, id: CommentId) -> Result<api::Comment, Problem> {
    let (by, person) = (permit.standing().clone(), permit.caller()?.person);
    permit
        .read(move |conn| {
            let comment = store::comment(conn, id)?.ok_or_else(Problem::not_found)?;
            let design = designs::design(conn, comment.design)?.ok_or_else(Problem::not_found)?;
            Ok(marked(&comment, &design, Who { person, by: &by }))
        })
        .await
}

/// The register of a design: all its comments over all revisions.
#[utoipa::path(tag = "Designs", operation_id = "list_comments", params(api::CommentParams),
    responses((status = 200, description = "A page of comments.", body = api::CommentPage)))]
#[get("/designs/{design_id}/comments")]
async fn list_comments(permit: Permit<policy::ListComments>, query: Query<api::CommentParams>) -> Answer {
    let api::CommentParams { state, party_id, revision_id, limit, after } = query.parse()?;
    let narrow = Narrow {
        state: state.map(|state| word::<State>(&state, "?state")).transpose()?,
        party: id(party_id.as_deref(), "?party_id")?,
        revision: id(revision_id.as_deref(), "?revision_id")?,
    };
    let page = PageQuery { limit, after }.page(&permit.kernel().config.limits)?;
    let after = match page.after.as_str() {
        "" => 0,
        number => number.parse().map_err(|_| Fault::new("cursor").at("?after"))?,
    };
    let (design, by, probe) = (permit.place(), permit.standing().clone(), page.probe());
    let person = permit.caller()?.person;
    let (design, comments) = permit
        .read(move |conn| {
            let design = designs::design(conn, design)?.ok_or_else(Problem::not_found)?;
            may_look(&by, &design)?;
            let comments = store::list(conn, design.id, &narrow, after, probe)?;
            Ok((design, comments))
        })
        .await?;
    let (comments, next) = page.cut(comments, |comment: &Comment| comment.number.to_string());
    let who = Who { person, by: permit.standing() };
    let items = comments.iter().map(|comment| marked(comment, &design, who)).collect();
    ok(&api::CommentPage { items, next })
}

fn id<T: FromStr>(sent: Option<&str>, at: &str) -> Result<Option<T>, Problem> {
    sent.map(str::parse).transpose().map_err(|_| Fault::new("id").at(at))
}

/// A comment with its answers.
#[utoipa::path(tag = "Designs", operation_id = "get_comment",
    responses((status = 200, description = "The comment.", body = api::Comment)))]
#[get("/comments/{comment_id}")]
async fn get_comment(permit: Permit<policy::GetComment>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    ok(&told(&permit, permit.place()).await?)
}

/// Answers a comment: the design's party accepts, declines or explains; the party of who made it asks on.
#[utoipa::path(tag = "Designs", operation_id = "answer_comment", request_body = api::AnswerComment,
    responses((status = 201, description = "The comment.", body = api::Comment)))]
#[post("/comments/{comment_id}/answers")]
async fn answer_comment(permit: Permit<policy::AnswerComment>, body: Body<api::AnswerComment>) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (id, by, new) = (permit.place(), permit.standing().clone(), NewAnswer::parse(&request, &limits)?);
    let most = limits.answers_per_comment;
    let outcome = permit.write(key, move |tx| commands::answer(tx, id, &by, &new, most)).await?;
    created(&written(&permit, outcome).await?)
}

/// Closes a comment, or lets the next revision close it. Who made it does; a lead does for them, and says why.
#[utoipa::path(tag = "Designs", operation_id = "close_comment", request_body = api::CloseComment,
    responses((status = 200, description = "The comment.", body = api::Comment)))]
#[post("/comments/{comment_id}/closure")]
async fn close_comment(permit: Permit<policy::CloseComment>, body: Body<api::CloseComment>) -> Answer {
    let (request, key) = body.parse()?;
    let closing = Closing::parse(&request, &permit.kernel().config.limits)?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::close(tx, id, &by, &closing)).await?;
    ok(&written(&permit, outcome).await?)
}
