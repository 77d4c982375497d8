//! Whom a message names.

use super::rules::Named;
use super::store;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{PartyId, PersonId, ProjectId};
use crate::kernel::store::Tx;
use crate::projects;
use dure_api::{Mention, Party};

/// Who is named, as the answer tells it. Each is a member or party of the project and hears the message.
pub fn resolve(
    tx: &mut Tx<'_>,
    project: ProjectId,
    named: &[Named],
    audience: Option<&[PartyId]>,
) -> Result<Vec<Mention>, Problem> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let persons: Vec<PersonId> = named.iter().filter_map(person).collect();
    let hearing = store::parties_of_members(tx.reading(), project, &persons)?;
    let parties = projects::parties_of(tx.reading(), project)?;
    let is_in = |party: &str| audience.is_none_or(|all| all.iter().any(|id| id.as_str() == party));
    // Who belongs to a department hears what is for the whole firm too.
    let hears = |party: &Party| {
        is_in(&party.id)
            || parties.iter().any(|whole| {
                whole.firm_id == party.firm_id && whole.department_id.is_none() && is_in(&whole.id)
            })
    };
    let mut mentions = Vec::new();
    for (n, named) in named.iter().enumerate() {
        let party = |is: &dyn Fn(&Party) -> bool| {
            parties.iter().find(|party| is(party) && hears(party)).map(|party| Mention {
                party_id: Some(party.id.clone()),
                department_id: party.department_id.clone(),
                person_id: None,
            })
        };
        let found = match named {
            Named::Person(id) => hearing
                .iter()
                .find(|(person, of)| person == id && of.iter().any(|party| is_in(party.as_str())))
                .map(|_| Mention { person_id: Some(id.to_string()), ..Mention::default() }),
            Named::Party(id) => party(&|party| party.id == id.as_str()),
            Named::Department(id) => party(&|party| party.department_id.as_deref() == Some(id.as_str())),
        };
        let found = found.ok_or_else(|| Fault::new("unknown").at(format!("/mentions/{n}")))?;
        if !mentions.contains(&found) {
            mentions.push(found);
        }
    }
    Ok(mentions)
}

fn person(named: &Named) -> Option<PersonId> {
    match named {
        Named::Person(id) => Some(*id),
        Named::Party(_) | Named::Department(_) => None,
    }
}
