//! The command line: parse, call, print.

use clap::{Parser, Subcommand};
use dure::config::{Config, Sources};
use dure::kernel::backup;
use dure::kernel::record::Signer;
use dure::kernel::secrets::Secrets;
use dure::{app, demo, log, routes, setup, sheets};
use std::path::PathBuf;
use std::process::ExitCode;

/// Messages cross threads on their way to disk and to sockets, which costs glibc's allocator a tenth of a core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Project rooms, shared records and approvals for the firms of a value chain.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// A TOML file of settings.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Folder with everything the server keeps.
    #[arg(long, global = true)]
    data: Option<String>,
    /// `postgres://user:password@host/database` in place of SQLite in that folder.
    #[arg(long, global = true)]
    database: Option<String>,
    /// One setting, such as `limits.reads=4`; may be given often.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, the sockets and the web client.
    Serve {
        /// Where clients connect; port 0 takes a free one.
        #[arg(long)]
        listen: Option<String>,
        /// Where health and metrics are served.
        #[arg(long)]
        admin_listen: Option<String>,
    },
    /// Make cluster, firms and people from a TOML file in an empty data folder, and print their ids.
    Setup {
        /// See `scripts/setup-example.toml`.
        file: PathBuf,
    },
    /// Take a backup, also while the server runs, into a new folder.
    Backup {
        /// Where; it must not exist.
        folder: PathBuf,
    },
    /// Fill an empty data folder, and an empty database, from a backup.
    Restore {
        /// What `backup` made.
        folder: PathBuf,
        /// Only read all of it and say whether it is whole.
        #[arg(long)]
        check: bool,
    },
    /// Fill an empty data folder with the example project, and print who can sign in.
    Demo,
    /// Verify a decision that was taken away, without any server.
    Verify {
        /// The zip of `export_decision`.
        file: PathBuf,
        /// The server's key, where it is known from elsewhere: what `dure key` printed there.
        #[arg(long)]
        key: Option<String>,
    },
    /// Print the key with which this server signs what is taken away.
    Key,
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Make a local authority and a certificate for the names of this server.
    Tls {
        /// Host names and addresses, such as `dure.office 192.168.0.10`.
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Print the published OpenAPI spec.
    Spec,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Check it, and print it without secrets.
    Check,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dure: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut flags = arguments.set.clone();
    flags.extend(arguments.data.clone().map(|data| ("data".to_owned(), format!("{data:?}"))));
    flags.extend(arguments.database.clone().map(|url| ("database".to_owned(), format!("{url:?}"))));
    if let Command::Serve { listen, admin_listen } = &arguments.command {
        flags.extend(listen.clone().map(|at| ("listen".to_owned(), format!("{at:?}"))));
        flags.extend(admin_listen.clone().map(|at| ("admin_listen".to_owned(), format!("{at:?}"))));
    }
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let environment = std::env::vars().collect();
    let config = Config::load(&Sources { file: arguments.config, environment, flags })?;
    match arguments.command {
        Command::Serve { .. } => serve(config),
        Command::Setup { file } => {
            let made = setup::run(config, &std::fs::read_to_string(&file)?)?;
            println!("{}", serde_json::to_string_pretty(&made)?);
            Ok(())
        }
        Command::Backup { folder } => {
            println!("backup {}", backup::take(&config, &folder)?.summary());
            Ok(())
        }
        Command::Restore { folder, check: true } => {
            println!("whole: backup {}", backup::Manifest::open(&folder)?.summary());
            Ok(())
        }
        Command::Restore { folder, check: false } => {
            let _lock = app::lock(&config)?;
            println!("restored backup {}", backup::restore(&config, &folder)?.summary());
            Ok(())
        }
        Command::Verify { file, key } => {
            println!("{}", sheets::verify(&file, key.as_deref())?);
            Ok(())
        }
        Command::Key => {
            let secrets = Secrets::open(&config.data)?;
            println!("{}", Signer::new(String::new(), &secrets.signing).key());
            Ok(())
        }
        Command::Demo => {
            print!("{}", demo::make(config)?);
            Ok(())
        }
        Command::Config { what: ConfigCommand::Check } => {
            print!("{}", config.print());
            Ok(())
        }
        Command::Tls { names } => {
            let made = setup::certificates(&config, names)?;
            println!("{made}");
            Ok(())
        }
        Command::Spec => {
            print!("{}", routes::openapi_yaml()?);
            Ok(())
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "the stop signal is awaited by the program itself")]
fn serve(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    demo::guard(&config)?;
    log::start(&config.log);
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    actix_web::rt::System::new().block_on(async move {
        let running = app::build(config)?;
        println!("listening on {scheme}://{}", running.address);
        if let Some(admin) = running.admin_address {
            println!("admin on http://{admin}");
        }
        let stopper = running.stopper();
        actix_web::rt::spawn(async move {
            stop_signal().await;
            tracing::info!("stopping");
            stopper.stop().await;
        });
        running.serve().await?;
        Ok(())
    })
}

/// SIGTERM or SIGINT.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
