//! Who may do what with a design, and what a revision becomes.

use super::design::{Design, Revision, State};
use super::labels::Label;
use super::manifest;
use crate::kernel::access::Standing;
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::RevisionId;
use crate::policy::{Right, allowed};
use dure_api::RevisionFile;

/// The number is another design's.
pub const NUMBER_TAKEN: Refusal = Refusal::conflict("number_taken");
/// The project has as many designs as it may have.
pub const DESIGNS_FULL: Refusal = Refusal::conflict("designs_full");
/// Another party's members make its revisions.
pub const DESIGN_NOT_YOURS: Refusal = Refusal::forbidden("design_not_yours");
/// It is for other parties; that it is there, everyone sees.
pub const DESIGN_RESTRICTED: Refusal = Refusal::forbidden("design_restricted");
/// There is a draft of it, which comes first.
pub const DRAFT_OPEN: Refusal = Refusal::conflict("draft_open");
/// The label is not later than all before it, or of another scheme.
pub const LABEL_USED: Refusal = Refusal::conflict("label_used");
/// Nothing of a submitted revision changes.
pub const REVISION_SUBMITTED: Refusal = Refusal::conflict("revision_submitted");
/// A draft is nobody's to comment or draw on.
pub const REVISION_DRAFT: Refusal = Refusal::conflict("revision_draft");
/// The draft has other files than those that were seen.
pub const MANIFEST_DIFFERS: Refusal = Refusal::conflict("manifest_differs");

/// Whether the caller's party makes the revisions of a design.
pub fn may_revise(by: &Standing, design: &Design) -> Result<(), Refusal> {
    let is_theirs = by.parties.contains(&design.party);
    if is_theirs && by.role.allows(Right::Plan) { Ok(()) } else { Err(DESIGN_NOT_YOURS) }
}

/// Whether the caller sees the submitted revisions of a design.
pub fn may_look(by: &Standing, design: &Design) -> Result<(), Refusal> {
    if by.hears(design.audience.as_deref()) { Ok(()) } else { Err(DESIGN_RESTRICTED) }
}

/// Whether the caller sees drafts of a design.
pub fn sees_drafts(by: &Standing, design: &Design) -> bool {
    by.hears(Some(&[design.party]))
}

/// The last revision of a design that the caller sees.
pub fn seen(by: &Standing, design: &Design) -> Option<RevisionId> {
    let draft = design.draft.filter(|_| sees_drafts(by, design));
    draft.or(design.last.filter(|_| may_look(by, design).is_ok()))
}

/// The label of the next revision: the one asked for, or the next one (R2).
pub fn next_label(design: &Design, asked: Option<&str>) -> Result<String, Problem> {
    if design.draft.is_some() {
        return Err(DRAFT_OPEN.into());
    }
    let at = |fault: Fault| fault.at("/label");
    let last = design.label.as_deref().map(Label::parse).transpose().map_err(at)?;
    let digits = design.label.as_deref().map_or(0, str::len);
    let next = last.map_or(Label::FIRST, Label::next).text(digits);
    let label = asked.unwrap_or(&next);
    match (Label::parse(label).map_err(at)?, last) {
        (this, Some(last)) if !this.follows(last) => Err(LABEL_USED.into()),
        _ => Ok(label.to_owned()),
    }
}

/// Files of a revision in their order; each name stands once.
pub fn files(given: Vec<RevisionFile>) -> Result<Vec<RevisionFile>, Problem> {
    let twice = (1..given.len()).find(|n| {
        given.iter().take(*n).any(|file| given.get(*n).is_some_and(|other| other.name == file.name))
    });
    match twice {
        Some(n) => Err(Fault::new("duplicate").at(format!("/file_ids/{n}"))),
        None => Ok(manifest::ordered(given)),
    }
}

/// A change of a draft.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Its files from now on.
    pub files: Option<Vec<RevisionFile>>,
    /// Its note, or none.
    pub change_note: Option<Option<String>>,
}

impl Edit {
    /// The draft after it.
    pub fn apply(self, draft: &Revision) -> Result<Revision, Refusal> {
        if draft.state != State::Draft {
            return Err(REVISION_SUBMITTED);
        }
        let files = self.files.unwrap_or_else(|| draft.files.clone());
        let manifest_hash = manifest::hash(&files);
        let change_note = self.change_note.unwrap_or_else(|| draft.change_note.clone());
        Ok(Revision { files, manifest_hash, change_note, ..draft.clone() })
    }
}

/// A draft once it is submitted by who has seen this manifest. Submitting twice is as once.
pub fn submit(draft: &Revision, seen: &str, (seq, at): (i64, Time)) -> Result<Revision, Refusal> {
    match draft.state {
        _ if draft.manifest_hash != seen => Err(MANIFEST_DIFFERS),
        State::Draft => Ok(Revision { state: State::Submitted, submitted: Some((at, seq)), ..draft.clone() }),
        _ => Ok(draft.clone()),
    }
}

/// What the caller may do with a design now.
pub fn actions(by: &Standing, design: &Design) -> Vec<String> {
    let mut actions = allowed(by.role, &["get_design"]);
    if may_look(by, design).is_ok() {
        actions.extend(allowed(by.role, &["list_revisions"]));
    }
    if may_revise(by, design).is_ok() && design.draft.is_none() {
        actions.extend(allowed(by.role, &["create_revision"]));
    }
    actions
}

/// What the caller may do with a revision that they see.
pub fn revision_actions(by: &Standing, design: &Design, revision: &Revision) -> Vec<String> {
    let mut actions = allowed(by.role, &["get_revision", "compare_revisions", "list_openings"]);
    if may_revise(by, design).is_ok() && revision.state == State::Draft {
        actions.extend(allowed(by.role, &["update_revision", "submit_revision"]));
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::super::design::Kind;
    use super::*;
    use crate::kernel::ids::{DesignId, FirmId, PartyId, PersonId, ProjectId};
    use crate::kernel::record::Actor;
    use crate::policy::Role;
    use std::sync::Arc;

    fn actor() -> Actor {
        Actor { person: PersonId::new(), name: "A".into(), firm: FirmId::new(), department: None }
    }

    fn by(role: Role, party: PartyId) -> Standing {
        Standing { parties: Arc::from([party]), ..Standing::of(role) }
    }

    fn design(party: PartyId, audience: Option<Vec<PartyId>>) -> Design {
        Design {
            id: DesignId::new(),
            project: ProjectId::new(),
            number: "D-1".into(),
            title: "Jig".into(),
            kind: Kind::Drawing,
            party,
            audience,
            author: actor(),
            created_at: Time(1),
            created_seq: 1,
            label: None,
            last: None,
            draft: None,
        }
    }

    fn draft(design: &Design) -> Revision {
        Revision {
            id: RevisionId::new(),
            project: design.project,
            design: design.id,
            label: "A".into(),
            state: State::Draft,
            change_note: None,
            files: Vec::new(),
            manifest_hash: manifest::hash(&[]),
            author: actor(),
            created_at: Time(1),
            created_seq: 2,
            submitted: None,
            contributors: Vec::new(),
        }
    }

    #[test]
    fn a_restricted_design_is_a_wall_and_a_draft_is_its_partys() {
        let (mine, theirs, others) = (PartyId::new(), PartyId::new(), PartyId::new());
        let (id, last) = (RevisionId::new(), RevisionId::new());
        let open = Design { draft: Some(id), last: Some(last), ..design(mine, None) };
        let walled = Design { audience: Some(vec![mine, theirs]), ..open.clone() };
        for (party, of_open, of_walled) in
            [(mine, Some(id), Some(id)), (theirs, Some(last), Some(last)), (others, Some(last), None)]
        {
            let by = by(Role::Contributor, party);
            assert_eq!((seen(&by, &open), seen(&by, &walled)), (of_open, of_walled));
        }
        assert_eq!(may_look(&by(Role::Lead, others), &walled), Err(DESIGN_RESTRICTED));
        assert_eq!(may_revise(&by(Role::Lead, theirs), &open), Err(DESIGN_NOT_YOURS));
        assert_eq!(may_revise(&by(Role::Observer, mine), &open), Err(DESIGN_NOT_YOURS));
        assert_eq!(may_revise(&by(Role::Contributor, mine), &open), Ok(()));
    }

    /// R2.
    #[test]
    fn a_label_never_comes_again_and_one_draft_is_made_at_a_time() {
        let code = |result: Result<String, Problem>| result.map_err(|problem| problem.code());
        let new = design(PartyId::new(), None);
        assert_eq!(code(next_label(&new, None)), Ok("A".into()));
        assert_eq!(code(next_label(&new, Some("01"))), Ok("01".into()));
        let at = |label: &str| Design { label: Some(label.into()), ..new.clone() };
        assert_eq!(code(next_label(&at("H"), None)), Ok("J".into()));
        assert_eq!(code(next_label(&at("01"), None)), Ok("02".into()));
        assert_eq!(code(next_label(&at("C"), Some("F"))), Ok("F".into()));
        for used in ["A", "C", "1"] {
            assert_eq!(code(next_label(&at("C"), Some(used))), Err("label_used"));
        }
        assert_eq!(code(next_label(&at("9999"), None)), Err("validation"));
        let open = Design { draft: Some(RevisionId::new()), ..new };
        assert_eq!(code(next_label(&open, None)), Err("draft_open"));
    }

    /// R2, R38.
    #[test]
    fn what_is_submitted_is_what_was_seen_and_never_changes() {
        let draft = draft(&design(PartyId::new(), None));
        let noted = Edit { change_note: Some(Some("Hole 3".into())), ..Edit::default() };
        let changed = noted.clone().apply(&draft).unwrap();
        assert_eq!(changed.change_note.as_deref(), Some("Hole 3"));
        assert_eq!(submit(&draft, "0", (3, Time(3))), Err(MANIFEST_DIFFERS));
        let submitted = submit(&draft, &draft.manifest_hash, (3, Time(3))).unwrap();
        assert_eq!((submitted.state, submitted.submitted), (State::Submitted, Some((Time(3), 3))));
        assert_eq!(submit(&submitted, &draft.manifest_hash, (4, Time(4))), Ok(submitted.clone()));
        assert_eq!(noted.apply(&submitted), Err(REVISION_SUBMITTED));
    }
}
