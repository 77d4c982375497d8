//! What is said in rooms that are filled, and what is looked for in them.

use crate::Outcome;
use crate::replay::history::Source;
use rand::prelude::*;
use std::path::Path;

/// Lines of each kind when there are no histories.
const MADE: usize = 20_000;

/// Lines that people said, Korean and not, or made ones where there are no histories.
pub struct Texts {
    korean: Vec<String>,
    latin: Vec<String>,
}

/// What is typed into the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// One syllable of Hangul.
    Syllable,
    /// Two that stand together.
    Two,
    /// Two or three words of one line.
    Several,
    /// A word in Latin letters.
    Latin,
}

impl Texts {
    /// From a folder of histories, if they are there.
    pub fn read(folder: &Path) -> Outcome<Self> {
        let there = |source: &Source| folder.join(source.file()).exists();
        let mut texts = Self { korean: Vec::new(), latin: Vec::new() };
        for source in [Source::Voices, Source::Design, Source::Chat].iter().filter(|source| there(source)) {
            let lines = source.read(folder)?.scripts.into_iter().flat_map(|script| script.lines);
            let lines = lines.map(|line| line.text.trim().to_owned()).filter(|line| line.len() < 2_000);
            if *source == Source::Voices { texts.korean.extend(lines) } else { texts.latin.extend(lines) }
        }
        let mut random = StdRng::seed_from_u64(1);
        if texts.korean.is_empty() {
            texts.korean = made(&mut random, hangul);
        }
        if texts.latin.is_empty() {
            texts.latin = made(&mut random, latin);
        }
        Ok(texts)
    }

    /// The n-th thing that is said: two of three are Korean. When all lines were said once, two are joined.
    pub fn line(&self, n: usize) -> String {
        let (of, turn) = match n % 3 {
            0 => (&self.latin, n / 3),
            more => (&self.korean, n / 3 * 2 + more - 1),
        };
        let (line, round) = (&of[turn % of.len()], turn / of.len());
        if round == 0 { line.clone() } else { format!("{line} {}", of[(turn * 31 + round) % of.len()]) }
    }

    /// Something that was said among the first so many lines.
    pub fn words(&self, which: Words, said: usize, random: &mut StdRng) -> String {
        loop {
            let line = self.line(random.random_range(0..said));
            let found = match which {
                Words::Latin => {
                    line.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| w.len() > 2).choose(random)
                }
                Words::Several => several(&line, random),
                Words::Syllable | Words::Two => {
                    stretch(&line, if which == Words::Two { 2 } else { 1 }, random)
                }
            };
            if let Some(found) = found {
                return found.to_owned();
            }
        }
    }
}

fn is_hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

/// Some syllables of one word.
fn stretch<'a>(line: &'a str, syllables: usize, random: &mut StdRng) -> Option<&'a str> {
    let words = line.split(|c: char| !is_hangul(c)).filter(|word| word.chars().count() >= syllables);
    let word = words.choose(random)?;
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    let from = random.random_range(0..starts.len() - syllables);
    word.get(starts[from]..starts[from + syllables])
}

/// Two or three words that follow each other in a Korean line.
fn several<'a>(line: &'a str, random: &mut StdRng) -> Option<&'a str> {
    let starts: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).collect();
    let many = random.random_range(2..=3);
    if starts.len() <= many || !line.contains(is_hangul) {
        return None;
    }
    let from = random.random_range(0..starts.len() - many);
    let found = line.get(starts[from]..starts[from + many])?.trim();
    Some(found)
        .filter(|found| found.chars().filter(|c| is_hangul(*c)).count() > 2 && found.chars().count() < 100)
}

fn made(random: &mut StdRng, word: impl Fn(&mut StdRng) -> String) -> Vec<String> {
    let stock: Vec<String> = (0..3_000).map(|_| word(random)).collect();
    let mut line = || {
        let words = random.random_range(3..12);
        // Of two draws the smaller: some words are said often.
        let draw = |random: &mut StdRng| {
            random.random_range(0..stock.len()).min(random.random_range(0..stock.len()))
        };
        (0..words).map(|_| stock[draw(random)].as_str()).collect::<Vec<_>>().join(" ")
    };
    (0..MADE).map(|_| line()).collect()
}

fn hangul(random: &mut StdRng) -> String {
    let syllables = random.random_range(2..5);
    (0..syllables).filter_map(|_| char::from_u32(0xac00 + random.random_range(0..400) * 28)).collect()
}

fn latin(random: &mut StdRng) -> String {
    let letters = random.random_range(3..9);
    (0..letters).map(|_| char::from(b'a' + random.random_range(0..26u8))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_was_said() {
        let texts = Texts::read(Path::new("nowhere")).unwrap();
        let mut random = StdRng::seed_from_u64(7);
        for which in [Words::Syllable, Words::Two, Words::Several, Words::Latin] {
            let words = texts.words(which, 200, &mut random);
            assert!((0..200).any(|n| texts.line(n).contains(&words)), "{which:?}: {words}");
        }
        assert_eq!(texts.words(Words::Two, 50, &mut random).chars().count(), 2);
    }
}
