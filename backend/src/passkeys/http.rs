//! Wire to domain and back: the caller's own passkeys.

use super::commands;
use super::rules::may_add;
use super::sessions::{begin_passkey_session, create_passkey_session};
use super::store::{self, Kept};
use super::wire::{asked, told};
use crate::kernel::access::{Permit, path_id};
use crate::kernel::http::{Answer, Body, Fault, PageQuery, Problem, Query, created, no_content, ok};
use crate::kernel::ids::ChallengeId;
use crate::kernel::text;
use crate::{people, policy, signin};
use actix_web::{HttpRequest, delete, get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(begin_passkey_session)
        .service(create_passkey_session)
        .service(begin_passkey)
        .service(create_passkey)
        .service(list_passkeys)
        .service(update_passkey)
        .service(delete_passkey);
}

/// Begins to add a passkey. The caller says their password again.
#[utoipa::path(tag = "Start", operation_id = "begin_passkey", request_body = api::BeginPasskey,
    responses((status = 201, description = "What a device has to answer.", body = api::PasskeyChallenge)))]
#[post("/me/passkeys/challenges")]
async fn begin_passkey(permit: Permit<policy::BeginPasskey>, body: Body<api::BeginPasskey>) -> Answer {
    let (request, _) = body.parse()?;
    signin::prove_password(&permit, request.current_password, "/current_password").await?;
    let id = permit.caller()?.person;
    let found = permit.read(move |conn| Ok((people::person(conn, id)?, store::all(conn, id)?))).await?;
    let (person, held) = (found.0.ok_or_else(Problem::not_found)?, found.1);
    may_add(held.len(), &permit.kernel().config.limits)?;
    let held: Vec<String> = held.into_iter().map(|kept| kept.credential).collect();
    let owner = (id, person.email.as_deref().unwrap_or(&person.name), person.name.as_str());
    let passkeys = &permit.kernel().access.passkeys;
    created(&asked(passkeys.begin_registration(owner, &held, permit.now())?))
}

/// Adds the passkey that a device of the caller made. A mail tells them.
#[utoipa::path(tag = "Start", operation_id = "create_passkey", request_body = api::CreatePasskey,
    responses((status = 201, description = "The passkey.", body = api::Passkey)))]
#[post("/me/passkeys")]
async fn create_passkey(permit: Permit<policy::CreatePasskey>, body: Body<api::CreatePasskey>) -> Answer {
    let (request, _) = body.parse()?;
    let kernel = permit.kernel().clone();
    let name = text::name(&request.name, kernel.config.limits.name_graphemes);
    let name = name.map_err(|fault| fault.at("/name"))?;
    let challenge: ChallengeId =
        request.challenge_id.parse().map_err(|_| Fault::new("id").at("/challenge_id"))?;
    let id = permit.caller()?.person;
    let answer = (challenge, request.credential.as_str());
    let new = kernel.access.passkeys.finish_registration(id, answer, permit.now())?;
    let new = new.map_err(|why| why.fault().at("/credential"))?;
    let kept = permit.write_unlogged(move |tx| commands::add(tx, &kernel, id, &new, &name)).await?;
    created(&told(&kept))
}

/// The caller's passkeys.
#[utoipa::path(tag = "Start", operation_id = "list_passkeys", params(api::PageParams),
    responses((status = 200, description = "The passkeys.", body = api::PasskeyPage)))]
#[get("/me/passkeys")]
async fn list_passkeys(permit: Permit<policy::ListPasskeys>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (person, asked) = (permit.caller()?.person, page.clone());
    let kept = permit.read(move |conn| Ok(store::list(conn, person, &asked.after, asked.probe())?)).await?;
    let (kept, next) = page.cut(kept, |kept: &Kept| kept.id.to_string());
    ok(&api::PasskeyPage { items: kept.iter().map(told).collect(), next })
}

/// Gives a passkey of the caller another name.
#[utoipa::path(tag = "Start", operation_id = "update_passkey", request_body = api::UpdatePasskey,
    responses((status = 200, description = "The passkey.", body = api::Passkey)))]
#[patch("/me/passkeys/{passkey_id}")]
async fn update_passkey(
    permit: Permit<policy::UpdatePasskey>,
    req: HttpRequest,
    body: Body<api::UpdatePasskey>,
) -> Answer {
    let id = path_id(&req, "passkey_id")?;
    let (request, _) = body.parse()?;
    let name = text::name(&request.name, permit.kernel().config.limits.name_graphemes);
    let name = name.map_err(|fault| fault.at("/name"))?;
    let person = permit.caller()?.person;
    ok(&told(&permit.write_unlogged(move |tx| commands::rename(tx, person, id, &name)).await?))
}

/// Removes a passkey of the caller: it signs in and signs nothing any more. Sessions that it opened go on, and so does the password.
#[utoipa::path(tag = "Start", operation_id = "delete_passkey",
    responses((status = 204, description = "The passkey is gone.")))]
#[delete("/me/passkeys/{passkey_id}")]
async fn delete_passkey(permit: Permit<policy::DeletePasskey>, req: HttpRequest) -> Answer {
    let (id, person) = (path_id(&req, "passkey_id")?, permit.caller()?.person);
    permit.write_unlogged(move |tx| commands::remove(tx, person, id)).await?;
    no_content()
}
