//! Resume: every client's chain of (seq, hash) is a contiguous run of the record, whatever is cut and when
//! (TRUST cases 83 to 87, 91).

use dure_tests::process;
use dure_tests::story::done;
use dure_tests::{Client, Story};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The leaf hash of an event; `None` where a marker stands.
pub(crate) type Entry = Option<String>;

/// What a client keeps of one record: runs of entries, a new one after each reset.
pub(crate) struct Chain {
    pub(crate) project: String,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) entries: Vec<(i64, Entry)>,
    pub(crate) resets: usize,
}

impl Chain {
    pub(crate) fn new(project: &str) -> Self {
        Self { project: project.to_owned(), first: 0, last: 0, entries: Vec::new(), resets: 0 }
    }

    pub(crate) fn take(&mut self, seq: i64, entry: Entry, how: &str) {
        assert_eq!(seq, self.last + 1, "{how}: {seq} follows {} in {}", self.last, self.project);
        self.last = seq;
        self.entries.push((seq, entry));
    }
}

pub(crate) fn entry_of(event: &Value) -> Entry {
    assert_eq!(event["leaf_hash"].is_null(), event["kind"] == "record.marker", "{event}");
    event["leaf_hash"].as_str().map(str::to_owned)
}

/// Posts in bursts, some of it for the customer's firm alone.
async fn talk(
    person: Client,
    projects: Vec<(String, Option<String>)>,
    seed: u64,
    stop: Arc<AtomicBool>,
) -> usize {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut said = 0;
    while !stop.load(Ordering::Relaxed) {
        let (project, own) = &projects[random.random_range(0..projects.len())];
        for _ in 0..random.random_range(1..25) {
            let mut body = json!({"body": format!("{said} {}", "말".repeat(random.random_range(1..60)))});
            if let Some(party) = own.as_ref().filter(|_| random.random_range(0..5) == 0) {
                body["audience"] = json!([party]);
            }
            done(person.post(&format!("/projects/{project}/messages"), &body).await);
            said += 1;
        }
        tokio::time::sleep(Duration::from_millis(random.random_range(0..250))).await;
    }
    said
}

/// Three people, each in all of these projects, until they are stopped.
pub(crate) async fn all_talk(
    story: &Story,
    projects: &[String],
    seed: u64,
    stop: &Arc<AtomicBool>,
) -> Vec<tokio::task::JoinHandle<usize>> {
    let mut talking = Vec::new();
    for (n, part) in ["lead", "approver", "research"].into_iter().enumerate() {
        let person = story.of(part).clone();
        let mut rooms = Vec::new();
        for project in projects {
            let own = if part == "lead" { None } else { Some(party_of(&person, project).await) };
            rooms.push((project.clone(), own));
        }
        talking.push(tokio::spawn(talk(person, rooms, seed.wrapping_add(n as u64), stop.clone())));
    }
    talking
}

pub(crate) async fn projects_of(story: &Story, n: usize) -> Vec<String> {
    let people = [story.of("approver").clone(), story.of("research").clone()];
    let mut projects = vec![story.project.clone()];
    for more in 1..n {
        projects.push(
            process::another_project(story.of("lead"), &story.ids, &people, &format!("ROOM-{more}")).await,
        );
    }
    projects
}

pub(crate) async fn party_of(person: &Client, project: &str) -> String {
    let parties = done(person.get(&format!("/projects/{project}/parties")).await);
    let mut items = parties["items"].as_array().unwrap().iter();
    let own =
        items.find(|party| party["firm_id"] == person.firm_id.as_str() && party["department_id"].is_null());
    own.unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn case_84_any_after_continues_or_says_reset_or_error() {
    let story = Story::begin();
    let (lead, project) = (story.of("lead"), &story.project);
    let other = projects_of(&story, 2).await.pop().unwrap();
    for n in 0..40 {
        lead.say(&other, &format!("elsewhere {n}")).await;
    }
    let head = lead.events(project, 0).await.len() as i64;
    let foreign = lead.events(&other, 0).await.len() as i64;
    let mut socket = lead.live().await;

    for after in [head, 0, 1, head - 1] {
        let frames = socket.subscribe(project, Some(after)).await;
        let (end, events) = frames.split_last().unwrap();
        assert_eq!(
            (end["op"].as_str(), end["head"].as_i64()),
            (Some("subscribed"), Some(head)),
            "after {after}"
        );
        let seqs: Vec<i64> = events.iter().map(|frame| frame["event"]["seq"].as_i64().unwrap()).collect();
        assert_eq!(seqs, (after + 1..=head).collect::<Vec<_>>(), "after {after}");
        socket.ask(json!({"op": "unsubscribe", "project_id": project})).await;
    }
    for after in [head + 1, foreign, i64::MAX, -1, i64::MIN] {
        let frames = socket.subscribe(project, Some(after)).await;
        assert_eq!(frames.len(), 1, "{frames:?}");
        assert_eq!(
            (frames[0]["op"].as_str(), frames[0]["reason"].as_str()),
            (Some("reset"), Some("ahead")),
            "after {after}"
        );
        assert!(!frames[0]["epoch"].as_str().unwrap().is_empty());
    }
    for after in [json!(u64::MAX), json!("7"), json!(1.5), json!([]), json!(true)] {
        let frames = socket.ask(json!({"op": "subscribe", "project_id": project, "after": after})).await;
        assert_eq!(frames.len(), 1);
        assert_eq!(
            (frames[0]["op"].as_str(), frames[0]["code"].as_str()),
            (Some("error"), Some("bad_frame"))
        );
        assert!(frames[0]["id"].is_i64(), "the error answers its question: {frames:?}");
    }
    // The socket lives, and the record goes on where it was.
    let frames = socket.subscribe(project, Some(head)).await;
    assert_eq!(frames[0]["op"], "subscribed");
    lead.say(project, "next").await;
    assert_eq!(socket.next_of_record().await.unwrap()["event"]["seq"], head + 1);

    let head = head + 1;
    let at = |after: &str| format!("/projects/{project}/events?after={after}");
    for after in [head, head + 1, i64::MAX] {
        let page = done(lead.get(&at(&after.to_string())).await);
        assert_eq!(
            (page["items"].as_array().unwrap().len(), page["head"].as_i64()),
            (0, Some(head)),
            "after {after}"
        );
    }
    for after in ["-1", "18446744073709551615", "seven", "1.5", ""] {
        assert_eq!(lead.get(&at(after)).await.0, 400, "after {after}");
    }
}

#[tokio::test]
async fn case_85_further_behind_than_the_limit_is_a_reset_and_a_snapshot_continues() {
    let story = Story::begin();
    let (lead, project) = (story.of("lead"), story.project.clone());
    let limit = i64::from(story.app.kernel.config.limits.resume_events);
    assert_eq!(limit, 1_000);
    let mut saying = Vec::new();
    for crowd in 0..20 {
        let (lead, project) = (lead.clone(), project.clone());
        saying.push(tokio::spawn(async move {
            for n in 0..52 {
                lead.say(&project, &format!("{crowd} {n}")).await;
            }
        }));
    }
    for task in saying {
        task.await.unwrap();
    }
    let head = done(lead.get(&format!("/projects/{project}/snapshot")).await)["as_of_seq"].as_i64().unwrap();
    assert!(head > limit + 10);
    // Cold: nothing is at hand yet. Warm: the last events are.
    for warmth in ["cold", "warm"] {
        let mut socket = lead.live().await;
        for after in [0, 1, head - limit - 1] {
            let frames = socket.subscribe(&project, Some(after)).await;
            assert_eq!(
                (frames.len(), frames[0]["reason"].as_str()),
                (1, Some("behind")),
                "{warmth}, after {after}"
            );
        }
        let frames = socket.subscribe(&project, Some(head - limit)).await;
        let seqs: Vec<i64> = frames.iter().filter_map(|frame| frame["event"]["seq"].as_i64()).collect();
        assert_eq!(seqs, (head - limit + 1..=head).collect::<Vec<_>>(), "{warmth}");
        assert_eq!(frames.last().unwrap()["op"], "subscribed");
    }
    let mut socket = lead.live().await;
    let frames = socket.subscribe(&project, Some(3)).await;
    assert_eq!(frames[0]["op"], "reset");
    let snapshot = done(lead.get(&format!("/projects/{project}/snapshot")).await);
    assert_eq!(snapshot["epoch"], frames[0]["epoch"]);
    let as_of = snapshot["as_of_seq"].as_i64().unwrap();
    assert_eq!(snapshot["messages"].as_array().unwrap().last().unwrap()["seq"], as_of);
    for n in 0..3 {
        lead.say(&project, &format!("after the snapshot {n}")).await;
    }
    lead.say(&project, "live").await;
    let frames = socket.subscribe(&project, Some(as_of)).await;
    let mut seqs: Vec<i64> = frames.iter().filter_map(|frame| frame["event"]["seq"].as_i64()).collect();
    while seqs.len() < 4 {
        // What was committed a moment ago may come live instead.
        seqs.push(socket.next_of_record().await.unwrap()["event"]["seq"].as_i64().unwrap());
    }
    assert_eq!(seqs, [as_of + 1, as_of + 2, as_of + 3, as_of + 4]);
}

#[tokio::test]
async fn case_86_another_epoch_is_a_reset_that_names_the_one_of_now() {
    let story = Story::begin();
    let (lead, project) = (story.of("lead"), &story.project);
    let epoch = done(lead.get(&format!("/projects/{project}/events?limit=1")).await)["epoch"].clone();
    let mut socket = lead.live().await;
    for (stale, after) in [("01900000-0000-7000-8000-000000000000", Some(1)), ("", Some(1)), ("가", None)] {
        let mut frame = json!({"op": "subscribe", "project_id": project, "epoch": stale});
        if let Some(after) = after {
            frame["after"] = after.into();
        }
        let frames = socket.ask(frame).await;
        assert_eq!(frames.len(), 1);
        assert_eq!((frames[0]["op"].as_str(), frames[0]["reason"].as_str()), (Some("reset"), Some("epoch")));
        assert_eq!(frames[0]["epoch"], epoch);
    }
    let frames =
        socket.ask(json!({"op": "subscribe", "project_id": project, "epoch": epoch, "after": 1})).await;
    assert_eq!(frames.last().unwrap()["op"], "subscribed");
    // The epoch is the database's, not the process's.
    let story = story.restart(|_| {});
    let again =
        done(story.of("lead").get(&format!("/projects/{}/events?limit=1", story.project)).await)["epoch"]
            .clone();
    assert_eq!(again, epoch);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_87_replay_and_live_overlap_and_each_event_comes_once() {
    let story = Story::begin();
    let (lead, project) = (story.of("lead").clone(), story.project.clone());
    let stop = Arc::new(AtomicBool::new(false));
    let talking = {
        let (lead, project, stop) = (lead.clone(), project.clone(), stop.clone());
        tokio::spawn(async move {
            let mut said = 0;
            while !stop.load(Ordering::Relaxed) && said < 900 {
                lead.say(&project, &format!("{said}")).await;
                said += 1;
            }
            said
        })
    };
    let mut chain = Chain::new(&project);
    let mut joins = 0;
    while joins < 100 {
        let mut socket = story.of("approver").live().await;
        let after = if joins % 2 == 0 { 0 } else { chain.last };
        chain.last = after;
        for frame in socket.subscribe(&project, Some(after)).await {
            if frame["op"] == "event" {
                chain.take(frame["event"]["seq"].as_i64().unwrap(), None, "overlap");
            }
        }
        for _ in 0..3 {
            if let Some(Some(frame)) = socket.next_within(Duration::from_millis(10)).await
                && frame["op"] == "event"
            {
                chain.take(frame["event"]["seq"].as_i64().unwrap(), None, "overlap");
            }
        }
        joins += 1;
    }
    stop.store(true, Ordering::Relaxed);
    let said = talking.await.unwrap();
    println!("case 87: {joins} subscriptions while {said} messages came");
    assert!(said > 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_91_two_long_polls_at_once_both_answer() {
    let story = Story::begin();
    let (lead, project) = (story.of("lead").clone(), story.project.clone());
    let mut chains = [Chain::new(&project), Chain::new(&project)];
    let approver = story.of("approver").clone();
    for round in 0..30 {
        let polls: Vec<_> = chains
            .iter()
            .map(|chain| {
                let (approver, path) =
                    (approver.clone(), format!("/projects/{project}/events?after={}&wait=10", chain.last));
                tokio::spawn(async move { done(approver.get(&path).await) })
            })
            .collect();
        if round > 0 {
            tokio::time::sleep(Duration::from_millis(round % 7 * 5)).await;
            lead.say(&project, &format!("{round}")).await;
        }
        let asked = Instant::now();
        for (chain, poll) in chains.iter_mut().zip(polls) {
            let page = poll.await.unwrap();
            let items = page["items"].as_array().unwrap();
            assert!(!items.is_empty(), "woken with nothing");
            for event in items {
                chain.take(event["seq"].as_i64().unwrap(), entry_of(event), "poll");
            }
        }
        assert!(
            asked.elapsed() < Duration::from_secs(2),
            "a poll slept through the event: {:?}",
            asked.elapsed()
        );
    }
    assert_eq!(chains[0].entries, chains[1].entries);
    // Nothing happens: the poll ends by itself, empty.
    let asked = Instant::now();
    let page =
        done(approver.get(&format!("/projects/{project}/events?after={}&wait=1", chains[0].last)).await);
    assert!(page["items"].as_array().unwrap().is_empty() && asked.elapsed() >= Duration::from_millis(900));
    let too_long =
        approver.send(Method::GET, &format!("/projects/{project}/events?wait=31"), |request| request).await;
    assert_eq!(too_long.status, 400);
}
