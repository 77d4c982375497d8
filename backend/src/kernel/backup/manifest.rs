//! What a backup holds, and whether it is all there.

use super::Outcome;
use super::parts::{self, Digest};
use super::rows::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// The form described in [`super`].
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const SEAL: &str = "manifest.sha256";

/// Everything in a backup but the manifest itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Of this description.
    format: u32,
    /// When, RFC 3339.
    pub made_at: String,
    /// The program's version.
    pub program: String,
    /// The epoch of the database it was taken from.
    pub epoch: String,
    /// Records in it.
    pub records: i64,
    /// Their events.
    pub events: i64,
    /// Its tables.
    pub tables: Vec<Kept>,
    /// Its files, the tables' too.
    pub files: Vec<Part>,
}

/// A table.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its name and columns.
    pub table: Table,
    /// Its rows.
    pub rows: usize,
}

/// A file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Below the backup's folder.
    pub path: String,
    /// Who may read it.
    pub mode: u32,
    /// What is in it.
    #[serde(flatten)]
    pub digest: Digest,
}

impl Manifest {
    /// Of what was just taken.
    pub fn new(made_at: String, epoch: String, (records, events): (i64, i64), tables: Vec<Kept>) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { format: FORMAT, made_at, program, epoch, records, events, tables, files: Vec::new() }
    }

    /// Lists what is in the folder, and writes the manifest into it.
    pub fn seal(mut self, folder: &Path) -> Outcome<Self> {
        for path in parts::list(folder)? {
            let full = folder.join(&path);
            self.files.push(Part { mode: parts::mode(&full)?, digest: Digest::of(&full)?, path });
        }
        let text = serde_json::to_vec_pretty(&self)?;
        parts::write(&folder.join(SEAL), Digest::of_bytes(&text).sha256.as_bytes())?;
        parts::write(&folder.join(MANIFEST), &text)?;
        Ok(self)
    }

    /// Reads all of a backup. Refuses one that is not what was written, and names the part.
    pub fn open(folder: &Path) -> Outcome<Self> {
        let read = |name: &str| std::fs::read(folder.join(name)).map_err(|error| format!("{name}: {error}"));
        let (text, seal) = (read(MANIFEST)?, read(SEAL)?);
        if Digest::of_bytes(&text).sha256.as_bytes() != seal {
            return Err(format!("{MANIFEST} is damaged, or {SEAL} is").into());
        }
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| format!("{MANIFEST}: {error}"))?;
        if manifest.format != FORMAT {
            return Err(
                format!("a backup of form {}; this program reads form {FORMAT}", manifest.format).into()
            );
        }
        let mut found: BTreeSet<String> = parts::list(folder)?.into_iter().collect();
        found.retain(|path| path != MANIFEST && path != SEAL);
        for part in &manifest.files {
            let path = &part.path;
            if !found.remove(path) {
                return Err(format!("{path} is missing").into());
            }
            let digest = Digest::of(&folder.join(path)).map_err(|error| format!("{path}: {error}"))?;
            if digest != part.digest {
                return Err(format!("{path} is damaged").into());
            }
        }
        match found.first() {
            Some(path) => Err(format!("{path} does not belong to the backup").into()),
            None => Ok(manifest),
        }
    }

    /// What a person wants to know of it.
    pub fn summary(&self) -> String {
        let rows: usize = self.tables.iter().map(|kept| kept.rows).sum();
        let bytes: u64 = self.files.iter().map(|part| part.digest.bytes).sum();
        format!(
            "of {}: {} records with {} events, {rows} rows in {} tables, {} files with {bytes} bytes",
            self.made_at,
            self.records,
            self.events,
            self.tables.len(),
            self.files.len()
        )
    }
}
