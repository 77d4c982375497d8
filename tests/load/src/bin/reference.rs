//! Runs a reference server: `reference bare`, or `reference durable --data DIR`.

use clap::{Parser, ValueEnum};
use dure_load::{Outcome, reference};
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Kind {
    /// Nothing is kept but a tail in memory.
    Bare,
    /// A row per post, committed before the answer.
    Durable,
}

/// A server written as fast as one can: the yardstick of `scripts/load`.
#[derive(Parser)]
struct Arguments {
    /// Which yardstick.
    kind: Kind,
    /// Folder of the durable server's database.
    #[arg(long, default_value = "data/reference")]
    data: PathBuf,
    /// Folder of files that are given as they are.
    #[arg(long, default_value = "data/files")]
    files: PathBuf,
    /// Address to bind; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

#[actix_web::main]
async fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    let folder = (arguments.kind == Kind::Durable).then_some(arguments.data.as_path());
    let (address, server) = reference::http::serve(arguments.listen, folder, &arguments.files)?;
    println!("listening on http://{address}");
    Ok(server.await?)
}
