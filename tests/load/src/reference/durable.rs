//! The durable server's record: one writer thread takes every post that waits, writes them in one transaction,
//! commits once, answers all, then publishes all. Readers have a connection per worker thread.
//!
//! The key of a row is its room's number and its `seq` in one integer: SQLite's fastest key, in order per room.

use super::event::{Draft, Event};
use super::fan_out::Lanes;
use super::record::Project;
use crate::Outcome;
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

/// Posts in one transaction at most.
const BATCH: usize = 1_024;
/// Pages of the log before it is checkpointed: 16 MiB. At SQLite's own 1,000 the rate is a quarter lower.
const CHECKPOINT_PAGES: i64 = 4_000;
/// Bits of the key that hold `seq`.
const SEQ_BITS: u32 = 40;

const SCHEMA: &str = "
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table if not exists rooms (number integer primary key, project text not null unique);
    create table if not exists posts (key integer primary key, event blob not null);";

thread_local! {
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

/// All rooms, on disk.
pub struct Durable {
    path: PathBuf,
    queue: Sender<Waiting>,
}

struct Waiting {
    draft: Draft,
    answer: oneshot::Sender<Event>,
}

struct Writer {
    connection: Connection,
    lanes: Arc<Lanes>,
    rooms: HashMap<Project, Room>,
}

#[derive(Clone, Copy)]
struct Room {
    number: i64,
    head: u64,
}

impl Durable {
    /// Opens the database of a folder and starts its writer. A failing disk ends the process: a commit that
    /// failed is never tried again.
    pub fn open(folder: &Path, lanes: Arc<Lanes>) -> Outcome<Self> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("reference.db");
        let connection = connect(&path)?;
        connection.execute_batch(SCHEMA)?;
        let (queue, waiting) = channel();
        let mut writer = Writer { connection, lanes, rooms: HashMap::new() };
        std::thread::Builder::new().name("writer".into()).spawn(move || {
            if let Err(error) = writer.run(&waiting) {
                eprintln!("writer: {error}");
                std::process::exit(1);
            }
        })?;
        Ok(Self { path, queue })
    }

    /// Waits for the commit that holds the post.
    pub async fn post(&self, draft: Draft) -> Option<Event> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { draft, answer }).ok()?;
        answered.await.ok()
    }

    /// See [`super::record::Record::since`].
    pub fn since(&self, project: &str, after: u64, limit: usize, mut each: impl FnMut(&[u8])) -> u64 {
        self.read(|connection| {
            let Some(room) = room_number(connection, project)? else { return Ok(after) };
            let mut select = connection.prepare_cached(
                "select key, event from posts where key > ?1 and key < ?2 order by key limit ?3",
            )?;
            let from = key(room, after);
            let mut rows = select.query(params![from, key(room + 1, 0), limit as i64])?;
            let mut last = from;
            while let Some(row) = rows.next()? {
                last = row.get(0)?;
                each(row.get_ref(1)?.as_blob()?);
            }
            Ok((last - key(room, 0)) as u64)
        })
    }

    /// The last `seq` of a project.
    pub fn head(&self, project: &str) -> u64 {
        self.read(|connection| match room_number(connection, project)? {
            Some(room) => head(connection, room),
            None => Ok(0),
        })
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
        READER.with_borrow_mut(|reader| {
            let connection = reader.get_or_insert_with(|| connect(&self.path).expect("a read connection"));
            query(connection).expect("a read")
        })
    }
}

impl Writer {
    fn run(&mut self, waiting: &Receiver<Waiting>) -> rusqlite::Result<()> {
        let mut batch = Vec::with_capacity(BATCH);
        while let Ok(first) = waiting.recv() {
            batch.push(first);
            batch.extend(waiting.try_iter().take(BATCH - 1));
            let events = self.commit(&batch)?;
            let projects: Vec<Project> = batch.iter().map(|one| one.draft.project.clone()).collect();
            for (one, event) in batch.drain(..).zip(&events) {
                let _ = one.answer.send(event.clone());
            }
            for (project, event) in projects.iter().zip(&events) {
                self.lanes.publish(project, event);
            }
        }
        Ok(())
    }

    fn commit(&mut self, batch: &[Waiting]) -> rusqlite::Result<Vec<Event>> {
        let Self { connection, rooms, .. } = self;
        connection.prepare_cached("begin immediate")?.execute([])?;
        let mut insert = connection.prepare_cached("insert into posts (key, event) values (?1, ?2)")?;
        let events = batch.iter().map(|one| place(&one.draft, connection, &mut insert, rooms)).collect();
        connection.prepare_cached("commit")?.execute([])?;
        events
    }
}

fn place(
    draft: &Draft,
    connection: &Connection,
    insert: &mut CachedStatement<'_>,
    rooms: &mut HashMap<Project, Room>,
) -> rusqlite::Result<Event> {
    if !rooms.contains_key(&draft.project) {
        rooms.insert(draft.project.clone(), open_room(connection, &draft.project)?);
    }
    let room = rooms.get_mut(&draft.project).expect("opened above");
    room.head += 1;
    let event = draft.placed(room.head);
    insert.execute(params![key(room.number, room.head), &event.json()[..]])?;
    Ok(event)
}

fn open_room(connection: &Connection, project: &str) -> rusqlite::Result<Room> {
    connection.execute("insert or ignore into rooms (project) values (?1)", [project])?;
    let number = room_number(connection, project)?.unwrap_or_default();
    Ok(Room { number, head: head(connection, number)? })
}

fn room_number(connection: &Connection, project: &str) -> rusqlite::Result<Option<i64>> {
    let mut select = connection.prepare_cached("select number from rooms where project = ?1")?;
    select.query_row([project], |row| row.get(0)).optional()
}

fn head(connection: &Connection, room: i64) -> rusqlite::Result<u64> {
    let mut select = connection.prepare_cached("select max(key) from posts where key > ?1 and key < ?2")?;
    let last: Option<i64> = select.query_row([key(room, 0), key(room + 1, 0)], |row| row.get(0))?;
    Ok(last.map_or(0, |last| (last - key(room, 0)) as u64))
}

fn key(room: i64, seq: u64) -> i64 {
    (room << SEQ_BITS) + seq as i64
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    // Else SQLite parses a statement with a bound LIMIT again at every execution.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "mmap_size", 256 * 1024 * 1024)?;
    connection.pragma_update(None, "cache_size", -64_000)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    Ok(connection)
}
