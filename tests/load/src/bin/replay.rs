//! Plays real conversations, or real revisions of designs, through a server and compares what everybody received with
//! the record: see `scripts/replay`. Exit code 1 on any difference, 3 when the histories are not there.

use clap::Parser;
use dure_load::cast::Account;
use dure_load::gauge::process::{Server, last_lines, raise_open_files};
use dure_load::replay::history::Source;
use dure_load::replay::run::{Choices, play};
use dure_load::replay::stage::Stage;
use dure_load::replay::{approvals, designs};
use dure_load::{Outcome, SETTINGS};
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use tokio::signal::unix::{SignalKind, signal};

/// Plays a history through the public API and compares every client's chain with the record.
#[derive(Parser)]
struct Arguments {
    /// Which history.
    #[arg(long, value_enum, default_value = "design")]
    history: Source,
    /// Revisions of drawings and models instead of a conversation.
    #[arg(long, conflicts_with_all = ["history", "rehearse", "lines"])]
    designs: bool,
    /// The same revisions submitted for approval, answered and signed until the last is approved.
    #[arg(long, conflicts_with_all = ["history", "rehearse", "lines", "designs"])]
    approvals: bool,
    /// Folder of the histories, `../shared/data/history`, or of the revisions, `../shared/data/revisions`.
    #[arg(long)]
    from: Option<PathBuf>,
    /// A running server, such as http://127.0.0.1:8080; without it one is started on an empty folder.
    #[arg(long)]
    url: Option<String>,
    /// Coordinator of a server that was set up before.
    #[arg(long, requires = "password")]
    email: Option<String>,
    /// Their password.
    #[arg(long)]
    password: Option<String>,
    /// The release program to start.
    #[arg(long, default_value = "target/release/dure")]
    dure: PathBuf,
    /// Rehearse on the durable reference server instead: no people, no keys.
    #[arg(long, conflicts_with = "url")]
    rehearse: bool,
    /// Folder in which the started server gets a folder of its own.
    #[arg(long, default_value = "target")]
    data: PathBuf,
    /// An empty PostgreSQL database for it, `postgres://..`, in place of SQLite in that folder.
    #[arg(long)]
    database: Option<String>,
    /// Seed of cuts and losses.
    #[arg(long, default_value_t = 20_241_122)]
    seed: u64,
    /// Mean number of events between two cuts of a member's socket.
    #[arg(long, default_value_t = 200)]
    cut_every: u64,
    /// Only so many lines of every project.
    #[arg(long)]
    lines: Option<usize>,
}

impl Arguments {
    fn shows_revisions(&self) -> bool {
        self.designs || self.approvals
    }

    fn folder(&self) -> PathBuf {
        let usual =
            if self.shows_revisions() { "../shared/data/revisions" } else { "../shared/data/history" };
        self.from.clone().unwrap_or_else(|| usual.into())
    }

    fn file(&self) -> &'static str {
        if self.shows_revisions() { designs::parts::LIST } else { self.history.file() }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (folder, file) = (arguments.folder(), arguments.file());
    if !folder.join(file).exists() {
        eprintln!("{} has no {file}: what is replayed is not part of the repository", folder.display());
        return ExitCode::from(3);
    }
    let stopped = async {
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        Outcome::Err("interrupted".into())
    };
    let done = tokio::select! {
        done = replay(&arguments) => done,
        stopped = stopped => stopped,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// True when nothing differed.
async fn replay(arguments: &Arguments) -> Outcome<bool> {
    raise_open_files(65_536);
    std::fs::create_dir_all(&arguments.data)?;
    let folder = tempfile::Builder::new().prefix("replay-").tempdir_in(&arguments.data)?;
    let server = start(arguments, folder.path()).await?;
    let address = match (&server, &arguments.url) {
        (Some(server), _) => server.address,
        (None, Some(url)) => resolve(url)?,
        (None, None) => return Err("no server".into()),
    };
    let account = arguments.email.clone().zip(arguments.password.clone());
    let account = account.map(|(email, password)| Account { email, password });
    let choices = Choices { seed: arguments.seed, cut_every: arguments.cut_every };
    let (told, differences) = match arguments.shows_revisions() {
        true => show_revisions(arguments, address, account.as_ref(), &choices).await,
        false => talk(arguments, address, account.as_ref(), &choices).await,
    }
    .map_err(|error| format!("{error}\n{}", last_lines(&folder.path().join("server.log"))))?;
    print!("{told}");
    Ok(differences == 0)
}

/// A conversation: what there is to say of it, and how much differed.
async fn talk(
    arguments: &Arguments,
    address: SocketAddr,
    account: Option<&Account>,
    choices: &Choices,
) -> Outcome<(String, usize)> {
    let mut history = arguments.history.read(&arguments.folder())?;
    arguments.lines.into_iter().for_each(|lines| history.shorten(lines));
    let start = Instant::now();
    let stage = match arguments.rehearse {
        true => Stage::rehearsal(address, &history),
        false => Stage::set(address, account, &history).await?,
    };
    let setting = start.elapsed();
    let mut report = play(&history, &stage, choices).await?;
    report.setting = setting;
    Ok((report.to_string(), report.differences.len()))
}

/// Revisions of designs, or their approvals, likewise.
async fn show_revisions(
    arguments: &Arguments,
    address: SocketAddr,
    account: Option<&Account>,
    choices: &Choices,
) -> Outcome<(String, usize)> {
    let parts = designs::parts::read(&arguments.folder())?;
    if arguments.approvals {
        let report = approvals::run::play(address, account, &parts, choices).await?;
        return Ok((report.to_string(), report.differences.len()));
    }
    let report = designs::run::play(address, account, &parts, choices).await?;
    Ok((report.to_string(), report.differences.len()))
}

/// Starts the server of this run, unless one runs already.
async fn start(arguments: &Arguments, folder: &Path) -> Outcome<Option<Server>> {
    if arguments.url.is_some() {
        return Ok(None);
    }
    let data = folder.join("data").display().to_string();
    let (program, mut words) = match arguments.rehearse {
        true => (std::env::current_exe()?.with_file_name("reference"), vec!["durable", "--data", &data]),
        false => (arguments.dure.clone(), vec!["serve", "--data", &data, "--listen", "127.0.0.1:0"]),
    };
    if !arguments.rehearse {
        words.extend(SETTINGS.iter().flat_map(|setting| ["--set", setting]));
        words.extend(arguments.database.iter().flat_map(|url| ["--database", url]));
    }
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    Ok(Some(Server::start(&program, &words, &folder.join("server.log")).await?))
}

fn resolve(url: &str) -> Outcome<SocketAddr> {
    let host = url.strip_prefix("http://").ok_or("the address must start with http://")?;
    Ok(host.trim_end_matches('/').to_socket_addrs()?.next().ok_or("the address leads nowhere")?)
}
