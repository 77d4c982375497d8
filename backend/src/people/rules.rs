//! What makes a person, a department, a change of either.

use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::DepartmentId;
use crate::kernel::store::words;
use crate::kernel::text;
use dure_api::Limits;

words! {
    /// What a person is in their firm.
    FirmRole {
        /// Administers it.
        Admin = "admin",
        /// Belongs to it.
        Member = "member",
    }
}

words! {
    /// Whether a person may sign in.
    Status {
        /// Yes.
        Active = "active",
        /// No, and nothing of theirs is deleted.
        Locked = "locked",
    }
}

/// Two departments of a firm cannot have one name.
pub const DEPARTMENT_EXISTS: Refusal = Refusal::conflict("department_exists");
/// A firm keeps at least one active administrator.
pub const LAST_ADMINISTRATOR: Refusal = Refusal::conflict("last_administrator");

/// Somebody who makes an account.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Shown to others.
    pub name: String,
    /// Signs in.
    pub email: String,
    /// `ko`, `en`, `es`.
    pub locale: String,
    /// IANA name.
    pub time_zone: String,
    /// PHC text.
    pub password_hash: String,
    /// In the firm.
    pub role: FirmRole,
    /// In the firm.
    pub departments: Vec<DepartmentId>,
}

/// What is to change of a person.
#[derive(Debug, Clone)]
pub struct Change {
    /// The departments from now on.
    pub departments: Option<Vec<DepartmentId>>,
    /// The status from now on.
    pub status: Option<Status>,
}

impl Change {
    /// From the wire.
    pub fn parse(request: &dure_api::UpdatePerson) -> Result<Self, Problem> {
        let status = request.status.as_deref().map(|status| status.parse::<Status>());
        Ok(Self {
            departments: request.department_ids.as_deref().map(parse_departments).transpose()?,
            status: status.transpose().map_err(|_| Fault::new("unknown_word").at("/status"))?,
        })
    }
}

/// Ids of departments, each once.
pub fn parse_departments(ids: &[String]) -> Result<Vec<DepartmentId>, Problem> {
    if ids.len() > 50 {
        return Err(Fault::new("too_long").at("/department_ids"));
    }
    let mut parsed = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        let id = id.parse().map_err(|_| Fault::new("id").at(format!("/department_ids/{n}")))?;
        if !parsed.contains(&id) {
            parsed.push(id);
        }
    }
    Ok(parsed)
}

/// A department's name and its own new id, if the client made one.
pub fn parse_department(
    request: &dure_api::CreateDepartment,
    limits: &Limits,
) -> Result<(DepartmentId, String), Problem> {
    let name = text::name(&request.name, limits.name_graphemes).map_err(|fault| fault.at("/name"))?;
    let id = match &request.id {
        Some(id) => id.parse().map_err(|_| Fault::new("id").at("/id"))?,
        None => DepartmentId::new(),
    };
    Ok((id, name))
}

/// A firm must not lose its last active administrator.
pub fn may_lock(role: FirmRole, other_active_admins: i64) -> Result<(), Refusal> {
    if role == FirmRole::Admin && other_active_admins == 0 { Err(LAST_ADMINISTRATOR) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_administrator_stays() {
        assert_eq!(may_lock(FirmRole::Admin, 0), Err(LAST_ADMINISTRATOR));
        assert_eq!(may_lock(FirmRole::Admin, 1), Ok(()));
        assert_eq!(may_lock(FirmRole::Member, 0), Ok(()));
    }
}
