//! Measures a release server against the reference servers and prints the ratios: see `scripts/load`.

use clap::Parser;
use dure_load::gauge::process::{Server, last_lines, machine, raise_open_files};
use dure_load::gauge::table;
use dure_load::scenario::board::Board;
use dure_load::scenario::target::Target;
use dure_load::scenario::texts::Texts;
use dure_load::scenario::{designs, scale};
use dure_load::{Outcome, SETTINGS};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::LocalSet;
use tokio::time::timeout;

/// The whole run never takes longer.
const LIMIT: Duration = Duration::from_secs(480);

/// Measures the real server against two that are written as fast as one can.
#[derive(Parser)]
struct Arguments {
    /// The release program; without it only the references are measured.
    #[arg(long)]
    dure: Option<PathBuf>,
    /// Folder on the disk to measure; the run makes and removes its own inside.
    #[arg(long, default_value = "target")]
    data: PathBuf,
    /// An empty PostgreSQL database to measure, `postgres://..`, in place of SQLite in that folder.
    #[arg(long)]
    database: Option<String>,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Measure large projects and many projects instead, without the references: filling them takes most of the time.
    #[arg(long)]
    scale: bool,
    /// Measure files and designs instead: a file hashed and written by one thread, and given bare, is the reference.
    #[arg(long, conflicts_with_all = ["scale", "seconds"])]
    designs: bool,
    /// Folder of the histories that large projects are filled from; without them the words are made.
    #[arg(long, default_value = "../shared/data/history")]
    from: PathBuf,
    /// Only scenarios whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let local = LocalSet::new();
    tokio::select! {
        done = local.run_until(timeout(LIMIT, measure(&arguments))) => {
            done.map_err(|_| format!("not done within {LIMIT:?}"))?
        }
        _ = interrupt.recv() => Err("interrupted".into()),
        _ = terminate.recv() => Err("terminated".into()),
    }
}

async fn measure(arguments: &Arguments) -> Outcome<()> {
    let start = Instant::now();
    let files = raise_open_files(65_536);
    std::fs::create_dir_all(&arguments.data)?;
    let folder = tempfile::Builder::new().prefix("load-").tempdir_in(&arguments.data)?;
    println!("{}, open files {files}", machine());
    let (servers, targets) = start_all(arguments, folder.path()).await?;
    let mut board = Board::new(targets, Duration::from_secs(arguments.seconds), &arguments.only)
        .against_rows(arguments.database.clone());
    if arguments.scale {
        let texts = Texts::read(&arguments.from)?;
        let target = board.targets.first().ok_or("without --dure there is nothing to measure")?;
        let lines = scale::scale(target, &texts, &arguments.only).await;
        board.lines = lines.map_err(|error| with_log(error, folder.path()))?;
    } else if arguments.designs {
        let lines = designs::designs(&board.targets, folder.path(), &arguments.only).await;
        board.lines = lines.map_err(|error| with_log(error, folder.path()))?;
    } else {
        board.run(folder.path()).await?;
    }
    let mut columns: Vec<&str> = board.targets.iter().map(|target| target.name).collect();
    if board.lines.iter().any(|line| line.figures.len() > columns.len()) {
        columns.push("rows");
    }
    if arguments.designs {
        columns[0] = "reference";
    }
    board.lines.retain(|line| line.verdict.is_some() || line.figures.iter().any(Option::is_some));
    println!("\n{}", table::print(&columns, &board.lines));
    println!("took {} s", start.elapsed().as_secs());
    drop(servers);
    if board.failed() {
        eprintln!("the last lines of the server's log:\n{}", last_lines(&folder.path().join("dure.log")));
    }
    board.verdict()
}

fn with_log(error: Box<dyn std::error::Error>, folder: &Path) -> Box<dyn std::error::Error> {
    format!("{error}\n{}", last_lines(&folder.join("dure.log"))).into()
}

async fn start_all(arguments: &Arguments, folder: &Path) -> Outcome<(Vec<Server>, Vec<Target>)> {
    let reference = std::env::current_exe()?.with_file_name("reference");
    let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let place = |name: &str| folder.join(name).display().to_string();
    let files = folder.display().to_string();
    let references = [
        ("bare", text(&["bare", "--files", &files])),
        ("durable", text(&["durable", "--data", &place("durable")])),
    ];
    let needed = |name| !arguments.scale && (name == "bare" || !arguments.designs);
    let (mut servers, mut targets) = (Vec::new(), Vec::new());
    for (name, words) in references.into_iter().filter(|(name, _)| needed(*name)) {
        let server = Server::start(&reference, &words, &folder.join(format!("{name}.log"))).await?;
        targets.push(Target::reference(name, server.address, server.id()));
        servers.push(server);
    }
    if let Some(program) = &arguments.dure {
        let data = place("dure");
        let mut words = text(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]);
        words.extend(SETTINGS.iter().flat_map(|setting| text(&["--set", setting])));
        words.extend(arguments.database.iter().flat_map(|url| text(&["--database", url])));
        let dure = Server::start(program, &words, &folder.join("dure.log")).await?;
        let start = Instant::now();
        targets.push(Target::real("dure", dure.address, dure.id()).await?);
        println!("set up through the API in {:.1} s", start.elapsed().as_secs_f64());
        servers.push(dure);
    }
    Ok((servers, targets))
}
