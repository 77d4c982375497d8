//! How somebody signs: they prove again who they are (R37), and what stands printed beside it is what they are then (R36).

use super::approval::Method;
use super::store;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ProjectId, SessionId};
use crate::kernel::store::Tx;
use crate::passkeys::Proof;
use crate::{people, projects};
use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;

/// Who signs, as it is printed.
#[derive(Debug, Clone)]
pub struct Printed {
    /// Name held now.
    pub name: String,
    /// Firm held now.
    pub firm_name: String,
    /// Department held now.
    pub department_name: Option<String>,
    /// RFC 3339 with the offset of the zone.
    pub local_time: String,
    /// IANA name.
    pub time_zone: String,
    /// How they proved who they are.
    pub method: Method,
    /// The WebAuthn id of the passkey.
    pub credential_id: Option<String>,
    /// The device.
    pub device: Option<String>,
}

/// Printed name, firm and department held now, server time in the person's zone (R36).
pub fn printed(
    tx: &mut Tx<'_>,
    project: ProjectId,
    (session, proof): (SessionId, &Proof),
    at: Time,
) -> Result<Printed, Problem> {
    let actor = tx.actor()?.clone();
    let person = people::person(tx.reading(), actor.person)?.ok_or_else(Problem::not_found)?;
    let department = actor.department.map(|id| id.to_string());
    let parties = projects::parties_of(tx.reading(), project)?;
    let own = parties.into_iter().find(|party| department.is_some() && party.department_id == department);
    let zone: Tz = person.time_zone.parse().unwrap_or(chrono_tz::UTC);
    let local = DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&zone);
    Ok(Printed {
        name: actor.name,
        firm_name: person.firm_name,
        department_name: own.and_then(|party| party.department_name),
        local_time: local.to_rfc3339_opts(SecondsFormat::Millis, false),
        time_zone: zone.name().to_owned(),
        method: if proof.credential().is_some() { Method::Passkey } else { Method::Password },
        credential_id: proof.credential().map(str::to_owned),
        device: store::device_of(tx.reading(), session)?,
    })
}
