//! A replay from the first line to the comparison: authors and followers at once, then the verdict.

use super::author::{Spoken, speak};
use super::follower::Follower;
use super::history::History;
use super::record::Record;
use super::report::Report;
use super::stage::Stage;
use super::verdict::compare_script;
use crate::Outcome;
use futures_util::future::{join_all, try_join, try_join_all};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// What can be chosen.
pub struct Choices {
    /// Seed of cuts and losses.
    pub seed: u64,
    /// Mean number of events between two cuts of a follower.
    pub cut_every: u64,
}

/// Plays a history on a stage.
pub async fn play(history: &History, stage: &Stage, choices: &Choices) -> Outcome<Report> {
    let heads: Vec<Cell<Option<u64>>> = history.scripts.iter().map(|_| Cell::new(None)).collect();
    let start = Instant::now();
    let speaking = try_join_all(history.scripts.iter().enumerate().map(|(project, script)| {
        let heads = &heads;
        async move {
            let spoken = speak(stage, project, script, choices.seed ^ project as u64).await?;
            heads[project].set(Some(spoken.head));
            Ok((spoken, start.elapsed()))
        }
    }));
    let following = async {
        let followers = followers(history, choices).into_iter();
        Outcome::Ok(join_all(followers.map(|follower| follower.follow(stage, &heads))).await)
    };
    let (spoken, followers): (Vec<(Spoken, Duration)>, Vec<Follower>) = try_join(speaking, following).await?;
    let mut report = Report {
        mapping: history.mapping.clone(),
        seed: choices.seed,
        following: start.elapsed(),
        playing: spoken.iter().map(|(_, ended)| *ended).max().unwrap_or_default(),
        ..Report::default()
    };
    let spoken: Vec<Spoken> = spoken.into_iter().map(|(spoken, _)| spoken).collect();
    compare(&mut report, history, stage, &spoken, &followers).await?;
    count(&mut report, spoken, followers);
    Ok(report)
}

/// A follower per person, for all projects of that person.
fn followers(history: &History, choices: &Choices) -> Vec<Follower> {
    let mut projects = vec![Vec::new(); history.people.len()];
    for (project, script) in history.scripts.iter().enumerate() {
        script.members.iter().for_each(|member| projects[*member].push(project));
    }
    let follower = |(member, projects)| Follower::new(member, projects, choices.seed, choices.cut_every);
    projects.into_iter().enumerate().map(follower).collect()
}

async fn compare(
    report: &mut Report,
    history: &History,
    stage: &Stage,
    spoken: &[Spoken],
    followers: &[Follower],
) -> Outcome<()> {
    let mut records = Vec::new();
    for (project, (script, spoken)) in history.scripts.iter().zip(spoken).enumerate() {
        let record = Record::read(stage.address, &stage.projects[project], &stage.reader).await?;
        report.events += record.len();
        report.differences.extend(compare_script(&record, stage, script, spoken));
        records.push(record);
    }
    for follower in followers {
        let member = follower.member;
        report.differences.extend(follower.differences.iter().map(|what| format!("member {member}: {what}")));
        for chain in &follower.chains {
            report.chains += 1;
            report.differences.extend(records[chain.project].compare_chain(member, chain));
        }
    }
    Ok(())
}

fn count(report: &mut Report, spoken: Vec<Spoken>, followers: Vec<Follower>) {
    for follower in &followers {
        report.cuts += follower.cuts;
        report.resumed += follower.resumed;
        report.resets += follower.resets;
        report.refused += follower.refused;
        for chain in &follower.chains {
            report.deliveries += chain.hashes.len() as u64;
            for (seq, arrived) in &chain.arrived {
                if let Some(sent) = spoken[chain.project].sent.get(seq) {
                    report.delivery_times.add(*arrived - *sent);
                }
            }
        }
    }
    report.followers = followers.len();
    for one in spoken {
        report.posts += one.ids.len();
        report.lost += one.lost;
        report.refused += one.refused;
        report.post_times.merge(one.times);
    }
}
