//! What an approval takes over of the charter that was in force when it began (R1), and what that forbids and allows.

use super::codes::{Code, usual};
use super::routes::{Overdue, StepPlan};
use crate::charters::{CHARTER_FORBIDS, Charter, Clause, Planned, forbidden, told_clause};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::CharterId;
use dure_api as api;
use serde::{Deserialize, Serialize};

/// The charter that an approval runs under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    /// The charter.
    pub charter: CharterId,
    /// Its number in the project.
    pub number: i64,
    /// The hash of its text.
    pub text_hash: String,
    /// The code of who is late, where it allows that.
    pub deemed_code: Option<String>,
    /// Whether it bounds the days of steps.
    pub bounds_days: bool,
    /// Whether it says of every step if answers are sealed.
    pub fixes_answers: bool,
}

impl Ruled {
    /// By a charter.
    pub fn by(charter: &Charter) -> Self {
        Self {
            charter: charter.id,
            number: charter.number,
            text_hash: charter.text_hash.clone(),
            deemed_code: charter.terms.deemed_code.clone(),
            bounds_days: charter.terms.max_due_days.is_some(),
            fixes_answers: charter.terms.sealed_fixed,
        }
    }

    /// With the clauses that apply to these steps.
    pub fn told<'a>(&self, mut steps: impl Iterator<Item = &'a StepPlan>) -> api::ApprovalCharter {
        let may_be_deemed = steps.any(|step| step.on_overdue == Overdue::Deemed);
        let clauses = [
            (Clause::Codes, true),
            (Clause::Days, self.bounds_days),
            (Clause::Deemed, may_be_deemed),
            (Clause::Answers, self.fixes_answers),
            (Clause::Signature, true),
        ];
        api::ApprovalCharter {
            charter_id: self.charter.to_string(),
            number: self.number,
            text_hash: self.text_hash.clone(),
            clauses: clauses
                .into_iter()
                .filter(|(_, is)| *is)
                .map(|(clause, _)| told_clause(clause))
                .collect(),
        }
    }
}

/// That a seat was overdue and the charter took it for an approval (R30).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deemed {
    /// The code.
    pub code: String,
    /// When.
    pub at: Time,
    /// The charter that says so.
    pub charter: CharterId,
}

impl Deemed {
    /// As it goes out.
    pub fn told(&self) -> api::SeatDeemed {
        api::SeatDeemed {
            code: self.code.clone(),
            at: self.at.rfc3339(),
            charter_id: self.charter.to_string(),
            clause: Clause::Deemed.number(),
        }
    }
}

/// The codes that an approval begins with.
pub fn codes_of(charter: Option<&Charter>) -> Vec<Code> {
    let parsed =
        |charter: &Charter| charter.terms.codes.iter().filter_map(|code| Code::parse(code).ok()).collect();
    charter.map_or_else(usual, parsed)
}

/// R30, R34: steps as the charter allows them; else the field of the first one that it does not, where `at` places it.
pub fn allowed(
    charter: Option<&Charter>,
    steps: &[StepPlan],
    at: impl Fn(usize, &str) -> String,
) -> Result<(), Problem> {
    for (n, step) in steps.iter().enumerate() {
        let planned = Planned {
            due_days: i64::from(step.due_days),
            sealed: step.sealed,
            deemed: step.on_overdue == Overdue::Deemed,
        };
        if let Some((field, fault)) = forbidden(charter, planned) {
            return Err(Problem::of(CHARTER_FORBIDS).naming(at(n, field), fault));
        }
    }
    Ok(())
}
