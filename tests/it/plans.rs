//! No operation reads a whole table: every one is called, and the engine tells what it did. Every list that is published
//! must be among them.

use crate::calls::{call, targets};
use crate::matrix::operations_with;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::connection::{
    Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation,
};
use dure::kernel::store::Conn;
use dure::policy::TABLE;
use dure_tests::story::id_in;
use dure_tests::{Story, database};
use reqwest::Method;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// Tables that a plan may read from end to end: a handful of rows. The others are results of parts of a statement.
const SMALL: [&str; 3] = ["meta", "heard", "named"];

/// How often everything is there on PostgreSQL, so that its planner has reason to use an index.
const WORLDS: usize = 1_000;

/// Statements that connections opened since have run in this process, with `?` for their values.
static STATEMENTS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

struct Listener;

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let statement = text.split(" -- binds").next().unwrap_or_default();
            STATEMENTS.lock().unwrap().insert(statement.to_owned());
        }
    }
}

/// Lists that are published: the answer is a page.
fn lists() -> BTreeSet<String> {
    operations_with(|operation| {
        let content = &operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        content.as_str().is_some_and(|name| name.ends_with("Page"))
    })
}

/// The same list narrowed, or further on.
fn ways(story: &Story, operation: &str, target: &str) -> Vec<String> {
    let project = |rest: &str| story.in_project(rest);
    let after = |place: &str| format!("after={}", URL_SAFE_NO_PAD.encode(place));
    let (party, person) = (story.id("supplier_party"), &story.of("lead").person_id);
    match (operation, target) {
        ("list_milestones" | "list_actions" | "list_questions", "project") => {
            let list = format!("/{}", operation.trim_start_matches("list_"));
            let narrow =
                format!("state=open&owner_party_id={party}&owner_person_id={person}&limit=2&{}", after("5"));
            vec![project(&format!("{list}?{narrow}")), project(&format!("{list}?owner_person_id={person}"))]
        }
        ("list_decisions" | "list_ideas", "project") => {
            vec![project(&format!("/{}?state=open&{}", operation.trim_start_matches("list_"), after("3")))]
        }
        ("list_designs", _) => vec![project(&format!("/designs?limit=1&{}", after("3")))],
        ("list_passkeys", _) => vec![format!("/me/passkeys?limit=1&{}", after(&story.project))],
        ("list_my_approvals", _) => {
            vec![format!("/me/approvals?limit=1&{}", after(&format!("5.{}.answer", story.project)))]
        }
        ("list_my_deputies", _) => {
            vec![format!("/me/deputies?limit=1&{}", after(&format!("5.{}", story.project)))]
        }
        ("list_approvals", _) => vec![project(&format!("/approvals?limit=1&{}", after("3")))],
        ("list_clock_events", "project") => ["court", "turns", "first_pass", "questions"]
            .into_iter()
            .map(|figure| {
                let list = format!("/clocks/{party}/events?figure={figure}&limit=1");
                project(&format!("{list}&{}", after(&format!("5.{}", story.project))))
            })
            .collect(),
        ("list_charters", "project") => vec![project(&format!("/charters?limit=1&{}", after("3")))],
        ("list_my_charters", _) => vec![format!("/me/charters?limit=1&{}", after(&story.project))],
        ("list_my_comments", _) => vec![format!("/me/comments?limit=1&{}", after(&story.project))],
        ("list_messages", _) => vec![project("/messages?before=9&limit=2")],
        ("list_events", _) => vec![project("/events?after=3&limit=2")],
        ("list_projects", _) => vec![format!("/projects?limit=1&{}", after(&story.project))],
        ("list_my_turn", _) => {
            vec![
                format!("/me/turn?{}", after(&format!("2027-01-01|{}", story.project))),
                format!("/me/turn?{}", after(&format!("|{}", story.project))),
            ]
        }
        ("list_my_confirmations", _) => vec![format!("/me/confirmations?limit=1&{}", after(&story.project))],
        ("list_people", _) => vec![format!("/firms/{}/people?limit=1", story.id("customer"))],
        ("search_project", _) => vec![
            project(&format!("/search?q=line&person={person}")),
            project("/search?kind=message&from=2026-11-01"),
            project("/search?q=라인&limit=1"),
        ],
        _ => Vec::new(),
    }
}

/// Every operation of the policy table, by somebody who may, on something that is there: the statements of each.
async fn call_everything(story: &Story) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut done = BTreeMap::new();
    for row in TABLE {
        let target = targets(row.id, row.place)[0];
        let by = story.of(match (row.place, target) {
            ("ClusterId" | "Server", _) => "coordinator",
            (_, "customer") => "customer_admin",
            _ => "lead",
        });
        if row.id == "delete_session" || row.id == "change_password" {
            continue; // `lead` is still needed
        }
        let call = call(story, by, row.id, target).await;
        STATEMENTS.lock().unwrap().clear();
        let answer = call.send(by).await;
        for path in ways(story, row.id, target) {
            let answer = by.send(Method::GET, &path, |request| request).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        }
        let statements = STATEMENTS.lock().unwrap().clone();
        if answer.status < 300 {
            done.insert(row.id, statements);
        }
    }
    done
}

/// Makes the whole world so many times more: every id of a copy is another one, the same in all tables.
fn multiply(conn: &mut Conn, worlds: usize) -> usize {
    let sql = "SELECT c.table_name || ' ' || c.column_name || ' ' || split_part(c.data_type, ' ', 1) AS value \
               FROM information_schema.columns c WHERE c.table_schema = 'public' ORDER BY c.ordinal_position";
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for line in database::query(conn, sql) {
        let parts: Vec<&str> = line.split(' ').collect();
        tables.entry(parts[0].into()).or_default().push((parts[1].into(), parts[2].into()));
    }
    tables.retain(|table, _| !table.contains("diesel") && !["meta", "serving"].contains(&table.as_str()));
    // All at once: the server that runs meanwhile sees no half of a world.
    let mut all = vec!["BEGIN".to_owned()];
    for (table, columns) in &tables {
        let copied =
            columns.iter().map(|(column, kind)| match (table.as_str(), column.as_str(), kind.as_str()) {
                ("search_documents" | "search_index", "id", _) => {
                    format!("t.{column} + k * 1000000000::bigint")
                }
                ("idempotency", "key", _) | ("people", "email" | "email_key", _) => {
                    format!("k || t.{column}")
                }
                (_, _, "text") => format!(
                    "CASE WHEN length(t.{column}) = 36 AND t.{column} LIKE '%-%-%-%-%' \
                 THEN left(t.{column}, 24) || left(md5(t.{column} || k), 12) ELSE t.{column} END"
                ),
                _ => format!("t.{column}"),
            });
        let names: Vec<&str> = columns.iter().map(|(column, _)| column.as_str()).collect();
        // The server's own record has a word for its id.
        let rows = if table == "search_positions" { " WHERE length(t.scope) = 36" } else { "" };
        all.push(format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table} t, generate_series(1, {worlds}) k{rows}",
            names.join(", "),
            copied.collect::<Vec<_>>().join(", ")
        ));
    }
    all.push("COMMIT".into());
    conn.batch_execute(&all.join("; ")).unwrap_or_else(|error| panic!("no more worlds: {error}"));
    conn.batch_execute("ANALYZE").unwrap();
    tables.len()
}

/// Some of everything that an account of a project can hold, so that every list has something to show.
async fn fill(story: &Story) {
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let at = |rest: &str| story.in_project(rest);
    for n in 0..3 {
        let message =
            json!({ "body": format!("Line {n}"), "mentions": [{ "person_id": approver.person_id }] });
        let (_, message) = lead.post(&at("/messages"), &message).await;
        lead.patch(&format!("/messages/{}", id_in(&message)), &json!({ "body": "Line 라인" })).await;
        for kind in ["milestones", "actions", "questions", "decisions", "ideas"] {
            let mut body = json!({ "title": format!("{kind} {n}") });
            if kind == "questions" {
                body["owner_person_id"] = approver.person_id.as_str().into();
            }
            let (status, item) = lead.post(&at(&format!("/{kind}")), &body).await;
            assert_eq!(status, 201, "{item}");
            if kind == "questions" {
                let path = format!("/questions/{}/answers", id_in(&item));
                approver.post(&path, &json!({ "body": "The third." })).await;
            }
        }
    }
    for person in [lead, approver] {
        person.put(&at("/read-marker"), &json!({ "seq": 5 })).await;
    }
}

/// What SQLite would read from end to end in these statements, and how many plans it told.
fn read_whole(conn: &mut Conn, operation: &str, statements: &BTreeSet<String>) -> (usize, Vec<String>) {
    // A limit alone is met at the first rows, and what is false reads none.
    let is_short = |text: &str| (text.contains("LIMIT") && !text.contains("WHERE")) || text.contains("(1=0)");
    // Asked once, when the server starts: which records grew while nobody followed them.
    let at_start = |text: &str| {
        let follows = |table: &str| text.contains(&format!("LEFT OUTER JOIN `{table}`"));
        ["search_positions", "notice_positions"].iter().any(|table| follows(table))
    };
    let ours = |text: &&String| {
        let first = text.split_whitespace().next().unwrap_or_default().to_uppercase();
        let is_plain = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&first.as_str());
        is_plain && !text.contains("diesel") && !is_short(text) && !at_start(text)
    };
    let (mut looked, mut whole) = (0, Vec::new());
    for statement in statements.iter().filter(ours) {
        let plan = format!("EXPLAIN QUERY PLAN {statement}");
        #[derive(diesel::QueryableByName)]
        struct Step {
            #[diesel(sql_type = diesel::sql_types::Text)]
            detail: String,
        }
        let steps: Vec<Step> = diesel::RunQueryDsl::load(diesel::sql_query(&plan), conn)
            .unwrap_or_else(|e| panic!("{plan}: {e}"));
        looked += 1;
        let is_whole = |step: &&Step| {
            let table = step.detail.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            let is_row = step.detail == "SCAN CONSTANT ROW" || step.detail.contains("VIRTUAL TABLE");
            table.is_some_and(|table| !SMALL.contains(&table) && !is_row)
        };
        whole.extend(
            steps.iter().filter(is_whole).map(|step| format!("{operation}: {}: {statement}", step.detail)),
        );
    }
    (looked, whole)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_operation_reads_a_table_from_end_to_end() {
    set_default_instrumentation(|| (!database::is_postgres()).then(|| Box::new(Listener) as _)).unwrap();
    let story = Story::begin();
    fill(&story).await;
    if database::is_postgres() {
        let tables = multiply(&mut database::open(&story.app.data), WORLDS);
        println!("{WORLDS} worlds in {tables} tables");
    }
    let story = story.restart(|_| {});
    if database::is_postgres() {
        database::open(&story.app.data).batch_execute("SELECT pg_stat_reset()").unwrap();
    }
    let done = call_everything(&story).await;
    let folder = story.app.cut(); // a connection that is closed has told its numbers
    let mut conn = database::open(folder.path());
    let mut whole = Vec::new();
    let mut looked = 0;
    if database::is_postgres() {
        let all = "SELECT relname || ' ' || seq_scan AS value FROM pg_stat_user_tables \
                   WHERE relname NOT LIKE '%diesel%' AND relname <> 'serving' \
                   AND (SELECT reltuples FROM pg_class WHERE oid = relid) >= 1000";
        for line in database::query(&mut conn, all) {
            let (table, times) = line.split_once(' ').unwrap();
            looked += 1;
            // Three are read when a server starts, the heads by each follower, which may be told late; whether there is
            // anybody at all is asked of the first row. A table that nobody wrote to is not judged.
            let allowed = match table {
                "heads" | "people" => 2,
                "search_positions" | "notice_positions" => 1,
                _ => 0,
            };
            if times.parse::<i64>().unwrap() > allowed && !SMALL.contains(&table) {
                whole.push(format!("{table}: {times} times"));
            }
        }
    } else {
        for (operation, statements) in &done {
            let (plans, found) = read_whole(&mut conn, operation, statements);
            looked += plans;
            whole.extend(found);
        }
    }
    let without: Vec<String> = lists()
        .into_iter()
        .filter(|list| {
            let statements = done.get(list.as_str());
            statements.is_none_or(|statements| statements.is_empty() && !database::is_postgres())
        })
        .collect();
    println!("{} operations, {} of them lists, {looked} plans or tables", done.len(), lists().len());
    assert_eq!(without, Vec::<String>::new(), "lists that nobody looked into");
    assert!(done.len() > 30 && looked > 20 && lists().len() > 15);
    assert_eq!(whole, Vec::<String>::new());
}
