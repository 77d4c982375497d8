//! Finding what was said, and not finding what one may not know.

use crate::comments::said;
use crate::designs::shown;
use diesel::connection::SimpleConnection;
use dure_tests::story::{done, id_in};
use dure_tests::{Client, Story, database};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What a question finds, as texts; the parameters are encoded here.
async fn find(by: &Client, project: &str, query: &[(&str, &str)]) -> Vec<String> {
    let page = done(ask(by, project, query).await);
    page["items"].as_array().unwrap().iter().map(|hit| hit["text"].as_str().unwrap().to_owned()).collect()
}

async fn ask(by: &Client, project: &str, query: &[(&str, &str)]) -> (u16, Value) {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let path = format!("/projects/{project}/search?{}", query.join("&"));
    by.send(Method::GET, &path, |request| request).await.parts()
}

/// Waits until a question finds so many; the documents may be a second behind the record.
async fn until(by: &Client, project: &str, q: &str, count: usize) -> Vec<String> {
    let started = Instant::now();
    loop {
        let found = find(by, project, &[("q", q)]).await;
        if found.len() == count {
            return found;
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{q}: {found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn words_are_found_in_three_languages_whole_or_in_part_as_the_language_needs() {
    let story = Story::begin();
    let lead = story.of("lead");
    let texts = [
        "도면승인을 요청합니다 (2라인)",
        "가나 나다",
        "Revisión del DISEÑO, por favor",
        "承認待ちです",
        "Die Länge ist 12.5 mm",
        "마지막 속도",
    ];
    for text in texts {
        lead.say(&story.project, text).await;
    }
    until(lead, &story.project, "속도", 1).await;
    for (q, expected) in [
        ("도면", Some(0)),
        ("승인을", Some(0)),
        ("요청 도면", Some(0)),
        ("면승인", Some(0)),
        ("가나다", None), // its pairs are there, it is not
        ("diseño", Some(2)),
        ("revision DISENO", Some(2)),
        ("dise", None), // Latin words are whole
        ("承認", Some(3)),
        ("待", Some(3)),
        ("LÄNGE", Some(4)),
        ("12.5", Some(4)),
        ("도 ", None), // two have it: see below
        ("없는말", None),
    ] {
        if q == "도 " {
            assert_eq!(
                find(lead, &story.project, &[("q", q)]).await.len(),
                2,
                "one syllable, first and last"
            );
            continue;
        }
        let expected: Vec<&str> = expected.map(|n: usize| texts[n]).into_iter().collect();
        assert_eq!(find(lead, &story.project, &[("q", q), ("kind", "message")]).await, expected, "{q}");
    }
    // People, parties and the project are found as well.
    assert_eq!(find(lead, &story.project, &[("q", "approver")]).await, ["approver"]);
    assert_eq!(
        find(lead, &story.project, &[("q", "품질보증"), ("kind", "party")]).await,
        ["고객전자\n품질보증"]
    );
    assert_eq!(find(lead, &story.project, &[("q", "L2"), ("kind", "project")]).await.len(), 1);
}

#[tokio::test]
async fn a_search_is_narrowed_by_who_said_it_when_and_goes_on_from_page_to_page() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    for n in 0..7 {
        lead.say(&story.project, &format!("치수 {n}")).await;
    }
    story.app.kernel.clock.shift_to(3 * 86_400_000);
    let (lead, approver) = (&lead.sign_in_again().await, &approver.sign_in_again().await);
    approver.say(&story.project, "치수 확인").await;
    until(lead, &story.project, "치수", 8).await;
    let with =
        async |name: &str, value: &str| find(lead, &story.project, &[("q", "치수"), (name, value)]).await;
    assert_eq!(with("person", &approver.person_id).await, ["치수 확인"]);
    assert_eq!(with("department", story.id("quality")).await, ["치수 확인"]);
    let at = done(ask(lead, &story.project, &[("q", "치수 확인")]).await)["items"][0]["at"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(with("from", &at[..10]).await, ["치수 확인"]);
    assert_eq!(with("from", &at).await, ["치수 확인"]);
    assert_eq!(with("to", &at).await.len(), 7);
    assert_eq!(with("to", &at[..10]).await.len(), 8);

    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let mut query = vec![("q", "치수"), ("limit", "3")];
        if !after.is_empty() {
            query.push(("after", after.as_str()));
        }
        let page = done(ask(lead, &story.project, &query).await);
        let texts =
            page["items"].as_array().unwrap().iter().map(|hit| hit["text"].as_str().unwrap().to_owned());
        seen.extend(texts);
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 8);
    assert_eq!((seen[0].as_str(), seen[7].as_str()), ("치수 확인", "치수 0"), "newest first");
    let everything =
        find(lead, &story.project, &[("person", &approver.person_id), ("kind", "message")]).await;
    assert_eq!(everything, ["치수 확인"], "without words, what the filters leave");
}

/// Case 112: jamo, one character, 10,000 characters, operators of the search language.
#[tokio::test]
async fn no_question_breaks_the_search_and_a_long_one_is_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    lead.say(&story.project, "Bolt M8 NEAR the motor ㅋㅋ").await;
    until(lead, &story.project, "bolt", 1).await;
    for (length, pointer) in [(201, Some("?q")), (1_000, Some("?q")), (10_000, None)] {
        let (status, refused) = ask(lead, &story.project, &[("q", &"x".repeat(length))]).await;
        assert_eq!((status, refused["errors"][0]["pointer"].as_str()), (400, pointer), "{length}: {refused}");
    }
    let questions = [
        "ㄱ",
        "ㅋㅋ",
        "a",
        "가",
        "\"",
        "\"bolt",
        "bolt\"",
        "bolt*",
        "bolt AND",
        "NOT bolt",
        "bolt OR",
        "NEAR(bolt m8)",
        "words:bolt",
        "-bolt",
        "^bolt",
        "{bolt}",
        "(",
        ")",
        "';--",
        "%",
        "_",
        "bolt & motor",
        "!bolt",
        "bolt:*",
        "<->",
        "\\",
        "§p",
        "👍",
        "\u{202e}",
        " ",
        "𠀀",
        "a\u{301}",
        "bolt\nmotor",
    ];
    for q in questions {
        let (status, answer) = ask(lead, &story.project, &[("q", q)]).await;
        assert!(status == 200 || status == 400, "{q:?}: {answer}");
    }
    let longest = "가나".repeat(100);
    assert_eq!(ask(lead, &story.project, &[("q", &longest)]).await.0, 200);
    assert_eq!(find(lead, &story.project, &[("q", "NEAR(bolt m8)")]).await.len(), 1, "words, no operators");
    for query in [
        [("kind", "Message")],
        [("person", "me")],
        [("from", "yesterday")],
        [("after", "x")],
        [("limit", "0")],
    ] {
        assert_eq!(ask(lead, &story.project, &query).await.0, 400, "{query:?}");
    }
    println!("{} questions", questions.len());
}

#[tokio::test]
async fn who_does_not_hear_it_does_not_find_it_and_another_project_is_unknown() {
    let story = Story::begin();
    let quality = story.id("quality_party");
    let body = json!({ "body": "우리끼리 단가 이야기", "audience": [quality] });
    done(story.of("approver").post(&story.in_project("/messages"), &body).await);
    story.of("outsider").say(&story.other_project, "단가 비밀").await;
    until(story.of("approver"), &story.project, "단가", 1).await;
    until(story.of("outsider"), &story.other_project, "단가", 1).await;
    for part in ["lead", "research", "observer"] {
        assert!(find(story.of(part), &story.project, &[("q", "단가")]).await.is_empty(), "{part}");
    }
    for part in ["removed", "outsider", "coordinator"] {
        assert_eq!(ask(story.of(part), &story.project, &[("q", "단가")]).await.0, 404, "{part}");
    }
    // The word that every document of the other project has is no word of a question.
    let tag = format!("§p{}", story.other_project.replace('-', ""));
    assert!(find(story.of("lead"), &story.project, &[("q", &tag)]).await.is_empty());
}

#[tokio::test]
async fn a_changed_message_is_found_by_its_new_words_and_a_deleted_one_at_once_by_none() {
    let story = Story::begin();
    let lead = story.of("lead");
    let said = id_in(&lead.say(&story.project, "볼트 M8").await);
    until(lead, &story.project, "볼트", 1).await;
    done(lead.patch(&format!("/messages/{said}"), &json!({ "body": "너트 M8" })).await);
    until(lead, &story.project, "너트", 1).await;
    assert!(find(lead, &story.project, &[("q", "볼트")]).await.is_empty());
    done(lead.delete(&format!("/messages/{said}")).await);
    assert!(find(lead, &story.project, &[("q", "너트")]).await.is_empty(), "at once");
    // And from the index itself, not only from the answer.
    let kept = id_in(&lead.say(&story.project, "와셔").await);
    until(lead, &story.project, "와셔", 1).await;
    let member = format!("/members/{}", story.of("observer").person_id);
    done(lead.delete(&story.in_project(&member)).await);
    until(lead, &story.project, "observer", 0).await;
    let folder = story.app.cut();
    let mut conn = database::open(folder.path());
    let mut count = |rest: String| {
        let sql = format!("SELECT cast(count(*) AS TEXT) AS value FROM {rest}");
        database::query(&mut conn, &sql)[0].parse::<u32>().unwrap()
    };
    let of = |id: &str| format!("search_documents WHERE ref_id = '{id}'");
    assert_eq!((count(of(&said)), count(of(&kept))), (0, 1));
    for (word, expected) in [("너트", 0), ("볼트", 0), ("와셔", 1)] {
        let has = match database::is_postgres() {
            true => format!("words @@ '''{word}'''::tsquery"),
            false => format!("search_index MATCH '\"{word}\"'"),
        };
        assert_eq!(count(format!("search_index WHERE {has}")), expected, "{word}");
    }
}

#[tokio::test]
async fn what_was_said_is_found_a_second_later_and_what_was_not_indexed_yet_after_a_restart() {
    let story = Story::begin();
    let lead = story.of("lead");
    let mut slowest = Duration::ZERO;
    for n in 0..10 {
        lead.say(&story.project, &format!("신호{n}번")).await;
        let started = Instant::now();
        until(lead, &story.project, &format!("신호{n}번"), 1).await;
        slowest = slowest.max(started.elapsed());
    }
    println!("10 messages, the slowest found after {slowest:?}");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    for n in 0..200 {
        lead.say(&story.project, &format!("재시작 {n}")).await;
    }
    let story = story.restart(|_| {});
    let page = async || find(story.of("lead"), &story.project, &[("q", "재시작"), ("limit", "200")]).await;
    let started = Instant::now();
    while page().await.len() < 200 {
        assert!(started.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A comment is found by its own words and those of its answers, and only by who sees its design.
#[tokio::test(flavor = "multi_thread")]
async fn comments_are_found_with_what_was_answered_by_who_sees_their_design() {
    let story = Story::begin();
    let (lead, approver, research) = (story.of("lead"), story.of("approver"), story.of("research"));
    let (_, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    let comment = said(approver, &revision, "3번 구멍이 도면과 어긋납니다.").await;
    until(research, &story.project, "구멍", 1).await;
    let path = format!("/comments/{}/answers", id_in(&comment));
    done(lead.post(&path, &json!({ "kind": "accepted", "body": "브래킷을 옮기겠습니다." })).await);
    let found = until(research, &story.project, "브래킷", 1).await;
    assert_eq!(found, ["3번 구멍이 도면과 어긋납니다.\n브래킷을 옮기겠습니다."]);
    let page = done(ask(lead, &story.project, &[("q", "구멍"), ("kind", "comment")]).await);
    let hit = &page["items"][0];
    assert_eq!((page["items"].as_array().unwrap().len(), &hit["id"]), (1, &comment["id"]), "it is one thing");
    assert_eq!(hit["person_id"], approver.person_id.as_str(), "who made it, whoever answered");
    let close = format!("/comments/{}/closure", id_in(&comment));
    done(approver.post(&close, &json!({ "kind": "settled", "reason": "실측으로 확인" })).await);
    until(lead, &story.project, "실측", 1).await;
    // Behind a wall there is nothing to be found, whatever is asked.
    let (_, walled, _) = shown(&story, "to research", b"%PDF-1.7").await;
    said(research, &walled, "단가는 비밀입니다").await;
    until(research, &story.project, "단가", 1).await;
    for by in [lead, approver] {
        assert_eq!(find(by, &story.project, &[("q", "단가")]).await, Vec::<String>::new());
        assert_eq!(find(by, &story.project, &[("kind", "comment")]).await.len(), 1);
    }
    assert_eq!(ask(story.of("outsider"), &story.project, &[("q", "구멍")]).await.0, 404);
}

/// What was said before comments were searched: the migration has the records read again, and nothing is found twice.
#[tokio::test(flavor = "multi_thread")]
async fn comments_of_an_older_program_are_found_after_the_migration() {
    let (up, down) = if database::is_postgres() {
        (
            include_str!("../../migrations/postgres/2026-11-30-000086_search_comments/up.sql"),
            include_str!("../../migrations/postgres/2026-11-30-000086_search_comments/down.sql"),
        )
    } else {
        (
            include_str!("../../migrations/sqlite/2026-11-30-000086_search_comments/up.sql"),
            include_str!("../../migrations/sqlite/2026-11-30-000086_search_comments/down.sql"),
        )
    };
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    lead.say(&story.project, "앞선 말").await;
    let (_, revision, _) = shown(&story, "of lead", b"%PDF-1.7").await;
    said(approver, &revision, "3번 구멍이 어긋납니다.").await;
    lead.say(&story.project, "뒤따른 말").await;
    until(lead, &story.project, "뒤따른", 1).await;
    let mut conn = database::open(&story.app.data);
    conn.batch_execute(down).unwrap();
    assert_eq!(find(lead, &story.project, &[("q", "구멍")]).await, Vec::<String>::new());
    conn.batch_execute(up).unwrap();
    lead.say(&story.project, "맨 나중 말").await;
    until(lead, &story.project, "나중", 1).await;
    for words in ["구멍", "앞선", "뒤따른"] {
        assert_eq!(find(lead, &story.project, &[("q", words)]).await.len(), 1, "{words}");
    }
    let newest = find(lead, &story.project, &[("q", "말")]).await;
    assert_eq!(newest, ["맨 나중 말", "뒤따른 말", "앞선 말"]);
}
