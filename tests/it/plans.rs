//! No operation reads a whole table: every one is called, and the engine tells what it did.

use crate::matrix::{call, targets};
use diesel::connection::{
    Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation,
};
use dure::policy::TABLE;
use dure_tests::{Story, database};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// Tables that a plan may read from end to end: a handful of rows.
const SMALL: [&str; 1] = ["meta"];

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

/// Every operation of the policy table, by somebody who may, on something that is there.
async fn call_everything(story: &Story) -> usize {
    let mut done = 0;
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
        let answer = call(story, by, row.id, target).await.send(by).await;
        done += usize::from(answer.status < 300);
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn no_operation_reads_a_table_from_end_to_end() {
    set_default_instrumentation(|| (!database::is_postgres()).then(|| Box::new(Listener) as _)).unwrap();
    let story = Story::begin();
    if database::is_postgres() {
        // Small tables are cheaper to read whole; here that is done only where no index helps.
        let name = "SELECT current_database() AS value";
        let mut conn = database::open(&story.app.data);
        let name = database::query(&mut conn, name).remove(0);
        conn.batch_execute(&format!("ALTER DATABASE \"{name}\" SET enable_seqscan = off")).unwrap();
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
                   WHERE relname NOT LIKE '%diesel%' AND relname <> 'serving'";
        for line in database::query(&mut conn, all) {
            let (table, times) = line.split_once(' ').unwrap();
            looked += 1;
            // Each of the two followers asks once at the start what grew, perhaps after the numbers were set back.
            let at_start = table == "heads" && ["1", "2"].contains(&times);
            if times != "0" && !at_start && !SMALL.contains(&table) {
                whole.push(format!("{table}: {times} times"));
            }
        }
    } else {
        let statements = STATEMENTS.lock().unwrap().clone();
        // A limit alone is met at the first rows, and what is false reads none.
        let is_short =
            |text: &str| (text.contains("LIMIT") && !text.contains("WHERE")) || text.contains("(1=0)");
        // Asked once, when the server starts: which records grew while nobody followed them.
        let at_start = |text: &str| {
            ["search_positions", "notice_positions"]
                .iter()
                .any(|table| text.contains(&format!("LEFT OUTER JOIN `{table}`")))
        };
        let ours = |text: &&String| {
            text.contains('`') && !text.contains("diesel") && !is_short(text) && !at_start(text)
        };
        for statement in statements.iter().filter(ours) {
            let plan = format!("EXPLAIN QUERY PLAN {statement}");
            #[derive(diesel::QueryableByName)]
            struct Step {
                #[diesel(sql_type = diesel::sql_types::Text)]
                detail: String,
            }
            let steps: Vec<Step> = diesel::RunQueryDsl::load(diesel::sql_query(&plan), &mut conn)
                .unwrap_or_else(|e| panic!("{plan}: {e}"));
            looked += 1;
            let is_whole = |step: &Step| {
                let table = step.detail.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
                table.is_some_and(|table| !SMALL.contains(&table) && !step.detail.contains("VIRTUAL TABLE"))
            };
            whole.extend(
                steps
                    .iter()
                    .filter(|step| is_whole(step))
                    .map(|step| format!("{}: {statement}", step.detail)),
            );
        }
    }
    println!("{done} operations, {looked} plans or tables");
    assert!(done > 30 && looked > 20);
    assert_eq!(whole, Vec::<String>::new());
}
