//! Comments on revisions of designs: points to settle.

use crate::{Actor, Ball};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A point, or a direction, in the space of a model, in its own units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Along x.
    pub x: f64,
    /// Along y.
    pub y: f64,
    /// Along z.
    pub z: f64,
}

/// Where somebody stood before a model, looking straight ahead without perspective.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// Where the eye is.
    pub eye: Point,
    /// What it looks at.
    pub target: Point,
    /// Which way is up.
    pub up: Point,
    /// Height of what is seen, in units of the model; more than 0.
    pub height: f64,
}

/// A spot on a file of a revision: on a sheet `page`, `x` and `y`; on a model `point` and `camera`. Numbers are kept to a
/// millionth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The file.
    pub file_id: String,
    /// Page of a sheet, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<i64>,
    /// From the left edge of the sheet, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<f64>,
    /// From the upper edge of the sheet, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<f64>,
    /// A point of a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// From where it was pointed at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
}

/// A point to settle on a revision of a design. The design's party answers, who made it closes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Comment {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The design.
    pub design_id: String,
    /// The revision that it was made on.
    pub revision_id: String,
    /// Its number among all comments of the design, from 1.
    pub number: i64,
    /// What is said, as plain text.
    pub body: String,
    /// Whether the design cannot be approved before it is settled.
    pub blocking: bool,
    /// The spot that it is about; absent means the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// The id of the BCF topic that it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The party of who made it.
    pub party_id: String,
    /// Who made it, with the firm and department held then.
    pub author: Actor,
    /// Who closes it: who made it. Absent once they are no member any more: then their party does, and says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closer_person_id: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// Where it stands: `awaiting_revision` is settled when the next revision shows it, `to_check` once there is one.
    #[schema(extensions(("x-extensible-enum" = json!(["open", "answered", "awaiting_revision", "to_check", "closed"]))))]
    pub state: String,
    /// What was answered, oldest first, at most 20.
    pub answers: Vec<CommentAnswer>,
    /// How it was closed, or with the next revision will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closure: Option<CommentClosure>,
    /// The later revision that it was carried to, not being closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_to: Option<String>,
    /// The event that closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_seq: Option<i64>,
    /// Whose turn it is; nobody's once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ball: Option<Ball>,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// What was said to a comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CommentAnswer {
    /// Its id.
    pub id: String,
    /// What it says: the design's party accepts, declines or explains; who made the comment asks on.
    #[schema(extensions(("x-extensible-enum" = json!(["accepted", "declined", "explained", "asked"]))))]
    pub kind: String,
    /// In words, as plain text.
    pub body: String,
    /// Who, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// How a comment is settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CommentClosure {
    /// `settled`, `withdrawn`, or `next_revision`: settled when the next revision shows it.
    #[schema(extensions(("x-extensible-enum" = json!(["settled", "next_revision", "withdrawn"]))))]
    pub kind: String,
    /// Why; there when a lead closed what another person had made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who said so, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// Comments of a design, on one page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommentPage {
    /// By their numbers.
    pub items: Vec<Comment>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Query of `list_comments`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CommentParams {
    /// Those in this state.
    #[param(value_type = Option<String>, example = "open")]
    pub state: Option<String>,
    /// Those of this party.
    pub party_id: Option<String>,
    /// Those that were made on this revision, or carried to it and no further.
    pub revision_id: Option<String>,
    /// Items of a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Makes a comment on a submitted revision.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateComment {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is said, as plain text, 1 to 2,000 characters.
    pub body: String,
    /// Whether the design cannot be approved before it is settled.
    #[serde(default)]
    pub blocking: bool,
    /// The spot that it is about, on a file of the revision; absent means the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
}

/// Answers a comment.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerComment {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it says: the design's party accepts, declines or explains; who made the comment asks on.
    #[schema(extensions(("x-extensible-enum" = json!(["accepted", "declined", "explained", "asked"]))))]
    pub kind: String,
    /// In words, as plain text, 1 to 2,000 characters.
    pub body: String,
}

/// Closes a comment.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseComment {
    /// `settled`, `withdrawn`, or `next_revision`: settled when the next revision shows it, on which it comes back to be
    /// checked.
    #[schema(extensions(("x-extensible-enum" = json!(["settled", "next_revision", "withdrawn"]))))]
    pub kind: String,
    /// Why, 1 to 2,000 characters: needed where a lead closes what another person made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A comment that waits for the caller.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommentTurn {
    /// Its project's code.
    pub project_code: String,
    /// Its project's name.
    pub project_name: String,
    /// Its design's number.
    pub design_number: String,
    /// Its design's title.
    pub design_title: String,
    /// The comment.
    pub comment: Comment,
}

/// Comments that wait for the caller in all projects.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommentTurnPage {
    /// In the order they were made.
    pub items: Vec<CommentTurn>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Query of `export_comments`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RegisterParams {
    /// `xlsx`, or a BCF package: `bcf21`, `bcf30`.
    #[param(value_type = String, example = "xlsx")]
    pub format: String,
}

/// Makes comments of the topics of a BCF package.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportComments {
    /// The package, as a file that the caller uploaded.
    pub file_id: String,
}

/// What became of a BCF package.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ImportedComments {
    /// The comments of its topics, by their numbers; those that were there before, too.
    pub items: Vec<Comment>,
    /// Topics that could not be read.
    pub refused: Vec<RefusedTopic>,
}

/// A topic that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RefusedTopic {
    /// Its folder in the package.
    pub folder: String,
    /// Why: `no_markup`, `damaged`, `not_xml`, `document_type`, `too_complex`, `no_topic`, `no_guid`, `same_guid`, `no_title`,
    /// `no_date`, `broken_comment`.
    pub reason: String,
}
