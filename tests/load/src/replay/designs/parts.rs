//! Parts and their revisions: what was drawn, when, and what was said to have changed.

use crate::Outcome;
use crate::client::files::sha256;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::fs;
use std::io::Read;
use std::path::Path;

/// The list of all revisions, in the folder that has them.
pub const LIST: &str = "REVISIONS.jsonl";

/// A thing that was drawn more than once.
pub struct Part {
    /// What it is called.
    pub name: String,
    /// What a design of it is.
    pub kind: &'static str,
    /// In the order of their dates.
    pub revisions: Vec<Revision>,
}

/// One state of it.
pub struct Revision {
    /// When it was made.
    pub date: String,
    /// What was said to have changed.
    pub note: String,
    /// What its file is called.
    pub file: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 of it, as the list says.
    pub sha256: String,
}

#[derive(Deserialize)]
struct Listed {
    part: String,
    file: String,
    date: String,
    message: String,
    path: String,
    sha256: String,
}

/// Reads all of them. Fails where a file is not what the list says, or a history goes back in time.
pub fn read(folder: &Path) -> Outcome<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    for line in fs::read_to_string(folder.join(LIST))?.lines() {
        let listed: Listed = serde_json::from_str(line)?;
        let bytes = unpacked(&folder.join(&listed.file))?;
        if sha256(&bytes) != listed.sha256 {
            return Err(format!("{} is not what {LIST} says", listed.file).into());
        }
        let file = listed.path.rsplit('/').next().unwrap_or_default().to_owned();
        let kind = kind_of(&file);
        let (date, note, sha256) = (listed.date, listed.message, listed.sha256);
        let revision = Revision { date, note, file, bytes, sha256 };
        match parts.iter_mut().find(|part| part.name == listed.part) {
            Some(part) if part.revisions.last().is_some_and(|last| last.date > revision.date) => {
                return Err(format!("{} goes back in time", part.name).into());
            }
            Some(part) => part.revisions.push(revision),
            None => parts.push(Part { name: listed.part, kind, revisions: vec![revision] }),
        }
    }
    if parts.iter().any(|part| part.revisions.len() < 2) {
        return Err("a part of one revision shows nothing".into());
    }
    Ok(parts)
}

fn unpacked(path: &Path) -> Outcome<Vec<u8>> {
    let bytes = fs::read(path)?;
    if path.extension().is_none_or(|ending| ending != "gz") {
        return Ok(bytes);
    }
    let mut whole = Vec::new();
    GzDecoder::new(bytes.as_slice()).read_to_end(&mut whole)?;
    Ok(whole)
}

fn kind_of(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "pdf" | "dxf" => "drawing",
        "step" | "stp" | "stl" => "model",
        _ => "specification",
    }
}
