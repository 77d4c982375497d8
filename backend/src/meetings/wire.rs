//! Meetings as they go out.

use super::meeting::Meeting;
use super::store;
use crate::kernel::ids::{PartyId, ProjectId};
use crate::kernel::store::{Conn, Stored};
use dure_api as api;

/// What stands in the snapshot at `head`.
pub fn kept(conn: &mut Conn, project: ProjectId, head: i64) -> Stored<Vec<api::Meeting>> {
    Ok(store::kept(conn, project, head)?.iter().map(told).collect())
}

/// The meeting as events carry it.
pub fn told(meeting: &Meeting) -> api::Meeting {
    let Meeting { title, agenda, video, reason, summary, page_sha256, confirmations, .. } = meeting.clone();
    let parties = meeting.parties.as_ref();
    api::Meeting {
        id: meeting.id.to_string(),
        project_id: meeting.project.to_string(),
        title,
        agenda,
        starts_at: meeting.starts_at.rfc3339(),
        minutes: meeting.minutes,
        time_zone: meeting.time_zone.clone(),
        video_url: video,
        party_ids: parties.map(|ids| ids.iter().map(PartyId::to_string).collect()),
        state: meeting.state.as_str().to_owned(),
        reason,
        author: meeting.author.wire(),
        created_at: meeting.created_at.rfc3339(),
        created_seq: meeting.created_seq,
        sequence: meeting.sequence,
        started_at: meeting.started_at.map(|at| at.rfc3339()),
        ended_at: meeting.ended_at.map(|at| at.rfc3339()),
        summary,
        counts: meeting.counts.clone(),
        page_sha256,
        confirmations,
        closed_seq: meeting.closed_seq,
        page: None,
        seq: None,
        allowed_actions: None,
    }
}

/// What the tag of a meeting names: all of it but who has confirmed, so that both sides may confirm one page that both
/// have read.
pub fn tagged(meeting: &api::Meeting) -> api::Meeting {
    api::Meeting {
        confirmations: Vec::new(),
        closed_seq: None,
        page: None,
        seq: None,
        allowed_actions: None,
        ..meeting.clone()
    }
}
