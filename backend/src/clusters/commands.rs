//! Use cases on a transaction.

use super::store::{self, FirmStatus, NewMembership};
use crate::kernel::http::Problem;
use crate::kernel::ids::{ClusterId, FirmId, Scope};
use crate::kernel::record::{Entry, Recorded};
use crate::kernel::store::{Grant, Tx};
use crate::policy::Role;
use dure_api::{EventBody, Firm};

/// Makes a cluster; who acts becomes its coordinator.
pub fn found(tx: &mut Tx<'_>, id: ClusterId, name: &str) -> Result<Recorded, Problem> {
    if store::cluster(tx.reading(), id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let (scope, now, coordinator) = (Scope::Cluster(id), tx.now(), tx.actor()?.person);
    store::insert(tx.writing(), id, name, now)?;
    tx.open_record(scope)?;
    tx.grant(scope, coordinator.as_str(), &Grant::plain(Role::Coordinator, 1))?;
    let cluster = store::cluster(tx.reading(), id)?;
    tx.record(scope, Entry::new("clusters.cluster_created", EventBody { cluster, ..EventBody::default() }))
}

/// Gives the place of an invited firm to one that is here already. Where that firm has a place of its own the other
/// one goes.
pub fn give_place(
    tx: &mut Tx<'_>,
    cluster: ClusterId,
    stand_in: FirmId,
    firm: FirmId,
) -> Result<(), Problem> {
    let scope = Scope::Cluster(cluster);
    tx.revoke(scope, stand_in.as_str())?;
    if store::firm_in(tx.reading(), cluster, firm)?.is_some() {
        return Ok(store::delete_firm(tx.writing(), cluster, stand_in)?);
    }
    let seq = tx.next_seq(scope)?;
    store::replace_firm(tx.writing(), cluster, stand_in, firm)?;
    tx.grant(scope, firm.as_str(), &Grant::plain(Role::Listed, seq))
}

/// Lists a firm in a cluster and writes that down as `kind`.
pub fn take_in(
    tx: &mut Tx<'_>,
    cluster: ClusterId,
    new: &NewMembership,
    role: Role,
    kind: &'static str,
) -> Result<(Firm, Recorded), Problem> {
    let scope = Scope::Cluster(cluster);
    let seq = tx.next_seq(scope)?;
    store::insert_firm(tx.writing(), cluster, new, seq)?;
    tx.grant(scope, new.firm.as_str(), &Grant::plain(role, seq))?;
    let firm = store::firm_in(tx.reading(), cluster, new.firm)?.ok_or_else(Problem::bare_internal)?;
    let body = EventBody { firm: Some(firm.clone()), ..EventBody::default() };
    let entry = match new.status {
        FirmStatus::Confirmed => Entry::new(kind, body),
        FirmStatus::Invited | FirmStatus::Accepted => Entry::for_coordinator(kind, body),
    };
    Ok((firm, tx.record(scope, entry)?))
}
