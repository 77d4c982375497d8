//! Invitations: the only way in.
//!
//! An invitation of a firm goes to its first administrator; one of a person brings them into the firm of the
//! administrator who invites. It is `sent`, then `accepted` once, or `void` by its end or because the inviter may
//! no longer invite. The link goes by mail alone; the inviter may read it. Its secret is derived, stored nowhere,
//! and bound to firm, role and address as they were invited. Who is signed in cannot accept: a person is one account.
//! Whether an invited address or number is known here, nobody is told: an administrator of that firm says so by
//! taking the invitation for it (`firms`), if it was sent to somebody of the firm or names its business number.
//!
//! Events, in the firm's record: `people.person_invited`; accepting is `people.person_joined`.

mod commands;
mod http;
mod rules;
mod store;

pub use commands::{for_firm, send, take};
pub use http::routes;
pub use rules::{Kind, NewInvitation};
pub use store::{inviter, is_of_cluster};
