//! A replay of approvals from the first submission to the last signature: all parts at once, everybody following.

use super::office::{Office, play as play_part};
use super::report::Report;
use super::script::{DEPARTMENTS, Department};
use super::verdict::{compare_clocks, compare_part, compare_writes};
use crate::Outcome;
use crate::cast::{Account, Side};
use crate::client::api::{Api, items, text};
use crate::replay::designs::parts::Part;
use crate::replay::run::Choices;
use crate::replay::stage::Stage;
use crate::replay::watched::{Watched, meeting_place, watched};
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Instant;

/// Plays all parts in a new project on a server.
pub async fn play(
    address: SocketAddr,
    account: Option<&Account>,
    parts: &[Part],
    choices: &Choices,
) -> Outcome<Report> {
    let start = Instant::now();
    let mut people = vec![(Side::Supplier, "Supplier's engineer", "Design")];
    people.extend(DEPARTMENTS.map(|of| (Side::Customer, of.name(), of.name())));
    let stage = Stage::set(address, account, &meeting_place("Approvals", &people)).await?;
    let office = open(&stage).await?;
    let mut report = Report { seed: choices.seed, setting: start.elapsed(), ..Report::of(parts) };
    let playing = parts.iter().enumerate().map(|(place, part)| play_part(&office, part, place));
    let Watched { made, took, record, deliveries, cuts, differences, .. } =
        watched(&stage, choices, try_join_all(playing)).await?;
    report.playing = took;
    (report.events, report.deliveries, report.cuts) = (record.len(), deliveries, cuts);
    report.differences.extend(differences);
    report.differences.extend(compare_writes(&record, &made));
    for (place, (part, made)) in parts.iter().zip(&made).enumerate() {
        report.differences.extend(compare_part(&office, part, place, made).await?);
    }
    report.differences.extend(compare_clocks(&office, &record, &made).await?);
    report.differences.extend(still_waiting(&stage).await?);
    made.into_iter().for_each(|made| report.add(made));
    Ok(report)
}

/// Gives the customer's people the right to decide, and makes the route: both of the first step, then one of two.
async fn open(stage: &Stage) -> Outcome<Office> {
    let (mut api, project) = (Api::new(stage.address), stage.projects[0].clone());
    let (supplier, deciding) = stage.people.split_first().ok_or("nobody is there")?;
    let mut seats = Vec::new();
    for person in deciding {
        let path = format!("/projects/{project}/members/{}", person.person);
        api.patch(&stage.reader, &path, &json!({ "role": "approver" })).await?;
        let people = api.get(person, "/me").await?;
        let department = text(&people, "/department_ids/0")?;
        seats.push(json!({ "department_id": department, "kind": "required" }));
    }
    let step = |name: &str, mode: &str, seats: &[Value]| json!({ "name": name, "mode": mode, "due_days": 3, "on_overdue": "remind", "seats": seats });
    let mut second = step("Release", "quorum", &seats[2..]);
    second["quorum"] = 1.into();
    let body = json!({ "name": "Review and release", "steps": [step("Review", "all", &seats[..2]), second] });
    let route = api.post(&stage.reader, &format!("/projects/{project}/routes"), &body).await?;
    let customer = DEPARTMENTS.into_iter().zip(deciding.iter().cloned()).collect::<Vec<(Department, _)>>();
    Ok(Office {
        address: stage.address,
        project,
        route: text(&route, "/id")?,
        supplier: supplier.clone(),
        customer: customer.into_iter().collect(),
    })
}

/// What waits for somebody although everything is approved.
async fn still_waiting(stage: &Stage) -> Outcome<Vec<String>> {
    let (mut api, mut differences) = (Api::new(stage.address), Vec::new());
    for person in &stage.people {
        let waits = api.get(person, "/me/approvals").await?;
        if !items(&waits).is_empty() {
            differences.push(format!("{}: something still waits: {waits}", person.person));
        }
    }
    Ok(differences)
}
