//! The package: which members it has, and what they say.

use super::decision::Decision;
use super::gather::Proof;
use super::html;
use super::sheet::{Reader, compose};
use crate::designs;
use crate::kernel::blobs::Member;
use crate::kernel::http::Problem;
use crate::kernel::record::{Signer, sha256};
use rust_i18n::t;
use serde::Serialize;

/// The list of all other members with their hashes, signed.
pub const CONTENTS: &str = "contents.txt";
/// The key of the record.
pub const KEY: &str = "key.txt";
/// The size and root of the record, signed.
pub const CHECKPOINT: &str = "checkpoint.txt";
/// What is decided.
pub const DECISION: &str = "decision.json";
/// The events that it is made of, one a line, each with its way to the root.
pub const EVENTS: &str = "events.jsonl";

/// All members in their order; the signed list of them comes last.
pub fn members(
    decision: &Decision,
    proof: Proof,
    reader: &Reader,
    signer: &Signer<'_>,
) -> Result<Vec<(String, Member)>, Problem> {
    let (mut members, mut sums) = (Vec::new(), Vec::new());
    let mut add = |path: String, member: Member| {
        let sum = match &member {
            Member::Bytes(bytes) => sha256(bytes),
            Member::Content(served) => served.sha256.clone(),
        };
        sums.push((path.clone(), sum));
        members.push((path, member));
    };
    let text = |text: String| Member::Bytes(text.into_bytes());
    add("README.txt".into(), text(t!("sheet.readme", locale = &reader.language).into_owned()));
    add("sheet.html".into(), text(html::page(&compose(decision, reader))));
    add(DECISION.into(), Member::Bytes(serde_json::to_vec_pretty(decision).map_err(Problem::internal)?));
    for revision in &decision.revisions {
        add(format!("manifests/{}.txt", revision.id), text(designs::manifest_text(&revision.files)));
    }
    for (hash, said) in proof.comments {
        add(format!("comments/{hash}.json"), Member::Bytes(said));
    }
    let lines: Result<Vec<String>, _> = proof.part.events.iter().map(line).collect();
    add(EVENTS.into(), text(lines?.concat()));
    add(CHECKPOINT.into(), text(signer.checkpoint(proof.part.size, &proof.part.root)));
    add(KEY.into(), text(format!("{}\n", signer.verifier())));
    let mut taken = Vec::new();
    for (revision, name, served) in proof.files {
        let folder = plain(&decision.revision(&revision));
        add(untaken(format!("files/{folder}/{}", plain(&name)), &mut taken), Member::Content(served));
    }
    let list: String = sums.iter().map(|(path, sum)| format!("{sum} {path}\n")).collect();
    let list = format!("dure contents 1\n{}\n{list}", decision.record);
    members.push((CONTENTS.to_owned(), text(signer.note(&list))));
    Ok(members)
}

fn line(event: &impl Serialize) -> Result<String, Problem> {
    Ok(serde_json::to_string(event).map_err(Problem::internal)? + "\n")
}

/// A name that every file system takes, and that leads nowhere else.
fn plain(name: &str) -> String {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let is_bad = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    let name: String = name.chars().map(|c| if is_bad(c) { '_' } else { c }).collect();
    let name = name.trim_end_matches(['.', ' ']);
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    let is_odd = name.is_empty() || name.starts_with('.') || RESERVED.contains(&stem.to_lowercase().as_str());
    if is_odd { format!("_{name}") } else { name.to_owned() }
}

/// The path, with a number before its ending where it was taken, also by one that differs in case alone.
fn untaken(path: String, taken: &mut Vec<String>) -> String {
    let (stem, ending) = match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => (stem, format!(".{ending}")),
        _ => (path.as_str(), String::new()),
    };
    let mut tried = path.clone();
    for n in 2.. {
        if !taken.contains(&tried.to_lowercase()) {
            break;
        }
        tried = format!("{stem} ({n}){ending}");
    }
    taken.push(tried.to_lowercase());
    tried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else_and_every_system_takes_them() {
        for (name, is) in [
            ("축 도면.pdf", "축 도면.pdf"),
            ("../../etc/passwd", "_.._.._etc_passwd"),
            ("..\\x", "_.._x"),
            ("a:b*?.step", "a_b__.step"),
            ("CON", "_CON"),
            ("com1.txt", "_com1.txt"),
            ("", "_"),
            ("...", "_"),
            ("a. ", "a"),
            (".bashrc", "_.bashrc"),
            ("x\u{0}\n", "x__"),
        ] {
            assert_eq!(plain(name), is, "{name:?}");
        }
    }

    #[test]
    fn no_two_members_have_one_path() {
        let mut taken = Vec::new();
        let all = ["f/a.pdf", "f/A.pdf", "f/a.pdf", "f/a", "f/a", "v1.0/a"];
        let all: Vec<String> = all.iter().map(|path| untaken((*path).to_owned(), &mut taken)).collect();
        assert_eq!(all, ["f/a.pdf", "f/A (2).pdf", "f/a (3).pdf", "f/a", "f/a (2)", "v1.0/a"]);
    }
}
