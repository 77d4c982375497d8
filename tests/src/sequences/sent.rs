//! A request as it is sent.

use super::Room;
use super::step::{Act, Given, Owner, Step};
use super::talk::Named;
use serde_json::{Value, json};

/// Puts a field of a PATCH into its body.
fn put(body: &mut Value, name: &str, given: &Given<String>) {
    match given {
        Given::Nothing => {}
        Given::Cleared => match body["clear"].as_array_mut() {
            Some(all) => all.push(name.into()),
            None => body["clear"] = json!([name]),
        },
        Given::Value(value) => body[name] = value.as_str().into(),
    }
}

fn put_text(body: &mut Value, name: &str, text: Option<&String>) {
    if let Some(text) = text {
        body[name] = text.as_str().into();
    }
}

fn named(mentions: &[Named]) -> Value {
    let one = |named: &Named| match named {
        Named::Person(id) => json!({ "person_id": id }),
        Named::Party(id) => json!({ "party_id": id }),
    };
    mentions.iter().map(one).collect()
}

fn owner(body: &mut Value, owner: &Owner) {
    match owner {
        Owner::Nobody => {}
        Owner::Party(id) => body["owner_party_id"] = id.as_str().into(),
        Owner::Person(id) => body["owner_person_id"] = id.as_str().into(),
    }
}

impl Step {
    /// Method, path and body.
    pub fn request(&self, room: &Room) -> (&'static str, String, Option<Value>) {
        let at = |rest: &str| format!("/projects/{}{rest}", room.id);
        match &self.act {
            Act::Post(post) => {
                let mut body = json!({ "id": post.id, "body": post.body });
                put_text(&mut body, "reply_to", post.reply_to.as_ref());
                if let Some(audience) = &post.audience {
                    body["audience"] = json!(audience);
                }
                if !post.mentions.is_empty() {
                    body["mentions"] = named(&post.mentions);
                }
                ("POST", at("/messages"), Some(body))
            }
            Act::Edit { message, body, mentions } => {
                let mut sent = json!({ "body": body });
                if let Some(mentions) = mentions {
                    sent["mentions"] = named(mentions);
                }
                ("PATCH", format!("/messages/{message}"), Some(sent))
            }
            Act::Delete { message, reason } => {
                let reason = reason.as_ref().map(|reason| format!("?reason={reason}")).unwrap_or_default();
                ("DELETE", format!("/messages/{message}{reason}"), None)
            }
            Act::React { message, emoji, sets } => {
                (if *sets { "PUT" } else { "DELETE" }, format!("/messages/{message}/reactions/{emoji}"), None)
            }
            Act::Read(seq) => ("PUT", at("/read-marker"), Some(json!({ "seq": seq }))),
            Act::AddParty { id, firm, department } => {
                let mut body = json!({ "id": id, "firm_id": firm });
                put_text(&mut body, "department_id", department.as_ref());
                ("POST", at("/parties"), Some(body))
            }
            Act::AddMember { person, role } => {
                ("POST", at("/members"), Some(json!({ "person_id": person, "role": role })))
            }
            Act::UpdateMember { person, role, .. } => {
                ("PATCH", at(&format!("/members/{person}")), Some(json!({ "role": role })))
            }
            Act::RemoveMember { person, .. } => ("DELETE", at(&format!("/members/{person}")), None),
            Act::UpdateProject { name, starts_on, due_on, .. } => {
                let mut body = json!({});
                put_text(&mut body, "name", name.as_ref());
                put(&mut body, "starts_on", starts_on);
                put(&mut body, "due_on", due_on);
                ("PATCH", at(""), Some(body))
            }
            Act::CreatePhase { id, name } => ("POST", at("/phases"), Some(json!({ "id": id, "name": name }))),
            Act::UpdatePhase { id, edit } => {
                let mut body = json!({});
                put(&mut body, "name", &edit.name);
                put(&mut body, "due_on", &edit.due_on);
                put_text(&mut body, "state", edit.state.as_ref());
                for (name, number) in [("position", edit.position), ("progress", edit.progress)] {
                    if let Some(number) = number {
                        body[name] = number.into();
                    }
                }
                ("PATCH", at(&format!("/phases/{id}")), Some(body))
            }
            Act::DeletePhase(id) => ("DELETE", at(&format!("/phases/{id}")), None),
            Act::Create(draft) => {
                let mut body = json!({ "id": draft.id, "title": draft.title });
                put_text(&mut body, "message_id", draft.message.as_ref());
                if draft.kind.is_owed() {
                    put_text(&mut body, "due_on", draft.due_on.as_ref());
                    owner(&mut body, &draft.owner);
                }
                ("POST", at(&format!("/{}s", draft.kind.name())), Some(body))
            }
            Act::Update { kind, id, change } => {
                let mut body = json!({});
                put_text(&mut body, "title", change.title.as_ref());
                put_text(&mut body, "state", change.state.as_ref());
                put(&mut body, "body", &change.body);
                if kind.is_owed() {
                    put(&mut body, "due_on", &change.due_on);
                    owner(&mut body, &change.owner);
                } else {
                    put_text(&mut body, "reason", change.reason.as_ref());
                }
                ("PATCH", at(&format!("/{}s/{id}", kind.name())), Some(body))
            }
            Act::Answer { question, id, body } => {
                ("POST", format!("/questions/{question}/answers"), Some(json!({ "id": id, "body": body })))
            }
            Act::LookAtProject => ("GET", at(""), None),
            Act::LookAtMember(person) => ("GET", at(&format!("/members/{person}")), None),
        }
    }
}
