//! What makes a project, a party, a member.

use crate::kernel::http::{Cleared, Fault, Problem, Refusal};
use crate::kernel::ids::{DepartmentId, FirmId, PartyId, PersonId, ProjectId};
use crate::kernel::record::Facts;
use crate::kernel::store::words;
use crate::kernel::text;
use crate::policy::Role;
use dure_api::Limits;

words! {
    /// Whose side a party is on.
    Side {
        /// The work is for it.
        Customer = "customer",
        /// It does the work.
        Supplier = "supplier",
        /// The cluster's office, when the coordinator leads.
        Coordinator = "coordinator",
    }
}

/// The cluster has a project with this code.
pub const CODE_TAKEN: Refusal = Refusal::conflict("code_taken");
/// Neither the customer's nor a supplier's person, nor the coordinator, starts the project.
pub const NOT_A_PARTY: Refusal = Refusal::forbidden("not_a_party");
/// The firm or department takes part already.
pub const PARTY_EXISTS: Refusal = Refusal::conflict("party_exists");
/// The person is a member already.
pub const MEMBER_EXISTS: Refusal = Refusal::conflict("member_exists");
/// A project keeps at least one lead.
pub const LAST_LEAD: Refusal = Refusal::conflict("last_lead");

/// A project to start.
#[derive(Debug, Clone)]
pub struct NewProject {
    /// Its id.
    pub id: ProjectId,
    /// Unique in the cluster.
    pub code: String,
    /// Its name.
    pub name: String,
    /// May be empty.
    pub summary: String,
    /// The work is for it.
    pub customer: FirmId,
    /// They do the work.
    pub suppliers: Vec<FirmId>,
    /// First day.
    pub starts_on: Option<String>,
    /// Last day.
    pub due_on: Option<String>,
}

impl NewProject {
    /// From the wire.
    pub fn parse(request: &dure_api::CreateProject, limits: &Limits) -> Result<Self, Problem> {
        let (starts_on, due_on) = (day(&request.starts_on, "/starts_on")?, day(&request.due_on, "/due_on")?);
        in_order(&starts_on, &due_on)?;
        let customer =
            request.customer_firm_id.parse().map_err(|_| Fault::new("id").at("/customer_firm_id"))?;
        let mut suppliers = Vec::new();
        for (n, id) in request.supplier_firm_ids.iter().enumerate() {
            let at = format!("/supplier_firm_ids/{n}");
            let id = id.parse().map_err(|_| Fault::new("id").at(at.clone()))?;
            if id == customer || suppliers.contains(&id) {
                return Err(Fault::new("duplicate").at(at));
            }
            suppliers.push(id);
        }
        let many = suppliers.len() > usize::try_from(limits.suppliers_per_project).unwrap_or(usize::MAX);
        if suppliers.is_empty() || many {
            return Err(Fault::new(if many { "too_long" } else { "empty" }).at("/supplier_firm_ids"));
        }
        Ok(Self {
            id: new_id(request.id.as_deref(), ProjectId::new)?,
            code: one_line(&request.code, limits.code_chars).map_err(|f| f.at("/code"))?,
            name: one_line(&request.name, limits.title_chars).map_err(|f| f.at("/name"))?,
            summary: text::optional_body(&request.summary, limits.summary_chars)
                .map_err(|f| f.at("/summary"))?,
            customer,
            suppliers,
            starts_on,
            due_on,
        })
    }

    /// The side a firm would be on.
    pub fn side_of(&self, firm: FirmId) -> Option<Side> {
        if firm == self.customer {
            Some(Side::Customer)
        } else {
            self.suppliers.contains(&firm).then_some(Side::Supplier)
        }
    }
}

fn day(day: &Option<String>, at: &str) -> Result<Option<String>, Problem> {
    day.as_deref().map(text::day).transpose().map_err(|fault| fault.at(at))
}

fn in_order(starts_on: &Option<String>, due_on: &Option<String>) -> Result<(), Problem> {
    match (starts_on, due_on) {
        (Some(start), Some(due)) if due < start => Err(Fault::new("before_start").at("/due_on")),
        _ => Ok(()),
    }
}

/// What changes in a project; absent stays.
#[derive(Debug, Clone)]
pub struct ProjectEdit {
    name: Option<String>,
    summary: Option<String>,
    starts_on: Option<Option<String>>,
    due_on: Option<Option<String>>,
}

impl ProjectEdit {
    /// From the wire.
    pub fn parse(request: &dure_api::UpdateProject, limits: &Limits) -> Result<Self, Problem> {
        let cleared = Cleared::parse(&request.clear, &["starts_on", "due_on"])?;
        let name = request.name.as_deref().map(|name| one_line(name, limits.title_chars)).transpose();
        let summary = request.summary.as_deref();
        let summary = summary.map(|text| text::optional_body(text, limits.summary_chars)).transpose();
        Ok(Self {
            name: name.map_err(|fault| fault.at("/name"))?,
            summary: summary.map_err(|fault| fault.at("/summary"))?,
            starts_on: cleared.field("starts_on", day(&request.starts_on, "/starts_on")?)?,
            due_on: cleared.field("due_on", day(&request.due_on, "/due_on")?)?,
        })
    }

    /// The project as it is afterwards.
    pub fn apply(&self, before: &dure_api::Project) -> Result<dure_api::Project, Problem> {
        let project = before.clone();
        let after = dure_api::Project {
            name: self.name.clone().unwrap_or(project.name),
            summary: self.summary.clone().unwrap_or(project.summary),
            starts_on: self.starts_on.clone().unwrap_or(project.starts_on),
            due_on: self.due_on.clone().unwrap_or(project.due_on),
            ..before.clone()
        };
        in_order(&after.starts_on, &after.due_on)?;
        Ok(after)
    }
}

/// What may change in a project.
pub fn facts(project: &dure_api::Project) -> Facts {
    vec![
        ("name", Some(project.name.clone())),
        ("summary", Some(project.summary.clone())),
        ("starts_on", project.starts_on.clone()),
        ("due_on", project.due_on.clone()),
    ]
}

fn one_line(value: &str, most: u32) -> Result<String, Fault> {
    text::name(value, most)
}

/// The client's own new id, or one of ours.
pub fn new_id<T: std::str::FromStr>(id: Option<&str>, fresh: impl Fn() -> T) -> Result<T, Problem> {
    id.map_or_else(|| Ok(fresh()), |id| id.parse().map_err(|_| Fault::new("id").at("/id")))
}

/// A party to add.
#[derive(Debug, Clone, Copy)]
pub struct NewParty {
    /// Its id.
    pub id: PartyId,
    /// The firm.
    pub firm: FirmId,
    /// The department, when the party is one.
    pub department: Option<DepartmentId>,
}

impl NewParty {
    /// From the wire.
    pub fn parse(request: &dure_api::AddParty) -> Result<Self, Problem> {
        let department = request.department_id.as_deref().map(str::parse).transpose();
        Ok(Self {
            id: new_id(request.id.as_deref(), PartyId::new)?,
            firm: request.firm_id.parse().map_err(|_| Fault::new("id").at("/firm_id"))?,
            department: department.map_err(|_| Fault::new("id").at("/department_id"))?,
        })
    }
}

/// A role inside a project.
pub fn role(text: &str) -> Result<Role, Problem> {
    let role = text.parse().ok();
    let role =
        role.filter(|role| matches!(role, Role::Lead | Role::Contributor | Role::Approver | Role::Observer));
    role.ok_or_else(|| Fault::new("unknown_word").at("/role"))
}

/// A member to add.
#[derive(Debug, Clone, Copy)]
pub struct NewMember {
    /// The person.
    pub person: PersonId,
    /// Their role.
    pub role: Role,
}

impl NewMember {
    /// From the wire.
    pub fn parse(request: &dure_api::AddMember) -> Result<Self, Problem> {
        let person = request.person_id.parse().map_err(|_| Fault::new("id").at("/person_id"))?;
        Ok(Self { person, role: role(&request.role)? })
    }
}

/// Whether a lead may stop leading.
pub fn may_stop_leading(was: Role, leads: usize) -> Result<(), Refusal> {
    if was == Role::Lead && leads <= 1 { Err(LAST_LEAD) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> dure_api::CreateProject {
        dure_api::CreateProject {
            id: None,
            code: "L2-포장".into(),
            name: "2라인 포장 자동화".into(),
            summary: String::new(),
            customer_firm_id: FirmId::new().to_string(),
            supplier_firm_ids: vec![FirmId::new().to_string()],
            starts_on: Some("2026-11-22".into()),
            due_on: Some("2027-03-31".into()),
        }
    }

    #[test]
    fn a_project_needs_a_supplier_that_is_not_its_customer_and_ends_after_it_starts() {
        let limits = Limits::default();
        assert!(NewProject::parse(&request(), &limits).is_ok());
        let refused = |change: fn(&mut dure_api::CreateProject)| {
            let mut request = request();
            change(&mut request);
            NewProject::parse(&request, &limits).is_err()
        };
        assert!(refused(|r| r.supplier_firm_ids.clear()));
        assert!(refused(|r| r.supplier_firm_ids.push(r.customer_firm_id.clone())));
        assert!(refused(|r| r.due_on = Some("2026-11-21".into())));
        assert!(refused(|r| r.due_on = Some("2026-11-31".into())));
        assert!(refused(|r| r.code = " ".into()));
    }

    #[test]
    fn the_last_lead_stays() {
        assert_eq!(may_stop_leading(Role::Lead, 1), Err(LAST_LEAD));
        assert_eq!(may_stop_leading(Role::Lead, 2), Ok(()));
        assert_eq!(may_stop_leading(Role::Observer, 1), Ok(()));
    }
}
