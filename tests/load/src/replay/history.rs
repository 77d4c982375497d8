//! Histories as scripts: who says what in which project, in order, answering what.

use crate::Outcome;
use crate::cast::{Newcomer, Side};
use clap::ValueEnum;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Projects into which the topics of the customer voices are gathered.
const VOICE_PROJECTS: usize = 10;
/// Members who speak for the thousands of authors of the customer voices.
const VOICE_MEMBERS: usize = 60;

/// Which history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// Ten product-design projects of four meetings, four roles each.
    Design,
    /// Channels of a technical community, with replies: a project per room, every author a member.
    Chat,
    /// Short Korean customer reviews: topics gathered into projects, authors spoken for by members.
    Voices,
}

/// A whole history, ready to be played.
pub struct History {
    /// Everybody who speaks.
    pub people: Vec<Newcomer>,
    /// Their projects.
    pub scripts: Vec<Script>,
    /// How the file was mapped, for the report.
    pub mapping: String,
}

/// What is said in one project.
pub struct Script {
    /// Name of the project.
    pub name: String,
    /// Who takes part, as places in [`History::people`].
    pub members: Vec<usize>,
    /// Utterances in order.
    pub lines: Vec<Line>,
}

/// One utterance.
pub struct Line {
    /// Place of the author in [`History::people`].
    pub author: usize,
    /// The words, in the normal form in which servers keep text (NFC).
    pub text: String,
    /// Place of the line it answers.
    pub reply_to: Option<usize>,
}

/// A line of any of the files.
#[derive(Deserialize)]
struct Utterance {
    #[serde(default)]
    project: String,
    #[serde(default)]
    room: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    seq: u64,
    author: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    reply_to: Vec<u64>,
    text: String,
}

impl Source {
    /// Its file in the folder of histories.
    pub fn file(self) -> &'static str {
        match self {
            Self::Design => "product-design-meetings.jsonl.gz",
            Self::Chat => "channel-chat.jsonl.gz",
            Self::Voices => "korean-customer-voices.jsonl.gz",
        }
    }

    /// Reads its file.
    pub fn read(self, folder: &Path) -> Outcome<History> {
        let file = BufReader::new(GzDecoder::new(File::open(folder.join(self.file()))?));
        let utterances =
            file.lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect::<Outcome<_>>()?;
        Ok(self.arrange(utterances))
    }

    fn arrange(self, utterances: Vec<Utterance>) -> History {
        let mut history = Arrangement::default();
        let mut topics = Numbers::default();
        for utterance in utterances {
            if utterance.text.trim().is_empty() {
                history.blank += 1;
                continue;
            }
            let Utterance { project, room, topic, author, role, .. } = &utterance;
            let (project, person) = match self {
                Self::Design => (project.clone(), design_person(author, role)),
                Self::Chat => (room.clone(), chat_person(author, history.people.count())),
                Self::Voices => {
                    let group = topics.of(topic) % VOICE_PROJECTS;
                    let number = author.trim_start_matches("person-").parse().unwrap_or(0);
                    (format!("Customer voices {group}"), voice_person(number))
                }
            };
            history.add(&project, person, utterance);
        }
        history.finish(self)
    }
}

fn design_person(author: &str, role: &str) -> Newcomer {
    let side = match role {
        "project-manager" | "marketing-expert" => Side::Customer,
        _ => Side::Supplier,
    };
    Newcomer { name: author.to_owned(), side, department: role.to_owned() }
}

fn chat_person(author: &str, known: usize) -> Newcomer {
    let (side, department) =
        if known.is_multiple_of(2) { (Side::Customer, "Askers") } else { (Side::Supplier, "Helpers") };
    Newcomer { name: author.to_owned(), side, department: department.to_owned() }
}

fn voice_person(author: usize) -> Newcomer {
    let member = author % VOICE_MEMBERS;
    let mut person = chat_person(&format!("고객 {member}"), member);
    person.department = "고객의 소리".to_owned();
    person
}

/// Numbers names in order of appearance.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    fn of(&mut self, name: &str) -> usize {
        let next = self.0.len();
        *self.0.entry(name.to_owned()).or_insert(next)
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

#[derive(Default)]
struct Arrangement {
    people: Numbers,
    newcomers: Vec<Newcomer>,
    projects: Numbers,
    scripts: Vec<Script>,
    places: HashMap<(String, u64), usize>,
    replies: usize,
    blank: usize,
}

impl Arrangement {
    fn add(&mut self, project: &str, person: Newcomer, utterance: Utterance) {
        let author = self.people.of(&person.name);
        if author == self.newcomers.len() {
            self.newcomers.push(person);
        }
        let number = self.projects.of(project);
        if number == self.scripts.len() {
            self.scripts.push(Script { name: project.to_owned(), members: Vec::new(), lines: Vec::new() });
        }
        let script = &mut self.scripts[number];
        if !script.members.contains(&author) {
            script.members.push(author);
        }
        let answered = utterance.reply_to.first().map(|seq| (utterance.room.clone(), *seq));
        let reply_to = answered.and_then(|place| self.places.get(&place)).copied();
        self.replies += usize::from(reply_to.is_some());
        self.places.insert((utterance.room, utterance.seq), script.lines.len());
        let text = utterance.text.nfc().collect();
        script.lines.push(Line { author, text, reply_to });
    }

    fn finish(self, source: Source) -> History {
        let lines: usize = self.scripts.iter().map(|script| script.lines.len()).sum();
        let mut mapping = format!(
            "{}: {lines} utterances ({} of them replies) in {} projects by {} people",
            source.file(),
            self.replies,
            self.scripts.len(),
            self.newcomers.len(),
        );
        if self.blank > 0 {
            mapping.push_str(&format!("; {} blank ones left out", self.blank));
        }
        if source == Source::Voices {
            mapping.push_str("; topics gathered into projects, authors spoken for by members");
        }
        History { people: self.newcomers, scripts: self.scripts, mapping }
    }
}

impl History {
    /// Leaves out all but the first lines of every project.
    pub fn shorten(&mut self, lines: usize) {
        self.scripts.iter_mut().for_each(|script| script.lines.truncate(lines));
    }

    /// The departments that its people need.
    pub fn departments(&self) -> Vec<(Side, String)> {
        let all: BTreeMap<_, _> =
            self.people.iter().map(|person| ((person.side, person.department.clone()), ())).collect();
        all.into_keys().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(room: &str, seq: u64, author: &str, reply_to: &[u64]) -> Utterance {
        let json = serde_json::json!({
            "room": room, "seq": seq, "author": author, "reply_to": reply_to, "text": "hello", "topic": room,
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_reply_finds_its_line_in_its_own_room() {
        let said = vec![said("a", 1, "p1", &[]), said("b", 1, "p2", &[]), said("b", 2, "p1", &[1, 7])];
        let history = Source::Chat.arrange(said);
        assert_eq!(history.people.len(), 2);
        assert_eq!(history.scripts[1].members, [1, 0]);
        assert_eq!(history.scripts[1].lines[1].reply_to, Some(0));
        assert_eq!(history.departments().len(), 2);
    }

    #[test]
    fn voices_are_spoken_for_by_a_bounded_number() {
        let said = (0..500).map(|n| said(&format!("t{n}"), 0, &format!("person-{n:05}"), &[])).collect();
        let history = Source::Voices.arrange(said);
        assert_eq!((history.people.len(), history.scripts.len()), (VOICE_MEMBERS, VOICE_PROJECTS));
        assert!(history.mapping.contains("spoken for"));
    }
}
