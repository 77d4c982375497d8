//! Refusals with a stable code, told in the caller's language (RFC 9457).

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use std::fmt;
use std::sync::Arc;

/// A stable code and its HTTP status. Texts stand in `locales/problems.yml` under the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Name for programs.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
}

impl Refusal {
    /// 403: known, but not allowed.
    pub const fn forbidden(code: &'static str) -> Self {
        Self { code, status: 403 }
    }

    /// 409: the state does not allow it.
    pub const fn conflict(code: &'static str) -> Self {
        Self { code, status: 409 }
    }

    /// 422: understood, and not to be done.
    pub const fn unprocessable(code: &'static str) -> Self {
        Self { code, status: 422 }
    }

    /// 429: too often.
    pub const fn too_many(code: &'static str) -> Self {
        Self { code, status: 429 }
    }
}

/// What is wrong with one value; [`Fault::at`] says where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Name for programs; texts stand in `locales/problems.yml` under `fields`.
    pub code: &'static str,
}

impl Fault {
    /// With a code of `locales/problems.yml`.
    pub const fn new(code: &'static str) -> Self {
        Self { code }
    }

    /// As a validation problem of the value at this JSON Pointer, or query parameter `?name`.
    pub fn at(self, pointer: impl Into<String>) -> Problem {
        Problem {
            faults: vec![(pointer.into(), self.code)],
            ..Problem::of(Refusal { code: "validation", status: 400 })
        }
    }
}

/// Why a request was not done.
#[derive(Debug, Clone)]
pub struct Problem {
    refusal: Refusal,
    faults: Vec<(String, &'static str)>,
    retry_after: Option<u32>,
    header: Option<(&'static str, String)>,
    hash: Option<Arc<str>>,
    cause: Option<Arc<str>>,
}

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident = $status:literal),* $(,)?) => {
        $($(#[$doc])* pub fn $name() -> Self {
            Self::of(Refusal { code: stringify!($name), status: $status })
        })*
    };
}

impl Problem {
    /// A slice's refusal.
    pub fn of(refusal: Refusal) -> Self {
        Self { refusal, faults: Vec::new(), retry_after: None, header: None, hash: None, cause: None }
    }

    plain! {
        /// Nobody is signed in, or not any more.
        unauthenticated = 401,
        /// The caller may know it exists, but not do this.
        forbidden = 403,
        /// It does not exist for the caller.
        not_found = 404,
        /// No such method here.
        method_not_allowed = 405,
        /// The request did not arrive in time.
        request_timeout = 408,
        /// The resource is not what the change was decided on.
        precondition_failed = 412,
        /// The body is larger than the limit.
        too_large = 413,
        /// The body is not JSON.
        unsupported_media_type = 415,
        /// The file has no such range.
        range_not_satisfiable = 416,
        /// The host name is not this server's.
        misdirected = 421,
        /// A governed change must say on which state it was decided.
        precondition_required = 428,
        /// The idempotency key was used for something else.
        idempotency_mismatch = 422,
        /// The first request with this key still runs.
        idempotency_in_flight = 409,
        /// An id that the client made is already in use.
        id_taken = 409,
        /// The request is not one.
        malformed = 400,
        /// The disk is full.
        storage_full = 507,
        /// Stored bytes are not what was written.
        integrity = 500,
    }

    /// Too much at once; come back after so many seconds.
    pub fn overloaded(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::of(Refusal { code: "overloaded", status: 503 }) }
    }

    /// Too often; come back after so many seconds.
    pub fn rate_limited(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::of(Refusal { code: "rate_limited", status: 429 }) }
    }

    /// A fault of ours. The cause goes to the log alone.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::bare_internal().because(cause)
    }

    /// A fault of ours whose cause follows.
    pub fn bare_internal() -> Self {
        Self::of(Refusal { code: "internal", status: 500 })
    }

    /// With what stands in its way at this JSON Pointer.
    pub fn naming(mut self, pointer: impl Into<String>, fault: Fault) -> Self {
        self.faults.push((pointer.into(), fault.code));
        self
    }

    /// With the hash of what has to be accepted.
    pub fn with_hash(self, hash: &str) -> Self {
        Self { hash: Some(Arc::from(hash)), ..self }
    }

    /// With a header of the answer.
    pub fn with_header(self, name: &'static str, value: String) -> Self {
        Self { header: Some((name, value)), ..self }
    }

    /// With a cause for the log.
    pub fn because(self, cause: impl fmt::Display) -> Self {
        Self { cause: Some(Arc::from(cause.to_string())), ..self }
    }

    /// Name for programs.
    pub fn code(&self) -> &'static str {
        self.refusal.code
    }

    /// For the log, never for the caller.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// What the caller reads, in `locale`.
    pub fn told(&self, locale: &str, request_id: &str) -> dure_api::Problem {
        let code = self.refusal.code;
        let say = |part: &str| rust_i18n::t!(format!("problems.{code}.{part}"), locale = locale).into_owned();
        let errors = self.faults.iter().map(|(pointer, code)| dure_api::FieldProblem {
            pointer: pointer.clone(),
            code: (*code).to_owned(),
            detail: rust_i18n::t!(format!("fields.{code}"), locale = locale).into_owned(),
        });
        dure_api::Problem {
            type_: format!("urn:dure:problem:{code}"),
            title: say("title"),
            status: i64::from(self.refusal.status),
            detail: say("detail"),
            code: code.to_owned(),
            request_id: request_id.to_owned(),
            errors: (!self.faults.is_empty()).then(|| errors.collect()),
            hash: self.hash.as_deref().map(str::to_owned),
        }
    }

    /// The whole answer in `locale`.
    pub fn answer(&self, locale: &str, request_id: &str) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some((name, value)) = &self.header {
            answer.insert_header((*name, value.as_str()));
        }
        answer.insert_header((header::CONTENT_LANGUAGE, locale.to_owned()));
        let told = serde_json::to_vec(&self.told(locale, request_id)).unwrap_or_default();
        answer.content_type("application/problem+json").body(told)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.refusal.code, self.cause.as_deref().unwrap_or(""))
    }
}

impl std::error::Error for Problem {}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::of(refusal)
    }
}

/// The gate tells the problem again in the caller's language; this is what is told without it.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.answer("en", "-")
    }
}

#[cfg(test)]
mod tests {
    /// Every code in the source has a title and a detail in each language, and no text is without a code.
    #[test]
    fn every_refusal_is_told_in_three_languages() {
        let texts = include_str!("../../../locales/problems.yml");
        let mut codes = std::collections::BTreeSet::new();
        for entry in walk(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
            let source = std::fs::read_to_string(&entry).unwrap_or_default();
            for way in [
                "Refusal::forbidden(\"",
                "Refusal::conflict(\"",
                "Refusal::unprocessable(\"",
                "Refusal::too_many(\"",
                "Refusal { code: \"",
            ] {
                for rest in source.split(way).skip(1) {
                    codes.extend(rest.split('"').next().map(str::to_owned));
                }
            }
            if entry.ends_with("problem.rs") {
                let plain = source
                    .split("plain! {\n        ///")
                    .nth(1)
                    .and_then(|rest| rest.split("    }\n").next());
                for line in plain.unwrap_or_default().lines().filter(|line| line.contains(" = ")) {
                    codes.extend(line.split_whitespace().next().map(str::to_owned));
                }
            }
        }
        assert!(codes.len() > 25, "only {} codes found", codes.len());
        for code in codes.iter().filter(|code| code.as_str() != ",") {
            for locale in ["ko", "en", "es"] {
                for part in ["title", "detail"] {
                    let key = format!("problems.{code}.{part}");
                    let told = rust_i18n::t!(key.clone(), locale = locale);
                    assert!(!told.is_empty() && !told.ends_with(&key), "{key} in {locale}: {told}");
                }
            }
            assert!(texts.contains(&format!("  {code}:")), "{code}");
        }
    }

    fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
    }
}
