//! Wire to domain and back.

use super::rules::{FirmChange, NewFirm};
use super::{commands, store};
use crate::clusters;
use crate::invitations;
use crate::kernel::access::{Outcome, Permit, invitation_of, path_id};
use crate::kernel::http::{Answer, Body, IfMatch, PageQuery, Problem, Query, created, ok, ok_tagged};
use crate::kernel::ids::{FirmId, InvitationId};
use crate::kernel::jobs::mail::invitation_url;
use crate::policy::{self, Right, Role, allowed};
use actix_web::{HttpRequest, get, patch, post};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(invite_firm)
        .service(get_firm_invitation_link)
        .service(join_cluster)
        .service(confirm_firm)
        .service(list_firms)
        .service(get_firm)
        .service(update_firm);
}

const ACTIONS: [&str; 7] = [
    "update_firm",
    "create_department",
    "invite_person",
    "list_people",
    "list_departments",
    "list_invitations",
    "list_mail_failures",
];

/// How its video service is addressed is the matter of its own people.
fn for_caller(firm: api::Firm, role: Role) -> api::Firm {
    let belongs = matches!(role, Role::Admin | Role::Staff);
    let video_template = firm.video_template.clone().filter(|_| belongs);
    api::Firm { video_template, allowed_actions: Some(allowed(role, &ACTIONS)), ..firm }
}

/// What a coordinator may do with a firm, by how far it is; which invitation is the coordinator's matter alone.
fn in_cluster(firm: api::Firm, role: Role) -> api::Firm {
    let coordinates = role.allows(Right::BringIn);
    let actions: &[&str] = match firm.status.as_deref() {
        Some("invited") => &["get_firm_invitation_link"],
        Some("accepted") => &["confirm_firm"],
        _ => &[],
    };
    api::Firm {
        invitation_id: firm.invitation_id.clone().filter(|_| coordinates),
        allowed_actions: Some(allowed(role, actions)),
        ..firm
    }
}

/// Invites a firm into the cluster. Its first administrator gets the link by mail.
#[utoipa::path(tag = "Clusters", operation_id = "invite_firm", request_body = api::InviteFirm,
    responses((status = 201, description = "The invitation.", body = api::FirmInvitation)))]
#[post("/clusters/{cluster_id}/firm-invitations")]
async fn invite_firm(permit: Permit<policy::InviteFirm>, body: Body<api::InviteFirm>) -> Answer {
    let (request, key) = body.parse()?;
    let limits = permit.kernel().config.limits.clone();
    let new = NewFirm::parse(&request, &limits)?;
    permit.kernel().access.invitations.count(&permit.caller()?.person)?;
    let (cluster, days) = (permit.place(), limits.invitation_days);
    let outcome = permit.write(key, move |tx| commands::invite(tx, cluster, &new, days)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let firm = recorded.body.firm.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::FirmInvitation {
        firm_id: firm.id,
        invitation_id: firm.invitation_id.unwrap_or_default(),
        status: firm.status.unwrap_or_default(),
        seq: recorded.seq(),
        allowed_actions: Some(vec!["get_firm_invitation_link".to_owned()]),
    })
}

/// The link of a firm's invitation, for the coordinator.
#[utoipa::path(tag = "Clusters", operation_id = "get_firm_invitation_link",
    responses((status = 200, description = "The link.", body = api::InvitationLink),
        (status = 409, description = "The state does not allow it; `code` says why.")))]
#[get("/clusters/{cluster_id}/firm-invitations/{invitation_id}/link")]
async fn get_firm_invitation_link(permit: Permit<policy::GetFirmInvitationLink>, req: HttpRequest) -> Answer {
    let id: InvitationId = path_id(&req, "invitation_id")?;
    let cluster = permit.place();
    let known = permit.read(move |conn| Ok(invitations::is_of_cluster(conn, id, cluster)?)).await?;
    if !known {
        return Err(Problem::not_found());
    }
    ok(&api::InvitationLink { url: invitation_url(permit.kernel(), id) })
}

/// Takes an invitation for the caller's own firm, which is here already. The coordinator confirms it.
#[utoipa::path(tag = "Clusters", operation_id = "join_cluster", request_body = api::JoinCluster,
    responses((status = 201, description = "The firm waits for the coordinator.", body = api::Membership)))]
#[post("/invitations/{token}/membership")]
async fn join_cluster(
    permit: Permit<policy::JoinCluster>,
    req: HttpRequest,
    body: Body<api::JoinCluster>,
) -> Answer {
    let token = req.match_info().get("token").unwrap_or_default();
    let invitation = invitation_of(&permit.kernel().secrets, token).ok_or_else(Problem::not_found)?;
    let (_, key) = body.parse()?;
    let outcome = permit.write(key, move |tx| commands::join(tx, invitation)).await?;
    let Outcome::Recorded(recorded) = outcome else { return Err(Problem::bare_internal()) };
    let cluster = recorded.body.cluster.as_deref().cloned().ok_or_else(Problem::bare_internal)?;
    created(&api::Membership {
        cluster_id: cluster.id,
        cluster_name: cluster.name,
        firm_id: permit.caller()?.firm.to_string(),
        status: "accepted".to_owned(),
        seq: recorded.seq(),
    })
}

/// Lets a firm that accepted take part.
#[utoipa::path(tag = "Clusters", operation_id = "confirm_firm", request_body = api::ConfirmFirm,
    responses((status = 200, description = "The firm in the cluster.", body = api::Firm)))]
#[post("/clusters/{cluster_id}/firms/{firm_id}/confirmation")]
async fn confirm_firm(
    permit: Permit<policy::ConfirmFirm>,
    req: HttpRequest,
    body: Body<api::ConfirmFirm>,
) -> Answer {
    let firm: FirmId = path_id(&req, "firm_id")?;
    let (_, key) = body.parse()?;
    let cluster = permit.place();
    let outcome = permit.write(key, move |tx| commands::confirm_firm(tx, cluster, firm)).await?;
    let (firm, seq) = match outcome {
        Outcome::Recorded(recorded) => (recorded.body.firm.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => {
            (permit.read(move |conn| Ok(clusters::firm_in(conn, cluster, firm)?)).await?, None)
        }
    };
    let firm = firm.ok_or_else(Problem::not_found)?;
    ok(&api::Firm { seq, ..in_cluster(firm, permit.standing().role) })
}

/// Firms of a cluster. Participants see the confirmed ones, the coordinator all.
#[utoipa::path(tag = "Clusters", operation_id = "list_firms", params(api::PageParams),
    responses((status = 200, description = "A page of firms.", body = api::FirmPage)))]
#[get("/clusters/{cluster_id}/firms")]
async fn list_firms(permit: Permit<policy::ListFirms>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (cluster, asked, role) = (permit.place(), page.clone(), permit.standing().role);
    let confirmed_only = !role.allows(Right::BringIn);
    let rows =
        permit.read(move |conn| Ok(clusters::list_firms(conn, cluster, confirmed_only, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |(seq, _)| seq.to_string());
    ok(&api::FirmPage { items: rows.into_iter().map(|(_, firm)| in_cluster(firm, role)).collect(), next })
}

/// One firm.
#[utoipa::path(tag = "Clusters", operation_id = "get_firm",
    responses((status = 200, description = "The firm.", body = api::Firm)))]
#[get("/firms/{firm_id}")]
async fn get_firm(permit: Permit<policy::GetFirm>) -> Answer {
    let id = permit.place();
    let firm = permit.read(move |conn| Ok(store::firm(conn, id)?)).await?;
    let firm = firm.ok_or_else(Problem::not_found)?;
    ok_tagged(&firm, &for_caller(firm.clone(), permit.standing().role))
}

/// Changes name, business number or video template of the caller's firm. Its clusters and projects follow.
#[utoipa::path(tag = "Clusters", operation_id = "update_firm", request_body = api::UpdateFirm,
    responses((status = 200, description = "The firm.", body = api::Firm)))]
#[patch("/firms/{firm_id}")]
async fn update_firm(
    permit: Permit<policy::UpdateFirm>,
    if_match: IfMatch,
    body: Body<api::UpdateFirm>,
) -> Answer {
    let ((request, key), expected) = (body.parse()?, if_match.optional()?);
    let (id, change) = (permit.place(), FirmChange::parse(&request, &permit.kernel().config.limits)?);
    let outcome = permit.write(key, move |tx| commands::update(tx, id, &expected, &change)).await?;
    let (firm, seq) = match outcome {
        Outcome::Recorded(recorded) => (recorded.body.firm.as_deref().cloned(), Some(recorded.seq())),
        Outcome::Unchanged => (permit.read(move |conn| Ok(store::firm(conn, id)?)).await?, None),
    };
    let firm = firm.ok_or_else(Problem::not_found)?;
    ok_tagged(&firm, &api::Firm { seq, ..for_caller(firm.clone(), permit.standing().role) })
}
