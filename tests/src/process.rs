//! The real program as a child process: started, watched, killed.
//!
//! The program is `TEST_PROGRAM`, else `dure` in the target folder beside the test. A process never outlives its
//! [`Server`].

use crate::database;
use crate::story::{done, id_in};
use crate::{Client, Story};
use dure::config::Config;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The example that the product ships, and that `setup` fills data folders from.
pub const SETUP: &str = include_str!("../../scripts/setup-example.toml");

/// Time for a start or a gentle stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program under test.
pub fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("TEST_PROGRAM") {
        return PathBuf::from(path);
    }
    let test = std::env::current_exe().expect("a test knows where it is");
    let built = test.ancestors().find(|folder| folder.ends_with("deps")).and_then(Path::parent);
    let path = built.expect("tests are built into deps/").join("dure");
    assert!(path.exists(), "{} is not there: run `cargo build -p dure`, or set TEST_PROGRAM", path.display());
    path
}

/// How a server is started.
#[derive(Debug, Clone)]
pub struct Launch {
    data: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    wrapper: Vec<String>,
    database: Option<String>,
}

impl Launch {
    /// On this data folder, on a free port, with limits that no test reaches by accident.
    pub fn on(data: &Path) -> Self {
        let launch = Self {
            data: data.to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            wrapper: Vec::new(),
            database: None,
        };
        launch
            .set("limits.requests_per_second", 1_000_000)
            .set("limits.sign_ins_per_minute", 100_000)
            .set("limits.sockets_per_person", 10_000)
            .set("limits.sockets_per_address", 100_000)
            .set("limits.read_wait_ms", 10_000)
    }

    /// On another data folder.
    pub fn moved_to(&self, data: &Path) -> Self {
        Self { data: data.to_owned(), ..self.clone() }
    }

    /// With one setting.
    pub fn set(mut self, key: &str, value: impl std::fmt::Display) -> Self {
        self.arguments.extend(["--set".to_owned(), format!("{key}={value}")]);
        self
    }

    /// With health and metrics on a port of their own.
    pub fn with_admin(mut self) -> Self {
        self.arguments.extend(["--admin-listen".to_owned(), "127.0.0.1:0".to_owned()]);
        self
    }

    /// With another way to its database.
    pub fn database(mut self, url: String) -> Self {
        self.database = Some(url);
        self
    }

    /// Run by another program, such as `strace`.
    pub fn under(mut self, wrapper: &[&str]) -> Self {
        self.wrapper = wrapper.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    /// With a variable in the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    fn command(&self) -> Command {
        let program = program();
        let mut command = match self.wrapper.split_first() {
            Some((wrapper, words)) => {
                let mut command = Command::new(wrapper);
                command.args(words).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&self.data).args(&self.arguments);
        match &self.database {
            Some(url) => command.args(["--database", url]),
            None => command.args(database::flags(&self.data)),
        };
        command.envs(self.environment.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    /// Starts it and waits until it listens.
    pub fn start(&self) -> Server {
        match self.try_start() {
            Ok(server) => server,
            Err(why) => panic!("the server did not start: {why}"),
        }
    }

    /// Starts it; the error is what it said when it refused to.
    pub fn try_start(&self) -> Result<Server, String> {
        let begun = Instant::now();
        let log = self.data.with_extension("log");
        let file =
            File::options().create(true).append(true).open(&log).expect("a log beside the data folder");
        let logged = fs::metadata(&log).map_or(0, |known| known.len());
        let mut command = self.command();
        let mut child =
            command.stdout(Stdio::piped()).stderr(file).spawn().map_err(|error| error.to_string())?;
        let (sender, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        std::thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let mut server = Server {
            child,
            address: SocketAddr::from(([0, 0, 0, 0], 0)),
            admin: None,
            log,
            logged,
            started_in: Duration::ZERO,
        };
        let has_admin = self.arguments.iter().any(|word| word == "--admin-listen");
        while server.address.port() == 0 || (has_admin && server.admin.is_none()) {
            let Ok(line) = lines.recv_timeout(PATIENCE) else {
                server.kill();
                return Err(server.log());
            };
            let address = line.split_once("://").and_then(|(_, address)| address.parse().ok());
            if line.starts_with("listening on ") {
                server.address = address.expect("an address");
            } else if line.starts_with("admin on ") {
                server.admin = address;
            }
        }
        server.started_in = begun.elapsed();
        Ok(server)
    }
}

/// A running server. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where clients connect.
    pub address: SocketAddr,
    /// Where health and metrics are.
    pub admin: Option<SocketAddr>,
    /// From the start of the process to its `listening on` line.
    pub started_in: Duration,
    log: PathBuf,
    logged: u64,
}

impl Server {
    /// Id of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and waits until the process is gone.
    pub fn kill(&mut self) {
        drop(self.child.kill()); // an error means that it is gone already
        drop(self.child.wait());
    }

    /// Sends a signal by name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits for the process to end by itself.
    pub fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the server did not end within {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// What this process has logged so far.
    pub fn log(&self) -> String {
        let bytes = fs::read(&self.log).unwrap_or_default();
        let since = usize::try_from(self.logged).unwrap_or(0).min(bytes.len());
        String::from_utf8_lossy(&bytes[since..]).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends a signal by name to one process.
pub fn signal(pid: u32, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill -{name} {pid}");
}

/// Runs the program to its end with these arguments.
pub fn run(arguments: &[&str]) -> Output {
    Command::new(program()).args(arguments).stdin(Stdio::null()).output().expect("the program runs")
}

/// As [`run`], on a data folder and its database.
pub fn run_on(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.args(arguments).arg("--data").arg(data).args(database::flags(data));
    command.stdin(Stdio::null()).output().expect("the program runs")
}

/// A data folder with the cluster, firms and people of the example; answers the ids it printed.
pub fn setup(data: &Path) -> serde_json::Value {
    setup_from(data, SETUP)
}

/// As [`setup`], from another text.
pub fn setup_from(data: &Path, text: &str) -> serde_json::Value {
    let file = data.with_extension("toml");
    fs::write(&file, text).expect("a file beside the data folder");
    let made = run_on(data, &["setup", &file.to_string_lossy()]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    serde_json::from_slice(&made.stdout).expect("setup prints JSON")
}

/// The people of the story before a server that is a process of its own.
pub struct Hosted {
    /// The server.
    pub server: Server,
    /// How it was started.
    pub launch: Launch,
    /// The story's project.
    pub project: String,
    /// Ids as in [`Story`].
    pub ids: BTreeMap<&'static str, String>,
    /// The data folder.
    pub data: PathBuf,
    people: BTreeMap<&'static str, Client>,
    /// Goes last: the server must be gone by then.
    #[expect(dead_code, reason = "kept for as long as the server")]
    folder: Option<TempDir>,
}

impl Hosted {
    /// Starts the program on a copy of the story's data.
    pub fn begin(tweak: impl FnOnce(Launch) -> Launch) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let data = folder.path().join("data");
        Self { folder: Some(folder), ..Self::begin_at(&data, tweak) }
    }

    /// The same in a folder that the caller keeps.
    pub fn begin_at(data: &Path, tweak: impl FnOnce(Launch) -> Launch) -> Self {
        let Story { app, people, project, ids, .. } = Story::begin_with(|_: &mut Config| {});
        crate::app::copy_folder(app.cut().path(), data);
        let launch = tweak(Launch::on(data));
        let server = launch.start();
        Self { server, launch, project, ids, data: data.to_owned(), people, folder: None }
    }

    /// The person with this part, on a connection to the server that runs now.
    pub fn of(&self, part: &str) -> Client {
        let mut person = self.people.get(part).unwrap_or_else(|| panic!("nobody is {part}")).clone();
        person.address = self.server.address;
        person
    }

    /// Another project of both firms, with the same members.
    pub async fn another_project(&self, code: &str) -> String {
        another_project(&self.of("lead"), &self.ids, &[self.of("approver"), self.of("research")], code).await
    }

    /// `kill -9`, and the same again on the same folder.
    pub fn restart(&mut self) {
        self.server.kill();
        self.server = self.launch.start();
    }
}

/// Another project of both firms, led by `lead`, with these people of the customer in it.
pub async fn another_project(
    lead: &Client,
    ids: &BTreeMap<&'static str, String>,
    people: &[Client],
    code: &str,
) -> String {
    let body = json!({
        "code": code, "name": code, "customer_firm_id": ids["customer"], "supplier_firm_ids": [ids["supplier"]],
    });
    let project = id_in(&done(lead.post(&format!("/clusters/{}/projects", ids["cluster"]), &body).await));
    for person in people {
        let body = json!({ "person_id": person.person_id, "role": "contributor" });
        done(lead.post(&format!("/projects/{project}/members"), &body).await);
    }
    project
}
