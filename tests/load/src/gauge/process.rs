//! Child processes: started, found by the line they print, watched in `/proc`, and ended by id whatever happens.

use crate::Outcome;
use rustix::process::{Pid, Resource, Rlimit, Signal};
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// Time for a server to say where it listens.
const START: Duration = Duration::from_secs(20);
/// Time for a server to stop by itself.
const STOP: Duration = Duration::from_secs(5);

/// A server in a process of its own. Dropping it stops it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Kept, since a closed pipe would stop a server that logs to it.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts a program and waits for `listening on http://ADDRESS`. What it logs goes to a file.
    pub async fn start(program: &Path, arguments: &[String], log: &Path) -> Outcome<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(log)?)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let stdout = child.stdout.take().ok_or("no stdout")?;
        let mut lines = BufReader::new(stdout).lines();
        let address = timeout(START, async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, address)) = line.split_once("listening on http://") {
                    return Ok(address.trim().parse()?);
                }
            }
            Err(format!("{} ended at once: {}", program.display(), last_lines(log)).into())
        });
        let address = address.await.map_err(|_| "the server did not say where it listens")?;
        let address: Result<SocketAddr, Box<dyn std::error::Error>> = address;
        Ok(Self { child, address: address?, _lines: lines })
    }

    /// Ends it as a crash would, and waits until it is gone.
    pub async fn kill(&mut self) -> Outcome<()> {
        Ok(self.child.kill().await?)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Some(id) = self.child.id().and_then(|id| Pid::from_raw(id as i32)) else { return };
        let _ = rustix::process::kill_process(id, Signal::TERM);
        let asked = Instant::now();
        while asked.elapsed() < STOP && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The end of a log without what went well, for when something went wrong: the folder it is in goes away.
pub fn last_lines(log: &Path) -> String {
    const SHOWN: usize = 60;
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("INFO")).collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

/// Resident memory of a process in bytes.
pub fn resident(id: u32) -> u64 {
    memory(id, "VmRSS:")
}

/// Resident memory that is no part of any file, in bytes.
pub fn anonymous(id: u32) -> u64 {
    memory(id, "RssAnon:")
}

/// The most resident memory that a process had since [`forget_peak`], in bytes.
pub fn peak(id: u32) -> u64 {
    memory(id, "VmHWM:")
}

/// Lets the most that a process had begin with what it has now.
pub fn forget_peak(id: u32) -> std::io::Result<()> {
    fs::write(format!("/proc/{id}/clear_refs"), "5")
}

fn memory(id: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

/// Files and sockets that a process has open.
pub fn open_files(id: u32) -> usize {
    fs::read_dir(format!("/proc/{id}/fd")).map_or(0, Iterator::count)
}

/// Seconds of processor time a process has used.
pub fn processor_seconds(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let ticks: u64 = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    ticks as f64 / rustix::param::clock_ticks_per_second() as f64
}

/// Allows this process and its children as many open files as the system lets it.
pub fn raise_open_files(wanted: u64) -> u64 {
    let now = rustix::process::getrlimit(Resource::Nofile);
    let hard = now.maximum.map_or(wanted, |hard| hard.max(wanted));
    let _ = rustix::process::setrlimit(Resource::Nofile, Rlimit { current: Some(hard), maximum: Some(hard) });
    let raised = rustix::process::getrlimit(Resource::Nofile);
    if raised.current == now.current {
        let soft = Rlimit { current: now.maximum, maximum: now.maximum };
        let _ = rustix::process::setrlimit(Resource::Nofile, soft);
    }
    rustix::process::getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Seconds that all cores together were busy since the machine started.
pub fn machine_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields: Vec<u64> =
        stat.lines().next().unwrap_or_default().split(' ').filter_map(|f| f.parse().ok()).collect();
    let idle: u64 = fields.iter().skip(3).take(2).sum();
    let ticks = fields.iter().take(8).sum::<u64>() - idle;
    ticks as f64 / rustix::param::clock_ticks_per_second() as f64
}

/// The machine in one line: a figure without it says nothing.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or("?", |(_, value)| value.trim()).to_owned()
    };
    format!(
        "{} cores of {}, memory {}, Linux {}, load average {}",
        std::thread::available_parallelism().map_or(0, usize::from),
        field(&read("/proc/cpuinfo"), "model name"),
        field(&read("/proc/meminfo"), "MemTotal"),
        read("/proc/sys/kernel/osrelease").trim(),
        read("/proc/loadavg").split(' ').next().unwrap_or_default(),
    )
}
