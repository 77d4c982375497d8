//! Addresses of a firm's own video service.

use crate::kernel::http::Fault;
use crate::kernel::ids::MeetingId;
use crate::kernel::text;

/// What a template may hold besides plain text, and what stands for it when the template is checked.
const PLACES: [&str; 2] = ["{project}", "{meeting}"];

/// How the addresses are made: an `https` address in which `{project}` stands for the project's code and `{meeting}`
/// for the meeting's id, after the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoTemplate(String);

impl VideoTemplate {
    /// Checks one. Nothing that a project is called by can choose the host.
    pub fn parse(template: &str, most: u32) -> Result<Self, Fault> {
        let rest = template.strip_prefix("https://").unwrap_or_default();
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let bare = PLACES.iter().fold(template.to_owned(), |text, place| text.replace(place, "x"));
        if host.contains(['{', '}']) || bare.contains(['{', '}']) {
            return Err(Fault::new("placeholder"));
        }
        // As long as it was given, with plain characters for the places.
        text::web_address(&template.replace(['{', '}'], "x"), most)?;
        Ok(Self(template.to_owned()))
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of one meeting. Ids are random enough that nobody guesses the next one.
    pub fn address(&self, project_code: &str, meeting: MeetingId) -> String {
        self.0.replace("{project}", &escaped(project_code)).replace("{meeting}", meeting.as_str())
    }
}

/// Percent-encoded but for letters, digits and hyphens.
fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(template: &str) -> &'static str {
        VideoTemplate::parse(template, 100).err().map_or("none", |fault| fault.code)
    }

    #[test]
    fn a_template_is_an_https_address_with_known_places_after_its_host() {
        for template in
            ["https://meet.example.com/{project}-{meeting}", "https://meet.example.com/room?id={meeting}"]
        {
            assert_eq!(code(template), "none", "{template}");
        }
        for template in [
            "https://{project}.example.com/",
            "https://meet.example.com:{meeting}/",
            "https://meet.example.com/{room}",
            "https://meet.example.com/{",
            "https://meet.example.com/{{project}}",
            "https://meet.example.com/{project",
        ] {
            assert_eq!(code(template), "placeholder", "{template}");
        }
        for template in [
            "http://meet.example.com/{meeting}",
            "javascript:{meeting}",
            "https://name:word@meet.example.com/{meeting}",
            "https://meet.example.com/ {meeting}",
        ] {
            assert_eq!(code(template), "web_address", "{template}");
        }
        assert_eq!(code(&format!("https://meet.example.com/{}", "a".repeat(100))), "too_long");
    }

    #[test]
    fn whatever_a_project_is_called_its_address_stays_one() {
        let template = VideoTemplate::parse("https://meet.example.com/{project}/{meeting}", 100).unwrap();
        let id = MeetingId::new();
        for project in
            ["L2-PACK", "2라인 포장", "../../admin?x=1#y", "a{meeting}b", "@evil.example", "<script>"]
        {
            let address = template.address(project, id);
            assert!(address.starts_with("https://meet.example.com/"), "{address}");
            assert!(address.ends_with(id.as_str()), "{address}");
            assert_eq!(address.matches('/').count(), 4, "{address}");
            assert_eq!(text::web_address(&address, 500).as_deref(), Ok(address.as_str()));
        }
    }
}
