//! Does what the story tells.

use super::story::{Person, Step, Story, What};
use crate::kernel::Kernel;
use crate::kernel::access::{Outcome, Standing, standing_of};
use crate::kernel::blobs::Blobs;
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{FirmId, ItemId, PersonId, ProjectId, Scope};
use crate::kernel::record::Actor;
use crate::kernel::store::Tx;
use crate::plan::{self, Change, Kind};
use crate::setup::Made;
use crate::{phases, projects, rooms};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use chrono_tz::Asia::Seoul;
use dure_api as api;
use dure_api::Limits;
use std::collections::HashMap;
use std::sync::Arc;

/// The story's first day: its last one is yesterday, in Seoul.
pub fn first_day(now: Time, story: &Story) -> Option<NaiveDate> {
    let today = DateTime::from_timestamp_millis(now.0)?.with_timezone(&Seoul).date_naive();
    today.checked_sub_days(Days::new(story.days.into()))
}

/// A time of day in Seoul.
pub fn moment(day: NaiveDate, time: NaiveTime) -> Option<Time> {
    Some(Time(day.and_time(time).and_local_timezone(Seoul).single()?.timestamp_millis()))
}

/// Who is who, and how the story calls things.
pub struct Stage {
    story: Story,
    made: Made,
    pub(super) limits: Limits,
    pub(super) blobs: Arc<Blobs>,
    first: NaiveDate,
    pub(super) project: ProjectId,
    ids: HashMap<String, String>,
}

impl Stage {
    /// Before the first step.
    pub fn set(story: Story, made: Made, kernel: &Kernel, first: NaiveDate) -> Self {
        let fresh = |step: &Step| step.key.clone().map(|key| (key, ItemId::new().to_string()));
        let ids = story.steps.iter().filter_map(fresh).collect();
        let (limits, blobs) = (kernel.config.limits.clone(), kernel.blobs.clone());
        Self { story, made, limits, blobs, first, project: ProjectId::new(), ids }
    }

    pub(super) fn day(&self, day: u32) -> Option<NaiveDate> {
        self.first.checked_add_days(Days::new(day.into()))
    }

    fn due(&self, day: u32) -> Option<String> {
        self.day(day).map(|day| day.to_string())
    }

    pub(super) fn id<T: std::str::FromStr>(&self, key: &str) -> Result<T, Problem> {
        let id = self.ids.get(key).and_then(|id| id.parse().ok());
        id.ok_or_else(|| Problem::internal(format!("the story has no {key}")))
    }

    fn person(&self, key: &str) -> Result<&Person, Problem> {
        let person = self.story.people.iter().find(|person| person.key == key);
        person.ok_or_else(|| Problem::internal(format!("nobody is {key}")))
    }

    fn firm_name(&self, key: &str) -> Result<&str, Problem> {
        let firm = self.story.firms.iter().find(|firm| firm.key == key);
        firm.map(|firm| firm.name.as_str()).ok_or_else(|| Problem::internal(format!("no firm is {key}")))
    }

    fn firm(&self, key: &str) -> Result<FirmId, Problem> {
        let id = self.made.firms.get(self.firm_name(key)?).and_then(|id| id.parse().ok());
        id.ok_or_else(|| Problem::internal(format!("no firm is {key}")))
    }

    /// The department's id, of `firm/department`.
    fn department(&self, firm: &str, department: &str) -> Result<String, Problem> {
        let name = format!("{} / {department}", self.firm_name(firm)?);
        self.made.departments.get(&name).cloned().ok_or_else(|| Problem::internal(name))
    }

    pub(super) fn actor(&self, key: &str) -> Result<Actor, Problem> {
        let person = self.person(key)?;
        let id = self.made.people.get(&person.email).and_then(|id| id.parse::<PersonId>().ok());
        let department = person.department.as_ref().map(|name| self.department(&person.firm, name));
        Ok(Actor {
            person: id.ok_or_else(|| Problem::internal(format!("nobody is {key}")))?,
            name: person.name.clone(),
            firm: self.firm(&person.firm)?,
            department: department.transpose()?.and_then(|id| id.parse().ok()),
        })
    }

    /// The party that the story calls `firm` or `firm/department`.
    pub(super) fn party(&self, tx: &mut Tx<'_>, name: &str) -> Result<String, Problem> {
        let (firm, department) = name.split_once('/').unzip();
        let (firm_key, department) = (firm.unwrap_or(name), department);
        let firm = self.firm(firm_key)?.to_string();
        let department = department.map(|name| self.department(firm_key, name)).transpose()?;
        let parties = projects::parties_of(tx.reading(), self.project)?;
        let party =
            parties.into_iter().find(|party| party.firm_id == firm && party.department_id == department);
        party.map(|party| party.id).ok_or_else(|| Problem::internal(format!("{name} takes no part")))
    }

    /// Starts the project: its lead makes it, brings the departments in, then the people.
    fn open(&self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let (told, lead) = (&self.story.project, self.lead()?);
        let suppliers = told.suppliers.iter().map(|key| self.firm(key).map(|id| id.to_string()));
        let request = api::CreateProject {
            id: Some(self.project.to_string()),
            code: told.code.clone(),
            name: told.name.clone(),
            summary: told.summary.clone(),
            customer_firm_id: self.firm(&told.customer)?.to_string(),
            supplier_firm_ids: suppliers.collect::<Result<_, _>>()?,
            starts_on: self.due(0),
            due_on: self.due(told.due),
        };
        let cluster = self.made.cluster_id.parse().map_err(Problem::internal)?;
        let new = projects::NewProject::parse(&request, &self.limits)?;
        tx.act_as(self.actor(&lead.key)?);
        projects::create(tx, cluster, false, &new)?;
        for firm in self.story.firms.iter().filter(|firm| firm.kind != "coordinator") {
            for department in &firm.departments {
                let request = api::AddParty {
                    id: None,
                    firm_id: self.firm(&firm.key)?.to_string(),
                    department_id: Some(self.department(&firm.key, department)?),
                };
                projects::add_party(tx, self.project, &projects::NewParty::parse(&request)?)?;
            }
        }
        for person in self.story.people.iter().filter(|person| person.key != lead.key) {
            if let Some(role) = person.role.as_ref() {
                let request = api::AddMember {
                    person_id: self.actor(&person.key)?.person.to_string(),
                    role: role.clone(),
                };
                projects::add_member(tx, self.project, &projects::NewMember::parse(&request)?)?;
            }
        }
        Ok(())
    }

    fn lead(&self) -> Result<&Person, Problem> {
        let lead = self.story.people.iter().find(|person| person.role.as_deref() == Some("lead"));
        lead.ok_or_else(|| Problem::internal("nobody leads"))
    }

    fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Problem> {
        let standing = standing_of(tx.reading(), Scope::Project(self.project), actor.person)?;
        standing.ok_or_else(Problem::not_found)
    }

    fn act(&self, tx: &mut Tx<'_>, step: &Step) -> Result<(), Problem> {
        let actor = self.actor(&step.by)?;
        tx.act_as(actor.clone());
        let id = step.key.as_ref().map(|key| self.id::<ItemId>(key).map(|id| id.to_string())).transpose()?;
        match &step.what {
            What::Say { text, reply } => {
                let reply_to = reply.as_ref().map(|key| self.id::<ItemId>(key)).transpose()?;
                let request = api::PostMessage {
                    id,
                    body: text.clone(),
                    reply_to: reply_to.map(|id| id.to_string()),
                    ..api::PostMessage::default()
                };
                let standing = self.standing(tx, &actor)?;
                rooms::post(tx, self.project, &standing, &rooms::Draft::parse(&request, &self.limits)?)?;
            }
            What::Ask { title, to, due, from, meeting } => {
                let from = (from.as_deref(), meeting.as_deref());
                self.write_down(tx, Kind::Question, id, (title, Some(to), Some(*due)), from)?;
            }
            What::Act { title, owner, due, meeting } => {
                let from = (None, meeting.as_deref());
                self.write_down(tx, Kind::Action, id, (title, Some(owner), Some(*due)), from)?;
            }
            What::Milestone { title, due } => {
                self.write_down(tx, Kind::Milestone, id, (title, None, Some(*due)), (None, None))?;
            }
            What::Decide { title, from, meeting } => {
                let from = (from.as_deref(), meeting.as_deref());
                self.write_down(tx, Kind::Decision, id, (title, None, None), from)?;
            }
            What::Idea { title, from } => {
                self.write_down(tx, Kind::Idea, id, (title, None, None), (from.as_deref(), None))?;
            }
            What::Meet { .. } | What::Gather { .. } | What::Adjourn { .. } | What::Confirm { .. } => {
                self.meet(tx, step, id)?;
            }
            What::Draw { .. }
            | What::Revise { .. }
            | What::Remark { .. }
            | What::Reply { .. }
            | What::Settle { .. } => {
                let by = self.standing(tx, &actor)?;
                self.draw(tx, (&by, &step.what), id)?;
            }
            What::Charter { .. } | What::Sign { .. } => {
                let by = self.standing(tx, &actor)?;
                self.agree(tx, (&by, &step.what), id)?;
            }
            What::Route { .. } | What::Send { .. } => {
                let by = self.standing(tx, &actor)?;
                self.approve(tx, (&by, &step.what), id)?;
            }
            What::Answer { question, text } => {
                let request = api::AnswerQuestion { id, body: text.clone() };
                let reply = plan::Reply::parse(&request, &self.limits)?;
                plan::answer(tx, self.id(question)?, &reply, &self.limits)?;
            }
            What::Close { question } => self.move_on(tx, Kind::Question, question, "closed")?,
            What::Done { action } => self.move_on(tx, Kind::Action, action, "done")?,
            What::Reach { milestone } => self.move_on(tx, Kind::Milestone, milestone, "reached")?,
            What::Phase { phase, state, progress } => {
                let all = phases::of_project(tx.reading(), self.project)?;
                let known = all.into_iter().find(|known| &known.key == phase);
                let known = known.ok_or_else(|| Problem::internal(format!("no phase is {phase}")))?;
                let request = api::UpdatePhase {
                    state: state.clone(),
                    progress: *progress,
                    ..api::UpdatePhase::default()
                };
                let edit = phases::PhaseEdit::parse(&request, &self.limits)?;
                phases::update(tx, self.project, known.id.parse().map_err(Problem::internal)?, &edit)?;
            }
        }
        Ok(())
    }

    fn write_down(
        &self,
        tx: &mut Tx<'_>,
        kind: Kind,
        id: Option<String>,
        (title, owner, due): (&str, Option<&String>, Option<u32>),
        (from, meeting): (Option<&str>, Option<&str>),
    ) -> Result<Outcome, Problem> {
        let owner = owner.map(|name| self.party(tx, name)).transpose()?;
        let named = owner.map(|id| id.parse().map(plan::Named::Party)).transpose();
        let draft = plan::Draft {
            id: id.map_or_else(|| Ok(ItemId::new()), |id| id.parse()).map_err(Problem::internal)?,
            kind,
            title: title.to_owned(),
            body: None,
            due_on: due.and_then(|day| self.due(day)),
            owner: named.map_err(Problem::internal)?,
            message: from.map(|key| self.id(key)).transpose()?,
            meeting: meeting.map(|key| self.id(key)).transpose()?,
        };
        plan::create(tx, self.project, &draft, &self.limits)
    }

    fn move_on(&self, tx: &mut Tx<'_>, kind: Kind, key: &str, state: &str) -> Result<(), Problem> {
        let state = state.parse().map_err(|_| Fault::new("unknown_word").at("/state"))?;
        let edit = plan::Edit { state: Some(state), ..plan::Edit::default() };
        let change = Change { edit, owner: None };
        plan::update(tx, self.project, (kind, self.id(key)?), &change, &self.limits).map(drop)
    }
}

/// Tells the whole story, a transaction a step, each at its time.
pub fn perform(kernel: &Kernel, stage: Stage) -> Result<(), Problem> {
    let stage = Arc::new(stage);
    let no_time = || Problem::internal("no such time in Seoul");
    let opening = moment(stage.first, NaiveTime::MIN).ok_or_else(no_time)?;
    let opener = stage.clone();
    kernel.at_the_shell(Scope::Server, opening, move |tx| opener.open(tx))?;
    for step in &stage.story.steps {
        let time = NaiveTime::parse_from_str(&step.at, "%H:%M").map_err(Problem::internal)?;
        let at = stage.day(step.day).and_then(|day| moment(day, time)).ok_or_else(no_time)?;
        let (stage, step) = (stage.clone(), step.clone());
        kernel.at_the_shell(Scope::Project(stage.project), at, move |tx| stage.act(tx, &step))?;
    }
    Ok(())
}
