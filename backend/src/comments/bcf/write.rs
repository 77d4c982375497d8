//! Topics as a package, valid by the official schemas of either version.

use super::package::{Fault, pack};
use super::page::{Page, is_blank, line};
use super::topic::{Comment, Lens, Project, Stamp, Topic, Version, Viewpoint};
use chrono::SecondsFormat;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Stands where a version demands a word and there is none. Reading makes nothing of it again.
pub(super) const NO_WORD: &str = "-";
/// The name of a viewpoint in its topic's folder.
const VIEWPOINT: &str = "viewpoint.bcfv";

/// Packs topics, each in a folder of its id. Two topics of one id are refused.
pub fn write(version: Version, project: &Project, topics: &[Topic]) -> Result<Vec<u8>, Fault> {
    let mut members = vec![
        ("bcf.version".to_owned(), the_version(version)),
        ("project.bcfp".to_owned(), the_project(version, project)),
    ];
    if version == Version::V3_0 {
        members.push(("extensions.xml".to_owned(), extensions(project, topics)));
    }
    for topic in topics {
        members.push((format!("{}/markup.bcf", topic.guid), markup(version, topic)));
        if let Some(viewpoint) = &topic.viewpoint {
            members.push((format!("{}/{VIEWPOINT}", topic.guid), visualization(version, viewpoint)));
        }
    }
    pack(members)
}

fn the_version(version: Version) -> String {
    let attributes = |id: &str| [("VersionId", id.to_owned())];
    match version {
        Version::V2_1 => Page::of("Version", &attributes("2.1"), |page| page.text("DetailedVersion", "2.1")),
        Version::V3_0 => Page::of("Version", &attributes("3.0"), |_| {}),
    }
}

fn the_project(version: Version, project: &Project) -> String {
    let inside = |page: &mut Page| {
        page.element("Project", &[("ProjectId", word(&project.id))], |page| {
            named(page, "Name", &project.name);
        });
    };
    match version {
        Version::V2_1 => Page::of("ProjectExtension", &[], |page| {
            inside(page);
            page.text("ExtensionSchema", "");
        }),
        Version::V3_0 => Page::of("ProjectInfo", &[], inside),
    }
}

/// The words that topics may use: those that the project offers, then others that its topics do use.
fn extensions(project: &Project, topics: &[Topic]) -> String {
    let offered = &project.offered;
    let used = |of: fn(&Topic) -> Vec<String>| topics.iter().flat_map(of).collect::<Vec<_>>();
    Page::of("Extensions", &[], |page| {
        let kinds = used(|topic| vec![word(topic.kind.as_deref().unwrap_or_default())]);
        let statuses = used(|topic| vec![word(topic.status.as_deref().unwrap_or_default())]);
        let priorities = used(|topic| topic.priority.iter().cloned().collect());
        let labels = used(|topic| topic.labels.clone());
        list(page, ["TopicTypes", "TopicType"], &offered.kinds, &kinds);
        list(page, ["TopicStatuses", "TopicStatus"], &offered.statuses, &statuses);
        list(page, ["Priorities", "Priority"], &offered.priorities, &priorities);
        list(page, ["TopicLabels", "TopicLabel"], &offered.labels, &labels);
        list(page, ["Users", "User"], &offered.users, &used(authors));
    })
}

/// Everyone who wrote in a topic.
fn authors(topic: &Topic) -> Vec<String> {
    let comments = topic.comments.iter().map(|comment| word(&comment.said.author));
    let modified = topic.modified.iter().map(|stamp| stamp.author.clone());
    std::iter::once(word(&topic.created.author)).chain(modified).chain(comments).collect()
}

/// A list without blanks, each word once.
fn list(page: &mut Page, [name, of]: [&str; 2], offered: &[String], used: &[String]) {
    let mut seen = BTreeSet::new();
    page.element(name, &[], |page| {
        for word in offered.iter().chain(used).map(|text| line(text)) {
            if !word.is_empty() && seen.insert(word.clone()) {
                page.text(of, &word);
            }
        }
    });
}

/// A topic. Version 2.1 has comments and viewpoints beside what the topic is, 3.0 in lists inside.
fn markup(version: Version, topic: &Topic) -> String {
    let comments = |page: &mut Page| topic.comments.iter().for_each(|said| comment(page, version, said));
    let viewpoint = |page: &mut Page, name: &str| {
        if let Some(viewpoint) = &topic.viewpoint {
            page.element(name, &guid(viewpoint.guid), |page| page.text("Viewpoint", VIEWPOINT));
        }
    };
    Page::of("Markup", &[], |page| {
        page.element("Topic", &attributes(version, topic), |page| {
            facts(page, version, topic);
            if version == Version::V3_0 {
                page.element("Comments", &[], comments);
                page.element("Viewpoints", &[], |page| viewpoint(page, "ViewPoint"));
            }
        });
        if version == Version::V2_1 {
            comments(page);
            viewpoint(page, "Viewpoints");
        }
    })
}

fn attributes(version: Version, topic: &Topic) -> Vec<(&'static str, String)> {
    let words = [("TopicType", &topic.kind), ("TopicStatus", &topic.status)];
    let words = words.map(|(name, text)| (name, word(text.as_deref().unwrap_or_default())));
    let demanded = |text: &str| version == Version::V3_0 || text != NO_WORD;
    guid(topic.guid).into_iter().chain(words.into_iter().filter(|(_, text)| demanded(text))).collect()
}

/// What a topic is, in the order of the schemas.
fn facts(page: &mut Page, version: Version, topic: &Topic) {
    page.text("Title", &word(&topic.title));
    named(page, "Priority", topic.priority.as_deref().unwrap_or_default());
    if let Some(index) = topic.index {
        page.text("Index", &index.to_string());
    }
    match version {
        Version::V2_1 => topic.labels.iter().for_each(|label| named(page, "Labels", label)),
        Version::V3_0 => page.element("Labels", &[], |page| {
            topic.labels.iter().for_each(|label| named(page, "Label", label));
        }),
    }
    stamp(page, ["CreationDate", "CreationAuthor"], &topic.created);
    if let Some(modified) = &topic.modified {
        stamp(page, ["ModifiedDate", "ModifiedAuthor"], modified);
    }
    if let Some(description) = topic.description.as_deref().filter(|text| !is_blank(text)) {
        page.text("Description", description);
    }
}

fn comment(page: &mut Page, version: Version, comment: &Comment) {
    page.element("Comment", &guid(comment.guid), |page| {
        stamp(page, ["Date", "Author"], &comment.said);
        if version == Version::V2_1 || !is_blank(&comment.text) {
            page.text("Comment", &comment.text);
        }
        if let Some(viewpoint) = comment.viewpoint {
            page.mark("Viewpoint", &guid(viewpoint));
        }
    });
}

/// Where a camera stands. Everything is visible.
fn visualization(version: Version, viewpoint: &Viewpoint) -> String {
    Page::of("VisualizationInfo", &guid(viewpoint.guid), |page| {
        page.element("Components", &[], |page| {
            page.mark("Visibility", &[("DefaultVisibility", "true".to_owned())]);
        });
        let (camera, measure, number) = seen(version, viewpoint.lens);
        page.element(camera, &[], |page| {
            triple(page, "CameraViewPoint", viewpoint.eye);
            triple(page, "CameraDirection", viewpoint.direction);
            triple(page, "CameraUpVector", viewpoint.up);
            page.text(measure, &double(number));
            if version == Version::V3_0 {
                page.text("AspectRatio", "1");
            }
        });
    })
}

/// The names of a camera and of its measure, and the measure within what the version allows.
fn seen(version: Version, lens: Lens) -> (&'static str, &'static str, f64) {
    match lens {
        Lens::Orthogonal { height } => ("OrthogonalCamera", "ViewToWorldScale", height),
        Lens::Perspective { field_of_view } => {
            let (least, most) = match version {
                Version::V2_1 => (45.0, 60.0),
                Version::V3_0 => (1.0, 179.0),
            };
            ("PerspectiveCamera", "FieldOfView", finite(field_of_view).clamp(least, most))
        }
    }
}

fn triple(page: &mut Page, name: &str, [x, y, z]: [f64; 3]) {
    page.element(name, &[], |page| {
        page.text("X", &double(x));
        page.text("Y", &double(y));
        page.text("Z", &double(z));
    });
}

fn double(number: f64) -> String {
    finite(number).to_string()
}

fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}

fn stamp(page: &mut Page, [date, author]: [&str; 2], stamp: &Stamp) {
    page.text(date, &stamp.at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    page.text(author, &word(&stamp.author));
}

fn guid(guid: Uuid) -> [(&'static str, String); 1] {
    [("Guid", guid.to_string())]
}

/// An element for a line that may be missing.
fn named(page: &mut Page, name: &str, text: &str) {
    if !is_blank(text) {
        page.text(name, &line(text));
    }
}

/// A line that must be there.
fn word(text: &str) -> String {
    if is_blank(text) { NO_WORD.to_owned() } else { line(text) }
}

#[cfg(test)]
mod tests {
    use super::super::package::{Caps, Package};
    use super::super::round_trips::example;
    use super::super::topic::Offered;
    use super::*;

    fn names(bytes: &[u8]) -> Vec<String> {
        zip::ZipArchive::new(std::io::Cursor::new(bytes))
            .unwrap()
            .file_names()
            .map(|name| name.unwrap().into())
            .collect()
    }

    fn member(bytes: &[u8], place: usize) -> String {
        let caps = Caps::default();
        let unpacked = Package::open(bytes, &caps).unwrap().unpack(place).unwrap().unwrap();
        String::from_utf8(unpacked).unwrap()
    }

    #[test]
    fn a_package_has_what_its_version_demands() {
        let old = write(Version::V2_1, &Project::default(), &[example()]).unwrap();
        let new = write(Version::V3_0, &Project::default(), &[example()]).unwrap();
        let guid = example().guid;
        let of_topic = [format!("{guid}/markup.bcf"), format!("{guid}/viewpoint.bcfv")];
        assert_eq!(names(&old)[..2], ["bcf.version", "project.bcfp"]);
        assert_eq!(names(&old)[2..], of_topic);
        assert_eq!(names(&new)[..3], ["bcf.version", "project.bcfp", "extensions.xml"]);
        assert_eq!(names(&new)[3..], of_topic);
    }

    #[test]
    fn the_same_topics_make_the_same_bytes() {
        for version in [Version::V2_1, Version::V3_0] {
            let bytes = || write(version, &Project::default(), &[example()]).unwrap();
            assert_eq!(bytes(), bytes());
        }
    }

    #[test]
    fn version_3_lists_the_words_offered_and_used_once_each() {
        let offered =
            Offered { statuses: vec!["Closed".into(), " ".into(), "Open".into()], ..Offered::default() };
        let project = Project { offered, ..Project::default() };
        let extensions = member(
            &write(
                Version::V3_0,
                &project,
                &[example(), Topic { guid: Uuid::nil(), status: None, ..example() }],
            )
            .unwrap(),
            2,
        );
        let list = "<TopicStatuses><TopicStatus>Closed</TopicStatus><TopicStatus>Open</TopicStatus>\
                    <TopicStatus>-</TopicStatus></TopicStatuses>";
        assert!(extensions.contains(list), "{extensions}");
    }

    #[test]
    fn two_topics_of_one_id_are_refused() {
        let topics = [example(), example()];
        assert_eq!(write(Version::V2_1, &Project::default(), &topics), Err(Fault::NotPacked));
    }

    #[test]
    fn an_angle_is_brought_within_what_the_version_allows() {
        let narrow = |version, field_of_view| seen(version, Lens::Perspective { field_of_view }).2;
        assert_eq!([narrow(Version::V2_1, 30.0), narrow(Version::V3_0, 30.0)], [45.0, 30.0]);
        assert_eq!([narrow(Version::V2_1, 90.0), narrow(Version::V3_0, f64::NAN)], [60.0, 1.0]);
    }
}
