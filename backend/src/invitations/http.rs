//! Wire to domain and back.

use super::commands::{self, Acceptance};
use super::rules::{INVITATION_VOID, Kind, NewInvitation, SIGNED_IN};
use super::store;
use crate::kernel::access::{self, Outcome, Permit, grant_answer, path_id};
use crate::kernel::http::{Answer, Body, Fault, PageQuery, Problem, Query, created, ok, peer};
use crate::kernel::ids::InvitationId;
use crate::kernel::jobs::mail::invitation_url;
use crate::kernel::text;
use crate::people;
use crate::policy;
use actix_web::{HttpRequest, HttpResponse, get, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(get_invitation)
        .service(accept_invitation)
        .service(invite_person)
        .service(list_invitations)
        .service(get_invitation_link);
}

fn token_of(
    permit: &access::Permit<impl access::Operation>,
    req: &HttpRequest,
) -> Result<InvitationId, Problem> {
    let token = req.match_info().get("token").unwrap_or_default();
    access::invitation_of(&permit.kernel().secrets, token).ok_or_else(Problem::not_found)
}

/// What the holder of a link is about to accept.
#[utoipa::path(tag = "Start", operation_id = "get_invitation",
    responses((status = 200, description = "The invitation.", body = api::InvitationPreview),
        (status = 409, description = "The state does not allow it; `code` says why.")))]
#[get("/invitations/{token}")]
async fn get_invitation(permit: Permit<policy::GetInvitation>, req: HttpRequest) -> Answer {
    let id = token_of(&permit, &req)?;
    let preview = permit
        .write_unlogged(move |tx| {
            let row = commands::open_invitation(tx, id)?;
            let cluster_name = match row.cluster_id {
                Some(cluster) => Some(crate::clusters::name_of(tx.reading(), cluster)?),
                None => None,
            };
            Ok(api::InvitationPreview {
                kind: row.kind.as_str().to_owned(),
                firm_name: store::firm_name(tx.reading(), row.firm_id)?,
                cluster_name,
                email: row.email.clone(),
                name: row.name.clone(),
                locale: row.locale.clone(),
                expires_at: row.wire().expires_at,
            })
        })
        .await?;
    ok(&preview)
}

/// Makes the account of an invitation and signs it in. Firm, role and address are the invitation's.
#[utoipa::path(tag = "Start", operation_id = "accept_invitation", request_body = api::AcceptInvitation,
    responses((status = 201, description = "Signed in.", body = api::SessionGrant)))]
#[post("/invitations/{token}/acceptance")]
async fn accept_invitation(
    permit: Permit<policy::AcceptInvitation>,
    req: HttpRequest,
    body: Body<api::AcceptInvitation>,
) -> Answer {
    let id = token_of(&permit, &req)?;
    let kernel = permit.kernel().clone();
    let address = peer(&req);
    kernel.access.sign_ins.count(&address)?;
    if access::authenticate(&kernel, &req).await.is_ok() {
        return Err(SIGNED_IN.into());
    }
    let (request, _) = body.parse()?;
    let most = kernel.config.limits.name_graphemes;
    let name = text::name(&request.name, most).map_err(|fault| fault.at("/name"))?;
    let locale = text::locale(&request.locale).map_err(|fault| fault.at("/locale"))?;
    let time_zone = text::time_zone(&request.time_zone).map_err(|fault| fault.at("/time_zone"))?;
    let (email, firm) = permit
        .write_unlogged(move |tx| {
            let row = commands::open_invitation(tx, id)?;
            Ok((row.email.clone(), store::firm_name(tx.reading(), row.firm_id)?))
        })
        .await?;
    let passwords = &kernel.access.passwords;
    passwords.judge(&request.password, &[&email, &firm]).map_err(|fault| fault.at("/password"))?;
    let with = Acceptance {
        name,
        password_hash: passwords.hash(request.password).await?,
        locale,
        time_zone,
        device_name: None,
        web: access::wants_cookies(&req),
        address: address.to_string(),
    };
    let keys = kernel.clone();
    let grant = permit
        .write_public(move |tx| commands::accept(tx, &keys.secrets, &keys.config.limits, id, &with))
        .await?;
    let person = grant.person;
    let person = permit.read(move |conn| Ok(people::person(conn, person)?)).await?;
    let person = person.ok_or_else(Problem::bare_internal)?;
    grant_answer(&kernel, &req, HttpResponse::Created(), &grant, person)
}

/// Invites a person into the caller's firm. Says nothing about whether the address has an account.
#[utoipa::path(tag = "People", operation_id = "invite_person", request_body = api::InvitePerson,
    responses((status = 201, description = "The invitation; its link goes by mail.", body = api::Invitation)))]
#[post("/firms/{firm_id}/invitations")]
async fn invite_person(permit: Permit<policy::InvitePerson>, body: Body<api::InvitePerson>) -> Answer {
    let (request, key) = body.parse()?;
    let caller = permit.caller()?.clone();
    let limits = permit.kernel().config.limits.clone();
    let new = NewInvitation {
        kind: Kind::Person,
        cluster: None,
        firm: permit.place(),
        email: text::email(&request.email).map_err(|fault| fault.at("/email"))?,
        name: Some(text::name(&request.name, limits.name_graphemes).map_err(|fault| fault.at("/name"))?),
        role: request.role.parse().map_err(|_| Fault::new("unknown_word").at("/role"))?,
        locale: text::locale(request.locale.as_deref().unwrap_or(&caller.locale))
            .map_err(|fault| fault.at("/locale"))?,
        departments: people::parse_departments(&request.department_ids)?,
    };
    permit.kernel().access.invitations.count(&caller.person)?;
    let days = limits.invitation_days;
    let outcome = permit.write(key, move |tx| commands::invite_person(tx, &new, days)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let invitation = recorded.body.invitation.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::Invitation { seq: Some(recorded.seq()), allowed_actions: Some(actions()), ..invitation })
}

fn actions() -> Vec<String> {
    vec!["get_invitation_link".to_owned()]
}

/// People invited into the firm.
#[utoipa::path(tag = "People", operation_id = "list_invitations", params(api::PageParams),
    responses((status = 200, description = "A page of invitations.", body = api::InvitationPage)))]
#[get("/firms/{firm_id}/invitations")]
async fn list_invitations(permit: Permit<policy::ListInvitations>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (firm, asked) = (permit.place(), page.clone());
    let rows = permit.read(move |conn| Ok(store::list(conn, firm, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |row| row.id.to_string());
    let items = rows.iter().map(|row| api::Invitation { allowed_actions: Some(actions()), ..row.wire() });
    ok(&api::InvitationPage { items: items.collect(), next })
}

/// The link of an invitation, for the administrator who sent it.
#[utoipa::path(tag = "People", operation_id = "get_invitation_link",
    responses((status = 200, description = "The link.", body = api::InvitationLink),
        (status = 409, description = "The state does not allow it; `code` says why.")))]
#[get("/firms/{firm_id}/invitations/{invitation_id}/link")]
async fn get_invitation_link(permit: Permit<policy::GetInvitationLink>, req: HttpRequest) -> Answer {
    let id: InvitationId = path_id(&req, "invitation_id")?;
    let (firm, caller) = (permit.place(), permit.caller()?.person);
    let row = permit.read(move |conn| Ok(store::invitation(conn, id)?)).await?;
    let row = row.filter(|row| row.firm_id == firm && row.kind == Kind::Person && row.inviter == caller);
    let row = row.ok_or_else(Problem::not_found)?;
    if row.status != super::rules::Status::Sent {
        return Err(INVITATION_VOID.into());
    }
    ok(&api::InvitationLink { url: invitation_url(permit.kernel(), id) })
}
