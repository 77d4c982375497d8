//! The wire types of Dure's published API, a file per slice. Plain data: no database, no HTTP.
//!
//! Reading order: [`access`] (sign-in, me), [`people`], [`firms`], [`clusters`], [`projects`], [`plan`], [`meetings`],
//! [`turn`], [`designs`], [`comments`], [`markups`], [`charters`], [`routes`], [`approvals`], [`responses`], [`asides`],
//! [`behalf`], [`deputies`], [`clocks`], [`files`], [`rooms`], [`search`], [`notices`] (mail), [`record`] (events and snapshots), [`live`] (socket frames),
//! [`problem`] (errors), [`limits`].
//! Ids are UUIDv7 in lower case, times RFC 3339 UTC with milliseconds, text is NFC. What is not there is
//! absent, never `null`. Requests refuse fields they do not know; answers may grow new ones.

pub mod access;
pub mod approvals;
pub mod asides;
pub mod behalf;
pub mod charters;
pub mod clocks;
pub mod clusters;
pub mod comments;
pub mod deputies;
pub mod designs;
pub mod files;
pub mod firms;
pub mod limits;
pub mod live;
pub mod markups;
pub mod meetings;
pub mod notices;
pub mod passkeys;
pub mod people;
pub mod plan;
pub mod problem;
pub mod projects;
pub mod record;
pub mod responses;
pub mod rooms;
pub mod routes;
pub mod search;
pub mod spec;
pub mod turn;

pub use access::*;
pub use approvals::*;
pub use asides::*;
pub use behalf::*;
pub use charters::*;
pub use clocks::*;
pub use clusters::*;
pub use comments::*;
pub use deputies::*;
pub use designs::*;
pub use files::*;
pub use firms::*;
pub use limits::Limits;
pub use live::*;
pub use markups::*;
pub use meetings::*;
pub use notices::*;
pub use passkeys::*;
pub use people::*;
pub use plan::*;
pub use problem::*;
pub use projects::*;
pub use record::*;
pub use responses::*;
pub use rooms::*;
pub use routes::*;
pub use search::*;
pub use turn::*;

/// Query of every list that goes forward.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// Items wanted, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Query of `list_messages`.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessageParams {
    /// Messages wanted, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Only messages whose `seq` is less than this.
    #[param(minimum = 1)]
    pub before: Option<i64>,
}

/// Query of `delete_message`.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeleteMessageParams {
    /// Why, at most 200 characters; a lead who deletes the words of somebody else must say.
    pub reason: Option<String>,
}

/// Query of `sync`.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SyncParams {
    /// `token` of the answer before; absent for a device that has nothing.
    pub since: Option<String>,
    /// Seconds to wait when there is nothing new, at most 30.
    #[param(minimum = 0, maximum = 30)]
    pub wait: Option<i64>,
}

/// Query of the lists of events.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventParams {
    /// The last event the caller has; 0 or absent for the start.
    #[param(minimum = 0)]
    pub after: Option<i64>,
    /// Events wanted, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Seconds to wait for an event when there is none, at most 30.
    #[param(minimum = 0, maximum = 30)]
    pub wait: Option<i64>,
}
