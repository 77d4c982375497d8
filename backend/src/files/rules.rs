//! What may be uploaded, what it is called, and what it is.

use super::file::{Content, File, Preview, Shown, State};
use crate::kernel::blobs::Content as Arrived;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::FileId;
use crate::kernel::record::Actor;
use crate::kernel::text;
use dure_api::Limits;

/// The caller has as many unfinished uploads as one may have.
pub const UPLOADS_FULL: Refusal = Refusal::conflict("uploads_full");
/// The project has no room for it.
pub const PROJECT_FULL: Refusal = Refusal::conflict("project_full");
/// A piece does not begin where the upload ends.
pub const UPLOAD_OFFSET: Refusal = Refusal::conflict("upload_offset");
/// Another request sends a piece of it now.
pub const UPLOAD_BUSY: Refusal = Refusal::conflict("upload_busy");
/// It is finished, and something shows it.
pub const FILE_SHOWN: Refusal = Refusal::conflict("file_shown");
/// The piece is not what its check sum says.
pub const UPLOAD_ALTERED: Refusal = Refusal { code: "upload_altered", status: 460 };
/// Another version of the protocol.
pub const TUS_VERSION: Refusal = Refusal { code: "tus_version", status: 412 };
/// No small picture is made of it.
pub const NO_PICTURE: Refusal = Refusal::unprocessable("no_picture");

/// The file has none.
pub const NO_PREVIEW: Refusal = Refusal { code: "no_preview", status: 404 };
/// The file has one, and the caller is not of the party that uploaded the file.
pub const PREVIEW_KEPT: Refusal = Refusal::conflict("preview_kept");
/// It is shown by something, or of a kind that is no preview.
pub const PREVIEW_UNFIT: Refusal = Refusal::unprocessable("preview_unfit");

/// An upload to begin.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: FileId,
    /// What the file is called.
    pub name: String,
    /// What the client said of it.
    pub metadata: String,
    /// Its length.
    pub bytes: u64,
}

impl Draft {
    /// Checked against the limits.
    pub fn parse(
        (id, name): (Option<&str>, Option<&str>),
        metadata: &str,
        bytes: Option<u64>,
        limits: &Limits,
    ) -> Result<Self, Problem> {
        let id = id.map(str::parse).transpose().map_err(|_| Fault::new("id").at("Upload-Metadata"))?;
        let bytes = bytes.ok_or_else(|| Fault::new("missing").at("Upload-Length"))?;
        if bytes > u64::from(limits.file_bytes) {
            return Err(Problem::too_large());
        }
        Ok(Self {
            id: id.unwrap_or_else(FileId::new),
            name: safe_name(name.unwrap_or_default(), usize::try_from(limits.file_name_chars).unwrap_or(0)),
            metadata: metadata.to_owned(),
            bytes,
        })
    }

    /// Whether a file is the one that this draft began.
    pub fn began(&self, file: &File) -> bool {
        (&file.metadata, file.bytes) == (&self.metadata, self.bytes)
    }
}

/// Whether another upload may begin, beside so many, in a project that holds so many bytes.
pub fn has_room(bytes: u64, unfinished: i64, held: i64, limits: &Limits) -> Result<(), Refusal> {
    let most = i64::from(limits.project_megabytes).saturating_mul(1_000_000);
    if unfinished >= i64::from(limits.uploads_open) {
        Err(UPLOADS_FULL)
    } else if held.saturating_add(i64::try_from(bytes).unwrap_or(i64::MAX)) > most {
        Err(PROJECT_FULL)
    } else {
        Ok(())
    }
}

/// How many more bytes an upload takes when a piece begins at `offset`.
pub fn takes(file: &File, offset: u64) -> Result<u64, Refusal> {
    if file.state == State::Arriving && file.received == offset {
        Ok(file.bytes - file.received)
    } else {
        Err(UPLOAD_OFFSET)
    }
}

/// Whether a file has the kind and the length of what stands for another.
pub fn fits(file: &File, shown: Shown, limits: &Limits) -> Result<(), Problem> {
    let (most, may_be_model) = match shown {
        Shown::Form => (limits.preview_bytes, true),
        Shown::Picture => (limits.preview_picture_bytes, false),
    };
    if file.bytes > u64::from(most) {
        return Err(Problem::too_large());
    }
    let is_model = file.content.as_ref().is_some_and(|content| content.media_type == "model/gltf-binary");
    if is_picture(file) || (may_be_model && is_model) { Ok(()) } else { Err(PREVIEW_UNFIT.into()) }
}

/// Whether somebody may give a file its preview. The first one stays: only the party that uploaded the file replaces it,
/// so that no other can show something else in its place.
pub fn may_preview(by: &Actor, file: &File, known: Option<&Preview>) -> Result<(), Refusal> {
    let uploader = &file.uploader;
    let is_theirs = (by.firm, by.department) == (uploader.firm, uploader.department);
    if known.is_none() || is_theirs || by.person == uploader.person { Ok(()) } else { Err(PREVIEW_KEPT) }
}

/// Whether small pictures are made of this kind.
pub fn is_picture(file: &File) -> bool {
    const KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
    file.content.as_ref().is_some_and(|content| KINDS.contains(&content.media_type.as_str()))
}

/// A name on one line that is no path anywhere: at most so many characters, its ending kept.
pub fn safe_name(given: &str, most: usize) -> String {
    let line = text::plain(given, 1_000);
    let name: String = line.chars().map(|c| if "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    let name = name.trim_matches(['.', ' ']);
    let count = name.chars().count();
    if name.is_empty() {
        return "file".to_owned();
    }
    if count <= most {
        return name.to_owned();
    }
    let (stem, ending) = name.rsplit_once('.').filter(|(_, ending)| ending.len() <= 10).unwrap_or((name, ""));
    let kept: String = stem.chars().take(most.saturating_sub(ending.chars().count() + 2)).collect();
    if ending.is_empty() { format!("{kept}…") } else { format!("{kept}….{ending}") }
}

/// What a file holds, of what has arrived.
pub fn content(arrived: Arrived) -> Content {
    let media_type = media_type(&arrived.head).to_owned();
    Content { sha256: arrived.sha256, checks: arrived.checks.text(), media_type }
}

/// What the first bytes of a content say that it is. What a browser would run is never named.
pub fn media_type(head: &[u8]) -> &'static str {
    const MARKS: [(&[u8], &str); 9] = [
        (b"%PDF-", "application/pdf"),
        (b"ISO-10303-21;", "model/step"),
        (b"glTF", "model/gltf-binary"),
        (b"solid ", "model/stl"),
        (b"AutoCAD Binary DXF", "image/vnd.dxf"),
        (b"  0\nSECTION", "image/vnd.dxf"),
        (b"  0\r\nSECTION", "image/vnd.dxf"),
        (b"0\nSECTION", "image/vnd.dxf"),
        (b"0\r\nSECTION", "image/vnd.dxf"),
    ];
    const HARMLESS: [&str; 9] = [
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/gif",
        "image/tiff",
        "application/zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "video/mp4",
    ];
    let marked = MARKS.into_iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, kind)| kind);
    let known = infer::get(head).map(|kind| kind.mime_type());
    let known = known.filter(|kind| HARMLESS.contains(kind));
    marked.or(known).unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::file::Content;
    use crate::kernel::clock::Time;
    use crate::kernel::ids::{DepartmentId, FirmId, PersonId, ProjectId};

    /// Case 93.
    #[test]
    fn a_name_is_text_on_one_line_and_no_path() {
        let long = "가".repeat(300);
        for (given, kept) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..\\..\\win.ini", "_.._win.ini"),
            ("/absolute.pdf", "_absolute.pdf"),
            ("C:\\x.step", "C__x.step"),
            ("a\0b.pdf", "a b.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
            ("%2e%2e%2fx.pdf", "%2e%2e%2fx.pdf"),
            ("CON", "CON"),
            ("", "file"),
            ("..", "file"),
            ("\u{202e}fdp.exe", "fdp.exe"),
            ("도면 A.pdf", "도면 A.pdf"),
        ] {
            assert_eq!(safe_name(given, 120), kept, "{given:?}");
        }
        let cut = safe_name(&format!("{long}.pdf"), 120);
        assert!(cut.ends_with("….pdf") && cut.chars().count() <= 120, "{cut}");
    }

    /// Case 94.
    #[test]
    fn what_a_browser_would_run_is_bytes() {
        for (head, kind) in [
            (&b"<html><script>"[..], "application/octet-stream"),
            (b"<?xml version='1.0'?><svg onload='x'>", "application/octet-stream"),
            (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "application/octet-stream"),
            (b"", "application/octet-stream"),
            (b"%PDF-1.7 <script>", "application/pdf"),
            (b"ISO-10303-21;\nHEADER;", "model/step"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
            (b"glTF\x02\0\0\0", "model/gltf-binary"),
            (b"  0\r\nSECTION\r\n", "image/vnd.dxf"),
        ] {
            assert_eq!(media_type(head), kind, "{head:?}");
        }
    }

    fn file(media_type: &str, bytes: u64) -> File {
        let content =
            Content { sha256: String::new(), checks: String::new(), media_type: media_type.to_owned() };
        File {
            id: FileId::new(),
            project: ProjectId::new(),
            name: "a".into(),
            metadata: String::new(),
            bytes,
            received: bytes,
            state: State::Stored,
            content: Some(content),
            uploader: actor(FirmId::new(), None),
            created_at: Time(0),
            touched_at: Time(0),
        }
    }

    fn actor(firm: FirmId, department: Option<DepartmentId>) -> Actor {
        Actor { person: PersonId::new(), name: "A".into(), firm, department }
    }

    #[test]
    fn a_preview_is_a_small_model_or_picture() {
        let limits = Limits { preview_bytes: 10, preview_picture_bytes: 5, ..Limits::default() };
        for (kind, bytes, code) in [
            ("model/gltf-binary", 10, None),
            ("image/webp", 0, None),
            ("image/png", 10, None),
            ("image/jpeg", 10, None),
            ("image/gif", 10, Some("preview_unfit")),
            ("application/pdf", 10, Some("preview_unfit")),
            ("model/step", 10, Some("preview_unfit")),
            ("image/webp", 11, Some("too_large")),
        ] {
            let fault = fits(&file(kind, bytes), Shown::Form, &limits).err();
            assert_eq!(fault.map(|problem| problem.code()), code, "{kind}");
        }
        for (kind, bytes, code) in [
            ("image/webp", 5, None),
            ("image/png", 6, Some("too_large")),
            ("model/gltf-binary", 5, Some("preview_unfit")),
        ] {
            let fault = fits(&file(kind, bytes), Shown::Picture, &limits).err();
            assert_eq!(fault.map(|problem| problem.code()), code, "{kind} as a picture");
        }
    }

    #[test]
    fn the_first_preview_stays_but_for_the_party_of_the_file() {
        let (given, department) = (file("model/step", 10), Some(DepartmentId::new()));
        let firm = given.uploader.firm;
        let (colleague, stranger) = (actor(firm, None), actor(FirmId::new(), None));
        let known = Preview { file: file("image/webp", 1), maker: stranger.clone(), made_at: Time(0) };
        for (by, may) in [
            (&given.uploader, true),
            (&colleague, true),
            (&stranger, false),
            (&actor(firm, department), false),
            (&Actor { department, ..given.uploader.clone() }, true),
        ] {
            assert_eq!(may_preview(by, &given, None), Ok(()), "who is first makes it");
            assert_eq!(may_preview(by, &given, Some(&known)).is_ok(), may, "{by:?}");
        }
    }

    #[test]
    fn a_project_and_a_person_have_bounds() {
        let limits = Limits { uploads_open: 2, project_megabytes: 1, ..Limits::default() };
        assert_eq!(has_room(1_000_000, 1, 0, &limits), Ok(()));
        assert_eq!(has_room(1, 2, 0, &limits), Err(UPLOADS_FULL));
        assert_eq!(has_room(1_000_001, 0, 0, &limits), Err(PROJECT_FULL));
        assert_eq!(has_room(u64::MAX, 0, i64::MAX, &limits), Err(PROJECT_FULL));
    }
}
