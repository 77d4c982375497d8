//! The two-way clock: how long things lie with each party of a project, how often designs go to and fro, how many pass the
//! first time, how many questions are answered. One formula for both sides (R32), from the events of the record alone.
//!
//! | figure | what is counted of a party | over |
//! |---|---|---|
//! | court | the time that things lay with it: each from the event that brought it to the one that took it on | |
//! | turns | submissions of designs that it sent or was asked about and that were answered or sent back | designs decided |
//! | first pass | designs decided in one turn, with nothing to follow | designs decided |
//! | questions | questions answered while they lay with it, and those of them in time | questions asked of it |
//!
//! What lies with a party: an **approval**, while a required seat of it is awaited; a **design** that was returned or has to be
//! decided on again, with who submitted it, until it is sent again; a **question**, with who was asked, once it is answered with
//! who asked, until it is closed; a **comment**, with whose turn it is. Actions are work and not waiting: they are left out.
//!
//! A subject lies with a party once, however many seats of it wait: that is a **spell**. Spells of different subjects add up.
//! An open spell counts up to now. Its working days are those after the day it began, up to the day it ended or today, where
//! the party was when it began (`rules.rs`): where its first member is who may decide, or else its first.
//!
//! Slices that move a ball hand over each event that says so ([`follow`]), in its transaction. What the event itself carries
//! is all that is looked at, so that the tables are what the record folds to. What is asked for is added up as it comes:
//! the figures of a project cost as much as its parties and what is open, however long its record is.
//!
//! Everyone in the project sees all figures and what is behind them: what, whose, since when (R33); never what was said.
//!
//! It has no events of its own.

mod clock;
mod commands;
mod http;
mod rules;
mod store;
mod wire;

pub use commands::follow;
pub use http::routes;
