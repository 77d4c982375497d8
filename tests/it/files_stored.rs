//! Files on disk: stored once, given in ranges, killed, cut off, flipped, full, swept (TRUST cases 95, 96, 99, 100, 102,
//! 105, 106).

use crate::disk::SmallDisk;
use crate::files::{begun, download, noise, offset, send, sha256, upload};
use dure::kernel::clock::Time;
use dure::kernel::ids::Scope;
use dure_tests::process::Hosted;
use dure_tests::story::done;
use dure_tests::{Answer, App, Client, Story, database, golden};
use reqwest::Method;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A PNG of one pixel.
pub(crate) const PIXEL: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\
    \x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\x9c\x63\xf8\xcf\xc0\x00\x00\x03\
    \x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// Where a content is on disk.
pub(crate) fn place(data: &Path, bytes: &[u8]) -> PathBuf {
    let sha256 = sha256(bytes);
    data.join("files").join(&sha256[..2]).join(&sha256)
}

/// How many contents and uploads are on disk.
pub(crate) fn kept(data: &Path) -> (usize, usize) {
    let folders = fs::read_dir(data.join("files")).unwrap().flatten();
    let contents = folders.map(|folder| fs::read_dir(folder.path()).unwrap().count()).sum();
    (contents, fs::read_dir(data.join("uploads")).unwrap().count())
}

pub(crate) async fn forget(by: &Client, id: &str) -> Answer {
    let with = |request: reqwest::RequestBuilder| request.header("Tus-Resumable", "1.0.0");
    by.send(Method::DELETE, &format!("/uploads/{id}"), with).await
}

/// Lets a sweep run at this time, and waits until it is over.
pub(crate) async fn sweep(app: &App, hours: i64) {
    app.kernel.clock.shift_to(hours * 3_600_000);
    let at = Time(0);
    app.kernel.at_the_shell(Scope::Server, at, |tx| tx.enqueue("files_sweep", &json!({}))).unwrap();
    app.kernel.jobs.look();
    let left = "SELECT id AS value FROM jobs WHERE kind = 'files_sweep'";
    for _ in 0..400 {
        if database::query(&mut database::open(&app.data), left).is_empty() {
            return app.kernel.clock.shift_to(0);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the sweep does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_content_is_stored_once_and_stays_until_its_last_file_is_gone() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let bytes = noise(300_000, 1);
    let mine = upload(lead, &story.project, "a.step", &bytes).await;
    let theirs = upload(research, &story.project, "b.step", &bytes).await;
    // What it took the place of waits for the collector: that takes no time of who uploads the same.
    assert_eq!(kept(&story.app.data), (1, 1));
    assert_eq!(forget(lead, &mine).await.status, 204);
    sweep(&story.app, 2).await;
    assert_eq!(kept(&story.app.data), (1, 0));
    assert_eq!(lead.get(&format!("/files/{mine}")).await.0, 404);
    assert_eq!(download(research, &theirs, None).await.unwrap().1, bytes);
    assert_eq!(forget(research, &theirs).await.status, 204);
    sweep(&story.app, 0).await;
    assert_eq!(kept(&story.app.data), (1, 0), "within the hour it may be on its way into a row");
    sweep(&story.app, 2).await;
    assert_eq!(kept(&story.app.data), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_waits_too_long_and_a_file_that_nothing_shows_are_dropped() {
    let story = Story::begin();
    let lead = story.of("lead");
    let waits = begun(lead, &story.project, "a.bin", 100).await;
    assert_eq!(send(lead, &waits, 0, b"half", None).await.status, 204);
    let file = upload(lead, &story.project, "b.bin", b"nobody shows it").await;
    sweep(&story.app, 47).await;
    assert_eq!(offset(lead, &waits).await, Some(4));
    sweep(&story.app, 49).await;
    assert_eq!(offset(lead, &waits).await, None);
    assert_eq!(lead.get(&format!("/files/{file}")).await.0, 200);
    sweep(&story.app, 24 * 30 + 1).await;
    assert_eq!(lead.get(&format!("/files/{file}")).await.0, 404);
    assert_eq!(kept(&story.app.data), (0, 0));
    let held = "SELECT CAST(bytes AS TEXT) AS value FROM project_storage";
    assert_eq!(database::query(&mut database::open(&story.app.data), held), ["0"]);
}

/// Case 102.
#[tokio::test(flavor = "multi_thread")]
async fn case_102_a_range_is_given_or_refused_and_never_multiplied() {
    let story = Story::begin();
    let lead = story.of("lead");
    let bytes = noise(2_500_000, 2);
    let id = upload(lead, &story.project, "a.bin", &bytes).await;
    let end = bytes.len();
    for (range, from, to) in [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=-1".to_owned(), end - 1, end),
        ("bytes=1048575-1048576".to_owned(), 1_048_575, 1_048_577),
        ("bytes=1000-".to_owned(), 1_000, end),
        (format!("bytes=2000000-{}", u64::MAX), 2_000_000, end),
        (format!("bytes=-{end}"), 0, end),
    ] {
        let got = download(lead, &id, Some(&range)).await.unwrap();
        assert_eq!(got.0, 206, "{range}");
        assert!(got.1 == bytes[from..to], "{range}");
    }
    let thousand = format!("bytes={}", vec!["0-"; 1_000].join(","));
    for range in [
        "bytes=",
        "bytes=-0",
        "bytes=5-2",
        "bytes=2500000-",
        "bytes=x-y",
        "lines=0-1",
        "bytes=0-1,4-5",
        &thousand,
    ] {
        let (status, told) = download(lead, &id, Some(range)).await.unwrap();
        assert!(
            status == 416 && told.len() < 1_000,
            "{}: {status}, {} bytes",
            &range[..range.len().min(40)],
            told.len()
        );
    }
}

/// Case 106.
#[tokio::test(flavor = "multi_thread")]
async fn case_106_a_flipped_bit_is_told_and_no_bad_byte_leaves() {
    let story = Story::begin();
    let lead = story.of("lead");
    let bytes = noise(5_000_000, 3);
    let id = upload(lead, &story.project, "a.bin", &bytes).await;
    let path = place(&story.app.data, &bytes);
    let broken = "SELECT broken AS value FROM files WHERE broken IS NOT NULL";
    for at in [10, 4_500_000] {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        fs::write(&path, &flipped).unwrap();
        match download(lead, &id, None).await {
            Ok((status, told)) => {
                assert_eq!(status, 500, "{at}");
                assert!(String::from_utf8_lossy(&told).contains("\"integrity\""));
            }
            Err(_) => assert!(at > 1 << 20, "what was sent already was whole, and the rest never came"),
        }
        assert_eq!(
            download(lead, &id, Some("bytes=2000000-2000009")).await.unwrap().1,
            bytes[2_000_000..2_000_010]
        );
        sweep(&story.app, 24 * 8).await;
        assert_eq!(database::query(&mut database::open(&story.app.data), broken), ["altered"]);
        // Put back from a backup, it is whole again.
        fs::write(&path, &bytes).unwrap();
        sweep(&story.app, 24 * 16).await;
        assert_eq!(database::query(&mut database::open(&story.app.data), broken), Vec::<String>::new());
        let reset = "UPDATE files SET proved_at = 0";
        diesel::connection::SimpleConnection::batch_execute(&mut database::open(&story.app.data), reset)
            .unwrap();
    }
    fs::remove_file(&path).unwrap();
    let (status, told) = download(lead, &id, None).await.unwrap();
    assert!(status == 500 && String::from_utf8_lossy(&told).contains("\"integrity\""));
    sweep(&story.app, 24 * 8).await;
    assert_eq!(database::query(&mut database::open(&story.app.data), broken), ["missing"]);
}

/// Case 95, and small pictures of images that are some.
#[tokio::test(flavor = "multi_thread")]
async fn case_95_a_picture_is_made_of_small_images_and_bombs_are_refused_at_once() {
    let story = Story::begin();
    let lead = story.of("lead");
    let id = upload(lead, &story.project, "a.png", PIXEL).await;
    for _ in 0..2 {
        let answer = lead.request(Method::GET, &format!("/files/{id}/thumbnail")).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &"image/jpeg".parse().unwrap())
        );
        assert!(answer.bytes().await.unwrap().starts_with(b"\xff\xd8\xff"));
    }
    let folders = ["../shared/data/hostile", "../../shared/data/hostile"].map(|at| golden::root().join(at));
    let mut huge = PIXEL.to_vec();
    huge[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = crc32(&huge[12..29]);
    huge[29..33].copy_from_slice(&sum.to_be_bytes());
    let mut webp = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f".to_vec();
    webp.extend([0xff; 13]);
    let lying = [
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03"
            .to_vec(),
        noise(64, 4),
    ]
    .concat();
    let gif = [b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec(), noise(1_000, 5)].concat();
    let mut cases = vec![("huge.png", huge), ("lying.webp", webp), ("lying.jpg", lying), ("frames.gif", gif)];
    cases.push(("none.pdf", b"%PDF-1.7".to_vec()));
    cases.push(("cut.png", PIXEL[..40].to_vec()));
    for name in ["png-huge-dimensions.png", "zip-bomb-small.zip", "svg-script.svg"] {
        let found = folders.iter().find_map(|folder| fs::read(folder.join(name)).ok());
        cases.extend(found.map(|bytes| (name, bytes)));
    }
    for (name, bytes) in cases {
        let id = upload(lead, &story.project, name, &bytes).await;
        let begun = Instant::now();
        let answer = lead.send(Method::GET, &format!("/files/{id}/thumbnail"), |request| request).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "no_picture"), "{name}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{name}: {:?}", begun.elapsed());
    }
}

/// As PNG has it.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 },
        )
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// Cases 99 and 100: however often the server dies, an upload goes on where it says it is, and ends as one whole file.
#[tokio::test(flavor = "multi_thread")]
async fn case_99_100_an_upload_outlives_kills_at_any_step() {
    let mut hosted = Hosted::begin(|launch| launch);
    let project = hosted.project.clone();
    let (mut kills, mut ends) = (0, 0);
    let started = Instant::now();
    for round in 0_u32..24 {
        let bytes = noise(400_000, 100 + round);
        let id = begun(&hosted.of("lead"), &project, "a.bin", bytes.len()).await;
        // The last piece ends somewhere in what follows: hashing, the row, the rename, the row again.
        let (by, last, part) = (hosted.of("lead"), id.clone(), bytes.clone());
        let sending = tokio::spawn(async move {
            let request = by.request(Method::PATCH, &format!("/uploads/{last}"));
            let request = request.header("Tus-Resumable", "1.0.0").header("Upload-Offset", 0);
            request.header("Content-Type", "application/offset+octet-stream").body(part).send().await
        });
        tokio::time::sleep(Duration::from_micros(u64::from(round) * 700)).await;
        hosted.server.kill();
        kills += 1;
        let acknowledged = sending.await.unwrap().is_ok_and(|answer| answer.status() == 204);
        hosted.server = hosted.launch.start();
        let lead = hosted.of("lead");
        let at = offset(&lead, &id).await.expect("the upload is there");
        assert!(!acknowledged || at == bytes.len(), "round {round}: an acknowledged piece is lost");
        if at < bytes.len() {
            assert_eq!(send(&lead, &id, at, &bytes[at..], None).await.status, 204, "round {round} from {at}");
        } else {
            ends += 1;
        }
        assert_eq!(done(lead.get(&format!("/files/{id}")).await)["sha256"], sha256(&bytes), "round {round}");
        assert!(download(&lead, &id, None).await.unwrap() == (200, bytes), "round {round}");
    }
    let rows = "SELECT sha256 AS value FROM files WHERE state = 'stored'";
    hosted.server.kill();
    let rows = database::query(&mut database::open(&hosted.data), rows);
    for sha256 in &rows {
        assert!(
            hosted.data.join("files").join(&sha256[..2]).join(sha256).exists(),
            "a row without its content"
        );
    }
    println!("{kills} kills, {ends} of them after all had arrived, in {:?}", started.elapsed());
    assert_eq!(rows.len(), 24);
}

/// Case 105.
#[tokio::test(flavor = "multi_thread")]
async fn case_105_a_full_disk_refuses_the_upload_and_gives_its_room_back() {
    if database::only_sqlite("the record is on another disk") {
        return;
    }
    let disk = SmallDisk::new(48);
    let mut hosted = Hosted::begin_at(&disk.at, |launch| launch);
    let (lead, project) = (hosted.of("lead"), hosted.project.clone());
    disk.fill_but(9_000_000);
    let bytes = noise(10_000_000, 6);
    let id = begun(&lead, &project, "a.bin", bytes.len()).await;
    let mut refused = None;
    for (n, piece) in bytes.chunks(1_000_000).enumerate() {
        let answer = send(&lead, &id, n * 1_000_000, piece, None).await;
        if answer.status != 204 {
            refused = Some((n, answer));
            break;
        }
    }
    let (n, answer) = refused.expect("the disk is full before the end");
    println!("case 105: piece {n}: {} {}", answer.status, answer.code());
    assert!(n >= 4);
    assert_eq!((answer.status, answer.code().as_str()), (507, "storage_full"), "{}", answer.text);
    assert_eq!(kept(&hosted.data), (0, 0), "what had arrived is gone");
    assert_eq!(offset(&lead, &id).await, None);
    lead.say(&project, "The record takes this.").await;
    disk.free();
    let id = upload(&lead, &project, "a.bin", &bytes).await;
    assert!(download(&lead, &id, None).await.unwrap().1 == bytes);
    assert!(hosted.server.runs());
}
