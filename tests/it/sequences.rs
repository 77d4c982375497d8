//! Random sequences of requests against a simple model: what is answered, and what everybody is shown afterwards.
//!
//! `SEED` makes the same sequences again, `ONLY` runs one of them, `SEQUENCES` says how many. A sequence that fails is
//! run again without each of its steps, until none can be left out, and printed.

use crate::vectors::reduce;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dure_tests::cast::answer;
use dure_tests::sequences::random::{Maker, fresh};
use dure_tests::sequences::step::{Act, Step, Tag, Tagged};
use dure_tests::sequences::view::{Times, View};
use dure_tests::sequences::{Ground, Kind, Person, Role, Room};
use dure_tests::story::{bring_person, department};
use dure_tests::{Client, Story, database};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Sequences that the issue asks for.
const SEQUENCES: usize = 5_000;
/// Sequences at once, each with a cast of its own.
const AT_ONCE: usize = 6;

/// Sequences that fail before the run ends: one fault shows itself in many.
const ENOUGH: usize = 4;

/// The people of one sequence at a time.
struct Cast {
    ground: Ground,
    clients: Vec<Client>,
    runs: u32,
}

/// What was done, for the last line.
#[derive(Debug, Default, Clone)]
struct Tally {
    steps: usize,
    answers: BTreeMap<String, usize>,
    repeats: usize,
    tags: usize,
    looks: usize,
    events: usize,
}

/// A sequence, and what it came to.
struct Run {
    steps: Vec<Step>,
    lines: Vec<String>,
    tally: Tally,
}

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn chance(seed: u64, sequence: usize, step: usize) -> SmallRng {
    SmallRng::seed_from_u64(seed ^ ((sequence as u64) << 24) ^ ((step as u64) << 8))
}

/// People of both firms, and three who are in no project of theirs.
async fn cast(story: &Story, n: usize, departments: &[String], foreign_message: &str) -> Cast {
    let (customer, supplier) = (story.of("customer_admin"), story.of("lead"));
    let mut ground = Ground {
        cluster: story.cluster.clone(),
        firms: [story.id("customer").into(), story.id("supplier").into(), story.id("neighbour").into()],
        departments: departments.to_vec(),
        people: Vec::new(),
        foreign_message: foreign_message.into(),
    };
    let mut clients = Vec::new();
    let mut add = |client: Client, name: String, firm: usize, department: Option<usize>| {
        ground.people.push(Person { id: client.person_id.clone(), name, firm, department });
        clients.push(client);
    };
    for (part, firm, department) in [
        ("lead", 1, None),
        ("approver", 0, Some(0)),
        ("researcher", 0, Some(1)),
        ("clerk", 0, None),
        ("smith", 1, None),
        ("guest", 1, None),
    ] {
        let part = format!("{part}_of_{n}");
        let of: Vec<&str> = department.map(|at: usize| departments[at].as_str()).into_iter().collect();
        let admin = if firm == 0 { customer } else { supplier };
        add(bring_person(&story.app, admin, &part, &of).await, part.replace('_', " "), firm, department);
    }
    for part in ["neighbour", "buyer", "coordinator"] {
        add(story.of(part).clone(), part.into(), 2, None);
    }
    Cast { ground, clients, runs: 0 }
}

impl Cast {
    async fn get(&self, who: usize, path: &str) -> Result<Value, String> {
        let (status, body) = self.clients[who].get(path).await;
        if status == 200 { Ok(body) } else { Err(format!("{} got {status} for {path}", self.name(who))) }
    }

    fn name(&self, who: usize) -> &str {
        &self.ground.people[who].name
    }

    /// A project of this sequence alone, whose lead is the first of the cast.
    async fn begin(&mut self) -> Result<Room, String> {
        self.runs += 1;
        let (id, code) = (fresh(), format!("S-{}", &fresh()[14..]));
        let body = json!({
            "id": id, "code": code, "name": code, "customer_firm_id": self.ground.firms[0],
            "supplier_firm_ids": [self.ground.firms[1]],
        });
        let path = format!("/clusters/{}/projects", self.ground.cluster);
        let (status, answer) = self.clients[0].post(&path, &body).await;
        if status != 201 {
            return Err(format!("no project: {answer}"));
        }
        let mut room = Room::begun(&self.ground, &id, &code, 0);
        let snapshot = self.get(0, &format!("/projects/{id}/snapshot")).await?;
        for (party, known) in room.parties.iter_mut().zip(snapshot["parties"].as_array().unwrap()) {
            party.id = known["id"].as_str().unwrap().to_owned();
        }
        let own = room.parties[1].id.clone();
        room.members[0].party.clone_from(&own);
        room.members[0].hears = vec![own];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for phase in snapshot["phases"].as_array().unwrap() {
            room.phases.push(dure_tests::sequences::Phase {
                id: text(&phase["id"]),
                key: text(&phase["key"]),
                name: None,
                position: phase["position"].as_i64().unwrap(),
                state: text(&phase["state"]),
                progress: 0,
                due_on: None,
            });
        }
        Ok(room)
    }

    /// What most sequences begin with, so that there is somebody to talk to.
    fn opening(&self, step: usize) -> Option<Act> {
        let add = |who: usize, role: Role| {
            Some(Act::AddMember { person: self.ground.people[who].id.clone(), role: role.name().into() })
        };
        match step {
            0 => Some(Act::AddParty {
                id: fresh(),
                firm: self.ground.firms[0].clone(),
                department: Some(self.ground.departments[0].clone()),
            }),
            1 => add(1, Role::Approver),
            2 => add(3, Role::Contributor),
            3 => add(5, Role::Observer),
            _ => None,
        }
    }

    /// One sequence without the steps in `left_out`. An error says what was other than the model has it.
    async fn run(
        &mut self,
        (seed, number): (u64, usize),
        left_out: &BTreeSet<usize>,
        run: &mut Run,
    ) -> Result<(), String> {
        let mut room = self.begin().await?;
        let (mut tags, mut keyed): (Vec<Tag>, Vec<Step>) = (Vec::new(), Vec::new());
        let length = 10 + number % 11;
        for n in (0..length).filter(|n| !left_out.contains(n)) {
            let random = chance(seed, number, n);
            let day = self.runs * 4 % 26_000;
            let mut maker = Maker { ground: &self.ground, random, day, tags: &tags, keyed: &keyed };
            let made = maker.step(&room);
            let step = match self.opening(n) {
                Some(act) if number % 8 != 0 => Step { by: 0, key: None, act },
                _ => made,
            };
            if step.key.is_some() {
                keyed.push(step.clone());
            }
            run.tally.repeats += usize::from(keyed.iter().filter(|known| known.key == step.key).count() > 1);
            run.steps.push(step.clone());
            let (method, path, body) = step.request(&room);
            let before = room.head();
            let verdict = room.take(&self.ground, &step);
            let came = self.send(&step, (method, &path, body.as_ref())).await;
            let tag = step.tag().map(|tag| tag.text.as_str()).unwrap_or_default();
            run.lines.push(format!(
                "{n:2} {before:3} {} {method} {path} {} {tag} {} -> {} {}",
                self.name(step.by),
                body.unwrap_or_default(),
                step.key.as_deref().unwrap_or_default(),
                came.status,
                came.code(),
            ));
            let code = if came.status < 300 { String::new() } else { came.code() };
            if (came.status, code.as_str()) != (verdict.status, verdict.code) {
                return Err(format!(
                    "answered {} {code}, the model has {verdict:?}: {}",
                    came.status, came.text
                ));
            }
            run.tally.steps += 1;
            *run.tally.answers.entry(format!("{} {code}", came.status)).or_default() += 1;
            run.tally.tags += usize::from(step.tag().is_some());
            let seen = match (&step.act, came.status) {
                (Act::LookAtProject, 200) => Some(Tagged::project(&room)),
                (Act::LookAtMember(person), 200) => {
                    let is_they = |member: &&dure_tests::sequences::Member| {
                        self.ground.people[member.who].id == *person
                    };
                    Some(Tagged::Member(room.members.iter().find(is_they).cloned()))
                }
                _ => None,
            };
            tags.extend(seen.map(|of| Tag { text: came.header("etag").to_owned(), of }));
        }
        self.compare(&room, number, &mut run.tally).await
    }

    async fn send(&self, step: &Step, request: (&str, &str, Option<&Value>)) -> dure_tests::Answer {
        let (method, path, body) = request;
        let mut request = self.clients[step.by].request(method.parse::<Method>().unwrap(), path);
        if let Some(key) = &step.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(tag) = step.tag() {
            request = request.header("if-match", &tag.text);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        answer(request).await
    }

    /// What everybody is shown.
    async fn compare(&self, room: &Room, number: usize, tally: &mut Tally) -> Result<(), String> {
        let at = |rest: &str| format!("/projects/{}{rest}", room.id);
        for who in 0..self.clients.len() {
            if room.member(who).is_none() {
                let path =
                    at(["", "/snapshot", "/events", "/messages", "/members", "/actions"][(number + who) % 6]);
                let (status, body) = self.clients[who].get(&path).await;
                same(
                    &json!([status, body["code"]]),
                    &json!([404, "not_found"]),
                    &format!("{path} for a stranger"),
                )?;
            }
        }
        for (n, member) in room.members.iter().enumerate() {
            let who = member.who;
            let page = self.get(who, &at("/events?limit=200")).await?;
            let events = page["items"].as_array().unwrap();
            let times: Times = events
                .iter()
                .filter_map(|event| Some((event["seq"].as_i64()?, event["at"].as_str()?.to_owned())))
                .collect();
            let view = View { ground: &self.ground, room, times: &times, who };
            let kinds: Vec<&str> = events.iter().filter_map(|event| event["kind"].as_str()).collect();
            same(&json!(kinds), &json!(view.kinds()), &format!("kinds of events for {}", self.name(who)))?;
            let snapshot = self.get(who, &at("/snapshot")).await?;
            same(
                &view.known(snapshot.clone()),
                &view.snapshot(),
                &format!("snapshot of {}", self.name(who)),
            )?;
            folded(events, &snapshot, self.name(who))?;
            self.home(&view).await?;
            self.turn(&view).await?;
            if n == number % room.members.len() {
                self.lists(&view).await?;
            }
            tally.looks += 1;
            tally.events += events.len();
        }
        Ok(())
    }

    /// What the list of projects says of this one.
    async fn home(&self, view: &View<'_>) -> Result<(), String> {
        let (room, who) = (view.room, view.who);
        let came = self.get(who, &format!("/projects/{}", room.id)).await?;
        let (unread, named) = room.unread(&self.ground, who);
        let running = room.phases.iter().find(|phase| phase.state == "running");
        let wanted = json!({
            "my_role": room.member(who).unwrap().role.name(), "read_seq": room.seen.get(&who).copied().unwrap_or(0),
            "unread": unread.min(100), "mentions_unread": named.min(100), "head_seq": room.head(), "name": room.name,
            "running_phase": running.map(|phase| &phase.key), "phases": view.phases(),
        });
        let came: Value =
            wanted.as_object().unwrap().keys().map(|key| (key.clone(), came[key].clone())).collect();
        same(&came, &wanted, &format!("project of {}", self.name(who)))
    }

    /// What waits: of all projects, only what is dated within this sequence, or not dated and newer than it.
    async fn turn(&self, view: &View<'_>) -> Result<(), String> {
        let (room, who) = (view.room, view.who);
        let before = chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()
            + chrono::Duration::days(i64::from(self.runs * 4 % 26_000) - 1);
        let (dated, undated): (Vec<_>, Vec<_>) =
            room.turn(who).into_iter().partition(|item| item.due_on.is_some());
        let limit = dated.len() + 1;
        let last = "ffffffff-ffff-7fff-bfff-ffffffffffff";
        let after = URL_SAFE_NO_PAD.encode(format!("{before}|{last}"));
        let dated_page = self.get(who, &format!("/me/turn?limit={limit}&after={after}")).await?;
        let after = URL_SAFE_NO_PAD.encode(format!("|{}", room.id));
        let undated_page = self.get(who, &format!("/me/turn?limit=200&after={after}")).await?;
        let item = |turn: &Value| {
            let kind = turn["kind"].as_str().unwrap_or_default();
            json!([turn["project_id"], turn["project_name"], turn[kind]])
        };
        let wanted = |items: Vec<&dure_tests::sequences::Item>| -> Vec<Value> {
            items.into_iter().map(|item| json!([room.id, room.name, view.item(item)])).collect()
        };
        let has_day = |turn: &&Value| !turn[turn["kind"].as_str().unwrap_or_default()]["due_on"].is_null();
        let came: Vec<Value> =
            dated_page["items"].as_array().unwrap().iter().filter(has_day).map(item).collect();
        same(&json!(came), &json!(wanted(dated)), &format!("dated turn of {}", self.name(who)))?;
        let came: Vec<Value> = undated_page["items"].as_array().unwrap().iter().map(item).collect();
        same(&json!(came), &json!(wanted(undated)), &format!("undated turn of {}", self.name(who)))
    }

    /// Every list of the project, with what this member may do.
    async fn lists(&self, view: &View<'_>) -> Result<(), String> {
        let (room, who) = (view.room, view.who);
        let leads = room.member(who).unwrap().role == Role::Lead;
        let list = async |rest: &str| {
            let page = self.get(who, &format!("/projects/{}{rest}", room.id)).await?;
            Ok::<Value, String>(page["items"].clone())
        };
        let with = |mut item: Value, actions: Value| {
            item["allowed_actions"] = actions;
            item
        };
        for kind in Kind::ALL {
            let items = room.items.iter().filter(|item| item.kind == kind);
            let wanted: Vec<Value> =
                items.map(|item| with(view.item(item), json!(room.actions(who, item)))).collect();
            let path = format!("/{}s", kind.name());
            same(&list(&path).await?, &json!(wanted), &format!("{path} of {}", self.name(who)))?;
        }
        let heard = room.messages.iter().filter(|message| room.hears(who, message.audience.as_deref()));
        let wanted: Vec<Value> =
            heard.map(|message| with(view.message(message), json!(view.message_actions(message)))).collect();
        same(&list("/messages").await?, &json!(wanted), &format!("messages of {}", self.name(who)))?;
        let may = |actions: [&str; 2]| if leads { json!(actions) } else { json!([]) };
        let members = room.members.iter().map(|member| view.member(member));
        let wanted: Vec<Value> =
            members.map(|item| with(item, may(["update_member", "remove_member"]))).collect();
        same(&list("/members").await?, &json!(wanted), "members")?;
        let phases = view.phases().into_iter().map(|phase| {
            let is_planned = phase["state"] == "planned";
            let actions =
                if is_planned { may(["update_phase", "delete_phase"]) } else { json!(["update_phase"]) };
            with(phase, if leads { actions } else { json!([]) })
        });
        same(&list("/phases").await?, &phases.collect(), "phases")?;
        let parties = list("/parties").await?;
        let ids: Vec<&str> =
            parties.as_array().unwrap().iter().filter_map(|party| party["id"].as_str()).collect();
        let wanted: Vec<&str> = room.parties.iter().map(|party| party.id.as_str()).collect();
        same(&json!(ids), &json!(wanted), "parties")?;
        if let Some(question) = room.items.iter().rfind(|item| item.kind == Kind::Question) {
            let page = self.get(who, &format!("/questions/{}/answers", question.id)).await?;
            let wanted: Vec<Value> =
                question.answers.iter().map(|reply| view.reply(&question.id, reply)).collect();
            same(&page["items"], &json!(wanted), "answers")?;
        }
        for message in room.messages.iter().rev().take(2) {
            let path = format!("/messages/{}/versions", message.id);
            if !room.hears(who, message.audience.as_deref()) {
                same(&json!(self.clients[who].get(&path).await.0), &json!(404), "words behind a wall")?;
                continue;
            }
            let page = self.get(who, &path).await?;
            let came: Vec<Value> = page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| json!([one["seq"], one["body"]]))
                .collect();
            same(&json!(came), &json!(message.versions), "words of a message")?;
        }
        Ok(())
    }
}

/// The first place where the two differ.
fn same(came: &Value, wanted: &Value, what: &str) -> Result<(), String> {
    if came == wanted {
        return Ok(());
    }
    Err(format!("{what}: {}", difference(came, wanted, String::new())))
}

fn difference(came: &Value, wanted: &Value, at: String) -> String {
    match (came, wanted) {
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let n = left.iter().zip(right).position(|(left, right)| left != right).unwrap_or(0);
            difference(&left[n], &right[n], format!("{at}/{n}"))
        }
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            let key = keys.into_iter().find(|key| left.get(*key) != right.get(*key)).expect("a difference");
            difference(&came[key], &wanted[key], format!("{at}/{key}"))
        }
        _ => format!("at {at} came {came}, the model has {wanted}"),
    }
}

/// Folding all events gives the snapshot; markers of reading are no events.
fn folded(events: &[Value], snapshot: &Value, whose: &str) -> Result<(), String> {
    let mut state = snapshot.clone();
    for list in [
        "parties",
        "members",
        "phases",
        "messages",
        "seen",
        "milestones",
        "actions",
        "questions",
        "decisions",
        "ideas",
    ] {
        state[list] = json!([]);
    }
    state["as_of_seq"] = 0.into();
    state["project"] = events.first().map(|event| event["project"].clone()).unwrap_or_default();
    let mut folded = reduce(state, events);
    folded["seen"] = snapshot["seen"].clone();
    // A phase keeps its place among the others by its number.
    folded["phases"].as_array_mut().unwrap().sort_by_key(|phase| phase["position"].as_i64());
    same(&folded, snapshot, &format!("events folded for {whose}"))
}

/// Leaves out what the failure does not need.
async fn shrink(cast: &mut Cast, (seed, number): (u64, usize), first: String) -> String {
    let mut left_out = BTreeSet::new();
    let (mut why, mut lines) = (first, Vec::new());
    for _ in 0..3 {
        let before = left_out.len();
        for n in (0..20).rev() {
            let mut fewer = left_out.clone();
            if !fewer.insert(n) {
                continue;
            }
            let mut run = Run { steps: Vec::new(), lines: Vec::new(), tally: Tally::default() };
            if let Err(error) = cast.run((seed, number), &fewer, &mut run).await {
                (left_out, why, lines) = (fewer, error, run.lines);
            }
        }
        if left_out.len() == before {
            break;
        }
    }
    format!("{why}\n{}", lines.join("\n"))
}

#[test]
fn random_sequences_of_requests_come_to_what_a_simple_model_comes_to() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(play());
}

async fn play() {
    let begun = Instant::now();
    // The long run is on SQLite: the rules are the same on both.
    let least = if database::is_postgres() { SEQUENCES / 10 } else { SEQUENCES };
    let only: Option<usize> = setting("ONLY");
    let count = if only.is_some() { 1 } else { setting("SEQUENCES").unwrap_or(least) };
    let seed: u64 = setting("SEED").unwrap_or_else(rand::random);
    println!("model: seed {seed}");
    let story = Story::begin_with(|config| config.limits.invitations_per_day = 10_000);
    let foreign = story.of("outsider").say(&story.other_project, "Which glaze?").await;
    let admin = story.of("customer_admin");
    let departments =
        [story.id("quality").to_owned(), story.id("research").to_owned(), department(admin, "구매").await];
    let next = Arc::new(AtomicUsize::new(only.unwrap_or(0)));
    let end = only.unwrap_or(0) + count;
    let failures = Arc::new(Mutex::new(Vec::new()));
    let mut workers = Vec::new();
    for n in 0..AT_ONCE.min(count) {
        let mut cast = cast(&story, n, &departments, foreign["id"].as_str().unwrap()).await;
        let (next, failures) = (next.clone(), failures.clone());
        workers.push(tokio::spawn(async move {
            let (mut sequences, mut tally) = (0, Tally::default());
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= end {
                    return (sequences, tally);
                }
                let mut run = Run { steps: Vec::new(), lines: Vec::new(), tally: std::mem::take(&mut tally) };
                if let Err(error) = cast.run((seed, number), &BTreeSet::new(), &mut run).await {
                    let whole = run.lines.join("\n");
                    let error = shrink(&mut cast, (seed, number), format!("{error}\n{whole}")).await;
                    let mut failures = failures.lock().unwrap();
                    failures.push(format!("SEED={seed} ONLY={number}: {error}"));
                    if failures.len() >= ENOUGH {
                        next.store(end, Ordering::Relaxed);
                    }
                }
                tally = run.tally;
                sequences += 1;
            }
        }));
    }
    let (mut sequences, mut total) = (0, Tally::default());
    for worker in workers {
        let (more, tally) = worker.await.expect("a worker");
        sequences += more;
        total.steps += tally.steps;
        total.repeats += tally.repeats;
        total.tags += tally.tags;
        total.looks += tally.looks;
        total.events += tally.events;
        for (answer, times) in tally.answers {
            *total.answers.entry(answer).or_default() += times;
        }
    }
    let failures = failures.lock().unwrap().join("\n\n");
    assert!(failures.is_empty(), "{failures}");
    println!("model: {sequences} sequences in {:?}, seed {seed}; {total:?}", begun.elapsed());
    assert!(only.is_some() || sequences >= least, "{sequences} sequences are fewer than {least}");
    let verdicts =
        ["403 not_yours", "403 not_author", "404 not_found", "409 item_closed", "412 precondition_failed"];
    for verdict in verdicts.into_iter().filter(|_| only.is_none()) {
        let times = total.answers.get(verdict).copied().unwrap_or(0);
        assert!(times * 500 >= sequences, "{verdict} was hardly tried: {times} times");
    }
}
