//! One typed configuration: file, then environment, then flags. Unknown keys are refused.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Secret(String);

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl Secret {
    /// The value, for its one use.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(redacted)")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("(redacted)")
    }
}

/// Everything that can be set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Folder with everything this server keeps.
    pub data: PathBuf,
    /// `postgres://user:password@host/database`, or absent: SQLite in the data folder.
    pub database: Option<Secret>,
    /// Where clients connect.
    pub listen: SocketAddr,
    /// Where health and metrics are served; never the clients' address.
    pub admin_listen: Option<SocketAddr>,
    /// As people reach the server, for links and for the `Host` it answers to.
    pub public_url: Option<String>,
    /// Further host names the server answers to.
    pub hosts: Vec<String>,
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<String>,
    /// Threads that serve requests; as many as cores when 0.
    pub workers: usize,
    /// TLS, when this server does it itself.
    pub tls: Option<Tls>,
    /// How mail leaves.
    pub mail: Mail,
    /// What is logged.
    pub log: Log,
    /// What clients may send.
    pub limits: dure_api::Limits,
}

/// Certificate and key, PEM files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The chain, leaf first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// How mail leaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Sender, such as `Dure <dure@firm.kr>`.
    pub from: String,
    /// `smtps://user:password@host`, or absent: `.eml` files in the data folder.
    pub smtp: Option<Secret>,
    /// Seconds that the server has for each step.
    pub timeout_seconds: u32,
    /// Seconds until another mail is tried when it was not there.
    pub rest_seconds: u32,
}

impl Default for Mail {
    fn default() -> Self {
        Self { from: "Dure <dure@localhost>".into(), smtp: None, timeout_seconds: 20, rest_seconds: 60 }
    }
}

/// What is logged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Lines of JSON, or for people.
    pub json: bool,
    /// `error`, `warn`, `info`, `debug`, or directives of tracing.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { json: false, level: "info".into() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            database: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            admin_listen: None,
            public_url: None,
            hosts: Vec::new(),
            proxies: Vec::new(),
            workers: 0,
            tls: None,
            mail: Mail::default(),
            log: Log::default(),
            limits: dure_api::Limits::default(),
        }
    }
}

/// Why the configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum BadConfig {
    /// The file is not there or not readable.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// Not TOML, an unknown key, or a value of another type.
    #[error("{0}: {1}")]
    Value(String, String),
}

/// Where values come from, the weakest first.
#[derive(Debug, Default)]
pub struct Sources {
    /// A TOML file.
    pub file: Option<PathBuf>,
    /// `DURE_LISTEN`, `DURE_LIMITS__READS`: names in upper case, `__` for the dot.
    pub environment: Vec<(String, String)>,
    /// `--set limits.reads=4`.
    pub flags: Vec<(String, String)>,
}

impl Config {
    /// Merges the sources and parses them once.
    pub fn load(sources: &Sources) -> Result<Self, BadConfig> {
        let mut table = match &sources.file {
            Some(path) => from_file(path)?,
            None => Table::new(),
        };
        for (name, value) in &sources.environment {
            if let Some(key) = name.strip_prefix("DURE_") {
                set(&mut table, &key.to_lowercase().replace("__", "."), value)?;
            }
        }
        for (key, value) in &sources.flags {
            set(&mut table, key, value)?;
        }
        let bad =
            |error: toml::de::Error| BadConfig::Value("configuration".into(), error.message().to_owned());
        let config: Self = Value::Table(table).try_into().map_err(bad)?;
        config.check()
    }

    fn check(self) -> Result<Self, BadConfig> {
        let refuse = |key: &str, why: &str| Err(BadConfig::Value(key.to_owned(), why.to_owned()));
        if self.mail.from.parse::<lettre::message::Mailbox>().is_err() {
            return refuse("mail.from", "not a mailbox");
        }
        let is_postgres = |url: &str| url.starts_with("postgres://") || url.starts_with("postgresql://");
        if self.database.as_ref().is_some_and(|url| !is_postgres(url.expose())) {
            return refuse("database", "must be postgres://user:password@host/database");
        }
        if let Some(url) = &self.public_url {
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            if rest.is_none_or(|rest| rest.trim_end_matches('/').contains('/') || rest.is_empty()) {
                return refuse("public_url", "must be http(s)://host[:port]");
            }
        }
        if self.limits.page_default > self.limits.page_max
            || self.limits.reads == 0
            || self.limits.write_queue == 0
        {
            return refuse("limits", "page_default is above page_max, or reads or write_queue is 0");
        }
        Ok(self)
    }

    /// As people reach the server.
    pub fn public_url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", self.listen))
    }

    /// Whether pages come over TLS, here or at a proxy.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Whether a `Host` name is one of ours. The names of this machine to itself always are.
    pub fn answers_to(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let public = self.public_url();
        let public = public.split("://").nth(1).unwrap_or_default();
        let public = public.split(['/', ':']).next().unwrap_or_default();
        ["127.0.0.1", "localhost", "::1"].contains(&host.as_str())
            || host == public.to_ascii_lowercase()
            || self.hosts.iter().any(|known| known.eq_ignore_ascii_case(&host))
    }

    /// As TOML, without secrets.
    pub fn print(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }
}

fn from_file(path: &Path) -> Result<Table, BadConfig> {
    let text = std::fs::read_to_string(path).map_err(|error| BadConfig::File(path.to_owned(), error))?;
    text.parse().map_err(|error: toml::de::Error| {
        BadConfig::Value(path.display().to_string(), error.message().to_owned())
    })
}

/// Sets `a.b = value`; the value is TOML where it can be, else text.
fn set(table: &mut Table, key: &str, value: &str) -> Result<(), BadConfig> {
    let parsed = format!("v = {value}").parse::<Table>().ok().and_then(|mut table| table.remove("v"));
    let value = parsed.unwrap_or_else(|| Value::String(value.to_owned()));
    let (path, last) = key.rsplit_once('.').map_or(("", key), |(path, last)| (path, last));
    let mut at = table;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let next = at.entry(part).or_insert_with(|| Value::Table(Table::new()));
        at =
            next.as_table_mut().ok_or_else(|| BadConfig::Value(key.to_owned(), "is not a section".into()))?;
    }
    at.insert(last.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Config, BadConfig> {
        let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        Config::load(&Sources { file: None, environment: owned(environment), flags: owned(flags) })
    }

    #[test]
    fn flags_win_over_the_environment_and_unknown_keys_are_refused() {
        let config =
            load(&[("DURE_LIMITS__READS", "3")], &[("limits.reads", "5"), ("listen", "127.0.0.1:0")]);
        assert_eq!(config.map(|config| config.limits.reads).ok(), Some(5));
        assert!(load(&[("DURE_LISTN", "x")], &[]).is_err());
        assert!(load(&[], &[("limits.nonsense", "1")]).is_err());
        assert!(load(&[], &[("public_url", "ftp://x")]).is_err());
        assert!(load(&[], &[("database", "host=db.kr")]).is_err());
    }

    #[test]
    fn a_password_is_never_printed() {
        for (key, url) in
            [("mail.smtp", "smtps://u:hunter2@mail.kr"), ("database", "postgres://u:hunter2@db.kr/dure")]
        {
            let config = load(&[], &[(key, url)]).map(|config| config.print());
            assert!(config.is_ok_and(|text| text.contains("(redacted)") && !text.contains("hunter2")));
        }
    }

    #[test]
    fn a_foreign_host_is_not_ours() {
        let config = load(&[], &[("public_url", "https://dure.firm.kr")]).unwrap_or_default();
        assert!(config.answers_to("dure.firm.kr") && config.answers_to("127.0.0.1"));
        assert!(!config.answers_to("evil.example") && !config.answers_to("dure.firm.kr.evil.example"));
    }
}
