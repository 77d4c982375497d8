//! Use cases on a transaction.

use super::rules::{FIRM_EXISTS, NewFirm, confirm};
use super::store;
use crate::clusters::{self, FirmStatus, NewMembership};
use crate::invitations::{self, Kind, NewInvitation};
use crate::kernel::access::Outcome;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ClusterId, FirmId, Scope};
use crate::kernel::jobs::Job;
use crate::kernel::record::{Actor, Entry, Recorded};
use crate::kernel::store::{Grant, Tx};
use crate::people::FirmRole;
use crate::policy::Role;
use dure_api::{EventBody, Firm};

/// Makes a firm and opens its record.
pub fn create(tx: &mut Tx<'_>, name: &str, number: Option<&str>) -> Result<(FirmId, Recorded), Problem> {
    let (id, now) = (FirmId::new(), tx.now());
    store::insert(tx.writing(), id, name, number, now)?;
    tx.open_record(Scope::Firm(id))?;
    let firm = store::firm(tx.reading(), id)?;
    let body = EventBody { firm, ..EventBody::default() };
    Ok((id, tx.record(Scope::Firm(id), Entry::new("firms.firm_created", body))?))
}

/// Makes a firm, lists it in the cluster, and invites its first administrator.
pub fn invite(tx: &mut Tx<'_>, cluster: ClusterId, new: &NewFirm, days: u32) -> Result<Outcome, Problem> {
    let number = new.business_number.as_deref();
    let number_known = number.map(|number| store::is_number_known(tx.reading(), number)).transpose()?;
    if clusters::firm_named(tx.reading(), cluster, &new.name)? || number_known == Some(true) {
        return Err(FIRM_EXISTS.into());
    }
    let about = clusters::name_of(tx.reading(), cluster)?;
    let (firm, _) = create(tx, &new.name, number)?;
    let invitation = NewInvitation {
        kind: Kind::Firm,
        cluster: Some(cluster),
        firm,
        email: new.email.clone(),
        name: None,
        role: FirmRole::Admin,
        locale: new.locale.clone(),
        departments: Vec::new(),
    };
    let invitation = invitations::send(tx, &invitation, about, days)?;
    let membership = NewMembership {
        firm,
        name: new.name.clone(),
        kind: new.kind,
        status: FirmStatus::Invited,
        invitation: invitation.invitation_id.parse().ok(),
    };
    let (_, recorded) = clusters::take_in(tx, cluster, &membership, Role::Listed, "clusters.firm_invited")?;
    Ok(recorded.into())
}

/// Lets a firm that accepted take part in the cluster.
pub fn confirm_firm(tx: &mut Tx<'_>, cluster: ClusterId, id: FirmId) -> Result<Outcome, Problem> {
    let (firm, status) = listed(tx, cluster, id)?;
    let Some(status) = confirm(status, store::has_people(tx.reading(), id)?)? else {
        return Ok(Outcome::Unchanged);
    };
    let scope = Scope::Cluster(cluster);
    let seq = tx.next_seq(scope)?;
    clusters::set_status(tx.writing(), cluster, id, status)?;
    tx.grant(scope, id.as_str(), &Grant::plain(Role::Participant, seq))?;
    moved(tx, cluster, firm, status, "clusters.firm_confirmed").map(Outcome::from)
}

/// The job that tells the cluster that somebody of an invited firm accepted.
pub fn accepted(job: &Job) -> Result<(), Problem> {
    let cluster: ClusterId = job.text("cluster")?.parse().map_err(Problem::internal)?;
    let id: FirmId = job.text("firm")?.parse().map_err(Problem::internal)?;
    let person = job.text("person")?.parse().map_err(Problem::internal)?;
    let actor = Actor { person, name: job.text("name")?.to_owned(), firm: id, department: None };
    job.write(Scope::Cluster(cluster), actor, move |tx| {
        let (firm, status) = listed(tx, cluster, id)?;
        if status == FirmStatus::Invited {
            clusters::set_status(tx.writing(), cluster, id, FirmStatus::Accepted)?;
            moved(tx, cluster, firm, FirmStatus::Accepted, "clusters.firm_accepted")?;
        }
        Ok(())
    })
}

fn listed(tx: &mut Tx<'_>, cluster: ClusterId, id: FirmId) -> Result<(Firm, FirmStatus), Problem> {
    let firm = clusters::firm_in(tx.reading(), cluster, id)?.ok_or_else(Problem::not_found)?;
    let status = firm.status.as_deref().unwrap_or_default().parse().map_err(Problem::internal)?;
    Ok((firm, status))
}

fn moved(
    tx: &mut Tx<'_>,
    cluster: ClusterId,
    firm: Firm,
    status: FirmStatus,
    kind: &'static str,
) -> Result<Recorded, Problem> {
    let firm = Firm { status: Some(status.as_str().to_owned()), ..firm };
    let body = EventBody { firm: Some(firm), ..EventBody::default() };
    let entry = match status {
        FirmStatus::Confirmed => Entry::new(kind, body),
        FirmStatus::Invited | FirmStatus::Accepted => Entry::for_coordinator(kind, body),
    };
    tx.record(Scope::Cluster(cluster), entry)
}
