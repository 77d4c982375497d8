//! BCF packages of other programs, as comments: a comment for each topic that is not there yet.

use super::anchors;
use super::bcf::{Stamp, Topic, Viewpoint};
use super::exports::BLOCKING;
use super::viewpoints::{anchor, is_model};
use crate::designs::Revision;
use dure_api::{Anchor, Limits};
use unicode_normalization::UnicodeNormalization;

/// A comment that a topic becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The topic's id.
    pub origin: String,
    /// What it says, and who said it there.
    pub body: String,
    /// Whether it blocks.
    pub blocking: bool,
    /// Where it looks, when the revision has one model.
    pub anchor: Option<Anchor>,
}

/// What a topic says as a comment on a revision: its title and words, then each comment of it, with the names that stand
/// there. Nobody here said it: it is told by who brings it in.
pub fn imported(topic: &Topic, revision: &Revision, limits: &Limits) -> Imported {
    let first = match &topic.description {
        Some(words) if words.starts_with(&topic.title) => words.clone(),
        Some(words) => format!("{}\n{words}", topic.title),
        None => topic.title.clone(),
    };
    let signed = |words: &str, stamp: &Stamp| {
        let by = [stamp.author.clone(), stamp.at.format("%Y-%m-%d").to_string()];
        format!("{words} ({})", by.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
    };
    let said = topic.comments.iter().filter(|comment| !comment.text.is_empty());
    let said = said.map(|comment| signed(&comment.text, &comment.said));
    let lines: Vec<String> = [signed(&first, &topic.created)].into_iter().chain(said).collect();
    Imported {
        origin: topic.guid.to_string(),
        body: cut(&lines.join("\n"), limits.plan_body_chars),
        blocking: topic.priority.as_deref() == Some(BLOCKING),
        anchor: topic.viewpoint.as_ref().and_then(|seen| spot(seen, revision)),
    }
}

/// At most so many characters, in NFC as all texts are.
fn cut(words: &str, most: u32) -> String {
    let words: String = words.nfc().collect();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if words.chars().count() <= most {
        return words;
    }
    words.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// On the one model of the revision; where there are more, BCF does not say which.
fn spot(seen: &Viewpoint, revision: &Revision) -> Option<Anchor> {
    let mut models = revision.files.iter().filter(|file| is_model(&file.name));
    let (model, None) = (models.next()?, models.next()) else { return None };
    let anchor = anchor(seen, &model.file_id, &model.name)?;
    anchors::anchor(&anchor, &revision.files).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_with_a_sign_of_it() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("도면", 2), "도면", "decomposed Korean is put together first");
    }
}
