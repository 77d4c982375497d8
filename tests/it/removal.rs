//! Who is removed, or added again, while everything is under way.

use crate::live::SECOND;
use dure_tests::process::another_project;
use dure_tests::story::done;
use dure_tests::{Client, Story};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Removals that the issue asks for.
const REMOVALS: usize = 500;

/// Posts without a pause until told to stop.
fn burst(person: Client, project: String, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        while !stop.load(Ordering::Relaxed) {
            person.say(&project, "burst").await;
        }
    })
}

/// What a person under removal does all the while.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meanwhile {
    Listens,
    Resubscribes,
    Polls,
    Reads,
}

/// The greatest seq that reached the person by other ways than their socket, until refused.
async fn keeps_asking(person: Client, project: String, meanwhile: Meanwhile, stop: Arc<AtomicBool>) -> i64 {
    let mut greatest = 0;
    let mut socket = if meanwhile == Meanwhile::Resubscribes { Some(person.live().await) } else { None };
    let mut turn = 0;
    while !stop.load(Ordering::Relaxed) {
        turn += 1;
        match &mut socket {
            Some(socket) => {
                let after = if turn % 2 == 0 { None } else { Some(greatest) };
                for frame in socket.subscribe(&project, after).await {
                    greatest = greatest.max(frame["event"]["seq"].as_i64().unwrap_or(0));
                    greatest = greatest.max(frame["head"].as_i64().unwrap_or(0));
                }
                for frame in socket.ask(json!({"op": "unsubscribe", "project_id": project})).await {
                    greatest = greatest.max(frame["event"]["seq"].as_i64().unwrap_or(0));
                }
            }
            None => {
                let path = match meanwhile {
                    Meanwhile::Polls => format!("/projects/{project}/events?after={greatest}&wait=1"),
                    _ if turn % 3 == 0 => format!("/projects/{project}/snapshot"),
                    _ if turn % 3 == 1 => format!("/projects/{project}/messages?limit=5"),
                    _ => format!("/projects/{project}/events?after={greatest}"),
                };
                let (status, page) = person.get(&path).await;
                if status == 200 {
                    let listed =
                        page["items"].as_array().or(page["messages"].as_array()).cloned().unwrap_or_default();
                    let last = listed.iter().filter_map(|item| item["seq"].as_i64()).max();
                    greatest = greatest.max(last.unwrap_or(0)).max(page["as_of_seq"].as_i64().unwrap_or(0));
                }
            }
        }
    }
    greatest
}

/// Reads the page that others of the same party would get, until told to stop.
fn colleague(person: Client, project: String, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        while !stop.load(Ordering::Relaxed) {
            done(person.get(&format!("/projects/{project}/messages?limit=5")).await);
        }
    })
}

/// One removal in the middle of a burst. Answers how long after the acknowledgement the socket was told.
async fn removal(
    (lead, other): (&Client, &Client),
    victim: &Client,
    project: &str,
    random: &mut SmallRng,
    meanwhile: Meanwhile,
) -> Duration {
    let mut socket = victim.live().await;
    let mut last = 0;
    let frames = socket.subscribe(project, None).await;
    assert_eq!(frames.last().unwrap()["op"], "subscribed");
    let (stop, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let mut bursts: Vec<_> = (0..2).map(|_| burst(lead.clone(), project.to_owned(), stop.clone())).collect();
    if meanwhile == Meanwhile::Reads {
        bursts.push(colleague(other.clone(), project.to_owned(), stop.clone()));
    }
    let asking = (meanwhile != Meanwhile::Listens)
        .then(|| tokio::spawn(keeps_asking(victim.clone(), project.to_owned(), meanwhile, ended.clone())));
    tokio::time::sleep(Duration::from_millis(random.random_range(0..25))).await;
    let lead_removes = lead.clone();
    let path = format!("/projects/{project}/members/{}", victim.person_id);
    let removing = tokio::spawn(async move {
        assert_eq!(lead_removes.delete(&path).await.0, 204);
        Instant::now()
    });
    // Everything the socket gets until it is told.
    let told = loop {
        let frame = socket.next().await.expect("the socket lives on");
        match frame["op"].as_str().unwrap() {
            "event" | "marker" => last = frame["event"]["seq"].as_i64().or(frame["seq"].as_i64()).unwrap(),
            "unsubscribed" => {
                assert_eq!(
                    (frame["code"].as_i64(), frame["project_id"].as_str()),
                    (Some(4403), Some(project))
                );
                break Instant::now();
            }
            _ => {}
        }
    };
    let acknowledged = removing.await.unwrap();
    let late = told.saturating_duration_since(acknowledged);
    // The burst goes on; nothing of it comes any more.
    let until = Instant::now() + Duration::from_millis(30);
    while let Some(frame) = socket.next_within(until.saturating_duration_since(Instant::now())).await {
        let frame = frame.expect("the socket lives on");
        assert_ne!(frame["project_id"], project, "after the removal: {frame}");
        assert_ne!(frame["op"], "event", "after the removal: {frame}");
    }
    ended.store(true, Ordering::Relaxed);
    stop.store(true, Ordering::Relaxed);
    for task in bursts {
        task.await.unwrap();
    }
    let asked = match asking {
        Some(task) => task.await.unwrap(),
        None => 0,
    };
    let record = lead.events(project, last).await;
    let removed = record
        .iter()
        .rfind(|event| event["removed"]["id"] == victim.person_id.as_str())
        .expect("the removal");
    let removed = removed["seq"].as_i64().unwrap();
    assert_eq!(last, if last == 0 { 0 } else { removed - 1 }, "everything before the removal was delivered");
    assert!(asked < removed, "{meanwhile:?} brought {asked}, the removal was {removed}");
    assert_eq!(victim.get(&format!("/projects/{project}/events")).await.0, 404);
    let frames = socket.subscribe(project, Some(0)).await;
    assert_eq!((frames.len(), frames[0]["code"].as_str()), (1, Some("not_found")));
    late
}

#[tokio::test(flavor = "multi_thread")]
async fn case_69_who_is_removed_gets_nothing_from_that_event_on_in_500_races() {
    let seed: u64 = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or_else(rand::random);
    let begun = Instant::now();
    let story = Story::begin();
    let lead = story.of("lead").clone();
    let mut races = Vec::new();
    for n in 0..4_u64 {
        let (one, two) = (story.of("research").clone(), story.of("approver").clone());
        let (victim, other) = if n % 2 == 0 { (one, two) } else { (two, one) };
        let project =
            another_project(&lead, &story.ids, std::slice::from_ref(&other), &format!("REMOVAL-{n}")).await;
        let lead = lead.clone();
        races.push(tokio::spawn(async move {
            let mut random = SmallRng::seed_from_u64(seed.wrapping_add(n));
            let (mut slowest, mut trials) = (Duration::ZERO, 0);
            while trials < REMOVALS.div_ceil(4) {
                let member = json!({"person_id": victim.person_id, "role": "contributor"});
                done(lead.post(&format!("/projects/{project}/members"), &member).await);
                let meanwhile = match trials % 8 {
                    0 | 1 => Meanwhile::Resubscribes,
                    2 => Meanwhile::Polls,
                    3 => Meanwhile::Reads,
                    _ => Meanwhile::Listens,
                };
                slowest =
                    slowest.max(removal((&lead, &other), &victim, &project, &mut random, meanwhile).await);
                trials += 1;
            }
            (trials, slowest)
        }));
    }
    let (mut trials, mut slowest) = (0, Duration::ZERO);
    for race in races {
        let (n, late) = race.await.unwrap();
        trials += n;
        slowest = slowest.max(late);
    }
    println!(
        "case 69: {trials} removals in {:?}, seed {seed}; told at most {slowest:?} late",
        begun.elapsed()
    );
    assert!(trials >= REMOVALS);
    assert!(slowest < SECOND, "told {slowest:?} after the acknowledgement");
}

#[tokio::test]
async fn who_is_added_again_may_read_from_the_first_event_on() {
    let story = Story::begin();
    let (lead, research, project) = (story.of("lead"), story.of("research"), &story.project);
    let member = format!("/projects/{project}/members/{}", research.person_id);
    let mut socket = research.live().await;
    socket.subscribe(project, None).await;
    assert_eq!(lead.delete(&member).await.0, 204);
    lead.say(project, "while they were away").await;
    done(
        lead.post(
            &format!("/projects/{project}/members"),
            &json!({"person_id": research.person_id, "role": "observer"}),
        )
        .await,
    );
    lead.say(project, "welcome back").await;
    assert_eq!(socket.next_of_record().await.unwrap()["code"], 4403, "being added again does not subscribe");
    let head = lead.events(project, 0).await.len() as i64;
    let frames = socket.subscribe(project, Some(0)).await;
    let seqs: Vec<i64> = frames.iter().filter_map(|frame| frame["event"]["seq"].as_i64()).collect();
    assert_eq!(seqs, (1..=head).collect::<Vec<_>>());
    assert_eq!(frames.last().unwrap()["op"], "subscribed");
    lead.say(project, "live again").await;
    assert_eq!(socket.next_of_record().await.unwrap()["event"]["seq"], head + 1);
    assert_eq!(lead.delete(&member).await.0, 204);
    assert_eq!(socket.next_of_record().await.unwrap()["code"], 4403, "and again");
}
