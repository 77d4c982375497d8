//! Logs: a line per thing that happened, to stderr, whatever its fields hold.

use crate::config;
use std::io::{self, Write};
use tracing_subscriber::EnvFilter;

/// Starts logging as configured.
pub fn start(config: &config::Log) {
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Escaping(io::stderr()));
    if config.json { logs.json().init() } else { logs.init() }
}

/// Writes characters that could break or reorder a line as `\u2028`, which JSON reads as the same.
struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(is_odd) => self.0.write_all(escaped(text).as_bytes())?,
            _ => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Line ends but the line feed, marks of direction, and controls that terminals do not act on well. The escapes
/// of the pretty form's colours pass; those of fields are escaped by `tracing` itself.
fn is_odd(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{1a}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_odd(c) {
            true => line.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_or_turns_a_line_is_escaped_and_the_rest_stays() {
        let mut line = Vec::new();
        let text = "{\"name\":\"a\u{2028}b\u{202e}c\u{85}가 é\"}\n";
        assert!(Escaping(&mut line).write_all(text.as_bytes()).is_ok());
        let line = String::from_utf8(line).unwrap_or_default();
        assert_eq!(line, "{\"name\":\"a\\u2028b\\u202ec\\u0085가 é\"}\n");
    }
}
