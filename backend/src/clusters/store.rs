//! Rows of clusters and of the firms in them.

use super::rules::NewSupplyLink;
use crate::kernel::clock::Time;
use crate::kernel::http::Page;
use crate::kernel::ids::{ClusterId, FirmId, InvitationId, SupplyLinkId};
use crate::kernel::store::schema::{cluster_firms, clusters, firms, grants, supply_links};
use crate::kernel::store::{Conn, Stored, words};
use crate::kernel::text::key;
use crate::policy::Role;
use diesel::prelude::*;
use dure_api::{Cluster, Firm, SupplyLink};

words! {
    /// A firm's place in a cluster.
    FirmKind {
        /// Work is done for it.
        Customer = "customer",
        /// It does the work.
        Supplier = "supplier",
        /// The coordinator's own office.
        Coordinator = "coordinator",
    }
}

words! {
    /// A firm's way into a cluster.
    FirmStatus {
        /// The link is out.
        Invited = "invited",
        /// Its first administrator came; the coordinator has the word.
        Accepted = "accepted",
        /// It takes part.
        Confirmed = "confirmed",
    }
}

pub(super) fn insert(conn: &mut Conn, id: ClusterId, name: &str, at: Time) -> Stored<()> {
    diesel::insert_into(clusters::table)
        .values((clusters::id.eq(id), clusters::name.eq(name), clusters::created_at.eq(at.0)))
        .execute(conn)
        .map(drop)
}

type ClusterRow = (ClusterId, String, i64);

fn wire((id, name, created_at): ClusterRow) -> Cluster {
    Cluster {
        id: id.to_string(),
        name,
        created_at: Time(created_at).rfc3339(),
        seq: None,
        allowed_actions: None,
    }
}

/// A cluster.
pub fn cluster(conn: &mut Conn, id: ClusterId) -> Stored<Option<Cluster>> {
    let row: Option<ClusterRow> = clusters::table
        .find(id)
        .select((clusters::id, clusters::name, clusters::created_at))
        .first(conn)
        .optional()?;
    Ok(row.map(wire))
}

/// The cluster's name.
pub fn name_of(conn: &mut Conn, id: ClusterId) -> Stored<String> {
    clusters::table.find(id).select(clusters::name).first(conn)
}

/// Clusters a person coordinates, or takes part in by their firm, with the stronger role.
pub(super) fn list_of(conn: &mut Conn, subjects: [&str; 2], page: &Page) -> Stored<Vec<(Cluster, Role)>> {
    let rows: Vec<(ClusterId, String, i64, Role)> = clusters::table
        .inner_join(grants::table.on(grants::scope.eq(clusters::id)))
        .filter(grants::subject.eq_any(subjects))
        .filter(grants::role.eq_any([Role::Coordinator, Role::Participant]))
        .filter(clusters::id.gt(&page.after))
        .order((clusters::id, grants::role))
        .limit(page.probe().saturating_mul(2))
        .select((clusters::id, clusters::name, clusters::created_at, grants::role))
        .load(conn)?;
    let mut found: Vec<(Cluster, Role)> = Vec::new();
    for (id, name, created_at, role) in rows {
        // `coordinator` sorts before `participant`, so the first row of a cluster is the stronger.
        if found.last().is_none_or(|(last, _)| last.id != id.as_str()) {
            found.push((wire((id, name, created_at)), role));
        }
    }
    Ok(found)
}

/// A firm that comes into a cluster.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// The firm.
    pub firm: FirmId,
    /// Its name, unique in the cluster.
    pub name: String,
    /// Its place.
    pub kind: FirmKind,
    /// How far it is.
    pub status: FirmStatus,
    /// What brought it.
    pub invitation: Option<InvitationId>,
}

pub(super) fn insert_firm(conn: &mut Conn, cluster: ClusterId, new: &NewMembership, seq: i64) -> Stored<()> {
    diesel::insert_into(cluster_firms::table)
        .values((
            cluster_firms::cluster_id.eq(cluster),
            cluster_firms::firm_id.eq(new.firm),
            cluster_firms::name_key.eq(key(&new.name)),
            cluster_firms::kind.eq(new.kind),
            cluster_firms::status.eq(new.status),
            cluster_firms::invitation_id.eq(new.invitation),
            cluster_firms::joined_seq.eq(seq),
        ))
        .execute(conn)
        .map(drop)
}

#[derive(Queryable)]
struct FirmRow {
    id: FirmId,
    name: String,
    business_number: Option<String>,
    kind: FirmKind,
    status: FirmStatus,
    invitation: Option<InvitationId>,
    seq: i64,
}

impl FirmRow {
    fn wire(self) -> (i64, Firm) {
        let firm = Firm {
            id: self.id.to_string(),
            name: self.name,
            business_number: self.business_number,
            video_template: None,
            kind: Some(self.kind.as_str().to_owned()),
            status: Some(self.status.as_str().to_owned()),
            invitation_id: self.invitation.map(|id| id.to_string()),
            seq: None,
            allowed_actions: None,
        };
        (self.seq, firm)
    }
}

const FIRM: (
    firms::id,
    firms::name,
    firms::business_number,
    cluster_firms::kind,
    cluster_firms::status,
    cluster_firms::invitation_id,
    cluster_firms::joined_seq,
) = (
    firms::id,
    firms::name,
    firms::business_number,
    cluster_firms::kind,
    cluster_firms::status,
    cluster_firms::invitation_id,
    cluster_firms::joined_seq,
);

/// A firm as it stands in a cluster.
pub fn firm_in(conn: &mut Conn, cluster: ClusterId, firm: FirmId) -> Stored<Option<Firm>> {
    let row: Option<FirmRow> = cluster_firms::table
        .inner_join(firms::table.on(firms::id.eq(cluster_firms::firm_id)))
        .filter(cluster_firms::cluster_id.eq(cluster))
        .filter(cluster_firms::firm_id.eq(firm))
        .select(FIRM)
        .first(conn)
        .optional()?;
    Ok(row.map(|row| row.wire().1))
}

/// Whether another firm of the cluster, or another one that its participants see, has this name.
pub fn name_taken(
    conn: &mut Conn,
    cluster: ClusterId,
    name: &str,
    but: Option<FirmId>,
    confirmed_only: bool,
) -> Stored<bool> {
    let known: Option<FirmId> = cluster_firms::table
        .filter(cluster_firms::cluster_id.eq(cluster))
        .filter(cluster_firms::name_key.eq(key(name)))
        .filter(cluster_firms::status.eq_any(statuses(confirmed_only)))
        .select(cluster_firms::firm_id)
        .first(conn)
        .optional()?;
    Ok(known.is_some_and(|firm| Some(firm) != but))
}

fn statuses(confirmed_only: bool) -> &'static [FirmStatus] {
    if confirmed_only {
        &[FirmStatus::Confirmed]
    } else {
        &[FirmStatus::Invited, FirmStatus::Accepted, FirmStatus::Confirmed]
    }
}

/// The same of a business number.
pub fn number_taken(
    conn: &mut Conn,
    cluster: ClusterId,
    number: &str,
    but: Option<FirmId>,
    confirmed_only: bool,
) -> Stored<bool> {
    let known: Vec<FirmId> = cluster_firms::table
        .inner_join(firms::table.on(firms::id.eq(cluster_firms::firm_id)))
        .filter(cluster_firms::cluster_id.eq(cluster))
        .filter(cluster_firms::status.eq_any(statuses(confirmed_only)))
        .filter(firms::business_number.eq(number))
        .select(firms::id)
        .load(conn)?;
    Ok(known.iter().any(|firm| Some(*firm) != but))
}

/// Puts a firm that is here already into the place that was made for it.
pub(super) fn replace_firm(
    conn: &mut Conn,
    cluster: ClusterId,
    stand_in: FirmId,
    firm: FirmId,
) -> Stored<()> {
    let place = cluster_firms::table.find((cluster, stand_in));
    diesel::update(place).set(cluster_firms::firm_id.eq(firm)).execute(conn)?;
    let name: String = firms::table.find(firm).select(firms::name).first(conn)?;
    rename_firm(conn, cluster, firm, &name)
}

pub(super) fn delete_firm(conn: &mut Conn, cluster: ClusterId, firm: FirmId) -> Stored<()> {
    diesel::delete(cluster_firms::table.find((cluster, firm))).execute(conn).map(drop)
}

/// Firms of a cluster, in order of joining; participants see the confirmed ones.
pub fn list_firms(
    conn: &mut Conn,
    cluster: ClusterId,
    confirmed_only: bool,
    page: &Page,
) -> Stored<Vec<(i64, Firm)>> {
    let after: i64 = page.after.parse().unwrap_or(0);
    let rows: Vec<FirmRow> = cluster_firms::table
        .inner_join(firms::table.on(firms::id.eq(cluster_firms::firm_id)))
        .filter(cluster_firms::cluster_id.eq(cluster))
        .filter(cluster_firms::joined_seq.gt(after))
        .filter(cluster_firms::status.eq_any(statuses(confirmed_only)))
        .order(cluster_firms::joined_seq)
        .limit(page.probe())
        .select(FIRM)
        .load(conn)?;
    Ok(rows.into_iter().map(FirmRow::wire).collect())
}

/// Moves a firm on its way into a cluster.
pub fn set_status(conn: &mut Conn, cluster: ClusterId, firm: FirmId, status: FirmStatus) -> Stored<()> {
    diesel::update(cluster_firms::table.find((cluster, firm)))
        .set(cluster_firms::status.eq(status))
        .execute(conn)
        .map(drop)
}

/// Clusters that a firm is in, or was invited to.
pub fn clusters_of(conn: &mut Conn, firm: FirmId) -> Stored<Vec<ClusterId>> {
    let places =
        cluster_firms::table.filter(cluster_firms::firm_id.eq(firm)).order(cluster_firms::cluster_id);
    places.select(cluster_firms::cluster_id).load(conn)
}

/// The place of a firm with another name. Where a firm that was only invited has that name already, the one that the
/// place had goes on to be taken.
pub fn rename_firm(conn: &mut Conn, cluster: ClusterId, firm: FirmId, name: &str) -> Stored<()> {
    if name_taken(conn, cluster, name, Some(firm), false)? {
        return Ok(());
    }
    let place = cluster_firms::table.find((cluster, firm));
    diesel::update(place).set(cluster_firms::name_key.eq(key(name))).execute(conn).map(drop)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = supply_links)]
struct SupplyRow {
    id: SupplyLinkId,
    cluster_id: ClusterId,
    supplier_firm_id: FirmId,
    customer_firm_id: FirmId,
    goods: String,
    joined_seq: i64,
}

impl SupplyRow {
    fn wire(self) -> (i64, SupplyLink) {
        let link = SupplyLink {
            id: self.id.to_string(),
            cluster_id: self.cluster_id.to_string(),
            supplier_firm_id: self.supplier_firm_id.to_string(),
            customer_firm_id: self.customer_firm_id.to_string(),
            goods: self.goods,
            seq: None,
            allowed_actions: None,
        };
        (self.joined_seq, link)
    }
}

pub(super) fn supply_link(conn: &mut Conn, id: SupplyLinkId) -> Stored<Option<SupplyLink>> {
    let row = supply_links::table.find(id).select(SupplyRow::as_select()).first(conn).optional()?;
    Ok(row.map(|row| row.wire().1))
}

pub(super) fn is_supplied(conn: &mut Conn, cluster: ClusterId, new: &NewSupplyLink) -> Stored<bool> {
    let known: Option<SupplyLinkId> = supply_links::table
        .filter(supply_links::cluster_id.eq(cluster))
        .filter(supply_links::supplier_firm_id.eq(new.supplier))
        .filter(supply_links::customer_firm_id.eq(new.customer))
        .filter(supply_links::goods_key.eq(key(&new.goods)))
        .select(supply_links::id)
        .first(conn)
        .optional()?;
    Ok(known.is_some())
}

pub(super) fn insert_supply_link(
    conn: &mut Conn,
    cluster: ClusterId,
    new: &NewSupplyLink,
    seq: i64,
) -> Stored<()> {
    diesel::insert_into(supply_links::table)
        .values((
            supply_links::id.eq(new.id),
            supply_links::cluster_id.eq(cluster),
            supply_links::supplier_firm_id.eq(new.supplier),
            supply_links::customer_firm_id.eq(new.customer),
            supply_links::goods.eq(&new.goods),
            supply_links::goods_key.eq(key(&new.goods)),
            supply_links::joined_seq.eq(seq),
        ))
        .execute(conn)
        .map(drop)
}

/// Supply links of a cluster, in order of making.
pub(super) fn list_supply_links(
    conn: &mut Conn,
    cluster: ClusterId,
    page: &Page,
) -> Stored<Vec<(i64, SupplyLink)>> {
    let after: i64 = page.after.parse().unwrap_or(0);
    let rows: Vec<SupplyRow> = supply_links::table
        .filter(supply_links::cluster_id.eq(cluster))
        .filter(supply_links::joined_seq.gt(after))
        .order(supply_links::joined_seq)
        .limit(page.probe())
        .select(SupplyRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(SupplyRow::wire).collect())
}
