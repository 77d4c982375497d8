//! Rows of invitations.

use super::rules::{Kind, NewInvitation, Status};
use crate::kernel::clock::Time;
use crate::kernel::http::Page;
use crate::kernel::ids::{ClusterId, DepartmentId, FirmId, InvitationId, PersonId};
use crate::kernel::store::schema::{firms, grants, invitations};
use crate::kernel::store::{Conn, Stored};
use crate::people::FirmRole;
use crate::policy::{Right, Role};
use diesel::prelude::*;

/// A row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub struct Row {
    pub id: InvitationId,
    pub kind: Kind,
    pub cluster_id: Option<ClusterId>,
    pub firm_id: FirmId,
    pub email: String,
    pub name: Option<String>,
    pub role: FirmRole,
    pub locale: String,
    pub department_ids: String,
    pub inviter: PersonId,
    pub status: Status,
    pub created_at: i64,
    pub expires_at: i64,
}

impl Row {
    pub fn departments(&self) -> Vec<DepartmentId> {
        let ids: Vec<String> = serde_json::from_str(&self.department_ids).unwrap_or_default();
        ids.iter().filter_map(|id| id.parse().ok()).collect()
    }

    pub fn wire(&self) -> dure_api::Invitation {
        dure_api::Invitation {
            invitation_id: self.id.to_string(),
            firm_id: self.firm_id.to_string(),
            email: self.email.clone(),
            role: self.role.as_str().to_owned(),
            status: self.status.as_str().to_owned(),
            created_at: Time(self.created_at).rfc3339(),
            expires_at: Time(self.expires_at).rfc3339(),
            seq: None,
            allowed_actions: None,
        }
    }
}

pub fn insert(
    conn: &mut Conn,
    id: InvitationId,
    new: &NewInvitation,
    inviter: PersonId,
    now: Time,
    expires_at: Time,
) -> Stored<()> {
    let departments: Vec<String> = new.departments.iter().map(ToString::to_string).collect();
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(id),
            invitations::kind.eq(new.kind),
            invitations::cluster_id.eq(new.cluster),
            invitations::firm_id.eq(new.firm),
            invitations::email.eq(&new.email),
            invitations::name.eq(&new.name),
            invitations::role.eq(new.role),
            invitations::locale.eq(&new.locale),
            invitations::department_ids.eq(serde_json::json!(departments).to_string()),
            invitations::inviter.eq(inviter),
            invitations::status.eq(Status::Sent),
            invitations::created_at.eq(now.0),
            invitations::expires_at.eq(expires_at.0),
        ))
        .execute(conn)
        .map(drop)
}

pub fn invitation(conn: &mut Conn, id: InvitationId) -> Stored<Option<Row>> {
    invitations::table.find(id).select(Row::as_select()).first(conn).optional()
}

/// People invited into a firm by its administrators, oldest first.
pub fn list(conn: &mut Conn, firm: FirmId, page: &Page) -> Stored<Vec<Row>> {
    invitations::table
        .filter(invitations::firm_id.eq(firm))
        .filter(invitations::kind.eq(Kind::Person))
        .filter(invitations::id.gt(&page.after))
        .order(invitations::id)
        .limit(page.probe())
        .select(Row::as_select())
        .load(conn)
}

/// Whether the invitation brought a firm into this cluster.
pub fn is_of_cluster(conn: &mut Conn, id: InvitationId, cluster: ClusterId) -> Stored<bool> {
    let found: Option<InvitationId> = invitations::table
        .find(id)
        .filter(invitations::kind.eq(Kind::Firm))
        .filter(invitations::cluster_id.eq(cluster))
        .select(invitations::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Whether the invitation reached somebody of this firm, or names its business number.
pub fn is_meant(conn: &mut Conn, row: &Row, firm: FirmId) -> Stored<bool> {
    let numbers: Vec<(FirmId, Option<String>)> = firms::table
        .filter(firms::id.eq_any([firm, row.firm_id]))
        .select((firms::id, firms::business_number))
        .load(conn)?;
    let number = |of: FirmId| numbers.iter().find(|(id, _)| *id == of).and_then(|(_, number)| number.clone());
    let numbered = number(firm).is_some() && number(firm) == number(row.firm_id);
    Ok(numbered || crate::people::firm_of_email(conn, &row.email)? == Some(firm))
}

pub fn accept(conn: &mut Conn, id: InvitationId, firm: FirmId) -> Stored<()> {
    diesel::update(invitations::table.find(id))
        .set((invitations::status.eq(Status::Accepted), invitations::firm_id.eq(firm)))
        .execute(conn)
        .map(drop)
}

pub fn firm_name(conn: &mut Conn, firm: FirmId) -> Stored<String> {
    firms::table.find(firm).select(firms::name).first(conn)
}

/// Whether the inviter could still invite: administers the firm, or coordinates the cluster.
pub fn inviter_stands(conn: &mut Conn, row: &Row) -> Stored<bool> {
    let (scope, right) = match row.cluster_id {
        Some(cluster) => (cluster.to_string(), Right::BringIn),
        None => (row.firm_id.to_string(), Right::Manage),
    };
    let active: Option<String> = crate::kernel::store::schema::people::table
        .find(row.inviter)
        .select(crate::kernel::store::schema::people::status)
        .first(conn)
        .optional()?;
    let role: Option<Role> = grants::table
        .find((scope.as_str(), row.inviter.as_str()))
        .select(grants::role)
        .first(conn)
        .optional()?;
    Ok(active.as_deref() == Some("active") && role.is_some_and(|role| role.allows(right)))
}

/// Who sent an invitation.
pub fn inviter(conn: &mut Conn, id: InvitationId) -> Stored<Option<PersonId>> {
    invitations::table.find(id).select(invitations::inviter).first(conn).optional()
}
