//! When a step is done, and what it decides (R5, R7, R8).

use super::approval::{Outcome, Seat, Step};
use super::codes::{self, Code};
use super::routes::{Mode, SeatKind};
use crate::kernel::ids::RevisionId;

/// The code that counts of many (R8).
pub fn worst<'a>(codes: &[Code], given: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    given.max_by_key(|letter| codes::named(codes, letter).map_or(i64::MAX, |code| code.rank))
}

/// What an open step decides, once it does.
pub fn settled(step: &Step, live: &[RevisionId], codes: &[Code]) -> Option<Vec<Outcome>> {
    let required = || step.seats.iter().filter(|seat| seat.plan.kind == SeatKind::Required);
    let all_answered = !required().any(Seat::is_awaited);
    let each = |code: &dyn Fn(RevisionId) -> Option<String>| {
        let outcome = |revision: &RevisionId| Some(Outcome { revision: *revision, code: code(*revision)? });
        live.iter().filter_map(outcome).collect()
    };
    let of_all = || {
        each(&|revision| {
            let given = required().filter_map(|seat| seat.code_of(revision));
            worst(codes, given).map(str::to_owned)
        })
    };
    match step.plan.mode {
        Mode::All => all_answered.then(of_all),
        Mode::Claim => (all_answered || required().any(Seat::is_done)).then(of_all),
        Mode::Consult => all_answered.then(Vec::new),
        Mode::Lead => {
            let lead = required().find(|seat| seat.plan.decides).and_then(|seat| seat.response.as_ref())?;
            Some(each(&|revision| lead.code_of(revision).map(str::to_owned)))
        }
        Mode::Quorum => {
            let votes = Votes { needed: step.plan.quorum.unwrap_or(1), seats: required().count() };
            let verdicts: Vec<_> = live
                .iter()
                .map(|revision| votes.verdict(codes, required().filter_map(|seat| seat.code_of(*revision))))
                .collect::<Option<_>>()?;
            Some(
                live.iter()
                    .zip(verdicts)
                    .map(|(revision, code)| Outcome { revision: *revision, code })
                    .collect(),
            )
        }
    }
}

struct Votes {
    needed: u32,
    seats: usize,
}

impl Votes {
    /// R7: done at as many approvals as are needed, stopped as soon as they cannot be reached.
    fn verdict<'a>(&self, codes: &[Code], given: impl Iterator<Item = &'a str>) -> Option<String> {
        let goes_on = |letter: &&str| codes::named(codes, letter).is_some_and(Code::goes_on);
        let (yes, no): (Vec<&str>, Vec<&str>) = given.partition(goes_on);
        let needed = usize::try_from(self.needed).unwrap_or(usize::MAX);
        if yes.len() >= needed {
            return worst(codes, yes.into_iter()).map(str::to_owned);
        }
        let is_out_of_reach = self.seats.saturating_sub(no.len()) < needed;
        is_out_of_reach.then(|| worst(codes, no.into_iter()).map(str::to_owned)).flatten()
    }
}
