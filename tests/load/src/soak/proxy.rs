//! A TCP proxy in front of a server that comes back on other ports. It cuts some connections in the middle of anything.

use super::tally::Tally;
use rand::RngExt;
use std::cell::Cell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_local;
use tokio::time::sleep;

/// Of so many connections one is cut.
const ONE_IN: u32 = 4;
/// Longest life of a connection that is cut.
const LONGEST_MS: u64 = 20_000;

/// Where clients connect.
pub struct Proxy {
    /// Its address, which stays.
    pub address: SocketAddr,
    server: Rc<Cell<SocketAddr>>,
}

impl Proxy {
    /// In front of this server, on a port of its own.
    pub async fn before(server: SocketAddr, tally: Rc<Tally>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = Rc::new(Cell::new(server));
        let target = server.clone();
        spawn_local(async move {
            while let Ok((client, _)) = listener.accept().await {
                let life = rand::rng().random_range(1..LONGEST_MS);
                let cut = tally.cuts_allowed.get() && rand::rng().random_ratio(1, ONE_IN);
                let (target, tally) = (target.get(), tally.clone());
                spawn_local(async move {
                    let carried = carry(client, target);
                    if !cut {
                        return drop(carried.await); // an error is the end of the connection
                    }
                    tokio::select! {
                        _ = carried => {}
                        () = sleep(Duration::from_millis(life)) => tally.add("connections cut", 1),
                    }
                });
            }
        });
        Ok(Self { address, server })
    }

    /// The server is elsewhere now.
    pub fn lead_to(&self, server: SocketAddr) {
        self.server.set(server);
    }
}

async fn carry(mut client: TcpStream, server: SocketAddr) -> io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await.map(drop)
}
