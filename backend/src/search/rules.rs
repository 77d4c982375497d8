//! The words of a text, and what a question asks for.

use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{DepartmentId, PersonId, ProjectId};
use crate::kernel::text;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a Latin word that count.
const LONGEST: usize = 64;
/// Characters of a found text that are told.
const EXCERPT: usize = 300;
/// Stands before words that no text has: the project, the kind, the person, the department.
const TAG: char = '§';

/// A text as it is compared: compatible forms made one, lower case, without accents. The marks of Kana stay: they
/// make another letter.
pub fn folded(text: &str) -> String {
    // What `folded_whole` answers, at a fraction of its cost.
    let is_plain = |c: char| c.is_ascii() || matches!(c, '\u{ac00}'..='\u{d7a3}');
    if text.chars().all(is_plain) { text.to_ascii_lowercase() } else { folded_whole(text) }
}

fn folded_whole(text: &str) -> String {
    let is_accent = |c: char| is_combining_mark(c) && !matches!(c, '\u{3099}' | '\u{309a}');
    let plain: String = text.nfkd().filter(|c| !is_accent(*c)).collect();
    plain.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Written without spaces between words, or with endings that grow on them.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{30ff}')
        || matches!(c, '\u{3105}'..='\u{318e}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
        || matches!(c, '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// A stretch of a text: of Hangul, Han, Kana, or a word of other letters and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Run {
    Dense(String),
    Word(String),
}

fn runs(folded: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut goes_on = false;
    for c in folded.chars() {
        let dense = is_dense(c);
        if !dense && !c.is_alphanumeric() {
            goes_on = false;
            continue;
        }
        match runs.last_mut().filter(|_| goes_on) {
            Some(Run::Dense(run)) if dense => run.push(c),
            Some(Run::Word(run)) if !dense => run.push(c),
            _ if dense => runs.push(Run::Dense(c.into())),
            _ => runs.push(Run::Word(c.into())),
        }
        goes_on = true;
    }
    runs
}

fn pairs(run: &str) -> Vec<String> {
    let chars: Vec<char> = run.chars().collect();
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn cut(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

/// The words of a text, each once. The last character of a stretch stands alone as well, so that one character is
/// found wherever it is.
pub fn words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for run in runs(&folded(text)) {
        match run {
            Run::Dense(run) => {
                words.extend(pairs(&run));
                words.extend(run.chars().last().map(String::from));
            }
            Run::Word(word) => {
                words.insert(cut(&word));
            }
        }
    }
    words
}

/// The word that every document of a project has.
pub fn of_project(project: ProjectId) -> String {
    format!("{TAG}p{}", project.as_str().replace('-', ""))
}

/// The word that every document of this kind has.
pub fn of_kind(kind: &str) -> String {
    format!("{TAG}k{}", kind.replace('_', ""))
}

/// The word that what this person said has.
pub fn of_person(person: &str) -> String {
    format!("{TAG}u{}", person.replace('-', ""))
}

/// The word that what somebody of this department said has.
pub fn of_department(department: &str) -> String {
    format!("{TAG}d{}", department.replace('-', ""))
}

/// All words of a document, divided by spaces: those of its text, and the ones that filters ask for.
pub fn document_words(
    text: &str,
    project: ProjectId,
    kind: &str,
    (person, department): (Option<&str>, Option<&str>),
) -> String {
    let mut all = words(text);
    all.insert(of_project(project));
    all.insert(of_kind(kind));
    all.extend(person.map(of_person));
    all.extend(department.map(of_department));
    all.into_iter().collect::<Vec<_>>().join(" ")
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Words that a document must have.
    pub words: BTreeSet<String>,
    /// Beginnings of words that it must have.
    pub beginnings: BTreeSet<String>,
    /// Stretches that stand in its folded text as they are.
    stretches: Vec<String>,
    /// Not before, in ms.
    pub from: Option<i64>,
    /// Before, in ms.
    pub to: Option<i64>,
}

impl Question {
    /// From the wire: at most `most` characters.
    pub fn parse(query: &dure_api::SearchParams, project: ProjectId, most: u32) -> Result<Self, Problem> {
        let asked = query.q.as_deref().unwrap_or_default();
        let asked = text::optional_body(asked, most).map_err(|fault| fault.at("?q"))?;
        let mut question = Self {
            words: BTreeSet::from([of_project(project)]),
            from: query.from.as_deref().map(|day| moment(day, 0)).transpose().map_err(|f| f.at("?from"))?,
            to: query.to.as_deref().map(|day| moment(day, 1)).transpose().map_err(|f| f.at("?to"))?,
            ..Self::default()
        };
        if let Some(kind) = &query.kind {
            let is_word = !kind.is_empty() && kind.len() <= 32;
            if !is_word || !kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                return Err(Fault::new("unknown_word").at("?kind"));
            }
            question.words.insert(of_kind(kind));
        }
        if let Some(person) = &query.person {
            let id: PersonId = person.parse().map_err(|_| Fault::new("id").at("?person"))?;
            question.words.insert(of_person(id.as_str()));
        }
        if let Some(department) = &query.department {
            let id: DepartmentId = department.parse().map_err(|_| Fault::new("id").at("?department"))?;
            question.words.insert(of_department(id.as_str()));
        }
        question.ask(&asked)?;
        Ok(question)
    }

    /// Words without a letter or digit ask for nothing that could be found.
    fn ask(&mut self, asked: &str) -> Result<(), Problem> {
        let runs = runs(&folded(asked));
        if runs.is_empty() && !asked.trim().is_empty() {
            return Err(Fault::new("characters").at("?q"));
        }
        for run in runs {
            match run {
                Run::Word(word) => {
                    self.words.insert(cut(&word));
                }
                Run::Dense(run) if run.chars().nth(1).is_none() => {
                    self.beginnings.insert(run);
                }
                Run::Dense(run) => {
                    self.words.extend(pairs(&run));
                    self.stretches.push(run);
                }
            }
        }
        Ok(())
    }

    /// Whether the stretches stand in the text as they were asked for: pairs alone may come from several places.
    pub fn stands_in(&self, text: &str) -> bool {
        let text = if self.stretches.is_empty() { String::new() } else { folded(text) };
        self.stretches.iter().all(|stretch| text.contains(stretch.as_str()))
    }
}

/// A day in UTC, or an instant; in ms. A day `later` is its end.
fn moment(text: &str, later: i64) -> Result<i64, Fault> {
    if let Ok(instant) = chrono::DateTime::parse_from_rfc3339(text) {
        return Ok(instant.timestamp_millis());
    }
    let day: chrono::NaiveDate = text::day(text)?.parse().map_err(|_| Fault::new("day"))?;
    Ok(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() + later * 86_400_000)
}

/// The part of a text that is told: around the first word asked for, where it is found as it was typed.
pub fn excerpt(text: &str, asked: &str) -> String {
    if text.chars().count() <= EXCERPT {
        return text.to_owned();
    }
    let lower = text.to_lowercase();
    let first = asked.split_whitespace().next().map(str::to_lowercase).unwrap_or_default();
    let before = lower.find(&first).map_or(0, |at| lower.get(..at).map_or(0, |part| part.chars().count()));
    text.chars().skip(before.saturating_sub(60)).take(EXCERPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(text).into_iter().collect()
    }

    fn asks(question: &str, text: &str) -> bool {
        let mut asked = Question::default();
        asked.ask(question).unwrap();
        let has = words(text);
        asked.words.is_subset(&has)
            && asked.beginnings.iter().all(|part| has.iter().any(|word| word.starts_with(part)))
            && asked.stands_in(text)
    }

    #[test]
    fn hangul_han_and_kana_are_pairs_and_latin_words_are_whole() {
        assert_eq!(of("도면승인"), ["도면", "면승", "승인", "인"]);
        assert_eq!(of("L2 라인, L2"), ["l2", "라인", "인"]);
        assert_eq!(of("承認待ち"), ["ち", "待ち", "承認", "認待"]);
        assert_eq!(of("Diseño ＡＢＣ ﬁn 12.5"), ["12", "5", "abc", "diseno", "fin"]);
        assert_eq!(of(" …!? "), Vec::<String>::new());
        assert_eq!(of("도").as_slice(), ["도"]);
    }

    #[test]
    fn plain_hangul_and_latin_are_folded_as_anything_else_is() {
        for text in ["", "도면승인 L2 Line-7 (850 mm) 힣가", "ABC\u{7f}\n{}~"] {
            assert_eq!(folded(text), folded_whole(text));
        }
    }

    #[test]
    fn what_is_asked_for_is_found_wherever_a_word_begins_and_ends() {
        assert!(asks("승인", "도면승인을 요청") && asks("도면 승인", "승인된 도면"));
        assert!(asks("도", "속도") && asks("도", "도면") && asks("면", "도면승인"));
        assert!(asks("diseno", "El Diseño") && asks("DISEÑO", "diseño") && asks("ガ", "ガス"));
        assert!(asks("도면".nfd().collect::<String>().as_str(), "도면"));
        assert!(!asks("가나다", "가나 나다"), "its pairs are there, it is not");
        assert!(!asks("dis", "diseño") && !asks("カ", "ガス"));
        assert!(asks("ㅋㅋ", "ㅋㅋㅋ") && !asks("ㄱ", "가"));
    }

    #[test]
    fn what_is_no_word_is_refused_and_no_operator_is_one() {
        let mut asked = Question::default();
        assert!(asked.ask("\"*\" ^ - :").is_err());
        assert!(asked.ask("a\" OR \"b NEAR(c) AND *").is_ok());
        assert_eq!(asked.words.into_iter().collect::<Vec<_>>(), ["a", "and", "b", "c", "near", "or"]);
    }

    #[test]
    fn a_long_text_is_told_around_what_was_asked() {
        let text = format!("{} 승인 {}", "가".repeat(1_000), "나".repeat(1_000));
        let told = excerpt(&text, "승인");
        assert!(told.contains("승인") && told.chars().count() == 300);
        assert_eq!(excerpt("short", "x"), "short");
    }
}
