//! The time zones that the members of a project live in.

use crate::kernel::access::Permit;
use crate::kernel::http::{Answer, NoQuery, Query, ok};
use crate::kernel::ids::PersonId;
use crate::{people, policy, projects};
use actix_web::get;
use dure_api as api;
use std::collections::BTreeMap;

/// Time zones of the project's members by side, those of most people first: so that who plans sees every clock.
#[utoipa::path(tag = "Meetings", operation_id = "list_time_zones",
    responses((status = 200, description = "The time zones.", body = api::SideZones)))]
#[get("/projects/{project_id}/time-zones")]
pub(super) async fn list_time_zones(permit: Permit<policy::ListTimeZones>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let project = permit.place();
    let (parties, members, people) = permit
        .read(move |conn| {
            let (parties, members) =
                (projects::parties_of(conn, project)?, projects::members_of(conn, project)?);
            let ids: Vec<PersonId> =
                members.iter().filter_map(|member| member.person_id.parse().ok()).collect();
            let people = people::addressees(conn, &ids)?;
            Ok((parties, members, people))
        })
        .await?;
    let mut counts: BTreeMap<(String, String), i64> = BTreeMap::new();
    for person in people {
        let member = members.iter().find(|member| member.person_id == person.person.as_str());
        let party = member.and_then(|member| parties.iter().find(|party| party.id == member.party_id));
        if let Some(party) = party {
            *counts.entry((party.side.clone(), person.time_zone)).or_default() += 1;
        }
    }
    let zone = |((side, time_zone), members)| api::SideZone { side, time_zone, members };
    let mut items: Vec<api::SideZone> = counts.into_iter().map(zone).collect();
    items.sort_by_key(|zone| -zone.members);
    ok(&api::SideZones { items })
}
