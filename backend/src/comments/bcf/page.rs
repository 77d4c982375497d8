//! XML that is being written.

/// An XML document that grows.
pub(super) struct Page(String);

impl Page {
    /// A whole document: its root, and what stands inside.
    pub(super) fn of(root: &str, attributes: &[(&str, String)], inside: impl FnOnce(&mut Self)) -> String {
        let mut page = Self(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
        page.element(root, attributes, inside);
        page.0
    }

    /// An element, and what stands inside. Attributes are single lines.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, String)],
        inside: impl FnOnce(&mut Self),
    ) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0.push(' ');
            self.0.push_str(attribute);
            self.0.push_str("=\"");
            self.escaped(value);
            self.0.push('"');
        }
        self.0.push('>');
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element with attributes alone.
    pub(super) fn mark(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.element(name, attributes, |_| {});
    }

    /// An element with text alone.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.element(name, &[], |page| page.escaped(text));
    }

    /// Text that reads back as it is, but for characters that XML cannot hold. A carriage return is written as a
    /// reference, since readers make a line feed of a plain one.
    fn escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\r' => self.0.push_str("&#13;"),
                other => self.0.push(holdable(other)),
            }
        }
    }
}

/// The character, or the sign for a lost one where XML 1.0 cannot hold it.
pub(super) fn holdable(letter: char) -> char {
    match letter {
        '\t' | '\n' | '\r' => letter,
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        _ => letter,
    }
}

/// The text as a single line, by XML's idea of white space.
pub(super) fn line(text: &str) -> String {
    text.split(BLANKS).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether there is nothing but white space in it, by XML's idea of it.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| BLANKS.contains(&letter))
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element_or_attribute() {
        let attribute = [("b", "\"><x y='&".into())];
        let page = Page::of("A", &attribute, |page| page.text("C", "]]></C>&amp;\u{1}\u{ffff}\r"));
        let expected = "<A b=\"&quot;&gt;&lt;x y='&amp;\">\
            <C>]]&gt;&lt;/C&gt;&amp;amp;\u{fffd}\u{fffd}&#13;</C></A>";
        assert_eq!(page.lines().nth(1), Some(expected));
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line("  도면 \r\n\t검토\u{a0} "), "도면 검토\u{a0}");
        assert!(is_blank(" \n\t\r") && !is_blank("\u{a0}"));
    }
}
