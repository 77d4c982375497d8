//! What was done: every acknowledged write, and with whom each thing lay from which event to which.

use super::script::Department;
use std::collections::BTreeMap;

/// Who may hold a ball here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Who submitted it.
    Supplier,
    /// A department of the customer.
    Customer(Department),
}

/// A thing that lay with somebody from one event of the record to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// With whom.
    pub holder: Holder,
    /// Where it came.
    pub from: u64,
    /// Where it was taken on; absent while it lies there.
    pub to: Option<u64>,
}

/// The diary of a part.
#[derive(Default)]
pub struct Diary {
    open: BTreeMap<(String, Holder), usize>,
    /// Everything that lay with somebody.
    pub spells: Vec<Spell>,
    /// Writes: place in the record, kind of the event that must stand there, what it is about.
    pub writes: Vec<(u64, &'static str, String)>,
    /// Turns of each party: submissions that ended with an answer or were sent back.
    pub turns: BTreeMap<Holder, u64>,
    /// Questions that each answered.
    pub answered: BTreeMap<Holder, u64>,
}

impl Diary {
    /// Writes down an acknowledged write.
    pub fn wrote(&mut self, seq: u64, kind: &'static str, about: &str) {
        self.writes.push((seq, kind, about.to_owned()));
    }

    /// From this event on a thing lies with these and nobody else.
    pub fn held(&mut self, thing: &str, by: &[Holder], seq: u64) {
        let gone: Vec<_> =
            self.open.keys().filter(|(of, who)| of == thing && !by.contains(who)).cloned().collect();
        for key in gone {
            if let Some(spell) = self.open.remove(&key).and_then(|at| self.spells.get_mut(at)) {
                spell.to = Some(seq);
            }
        }
        for holder in by {
            let spells = &mut self.spells;
            self.open.entry((thing.to_owned(), *holder)).or_insert_with(|| {
                spells.push(Spell { holder: *holder, from: seq, to: None });
                spells.len() - 1
            });
        }
    }

    /// A submission ended, with everybody who was asked.
    pub fn turned(&mut self, asked: &[Department]) {
        for department in asked {
            *self.turns.entry(Holder::Customer(*department)).or_default() += 1;
        }
        *self.turns.entry(Holder::Supplier).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_lies_with_somebody_once_until_it_lies_with_others() {
        let (quality, research) =
            (Holder::Customer(Department::Quality), Holder::Customer(Department::Research));
        let mut diary = Diary::default();
        diary.held("a", &[quality, research], 1);
        diary.held("a", &[quality], 2);
        diary.held("a", &[], 5);
        let spell = |holder, to| Spell { holder, from: 1, to: Some(to) };
        assert_eq!(diary.spells, [spell(quality, 5), spell(research, 2)]);
        diary.held("a", &[quality], 6);
        assert_eq!(diary.spells[2], Spell { holder: quality, from: 6, to: None });
    }
}
