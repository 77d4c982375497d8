//! The people of the story as clients of the public API.

use crate::{App, published};
use futures_util::{SinkExt, StreamExt};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long a test waits for anything.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as it came.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The problem's code, or nothing.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header as text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// One person on one device, or nobody.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    /// Where the server listens.
    pub address: SocketAddr,
    /// The access token.
    pub token: Option<String>,
    /// The refresh token.
    pub refresh_token: String,
    /// The session.
    pub session_id: String,
    /// The person.
    pub person_id: String,
    /// Their firm.
    pub firm_id: String,
    /// What they sign in with.
    pub email: String,
    /// What they sign in with.
    pub password: String,
}

impl Client {
    /// Nobody.
    pub fn nobody(address: SocketAddr) -> Self {
        let http =
            reqwest::Client::builder().timeout(Duration::from_secs(40)).no_proxy().build().expect("a client");
        let none = String::new;
        Self {
            http,
            address,
            token: None,
            refresh_token: none(),
            session_id: none(),
            person_id: none(),
            firm_id: none(),
            email: none(),
            password: none(),
        }
    }

    /// The same person, whose requests come from another loopback address.
    pub fn from_address(&self, local: [u8; 4]) -> Self {
        let local = std::net::IpAddr::from(local);
        let http = reqwest::Client::builder().local_address(local).no_proxy().build().expect("a client");
        Self { http, ..self.clone() }
    }

    /// The same connections with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same person with connections of their own, to a server on another port.
    pub fn moved_to(&self, app: &App) -> Self {
        let fresh = Self::nobody(app.address);
        Self { http: fresh.http, address: app.address, ..self.clone() }
    }

    /// Who is signed in, from the answer of `create_session` and its like.
    pub fn granted(address: SocketAddr, grant: &Value, email: &str, password: &str) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            token: grant["access_token"].as_str().map(str::to_owned),
            refresh_token: text(&grant["refresh_token"]),
            session_id: text(&grant["session_id"]),
            person_id: text(&grant["person"]["id"]),
            firm_id: text(&grant["person"]["firm_id"]),
            email: email.to_owned(),
            password: password.to_owned(),
            ..Self::nobody(address)
        }
    }

    /// The same person on one more device.
    pub async fn sign_in_again(&self) -> Self {
        let body = json!({ "email": self.email, "password": self.password });
        let (status, grant) = Self::nobody(self.address).post("/sessions", &body).await;
        assert_eq!(status, 201, "{grant}");
        Self::granted(self.address, &grant, &self.email, &self.password)
    }

    /// A request with the token, to a path below `/api/v1`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("http://{}/api/v1{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// A request without the token, to any path.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.address))
    }

    /// A request with what `with` adds to it.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Answer {
        answer(with(self.request(method, path))).await
    }

    /// Status and body.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.short(Method::GET, path, None).await
    }

    /// Status and body.
    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.short(Method::POST, path, Some(body)).await
    }

    /// Status and body.
    pub async fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        self.short(Method::PUT, path, Some(body)).await
    }

    /// Status and body.
    pub async fn patch(&self, path: &str, body: &Value) -> (u16, Value) {
        self.short(Method::PATCH, path, Some(body)).await
    }

    /// Status and body.
    pub async fn delete(&self, path: &str) -> (u16, Value) {
        self.short(Method::DELETE, path, None).await
    }

    async fn short(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let with = |request: RequestBuilder| match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = self.send(method, path, with).await;
        (answer.status, answer.json())
    }

    /// Posts a message and answers it; the test ends when that is refused.
    pub async fn say(&self, project: &str, body: &str) -> Value {
        let (status, message) =
            self.post(&format!("/projects/{project}/messages"), &json!({ "body": body })).await;
        assert_eq!(status, 201, "{message}");
        message
    }

    /// Every event of a project later than `after`.
    pub async fn events(&self, project: &str, after: i64) -> Vec<Value> {
        let (mut events, mut after) = (Vec::new(), after);
        loop {
            let (status, page) =
                self.get(&format!("/projects/{project}/events?limit=200&after={after}")).await;
            assert_eq!(status, 200, "{page}");
            let items = page["items"].as_array().cloned().unwrap_or_default();
            let Some(last) = items.last() else { return events };
            after = last["seq"].as_i64().expect("a seq");
            events.extend(items);
        }
    }

    /// A ticket for one socket.
    pub async fn ticket(&self) -> String {
        let (status, ticket) = self.send(Method::POST, "/live-tickets", |request| request).await.parts();
        assert_eq!(status, 201, "{ticket}");
        ticket["ticket"].as_str().expect("a ticket").to_owned()
    }

    /// A socket that has said hello and was welcomed.
    pub async fn live(&self) -> Socket {
        let ticket = self.ticket().await;
        let mut socket = Socket::open(self.address).await;
        socket.send(&json!({ "op": "hello", "ticket": ticket })).await;
        let welcome = socket.next().await.expect("a welcome");
        assert_eq!(welcome["op"], "welcome", "{welcome}");
        assert_eq!(welcome["session_id"], self.session_id.as_str());
        socket
    }
}

impl Answer {
    /// Status and body.
    pub fn parts(&self) -> (u16, Value) {
        (self.status, self.json())
    }
}

/// Sends a request and takes the whole answer, which the published spec has to know.
pub async fn answer(request: RequestBuilder) -> Answer {
    let (client, request) = request.build_split();
    let request = request.expect("a request");
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let response = client.execute(request).await.expect("an answer");
    published::assert_known(&method, &path, response.status().as_u16());
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, text: response.text().await.expect("a body") }
}

/// One socket, frame by frame.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The code and reason it was closed with, once it was.
    pub closed: Option<(u16, String)>,
    last_id: i64,
}

impl Socket {
    /// A socket that has said nothing yet.
    pub async fn open(address: SocketAddr) -> Self {
        let url = format!("ws://{address}/api/v1/live");
        let (stream, _) = tokio_tungstenite::connect_async(url).await.expect("a socket");
        Self { stream, closed: None, last_id: 0 }
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Sends text as it is.
    pub async fn send_text(&mut self, text: &str) {
        // A socket that the server has closed says so when it is read.
        drop(self.stream.send(Message::text(text.to_owned())).await);
    }

    /// Sends any WebSocket message.
    pub async fn send_message(&mut self, message: Message) {
        drop(self.stream.send(message).await);
    }

    /// The next frame as JSON; `None` once the socket is closed. Panics when nothing comes.
    pub async fn next(&mut self) -> Option<Value> {
        self.next_within(PATIENCE).await.unwrap_or_else(|| panic!("nothing came in {PATIENCE:?}"))
    }

    /// As [`Socket::next`]; the outer `None` when nothing came in time.
    pub async fn next_within(&mut self, patience: Duration) -> Option<Option<Value>> {
        let next = async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return Some(serde_json::from_str(text.as_str()).expect("a frame of JSON"));
                    }
                    Some(Ok(Message::Close(frame))) => {
                        let told = frame.map(|frame| (u16::from(frame.code), frame.reason.to_string()));
                        self.closed = Some(told.unwrap_or((1005, String::new())));
                        return None;
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => {
                        self.closed.get_or_insert((1006, String::new()));
                        return None;
                    }
                }
            }
        };
        tokio::time::timeout(patience, next).await.ok()
    }

    /// The next frame that is neither presence, typing, seen nor heartbeat.
    pub async fn next_of_record(&mut self) -> Option<Value> {
        loop {
            let frame = self.next().await?;
            if !matches!(frame["op"].as_str(), Some("presence" | "typing" | "seen" | "heartbeat")) {
                return Some(frame);
            }
        }
    }

    /// Subscribes to a project and answers every frame up to `subscribed`, `reset`, `unsubscribed` or `error`.
    pub async fn subscribe(&mut self, project: &str, after: Option<i64>) -> Vec<Value> {
        let mut frame = json!({ "op": "subscribe", "project_id": project });
        if let Some(after) = after {
            frame["after"] = after.into();
        }
        self.ask(frame).await
    }

    /// Sends a frame with the next id and answers every frame up to the one that ends the question.
    pub async fn ask(&mut self, mut frame: Value) -> Vec<Value> {
        self.last_id += 1;
        frame["id"] = self.last_id.into();
        self.send(&frame).await;
        let mut frames = Vec::new();
        while let Some(frame) = self.next_of_record().await {
            let is_end =
                matches!(frame["op"].as_str(), Some("subscribed" | "reset" | "unsubscribed" | "error"));
            frames.push(frame);
            if is_end {
                break;
            }
        }
        frames
    }

    /// Reads until the socket is closed, and says how.
    pub async fn ending(&mut self) -> (u16, String) {
        while self.next().await.is_some() {}
        self.closed.clone().expect("closed")
    }
}
