//! Milestones, actions, questions, decisions, ideas, and whose turn it is.

use super::step::{Done, Given, Owner, Verdict};
use super::{Ground, Role, Room, Who};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A dated goal.
    Milestone,
    /// A thing somebody owes.
    Action,
    /// Needs an answer.
    Question,
    /// What was agreed.
    Decision,
    /// A proposal.
    Idea,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [Kind::Milestone, Kind::Action, Kind::Question, Kind::Decision, Kind::Idea];

    /// As events and fields call it.
    pub fn name(self) -> &'static str {
        ["milestone", "action", "question", "decision", "idea"][self as usize]
    }

    /// Whether somebody has it.
    pub fn is_owed(self) -> bool {
        !matches!(self, Kind::Decision | Kind::Idea)
    }

    fn beginning(self) -> &'static str {
        ["planned", "open", "open", "pinned", "open"][self as usize]
    }

    /// States that a change may ask for.
    pub fn states(self) -> &'static [&'static str] {
        match self {
            Kind::Milestone => &["planned", "reached", "dropped"],
            Kind::Action => &["open", "done", "dropped"],
            Kind::Question => &["open", "closed"],
            Kind::Decision => &["withdrawn"],
            Kind::Idea => &["open", "adopted", "declined"],
        }
    }
}

fn is_open(state: &str) -> bool {
    matches!(state, "planned" | "open" | "answered" | "pinned")
}

/// A party, and the person in it when one is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The party.
    pub party: String,
    /// The person.
    pub person: Option<Who>,
}

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its id.
    pub id: String,
    /// Its event.
    pub seq: i64,
    /// The words.
    pub body: String,
    /// Who gave it, standing for which department.
    pub author: (Who, Option<usize>),
}

/// A thing of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// On one line.
    pub title: String,
    /// More about it.
    pub body: Option<String>,
    /// The message it comes from.
    pub message: Option<String>,
    /// Where it stands.
    pub state: String,
    /// Why.
    pub reason: Option<String>,
    /// Its day.
    pub due_on: Option<String>,
    /// Whose it is.
    pub owner: Option<Holder>,
    /// Who asks.
    pub asker: Option<Holder>,
    /// Who wrote it down, standing for which department.
    pub author: (Who, Option<usize>),
    /// Its first event.
    pub created: i64,
    /// The event that closed it.
    pub closed: Option<i64>,
    /// Whose turn it is, since which event.
    pub ball: Option<(Holder, i64)>,
    /// Oldest first.
    pub answers: Vec<Reply>,
}

/// An item to write down.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The client's own id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// On one line.
    pub title: String,
    /// Its day.
    pub due_on: Option<String>,
    /// Whose it is.
    pub owner: Owner,
    /// The message it comes from.
    pub message: Option<String>,
}

/// What changes in an item.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Its title.
    pub title: Option<String>,
    /// Its body.
    pub body: Given<String>,
    /// Its day.
    pub due_on: Given<String>,
    /// Whose it is from now on.
    pub owner: Owner,
    /// Where it stands from now on.
    pub state: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl Change {
    /// Whether it could be meant for an item of this kind.
    pub fn is_sound(&self, kind: Kind) -> bool {
        let is_word = self.state.as_deref().is_none_or(|state| kind.states().contains(&state));
        let explained = self.reason.is_some() || self.state.as_deref() != Some("withdrawn");
        let explains = self.reason.is_none() || self.state.is_some();
        let titled = self.title.as_deref().is_none_or(|title| !title.trim().is_empty());
        is_word && explained && explains && titled
    }
}

impl Room {
    /// The party of a member, or a party by its id.
    fn holder(&self, ground: &Ground, owner: &Owner) -> Result<Option<Holder>, Verdict> {
        match owner {
            Owner::Nobody => Ok(None),
            Owner::Party(id) => {
                let party = self.party(id).ok_or(Verdict::INVALID)?;
                Ok(Some(Holder { party: party.id.clone(), person: None }))
            }
            Owner::Person(id) => {
                let who = ground.people.iter().position(|person| person.id == *id);
                let member = who.and_then(|who| self.member(who)).ok_or(Verdict::INVALID)?;
                Ok(Some(Holder { party: member.party.clone(), person: who }))
            }
        }
    }

    /// Whether it is theirs, or their party's.
    fn is_of(&self, who: Who, holder: Option<&Holder>) -> bool {
        let member = self.member(who);
        holder.zip(member).is_some_and(|(holder, member)| {
            holder.person == Some(who) || member.hears.contains(&holder.party)
        })
    }

    fn leads(&self, who: Who) -> bool {
        self.member(who).is_some_and(|member| member.role == Role::Lead)
    }

    /// Who does not lead plans for their own party.
    fn may_give(&self, by: Who, kind: Kind, owner: Option<&Holder>) -> Result<(), Verdict> {
        let is_planned = matches!(kind, Kind::Milestone | Kind::Action);
        if is_planned && !self.leads(by) && !self.is_of(by, owner) { Err(Verdict::NOT_YOURS) } else { Ok(()) }
    }

    fn may_edit(&self, by: Who, item: &Item) -> bool {
        let is_theirs = match item.kind {
            Kind::Milestone | Kind::Action => self.is_of(by, item.owner.as_ref()),
            Kind::Question => self.is_of(by, item.asker.as_ref()),
            Kind::Decision | Kind::Idea => item.author.0 == by,
        };
        self.leads(by) || is_theirs
    }

    fn may_pass_on(&self, by: Who, item: &Item) -> bool {
        item.kind == Kind::Question && self.is_of(by, item.owner.as_ref())
    }

    fn may_answer(&self, by: Who, item: &Item) -> Result<(), Verdict> {
        if !self.leads(by) && !self.is_of(by, item.owner.as_ref()) {
            return Err(Verdict::NOT_YOURS);
        }
        if is_open(&item.state) { Ok(()) } else { Err(Verdict::CLOSED) }
    }

    /// What the answer to this person says they may do with it.
    pub fn actions(&self, by: Who, item: &Item) -> Vec<String> {
        let Some(member) = self.member(by) else { return Vec::new() };
        let right = if item.kind == Kind::Decision { super::Right::Decide } else { super::Right::Talk };
        let mut actions = Vec::new();
        if member.role.has(right) && (self.may_edit(by, item) || self.may_pass_on(by, item)) {
            actions.push(format!("update_{}", item.kind.name()));
        }
        let answers = item.kind == Kind::Question && self.may_answer(by, item).is_ok();
        if answers && member.role.has(super::Right::Talk) {
            actions.push("answer_question".into());
        }
        actions
    }

    pub(super) fn create(&mut self, ground: &Ground, by: Who, draft: &Draft) -> Result<Done, Verdict> {
        if self.items.iter().any(|item| item.id == draft.id) {
            return Err(Verdict::new(409, "id_taken"));
        }
        if draft.message.as_ref().is_some_and(|id| self.heard(by, id).is_none()) {
            return Err(Verdict::INVALID);
        }
        let member = self.member(by).ok_or(Verdict::UNKNOWN)?.clone();
        let own = Holder { party: member.party.clone(), person: Some(by) };
        let owner = match draft.kind.is_owed() {
            true => Some(self.holder(ground, &draft.owner)?.unwrap_or_else(|| own.clone())),
            false => None,
        };
        self.may_give(by, draft.kind, owner.as_ref())?;
        let seq = self.happen(&format!("plan.{}_created", draft.kind.name()), None, by);
        let item = Item {
            id: draft.id.clone(),
            kind: draft.kind,
            title: draft.title.clone(),
            body: None,
            message: draft.message.clone(),
            state: draft.kind.beginning().into(),
            reason: None,
            due_on: draft.due_on.clone().filter(|_| draft.kind.is_owed()),
            owner,
            asker: Some(own).filter(|_| draft.kind == Kind::Question),
            author: (by, member.department),
            created: seq,
            closed: None,
            ball: None,
            answers: Vec::new(),
        };
        self.items.push(with_ball(item, seq));
        Ok(Done::Recorded(201))
    }

    pub(super) fn update(
        &mut self,
        ground: &Ground,
        by: Who,
        (kind, id): (Kind, &str),
        change: &Change,
    ) -> Result<Done, Verdict> {
        let found = self.items.iter().position(|item| item.id == id && item.kind == kind);
        let at = found.ok_or(Verdict::UNKNOWN)?;
        let before = self.items[at].clone();
        let named = self.holder(ground, &change.owner)?;
        let stays =
            named.as_ref().is_none_or(|new| before.owner.as_ref().is_some_and(|old| old.party == new.party));
        let only_owner = change.title.is_none()
            && change.body == Given::Nothing
            && change.due_on == Given::Nothing
            && change.state.is_none();
        let passes_on = self.may_pass_on(by, &before) && only_owner && stays;
        if !(self.may_edit(by, &before) || passes_on) {
            return Err(Verdict::NOT_YOURS);
        }
        if kind == Kind::Idea && change.state.is_some() && !self.leads(by) {
            return Err(Verdict::new(403, "lead_decides"));
        }
        let owner = named.or(before.owner.clone());
        self.may_give(by, kind, owner.as_ref())?;
        let state = change.state.clone().unwrap_or_else(|| before.state.clone());
        let seq = self.head() + 1;
        let after = Item {
            title: change.title.clone().unwrap_or_else(|| before.title.clone()),
            body: change.body.over(&before.body),
            due_on: change.due_on.over(&before.due_on),
            reason: if change.state.is_some() { change.reason.clone() } else { before.reason.clone() },
            closed: if is_open(&state) { None } else { before.closed.or(Some(seq)) },
            owner,
            state,
            ..before.clone()
        };
        if after != before && !is_open(&before.state) && !is_open(&after.state) {
            return Err(Verdict::CLOSED);
        }
        // What a removed member left behind is their party's, also when it is opened again.
        let after =
            if before.closed.is_some() && after.closed.is_none() { self.present(after) } else { after };
        let after = with_ball(after, seq);
        if after == before {
            return Ok(Done::Unchanged(200));
        }
        self.items[at] = after;
        self.happen(&format!("plan.{}_updated", kind.name()), None, by);
        Ok(Done::Recorded(200))
    }

    /// The item without people who are no members any more.
    fn present(&self, item: Item) -> Item {
        let here = |holder: Option<Holder>| {
            holder.map(|holder| Holder {
                person: holder.person.filter(|who| self.member(*who).is_some()),
                ..holder
            })
        };
        Item { owner: here(item.owner.clone()), asker: here(item.asker.clone()), ..item }
    }

    pub(super) fn answer(&mut self, by: Who, at: usize, id: &str, body: &str) -> Result<Done, Verdict> {
        let question = self.items[at].clone();
        self.may_answer(by, &question)?;
        if self.items.iter().flat_map(|item| &item.answers).any(|reply| reply.id == id) {
            return Err(Verdict::new(409, "id_taken"));
        }
        let department = self.member(by).and_then(|member| member.department);
        let seq = self.happen("plan.question_answered", None, by);
        let mut after = Item { state: "answered".into(), ..question };
        after.answers.push(Reply { id: id.into(), seq, body: body.into(), author: (by, department) });
        self.items[at] = with_ball(after, seq);
        Ok(Done::Recorded(201))
    }

    /// What a removed member owed or asked is their party's from now on.
    pub(super) fn leave_to_party(&mut self, who: Who, by: Who) {
        let names =
            |holder: &Option<Holder>| holder.as_ref().is_some_and(|holder| holder.person == Some(who));
        for at in 0..self.items.len() {
            let item = self.items[at].clone();
            if item.closed.is_some() || !(names(&item.owner) || names(&item.asker)) {
                continue;
            }
            let seq = self.happen(&format!("plan.{}_updated", item.kind.name()), None, by);
            let left = |holder: Option<Holder>| {
                holder.map(|holder| Holder { person: holder.person.filter(|other| *other != who), ..holder })
            };
            let after = Item { owner: left(item.owner.clone()), asker: left(item.asker.clone()), ..item };
            self.items[at] = with_ball(after, seq);
        }
    }

    /// What lies with a person, or with a party of theirs and nobody in it.
    pub fn turn(&self, who: Who) -> Vec<&Item> {
        let Some(member) = self.member(who) else { return Vec::new() };
        let mut waiting: Vec<&Item> = self
            .items
            .iter()
            .filter(|item| {
                item.ball.as_ref().is_some_and(|(holder, _)| match holder.person {
                    Some(person) => person == who,
                    None => member.hears.contains(&holder.party),
                })
            })
            .collect();
        waiting.sort_by_key(|item| (item.due_on.is_none(), item.due_on.clone(), item.id.clone()));
        waiting
    }
}

/// The ball of an open action lies with its owner; that of a question with who is asked, once answered with who asked.
fn with_ball(item: Item, seq: i64) -> Item {
    let holder = match (item.kind, item.state.as_str()) {
        (Kind::Action | Kind::Question, "open") => item.owner.clone(),
        (Kind::Question, "answered") => item.asker.clone(),
        _ => None,
    };
    let since = item
        .ball
        .as_ref()
        .filter(|(known, _)| Some(known) == holder.as_ref())
        .map_or(seq, |(_, since)| *since);
    Item { ball: holder.map(|holder| (holder, since)), ..item }
}
