//! Use cases on a transaction.

use super::rules::{FIRM_EXISTS, FirmChange, NewFirm, confirm};
use super::store;
use crate::clusters::{self, FirmStatus, NewMembership};
use crate::invitations::{self, Kind, NewInvitation};
use crate::kernel::access::Outcome;
use crate::kernel::http::{Expected, Problem};
use crate::kernel::ids::{ClusterId, FirmId, InvitationId, Scope};
use crate::kernel::jobs::Job;
use crate::kernel::record::{Actor, Entry, Recorded};
use crate::kernel::store::{Grant, Tx};
use crate::people::FirmRole;
use crate::policy::Role;
use dure_api::{EventBody, Firm, Removed};

/// Makes a firm and opens its record.
pub fn create(tx: &mut Tx<'_>, name: &str, number: Option<&str>) -> Result<(FirmId, Recorded), Problem> {
    let (id, now) = (FirmId::new(), tx.now());
    store::insert(tx.writing(), id, name, number, now)?;
    tx.open_record(Scope::Firm(id))?;
    let firm = store::firm(tx.reading(), id)?;
    let body = EventBody { firm: firm.map(Box::new), ..EventBody::default() };
    Ok((id, tx.record(Scope::Firm(id), Entry::new("firms.firm_created", body))?))
}

/// Makes a firm, lists it in the cluster, and invites its first administrator.
pub fn invite(tx: &mut Tx<'_>, cluster: ClusterId, new: &NewFirm, days: u32) -> Result<Outcome, Problem> {
    let number = new.business_number.as_deref();
    free_in(tx, cluster, (&new.name, number), None)?;
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

/// Takes an invitation for the caller's own firm, which is here already. The cluster follows by a job.
pub fn join(tx: &mut Tx<'_>, id: InvitationId) -> Result<Outcome, Problem> {
    let actor = tx.actor()?.clone();
    let (cluster, invited) = invitations::for_firm(tx, id, actor.firm)?;
    let own = store::firm(tx.reading(), actor.firm)?.ok_or_else(Problem::bare_internal)?;
    if clusters::firm_in(tx.reading(), cluster, actor.firm)?.is_some() {
        return Err(FIRM_EXISTS.into());
    }
    free_in(tx, cluster, (&own.name, own.business_number.as_deref()), Some(invited))?;
    let invitation = invitations::take(tx, id, actor.firm)?;
    let payload = serde_json::json!({
        "cluster": cluster.to_string(), "firm": actor.firm.to_string(), "invited": invited.to_string(),
        "person": actor.person.to_string(), "name": actor.name,
    });
    tx.enqueue("firm_accepted", &payload)?;
    let cluster = clusters::cluster(tx.reading(), cluster)?;
    let body = EventBody {
        cluster: cluster.map(Box::new),
        invitation: Some(Box::new(invitation)),
        ..EventBody::default()
    };
    Ok(tx.record(Scope::Firm(actor.firm), Entry::new("firms.cluster_joined", body))?.into())
}

/// Changes a firm's name or business number. The clusters and projects it is in follow by jobs.
pub fn update(
    tx: &mut Tx<'_>,
    id: FirmId,
    expected: &Expected,
    change: &FirmChange,
) -> Result<Outcome, Problem> {
    let before = store::firm(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
    expected.check(&before)?;
    let firm = change.of(&before);
    if firm == before {
        return Ok(Outcome::Unchanged);
    }
    let clusters = clusters::clusters_of(tx.reading(), id)?;
    for cluster in &clusters {
        free_in(tx, *cluster, (&firm.name, firm.business_number.as_deref()), Some(id))?;
    }
    store::update(tx.writing(), id, &firm)?;
    let actor = tx.actor()?.clone();
    let by = |cluster: &str| {
        let person = actor.person.to_string();
        serde_json::json!({ "firm": firm.id, "person": person, "name": actor.name, "cluster": cluster })
    };
    for cluster in clusters {
        clusters::rename_firm(tx.writing(), cluster, id, &firm.name)?;
        tx.enqueue("firm_updated", &by(cluster.as_str()))?;
    }
    if firm.name != before.name {
        tx.enqueue("rename_party", &by(""))?;
    }
    let body = EventBody { firm: Some(Box::new(firm)), ..EventBody::default() };
    Ok(tx.record(Scope::Firm(id), Entry::new("firms.firm_updated", body))?.into())
}

/// The job that tells a cluster of a firm's new name or number.
pub fn updated(job: &Job) -> Result<(), Problem> {
    let (cluster, id, actor) = at_work(job)?;
    job.write(Scope::Cluster(cluster), actor, move |tx| {
        let (firm, status) = listed(tx, cluster, id)?;
        let body = EventBody { firm: Some(Box::new(firm)), ..EventBody::default() };
        let entry = match status {
            FirmStatus::Confirmed => Entry::new("clusters.firm_updated", body),
            FirmStatus::Invited | FirmStatus::Accepted => {
                Entry::for_coordinator("clusters.firm_updated", body)
            }
        };
        tx.record(Scope::Cluster(cluster), entry).map(drop)
    })
}

/// The cluster that a job is for, the firm, and who acts for it.
fn at_work(job: &Job) -> Result<(ClusterId, FirmId, Actor), Problem> {
    let cluster = job.text("cluster")?.parse().map_err(Problem::internal)?;
    let firm = job.text("firm")?.parse().map_err(Problem::internal)?;
    let person = job.text("person")?.parse().map_err(Problem::internal)?;
    Ok((cluster, firm, Actor { person, name: job.text("name")?.to_owned(), firm, department: None }))
}

/// A cluster has each name and each business number once. An administrator is not told of firms that they do not see
/// there: two of a name are then the coordinator's to tell apart.
fn free_in(
    tx: &mut Tx<'_>,
    cluster: ClusterId,
    (name, number): (&str, Option<&str>),
    own: Option<FirmId>,
) -> Result<(), Problem> {
    let seen = own.is_some();
    let number = number.map(|number| clusters::number_taken(tx.reading(), cluster, number, own, seen));
    let taken = number.transpose()?.unwrap_or(false);
    if taken || clusters::name_taken(tx.reading(), cluster, name, own, seen)? {
        return Err(FIRM_EXISTS.into());
    }
    Ok(())
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
    let firm = Some(Firm { status: Some(status.as_str().to_owned()), ..firm });
    let body = EventBody { firm: firm.map(Box::new), ..EventBody::default() };
    Ok(tx.record(scope, Entry::new("clusters.firm_confirmed", body))?.into())
}

/// The job that tells the cluster that somebody of an invited firm accepted, or that a firm that is here already did
/// in its place.
pub fn accepted(job: &Job) -> Result<(), Problem> {
    let (cluster, id, actor) = at_work(job)?;
    let invited: FirmId = job.text("invited")?.parse().map_err(Problem::internal)?;
    job.write(Scope::Cluster(cluster), actor, move |tx| {
        let stands_in = invited != id;
        if stands_in {
            clusters::give_place(tx, cluster, invited, id)?;
        }
        let (mut firm, status) = listed(tx, cluster, id)?;
        if status == FirmStatus::Invited {
            clusters::set_status(tx.writing(), cluster, id, FirmStatus::Accepted)?;
            firm.status = Some(FirmStatus::Accepted.as_str().to_owned());
        } else if !stands_in {
            return Ok(());
        }
        let removed = stands_in.then(|| Removed { kind: "firm".into(), id: invited.to_string() });
        let body =
            EventBody { firm: Some(Box::new(firm)), removed: removed.map(Box::new), ..EventBody::default() };
        let entry = Entry::for_coordinator("clusters.firm_accepted", body);
        tx.record(Scope::Cluster(cluster), entry).map(drop)
    })
}

fn listed(tx: &mut Tx<'_>, cluster: ClusterId, id: FirmId) -> Result<(Firm, FirmStatus), Problem> {
    let firm = clusters::firm_in(tx.reading(), cluster, id)?.ok_or_else(Problem::not_found)?;
    let status = firm.status.as_deref().unwrap_or_default().parse().map_err(Problem::internal)?;
    Ok((firm, status))
}
