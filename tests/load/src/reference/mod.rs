//! The yardsticks: two servers written as fast as one can on the same stack as the real one, without accounts,
//! permits, idempotency or a Merkle tree. `bare` keeps a tail of every room in memory; `durable` commits a row
//! per post before it answers (SQLite, WAL, synchronous=FULL), everything that waits in one transaction.
//!
//! An event is serialised once; the same bytes are the socket's frame, the stored row and the answer
//! ([`event`]). Each worker thread fans out to its own sockets without locks ([`fan_out`]). What is kept where
//! stands in [`record`]; paths and frames are those of the public API ([`http`], [`live`]). [`files`] gives a
//! file as it is. [`rows`] is no server: it is what PostgreSQL takes of plain rows.

pub mod durable;
pub mod event;
pub mod fan_out;
pub mod files;
pub mod http;
pub mod live;
pub mod memory;
pub mod record;
pub mod rows;
