//! The database of a data folder: SQLite in it, or, where `TEST_DATABASE` names a PostgreSQL server, one there that is
//! made for the folder and dropped after it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use dure::config::{Config, Secret};
use dure::kernel::store::{Address, Conn, connect};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The server's address, with the database `postgres`.
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE").ok().filter(|url| !url.is_empty())
}

/// Whether this run is on PostgreSQL.
pub fn is_postgres() -> bool {
    server().is_some()
}

/// Where a test of SQLite itself leaves: says so, and answers whether to.
pub fn only_sqlite(why: &str) -> bool {
    if is_postgres() {
        println!("of SQLite alone: {why}");
    }
    is_postgres()
}

/// Databases made by this process, by their folder.
static MADE: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());

fn name_of(data: &Path) -> String {
    let words: String =
        data.to_string_lossy().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    words.chars().skip(words.chars().count().saturating_sub(60)).collect()
}

/// What the folder's server gets as `database`; made if it is new.
pub fn url(data: &Path) -> Option<String> {
    let server = server()?;
    let name = name_of(data);
    if !MADE.lock().unwrap().contains_key(data) {
        make(&server, data, "template0");
    }
    let (base, query) = server.split_once('?').map_or((server.as_str(), ""), |(base, query)| (base, query));
    let (host, _) = base.rsplit_once('/').expect("TEST_DATABASE ends in /postgres");
    Some(format!("{host}/{name}?{query}"))
}

/// As [`url`], for the command line.
pub fn flags(data: &Path) -> Vec<String> {
    url(data).into_iter().flat_map(|url| ["--database".to_owned(), url]).collect()
}

/// As [`url`], for a configuration.
pub fn setting(data: &Path) -> Option<Secret> {
    url(data).map(Secret::from)
}

/// Makes the database of one folder that of another too.
pub fn copy(from: &Path, to: &Path) {
    let Some(server) = server() else { return };
    let from = MADE.lock().unwrap().get(from).cloned();
    if let Some(from) = from {
        make(&server, to, &from);
    }
}

fn make(server: &str, data: &Path, template: &str) {
    let mut conn = PgConnection::establish(server).expect("the server in TEST_DATABASE");
    let name = name_of(data);
    let mut made = MADE.lock().unwrap();
    let gone: Vec<PathBuf> = made.keys().filter(|folder| !folder.exists()).cloned().collect();
    let gone: Vec<String> = gone.iter().filter_map(|folder| made.remove(folder)).collect();
    made.insert(data.to_owned(), name.clone());
    drop(made);
    std::fs::create_dir_all(data).expect("a folder");
    conn.batch_execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\""))
        .unwrap_or_else(|error| panic!("no database {name} from {template}: {error}"));
    if !gone.is_empty() {
        std::thread::spawn(move || {
            for name in gone {
                let dropped = conn.batch_execute(&format!("DROP DATABASE \"{name}\" WITH (FORCE)"));
                dropped.unwrap_or_else(|error| println!("{name} stays: {error}"));
            }
        });
    }
}

/// Where the folder's server keeps its rows.
pub fn address(data: &Path) -> Address {
    Address::of(&Config { data: data.to_owned(), database: setting(data), ..Config::default() })
}

/// A connection to a server's database from outside, to look or to get in its way.
pub fn open(data: &Path) -> Conn {
    connect(&address(data)).expect("the database opens")
}

/// All that the database holds, to search it.
pub fn bytes(data: &Path) -> Vec<u8> {
    if is_postgres() {
        let all = "SELECT database_to_xml(true, false, '')::text AS value";
        return query(&mut open(data), all).concat().into_bytes();
    }
    let parts = ["dure.db", "dure.db-wal"].map(|name| std::fs::read(data.join(name)).unwrap_or_default());
    parts.concat()
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// The rows of a query with one text column named `value`.
pub fn query(conn: &mut Conn, sql: &str) -> Vec<String> {
    let rows: Vec<Text> = diesel::sql_query(sql).load(conn).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().map(|row| row.value).collect()
}

/// Fails unless SQLite finds its file whole, and the record and what is made from it agree.
pub fn assert_sound(data: &Path) {
    let mut conn = open(data);
    if !is_postgres() {
        let found = query(&mut conn, "SELECT integrity_check AS value FROM pragma_integrity_check");
        assert_eq!(found, ["ok"], "integrity check");
    }
    let gaps = "SELECT e.scope AS value FROM events e JOIN heads h ON h.scope = e.scope \
                GROUP BY e.scope HAVING count(*) <> max(e.seq) OR min(e.seq) <> 1 OR max(e.seq) <> max(h.seq)";
    assert_eq!(query(&mut conn, gaps), Vec::<String>::new(), "records with a gap");
    let torn = "SELECT m.id AS value FROM messages m LEFT JOIN events e ON e.scope = m.project_id AND e.seq = m.seq \
                AND e.kind = 'room.message_posted' WHERE e.id IS NULL \
                UNION ALL SELECT e.id FROM events e LEFT JOIN messages m ON m.project_id = e.scope AND m.seq = e.seq \
                WHERE e.kind = 'room.message_posted' AND m.id IS NULL";
    assert_eq!(
        query(&mut conn, torn),
        Vec::<String>::new(),
        "messages without event or events without message"
    );
}
