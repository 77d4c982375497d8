//! What the clocks of a project must be, told once more from its record and from nothing else: every subject's whole history
//! first, then the figures of each party. Slow, and without the program's own rules.

use chrono::{DateTime, Datelike, NaiveDate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// By party.
pub(crate) type Clocks = BTreeMap<String, Value>;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn rfc3339(at: i64) -> String {
    let at = DateTime::from_timestamp_millis(at).unwrap();
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn millis(at: &str) -> i64 {
    DateTime::parse_from_rfc3339(at).unwrap().timestamp_millis()
}

fn day_in(zone: &str, at: i64) -> NaiveDate {
    let zone: chrono_tz::Tz = zone.parse().unwrap();
    DateTime::from_timestamp_millis(at).unwrap().with_timezone(&zone).date_naive()
}

/// Working days after the day of `from` up to that of `to`, one by one.
fn worked(zone: &str, from: i64, to: i64) -> i64 {
    let free = match zone {
        "Asia/Seoul" => include_str!("../../backend/src/approvals/holidays/kr.txt"),
        _ => include_str!("../../backend/src/approvals/holidays/mx.txt"),
    };
    let free: BTreeSet<&str> = free.lines().collect();
    let (mut day, last, mut count) = (day_in(zone, from), day_in(zone, to), 0);
    while day < last {
        day = day.succ_opt().unwrap();
        let is_free = day.weekday().number_from_monday() > 5 || free.contains(day.to_string().as_str());
        count += i64::from(!is_free);
    }
    count
}

/// The same between two times.
pub(crate) fn counted_on(from: &str, to: &str, zone: &str) -> i64 {
    worked(zone, millis(from), millis(to))
}

/// With whom a subject lay, event by event.
#[derive(Default)]
struct History {
    kind: &'static str,
    number: Value,
    held: Vec<(i64, i64, BTreeSet<String>)>,
}

/// Who works for a party, in order of joining, after each event.
type People = Vec<(i64, Vec<(String, String, String, String)>)>;

fn zone_of(people: &People, party: &str, seq: i64) -> String {
    let (_, now) = people.iter().rev().find(|(at, _)| *at <= seq).unwrap();
    let own: Vec<_> = now.iter().filter(|(_, of, ..)| of == party).collect();
    let decides = own.iter().find(|(_, _, role, _)| ["lead", "approver"].contains(&role.as_str()));
    decides.or(own.first()).map_or_else(|| "Asia/Seoul".to_owned(), |(.., zone)| zone.clone())
}

fn people(record: &[Value]) -> People {
    let (mut now, mut all) = (Vec::new(), Vec::new());
    for event in record {
        let (member, removed) = (&event["body"]["member"], &event["body"]["removed"]);
        if member.is_object() {
            let id = text(&member["person_id"]).to_owned();
            let row = |name: &str| text(&member[name]).to_owned();
            let known = (id.clone(), row("party_id"), row("role"), row("time_zone"));
            match now.iter_mut().find(|(person, ..): &&mut (String, String, String, String)| *person == id) {
                Some(row) => *row = known,
                None => now.push(known),
            }
        }
        if removed["kind"] == "member" {
            now.retain(|(person, ..)| *person != text(&removed["id"]));
        }
        all.push((event["seq"].as_i64().unwrap(), now.clone()));
    }
    all
}

/// A submission of a design that ended.
struct Turn {
    design: String,
    seq: i64,
    at: i64,
    what: &'static str,
    parties: BTreeSet<String>,
    decided: Option<bool>,
}

fn code<'a>(approval: &'a Value, outcomes: &Value, revision: &Value) -> Option<&'a Value> {
    let outcomes = outcomes.as_array().unwrap();
    let said = outcomes.iter().find(|outcome| outcome["revision_id"] == revision["revision_id"])?;
    approval["codes"].as_array().unwrap().iter().find(|code| code["letter"] == said["code"])
}

fn turn(approval: &Value, revision: &Value, seq: i64, at: i64) -> Option<Turn> {
    let steps = approval["steps"].as_array().unwrap();
    let answered = steps.iter().any(|step| {
        step["round"].as_i64() > Some(1)
            || step["seats"]
                .as_array()
                .unwrap()
                .iter()
                .any(|seat| ["responded", "deemed"].contains(&text(&seat["state"])))
    });
    let decision = code(approval, &approval["outcomes"], revision);
    let letter = decision.map(|code| text(&code["letter"]));
    let what = match (text(&approval["state"]), letter) {
        ("returned", _) => "returned",
        ("decided", Some("A" | "B1" | "B2" | "C" | "D" | "X")) => "decided",
        ("withdrawn", _) => "withdrawn",
        ("superseded", _) if answered => "superseded",
        _ => return None,
    };
    let mut parties = BTreeSet::from([text(&approval["party_id"]).to_owned()]);
    for step in steps {
        if step["round"] == 0 {
            break;
        }
        let seats = step["seats"].as_array().unwrap().iter().filter(|seat| seat["kind"] == "required");
        parties.extend(seats.map(|seat| text(&seat["party_id"]).to_owned()));
        let letter = code(approval, &step["outcomes"], revision).map(|code| text(&code["letter"]));
        if matches!(letter, Some("C" | "D")) {
            break;
        }
    }
    let decided = match letter.filter(|_| what == "decided") {
        Some("A" | "B1") => Some(true),
        Some("B2" | "D") => Some(false),
        _ => None,
    };
    Some(Turn { design: text(&revision["design_id"]).to_owned(), seq, at, what, parties, decided })
}

/// What was asked and answered: question, seq, time, party, day, whether it is an answer.
type Asked = (String, i64, i64, String, Option<String>, bool);

fn histories(record: &[Value]) -> (BTreeMap<String, History>, Vec<Turn>, Vec<Asked>) {
    let mut subjects: BTreeMap<String, History> = BTreeMap::new();
    let (mut turns, mut asked) = (Vec::new(), Vec::new());
    for event in record {
        let (seq, at, body) = (event["seq"].as_i64().unwrap(), event["at"].as_i64().unwrap(), &event["body"]);
        let mut lies = |kind, id: &Value, number: Value, parties: Vec<&Value>| {
            let history = subjects.entry(text(id).to_owned()).or_default();
            (history.kind, history.number) = (kind, number);
            history.held.push((seq, at, parties.into_iter().map(|party| text(party).to_owned()).collect()));
        };
        for (kind, thing) in [("question", &body["question"]), ("comment", &body["comment"])] {
            if thing.is_object() {
                let ball = &thing["ball"]["party_id"];
                let number = if kind == "comment" { thing["number"].clone() } else { Value::Null };
                lies(kind, &thing["id"], number, if ball.is_null() { vec![] } else { vec![ball] });
            }
        }
        let question = &body["question"];
        if question.is_object() {
            let day = question["due_on"].as_str().map(str::to_owned);
            let (id, party) =
                (text(&question["id"]).to_owned(), text(&question["owner_party_id"]).to_owned());
            asked.push((id, seq, at, party, day, event["kind"] == "plan.question_answered"));
        }
        let approval = &body["approval"];
        if !approval.is_object() {
            continue;
        }
        let balls = approval["ball"].as_array().unwrap().iter().map(|ball| &ball["party_id"]).collect();
        lies("approval", &approval["id"], approval["number"].clone(), balls);
        for revision in approval["submission"]["revisions"].as_array().unwrap() {
            let letter = code(approval, &approval["outcomes"], revision).map(|code| text(&code["letter"]));
            let ends = approval["closed_seq"] == seq;
            let again = approval["state"] == "returned"
                || approval["state"] == "decided" && matches!(letter, Some("C" | "X"));
            if approval["created_seq"] == seq {
                lies("design", &revision["design_id"], Value::Null, vec![]);
            }
            if ends && again {
                lies("design", &revision["design_id"], Value::Null, vec![&approval["party_id"]]);
            }
            if ends {
                turns.extend(turn(approval, revision, seq, at));
            }
        }
    }
    (subjects, turns, asked)
}

/// So many of so many; of none there is no share.
fn share(of: i64, all: i64) -> Value {
    if all == 0 {
        return Value::Null;
    }
    json!(f64::from(i32::try_from(of * 10_000 / all).unwrap()) / 10_000.0)
}

/// An object without what is null, as it goes out.
fn told(mut value: Value) -> Value {
    value.as_object_mut().unwrap().retain(|_, field| !field.is_null());
    value
}

/// The latest first, of one event by their subjects.
fn newest_first(mut events: Vec<Value>) -> Vec<Value> {
    events.sort_by_key(|event| (event["seq"].as_i64(), text(&event["subject_id"]).to_owned()));
    events.reverse();
    events
}

/// The clocks of these parties, from the record of their project, at a time.
pub(crate) fn folded(record: &[Value], parties: &[String], at: &str) -> Clocks {
    let (subjects, turns, asked) = histories(record);
    let (people, now) = (people(record), millis(at));
    let side = |party: &str| {
        let known = record.iter().map(|event| &event["body"]["party"]).find(|known| known["id"] == party);
        known.map(|known| known["side"].clone()).unwrap()
    };
    let of = |party: &String| {
        let (court, behind_court) = court(&subjects, &people, party, now);
        let (turns, first_pass, behind_turns, behind_first_pass) = designs(&turns, party);
        let (questions, behind_questions) = questions(&asked, &people, party);
        let clock = json!({
            "party_id": party, "side": side(party), "court": court, "turns": turns, "first_pass": first_pass,
            "questions": questions, "behind_court": behind_court, "behind_turns": behind_turns,
            "behind_first_pass": behind_first_pass, "behind_questions": behind_questions,
        });
        (party.clone(), clock)
    };
    parties.iter().map(of).collect()
}

fn court(
    subjects: &BTreeMap<String, History>,
    people: &People,
    party: &str,
    now: i64,
) -> (Value, Vec<Value>) {
    let (mut events, mut days, mut ms, mut open, mut since) = (Vec::new(), 0, 0, 0, Value::Null);
    let mut oldest = i64::MAX;
    for (id, history) in subjects {
        let mut began: Option<(i64, i64)> = None;
        let mut spells = Vec::new();
        for (seq, at, who) in &history.held {
            match (began, who.contains(party)) {
                (None, true) => began = Some((*seq, *at)),
                (Some(from), false) => {
                    spells.push((from, Some((*seq, *at))));
                    began = None;
                }
                _ => {}
            }
        }
        spells.extend(began.map(|from| (from, None)));
        for ((seq, from), to) in spells {
            let until = to.map_or(now, |(_, at)| at);
            let worked = worked(&zone_of(people, party, seq), from, until);
            (days, ms) = (days + worked, ms + (until - from));
            if to.is_none() {
                open += 1;
                if from < oldest {
                    (oldest, since) = (from, rfc3339(from).into());
                }
            }
            events.push(told(json!({
                "seq": seq, "at": rfc3339(from), "what": "held", "subject_kind": history.kind, "subject_id": id,
                "number": history.number, "counted": true, "until_seq": to.map(|(seq, _)| seq),
                "until": to.map(|(_, at)| rfc3339(at)), "working_days": to.map(|_| worked),
                "calendar_seconds": to.map(|_| (until - from) / 1000),
            })));
        }
    }
    let count = i64::try_from(events.len()).unwrap();
    let figure = json!({
        "working_days": days, "calendar_seconds": ms / 1000, "spells": count, "open": open, "open_since": since,
        "days_per_spell": share(days, count),
    });
    (told(figure), newest_first(events))
}

fn designs(turns: &[Turn], party: &str) -> (Value, Value, Vec<Value>, Vec<Value>) {
    let (mut rows, mut ends) = (Vec::new(), Vec::new());
    let (mut decided, mut counted, mut passed) = (0, 0, 0);
    let names: BTreeSet<&str> = turns.iter().map(|turn| turn.design.as_str()).collect();
    for design in names {
        let mut run: Vec<&Turn> = Vec::new();
        let row = |turn: &Turn, what: &str, counted: bool| {
            json!({
                "seq": turn.seq, "at": rfc3339(turn.at), "what": what, "subject_kind": "design",
                "subject_id": design, "counted": counted,
            })
        };
        for turn in turns.iter().filter(|turn| turn.design == design) {
            if turn.parties.contains(party) {
                run.push(turn);
            }
            let Some(goes_on) = turn.decided else { continue };
            if run.is_empty() {
                continue;
            }
            let is_first = run.len() == 1 && goes_on;
            decided += 1;
            counted += i64::try_from(run.len()).unwrap();
            passed += i64::from(is_first);
            ends.push(row(turn, if is_first { "passed" } else { "not_passed" }, true));
            rows.extend(run.drain(..).map(|turn| row(turn, turn.what, true)));
        }
        rows.extend(run.into_iter().map(|turn| row(turn, turn.what, false)));
    }
    let turns = json!({ "designs": decided, "turns": counted, "turns_per_design": share(counted, decided) });
    let first = json!({ "designs": decided, "passed": passed, "rate": share(passed, decided) });
    (told(turns), told(first), newest_first(rows), newest_first(ends))
}

fn questions(asked: &[Asked], people: &People, party: &str) -> (Value, Vec<Value>) {
    let (mut came, mut answered, mut events) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let (mut dated, mut in_time) = (0, 0);
    for (question, seq, at, _, day, is_answer) in asked.iter().filter(|(_, _, _, of, ..)| of == party) {
        let mut note = |what: &str| {
            events.push(json!({
                "seq": seq, "at": rfc3339(*at), "what": what, "subject_kind": "question",
                "subject_id": question, "counted": true,
            }));
        };
        if came.insert(question) {
            note("asked");
        }
        if *is_answer && answered.insert(question) {
            let today = day_in(&zone_of(people, party, *seq), *at).to_string();
            dated += i64::from(day.is_some());
            let is_in_time = day.as_ref().is_some_and(|day| today <= *day);
            in_time += i64::from(is_in_time);
            note(match day {
                None => "answered",
                Some(_) if is_in_time => "answered_in_time",
                Some(_) => "answered_late",
            });
        }
    }
    let count = |set: &BTreeSet<&String>| i64::try_from(set.len()).unwrap();
    let (came, answered) = (count(&came), count(&answered));
    let figure = json!({
        "asked": came, "answered": answered, "dated": dated, "in_time": in_time,
        "answered_rate": share(answered, came), "in_time_rate": share(in_time, dated),
    });
    (told(figure), newest_first(events))
}
