//! Files through the public API: sent by tus in pieces, fetched whole however large they are.

use super::api::Session;
use super::http::{self, Connection};
use crate::Outcome;
use aws_lc_rs::digest::{self, Context, SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long a file may stay where it is before its upload counts as failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// Before a piece is sent again that was not taken.
const PAUSE: Duration = Duration::from_millis(50);
/// The version of the protocol, in every request.
const TUS: &str = "Tus-Resumable: 1.0.0\r\n";

/// A file on its way, over a connection of its own.
pub struct Upload {
    address: SocketAddr,
    connection: Connection,
    /// Its id, and of the file that it becomes.
    pub id: String,
    /// Bytes that are on disk.
    pub offset: u64,
}

impl Upload {
    /// Begins an upload of so many bytes.
    pub async fn begin(
        address: SocketAddr,
        by: &Session,
        (project, name): (&str, &str),
        length: u64,
    ) -> Outcome<Self> {
        let id = uuid::Uuid::now_v7().to_string();
        let told = [("id", id.as_str()), ("project_id", project), ("filename", name)];
        let told = told.map(|(name, value)| format!("{name} {}", STANDARD.encode(value))).join(",");
        let extra =
            format!("{TUS}Upload-Length: {length}\r\nUpload-Metadata: {told}\r\nContent-Length: 0\r\n");
        let request = http::head("POST", "/api/v1/uploads", &by.authorization(), &extra);
        let mut connection = Connection::open(address).await?;
        let start = Instant::now();
        loop {
            let answer = connection.exchange(request.as_bytes()).await?;
            match answer.status {
                201 => return Ok(Self { address, connection, id, offset: 0 }),
                429 | 503 if start.elapsed() < PATIENCE => sleep(PAUSE).await,
                status => return Err(refused("an upload", status, answer.body)),
            }
        }
    }

    fn head(&self, by: &Session, length: usize) -> String {
        let offset = self.offset;
        let extra = format!(
            "{TUS}Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n"
        );
        http::head("PATCH", &format!("/api/v1/uploads/{}", self.id), &by.authorization(), &extra)
    }

    /// Sends the next piece, given in two parts. False when it was not taken: it is too early, or does not begin where
    /// the upload ends. A server that refuses it reads no more of it, so that the connection ends.
    pub async fn send(&mut self, by: &Session, (first, rest): (&[u8], &[u8])) -> Outcome<bool> {
        let length = first.len() + rest.len();
        let head = self.head(by, length);
        let sent = self.connection.exchange_parts(&[head.as_bytes(), first, rest]).await;
        let (status, told) = match &sent {
            Ok(answer) => (answer.status, answer.upload_offset),
            Err(_) => (503, None),
        };
        match (status, sent) {
            (204, _) => {
                self.offset += length as u64;
                let differs = || format!("{} bytes were sent and {told:?} are on disk", self.offset);
                if told == Some(self.offset) { Ok(true) } else { Err(differs().into()) }
            }
            (409 | 429 | 503, _) => {
                self.connection = Connection::open(self.address).await?;
                Ok(false)
            }
            (status, sent) => Err(refused("a piece", status, sent?.body)),
        }
    }

    /// Sends the first half of a piece and loses the connection.
    pub async fn cut(&mut self, by: &Session, piece: &[u8]) -> Outcome<()> {
        let head = self.head(by, piece.len());
        self.connection.send(head.as_bytes()).await?;
        self.connection.send(&piece[..piece.len() / 2]).await?;
        self.connection = Connection::open(self.address).await?;
        Ok(())
    }

    /// Asks how much of it is on disk.
    pub async fn find(&mut self, by: &Session) -> Outcome<()> {
        let path = format!("/api/v1/uploads/{}", self.id);
        let request = http::head("HEAD", &path, &by.authorization(), TUS);
        let answer = self.connection.exchange(request.as_bytes()).await?;
        match (answer.status, answer.upload_offset) {
            (200, Some(offset)) => self.offset = offset,
            (429 | 503, _) => {}
            (status, _) => return Err(refused("a question how far an upload is", status, answer.body)),
        }
        Ok(())
    }
}

/// What an upload took.
#[derive(Debug, Default, Clone, Copy)]
pub struct Pieces {
    /// Pieces that arrived whole.
    pub whole: u64,
    /// Pieces that were cut in the middle.
    pub cut: u64,
}

/// Sends a file in pieces; one that `cut` chooses is cut in the middle, and the upload resumed. Answers its id.
pub async fn upload(
    address: SocketAddr,
    by: &Session,
    place: (&str, &str),
    (bytes, most): (&[u8], usize),
    mut cut: impl FnMut() -> bool,
) -> Outcome<(String, Pieces)> {
    let mut upload = Upload::begin(address, by, place, bytes.len() as u64).await?;
    let (mut pieces, mut moved) = (Pieces::default(), Instant::now());
    loop {
        let rest = &bytes[upload.offset as usize..];
        let piece = &rest[..rest.len().min(most)];
        if piece.is_empty() && pieces.whole > 0 {
            return Ok((upload.id, pieces));
        }
        if piece.len() > 1 && cut() {
            upload.cut(by, piece).await?;
            pieces.cut += 1;
            upload.find(by).await?;
        } else if upload.send(by, (piece, b"")).await? {
            pieces.whole += 1;
            moved = Instant::now();
        } else if moved.elapsed() < PATIENCE {
            // The server still has the piece that was cut.
            sleep(PAUSE).await;
            upload.find(by).await?;
        } else {
            return Err(format!("an upload stays at {} bytes", upload.offset).into());
        }
    }
}

/// Fetches a file and hands its bytes over as they come. Answers how many they are.
pub async fn download(
    connection: &mut Connection,
    by: &Session,
    file: &str,
    mut take: impl FnMut(&[u8]),
) -> Outcome<u64> {
    let request = http::head("GET", &format!("/api/v1/files/{file}/content"), &by.authorization(), "");
    let start = Instant::now();
    loop {
        let mut got = 0;
        let status = connection.fetch(request.as_bytes(), |bytes| {
            got += bytes.len() as u64;
            take(bytes);
        });
        match status.await? {
            200 => return Ok(got),
            429 | 503 if start.elapsed() < PATIENCE => sleep(PAUSE).await,
            status => return Err(refused("a download", status, b"")),
        }
    }
}

/// Fetches a file: its SHA-256 in lower-case hex, and its length.
pub async fn fetched(address: SocketAddr, by: &Session, file: &str) -> Outcome<(String, u64)> {
    let mut connection = Connection::open(address).await?;
    let mut sum = Context::new(&SHA256);
    let bytes = download(&mut connection, by, file, |bytes| sum.update(bytes)).await?;
    Ok((hex(sum.finish().as_ref()), bytes))
}

/// The SHA-256 of bytes in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&SHA256, bytes).as_ref())
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refused(what: &str, status: u16, body: &[u8]) -> Box<dyn std::error::Error> {
    format!("{what} got {status}: {}", String::from_utf8_lossy(body)).into()
}
