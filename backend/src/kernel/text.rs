//! Text from outside, parsed once: NFC, no control characters, measured as people read it.

use super::clock::Time;
use super::http::Fault;
use chrono::{DateTime, Datelike, Utc};
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

/// A moment in RFC 3339, of any offset, in the years 2000 to 2100; to the millisecond.
pub fn moment(text: &str) -> Result<Time, Fault> {
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| Fault::new("moment"))?;
    let moment = moment.with_timezone(&Utc);
    match moment.year() {
        2000..=2100 => Ok(Time(moment.timestamp_millis())),
        _ => Err(Fault::new("moment_range")),
    }
}

/// An `https` address of at most `most` characters with a host, and without name and password. Other characters than
/// those of RFC 3986 are refused, so that it stands in mails, calendars and screens as it is.
pub fn web_address(text: &str, most: u32) -> Result<String, Fault> {
    let refused = || Fault::new("web_address");
    if text.len() > usize_of(most) {
        return Err(Fault::new("too_long"));
    }
    let rest = text.strip_prefix("https://").ok_or_else(refused)?;
    let is_of_address = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_label = |label: &str| {
        let inner = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        inner && !label.is_empty() && label.len() < 64 && !label.starts_with('-') && !label.ends_with('-')
    };
    let has_host = host.len() < 254 && host.split('.').all(is_label);
    let has_port = port.parse::<u16>().is_ok_and(|port| port > 0) && !port.starts_with('+');
    let escapes = rest.split('%').skip(1);
    let escaped =
        |tail: &str| tail.as_bytes().iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count() == 2;
    if has_host && has_port && rest.chars().all(is_of_address) && escapes.into_iter().all(escaped) {
        Ok(text.to_owned())
    } else {
        Err(refused())
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
    fn a_moment_is_told_in_any_zone_and_kept_in_one() {
        assert_eq!(moment("2026-11-26T09:00:00+09:00"), moment("2026-11-26T00:00:00.000Z"));
        for text in ["", "2026-11-26", "2026-11-26T09:00", "2026-13-01T00:00:00Z", "2026-11-26T25:00:00Z"] {
            assert_eq!(moment(text), Err(Fault::new("moment")), "{text}");
        }
        for text in ["9999-12-31T23:59:59Z", "1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z"] {
            assert_eq!(moment(text), Err(Fault::new("moment_range")), "{text}");
        }
    }

    #[test]
    fn an_address_on_the_web_is_https_has_a_host_and_carries_no_password() {
        for text in
            ["https://meet.example.com", "https://meet.example.com:8443/a%20b?x=1#y", "https://mill/r"]
        {
            assert_eq!(web_address(text, 500).as_deref(), Ok(text));
        }
        let long = format!("https://meet.example.com/{}", "a".repeat(500));
        assert_eq!(web_address(&long, 500), Err(Fault::new("too_long")));
        for text in [
            "http://meet.example.com",
            "javascript:alert(1)",
            "https://",
            "https:///room",
            "https://name:word@meet.example.com/room",
            "https://name@meet.example.com/room",
            "https://meet.example.com/a b",
            "https://meet.example.com/\r\nX: y",
            "https://meet.example.com/<b>",
            "https://meet.example.com/\"x",
            "https://meet.example.com/회의",
            "https://meet.example.com/%0",
            "https://meet..example.com/",
            "https://meet.example.com:0/",
            "https://meet.example.com:99999/",
            "HTTPS://meet.example.com",
        ] {
            assert_eq!(web_address(text, 500), Err(Fault::new("web_address")), "{text}");
        }
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
