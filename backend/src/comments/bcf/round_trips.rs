//! What is written is read again: an example, topics made up by chance, and packages broken by chance.

use super::*;
use chrono::DateTime;
use uuid::Uuid;

/// Texts that try to get out of where they stand, and some that just are not ASCII.
const HOSTILE: [&str; 16] = [
    "베어링 내륜과 간섭이 우려됩니다.",
    "año, señal, 100 µm",
    "👩🏽‍🔧🧵\u{1f1f0}\u{1f1f7}",
    "]]>",
    "<![CDATA[",
    "</Title><Title>",
    "&amp;&#0;&lt;",
    "\"' onload='",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    "\u{202e}fdp.exe",
    "=1+1",
    "../../etc/passwd",
    "e\u{301}가",
    "<!-- -->",
    "\u{feff}\u{200b}\u{a0}",
    "- -",
];
/// What XML 1.0 cannot hold.
const LOST: [char; 6] = ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'];
const SEED: u64 = 20_260_302;
const TOPICS: usize = 1_000;
const BROKEN: usize = 3_000;

/// Chance that is the same every time (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| make(self))
    }

    fn some<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(4)).map(|_| make(self)).collect()
    }

    /// One to four hostile texts, with a sign between them.
    fn words(&mut self, between: &str) -> String {
        let texts: Vec<_> = (0..=self.below(3)).map(|_| HOSTILE[self.below(HOSTILE.len())]).collect();
        format!("{}x", texts.join(between))
    }

    fn number(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / 1e5 - 2e4
    }

    fn guid(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.next(), self.next())
    }

    fn stamp(&mut self) -> Stamp {
        let nanos = i64::try_from(self.next() >> 2).unwrap() - (1 << 61);
        Stamp {
            author: self.maybe(|chance| chance.words(" ")).unwrap_or_default(),
            at: DateTime::from_timestamp_nanos(nanos),
        }
    }

    fn viewpoint(&mut self) -> Viewpoint {
        let mut triple = || [self.number(), self.number(), self.number()];
        let [eye, direction, up] = [triple(), triple(), triple()];
        let lens = match self.below(2) {
            0 => Lens::Orthogonal { height: self.number() },
            _ => Lens::Perspective { field_of_view: 45.0 + self.number().abs() % 15.0 },
        };
        Viewpoint { guid: self.guid(), eye, direction, up, lens }
    }

    fn topic(&mut self) -> Topic {
        Topic {
            guid: self.guid(),
            index: self.maybe(|chance| i32::try_from(chance.next() >> 33).unwrap() - (1 << 30)),
            title: self.words(" "),
            description: self.maybe(|chance| format!("\r\n {}\t", chance.words("\n"))),
            status: self.maybe(|chance| chance.words(" ")),
            kind: self.maybe(|chance| chance.words(" ")),
            priority: self.maybe(|chance| chance.words(" ")),
            labels: self.some(|chance| chance.words(" ")),
            created: self.stamp(),
            modified: self.maybe(Self::stamp),
            comments: self.some(|chance| Comment {
                guid: chance.guid(),
                said: chance.stamp(),
                text: chance.maybe(|chance| chance.words("\r")).unwrap_or_default(),
                viewpoint: chance.maybe(Self::guid),
            }),
            viewpoint: self.maybe(Self::viewpoint),
        }
    }
}

/// A topic as a person would write it.
pub(super) fn example() -> Topic {
    let said = |at: &str| Stamp { author: "design@firm-a.example".into(), at: at.parse().unwrap() };
    let guid = |last: u128| Uuid::from_u128(0x6b1f_2d0e_2c57_4a5b_9d3f_0c7f_2e9a_1b00 + last);
    Topic {
        guid: guid(1),
        index: Some(1),
        title: "모터 샤프트 Ø4 h6 공차 확인 요청".into(),
        description: Some("베어링 내륜과\n간섭이 우려됩니다.".into()),
        status: Some("Open".into()),
        kind: Some("도면 검토".into()),
        priority: Some("높음".into()),
        labels: vec!["품질".into(), "설계".into()],
        created: said("2026-03-02T00:10:00Z"),
        modified: Some(said("2026-03-03T00:10:00.123456Z")),
        comments: vec![Comment {
            guid: guid(2),
            said: said("2026-03-02T00:12:00Z"),
            text: "1차 검토본입니다.\n\n단면 A-A를 보세요.".into(),
            viewpoint: Some(guid(3)),
        }],
        viewpoint: Some(Viewpoint {
            guid: guid(3),
            eye: [0.12, -0.2, 0.15],
            direction: [-0.45, 0.75, -0.48],
            up: [0.0, 0.0, 1.0],
            lens: Lens::Orthogonal { height: 0.4 },
        }),
    }
}

fn again(version: Version, topics: &[Topic]) -> Contents {
    read(&write(version, &Project::default(), topics).unwrap(), &Caps::default()).unwrap()
}

#[test]
fn what_is_written_is_read_again() {
    let mut chance = Chance(SEED);
    let made: Vec<Topic> = std::iter::once(example()).chain((0..TOPICS).map(|_| chance.topic())).collect();
    for version in [Version::V2_1, Version::V3_0] {
        let contents = again(version, &made);
        assert_eq!(contents.refused, []);
        for (topic, read) in made.iter().zip(&contents.topics) {
            assert_eq!(topic, read);
        }
        assert_eq!(contents.topics.len(), TOPICS + 1);
    }
    println!("{TOPICS} topics in two versions, seed {SEED}");
}

#[test]
fn characters_that_xml_cannot_hold_become_the_sign_for_a_lost_one() {
    for lost in LOST {
        for version in [Version::V2_1, Version::V3_0] {
            let text = format!("앞{lost}뒤");
            let topic =
                Topic { title: text.clone(), kind: Some(text.clone()), description: Some(text), ..example() };
            let read = again(version, &[topic]).topics.pop().unwrap();
            let kept = "앞\u{fffd}뒤";
            assert_eq!(
                (read.title.as_str(), read.kind.as_deref(), read.description.as_deref()),
                (kept, Some(kept), Some(kept))
            );
        }
    }
}

#[test]
fn a_topic_of_blanks_is_written_and_read_as_one_of_nothing() {
    let blank = || Some(" \r\n\t".to_owned());
    let nobody = Stamp { author: "\n".into(), ..example().created };
    let topic = Topic {
        title: "  a\n b ".into(),
        description: blank(),
        status: blank(),
        kind: blank(),
        priority: blank(),
        labels: vec![" ".into()],
        created: nobody.clone(),
        modified: Some(nobody.clone()),
        comments: vec![Comment { said: nobody, text: " ".into(), ..example().comments[0].clone() }],
        ..example()
    };
    for version in [Version::V2_1, Version::V3_0] {
        let read = again(version, std::slice::from_ref(&topic)).topics.pop().unwrap();
        assert_eq!(read.title, "a b");
        assert_eq!([&read.description, &read.status, &read.kind, &read.priority], [&None; 4]);
        assert_eq!((read.labels.len(), read.created.author.as_str()), (0, ""));
        assert_eq!((read.comments[0].text.as_str(), read.comments[0].said.author.as_str()), ("", ""));
    }
}

/// Bytes with up to so many of them changed.
fn broken(chance: &mut Chance, whole: &[u8], most: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=chance.below(most) {
        let at = chance.below(bytes.len());
        bytes[at] = u8::try_from(chance.below(256)).unwrap();
    }
    if chance.below(8) == 0 {
        bytes.truncate(chance.below(whole.len()));
    }
    bytes
}

#[test]
fn a_broken_package_is_refused_or_read_and_never_stops_the_program() {
    let mut chance = Chance(SEED);
    let topics: Vec<Topic> = (0..3).map(|_| chance.topic()).collect();
    let whole = write(Version::V3_0, &Project::default(), &topics).unwrap();
    let results: Vec<_> =
        (0..BROKEN).map(|_| read(&broken(&mut chance, &whole, 8), &Caps::default())).collect();
    let refused = results.iter().filter(|result| result.is_err()).count();
    println!("{BROKEN} packages, seed {SEED}: {refused} refused");
    assert!(refused > BROKEN / 10 && refused < BROKEN - BROKEN / 10);
}

#[test]
fn a_broken_topic_is_refused_or_read_and_never_stops_the_program() {
    let mut chance = Chance(SEED);
    let caps = Caps::default();
    let whole = write(Version::V2_1, &Project::default(), &[example()]).unwrap();
    let mut package = package::Package::open(&whole, &caps).unwrap();
    let [markup, camera] = [2, 3].map(|place| package.unpack(place).unwrap().unwrap());
    let (mut refused, mut blind) = (0, 0);
    for _ in 0..BROKEN {
        let members = [("a/markup.bcf", &markup), ("a/viewpoint.bcfv", &camera)].map(|(name, whole)| {
            (name.to_owned(), String::from_utf8_lossy(&broken(&mut chance, whole, 2)).into_owned())
        });
        let contents = read(&package::pack(members.into()).unwrap(), &caps).unwrap();
        assert_eq!(contents.topics.len() + contents.refused.len(), 1);
        refused += contents.refused.len();
        blind += contents.topics.iter().filter(|topic| topic.viewpoint.is_none()).count();
    }
    println!("{BROKEN} topics, seed {SEED}: {refused} refused, {blind} without their viewpoint");
    assert!(refused > BROKEN / 10 && refused < BROKEN - BROKEN / 10 && blind > BROKEN / 100);
}
