//! Markups as they go out.

use super::markup::{Ground, Markup};
use super::rules::actions;
use crate::kernel::access::Standing;
use crate::kernel::ids::PersonId;
use dure_api as api;

/// The markup as events carry it.
pub fn told(markup: &Markup) -> api::Markup {
    let (page, camera) = match markup.ground {
        Ground::Page(page) => (Some(page), None),
        Ground::Model(camera) => (None, Some(camera)),
    };
    api::Markup {
        id: markup.id.to_string(),
        project_id: markup.project.to_string(),
        design_id: markup.design.to_string(),
        revision_id: markup.revision.to_string(),
        file_id: markup.file.clone(),
        page,
        camera,
        shapes: markup.shapes.clone(),
        state: if markup.is_published() { "published" } else { "draft" }.to_owned(),
        party_id: markup.party.to_string(),
        author: markup.author.wire(),
        created_at: markup.created_at.rfc3339(),
        published_at: markup.published.map(|(at, _)| at.rfc3339()),
        published_seq: markup.published.map(|(_, seq)| seq),
        seq: None,
        allowed_actions: None,
    }
}

/// The markup for one caller.
pub fn marked(markup: &Markup, person: PersonId, by: &Standing) -> api::Markup {
    api::Markup { allowed_actions: Some(actions(person, by, markup)), ..told(markup) }
}
