//! Real revisions of drawings and models played as approvals, by the public API alone.
//!
//! [`script`] says what each department answers, so that the next real revision becomes necessary; [`office`] submits, asks,
//! comments, answers and signs; [`diary`] keeps what was done and when the ball went from whom to whom; [`verdict`] compares
//! outcomes, record and clocks with it; [`run`] puts it together and [`report`] says how it went.

pub mod diary;
pub mod office;
pub mod report;
pub mod run;
pub mod script;
pub mod verdict;
