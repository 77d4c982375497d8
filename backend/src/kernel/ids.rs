//! Ids: UUIDv7 as lower-case text, one type per noun, cheap to copy.

use super::store::text_column;
use std::fmt;
use std::str::FromStr;

/// The text is not a lower-case UUID of version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

/// 36 ASCII characters, always a valid UUIDv7.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Text36([u8; 36]);

impl Text36 {
    #[allow(clippy::disallowed_methods, reason = "ids carry the real time, also where a test sets the clock")]
    fn new() -> Self {
        Self::of(uuid::Uuid::now_v7())
    }

    fn of(id: uuid::Uuid) -> Self {
        let mut text = [0; 36];
        id.hyphenated().encode_lower(&mut text);
        Self(text)
    }

    fn parse(text: &str) -> Result<Self, NotAnId> {
        let id = uuid::Uuid::parse_str(text).map_err(|_| NotAnId)?;
        let parsed = Self::of(id);
        (id.get_version_num() == 7 && parsed.as_str() == text).then_some(parsed).ok_or(NotAnId)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub struct $name(Text36);

        impl $name {
            /// A new one, later in order than all before.
            #[allow(clippy::new_without_default, reason = "every id is another one")]
            pub fn new() -> Self {
                Self(Text36::new())
            }

            /// Lower-case hyphenated text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Text36::parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        text_column!($name);
    )*};
}

ids! {
    /// A cluster.
    ClusterId,
    /// A firm.
    FirmId,
    /// A department of a firm.
    DepartmentId,
    /// A human with an account.
    PersonId,
    /// A signed-in device.
    SessionId,
    /// An invitation of a firm or person.
    InvitationId,
    /// A link that gives a new password.
    ResetId,
    /// A passkey of a person.
    PasskeyId,
    /// What a passkey answers.
    ChallengeId,
    /// That one firm supplies another in a cluster.
    SupplyLinkId,
    /// A project.
    ProjectId,
    /// A firm or department in a project.
    PartyId,
    /// A phase of a project.
    PhaseId,
    /// A milestone, action, question, decision or idea.
    ItemId,
    /// A meeting.
    MeetingId,
    /// An answer to a question or a comment.
    AnswerId,
    /// A message in a room.
    MessageId,
    /// A design.
    DesignId,
    /// A revision of a design.
    RevisionId,
    /// A comment on a revision.
    CommentId,
    /// A version of a project's charter.
    CharterId,
    /// A route that approvals are started from.
    RouteId,
    /// An approval.
    ApprovalId,
    /// A seat of an approval.
    SeatId,
    /// Advice that a holder asks for.
    AdviceId,
    /// What somebody answered for a seat.
    ResponseId,
    /// That somebody stands in for another.
    DeputyId,
    /// A markup on a revision.
    MarkupId,
    /// A file.
    FileId,
    /// A file on its way: the text is the file's own id.
    UploadId,
    /// An event of a record.
    EventId,
    /// A job in the queue.
    JobId,
}

impl UploadId {
    /// The file that it is, or will be.
    pub fn file(self) -> FileId {
        FileId(self.0)
    }
}

/// The record an event stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A project's record.
    Project(ProjectId),
    /// A cluster's record.
    Cluster(ClusterId),
    /// A firm's record.
    Firm(FirmId),
    /// The server itself; it has rights, and no record yet.
    Server,
}

impl Scope {
    /// `project`, `cluster` or `firm`.
    pub fn kind(&self) -> &'static str {
        match self {
            Scope::Project(_) => "project",
            Scope::Cluster(_) => "cluster",
            Scope::Firm(_) => "firm",
            Scope::Server => "server",
        }
    }

    /// Id of the project, cluster or firm.
    pub fn as_str(&self) -> &str {
        match self {
            Scope::Project(id) => id.as_str(),
            Scope::Cluster(id) => id.as_str(),
            Scope::Firm(id) => id.as_str(),
            Scope::Server => "server",
        }
    }

    /// From what [`Scope::kind`] and [`Scope::as_str`] gave.
    pub fn parse(kind: &str, id: &str) -> Result<Self, NotAnId> {
        match kind {
            "project" => id.parse().map(Scope::Project),
            "cluster" => id.parse().map(Scope::Cluster),
            "firm" => id.parse().map(Scope::Firm),
            _ => Err(NotAnId),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_lower_case_uuid_of_version_7_and_nothing_else() {
        let id = MessageId::new();
        assert_eq!(id.as_str().parse(), Ok(id));
        for text in ["", "x", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", &id.as_str().to_uppercase()] {
            assert!(text.parse::<MessageId>().is_err(), "{text}");
        }
    }
}
