//! What every request passes: its id, the host it asks for, headers of the answer, problems told in the
//! caller's language, one line of log, one count.

use super::problem::Problem;
use crate::kernel::Kernel;
use crate::kernel::blobs::{TUS_VERSION, is_tus};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};
use std::net::IpAddr;
use std::time::Instant;

/// Finds a request in the log; also the `Request-Id` header of its answer.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// For the viewers' workers: they may compile WebAssembly, which is how STEP files are read. Nothing else of the client
/// may, and none may make code of text.
const WORKER_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const WORKERS: &str = "/assets/workers/";

const HEADERS: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"),
    ("content-security-policy", CSP),
    ("strict-transport-security", "max-age=31536000"),
    ("x-frame-options", "DENY"),
];

/// The middleware around the whole application.
pub async fn gate<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let id = crate::kernel::ids::EventId::new().to_string();
    req.extensions_mut().insert(RequestId(id.clone()));
    // The router needs the request for itself: no clone of it may live while it runs.
    let locale = language(req.request());
    let res = match refusal(req.request()) {
        Some(problem) => req.into_response(problem.answer(&locale, &id)),
        None => match next.call(req).await {
            Ok(res) => localised(res.map_into_boxed_body(), &locale, &id),
            Err(error) => {
                let problem = error.as_error::<Problem>().cloned();
                let problem =
                    problem.unwrap_or_else(|| of_status(error.error_response().status()).because(&error));
                log_cause(&problem, &id);
                let told = problem.answer(&locale, &id);
                return Err(actix_web::error::InternalError::from_response(problem, told).into());
            }
        },
    };
    Ok(finished(res, &id, started))
}

/// Requests that no route should see.
fn refusal(req: &HttpRequest) -> Option<Problem> {
    let kernel = req.app_data::<web::Data<Kernel>>()?;
    let method = req.method();
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let discovers = method == Method::OPTIONS && is_tus(req.path());
    if !known.contains(method) && !discovers {
        return Some(Problem::method_not_allowed());
    }
    let one_host = req.headers().get_all(header::HOST).count() <= 1;
    let host = req.uri().host().map(str::to_owned).or_else(|| host_name(req));
    if !one_host || !host.is_some_and(|host| kernel.config.answers_to(&host)) {
        return Some(Problem::misdirected());
    }
    let secret_in_query = ["access_token", "refresh_token", "ticket", "token"];
    let query = req.query_string();
    if query.split('&').any(|pair| secret_in_query.contains(&pair.split('=').next().unwrap_or_default())) {
        return Some(Problem::malformed());
    }
    if req.uri().to_string().len() > 8192 || req.path().contains("//") || req.path().contains("/../") {
        return Some(Problem::malformed());
    }
    None
}

fn host_name(req: &HttpRequest) -> Option<String> {
    let host = req.headers().get(header::HOST)?.to_str().ok()?;
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => host.split(':').next()?,
    };
    Some(name.to_owned())
}

/// Tells a problem in the caller's language; turns the framework's own refusals into problems.
fn localised(res: ServiceResponse<BoxBody>, locale: &str, id: &str) -> ServiceResponse<BoxBody> {
    let status = res.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return res;
    }
    let problem = res.response().error().and_then(|error| error.as_error::<Problem>()).cloned();
    let is_told =
        res.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    let problem = match problem {
        Some(problem) => problem,
        None if is_told => return res,
        None => of_status(status),
    };
    log_cause(&problem, id);
    let told = problem.answer(locale, id);
    res.into_response(told)
}

fn of_status(status: StatusCode) -> Problem {
    match status.as_u16() {
        404 => Problem::not_found(),
        405 => Problem::method_not_allowed(),
        408 => Problem::request_timeout(),
        413 => Problem::too_large(),
        400..=499 => Problem::malformed(),
        _ => Problem::bare_internal(),
    }
}

fn log_cause(problem: &Problem, id: &str) {
    if let Some(cause) = problem.cause() {
        let code = problem.code();
        if matches!(code, "internal" | "integrity" | "storage_full") {
            tracing::error!(request_id = id, code, cause, "a request failed");
        } else {
            tracing::debug!(request_id = id, code, cause, "a request was refused");
        }
    }
}

fn finished(mut res: ServiceResponse<BoxBody>, id: &str, started: Instant) -> ServiceResponse<BoxBody> {
    let req = res.request().clone();
    let upgrade = res.status() == StatusCode::SWITCHING_PROTOCOLS;
    let api = req.path().starts_with("/api/");
    let headers = res.headers_mut();
    if !upgrade {
        for (name, value) in HEADERS {
            // A file says more strictly what may be done with it.
            if name != "content-security-policy" || !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
        }
        if is_tus(req.path()) {
            for name in ["tus-resumable", "tus-version"] {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(TUS_VERSION));
            }
        }
        if req.path().starts_with(WORKERS) {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_CSP));
        }
        if api {
            if !headers.contains_key(header::CACHE_CONTROL) {
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            }
            headers.insert(header::VARY, HeaderValue::from_static("Origin, Accept-Language"));
        }
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("request-id"), value);
    }
    // The pattern, never the path: a path can carry the secret of a link.
    let route = req.match_pattern().unwrap_or_else(|| "-".to_owned());
    let status = res.status().as_u16();
    let elapsed = started.elapsed();
    metrics::histogram!("dure_http_seconds", "route" => route.clone(), "method" => method_label(req.method()), "status" => status_label(status))
        .record(elapsed.as_secs_f64());
    let ms = elapsed.as_millis();
    if status < 400 {
        tracing::debug!(request_id = id, method = %req.method(), route, status, ms, "answered");
    } else {
        tracing::info!(request_id = id, method = %req.method(), route, status, ms, "refused");
    }
    res
}

fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        _ => "other",
    }
}

fn status_label(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

/// The first language of `Accept-Language` that the product speaks, else Korean.
pub fn language(req: &HttpRequest) -> String {
    let wanted = req.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let tags = wanted.unwrap_or_default().split(',');
    tags.map(|tag| tag.trim().get(..2).unwrap_or_default().to_ascii_lowercase())
        .find(|tag| ["ko", "en", "es"].contains(&tag.as_str()))
        .unwrap_or_else(|| "ko".to_owned())
}

/// The address the request came from: the socket's peer, or what a configured proxy says.
pub fn peer(req: &HttpRequest) -> IpAddr {
    let socket = req.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |address| address.ip());
    let trusted = req
        .app_data::<web::Data<Kernel>>()
        .is_some_and(|kernel| kernel.config.proxies.contains(&socket.to_string()));
    let told = || {
        let forwarded = req.headers().get("x-forwarded-for")?.to_str().ok()?;
        forwarded.rsplit(',').next()?.trim().parse().ok()
    };
    trusted.then(told).flatten().unwrap_or(socket)
}
