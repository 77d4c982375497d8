//! Clients that cost little: a generator that is slower than the server measures itself.
//!
//! [`http`] is HTTP/1.1 over one kept-alive connection with request bytes made beforehand; [`socket`] reads
//! WebSocket frames without parsing their JSON; [`api`] is the comfortable layer for setting up and replaying; [`files`] sends
//! and fetches what is too large for it.

pub mod api;
pub mod files;
pub mod http;
pub mod socket;
