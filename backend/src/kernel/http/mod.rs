//! HTTP: problems, bodies, pages, idempotency, the gate that every request passes, the web client's files.

mod body;
mod gate;
mod idempotency;
mod page;
mod patch;
mod problem;
mod web;

pub use body::{Body, Query};
pub use gate::{RequestId, gate, peer};
pub use idempotency::{InFlight, Key};
pub use page::{NoQuery, Page, PageQuery, limit};
pub use patch::Cleared;
pub use problem::{Fault, Problem, Refusal};
pub use web::web_client;

use actix_web::HttpResponse;
use serde::Serialize;

/// What a handler answers.
pub type Answer = Result<HttpResponse, Problem>;

/// 200 with a JSON body.
pub fn ok(body: &impl Serialize) -> Answer {
    Ok(HttpResponse::Ok().json(body))
}

/// 200 with a JSON body and the strong ETag of its content.
pub fn ok_tagged(body: &impl Serialize) -> Answer {
    let bytes = serde_json::to_vec(body).map_err(Problem::internal)?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    let tag = crate::kernel::secrets::encode(digest.as_ref().get(..12).unwrap_or_default());
    Ok(HttpResponse::Ok()
        .insert_header(("ETag", format!("\"{tag}\"")))
        .content_type("application/json")
        .body(bytes))
}

/// 201 with a JSON body.
pub fn created(body: &impl Serialize) -> Answer {
    Ok(HttpResponse::Created().json(body))
}

/// 204.
pub fn no_content() -> Answer {
    Ok(HttpResponse::NoContent().finish())
}
