//! What clients send, parsed once.

use super::approval::{Accepted, Decision, DelegationKind};
use super::rules::Answer;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{ApprovalId, PersonId, ResponseId, RevisionId, RouteId, SeatId};
use crate::kernel::text;
use dure_api as api;
use dure_api::Limits;
use std::str::FromStr;

/// Revisions to send for a decision.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    /// The approval's id.
    pub id: ApprovalId,
    /// What is decided on.
    pub revisions: Vec<RevisionId>,
    /// What for.
    pub purpose: String,
    /// The route.
    pub route: RouteId,
    /// The day by which it is needed.
    pub due_on: Option<String>,
    /// In what it differs from what was agreed.
    pub deviations: Vec<String>,
    /// Whether one code counts for all.
    pub as_package: bool,
}

impl NewSubmission {
    /// From the wire.
    pub fn parse(sent: &api::CreateSubmission, limits: &Limits) -> Result<Self, Problem> {
        most(sent.revision_ids.len(), limits.revisions_per_submission, "/revision_ids")?;
        most(sent.deviations.len(), limits.deviations_per_submission, "/deviations")?;
        let revisions: Vec<RevisionId> =
            each(&sent.revision_ids, |sent, n| id(sent, &format!("/revision_ids/{n}")))?;
        if revisions.is_empty() {
            return Err(Fault::new("empty").at("/revision_ids"));
        }
        if let Some(n) =
            (1..revisions.len()).find(|n| revisions.iter().take(*n).any(|r| Some(r) == revisions.get(*n)))
        {
            return Err(Fault::new("duplicate").at(format!("/revision_ids/{n}")));
        }
        let due_on =
            sent.due_on.as_deref().map(text::day).transpose().map_err(|fault| fault.at("/due_on"))?;
        Ok(Self {
            id: own(sent.id.as_deref(), ApprovalId::new)?,
            revisions,
            purpose: words(&sent.purpose, "/purpose", limits)?,
            route: id(&sent.route_id, "/route_id")?,
            due_on,
            deviations: each(&sent.deviations, |sent, n| words(sent, &format!("/deviations/{n}"), limits))?,
            as_package: sent.as_package,
        })
    }
}

/// What an answer says.
#[derive(Debug, Clone)]
pub struct Said {
    /// On each revision.
    pub decisions: Vec<Decision>,
    /// On each deviation.
    pub deviations: Vec<Accepted>,
    /// In words.
    pub comment: Option<String>,
}

impl Said {
    /// To be judged.
    pub fn answer(&self) -> Answer<'_> {
        Answer { decisions: &self.decisions, deviations: &self.deviations, comment: self.comment.as_deref() }
    }

    /// From the wire.
    pub fn parse(
        decisions: &[api::SeatDecision],
        deviations: &[api::DeviationAnswer],
        comment: Option<&str>,
        limits: &Limits,
    ) -> Result<Self, Problem> {
        most(decisions.len(), limits.revisions_per_submission, "/decisions")?;
        most(deviations.len(), limits.deviations_per_submission, "/deviations")?;
        let decision = |sent: &api::SeatDecision, n: usize| {
            Ok(Decision {
                revision: id(&sent.revision_id, &format!("/decisions/{n}/revision_id"))?,
                manifest_hash: sent.manifest_hash.clone(),
                code: sent.code.clone(),
                reason: optional(sent.reason.as_deref(), &format!("/decisions/{n}/reason"), limits)?,
            })
        };
        let deviation = |sent: &api::DeviationAnswer, n: usize| {
            let number = u32::try_from(sent.number);
            let number = number.map_err(|_| Fault::new("unknown").at(format!("/deviations/{n}/number")))?;
            Ok(Accepted { number, accepted: sent.accepted })
        };
        Ok(Self {
            decisions: each(decisions, decision)?,
            deviations: each(deviations, deviation)?,
            comment: optional(comment, "/comment", limits)?,
        })
    }
}

/// An answer to give.
#[derive(Debug, Clone)]
pub struct NewResponse {
    /// Its id.
    pub id: ResponseId,
    /// The seat.
    pub seat: SeatId,
    /// What it says.
    pub said: Said,
    /// The hash of the clause that is accepted with it.
    pub accepts_clause: Option<String>,
}

impl NewResponse {
    /// From the wire.
    pub fn parse(sent: &api::RespondApproval, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            id: own(sent.id.as_deref(), ResponseId::new)?,
            seat: id(&sent.seat_id, "/seat_id")?,
            said: Said::parse(&sent.decisions, &sent.deviations, sent.comment.as_deref(), limits)?,
            accepts_clause: sent.accepts_clause.clone(),
        })
    }
}

/// A seat to hand over.
#[derive(Debug, Clone)]
pub struct NewDelegation {
    /// The seat.
    pub seat: SeatId,
    /// To whom.
    pub to: PersonId,
    /// As what they answer.
    pub kind: DelegationKind,
    /// Why.
    pub reason: String,
}

impl NewDelegation {
    /// From the wire.
    pub fn parse(sent: &api::DelegateSeat, limits: &Limits) -> Result<Self, Problem> {
        let kind = sent.kind.as_deref().map(str::parse::<DelegationKind>);
        Ok(Self {
            seat: id(&sent.seat_id, "/seat_id")?,
            to: id(&sent.person_id, "/person_id")?,
            kind: kind.transpose().map_err(|_| Fault::new("unknown_word").at("/kind"))?.unwrap_or_default(),
            reason: words(&sent.reason, "/reason", limits)?,
        })
    }
}

/// A submission to send back.
#[derive(Debug, Clone)]
pub struct NewReturn {
    /// The seat that does.
    pub seat: SeatId,
    /// To which step, from 0; none means to who submitted it.
    pub to: Option<usize>,
    /// Why.
    pub reason: String,
}

impl NewReturn {
    /// From the wire.
    pub fn parse(sent: &api::ReturnApproval, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            seat: id(&sent.seat_id, "/seat_id")?,
            to: sent.step.map(|step| place(step, "/step")).transpose()?,
            reason: words(&sent.reason, "/reason", limits)?,
        })
    }
}

/// A place that people count from 1, from 0.
pub fn place(sent: i64, at: &str) -> Result<usize, Problem> {
    let place = usize::try_from(sent).ok().and_then(|place| place.checked_sub(1));
    place.ok_or_else(|| Fault::new("range").at(at))
}

/// An id of something that is named.
pub fn id<T: FromStr>(sent: &str, at: &str) -> Result<T, Problem> {
    sent.parse().map_err(|_| Fault::new("id").at(at))
}

/// A text.
pub fn words(sent: &str, at: &str, limits: &Limits) -> Result<String, Problem> {
    text::body(sent, limits.plan_body_chars).map_err(|fault| fault.at(at))
}

/// A text that may be absent.
pub fn optional(sent: Option<&str>, at: &str, limits: &Limits) -> Result<Option<String>, Problem> {
    sent.map(|sent| words(sent, at, limits)).transpose()
}

/// The client's own id, or a new one.
pub fn own<T: FromStr>(sent: Option<&str>, fresh: impl Fn() -> T) -> Result<T, Problem> {
    sent.map_or_else(|| Ok(fresh()), |sent| id(sent, "/id"))
}

fn each<S, T>(sent: &[S], parse: impl Fn(&S, usize) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
    sent.iter().enumerate().map(|(n, sent)| parse(sent, n)).collect()
}

fn most(given: usize, most: u32, at: &str) -> Result<(), Problem> {
    let is_over = given > usize::try_from(most).unwrap_or(usize::MAX);
    if is_over { Err(Fault::new("too_many").at(at)) } else { Ok(()) }
}
