//! What waits for the caller, in all projects.

mod store;
mod waits;

use super::approval::Subject;
use crate::kernel::access::Permit;
use crate::kernel::clock::Time;
use crate::kernel::http::{Answer, Fault, PageQuery, Problem, Query, ok};
use crate::policy;
use actix_web::get;
use dure_api as api;
pub use store::{After, Waiting, waiting_for};
pub use waits::{TurnKind, waits};

/// What waits for the caller in all projects: seats that they answer for, alone or for a party, or for somebody whose deputy they
/// are, and advice that they were asked for. What is due first, first.
#[utoipa::path(tag = "Approvals", operation_id = "list_my_approvals", params(api::PageParams),
    responses((status = 200, description = "A page of what waits.", body = api::ApprovalTurnPage)))]
#[get("/me/approvals")]
pub(super) async fn list_my_approvals(
    permit: Permit<policy::ListMyApprovals>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let after = place(&page.after)?;
    let (person, now, probe) = (permit.caller()?.person, permit.now(), page.probe());
    let waiting = permit.read(move |conn| Ok(waiting_for(conn, person, now, after, probe)?)).await?;
    let cursor = |waiting: &Waiting| format!("{}.{}.{}", waiting.due_at, waiting.seat, waiting.kind.as_str());
    let (waiting, next) = page.cut(waiting, cursor);
    ok(&api::ApprovalTurnPage { items: waiting.into_iter().map(turn).collect(), next })
}

fn place(after: &str) -> Result<Option<After>, Problem> {
    let bad = || Fault::new("cursor").at("?after");
    if after.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = after.split('.').collect();
    let [due_at, seat, kind] = parts.as_slice() else { return Err(bad()) };
    let (due_at, kind) = (due_at.parse().map_err(|_| bad())?, kind.parse().map_err(|_| bad())?);
    Ok(Some((due_at, (*seat).to_owned(), kind)))
}

fn turn(waiting: Waiting) -> api::ApprovalTurn {
    let revision = |subject: Subject| api::SubmittedRevision {
        revision_id: subject.revision.to_string(),
        design_id: subject.design.to_string(),
        design_number: subject.number,
        design_title: subject.title,
        label: subject.label,
        manifest_hash: subject.manifest_hash,
    };
    let about = waiting.about;
    api::ApprovalTurn {
        kind: waiting.kind.as_str().to_owned(),
        author: about.author.map(|author| author.wire()),
        for_person_id: waiting.stands_in.as_ref().map(|(id, _)| id.to_string()),
        for_name: waiting.stands_in.map(|(_, name)| name),
        deputy_person_id: waiting.deputy.map(|id| id.to_string()),
        with_person_id: about.with.map(|id| id.to_string()),
        held_since: about.held_since.map(|at| at.rfc3339()),
        held_until: about.held_until,
        approval_id: waiting.approval.to_string(),
        number: waiting.number,
        project_id: waiting.project.to_string(),
        project_code: waiting.project_names.0,
        project_name: waiting.project_names.1,
        seat_id: waiting.seat.to_string(),
        party_id: waiting.party.to_string(),
        person_id: waiting.person.map(|id| id.to_string()),
        step_name: waiting.step_name,
        purpose: waiting.submission.purpose,
        revisions: waiting.submission.subjects.into_iter().map(revision).collect(),
        since: Time(waiting.since).rfc3339(),
        due_at: Time(waiting.due_at).rfc3339(),
    }
}
