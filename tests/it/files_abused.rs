//! Files and requests that are made to harm: archives that grow, bodies in many parts, guesses at what others hold (TRUST
//! cases 96, 98, 101, 104).

use crate::calls::{Call, call, targets};
use crate::files::{begun, download, noise, send, upload};
use crate::files_stored::{forget, kept, sweep};
use dure_tests::cast::answer;
use dure_tests::gaps::assert_alike;
use dure_tests::story::{done, id_in};
use dure_tests::{Answer, Client, Story, database};
use reqwest::Method;
use serde_json::json;
use std::io::Write;
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;

/// A zip of zeros, each member a thousand times smaller than what it holds.
fn bomb(names: &[&str], megabytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let zeros = vec![0; 1 << 20];
    for name in names {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        (0..megabytes).for_each(|_| zip.write_all(&zeros).unwrap());
    }
    zip.finish().unwrap().into_inner()
}

/// Resident memory of this process, in which the server runs.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Case 96.
#[tokio::test(flavor = "multi_thread")]
async fn case_96_an_archive_that_grows_is_bytes_and_is_opened_by_nothing_here() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let inner = bomb(&["zeros"], 256);
    let book = ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"];
    let seven = [b"7z\xbc\xaf\x27\x1c\0\x04".as_slice(), &noise(24, 1), &inner].concat();
    let nested = {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for n in 0..16 {
            zip.start_file(format!("{n}.zip"), SimpleFileOptions::default()).unwrap();
            zip.write_all(&inner).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let bombs = [
        ("zeros.zip", inner.clone()),
        ("zips.zip", nested),
        ("book.xlsx", bomb(&book, 100)),
        ("part.3mf", bomb(&["3D/3dmodel.model"], 256)),
        ("zeros.7z", seven),
    ];
    let before = resident();
    let mut ids = Vec::new();
    for (name, bytes) in &bombs {
        let id = upload(lead, &story.project, name, bytes).await;
        let told = lead.send(Method::GET, &format!("/files/{id}/thumbnail"), |request| request).await;
        assert_eq!((told.status, told.code().as_str()), (422, "no_picture"), "{name}");
        ids.push(id);
    }
    let message = json!({ "body": "Look at these.", "file_ids": ids });
    done(lead.post(&story.in_project("/messages"), &message).await);
    sweep(&story.app, 24 * 8).await;
    for ((name, bytes), id) in bombs.iter().zip(&ids) {
        assert!(download(approver, id, None).await.unwrap() == (200, bytes.clone()), "{name}");
    }
    let grown = resident().saturating_sub(before);
    assert_eq!(kept(&story.app.data), (bombs.len(), 0), "nothing was unpacked beside them");
    let sizes: usize = bombs.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{} archives of {sizes} bytes in all, {grown} MiB of memory", bombs.len());
    assert!(grown < 128, "{grown} MiB");
}

/// Bodies in parts, each with what is wrong with it.
fn in_parts() -> Vec<(&'static str, String, Vec<u8>)> {
    let form = |boundary: &str| format!("multipart/form-data; boundary={boundary}");
    let part = |boundary: &str, head: &str, body: &str| format!("--{boundary}\r\n{head}\r\n\r\n{body}\r\n");
    let file =
        "Content-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\nContent-Type: text/html";
    let whole = |boundary: &str| format!("{}--{boundary}--\r\n", part(boundary, file, "<script>"));
    let (long, inner) = ("b".repeat(200), part("y", file, "inner"));
    let nested = format!("Content-Type: multipart/mixed; boundary=y\r\nX: {}", "x".repeat(100));
    vec![
        ("one part", form("x"), whole("x").into()),
        ("a thousand parts", form("x"), (part("x", file, "a").repeat(1_000) + "--x--\r\n").into()),
        (
            "a head of a megabyte",
            form("x"),
            part("x", &format!("{file}\r\nX: {}", "h".repeat(1 << 20)), "a").into(),
        ),
        ("no boundary", "multipart/form-data".into(), whole("x").into()),
        ("an empty boundary", form(""), whole("").into()),
        ("a boundary of 200 characters", form(&long), whole(&long).into()),
        ("another boundary", form("z"), whole("x").into()),
        ("parts in parts", form("x"), (part("x", &nested, &inner.repeat(50)) + "--x--\r\n").into()),
        ("no end", form("x"), part("x", file, "a").into()),
        ("no body", form("x"), Vec::new()),
        (
            "JSON in a part",
            form("x"),
            (part("x", "Content-Type: application/json", "{\"body\":\"x\"}") + "--x--").into(),
        ),
        ("the type of a batch", "multipart/mixed; boundary=x".into(), whole("x").into()),
    ]
}

/// Case 98: no operation takes a body in parts.
#[tokio::test(flavor = "multi_thread")]
async fn case_98_a_body_in_parts_is_refused_by_every_operation_and_leaves_nothing() {
    let story = Story::begin();
    let (bodies, mut sent, mut tried, mut for_body) = (in_parts(), 0, 0, 0);
    for row in dure::policy::TABLE {
        let target = targets(row.id, row.place)[0];
        let by = story.of(if target == "cluster" || row.place == "Server" { "coordinator" } else { "lead" });
        let Call { method, path, body, tus, .. } = call(&story, by, row.id, target).await;
        let takes = body.is_some() || tus.as_ref().is_some_and(|(_, bytes)| !bytes.is_empty());
        if [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE].contains(&method) {
            continue;
        }
        tried += 1;
        let before = held(&story);
        for (what, kind, bytes) in &bodies {
            let request = by.request(method.clone(), &path);
            let headers = tus.iter().flat_map(|(headers, _)| headers);
            let request = headers
                .filter(|(name, _)| *name != "Content-Type")
                .fold(request, |request, (name, value)| request.header(*name, value));
            let refused = answer(request.header("content-type", kind).body(bytes.clone())).await;
            sent += 1;
            assert!(refused.status < 500, "{} with {what}: {} {}", row.id, refused.status, refused.text);
            if takes {
                let told = (refused.status, refused.code());
                assert!((400..500).contains(&refused.status), "{} with {what}: {told:?}", row.id);
                for_body += usize::from(matches!(refused.status, 400 | 413 | 415));
            }
        }
        if takes {
            assert_eq!(held(&story), before, "{} has left something", row.id);
        }
    }
    println!(
        "{tried} operations that write, {} bodies, {sent} requests, {for_body} refused for their body",
        bodies.len()
    );
    assert!(tried >= 40 && for_body >= 40 * bodies.len());
    assert_eq!(story.of("lead").get("/me").await.0, 200);
}

/// What the server holds: events, files, mails waiting, keys of requests, and contents on disk.
fn held(story: &Story) -> Vec<String> {
    let mut conn = database::open(&story.app.data);
    let count = |table: &str| format!("SELECT CAST(COUNT(*) AS TEXT) AS value FROM {table}");
    let tables = ["events", "files", "people", "firms", "projects", "idempotency"];
    let mut all: Vec<String> =
        tables.iter().flat_map(|table| database::query(&mut conn, &count(table))).collect();
    all.push(format!("{:?}", kept(&story.app.data)));
    all
}

/// Case 101.
#[tokio::test(flavor = "multi_thread")]
async fn case_101_a_file_in_two_messages_stays_until_the_last_one_is_deleted() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let bytes = noise(200_000, 7);
    let file = upload(lead, &story.project, "hole.step", &bytes).await;
    let say = async |words: &str| {
        let body = json!({ "body": words, "file_ids": [file] });
        id_in(&done(lead.post(&story.in_project("/messages"), &body).await))
    };
    let (first, second) = (say("As it was bored.").await, say("The same, for the record.").await);
    done(lead.delete(&format!("/messages/{first}")).await);
    for hours in [24 * 30 + 1, 24 * 400] {
        sweep(&story.app, hours).await;
        assert!(
            download(approver, &file, None).await.unwrap() == (200, bytes.clone()),
            "after {hours} hours"
        );
        assert_eq!(kept(&story.app.data), (1, 0));
    }
    let busy = forget(lead, &file).await;
    assert_eq!((busy.status, busy.code().as_str()), (409, "file_shown"));
    // The last one: others lose it at once, its uploader after `file_days`, the disk an hour later at most.
    done(lead.delete(&format!("/messages/{second}")).await);
    assert_eq!(download(approver, &file, None).await.unwrap().0, 404);
    sweep(&story.app, 24 * 29).await;
    assert!(download(lead, &file, None).await.unwrap() == (200, bytes));
    sweep(&story.app, 24 * 30 + 1).await;
    assert_eq!(download(lead, &file, None).await.unwrap().0, 404);
    assert_eq!(kept(&story.app.data), (0, 0));
}

/// Pairs of one guess that somebody else holds and one that nobody does.
const PAIRS: usize = 41;
/// What cannot be told from what else happens on a network; a busy machine adds its own (|t| < 4.5).
const GAP_US: i128 = 1_000;

/// What a stranger sees and waits for when they upload a guess, and ask for its picture.
async fn guess(by: &Client, project: &str, bytes: &[u8]) -> ([Answer; 3], [i128; 3]) {
    let started = Instant::now();
    let id = begun(by, project, "guess.png", bytes.len()).await;
    let first = send(by, &id, 0, &bytes[..bytes.len() / 2], None).await;
    let begun = started.elapsed();
    let started = Instant::now();
    let last = send(by, &id, bytes.len() / 2, &bytes[bytes.len() / 2..], None).await;
    let stored = started.elapsed();
    let started = Instant::now();
    let picture = by.request(Method::GET, &format!("/files/{id}/thumbnail")).send().await.unwrap();
    let headers = picture.headers().clone();
    let seen = Answer { status: picture.status().as_u16(), headers, text: String::new() };
    drop(picture.bytes().await.unwrap());
    let shown = started.elapsed();
    ([first, last, seen], [begun, stored, shown].map(|time| i128::try_from(time.as_micros()).unwrap()))
}

/// An uncompressed picture of noise with a long tail, so that both storing and drawing it take their time. No two of
/// other seeds are alike.
fn drawing(seed: u32, tail: &[u8]) -> Vec<u8> {
    const SIDE: u32 = 140;
    let rows: Vec<u8> =
        noise(3 * 140 * 140, seed).chunks(3 * 140).flat_map(|row| [&[0], row].concat()).collect();
    let length = u16::try_from(rows.len()).unwrap();
    let (low, high) = rows.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    let head = [0x78, 1, 1];
    let sizes = [length.to_le_bytes(), (!length).to_le_bytes()].concat();
    let packed = [&head[..], &sizes, &rows, &((high << 16) | low).to_be_bytes()].concat();
    let chunk = |kind: &[u8], data: &[u8]| {
        let body = [kind, data].concat();
        let sum = crate::files_stored::crc32(&body).to_be_bytes();
        [&u32::try_from(data.len()).unwrap().to_be_bytes(), body.as_slice(), &sum].concat()
    };
    let size = [&SIDE.to_be_bytes()[..], &SIDE.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &size), chunk(b"IDAT", &packed), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n", parts.concat().as_slice(), &seed.to_le_bytes(), tail].concat()
}

/// Case 104: who uploads what another firm holds learns nothing, neither from an answer nor from a clock.
#[tokio::test(flavor = "multi_thread")]
async fn case_104_a_guess_of_what_another_firm_holds_looks_and_lasts_like_any_other() {
    let story = Story::begin();
    let (lead, outsider) = (story.of("lead"), story.of("outsider"));
    let (mut faces, mut gaps) = (Vec::new(), [const { Vec::new() }; 3]);
    let tail = noise(1_500_000, 9);
    let made = |which: usize, round: usize| drawing(u32::try_from(1 + 2 * round + which).unwrap(), &tail);
    for round in 0..PAIRS {
        let secret = made(0, round);
        let held = upload(lead, &story.project, "secret.png", &secret).await;
        let drawn = lead.request(Method::GET, &format!("/files/{held}/thumbnail")).send().await.unwrap();
        assert_eq!(drawn.status(), 200);
        let (mut times, guesses) = ([[0; 3]; 2], [secret, made(1, round)]);
        for which in [round % 2, 1 - round % 2] {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let (answers, taken) = guess(outsider, &story.other_project, &guesses[which]).await;
            faces.push(answers.map(|answer| face(&answer)));
            times[which] = taken;
        }
        for (step, gaps) in gaps.iter_mut().enumerate() {
            gaps.push(times[0][step] - times[1][step]);
        }
    }
    faces.dedup();
    assert_eq!(faces.len(), 1, "{faces:#?}");
    for (step, gaps) in ["the beginning", "the end", "the picture"].into_iter().zip(gaps) {
        assert_alike(step, gaps, GAP_US);
    }
}

/// What a stranger could tell two answers apart by.
fn face(answer: &Answer) -> String {
    let told = answer.headers.iter().filter(|(name, _)| {
        !["date", "request-id", "upload-expires", "content-length"].contains(&name.as_str())
    });
    let mut told: Vec<String> = told.map(|(name, value)| format!("{name}: {value:?}")).collect();
    told.sort();
    format!("{} {} {told:?}", answer.status, answer.text)
}
