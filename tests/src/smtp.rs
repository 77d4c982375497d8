//! A mail server that does what a test wants: takes mail, refuses it, or says nothing.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What it does with who connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes every mail.
    Takes,
    /// Takes none now (4xx).
    Later,
    /// Takes none ever (5xx).
    Never,
    /// Knows nobody of this address (550 5.1.1).
    Nobody,
    /// Hangs up.
    Gone,
    /// Says nothing.
    Hangs,
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Recipients of the envelope.
    pub to: Vec<String>,
    /// Headers and text.
    pub eml: String,
}

/// A mail server on a port of its own.
#[derive(Clone)]
pub struct Smtp {
    /// Where it listens.
    pub address: SocketAddr,
    manner: Arc<Mutex<Manner>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    calls: Arc<AtomicUsize>,
}

impl Smtp {
    /// Starts one.
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (manner, taken) = (Arc::new(Mutex::new(manner)), Arc::default());
        let server = Self { address, manner, taken, calls: Arc::default() };
        let serving = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || drop(serving.serve(stream)));
            }
        });
        server
    }

    /// From now on.
    pub fn be(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// What `mail.smtp` is set to.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Every mail so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// Connections so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let manner = *self.manner.lock().unwrap();
        match manner {
            Manner::Gone => return Ok(()),
            Manner::Hangs => {
                std::thread::sleep(Duration::from_secs(60));
                return Ok(());
            }
            _ => {}
        }
        let mut out = stream.try_clone()?;
        let mut lines = BufReader::new(stream);
        let mut to = Vec::new();
        out.write_all(b"220 sink\r\n")?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let command = line.to_ascii_uppercase();
            let answer = match (command.get(..4).unwrap_or_default(), manner) {
                ("EHLO", _) => "250-sink\r\n250 8BITMIME",
                ("RCPT", Manner::Later) => "451 4.7.1 later",
                ("RCPT", Manner::Never) => "554 5.7.1 never",
                ("RCPT", Manner::Nobody) => "550 5.1.1 nobody",
                ("RCPT", _) => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                    to.push(address.to_owned());
                    "250 ok"
                }
                ("DATA", _) => {
                    out.write_all(b"354 go on\r\n")?;
                    let eml = data(&mut lines)?;
                    self.taken.lock().unwrap().push(Taken { to: std::mem::take(&mut to), eml });
                    "250 taken"
                }
                ("QUIT", _) => {
                    out.write_all(b"221 bye\r\n")?;
                    return Ok(());
                }
                _ => "250 ok",
            };
            out.write_all(format!("{answer}\r\n").as_bytes())?;
        }
    }
}

/// Up to the line with a dot alone; a dot that was put before another one is taken away.
fn data(lines: &mut impl BufRead) -> std::io::Result<String> {
    let mut eml = String::new();
    loop {
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line)?;
        let line = String::from_utf8_lossy(&line).into_owned();
        match line.strip_prefix('.') {
            Some("\r\n") | Some("") => return Ok(eml),
            Some(rest) => eml.push_str(rest),
            None if line.is_empty() => return Ok(eml),
            None => eml.push_str(&line),
        }
    }
}
