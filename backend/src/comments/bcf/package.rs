//! The zip around a package: opened within caps, and packed always in the same way.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// What begins the entry of a member in the list at the end of a zip.
const ENTRY: &[u8] = b"PK\x01\x02";
/// What unpacks to no more than this does no harm, however tightly it is packed: people write "......".
const HARMLESS: u64 = 1 << 20;

/// How much of a package is opened at most.
#[derive(Debug, Clone)]
pub struct Caps {
    /// Bytes of the package.
    pub package: usize,
    /// Members in it, of any kind.
    pub members: usize,
    /// Unpacked bytes of a member that is read.
    pub member: u64,
    /// Unpacked bytes of all members that are read.
    pub unpacked: u64,
    /// Unpacked bytes for one packed byte of any member above 1 MiB, also of those that are never unpacked.
    pub ratio: u64,
    /// Nested elements of XML.
    pub depth: usize,
    /// Elements of one member.
    pub elements: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            package: 64 << 20,
            members: 5_000,
            member: 8 << 20,
            unpacked: 64 << 20,
            ratio: 200,
            depth: 32,
            elements: 200_000,
        }
    }
}

/// Why a package was not read at all, or not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is no zip, or a damaged one.
    #[error("not a zip")]
    NotAZip,
    /// It has more bytes than [`Caps::package`].
    #[error("the package is too large")]
    TooLarge,
    /// It has more members than [`Caps::members`].
    #[error("the package has too many members")]
    TooManyMembers,
    /// Two members have one name, so that two programs may read two packages.
    #[error("two members have the same name")]
    SameName,
    /// A member's path leads out of the package, or it is a link.
    #[error("a member leads out of the package")]
    LeadsOut,
    /// A member, or all of them, unpack to more than [`Caps::member`] or [`Caps::unpacked`].
    #[error("the package unpacks to too much")]
    UnpacksTooLarge,
    /// A member unpacks to more than [`Caps::ratio`] times its size.
    #[error("a member is packed too tightly")]
    TooTight,
    /// Topics could not be packed: two have the same id, or it is too much for a zip.
    #[error("the topics cannot be packed")]
    NotPacked,
}

impl Fault {
    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAZip => "not_a_zip",
            Self::TooLarge => "too_large",
            Self::TooManyMembers => "too_many_members",
            Self::SameName => "same_name",
            Self::LeadsOut => "leads_out",
            Self::UnpacksTooLarge => "unpacks_too_large",
            Self::TooTight => "too_tight",
            Self::NotPacked => "not_packed",
        }
    }
}

/// A package that was opened.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    caps: &'a Caps,
    left: u64,
}

/// A folder of a topic: its name, and the places of its members by their names.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) name: String,
    members: BTreeMap<String, usize>,
    first: usize,
}

impl Folder {
    /// The place of a member. Capitals make no difference.
    pub(super) fn member(&self, name: &str) -> Option<usize> {
        self.members.get(&name.to_lowercase()).copied()
    }

    /// By its name or by what is in it.
    fn is_of_a_topic(&self) -> bool {
        Uuid::try_parse(&self.name).is_ok()
            || self.members.keys().any(|name| name == "markup.bcf" || name.ends_with(".bcfv"))
    }
}

impl<'a> Package<'a> {
    /// Opens a package. What a member says of its size is believed only where it says too much.
    pub(super) fn open(bytes: &'a [u8], caps: &'a Caps) -> Result<Self, Fault> {
        if bytes.len() > caps.package {
            return Err(Fault::TooLarge);
        }
        // Counted before the list is read, which takes memory for every entry.
        if bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count() > caps.members {
            return Err(Fault::TooManyMembers);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::NotAZip)?;
        if archive.has_duplicate_names() {
            return Err(Fault::SameName);
        }
        let package = Self { archive, caps, left: caps.unpacked };
        for place in 0..package.archive.len() {
            let member = package.archive.by_index_data(place).map_err(|_| Fault::NotAZip)?;
            package.loose(member.size(), member.compressed_size())?;
            if member.is_symlink() {
                return Err(Fault::LeadsOut);
            }
        }
        Ok(package)
    }

    /// The folders of topics in the order of the package, at any depth.
    pub(super) fn folders(&self) -> Result<Vec<Folder>, Fault> {
        let mut folders = BTreeMap::new();
        for place in 0..self.archive.len() {
            let Some(Ok(path)) = self.archive.name_for_index(place) else { continue };
            let Some((folder, name)) = placed(&path)? else { continue };
            let name_of_folder = folder.rsplit('/').next().unwrap_or_default().to_owned();
            let folder = folders.entry(folder).or_insert_with(|| Folder {
                name: name_of_folder,
                members: BTreeMap::new(),
                first: place,
            });
            folder.members.insert(name.to_lowercase(), place);
        }
        let mut found: Vec<Folder> = folders.into_values().filter(Folder::is_of_a_topic).collect();
        found.sort_by_key(|folder| folder.first);
        Ok(found)
    }

    /// Unpacks a member. Nothing, where it is damaged, locked or packed in a way that the format does not know.
    pub(super) fn unpack(&mut self, place: usize) -> Result<Option<Vec<u8>>, Fault> {
        let most = self.caps.member.min(self.left);
        let Ok(member) = self.archive.by_index(place) else { return Ok(None) };
        let packed = member.compressed_size();
        let mut bytes = Vec::new();
        let whole = member.take(most.saturating_add(1)).read_to_end(&mut bytes);
        // What came before the damage counts, too.
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.loose(size, packed)?;
        if size > most {
            return Err(Fault::UnpacksTooLarge);
        }
        self.left -= size;
        Ok(whole.ok().map(|_| bytes))
    }

    /// Refuses what grows too much.
    fn loose(&self, size: u64, packed: u64) -> Result<(), Fault> {
        let most = packed.saturating_mul(self.caps.ratio).max(HARMLESS);
        if size > most { Err(Fault::TooTight) } else { Ok(()) }
    }
}

/// The folder and the name in a member's path. Nothing for a folder itself, and for what a Mac adds to a zip.
fn placed(path: &str) -> Result<Option<(String, String)>, Fault> {
    let path = path.replace('\\', "/");
    let on_a_drive = path.split('/').next().is_some_and(|step| step.contains(':'));
    if path.starts_with('/') || on_a_drive || path.contains('\0') || path.split('/').any(|step| step == "..")
    {
        return Err(Fault::LeadsOut);
    }
    let mut steps: Vec<&str> = path.split('/').filter(|step| *step != ".").collect();
    let name = steps.pop().filter(|name| !name.is_empty() && !name.starts_with("._"));
    let name = name.filter(|_| !steps.contains(&"__MACOSX"));
    Ok(name.map(|name| (steps.join("/"), name.to_owned())))
}

/// Packs members in their order, the same bytes for the same members.
pub(super) fn pack(members: Vec<(String, String)>) -> Result<Vec<u8>, Fault> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(name, options).map_err(|_| Fault::NotPacked)?;
        zip.write_all(text.as_bytes()).map_err(|_| Fault::NotPacked)?;
    }
    zip.finish().map(Cursor::into_inner).map_err(|_| Fault::NotPacked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(members: &[(&str, &str)]) -> Vec<u8> {
        pack(members.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()).unwrap()
    }

    fn opened(bytes: &[u8], caps: &Caps) -> Result<Vec<Vec<u8>>, Fault> {
        let mut package = Package::open(bytes, caps)?;
        (0..package.archive.len()).map(|place| package.unpack(place).map(Option::unwrap_or_default)).collect()
    }

    #[test]
    fn each_cap_has_its_fault() {
        let bytes = packed(&[("a", &"ab".repeat(1_000)), ("b", "b")]);
        let caps = Caps::default();
        assert_eq!(opened(&bytes, &caps).unwrap().len(), 2);
        let refused = |caps: Caps| opened(&bytes, &caps).unwrap_err();
        assert_eq!(refused(Caps { package: bytes.len() - 1, ..caps.clone() }), Fault::TooLarge);
        assert_eq!(refused(Caps { members: 1, ..caps.clone() }), Fault::TooManyMembers);
        assert_eq!(refused(Caps { member: 1_999, ..caps.clone() }), Fault::UnpacksTooLarge);
        assert_eq!(refused(Caps { unpacked: 2_000, ..caps.clone() }), Fault::UnpacksTooLarge);
        let tight = packed(&[("a", "b"), ("snapshot.png", &"a".repeat(2 << 20))]);
        assert_eq!(opened(&tight, &caps), Err(Fault::TooTight));
        assert!(opened(&packed(&[("a", &"a".repeat(1 << 20))]), &caps).is_ok());
    }

    #[test]
    fn a_member_that_lies_about_its_size_is_damaged() {
        let mut bytes = packed(&[("a", &"a".repeat(3_000_000))]);
        let size = 3_000_000_u32.to_le_bytes();
        while let Some(at) = bytes.windows(4).position(|window| window == size) {
            bytes[at..at + 4].copy_from_slice(&7_u32.to_le_bytes());
        }
        assert!(Package::open(&bytes, &Caps::default()).is_ok(), "it says that it is small");
        assert_eq!(opened(&bytes, &Caps::default()), Ok(vec![vec![]]));
    }

    #[test]
    fn two_members_of_one_name_are_refused() {
        let mut bytes = packed(&[("aa", "1"), ("ab", "2")]);
        while let Some(at) = bytes.windows(2).position(|window| window == b"ab") {
            bytes[at + 1] = b'a';
        }
        assert_eq!(opened(&bytes, &Caps::default()), Err(Fault::SameName));
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        for path in
            ["../x/a.bcf", "/x/a.bcf", "x/../a.bcf", "c:/a.bcf", "..\\x\\a.bcf", "\\a.bcf", "a\0/a.bcf"]
        {
            assert_eq!(placed(path), Err(Fault::LeadsOut), "{path}");
        }
    }

    #[test]
    fn a_path_is_a_folder_and_a_name() {
        let split = |folder: &str, name: &str| Ok(Some((folder.to_owned(), name.to_owned())));
        assert_eq!(placed("a\\b\\markup.bcf"), split("a/b", "markup.bcf"));
        assert_eq!(placed("./a/markup.bcf"), split("a", "markup.bcf"));
        assert_eq!(placed("markup.bcf"), split("", "markup.bcf"));
        for path in ["__MACOSX/x/markup.bcf", "x/._markup.bcf", "x/", ""] {
            assert_eq!(placed(path), Ok(None), "{path}");
        }
    }

    #[test]
    fn the_same_members_make_the_same_bytes() {
        assert_eq!(packed(&[("a", "1"), ("b/c", "2")]), packed(&[("a", "1"), ("b/c", "2")]));
    }

    #[test]
    fn what_is_no_zip_is_refused() {
        for bytes in [&b""[..], b"PK", b"PK\x05\x06", &[0; 5_000], &packed(&[("a", "1")])[1..]] {
            let _ = opened(bytes, &Caps::default());
        }
        assert_eq!(opened(b"<Markup/>", &Caps::default()), Err(Fault::NotAZip));
    }
}
