//! Who stands in for whom, as it goes out.

use super::deputy::{Deputy, StandIn};
use crate::kernel::ids::PersonId;
use dure_api as api;

/// A naming as events carry it.
pub fn told(deputy: &Deputy, names: &[(PersonId, String)]) -> api::Deputy {
    let name = |id: PersonId| names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
    api::Deputy {
        id: deputy.id.to_string(),
        person_id: deputy.person.to_string(),
        person_name: name(deputy.person).unwrap_or_default(),
        deputy_person_id: deputy.deputy.to_string(),
        deputy_name: name(deputy.deputy).unwrap_or_default(),
        from_on: deputy.from_on.clone(),
        until_on: deputy.until_on.clone(),
        time_zone: deputy.time_zone.clone(),
        from_at: deputy.from_at.rfc3339(),
        ends_at: deputy.ends_at.rfc3339(),
        ended_at: deputy.ended_at.map(|at| at.rfc3339()),
        not_in: None,
        seq: None,
        allowed_actions: None,
    }
}

/// For whom somebody acted.
pub fn told_stand_in(stands_in: &StandIn) -> api::StandIn {
    api::StandIn {
        deputy_id: stands_in.deputy.to_string(),
        person: stands_in.person.wire(),
        from_on: stands_in.from_on.clone(),
        until_on: stands_in.until_on.clone(),
    }
}

/// Who stands in for somebody whose turn it is.
pub fn told_away(deputy: &Deputy) -> api::AwayPerson {
    api::AwayPerson {
        person_id: deputy.person.to_string(),
        deputy_person_id: deputy.deputy.to_string(),
        until_on: deputy.until_on.clone(),
    }
}
