//! Wire to domain and back.

use super::charter::Charter;
use super::commands::{self, Seen};
use super::drafts::{self, NewCharter};
use super::store;
use super::turn::list_my_charters;
use super::wire::marked;
use crate::kernel::access::{Operation, Outcome, Permit};
use crate::kernel::http::{
    Answer, Body, Fault, IfMatch, NoQuery, PageQuery, Problem, Query, created, ok, tagged,
};
use crate::kernel::ids::CharterId;
use crate::passkeys::{Shows, Signed, begin_signature, prove};
use crate::policy;
use actix_web::{get, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(propose_charter)
        .service(list_charters)
        .service(list_my_charters)
        .service(get_charter)
        .service(sign_charter)
        .service(begin_charter_signature)
        .service(reject_charter);
}

/// Proposes a charter, or its next version, which both sides sign before it holds. A lead of either side does; an open proposal is
/// dropped for it, if the request names it.
#[utoipa::path(tag = "Charters", operation_id = "propose_charter", request_body = api::ProposeCharter,
    responses((status = 201, description = "The charter.", body = api::Charter)))]
#[post("/projects/{project_id}/charters")]
async fn propose_charter(permit: Permit<policy::ProposeCharter>, body: Body<api::ProposeCharter>) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let (project, by, new) =
        (permit.place(), permit.standing().clone(), NewCharter::parse(&request, &limits)?);
    let outcome = permit.write(key, move |tx| commands::propose(tx, project, &by, &new, &limits)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let id = recorded.body.charter.as_deref().map(|charter| charter.id.parse());
    let id: CharterId = id.ok_or_else(Problem::bare_internal)?.map_err(Problem::internal)?;
    let charter = known(&permit, id).await?;
    let told = marked(&charter, permit.standing().role, permit.caller()?.firm);
    created(&api::Charter { seq: Some(recorded.seq()), ..told })
}

async fn known<O: Operation>(permit: &Permit<O>, id: CharterId) -> Result<Charter, Problem> {
    permit.read(move |conn| store::charter(conn, id)?.ok_or_else(Problem::not_found)).await
}

/// Versions of the charter of a project, the newest first. At most one is in force, and at most one is proposed.
#[utoipa::path(tag = "Charters", operation_id = "list_charters", params(api::PageParams),
    responses((status = 200, description = "A page of charters.", body = api::CharterPage)))]
#[get("/projects/{project_id}/charters")]
async fn list_charters(permit: Permit<policy::ListCharters>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let before = match page.after.as_str() {
        "" => i64::MAX,
        number => number.parse().map_err(|_| Fault::new("cursor").at("?after"))?,
    };
    let (project, probe) = (permit.place(), page.probe());
    let charters = permit.read(move |conn| Ok(store::list(conn, project, before, probe)?)).await?;
    let (charters, next) = page.cut(charters, |charter: &Charter| charter.number.to_string());
    let (role, firm) = (permit.standing().role, permit.caller()?.firm);
    let items = charters.iter().map(|charter| marked(charter, role, firm)).collect();
    ok(&api::CharterPage { items, next })
}

/// A version of a charter, with the text that is signed. The `ETag` covers where it stands and what it says, not who has signed.
#[utoipa::path(tag = "Charters", operation_id = "get_charter",
    responses((status = 200, description = "The charter.", body = api::Charter)))]
#[get("/charters/{charter_id}")]
async fn get_charter(permit: Permit<policy::GetCharter>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    told(&permit, None).await
}

async fn told<O: Operation<Place = CharterId>>(permit: &Permit<O>, seq: Option<i64>) -> Answer {
    let charter = known(permit, permit.place()).await?;
    let told = marked(&charter, permit.standing().role, permit.caller()?.firm);
    tagged(&Seen::of(&charter), &api::Charter { seq, text: Some(charter.text), ..told })
}

/// Signs a charter for the caller's firm: names the text that was seen, and the caller's password, or what their passkey answers. With the last firm's signature
/// it is in force, and the version before is replaced.
#[utoipa::path(tag = "Charters", operation_id = "sign_charter", request_body = api::SignCharter,
    responses((status = 200, description = "The charter.", body = api::Charter)))]
#[post("/charters/{charter_id}/signatures")]
async fn sign_charter(
    permit: Permit<policy::SignCharter>,
    expected: IfMatch,
    body: Body<api::SignCharter>,
) -> Answer {
    let (mut request, key) = body.parse()?;
    let expected = expected.required()?;
    let (id, by, session) = (permit.place(), permit.standing().clone(), permit.caller()?.session);
    let proof = prove(&permit, &mut request, (&[id.as_str()], &expected)).await?;
    let hash = request.text_hash;
    let outcome =
        permit.write(key, move |tx| commands::sign(tx, id, (&by, session, &proof), &hash, &expected)).await?;
    told(&permit, seq_of(&outcome)).await
}

impl Signed for api::SignCharter {
    const OPERATION: &'static str = "sign_charter";

    fn shows(&mut self) -> Shows {
        Shows { secret: self.secret.take(), passkey: self.passkey.take() }
    }
}

/// Asks the caller's passkeys to sign just this charter: the same body, without a proof, and the same `If-Match`.
#[utoipa::path(tag = "Charters", operation_id = "begin_charter_signature", request_body = api::SignCharter,
    responses((status = 201, description = "What a passkey has to answer.", body = api::PasskeyChallenge)))]
#[post("/charters/{charter_id}/signatures/challenges")]
async fn begin_charter_signature(
    permit: Permit<policy::BeginCharterSignature>,
    expected: IfMatch,
    body: Body<api::SignCharter>,
) -> Answer {
    let (request, _) = body.parse()?;
    let expected = expected.required()?;
    begin_signature(&permit, request, (&[permit.place().as_str()], &expected)).await
}

/// Rejects a charter that is proposed, with a reason that everybody sees. A lead of either side does.
#[utoipa::path(tag = "Charters", operation_id = "reject_charter", request_body = api::RejectCharter,
    responses((status = 200, description = "The charter.", body = api::Charter)))]
#[post("/charters/{charter_id}/rejections")]
async fn reject_charter(
    permit: Permit<policy::RejectCharter>,
    expected: IfMatch,
    body: Body<api::RejectCharter>,
) -> Answer {
    let (request, key) = body.parse()?;
    let expected = expected.required()?;
    let reason = drafts::words(&request.reason, "/reason", &permit.kernel().config.limits)?;
    let (id, by) = (permit.place(), permit.standing().clone());
    let outcome = permit.write(key, move |tx| commands::reject(tx, id, &by, &reason, &expected)).await?;
    told(&permit, seq_of(&outcome)).await
}

fn seq_of(outcome: &Outcome) -> Option<i64> {
    match outcome {
        Outcome::Recorded(recorded) => Some(recorded.seq()),
        Outcome::Unchanged => None,
    }
}
