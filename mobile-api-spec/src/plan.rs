//! The plan of a project: milestones, actions, questions, decisions, ideas, and whose turn it is.
//!
//! All five stand in a snapshot while they are open, and for 500 events after the one that closed them
//! (`closed_seq > as_of_seq - 500`), in the order of `created_seq`.

use crate::{Actor, Ball};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an event changed in one field. Long texts are named without their values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// The field, as it is called in the resource.
    pub field: String,
    /// Its value before; absent when it was empty, or is long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its value now; absent when it is empty, or long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What somebody answered to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuestionAnswer {
    /// Id of the answer.
    pub id: String,
    /// The question.
    pub question_id: String,
    /// The words, as sent (NFC).
    pub body: String,
    /// Who answered, with the firm and department held then.
    pub author: Actor,
    /// When the server recorded it.
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// Answers to a question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QuestionAnswerPage {
    /// Oldest first.
    pub items: Vec<QuestionAnswer>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A thing of the plan and its page: what all have, and after it what this one has.
macro_rules! planned {
    (
        $(#[$doc:meta])* $name:ident $states:tt, $(#[$page_doc:meta])* $page:ident,
        { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
        pub struct $name {
            /// Its id.
            pub id: String,
            /// The project.
            pub project_id: String,
            /// What it is, on one line.
            pub title: String,
            /// More about it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub body: Option<String>,
            /// The message it came from. Not everyone may hear that message.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub message_id: Option<String>,
            /// The meeting it was written down in.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub meeting_id: Option<String>,
            /// Where it stands.
            #[schema(extensions(("x-extensible-enum" = json!($states))))]
            pub state: String,
            /// Who wrote it down, with the firm and department held then.
            pub author: Actor,
            /// When it was written down.
            #[schema(format = DateTime)]
            pub created_at: String,
            /// Place of that event in the record.
            pub created_seq: i64,
            /// Place of the event that closed it; absent while it is open.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub closed_seq: Option<i64>,
            $($(#[$field_doc])* pub $field: $type,)*
            /// Place of the change in the record; only in the answer to a write.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub seq: Option<i64>,
            /// What the caller may do with it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub allowed_actions: Option<Vec<String>>,
        }

        $(#[$page_doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        pub struct $page {
            /// In the order they were written down.
            pub items: Vec<$name>,
            /// Cursor of the next page; absent on the last.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub next: Option<String>,
        }
    };
}

planned! {
    /// A dated goal. Open while it is `planned`.
    Milestone ["planned", "reached", "dropped"],
    /// Milestones of a project.
    MilestonePage,
    {
        /// The day it is for, `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(format = Date)]
        due_on: Option<String>,
        /// The party that answers for it.
        owner_party_id: String,
        /// The person of that party, when one is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner_person_id: Option<String>,
    }
}

planned! {
    /// A thing somebody owes by a date. Open while it is `open`.
    Action ["open", "done", "dropped"],
    /// Actions of a project.
    ActionPage,
    {
        /// The day it is owed, `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(format = Date)]
        due_on: Option<String>,
        /// The party that owes it.
        owner_party_id: String,
        /// The person of that party, when one is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner_person_id: Option<String>,
        /// Whose turn it is: the owner's, while it is open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ball: Option<Ball>,
    }
}

planned! {
    /// Needs an answer from a named party by a date. Open until it is `closed`.
    Question ["open", "answered", "closed"],
    /// Questions of a project.
    QuestionPage,
    {
        /// The day the answer is needed, `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(format = Date)]
        due_on: Option<String>,
        /// The party that is asked.
        owner_party_id: String,
        /// The person of that party, when one is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner_person_id: Option<String>,
        /// The party that asks.
        asker_party_id: String,
        /// The person who asks; absent once they are no longer a member.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asker_person_id: Option<String>,
        /// Whose turn it is: who is asked, once answered who asked; nobody's when it is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ball: Option<Ball>,
        /// The last answer; `list_answers` has all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<QuestionAnswer>,
        /// How many answers there are.
        answer_count: i64,
    }
}

planned! {
    /// What was agreed, pinned. It holds while it is `pinned`.
    Decision ["pinned", "withdrawn"],
    /// Decisions of a project.
    DecisionPage,
    {
        /// Why it was withdrawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}

planned! {
    /// A proposal to do something better. Open while it is `open`.
    Idea ["open", "adopted", "declined"],
    /// Ideas of a project.
    IdeaPage,
    {
        /// Why it was adopted or declined.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}

/// What somebody must see to: create and update.
macro_rules! owed {
    ($(#[$doc:meta])* $create:ident, $(#[$update_doc:meta])* $update:ident $states:tt) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $create {
            /// The client's own new UUIDv7.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub id: Option<String>,
            /// At most 200 characters.
            pub title: String,
            /// At most 2,000 characters.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub body: Option<String>,
            /// A day between 2000 and 2100, `YYYY-MM-DD`.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(format = Date)]
            pub due_on: Option<String>,
            /// A party of the project. Without an owner it is the caller.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub owner_party_id: Option<String>,
            /// A member of the project, instead of a party.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub owner_person_id: Option<String>,
            /// A message of the project that the caller hears.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub message_id: Option<String>,
            /// A running meeting of the project: it becomes part of its page.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub meeting_id: Option<String>,
        }

        $(#[$update_doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $update {
            /// At most 200 characters.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub title: Option<String>,
            /// At most 2,000 characters.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub body: Option<String>,
            /// A day between 2000 and 2100, `YYYY-MM-DD`.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(format = Date)]
            pub due_on: Option<String>,
            /// The party that has it from now on.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub owner_party_id: Option<String>,
            /// The member that has it from now on, instead of a party.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub owner_person_id: Option<String>,
            /// Where it stands from now on.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(extensions(("x-extensible-enum" = json!($states))))]
            pub state: Option<String>,
            /// Fields to empty: `body`, `due_on`.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub clear: Vec<String>,
        }
    };
}

owed! {
    /// Sets a milestone.
    CreateMilestone,
    /// Changes a milestone. What is absent stays.
    UpdateMilestone ["planned", "reached", "dropped"]
}

owed! {
    /// Writes down what somebody owes.
    CreateAction,
    /// Changes an action. What is absent stays.
    UpdateAction ["open", "done", "dropped"]
}

owed! {
    /// Asks a party or a member; one of them must be named.
    CreateQuestion,
    /// Changes a question. What is absent stays; `answered` comes by an answer alone.
    UpdateQuestion ["open", "closed"]
}

/// What is written down for everyone: create and update.
macro_rules! noted {
    ($(#[$doc:meta])* $create:ident, $(#[$update_doc:meta])* $update:ident $states:tt) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $create {
            /// The client's own new UUIDv7.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub id: Option<String>,
            /// At most 200 characters.
            pub title: String,
            /// At most 2,000 characters.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub body: Option<String>,
            /// A message of the project that the caller hears.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub message_id: Option<String>,
            /// A running meeting of the project: it becomes part of its page.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub meeting_id: Option<String>,
        }

        $(#[$update_doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $update {
            /// At most 200 characters.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub title: Option<String>,
            /// At most 2,000 characters.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub body: Option<String>,
            /// Where it stands from now on.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(extensions(("x-extensible-enum" = json!($states))))]
            pub state: Option<String>,
            /// Why, at most 2,000 characters; only together with `state`.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub reason: Option<String>,
            /// Fields to empty: `body`.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub clear: Vec<String>,
        }
    };
}

noted! {
    /// Pins what was agreed.
    CreateDecision,
    /// Changes a decision, or withdraws it with a reason. What is absent stays.
    UpdateDecision ["withdrawn"]
}

noted! {
    /// Proposes something.
    CreateIdea,
    /// Changes an idea, or says what becomes of it. What is absent stays.
    UpdateIdea ["open", "adopted", "declined"]
}

/// Answers a question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerQuestion {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// 1 to 2,000 characters.
    pub body: String,
}

/// Query of the lists of a plan.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanParams {
    /// Only those in this state.
    pub state: Option<String>,
    /// Only those that this party, or a member of it, has.
    pub owner_party_id: Option<String>,
    /// Only those that this member has.
    pub owner_person_id: Option<String>,
    /// Items wanted, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Query of the lists of a plan that nobody has to see to.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NoteParams {
    /// Only those in this state.
    pub state: Option<String>,
    /// Items wanted, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}
