//! Sockets that send too much, read too little, or say nothing: they are cut, and nobody else notices.

use crate::hostile_sockets::SECOND;
use dure_tests::frames::{CONTINUE, FIRST_TEXT, LAST, PING, Raw, TEXT, encoded, head_of};
use dure_tests::process::Hosted;
use dure_tests::story::done;
use dure_tests::{Client, Socket, Story};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;

/// Memory of a process in KiB, without its program.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().split(' ').next().unwrap().parse().unwrap()
}

/// As many sockets as half of the files that this process may open, at most as many as the case names.
fn many() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft: usize = files.split_whitespace().nth(3).unwrap().parse().unwrap_or(20_000);
    (soft / 2).min(10_000)
}

/// Opens so many sockets that say nothing. Answers how long each lived, in order, and the most memory seen meanwhile.
async fn silence(hosted: &Hosted, count: usize) -> (Vec<Duration>, u64) {
    let address = hosted.of("lead").address;
    let mut silent = tokio::task::JoinSet::new();
    for n in 0..count {
        silent.spawn(async move {
            let mut raw = Raw::open(address).await;
            let opened = Instant::now();
            assert_eq!(raw.closed().await, 4408);
            opened.elapsed()
        });
        if n % 200 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let (mut lives, mut most) = (Vec::new(), 0);
    while let Some(life) = silent.join_next().await {
        lives.push(life.unwrap());
        if lives.len() % 100 == 1 {
            most = most.max(memory(hosted.server.pid()));
        }
    }
    lives.sort_unstable();
    (lives, most)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_68_sockets_that_never_say_hello_are_closed_at_five_seconds_and_cost_little() {
    let hosted = Hosted::begin(|launch| launch);
    let (lead, count) = (hosted.of("lead"), many());
    let mut good = Raw::signed_in(&lead).await;
    let before = memory(hosted.server.pid());
    let mut peaks = Vec::new();
    for round in 0..2 {
        let speaking = async {
            let mut slowest = Duration::ZERO;
            for n in 0..40 {
                let started = Instant::now();
                lead.say(&hosted.project, &format!("Round {round}, {n}.")).await;
                slowest = slowest.max(started.elapsed());
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            slowest
        };
        let ((lives, most), slowest) = tokio::join!(silence(&hosted, count), speaking);
        println!(
            "case 68: {count} silent sockets lived {:?} to {:?}, memory {before} KiB before, {most} KiB at most, \
             slowest post {slowest:?}",
            lives[0],
            lives[count - 1]
        );
        assert_eq!(lives.len(), count);
        assert!(lives[0] > 4 * SECOND && lives[count - 1] < 10 * SECOND, "{:?}", lives[count - 1]);
        assert!(slowest < 5 * SECOND, "{slowest:?}");
        peaks.push(most);
    }
    let each = peaks[0].saturating_sub(before) / count as u64;
    assert!(each < 64, "{each} KiB for a socket that said nothing");
    assert!(peaks[1] < peaks[0] + 16 * 1024, "memory grew from round to round: {peaks:?}");
    good.text(&json!({"op": "subscribe", "id": 1, "project_id": hosted.project})).await;
    assert_eq!(good.answer().await["op"], "subscribed", "the others live on");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_72_frames_and_messages_beyond_their_limits_are_closed_and_memory_stays_flat() {
    let hosted = Hosted::begin(|launch| launch);
    let lead = hosted.of("lead");
    let mut good = Raw::signed_in(&lead).await;
    // The allocator's own share grows with the first rounds.
    for _ in 0..3 {
        too_much(&lead).await;
    }
    let before = memory(hosted.server.pid());
    let mut taken = 0;
    for _ in 0..4 {
        taken += too_much(&lead).await;
    }
    let after = memory(hosted.server.pid());
    println!(
        "case 72: {taken} MiB of endless frames read away, memory {before} KiB before, {after} KiB after"
    );
    assert!(after < before + 16 * 1024, "memory grew from {before} to {after} KiB");
    good.text(&json!({"op": "subscribe", "id": 1, "project_id": hosted.project})).await;
    assert_eq!(good.answer().await["op"], "subscribed", "the others live on");
}

/// Everything that is as large as allowed, or larger. Answers how many MiB of an endless frame were taken.
async fn too_much(lead: &Client) -> usize {
    let mut raw = Raw::signed_in(lead).await;
    raw.send(TEXT, &vec![b'x'; 65_536]).await;
    assert_eq!(raw.answer().await["code"], "bad_frame", "64 KiB is within the limit");
    raw.send(FIRST_TEXT, b"").await;
    for _ in 0..16 {
        raw.send(CONTINUE, &vec![b'x'; 65_536]).await;
    }
    raw.send(LAST, b"").await;
    assert_eq!(raw.answer().await["code"], "bad_frame", "1 MiB in parts is within the limit");

    raw.send(TEXT, &vec![b'x'; 65_537]).await;
    assert_eq!(raw.closed().await, 1009, "64 KiB and one byte");

    let mut raw = Raw::signed_in(lead).await;
    raw.send(FIRST_TEXT, b"x").await;
    for _ in 0..16 {
        raw.send(CONTINUE, &vec![b'x'; 65_536]).await;
    }
    assert_eq!(raw.closed().await, 1009, "1 MiB and one byte in parts");

    // The length alone is enough to refuse; what follows is never kept.
    for length in [1 << 63, u64::MAX, 1 << 62, 1 << 32] {
        for signed_in in [true, false] {
            let mut raw = Raw::open(lead.address).await;
            if signed_in {
                raw.hello(lead).await;
            }
            raw.send_all(&head_of(TEXT, length)).await;
            assert_eq!(raw.closed().await, 1009, "a frame of {length} bytes");
        }
    }
    let mut raw = Raw::signed_in(lead).await;
    raw.send_all(&head_of(TEXT, 1 << 40)).await;
    let (begun, mut taken) = (Instant::now(), 0);
    while raw.send_all(&[b'x'; 65_536]).await {
        taken += 65_536;
        assert!(begun.elapsed() < 5 * SECOND, "an endless frame is taken without end");
    }

    let mut raw = Raw::signed_in(lead).await;
    raw.send(FIRST_TEXT, b"").await;
    let empty = encoded(CONTINUE, b"").repeat(100);
    for _ in 0..100 {
        raw.send_all(&empty).await;
    }
    assert_eq!(raw.closed().await, 4429, "empty parts are frames, and counted");
    taken >> 20
}

/// Milliseconds from a post until the socket has it.
async fn latencies(from: &Client, project: &str, socket: &mut Socket, n: usize) -> Vec<u128> {
    let mut times = Vec::new();
    for _ in 0..n {
        let said = Instant::now();
        from.say(project, "quick?").await;
        assert_eq!(socket.next_of_record().await.unwrap()["op"], "event");
        times.push(said.elapsed().as_millis());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    times.sort_unstable();
    times
}

#[tokio::test(flavor = "multi_thread")]
async fn case_73_a_flood_of_messages_or_pings_is_closed_and_others_do_not_notice() {
    let story = Story::begin_with(|config| config.limits.frames_per_second = 50);
    let (lead, project) = (story.of("lead").clone(), story.project.clone());
    let mut quiet = story.of("approver").live().await;
    quiet.subscribe(&project, None).await;
    let calm = latencies(&lead, &project, &mut quiet, 50).await;

    let flooder = story.of("research").clone();
    let flooding = tokio::spawn(async move {
        let mut ends = Vec::new();
        for (what, first, payload) in [
            ("typing", TEXT, r#"{"op":"typing","project_id":"x"}"#),
            ("bad frames", TEXT, "x"),
            ("pings", PING, "ping"),
            ("pongs", 0x8a, ""),
        ] {
            for _ in 0..5 {
                let mut raw = Raw::signed_in(&flooder).await;
                let frames = encoded(first, payload.as_bytes()).repeat(100);
                let mut sent = 0;
                while sent < 20_000 && raw.send_all(&frames).await {
                    sent += 100;
                }
                ends.push((what, sent, raw.closed().await));
            }
        }
        ends
    });
    let flooded = latencies(&lead, &project, &mut quiet, 100).await;
    let ends = flooding.await.unwrap();
    for (what, sent, code) in &ends {
        let expected = if *what == "bad frames" { 4400 } else { 4429 };
        assert_eq!(*code, expected, "{what}, {sent} sent");
    }
    let (calm, flooded) = (calm[calm.len() * 95 / 100], flooded[flooded.len() * 95 / 100]);
    println!("case 73: {} floods ended; others' p95 {calm} ms calm, {flooded} ms flooded", ends.len());
    assert!(flooded <= (2 * calm).max(150), "others waited {flooded} ms, {calm} ms before");
    // Slow and steady is no flood.
    let mut steady = story.of("observer").live().await;
    for _ in 0..60 {
        steady.send_message(Message::Ping("x".into())).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(steady.subscribe(&project, None).await.last().unwrap()["op"], "subscribed");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_74_clients_that_never_read_are_cut_and_the_others_get_everything_in_time() {
    const DEAF: usize = 50;
    const DEADLINE: Duration = Duration::from_secs(3);
    let story = Story::begin_with(|config| {
        config.limits.socket_queue_bytes = 256 * 1024;
        config.limits.socket_write_seconds = 3;
    });
    let (lead, project) = (story.of("lead").clone(), story.project.clone());
    let mut deaf = Vec::new();
    for _ in 0..DEAF {
        let mut raw = Raw::open_with_buffer(lead.address, Some(4096)).await;
        raw.hello(story.of("research")).await;
        raw.text(&json!({"op": "subscribe", "id": 1, "project_id": project})).await;
        assert_eq!(raw.answer().await["op"], "subscribed");
        deaf.push(raw);
    }
    let mut good = story.of("approver").live().await;
    let head = good.subscribe(&project, None).await.last().unwrap()["head"].as_i64().unwrap();
    let sockets = || story.app.kernel.hub.stats().sockets;
    assert_eq!(sockets(), DEAF as u64 + 1);

    let begun = Instant::now();
    let words = "가".repeat(3_000);
    let mut slowest = Duration::ZERO;
    let mut said = 0;
    while sockets() > 1 {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{} deaf sockets live after ten seconds",
            sockets() - 1
        );
        let at = Instant::now();
        lead.say(&project, &words).await;
        said += 1;
        assert_eq!(good.next_of_record().await.unwrap()["event"]["seq"], head + said);
        slowest = slowest.max(at.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let cut_in = begun.elapsed();
    println!(
        "case 74: {DEAF} deaf sockets cut in {cut_in:?} by {said} messages of 9 KB; slowest delivery {slowest:?}"
    );
    // Who waited for a deaf one would have waited until its deadline.
    assert!(slowest < DEADLINE, "a good socket waited {slowest:?}");

    // What a cut one got before is whole; it comes back and gets the rest.
    let mut last = head;
    while let Some((opcode, frame)) = deaf[0].frame().await {
        if opcode == 1 && frame["op"] == "event" {
            last += 1;
            assert_eq!(frame["event"]["seq"], last);
        }
        if opcode == 8 {
            assert_eq!(frame, 4008);
        }
    }
    assert!(last < head + said, "it never read, and got everything");
    let frames = story.of("research").live().await.subscribe(&project, Some(last)).await;
    let (end, events) = frames.split_last().unwrap();
    assert_eq!(end["op"], "subscribed");
    assert_eq!(events.len() as i64, head + said - last);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_74_a_client_that_reads_slowly_gets_a_long_replay_in_parts() {
    let story = Story::begin_with(|config| config.limits.socket_queue_bytes = 64 * 1024);
    let (lead, project) = (story.of("lead").clone(), story.project.clone());
    let mut saying = Vec::new();
    for _ in 0..8 {
        let (lead, project) = (lead.clone(), project.clone());
        saying.push(tokio::spawn(async move {
            for _ in 0..100 {
                lead.say(&project, &"나".repeat(3_000)).await;
            }
        }));
    }
    for task in saying {
        task.await.unwrap();
    }
    let head = done(lead.get(&format!("/projects/{project}/snapshot")).await)["as_of_seq"].as_i64().unwrap();
    let mut slow = Raw::open_with_buffer(lead.address, Some(4096)).await;
    slow.hello(story.of("approver")).await;
    slow.text(&json!({"op": "subscribe", "id": 1, "project_id": project, "after": 0})).await;
    for seq in 1..=head {
        let frame = slow.answer().await;
        assert_eq!(frame["event"]["seq"], seq, "{frame}");
        if seq % 100 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    assert_eq!(slow.answer().await["op"], "subscribed", "{head} events of 9 KB through an outbox of 64 KiB");
}
