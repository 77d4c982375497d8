//! Wire to domain and back.

use super::commands;
use super::drafts::{NewAdvice, NewHold};
use crate::approvals::drafts::{id, words};
use crate::approvals::http::moved;
use crate::kernel::access::{Permit, path_id};
use crate::kernel::http::{Answer, Body, IfMatch};
use crate::policy;
use actix_web::{HttpRequest, post};
use dure_api as api;

/// Asks somebody who may look at all of it for advice. The seat stays whose it is, its clock runs on, and its holder may answer
/// without waiting, which closes the question. One person is asked at a time.
#[utoipa::path(tag = "Approvals", operation_id = "ask_advice", request_body = api::AskAdvice,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/advice")]
pub(in crate::approvals) async fn ask_advice(
    permit: Permit<policy::AskAdvice>,
    expected: IfMatch,
    body: Body<api::AskAdvice>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let new = NewAdvice::parse(&request, &permit.kernel().config.limits)?;
    let (approval, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::ask(tx, approval, &by, &new, &expected)).await?;
    moved(&permit, outcome, approval).await
}

/// Gives the advice that the caller was asked for.
#[utoipa::path(tag = "Approvals", operation_id = "answer_advice", request_body = api::AnswerAdvice,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/advice/{advice_id}/answer")]
pub(in crate::approvals) async fn answer_advice(
    permit: Permit<policy::AnswerAdvice>,
    req: HttpRequest,
    expected: IfMatch,
    body: Body<api::AnswerAdvice>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let said = words(&request.body, "/body", &permit.kernel().config.limits)?;
    let (approval, by, advice) = (permit.place(), permit.standing().clone(), path_id(&req, "advice_id")?);
    let outcome =
        permit.write(key, move |tx| commands::answer(tx, approval, &by, (advice, &said), &expected)).await?;
    moved(&permit, outcome, approval).await
}

/// Says that advice is not needed any more: who asked does, or who holds the seat.
#[utoipa::path(tag = "Approvals", operation_id = "withdraw_advice", request_body = api::WithdrawAdvice,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/advice-withdrawals")]
pub(in crate::approvals) async fn withdraw_advice(
    permit: Permit<policy::WithdrawAdvice>,
    expected: IfMatch,
    body: Body<api::WithdrawAdvice>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let advice = id(&request.advice_id, "/advice_id")?;
    let (approval, by) = (permit.place(), permit.standing().clone());
    let outcome =
        permit.write(key, move |tx| commands::withdraw(tx, approval, &by, advice, &expected)).await?;
    moved(&permit, outcome, approval).await
}

/// Says that a seat has to wait, and why: everyone sees it. It is due as before; nobody is reminded until the day that is named.
/// Answering ends it.
#[utoipa::path(tag = "Approvals", operation_id = "hold_seat", request_body = api::HoldSeat,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/holds")]
pub(in crate::approvals) async fn hold_seat(
    permit: Permit<policy::HoldSeat>,
    expected: IfMatch,
    body: Body<api::HoldSeat>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let new = NewHold::parse(&request, &permit.kernel().config.limits)?;
    let (approval, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::hold(tx, approval, &by, &new, &expected)).await?;
    moved(&permit, outcome, approval).await
}

/// Ends the holding of a seat: who holds it does, or a lead of that side.
#[utoipa::path(tag = "Approvals", operation_id = "release_seat", request_body = api::ReleaseSeat,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/releases")]
pub(in crate::approvals) async fn release_seat(
    permit: Permit<policy::ReleaseSeat>,
    expected: IfMatch,
    body: Body<api::ReleaseSeat>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let seat = id(&request.seat_id, "/seat_id")?;
    let (approval, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::release(tx, approval, &by, seat, &expected)).await?;
    moved(&permit, outcome, approval).await
}
