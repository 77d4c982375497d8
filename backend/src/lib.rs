//! Dure: project rooms, shared records and approvals for the firms of a value chain.
//!
//! Reading order: what may be done ([`policy`]), the floor everything stands on ([`kernel`]), then the slices in
//! the order a newcomer meets them.

pub mod app;
pub mod config;
pub mod demo;
pub mod kernel;
pub mod log;
pub mod policy;
pub mod routes;
pub mod setup;

pub mod approvals;
pub mod charters;
pub mod clocks;
pub mod clusters;
pub mod comments;
pub mod designs;
pub mod files;
pub mod firms;
pub mod invitations;
pub mod markups;
pub mod meetings;
pub mod notices;
pub mod passkeys;
pub mod people;
pub mod phases;
pub mod plan;
pub mod projects;
pub mod records;
pub mod rooms;
pub mod search;
pub mod sheets;
pub mod signin;

rust_i18n::i18n!("locales", fallback = "en");
