//! XML that was read: a tree of elements, without document types, entities and deep nesting.

use super::package::Caps;
use super::page::holdable;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

/// It is not XML, or not in UTF-8.
pub(super) const NOT_XML: &str = "not_xml";
/// It brings a document type, which could name files and grow without end.
pub(super) const DOCUMENT_TYPE: &str = "document_type";
/// It is nested too deeply, or has too many elements or attributes.
pub(super) const TOO_COMPLEX: &str = "too_complex";

/// More than any element of the format has.
const MOST_ATTRIBUTES: usize = 64;

/// An element, by its name without prefix.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document and returns its root.
    pub(super) fn parse(bytes: &[u8], caps: &Caps) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(bytes).map_err(|_| NOT_XML)?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        let mut nest = Nest { open: Vec::new(), root: None, left: caps.elements, depth: caps.depth };
        loop {
            match reader.read_event().map_err(|_| NOT_XML)? {
                Event::Start(tag) => nest.open(&tag)?,
                Event::End(_) => nest.close()?,
                Event::Text(text) => nest.say(&text.xml10_content()),
                Event::CData(text) => nest.say(&text.xml10_content()),
                Event::GeneralRef(reference) => nest.say(&resolved(&reference)?),
                Event::DocType(_) => return Err(DOCUMENT_TYPE),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => return nest.root.filter(|_| nest.open.is_empty()).ok_or(NOT_XML),
            }
        }
    }

    /// The text that stands directly inside.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The elements inside that have the name.
    pub(super) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element inside that has the name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first element inside that has the name.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::text)
    }
}

/// The elements that are open, the outermost first.
struct Nest {
    open: Vec<Element>,
    root: Option<Element>,
    left: usize,
    depth: usize,
}

impl Nest {
    fn open(&mut self, tag: &BytesStart) -> Result<(), &'static str> {
        self.left = self.left.checked_sub(1).ok_or(TOO_COMPLEX)?;
        if self.open.len() >= self.depth {
            return Err(TOO_COMPLEX);
        }
        if self.root.is_some() {
            return Err(NOT_XML);
        }
        let name = tag.local_name().as_ref().to_owned();
        self.open.push(Element { name, attributes: attributes(tag)?, ..Element::default() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), &'static str> {
        let closed = self.open.pop().ok_or(NOT_XML)?;
        match self.open.last_mut() {
            Some(outer) => outer.children.push(closed),
            None => self.root = Some(closed),
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        if let Some(inner) = self.open.last_mut() {
            inner.text.extend(text.chars().map(holdable));
        }
    }
}

/// The attributes of a tag. Whether one stands there twice is not asked: that costs the square of their number.
fn attributes(tag: &BytesStart) -> Result<Vec<(String, String)>, &'static str> {
    let mut found = Vec::new();
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| NOT_XML)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| NOT_XML)?;
        let name = attribute.key.local_name().as_ref().to_owned();
        found.push((name, value.chars().map(holdable).collect()));
        if found.len() > MOST_ATTRIBUTES {
            return Err(TOO_COMPLEX);
        }
    }
    Ok(found)
}

/// What a reference in text stands for: a character, or one of the five entities that XML has by itself.
fn resolved(reference: &BytesRef) -> Result<String, &'static str> {
    match reference.resolve_char_ref().map_err(|_| NOT_XML)? {
        Some(letter) => Ok(letter.to_string()),
        None => escape::resolve_xml_entity(reference).map(str::to_owned).ok_or(NOT_XML),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Element, &'static str> {
        Element::parse(text.as_bytes(), &Caps::default())
    }

    #[test]
    fn a_tree_has_names_attributes_and_text() {
        let root = parse("\u{feff}<?xml version='1.0'?><x:A x:b='1 &lt; 2'><!-- no --><C>&#xAC00;<![CDATA[<]]>&amp;\r\n</C><C/></x:A>").unwrap();
        assert_eq!((root.name.as_str(), root.attribute("b")), ("A", Some("1 < 2")));
        assert_eq!(root.child_text("C"), Some("가<&\n"));
        assert_eq!(root.children("C").count(), 2);
    }

    #[test]
    fn a_document_type_is_refused_before_anything_in_it_is_followed() {
        let laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><A>&b;</A>";
        let outside = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><A/>";
        assert_eq!(parse(laughs).unwrap_err(), DOCUMENT_TYPE);
        assert_eq!(parse(outside).unwrap_err(), DOCUMENT_TYPE);
    }

    #[test]
    fn unknown_entities_are_refused() {
        assert_eq!(parse("<A>&b;</A>").unwrap_err(), NOT_XML);
        assert_eq!(parse("<A b='&c;'/>").unwrap_err(), NOT_XML);
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_replaced() {
        let root = parse("<A b='&#1;'>\u{1}&#x1f;&#xffff;</A>").unwrap();
        assert_eq!((root.text(), root.attribute("b")), ("\u{fffd}\u{fffd}\u{fffd}", Some("\u{fffd}")));
        assert_eq!(parse("<A>&#0;</A>").unwrap_err(), NOT_XML);
    }

    #[test]
    fn what_is_too_deep_or_too_much_is_refused() {
        let deep = format!("{}{}", "<A>".repeat(40), "</A>".repeat(40));
        let wide = format!("<A>{}</A>", "<B/>".repeat(Caps::default().elements));
        let rich = format!("<A {}/>", "b='1' ".repeat(MOST_ATTRIBUTES + 1));
        for text in [deep, wide, rich] {
            assert_eq!(parse(&text).unwrap_err(), TOO_COMPLEX);
        }
    }

    #[test]
    fn what_is_not_xml_is_refused() {
        for text in ["", "text", "<A>", "<A></B>", "</A>", "<A/><B/>", "<A", "<A>&</A>"] {
            assert_eq!(parse(text).unwrap_err(), NOT_XML, "{text}");
        }
        assert_eq!(Element::parse(b"<A>\xff</A>", &Caps::default()).unwrap_err(), NOT_XML);
    }
}
