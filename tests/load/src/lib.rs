//! Load, replay and the yardsticks they are held against. All of it speaks the public API alone.
//!
//! - [`client`]: cheap HTTP and WebSocket clients, and a comfortable JSON client on top;
//! - [`cast`]: a cluster, its firms and people, made through the API;
//! - [`reference`]: two servers written as fast as one can, without and with a disk;
//! - [`gauge`]: percentiles, the disk's own speed, child processes, the table of ratios;
//! - [`scenario`]: what `scripts/load` measures, each against any server;
//! - [`replay`]: real conversations played through a server, every client's chain compared with the record;
//! - [`soak`]: mixed load for a long time with kills and cuts, and what must hold all the time.

pub mod cast;
pub mod client;
pub mod gauge;
pub mod reference;
pub mod replay;
pub mod scenario;
pub mod soak;

/// What can fail fails with a sentence for the person who ran it.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Limits of the real server that a run raises, since one machine plays hundreds of people.
pub const SETTINGS: &[&str] = &[
    "limits.requests_per_second=1000000",
    "limits.sign_ins_per_minute=1000000",
    "limits.invitations_per_day=1000000",
    "limits.sockets_per_person=100000",
    "limits.sockets_per_address=100000",
];
