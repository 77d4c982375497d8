//! A package as topics, as far as they can be read.

use super::package::{Caps, Fault, Folder, Package};
use super::page::{is_blank, line};
use super::topic::{Comment, Lens, Stamp, Topic, Viewpoint};
use super::tree::Element;
use super::write::NO_WORD;
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use std::collections::HashSet;
use uuid::Uuid;

/// Viewpoints of a topic that are opened in search of one that can be read.
const MOST_TRIES: usize = 8;

/// What a package holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    /// The topics that could be read, in the order of the package.
    pub topics: Vec<Topic>,
    /// The others.
    pub refused: Vec<Refused>,
}

/// A folder of a package that cannot be read as a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub folder: String,
    /// A stable code: `no_markup`, `damaged`, `not_xml`, `document_type`, `too_complex`, `no_topic`, `no_guid`,
    /// `same_guid`, `no_title`, `no_date`, `broken_comment`.
    pub reason: &'static str,
}

/// Reads a package of any version. One that is no zip, breaks a cap or leads out of itself is refused whole.
pub fn read(bytes: &[u8], caps: &Caps) -> Result<Contents, Fault> {
    let mut package = Package::open(bytes, caps)?;
    let mut contents = Contents::default();
    let mut seen = HashSet::new();
    for folder in package.folders()? {
        match whole(&mut package, &folder, caps) {
            Ok(topic) if seen.insert(topic.guid) => contents.topics.push(topic),
            Ok(_) => contents.refuse(folder.name, "same_guid"),
            Err(Stop::Topic(reason)) => contents.refuse(folder.name, reason),
            Err(Stop::Package(fault)) => return Err(fault),
        }
    }
    Ok(contents)
}

impl Contents {
    fn refuse(&mut self, folder: String, reason: &'static str) {
        self.refused.push(Refused { folder, reason });
    }
}

/// What stops the reading: of a topic, or of the whole package.
enum Stop {
    Topic(&'static str),
    Package(Fault),
}

impl From<&'static str> for Stop {
    fn from(reason: &'static str) -> Self {
        Self::Topic(reason)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Package(fault)
    }
}

fn whole(package: &mut Package, folder: &Folder, caps: &Caps) -> Result<Topic, Stop> {
    let place = folder.member("markup.bcf").ok_or("no_markup")?;
    let markup = parsed(package, place, caps)?;
    let topic = topic(&markup, &folder.name)?;
    Ok(Topic { viewpoint: first_viewpoint(package, folder, &markup, caps)?, ..topic })
}

fn parsed(package: &mut Package, place: usize, caps: &Caps) -> Result<Element, Stop> {
    let bytes = package.unpack(place)?.ok_or("damaged")?;
    Ok(Element::parse(&bytes, caps)?)
}

/// A topic, but for its viewpoint. One that names no id has that of its folder.
fn topic(markup: &Element, folder: &str) -> Result<Topic, &'static str> {
    let topic = markup.child("Topic").ok_or("no_topic")?;
    let words = |name| topic.child_text(name).and_then(words);
    Ok(Topic {
        guid: guid(topic).or_else(|| Uuid::try_parse(folder).ok()).ok_or("no_guid")?,
        index: words("Index").and_then(|index| index.parse().ok()),
        title: words("Title").ok_or("no_title")?,
        description: topic.child_text("Description").filter(|text| !is_blank(text)).map(str::to_owned),
        status: topic.attribute("TopicStatus").and_then(word),
        kind: topic.attribute("TopicType").and_then(word),
        priority: words("Priority"),
        labels: labels(topic),
        created: stamp(topic, ["CreationDate", "CreationAuthor"]).ok_or("no_date")?,
        modified: stamp(topic, ["ModifiedDate", "ModifiedAuthor"]),
        comments: comments(markup, topic).map(comment).collect::<Option<_>>().ok_or("broken_comment")?,
        viewpoint: None,
    })
}

/// Labels stand one in each element (2.1), or in a list of their own (3.0).
fn labels(topic: &Element) -> Vec<String> {
    let single = topic.children("Labels");
    let listed = topic.children("Labels").flat_map(|labels| labels.children("Label"));
    single.chain(listed).filter_map(|label| words(label.text())).collect()
}

/// Comments stand beside the topic (2.1), or in a list inside (3.0).
fn comments<'a>(markup: &'a Element, topic: &'a Element) -> impl Iterator<Item = &'a Element> {
    let listed = topic.children("Comments").flat_map(|comments| comments.children("Comment"));
    markup.children("Comment").chain(listed)
}

fn comment(comment: &Element) -> Option<Comment> {
    let text = comment.child_text("Comment").unwrap_or_default();
    Some(Comment {
        guid: guid(comment)?,
        said: stamp(comment, ["Date", "Author"])?,
        text: if is_blank(text) { String::new() } else { text.to_owned() },
        viewpoint: comment.child("Viewpoint").and_then(guid),
    })
}

/// The first viewpoint of a topic that can be read, in the order that they say. They stand beside the topic (2.1), or
/// in a list inside (3.0). Some programs say the id here alone, and not in the viewpoint.
fn first_viewpoint(
    package: &mut Package,
    folder: &Folder,
    markup: &Element,
    caps: &Caps,
) -> Result<Option<Viewpoint>, Fault> {
    let inside = markup.children("Topic").flat_map(|topic| topic.children("Viewpoints"));
    let listed = inside.flat_map(|list| list.children("ViewPoint"));
    let mut entries: Vec<&Element> = markup.children("Viewpoints").chain(listed).collect();
    entries.sort_by_key(|entry| entry.child_text("Index").and_then(|index| index.trim().parse::<i32>().ok()));
    for entry in entries.into_iter().take(MOST_TRIES) {
        let file = entry.child_text("Viewpoint").and_then(|name| folder.member(name.trim()));
        let Some(file) = file else { continue };
        match parsed(package, file, caps).map(|info| viewpoint(&info, guid(entry))) {
            Ok(Some(viewpoint)) => return Ok(Some(viewpoint)),
            Ok(None) | Err(Stop::Topic(_)) => {}
            Err(Stop::Package(fault)) => return Err(fault),
        }
    }
    Ok(None)
}

fn viewpoint(info: &Element, named: Option<Uuid>) -> Option<Viewpoint> {
    let orthogonal = info.child("OrthogonalCamera");
    let camera = orthogonal.or_else(|| info.child("PerspectiveCamera"))?;
    let lens = match orthogonal {
        Some(camera) => Lens::Orthogonal { height: number(camera, "ViewToWorldScale")? },
        None => Lens::Perspective {
            field_of_view: number(camera, "FieldOfView").filter(|angle| *angle > 0.0 && *angle < 180.0)?,
        },
    };
    Some(Viewpoint {
        guid: named.or_else(|| guid(info))?,
        eye: triple(camera, "CameraViewPoint")?,
        direction: triple(camera, "CameraDirection")?,
        up: triple(camera, "CameraUpVector")?,
        lens,
    })
}

fn triple(camera: &Element, name: &str) -> Option<[f64; 3]> {
    let of = camera.child(name)?;
    Some([number(of, "X")?, number(of, "Y")?, number(of, "Z")?])
}

fn number(of: &Element, name: &str) -> Option<f64> {
    of.child_text(name)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn guid(of: &Element) -> Option<Uuid> {
    Uuid::try_parse(of.attribute("Guid")?.trim()).ok()
}

fn stamp(of: &Element, [date, author]: [&str; 2]) -> Option<Stamp> {
    let author = of.child_text(author).and_then(word).unwrap_or_default();
    Some(Stamp { author, at: moment(of.child_text(date)?.trim())? })
}

/// A time of a year with four digits. One without a zone is taken for UTC; a leap second for the second before it.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    let at =
        zoned.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|at| at.and_utc()));
    let at = at.ok().filter(|at| (1..=9999).contains(&at.year()))?;
    at.with_nanosecond(at.nanosecond() % 1_000_000_000)
}

/// A line with something in it.
fn words(text: &str) -> Option<String> {
    Some(line(text)).filter(|line| !line.is_empty())
}

/// A line with something in it that does not stand for nothing.
fn word(text: &str) -> Option<String> {
    words(text).filter(|word| word != NO_WORD)
}

#[cfg(test)]
mod tests {
    use super::super::package::pack;
    use super::*;

    const GUID: &str = "6b1f2d0e-2c57-4a5b-9d3f-0c7f2e9a1b01";
    const STAMPS: &str =
        "<CreationDate>2026-03-02T09:10:00+09:00</CreationDate><CreationAuthor>a</CreationAuthor>";
    const CAMERA: &str = "<CameraViewPoint><X>1</X><Y>2</Y><Z>3</Z></CameraViewPoint>\
        <CameraDirection><X>0</X><Y>1e0</Y><Z>0</Z></CameraDirection>\
        <CameraUpVector><X>0</X><Y>0</Y><Z>1</Z></CameraUpVector>";

    fn package(members: &[(&str, &str)]) -> Contents {
        let members = members.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        read(&pack(members.collect()).unwrap(), &Caps::default()).unwrap()
    }

    /// The package of one topic, by what stands inside the markup.
    fn single(markup: &str) -> Contents {
        package(&[(&format!("{GUID}/markup.bcf"), &format!("<Markup>{markup}</Markup>"))])
    }

    fn refusal(markup: &str) -> &'static str {
        single(markup).refused.pop().map(|refused| refused.reason).unwrap_or_default()
    }

    #[test]
    fn a_topic_that_cannot_be_read_says_why() {
        let topic = |inside: &str| format!("<Topic>{inside}</Topic>");
        assert_eq!(refusal(&topic(STAMPS)), "no_title");
        assert_eq!(refusal(&topic(&format!("<Title> \n</Title>{STAMPS}"))), "no_title");
        assert_eq!(refusal(&topic("<Title>a</Title>")), "no_date");
        assert_eq!(refusal(&topic("<Title>a</Title><CreationDate>yesterday</CreationDate>")), "no_date");
        assert_eq!(refusal(""), "no_topic");
        assert_eq!(refusal("<Topic>"), "not_xml");
        let topic = format!("<Topic><Title>a</Title>{STAMPS}</Topic>");
        assert_eq!(refusal(&format!("{topic}<Comment Guid='{GUID}'/>")), "broken_comment");
        assert_eq!(refusal(&topic), "");
    }

    #[test]
    fn the_others_go_in() {
        let good = format!("<Markup><Topic Guid='{GUID}'><Title>a</Title>{STAMPS}</Topic></Markup>");
        let contents = package(&[
            ("00000000-0000-4000-8000-000000000001/viewpoint.bcfv", "<VisualizationInfo/>"),
            ("one/markup.bcf", &good),
            ("two/markup.bcf", &good),
            ("three/markup.bcf", "<!DOCTYPE a><Markup/>"),
            ("documents/a.pdf", ""),
        ]);
        assert_eq!(contents.topics.len(), 1);
        let refused: Vec<_> = contents.refused.iter().map(|one| (one.folder.as_str(), one.reason)).collect();
        let without = ("00000000-0000-4000-8000-000000000001", "no_markup");
        assert_eq!(refused, [without, ("two", "same_guid"), ("three", "document_type")]);
    }

    #[test]
    fn a_topic_without_an_id_has_that_of_its_folder() {
        let inside = format!("<Topic><Title>a</Title>{STAMPS}</Topic>");
        assert_eq!(single(&inside).topics[0].guid.to_string(), GUID);
        let contents = package(&[("folder/markup.bcf", &format!("<Markup>{inside}</Markup>"))]);
        assert_eq!(contents.refused[0].reason, "no_guid");
    }

    #[test]
    fn a_folder_around_the_package_and_the_extras_of_a_mac_make_no_difference() {
        let markup = format!("\u{feff}<Markup><Topic><Title>a</Title>{STAMPS}</Topic></Markup>");
        let contents = package(&[
            (&format!("review.bcf/{GUID}/Markup.bcf"), &markup),
            ("review.bcf/.DS_Store", ""),
            (&format!("__MACOSX/review.bcf/{GUID}/._markup.bcf"), "junk"),
        ]);
        assert_eq!((contents.topics.len(), contents.refused.len()), (1, 0));
    }

    #[test]
    fn a_viewpoint_is_the_first_one_that_can_be_read() {
        let entry = |guid: &str, file: &str, index: &str| {
            format!(
                "<Viewpoints Guid='{guid}'><Viewpoint>{file}</Viewpoint><Index>{index}</Index></Viewpoints>"
            )
        };
        let [second, first] =
            ["00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000001"];
        let markup = format!(
            "<Markup><Topic><Title>a</Title>{STAMPS}</Topic>{}{}{}{}</Markup>",
            entry(second, "b.bcfv", "2"),
            entry(first, "a.bcfv", "1"),
            entry(GUID, "../c.bcfv", "0"),
            entry(GUID, "d.bcfv", "0"),
        );
        let camera = format!(
            "<VisualizationInfo><OrthogonalCamera>{CAMERA}<ViewToWorldScale>2.5</ViewToWorldScale></OrthogonalCamera></VisualizationInfo>"
        );
        let contents = package(&[
            (&format!("{GUID}/markup.bcf"), &markup),
            (&format!("{GUID}/a.bcfv"), &camera),
            (&format!("{GUID}/b.bcfv"), &camera),
            (&format!("{GUID}/d.bcfv"), "<VisualizationInfo/>"),
            ("c.bcfv", &camera),
        ]);
        let viewpoint = contents.topics[0].viewpoint.clone().unwrap();
        assert_eq!((viewpoint.guid.to_string().as_str(), viewpoint.eye), (first, [1.0, 2.0, 3.0]));
        assert_eq!(viewpoint.lens, Lens::Orthogonal { height: 2.5 });
    }

    #[test]
    fn a_camera_of_impossible_numbers_is_left_out() {
        let camera = |angle: &str| {
            let text = format!(
                "<V Guid='{GUID}'><PerspectiveCamera>{CAMERA}<FieldOfView>{angle}</FieldOfView></PerspectiveCamera></V>"
            );
            viewpoint(&Element::parse(text.as_bytes(), &Caps::default()).unwrap(), None)
        };
        assert!(camera(" 59.9 ").is_some());
        assert!(["NaN", "INF", "inf", "180", "0", "", "4,5"].iter().all(|angle| camera(angle).is_none()));
    }

    #[test]
    fn times_are_read_with_and_without_a_zone() {
        let at = |text| moment(text).map(|at| at.to_rfc3339());
        assert_eq!(at("2026-03-02T09:10:00+09:00").as_deref(), Some("2026-03-02T00:10:00+00:00"));
        assert_eq!(at("2026-03-02T09:10:00.5").as_deref(), Some("2026-03-02T09:10:00.500+00:00"));
        assert_eq!(at("2016-12-31T23:59:60Z").as_deref(), Some("2016-12-31T23:59:59+00:00"));
        assert!(
            ["", "2026-03-02", "+12026-03-02T09:10:00", "0000-01-01T00:00:00Z"]
                .map(at)
                .iter()
                .all(Option::is_none)
        );
    }
}
