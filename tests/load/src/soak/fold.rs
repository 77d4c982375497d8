//! The rules of every client: state before and an event make the state after.

use serde_json::{Value, json};

/// Messages that a client keeps of a room.
const WINDOW: usize = 50;
/// Events for which a closed item stays.
const KEPT: u64 = 500;
const PLAN: [&str; 5] = ["milestones", "actions", "questions", "decisions", "ideas"];
const LISTS: [(&str, &str, &str); 9] = [
    ("phase", "phases", "id"),
    ("party", "parties", "id"),
    ("member", "members", "person_id"),
    ("message", "messages", "id"),
    ("milestone", "milestones", "id"),
    ("action", "actions", "id"),
    ("question", "questions", "id"),
    ("decision", "decisions", "id"),
    ("idea", "ideas", "id"),
];

/// A project before its first event.
pub fn nothing() -> Value {
    let mut state = json!({ "as_of_seq": 0, "project": null });
    for (_, list, _) in LISTS {
        state[list] = json!([]);
    }
    state
}

fn list<'a>(state: &'a mut Value, name: &str) -> &'a mut Vec<Value> {
    let list = &mut state[name];
    if !list.is_array() {
        *list = json!([]);
    }
    match list {
        Value::Array(items) => items,
        _ => unreachable!("made above"),
    }
}

/// The next event.
pub fn fold(state: &mut Value, event: &Value) {
    let seq = event["seq"].as_u64().unwrap_or(0);
    state["as_of_seq"] = seq.into();
    for whole in ["project", "phases"] {
        if !event[whole].is_null() {
            state[whole] = event[whole].clone();
        }
    }
    for (one, name, key) in LISTS {
        let is_removed = event["removed"]["kind"] == one;
        if event[one].is_null() && !is_removed {
            continue;
        }
        let items = list(state, name);
        if is_removed {
            items.retain(|item| item[key] != event["removed"]["id"]);
        }
        if event[one].is_null() {
            continue;
        }
        match items.iter_mut().find(|item| item[key] == event[one][key]) {
            Some(known) => *known = event[one].clone(),
            // What changed of a message that is not kept any more is not kept either.
            None if one == "message" && event[one]["seq"] != event["seq"] => {}
            None => items.push(event[one].clone()),
        }
    }
    let messages = list(state, "messages");
    let old = messages.len().saturating_sub(WINDOW);
    messages.drain(..old);
    for name in PLAN {
        let items = list(state, name);
        items.retain(|item| item["closed_seq"].as_u64().is_none_or(|closed| closed + KEPT > seq));
        items.sort_by_key(|item| item["created_seq"].as_u64());
    }
}

/// Where a folded state and a snapshot first differ.
pub fn difference(folded: &Value, snapshot: &Value) -> Option<String> {
    let lists = LISTS.iter().map(|(_, list, _)| *list).chain(["as_of_seq", "project"]);
    for name in lists {
        let (mine, theirs) = (&folded[name], &snapshot[name]);
        if mine == theirs {
            continue;
        }
        let (Value::Array(mine), Value::Array(theirs)) = (mine, theirs) else {
            return Some(format!("{name}: folded {mine}, snapshot {theirs}"));
        };
        let at = mine.iter().zip(theirs).position(|(mine, theirs)| mine != theirs);
        let (left, right) = (mine.len(), theirs.len());
        return Some(match at {
            Some(at) => format!("{name}[{at}]: folded {}, snapshot {}", mine[at], theirs[at]),
            None => format!("{name}: folded {left}, snapshot {right}"),
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_stored_changed_and_taken_away() {
        let mut state = nothing();
        fold(&mut state, &json!({ "seq": 1, "project": { "id": "p" }, "phases": [{ "id": "f" }] }));
        fold(&mut state, &json!({ "seq": 2, "message": { "id": "m", "seq": 2, "body": "a" } }));
        fold(&mut state, &json!({ "seq": 3, "message": { "id": "m", "seq": 2, "body": "b" } }));
        fold(&mut state, &json!({ "seq": 4, "message": { "id": "old", "seq": 1, "body": "c" } }));
        fold(&mut state, &json!({ "seq": 5, "member": { "person_id": "a" } }));
        fold(&mut state, &json!({ "seq": 6, "removed": { "kind": "member", "id": "a" } }));
        fold(&mut state, &json!({ "seq": 7, "kind": "record.marker" }));
        let mut wanted = nothing();
        wanted["as_of_seq"] = 7.into();
        wanted["project"] = json!({ "id": "p" });
        wanted["phases"] = json!([{ "id": "f" }]);
        wanted["messages"] = json!([{ "id": "m", "seq": 2, "body": "b" }]);
        assert_eq!(difference(&state, &wanted), None);
        wanted["messages"] = json!([]);
        assert!(difference(&state, &wanted).is_some());
    }
}
