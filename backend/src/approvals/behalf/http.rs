//! Wire to domain and back.

use super::commands;
use super::drafts::NewProvisional;
use crate::approvals::drafts::words;
use crate::approvals::http::moved;
use crate::approvals::signing::prove_password;
use crate::kernel::access::{Permit, path_id};
use crate::kernel::http::{Answer, Body, IfMatch};
use crate::policy;
use actix_web::{HttpRequest, post};
use dure_api as api;

/// Types the answer that a person gave by phone. It is no signature and settles nothing: it asks them to confirm it. Somebody of
/// their firm does it, or a lead; nobody who worked on what is decided on.
#[utoipa::path(tag = "Approvals", operation_id = "respond_on_behalf", request_body = api::RespondOnBehalf,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/responses-on-behalf")]
pub(in crate::approvals) async fn respond_on_behalf(
    permit: Permit<policy::RespondOnBehalf>,
    expected: IfMatch,
    body: Body<api::RespondOnBehalf>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let new = NewProvisional::parse(&request, &permit.kernel().config.limits)?;
    let (approval, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::respond(tx, approval, &by, &new, &expected)).await?;
    moved(&permit, outcome, approval).await
}

/// Makes what was typed for the caller their answer, signed by their password.
#[utoipa::path(tag = "Approvals", operation_id = "confirm_response", request_body = api::ConfirmResponse,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/responses-on-behalf/{response_id}/confirmation")]
pub(in crate::approvals) async fn confirm_response(
    permit: Permit<policy::ConfirmResponse>,
    req: HttpRequest,
    expected: IfMatch,
    body: Body<api::ConfirmResponse>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    prove_password(&permit, request.secret).await?;
    let accepts_clause = request.accepts_clause;
    let (approval, by, session) = (permit.place(), permit.standing().clone(), permit.caller()?.session);
    let response = path_id(&req, "response_id")?;
    let outcome = permit
        .write(key, move |tx| {
            let confirmed = (response, accepts_clause.as_deref());
            commands::confirm(tx, approval, (&by, session), confirmed, &expected)
        })
        .await?;
    moved(&permit, outcome, approval).await
}

/// Says that what was typed for the caller is not their answer. The seat waits for one. Once the step is over nothing is left to
/// contradict: nothing was settled by it.
#[utoipa::path(tag = "Approvals", operation_id = "contradict_response", request_body = api::ContradictResponse,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/responses-on-behalf/{response_id}/contradiction")]
pub(in crate::approvals) async fn contradict_response(
    permit: Permit<policy::ContradictResponse>,
    req: HttpRequest,
    body: Body<api::ContradictResponse>,
) -> Answer {
    let (request, key) = body.parse()?;
    let reason = words(&request.reason, "/reason", &permit.kernel().config.limits)?;
    let (approval, by) = (permit.place(), permit.standing().clone());
    let response = path_id(&req, "response_id")?;
    let outcome =
        permit.write(key, move |tx| commands::contradict(tx, approval, &by, (response, &reason))).await?;
    moved(&permit, outcome, approval).await
}
