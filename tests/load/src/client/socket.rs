//! A WebSocket client that counts more than it parses: frames are handed out as byte slices, small client
//! frames are masked with zeros (a valid mask, and free), and a socket that waits holds almost no memory.

use super::http;
use memchr::memmem;
use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const HANDSHAKE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: ZHVyZS1sb2FkLWNsaWVudA==\r\nSec-WebSocket-Protocol: dure.v1\r\n";

thread_local! {
    /// One read buffer for all sockets of a thread: a socket keeps only the frame it got half of.
    static SCRATCH: RefCell<Vec<u8>> = RefCell::new(vec![0; 256 * 1024]);
}

/// One open socket.
pub struct Socket {
    stream: TcpStream,
    half: Vec<u8>,
    subscriptions: u64,
}

/// What a round of reading brought besides text frames.
#[derive(Default)]
struct Control {
    pongs: Vec<u8>,
    close: Option<u16>,
}

impl Socket {
    /// Connects, shakes hands and sends `hello` with a ticket. `client` spreads source addresses.
    pub async fn open(address: SocketAddr, client: usize, ticket: &str) -> io::Result<Self> {
        let mut stream = http::open_from(address, client).await?;
        stream.write_all(&http::request("GET", "/api/v1/live", "", HANDSHAKE, "")).await?;
        let mut socket = Self { stream, half: Vec::new(), subscriptions: 0 };
        socket.shaken().await?;
        socket.send(&format!(r#"{{"op":"hello","ticket":"{ticket}"}}"#)).await?;
        Ok(socket)
    }

    async fn shaken(&mut self) -> io::Result<()> {
        loop {
            self.read_some().await?;
            if let Some(end) = memmem::find(&self.half, b"\r\n\r\n") {
                if self.half.get(9..12) != Some(b"101") {
                    let text = String::from_utf8_lossy(&self.half).into_owned();
                    return Err(io::Error::other(format!("no upgrade: {text}")));
                }
                self.half.drain(..end + 4);
                return Ok(());
            }
        }
    }

    /// Sends one text frame.
    pub async fn send(&mut self, text: &str) -> io::Result<()> {
        let mut frame = vec![0x80 | TEXT];
        match text.len() {
            short @ ..=125 => frame.push(0x80 | short as u8),
            long => {
                frame.push(0x80 | 126);
                frame.extend((long as u16).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream.write_all(&frame).await
    }

    /// Follows a project's record after an event, or from now on. Returns the subscription's id; ids count up.
    pub async fn subscribe(&mut self, project: &str, epoch: &str, after: Option<u64>) -> io::Result<u64> {
        self.subscriptions += 1;
        let id = self.subscriptions;
        let epoch = if epoch.is_empty() { String::new() } else { format!(r#","epoch":"{epoch}""#) };
        let after = after.map_or(String::new(), |after| format!(r#","after":{after}"#));
        self.send(&format!(r#"{{"op":"subscribe","id":{id},"project_id":"{project}"{epoch}{after}}}"#))
            .await?;
        Ok(id)
    }

    /// Waits for bytes and hands every complete text frame to `each`; answers pings; a close is an error that
    /// names its code. Cancelling it loses nothing.
    pub async fn frames(&mut self, mut each: impl FnMut(&[u8])) -> io::Result<()> {
        self.stream.readable().await?;
        let control = SCRATCH.with_borrow_mut(|scratch| self.read_frames(scratch, &mut each))?;
        if !control.pongs.is_empty() {
            self.stream.write_all(&control.pongs).await?;
        }
        match control.close {
            Some(code) => Err(io::Error::new(ErrorKind::ConnectionAborted, format!("closed with {code}"))),
            None => Ok(()),
        }
    }

    /// Cuts the connection with a reset, as a dead phone network would: nothing is said, nothing is flushed.
    pub fn cut(self) {
        let _ = rustix::net::sockopt::set_socket_linger(&self.stream, Some(std::time::Duration::ZERO));
    }

    async fn read_some(&mut self) -> io::Result<()> {
        self.stream.readable().await?;
        let mut chunk = [0; 4096];
        match self.stream.try_read(&mut chunk) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                self.half.extend(&chunk[..read]);
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn read_frames(&mut self, scratch: &mut Vec<u8>, each: &mut impl FnMut(&[u8])) -> io::Result<Control> {
        let kept = self.half.len();
        if scratch.len() < kept + 128 * 1024 {
            scratch.resize(kept + 128 * 1024, 0);
        }
        scratch[..kept].copy_from_slice(&self.half);
        let filled = match self.stream.try_read(&mut scratch[kept..]) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(read) => kept + read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => kept,
            Err(error) => return Err(error),
        };
        let mut control = Control::default();
        let mut rest = &scratch[..filled];
        while let Some((opcode, payload, length)) = first_frame(rest) {
            match opcode {
                TEXT => each(payload),
                PING => {
                    control.pongs.extend([0x8A, 0x80 | payload.len() as u8, 0, 0, 0, 0]);
                    control.pongs.extend(payload);
                }
                CLOSE => {
                    let code = payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
                    control.close = Some(code);
                }
                _ => {}
            }
            rest = &rest[length..];
        }
        self.half.clear();
        self.half.extend(rest);
        self.half.shrink_to(16 * 1024);
        Ok(control)
    }
}

/// The first complete frame of some bytes: its opcode, its payload, its whole length.
fn first_frame(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (&[first, second], rest) = bytes.split_first_chunk()?;
    let (head, length) = match second & 0x7F {
        126 => (4, u16::from_be_bytes(*rest.first_chunk()?) as usize),
        127 => (10, u64::from_be_bytes(*rest.first_chunk()?) as usize),
        short => (2, short as usize),
    };
    let payload = bytes.get(head..head + length)?;
    Some((first & 0x0F, payload, head + length))
}

/// Whether a text frame carries an event.
pub fn is_event(frame: &[u8]) -> bool {
    frame.starts_with(br#"{"op":"event""#)
}

/// Whether a text frame has an operation other than `event`. Where in the frame it stands does not matter, and
/// no text of a person can look like it, since quotes inside a JSON text are escaped.
pub fn has_op(frame: &[u8], op: &str) -> bool {
    !is_event(frame) && memmem::find(frame, format!(r#""op":"{op}""#).as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_whole_or_not_at_all() {
        let mut bytes = vec![0x81, 2, b'h', b'i', 0x81, 126, 0, 200];
        assert_eq!(first_frame(&bytes), Some((TEXT, &b"hi"[..], 4)));
        assert_eq!(first_frame(&bytes[4..]), None);
        bytes.extend([b'x'; 200]);
        assert_eq!(first_frame(&bytes[4..]).map(|frame| frame.2), Some(204));
        assert_eq!(first_frame(&bytes[..1]), None);
    }

    #[test]
    fn an_operation_is_found_wherever_it_stands() {
        assert!(has_op(br#"{"head":3,"op":"subscribed"}"#, "subscribed"));
        assert!(!has_op(br#"{"op":"event","event":{"op":"subscribed"}}"#, "subscribed"));
    }
}
