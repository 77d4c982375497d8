//! The next request, made up: mostly something that could be meant, by somebody who may or may not.

use super::people::PhaseEdit;
use super::plan::{Change, Draft, Kind};
use super::step::{Act, Given, Owner, Step, Tag, Tagged};
use super::talk::{Named, Post};
use super::{Ground, Role, Room, Who};
use rand::RngExt;
use rand::rngs::SmallRng;

/// What the making up of one sequence needs besides the state.
pub struct Maker<'a> {
    /// What stands.
    pub ground: &'a Ground,
    /// Chance, for this step alone: leaving another step out changes nothing here.
    pub random: SmallRng,
    /// First of the days that only this sequence uses, in days after 2027-01-01.
    pub day: u32,
    /// Tags that were seen, and what they name.
    pub tags: &'a [Tag],
    /// Requests with a key so far.
    pub keyed: &'a [Step],
}

const WORDS: [&str; 8] =
    ["Bore it", "구멍 3", "12.5 ±0.02", "Which hole?", "도면 C판", "Ship it", "¿Cuándo?", "👷‍♀️ up"];
const EMOJI: [&str; 4] = ["👍", "✅", "👀", "x"];

/// An id that nothing has.
pub fn fresh() -> String {
    uuid::Uuid::now_v7().to_string()
}

impl Maker<'_> {
    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn below(&mut self, end: usize) -> usize {
        self.random.random_range(0..end)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() { None } else { Some(of[self.random.random_range(0..of.len())].clone()) }
    }

    fn words(&mut self) -> String {
        match self.below(25) {
            0 => " \n ".into(),
            n => format!("{} {}", WORDS[n % WORDS.len()], self.below(1000)),
        }
    }

    fn title(&mut self) -> String {
        if self.chance(3) { "  ".into() } else { format!("{} {}", WORDS[self.below(7)], self.below(1000)) }
    }

    /// One of the sequence's own days.
    fn day(&mut self) -> String {
        let days = i64::from(self.day) + self.below(4) as i64;
        let start = chrono::NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day");
        (start + chrono::Duration::days(days)).format("%Y-%m-%d").to_string()
    }

    /// Mostly a member, sometimes somebody who was one or is none.
    fn who(&mut self, room: &Room) -> Who {
        let members: Vec<Who> = room.members.iter().map(|member| member.who).collect();
        let by = match self.below(20) {
            0 => Some(self.below(self.ground.people.len())),
            1 | 2 => self.one(&room.left),
            3..8 => room.members.iter().find(|member| member.role == Role::Lead).map(|member| member.who),
            _ => self.one(&members),
        };
        by.or_else(|| self.one(&members)).expect("a lead")
    }

    fn person(&mut self, room: &Room) -> String {
        let members: Vec<Who> = room.members.iter().map(|member| member.who).collect();
        match self.below(12) {
            0 => fresh(),
            1 => self.one(&self.ground.people.clone()).map(|person| person.id).unwrap_or_default(),
            2 => self.one(&room.left).map_or_else(fresh, |who| self.ground.people[who].id.clone()),
            _ => self.one(&members).map_or_else(fresh, |who| self.ground.people[who].id.clone()),
        }
    }

    fn party(&mut self, room: &Room) -> String {
        if self.chance(5) { fresh() } else { self.one(&room.parties).map_or_else(fresh, |party| party.id) }
    }

    fn message(&mut self, room: &Room) -> String {
        match self.below(16) {
            0 => fresh(),
            1 => self.ground.foreign_message.clone(),
            _ => self.one(&room.messages).map_or_else(fresh, |message| message.id),
        }
    }

    fn owner(&mut self, room: &Room) -> Owner {
        match self.below(6) {
            0 | 1 => Owner::Nobody,
            2 => Owner::Party(self.party(room)),
            _ => Owner::Person(self.person(room)),
        }
    }

    fn mentions(&mut self, room: &Room) -> Vec<Named> {
        let mut named = Vec::new();
        if self.chance(25) {
            named.push(Named::Person(self.person(room)));
        }
        if self.chance(20) {
            named.push(Named::Party(self.party(room)));
        }
        named
    }

    fn tag(&mut self, wanted: impl Fn(&Tagged) -> bool) -> Option<Tag> {
        if self.chance(40) {
            return None;
        }
        let known: Vec<Tag> = self.tags.iter().filter(|tag| wanted(&tag.of)).cloned().collect();
        let known = self.one(&known);
        known.or_else(|| {
            self.chance(25).then(|| Tag { text: "\"AAAAAAAAAAAAAAAA\"".into(), of: Tagged::Nothing })
        })
    }

    fn given(&mut self, value: String) -> Given<String> {
        match self.below(4) {
            0 => Given::Value(value),
            1 => Given::Cleared,
            _ => Given::Nothing,
        }
    }

    fn post(&mut self, room: &Room) -> Post {
        let mut audience = None;
        if self.chance(35) {
            let mut named = vec![self.party(room)];
            let other = self.party(room);
            if self.chance(30) && other != named[0] {
                named.push(other);
            }
            if self.chance(3) {
                named.clear();
            }
            audience = Some(named);
        }
        let taken =
            self.chance(3).then(|| self.message(room)).filter(|id| *id != self.ground.foreign_message);
        let reply_to = self.chance(20).then(|| self.message(room));
        Post {
            id: taken.unwrap_or_else(fresh),
            body: self.words(),
            reply_to,
            audience,
            mentions: self.mentions(room),
        }
    }

    fn draft(&mut self, room: &Room) -> Draft {
        let kind = Kind::ALL[self.below(Kind::ALL.len())];
        let due_on = if self.chance(70) { Some(self.day()) } else { None };
        let message = self.chance(15).then(|| self.message(room));
        let known = self.chance(3).then(|| self.one(&room.items)).flatten();
        Draft {
            id: known.map_or_else(fresh, |item| item.id),
            kind,
            title: self.title(),
            due_on,
            owner: self.owner(room),
            message,
        }
    }

    fn update(&mut self, room: &Room) -> Act {
        let Some(item) = self.one(&room.items) else { return Act::Create(self.draft(room)) };
        let kind = if self.chance(4) { Kind::ALL[self.below(5)] } else { item.kind };
        let mut change = Change::default();
        if self.chance(25) {
            change.title = Some(self.title());
        }
        if self.chance(65) {
            change.state = self.one(kind.states()).map(str::to_owned);
        }
        if self.chance(2) {
            change.state = Some("answered".into());
        }
        if !kind.is_owed() && self.chance(70) {
            change.reason = Some(WORDS[self.below(3)].into());
        }
        if self.chance(25) {
            let words = WORDS[self.below(7)].to_owned();
            change.body = self.given(words);
        }
        if kind.is_owed() && self.chance(25) {
            let day = self.day();
            change.due_on = self.given(day);
        }
        if kind.is_owed() && self.chance(35) {
            change.owner = self.owner(room);
        }
        Act::Update { kind, id: if self.chance(3) { fresh() } else { item.id }, change }
    }

    fn phase(&mut self, room: &Room) -> Act {
        let id = if self.chance(5) {
            fresh()
        } else {
            self.one(&room.phases).map_or_else(fresh, |phase| phase.id)
        };
        match self.below(6) {
            0 => Act::CreatePhase {
                id: if self.chance(5) { id } else { fresh() },
                name: self.title().trim_end().into(),
            },
            1 => Act::DeletePhase(id),
            _ => {
                let mut edit = PhaseEdit::default();
                if self.chance(50) {
                    edit.state = Some(["planned", "running", "done", "lost"][self.below(4)].into());
                }
                if self.chance(30) {
                    edit.progress = Some(self.below(110) as i64);
                }
                if self.chance(30) {
                    edit.position = Some(self.below(room.phases.len() + 2) as i64);
                }
                if self.chance(20) {
                    let words = WORDS[self.below(7)].to_owned();
                    edit.name = self.given(words);
                }
                Act::UpdatePhase { id, edit }
            }
        }
    }

    fn people(&mut self, room: &Room) -> Act {
        let role = if self.chance(4) { "king" } else { Role::ALL[self.below(4)].name() };
        let role = role.to_owned();
        match self.below(10) {
            0 => Act::AddParty {
                id: if self.chance(5) { self.party(room) } else { fresh() },
                firm: if self.chance(5) { fresh() } else { self.ground.firms[self.below(10).min(2)].clone() },
                department: match self.below(10) {
                    0 => None,
                    1 => Some(fresh()),
                    _ => self.one(&self.ground.departments.clone()),
                },
            },
            1 => Act::AddParty {
                id: fresh(),
                firm: self.ground.firms[0].clone(),
                department: self.one(&self.ground.departments.clone()),
            },
            2..5 => {
                let outside: Vec<Who> =
                    (0..self.ground.people.len()).filter(|who| room.member(*who).is_none()).collect();
                let person = self.one(&outside).map_or_else(fresh, |who| self.ground.people[who].id.clone());
                Act::AddMember { person: if self.chance(10) { self.person(room) } else { person }, role }
            }
            5..8 => {
                let person = self.person(room);
                let tag = self.tag(|of| is_of(self.ground, of, &person));
                Act::UpdateMember { person, role, tag }
            }
            _ => {
                let person = self.person(room);
                let tag = self.tag(|of| is_of(self.ground, of, &person));
                Act::RemoveMember { person, tag }
            }
        }
    }

    fn act(&mut self, room: &Room) -> Act {
        match self.below(100) {
            0..20 => Act::Post(self.post(room)),
            20..28 => {
                let mentions = self.chance(40).then(|| self.mentions(room));
                Act::Edit { message: self.message(room), body: self.words(), mentions }
            }
            28..34 => {
                let reason = self.chance(50).then(|| "Price".to_owned());
                Act::Delete { message: self.message(room), reason }
            }
            34..42 => {
                let emoji = EMOJI[(self.below(13) / 3).min(3)];
                Act::React { message: self.message(room), emoji, sets: self.chance(65) }
            }
            42..47 => Act::Read(self.random.random_range(-1..room.head() + 3)),
            47..60 => Act::Create(self.draft(room)),
            60..72 => self.update(room),
            72..77 => {
                let questions: Vec<String> = room
                    .items
                    .iter()
                    .filter(|item| item.kind == Kind::Question)
                    .map(|item| item.id.clone())
                    .collect();
                let question = self.one(&questions).unwrap_or_else(fresh);
                Act::Answer { question, id: fresh(), body: self.words() }
            }
            77..82 => self.phase(room),
            82..85 => {
                let (first, last) = (self.day(), self.day());
                let (starts_on, due_on) = (self.given(first), self.given(last));
                let name = self.chance(50).then(|| self.title().trim_end().to_owned());
                let tag = self.tag(|of| matches!(of, Tagged::Project(..)));
                Act::UpdateProject { name, starts_on, due_on, tag }
            }
            85..88 => {
                if self.chance(50) {
                    Act::LookAtProject
                } else {
                    Act::LookAtMember(self.person(room))
                }
            }
            _ => self.people(room),
        }
    }

    /// The next request.
    pub fn step(&mut self, room: &Room) -> Step {
        if self.chance(9)
            && let Some(again) = self.one(self.keyed)
        {
            // Sent once more: as it was, or the key alone with something else.
            let act = if self.chance(25) { self.act(room) } else { again.act };
            let by = if self.chance(10) { self.who(room) } else { again.by };
            return Step { by, key: again.key, act };
        }
        let act = self.act(room);
        let takes_key = !matches!(act, Act::LookAtProject | Act::LookAtMember(_));
        let key = (takes_key && self.chance(40)).then(fresh);
        Step { by: self.who(room), key, act }
    }
}

fn is_of(ground: &Ground, of: &Tagged, person: &str) -> bool {
    matches!(of, Tagged::Member(Some(member)) if ground.people[member.who].id == person)
}
