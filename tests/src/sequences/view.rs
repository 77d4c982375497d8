//! What each person must be shown.

use super::plan::{Holder, Item, Kind, Reply};
use super::{Ground, Member, Message, Party, Phase, Right, Room, Who};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Times of events, by their place.
pub type Times = BTreeMap<i64, String>;

/// A room as one person must see it.
pub struct View<'a> {
    /// What stands.
    pub ground: &'a Ground,
    /// The project.
    pub room: &'a Room,
    /// When what happened.
    pub times: &'a Times,
    /// Who looks.
    pub who: Who,
}

/// An object without what is null.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(fields.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

fn many(items: Vec<Value>) -> Value {
    if items.is_empty() { Value::Null } else { items.into() }
}

impl View<'_> {
    fn person(&self, who: Who) -> &str {
        &self.ground.people[who].id
    }

    fn time(&self, seq: i64) -> Value {
        self.times.get(&seq).cloned().into()
    }

    fn department(&self, department: Option<usize>) -> Value {
        department.map(|at| self.ground.departments[at].clone()).into()
    }

    fn actor(&self, (who, department): (Who, Option<usize>)) -> Value {
        let person = &self.ground.people[who];
        object([
            ("person_id", person.id.as_str().into()),
            ("name", person.name.as_str().into()),
            ("firm_id", self.ground.firms[person.firm].as_str().into()),
            ("department_id", self.department(department)),
        ])
    }

    /// A message as everyone who hears it sees it.
    pub fn message(&self, message: &Message) -> Value {
        let mention = |(named, _): &(super::Named, i64)| match named {
            super::Named::Person(id) => json!({ "person_id": id }),
            super::Named::Party(id) => {
                let department = self.room.party(id).and_then(|party| party.department);
                object([("party_id", id.as_str().into()), ("department_id", self.department(department))])
            }
        };
        let reaction = |(emoji, people): &(String, Vec<Who>)| {
            let ids: Vec<&str> = people.iter().map(|who| self.person(*who)).collect();
            json!({ "emoji": emoji, "person_ids": ids })
        };
        let edited = message.versions.last().filter(|(seq, _)| *seq != message.seq);
        let deletion = message.deletion.as_ref().map(|(seq, who, department, reason)| {
            object([
                ("at", self.time(*seq)),
                ("by", self.actor((*who, *department))),
                ("reason", reason.clone().into()),
            ])
        });
        object([
            ("id", message.id.as_str().into()),
            ("project_id", self.room.id.as_str().into()),
            ("seq", message.seq.into()),
            ("body", message.body.as_str().into()),
            ("author", self.actor((message.author, message.department))),
            ("reply_to", message.reply_to.clone().into()),
            ("audience", message.audience.clone().into()),
            ("mentions", many(message.mentions.iter().map(mention).collect())),
            ("reactions", many(message.reactions.iter().map(reaction).collect())),
            ("created_at", self.time(message.seq)),
            ("edited_at", edited.map_or(Value::Null, |(seq, _)| self.time(*seq))),
            ("changed_seq", message.changed.into()),
            ("deletion", deletion.into()),
        ])
    }

    /// Messages the person hears.
    pub fn messages(&self) -> Vec<Value> {
        let heard = |message: &&Message| self.room.hears(self.who, message.audience.as_deref());
        self.room.messages.iter().filter(heard).map(|message| self.message(message)).collect()
    }

    /// What the person may do with a message.
    pub fn message_actions(&self, message: &Message) -> Vec<&'static str> {
        let Some(member) = self.room.member(self.who) else { return Vec::new() };
        if !member.role.has(Right::Talk) || message.deletion.is_some() {
            return Vec::new();
        }
        let is_mine = message.author == self.who;
        let may_delete = is_mine || member.role == super::Role::Lead;
        [
            (is_mine, "update_message"),
            (may_delete, "delete_message"),
            (true, "add_reaction"),
            (true, "remove_reaction"),
        ]
        .into_iter()
        .filter_map(|(may, action)| may.then_some(action))
        .collect()
    }

    fn party(&self, party: &Party) -> Value {
        let names = ["customer", "supplier"];
        json!({
            "id": party.id, "project_id": self.room.id, "firm_id": self.ground.firms[party.firm],
            "department_id": self.department(party.department), "side": names[party.firm],
        })
    }

    /// A member as events carry them.
    pub fn member(&self, member: &Member) -> Value {
        let person = &self.ground.people[member.who];
        object([
            ("project_id", self.room.id.as_str().into()),
            ("person_id", person.id.as_str().into()),
            ("name", person.name.as_str().into()),
            ("firm_id", self.ground.firms[person.firm].as_str().into()),
            ("party_id", member.party.as_str().into()),
            ("department_id", self.department(member.department)),
            ("role", member.role.name().into()),
            ("time_zone", "Asia/Seoul".into()),
        ])
    }

    fn phase(&self, phase: &Phase) -> Value {
        object([
            ("id", phase.id.as_str().into()),
            ("project_id", self.room.id.as_str().into()),
            ("key", phase.key.as_str().into()),
            ("name", phase.name.clone().into()),
            ("position", phase.position.into()),
            ("state", phase.state.as_str().into()),
            ("progress", phase.progress.into()),
            ("due_on", phase.due_on.clone().into()),
        ])
    }

    /// All phases in order.
    pub fn phases(&self) -> Vec<Value> {
        self.room.phases.iter().map(|phase| self.phase(phase)).collect()
    }

    fn holder(&self, holder: Option<&Holder>) -> (Value, Value) {
        let person = holder.and_then(|holder| holder.person).map(|who| self.person(who));
        (holder.map(|holder| holder.party.clone()).into(), person.into())
    }

    /// An answer as it goes out.
    pub fn reply(&self, question: &str, reply: &Reply) -> Value {
        json!({
            "id": reply.id, "question_id": question, "body": reply.body, "author": self.actor(reply.author),
            "created_at": self.time(reply.seq),
        })
    }

    /// An item as events carry it.
    pub fn item(&self, item: &Item) -> Value {
        let (owner_party, owner_person) = self.holder(item.owner.as_ref());
        let (asker_party, asker_person) = self.holder(item.asker.as_ref());
        let ball = item.ball.as_ref().map(|(holder, since)| {
            let (party, person) = self.holder(Some(holder));
            object([("party_id", party), ("person_id", person), ("since", self.time(*since))])
        });
        let is_question = item.kind == Kind::Question;
        let answers = is_question.then_some(item.answers.len());
        object([
            ("id", item.id.as_str().into()),
            ("project_id", self.room.id.as_str().into()),
            ("title", item.title.as_str().into()),
            ("body", item.body.clone().into()),
            ("message_id", item.message.clone().into()),
            ("state", item.state.as_str().into()),
            ("reason", item.reason.clone().into()),
            ("author", self.actor(item.author)),
            ("created_at", self.time(item.created)),
            ("created_seq", item.created.into()),
            ("closed_seq", item.closed.into()),
            ("due_on", item.due_on.clone().into()),
            ("owner_party_id", owner_party),
            ("owner_person_id", owner_person),
            ("asker_party_id", asker_party),
            ("asker_person_id", asker_person),
            ("ball", ball.into()),
            ("answer", item.answers.last().map(|reply| self.reply(&item.id, reply)).into()),
            ("answer_count", answers.into()),
        ])
    }

    /// Items of one kind, in the order they were written down.
    pub fn items(&self, kind: Kind) -> Vec<Value> {
        self.room.items.iter().filter(|item| item.kind == kind).map(|item| self.item(item)).collect()
    }

    /// How far members have read, in order of joining.
    fn seen(&self) -> Vec<Value> {
        let seen = |member: &Member| {
            let seq = self.room.seen.get(&member.who)?;
            let person = self.person(member.who);
            Some(json!({ "person_id": person, "party_id": member.party, "seq": seq }))
        };
        self.room.members.iter().filter_map(seen).collect()
    }

    /// The snapshot, but for what the model does not know: the epoch, names of parties, when the project was made.
    pub fn snapshot(&self) -> Value {
        let room = self.room;
        json!({
            "as_of_seq": room.head(),
            "project": object([
                ("id", room.id.as_str().into()),
                ("cluster_id", self.ground.cluster.as_str().into()),
                ("code", room.code.as_str().into()),
                ("name", room.name.as_str().into()),
                ("summary", room.summary.as_str().into()),
                ("customer_firm_id", self.ground.firms[0].as_str().into()),
                ("supplier_firm_ids", json!([self.ground.firms[1]])),
                ("starts_on", room.starts_on.clone().into()),
                ("due_on", room.due_on.clone().into()),
            ]),
            "parties": room.parties.iter().map(|party| self.party(party)).collect::<Vec<_>>(),
            "members": room.members.iter().map(|member| self.member(member)).collect::<Vec<_>>(),
            "phases": self.phases(),
            "milestones": self.items(Kind::Milestone),
            "actions": self.items(Kind::Action),
            "questions": self.items(Kind::Question),
            "decisions": self.items(Kind::Decision),
            "ideas": self.items(Kind::Idea),
            "messages": self.messages(),
            "seen": self.seen(),
        })
    }

    /// A snapshot as it came, without what [`View::snapshot`] does not know.
    pub fn known(&self, mut came: Value) -> Value {
        let known = self.snapshot();
        let fields = came.as_object_mut().expect("a snapshot");
        fields.retain(|name, _| known.get(name).is_some());
        fields["project"].as_object_mut().expect("a project").remove("created_at");
        for party in fields["parties"].as_array_mut().expect("parties") {
            let party = party.as_object_mut().expect("a party");
            party.remove("firm_name");
            party.remove("department_name");
            party.entry("department_id").or_insert(Value::Null);
        }
        came
    }

    /// Kinds of the events as the person is told them: a marker where they do not hear.
    pub fn kinds(&self) -> Vec<String> {
        let told = |event: &super::Happened| match self.room.hears(self.who, event.audience.as_deref()) {
            true => event.kind.clone(),
            false => "record.marker".to_owned(),
        };
        self.room.record.iter().map(told).collect()
    }
}
