//! Start and sign-in: the first account, sessions, the caller's own account.
//!
//! `create_setup` works once, while there is no account. A session is a device; its refresh token rotates, and a
//! token used twice ends it. A new password ends every other session. Sessions are kept without events; changes
//! of a person are events of `people`.

mod commands;
mod http;
mod me;

pub use commands::{FirstSteps, set_up};
pub use http::routes;
