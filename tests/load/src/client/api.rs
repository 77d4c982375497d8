//! The public API with JSON in and out, for what need not be fast: setting up, reading the record, tickets.
//!
//! A write is sent again with the same `Idempotency-Key` when the connection broke or the server asked for
//! patience, so a caller sees each effect once.

use super::http::{self, Connection};
use crate::Outcome;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// How long a request is tried before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one try may take.
const ANSWER: Duration = Duration::from_secs(45);
/// Access tokens live ten minutes; they are renewed well before.
const TOKEN_AGE: Duration = Duration::from_secs(420);

/// A client of the API: one address, one connection that is opened again when it broke.
pub struct Api {
    address: SocketAddr,
    connection: Option<Connection>,
    /// Answers that asked for patience (429, 503, a key in flight).
    pub refused: u64,
}

/// A signed-in person. Shared by every client of that person, so that a renewal serves them all.
pub struct Session {
    /// The person.
    pub person: String,
    /// The person's firm.
    pub firm: String,
    /// The password that signs for the person, where it is known.
    pub secret: String,
    tokens: RefCell<Tokens>,
}

struct Tokens {
    access: String,
    refresh: String,
    since: Instant,
}

impl Session {
    /// From the answer of an operation that signs in.
    pub fn granted(answer: &Value) -> Outcome<Self> {
        Ok(Self {
            person: text(answer, "/person/id")?,
            firm: text(answer, "/person/firm_id")?,
            secret: String::new(),
            tokens: RefCell::new(Tokens::granted(answer)?),
        })
    }

    /// The same, with the password that signs.
    pub fn signing_with(self, secret: String) -> Self {
        Self { secret, ..self }
    }

    /// A session for a server that looks at no tokens.
    pub fn nobody() -> Self {
        let tokens = Tokens { access: "-".into(), refresh: String::new(), since: Instant::now() };
        Self {
            person: String::new(),
            firm: String::new(),
            secret: String::new(),
            tokens: RefCell::new(tokens),
        }
    }

    /// The value of the `Authorization` header.
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.tokens.borrow().access)
    }
}

impl Tokens {
    fn granted(answer: &Value) -> Outcome<Self> {
        let (access, refresh) = (text(answer, "/access_token")?, text(answer, "/refresh_token")?);
        Ok(Self { access, refresh, since: Instant::now() })
    }
}

impl Api {
    /// A client of the server at an address; connects when first used.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, connection: None, refused: 0 }
    }

    /// Reads a resource.
    pub async fn get(&mut self, session: &Session, path: &str) -> Outcome<Value> {
        self.renew(session).await?;
        self.call("GET", path, &session.authorization(), "").await
    }

    /// Writes, once however often it has to be sent.
    pub async fn post(&mut self, session: &Session, path: &str, body: &Value) -> Outcome<Value> {
        self.renew(session).await?;
        self.call("POST", path, &session.authorization(), &body.to_string()).await
    }

    /// Reads a resource, with the tag of the state it is in.
    pub async fn look(&mut self, session: &Session, path: &str) -> Outcome<(Value, String)> {
        self.renew(session).await?;
        self.persist_tagged(&write_request("GET", path, &session.authorization(), "")).await
    }

    /// Acts on a resource in the state that was seen, once however often it has to be sent.
    pub async fn act(&mut self, session: &Session, path: &str, tag: &str, body: &Value) -> Outcome<Value> {
        self.renew(session).await?;
        let seen = format!("Idempotency-Key: {}\r\nIf-Match: {tag}\r\n", uuid::Uuid::new_v4());
        let path = format!("/api/v1{path}");
        self.persist(&http::request("POST", &path, &session.authorization(), &seen, &body.to_string())).await
    }

    /// Changes a resource, once however often it has to be sent.
    pub async fn patch(&mut self, session: &Session, path: &str, body: &Value) -> Outcome<Value> {
        self.renew(session).await?;
        self.call("PATCH", path, &session.authorization(), &body.to_string()).await
    }

    /// Sets something.
    pub async fn put(&mut self, session: &Session, path: &str, body: &Value) -> Outcome<Value> {
        self.renew(session).await?;
        self.call("PUT", path, &session.authorization(), &body.to_string()).await
    }

    /// Writes without a session: setup, sign-in, acceptance.
    pub async fn post_openly(&mut self, path: &str, body: &Value) -> Outcome<Value> {
        self.call("POST", path, "", &body.to_string()).await
    }

    /// A ticket that opens one socket.
    pub async fn ticket(&mut self, session: &Session) -> Outcome<String> {
        text(&self.post(session, "/live-tickets", &json!({})).await?, "/ticket")
    }

    /// Posts a message, and now and then loses the connection before the answer (`lose`): the second try must
    /// find the first one's effect.
    pub async fn message(
        &mut self,
        session: &Session,
        project: &str,
        body: &Value,
        lose: bool,
    ) -> Outcome<Value> {
        self.renew(session).await?;
        let request = write_request(
            "POST",
            &format!("/projects/{project}/messages"),
            &session.authorization(),
            &body.to_string(),
        );
        if lose {
            self.connection().await?.send(&request).await?;
            self.connection = None;
        }
        self.persist(&request).await
    }

    /// Asks for anything and takes any answer that is one: refusals too, but not "later". With a `key` a write has its
    /// effect once, however often it has to be sent.
    pub async fn ask(
        &mut self,
        session: &Session,
        method: &str,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Outcome<(u16, Value)> {
        self.renew(session).await?;
        let body = body.map(Value::to_string).unwrap_or_default();
        let key = if key.is_empty() { String::new() } else { format!("Idempotency-Key: {key}\r\n") };
        let request = http::request(method, &format!("/api/v1{path}"), &session.authorization(), &key, &body);
        let start = Instant::now();
        loop {
            let pause = match timeout(ANSWER, self.judged(&request)).await {
                Ok(Ok(Ok(answer))) => return Ok(answer),
                Ok(Ok(Err(pause))) => {
                    self.refused += 1;
                    pause
                }
                broken => {
                    self.connection = None;
                    if start.elapsed() > PATIENCE {
                        return Err(format!(
                            "no answer in {PATIENCE:?}: {} {broken:?}",
                            first_line(&request)
                        )
                        .into());
                    }
                    Duration::from_millis(50)
                }
            };
            if start.elapsed() > PATIENCE {
                return Err(
                    format!("no answer but refusals in {PATIENCE:?}: {}", first_line(&request)).into()
                );
            }
            sleep(pause).await;
        }
    }

    /// One try: status and body, or the pause the server asks for.
    async fn judged(&mut self, request: &[u8]) -> Outcome<Result<(u16, Value), Duration>> {
        let answer = self.connection().await?.exchange(request).await?;
        let pause = Duration::from_secs(answer.retry_after.unwrap_or(0)).max(Duration::from_millis(50));
        let in_flight = memchr::memmem::find(answer.body, b"idempotency_in_flight").is_some();
        came_through(answer.status)?;
        Ok(match answer.status {
            429 | 503 => Err(pause),
            409 if in_flight => Err(pause),
            status => Ok((status, serde_json::from_slice(answer.body).unwrap_or_default())),
        })
    }

    /// Renews the session's tokens when they are old.
    pub async fn renew(&mut self, session: &Session) -> Outcome<()> {
        let old = session.tokens.borrow().since.elapsed() > TOKEN_AGE;
        if old && !session.tokens.borrow().refresh.is_empty() {
            let body = json!({ "refresh_token": session.tokens.borrow().refresh });
            let answer = self.post_openly("/sessions/refresh", &body).await?;
            *session.tokens.borrow_mut() = Tokens::granted(&answer)?;
        }
        Ok(())
    }

    async fn call(&mut self, method: &str, path: &str, authorization: &str, body: &str) -> Outcome<Value> {
        self.persist(&write_request(method, path, authorization, body)).await
    }

    async fn persist(&mut self, request: &[u8]) -> Outcome<Value> {
        Ok(self.persist_tagged(request).await?.0)
    }

    /// Sends the same bytes until there is an answer other than "later"; with the tag of what was answered.
    async fn persist_tagged(&mut self, request: &[u8]) -> Outcome<(Value, String)> {
        let start = Instant::now();
        loop {
            let pause = match self.attempt(request).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(pause)) => {
                    self.refused += 1;
                    pause
                }
                Err(error) if error.is::<std::io::Error>() => {
                    self.connection = None;
                    if start.elapsed() > PATIENCE {
                        return Err(error);
                    }
                    Duration::from_millis(50)
                }
                Err(error) => return Err(error),
            };
            if start.elapsed() > PATIENCE {
                return Err(format!("no answer but refusals in {PATIENCE:?}: {}", first_line(request)).into());
            }
            sleep(pause).await;
        }
    }

    /// One try: an answer, or the pause the server asks for.
    async fn attempt(&mut self, request: &[u8]) -> Outcome<Result<(Value, String), Duration>> {
        let answer = self.connection().await?.exchange(request).await?;
        let pause = Duration::from_secs(answer.retry_after.unwrap_or(0)).max(Duration::from_millis(50));
        let in_flight = memchr::memmem::find(answer.body, b"idempotency_in_flight").is_some();
        came_through(answer.status)?;
        let tag = answer.etag.unwrap_or_default().to_owned();
        match answer.status {
            200..=299 if answer.body.is_empty() => Ok(Ok((Value::Null, tag))),
            200..=299 => Ok(Ok((serde_json::from_slice(answer.body)?, tag))),
            429 | 503 => Ok(Err(pause)),
            409 if in_flight => Ok(Err(pause)),
            status => {
                let body = String::from_utf8_lossy(answer.body);
                Err(format!("{} answered {status}: {body}", first_line(request)).into())
            }
        }
    }

    async fn connection(&mut self) -> Outcome<&mut Connection> {
        if self.connection.is_none() {
            self.connection = Some(Connection::open(self.address).await?);
        }
        Ok(self.connection.as_mut().ok_or("no connection")?)
    }
}

/// A request that did not arrive in time had no effect; it is sent again on another connection (RFC 9110, 15.5.9).
fn came_through(status: u16) -> std::io::Result<()> {
    if status == 408 { Err(std::io::ErrorKind::TimedOut.into()) } else { Ok(()) }
}

fn write_request(method: &str, path: &str, authorization: &str, body: &str) -> Vec<u8> {
    let key = format!("Idempotency-Key: {}\r\n", uuid::Uuid::new_v4());
    let key = if method == "GET" { "" } else { &key };
    http::request(method, &format!("/api/v1{path}"), authorization, key, body)
}

fn first_line(request: &[u8]) -> String {
    String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned()
}

/// The text at a JSON Pointer.
pub fn text(value: &Value, pointer: &str) -> Outcome<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    Ok(found.ok_or_else(|| format!("no text at {pointer} in {value}"))?.to_owned())
}

/// The number at a JSON Pointer.
pub fn number(value: &Value, pointer: &str) -> Outcome<u64> {
    let found = value.pointer(pointer).and_then(Value::as_u64);
    Ok(found.ok_or_else(|| format!("no number at {pointer} in {value}"))?)
}

/// The items of a list answer.
pub fn items(value: &Value) -> &[Value] {
    value.pointer("/items").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
