//! Visitors join a project and are removed from it. Nothing from the removal on may reach them.

use super::stage::Stage;
use crate::Outcome;
use crate::client::api::{Api, items};
use rand::RngExt;
use serde_json::json;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::sleep;

/// Lets one visitor come and go until the run ends.
pub async fn come_and_go(stage: Rc<Stage>, visitor: usize) {
    let mut api = Api::new(stage.address);
    let mut seen = 0;
    while let Some(_pass) = stage.tally.pass().await {
        if let Err(error) = once(&stage, visitor, &mut api, &mut seen).await {
            stage.tally.violated(format!("a visit: {error}"));
        }
    }
}

async fn once(stage: &Stage, visitor: usize, api: &mut Api, seen: &mut u64) -> Outcome<()> {
    let (room, visit, session) = (stage.visited(visitor), &stage.visits[visitor], &stage.visitors[visitor]);
    let key = || uuid::Uuid::new_v4().to_string();
    let body = json!({ "person_id": session.person, "role": "contributor" });
    visit.away.set(false);
    let (status, answer) =
        api.ask(&stage.lead, "POST", &stage.path(room, "/members"), Some(&body), &key()).await?;
    stage.tally.hold(status == 201, || format!("a visitor came with {status}: {answer}"));
    sleep(Duration::from_millis(rand::rng().random_range(50..2_500))).await;

    visit.highest.set(0);
    visit.away.set(true);
    let path = stage.path(room, &format!("/members/{}", session.person));
    let (status, answer) = api.ask(&stage.lead, "DELETE", &path, None, &key()).await?;
    stage.tally.hold(status == 204, || format!("a visitor left with {status}: {answer}"));
    // Time for what should not come.
    sleep(Duration::from_millis(rand::rng().random_range(300..1_200))).await;
    let own = stage.path(room, "/snapshot");
    let (status, _) = api.ask(session, "GET", &own, None, "").await?;
    stage.tally.hold(status == 404, || format!("a removed member got {status} for a snapshot"));
    let removal = removal_of(stage, room, &session.person, api, seen).await?;
    let highest = visit.highest.get();
    stage.tally.hold(highest < removal, || format!("{highest} came to a member removed at {removal}"));
    stage.tally.add("members removed", 1);
    Ok(())
}

/// The place of the last removal of a person, looked for after `seen`.
async fn removal_of(stage: &Stage, room: usize, person: &str, api: &mut Api, seen: &mut u64) -> Outcome<u64> {
    let mut removal = None;
    loop {
        let path = stage.path(room, &format!("/events?after={seen}&limit=200"));
        let (_, page) = api.ask(&stage.lead, "GET", &path, None, "").await?;
        let events = items(&page);
        let Some(last) = events.last() else { break };
        let is_it = |event: &&serde_json::Value| {
            event["kind"] == "projects.member_removed" && event["removed"]["id"] == person
        };
        removal =
            events.iter().filter(is_it).filter_map(|event| event["seq"].as_u64()).next_back().or(removal);
        *seen = last["seq"].as_u64().unwrap_or(*seen);
    }
    Ok(removal.ok_or("a removal that is not in the record")?)
}
