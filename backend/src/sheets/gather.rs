//! Reads what a decision is taken away with.

use super::decision::{Decision, FORM};
use super::sheet::Reader;
use crate::kernel::access::{Operation, Permit, Standing};
use crate::kernel::blobs::Served;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{ApprovalId, DesignId, FileId, FirmId, PersonId, RevisionId, Scope};
use crate::kernel::record::{Extract, Part, extract, sha256};
use crate::kernel::store::Conn;
use crate::{approvals, comments, designs, files, people, projects};
use dure_api as api;
use std::collections::BTreeMap;

/// How the kinds of events begin that a decision is made of.
const KINDS: [&str; 3] = ["approvals.", "comments.", "designs.revision_"];

/// Who takes something away, from where, and when.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The approval.
    pub id: ApprovalId,
    /// What the caller is in the project.
    pub by: Standing,
    /// Who calls.
    pub person: PersonId,
    /// The server's address without its scheme.
    pub server: String,
    /// Their firm.
    pub firm: FirmId,
    /// When.
    pub now: Time,
}

impl Asked {
    /// By the caller of a permit.
    pub fn of<O: Operation<Place = ApprovalId>>(permit: &Permit<O>) -> Result<Self, Problem> {
        let address = permit.kernel().config.public_url();
        let server = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
        Ok(Self {
            id: permit.place(),
            by: permit.standing().clone(),
            person: permit.caller()?.person,
            server: server.trim_end_matches('/').to_owned(),
            firm: permit.caller()?.firm,
            now: permit.now(),
        })
    }
}

/// The decision, and who reads it.
pub fn decision(conn: &mut Conn, asked: &Asked) -> Result<(Decision, Reader), Problem> {
    let (approval, responses) =
        approvals::whole(conn, asked.id, &asked.by, (asked.person, asked.firm), asked.now)?;
    let project_id = approval.project_id.parse().map_err(|_| Problem::integrity())?;
    let project = projects::project(conn, project_id)?.ok_or_else(Problem::not_found)?;
    let person = people::person(conn, asked.person)?.ok_or_else(Problem::not_found)?;
    let subjects = &approval.submission.revisions;
    let mut revisions = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let id: RevisionId = subject.revision_id.parse().map_err(|_| Problem::integrity())?;
        let (_, revision) = designs::known_revision(conn, id)?;
        revisions.push(designs::told_revision(&revision));
    }
    let told = comments::told(conn, &designs_of(&approval)?)?;
    let reader = Reader { language: person.locale, zone: person.time_zone.parse().unwrap_or_default() };
    let made_by =
        api::Actor { person_id: person.id, name: person.name, firm_id: person.firm_id, department_id: None };
    let decision = Decision {
        form: FORM.to_owned(),
        record: format!("{}/projects/{}", asked.server, approval.project_id),
        made_at: asked.now.rfc3339(),
        made_by,
        project_code: project.code,
        project_name: project.name,
        parties: projects::parties_of(conn, project_id)?,
        approval,
        responses,
        revisions,
        comments: told.into_iter().flatten().collect(),
    };
    Ok((decision, reader))
}

fn designs_of(approval: &api::Approval) -> Result<Vec<DesignId>, Problem> {
    let ids = approval.submission.revisions.iter().map(|one| one.design_id.parse());
    ids.collect::<Result<_, _>>().map_err(|_| Problem::integrity())
}

/// What proves a decision.
pub struct Proof {
    /// Its events, and the root of the record.
    pub part: Part,
    /// What each signature says the comments were, by its hash.
    pub comments: BTreeMap<String, Vec<u8>>,
    /// The files, by revision and file.
    pub files: Vec<(String, String, Served)>,
}

/// Reads what proves a decision.
pub fn proof(conn: &mut Conn, asked: &Asked, decision: &Decision) -> Result<Proof, Problem> {
    let approval = &decision.approval;
    let project = approval.project_id.parse().map_err(|_| Problem::integrity())?;
    let subjects = &approval.submission.revisions;
    let mut ids = vec![approval.id.clone()];
    ids.extend(subjects.iter().flat_map(|one| [one.revision_id.clone(), one.design_id.clone()]));
    let hears = |audience: Option<&[_]>| asked.by.hears(audience);
    let part = extract(conn, Scope::Project(project), (&KINDS, &ids), hears)?;
    let mut served = Vec::new();
    for revision in &decision.revisions {
        for file in &revision.files {
            let id: FileId = file.file_id.parse().map_err(|_| Problem::integrity())?;
            served.push((revision.id.clone(), file.name.clone(), files::shown(conn, id)?));
        }
    }
    Ok(Proof { comments: signed_comments(decision, &part.events)?, part, files: served })
}

/// The comments as they were at each signature, from the events before it.
fn signed_comments(decision: &Decision, events: &[Extract]) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    let mut texts = BTreeMap::new();
    let designs: Vec<&str> =
        decision.approval.submission.revisions.iter().map(|one| one.design_id.as_str()).collect();
    let wanted: Vec<&str> = decision
        .responses
        .iter()
        .filter_map(|past| Some(past.response.as_ref()?.signature.comments_hash.as_str()))
        .collect();
    let mut registers: Vec<BTreeMap<i64, api::Comment>> = vec![BTreeMap::new(); designs.len()];
    for event in events {
        if event.kind == "approvals.response_given" {
            let told: Vec<Vec<api::Comment>> =
                registers.iter().map(|register| register.values().cloned().collect()).collect();
            let text = comments::text(&told)?;
            let hash = sha256(&text);
            if wanted.contains(&hash.as_str()) {
                texts.insert(hash, text);
            }
        }
        let Some(body) = event.body.as_ref().filter(|_| event.kind.starts_with("comments.")) else {
            continue;
        };
        let body: api::EventBody = serde_json::from_str(body).map_err(|_| Problem::integrity())?;
        let Some(comment) = body.comment else { continue };
        let at = designs.iter().position(|design| *design == comment.design_id);
        if let Some(register) = at.and_then(|at| registers.get_mut(at)) {
            register.insert(comment.number, *comment);
        }
    }
    Ok(texts)
}
