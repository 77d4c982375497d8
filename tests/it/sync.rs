//! All rooms of a person in one answer, for phones.

use crate::resume::{Entry, all_talk, entry_of, projects_of};
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, database};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Answers that phones ask for in the long run, many of which they never get.
const ASKED: usize = 2_000;
/// And for so long at least, that something happens in between on a fast machine too.
const TIME: Duration = Duration::from_secs(6);

async fn sync(by: &Client, since: &str, wait: u32) -> Value {
    done(by.get(&format!("/sync?since={since}&wait={wait}")).await)
}

fn token(page: &Value) -> &str {
    page["token"].as_str().unwrap()
}

fn room<'a>(page: &'a Value, project: &str) -> Option<&'a Value> {
    page["rooms"].as_array().unwrap().iter().find(|room| room["project_id"] == project)
}

/// One more project of both firms, with the observer in it.
async fn another(story: &Story, code: &str) -> String {
    let lead = story.of("lead");
    let body = json!({
        "code": code, "name": code, "customer_firm_id": story.id("customer"),
        "supplier_firm_ids": [story.id("supplier")],
    });
    let project = id_in(&done(lead.post(&format!("/clusters/{}/projects", story.cluster), &body).await));
    let member = json!({ "person_id": story.of("observer").person_id, "role": "observer" });
    done(lead.post(&format!("/projects/{project}/members"), &member).await);
    project
}

#[tokio::test]
async fn a_phone_gets_the_changes_of_all_its_rooms_in_one_answer() {
    let story = Story::begin();
    let (lead, observer) = (story.of("lead"), story.of("observer"));
    let second = another(&story, "SYNC-2").await;
    let first = done(observer.get("/sync").await);
    assert_eq!(first["rooms"].as_array().unwrap().len(), 2);
    assert!(
        first["rooms"]
            .as_array()
            .unwrap()
            .iter()
            .all(|room| room["reset"] == "new" && room["items"] == json!([]))
    );
    let nothing = sync(observer, token(&first), 0).await;
    assert_eq!((nothing["rooms"].clone(), nothing["more"].clone()), (json!([]), json!(false)));

    lead.say(&story.project, "In the first.").await;
    lead.say(&second, "In the second.").await;
    let body = json!({ "body": "Not for the observer.", "audience": [story.id("quality_party")] });
    done(story.of("approver").post(&story.in_project("/messages"), &body).await);
    let page = sync(observer, token(&first), 0).await;
    for (project, count) in [(&story.project, 2), (&second, 1)] {
        let room = room(&page, project).unwrap();
        assert!(room["reset"].is_null());
        let items = room["items"].as_array().unwrap();
        let head = room["head"].as_i64().unwrap();
        assert_eq!(items.len(), count);
        assert_eq!(
            items,
            &observer.events(project, head - count as i64).await,
            "the same bytes as everywhere"
        );
    }
    assert_eq!(room(&page, &story.project).unwrap()["items"][1]["kind"], "record.marker");
    let outsider = done(story.of("outsider").get("/sync").await);
    assert!(room(&outsider, &story.project).is_none());
    let others = sync(story.of("outsider"), token(&page), 0).await;
    assert!(room(&others, &story.project).is_none(), "a token is a place, not a right");
}

#[tokio::test]
async fn an_answer_is_bounded_and_the_next_one_goes_on_without_a_gap() {
    let story = Story::begin_with(|config| {
        config.limits.sync_events = 7;
        config.limits.resume_events = 40;
    });
    let (lead, observer) = (story.of("lead"), story.of("observer"));
    let second = another(&story, "SYNC-3").await;
    let mut since = token(&done(observer.get("/sync").await)).to_owned();
    for n in 0..20 {
        lead.say(if n % 2 == 0 { &story.project } else { &second }, &format!("{n}")).await;
    }
    let (mut bodies, mut answers) = (Vec::new(), 0);
    loop {
        let page = sync(observer, &since, 0).await;
        let items =
            page["rooms"].as_array().unwrap().iter().flat_map(|room| room["items"].as_array().unwrap());
        let items: Vec<&str> = items.map(|item| item["message"]["body"].as_str().unwrap()).collect();
        assert!(items.len() <= 7);
        bodies.extend(items.iter().map(|body| body.parse::<u32>().unwrap()));
        since = token(&page).to_owned();
        answers += 1;
        if page["more"] == false {
            break;
        }
    }
    bodies.sort_unstable();
    assert_eq!(bodies, (0..20).collect::<Vec<_>>(), "each once");
    assert_eq!(answers, 3);
    for n in 0..41 {
        lead.say(&story.project, &format!("{n}")).await;
    }
    let page = sync(observer, &since, 0).await;
    assert_eq!(room(&page, &story.project).unwrap()["reset"], "behind");
    for bad in ["x", "AAAA", "..", &format!("{since}A")] {
        let (status, refused) = observer.get(&format!("/sync?since={bad}")).await;
        assert_eq!((status, refused["errors"][0]["pointer"].as_str()), (400, Some("?since")), "{bad}");
    }
    assert_eq!(observer.get("/sync?wait=31").await.0, 400);
}

#[tokio::test]
async fn a_request_that_waits_is_answered_by_the_next_event_of_any_room_and_not_of_one_that_ended() {
    let story = Story::begin();
    let (lead, observer) = (story.of("lead").clone(), story.of("observer").clone());
    let second = another(&story, "SYNC-4").await;
    let since = token(&done(observer.get("/sync").await)).to_owned();
    let started = Instant::now();
    let waits = {
        let (observer, since) = (observer.clone(), since.clone());
        tokio::spawn(async move { sync(&observer, &since, 20).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waits.is_finished());
    lead.say(&second, "Now.").await;
    let page = waits.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(room(&page, &second).unwrap()["items"][0]["message"]["body"], "Now.");
    let quiet = Instant::now();
    let nothing = sync(&observer, token(&page), 1).await;
    assert!(nothing["rooms"] == json!([]) && quiet.elapsed() >= Duration::from_millis(900));

    done(lead.delete(&format!("/projects/{second}/members/{}", observer.person_id)).await);
    lead.say(&second, "Without the observer.").await;
    let page = sync(&observer, token(&page), 0).await;
    assert!(room(&page, &second).is_none());
    assert_eq!(page["project_ids"], json!([story.project]), "what else is kept is to be deleted");
    let after = sync(&observer, token(&page), 0).await;
    assert!(after["project_ids"].is_null() && after["rooms"] == json!([]));
}

/// What a phone has of one room.
#[derive(Default)]
struct Kept {
    /// Up to where its token goes.
    token: i64,
    /// Up to where it has it: the snapshot of a reset may be further on.
    last: i64,
    entries: Vec<(i64, Entry)>,
}

/// A phone that knows no other operation than `sync`, and the snapshot after a reset.
struct Phone {
    person: Client,
    since: String,
    rooms: BTreeMap<String, Kept>,
    random: SmallRng,
    /// Answers kept, lost on the way, rooms begun anew, rooms left.
    tally: [usize; 4],
}

impl Phone {
    /// Asks, and gets the answer or not; what is not kept is asked for again.
    async fn ask(&mut self) {
        let path = match self.since.as_str() {
            "" => "/sync".to_owned(),
            since => format!("/sync?since={since}&wait={}", self.random.random_range(0..3)),
        };
        let patience = Duration::from_millis(self.random.random_range(0..120));
        let asked = self.person.get(&path);
        let page = match self.random.random_range(0..3) {
            0 => tokio::time::timeout(patience, asked).await.ok().map(done),
            1 => Some(done(asked.await)).filter(|_| self.random.random_range(0..4) > 0),
            _ => Some(done(asked.await)),
        };
        match page {
            Some(page) => self.keep(&page).await,
            None => self.tally[1] += 1,
        }
    }

    async fn keep(&mut self, page: &Value) {
        for room in page["rooms"].as_array().unwrap() {
            let project = room["project_id"].as_str().unwrap();
            let items = room["items"].as_array().unwrap();
            if !room["reset"].is_null() {
                // Who was removed again meanwhile gets none; the next answer says so.
                let (status, snapshot) = self.person.get(&format!("/projects/{project}/snapshot")).await;
                let last = if status == 200 { snapshot["as_of_seq"].as_i64().unwrap() } else { 0 };
                let token = room["head"].as_i64().unwrap();
                assert!(items.is_empty() && (status == 404 || last >= token), "{room}");
                self.rooms
                    .insert(project.to_owned(), Kept { token, last: last.max(token), entries: Vec::new() });
                self.tally[2] += 1;
                continue;
            }
            let kept = self.rooms.get_mut(project).expect("a room that was begun");
            assert!(!items.is_empty(), "a room without news: {room}");
            for event in items {
                let seq = event["seq"].as_i64().unwrap();
                assert_eq!(seq, kept.token + 1, "{seq} follows {} in {project}", kept.token);
                kept.token = seq;
                if seq > kept.last {
                    kept.last = seq;
                    kept.entries.push((seq, entry_of(event)));
                }
            }
            assert!(kept.token <= room["head"].as_i64().unwrap());
        }
        if let Some(rooms) = page["project_ids"].as_array() {
            let before = self.rooms.len();
            self.rooms.retain(|project, _| rooms.iter().any(|id| id == project.as_str()));
            self.tally[3] += before - self.rooms.len();
        }
        self.since = token(page).to_owned();
        self.tally[0] += 1;
    }
}

/// The chains of phones that only sync, as in case 83: contiguous, and equal to the record.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_only_syncs_has_the_record_whatever_it_loses() {
    let begun = Instant::now();
    let asked = if database::is_postgres() { ASKED / 4 } else { ASKED };
    let seed: u64 = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or_else(rand::random);
    println!("sync: seed {seed}");
    let story = Story::begin_with(|config| {
        config.limits.sync_events = 25;
        config.limits.resume_events = 300;
    });
    let projects = projects_of(&story, 3).await;
    let stop = Arc::new(AtomicBool::new(false));
    let talking = all_talk(&story, &projects, seed, &stop).await;
    // The observer comes and goes in the last project.
    let (lead, room, observer) =
        (story.of("lead").clone(), projects[2].clone(), story.of("observer").clone());
    let coming = {
        let stop = stop.clone();
        tokio::spawn(async move {
            let mut times = 0;
            while !stop.load(Ordering::Relaxed) {
                let member = json!({ "person_id": observer.person_id, "role": "observer" });
                done(lead.post(&format!("/projects/{room}/members"), &member).await);
                tokio::time::sleep(Duration::from_millis(400)).await;
                done(lead.delete(&format!("/projects/{room}/members/{}", observer.person_id)).await);
                tokio::time::sleep(Duration::from_millis(200)).await;
                times += 1;
            }
            times
        })
    };
    let steps = Arc::new(AtomicUsize::new(0));
    let mut phones = Vec::new();
    for n in 0..8_u64 {
        let part = ["lead", "approver", "observer", "research"][n as usize % 4];
        let mut phone = Phone {
            person: story.of(part).sign_in_again().await,
            since: String::new(),
            rooms: BTreeMap::new(),
            random: SmallRng::seed_from_u64(seed.wrapping_mul(31).wrapping_add(n)),
            tally: [0; 4],
        };
        let steps = steps.clone();
        phones.push(tokio::spawn(async move {
            while steps.fetch_add(1, Ordering::Relaxed) < asked || begun.elapsed() < TIME {
                phone.ask().await;
            }
            phone
        }));
    }
    let mut asked_all = Vec::new();
    for phone in phones {
        asked_all.push(phone.await.expect("a chain without a fault"));
    }
    stop.store(true, Ordering::Relaxed);
    for person in talking {
        person.await.unwrap();
    }
    let times: usize = coming.await.unwrap();
    let mut database = database::open(&story.app.data);
    let (mut compared, mut markers, mut tally) = (0, 0, [0; 4]);
    for phone in &mut asked_all {
        while done(phone.person.get(&format!("/sync?since={}", phone.since)).await)["token"]
            != phone.since.as_str()
        {
            let page = done(phone.person.get(&format!("/sync?since={}", phone.since)).await);
            phone.keep(&page).await;
        }
        for (project, kept) in &phone.rooms {
            let sql = format!("SELECT leaf AS value FROM events WHERE scope = '{project}' ORDER BY seq");
            let leaves = database::query(&mut database, &sql);
            assert_eq!(
                (kept.token, kept.last),
                (leaves.len() as i64, leaves.len() as i64),
                "the end, seed {seed}"
            );
            let record = phone.person.events(project, 0).await;
            for (seq, entry) in &kept.entries {
                let at = *seq as usize - 1;
                assert_eq!(entry, &entry_of(&record[at]), "{seq} of {project}, seed {seed}");
                assert!(entry.as_ref().is_none_or(|hash| *hash == leaves[at]), "hash of {seq}, seed {seed}");
                markers += usize::from(entry.is_none());
            }
            compared += kept.entries.len();
        }
        for (sum, one) in tally.iter_mut().zip(phone.tally) {
            *sum += one;
        }
    }
    let asked = steps.load(Ordering::Relaxed);
    println!(
        "sync: {asked} answers asked for in {:?}, seed {seed}; {tally:?} kept, lost, begun anew, left; {times} comings; \
         {compared} deliveries compared, {markers} of them markers",
        begun.elapsed()
    );
    assert!(compared > 1_000 && markers > 0 && tally[1] > asked / 20 && tally[3] > 0, "too little happened");
}
