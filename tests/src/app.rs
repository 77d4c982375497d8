//! The real server, on a free port and a data folder of its own.

use crate::database;
use actix_web::dev::ServerHandle;
use dure::config::Config;
use dure::kernel::Kernel;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;

/// A server that runs until it is dropped.
pub struct App {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where health and metrics are served, when configured.
    pub admin_address: Option<SocketAddr>,
    /// What it holds: `kernel.clock.shift_to(ms)` moves its time.
    pub kernel: Arc<Kernel>,
    /// Its data folder.
    pub data: PathBuf,
    folder: Option<TempDir>,
    stop: Option<tokio::sync::oneshot::Sender<Stop>>,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

enum Stop {
    Gently,
    AtOnce,
}

impl App {
    /// Starts on an empty folder. `tweak` sees the configuration before it is used.
    pub fn start(tweak: impl FnOnce(&mut Config)) -> Self {
        Self::start_in(TempDir::new().expect("a temporary folder"), tweak)
    }

    /// Starts on a folder that may hold something already.
    pub fn start_in(folder: TempDir, tweak: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            data: folder.path().to_owned(),
            database: database::setting(folder.path()),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: Some("http://dure.localhost".into()),
            workers: 2,
            ..Config::default()
        };
        config.limits = generous();
        tweak(&mut config);
        let data = config.data.clone();
        let (started, starts) = sync_channel(1);
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = std::thread::Builder::new().name("server".into());
        let thread = thread.spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let running = match dure::app::build(config) {
                    Ok(running) => running,
                    Err(error) => return started.send(Err(error.to_string())).expect("somebody waits"),
                };
                let (stopper, server) = (running.stopper(), running.server.handle());
                let known = (running.address, running.admin_address, running.kernel.clone(), server.clone());
                started.send(Ok(known)).expect("somebody waits");
                actix_web::rt::spawn(async move {
                    match stopped.await {
                        Ok(Stop::Gently) => stopper.stop().await,
                        Ok(Stop::AtOnce) | Err(_) => server.stop(false).await,
                    }
                });
                running.serve().await.expect("the server ends well");
            });
        });
        let thread = thread.expect("a thread");
        let started = starts.recv_timeout(Duration::from_secs(30)).expect("the server starts");
        let (address, admin_address, kernel, server) =
            started.unwrap_or_else(|error| panic!("no server: {error}"));
        let (stop, thread) = (Some(stop), Some(thread));
        Self { address, admin_address, kernel, data, folder: Some(folder), stop, server, thread }
    }

    /// `http://127.0.0.1:port`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `ws://127.0.0.1:port/api/v1/live`.
    pub fn live_url(&self) -> String {
        format!("ws://{}/api/v1/live", self.address)
    }

    /// What is left before the port is gone: for tests of stopping.
    pub fn handle(&self) -> ServerHandle {
        self.server.clone()
    }

    /// Stops as SIGTERM does and gives the folder back.
    pub fn stop(mut self) -> TempDir {
        self.end(Stop::Gently);
        let folder = self.folder.take().expect("the folder");
        closed(self, folder)
    }

    /// Stops without waiting for open connections and gives the folder back.
    pub fn cut(mut self) -> TempDir {
        self.end(Stop::AtOnce);
        let folder = self.folder.take().expect("the folder");
        closed(self, folder)
    }

    /// Stops, and starts again on the same folder and a new port.
    pub fn restart(self, tweak: impl FnOnce(&mut Config)) -> Self {
        Self::start_in(self.cut(), tweak)
    }

    fn end(&mut self, how: Stop) {
        if let Some(stop) = self.stop.take() {
            drop(stop.send(how)); // an error means that it stopped by itself
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join()); // a panic of the server was told on its way
        }
    }

    /// Every mail in the data folder, in no order; one that is just being written is not there yet.
    pub fn mails(&self) -> Vec<String> {
        let Ok(folder) = std::fs::read_dir(self.data.join("mail")) else { return Vec::new() };
        let mails = folder.flatten().filter(|entry| entry.path().extension().is_some_and(|end| end == "eml"));
        let mails = mails.map(|entry| std::fs::read_to_string(entry.path()).expect("a mail"));
        mails.filter(|mail| mail.contains("\r\n\r\n")).collect()
    }

    /// Waits for a mail to this address; the worker writes it after the commit.
    pub async fn mail_to(&self, address: &str) -> String {
        let line = format!("To: {address}");
        for _ in 0..200 {
            let found = self.mails().into_iter().find(|mail| mail.lines().any(|other| other == line));
            if let Some(mail) = found {
                return mail;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no mail to {address}");
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.end(Stop::AtOnce);
    }
}

/// Waits until the last connection to the database is closed, which takes its log away.
fn closed(app: App, folder: TempDir) -> TempDir {
    let log = app.data.join("dure.db-wal");
    drop(app);
    for _ in 0..400 {
        if !log.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    folder
}

/// Limits that no test meets by accident; tests of limits set their own.
pub fn generous() -> dure_api::Limits {
    dure_api::Limits {
        requests_per_second: 100_000,
        sign_ins_per_minute: 100_000,
        failures_per_hour: 100_000,
        password_resets_per_hour: 1_000,
        password_queue: 1_000,
        sockets_per_person: 1_000,
        sockets_per_address: 10_000,
        frames_per_second: 10_000,
        access_token_seconds: 86_400,
        read_wait_ms: 10_000,
        routes_per_project: 10_000,
        open_approvals_per_project: 10_000,
        ..dure_api::Limits::default()
    }
}

/// Copies the files of a folder and of those in it, and its database, once no connection holds that any more: the
/// last one to SQLite that is closed writes the log back and removes it.
pub fn copy_folder(from: &Path, to: &Path) {
    database::copy(from, to);
    for _ in 0..200 {
        if !from.join("dure.db-wal").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
