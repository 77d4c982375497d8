//! Bodies and queries, read whole within their limits and parsed strictly.

use super::idempotency::Key;
use super::problem::{Fault, Problem};
use crate::kernel::Kernel;
use crate::kernel::secrets::Use;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::time::Duration;

/// Time for a body to arrive whole.
const PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body. Extraction never fails, so that the permit answers first; [`Body::parse`] tells.
pub struct Body<T>(Result<(T, Key), Problem>);

impl<T> Body<T> {
    /// The request and its idempotency key.
    pub fn parse(self) -> Result<(T, Key), Problem> {
        self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Body<T> {
    type Error = Infallible;
    type Future = LocalBoxFuture<'static, Result<Self, Infallible>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move { Ok(Body(read(&req, payload).await)) })
    }
}

async fn read<T: DeserializeOwned>(req: &HttpRequest, payload: Payload) -> Result<(T, Key), Problem> {
    let kernel = req.app_data::<web::Data<Kernel>>().ok_or_else(Problem::bare_internal)?;
    if !req.query_string().is_empty() {
        return Err(Fault::new("query").at("?")); // what is in the body stands nowhere else
    }
    if !is_json(req) {
        return Err(Problem::unsupported_media_type());
    }
    let most = usize::try_from(kernel.config.limits.json_bytes).unwrap_or(usize::MAX);
    let bytes = tokio::time::timeout(PATIENCE, collect(payload, most))
        .await
        .map_err(|_| Problem::request_timeout())??;
    let value = parse(&bytes)?;
    let key =
        Key::of(req, |operation| kernel.secrets.derive(Use::Idempotency, &[operation.as_bytes(), &bytes]))?;
    Ok((value, key))
}

fn is_json(req: &HttpRequest) -> bool {
    let value = |name| req.headers().get(name).and_then(|value| value.to_str().ok());
    let kind = value(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let encoded = value(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    kind.split(';').next().unwrap_or_default().trim() == "application/json" && !encoded
}

async fn collect(mut payload: Payload, most: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Problem::malformed().because(error))?;
        if bytes.len() + chunk.len() > most {
            return Err(Problem::too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let fault = fault_of(error.inner());
        fault.at(pointer(error.path())).because(error.inner())
    })?;
    json.end().map_err(|error| Fault::new("json").at("").because(error))?;
    Ok(value)
}

fn fault_of(error: &serde_json::Error) -> Fault {
    let words = error.to_string();
    Fault::new(match error.classify() {
        serde_json::error::Category::Data if words.starts_with("unknown field") => "unknown_field",
        serde_json::error::Category::Data if words.starts_with("missing field") => "missing",
        serde_json::error::Category::Data if words.starts_with("duplicate field") => "duplicate",
        serde_json::error::Category::Data => "wrong_type",
        _ => "json",
    })
}

/// RFC 6901 form of serde's path.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// A query string. Unknown and repeated parameters are refused.
pub struct Query<T>(Result<T, Problem>);

impl<T> Query<T> {
    /// The parameters.
    pub fn parse(self) -> Result<T, Problem> {
        self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = web::Query::<T>::from_query(req.query_string()).map(web::Query::into_inner);
        ready(Ok(Query(parsed.map_err(|error| Fault::new("query").at("?").because(error)))))
    }
}
