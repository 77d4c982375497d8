//! What is remembered of a record until it changes: a cache of the tables, never the authority.

use crate::kernel::ids::Scope;
use parking_lot::RwLock;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Values per record and key. A commit that changes what they were made from forgets those of its record, and what
/// was looked up before that commit is not kept after it. Between [`Memory::close`] and [`Memory::forget`] nothing
/// is known or kept at all: so long nobody can say on which side of the commit a look-up was.
pub struct Memory<K, V> {
    known: RwLock<Known<K, V>>,
    most: usize,
}

struct Known<K, V> {
    records: HashMap<Scope, (u64, HashMap<K, V>)>,
    closed: HashSet<Scope>,
    counted: u64,
    floor: u64,
}

/// Taken before a look-up, given back with what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation(u64);

impl<K: Hash + Eq, V: Clone> Memory<K, V> {
    /// Empty; when it holds more records than `most`, it forgets them all.
    pub fn holding(most: usize) -> Self {
        Self {
            known: RwLock::new(Known {
                records: HashMap::new(),
                closed: HashSet::new(),
                counted: 0,
                floor: 0,
            }),
            most,
        }
    }

    /// The record's state of change.
    pub fn generation(&self, scope: Scope) -> Generation {
        let known = self.known.read();
        Generation(known.records.get(&scope).map_or(known.floor, |(generation, _)| *generation))
    }

    /// The value, if it still holds.
    pub fn known(&self, scope: Scope, key: &K) -> Option<V> {
        self.known.read().records.get(&scope)?.1.get(key).cloned()
    }

    /// Keeps a value, unless its record changed since the look-up began.
    pub fn keep(&self, scope: Scope, key: K, value: V, since: Generation) {
        let mut known = self.known.write();
        if known.closed.contains(&scope) {
            return;
        }
        let floor = known.floor;
        let (generation, values) = known.records.entry(scope).or_insert_with(|| (floor, HashMap::new()));
        if *generation == since.0 {
            values.insert(key, value);
        }
    }

    /// The record is about to change: nothing is known of it until the change is made, or given up.
    pub fn close(&self, scope: Scope) {
        let mut known = self.known.write();
        known.closed.insert(scope);
        known.records.remove(&scope);
    }

    /// The record changed, or a change that was begun was given up.
    pub fn forget(&self, scope: Scope) {
        let mut known = self.known.write();
        known.closed.remove(&scope);
        known.counted += 1;
        let now = known.counted;
        if known.records.len() > self.most {
            known.records.clear();
            known.floor = now;
        }
        known.records.insert(scope, (now, HashMap::new()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::ProjectId;

    #[test]
    fn what_was_looked_up_before_a_change_is_not_kept_after_it() {
        let (memory, scope) = (Memory::<u8, &str>::holding(10), Scope::Project(ProjectId::new()));
        let before = memory.generation(scope);
        memory.keep(scope, 1, "old", before);
        assert_eq!(memory.known(scope, &1), Some("old"));
        memory.forget(scope);
        assert_eq!(memory.known(scope, &1), None);
        memory.keep(scope, 1, "late", before);
        assert_eq!(memory.known(scope, &1), None);
        memory.keep(scope, 1, "new", memory.generation(scope));
        assert_eq!(memory.known(scope, &1), Some("new"));
    }

    #[test]
    fn nothing_is_known_while_a_change_is_on_its_way_to_disk() {
        let (memory, scope) = (Memory::<u8, &str>::holding(10), Scope::Project(ProjectId::new()));
        memory.keep(scope, 1, "old", memory.generation(scope));
        memory.close(scope);
        assert_eq!(memory.known(scope, &1), None);
        let during = memory.generation(scope);
        memory.keep(scope, 1, "during", during);
        assert_eq!(memory.known(scope, &1), None);
        memory.forget(scope);
        memory.keep(scope, 1, "late", during);
        assert_eq!(memory.known(scope, &1), None);
        memory.keep(scope, 1, "new", memory.generation(scope));
        assert_eq!(memory.known(scope, &1), Some("new"));
    }
}
