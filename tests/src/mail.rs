//! Reads `.eml` files as a mail program does.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mail in its parts.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Headers in order, unfolded, encoded words decoded.
    pub headers: Vec<(String, String)>,
    /// The text.
    pub body: String,
}

impl Mail {
    /// Reads one.
    pub fn parse(eml: &str) -> Self {
        let (head, body) = eml.split_once("\r\n\r\n").expect("an empty line after the headers");
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let headers: Vec<(String, String)> = unfolded
            .split("\r\n")
            .map(|line| line.split_once(':').unwrap_or_else(|| panic!("no header: {line:?}")))
            .map(|(name, value)| (name.to_ascii_lowercase(), words(value.trim())))
            .collect();
        let coding = headers.iter().find(|(name, _)| name == "content-transfer-encoding");
        let bytes = match coding.map_or("7bit", |(_, coding)| coding.as_str()) {
            "base64" => STANDARD.decode(body.replace("\r\n", "")).expect("base64"),
            "quoted-printable" => quoted(&body.replace("=\r\n", "")),
            _ => body.as_bytes().to_owned(),
        };
        Self { headers, body: String::from_utf8(bytes).expect("UTF-8") }
    }

    /// Every value of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The link in the text.
    pub fn link(&self) -> &str {
        let mut words = self.body.split_whitespace();
        words.find(|word| word.starts_with("http")).unwrap_or_else(|| panic!("no link in {}", self.body))
    }
}

fn quoted(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.bytes());
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let pair = [rest.next().expect("hex"), rest.next().expect("hex")];
            let pair = std::str::from_utf8(&pair).expect("hex");
            bytes.push(u8::from_str_radix(pair, 16).expect("hex"));
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

/// Decodes the encoded words of RFC 2047; white space between two of them is none.
fn words(value: &str) -> String {
    let (mut text, mut was_encoded) = (Vec::new(), false);
    for (n, word) in value.split(' ').enumerate() {
        let inner = word.strip_prefix("=?utf-8?").and_then(|word| word.strip_suffix("?="));
        let decoded = inner.and_then(|inner| match inner.split_once('?') {
            Some(("b", data)) => STANDARD.decode(data).ok(),
            Some(("q", data)) => Some(quoted(&data.replace('_', " "))),
            _ => None,
        });
        if n > 0 && !(was_encoded && decoded.is_some()) {
            text.push(b' ');
        }
        was_encoded = decoded.is_some();
        text.extend(decoded.unwrap_or_else(|| word.as_bytes().to_owned()));
    }
    String::from_utf8(text).expect("UTF-8")
}
