//! Wire to domain and back: the first account, and sessions.

use super::commands::{self, FirstSteps};
use super::rules::{SETUP_DONE, WRONG_CREDENTIALS};
use super::{me, resets};
use crate::kernel::access::{
    self, NewSession, Permit, Refreshed, end_one, end_session, grant_answer, knows_address, path_id,
    wants_cookies,
};
use crate::kernel::clock::Time;
use crate::kernel::http::{Answer, Body, Fault, PageQuery, Problem, Query, ok, peer};
use crate::kernel::ids::SessionId;
use crate::kernel::text;
use crate::people::{self, FirmRole, Newcomer, Status};
use crate::policy;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(get_setup)
        .service(create_setup)
        .service(get_limits)
        .service(create_session)
        .service(refresh_session)
        .service(list_sessions)
        .service(delete_session)
        .configure(resets::routes)
        .configure(me::routes);
}

/// Whether the server still waits for its first account.
#[utoipa::path(tag = "Start", operation_id = "get_setup",
    responses((status = 200, description = "The state.", body = api::Setup)))]
#[get("/setup")]
async fn get_setup(permit: Permit<policy::GetSetup>) -> Answer {
    let open = permit.read(commands::is_open).await?;
    let passkeys = permit.kernel().access.passkeys.are_available();
    ok(&api::Setup { state: if open { "open" } else { "done" }.to_owned(), passkeys })
}

/// Makes the first account: operator of the server and coordinator of the first cluster.
#[utoipa::path(tag = "Start", operation_id = "create_setup", request_body = api::CreateSetup,
    responses((status = 201, description = "Signed in.", body = api::SessionGrant)))]
#[post("/setup")]
async fn create_setup(
    permit: Permit<policy::CreateSetup>,
    req: HttpRequest,
    body: Body<api::CreateSetup>,
) -> Answer {
    let kernel = permit.kernel().clone();
    let (request, _) = body.parse()?;
    if !permit.read(commands::is_open).await? {
        return Err(SETUP_DONE.into());
    }
    let first = first_steps(&permit, request).await?;
    let (web, address) = (wants_cookies(&req), peer(&req).to_string());
    let keys = kernel.clone();
    let (grant, person) = permit
        .write_public(move |tx| {
            let (recorded, made) = commands::set_up(tx, &first)?;
            let new = NewSession { person: made.person, device_name: None, web, address: address.clone() };
            let grant = commands::sign_in(tx, &keys.secrets, &keys.config.limits, &new)?;
            let person = people::person(tx.reading(), made.person)?.ok_or_else(Problem::bare_internal)?;
            Ok((recorded, (grant, person)))
        })
        .await?;
    grant_answer(&kernel, &req, HttpResponse::Created(), &grant, person)
}

async fn first_steps(
    permit: &Permit<policy::CreateSetup>,
    request: api::CreateSetup,
) -> Result<FirstSteps, Problem> {
    let kernel = permit.kernel();
    let most = kernel.config.limits.name_graphemes;
    let email = text::email(&request.email).map_err(|fault| fault.at("/email"))?;
    let name = text::name(&request.name, most).map_err(|fault| fault.at("/name"))?;
    let firm_name = text::name(&request.firm_name, most).map_err(|fault| fault.at("/firm_name"))?;
    let cluster_name = text::name(&request.cluster_name, most).map_err(|fault| fault.at("/cluster_name"))?;
    let locale = text::locale(&request.locale).map_err(|fault| fault.at("/locale"))?;
    let time_zone = text::time_zone(&request.time_zone).map_err(|fault| fault.at("/time_zone"))?;
    let passwords = &kernel.access.passwords;
    let judged = passwords.judge(&request.password, &[&email, &firm_name]);
    judged.map_err(|fault| fault.at("/password"))?;
    let password_hash = passwords.hash(request.password).await?;
    let role = FirmRole::Admin;
    let person = Newcomer { name, email, locale, time_zone, password_hash, role, departments: Vec::new() };
    Ok(FirstSteps { person, firm_name, cluster_name })
}

/// Every limit of this server.
#[utoipa::path(tag = "Start", operation_id = "get_limits",
    responses((status = 200, description = "The limits.", body = api::Limits)))]
#[get("/limits")]
async fn get_limits(permit: Permit<policy::GetLimits>) -> Answer {
    ok(&permit.kernel().config.limits)
}

/// Signs a person in on one device.
#[utoipa::path(tag = "Start", operation_id = "create_session", request_body = api::CreateSession,
    responses((status = 201, description = "Signed in.", body = api::SessionGrant)))]
#[post("/sessions")]
async fn create_session(
    permit: Permit<policy::CreateSession>,
    req: HttpRequest,
    body: Body<api::CreateSession>,
) -> Answer {
    let kernel = permit.kernel().clone();
    let address = peer(&req);
    kernel.access.sign_ins.count(&address)?;
    let (request, _) = body.parse()?;
    kernel.access.passwords.short_enough(&request.password).map_err(|fault| fault.at("/password"))?;
    let most = kernel.config.limits.name_graphemes;
    let device_name = request.device_name.as_deref().map(|name| text::name(name, most)).transpose();
    let device_name = device_name.map_err(|fault| fault.at("/device_name"))?;
    // An address that is none is as wrong as an unknown one, and takes as long.
    let email = text::email(&request.email).unwrap_or_default();
    let (asked, from) = (email.clone(), address.to_string());
    let (account, is_known_device) = permit
        .read(move |conn| {
            let account = people::by_email(conn, &asked)?;
            let known = match &account {
                Some((person, _, _)) => knows_address(conn, *person, &from)?,
                None => false,
            };
            Ok((account, known))
        })
        .await?;
    // Guesses elsewhere do not lock the owner's own address out: from there they are counted apart.
    let guessed =
        if is_known_device { format!("{} {address}", text::key(&email)) } else { text::key(&email) };
    kernel.access.failures.peek(&guessed)?;
    let hash = account.as_ref().map(|(_, hash, _)| hash.clone());
    let right = kernel.access.passwords.check(request.password, hash).await?;
    let person =
        account.filter(|(_, _, status)| right && *status == Status::Active).map(|(person, _, _)| person);
    let Some(person) = person else {
        kernel.access.failures.count(&guessed)?;
        return Err(WRONG_CREDENTIALS.into());
    };
    let new = NewSession { person, device_name, web: wants_cookies(&req), address: address.to_string() };
    let (keys, before) = (kernel.clone(), access::presented(&kernel.secrets, &req));
    let (grant, person) = permit
        .write_unlogged(move |tx| {
            let grant = commands::sign_in(tx, &keys.secrets, &keys.config.limits, &new)?;
            // Whoever put its cookies there, nobody goes on with a session that this sign-in replaces.
            before.map(|session| end_session(tx, session, "replaced")).transpose()?;
            let person = people::person(tx.reading(), new.person)?.ok_or_else(Problem::bare_internal)?;
            Ok((grant, person))
        })
        .await?;
    grant_answer(&kernel, &req, HttpResponse::Created(), &grant, person)
}

/// Exchanges a refresh token for its successor. A token that was used before ends its session.
#[utoipa::path(tag = "Start", operation_id = "refresh_session", request_body = api::RefreshSession,
    responses((status = 200, description = "Signed in.", body = api::SessionGrant)))]
#[post("/sessions/refresh")]
async fn refresh_session(
    permit: Permit<policy::RefreshSession>,
    req: HttpRequest,
    body: Body<api::RefreshSession>,
) -> Answer {
    let kernel = permit.kernel().clone();
    let (request, _) = body.parse()?;
    let web = wants_cookies(&req);
    let token = match (request.refresh_token, web) {
        (Some(token), false) => token,
        (None, true) => access::refresh_cookie(&req)?,
        (Some(_), true) => return Err(Fault::new("unknown_field").at("/refresh_token")),
        (None, false) => return Err(Fault::new("missing").at("/refresh_token")),
    };
    let keys = kernel.clone();
    let refreshed = permit
        .write_unlogged(move |tx| {
            access::refresh_session(tx, &keys.secrets, &keys.config.limits, &token).and_then(|refreshed| {
                match refreshed {
                    Refreshed::Granted(grant) => {
                        let person =
                            people::person(tx.reading(), grant.person)?.ok_or_else(Problem::bare_internal)?;
                        Ok(Some((grant, person)))
                    }
                    Refreshed::Reused(owner) => commands::warn(tx, owner).map(|()| None),
                }
            })
        })
        .await?;
    match refreshed {
        Some((grant, person)) => grant_answer(&kernel, &req, HttpResponse::Ok(), &grant, person),
        None => Err(Problem::unauthenticated()),
    }
}

/// Devices on which the caller is signed in.
#[utoipa::path(tag = "Start", operation_id = "list_sessions", params(api::PageParams),
    responses((status = 200, description = "The sessions.", body = api::SessionPage)))]
#[get("/sessions")]
async fn list_sessions(permit: Permit<policy::ListSessions>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (caller, now) = (permit.caller()?.clone(), permit.now());
    let (person, asked) = (caller.person, page.clone());
    let rows = permit.read(move |conn| Ok(access::list_of(conn, person, now, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |row| row.id.to_string());
    let items = rows.into_iter().map(|row| api::Session {
        id: row.id.to_string(),
        device_name: row.device_name,
        created_at: Time(row.created_at).rfc3339(),
        last_seen_at: Time(row.last_seen_at).rfc3339(),
        current: row.id == caller.session,
        allowed_actions: Some(vec!["delete_session".to_owned()]),
    });
    ok(&api::SessionPage { items: items.collect(), next })
}

/// Signs a device out: its tokens and sockets end at once.
#[utoipa::path(tag = "Start", operation_id = "delete_session",
    responses((status = 204, description = "The session is over.")))]
#[delete("/sessions/{session_id}")]
async fn delete_session(permit: Permit<policy::DeleteSession>, req: HttpRequest) -> Answer {
    let session: SessionId = path_id(&req, "session_id")?;
    let caller = permit.caller()?.clone();
    permit.write_unlogged(move |tx| end_one(tx, caller.person, session)).await?;
    let mut answer = HttpResponse::NoContent();
    if session == caller.session {
        access::clear_cookies(&mut answer);
    }
    Ok(answer.finish())
}
