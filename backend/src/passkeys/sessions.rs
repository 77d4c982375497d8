//! Wire to domain and back: signing in by passkey.

use super::commands;
use super::rules::PASSKEY_REFUSED;
use super::store;
use super::wire::asked;
use crate::kernel::access::{self, NewSession, Permit, end_session, grant_answer, wants_cookies};
use crate::kernel::http::{Answer, Body, Fault, Problem, created, peer};
use crate::kernel::ids::ChallengeId;
use crate::kernel::text;
use crate::policy;
use actix_web::{HttpRequest, HttpResponse, post};
use dure_api as api;

/// Begins to sign in by passkey. Nobody says who they are: the device knows.
#[utoipa::path(tag = "Start", operation_id = "begin_passkey_session", request_body = api::BeginPasskeySession,
    responses((status = 201, description = "What a device has to answer.", body = api::PasskeyChallenge)))]
#[post("/sessions/passkey-challenges")]
pub(super) async fn begin_passkey_session(
    permit: Permit<policy::BeginPasskeySession>,
    req: HttpRequest,
    body: Body<api::BeginPasskeySession>,
) -> Answer {
    let access = &permit.kernel().access;
    access.sign_ins.count(&peer(&req))?;
    body.parse()?;
    created(&asked(access.passkeys.begin_sign_in(permit.now())?))
}

/// Signs a person in by their passkey. Every passkey that signs nobody in is refused alike.
#[utoipa::path(tag = "Start", operation_id = "create_passkey_session", request_body = api::CreatePasskeySession,
    responses((status = 201, description = "Signed in.", body = api::SessionGrant)))]
#[post("/sessions/passkeys")]
pub(super) async fn create_passkey_session(
    permit: Permit<policy::CreatePasskeySession>,
    req: HttpRequest,
    body: Body<api::CreatePasskeySession>,
) -> Answer {
    let kernel = permit.kernel().clone();
    let address = peer(&req);
    kernel.access.sign_ins.count(&address)?;
    let (request, _) = body.parse()?;
    let challenge: ChallengeId =
        request.challenge_id.parse().map_err(|_| Fault::new("id").at("/challenge_id"))?;
    let most = kernel.config.limits.name_graphemes;
    let device_name = request.device_name.as_deref().map(|name| text::name(name, most)).transpose();
    let device_name = device_name.map_err(|fault| fault.at("/device_name"))?;
    let passkeys = &kernel.access.passkeys;
    let refused = || Problem::of(PASSKEY_REFUSED);
    let shown = passkeys.finish_sign_in((challenge, &request.credential), permit.now())?;
    let shown = shown.ok_or_else(refused)?;
    let (holder, credential) = (shown.holder().ok_or_else(refused)?, shown.credential());
    let kept = permit.read(move |conn| Ok(store::by_credential(conn, &credential)?)).await?;
    let kept = kept.filter(|kept| kept.person_id == holder).ok_or_else(refused)?;
    let proven = passkeys.prove(shown, &kept.credential)?.map_err(|_| refused())?;
    let (web, address) = (wants_cookies(&req), address.to_string());
    let new = NewSession { person: holder, device_name, web, address };
    let (keys, before) = (kernel.clone(), access::presented(&kernel.secrets, &req));
    let (grant, person) = permit
        .write_unlogged(move |tx| {
            let granted = commands::sign_in(tx, &keys, (kept.id, &proven), &new)?;
            // Whoever put its cookies there, nobody goes on with a session that this sign-in replaces.
            before.map(|session| end_session(tx, session, "replaced")).transpose()?;
            Ok(granted)
        })
        .await?;
    grant_answer(&kernel, &req, HttpResponse::Created(), &grant, person)
}
