//! Words are looked for in a large room, drawn from what was said in it.

use super::target::Target;
use super::texts::{Texts, Words};
use crate::Outcome;
use crate::client::api::{Api, items, text};
use crate::client::http::{self, Connection};
use crate::gauge::percentiles::Percentiles;
use rand::prelude::*;
use std::fmt::Write;
use std::time::Instant;

/// Questions of each kind.
const QUESTIONS: usize = 200;

/// What is asked for beside the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filters {
    /// Nothing.
    None,
    /// In turn: what a person said, what is of a kind, what a department said, the earlier or the later half.
    One,
}

/// What came of it.
pub struct Searched {
    /// Times from question to answer.
    pub times: Percentiles,
    /// Things found.
    pub found: usize,
    /// Questions without an answer.
    pub empty: usize,
    /// What took longest.
    pub slowest: String,
}

/// Asks many questions, one after the other, each another one.
pub async fn search(
    target: &Target,
    room: &str,
    texts: &Texts,
    said: usize,
    (which, filters): (Words, Filters),
) -> Outcome<Searched> {
    let mut random = StdRng::seed_from_u64(20_241_122);
    let events = format!("/projects/{room}/events?after={}&limit=1", said / 2);
    let middle = Api::new(target.address).get(target.person(0), &events).await?;
    let middle = text(&middle, "/items/0/at")?;
    let mut connection = Connection::open(target.address).await?;
    let mut searched = Searched { times: Percentiles::default(), found: 0, empty: 0, slowest: String::new() };
    let mut longest = std::time::Duration::ZERO;
    for n in 0..QUESTIONS {
        let mut question = format!("q={}", encoded(&texts.words(which, said, &mut random)));
        if filters == Filters::One {
            question += &match n % 4 {
                0 => format!("&person={}", target.person(random.random_range(0..64)).person),
                1 => "&kind=message".to_owned(),
                2 => format!(
                    "&department={}",
                    target.departments[random.random_range(0..target.departments.len())]
                ),
                _ if n % 8 == 3 => format!("&from={middle}"),
                _ => format!("&to={middle}"),
            };
        }
        let path = format!("/api/v1/projects/{room}/search?{question}");
        let request = http::request("GET", &path, &target.person(0).authorization(), "", "");
        let start = Instant::now();
        let answer = connection.exchange(&request).await?;
        let took = start.elapsed();
        if answer.status != 200 {
            return Err(
                format!("{path} got {}: {}", answer.status, String::from_utf8_lossy(answer.body)).into()
            );
        }
        let found = items(&serde_json::from_slice(answer.body)?).len();
        searched.found += found;
        searched.empty += usize::from(found == 0);
        searched.times.add(took);
        if took > longest {
            longest = took;
            searched.slowest = question;
        }
    }
    Ok(searched)
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        let _ = if byte.is_ascii_alphanumeric() {
            write!(all, "{}", char::from(byte))
        } else {
            write!(all, "%{byte:02X}")
        };
        all
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_question_goes_into_an_address() {
        assert_eq!(super::encoded("a 가&"), "a%20%EA%B0%80%26");
    }
}
