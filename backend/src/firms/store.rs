//! Rows of firms.

use super::video::VideoTemplate;
use crate::kernel::clock::Time;
use crate::kernel::ids::{FirmId, PersonId};
use crate::kernel::store::schema::{firms, people};
use crate::kernel::store::{Conn, Stored};
use diesel::prelude::*;
use dure_api::Firm;

pub(super) fn insert(
    conn: &mut Conn,
    id: FirmId,
    name: &str,
    business_number: Option<&str>,
    at: Time,
) -> Stored<()> {
    diesel::insert_into(firms::table)
        .values((
            firms::id.eq(id),
            firms::name.eq(name),
            firms::business_number.eq(business_number),
            firms::created_at.eq(at.0),
        ))
        .execute(conn)
        .map(drop)
}

/// A firm, without its place in any cluster.
pub fn firm(conn: &mut Conn, id: FirmId) -> Stored<Option<Firm>> {
    let row: Option<(FirmId, String, Option<String>, Option<String>)> = firms::table
        .find(id)
        .select((firms::id, firms::name, firms::business_number, firms::video_template))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, name, business_number, video_template)| Firm {
        id: id.to_string(),
        name,
        business_number,
        video_template,
        kind: None,
        status: None,
        invitation_id: None,
        seq: None,
        allowed_actions: None,
    }))
}

pub(super) fn update(conn: &mut Conn, id: FirmId, firm: &Firm) -> Stored<()> {
    diesel::update(firms::table.find(id))
        .set((
            firms::name.eq(&firm.name),
            firms::business_number.eq(&firm.business_number),
            firms::video_template.eq(&firm.video_template),
        ))
        .execute(conn)
        .map(drop)
}

/// How addresses of the firm's video service are made.
pub fn video_template(conn: &mut Conn, id: FirmId) -> Stored<Option<VideoTemplate>> {
    let known: Option<Option<String>> =
        firms::table.find(id).select(firms::video_template).first(conn).optional()?;
    Ok(known.flatten().and_then(|template| VideoTemplate::parse(&template, u32::MAX).ok()))
}

pub(super) fn has_people(conn: &mut Conn, firm: FirmId) -> Stored<bool> {
    let known: Option<PersonId> =
        people::table.filter(people::firm_id.eq(firm)).select(people::id).first(conn).optional()?;
    Ok(known.is_some())
}
