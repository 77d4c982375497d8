//! The kernel: access, storage, records, files on disk, live sockets, HTTP, jobs, backups. It knows no slice.

pub mod access;
pub mod backup;
pub mod blobs;
pub mod clock;
pub mod http;
pub mod ids;
pub mod jobs;
pub mod live;
pub mod memory;
pub mod record;
pub mod secrets;
pub mod store;
pub mod text;

use crate::config::Config;
use crate::kernel::http::Problem;
use std::collections::HashSet;
use std::sync::Arc;

/// Records whose answers are remembered.
const ANSWERS: usize = 512;

/// Everything a running server holds, shared by its workers.
pub struct Kernel {
    /// As configured.
    pub config: Config,
    /// The time.
    pub clock: Arc<clock::Clock>,
    /// Changes when a backup is restored.
    pub epoch: Arc<str>,
    /// Keys of this server.
    pub secrets: secrets::Secrets,
    /// Sessions, passwords, rights.
    pub access: Arc<access::Access>,
    /// Files and what arrives of them.
    pub blobs: Arc<blobs::Blobs>,
    /// Answers that hold until their record grows, by what they are and for whom.
    pub answers: Arc<memory::Memory<String, bytes::Bytes>>,
    /// Sockets and their records.
    pub hub: Arc<live::Hub>,
    /// Mail and what follows in other records.
    pub jobs: Arc<jobs::Jobs>,
    /// Records that grew, for what follows them.
    pub grown: Arc<jobs::Grown>,
    /// Idempotency keys whose first request still runs.
    pub in_flight: http::InFlight,
    pub(in crate::kernel) store: Arc<store::Store>,
}

impl Kernel {
    /// Opens the data folder and everything in it. One server per folder.
    pub fn open(config: Config) -> Result<Arc<Self>, Box<dyn std::error::Error>> {
        let clock = Arc::new(clock::Clock::default());
        let secrets = secrets::Secrets::open(&config.data)?;
        let blobs = blobs::Blobs::open(&config.data)?;
        let access = Arc::new(access::Access::new(&config));
        let hub = Arc::new(live::Hub::new(&config.limits));
        let jobs = Arc::new(jobs::Jobs::default());
        let grown = Arc::new(jobs::Grown::default());
        let answers = Arc::new(memory::Memory::holding(ANSWERS));
        let limits = &config.limits;
        let opening = store::Opening {
            address: store::Address::of(&config),
            reads: limits.reads,
            read_wait: std::time::Duration::from_millis(u64::from(limits.read_wait_ms)),
            write_queue: usize::try_from(limits.write_queue)?,
        };
        let around = Following {
            access: access.clone(),
            answers: answers.clone(),
            hub: hub.clone(),
            jobs: jobs.clone(),
            grown: grown.clone(),
        };
        let store = Arc::new(store::Store::open(&opening, Arc::new(around))?);
        let epoch = meta_epoch(&store)?;
        hub.serve_from(store.clone(), &epoch);
        Ok(Arc::new(Self {
            config,
            clock,
            epoch: epoch.into(),
            secrets,
            access,
            blobs,
            answers,
            hub,
            jobs,
            grown,
            in_flight: http::InFlight::default(),
            store,
        }))
    }

    /// Runs a command for who controls the data folder, at a time of theirs, which may add to the record of `scope`. No
    /// server runs then.
    pub fn at_the_shell<T, F>(&self, scope: ids::Scope, at: clock::Time, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut store::Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        self.store.write_here(scope, move |tx| {
            tx.begin(None, at);
            f(tx)
        })
    }

    /// Waits until every write that was taken is on disk or refused.
    pub fn close(&self) {
        self.store.close();
    }

    /// What the commit lanes have done.
    pub fn lane_stats(&self) -> store::LaneStats {
        self.store.lane_stats()
    }

    /// Whether reads work and the last commits went to disk.
    pub async fn ready(&self) -> bool {
        self.store.ready().await
    }
}

/// What memory does around a commit.
struct Following {
    access: Arc<access::Access>,
    answers: Arc<memory::Memory<String, bytes::Bytes>>,
    hub: Arc<live::Hub>,
    jobs: Arc<jobs::Jobs>,
    grown: Arc<jobs::Grown>,
}

impl store::Around for Following {
    fn closing(&self, effects: &[store::Effect]) {
        self.access.close(effects);
    }

    fn committed(&self, effects: &[store::Effect], events: Vec<record::Happened>) {
        for effect in effects {
            self.access.follow(effect);
            match effect {
                store::Effect::SessionEnded(session) => self.hub.end_session(*session),
                store::Effect::JobWaits => self.jobs.wake(),
                store::Effect::StandingChanged(_) | store::Effect::PersonChanged(_) => {}
            }
        }
        let grown: HashSet<ids::Scope> = events.iter().map(|event| event.scope).collect();
        grown.iter().for_each(|scope| self.answers.forget(*scope));
        self.grown.note(grown.into_iter());
        self.hub.publish(events);
    }

    fn undone(&self, effects: &[store::Effect]) {
        self.access.reopen(effects);
    }
}

/// The epoch of a database that was served before.
pub(in crate::kernel) fn epoch(conn: &mut store::Conn) -> store::Stored<Option<String>> {
    use diesel::prelude::*;
    use store::schema::meta;
    meta::table.find("epoch").select(meta::value).first(conn).optional()
}

/// The epoch of this database, made at its first start.
fn meta_epoch(store: &store::Store) -> Result<String, Problem> {
    use diesel::prelude::*;
    use store::schema::meta;
    store.write_here(ids::Scope::Server, |tx| {
        if let Some(epoch) = epoch(tx.reading())? {
            return Ok(epoch);
        }
        let epoch = ids::EventId::new().to_string();
        diesel::insert_into(meta::table)
            .values((meta::key.eq("epoch"), meta::value.eq(&epoch)))
            .execute(tx.writing())?;
        Ok(epoch)
    })
}
