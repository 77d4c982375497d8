//! Storage: a pool that reads, lanes that write, and the transaction that slices work in.
//!
//! Reads see one state of the database. Writes wait for their turn in a [`lane`], which commits many of them
//! with one sync and acknowledges each only afterwards. Publishing to sockets happens here, after the
//! commit, and nowhere else.

mod columns;
mod commit;
#[allow(
    missing_docs,
    clippy::disallowed_methods,
    reason = "the derive makes undocumented types; connections open here"
)]
mod conn;
mod dialect;
mod lane;
#[allow(missing_docs, reason = "the macro makes undocumented modules")]
pub mod schema;
mod tx;
mod whole;

pub(crate) use columns::{text_column, words};
pub use conn::{Address, Conn, MultiBackend};
pub use dialect::{
    KeyRow, Later, catalog, direct, index_words, insert_json, is_duplicate, select_json, unindex_words,
    with_words,
};
pub use lane::{Around, LaneStats};
pub use tx::{Effect, Grant, Tx};
pub use whole::{Column, fill, in_one_state};

use crate::kernel::http::Problem;
use crate::kernel::ids::Scope;
use diesel::prelude::*;
use diesel::r2d2::Pool;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What a slice's `store.rs` answers: a row, or the engine's error, which becomes a problem by `?`.
pub type Stored<T> = Result<T, diesel::result::Error>;

/// The database.
pub struct Store {
    address: Address,
    pool: Pool<conn::Opener>,
    readers: Arc<Semaphore>,
    read_wait: Duration,
    lanes: lane::Lanes,
}

/// How the store is opened.
pub struct Opening {
    /// Where the database is.
    pub address: Address,
    /// Reads at once.
    pub reads: u32,
    /// How long a read may wait for its turn.
    pub read_wait: Duration,
    /// Writes that may wait.
    pub write_queue: usize,
}

impl Store {
    /// Opens the database and brings its schema up to date. Refuses one that a newer program wrote.
    pub fn open(opening: &Opening, around: Arc<dyn Around>) -> Result<Self, Box<dyn std::error::Error>> {
        let mut conn = whole::claim(&opening.address)?;
        if let Address::Postgres { server, .. } = &opening.address {
            dialect::take_over(&mut conn, *server)?;
        }
        let lanes = (0..dialect::lanes(&conn)).map(|_| conn::open_lane(&opening.address));
        let lanes = lanes.collect::<Result<Vec<_>, _>>()?;
        drop(conn);
        let pool = Pool::builder()
            .max_size(opening.reads)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(2))
            .build(conn::Opener(opening.address.clone()))?;
        Ok(Self {
            address: opening.address.clone(),
            pool,
            readers: Arc::new(Semaphore::new(usize::try_from(opening.reads)?)),
            read_wait: opening.read_wait,
            lanes: lane::Lanes::start(lanes, &opening.address, opening.write_queue, &around)?,
        })
    }

    /// Runs `f` on one state of the database. Refuses with `overloaded` when all readers stay busy.
    pub(in crate::kernel) async fn read<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Problem> + Send + 'static,
    {
        let turn = tokio::time::timeout(self.read_wait, self.readers.clone().acquire_owned());
        let Ok(Ok(turn)) = turn.await else { return Err(Problem::overloaded(1)) };
        let pool = self.pool.clone();
        let reading = move || {
            let _turn = turn;
            read_in(&pool, f)
        };
        tokio::task::spawn_blocking(reading).await.map_err(Problem::internal)?
    }

    /// As [`Store::read`], on this thread: for the start of the program and threads of its own.
    pub(in crate::kernel) fn read_here<T>(
        &self,
        f: impl FnOnce(&mut Conn) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        read_in(&self.pool, f)
    }

    /// Runs `f`, which may add to the record of `scope` alone, in the next batch of its lane, and answers after the
    /// commit is on disk.
    ///
    /// `f` may run more than once: when another command of its batch fails after a write, the batch is undone
    /// and its commands run one by one.
    pub(in crate::kernel) async fn write<T, F>(&self, scope: Scope, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        self.lanes.of(scope).run(scope, f).await
    }

    /// As [`Store::write`], blocking this thread.
    pub(in crate::kernel) fn write_here<T, F>(&self, scope: Scope, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        self.lanes.of(scope).run_here(scope, f)
    }

    /// What the lanes have done since they started.
    pub fn lane_stats(&self) -> LaneStats {
        self.lanes.stats()
    }

    /// Whether a read works now, and the last commit of every lane went to disk. After one that did not, room is
    /// looked for and a commit is tried: no other write may come while the server is not ready.
    pub async fn ready(&self) -> bool {
        if self.read(|conn| Ok(diesel::sql_query("SELECT 1").execute(conn)?)).await.is_err() {
            return false;
        }
        for lane in self.lanes.all().filter(|lane| !lane.healthy()) {
            if !self.has_room().await || lane.run(Scope::Server, touch).await.is_err() {
                return false;
            }
        }
        true
    }

    async fn has_room(&self) -> bool {
        let address = self.address.clone();
        tokio::task::spawn_blocking(move || address.has_room()).await.unwrap_or(false)
    }

    /// Waits until every write that was taken is on disk or refused.
    pub fn close(&self) {
        self.lanes.close();
    }
}

/// Writes a row as it is.
fn touch(tx: &mut Tx<'_>) -> Result<(), Problem> {
    use schema::meta;
    diesel::update(meta::table.find("epoch")).set(meta::value.eq(meta::value)).execute(tx.writing())?;
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "the one place that takes a reading connection")]
fn read_in<T>(
    pool: &Pool<conn::Opener>,
    f: impl FnOnce(&mut Conn) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let mut conn = pool.get().map_err(|error| Problem::overloaded(1).because(error))?;
    dialect::begin_read(&mut conn)?;
    let mut reading = Reading(conn);
    f(&mut reading.0)
}

/// Ends the reading transaction also when the reader panics.
struct Reading(diesel::r2d2::PooledConnection<conn::Opener>);

impl Drop for Reading {
    fn drop(&mut self) {
        use diesel::connection::SimpleConnection;
        if let Err(error) = self.0.batch_execute("COMMIT") {
            tracing::warn!(%error, "a reading transaction did not end");
        }
    }
}

impl From<diesel::result::Error> for Problem {
    fn from(error: diesel::result::Error) -> Self {
        match dialect::trouble(&error) {
            dialect::Trouble::Full => Problem::storage_full(),
            dialect::Trouble::Busy | dialect::Trouble::Lost => Problem::overloaded(1),
            dialect::Trouble::Corrupt => Problem::integrity(),
            dialect::Trouble::Disk | dialect::Trouble::Other => Problem::bare_internal(),
        }
        .because(error)
    }
}

/// A connection beside the server's own, for tests that look at tables or get in the way.
#[cfg(feature = "testing")]
pub fn connect(address: &Address) -> Result<Conn, Box<dyn std::error::Error>> {
    Ok(conn::open(address)?)
}

/// Migrations run up, down and up, for the test that compares: the schema after each.
#[cfg(feature = "testing")]
pub fn schema_round_trip(address: &Address) -> Result<[Vec<String>; 3], Box<dyn std::error::Error>> {
    let mut conn = conn::open(address)?;
    dialect::migrate(&mut conn).map_err(|e| e.to_string())?;
    let up = dialect::dump_schema(&mut conn)?;
    dialect::unmigrate(&mut conn).map_err(|e| e.to_string())?;
    let down = dialect::dump_schema(&mut conn)?;
    dialect::migrate(&mut conn).map_err(|e| e.to_string())?;
    Ok([up, down, dialect::dump_schema(&mut conn)?])
}

#[cfg(test)]
mod tests {
    use super::schema::meta;
    use super::*;
    use crate::kernel::clock::Time;
    use crate::kernel::record::Happened;
    use parking_lot::Mutex;

    /// Looks at the database from outside at each step of a commit.
    struct Watch {
        address: Address,
        saw: Mutex<Vec<(&'static str, bool)>>,
    }

    impl Watch {
        fn look(&self, step: &'static str, effects: &[Effect]) {
            if effects == [Effect::JobWaits] {
                let mut conn = conn::open(&self.address).expect("another connection");
                let stands: Option<String> = meta::table
                    .find("watched")
                    .select(meta::value)
                    .first(&mut conn)
                    .optional()
                    .expect("a look");
                self.saw.lock().push((step, stands.is_some()));
            }
        }
    }

    impl Around for Watch {
        fn closing(&self, effects: &[Effect]) {
            self.look("closing", effects);
        }
        fn committed(&self, effects: &[Effect], _: Vec<Happened>) {
            self.look("committed", effects);
        }
        fn undone(&self, effects: &[Effect]) {
            self.look("undone", effects);
        }
    }

    #[test]
    fn memory_closes_before_others_see_a_commit_and_follows_before_anybody_is_told() {
        let folder = std::env::temp_dir().join(format!("dure-{}", crate::kernel::ids::EventId::new()));
        std::fs::create_dir(&folder).expect("a folder");
        let address = Address::Sqlite(folder.join("dure.db"));
        let watch = Arc::new(Watch { address: address.clone(), saw: Mutex::default() });
        let opening = Opening { address, reads: 1, read_wait: Duration::from_secs(1), write_queue: 4 };
        let store = Store::open(&opening, watch.clone()).expect("a store");
        let write = store.write_here(Scope::Server, |tx| {
            tx.begin(None, Time(1));
            tx.afterwards(Effect::JobWaits);
            let row = (meta::key.eq("watched"), meta::value.eq("yes"));
            diesel::insert_into(meta::table).values(row).execute(tx.writing())?;
            Ok(())
        });
        assert!(write.is_ok());
        assert_eq!(*watch.saw.lock(), [("closing", false), ("committed", true)]);
        store.close();
        std::fs::remove_dir_all(folder).expect("the folder goes");
    }
}
