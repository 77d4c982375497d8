//! Frames of the socket. The full protocol stands in `asyncapi.yaml`.

use serde::{Deserialize, Serialize};

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// First frame, within five seconds.
    Hello {
        /// From `create_live_ticket`.
        ticket: String,
    },
    /// Follow a record; idempotent.
    Subscribe {
        /// Chosen by the client; comes back in the answer.
        id: i64,
        /// The project to follow,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project_id: Option<String>,
        /// or the cluster,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cluster_id: Option<String>,
        /// or the firm.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        firm_id: Option<String>,
        /// The epoch the client's state is of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<String>,
        /// The last event the client has; absent means only what comes from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
    },
    /// Stop following.
    Unsubscribe {
        /// Chosen by the client.
        id: i64,
        /// The project,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project_id: Option<String>,
        /// or the cluster,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cluster_id: Option<String>,
        /// or the firm.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        firm_id: Option<String>,
    },
    /// The person is writing; shown to the others for some seconds.
    Typing {
        /// The project.
        project_id: String,
    },
    /// Shows that the session still stands.
    Refresh {
        /// A new ticket of the same session.
        ticket: String,
    },
}
