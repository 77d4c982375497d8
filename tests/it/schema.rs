//! The schema, and what the tables refuse.

use diesel::connection::SimpleConnection;
use dure::kernel::store::{Conn, schema_round_trip};
use dure_tests::{Story, database};
use tempfile::TempDir;

#[test]
fn migrations_run_up_down_and_up_to_the_same_schema() {
    let folder = TempDir::new().unwrap();
    let [up, down, again] = schema_round_trip(&database::address(folder.path())).unwrap();
    println!("{} objects", up.len());
    assert!(up.len() > 30 && up.iter().any(|line| line.starts_with("events_never_change: CREATE TRIGGER")));
    assert_eq!(down, Vec::<String>::new(), "something is left");
    assert_eq!(up, again);
}

/// Rows of the record as the engine tells them.
fn events(conn: &mut Conn) -> Vec<String> {
    let query =
        "SELECT scope || seq || id || at || kind || body || salt || leaf AS value FROM events ORDER BY 1";
    database::query(conn, query)
}

/// Not even by SQL, while the triggers stand.
#[tokio::test]
async fn what_happened_is_neither_changed_nor_deleted_nor_replaced() {
    let story = Story::begin();
    story.of("lead").say(&story.project, "On the record.").await;
    let folder = story.app.cut();
    let mut conn = database::open(folder.path());
    let before = events(&mut conn);
    let mut attempts = vec![
        "UPDATE events SET body = '{}'",
        "UPDATE events SET at = at + 1 WHERE seq = 1",
        "DELETE FROM events",
        "DELETE FROM events WHERE seq = 1",
    ];
    let of_sqlite = [
        "UPDATE OR IGNORE events SET actor_name = 'Somebody else'",
        "INSERT OR REPLACE INTO events SELECT * FROM events LIMIT 1",
        "REPLACE INTO events (scope, seq, id, at, actor_person, actor_name, actor_firm, kind, body, salt, leaf) \
         SELECT scope, seq, id, at, actor_person, 'Somebody else', actor_firm, kind, body, salt, leaf FROM events",
        "INSERT INTO events SELECT * FROM events LIMIT 1",
    ];
    let of_postgres = [
        "TRUNCATE events",
        "INSERT INTO events SELECT * FROM events LIMIT 1 ON CONFLICT (scope, seq) DO UPDATE SET actor_name = 'Somebody'",
    ];
    attempts.extend(if database::is_postgres() { &of_postgres[..] } else { &of_sqlite[..] });
    for attempt in &attempts {
        let refused = conn.batch_execute(attempt).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{attempt}: {refused}");
        assert_eq!(events(&mut conn), before, "{attempt}");
    }
    println!("{} events, {} attempts", before.len(), attempts.len());
}
