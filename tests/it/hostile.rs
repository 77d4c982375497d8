//! Text that breaks software, as messages, names and bodies. The strings come from a folder beside the repository;
//! without it a few of our own stand in, and the test says so.

use dure_tests::story::done;
use dure_tests::{Story, golden};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

/// Our own, for machines without the folder.
const OWN: [&str; 12] = [
    "'; DROP TABLE events; --",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} %{from} {0}",
    "../../etc/passwd\0",
    "\u{202e}right to left\u{202c}",
    "한글 e\u{301} ﷽ 👩‍👩‍👧‍👦 🇰🇷",
    "ا̷̧̛͓̟̊͋͋̐̐̎͘",
    "\u{1b}[31mred\u{7}",
    "line\r\nbreak\u{2028}and\u{2029}more",
    "=HYPERLINK(\"http://x\")",
    "\u{feff}mark",
    "null",
];

pub(crate) fn strings() -> (Vec<String>, &'static str) {
    // Beside the repository, or beside the folder it stands in.
    let folders = ["../shared/data/hostile", "../../shared/data/hostile"].map(|at| golden::root().join(at));
    let folder = folders.iter().find(|folder| folder.exists()).unwrap_or(&folders[0]);
    let mut strings: Vec<String> = OWN.map(str::to_owned).to_vec();
    let Ok(list) = std::fs::read_to_string(folder.join("naughty-strings.json")) else {
        return (strings, "the folder of hostile data is missing: only our own strings");
    };
    strings.extend(serde_json::from_str::<Vec<String>>(&list).expect("a list of strings"));
    for name in [
        "file-names.txt",
        "text-mixed-utf8.txt",
        "csv-cp949.csv",
        "csv-formulas.csv",
        "svg-script.svg",
        "xml-xxe.svg",
        "xml-entities.xml",
        "bom-unquoted-commas.csv",
    ] {
        let bytes = std::fs::read(folder.join(name)).expect("a file");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        strings.extend(text.lines().map(str::to_owned));
        strings.push(text);
    }
    (strings, "with the folder of hostile data")
}

/// Kept as sent, in NFC; or refused where it is empty or holds NUL.
#[tokio::test]
async fn any_text_is_a_message_and_comes_back_as_it_was_sent() {
    let story = Story::begin();
    let lead = story.of("lead");
    let path = story.in_project("/messages");
    let (strings, whence) = strings();
    let (mut kept, mut refused) = (Vec::new(), 0);
    for text in &strings {
        let (status, body) = lead.post(&path, &json!({ "body": text })).await;
        let is_text = !text.trim().is_empty() && !text.contains('\0') && text.nfc().count() <= 10_000;
        assert_eq!(status, if is_text { 201 } else { 400 }, "{text:?}: {body}");
        if is_text {
            let words: String = text.nfc().collect();
            assert_eq!(body["body"], words.as_str());
            kept.push((body["seq"].as_i64().unwrap(), words));
        } else {
            refused += 1;
        }
    }
    let events = story.of("approver").events(&story.project, kept[0].0 - 1).await;
    let told: Vec<(i64, String)> = events
        .iter()
        .map(|event| (event["seq"].as_i64().unwrap(), event["message"]["body"].as_str().unwrap().to_owned()))
        .collect();
    assert!(told == kept, "an event differs from what was sent");
    let mut socket = story.of("research").live().await;
    let last = kept.len().saturating_sub(900);
    let frames = socket.subscribe(&story.project, Some(kept[last].0 - 1)).await;
    for (frame, (seq, words)) in frames.iter().zip(&kept[last..]) {
        assert_eq!(
            (frame["event"]["seq"].as_i64(), frame["event"]["message"]["body"].as_str()),
            (Some(*seq), Some(words.as_str()))
        );
    }
    println!("{} strings, {} kept, {refused} refused; {whence}", strings.len(), kept.len());
}

/// In every name: refused with its place, or shown as one clean line.
#[tokio::test]
async fn any_text_is_a_clean_name_or_none() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    let (strings, whence) = strings();
    let (mut kept, mut refused, mut taken) = (0, 0, 0);
    let clean = |name: &Value| {
        let name = name.as_str().unwrap();
        assert!(!name.is_empty() && name.trim() == name && !name.chars().any(char::is_control), "{name:?}");
        assert!(name.nfc().eq(name.chars()), "{name:?}");
    };
    for (n, text) in strings.iter().enumerate() {
        let firm = json!({ "firm_name": text, "email": format!("f{n}@example.kr"), "kind": "supplier", "locale": "es" });
        let project = json!({
            "code": format!("N-{n}"), "name": text, "summary": text, "customer_firm_id": story.id("customer"),
            "supplier_firm_ids": [lead.firm_id],
        });
        let answers = [
            ("name", lead.patch("/me", &json!({ "name": text })).await),
            (
                "name",
                lead.post(&format!("/firms/{}/departments", lead.firm_id), &json!({ "name": text })).await,
            ),
            (
                "firm_name",
                coordinator.post(&format!("/clusters/{}/firm-invitations", story.cluster), &firm).await,
            ),
            ("name", lead.post(&format!("/clusters/{}/projects", story.cluster), &project).await),
        ];
        for (field, (status, body)) in answers {
            match status {
                200 | 201 => {
                    kept += 1;
                    if !body["name"].is_null() {
                        clean(&body["name"]);
                    }
                }
                400 => {
                    refused += 1;
                    let pointer = body["errors"][0]["pointer"].as_str().unwrap();
                    assert!(pointer == format!("/{field}") || pointer == "/summary", "{text:?}: {body}");
                }
                409 => taken += 1, // two strings that are one name
                _ => panic!("{text:?}: {status} {body}"),
            }
        }
    }
    let page = done(lead.get(&format!("/firms/{}/departments?limit=200", lead.firm_id)).await);
    page["items"].as_array().unwrap().iter().for_each(|department| clean(&department["name"]));
    println!(
        "{} strings in 4 places: {kept} kept, {refused} refused, {taken} taken; {whence}",
        strings.len()
    );
}

/// As a whole request, in paths, headers and sockets: a clear answer and no harm.
#[tokio::test]
async fn any_text_in_any_place_gets_an_answer() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (strings, whence) = strings();
    let mut socket = lead.live().await;
    let mut faults = 0;
    for text in &strings {
        let (status, body) = lead
            .post(
                "/sessions",
                &json!({ "email": text, "password": text.chars().take(100).collect::<String>() }),
            )
            .await;
        assert!(matches!(status, 400 | 401), "{text:?}: {status} {body}");
        let with = |request: reqwest::RequestBuilder| {
            request.header("content-type", "application/json").body(text.clone())
        };
        let answer = lead.send(reqwest::Method::POST, &story.in_project("/messages"), with).await;
        assert_eq!(answer.status, 400, "{text:?}: {}", answer.text);
        let mut url = reqwest::Url::parse(&story.app.origin()).unwrap();
        url.path_segments_mut().unwrap().extend(["api", "v1", "projects", text]);
        let answer = lead
            .send(reqwest::Method::GET, url.path().trim_start_matches("/api/v1"), |request| request)
            .await;
        assert!(matches!(answer.status, 200 | 400 | 404), "{text:?}: {}", answer.text);
        url.set_path("/api/v1/projects");
        url.query_pairs_mut().append_pair("after", text);
        let path = format!("/projects?{}", url.query().unwrap());
        assert!(matches!(lead.get(&path).await.0, 200 | 400), "{path}");
        if faults < 15 {
            socket.send_text(text).await;
            let frame = socket.next_of_record().await.expect("an answer");
            assert_eq!(frame["op"], "error", "{text:?}");
            assert!(text.len() < 8 || !frame.to_string().contains(text.as_str()), "an echo of {text:?}");
            faults += 1;
        }
    }
    assert_eq!(lead.get("/me").await.0, 200);
    println!("{} strings in 4 places, {faults} on a socket; {whence}", strings.len());
}
