//! Who may do what: every operation of the policy table by everyone of the cast, on their own things and on others'.
//!
//! The table in `tests/golden/access.txt` is made by calling. A number is the status; a code stands beside it where
//! the status alone does not say it.

use crate::calls::{Call, call, targets};
use crate::invited::begun;
use dure_tests::gaps::assert_alike;
use dure_tests::story::{CAST, done};
use dure_tests::{Answer, Story, golden, nothing};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn cell(answer: &Answer) -> String {
    if answer.status < 400 {
        return answer.status.to_string();
    }
    let code = answer.code();
    let usual = match answer.status {
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not_found",
        _ => "",
    };
    // A HEAD has no body to tell it in.
    if code == usual || code.is_empty() {
        answer.status.to_string()
    } else {
        format!("{} {code}", answer.status)
    }
}

/// What a stranger could tell two answers apart by. Whether the connection stays open depends on how much of the
/// body had arrived when the answer was made, not on the answer.
fn face(answer: &Answer) -> String {
    let mut body = answer.json();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("request_id");
    }
    let headers: BTreeSet<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "request-id", "connection"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    format!("{} {} {body} {headers:?}", answer.status, answer.text.len())
}

/// Cases 34, 35, 48.
#[tokio::test]
async fn everyone_may_do_what_the_table_says_and_nothing_else() {
    let (mut story, mut invited) = begun().await;
    let parts = || ["nobody", "invited"].into_iter().chain(CAST);
    let named = |part| if part == "buyer" { "buyer, invited" } else { part };
    let mut rows: Vec<Vec<String>> =
        vec![["operation", "on"].into_iter().chain(parts().map(named)).map(str::to_owned).collect()];
    let tags = operations_with(|operation| !operation["responses"]["200"]["headers"]["ETag"].is_null());
    let (mut cells, mut hidden) = (0, 0);
    for row in dure::policy::TABLE {
        for target in targets(row.id, row.place) {
            let mut line = vec![row.id.to_owned(), (*target).to_owned()];
            for part in parts() {
                let nobody = story.nobody();
                let by = match part {
                    "nobody" => &nobody,
                    "invited" => &invited,
                    _ => story.of(part),
                };
                let call = call(&story, by, row.id, target).await;
                let answer = call.send(by).await;
                if answer.status == 404 && *target != "none" {
                    hidden += 1;
                    let random = self::call(&story, by, row.id, "none").await.send(by).await;
                    assert_eq!(
                        face(&answer),
                        face(&random),
                        "{part}: {} on {target} shows that it exists",
                        row.id
                    );
                }
                assert!(answer.status < 500, "{part}: {} on {target}: {}", row.id, answer.text);
                if answer.status == 200 {
                    let tagged = !answer.header("etag").is_empty();
                    assert_eq!(
                        tagged,
                        tags.contains(row.id),
                        "{}: the spec tells otherwise of its ETag",
                        row.id
                    );
                }
                line.push(cell(&answer));
                cells += 1;
                if answer.status < 300 && call.method != Method::GET {
                    (story, invited) = begun().await;
                }
            }
            rows.push(line);
        }
    }
    println!(
        "{} operations, {} rows, {cells} calls, {hidden} hidden things",
        dure::policy::TABLE.len(),
        rows.len() - 1
    );
    assert!(cells > 1_500 && hidden > 300);
    golden::compare("tests/golden/access.txt", &columns(&rows));
}

/// Ids of the published operations for which something holds.
pub(crate) fn operations_with(holds: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let spec = dure::routes::openapi();
    let paths = spec["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|path| path.as_object().unwrap().values());
    let found = operations.filter(|operation| holds(operation));
    found.map(|operation| operation["operationId"].as_str().unwrap().to_owned()).collect()
}

fn columns(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// Case 48: a route without a row in the table, or a row without a route.
#[test]
fn every_route_stands_in_the_table_and_every_row_has_a_route() {
    let published = operations_with(|_| true);
    let table: BTreeSet<String> = dure::policy::TABLE.iter().map(|row| row.id.to_owned()).collect();
    println!("{} operations published, {} in the table", published.len(), table.len());
    assert_eq!(published.difference(&table).collect::<Vec<_>>(), Vec::<&String>::new(), "not in policy.rs");
    assert_eq!(table.difference(&published).collect::<Vec<_>>(), Vec::<&String>::new(), "not in the spec");
    assert_eq!(dure::policy::TABLE.len(), table.len(), "a row twice");
}

/// A request that names an id.
type Asking<'a> = Box<dyn Fn(&str) -> Call + 'a>;

/// Case 35: in the path, the body, a list in the body, the query, a cursor, a socket's frame.
#[tokio::test]
async fn a_hidden_id_answers_like_a_random_one_wherever_it_stands() {
    let story = Story::begin();
    let (lead, outsider) = (story.of("lead"), story.of("outsider"));
    let hidden_message = outsider.say(&story.other_project, "Nobody else hears this.").await;
    let hidden_parties = done(outsider.get(&format!("/projects/{}/parties", story.other_project)).await);
    let hidden_party = hidden_parties["items"][0]["id"].as_str().unwrap();
    let hidden_department = dure_tests::story::department(outsider, "Glazing").await;
    let hidden_message = hidden_message["id"].as_str().unwrap();
    let hidden_meeting = crate::meetings::planned(outsider, &story.other_project).await;
    let at = format!("/projects/{}", story.project);
    let message = |field: &str, value: Value| {
        let mut body = json!({ "body": "Heard?" });
        body[field] = value;
        Call::post(format!("{at}/messages"), body)
    };
    let project = |customer: &str, supplier: &str| {
        let body = json!({
            "code": "X-1", "name": "X", "customer_firm_id": customer, "supplier_firm_ids": [supplier],
        });
        Call::post(format!("/clusters/{}/projects", story.cluster), body)
    };
    let supplier = story.id("supplier");
    let named = |field: &str, id: &str| {
        let mut mention = json!({});
        mention[field] = id.into();
        message("mentions", json!([mention]))
    };
    let action = |field: &str, value: &str| {
        let mut body = json!({ "title": "Heard?" });
        body[field] = value.into();
        Call::post(format!("{at}/actions"), body)
    };
    let cases: [(&str, Asking<'_>, &str); 18] = [
        ("meeting_id", Box::new(|id| action("meeting_id", id)), &hidden_meeting),
        ("party_ids", Box::new(|id| crate::meetings::inviting(&at, id)), hidden_party),
        ("mentions, person_id", Box::new(|id| named("person_id", id)), &outsider.person_id),
        ("mentions, party_id", Box::new(|id| named("party_id", id)), hidden_party),
        ("mentions, department_id", Box::new(|id| named("department_id", id)), &hidden_department),
        ("message_id", Box::new(|id| action("message_id", id)), hidden_message),
        ("owner_party_id", Box::new(|id| action("owner_party_id", id)), hidden_party),
        ("owner_person_id", Box::new(|id| action("owner_person_id", id)), &outsider.person_id),
        ("reply_to", Box::new(|id| message("reply_to", json!(id))), hidden_message),
        (
            "audience",
            Box::new(|id| message("audience", json!([story.id("quality_party"), id]))),
            hidden_party,
        ),
        (
            "person_id",
            Box::new(|id| {
                Call::post(format!("{at}/members"), json!({ "person_id": id, "role": "observer" }))
            }),
            &outsider.person_id,
        ),
        (
            "firm_id",
            Box::new(|id| Call::post(format!("{at}/parties"), json!({ "firm_id": id }))),
            story.id("outside"),
        ),
        (
            "department_id",
            Box::new(|id| {
                Call::post(
                    format!("{at}/parties"),
                    json!({ "firm_id": story.id("customer"), "department_id": id }),
                )
            }),
            &hidden_department,
        ),
        ("customer_firm_id", Box::new(|id| project(id, supplier)), story.id("outside")),
        ("supplier_firm_ids", Box::new(|id| project(supplier, id)), story.id("outside")),
        // Accepted, not confirmed: the cluster's other firms do not know it.
        ("supplier_firm_ids", Box::new(|id| project(supplier, id)), story.id("waiting")),
        (
            "department_ids",
            Box::new(|id| {
                let person = &story.of("observer").person_id;
                Call::with(Method::PATCH, format!("/people/{person}"), json!({ "department_ids": [id] }))
            }),
            &hidden_department,
        ),
        (
            "department_ids",
            Box::new(|id| {
                let body = json!({
                    "email": "new@example.kr", "name": "New", "role": "member", "department_ids": [id],
                });
                Call::post(format!("/firms/{supplier}/invitations"), body)
            }),
            &hidden_department,
        ),
    ];
    let before = story.app.mails().len();
    for (what, call, hidden) in &cases {
        let known = call(hidden).send(lead).await;
        let random = call(&nothing()).send(lead).await;
        assert_eq!(known.status, 400, "{what}: {}", known.text);
        assert_eq!(face(&known), face(&random), "{what}");
    }
    let events = lead.events(&story.project, 0).await;
    assert!(
        events.iter().all(|event| event["message"]["body"] != "Heard?" && event["action"].is_null()),
        "a refused request left an event"
    );
    assert_eq!(story.app.mails().len(), before, "a refused request left a mail");

    // A cursor is a place, never a key to somebody else's list.
    let firsts = done(outsider.get("/projects?limit=1").await);
    assert!(firsts["next"].is_null());
    let cursor = "MDFhMjAxYzgtZTkyOS03MWQ4LWEwYmMtNDUzYWI1ZDNiYjAw";
    let (status, page) = lead.get(&format!("/projects?after={cursor}")).await;
    assert!(status == 200 && !page.to_string().contains(&story.other_project), "{page}");

    let mut socket = lead.live().await;
    let hidden = socket.subscribe(&story.other_project, Some(0)).await;
    let random = socket.subscribe(&nothing(), Some(0)).await;
    let no_id = socket.subscribe("x", Some(0)).await;
    for frames in [&hidden, &random, &no_id] {
        assert_eq!(frames.len(), 1);
        assert_eq!(frames[0]["op"], "error");
        assert_eq!(frames[0]["code"], "not_found");
        assert_eq!(frames[0]["detail"], random[0]["detail"]);
    }
    println!("{} hidden ids in bodies, 3 on a socket", cases.len());
}

/// Case 35: the time does not tell either.
#[tokio::test]
async fn a_hidden_project_takes_as_long_as_a_random_one() {
    let story = Story::begin();
    let outsider = story.of("outsider");
    let mut gaps = Vec::new();
    for _ in 0..150 {
        let mut times = [0; 2];
        for (time, id) in times.iter_mut().zip([story.project.clone(), nothing()]) {
            let started = std::time::Instant::now();
            assert_eq!(outsider.get(&format!("/projects/{id}")).await.0, 404);
            *time = started.elapsed().as_micros() as i128;
        }
        gaps.push(times[0] - times[1]);
    }
    assert_alike("hidden or random", gaps, 2_000);
}
