//! The calendar entry of a meeting (RFC 5545): who is invited, when and where, nothing of what is talked about.

use super::meeting::Meeting;
use crate::kernel::clock::Time;
use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, Property};
use serde::{Deserialize, Serialize};

/// What the entry does in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// Comes in, or changes.
    Request,
    /// Goes.
    Cancel,
}

impl Method {
    /// As mail and calendar say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
        }
    }
}

/// What calendars and mails learn of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// Id of the meeting.
    pub id: String,
    /// Id of its project.
    pub project: String,
    /// Its title.
    pub title: String,
    /// When it begins, in ms.
    pub starts_at: i64,
    /// When it ends, in ms.
    pub ends_at: i64,
    /// Zone in which the time was said.
    pub time_zone: String,
    /// Address of the video service.
    pub video: Option<String>,
    /// Who organizes it.
    pub organizer: String,
    /// How often the invitation has changed.
    pub sequence: i64,
    /// When it last did, in ms.
    pub changed_at: i64,
}

impl From<&Meeting> for Occasion {
    fn from(meeting: &Meeting) -> Self {
        Self {
            id: meeting.id.to_string(),
            project: meeting.project.to_string(),
            title: meeting.title.clone(),
            starts_at: meeting.starts_at.0,
            ends_at: meeting.ends_at().0,
            time_zone: meeting.time_zone.clone(),
            video: meeting.video.clone(),
            organizer: meeting.author.name.clone(),
            sequence: meeting.sequence,
            changed_at: meeting.changed_at.0,
        }
    }
}

/// Somebody as a calendar names them.
#[derive(Debug, Clone)]
pub struct Guest<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their address.
    pub address: &'a str,
}

impl Occasion {
    /// Where the meeting stands in the web client.
    pub fn link(&self, server: &str) -> String {
        format!("{}/{}", server.trim_end_matches('/'), self.screen())
    }

    /// The same without the server.
    pub fn screen(&self) -> String {
        format!("projects/{}/meetings/{}", self.project, self.id)
    }

    /// The entry for one guest. Their address alone stands in it: that of the organizer is the server's, and nobody is
    /// asked to answer, since nobody would read it.
    pub fn entry(&self, method: Method, link: &str, server: &str, guest: &Guest<'_>) -> String {
        let mut event = Event::new();
        event.uid(&self.id).summary(&one_line(&self.title)).url(link);
        event.add_property("SEQUENCE", self.sequence.to_string());
        event.add_property("DTSTAMP", stamp(self.changed_at));
        event.add_property("LAST-MODIFIED", stamp(self.changed_at));
        event.add_property("DTSTART", stamp(self.starts_at));
        event.add_property("DTEND", stamp(self.ends_at));
        let cancelled = method == Method::Cancel;
        event.add_property("STATUS", if cancelled { "CANCELLED" } else { "CONFIRMED" });
        let video = self.video.as_deref().map(one_line);
        if let Some(video) = &video {
            event.add_property("LOCATION", video);
        }
        let lines: Vec<&str> = video.as_deref().into_iter().chain([link]).collect();
        event.description(&lines.join("\n"));
        event.append_property(person("ORGANIZER", &self.organizer, server).done());
        let mut attendee = person("ATTENDEE", guest.name, guest.address);
        attendee.add_parameter("PARTSTAT", "NEEDS-ACTION").add_parameter("RSVP", "FALSE");
        event.append_multi_property(attendee.done());

        let mut calendar = Calendar::empty();
        calendar.append_property(Property::new("VERSION", "2.0"));
        calendar.append_property(Property::new("PRODID", "-//Dure//Meetings//EN"));
        calendar.append_property(Property::new("METHOD", method.as_str()));
        calendar.push(event.done());
        calendar.to_string()
    }
}

fn person(property: &'static str, name: &str, address: &str) -> Property {
    let mut property = Property::new(property, format!("mailto:{}", one_line(address)));
    // A quotation mark cannot stand in a parameter at all (RFC 5545, 3.2).
    property.add_parameter("CN", &one_line(name).replace('"', "'"));
    property.done()
}

/// Whatever came, no line of the entry begins inside a value.
fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

fn stamp(ms: i64) -> String {
    let time: DateTime<Utc> = DateTime::from_timestamp_millis(Time(ms).0).unwrap_or_default();
    time.format("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occasion(title: &str) -> Occasion {
        Occasion {
            id: "01931b2e-0000-7000-8000-000000000001".into(),
            project: "01931b2e-0000-7000-8000-000000000002".into(),
            title: title.into(),
            starts_at: 1_795_651_200_000,
            ends_at: 1_795_654_800_000,
            time_zone: "Asia/Seoul".into(),
            video: Some("https://meet.example.com/a,b;c".into()),
            organizer: "A \"B\"; C: D".into(),
            sequence: 2,
            changed_at: 1_795_000_000_000,
        }
    }

    fn entry(title: &str, method: Method) -> String {
        let guest = Guest { name: "손님, 첫째", address: "guest@example.kr" };
        let occasion = occasion(title);
        occasion.entry(method, &occasion.link("https://dure.example"), "dure@example.kr", &guest)
    }

    /// The lines as a calendar reads them: folds undone.
    fn lines(entry: &str) -> Vec<String> {
        entry.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    fn value<'a>(lines: &'a [String], name: &str) -> &'a str {
        let found: Vec<&String> =
            lines.iter().filter(|line| line.split([':', ';']).next() == Some(name)).collect();
        assert_eq!(found.len(), 1, "{name} in {lines:?}");
        found[0]
    }

    #[test]
    fn an_entry_has_what_calendars_need_in_utc_and_no_content() {
        let lines = lines(&entry("Weekly", Method::Request));
        assert_eq!(lines[0], "BEGIN:VCALENDAR");
        for (name, expected) in [
            ("VERSION", "VERSION:2.0"),
            ("METHOD", "METHOD:REQUEST"),
            ("UID", "UID:01931b2e-0000-7000-8000-000000000001"),
            ("SEQUENCE", "SEQUENCE:2"),
            ("STATUS", "STATUS:CONFIRMED"),
            ("DTSTART", "DTSTART:20261126T000000Z"),
            ("DTEND", "DTEND:20261126T010000Z"),
            ("SUMMARY", "SUMMARY:Weekly"),
            ("LOCATION", "LOCATION:https://meet.example.com/a\\,b\\;c"),
        ] {
            assert_eq!(value(&lines, name), expected);
        }
        let cancelled = super::tests::lines(&entry("Weekly", Method::Cancel));
        assert_eq!(value(&cancelled, "METHOD"), "METHOD:CANCEL");
        assert_eq!(value(&cancelled, "STATUS"), "STATUS:CANCELLED");
        assert!(value(&lines, "ORGANIZER").ends_with(":mailto:dure@example.kr"));
        assert!(value(&lines, "ORGANIZER").contains("CN=\"A 'B'; C: D\""));
        assert!(value(&lines, "ATTENDEE").contains("CN=\"손님, 첫째\""));
        assert!(value(&lines, "ATTENDEE").ends_with(":mailto:guest@example.kr"));
    }

    #[test]
    fn no_title_makes_a_line_of_its_own_or_one_that_is_too_long() {
        let long = "회".repeat(300);
        for title in [
            "a\r\nATTENDEE:mailto:evil@example.com",
            "a\nBEGIN:VALARM",
            "a\rX-EVIL:1",
            "a;b,c\\d:e\"f",
            "BEGIN:VCALENDAR",
            &long,
            &"회 의 ".repeat(100),
            &"👷‍♀️".repeat(60),
            " ",
        ] {
            let entry = entry(title, Method::Request);
            for line in entry.split("\r\n") {
                assert!(line.len() <= 75, "{} octets: {line}", line.len());
                assert!(!line.contains(['\r', '\n']), "{line:?}");
            }
            let lines = lines(&entry);
            let escaped: String = title.split(['\r', '\n']).collect::<Vec<_>>().join(" ");
            let escaped = escaped.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
            assert_eq!(
                value(&lines, "SUMMARY").strip_prefix("SUMMARY:").unwrap().replace("  ", " "),
                escaped.replace("  ", " ")
            );
            assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 2, "{entry}");
            assert_eq!(lines.iter().filter(|line| line.starts_with("ATTENDEE")).count(), 1, "{entry}");
        }
    }
}
