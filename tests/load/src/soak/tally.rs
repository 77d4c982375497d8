//! What was counted and what was violated, shared by everyone of a run.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::sleep;

/// More violations than this say nothing new.
const ENOUGH: usize = 40;

/// Counts by name, violations in words, and the gate that lets the load through.
#[derive(Default)]
pub struct Tally {
    counts: RefCell<BTreeMap<String, u64>>,
    violations: RefCell<Vec<String>>,
    /// Whether load may be sent.
    pub open: Cell<bool>,
    /// Whether the run ends.
    pub ended: Cell<bool>,
    /// Whether connections may be cut.
    pub cuts_allowed: Cell<bool>,
    busy: Cell<usize>,
}

/// A piece of load on its way: the gate waits for it.
pub struct Pass(Rc<Tally>);

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.busy.set(self.0.busy.get() - 1);
    }
}

impl Tally {
    /// Counts.
    pub fn add(&self, name: &str, more: u64) {
        let mut counts = self.counts.borrow_mut();
        match counts.get_mut(name) {
            Some(count) => *count += more,
            None => drop(counts.insert(name.to_owned(), more)),
        }
    }

    /// How often.
    pub fn count(&self, name: &str) -> u64 {
        self.counts.borrow().get(name).copied().unwrap_or(0)
    }

    /// Something that must not be.
    pub fn violated(&self, what: impl Into<String>) {
        let what = what.into();
        let mut violations = self.violations.borrow_mut();
        if violations.len() < ENOUGH {
            eprintln!("VIOLATED: {what}");
        }
        violations.push(what);
    }

    /// Holds a condition, or notes that it does not.
    pub fn hold(&self, holds: bool, what: impl FnOnce() -> String) {
        self.add("conditions held", u64::from(holds));
        if !holds {
            self.violated(what());
        }
    }

    /// How many conditions did not hold.
    pub fn violations(&self) -> usize {
        self.violations.borrow().len()
    }

    /// Waits until load may be sent; nothing once the run ends.
    pub async fn pass(self: &Rc<Self>) -> Option<Pass> {
        loop {
            if self.ended.get() {
                return None;
            }
            if self.open.get() {
                self.busy.set(self.busy.get() + 1);
                return Some(Pass(self.clone()));
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Closes the gate and waits until what was on its way has arrived.
    pub async fn close(&self) {
        self.open.set(false);
        while self.busy.get() > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, count) in &*self.counts.borrow() {
            writeln!(f, "{name:<44} {count:>12}")?;
        }
        write!(f, "{:<44} {:>12}", "VIOLATIONS", self.violations())?;
        for violation in self.violations.borrow().iter().take(ENOUGH) {
            write!(f, "\n  {violation}")?;
        }
        Ok(())
    }
}
