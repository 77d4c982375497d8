//! Takes a backup beside a server that may run.

use super::manifest::{Kept, Manifest};
use super::{Outcome, parts, rows};
use crate::config::Config;
use crate::kernel::clock::Clock;
use crate::kernel::record;
use crate::kernel::store::{self, Address, Conn};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Takes a backup into a folder that does not exist yet.
pub fn take(config: &Config, folder: &Path) -> Outcome<Manifest> {
    if folder.exists() {
        return Err(format!("{} is there already", folder.display()).into());
    }
    let address = Address::of(config);
    if let Address::Sqlite(path) = &address
        && !path.exists()
    {
        return Err(format!("{} is not there", path.display()).into());
    }
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if above.canonicalize()?.starts_with(config.data.canonicalize()?) {
        return Err(format!("{} is in the data folder itself", folder.display()).into());
    }
    let mut name = folder.file_name().ok_or("a folder needs a name")?.to_owned();
    name.push(".partial");
    let partial = folder.with_file_name(name);
    if partial.exists() {
        return Err(
            format!("{} is left from a backup that was not finished; remove it", partial.display()).into()
        );
    }
    parts::folder(&partial.join("database"))?;
    let manifest = store::in_one_state(&address, |conn| gather(config, conn, &partial))?;
    let manifest = manifest.seal(&partial)?;
    parts::settle(&partial)?;
    Manifest::open(&partial)?;
    std::fs::rename(&partial, folder)?;
    std::fs::File::open(above)?.sync_all()?;
    Ok(manifest)
}

/// The rows first: files are on disk before their rows, and never change.
fn gather(config: &Config, conn: &mut Conn, partial: &Path) -> Outcome<Manifest> {
    let epoch = crate::kernel::epoch(conn)?.ok_or("nothing was ever served from this database")?;
    let (records, events) = record::prove(conn)?;
    let mut tables = Vec::new();
    for table in rows::tables(conn)? {
        let file = parts::create(&partial.join("database").join(format!("{}.jsonl", table.name)))?;
        let mut out = BufWriter::new(file);
        let rows = table.write(conn, &mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        tables.push(Kept { table, rows });
    }
    for path in parts::list(&config.data)? {
        if path != "lock" && !path.starts_with("dure.db") {
            parts::copy(&config.data.join(&path), &partial.join("files").join(&path))?;
        }
    }
    parts::write(&partial.join("config.toml"), config.print().as_bytes())?;
    Ok(Manifest::new(Clock::default().now().rfc3339(), epoch, (records, events), tables))
}
