//! Headers of tus 1.0, the protocol in which files arrive (<https://tus.io/protocols/resumable-upload>).

use crate::kernel::http::{Fault, Problem};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The version that is spoken.
pub const TUS_VERSION: &str = "1.0.0";
/// Where uploads stand.
pub const UPLOADS: &str = "/api/v1/uploads";
/// Characters of metadata.
const METADATA: usize = 4_000;

/// Whether a path is one of the protocol's.
pub fn is_tus(path: &str) -> bool {
    path.strip_prefix(UPLOADS).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A header that stands once or not at all.
pub fn one<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Fault::new("characters").at(name)),
        (Some(_), Some(_)) => Err(Fault::new("duplicate").at(name)),
    }
}

/// A header that is a number of bytes.
pub fn bytes(headers: &HeaderMap, name: &'static str) -> Result<Option<u64>, Problem> {
    let number = |text: &str| {
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_plain).ok_or_else(|| Fault::new("range").at(name))
    };
    one(headers, name)?.map(number).transpose()
}

/// Whether a body is bytes of an upload; another type, or one that is packed, is refused.
pub fn has_bytes(headers: &HeaderMap) -> Result<bool, Problem> {
    match headers.get(CONTENT_TYPE) {
        None => Ok(false),
        Some(kind)
            if kind == "application/offset+octet-stream" && !headers.contains_key(CONTENT_ENCODING) =>
        {
            Ok(true)
        }
        Some(_) => Err(Problem::unsupported_media_type()),
    }
}

/// What a client says of an upload: names, each with a value in Base64.
#[derive(Debug, Clone)]
pub struct Metadata(String);

impl Metadata {
    /// Of a request; none is empty.
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let text = one(headers, "upload-metadata")?.unwrap_or_default();
        if text.len() > METADATA {
            return Err(Fault::new("too_long").at("Upload-Metadata"));
        }
        Ok(Self(text.to_owned()))
    }

    /// As it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of a name.
    pub fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        let mut pairs =
            self.0.split(',').map(|pair| pair.trim().split_once(' ').unwrap_or((pair.trim(), "")));
        let Some((_, value)) = pairs.find(|(known, _)| *known == name) else { return Ok(None) };
        let bytes = STANDARD.decode(value.trim()).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        text.map(Some).ok_or_else(|| Fault::new("characters").at("Upload-Metadata"))
    }
}

/// The check sum of one piece.
#[derive(Debug, Clone)]
pub struct CheckSum {
    /// How it is taken.
    pub algorithm: &'static Algorithm,
    /// What it must be.
    pub expected: Vec<u8>,
}

impl CheckSum {
    /// Of a request, if it has one.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(text) = one(headers, "upload-checksum")? else { return Ok(None) };
        let refused = || Fault::new("unknown_word").at("Upload-Checksum");
        let (name, value) = text.split_once(' ').ok_or_else(refused)?;
        let algorithm = match name {
            "sha1" => &SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => &SHA256,
            _ => return Err(refused()),
        };
        let expected = STANDARD.decode(value).map_err(|_| refused())?;
        Ok(Some(Self { algorithm, expected }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn metadata_is_read_as_it_is_written_and_what_is_none_is_refused() {
        let of = |text: &str| Metadata::of(&headers(&[("upload-metadata", text)])).unwrap();
        let name = STANDARD.encode("도면 A,1.pdf");
        let sent = of(&format!("filename {name}, relativePath ,project_id eA=="));
        assert_eq!(sent.text("filename").unwrap().as_deref(), Some("도면 A,1.pdf"));
        assert_eq!(sent.text("relativePath").unwrap().as_deref(), Some(""));
        assert_eq!(sent.text("project_id").unwrap().as_deref(), Some("x"));
        assert!(sent.text("none").unwrap().is_none());
        assert!(of("filename !!").text("filename").is_err() && of("filename /w==").text("filename").is_err());
        assert!(Metadata::of(&headers(&[("upload-metadata", &"a".repeat(5_000))])).is_err());
    }

    #[test]
    fn a_number_of_bytes_is_digits_and_stands_once() {
        let of = |values: &[&str]| {
            let pairs: Vec<_> = values.iter().map(|value| ("upload-length", *value)).collect();
            bytes(&headers(&pairs), "upload-length").ok().flatten()
        };
        assert_eq!(of(&["0"]), Some(0));
        for bad in [&["-1"][..], &["+1"], &["1e3"], &[""], &["99999999999999999999"], &["1", "1"], &["1, 1"]]
        {
            assert_eq!(of(bad), None, "{bad:?}");
        }
    }
}
