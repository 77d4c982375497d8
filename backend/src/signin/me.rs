//! Wire to domain and back: the caller's own account.

use super::commands;
use crate::kernel::access::{Operation, Outcome, Permit, standing_in};
use crate::kernel::http::{Answer, Body, Fault, IfMatch, Problem, no_content, ok_tagged};
use crate::kernel::ids::Scope;
use crate::kernel::text;
use crate::people;
use crate::policy::{self, allowed};
use actix_web::{get, patch, put};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the caller's own account.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_me).service(update_me).service(change_password);
}

/// The caller's own person, with what they may do with it and on the server itself.
async fn mine<O: Operation>(permit: &Permit<O>, person: api::Person) -> Result<api::Person, Problem> {
    let caller = permit.caller()?.clone();
    let standing = permit.read(move |conn| standing_in(conn, Scope::Server, &caller)).await?;
    let mut actions = ["update_me", "change_password"].map(str::to_owned).to_vec();
    actions.extend(standing.map(|standing| allowed(standing.role, &["create_cluster"])).unwrap_or_default());
    Ok(api::Person { allowed_actions: Some(actions), ..person })
}

/// The caller.
#[utoipa::path(tag = "Start", operation_id = "get_me",
    responses((status = 200, description = "The caller.", body = api::Person)))]
#[get("/me")]
async fn get_me(permit: Permit<policy::GetMe>) -> Answer {
    let id = permit.caller()?.person;
    let person = permit.read(move |conn| Ok(people::person(conn, id)?)).await?;
    let person = person.ok_or_else(Problem::not_found)?;
    ok_tagged(&person, &mine(&permit, person.clone()).await?)
}

/// Changes the caller's name, language or time zone.
#[utoipa::path(tag = "Start", operation_id = "update_me", request_body = api::UpdateMe,
    responses((status = 200, description = "The caller.", body = api::Person)))]
#[patch("/me")]
async fn update_me(permit: Permit<policy::UpdateMe>, if_match: IfMatch, body: Body<api::UpdateMe>) -> Answer {
    let ((request, key), expected) = (body.parse()?, if_match.optional()?);
    let id = permit.caller()?.person;
    let most = permit.kernel().config.limits.name_graphemes;
    let name = request.name.as_deref().map(|name| text::name(name, most)).transpose();
    let name = name.map_err(|fault| fault.at("/name"))?;
    let locale =
        request.locale.as_deref().map(text::locale).transpose().map_err(|fault| fault.at("/locale"))?;
    let zone = request.time_zone.as_deref().map(text::time_zone).transpose();
    let zone = zone.map_err(|fault| fault.at("/time_zone"))?;
    let outcome = permit
        .write(key, move |tx| {
            people::rename(tx, id, &expected, |person| {
                person.name = name.clone().unwrap_or_else(|| person.name.clone());
                person.locale = locale.clone().unwrap_or_else(|| person.locale.clone());
                person.time_zone = zone.clone().unwrap_or_else(|| person.time_zone.clone());
            })
        })
        .await?;
    let (person, seq) = match outcome {
        Outcome::Recorded(recorded) => (recorded.body.person.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => (permit.read(move |conn| Ok(people::person(conn, id)?)).await?, None),
    };
    let person = person.ok_or_else(Problem::not_found)?;
    ok_tagged(&person, &api::Person { seq, ..mine(&permit, person.clone()).await? })
}

/// Whether the caller knows their password. Guesses are counted apart from sign-ins, which anybody can try.
pub async fn prove_password<O: Operation>(
    permit: &Permit<O>,
    password: String,
    at: &'static str,
) -> Result<String, Problem> {
    let access = &permit.kernel().access;
    access.passwords.short_enough(&password).map_err(|fault| fault.at(at))?;
    let person = permit.caller()?.person;
    let hash = permit.read(move |conn| Ok(people::password_of(conn, person)?)).await?;
    let guessed = person.to_string();
    access.failures.peek(&guessed)?;
    if !access.passwords.check(password, Some(hash.clone())).await? {
        access.failures.count(&guessed)?;
        return Err(Fault::new("wrong_password").at(at));
    }
    Ok(hash)
}

/// Changes the caller's password and ends every other session.
#[utoipa::path(tag = "Start", operation_id = "change_password", request_body = api::ChangePassword,
    responses((status = 204, description = "The new password counts.")))]
#[put("/me/password")]
async fn change_password(permit: Permit<policy::ChangePassword>, body: Body<api::ChangePassword>) -> Answer {
    let (request, _) = body.parse()?;
    let caller = permit.caller()?.clone();
    let passwords = &permit.kernel().access.passwords;
    let id = caller.person;
    let person = permit.read(move |conn| Ok(people::person(conn, id)?)).await?;
    let person = person.ok_or_else(Problem::not_found)?;
    let about = [person.email.as_deref().unwrap_or_default(), person.firm_name.as_str()];
    passwords.judge(&request.new_password, &about).map_err(|fault| fault.at("/new_password"))?;
    let hash = prove_password(&permit, request.current_password, "/current_password").await?;
    let new = passwords.hash(request.new_password).await?;
    permit.write_unlogged(move |tx| commands::change_password(tx, id, &hash, &new, caller.session)).await?;
    no_content()
}
