//! Verifies a package without any server: what it holds, that it is what the record holds, and that the record signed it.

use super::decision::{Decision, FORM};
use super::package::{CHECKPOINT, CONTENTS, DECISION, EVENTS, KEY};
use crate::kernel::record::{Extract, Hash, Leaf, Verifier, hex, leaf_with, root_of, sha256, unhex};
use aws_lc_rs::digest;
use dure_api as api;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zip::ZipArchive;

/// Most bytes of a member that is read whole; files are only summed up.
const WHOLE: u64 = 64 * 1024 * 1024;

/// Why a package proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{item}: {why}")]
pub struct Broken {
    /// What is wrong, by its path or place.
    pub item: String,
    /// How.
    pub why: &'static str,
}

fn broken(item: impl Into<String>, why: &'static str) -> Broken {
    Broken { item: item.into(), why }
}

/// What a package proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The record.
    pub record: String,
    /// The key that signed it, in base64.
    pub key: String,
    /// The number of the approval in its project.
    pub number: i64,
    /// Where it stood.
    pub state: String,
    /// Files that are what was signed.
    pub files: usize,
    /// Answers that stand in the record word for word.
    pub proved: usize,
    /// Answers of which the record tells everyone no more than that they were given: a wall, or still sealed.
    pub walled: usize,
    /// Events that lead to the root.
    pub events: usize,
    /// Events that the record had.
    pub size: u64,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { record, key, number, state, files, proved, walled, events, size } = self;
        writeln!(f, "whole: approval {number}, {state}, of {record}")?;
        writeln!(f, "{files} files are what was signed")?;
        writeln!(f, "{proved} answers stand in the record word for word")?;
        if *walled > 0 {
            writeln!(
                f,
                "{walled} answers are signed by the server; of them the record tells that they were given, not what they say"
            )?;
        }
        writeln!(f, "{events} events lead to the root of a record of {size}")?;
        write!(f, "signed with the key {key}")
    }
}

struct Package {
    sums: BTreeMap<String, String>,
    texts: BTreeMap<String, String>,
}

impl Package {
    fn open(path: &Path) -> Result<Self, Broken> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|_| broken(&name, "it cannot be read"))?;
        let mut zip =
            ZipArchive::new(file).map_err(|_| broken(&name, "it is no zip, or its end is missing"))?;
        let (mut sums, mut texts) = (BTreeMap::new(), BTreeMap::new());
        for n in 0..zip.len() {
            let mut member =
                zip.by_index(n).map_err(|_| broken(format!("member {n}"), "it cannot be read"))?;
            let path =
                member.name().map_err(|_| broken(format!("member {n}"), "its name is no text"))?.into_owned();
            let (mut sum, mut whole) = (digest::Context::new(&digest::SHA256), Vec::new());
            let is_file = path.starts_with("files/");
            let mut piece = vec![0; 64 * 1024];
            loop {
                let read = member.read(&mut piece).map_err(|_| broken(&path, "it is damaged"))?;
                let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
                sum.update(bytes);
                if !is_file {
                    whole.extend_from_slice(bytes);
                }
                if u64::try_from(whole.len()).map_or(true, |bytes| bytes > WHOLE) {
                    return Err(broken(&path, "it is larger than anything that stands there"));
                }
            }
            if sums.insert(path.clone(), hex(sum.finish().as_ref())).is_some() {
                return Err(broken(&path, "it is there twice"));
            }
            if !is_file {
                let text = String::from_utf8(whole).map_err(|_| broken(&path, "it is no text"))?;
                texts.insert(path, text);
            }
        }
        Ok(Self { sums, texts })
    }

    fn text(&self, path: &str) -> Result<&str, Broken> {
        self.texts.get(path).map(String::as_str).ok_or_else(|| broken(path, "it is missing"))
    }

    fn sum(&self, path: &str) -> Option<&str> {
        self.sums.get(path).map(String::as_str)
    }

    /// The signed list names every member with what it is, and no other one is there.
    fn prove_contents(&self, key: &Verifier, record: &str) -> Result<(), Broken> {
        let list =
            key.open(self.text(CONTENTS)?).ok_or_else(|| broken(CONTENTS, "the key did not sign it"))?;
        let lines = list.strip_prefix(&format!("dure contents 1\n{record}\n"));
        let mut listed = BTreeSet::from([CONTENTS]);
        for line in lines.ok_or_else(|| broken(CONTENTS, "it is of another form or record"))?.lines() {
            let (sum, path) = line.split_once(' ').ok_or_else(|| broken(CONTENTS, "a line is none"))?;
            match self.sum(path) {
                None => return Err(broken(path, "it is missing")),
                Some(is) if is != sum => return Err(broken(path, "it is not what was packed")),
                Some(_) => listed.insert(path),
            };
        }
        match self.sums.keys().find(|path| !listed.contains(path.as_str())) {
            Some(extra) => Err(broken(extra, "it was not packed")),
            None => Ok(()),
        }
    }
}

/// Verifies the package at a path; with a key, also that it is this one that signed it.
pub fn verify(path: &Path, key: Option<&str>) -> Result<Report, Broken> {
    let package = Package::open(path)?;
    let decision: Decision =
        serde_json::from_str(package.text(DECISION)?).map_err(|_| broken(DECISION, "it is no decision"))?;
    if decision.form != FORM {
        return Err(broken(DECISION, "it has a form that this version does not know"));
    }
    let verifier = Verifier::parse(package.text(KEY)?).ok_or_else(|| broken(KEY, "it is no key"))?;
    if key.is_some_and(|key| key != verifier.key()) {
        return Err(broken(KEY, "another key was expected"));
    }
    package.prove_contents(&verifier, &decision.record)?;
    let (size, root) = verifier
        .checkpoint(package.text(CHECKPOINT)?)
        .ok_or_else(|| broken(CHECKPOINT, "the key did not sign it for this record"))?;
    let events = events(&package, &decision, (size, root))?;
    let files = prove_files(&package, &decision)?;
    prove_approval(&decision, &events)?;
    let (proved, walled) = prove_answers(&package, &decision, &events)?;
    Ok(Report {
        record: decision.record,
        key: verifier.key(),
        number: decision.approval.number,
        state: decision.approval.state,
        files,
        proved,
        walled,
        events: events.len(),
        size,
    })
}

struct Event {
    extract: Extract,
    body: Option<api::EventBody>,
}

/// Every event leads to the root from its place.
fn events(package: &Package, decision: &Decision, root: (u64, Hash)) -> Result<Vec<Event>, Broken> {
    let mut events = Vec::new();
    for (n, line) in (1..).zip(package.text(EVENTS)?.lines()) {
        let item = format!("{EVENTS} line {n}");
        let extract: Extract = serde_json::from_str(line).map_err(|_| broken(&item, "it is no event"))?;
        let item = format!("{EVENTS} event {}", extract.seq);
        if !leads(&extract, &decision.approval.project_id, root).unwrap_or(false) {
            return Err(broken(item, "it does not lead to the root of the record"));
        }
        let body = extract.body.as_deref().map(serde_json::from_str).transpose();
        events.push(Event { body: body.map_err(|_| broken(item, "its resources are none"))?, extract });
    }
    Ok(events)
}

fn leads(event: &Extract, project: &str, (size, root): (u64, Hash)) -> Option<bool> {
    let said = event.salt.as_deref().zip(event.body.as_deref());
    let (salt, body) = said.unwrap_or_default();
    if said.is_some() && sha256(&[salt.as_bytes(), body.as_bytes()].concat()) != event.body_hash {
        return Some(false);
    }
    let leaf = Leaf {
        scope_kind: "project",
        scope: project,
        seq: event.seq,
        id: &event.id,
        at: event.at,
        person: &event.person,
        name: &event.name,
        firm: &event.firm,
        department: event.department.as_deref(),
        kind: &event.kind,
        audience: event.audience.as_deref(),
        about: event.about.as_deref(),
        salt,
        body,
    };
    let leaf = unhex(&leaf_with(&leaf, &event.body_hash))?;
    let path: Vec<Hash> = event.path.iter().map(|hash| unhex(hash)).collect::<Option<_>>()?;
    let index = u64::try_from(event.seq.checked_sub(1)?).ok()?;
    Some(root_of(leaf, index, size, &path)? == root)
}

/// Each revision's manifest has the hash that people signed, and its files are there as it lists them.
fn prove_files(package: &Package, decision: &Decision) -> Result<usize, Broken> {
    let packed: BTreeSet<&str> = package
        .sums
        .iter()
        .filter(|(path, _)| path.starts_with("files/"))
        .map(|(_, sum)| sum.as_str())
        .collect();
    let mut listed = BTreeSet::new();
    let mut count = 0;
    for subject in &decision.approval.submission.revisions {
        let path = format!("manifests/{}.txt", subject.revision_id);
        let manifest = package.text(&path)?;
        if sha256(manifest.as_bytes()) != subject.manifest_hash {
            return Err(broken(path, "it is not what was submitted"));
        }
        for line in manifest.lines().skip(1) {
            let sum = line.split(' ').next().unwrap_or_default();
            if !packed.contains(sum) {
                return Err(broken(&path, "a file of it is missing"));
            }
            listed.insert(sum);
            count += 1;
        }
    }
    match packed.iter().find(|sum| !listed.contains(*sum)) {
        Some(sum) => Err(broken(format!("files/ {sum}"), "no manifest lists it")),
        None => Ok(count),
    }
}

/// What the last event says of the approval, the decision says too.
fn prove_approval(decision: &Decision, events: &[Event]) -> Result<(), Broken> {
    let told = events.iter().rev().find_map(|event| {
        let approval = event.body.as_ref()?.approval.as_ref()?;
        (approval.id == decision.approval.id).then_some(approval)
    });
    let last = told.ok_or_else(|| broken(EVENTS, "no event is about the approval"))?;
    let json = |approval: &api::Approval| serde_json::to_value(approval).unwrap_or_default();
    let same = last.state == decision.approval.state
        && last.outcomes == decision.approval.outcomes
        && last.submission.revisions == decision.approval.submission.revisions
        && (last.restricted || says(&json(last), &json(&decision.approval)));
    if same { Ok(()) } else { Err(broken(DECISION, "the record says otherwise of the approval")) }
}

/// Whether all that one value says, the other says too; it may say more.
fn says(one: &serde_json::Value, other: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.iter().all(|(key, value)| other.get(key).is_some_and(|other| says(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| says(one, other))
        }
        (one, other) => one == other,
    }
}

/// Every answer stands in an event as the decision has it, was given by who and when an event says, to manifests that are here,
/// and with the comments that it signs.
fn prove_answers(package: &Package, decision: &Decision, events: &[Event]) -> Result<(usize, usize), Broken> {
    let (mut proved, mut walled) = (0, 0);
    let seats = decision.approval.steps.iter().flat_map(|step| &step.seats);
    let past = decision.responses.iter().filter_map(|past| past.response.as_ref());
    let mut answers: BTreeMap<&str, &api::ApprovalResponse> = BTreeMap::new();
    for answer in past.chain(seats.filter_map(|seat| seat.response.as_ref())) {
        if answers.insert(&answer.id, answer).is_some_and(|before| before != answer) {
            return Err(broken(format!("answer {}", answer.id), "it is told in two ways"));
        }
    }
    for answer in answers.into_values() {
        let item = format!("answer {}", answer.id);
        let told = events.iter().flat_map(|event| event.body.iter().flat_map(|body| &body.approval));
        let told: Vec<_> = told
            .flat_map(|approval| approval.steps.iter().flat_map(|step| &step.seats))
            .filter_map(|seat| seat.response.as_ref().filter(|told| told.id == answer.id))
            .collect();
        if told.iter().any(|told| *told != answer) {
            return Err(broken(item, "the record says otherwise"));
        }
        let is_given = events.iter().any(|event| {
            event.extract.kind == "approvals.response_given"
                && event.extract.person == answer.author.person_id
                && event.extract.name == answer.author.name
                && api_time(event.extract.at) == answer.at
        });
        if !is_given {
            return Err(broken(item, "no event gave it"));
        }
        let subjects = &decision.approval.submission.revisions;
        let is_of = |said: &api::SeatDecision| {
            subjects
                .iter()
                .any(|one| one.revision_id == said.revision_id && one.manifest_hash == said.manifest_hash)
        };
        if !answer.decisions.iter().all(is_of) {
            return Err(broken(item, "it is of other files"));
        }
        let comments = format!("comments/{}.json", answer.signature.comments_hash);
        if package.sum(&comments).is_none_or(|sum| sum != answer.signature.comments_hash) {
            return Err(broken(comments, "the comments that were signed are not here"));
        }
        if told.is_empty() { walled += 1 } else { proved += 1 }
    }
    Ok((proved, walled))
}

fn api_time(at: i64) -> String {
    crate::kernel::clock::Time(at).rfc3339()
}
