//! What people say in a project room, and how far each has read.

use crate::{Actor, RevisionFile};
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
    /// The words, as sent (NFC); empty once it was deleted.
    pub body: String,
    /// Who said it, with the firm and department held then.
    pub author: Actor,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Parties it is for; absent means everyone in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<String>>,
    /// Persons and parties it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<Mention>>,
    /// Files that came with it; who hears it may take them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<RevisionFile>>,
    /// In order of the first of each emoji.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reactions: Option<Vec<Reaction>>,
    /// When the server recorded it.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When its words were last changed; earlier ones: `list_message_versions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub edited_at: Option<String>,
    /// The last event that changed it: its words, reactions or deletion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_seq: Option<i64>,
    /// That and by whom it was deleted: nothing of what it said is told any more, in old events neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion: Option<Deletion>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// A person or party that a message names: one of the ids. A department is named by its party; where it is one,
/// the answer has both. The words of the message say it as `@` and the name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// A member of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// A party of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_id: Option<String>,
    /// The department that is the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_id: Option<String>,
}

/// One emoji under a message, and who set it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// One emoji.
    pub emoji: String,
    /// In the order they set it.
    pub person_ids: Vec<String>,
}

/// That something was deleted, by whom and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Deletion {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// By whom.
    pub by: Actor,
    /// Why; always there when a lead deleted the words of somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Words that a message had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessageVersion {
    /// The event that brought them.
    pub seq: i64,
    /// The words.
    pub body: String,
    /// When they were written.
    #[schema(format = DateTime)]
    pub at: String,
}

/// All words that a message had, on one page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MessageVersionPage {
    /// Oldest first; the last ones are those it has now.
    pub items: Vec<MessageVersion>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Changes the words of a message; the earlier ones stay readable.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMessage {
    /// 1 to 10,000 characters.
    pub body: String,
    /// Whom it names from now on; absent means as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 50)]
    pub mentions: Option<Vec<Mention>>,
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
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
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
    /// Members and parties it names, at most 50; each must hear it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 50)]
    pub mentions: Option<Vec<Mention>>,
    /// Files that the caller sees, at most 10: who hears the message sees them from now on, until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10)]
    pub file_ids: Option<Vec<String>>,
}

/// How far a member has read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Seen {
    /// The member.
    pub person_id: String,
    /// The party they stand in.
    pub party_id: String,
    /// The last event seen.
    pub seq: i64,
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
