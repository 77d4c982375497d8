//! A replay of approvals from the first submission to the last signature: all parts at once, everybody following.

use super::office::{Made, Office, play as play_part};
use super::report::Report;
use super::script::{DEPARTMENTS, Department};
use super::verdict::{compare_clocks, compare_part, compare_writes};
use crate::Outcome;
use crate::cast::{Account, Newcomer, Side};
use crate::client::api::{Api, items, text};
use crate::replay::designs::parts::Part;
use crate::replay::follower::Follower;
use crate::replay::history::{History, Script};
use crate::replay::record::Record;
use crate::replay::run::Choices;
use crate::replay::stage::Stage;
use futures_util::future::{join_all, try_join, try_join_all};
use serde_json::{Value, json};
use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Instant;

/// The record is short: sockets are cut so many times as often as in a conversation.
const MORE_CUTS: u64 = 10;

/// Plays all parts in a new project on a server.
pub async fn play(
    address: SocketAddr,
    account: Option<&Account>,
    parts: &[Part],
    choices: &Choices,
) -> Outcome<Report> {
    let start = Instant::now();
    let stage = Stage::set(address, account, &meeting_place()).await?;
    let office = open(&stage).await?;
    let mut report = Report { seed: choices.seed, setting: start.elapsed(), ..Report::of(parts) };
    let (heads, start) = ([Cell::new(None)], Instant::now());
    let playing = async {
        let playing = parts.iter().enumerate().map(|(place, part)| play_part(&office, part, place));
        let made: Vec<Made> = try_join_all(playing).await?;
        let record = Record::read(address, &office.project, &office.supplier).await?;
        heads[0].set(Some(record.len() as u64));
        Ok((made, record, start.elapsed()))
    };
    let follower = |member| {
        let follower = Follower::new(member, vec![0], choices.seed, (choices.cut_every / MORE_CUTS).max(1));
        if member == 0 { follower } else { follower.behind_walls() }
    };
    let following = async {
        let following = (0..=DEPARTMENTS.len()).map(|member| follower(member).follow(&stage, &heads));
        Outcome::Ok(join_all(following).await)
    };
    let ((made, record, took), followers) = try_join(playing, following).await?;
    report.playing = took;
    compare(&mut report, &office, (parts, &made), &record, &followers).await?;
    made.into_iter().for_each(|made| report.add(made));
    Ok(report)
}

/// The supplier's engineer, and somebody of each department of the customer.
fn meeting_place() -> History {
    let newcomer = |name: &str, side, department: &str| Newcomer {
        name: name.to_owned(),
        side,
        department: department.to_owned(),
    };
    let mut people = vec![newcomer("Supplier's engineer", Side::Supplier, "Design")];
    people.extend(DEPARTMENTS.map(|of| newcomer(of.name(), Side::Customer, of.name())));
    let members = (0..people.len()).collect();
    let script = Script { name: "Approvals".to_owned(), members, lines: Vec::new() };
    History { people, scripts: vec![script], mapping: String::new() }
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

async fn compare(
    report: &mut Report,
    office: &Office,
    (parts, made): (&[Part], &[Made]),
    record: &Record,
    followers: &[Follower],
) -> Outcome<()> {
    report.events = record.len();
    report.differences.extend(compare_writes(record, made));
    let mut own = vec![&office.supplier];
    own.extend(office.customer.values());
    for (follower, person) in followers.iter().zip(own) {
        let seen = Record::read(office.address, &office.project, person).await?;
        report.differences.extend(record.compare_other(&seen).into_iter().filter(|_| follower.member > 0));
        let who = &person.person;
        report.cuts += follower.cuts;
        report.deliveries += follower.chains[0].hashes.len();
        report.differences.extend(follower.differences.iter().map(|what| format!("{who}: {what}")));
        report.differences.extend(seen.compare_chain(who, &follower.chains[0]));
        let waits = Api::new(office.address).get(person, "/me/approvals").await?;
        if !items(&waits).is_empty() {
            report.differences.push(format!("{who}: something still waits: {waits}"));
        }
    }
    for (place, (part, made)) in parts.iter().zip(made).enumerate() {
        report.differences.extend(compare_part(office, part, place, made).await?);
    }
    report.differences.extend(compare_clocks(office, record, made).await?);
    Ok(())
}
