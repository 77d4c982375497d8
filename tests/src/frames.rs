//! WebSocket by hand, for what no client library sends.

use crate::Client;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// First byte of a whole text.
pub const TEXT: u8 = 0x81;
/// First byte of the first part of a text.
pub const FIRST_TEXT: u8 = 0x01;
/// First byte of a further part.
pub const CONTINUE: u8 = 0x00;
/// First byte of the last part.
pub const LAST: u8 = 0x80;
/// First byte of a ping.
pub const PING: u8 = 0x89;

/// A connection that speaks WebSocket by hand.
pub struct Raw {
    /// The connection.
    pub stream: TcpStream,
    unread: Vec<u8>,
}

impl Raw {
    /// On a connection that was opened already.
    pub fn on(stream: TcpStream) -> Self {
        Self { stream, unread: Vec::new() }
    }

    /// A socket that has said nothing.
    pub async fn open(address: SocketAddr) -> Self {
        Self::open_with_buffer(address, None).await
    }

    /// The same, with so small a receive buffer.
    pub async fn open_with_buffer(address: SocketAddr, bytes: Option<u32>) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(bytes) = bytes {
            socket.set_recv_buffer_size(bytes).unwrap();
        }
        let mut stream = socket.connect(address).await.unwrap();
        stream.write_all(handshake(address, "").as_bytes()).await.unwrap();
        let mut raw = Self { stream, unread: Vec::new() };
        let head = raw.head().await;
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        raw
    }

    /// A socket that was welcomed.
    pub async fn signed_in(person: &Client) -> Self {
        let mut raw = Self::open(person.address).await;
        raw.hello(person).await;
        raw
    }

    /// Says hello and is welcomed.
    pub async fn hello(&mut self, person: &Client) {
        let ticket = person.ticket().await;
        self.text(&json!({"op": "hello", "ticket": ticket})).await;
        assert_eq!(self.frame().await.unwrap().1["op"], "welcome");
    }

    /// The head of an HTTP answer.
    pub async fn head(&mut self) -> String {
        loop {
            if let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = self.unread.drain(..end + 4).collect();
                return String::from_utf8(head).unwrap();
            }
            if !self.fill().await {
                return String::from_utf8_lossy(&self.unread).into_owned();
            }
        }
    }

    async fn fill(&mut self) -> bool {
        let mut bytes = [0; 16_384];
        let read = tokio::time::timeout(Duration::from_secs(10), self.stream.read(&mut bytes)).await;
        let n = read.expect("nothing came in ten seconds").unwrap_or(0);
        self.unread.extend_from_slice(&bytes[..n]);
        n > 0
    }

    /// Sends JSON.
    pub async fn text(&mut self, frame: &Value) {
        self.send(TEXT, frame.to_string().as_bytes()).await;
    }

    /// Sends a frame; `false` when the server takes no more.
    pub async fn send(&mut self, first: u8, payload: &[u8]) -> bool {
        self.stream.write_all(&encoded(first, payload)).await.is_ok()
    }

    /// Bytes as they are, for as long as the server takes them.
    pub async fn send_all(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Opcode and JSON of the next frame from the server; a close frame is `(8, code)`. `None` at the end.
    pub async fn frame(&mut self) -> Option<(u8, Value)> {
        loop {
            if self.unread.len() >= 2 {
                let (size, length) = match self.unread[1] & 0x7f {
                    126 if self.unread.len() >= 4 => {
                        (4, u16::from_be_bytes([self.unread[2], self.unread[3]]).into())
                    }
                    127 if self.unread.len() >= 10 => {
                        (10, u64::from_be_bytes(self.unread[2..10].try_into().unwrap()) as usize)
                    }
                    126 | 127 => (usize::MAX, 0),
                    short => (2, usize::from(short)),
                };
                if size != usize::MAX && self.unread.len() >= size + length {
                    let opcode = self.unread[0] & 0x0f;
                    let payload: Vec<u8> = self.unread.drain(..size + length).skip(size).collect();
                    return Some(match opcode {
                        1 => (1, serde_json::from_slice(&payload).unwrap()),
                        8 => (8, u16::from_be_bytes([payload[0], payload[1]]).into()),
                        other => (other, Value::Null),
                    });
                }
            }
            if !self.fill().await {
                return None;
            }
        }
    }

    /// The close code; 0 where the connection ended without one.
    pub async fn closed(&mut self) -> u64 {
        while let Some((opcode, frame)) = self.frame().await {
            if opcode == 8 {
                return frame.as_u64().unwrap();
            }
        }
        0
    }

    /// The next frame of JSON that is not about who is there.
    pub async fn answer(&mut self) -> Value {
        loop {
            match self.frame().await {
                Some((1, frame)) if frame["op"] != "presence" => return frame,
                Some((8, code)) => panic!("closed with {code}"),
                Some(_) => {}
                None => panic!("gone"),
            }
        }
    }
}

/// The request that opens a socket, with further header lines.
pub fn handshake(address: SocketAddr, more: &str) -> String {
    format!(
        "GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
    )
}

/// A frame's head, for so many bytes.
pub fn head_of(first: u8, length: u64) -> Vec<u8> {
    let mut head = vec![first];
    match length {
        0..126 => head.push(0x80 | length as u8),
        126..0x10000 => {
            head.push(0xfe);
            head.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            head.push(0xff);
            head.extend_from_slice(&length.to_be_bytes());
        }
    }
    head.extend_from_slice(&[0; 4]); // a mask of zeros leaves the payload as it is
    head
}

/// A frame.
pub fn encoded(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = head_of(first, payload.len() as u64);
    frame.extend_from_slice(payload);
    frame
}
