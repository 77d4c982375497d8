//! A signed-in device: requests as a phone sends them, and its socket.

use futures_util::{SinkExt, StreamExt};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Time in which a frame that must come has come.
pub const SOON: Duration = Duration::from_secs(10);

/// One device of one person.
#[derive(Debug, Clone)]
pub struct Device {
    /// The server.
    pub url: String,
    /// The access token.
    pub token: String,
    /// The refresh token.
    pub refresh_token: String,
    /// The session.
    pub session: String,
    /// The person.
    pub person: String,
    http: Client,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// JSON body; `null` when there is none.
    pub body: Value,
}

impl Answer {
    /// The body, of an answer with this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The code of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Device {
    /// Signs in.
    pub async fn sign_in(url: &str, email: &str, password: &str) -> Self {
        let mut device = Self {
            url: url.to_owned(),
            token: String::new(),
            refresh_token: String::new(),
            session: String::new(),
            person: String::new(),
            http: client(),
        };
        let granted = device.post("/sessions", json!({"email": email, "password": password})).await.is(201);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        device.token = text(&granted["access_token"]);
        device.refresh_token = text(&granted["refresh_token"]);
        device.session = text(&granted["session_id"]);
        device.person = text(&granted["person"]["id"]);
        device
    }

    /// The same device after the server came back elsewhere, with no connection left from before.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), http: client(), ..self.clone() }
    }

    /// Sends a request; an error when no whole answer came back.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.url));
        request = request.header("Accept-Language", "en");
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await?;
        Ok(Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or_default() })
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, None).await.expect("an answer")
    }

    /// Writes.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(&body), None).await.expect("an answer")
    }

    /// Removes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, None).await.expect("an answer")
    }

    /// Changes.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(&body), None).await.expect("an answer")
    }

    /// Says something in a project; answers the message.
    pub async fn say(&self, project: &str, words: &str) -> Value {
        self.post(&format!("/projects/{project}/messages"), json!({"body": words})).await.is(201)
    }

    /// Every event of a record from `after` on, page by page, and its end.
    pub async fn record_after(&self, place: &str, after: i64) -> Vec<Value> {
        let mut events = Vec::new();
        let mut last = after;
        loop {
            let page = self.get(&format!("/{place}/events?after={last}&limit=200")).await.is(200);
            let items = page["items"].as_array().cloned().unwrap_or_default();
            let Some(end) = items.last().map(|event| event["seq"].as_i64().expect("a seq")) else { return events };
            events.extend(items);
            last = end;
        }
    }

    /// A ticket for one socket.
    pub async fn ticket(&self) -> String {
        let made = self.post("/live-tickets", json!({})).await.is(201);
        made["ticket"].as_str().expect("a ticket").to_owned()
    }

    /// A socket that has said hello.
    pub async fn open(&self) -> Live {
        let mut live = Live::connect(&self.url).await;
        live.send(json!({"op": "hello", "ticket": self.ticket().await})).await;
        let welcome = live.frame().await;
        assert_eq!(welcome["op"], "welcome", "{welcome}");
        assert_eq!(welcome["session_id"], self.session.as_str());
        live
    }
}

fn client() -> Client {
    Client::builder().tcp_nodelay(true).timeout(Duration::from_secs(60)).build().expect("a client")
}

/// What came over a socket.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// A frame.
    Frame(Value),
    /// The server closed the socket, and why.
    Closed(u16, String),
    /// The connection ended without a word.
    Gone,
    /// Nothing, in the time given.
    Nothing,
}

/// A socket.
#[derive(Debug)]
pub struct Live {
    socket: WebSocketStream<TcpStream>,
    last_id: i64,
}

impl Live {
    /// Opens a socket without a word.
    pub async fn connect(url: &str) -> Self {
        Self::try_connect(url, &[]).await.expect("a socket")
    }

    /// Opens a socket with further headers; the error is the status of the refusal.
    pub async fn try_connect(url: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let address = url.strip_prefix("http://").expect("plain HTTP");
        let mut request = format!("ws://{address}/api/v1/live").into_client_request().expect("a request");
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse().expect("a header"));
        }
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self { socket, last_id: 0 }),
            Err(Error::Http(refused)) => Err(refused.status().as_u16()),
            Err(error) => panic!("no handshake: {error}"),
        }
    }

    /// Sends a frame. An error means that the socket is gone, which the next frame tells.
    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: &str) {
        drop(self.socket.send(Message::text(text)).await);
    }

    /// Sends any message.
    pub async fn send_message(&mut self, message: Message) -> Result<(), Error> {
        self.socket.send(message).await
    }

    /// The connection below.
    pub fn tcp(&mut self) -> &mut TcpStream {
        self.socket.get_mut()
    }

    /// What comes next but heartbeats, within this time.
    pub async fn within(&mut self, time: Duration) -> Came {
        let next = async {
            loop {
                return match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
                        if frame["op"] == "heartbeat" {
                            continue;
                        }
                        Came::Frame(frame)
                    }
                    Some(Ok(Message::Close(Some(close)))) => Came::Closed(close.code.into(), close.reason.to_string()),
                    Some(Ok(Message::Close(None))) => Came::Closed(1005, String::new()),
                    Some(Ok(_)) => continue,
                    Some(Err(_)) | None => Came::Gone,
                };
            }
        };
        tokio::time::timeout(time, next).await.unwrap_or(Came::Nothing)
    }

    /// What comes next.
    pub async fn next(&mut self) -> Came {
        self.within(SOON).await
    }

    /// The next frame, which must come.
    #[track_caller]
    pub fn frame(&mut self) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            match self.next().await {
                Came::Frame(frame) => frame,
                other => panic!("{caller}: no frame but {other:?}"),
            }
        }
    }

    /// The next frame with this `op`; presence and typing on the way are passed over.
    #[track_caller]
    pub fn frame_of(&mut self, op: &'static str) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            loop {
                match self.next().await {
                    Came::Frame(frame) if frame["op"] == op => return frame,
                    Came::Frame(frame) if frame["op"] == "presence" || frame["op"] == "typing" => {}
                    other => panic!("{caller}: no {op} but {other:?}"),
                }
            }
        }
    }

    /// The close code, which must come; frames on the way are passed over.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Came::Frame(_) => {}
                Came::Closed(code, why) => return (code, why),
                other => panic!("no close frame but {other:?}"),
            }
        }
    }

    /// Asks to follow `place`, such as `project_id`; answers the id of the request.
    pub async fn subscribe(&mut self, place: &str, id: &str, epoch: Option<&str>, after: Option<i64>) -> i64 {
        self.last_id += 1;
        let mut frame = json!({"op": "subscribe", "id": self.last_id, place: id});
        if let Some(epoch) = epoch {
            frame["epoch"] = epoch.into();
        }
        if let Some(after) = after {
            frame["after"] = after.into();
        }
        self.send(frame).await;
        self.last_id
    }

    /// Follows a project from now on.
    pub async fn follow(&mut self, project: &str) -> Value {
        self.subscribe("project_id", project, None, None).await;
        self.frame_of("subscribed").await
    }

    /// Cuts the connection as a dying phone does: no close frame, a reset instead of an end.
    pub fn cut(mut self) {
        drop(self.tcp().set_zero_linger());
    }
}
