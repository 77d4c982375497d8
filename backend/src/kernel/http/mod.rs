//! HTTP: problems, bodies, pages, preconditions, idempotency, the gate that every request passes, the web client's files.

mod body;
mod gate;
mod idempotency;
mod page;
mod patch;
mod precondition;
mod problem;
mod web;

pub use body::{Body, Query};
pub use gate::{RequestId, gate, peer};
pub use idempotency::{InFlight, Key};
pub use page::{NoQuery, Page, PageQuery, limit};
pub use patch::Cleared;
pub use precondition::{Expected, IfMatch};
pub use problem::{Fault, Problem, Refusal};
pub use web::web_client;

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use serde::Serialize;

/// What a handler answers.
pub type Answer = Result<HttpResponse, Problem>;

/// 200 with a JSON body.
pub fn ok(body: &impl Serialize) -> Answer {
    Ok(HttpResponse::Ok().json(body))
}

/// 200 with a resource as this caller sees it, and the ETag of the resource itself.
pub fn ok_tagged<T: Serialize>(resource: &T, told: &T) -> Answer {
    tagged(resource, told)
}

/// 200 with what a caller is told, and the ETag of the part of it that they act on.
pub fn tagged(seen: &impl Serialize, told: &impl Serialize) -> Answer {
    Ok(HttpResponse::Ok().insert_header(("ETag", precondition::tag(seen)?)).json(told))
}

/// 201 with a JSON body.
pub fn created(body: &impl Serialize) -> Answer {
    Ok(HttpResponse::Created().json(body))
}

/// 200 with something to save under a name, never to be shown by a browser.
pub fn attachment(media_type: &str, name: &str, bytes: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type.to_owned())
        .insert_header(to_save(name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}

/// Always something to save, under a name that any program can read.
pub fn to_save(name: &str) -> ContentDisposition {
    let plain = |c: char| if c.is_ascii_alphanumeric() || " .-_()".contains(c) { c } else { '_' };
    let value =
        ExtendedValue { charset: Charset::Ext("UTF-8".into()), language_tag: None, value: name.into() };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(name.chars().map(plain).collect()),
            DispositionParam::FilenameExt(value),
        ],
    }
}

/// 204.
pub fn no_content() -> Answer {
    Ok(HttpResponse::NoContent().finish())
}

/// Runs what a request began to its end, also when the one who asked is gone: what was received is kept.
#[allow(clippy::disallowed_methods, reason = "the task is the rest of a request")]
pub async fn to_its_end<T: 'static>(
    rest: impl Future<Output = Result<T, Problem>> + 'static,
) -> Result<T, Problem> {
    actix_web::rt::spawn(rest).await.map_err(Problem::internal)?
}
