//! The two-way clock of a project with a long record, beside one other project and beside fifty.

use super::asking::Asking;
use super::fill::head;
use super::target::Target;
use crate::Outcome;
use crate::client::api::{Api, items, number, text};
use futures_util::future::try_join_all;
use serde_json::json;
use std::cell::Cell;

/// People who ask, answer and close at once. Each has the partner that is next to them, on the other side.
const PAIRS: usize = 32;
/// Questions that are left open, so that there is something to count up to now.
const OPEN: usize = 200;
/// Times the clocks are asked for in a round.
const ASKED: usize = 100;

/// Asks, answers and closes questions until the record of a project has so many events. The last ones stay open.
pub async fn ask(target: &Target, project: &str, events: u64) -> Outcome<()> {
    let missing = events.saturating_sub(head(target, project).await?) as usize;
    let open = OPEN.min(missing / 4);
    let rounds = Cell::new(missing.saturating_sub(open) / 3);
    let opened = Cell::new(open);
    let work = (0..PAIRS).map(|pair| {
        let (rounds, opened) = (&rounds, &opened);
        async move {
            let (asker, asked) = (target.person(2 * pair), target.person(2 * pair + 1));
            let mut api = Api::new(target.address);
            let path = format!("/projects/{project}/questions");
            let body = json!({ "title": "Which tolerance has hole 3?", "owner_person_id": asked.person, "due_on": "2030-12-02" });
            while rounds.get() > 0 {
                rounds.set(rounds.get() - 1);
                let question = api.post(asker, &path, &body).await?;
                let id = text(&question, "/id")?;
                api.post(asked, &format!("/questions/{id}/answers"), &json!({ "body": "0.1 mm." })).await?;
                api.patch(asker, &format!("{path}/{id}"), &json!({ "state": "closed" })).await?;
            }
            while opened.get() > 0 {
                opened.set(opened.get() - 1);
                api.post(asker, &path, &body).await?;
            }
            Ok(())
        }
    });
    let all: Outcome<Vec<()>> = try_join_all(work).await;
    all.map(drop)
}

/// The clocks of a project with so many events, more or less a question. Fails unless they are counted, also those that are open.
pub async fn clocks<'a>(target: &'a Target, project: &str, events: u64) -> Outcome<Asking<'a>> {
    let path = format!("/projects/{project}/clocks");
    let told = Api::new(target.address).get(target.person(0), &path).await?;
    let clocks = told["parties"].as_array().cloned().unwrap_or_default();
    let sum = |at: &str| clocks.iter().filter_map(|clock| number(clock, at).ok()).sum::<u64>();
    let (answered, open, spells) = (sum("/questions/answered"), sum("/court/open"), sum("/court/spells"));
    let known = 3 * answered + open;
    if known + 200 < events || open == 0 || spells < 2 * answered {
        return Err(format!("{answered} answered, {open} open, {spells} spells of {events} events").into());
    }
    let party = text(&clocks[0], "/party_id")?;
    let list = format!("{path}/{party}/events?figure=court&limit=50");
    if items(&Api::new(target.address).get(target.person(0), &list).await?).len() > 50 {
        return Err("a page is too long".into());
    }
    println!("{answered} questions answered, {open} open, {spells} spells");
    Asking::of(target, &path, (ASKED, 500)).await
}
