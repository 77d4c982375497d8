//! Preconditions: a change that was decided on one state of a resource is not made on another.
//!
//! An ETag names the state of the resource itself, as events carry it. What an answer says to this caller alone
//! (`allowed_actions`, `seq`, the caller's role, an address that others do not see) is no part of it, so that two
//! people who look at one state hold one tag, and a right gained or lost makes nobody's tag stale. For the same reason
//! nothing is kept by it: answers are `no-store` and never 304.

use super::problem::{Fault, Problem};
use crate::kernel::secrets::encode;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;
use std::convert::Infallible;
use std::future::{Ready, ready};

/// The strong ETag of a resource, with its quotes.
pub fn tag(resource: &impl Serialize) -> Result<String, Problem> {
    let bytes = serde_json::to_vec(resource).map_err(Problem::internal)?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    Ok(format!("\"{}\"", encode(digest.as_ref().get(..12).unwrap_or_default())))
}

/// The `If-Match` of a request. Extraction never fails, so that the permit answers first.
pub struct IfMatch(Result<Expected, Problem>);

impl IfMatch {
    /// For ordinary changes: who names no state changes any.
    pub fn optional(self) -> Result<Expected, Problem> {
        self.0
    }

    /// For governed changes: the caller must have seen what they change.
    pub fn required(self) -> Result<Expected, Problem> {
        let expected = self.0?;
        if expected.0.is_some() { Ok(expected) } else { Err(Problem::precondition_required()) }
    }
}

impl FromRequest for IfMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(IfMatch(read(req.headers()))))
    }
}

/// One strong tag or none. `*` and weak tags would let a change through that saw another state.
fn read(headers: &HeaderMap) -> Result<Expected, Problem> {
    let mut values = headers.get_all(IF_MATCH);
    match (values.next(), values.next()) {
        (None, _) => Ok(Expected(None)),
        (Some(value), None) => {
            let tag = value.to_str().ok().map(str::trim).filter(|tag| is_strong(tag));
            Ok(Expected(Some(tag.ok_or_else(bad_tag)?.to_owned())))
        }
        (Some(_), Some(_)) => Err(bad_tag()),
    }
}

fn bad_tag() -> Problem {
    Fault::new("etag").at("If-Match")
}

fn is_strong(tag: &str) -> bool {
    let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
    inner.is_some_and(|inner| inner.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'))
}

/// The state that a change was decided on.
#[derive(Debug, Clone, Serialize)]
pub struct Expected(Option<String>);

impl Expected {
    /// Whatever it is now: for commands that nobody's screen stands behind.
    pub const ANY: Self = Self(None);

    /// Refuses when the resource is another one now. Asked inside the writing transaction, before the first write.
    pub fn check(&self, resource: &impl Serialize) -> Result<(), Problem> {
        match &self.0 {
            Some(expected) if *expected != tag(resource)? => Err(Problem::precondition_failed()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;
    use serde_json::json;

    fn asked(values: &[&str]) -> IfMatch {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IF_MATCH, HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("?")));
        }
        IfMatch(read(&headers))
    }

    fn code<T>(result: Result<T, Problem>) -> &'static str {
        result.err().map_or("none", |problem| problem.code())
    }

    #[test]
    fn a_change_is_made_on_the_state_it_was_decided_on_or_not_at_all() {
        let (seen, now) = (json!({ "name": "A" }), json!({ "name": "B" }));
        let seen_tag = tag(&seen).unwrap_or_default();
        for expected in [asked(&[&seen_tag]).optional(), asked(&[&seen_tag]).required()] {
            assert_eq!(code(expected.clone().and_then(|expected| expected.check(&seen))), "none");
            assert_eq!(code(expected.and_then(|expected| expected.check(&now))), "precondition_failed");
        }
        assert_eq!(code(asked(&[]).optional().and_then(|expected| expected.check(&now))), "none");
    }

    /// Trust case 61.
    #[test]
    fn a_governed_change_names_one_strong_tag() {
        assert_eq!(code(asked(&[]).required()), "precondition_required");
        for values in [
            ["*"].as_slice(),
            &["W/\"a\""],
            &["a"],
            &["\"a"],
            &[""],
            &["\""],
            &["\"a\", \"b\""],
            &["\"a b\""],
            &["\"a\"", "\"a\""],
            &["*", "\"a\""],
        ] {
            assert_eq!(code(asked(values).required()), "validation", "{values:?}");
            assert_eq!(code(asked(values).optional()), "validation", "{values:?}");
        }
    }
}
