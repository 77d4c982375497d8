//! What a reference server keeps: a tail in memory, or rows on disk.

use super::durable::Durable;
use super::event::{Draft, Event};
use super::memory::Memory;
use std::sync::Arc;

/// Events of all projects.
pub enum Record {
    /// The bare server's.
    Bare(Memory),
    /// The durable server's.
    Durable(Durable),
}

impl Record {
    /// Gives a post its place, keeps it, publishes it.
    pub async fn post(&self, draft: Draft) -> Option<Event> {
        match self {
            Self::Bare(memory) => Some(memory.post(&draft)),
            Self::Durable(durable) => durable.post(draft).await,
        }
    }

    /// Hands the events later than `after` to `each`, as JSON, oldest first and at most `limit`; returns the
    /// last `seq` it saw.
    pub fn since(&self, project: &str, after: u64, limit: usize, each: impl FnMut(&[u8])) -> u64 {
        match self {
            Self::Bare(memory) => memory.since(project, after, limit, each),
            Self::Durable(durable) => durable.since(project, after, limit, each),
        }
    }

    /// The last `seq` of a project.
    pub fn head(&self, project: &str) -> u64 {
        match self {
            Self::Bare(memory) => memory.head(project),
            Self::Durable(durable) => durable.head(project),
        }
    }
}

/// The name of a project, shared by all its events.
pub type Project = Arc<str>;
