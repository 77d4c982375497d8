//! What people say in a project room, and how far each has read.

use crate::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something a member said in the room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Id of the message.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// Its place in the record.
    pub seq: i64,
    /// The words, as sent (NFC).
    pub body: String,
    /// Who said it, with the firm and department held then.
    pub author: Actor,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Parties it is for; absent means everyone in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<String>>,
    /// When the server recorded it.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Messages of a room, oldest first within the page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    /// Oldest first.
    pub items: Vec<Message>,
    /// Value for `before` that brings the next older page; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Says something in the room.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostMessage {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// 1 to 10,000 characters.
    pub body: String,
    /// A message of the same room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Parties it is for; the author's own party always sees it. Absent means everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<String>>,
}

/// Says how far the caller has read.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetReadMarker {
    /// The last event seen; never moves back.
    pub seq: i64,
}

/// How far the caller has read.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReadMarker {
    /// The project.
    pub project_id: String,
    /// The last event seen.
    pub seq: i64,
}
