//! A long run of mixed load on a real server that is killed, cut off and kept waiting, and what must hold all the time.
//!
//! Everybody reaches the server by way of [`proxy`], which keeps its address over restarts and cuts connections at
//! random. [`writer`] talks and plans, tries what must be refused, and keeps a ledger of what was acknowledged;
//! [`visits`] lets people join and removes them; [`follower`] follows by socket, long poll and sync; [`reader`] looks at
//! everything, and some who never read hold sockets open. In [`rounds`] the load is stopped now and then, and
//! [`check`] compares records, ledger, chains and state by [`fold`]. [`tally`] counts it all and is printed.

pub mod check;
pub mod fold;
pub mod follower;
pub mod proxy;
pub mod reader;
pub mod rounds;
pub mod stage;
pub mod tally;
pub mod visits;
pub mod writer;
