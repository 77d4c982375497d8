//! Start and sign-in: the first account, sessions, the caller's own account.
//!
//! How somebody signs in by passkey stands in `passkeys`. `create_setup` works once, while there is no account. A session is a device; its refresh token rotates, and a
//! token used twice ends it. A new password ends every other session. Who forgot it is sent a link, which gives a new
//! one once, ends every session and removes every passkey; nobody who asks learns whether an address has an account. Sessions and passwords
//! are kept without events; changes of a person are events of `people`.

mod commands;
mod http;
mod me;
mod resets;
mod rules;
mod store;

pub use commands::{FirstSteps, send_reset, set_up, sign_in as open, tell_of_passkey};
pub use http::routes;
pub use me::prove_password;
