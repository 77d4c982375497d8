//! A replay of designs from the first upload to the comparison: all parts at once, both sides following.

use super::maker::{Acknowledged, Made, Shop, make};
use super::parts::Part;
use super::report::Report;
use super::verdict::{compare_part, compare_writes};
use crate::Outcome;
use crate::cast::{Account, Newcomer, Side};
use crate::replay::follower::Follower;
use crate::replay::history::{History, Script};
use crate::replay::record::Record;
use crate::replay::run::Choices;
use crate::replay::stage::Stage;
use futures_util::future::{join_all, try_join, try_join_all};
use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Instant;

/// The record is short: sockets are cut so many times as often as in a conversation.
const MORE_CUTS: u64 = 10;
const SIDES: [(Side, &str, &str); 2] =
    [(Side::Supplier, "Supplier's engineer", "Design"), (Side::Customer, "Customer's engineer", "Quality")];

/// Plays all parts in a new project on a server.
pub async fn play(
    address: SocketAddr,
    account: Option<&Account>,
    parts: &[Part],
    choices: &Choices,
) -> Outcome<Report> {
    let start = Instant::now();
    let stage = Stage::set(address, account, &meeting_place()).await?;
    let (supplier, customer) = (stage.people[0].clone(), stage.people[1].clone());
    let shop = Shop { address, project: stage.projects[0].clone(), supplier, customer };
    let mut report = Report { seed: choices.seed, setting: start.elapsed(), ..Report::of(parts) };
    let (heads, start) = ([Cell::new(None)], Instant::now());
    let playing = async {
        let making = parts.iter().zip(0..).map(|(part, n)| make(&shop, part, choices.seed ^ n));
        let made = try_join_all(making).await?;
        let record = Record::read(address, &shop.project, &shop.supplier).await?;
        heads[0].set(Some(record.len() as u64));
        Ok((made, record, start.elapsed()))
    };
    let follower =
        |member| Follower::new(member, vec![0], choices.seed, (choices.cut_every / MORE_CUTS).max(1));
    let followers = [follower(0), follower(1).behind_walls()];
    let following = async {
        let following = followers.into_iter().map(|follower| follower.follow(&stage, &heads));
        Outcome::Ok(join_all(following).await)
    };
    let ((made, record, took), followers) = try_join(playing, following).await?;
    report.playing = took;
    compare(&mut report, &shop, (parts, &made), &record, &followers).await?;
    made.into_iter().for_each(|made| report.add(made));
    Ok(report)
}

/// Two people in a project in which nothing was said.
fn meeting_place() -> History {
    let people = SIDES.map(|(side, name, department)| Newcomer {
        name: name.to_owned(),
        side,
        department: department.to_owned(),
    });
    let script = Script { name: "Revisions".to_owned(), members: vec![0, 1], lines: Vec::new() };
    History { people: people.to_vec(), scripts: vec![script], mapping: String::new() }
}

async fn compare(
    report: &mut Report,
    shop: &Shop,
    (parts, made): (&[Part], &[Made]),
    record: &Record,
    followers: &[Follower],
) -> Outcome<()> {
    let theirs = Record::read(shop.address, &shop.project, &shop.customer).await?;
    (report.events, report.markers) = (record.len(), theirs.markers());
    report.differences.extend(record.compare_other(&theirs));
    let writes: Vec<&Acknowledged> = made.iter().flat_map(|made| &made.acknowledged).collect();
    report.differences.extend(compare_writes(record, &writes, made.len()));
    for (follower, (who, record)) in followers.iter().zip([("supplier", record), ("customer", &theirs)]) {
        report.cuts += follower.cuts;
        report.deliveries += follower.chains[0].hashes.len();
        report.differences.extend(follower.differences.iter().map(|what| format!("{who}: {what}")));
        report.differences.extend(record.compare_chain(who, &follower.chains[0]));
    }
    for (part, made) in parts.iter().zip(made) {
        report.differences.extend(compare_part(shop, part, made).await?);
    }
    Ok(())
}
