//! What was typed for somebody, as it goes out.

use super::provisional::Provisional;
use crate::approvals::wire::{told_decisions, told_deviations};
use dure_api as api;

/// Who may not look at what is said sees whose answer it is and who typed it.
pub fn told_provisional(typed: &Provisional, says: bool) -> api::ProvisionalResponse {
    let contradicted = typed.contradicted.as_ref();
    api::ProvisionalResponse {
        id: typed.id.to_string(),
        person_id: typed.person.to_string(),
        author: typed.author.wire(),
        reason: if says { typed.reason.clone() } else { String::new() },
        at: typed.at.rfc3339(),
        decisions: if says { told_decisions(&typed.decisions) } else { Vec::new() },
        deviations: if says { told_deviations(&typed.deviations) } else { Vec::new() },
        comment: typed.comment.clone().filter(|_| says),
        contradicted_at: contradicted.map(|(_, at)| at.rfc3339()),
        contradiction: contradicted.map(|(reason, _)| reason.clone()).filter(|_| says),
    }
}
