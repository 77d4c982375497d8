//! Text from outside, parsed once: NFC, no control characters, measured as people read it.

use super::http::Fault;
use chrono::Datelike;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The word is not in the closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown word")]
pub struct UnknownWord;

/// Combining marks one grapheme may carry; more is an attack on the screen.
const MARKS_PER_GRAPHEME: usize = 12;

/// A name on one line: trimmed, inner spaces single, no controls or direction marks, 1 to `most` graphemes.
pub fn name(text: &str, most: u32) -> Result<String, Fault> {
    let name = text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().any(|c| c.is_control() || is_direction_mark(c) || is_invisible(c)) {
        return Err(Fault::new("characters"));
    }
    let graphemes = name.graphemes(true);
    let mut count = 0;
    for grapheme in graphemes {
        count += 1;
        if grapheme.chars().count() > MARKS_PER_GRAPHEME {
            return Err(Fault::new("characters"));
        }
    }
    match count {
        _ if name.chars().all(shows_nothing_alone) => Err(Fault::new("empty")),
        n if n > usize_of(most) => Err(Fault::new("too_long")),
        _ => Ok(name),
    }
}

/// A text on one line for a place that shows it plainly, such as a mail: what ends lines, turns directions or is not
/// seen becomes a space, and after `most` graphemes comes an ellipsis.
pub fn plain(text: &str, most: usize) -> String {
    let is_kept = |c: char| !(c.is_control() || is_direction_mark(c) || is_invisible(c));
    let seen: String = text.chars().map(|c| if is_kept(c) { c } else { ' ' }).collect();
    let words = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let graphemes: Vec<&str> = words.graphemes(true).collect();
    let marks = |grapheme: &&str| grapheme.chars().take(MARKS_PER_GRAPHEME).collect::<String>();
    let kept: String = graphemes.iter().take(most).map(marks).collect();
    if graphemes.len() > most { format!("{kept}…") } else { kept }
}

/// Free text as sent but for NFC: 1 to `most` characters, not only white space, no NUL.
pub fn body(text: &str, most: u32) -> Result<String, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new("empty"));
    }
    optional_body(text, most)
}

/// As [`body`], and may be empty.
pub fn optional_body(text: &str, most: u32) -> Result<String, Fault> {
    let text: String = text.nfc().collect();
    if text.contains('\0') {
        return Err(Fault::new("characters"));
    }
    if text.chars().count() > usize_of(most) {
        return Err(Fault::new("too_long"));
    }
    Ok(text)
}

/// One emoji: a single grapheme made of pictures, their joiners and modifiers, a flag, or a key cap.
pub fn emoji(text: &str) -> Result<String, Fault> {
    let refused = || Fault::new("emoji");
    let chars: Vec<char> = text.chars().collect();
    let (Some((first, rest)), 1) = (chars.split_first(), text.graphemes(true).count()) else {
        return Err(refused());
    };
    let shown_as_picture = rest.first() == Some(&'\u{fe0f}');
    let starts = match *first {
        '0'..='9' | '#' | '*' => rest.last() == Some(&'\u{20e3}'),
        '\u{1f1e6}'..='\u{1f1ff}' => matches!(rest, ['\u{1f1e6}'..='\u{1f1ff}']),
        '\u{a9}' | '\u{ae}' => shown_as_picture,
        first => is_picture(first),
    };
    let goes_on = |c: &char| {
        is_picture(*c)
            || matches!(*c, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{e0020}'..='\u{e007f}')
    };
    if starts && chars.len() <= MARKS_PER_GRAPHEME && rest.iter().all(goes_on) {
        Ok(text.to_owned())
    } else {
        Err(refused())
    }
}

/// Blocks of the code chart that hold emoji; skin tones are among them.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}' | '\u{231a}'..='\u{23ff}')
        || matches!(c, '\u{24c2}' | '\u{25aa}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}' | '\u{2934}' | '\u{2935}')
        || matches!(c, '\u{2b05}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}')
        || matches!(c, '\u{1f004}' | '\u{1f0cf}' | '\u{1f170}'..='\u{1f19a}' | '\u{1f201}'..='\u{1f251}' | '\u{1f300}'..='\u{1faff}')
}

/// What makes two names the same: case folded, NFC.
pub fn key(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// One of the three languages of the product.
pub fn locale(text: &str) -> Result<String, Fault> {
    match text {
        "ko" | "en" | "es" => Ok(text.to_owned()),
        _ => Err(Fault::new("unknown_word")),
    }
}

/// An IANA time zone name.
pub fn time_zone(text: &str) -> Result<String, Fault> {
    text.parse::<chrono_tz::Tz>().map(|zone| zone.name().to_owned()).map_err(|_| Fault::new("unknown_word"))
}

/// A mail address in ASCII, at most 254 characters; the part after the @ in lower case.
pub fn email(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.len() > 254 || !text.is_ascii() {
        return Err(Fault::new("email"));
    }
    let address: lettre::Address = text.parse().map_err(|_| Fault::new("email"))?;
    // An encoded word (RFC 2047) could mean another address to a mail program.
    let is_encoded = address.user().contains("=?");
    if !address.domain().contains('.') || address.domain().starts_with('[') || is_encoded {
        return Err(Fault::new("email"));
    }
    Ok(format!("{}@{}", address.user(), address.domain().to_lowercase()))
}

/// A calendar day `YYYY-MM-DD` of the years 2000 to 2100.
pub fn day(text: &str) -> Result<String, Fault> {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Fault::new("day"))?;
    let written = day.format("%Y-%m-%d").to_string();
    match written == text {
        true if (2000..=2100).contains(&day.year()) => Ok(written),
        true => Err(Fault::new("day_range")),
        false => Err(Fault::new("day")),
    }
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{2800}') // soft hyphen, joiner, separators, blank Braille
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}') // Hangul fillers
}

/// Joiners, variation selectors and combining marks belong to a character that is seen.
fn shows_nothing_alone(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}') || is_combining_mark(c)
}

fn usize_of(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_nfd_and_nfc_are_the_same_name() {
        let nfd = "두레정밀".nfd().collect::<String>();
        assert_eq!(name(&nfd, 80), name("두레정밀", 80));
        assert_eq!(key("ACME Präzision"), key("acme präzision"));
    }

    #[test]
    fn a_name_with_a_direction_mark_a_line_break_or_a_heap_of_marks_is_refused() {
        for text in [
            "a\u{202e}b",
            "  ",
            "",
            "a\u{0}b",
            "\u{3164}",
            "\u{200d}",
            "\u{301}",
            &format!("a{}", "\u{301}".repeat(10_000)),
        ] {
            assert!(name(text, 80).is_err(), "{text:?}");
        }
        assert_eq!(name("a\nb", 80), Ok("a b".into()));
        assert!(name(&"가".repeat(81), 80).is_err());
    }

    #[test]
    fn a_plain_line_has_no_ends_no_directions_and_no_heap_of_marks() {
        assert_eq!(plain("a\r\nBcc: b@c.kr\u{202e}d\u{2028}e", 80), "a Bcc: b@c.kr d e");
        assert_eq!(plain(&"가".repeat(81), 80), format!("{}…", "가".repeat(80)));
        assert!(plain(&format!("a{}", "\u{301}".repeat(10_000)), 80).chars().count() < 20);
    }

    #[test]
    fn an_emoji_is_one_picture_and_nothing_else() {
        for text in ["👍", "❤️", "👷‍♀️", "🇰🇷", "1️⃣", "✅", "👍🏽", "©️", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"]
        {
            assert_eq!(emoji(text).as_deref(), Ok(text));
        }
        let heap = format!("👍{}", "\u{200d}👍".repeat(20));
        for text in ["", "a", "가", "1", "👍👍", "👍a", " 👍", "👍\u{301}", "<", "©", "🇰", "\u{fe0f}", &heap]
        {
            assert!(emoji(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_address_cannot_carry_a_header() {
        assert!(email("a@b.kr\r\nBcc: c@d.kr").is_err());
        assert!(email("=?utf-8?q?a?=@b.kr").is_err());
        assert_eq!(email(" Lead@Example.KR "), Ok("Lead@example.kr".into()));
    }

    #[test]
    fn a_day_is_written_one_way_and_near() {
        assert_eq!(day("2100-12-31"), Ok("2100-12-31".into()));
        assert_eq!(day("2026-2-3"), Err(Fault::new("day")));
        assert_eq!(day("2026-02-30"), Err(Fault::new("day")));
        for text in ["1999-12-31", "2101-01-01", "9999-12-31"] {
            assert_eq!(day(text), Err(Fault::new("day_range")), "{text}");
        }
    }
}
