//! Wire to domain and back.

use super::approval::{Approval, State};
use super::asides::{answer_advice, ask_advice, hold_seat, release_seat, withdraw_advice};
use super::behalf::{begin_confirmation_signature, confirm_response, contradict_response, respond_on_behalf};
use super::commands::{self, who};
use super::deputies::{absent_in, end_deputy, list_my_deputies, name_deputy, told_away};
use super::drafts::{self, NewDelegation, NewResponse, NewReturn, NewSubmission};
use super::routes::{create_project_route, create_route, list_project_routes, list_routes};
use super::seen::Seen;
use super::store::{self, Past};
use super::submit;
use super::turns::list_my_approvals;
use super::unbroken::read_again;
use super::wire::{marked, told_past, told_submission};
use crate::charters;
use crate::kernel::access::{Operation, Outcome, Permit};
use crate::kernel::clock::Time;
use crate::kernel::http::{
    Answer, Body, Fault, IfMatch, NoQuery, PageQuery, Problem, Query, created, ok, tagged,
};
use crate::kernel::ids::{ApprovalId, SeatId};
use crate::kernel::store::Conn;
use crate::passkeys::{Shows, Signed, begin_signature, prove};
use crate::policy;
use actix_web::{get, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_project_route)
        .service(list_project_routes)
        .service(create_route)
        .service(list_routes)
        .service(create_submission)
        .service(list_approvals)
        .service(list_my_approvals)
        .service(get_approval)
        .service(list_responses)
        .service(respond_approval)
        .service(begin_response_signature)
        .service(claim_seat)
        .service(delegate_seat)
        .service(return_approval)
        .service(recall_approval)
        .service(skip_step)
        .service(ask_advice)
        .service(answer_advice)
        .service(withdraw_advice)
        .service(hold_seat)
        .service(release_seat)
        .service(respond_on_behalf)
        .service(confirm_response)
        .service(begin_confirmation_signature)
        .service(contradict_response)
        .service(name_deputy)
        .service(list_my_deputies)
        .service(end_deputy)
        .service(supersede_approval);
}

/// Sends submitted revisions for a decision: a copy of the route begins with its first step.
#[utoipa::path(tag = "Approvals", operation_id = "create_submission", request_body = api::CreateSubmission,
    responses((status = 201, description = "The submission and its approval.", body = api::CreatedSubmission)))]
#[post("/projects/{project_id}/submissions")]
async fn create_submission(
    permit: Permit<policy::CreateSubmission>,
    body: Body<api::CreateSubmission>,
) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (project, by, new) =
        (permit.place(), permit.standing().clone(), NewSubmission::parse(&request, &limits)?);
    let outcome = permit.write(key, move |tx| submit::submit(tx, project, &by, &new, &limits)).await?;
    issued(&permit, &outcome).await
}

/// Sends later revisions in the place of an open approval, which closes with its answers in the same transaction. Every design
/// of it is sent again.
#[utoipa::path(tag = "Approvals", operation_id = "supersede_approval", request_body = api::CreateSubmission,
    responses((status = 201, description = "The new submission and its approval.", body = api::CreatedSubmission)))]
#[post("/approvals/{approval_id}/supersessions")]
async fn supersede_approval(
    permit: Permit<policy::SupersedeApproval>,
    expected: IfMatch,
    body: Body<api::CreateSubmission>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let new = NewSubmission::parse(&request, &permit.kernel().config.limits)?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| submit::supersede(tx, id, &by, &new, &expected)).await?;
    issued(&permit, &outcome).await
}

async fn issued<O: Operation>(permit: &Permit<O>, outcome: &Outcome) -> Answer {
    let (id, seq) = written(outcome)?;
    let approval = permit.read(move |conn| store::approval(conn, id)?.ok_or_else(Problem::not_found)).await?;
    created(&api::CreatedSubmission {
        submission: told_submission(&approval),
        approval_id: id.to_string(),
        seq,
    })
}

/// The approval that was written, and its place in the record.
fn written(outcome: &Outcome) -> Result<(ApprovalId, i64), Problem> {
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let approval = recorded.body.approval.as_deref().ok_or_else(Problem::bare_internal)?;
    Ok((approval.id.parse().map_err(Problem::internal)?, recorded.seq()))
}

/// Approvals of a project, the newest first.
#[utoipa::path(tag = "Approvals", operation_id = "list_approvals", params(api::ApprovalParams),
    responses((status = 200, description = "A page of approvals.", body = api::ApprovalPage)))]
#[get("/projects/{project_id}/approvals")]
async fn list_approvals(permit: Permit<policy::ListApprovals>, query: Query<api::ApprovalParams>) -> Answer {
    let api::ApprovalParams { state, limit, after } = query.parse()?;
    let state = state.map(|state| state.parse::<State>()).transpose();
    let state = state.map_err(|_| Fault::new("unknown_word").at("?state"))?;
    let page = PageQuery { limit, after }.page(&permit.kernel().config.limits)?;
    let before = match page.after.as_str() {
        "" => i64::MAX,
        number => number.parse().map_err(|_| Fault::new("cursor").at("?after"))?,
    };
    let (project, by, probe) = (permit.place(), permit.standing().clone(), page.probe());
    let (me, now) = ((permit.caller()?.person, permit.caller()?.firm), permit.now());
    let approvals = permit.read(move |conn| {
        let found = store::list(conn, project, state, before, probe)?;
        let told = |approval: Approval| Ok(marked(&approval, &who(conn, &approval, &by, me, now)?));
        found.into_iter().map(told).collect::<Result<Vec<_>, Problem>>()
    });
    let (items, next) = page.cut(approvals.await?, |approval: &api::Approval| approval.number.to_string());
    ok(&api::ApprovalPage { items, next })
}

/// An approval: steps, seats, answers, whose turn it is. The `ETag` covers what the caller would act on: their own seats, the
/// step, the revisions and whether later ones are there, and the comments; not the seats of others.
#[utoipa::path(tag = "Approvals", operation_id = "get_approval",
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[get("/approvals/{approval_id}")]
async fn get_approval(permit: Permit<policy::GetApproval>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    told(&permit, permit.place(), None).await
}

async fn told<O: Operation>(permit: &Permit<O>, id: ApprovalId, seq: Option<i64>) -> Answer {
    let (by, now) = (permit.standing().clone(), permit.now());
    let me = (permit.caller()?.person, permit.caller()?.firm);
    let found = permit.read(move |conn| {
        let approval = store::approval(conn, id)?.ok_or_else(Problem::not_found)?;
        let who = who(conn, &approval, &by, me, now)?;
        let away = away(conn, &approval, now)?;
        let seen = Seen::of(conn, &approval, &who)?;
        let clause_to_accept = match &approval.charter {
            Some(ruled) => charters::clause_to_accept(conn, ruled.charter, me.0)?,
            None => None,
        };
        Ok((api::Approval { seq, clause_to_accept, away, ..marked(&approval, &who) }, seen))
    });
    let (approval, seen) = found.await?;
    tagged(&seen, &approval)
}

/// Those whose turn it is by name and for whom somebody stands in.
fn away(conn: &mut Conn, approval: &Approval, now: Time) -> Result<Option<Vec<api::AwayPerson>>, Problem> {
    if approval.awaited().all(|(_, seat)| seat.holder.is_none()) {
        return Ok(None);
    }
    let absent = absent_in(conn, approval.project, now)?;
    let is_asked = |person| approval.awaited().any(|(_, seat)| seat.holder == Some(person));
    let away: Vec<_> = absent.iter().filter(|deputy| is_asked(deputy.person)).map(told_away).collect();
    Ok(Some(away).filter(|away| !away.is_empty()))
}

pub(super) async fn moved<O: Operation>(permit: &Permit<O>, outcome: Outcome, id: ApprovalId) -> Answer {
    let seq = match &outcome {
        Outcome::Recorded(recorded) => Some(recorded.seq()),
        Outcome::Unchanged => None,
    };
    told(permit, id, seq).await
}

/// Every answer of an approval in the order they were given, also those of steps that were begun again.
#[utoipa::path(tag = "Approvals", operation_id = "list_responses", params(api::PageParams),
    responses((status = 200, description = "A page of answers.", body = api::PastResponsePage)))]
#[get("/approvals/{approval_id}/responses")]
async fn list_responses(permit: Permit<policy::ListResponses>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let after = match page.after.as_str() {
        "" => 0,
        number => number.parse().map_err(|_| Fault::new("cursor").at("?after"))?,
    };
    let (id, probe) = (permit.place(), page.probe());
    let found = permit.read(move |conn| {
        let approval = store::approval(conn, id)?.ok_or_else(Problem::not_found)?;
        Ok((approval, store::responses(conn, id, after, probe)?))
    });
    let (approval, past) = found.await?;
    let (past, next) = page.cut(past, |past: &Past| past.number.to_string());
    let items = past.iter().map(|past| told_past(past, &approval, permit.standing())).collect();
    ok(&api::PastResponsePage { items, next })
}

/// Answers for a seat and signs it: names the manifests that were seen, and the caller's password, or what
/// their passkey answers.
#[utoipa::path(tag = "Approvals", operation_id = "respond_approval", request_body = api::RespondApproval,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/responses")]
async fn respond_approval(
    permit: Permit<policy::RespondApproval>,
    expected: IfMatch,
    body: Body<api::RespondApproval>,
) -> Answer {
    let (mut request, key) = body.parse()?;
    let expected = expected.required()?;
    let new = NewResponse::parse(&request, &permit.kernel().config.limits)?;
    let (id, by, session) = (permit.place(), permit.standing().clone(), permit.caller()?.session);
    let proof = prove(&permit, &mut request, (&[id.as_str()], &expected)).await?;
    read_again(&permit, id).await?;
    let outcome = permit
        .write(key, move |tx| commands::respond(tx, id, (&by, session, &proof), &new, &expected))
        .await?;
    moved(&permit, outcome, id).await
}

impl Signed for api::RespondApproval {
    const OPERATION: &'static str = "respond_approval";

    fn shows(&mut self) -> Shows {
        Shows { secret: self.secret.take(), passkey: self.passkey.take() }
    }
}

/// Asks the caller's passkeys to sign just this answer: the same body, without a proof, and the same `If-Match`.
#[utoipa::path(tag = "Approvals", operation_id = "begin_response_signature", request_body = api::RespondApproval,
    responses((status = 201, description = "What a passkey has to answer.", body = api::PasskeyChallenge)))]
#[post("/approvals/{approval_id}/responses/challenges")]
async fn begin_response_signature(
    permit: Permit<policy::BeginResponseSignature>,
    expected: IfMatch,
    body: Body<api::RespondApproval>,
) -> Answer {
    let (request, _) = body.parse()?;
    let expected = expected.required()?;
    NewResponse::parse(&request, &permit.kernel().config.limits)?;
    begin_signature(&permit, request, (&[permit.place().as_str()], &expected)).await
}

/// Takes a seat of the caller's party, so that the others see who works on it; also from another of the party.
#[utoipa::path(tag = "Approvals", operation_id = "claim_seat", request_body = api::ClaimSeat,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/claims")]
async fn claim_seat(
    permit: Permit<policy::ClaimSeat>,
    expected: IfMatch,
    body: Body<api::ClaimSeat>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let seat: SeatId = drafts::id(&request.seat_id, "/seat_id")?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::claim(tx, id, &by, seat, &expected)).await?;
    moved(&permit, outcome, id).await
}

/// Hands a seat over to somebody of the same firm, once: they answer for who held it.
#[utoipa::path(tag = "Approvals", operation_id = "delegate_seat", request_body = api::DelegateSeat,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/delegations")]
async fn delegate_seat(
    permit: Permit<policy::DelegateSeat>,
    expected: IfMatch,
    body: Body<api::DelegateSeat>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let new = NewDelegation::parse(&request, &permit.kernel().config.limits)?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::delegate(tx, id, &by, &new, &expected)).await?;
    moved(&permit, outcome, id).await
}

/// Sends a submission back to who submitted it, or to an earlier step, which opens again with all after it.
#[utoipa::path(tag = "Approvals", operation_id = "return_approval", request_body = api::ReturnApproval,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/returns")]
async fn return_approval(
    permit: Permit<policy::ReturnApproval>,
    expected: IfMatch,
    body: Body<api::ReturnApproval>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let new = NewReturn::parse(&request, &permit.kernel().config.limits)?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::send_back(tx, id, &by, &new, &expected)).await?;
    moved(&permit, outcome, id).await
}

/// Takes a submission back: freely while nobody has answered, later with a reason.
#[utoipa::path(tag = "Approvals", operation_id = "recall_approval", request_body = api::RecallApproval,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/recalls")]
async fn recall_approval(
    permit: Permit<policy::RecallApproval>,
    expected: IfMatch,
    body: Body<api::RecallApproval>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let reason = drafts::optional(request.reason.as_deref(), "/reason", &permit.kernel().config.limits)?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome =
        permit.write(key, move |tx| commands::recall(tx, id, &by, reason.as_deref(), &expected)).await?;
    moved(&permit, outcome, id).await
}

/// Leaves the open step out, with a reason that everybody sees. A lead does, or whom an overdue seat was escalated to, and nobody of
/// who submitted it.
#[utoipa::path(tag = "Approvals", operation_id = "skip_step", request_body = api::SkipStep,
    responses((status = 200, description = "The approval.", body = api::Approval)))]
#[post("/approvals/{approval_id}/skips")]
async fn skip_step(permit: Permit<policy::SkipStep>, expected: IfMatch, body: Body<api::SkipStep>) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let reason = drafts::words(&request.reason, "/reason", &permit.kernel().config.limits)?;
    let step = drafts::place(request.step, "/step")?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome =
        permit.write(key, move |tx| commands::skip(tx, id, &by, (step, &reason), &expected)).await?;
    moved(&permit, outcome, id).await
}
