//! Projects: work for one customer firm by one or more supplier firms.
//!
//! Who starts a project leads it. Every firm of it is a party from the start; its departments may become parties
//! of their own. A member is a person of a party's firm with a role: lead, contributor, approver, observer; they
//! stand in the party of their department where it is one, else of their firm. Leads change the
//! project itself, parties, members and roles; the last lead stays. Removing a member ends their sight of the record at that event. What lay
//! with them lies with their party then. Who joins later sees the record from 1. Phases stand in `phases/`, what is
//! owed and asked in `plan/`.
//!
//! Events, in the project's record: `projects.project_created` (with its phases), `projects.project_updated`,
//! `projects.party_added`, `projects.party_updated` (its firm has another name), `projects.member_added`,
//! `projects.member_updated`, `projects.member_removed`.

mod commands;
mod http;
mod members;
mod rules;
mod store;

pub use commands::{add_party, create, rename_member, rename_party};
pub use http::routes;
pub use members::add as add_member;
pub use rules::{NewMember, NewParty, NewProject};
pub use store::{are_parties, for_member, members_of, parties_of, parties_with, party_of, project};
