//! Markups: what one person drew over a file of a revision.

use crate::{Actor, Camera, Point};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One stroke of a markup. On a sheet `x` is from its left edge and `y` from its upper edge, 0 to 1. On a model both are in
/// the plane through the camera's `target`, from that point, to the right and down, in heights of the view, -10 to 10: so a
/// drawing stands where it was, whatever the shape of the screen. Numbers are kept to a millionth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// `pen` (2 to 1,000 points), `arrow` (from, to), `cloud` (two corners, or 3 to 100 points around it), `text` (one point),
    /// `measure` (from, to).
    #[schema(extensions(("x-extensible-enum" = json!(["pen", "arrow", "cloud", "text", "measure"]))))]
    pub kind: String,
    /// `red`, `blue`, `green`, `violet`.
    #[schema(extensions(("x-extensible-enum" = json!(["red", "blue", "green", "violet"]))))]
    pub color: String,
    /// 1 thin, 2, 3 thick: of one size on the screen, however near one looks.
    #[schema(minimum = 1, maximum = 3)]
    pub width: i64,
    /// `x` and `y` in turn.
    pub points: Vec<f64>,
    /// Words of a `text`; beside a `measure` what its author says that it is. Plain text of at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where a `measure` on a model begins, in units of the model. `points` are where the camera sees both ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Point>,
    /// Where it ends. Its length is how far these are apart, and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Point>,
    /// Millimetres in one unit of the model; absent where the file does not say, and then a length has no unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub millimetres: Option<f64>,
}

/// What one person drew over a file of a submitted revision. A draft is there for its author alone, and stands in no event;
/// a published one never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Markup {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The design.
    pub design_id: String,
    /// The revision.
    pub revision_id: String,
    /// The file of it.
    pub file_id: String,
    /// The page of a sheet, from 1; absent on a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<i64>,
    /// From where a model is seen; absent on a sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
    /// What was drawn, in order.
    pub shapes: Vec<Shape>,
    /// `draft` or `published`.
    #[schema(extensions(("x-extensible-enum" = json!(["draft", "published"]))))]
    pub state: String,
    /// The party of who drew it.
    pub party_id: String,
    /// Who drew it, with the firm and department held when it was published.
    pub author: Actor,
    /// When it was begun.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub published_at: Option<String>,
    /// The event of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_seq: Option<i64>,
    /// Place in the record of the write that answered; a draft has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// Markups of a revision, on one page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkupPage {
    /// By id: published ones of everyone, and the caller's own drafts.
    pub items: Vec<Markup>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Query of `list_markups`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MarkupParams {
    /// Those over this file.
    pub file_id: Option<String>,
    /// Items of a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Draws over a file of a submitted revision: over `page` of a sheet, or over a model as `camera` sees it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMarkup {
    /// The client's own new UUIDv7. A draft that is sent again with the same one is the same draft, as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The file.
    pub file_id: String,
    /// The page of a sheet, from 1; an image and a DXF have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<i64>,
    /// From where a model is seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
    /// What was drawn, 1 to 100 of at most 4,000 points together.
    pub shapes: Vec<Shape>,
    /// Whether everyone who may look at the design sees it from now on, and nothing of it changes.
    #[serde(default)]
    pub published: bool,
}

/// Draws a draft anew.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMarkup {
    /// All of it, 1 to 100 of at most 4,000 points together.
    pub shapes: Vec<Shape>,
}

/// Publishes a draft as its author sees it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishMarkup {
    /// All of it, 1 to 100 of at most 4,000 points together: what stood on the screen is what is published.
    pub shapes: Vec<Shape>,
}
