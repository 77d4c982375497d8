//! Bytes on a connection, for requests that no HTTP client would send.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// As it came.
    pub text: String,
    /// Whether the server closed the connection.
    pub closed: bool,
}

impl Reply {
    /// Status of every answer, in order.
    pub fn statuses(&self) -> Vec<u16> {
        let lines = self.text.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 "));
        lines.filter_map(|line| line.get(..3)?.parse().ok()).collect()
    }

    /// Whether any answer is a success.
    pub fn is_success(&self) -> bool {
        self.statuses().iter().any(|status| (200..300).contains(status))
    }
}

/// Sends the bytes and reads until the server closes or says nothing for a while.
pub async fn send(address: SocketAddr, bytes: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    drop(stream.write_all(bytes).await); // the server may have closed already
    read(&mut stream, Duration::from_millis(700)).await
}

/// Reads until the server closes or says nothing for so long.
pub async fn read(stream: &mut TcpStream, patience: Duration) -> Reply {
    let (mut text, mut buffer) = (Vec::new(), vec![0; 65_536]);
    let mut closed = false;
    while let Ok(read) = tokio::time::timeout(patience, stream.read(&mut buffer)).await {
        match read {
            Ok(0) | Err(_) => {
                closed = true;
                break;
            }
            Ok(n) => text.extend_from_slice(&buffer[..n]),
        }
    }
    Reply { text: String::from_utf8_lossy(&text).into_owned(), closed }
}
