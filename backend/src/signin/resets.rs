//! Wire to domain and back: a new password for who forgot the old one.

use super::commands;
use crate::kernel::access::{Permit, reset_of};
use crate::kernel::http::{Answer, Body, Problem, no_content, peer};
use crate::kernel::text;
use crate::policy;
use actix_web::{HttpRequest, HttpResponse, post, put};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of links to a new password.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(request_password_reset).service(complete_password_reset);
}

/// Sends a link to a new password. The answer is the same whether or not the address has an account.
#[utoipa::path(tag = "Start", operation_id = "request_password_reset", request_body = api::RequestPasswordReset,
    responses((status = 202, description = "If the address has an account, a mail is on its way.")))]
#[post("/password-resets")]
async fn request_password_reset(
    permit: Permit<policy::RequestPasswordReset>,
    req: HttpRequest,
    body: Body<api::RequestPasswordReset>,
) -> Answer {
    permit.kernel().access.sign_ins.count(&peer(&req))?;
    let (request, _) = body.parse()?;
    let email = text::email(&request.email).map_err(|fault| fault.at("/email"))?;
    permit.write_unlogged(move |tx| commands::ask_for_reset(tx, &email)).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Keeps a new password and ends every session of the account.
#[utoipa::path(tag = "Start", operation_id = "complete_password_reset", request_body = api::CompletePasswordReset,
    responses((status = 204, description = "The new password counts; sign in with it.")))]
#[put("/password-resets/{token}")]
async fn complete_password_reset(
    permit: Permit<policy::CompletePasswordReset>,
    req: HttpRequest,
    body: Body<api::CompletePasswordReset>,
) -> Answer {
    let kernel = permit.kernel().clone();
    kernel.access.sign_ins.count(&peer(&req))?;
    let token = req.match_info().get("token").unwrap_or_default();
    let id = reset_of(&kernel.secrets, token).ok_or_else(Problem::not_found)?;
    let (request, _) = body.parse()?;
    let person = permit.write_unlogged(move |tx| commands::open_reset(tx, id)).await?;
    let about = [person.email.as_deref().unwrap_or_default(), person.firm_name.as_str()];
    let passwords = &kernel.access.passwords;
    passwords.judge(&request.new_password, &about).map_err(|fault| fault.at("/new_password"))?;
    let hash = passwords.hash(request.new_password).await?;
    permit.write_unlogged(move |tx| commands::reset_password(tx, id, &hash)).await?;
    no_content()
}
