//! Files of a backup: listed, copied and hashed; each on disk before it counts.

use super::Outcome;
use crate::kernel::record::hex;
use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// How long it is.
    pub bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
}

impl Digest {
    /// Of a file.
    pub fn of(path: &Path) -> Outcome<Self> {
        let mut file = File::open(path)?;
        let (mut hash, mut bytes, mut buffer) = (Context::new(&SHA256), 0, vec![0; 1 << 16]);
        loop {
            let count = file.read(&mut buffer)?;
            let read = buffer.get(..count).unwrap_or_default();
            if read.is_empty() {
                return Ok(Self { bytes, sha256: hex(hash.finish().as_ref()) });
            }
            hash.update(read);
            bytes += u64::try_from(count)?;
        }
    }

    /// Of bytes at hand.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut hash = Context::new(&SHA256);
        hash.update(bytes);
        Self { bytes: u64::try_from(bytes.len()).unwrap_or(0), sha256: hex(hash.finish().as_ref()) }
    }
}

/// Every file below a folder, by its path in it, in order.
pub fn list(folder: &Path) -> Outcome<Vec<String>> {
    fn walk(folder: &Path, below: &str, found: &mut Vec<String>) -> Outcome<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().into_string().map_err(|name| format!("{name:?} is no text"))?;
            let path = format!("{below}{name}");
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &format!("{path}/"), found)?;
            } else {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

/// Makes a folder, and those above it, that the owner alone reads.
pub fn folder(path: &Path) -> Outcome<()> {
    Ok(DirBuilder::new().recursive(true).mode(0o700).create(path)?)
}

/// A new file that the owner alone reads.
pub fn create(path: &Path) -> Outcome<File> {
    Ok(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?)
}

/// A new file with these bytes, on disk.
pub fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let mut file = create(path)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}

/// Who may read a file.
pub fn mode(path: &Path) -> Outcome<u32> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o777)
}

/// Says who may read a file.
pub fn set_mode(path: &Path, mode: u32) -> Outcome<()> {
    Ok(fs::set_permissions(path, Permissions::from_mode(mode))?)
}

/// Copies a file to a new place, with who may read it. Says no when it is gone meanwhile.
pub fn copy(from: &Path, to: &Path) -> Outcome<bool> {
    let mut source = match File::open(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    if let Some(above) = to.parent() {
        folder(above)?;
    }
    let mut file = create(to)?;
    std::io::copy(&mut source, &mut file)?;
    file.set_permissions(source.metadata()?.permissions())?;
    file.sync_all()?;
    Ok(true)
}

/// Names of files and folders below this one are on disk.
pub fn settle(folder: &Path) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            settle(&entry.path())?;
        }
    }
    Ok(File::open(folder)?.sync_all()?)
}
