//! Wire to domain and back.

use super::commands;
use super::drafts::NewProvisional;
use crate::approvals::drafts::words;
use crate::approvals::http::moved;
use crate::approvals::unbroken::read_again;
use crate::kernel::access::{Permit, path_id};
use crate::kernel::http::{Answer, Body, IfMatch};
use crate::kernel::ids::ResponseId;
use crate::passkeys::{Shows, Signed, begin_signature, prove};
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

/// Makes what was typed for the caller their answer, signed by their password or passkey.
#[utoipa::path(tag = "Approvals", operation_id = "confirm_response", request_body = api::ConfirmResponse,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/responses-on-behalf/{response_id}/confirmation")]
pub(in crate::approvals) async fn confirm_response(
    permit: Permit<policy::ConfirmResponse>,
    req: HttpRequest,
    expected: IfMatch,
    body: Body<api::ConfirmResponse>,
) -> Answer {
    let (mut request, key) = body.parse()?;
    let expected = expected.required()?;
    let response: ResponseId = path_id(&req, "response_id")?;
    let (approval, by, session) = (permit.place(), permit.standing().clone(), permit.caller()?.session);
    let to = [approval.as_str(), response.as_str()];
    let proof = prove(&permit, &mut request, (&to, &expected)).await?;
    read_again(&permit, approval).await?;
    let accepts_clause = request.accepts_clause;
    let outcome = permit
        .write(key, move |tx| {
            let confirmed = (response, accepts_clause.as_deref());
            commands::confirm(tx, approval, (&by, session, &proof), confirmed, &expected)
        })
        .await?;
    moved(&permit, outcome, approval).await
}

impl Signed for api::ConfirmResponse {
    const OPERATION: &'static str = "confirm_response";

    fn shows(&mut self) -> Shows {
        Shows { secret: self.secret.take(), passkey: self.passkey.take() }
    }
}

/// Asks the caller's passkeys to sign just this confirmation: the same body, without a proof, and the same `If-Match`.
#[utoipa::path(tag = "Approvals", operation_id = "begin_confirmation_signature", request_body = api::ConfirmResponse,
    responses((status = 201, description = "What a passkey has to answer.", body = api::PasskeyChallenge)))]
#[post("/approvals/{approval_id}/responses-on-behalf/{response_id}/confirmation/challenges")]
pub(in crate::approvals) async fn begin_confirmation_signature(
    permit: Permit<policy::BeginConfirmationSignature>,
    req: HttpRequest,
    expected: IfMatch,
    body: Body<api::ConfirmResponse>,
) -> Answer {
    let (request, _) = body.parse()?;
    let expected = expected.required()?;
    let (approval, response): (_, ResponseId) = (permit.place(), path_id(&req, "response_id")?);
    begin_signature(&permit, request, (&[approval.as_str(), response.as_str()], &expected)).await
}

/// Says that what was typed for the caller is not their answer. The seat waits for one. Once the step is over nothing is left to
/// contradict: nothing was settled by it.
#[utoipa::path(tag = "Approvals", operation_id = "contradict_response", request_body = api::ContradictResponse,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/responses-on-behalf/{response_id}/contradiction")]
pub(in crate::approvals) async fn contradict_response(
    permit: Permit<policy::ContradictResponse>,
    req: HttpRequest,
    expected: IfMatch,
    body: Body<api::ContradictResponse>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let reason = words(&request.reason, "/reason", &permit.kernel().config.limits)?;
    let (approval, by) = (permit.place(), permit.standing().clone());
    let response = path_id(&req, "response_id")?;
    let outcome = permit
        .write(key, move |tx| commands::contradict(tx, approval, &by, (response, &reason), &expected))
        .await?;
    moved(&permit, outcome, approval).await
}
