//! The web client, carried inside the program.

use super::problem::Problem;
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[exclude = ".built-from"]
struct Files;

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Dure</title>\
    <p>The web client was not built into this program. Run scripts/start.";

/// Serves a file of the client; every other path is a screen of it.
pub fn web_client(req: &HttpRequest) -> Result<HttpResponse, Problem> {
    let path = req.path().trim_start_matches('/');
    if req.method() != Method::GET && req.method() != Method::HEAD {
        return Err(Problem::method_not_allowed());
    }
    if let Some(file) = Files::get(path).filter(|_| !path.is_empty()) {
        return Ok(answer(req, path, &file));
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match Files::get("index.html") {
        _ if is_file => Err(Problem::not_found()),
        Some(shell) => Ok(answer(req, "index.html", &shell)),
        None => Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(NOT_BUILT)),
    }
}

fn answer(req: &HttpRequest, path: &str, file: &rust_embed::EmbeddedFile) -> HttpResponse {
    let tag = format!("\"{}\"", crate::kernel::secrets::encode(&file.metadata.sha256_hash()));
    let known = req.headers().get(header::IF_NONE_MATCH).is_some_and(|value| value == tag.as_str());
    // Built names carry a hash of the content; the others are asked for each time.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, keep));
    if known {
        return answer.finish();
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    answer.content_type(kind.to_string()).body(file.data.to_vec())
}
