//! What a markup is.

use crate::kernel::clock::Time;
use crate::kernel::ids::{DesignId, MarkupId, PartyId, PersonId, ProjectId, RevisionId};
use crate::kernel::record::Actor;
use dure_api::{Camera, Shape};

/// What is drawn on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ground {
    /// A page of a sheet, from 1.
    Page(i64),
    /// A model, as it is seen from there.
    Model(Camera),
}

/// What one person drew over a file of a revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Markup {
    /// Its id.
    pub id: MarkupId,
    /// The project.
    pub project: ProjectId,
    /// The design.
    pub design: DesignId,
    /// The revision.
    pub revision: RevisionId,
    /// The file of it.
    pub file: String,
    /// What of the file.
    pub ground: Ground,
    /// What was drawn, in order.
    pub shapes: Vec<Shape>,
    /// The party of who drew it.
    pub party: PartyId,
    /// Who drew it.
    pub author: Actor,
    /// When it was begun.
    pub created_at: Time,
    /// When it was published, and the event of that.
    pub published: Option<(Time, i64)>,
}

impl Markup {
    /// Whether nothing of it changes any more.
    pub fn is_published(&self) -> bool {
        self.published.is_some()
    }

    /// Whether this person drew it.
    pub fn is_of(&self, person: PersonId) -> bool {
        self.author.person == person
    }
}
