//! HTTP/1.1 over one kept-alive connection: one request, one answer, no allocation on the way.

use memchr::memmem;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::ops::Range;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Bytes that are taken at once of an answer that is handed over as it comes.
const STRETCH: usize = 256 * 1024;

/// One connection, used by one client at a time.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

/// An answer; the body lives in the connection's buffer until the next request.
#[derive(Debug)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// Seconds of `Retry-After`, where the server named some.
    pub retry_after: Option<u64>,
    /// Bytes of an upload that are on disk, where the server says so.
    pub upload_offset: Option<u64>,
    /// `ETag` of what was answered.
    pub etag: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

struct Head {
    length: usize,
    status: u16,
    content_length: usize,
    retry_after: Option<u64>,
    upload_offset: Option<u64>,
    /// Where in the head it stands.
    etag: Option<Range<usize>>,
}

impl Connection {
    /// Opens a connection with Nagle's algorithm off.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 16 * 1024], filled: 0 })
    }

    /// Sends a whole request and waits for its answer.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.send(request).await?;
        self.receive().await
    }

    /// Sends a whole request and does not wait: for clients that vanish half way.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request).await
    }

    /// Sends a request in parts, one after the other, and waits for its answer.
    pub async fn exchange_parts(&mut self, parts: &[&[u8]]) -> io::Result<Answer<'_>> {
        for part in parts {
            self.send(part).await?;
        }
        self.receive().await
    }

    /// Sends a request and hands over the body of its answer as it comes, however large, if the server did as it was
    /// asked. Answers the status.
    pub async fn fetch(&mut self, request: &[u8], mut take: impl FnMut(&[u8])) -> io::Result<u16> {
        self.send(request).await?;
        let head = self.head().await?;
        let mut take = |bytes: &[u8]| {
            if (200..300).contains(&head.status) {
                take(bytes)
            }
        };
        let here = &self.buffer[head.length..self.filled];
        take(here);
        let mut left = head.content_length.saturating_sub(here.len());
        self.buffer.resize(self.buffer.len().max(STRETCH), 0);
        while left > 0 {
            match self.stream.read(&mut self.buffer).await? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                read => {
                    take(&self.buffer[..read]);
                    left = left.saturating_sub(read);
                }
            }
        }
        Ok(head.status)
    }

    async fn head(&mut self) -> io::Result<Head> {
        self.filled = 0;
        loop {
            self.fill().await?;
            if let Some(end) = memmem::find(&self.buffer[..self.filled], b"\r\n\r\n") {
                return Head::parse(&self.buffer[..end + 4]);
            }
        }
    }

    async fn receive(&mut self) -> io::Result<Answer<'_>> {
        let head = self.head().await?;
        let end = head.length + head.content_length;
        while self.filled < end {
            self.fill().await?;
        }
        let body = &self.buffer[head.length..end];
        let Head { status, retry_after, upload_offset, etag, .. } = head;
        let etag = etag.and_then(|at| std::str::from_utf8(self.buffer.get(at)?).ok());
        Ok(Answer { status, retry_after, upload_offset, etag, body })
    }

    async fn fill(&mut self) -> io::Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..]).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

impl Head {
    /// Reads what is needed of a head that ends with an empty line. Chunked answers are refused: the servers
    /// under test know the length of what they send.
    fn parse(head: &[u8]) -> io::Result<Self> {
        let wrong = |what: &str| io::Error::new(ErrorKind::InvalidData, what.to_owned());
        let text = std::str::from_utf8(head).map_err(|_| wrong("head is not text"))?;
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.get(9..12)).and_then(|code| code.parse().ok());
        let mut parsed = Self {
            length: head.len(),
            status: status.ok_or_else(|| wrong("no status line"))?,
            content_length: 0,
            retry_after: None,
            upload_offset: None,
            etag: None,
        };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            if name.eq_ignore_ascii_case("content-length") {
                parsed.content_length = value.trim().parse().map_err(|_| wrong("content-length"))?;
            } else if name.eq_ignore_ascii_case("retry-after") {
                parsed.retry_after = value.trim().parse().ok();
            } else if name.eq_ignore_ascii_case("upload-offset") {
                parsed.upload_offset = value.trim().parse().ok();
            } else if name.eq_ignore_ascii_case("etag") {
                let start = value.trim_start().as_ptr().addr() - text.as_ptr().addr();
                parsed.etag = Some(start..start + value.trim().len());
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                return Err(wrong("chunked answer"));
            }
        }
        Ok(parsed)
    }
}

/// The bytes of a request. `authorization` is the whole header value; POST bodies are JSON.
pub fn request(method: &str, path: &str, authorization: &str, extra: &str, body: &str) -> Vec<u8> {
    let mut extra = extra.to_owned();
    if method != "GET" {
        extra.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    let mut text = head(method, path, authorization, &extra);
    text.push_str(body);
    text.into_bytes()
}

/// The head of a request with whatever headers, up to its empty line.
pub fn head(method: &str, path: &str, authorization: &str, extra: &str) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    if !authorization.is_empty() {
        text.push_str(&format!("Authorization: {authorization}\r\n"));
    }
    text.push_str(extra);
    text.push_str("\r\n");
    text
}

/// A TCP socket whose own address is spread over 127.0.0.0/8, so that many thousand sockets to one port do
/// not run out of local ports.
pub async fn open_from(address: SocketAddr, client: usize) -> io::Result<TcpStream> {
    const PORTS_PER_SOURCE: usize = 10_000;
    let socket = TcpSocket::new_v4()?;
    if address.ip().is_loopback() && client >= PORTS_PER_SOURCE {
        let last = (1 + client / PORTS_PER_SOURCE % 250) as u8;
        socket.bind(SocketAddr::from(([127, 0, 0, last], 0)))?;
    }
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_gives_status_length_and_pause() {
        let head =
            b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 12\r\nretry-after: 3\r\nETag: \"a\"\r\n\r\n";
        let parsed = Head::parse(head).unwrap();
        assert_eq!((parsed.status, parsed.content_length, parsed.retry_after), (429, 12, Some(3)));
        assert_eq!(&head[parsed.etag.unwrap()], b"\"a\"");
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }

    #[test]
    fn a_request_carries_its_length() {
        let text = String::from_utf8(request("POST", "/x", "Bearer a", "K: v\r\n", "{}")).unwrap();
        assert!(text.starts_with("POST /x HTTP/1.1\r\n") && text.contains("K: v\r\n"));
        assert!(
            text.contains("Authorization: Bearer a\r\n") && text.ends_with("Content-Length: 2\r\n\r\n{}")
        );
    }
}
