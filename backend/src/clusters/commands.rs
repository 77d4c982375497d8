//! Use cases on a transaction.

use super::rules::{NewSupplyLink, SUPPLY_LINK_EXISTS};
use super::store::{self, FirmStatus, NewMembership};
use crate::kernel::access::Outcome;
use crate::kernel::http::{Fault, Problem};
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
    tx.record(
        scope,
        Entry::new(
            "clusters.cluster_created",
            EventBody { cluster: cluster.map(Box::new), ..EventBody::default() },
        ),
    )
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
    let body = EventBody { firm: Some(Box::new(firm.clone())), ..EventBody::default() };
    let entry = match new.status {
        FirmStatus::Confirmed => Entry::new(kind, body),
        FirmStatus::Invited | FirmStatus::Accepted => Entry::for_coordinator(kind, body),
    };
    Ok((firm, tx.record(scope, entry)?))
}

/// A firm that takes part in the cluster; any other is as unknown as one that does not exist.
pub fn confirmed(
    tx: &mut Tx<'_>,
    cluster: ClusterId,
    firm: FirmId,
    at: impl Into<String>,
) -> Result<(), Problem> {
    let known = store::firm_in(tx.reading(), cluster, firm)?;
    let confirmed = known.is_some_and(|firm| firm.status.as_deref() == Some("confirmed"));
    if confirmed { Ok(()) } else { Err(Fault::new("unknown").at(at)) }
}

/// Writes down that one firm supplies another.
pub fn link(tx: &mut Tx<'_>, cluster: ClusterId, new: &NewSupplyLink) -> Result<Outcome, Problem> {
    if store::supply_link(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    confirmed(tx, cluster, new.supplier, "/supplier_firm_id")?;
    confirmed(tx, cluster, new.customer, "/customer_firm_id")?;
    if store::is_supplied(tx.reading(), cluster, new)? {
        return Err(SUPPLY_LINK_EXISTS.into());
    }
    let scope = Scope::Cluster(cluster);
    let seq = tx.next_seq(scope)?;
    store::insert_supply_link(tx.writing(), cluster, new, seq)?;
    let supply_link = store::supply_link(tx.reading(), new.id)?;
    let body = EventBody { supply_link: supply_link.map(Box::new), ..EventBody::default() };
    Ok(tx.record(scope, Entry::new("clusters.supply_link_created", body))?.into())
}
