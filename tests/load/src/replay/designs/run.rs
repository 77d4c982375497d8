//! A replay of designs from the first upload to the comparison: all parts at once, both sides following.

use super::maker::{Acknowledged, Shop, make};
use super::parts::Part;
use super::report::Report;
use super::verdict::{compare_part, compare_writes};
use crate::Outcome;
use crate::cast::{Account, Side};
use crate::replay::run::Choices;
use crate::replay::stage::Stage;
use crate::replay::watched::{Watched, meeting_place, watched};
use futures_util::future::try_join_all;
use std::net::SocketAddr;
use std::time::Instant;

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
    let stage = Stage::set(address, account, &meeting_place("Revisions", &SIDES)).await?;
    let (supplier, customer) = (stage.people[0].clone(), stage.people[1].clone());
    let shop = Shop { address, project: stage.projects[0].clone(), supplier, customer };
    let mut report = Report { seed: choices.seed, setting: start.elapsed(), ..Report::of(parts) };
    let making = parts.iter().zip(0..).map(|(part, n)| make(&shop, part, choices.seed ^ n));
    let Watched { made, took, record, markers, deliveries, cuts, differences } =
        watched(&stage, choices, try_join_all(making)).await?;
    report.playing = took;
    (report.events, report.markers, report.deliveries, report.cuts) =
        (record.len(), markers, deliveries, cuts);
    report.differences.extend(differences);
    let writes: Vec<&Acknowledged> = made.iter().flat_map(|made| &made.acknowledged).collect();
    report.differences.extend(compare_writes(&record, &writes, made.len()));
    for (part, made) in parts.iter().zip(&made) {
        report.differences.extend(compare_part(&shop, part, made).await?);
    }
    made.into_iter().for_each(|made| report.add(made));
    Ok(report)
}
