//! The story as it is written down in `backend/demo/story.toml`.

use crate::setup;
use serde::Deserialize;

impl Story {
    /// As it stands in this program.
    pub fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../demo/story.toml"))
    }

    /// Cluster, firms and people, as an operator would write them down.
    pub fn first_content(&self, password: &str) -> Option<setup::File> {
        let mut firms: Vec<setup::FirmEntry> = Vec::new();
        for firm in self.firms.iter().filter(|firm| firm.kind != "coordinator") {
            let people = self.people.iter().filter(|person| person.firm == firm.key);
            // Who comes first administers the firm.
            let people = people.enumerate().map(|(n, person)| person.account(n == 0, password));
            firms.push(setup::FirmEntry {
                name: firm.name.clone(),
                kind: firm.kind.clone(),
                departments: firm.departments.clone(),
                people: people.collect(),
            });
        }
        let office = self.firms.iter().find(|firm| firm.kind == "coordinator")?;
        let coordinator = self.people.iter().find(|person| person.firm == office.key)?;
        Some(setup::File {
            cluster: self.cluster.clone(),
            office: office.name.clone(),
            coordinator: coordinator.account(true, password),
            firms,
        })
    }
}

/// Everything that happens in the example.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// Name of the cluster.
    pub cluster: String,
    /// Length in days; the last one is yesterday.
    pub days: u32,
    /// The project.
    pub project: Project,
    /// Its firms, the coordinator's office first.
    pub firms: Vec<Firm>,
    /// Its people, the coordinator first.
    pub people: Vec<Person>,
    /// What they do, in order.
    pub steps: Vec<Step>,
}

/// The project that the story tells of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it is about.
    pub summary: String,
    /// Key of the customer firm.
    pub customer: String,
    /// Keys of the supplier firms.
    pub suppliers: Vec<String>,
    /// Day of the story on which it is due.
    pub due: u32,
}

/// A firm.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Firm {
    /// How the story calls it.
    pub key: String,
    /// Name.
    pub name: String,
    /// `coordinator`, `customer` or `supplier`.
    pub kind: String,
    /// Departments, each a party of its own in the project.
    #[serde(default)]
    pub departments: Vec<String>,
}

/// A person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// How the story calls them.
    pub key: String,
    /// Key of their firm.
    pub firm: String,
    /// Their department.
    pub department: Option<String>,
    /// Name: a role, nobody's name.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// Role in the project; none for who is outside it.
    pub role: Option<String>,
    /// Language.
    pub locale: String,
    /// Time zone.
    pub time_zone: String,
}

impl Person {
    fn account(&self, is_admin: bool, password: &str) -> setup::PersonEntry {
        setup::PersonEntry {
            name: self.name.clone(),
            email: self.email.clone(),
            password: password.to_owned(),
            locale: self.locale.clone(),
            time_zone: self.time_zone.clone(),
            role: if is_admin { "admin" } else { "member" }.to_owned(),
            departments: self.department.iter().cloned().collect(),
        }
    }
}

/// One thing that somebody does.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// Day of the story, from 0.
    pub day: u32,
    /// `HH:MM` in Seoul.
    pub at: String,
    /// Key of the person.
    pub by: String,
    /// How later steps call what this one makes.
    pub key: Option<String>,
    /// What they do.
    #[serde(flatten)]
    pub what: What,
}

/// What somebody does. Owners are `firm` or `firm/department`, days are days of the story.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// Says something in the room.
    Say {
        /// The words.
        text: String,
        /// Key of the message it answers.
        reply: Option<String>,
    },
    /// Asks a party.
    Ask {
        /// The question.
        title: String,
        /// Who is asked.
        to: String,
        /// By when.
        due: u32,
        /// Key of the message it came from.
        from: Option<String>,
        /// Key of the meeting that writes it down.
        meeting: Option<String>,
    },
    /// Answers a question.
    Answer {
        /// Its key.
        question: String,
        /// The words.
        text: String,
    },
    /// Is content with the answer.
    Close {
        /// Key of the question.
        question: String,
    },
    /// Writes down what somebody owes.
    Act {
        /// What.
        title: String,
        /// Who.
        owner: String,
        /// By when.
        due: u32,
        /// Key of the meeting that writes it down.
        meeting: Option<String>,
    },
    /// Did what was owed.
    Done {
        /// Key of the action.
        action: String,
    },
    /// Pins a decision.
    Decide {
        /// What was decided.
        title: String,
        /// Key of the message it came from.
        from: Option<String>,
        /// Key of the meeting that writes it down.
        meeting: Option<String>,
    },
    /// Proposes something.
    Idea {
        /// What.
        title: String,
        /// Key of the message it came from.
        from: Option<String>,
    },
    /// Sets a goal.
    Milestone {
        /// What.
        title: String,
        /// When.
        due: u32,
    },
    /// Reached a goal.
    Reach {
        /// Key of the milestone.
        milestone: String,
    },
    /// Plans a meeting; `in_days` and `start` say when, in Seoul.
    Meet {
        /// What it is about.
        title: String,
        /// What will be talked about.
        agenda: Option<String>,
        /// So many days after this one.
        in_days: u32,
        /// `HH:MM` in Seoul.
        start: String,
        /// How long.
        minutes: i64,
        /// Address of the video service.
        video: Option<String>,
    },
    /// Starts a meeting.
    Gather {
        /// Key of the meeting.
        meeting: String,
    },
    /// Closes a meeting.
    Adjourn {
        /// Key of the meeting.
        meeting: String,
        /// What came of it.
        text: String,
        /// Keys of the people who were there.
        there: Vec<String>,
    },
    /// Confirms the page of a meeting for the person's side.
    Confirm {
        /// Key of the meeting.
        meeting: String,
    },
    /// Writes a design down.
    Draw {
        /// Its number.
        number: String,
        /// What it is called.
        title: String,
        /// `drawing` or `model`.
        kind: String,
    },
    /// Submits the next revision of a design.
    Revise {
        /// Key of the design.
        design: String,
        /// Which of the files that the example brings along.
        file: String,
        /// What changed.
        note: String,
    },
    /// Says what should be different on a revision.
    Remark {
        /// Key of the revision.
        on: String,
        /// The words.
        text: String,
        /// Where on the first sheet, from the left and from above, 0 to 1.
        at_spot: Option<[f64; 2]>,
    },
    /// Answers a remark.
    Reply {
        /// Key of the remark.
        remark: String,
        /// `accepted`, `declined` or `explained`.
        kind: String,
        /// The words.
        text: String,
    },
    /// Closes a remark.
    Settle {
        /// Key of the remark.
        remark: String,
        /// `settled`, `next_revision` or `withdrawn`.
        kind: String,
    },
    /// Saves a route: its steps one after the other, each of parties who all decide.
    Route {
        /// What it is called.
        name: String,
        /// A step each: its name, and its parties as `firm` or `firm/department`.
        steps: Vec<(String, Vec<String>)>,
    },
    /// Sends a revision for a decision.
    Send {
        /// Key of the revision.
        revision: String,
        /// Key of the route.
        route: String,
        /// What for.
        text: String,
    },
    /// Proposes the charter: the codes that Dure brings, days of a week, and these words.
    Charter {
        /// Who sees what.
        sight: String,
        /// By what signatures have their effect.
        signature: String,
        /// What happens when one side leaves.
        exit: String,
        /// Why.
        text: String,
    },
    /// Signs the charter for the person's firm.
    Sign {
        /// Key of the charter.
        charter: String,
    },
    /// Moves a phase on.
    Phase {
        /// Key of the phase.
        phase: String,
        /// Its state from now on.
        state: Option<String>,
        /// Per cent.
        progress: Option<i64>,
    },
}
