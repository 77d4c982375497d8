//! What somebody saw before they acted, for `If-Match`: their own seats and those they answer for others, the step, the revisions
//! with their hashes and whether later ones are there, and the comments. The seats of others are no part of it, so that parallel
//! answers do not refuse each other.

use super::approval::Approval;
use super::rules::Who;
use crate::kernel::http::Problem;
use crate::kernel::ids::DesignId;
use crate::kernel::store::Conn;
use crate::{comments, designs};
use serde::Serialize;

/// The part of an approval that a caller acts on.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    approval: String,
    state: &'static str,
    step: Option<(usize, u32)>,
    seats: Vec<(String, &'static str, Option<String>, Option<String>)>,
    revisions: Vec<(String, Option<String>)>,
    comments: String,
}

impl Seen {
    /// As it is now.
    pub fn of(conn: &mut Conn, approval: &Approval, who: &Who<'_>) -> Result<Self, Problem> {
        let step = approval.open_step();
        let is_own = |seat: &super::approval::Seat| {
            seat.holder == Some(who.person)
                || who.by.parties.contains(&seat.plan.party)
                || who.acts_for(seat).is_ok()
        };
        let seats = approval.steps.iter().flat_map(|step| &step.seats).filter(|seat| is_own(seat));
        let seats = seats.map(|seat| {
            let of = who.acts_for(seat).ok().flatten().map(|principal| principal.person().to_string());
            (seat.id.to_string(), seat.state.as_str(), seat.holder.map(|holder| holder.to_string()), of)
        });
        let mut revisions = Vec::new();
        for subject in &approval.submission.subjects {
            let last = designs::design(conn, subject.design)?.and_then(|design| design.last);
            revisions.push((subject.manifest_hash.clone(), last.map(|id| id.to_string())));
        }
        Ok(Self {
            approval: approval.id.to_string(),
            state: approval.state.as_str(),
            step: step.and_then(|at| Some((at, approval.steps.get(at)?.round))),
            seats: seats.collect(),
            revisions,
            comments: comments_hash(conn, approval)?,
        })
    }
}

/// The designs that are decided on.
pub fn designs_of(approval: &Approval) -> Vec<DesignId> {
    approval.submission.subjects.iter().map(|subject| subject.design).collect()
}

/// SHA-256 of what stands in the registers of the designs, lower-case hex (R36).
pub fn comments_hash(conn: &mut Conn, approval: &Approval) -> Result<String, Problem> {
    comments::digest(conn, &designs_of(approval))
}
