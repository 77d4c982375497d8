//! Large projects, many projects: what the server is asked at the size of years of work. Filling takes most of the time.

use super::approvals::{self, OFTEN, OPEN, Proof, SEATS, SELDOM};
use super::clocks::{ask, clocks as clocks_of};
use super::fill::{fill, indexed};
use super::home::{Home, furnish};
use super::opening::{Opening, ROUNDS};
use super::posts::posts;
use super::search::{Filters, search};
use super::target::{HOT_ROOM, Target};
use super::texts::{Texts, Words};
use crate::Outcome;
use crate::gauge::percentiles::Percentiles;
use crate::gauge::table::{Bound, Line, Verdict};
use std::time::{Duration, Instant};

/// Events of the large project, and of the small one.
const LARGE: u64 = 100_000;
const SMALL: u64 = 1_000;
/// Events of projects beside the one whose clocks are asked for.
const OTHERS: u64 = 1_000;
/// Projects of two people.
const MANY: usize = 50;
const FEW: usize = 5;
/// Who answers approvals at once, and for how long.
const CLIENTS: usize = 64;
const SIGNING: Duration = Duration::from_secs(5);

/// All of it, or what has `only` in its name.
pub async fn scale(target: &Target, texts: &Texts, only: &str) -> Outcome<Vec<Line>> {
    let (small, large) = (&target.rooms[0], &target.rooms[HOT_ROOM]);
    let mut lines = Vec::new();
    let (opens, searches, homes) =
        (is_asked("opening", only), is_asked("search", only), is_asked("home", only));
    if opens || searches {
        let start = Instant::now();
        fill(target, small, texts, SMALL, target.people.len()).await?;
        fill(target, large, texts, LARGE, target.people.len()).await?;
        let took = start.elapsed().as_secs_f64();
        println!("filled: {LARGE} events in {took:.1} s, {:.0}/s", LARGE as f64 / took);
        println!("the search knew them {:.1} s later", indexed(target, large).await?.as_secs_f64());
    }
    if opens {
        lines.extend(opening(target, small, large).await?);
    }
    if searches {
        lines.extend(searching(target, large, texts).await?);
    }
    if homes {
        lines.extend(home(target, texts).await?);
    }
    if is_asked("clocks", only) {
        lines.extend(clocks(target).await?);
    }
    if is_asked("turn", only) || is_asked("signed", only) {
        lines.extend(turns(target).await?);
    }
    Ok(lines)
}

fn is_asked(name: &str, only: &str) -> bool {
    name.contains(only) || only.contains(name)
}

async fn opening(target: &Target, small: &str, large: &str) -> Outcome<[Line; 2]> {
    target.renew().await?;
    let (mut small, mut large) = (Opening::of(target, small).await?, Opening::of(target, large).await?);
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let few = small.round().await?;
        ratios.push(large.round().await?.div_duration_f64(few));
    }
    let names = [SMALL, LARGE].map(|events| format!("opening a project of {events} events, median"));
    Ok(compared(names, (small.times, large.times), &mut ratios, 2.0))
}

async fn home(target: &Target, texts: &Texts) -> Outcome<[Line; 2]> {
    target.renew().await?;
    let all = furnish(target, texts, MANY, FEW).await?;
    let mut few = Home::of(target, &all, &all.calm).await?;
    let mut many = Home::of(target, &all, &all.busy).await?;
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let little = few.round().await?;
        ratios.push(many.round().await?.div_duration_f64(little));
    }
    println!("{}\n{}", few.each(), many.each());
    let names = [FEW, MANY].map(|projects| format!("home of {projects} projects, median"));
    Ok(compared(names, (few.times, many.times), &mut ratios, 3.0))
}

/// The clocks of one long record, with few others on the server and with many.
async fn clocks(target: &Target) -> Outcome<[Line; 2]> {
    let (other, large) = (&target.rooms[1], &target.rooms[2]);
    let start = Instant::now();
    ask(target, large, LARGE).await?;
    ask(target, other, OTHERS).await?;
    println!("asked and answered: {LARGE} events in {:.1} s", start.elapsed().as_secs_f64());
    target.renew().await?;
    let mut alone = clocks_of(target, large, LARGE).await?;
    for _ in 0..ROUNDS {
        alone.round().await?;
    }
    let cast = target.cast.as_ref().ok_or("no cast")?;
    for number in 1..MANY {
        let room = cast.project(2_000 + number, &format!("Beside it {number}")).await?;
        cast.join(&room, &target.people).await?;
        ask(target, &room, OTHERS).await?;
    }
    target.renew().await?;
    let mut beside = clocks_of(target, large, LARGE).await?;
    for _ in 0..ROUNDS {
        beside.round().await?;
    }
    println!("beside 1: {}\nbeside {MANY}: {}", alone.times, beside.times);
    let line = |others: usize, times: &mut Percentiles| {
        let value = ms(times.at(0.95));
        let verdict = Verdict { value, bound: Bound::AtMost(50.0), meaning: "ms".into() };
        let name = format!("clocks of {LARGE} events beside {others} with {OTHERS}, p95");
        Line { name, unit: "ms", figures: vec![Some(value)], verdict: Some(verdict) }
    };
    Ok([line(1, &mut alone.times), line(MANY, &mut beside.times)])
}

/// What waits for somebody while many approvals are open, and how fast they are answered.
async fn turns(target: &Target) -> Outcome<Vec<Line>> {
    let start = Instant::now();
    let desks = approvals::furnish(target).await?;
    println!("{OPEN} approvals of {SEATS} seats opened in {:.1} s", start.elapsed().as_secs_f64());
    target.renew().await?;
    let [mut few, mut many] = approvals::waiting(target).await?;
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let little = few.round().await?;
        ratios.push(many.round().await?.div_duration_f64(little));
    }
    let names = [SELDOM, OFTEN].map(|seats| format!("My turn with {seats} of {OPEN} open approvals, median"));
    let mut lines = Vec::from(compared(names, (few.times, many.times), &mut ratios, 3.0));
    let posted = posts(target, CLIENTS, &target.rooms, SIGNING).await?;
    for (how, proof) in [("password", Proof::Password), ("passkey", Proof::Passkey)] {
        let (times, effort) = approvals::signed(target, &desks, proof, (CLIENTS, SIGNING)).await?;
        let rate = times.count() as f64 / SIGNING.as_secs_f64();
        let value = rate / posted.rate;
        println!("answers signed by {how}: {times}; {value:.4} of {:.0} posts/s; {}", posted.rate, effort);
        let name = format!("answers signed by {how}, {CLIENTS} clients");
        let is_bound = matches!(proof, Proof::Passkey);
        let verdict = Verdict { value, bound: Bound::AtLeast(0.25), meaning: "of posts".into() };
        lines.push(Line {
            name,
            unit: "/s",
            figures: vec![Some(rate)],
            verdict: is_bound.then_some(verdict),
        });
    }
    Ok(lines)
}

/// Two medians, and the second as a ratio of the first: the middle one of all rounds.
pub(super) fn compared(
    [less, more]: [String; 2],
    (mut few, mut many): (Percentiles, Percentiles),
    ratios: &mut [f64],
    bound: f64,
) -> [Line; 2] {
    ratios.sort_by(f64::total_cmp);
    let (least, most) = (ratios[0], ratios[ratios.len() - 1]);
    println!("{less}: {few}\n{more}: {many}\nratios of the rounds {least:.2} to {most:.2}");
    let verdict = Verdict {
        value: ratios[ratios.len() / 2],
        bound: Bound::AtMost(bound),
        meaning: "of the first".into(),
    };
    let line =
        |name, median: Duration, verdict| Line { name, unit: "ms", figures: vec![Some(ms(median))], verdict };
    [line(less, few.median(), None), line(more, many.median(), Some(verdict))]
}

async fn searching(target: &Target, room: &str, texts: &Texts) -> Outcome<Vec<Line>> {
    target.renew().await?;
    let mut lines = Vec::new();
    for (name, which, filters) in [
        ("one syllable", Words::Syllable, Filters::None),
        ("two syllables", Words::Two, Filters::None),
        ("several words", Words::Several, Filters::None),
        ("a Latin word", Words::Latin, Filters::None),
        ("a syllable and a filter", Words::Syllable, Filters::One),
        ("two syllables and a filter", Words::Two, Filters::One),
        ("a Latin word and a filter", Words::Latin, Filters::One),
    ] {
        let mut done = search(target, room, texts, LARGE as usize, (which, filters)).await?;
        let name = format!("search in {LARGE} messages, {name}, p95");
        println!(
            "{name}: {}; {} found, {} without; slowest {}",
            done.times, done.found, done.empty, done.slowest
        );
        let value = ms(done.times.at(0.95));
        let verdict = Verdict { value, bound: Bound::AtMost(50.0), meaning: "ms".into() };
        lines.push(Line { name, unit: "ms", figures: vec![Some(value)], verdict: Some(verdict) });
    }
    Ok(lines)
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
