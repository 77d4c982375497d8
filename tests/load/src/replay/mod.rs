//! Real conversations played through a server, by the public API alone.
//!
//! [`history`] reads a conversation into scripts; [`stage`] makes its firms, people and projects; [`author`]
//! posts every line by its author, in order; [`follower`] is a member's socket that is cut at random and
//! resumes; [`verdict`] compares what was said with the record; [`run`] puts it together and [`report`]
//! says how it went. [`designs`] does the same with revisions of drawings and models, [`approvals`] has them decided on.
//! [`record`] is what somebody reads in the end, [`watched`] a project that all its members follow while something is played in it.

pub mod approvals;
pub mod author;
pub mod designs;
pub mod follower;
pub mod history;
pub mod record;
pub mod report;
pub mod run;
pub mod stage;
pub mod verdict;
pub mod watched;
