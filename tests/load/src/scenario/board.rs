//! The order of the day: every scenario on every server in turn, and what each is held against.

use super::fan_out::Audience;
use super::target::{HOT_ROOM, Target};
use super::{Measured, catch_up, idle, posts, reads};
use crate::Outcome;
use crate::gauge::disk::fdatasync;
use crate::gauge::table::{Bound, Line, Verdict};
use crate::reference::rows;
use std::path::Path;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Rates are measured so often, servers taking turns; the best counts, since a disturbance only ever slows.
const ROUNDS: usize = 2;
/// Length of a measurement of lateness: p99 needs many messages.
const PACED: Duration = Duration::from_secs(15);
/// One measurement never takes longer.
const LIMIT: Duration = Duration::from_secs(90);
/// Between measurements, so that none pays for the one before.
const REST: Duration = Duration::from_millis(300);
/// Posts into many rooms and into one.
const SPREAD: &str = "posts, 64 clients, 16 rooms";
const HOT: &str = "posts, 64 clients, one room";
/// Places of the servers.
const BARE: usize = 0;
const DURABLE: usize = 1;
const REAL: usize = 2;

/// Requests per second that the generator must be able to drive.
const GENERATOR: f64 = 30_000.0;

/// Servers, and the lines measured so far.
pub struct Board {
    /// The columns.
    pub targets: Vec<Target>,
    /// The rows.
    pub lines: Vec<Line>,
    length: Duration,
    only: String,
    failures: Vec<String>,
    rows: Option<String>,
}

impl Board {
    /// For servers that are ready.
    pub fn new(targets: Vec<Target>, length: Duration, only: &str) -> Self {
        let (lines, failures) = (Vec::new(), Vec::new());
        Self { targets, lines, length, only: only.to_owned(), failures, rows: None }
    }

    /// Posts are held against plain rows in this PostgreSQL database, which the server under test has too.
    pub fn against_rows(self, url: Option<String>) -> Self {
        Self { rows: url, ..self }
    }

    /// Everything, in order.
    pub async fn run(&mut self, folder: &Path) -> Outcome<()> {
        self.posts().await;
        self.alone(folder).await?;
        self.fan_out(200, 1).await;
        self.fan_out(1_000, 20).await;
        self.catch_up(200, 500).await;
        self.reads().await;
        self.idle(5_000).await;
        Ok(())
    }

    /// Whether a scenario could not be measured, rather than missed its target.
    pub fn failed(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Fails with the names of what was missed.
    pub fn verdict(&self) -> Outcome<()> {
        let missed = |line: &&Line| line.verdict.as_ref().is_some_and(|verdict| !verdict.passes());
        let mut wrong: Vec<String> =
            self.lines.iter().filter(missed).map(|line| format!("missed: {}", line.name)).collect();
        wrong.extend(self.failures.iter().map(|failure| format!("failed: {failure}")));
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
    }

    async fn posts(&mut self) {
        let length = self.length;
        let before = self.plain_rows().await;
        let spread = self
            .rates(SPREAD, "posts/s", async |target| {
                Ok(posts::posts(target, 64, &target.rooms[..16], length).await?.by_rate())
            })
            .await;
        let hot = self
            .rates(HOT, "posts/s", async |target| {
                Ok(posts::posts(target, 64, &target.rooms[HOT_ROOM..], length).await?.by_rate())
            })
            .await;
        let rows = [before, self.plain_rows().await].into_iter().flatten().reduce(f64::max);
        let own = self.figure(spread, REAL);
        if let Some(rows) = rows {
            // A project is one lane on PostgreSQL; sixteen are spread over several.
            for (line, bound) in [(spread, 0.35), (hot, 0.175)] {
                self.lines[line].figures.push(Some(rows));
                self.judge(line, |figures| at_least(figures[REAL]?, rows, bound, "of rows"));
            }
        } else {
            self.judge(spread, |figures| of_durable(figures, 0.4));
            self.judge(hot, |figures| at_least(figures[REAL]?, own?, 0.8, "of 16 rooms"));
        }
        let best = [spread, hot].iter().filter_map(|line| self.figure(*line, BARE)).fold(0.0, f64::max);
        if best > 0.0 {
            let verdict =
                Verdict { value: best, bound: Bound::AtLeast(GENERATOR), meaning: "on bare".into() };
            let name = "the generator itself".to_owned();
            self.lines.push(Line { name, unit: "requests/s", figures: vec![], verdict: Some(verdict) });
        }
    }

    /// Rows per second that PostgreSQL takes from one connection in transactions of 64, where it is what is measured.
    async fn plain_rows(&mut self) -> Option<f64> {
        let (url, length) = (self.rows.clone()?, self.length);
        if ![SPREAD, HOT].iter().any(|name| name.contains(&self.only)) {
            return None;
        }
        let inserting =
            move || rows::inserts(&url, &posts::text(), length).map_err(|error| error.to_string());
        match tokio::task::spawn_blocking(inserting).await {
            Ok(Ok(rate)) => {
                println!("plain rows in PostgreSQL: {rate:.0} rows/s");
                Some(rate)
            }
            Ok(Err(error)) => self.failed_rows(error),
            Err(error) => self.failed_rows(error.to_string()),
        }
    }

    fn failed_rows(&mut self, error: String) -> Option<f64> {
        self.failures.push(format!("plain rows: {error}"));
        None
    }

    async fn alone(&mut self, folder: &Path) -> Outcome<()> {
        let (length, before) = (self.length, fdatasync(folder)?);
        let line = self
            .lowest("post alone, median", "ms", async |target| {
                Ok(posts::posts(target, 1, &target.rooms[..1], length).await?.by_median())
            })
            .await;
        // Of two, the disk's better one: the strict bound, should something else have written meanwhile.
        let disk = ms(before.min(fdatasync(folder)?));
        println!("fdatasync of an 8 KiB append: {disk:.3} ms at the median");
        self.judge(line, |figures| {
            let bound = Bound::AtMost(1.6 * disk + 1.0);
            Some(Verdict { value: figures[REAL]?, bound, meaning: "ms".into() })
        });
        Ok(())
    }

    async fn fan_out(&mut self, sockets: usize, rooms: usize) {
        let place = if rooms == 1 { HOT_ROOM..HOT_ROOM + 1 } else { 0..rooms };
        let (most, late) = (
            format!("fan-out, {sockets} sockets, {rooms} rooms"),
            format!("fan-out, {sockets} sockets, {rooms} rooms, p99 at 5/s a room"),
        );
        let length = self.length;
        let rates = self
            .rates(&most, "deliveries/s", async |target| {
                let audience = Audience::gather(target, sockets, &target.rooms[place.clone()]).await?;
                audience.most(target, length).await
            })
            .await;
        self.judge(rates, |figures| of_durable(figures, 0.6));
        let lateness = self
            .once(&late, "ms", async |target| {
                let audience = Audience::gather(target, sockets, &target.rooms[place.clone()]).await?;
                audience.paced(target, PACED).await
            })
            .await;
        self.judge(lateness, |figures| {
            Some(Verdict { value: figures[REAL]?, bound: Bound::AtMost(30.0), meaning: "ms".into() })
        });
    }

    async fn catch_up(&mut self, clients: usize, missed: usize) {
        let name = format!("{clients} clients back after {missed} messages");
        let line = self
            .lowest(&name, "ms", async |target| {
                catch_up::catch_up(target, clients, missed, &target.rooms[HOT_ROOM]).await
            })
            .await;
        self.judge(line, |figures| {
            let value = figures[REAL]? / figures[DURABLE]?;
            Some(Verdict { value, bound: Bound::AtMost(3.0), meaning: "of durable".into() })
        });
    }

    async fn reads(&mut self) {
        let length = self.length;
        let line = self
            .rates("last 50 messages, 64 clients, 16 rooms", "reads/s", async |target| {
                reads::reads(target, 64, &target.rooms[..16], length).await
            })
            .await;
        self.judge(line, |figures| of_durable(figures, 0.5));
    }

    async fn idle(&mut self, sockets: usize) {
        let name = format!("idle socket of {sockets}");
        let line = self
            .once(&name, "KiB", async |target| idle::idle(target, sockets, &target.rooms[..16]).await)
            .await;
        self.judge(line, |figures| {
            Some(Verdict { value: figures[REAL]?, bound: Bound::AtMost(25.0), meaning: "KiB".into() })
        });
    }

    /// Measures a rate on every server in turn, several times, and keeps the highest.
    async fn rates(
        &mut self,
        name: &str,
        unit: &'static str,
        run: impl AsyncFn(&Target) -> Outcome<Measured>,
    ) -> usize {
        self.measure(name, unit, ROUNDS, f64::max, run).await
    }

    /// Measures a time likewise and keeps the lowest.
    async fn lowest(
        &mut self,
        name: &str,
        unit: &'static str,
        run: impl AsyncFn(&Target) -> Outcome<Measured>,
    ) -> usize {
        self.measure(name, unit, ROUNDS, f64::min, run).await
    }

    /// Measures once.
    async fn once(
        &mut self,
        name: &str,
        unit: &'static str,
        run: impl AsyncFn(&Target) -> Outcome<Measured>,
    ) -> usize {
        self.measure(name, unit, 1, f64::max, run).await
    }

    async fn measure(
        &mut self,
        name: &str,
        unit: &'static str,
        rounds: usize,
        better: fn(f64, f64) -> f64,
        run: impl AsyncFn(&Target) -> Outcome<Measured>,
    ) -> usize {
        let mut figures = vec![None; self.targets.len()];
        for _ in 0..if name.contains(&self.only) { rounds } else { 0 } {
            for (target, figure) in self.targets.iter().zip(&mut figures) {
                sleep(REST).await;
                match bounded(target, &run).await {
                    Ok(Measured { value, note }) => {
                        println!("{name}: {} {value:.2} {unit} ({note})", target.name);
                        *figure = Some(figure.map_or(value, |held| better(held, value)));
                    }
                    Err(error) => {
                        println!("{name}: {} FAILED: {error}", target.name);
                        self.failures.push(format!("{name} on {}: {error}", target.name));
                    }
                }
            }
        }
        self.lines.push(Line { name: name.to_owned(), unit, figures, verdict: None });
        self.lines.len() - 1
    }

    fn figure(&self, line: usize, target: usize) -> Option<f64> {
        self.lines[line].figures.get(target).copied().flatten()
    }

    fn judge(&mut self, line: usize, verdict: impl FnOnce(&[Option<f64>]) -> Option<Verdict>) {
        let mut figures = self.lines[line].figures.clone();
        figures.resize(figures.len().max(REAL + 1), None);
        self.lines[line].verdict = verdict(&figures);
    }
}

async fn bounded(target: &Target, run: &impl AsyncFn(&Target) -> Outcome<Measured>) -> Outcome<Measured> {
    target.renew().await?;
    timeout(LIMIT, run(target)).await.map_err(|_| format!("not done within {LIMIT:?}"))?
}

fn of_durable(figures: &[Option<f64>], bound: f64) -> Option<Verdict> {
    at_least(figures[REAL]?, figures[DURABLE]?, bound, "of durable")
}

fn at_least(figure: f64, reference: f64, bound: f64, meaning: &str) -> Option<Verdict> {
    Some(Verdict { value: figure / reference, bound: Bound::AtLeast(bound), meaning: meaning.to_owned() })
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
