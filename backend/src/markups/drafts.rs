//! What clients send, parsed once.

use super::markup::Ground;
use super::shapes::{shapes, stands};
use crate::comments::{camera, page};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::MarkupId;
use dure_api as api;
use dure_api::{Limits, Shape};

/// A markup to begin, or to publish at once.
#[derive(Debug, Clone)]
pub struct NewMarkup {
    /// Its id.
    pub id: MarkupId,
    /// The file: the revision says whether it has such a one.
    pub file: String,
    /// What of it.
    pub ground: Ground,
    /// What was drawn.
    pub shapes: Vec<Shape>,
}

impl NewMarkup {
    /// From the wire.
    pub fn parse(sent: &api::CreateMarkup, limits: &Limits) -> Result<Self, Problem> {
        let id = sent.id.as_deref().map(str::parse).transpose().map_err(|_| Fault::new("id").at("/id"))?;
        let ground = match (sent.page, sent.camera) {
            (Some(sent), None) => Ground::Page(page(sent, "/page")?),
            (None, Some(sent)) => {
                let seen = camera(sent, "/camera")?;
                if !stands(&seen) {
                    return Err(Fault::new("range").at("/camera"));
                }
                Ground::Model(seen)
            }
            _ => return Err(Fault::new("ground").at("/page")),
        };
        Ok(Self {
            id: id.unwrap_or_else(MarkupId::new),
            file: sent.file_id.clone(),
            ground,
            shapes: shapes(&sent.shapes, ground, limits)?,
        })
    }
}
