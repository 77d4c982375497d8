//! Stands between a server and its PostgreSQL, to cut the line at the worst moment.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// What becomes of the next commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// It never reaches the database.
    Before,
    /// It is made, and the database's word of it is lost.
    After,
}

#[derive(Default)]
struct State {
    cut: Mutex<Option<(Cut, Vec<u8>)>>,
    down: AtomicBool,
    lines: Mutex<Vec<UnixStream>>,
}

/// A socket that leads to the PostgreSQL of `TEST_DATABASE`.
pub struct Proxy {
    state: Arc<State>,
    real: PathBuf,
    folder: TempDir,
}

impl Proxy {
    /// In front of this database's socket.
    pub fn before(url: &str) -> Self {
        let host = url.split(['?', '&']).find_map(|part| part.strip_prefix("host="));
        let real =
            PathBuf::from(host.expect("TEST_DATABASE names the folder of a socket")).join(".s.PGSQL.5432");
        let folder = TempDir::new().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let state = Arc::new(State::default());
        let (carrying, target) = (state.clone(), real.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if carrying.down.load(Ordering::SeqCst) {
                    continue;
                }
                let server = UnixStream::connect(&target).expect("the real socket");
                carry(&carrying, client, server);
            }
        });
        Self { state, real, folder }
    }

    /// The same database by way of this proxy.
    pub fn url(&self, url: &str) -> String {
        let real = self.real.parent().unwrap().to_string_lossy();
        url.replace(&*real, &self.folder.path().to_string_lossy())
    }

    /// Cuts the line at the next commit of a transaction that wrote these words.
    pub fn cut_commit_of(&self, words: &str, cut: Cut) {
        *self.state.cut.lock().unwrap() = Some((cut, words.as_bytes().to_vec()));
    }

    /// Whether the cut was made.
    pub fn has_cut(&self) -> bool {
        self.state.cut.lock().unwrap().is_none()
    }

    /// Cuts every line and lets nobody through.
    pub fn go_down(&self) {
        self.state.down.store(true, Ordering::SeqCst);
        for line in self.state.lines.lock().unwrap().drain(..) {
            drop(line.shutdown(Shutdown::Both)); // an error means that it is cut already
        }
    }

    /// Lets everybody through again.
    pub fn come_up(&self) {
        self.state.down.store(false, Ordering::SeqCst);
    }
}

/// Carries bytes both ways on threads of their own.
fn carry(state: &Arc<State>, client: UnixStream, server: UnixStream) {
    let (to_client, to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    state.lines.lock().unwrap().extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
    let deaf = Arc::new(AtomicBool::new(false));
    let (state, hears) = (state.clone(), deaf.clone());
    std::thread::spawn(move || {
        let (mut writes, mut wrote) = (false, false);
        pass(client, to_server, |bytes| {
            let says = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
            if says(b"BEGIN") {
                (writes, wrote) = (says(b"BEGIN\0"), false);
            }
            let mut armed = state.cut.lock().unwrap();
            wrote |= armed.as_ref().is_some_and(|(_, words)| says(words));
            if !writes || !wrote || !says(b"COMMIT\0") {
                return true;
            }
            let cut = armed.take().map(|(cut, _)| cut);
            deaf.store(cut == Some(Cut::After), Ordering::SeqCst);
            cut != Some(Cut::Before)
        });
    });
    std::thread::spawn(move || pass(server, to_client, |_| !hears.load(Ordering::SeqCst)));
}

/// Passes on what `lets` lets through; cuts the line at the first that it does not.
fn pass(mut from: UnixStream, mut to: UnixStream, mut lets: impl FnMut(&[u8]) -> bool) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(count) = from.read(&mut bytes) {
        if count == 0 || !lets(&bytes[..count]) || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    for end in [from, to] {
        drop(end.shutdown(Shutdown::Both)); // an error means that it is cut already
    }
}
