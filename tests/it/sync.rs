//! All rooms of a person in one answer, for phones.

use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

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
