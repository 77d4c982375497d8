//! Fills an empty folder and an empty database from a backup.

use super::manifest::Manifest;
use super::{Outcome, parts, rows};
use crate::config::Config;
use crate::kernel::clock::Clock;
use crate::kernel::ids::EventId;
use crate::kernel::record;
use crate::kernel::store::schema::{meta, sessions};
use crate::kernel::store::{self, Address, Conn};
use diesel::prelude::*;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Stands in a data folder while it is filled; no server starts on it.
pub const MARKER: &str = "restoring";

/// Restores a backup. Refuses one that is damaged, and a folder or database that holds something, before anything is
/// written. The caller holds the lock of the data folder.
pub fn restore(config: &Config, folder: &Path) -> Outcome<Manifest> {
    let manifest = Manifest::open(folder)?;
    let data = &config.data;
    if let Some(path) = parts::list(data)?.iter().find(|path| *path != "lock") {
        return Err(format!("{} is not empty: {path}", data.display()).into());
    }
    parts::write(&data.join(MARKER), b"A restore is not finished. Empty this folder and the database.\n")?;
    let filled = fill(config, folder, &manifest);
    if filled.is_err() {
        undo(data)?;
    }
    filled?;
    std::fs::remove_file(data.join(MARKER))?;
    parts::settle(data)?;
    Ok(manifest)
}

fn fill(config: &Config, folder: &Path, manifest: &Manifest) -> Outcome<()> {
    store::fill(&Address::of(config), |conn| rows_of(conn, folder, manifest))?;
    for part in &manifest.files {
        if let Some(path) = part.path.strip_prefix("files/") {
            parts::copy(&folder.join(&part.path), &config.data.join(path))?;
            parts::set_mode(&config.data.join(path), part.mode)?;
        }
    }
    Ok(())
}

/// All rows in one transaction, which is committed when the record is proved.
fn rows_of(conn: &mut Conn, folder: &Path, manifest: &Manifest) -> Outcome<()> {
    let known = rows::tables(conn)?;
    for table in &known {
        if table.holds_any(conn)? {
            return Err(format!("the database is not empty: {}", table.name).into());
        }
        if !manifest.tables.iter().any(|kept| kept.table == *table) {
            return Err(format!(
                "another version of the program made it: {} is missing or differs",
                table.name
            )
            .into());
        }
    }
    for kept in &manifest.tables {
        let name = &kept.table.name;
        if !known.contains(&kept.table) {
            return Err(format!("another version of the program made it: {name} is unknown").into());
        }
        let path = format!("database/{name}.jsonl");
        let file = File::open(folder.join(&path))?;
        let read = kept.table.read(conn, BufReader::new(file)).map_err(|error| format!("{path}: {error}"))?;
        if read != kept.rows {
            return Err(format!("{path}: {read} rows in place of {}", kept.rows).into());
        }
    }
    let (records, events) = record::prove(conn)?;
    if (records, events) != (manifest.records, manifest.events) {
        return Err(format!("{records} records with {events} events are not those of the manifest").into());
    }
    begin_again(conn)
}

/// Another epoch, and nobody signed in.
fn begin_again(conn: &mut Conn) -> Outcome<()> {
    let renewed = diesel::update(meta::table.find("epoch"))
        .set(meta::value.eq(EventId::new().as_str()))
        .execute(conn)?;
    if renewed != 1 {
        return Err("the backup has no epoch".into());
    }
    diesel::update(sessions::table.filter(sessions::ended_at.is_null()))
        .set((
            sessions::ended_at.eq(Some(Clock::default().now().0)),
            sessions::end_reason.eq(Some("restored")),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes away what a restore that failed left in the folder, so that it can be tried again.
fn undo(data: &Path) -> Outcome<()> {
    for path in parts::list(data)? {
        if path != "lock" && path != MARKER {
            std::fs::remove_file(data.join(path))?;
        }
    }
    Ok(std::fs::remove_file(data.join(MARKER))?)
}
