//! Codes that decisions are given with: data of the project, not words of the program.

use crate::kernel::store::words;
use dure_api::DecisionCode;
use serde::{Deserialize, Serialize};

words! {
    /// Whether the work may go on.
    Proceed {
        /// It may.
        Yes = "yes",
        /// It may, with what was noted.
        AsNoted = "as_noted",
        /// It may not.
        No = "no",
    }
}

words! {
    /// Whether another revision has to follow.
    Resubmit {
        /// None has to.
        No = "none",
        /// One for the files.
        ForRecord = "for_record",
        /// One to be decided on again.
        Required = "required",
    }
}

/// A code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// What it is called.
    pub letter: String,
    /// What it means, where the charter has words of its own.
    pub label: Option<String>,
    /// From the best, 1. Of many the highest counts (R8).
    pub rank: i64,
    /// Whether the work may go on.
    pub may_proceed: Proceed,
    /// Whether another revision has to follow.
    pub resubmit: Resubmit,
    /// Working days for that.
    pub resubmit_days: Option<i64>,
    /// Whether nothing more has to be decided.
    pub is_final: bool,
}

impl Code {
    /// From the wire; else the field that is none of the known words.
    pub fn parse(told: &DecisionCode) -> Result<Self, &'static str> {
        Ok(Self {
            letter: told.letter.clone(),
            label: told.label.clone(),
            rank: told.rank,
            may_proceed: told.may_proceed.parse().map_err(|_| "may_proceed")?,
            resubmit: told.resubmit.parse().map_err(|_| "resubmit")?,
            resubmit_days: told.resubmit_days,
            is_final: told.is_final,
        })
    }

    /// As it goes out.
    pub fn told(&self) -> DecisionCode {
        DecisionCode {
            letter: self.letter.clone(),
            label: self.label.clone(),
            rank: self.rank,
            may_proceed: self.may_proceed.as_str().to_owned(),
            resubmit: self.resubmit.as_str().to_owned(),
            resubmit_days: self.resubmit_days,
            is_final: self.is_final,
        }
    }

    /// Whether a revision with this code goes on to the next step.
    pub fn goes_on(&self) -> bool {
        self.may_proceed != Proceed::No
    }

    /// Whether it is clean: nothing noted, nothing to follow (R26).
    pub fn is_clean(&self) -> bool {
        self.may_proceed == Proceed::Yes && self.is_final
    }
}

/// The codes of a project without a charter of its own. B1 and B2 are apart because "approved as noted, resubmit" ends in
/// court.
pub fn usual() -> Vec<Code> {
    let code = |letter: &str, rank, may_proceed, resubmit, is_final| Code {
        letter: letter.to_owned(),
        label: None,
        rank,
        may_proceed,
        resubmit,
        resubmit_days: None,
        is_final,
    };
    vec![
        code("I", 1, Proceed::Yes, Resubmit::No, false),
        code("A", 2, Proceed::Yes, Resubmit::No, true),
        code("B1", 3, Proceed::AsNoted, Resubmit::No, true),
        code("B2", 4, Proceed::AsNoted, Resubmit::ForRecord, true),
        code("X", 5, Proceed::AsNoted, Resubmit::Required, false),
        code("C", 6, Proceed::No, Resubmit::Required, true),
        code("D", 7, Proceed::No, Resubmit::No, true),
    ]
}

/// The code of a letter.
pub fn named<'a>(codes: &'a [Code], letter: &str) -> Option<&'a Code> {
    codes.iter().find(|code| code.letter == letter)
}
