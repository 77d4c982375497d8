//! A simple model of a project: what the documents promise, written down once more without a server.
//!
//! [`Room`] is the state, [`Step`] one request by one person, [`Room::take`] says what the answer must be and
//! changes the state, [`view`] says what each person must then be shown, and [`random`] makes the next request up.
//! Times are places in the record: an event's own time stands for them once the record is read.

pub mod people;
pub mod plan;
pub mod random;
mod sent;
pub mod step;
pub mod talk;
pub mod view;

pub use people::{Member, Party, Phase};
pub use plan::{Holder, Item, Kind};
pub use step::{Act, Given, Owner, Step, Tagged, Verdict};
pub use talk::{Message, Named};

use std::collections::{BTreeMap, HashMap};

/// A person by their place in [`Ground::people`].
pub type Who = usize;

/// What stands before a sequence begins, and stays.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// The cluster.
    pub cluster: String,
    /// Customer, supplier, and a firm that takes no part.
    pub firms: [String; 3],
    /// Departments of the customer.
    pub departments: Vec<String>,
    /// Everyone who may try something.
    pub people: Vec<Person>,
    /// A message of a project that nobody here is in.
    pub foreign_message: String,
}

/// A person with an account.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Place in [`Ground::firms`].
    pub firm: usize,
    /// Place in [`Ground::departments`].
    pub department: Option<usize>,
}

/// What somebody is in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Leads.
    Lead,
    /// Works.
    Contributor,
    /// Decides.
    Approver,
    /// Looks on.
    Observer,
}

/// What a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// To read.
    See,
    /// To speak.
    Talk,
    /// To plan.
    Plan,
    /// To pin down what was agreed.
    Decide,
    /// To change parties, members, phases.
    Manage,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 4] = [Role::Lead, Role::Contributor, Role::Approver, Role::Observer];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::Contributor => "contributor",
            Role::Approver => "approver",
            Role::Observer => "observer",
        }
    }

    /// Reads what [`Role::name`] writes.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether the role carries the right.
    pub fn has(self, right: Right) -> bool {
        match right {
            Right::See => true,
            Right::Talk => self != Role::Observer,
            Right::Plan => matches!(self, Role::Lead | Role::Contributor),
            Right::Decide => matches!(self, Role::Lead | Role::Approver),
            Right::Manage => self == Role::Lead,
        }
    }
}

/// One event of the record.
#[derive(Debug, Clone)]
pub struct Happened {
    /// Its kind.
    pub kind: String,
    /// Parties it is for; nothing means everyone.
    pub audience: Option<Vec<String>>,
    /// Who did it.
    pub by: Who,
}

/// A project as it must be.
#[derive(Debug, Clone, Default)]
pub struct Room {
    /// Its id.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub summary: String,
    /// First day.
    pub starts_on: Option<String>,
    /// Last day.
    pub due_on: Option<String>,
    /// In order of joining.
    pub parties: Vec<Party>,
    /// In order of joining.
    pub members: Vec<Member>,
    /// Who was a member once and is none.
    pub left: Vec<Who>,
    /// In order.
    pub phases: Vec<Phase>,
    /// In order of saying.
    pub messages: Vec<Message>,
    /// In order of writing down.
    pub items: Vec<Item>,
    /// How far people have read.
    pub seen: BTreeMap<Who, i64>,
    /// The record.
    pub record: Vec<Happened>,
    keys: HashMap<(Who, String), (String, u16)>,
}

impl Room {
    /// A project that `lead` has just started: both firms take part, `parties` are their ids, `phases` of the template.
    pub fn begun(ground: &Ground, id: &str, code: &str, lead: Who) -> Self {
        let mut room = Self { id: id.into(), code: code.into(), name: code.into(), ..Self::default() };
        room.happen("projects.project_created", None, lead);
        for firm in 0..2 {
            room.happen("projects.party_added", None, lead);
            room.parties.push(Party { id: String::new(), firm, department: None });
        }
        room.join(ground, lead, Role::Lead, lead);
        room
    }

    /// The last place in the record.
    pub fn head(&self) -> i64 {
        self.record.len() as i64
    }

    /// One more event; answers its place.
    pub fn happen(&mut self, kind: &str, audience: Option<Vec<String>>, by: Who) -> i64 {
        self.record.push(Happened { kind: kind.into(), audience, by });
        self.head()
    }

    /// A person's membership.
    pub fn member(&self, who: Who) -> Option<&Member> {
        self.members.iter().find(|member| member.who == who)
    }

    /// Whether a member hears what is for these parties.
    pub fn hears(&self, who: Who, audience: Option<&[String]>) -> bool {
        self.member(who).is_some_and(|member| {
            audience.is_none_or(|all| member.hears.iter().any(|party| all.contains(party)))
        })
    }

    /// The party with this id.
    pub fn party(&self, id: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }
}
