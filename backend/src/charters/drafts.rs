//! Charters as clients send them, parsed once.

use super::rules;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::CharterId;
use crate::kernel::text;
use dure_api as api;
use dure_api::{CharterTerms, DecisionCode, Limits};

/// Most working days of anything.
const DAYS: i64 = 60;
/// Most years for which a record is kept.
const YEARS: i64 = 100;
/// Characters of the letter of a code.
const LETTER: u32 = 4;
/// Characters of its label.
const LABEL: u32 = 80;

/// A charter to propose.
#[derive(Debug, Clone)]
pub struct NewCharter {
    /// Its id.
    pub id: CharterId,
    /// What it says.
    pub terms: CharterTerms,
    /// Why.
    pub note: Option<String>,
    /// The proposal in whose place it stands.
    pub replaces: Option<CharterId>,
}

impl NewCharter {
    /// From the wire.
    pub fn parse(sent: &api::ProposeCharter, limits: &Limits) -> Result<Self, Problem> {
        let id = |sent: &str, at: &str| sent.parse().map_err(|_| Fault::new("id").at(at));
        let terms = terms(&sent.terms, limits)?;
        rules::terms(&terms)?;
        Ok(Self {
            id: sent.id.as_deref().map_or_else(|| Ok(CharterId::new()), |sent| id(sent, "/id"))?,
            terms,
            note: sent.note.as_deref().map(|note| words(note, "/note", limits)).transpose()?,
            replaces: sent
                .replaces_charter_id
                .as_deref()
                .map(|sent| id(sent, "/replaces_charter_id"))
                .transpose()?,
        })
    }
}

/// A text of a clause.
pub fn words(sent: &str, at: &str, limits: &Limits) -> Result<String, Problem> {
    text::body(sent, limits.plan_body_chars).map_err(|fault| fault.at(at))
}

fn terms(sent: &CharterTerms, limits: &Limits) -> Result<CharterTerms, Problem> {
    let clause = |sent: &str, at: &str| words(sent, &format!("/terms/{at}"), limits);
    let within = |sent: i64, most: i64, at: &str| {
        let is_within = (1..=most).contains(&sent);
        if is_within { Ok(sent) } else { Err(Fault::new("range").at(format!("/terms/{at}"))) }
    };
    let codes = sent.codes.iter().enumerate().map(|(n, sent)| code(sent, n)).collect::<Result<_, _>>()?;
    Ok(CharterTerms {
        codes,
        due_days: within(sent.due_days, DAYS, "due_days")?,
        max_due_days: sent.max_due_days.map(|most| within(most, DAYS, "max_due_days")).transpose()?,
        deemed_code: sent.deemed_code.clone(),
        sealed: sent.sealed,
        sealed_fixed: sent.sealed_fixed,
        sight: clause(&sent.sight, "sight")?,
        signature: clause(&sent.signature, "signature")?,
        retention_years: within(sent.retention_years, YEARS, "retention_years")?,
        exit: clause(&sent.exit, "exit")?,
        other: sent.other.as_deref().map(|sent| clause(sent, "other")).transpose()?,
    })
}

fn code(sent: &DecisionCode, n: usize) -> Result<DecisionCode, Problem> {
    let at = |field: &str| format!("/terms/codes/{n}/{field}");
    let label = sent.label.as_deref().map(|label| text::name(label, LABEL)).transpose();
    if !sent.resubmit_days.is_none_or(|days| (1..=DAYS).contains(&days)) {
        return Err(Fault::new("range").at(at("resubmit_days")));
    }
    if !(1..=99).contains(&sent.rank) {
        return Err(Fault::new("range").at(at("rank")));
    }
    Ok(DecisionCode {
        letter: text::name(&sent.letter, LETTER).map_err(|fault| fault.at(at("letter")))?,
        label: label.map_err(|fault| fault.at(at("label")))?,
        ..sent.clone()
    })
}
