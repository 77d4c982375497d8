//! What clients send, parsed once.

use crate::approvals::drafts::{id, own};
use crate::kernel::http::Problem;
use crate::kernel::ids::{DeputyId, PersonId};
use crate::kernel::text;
use dure_api as api;

/// Somebody to stand in.
#[derive(Debug, Clone)]
pub struct NewDeputy {
    /// Its id.
    pub id: DeputyId,
    /// Who.
    pub deputy: PersonId,
    /// The first day.
    pub from_on: String,
    /// The last day.
    pub until_on: String,
}

impl NewDeputy {
    /// From the wire.
    pub fn parse(sent: &api::NameDeputy) -> Result<Self, Problem> {
        let day = |sent: &str, at: &str| text::day(sent).map_err(|fault| fault.at(at));
        Ok(Self {
            id: own(sent.id.as_deref(), DeputyId::new)?,
            deputy: id(&sent.deputy_person_id, "/deputy_person_id")?,
            from_on: day(&sent.from_on, "/from_on")?,
            until_on: day(&sent.until_on, "/until_on")?,
        })
    }
}
