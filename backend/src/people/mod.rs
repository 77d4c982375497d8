//! People and departments of a firm.
//!
//! A person belongs to one firm for good, is `admin` or `member` of it, stands in any number of its departments,
//! and is `active` or `locked`. Leavers are locked, never deleted; a lock ends every session at once. The last
//! active administrator cannot be locked. Administrators change people and departments; whoever shares a project
//! lead's table with the firm sees names and departments, never addresses.
//!
//! Events, in the firm's record: `firms.department_created`, `people.person_joined`, `people.person_updated`.
//! How people come in is the business of `invitations`.

mod commands;
mod http;
mod rules;
mod store;

pub use commands::{create_department, join, rename};
pub use http::routes;
pub use rules::{FirmRole, Newcomer, Status, parse_departments};
pub use store::{
    Addressee, addressees, by_email, department, departments_of, firm_of_department, firm_of_email,
    is_anybody_there, is_email_taken, password_of, person, set_password,
};
