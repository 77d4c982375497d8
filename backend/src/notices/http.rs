//! Wire to domain and back.

use super::desk::pace;
use super::rules::{masked, time_of_day};
use super::{commands, failures, store::Reader};
use crate::kernel::access::{Operation, Permit, path_id, unsubscription_of};
use crate::kernel::http::{Answer, Body, PageQuery, Problem, Query, ok};
use crate::kernel::ids::{JobId, PersonId};
use crate::policy;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, get, patch, post};
use dure_api as api;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use std::convert::Infallible;
use utoipa_actix_web::service_config::ServiceConfig;

/// What a mail program sends to end mail (RFC 8058), as a form of either kind.
const ONE_CLICK: &[u8] = b"One-Click";

/// Bytes of that.
const MOST: usize = 1_000;

/// A request to end mail, as a mail program or our own page sends it.
struct Click {
    is_meant: bool,
}

impl FromRequest for Click {
    type Error = Infallible;
    type Future = LocalBoxFuture<'static, Result<Self, Infallible>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut payload = payload.take();
        Box::pin(async move {
            let mut body = Vec::new();
            while let Some(chunk) = payload.next().await {
                match chunk {
                    Ok(chunk) if body.len() + chunk.len() <= MOST => body.extend_from_slice(&chunk),
                    _ => return Ok(Click { is_meant: false }),
                }
            }
            let is_said = body.windows(ONE_CLICK.len()).any(|word| word == ONE_CLICK);
            Ok(Click { is_meant: body.is_empty() || is_said })
        })
    }
}

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(get_mail_preferences)
        .service(update_mail_preferences)
        .service(get_unsubscription)
        .service(unsubscribe)
        .service(list_mail_failures)
        .service(retry_mail);
}

fn wire(reader: &Reader) -> api::MailPreferences {
    let wants = &reader.wants;
    api::MailPreferences {
        mail: wants.mail.as_str().to_owned(),
        days: wants.day_words(),
        from: time_of_day(wants.hours.from),
        to: time_of_day(wants.hours.to),
        time_zone: wants.hours.zone.name().to_owned(),
        allowed_actions: Some(vec!["update_mail_preferences".to_owned()]),
    }
}

/// How the caller wants mail.
#[utoipa::path(tag = "Mail", operation_id = "get_mail_preferences",
    responses((status = 200, description = "The preferences.", body = api::MailPreferences)))]
#[get("/me/mail")]
async fn get_mail_preferences(permit: Permit<policy::GetMailPreferences>) -> Answer {
    let person = permit.caller()?.person;
    let reader = permit.read(move |conn| commands::reader(conn, person)).await?;
    ok(&wire(&reader))
}

/// Changes how the caller wants mail.
#[utoipa::path(tag = "Mail", operation_id = "update_mail_preferences", request_body = api::UpdateMailPreferences,
    responses((status = 200, description = "The preferences.", body = api::MailPreferences)))]
#[patch("/me/mail")]
async fn update_mail_preferences(
    permit: Permit<policy::UpdateMailPreferences>,
    body: Body<api::UpdateMailPreferences>,
) -> Answer {
    let (request, _) = body.parse()?;
    let (person, pace) = (permit.caller()?.person, pace(&permit.kernel().config.limits));
    let reader = permit
        .write_unlogged(move |tx| {
            commands::change(tx, person, &request, pace)?;
            commands::reader(tx.reading(), person)
        })
        .await?;
    ok(&wire(&reader))
}

fn person_of(permit: &Permit<impl Operation>, req: &HttpRequest) -> Result<PersonId, Problem> {
    let token = req.match_info().get("token").unwrap_or_default();
    unsubscription_of(&permit.kernel().secrets, token).ok_or_else(Problem::not_found)
}

fn ended(reader: &Reader) -> api::Unsubscription {
    let mail = reader.wants.mail.as_str().to_owned();
    api::Unsubscription { address: masked(&reader.email), mail }
}

/// Whose mail the link of a mail ends. Looking changes nothing.
#[utoipa::path(tag = "Mail", operation_id = "get_unsubscription",
    responses((status = 200, description = "Whose mail it is.", body = api::Unsubscription)))]
#[get("/unsubscriptions/{token}")]
async fn get_unsubscription(permit: Permit<policy::GetUnsubscription>, req: HttpRequest) -> Answer {
    let person = person_of(&permit, &req)?;
    let reader = permit.read(move |conn| commands::reader(conn, person)).await?;
    ok(&ended(&reader))
}

/// Ends mail about what waits, without signing in. The body is empty, or `List-Unsubscribe=One-Click` as mail programs
/// send it (RFC 8058). Invitations and mail about signing in still come.
#[utoipa::path(tag = "Mail", operation_id = "unsubscribe",
    responses((status = 200, description = "It is ended.", body = api::Unsubscription)))]
#[post("/unsubscriptions/{token}")]
async fn unsubscribe(permit: Permit<policy::Unsubscribe>, req: HttpRequest, click: Click) -> Answer {
    let person = person_of(&permit, &req)?;
    if !click.is_meant {
        return Err(Problem::malformed());
    }
    let pace = pace(&permit.kernel().config.limits);
    let reader = permit.write_unlogged(move |tx| commands::unsubscribe(tx, person, pace)).await?;
    ok(&ended(&reader))
}

/// Mail about the firm's people that did not leave, for its administrators.
#[utoipa::path(tag = "Mail", operation_id = "list_mail_failures", params(api::PageParams),
    responses((status = 200, description = "A page of mail.", body = api::MailFailurePage)))]
#[get("/firms/{firm_id}/mail-failures")]
async fn list_mail_failures(permit: Permit<policy::ListMailFailures>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (firm, asked) = (permit.place(), page.clone());
    let rows = permit.read(move |conn| Ok(failures::list(conn, firm, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |row| row.id.to_string());
    ok(&api::MailFailurePage { items: rows.into_iter().map(failures::Failure::wire).collect(), next })
}

/// Has a mail that did not leave tried again now.
#[utoipa::path(tag = "Mail", operation_id = "retry_mail", request_body = api::RetryMail,
    responses((status = 200, description = "The mail.", body = api::MailFailure)))]
#[post("/firms/{firm_id}/mail-failures/{failure_id}/retries")]
async fn retry_mail(
    permit: Permit<policy::RetryMail>,
    req: HttpRequest,
    body: Body<api::RetryMail>,
) -> Answer {
    let id: JobId = path_id(&req, "failure_id")?;
    body.parse()?;
    let firm = permit.place();
    let failure = permit.write_unlogged(move |tx| commands::retry(tx, firm, id)).await?;
    ok(&failure.wire())
}
