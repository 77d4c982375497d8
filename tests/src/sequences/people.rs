//! Parties, members, phases, and the project's own facts.

use super::step::{Done, Given, Tagged, Verdict};
use super::{Ground, Role, Room, Who};

/// A firm or one of its departments in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// Place in [`Ground::firms`].
    pub firm: usize,
    /// Place in [`Ground::departments`].
    pub department: Option<usize>,
}

/// A person in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub who: Who,
    /// Their role.
    pub role: Role,
    /// The party they stand in.
    pub party: String,
    /// The department of that party.
    pub department: Option<usize>,
    /// Parties they hear and speak for.
    pub hears: Vec<String>,
}

/// A stretch of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// Its id.
    pub id: String,
    /// Of the template, or `custom`.
    pub key: String,
    /// A name of its own.
    pub name: Option<String>,
    /// Order.
    pub position: i64,
    /// Where it stands.
    pub state: String,
    /// 0 to 100.
    pub progress: i64,
    /// Its day.
    pub due_on: Option<String>,
}

/// What becomes of a phase.
#[derive(Debug, Clone, Default)]
pub struct PhaseEdit {
    /// Its name.
    pub name: Given<String>,
    /// Its place among the others.
    pub position: Option<i64>,
    /// Its state.
    pub state: Option<String>,
    /// Its progress.
    pub progress: Option<i64>,
    /// Its day.
    pub due_on: Given<String>,
}

impl Room {
    /// Somebody becomes a member; who is of a department that is a party stands in that one.
    pub fn join(&mut self, ground: &Ground, who: Who, role: Role, by: Who) {
        let person = &ground.people[who];
        let of_firm = |party: &&Party| party.firm == person.firm;
        let whole = self.parties.iter().filter(of_firm).find(|party| party.department.is_none());
        let own = self
            .parties
            .iter()
            .filter(of_firm)
            .find(|party| party.department.is_some() && party.department == person.department);
        let whole = whole.expect("the firm takes part").clone();
        let stands = own.unwrap_or(&whole).clone();
        let mut hears = vec![whole.id];
        hears.extend(own.map(|party| party.id.clone()));
        self.happen("projects.member_added", None, by);
        self.left.retain(|other| *other != who);
        self.members.push(Member { who, role, party: stands.id, department: stands.department, hears });
    }

    pub(super) fn add_party(
        &mut self,
        ground: &Ground,
        by: Who,
        (id, firm, department): (&str, &str, Option<&str>),
    ) -> Result<Done, Verdict> {
        let firm = ground.firms[..2].iter().position(|known| known == firm).ok_or(Verdict::INVALID)?;
        let known = department.map(|id| ground.departments.iter().position(|known| known == id));
        // A department that nobody knows is no party yet: whether there is one is asked last.
        let same = |party: &Party| {
            let is_it = known.map_or(party.department.is_none(), |of| of.is_some() && party.department == of);
            party.firm == firm && is_it
        };
        if self.parties.iter().any(same) {
            return Err(Verdict::new(409, "party_exists"));
        }
        if self.party(id).is_some() {
            return Err(Verdict::new(409, "id_taken"));
        }
        let department = known.flatten().filter(|_| firm == 0).ok_or(Verdict::INVALID)?;
        self.parties.push(Party { id: id.into(), firm, department: Some(department) });
        self.happen("projects.party_added", None, by);
        Ok(Done::Recorded(201))
    }

    pub(super) fn add_member(
        &mut self,
        ground: &Ground,
        by: Who,
        (person, role): (&str, &str),
    ) -> Result<Done, Verdict> {
        let role = Role::named(role).ok_or(Verdict::INVALID)?;
        let who = ground.people.iter().position(|known| known.id == person).ok_or(Verdict::INVALID)?;
        if self.member(who).is_some() {
            return Err(Verdict::new(409, "member_exists"));
        }
        if ground.people[who].firm > 1 {
            return Err(Verdict::INVALID);
        }
        self.join(ground, who, role, by);
        Ok(Done::Recorded(201))
    }

    /// The member, if what the client saw of them is what they are.
    fn seen_member(&self, ground: &Ground, person: &str, tag: Option<&Tagged>) -> Result<Member, Verdict> {
        let who = ground.people.iter().position(|known| known.id == person);
        let member = who.and_then(|who| self.member(who)).ok_or(Verdict::UNKNOWN)?.clone();
        let now = Tagged::Member(Some(member.clone()));
        if tag.is_some_and(|tag| *tag != now) { Err(Verdict::STALE) } else { Ok(member) }
    }

    fn is_last_lead(&self, member: &Member) -> bool {
        member.role == Role::Lead && self.members.iter().filter(|other| other.role == Role::Lead).count() == 1
    }

    pub(super) fn update_member(
        &mut self,
        ground: &Ground,
        by: Who,
        (person, role): (&str, &str),
        tag: Option<&Tagged>,
    ) -> Result<Done, Verdict> {
        let role = Role::named(role).ok_or(Verdict::INVALID)?;
        let member = self.seen_member(ground, person, tag)?;
        if member.role == role {
            return Ok(Done::Unchanged(200));
        }
        if self.is_last_lead(&member) {
            return Err(Verdict::new(409, "last_lead"));
        }
        for known in self.members.iter_mut().filter(|known| known.who == member.who) {
            known.role = role;
        }
        self.happen("projects.member_updated", None, by);
        Ok(Done::Recorded(200))
    }

    /// What was theirs is their party's; their marker is gone.
    pub(super) fn remove_member(
        &mut self,
        ground: &Ground,
        by: Who,
        person: &str,
        tag: Option<&Tagged>,
    ) -> Result<Done, Verdict> {
        let member = self.seen_member(ground, person, tag)?;
        if self.is_last_lead(&member) {
            return Err(Verdict::new(409, "last_lead"));
        }
        self.members.retain(|known| known.who != member.who);
        self.left.push(member.who);
        self.seen.remove(&member.who);
        self.happen("projects.member_removed", None, by);
        self.leave_to_party(member.who, by);
        Ok(Done::Recorded(204))
    }

    pub(super) fn update_project(
        &mut self,
        by: Who,
        (name, starts_on, due_on): (Option<&str>, &Given<String>, &Given<String>),
        tag: Option<&Tagged>,
    ) -> Result<Done, Verdict> {
        if name.is_some_and(|name| name.trim().is_empty()) {
            return Err(Verdict::INVALID);
        }
        if tag.is_some_and(|tag| *tag != Tagged::project(self)) {
            return Err(Verdict::STALE);
        }
        let name = name.unwrap_or(&self.name).to_owned();
        let (starts_on, due_on) = (starts_on.over(&self.starts_on), due_on.over(&self.due_on));
        if starts_on.is_some() && due_on.is_some() && due_on < starts_on {
            return Err(Verdict::INVALID);
        }
        if (&name, &starts_on, &due_on) == (&self.name, &self.starts_on, &self.due_on) {
            return Ok(Done::Unchanged(200));
        }
        (self.name, self.starts_on, self.due_on) = (name, starts_on, due_on);
        self.happen("projects.project_updated", None, by);
        Ok(Done::Recorded(200))
    }

    pub(super) fn create_phase(&mut self, by: Who, id: &str, name: &str) -> Result<Done, Verdict> {
        if name.trim().is_empty() {
            return Err(Verdict::INVALID);
        }
        if self.phases.iter().any(|phase| phase.id == id) {
            return Err(Verdict::new(409, "id_taken"));
        }
        let position = self.phases.last().map_or(1, |last| last.position + 1);
        self.phases.push(Phase {
            id: id.into(),
            key: "custom".into(),
            name: Some(name.into()),
            position,
            state: "planned".into(),
            progress: 0,
            due_on: None,
        });
        self.happen("projects.phase_created", None, by);
        Ok(Done::Recorded(201))
    }

    pub(super) fn update_phase(&mut self, by: Who, id: &str, edit: &PhaseEdit) -> Result<Done, Verdict> {
        let states = ["planned", "running", "done"];
        let is_word = edit.state.as_deref().is_none_or(|state| states.contains(&state));
        if !is_word || edit.progress.is_some_and(|progress| !(0..=100).contains(&progress)) {
            return Err(Verdict::INVALID);
        }
        let at = self.phases.iter().position(|phase| phase.id == id).ok_or(Verdict::UNKNOWN)?;
        let before = self.phases[at].clone();
        let state = edit.state.clone().unwrap_or_else(|| before.state.clone());
        if edit.progress.is_some() && state != "running" {
            return Err(Verdict::new(409, "phase_not_running"));
        }
        if edit.name == Given::Cleared && before.key == "custom" {
            return Err(Verdict::INVALID);
        }
        let progress = match state.as_str() {
            "planned" => 0,
            "running" => edit.progress.unwrap_or(before.progress),
            _ => 100,
        };
        let (name, due_on) = (edit.name.over(&before.name), edit.due_on.over(&before.due_on));
        let mut phases = self.phases.clone();
        phases[at] = Phase { name, due_on, state, progress, ..before };
        if let Some(position) = edit.position {
            if !(1..=phases.len() as i64).contains(&position) {
                return Err(Verdict::INVALID);
            }
            let moved = phases.remove(at);
            phases.insert(position as usize - 1, moved);
            for (n, phase) in phases.iter_mut().enumerate() {
                phase.position = n as i64 + 1;
            }
        }
        if phases == self.phases {
            return Ok(Done::Unchanged(200));
        }
        self.phases = phases;
        self.happen("projects.phase_updated", None, by);
        Ok(Done::Recorded(200))
    }

    pub(super) fn delete_phase(&mut self, by: Who, id: &str) -> Result<Done, Verdict> {
        let phase = self.phases.iter().find(|phase| phase.id == id).ok_or(Verdict::UNKNOWN)?;
        if phase.state != "planned" {
            return Err(Verdict::new(409, "phase_begun"));
        }
        if self.phases.len() == 1 {
            return Err(Verdict::new(409, "last_phase"));
        }
        self.phases.retain(|phase| phase.id != id);
        self.happen("projects.phase_deleted", None, by);
        Ok(Done::Recorded(204))
    }
}
