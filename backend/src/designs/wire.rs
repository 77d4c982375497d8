//! Designs and revisions as they go out.

use super::design::{Design, Revision};
use super::rules::{actions, may_look, revision_actions, seen};
use super::store::{self, Looked};
use crate::kernel::access::Standing;
use crate::kernel::ids::{DesignId, PartyId, PersonId, ProjectId};
use crate::kernel::store::{Conn, Stored};
use dure_api as api;
use std::collections::HashMap;

/// What stands in a snapshot: every design, and the last revision of each that the caller sees.
pub fn kept(
    conn: &mut Conn,
    project: ProjectId,
    by: &Standing,
) -> Stored<(Vec<api::Design>, Vec<api::Revision>)> {
    let designs = store::designs_of(conn, project)?;
    let mut revisions = last_of(conn, &designs, by)?;
    revisions.sort_by_key(|revision| revision.created_seq);
    Ok((designs.iter().map(told).collect(), revisions.iter().map(told_revision).collect()))
}

/// The last revision of each of these designs that the caller sees.
pub fn last_of(conn: &mut Conn, designs: &[Design], by: &Standing) -> Stored<Vec<Revision>> {
    let ids: Vec<_> = designs.iter().filter_map(|design| seen(by, design)).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { store::revisions(conn, &ids) }
}

/// The design as events carry it.
pub fn told(design: &Design) -> api::Design {
    let audience = design.audience.as_ref();
    api::Design {
        id: design.id.to_string(),
        project_id: design.project.to_string(),
        number: design.number.clone(),
        title: design.title.clone(),
        kind: design.kind.as_str().to_owned(),
        party_id: design.party.to_string(),
        audience: audience.map(|ids| ids.iter().map(PartyId::to_string).collect()),
        author: design.author.wire(),
        created_at: design.created_at.rfc3339(),
        created_seq: design.created_seq,
        revision: None,
        looked_at: None,
        seq: None,
        allowed_actions: None,
    }
}

/// The revision as events carry it.
pub fn told_revision(revision: &Revision) -> api::Revision {
    api::Revision {
        id: revision.id.to_string(),
        project_id: revision.project.to_string(),
        design_id: revision.design.to_string(),
        label: revision.label.clone(),
        state: revision.state.as_str().to_owned(),
        change_note: revision.change_note.clone(),
        files: revision.files.clone(),
        manifest_hash: revision.manifest_hash.clone(),
        author: revision.author.wire(),
        created_at: revision.created_at.rfc3339(),
        created_seq: revision.created_seq,
        submitted_at: revision.submitted.map(|(at, _)| at.rfc3339()),
        submitted_seq: revision.submitted.map(|(_, seq)| seq),
        seq: None,
        allowed_actions: None,
    }
}

/// What one caller knows of designs: the last revision of each that they see, and the latest that they looked at.
pub struct Known {
    last: Vec<Revision>,
    looked: HashMap<DesignId, Looked>,
}

impl Known {
    /// What the caller knows of these designs.
    pub fn of(conn: &mut Conn, designs: &[Design], by: &Standing, person: PersonId) -> Stored<Self> {
        let heard = designs.iter().filter(|design| may_look(by, design).is_ok());
        let heard: Vec<DesignId> = heard.map(|design| design.id).collect();
        let looked = if heard.is_empty() { HashMap::new() } else { store::looked_at(conn, &heard, person)? };
        Ok(Self { last: last_of(conn, designs, by)?, looked })
    }
}

/// The design for one caller.
pub fn marked(design: &Design, known: &Known, by: &Standing) -> api::Design {
    let last = known.last.iter().find(|revision| revision.design == design.id);
    let looked = known.looked.get(&design.id);
    api::Design {
        revision: last.map(told_revision),
        looked_at: looked.map(|looked| api::LookedAt {
            revision_id: looked.revision.to_string(),
            label: looked.label.clone(),
            submitted_seq: looked.submitted_seq,
            at: looked.at.rfc3339(),
        }),
        allowed_actions: Some(actions(by, design)),
        ..told(design)
    }
}

/// The revision for one caller.
pub fn marked_revision(revision: &Revision, design: &Design, by: &Standing) -> api::Revision {
    let allowed_actions = Some(revision_actions(by, design, revision));
    api::Revision { allowed_actions, ..told_revision(revision) }
}
