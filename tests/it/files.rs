//! Uploads: files in pieces, cut, altered, too long, by whom they may (TRUST cases 93, 94, 97, 103, 104).

use crate::calls::Call;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dure_tests::story::done;
use dure_tests::{Answer, Client, Story, nothing, raw};
use reqwest::Method;
use serde_json::Value;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Bytes that no two places of are alike.
pub(crate) fn noise(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    };
    (0..length.div_ceil(4)).flat_map(|_| next()).take(length).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `Upload-Metadata` of these names and values.
pub(crate) fn metadata(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name} {}", STANDARD.encode(value)));
    pairs.collect::<Vec<_>>().join(",")
}

/// Begins an upload.
pub(crate) async fn begin(by: &Client, metadata: &str, length: u64) -> Answer {
    let with = |request: reqwest::RequestBuilder| {
        let request = request.header("Tus-Resumable", "1.0.0").header("Upload-Metadata", metadata);
        request.header("Upload-Length", length)
    };
    by.send(Method::POST, "/uploads", with).await
}

/// The id of a new upload of the story's project.
pub(crate) async fn begun(by: &Client, project: &str, name: &str, length: usize) -> String {
    let answer = begin(by, &metadata(&[("project_id", project), ("filename", name)]), length as u64).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.header("location").rsplit('/').next().unwrap().to_owned()
}

/// Sends a piece.
pub(crate) async fn send(by: &Client, id: &str, offset: usize, bytes: &[u8], sum: Option<&str>) -> Answer {
    let with = |request: reqwest::RequestBuilder| {
        let request = request.header("Tus-Resumable", "1.0.0").header("Upload-Offset", offset);
        let request = request.header("Content-Type", "application/offset+octet-stream");
        let request = match sum {
            Some(sum) => request.header("Upload-Checksum", sum),
            None => request,
        };
        request.body(bytes.to_vec())
    };
    by.send(Method::PATCH, &format!("/uploads/{id}"), with).await
}

/// How far an upload is; nothing when it is not there.
pub(crate) async fn offset(by: &Client, id: &str) -> Option<usize> {
    let with = |request: reqwest::RequestBuilder| request.header("Tus-Resumable", "1.0.0");
    let answer = by.send(Method::HEAD, &format!("/uploads/{id}"), with).await;
    (answer.status == 200).then(|| answer.header("upload-offset").parse().expect("an offset"))
}

/// Uploads a file in two pieces; answers its id.
pub(crate) async fn upload(by: &Client, project: &str, name: &str, bytes: &[u8]) -> String {
    let id = begun(by, project, name, bytes.len()).await;
    let half = bytes.len() / 2;
    for (at, piece) in [(0, &bytes[..half]), (half, &bytes[half..])] {
        let answer = send(by, &id, at, piece, None).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    id
}

/// What is downloaded: status and bytes; an error when it was broken off.
pub(crate) async fn download(by: &Client, id: &str, range: Option<&str>) -> Result<(u16, Vec<u8>), String> {
    let request = by.request(Method::GET, &format!("/files/{id}/content"));
    let request = match range {
        Some(range) => request.header("Range", range),
        None => request,
    };
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    answer.bytes().await.map(|bytes| (status, bytes.to_vec())).map_err(|error| error.to_string())
}

/// Who uploads what an operation is tried on, and where: the caller, where they may.
pub(crate) fn owner<'a>(target: &str, story: &'a Story, by: &'a Client) -> (&'a Client, &'a str) {
    let talks = ["lead", "approver", "research"].map(|part| story.of(part).person_id.clone());
    match target {
        "of research" => (story.of("research"), &story.project),
        "in other project" => (story.of("outsider"), &story.other_project),
        _ if talks.contains(&by.person_id) => (by, &story.project),
        _ => (story.of("lead"), &story.project),
    }
}

/// A request of the matrix.
pub(crate) async fn tried(operation: &str, target: &str, story: &Story, by: &Client, place: &str) -> Call {
    let tus = |method: Method, path: String, more: Vec<(&'static str, String)>, bytes: &[u8]| {
        let headers = [("Tus-Resumable", "1.0.0".to_owned())].into_iter().chain(more).collect();
        Call { method, tus: Some((headers, bytes.to_vec())), ..Call::get(path) }
    };
    let bytes = b"\x89PNG\r\n\x1a\n";
    let (owner, project) = owner(target, story, by);
    let id = match (operation, target) {
        (_, "none") => nothing(),
        (_, "shown" | "to research") => {
            let file = if operation == "get_thumbnail" { crate::files_stored::PIXEL } else { bytes };
            crate::designs::shown(story, target, file).await.2
        }
        ("get_file" | "download_file", _) => upload(owner, project, "a.png", bytes).await,
        ("get_thumbnail", _) => upload(owner, project, "a.png", crate::files_stored::PIXEL).await,
        ("get_upload" | "send_piece" | "delete_upload", _) => begun(owner, project, "a.png", 8).await,
        _ => String::new(),
    };
    let at = format!("/uploads/{id}");
    let piece = vec![
        ("Upload-Offset", "0".to_owned()),
        ("Content-Type", "application/offset+octet-stream".to_owned()),
    ];
    match operation {
        "discover_uploads" => Call { method: Method::OPTIONS, ..Call::get("/uploads") },
        "create_upload" => {
            let metadata = metadata(&[("project_id", place)]);
            let more = vec![("Upload-Length", "8".to_owned()), ("Upload-Metadata", metadata)];
            tus(Method::POST, "/uploads".into(), more, b"")
        }
        "get_upload" => tus(Method::HEAD, at, Vec::new(), b""),
        "send_piece" => tus(Method::PATCH, at, piece, bytes),
        "delete_upload" => tus(Method::DELETE, at, Vec::new(), b""),
        "get_file" => Call::get(format!("/files/{id}")),
        "download_file" => Call::get(format!("/files/{id}/content")),
        _ => Call::get(format!("/files/{id}/thumbnail")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_arrives_in_pieces_and_is_what_was_sent() {
    let story = Story::begin();
    let lead = story.of("lead");
    let bytes = noise(5_000_000, 1);
    let found = lead.bare(Method::OPTIONS, "/api/v1/uploads").send().await.unwrap();
    let told = |name: &str| found.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((found.status().as_u16(), told("tus-version")), (204, "1.0.0".into()));
    assert_eq!(told("tus-max-size"), "2147483648");
    let id = begun(lead, &story.project, "도면 A.step", bytes.len()).await;
    for (n, piece) in bytes.chunks(1_300_000).enumerate() {
        let at = n * 1_300_000;
        assert_eq!(offset(lead, &id).await, Some(at));
        assert_eq!(lead.get(&format!("/files/{id}")).await.0, 404, "no file yet");
        let answer = send(lead, &id, at, piece, None).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
        assert_eq!(answer.header("upload-offset"), (at + piece.len()).to_string());
        assert_eq!(answer.header("tus-resumable"), "1.0.0");
        assert_eq!(answer.header("upload-expires").is_empty(), at + piece.len() == bytes.len());
    }
    let file = done(lead.get(&format!("/files/{id}")).await);
    assert_eq!((&file["name"], &file["bytes"]), (&"도면 A.step".into(), &bytes.len().into()));
    assert_eq!(file["sha256"], sha256(&bytes));
    assert_eq!(download(lead, &id, None).await.unwrap(), (200, bytes));
    assert_eq!(offset(lead, &id).await, Some(5_000_000), "a finished upload says so");
    let again = send(lead, &id, 5_000_000, b"", None).await;
    assert_eq!((again.status, again.code().as_str()), (409, "upload_offset"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_and_one_that_comes_with_its_creation_are_files_at_once() {
    let story = Story::begin();
    let lead = story.of("lead");
    let names = metadata(&[("project_id", &story.project), ("filename", "a.pdf"), ("id", &nothing())]);
    let empty = begin(lead, &metadata(&[("project_id", &story.project)]), 0).await;
    let id = empty.header("location").rsplit('/').next().unwrap().to_owned();
    assert_eq!(done(lead.get(&format!("/files/{id}")).await)["name"], "file");
    assert_eq!(download(lead, &id, None).await.unwrap(), (200, Vec::new()));
    let with = |request: reqwest::RequestBuilder| {
        let request = request.header("Tus-Resumable", "1.0.0").header("Upload-Metadata", &names);
        let request = request.header("Content-Type", "application/offset+octet-stream");
        request.header("Upload-Length", 8).body("%PDF-1.7")
    };
    // Whose answer was lost sends it again, and it is the same upload.
    let places =
        [lead.send(Method::POST, "/uploads", with).await, lead.send(Method::POST, "/uploads", with).await];
    assert_eq!(places.each_ref().map(|answer| answer.status), [201, 201]);
    assert_eq!(places[0].header("location"), places[1].header("location"));
    assert_eq!(places[1].header("upload-offset"), "8");
    let other = begin(lead, &names, 9).await;
    assert_eq!((other.status, other.code().as_str()), (409, "id_taken"));
    let id = places[0].header("location").rsplit('/').next().unwrap();
    assert_eq!(done(lead.get(&format!("/files/{id}")).await)["media_type"], "application/pdf");
}

/// A request that says it is `said` bytes long, and ends after `sent`.
async fn cut(by: &Client, id: &str, offset: usize, (said, sent): (usize, &[u8])) {
    let mut stream = TcpStream::connect(by.address).await.unwrap();
    let head = format!(
        "PATCH /api/v1/uploads/{id} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\
         Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n\
         Content-Length: {said}\r\n\r\n",
        by.token.as_ref().unwrap()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(sent).await.unwrap();
    stream.flush().await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrived_of_a_piece_that_was_cut_counts_and_the_rest_follows() {
    let story = Story::begin();
    let lead = story.of("lead");
    let bytes = noise(3_000_000, 2);
    let id = begun(lead, &story.project, "a.bin", bytes.len()).await;
    let mut at = 0;
    for sent in [700_000, 1, 1_100_000] {
        cut(lead, &id, at, (bytes.len() - at, &bytes[at..at + sent])).await;
        for _ in 0..100 {
            if offset(lead, &id).await == Some(at + sent) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        at += sent;
        assert_eq!(offset(lead, &id).await, Some(at));
    }
    // Another server takes the sums of what is there again.
    let story = story.restart(|_| {});
    let lead = story.of("lead");
    assert_eq!(send(lead, &id, at, &bytes[at..], None).await.status, 204);
    assert_eq!(done(lead.get(&format!("/files/{id}")).await)["sha256"], sha256(&bytes));
    assert_eq!(download(lead, &id, None).await.unwrap().1, bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_was_altered_does_not_count() {
    let story = Story::begin();
    let lead = story.of("lead");
    let bytes = noise(200_000, 3);
    let id = begun(lead, &story.project, "a.bin", bytes.len()).await;
    let sum = |name: &str, bytes: &[u8]| {
        let algorithm = match name {
            "sha1" => &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY,
            _ => &aws_lc_rs::digest::SHA256,
        };
        format!("{name} {}", STANDARD.encode(aws_lc_rs::digest::digest(algorithm, bytes)))
    };
    let first = &bytes[..100_000];
    let refused = send(lead, &id, 0, first, Some(&sum("sha1", b"else"))).await;
    assert_eq!((refused.status, refused.code().as_str()), (460, "upload_altered"));
    assert_eq!(offset(lead, &id).await, Some(0));
    assert_eq!(send(lead, &id, 0, first, Some("md5 AAAA")).await.status, 400);
    assert_eq!(send(lead, &id, 0, first, Some(&sum("sha1", first))).await.status, 204);
    let rest = &bytes[100_000..];
    assert_eq!(send(lead, &id, 100_000, rest, Some(&sum("sha256", first))).await.status, 460);
    assert_eq!(send(lead, &id, 100_000, rest, Some(&sum("sha256", rest))).await.status, 204);
    assert_eq!(download(lead, &id, None).await.unwrap().1, bytes);
}

/// Case 97, and what else is no upload.
#[tokio::test(flavor = "multi_thread")]
async fn case_97_what_is_too_long_lies_or_is_packed_is_refused_and_leaves_nothing() {
    let story = Story::begin_with(|config| {
        config.limits.file_bytes = 1_000_000;
        config.limits.project_megabytes = 3;
        config.limits.uploads_open = 5;
    });
    let lead = story.of("lead");
    let named = metadata(&[("project_id", &story.project)]);
    assert_eq!(begin(lead, &named, 1_000_001).await.status, 413);
    assert_eq!(begin(lead, &named, u64::MAX).await.status, 413);
    assert_eq!(begin(lead, "", 1).await.status, 400);
    assert_eq!(begin(lead, "project_id !!", 1).await.status, 400);
    let id = begun(lead, &story.project, "a.bin", 1_000_000).await;
    for (offset, status) in [(1, 409), (usize::MAX, 409)] {
        assert_eq!(send(lead, &id, offset, b"x", None).await.status, status);
    }
    assert_eq!(send(lead, &id, 0, &noise(1_000_001, 4), None).await.status, 413);
    let head = |rest: &str| {
        let token = lead.token.as_ref().unwrap();
        format!(
            "PATCH /api/v1/uploads/{id} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\
             Upload-Offset: 0\r\n{rest}"
        )
    };
    let octets = "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n";
    let chunk = "F4240\r\n".to_owned() + &"x".repeat(1_000_000) + "\r\n";
    for (what, request, status) in [
        (
            "chunked, too long",
            head(&format!("{octets}Transfer-Encoding: chunked\r\n\r\n{chunk}1\r\nx\r\n0\r\n\r\n")),
            413,
        ),
        ("packed", head(&format!("{octets}Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx")), 415),
        (
            "of another type",
            head("Tus-Resumable: 1.0.0\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx"),
            415,
        ),
        ("of no type", head("Tus-Resumable: 1.0.0\r\nContent-Length: 1\r\n\r\nx"), 415),
        ("of another version", head("Tus-Resumable: 0.2.2\r\nContent-Length: 1\r\n\r\nx"), 412),
        ("of no version", head("Content-Length: 1\r\n\r\nx"), 412),
    ] {
        let reply = raw::send(lead.address, request.as_bytes()).await;
        assert_eq!(reply.statuses().last(), Some(&status), "{what}: {}", reply.text);
        assert_eq!(offset(lead, &id).await, Some(0), "{what}");
    }
    // The project holds three megabytes, the person five uploads.
    begun(lead, &story.project, "b.bin", 1_000_000).await;
    begun(lead, &story.project, "c.bin", 999_990).await;
    assert_eq!(begin(lead, &named, 11).await.code(), "project_full");
    for _ in 0..2 {
        begun(lead, &story.project, "d.bin", 1).await;
    }
    assert_eq!(begin(lead, &named, 1).await.code(), "uploads_full");
    let with = |request: reqwest::RequestBuilder| request.header("Tus-Resumable", "1.0.0");
    assert_eq!(lead.send(Method::DELETE, &format!("/uploads/{id}"), with).await.status, 204);
    assert_eq!(offset(lead, &id).await, None);
    begun(lead, &story.project, "e.bin", 900_000).await;
    let left = std::fs::read_dir(story.app.data.join("uploads")).unwrap().count();
    assert_eq!(left, 0, "nothing of what was refused is on disk");
}

/// Cases 93 and 94: whatever it is called and holds, it is an attachment that runs nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn case_93_94_a_name_is_text_and_a_file_is_an_attachment_in_a_sandbox() {
    let story = Story::begin();
    let lead = story.of("lead");
    let long = "가".repeat(300);
    for (name, bytes) in [
        ("../../../etc/passwd", &b"<html><script>alert(1)</script>"[..]),
        ("a\r\nSet-Cookie: x=y.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("CON\0\u{202e}fdp.exe", b"%PDF-1.7<script>"),
        (&long, b"From: x\r\nContent-Type: multipart/related\r\n"),
        ("%2e%2e%2f\"; filename=evil.html", b"GIF89a/*<script>*/=1"),
    ] {
        let id = upload(lead, &story.project, name, bytes).await;
        let answer = lead.request(Method::GET, &format!("/files/{id}/content")).send().await.unwrap();
        let told = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(told("x-content-type-options"), "nosniff");
        assert_eq!(told("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(told("cache-control"), "private, no-store");
        assert!(told("content-disposition").starts_with("attachment; filename=\""), "{name}");
        assert!(!told("content-type").contains("html") && !told("content-type").contains("svg"), "{name}");
        assert_eq!(answer.bytes().await.unwrap(), bytes);
        let kept = done(lead.get(&format!("/files/{id}")).await)["name"].as_str().unwrap().to_owned();
        assert!(!kept.contains(['/', '\\', '\r', '\n', '\0', '\u{202e}', '"']), "{kept}");
        let path = std::fs::read_dir(story.app.data.join("files")).unwrap();
        assert!(path.flatten().all(|entry| entry.file_name().len() == 2), "stored by hash alone");
    }
}

/// Cases 103 and 104: nobody else learns of a file that nothing shows, also not by knowing its content.
#[tokio::test(flavor = "multi_thread")]
async fn case_103_104_a_file_is_its_uploaders_until_something_shows_it() {
    let story = Story::begin();
    let bytes = noise(100_000, 5);
    let (lead, outsider) = (story.of("lead"), story.of("outsider"));
    let id = upload(lead, &story.project, "secret.step", &bytes).await;
    for part in ["approver", "research", "observer", "removed", "customer_admin", "coordinator", "outsider"] {
        for path in ["", "/content", "/thumbnail"] {
            let (status, told): (u16, Value) = story.of(part).get(&format!("/files/{id}{path}")).await;
            assert_eq!(status, 404, "{part} {path}: {told}");
        }
    }
    assert_eq!(story.nobody().get(&format!("/files/{id}/content")).await.0, 401);
    let head = lead.bare(Method::HEAD, &format!("/api/v1/files/{id}/content")).send().await.unwrap();
    assert_eq!(head.status(), 405);
    // Who guesses the content uploads all of it, like anybody else, and holds a file of their own.
    let guess = begun(outsider, &story.other_project, "guess.step", bytes.len()).await;
    assert_eq!(offset(outsider, &guess).await, Some(0));
    assert_eq!(send(outsider, &guess, 0, &bytes, None).await.status, 204);
    let (mine, theirs) =
        (done(lead.get(&format!("/files/{id}")).await), done(outsider.get(&format!("/files/{guess}")).await));
    assert_eq!(mine["sha256"], theirs["sha256"]);
    assert_ne!(mine["id"], theirs["id"]);
    // Who is removed has nothing any more.
    let research = story.of("research");
    let left = upload(research, &story.project, "left.step", b"left behind").await;
    let member = story.in_project(&format!("/members/{}", research.person_id));
    done(lead.delete(&member).await);
    assert_eq!(research.get(&format!("/files/{left}")).await.0, 404);
}
