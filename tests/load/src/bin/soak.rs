//! Runs a server under mixed load, kills and cuts it, and checks what must hold all the time: see `scripts/soak`. Exit
//! code 1 on any violation.

use clap::Parser;
use dure_load::Outcome;
use dure_load::gauge::process::{machine, raise_open_files};
use dure_load::soak::rounds::{Choices, run};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::LocalSet;

/// A long run of mixed load with kills and cuts.
#[derive(Parser)]
struct Arguments {
    /// Minutes of the run.
    #[arg(default_value_t = 60)]
    minutes: u64,
    /// The program to run.
    #[arg(long, default_value = "target/release/dure")]
    dure: PathBuf,
    /// Folder on the disk to use; the run makes and removes its own inside.
    #[arg(long, default_value = "target")]
    data: PathBuf,
    /// An empty PostgreSQL database for it, `postgres://..`, in place of SQLite in that folder.
    #[arg(long)]
    database: Option<String>,
    /// Seed of kills and words.
    #[arg(long)]
    seed: Option<u64>,
    /// Longest pause of a writer between two requests, in milliseconds: less is more load.
    #[arg(long, default_value_t = 60)]
    pause_ms: u64,
    /// Keep the folder of the run.
    #[arg(long)]
    keep: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return ExitCode::FAILURE;
    };
    let local = LocalSet::new();
    let done = tokio::select! {
        done = local.run_until(soak()) => done,
        _ = interrupt.recv() => Err("interrupted".into()),
        _ = terminate.recv() => Err("terminated".into()),
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// How often something was violated.
async fn soak() -> Outcome<usize> {
    let arguments = Arguments::parse();
    let files = raise_open_files(65_536);
    std::fs::create_dir_all(&arguments.data)?;
    let mut folder = tempfile::Builder::new().prefix("soak-").tempdir_in(&arguments.data)?;
    folder.disable_cleanup(arguments.keep);
    let seed = arguments.seed.unwrap_or_else(rand::random);
    let (minutes, pause_ms) = (arguments.minutes, arguments.pause_ms);
    println!("{}, open files {files}", machine());
    println!(
        "soak: {minutes} minutes, seed {seed}, {}",
        if arguments.database.is_some() { "PostgreSQL" } else { "SQLite" }
    );
    let choices = Choices {
        program: arguments.dure,
        data: folder.path().to_owned(),
        database: arguments.database,
        time: Duration::from_secs(minutes * 60),
        seed,
        pause_ms,
    };
    let tally = run(&choices).await?;
    println!("\n{tally}");
    if tally.violations() > 0 {
        folder.disable_cleanup(true);
        println!("what it left is in {}", folder.path().display());
    }
    Ok(tally.violations())
}
