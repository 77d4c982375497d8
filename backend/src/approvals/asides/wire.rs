//! Advice and holding as they go out.

use super::advice::Advice;
use super::hold::Hold;
use dure_api as api;

/// Advice; who may not look at what is said sees who was asked, and since when.
pub fn told_advice(advice: &Advice, says: bool) -> api::SeatAdvice {
    api::SeatAdvice {
        id: advice.id.to_string(),
        author: advice.author.wire(),
        person_id: advice.to.to_string(),
        question: if says { advice.question.clone() } else { String::new() },
        at: advice.at.rfc3339(),
        state: advice.state.as_str().to_owned(),
        answer: advice.answer.clone().filter(|_| says),
        answered_at: advice.answered_at.map(|at| at.rfc3339()),
    }
}

/// That a seat waits; why, for who may look.
pub fn told_hold(hold: &Hold, says: bool) -> api::SeatHold {
    api::SeatHold {
        author: hold.author.wire(),
        reason: if says { hold.reason.clone() } else { String::new() },
        at: hold.at.rfc3339(),
        until: hold.until.clone(),
        rests_until: hold.rests_until.map(|at| at.rfc3339()),
    }
}
