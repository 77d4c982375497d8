//! Labels of revisions: letters that nobody takes for digits, or numbers; each later than all before.

use crate::kernel::http::Fault;

/// Without I, O, Q, S, X, Z.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRTUVWY";
/// Digits or letters of the longest label.
const LONGEST: usize = 4;

/// A label of one of the two schemes. Those of one scheme have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A, B, .. Y, AA, AB, ..: the place among them, from 1.
    Letters(u32),
    /// 0, 1, 2, ..
    Number(u32),
}

impl Label {
    /// The first one of a design whose author names none.
    pub const FIRST: Self = Self::Letters(1);

    /// Reads a label.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let refused = || Fault::new("label");
        if text.is_empty() || text.len() > LONGEST {
            return Err(refused());
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map(Self::Number).map_err(|_| refused());
        }
        let place = |byte: u8| {
            let at = LETTERS.iter().position(|letter| *letter == byte)?;
            u32::try_from(at + 1).ok()
        };
        let base = u32::try_from(LETTERS.len()).map_err(|_| refused())?;
        text.bytes()
            .try_fold(0, |sum: u32, byte| Some(sum * base + place(byte)?))
            .map(Self::Letters)
            .ok_or_else(refused)
    }

    /// Whether it may follow another one.
    pub fn follows(self, last: Self) -> bool {
        match (self, last) {
            (Self::Letters(this), Self::Letters(last)) | (Self::Number(this), Self::Number(last)) => {
                this > last
            }
            _ => false,
        }
    }

    /// The one after it.
    pub fn next(self) -> Self {
        match self {
            Self::Letters(place) => Self::Letters(place + 1),
            Self::Number(number) => Self::Number(number + 1),
        }
    }

    /// As it is written; a number with at least so many digits.
    pub fn text(self, digits: usize) -> String {
        match self {
            Self::Number(number) => format!("{number:0digits$}"),
            Self::Letters(mut place) => {
                let base = u32::try_from(LETTERS.len()).unwrap_or(1);
                let mut letters = Vec::new();
                while place > 0 {
                    let at = usize::try_from((place - 1) % base).unwrap_or(0);
                    letters.extend(LETTERS.get(at));
                    place = (place - 1) / base;
                }
                letters.reverse();
                String::from_utf8(letters).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_without_those_that_look_like_digits() {
        let mut label = Label::FIRST;
        let mut told = Vec::new();
        for _ in 0..42 {
            told.push(label.text(0));
            assert_eq!(Label::parse(&label.text(0)), Ok(label));
            label = label.next();
        }
        assert_eq!(told[..8].join(""), "ABCDEFGH");
        assert_eq!(
            (told[8].as_str(), told[19].as_str(), told[20].as_str(), told[41].as_str()),
            ("J", "Y", "AA", "BB")
        );
        assert!(told.iter().all(|label| !label.contains(['I', 'O', 'Q', 'S', 'X', 'Z'])));
    }

    /// R2.
    #[test]
    fn a_label_is_later_than_all_before_in_the_same_scheme() {
        let label = |text: &str| Label::parse(text).unwrap();
        for (next, last, may) in [
            ("B", "A", true),
            ("C", "A", true),
            ("AA", "Y", true),
            ("A", "A", false),
            ("A", "B", false),
            ("Y", "AA", false),
            ("1", "A", false),
            ("A", "1", false),
            ("10", "9", true),
            ("02", "01", true),
            ("2", "02", false),
        ] {
            assert_eq!(label(next).follows(label(last)), may, "{next} after {last}");
        }
        for bad in ["", "I", "AO", "a", "A1", "1A", "가", "AAAAA", "12345", "-1", "1.0", " A"] {
            assert!(Label::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(label("09").next().text(2), "10");
    }
}
