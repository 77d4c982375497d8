//! Those for whom somebody stands in, as they stand to an approval.

use super::deputy::{Deputy, StandIn};
use super::store;
use crate::approvals::approval::{Approval, Seat};
use crate::approvals::commands::has_contributed;
use crate::kernel::access::{Standing, standing_of};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{PersonId, Scope};
use crate::kernel::record::Actor;
use crate::kernel::store::Conn;
use crate::people;
use crate::policy::Right;

/// Somebody who is away, and what is theirs in a project.
#[derive(Debug, Clone)]
pub struct Principal {
    /// By which naming, and who they are.
    pub stands_in: StandIn,
    /// Role and parties.
    pub by: Standing,
    /// Whether they contributed to what is decided on.
    pub contributed: bool,
}

impl Principal {
    /// Who they are.
    pub fn person(&self) -> PersonId {
        self.stands_in.person.person
    }

    /// Whether a seat is theirs, by name or as one of their party. What was handed to them is not (R14: one level).
    pub fn holds(&self, seat: &Seat) -> bool {
        let is_party = || self.by.parties.contains(&seat.plan.party);
        seat.delegation.is_none() && seat.holder.map_or_else(is_party, |holder| holder == self.person())
    }
}

/// For whom somebody stands in at an approval: those who may decide there, if the deputy may look at all of it.
pub fn principals(
    conn: &mut Conn,
    approval: &Approval,
    (person, by): (PersonId, &Standing),
    now: Time,
) -> Result<Vec<Principal>, Problem> {
    if !by.role.allows(Right::Decide) || !by.hears(approval.audience.as_deref()) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for deputy in store::for_whom(conn, person, now)? {
        let standing = standing_of(conn, Scope::Project(approval.project), deputy.person)?;
        let standing = standing.filter(|standing| standing.role.allows(Right::Decide));
        let Some((by, of)) = standing.zip(people::person(conn, deputy.person)?) else { continue };
        found.push(Principal {
            contributed: has_contributed(conn, approval, deputy.person)?,
            stands_in: acting(&deputy, of.name, &by),
            by,
        });
    }
    Ok(found)
}

fn acting(deputy: &Deputy, name: String, by: &Standing) -> StandIn {
    StandIn {
        deputy: deputy.id,
        person: Actor { person: deputy.person, name, firm: deputy.firm, department: by.department },
        from_on: deputy.from_on.clone(),
        until_on: deputy.until_on.clone(),
    }
}
