//! Deputies by dates (대결, R14): a person names somebody of their firm who answers for them from one day to another.
//!
//! | naming | goes on to | by whom |
//! |---|---|---|
//! | to come, running | over | its last day is over, where the person is |
//! | to come, running | ended | the person, before that |
//!
//! It holds in every project in which both may decide; elsewhere nobody stands in, and who names is told where that is. The deputy does
//! with a seat what its holder could: answers, sends back, claims, holds, asks for advice. Not hand it over: there is one level. What
//! was handed to somebody is not their deputy's either, nor what is asked of a deputy's deputy. The person may still answer.
//!
//! A deputy signs with their own name, and what they sign says for whom. What they claim is the person's. So nothing is left of it
//! in an approval when its days are over. Nobody decides on what they or the person contributed to, and neither of the two counts
//! twice in a step (R13). A deputy sees no more than before: where they may not look, they do not stand in.
//!
//! Events, in the firm's record: `approvals.deputy_named`, `approvals.deputy_ended`.

mod commands;
mod deputy;
mod drafts;
#[cfg(test)]
mod histories;
mod http;
mod principal;
mod rules;
mod store;
mod wire;

pub(super) use deputy::StandIn;
pub(super) use http::{end_deputy, list_my_deputies, name_deputy};
pub(super) use principal::{Principal, principals};
pub(super) use store::{absent_in, deciding, for_whom, running_of};
pub(super) use wire::{told_away, told_stand_in};
