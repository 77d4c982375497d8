//! The rules of the house, held by reading the sources.

use dure_tests::golden::root;
use std::path::{Path, PathBuf};

const SLICES: [&str; 22] = [
    "signin",
    "passkeys",
    "invitations",
    "people",
    "clusters",
    "firms",
    "projects",
    "phases",
    "plan",
    "meetings",
    "designs",
    "comments",
    "approvals",
    "charters",
    "clocks",
    "markups",
    "sheets",
    "files",
    "rooms",
    "records",
    "search",
    "notices",
];

/// Names that say nothing; a shared thing has a noun and a home.
const BANNED: [&str; 8] = ["utils", "helpers", "common", "misc", "models", "handlers", "services", "manager"];

struct Source {
    /// Below the repository, with slashes.
    path: String,
    text: String,
}

impl Source {
    /// The lines of the program, with their numbers: no comments, no unit tests.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let program = self.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        (1..).zip(program).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn slice(&self) -> Option<&'static str> {
        SLICES.into_iter().find(|slice| self.path.starts_with(&format!("backend/src/{slice}/")))
    }
}

fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if !path.is_dir() {
                found.push(path);
            } else if !["node_modules", "dist", "target"].contains(&entry.file_name().to_str().unwrap()) {
                walk(&path, found);
            }
        }
    }
    let mut found = Vec::new();
    folders.iter().for_each(|folder| walk(&root().join(folder), &mut found));
    found.sort();
    let ends = |path: &Path| path.extension().is_some_and(|end| endings.iter().any(|known| end == *known));
    found
        .into_iter()
        .filter(|path| ends(path))
        .map(|path| Source {
            path: path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect()
}

fn backend() -> Vec<Source> {
    let found = sources(&["backend/src"], &["rs"]);
    assert!(found.len() > 60, "only {} sources found", found.len());
    found
}

/// Fails with every line that a rule finds.
fn none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

fn lines(sources: &[Source], is_bad: impl Fn(&Source, &str) -> bool) -> Vec<String> {
    let bad = |source: &Source| {
        let lines = source.code().filter(|(_, line)| is_bad(source, line));
        lines.map(|(n, line)| format!("  {}:{n}: {}", source.path, line.trim())).collect::<Vec<_>>()
    };
    sources.iter().flat_map(bad).collect()
}

#[test]
fn every_folder_of_the_program_is_a_slice_the_kernel_or_the_example() {
    let folders = std::fs::read_dir(root().join("backend/src")).unwrap().flatten();
    let folders = folders.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name());
    let mut folders: Vec<String> = folders.map(|name| name.into_string().unwrap()).collect();
    folders.retain(|name| !["kernel", "demo"].contains(&name.as_str()));
    folders.sort();
    let mut known = SLICES;
    known.sort_unstable();
    assert_eq!(folders, known, "name the new slice here");
}

#[test]
fn the_kernel_knows_no_slice() {
    let upper = SLICES.into_iter().chain(["routes", "app", "setup", "demo"]);
    let upper: Vec<String> = upper.map(|name| format!("crate::{name}::")).collect();
    let found = lines(&backend(), |source, line| {
        source.path.starts_with("backend/src/kernel/")
            && upper.iter().any(|name| line.contains(name.as_str()))
    });
    none("the kernel imports what stands on it", found);
}

#[test]
fn a_slice_knows_another_by_its_front_door_alone() {
    let found = lines(&backend(), |source, line| {
        SLICES.into_iter().filter(|slice| source.slice() != Some(slice)).any(|slice| {
            // `crate::other::Name` and `crate::other::word(..)`, never `crate::other::store::..`.
            let inside =
                ["commands", "http", "rules", "store", "members", "me", "item", "drafts", "turn", "wire"];
            inside.iter().any(|file| line.contains(&format!("{slice}::{file}::")))
        })
    });
    none("a slice reaches into another", found);
    let public = lines(&backend(), |source, line| {
        source.path.ends_with("/mod.rs") && source.slice().is_some() && line.starts_with("pub mod ")
    });
    none("a slice opens a file of its own to everyone", public);
}

#[test]
fn rules_do_no_input_or_output() {
    let banned = [
        "diesel",
        "actix",
        "tokio",
        "std::fs",
        "std::env",
        "std::net",
        "clock::Clock",
        "Utc",
        "Instant",
        "SystemTime",
        "kernel::store::{",
        "kernel::store::Conn",
        "kernel::store::Tx",
    ];
    let rules = |source: &Source| {
        source.slice().is_some()
            && [
                "/rules.rs",
                "/item.rs",
                "files/file.rs",
                "designs/design.rs",
                "comments/comment.rs",
                "approvals/approval.rs",
                "asides/advice.rs",
                "asides/hold.rs",
                "behalf/provisional.rs",
                "turns/waits.rs",
                "approvals/codes.rs",
                "approvals/late.rs",
                "approvals/run.rs",
                "approvals/ruled.rs",
                "charters/charter.rs",
                "charters/text.rs",
                "approvals/settle.rs",
                "clocks/clock.rs",
                "routes/route.rs",
                "markups/markup.rs",
                "shapes.rs",
                "anchors.rs",
                "labels.rs",
                "manifest.rs",
            ]
            .iter()
            .any(|end| source.path.ends_with(end))
    };
    let found =
        lines(&backend(), |source, line| rules(source) && banned.iter().any(|word| line.contains(word)));
    none("rules reach outside", found);
    let count = backend().iter().filter(|source| rules(source)).count();
    assert!(count >= 5, "only {count} files of rules");
}

#[test]
fn sql_stands_in_stores_alone() {
    let sql = ["diesel", "store::schema", "sql_query"];
    let found = lines(&backend(), |source, line| {
        let outside_kernel = !source.path.starts_with("backend/src/kernel/");
        outside_kernel && !source.path.ends_with("/store.rs") && sql.iter().any(|word| line.contains(word))
    });
    none("SQL outside a store.rs", found);
}

#[test]
fn commands_and_stores_know_no_http() {
    let found = lines(&backend(), |source, line| {
        let inner =
            ["/commands.rs", "/store.rs", "/rules.rs", "/members.rs", "/item.rs", "/drafts.rs", "/wire.rs"];
        source.slice().is_some()
            && inner.iter().any(|end| source.path.ends_with(end))
            && line.contains("actix")
    });
    none("HTTP inside a slice", found);
}

#[test]
fn the_wire_types_are_plain() {
    let found = lines(&sources(&["mobile-api-spec/src"], &["rs"]), |_, line| {
        line.contains("diesel") || line.contains("actix")
    });
    none("wire types know a database or a server", found);
}

#[test]
fn a_dialect_is_asked_in_one_file() {
    let found = lines(&backend(), |source, line| {
        let is_home = ["dialect.rs", "dialect/", "conn.rs"]
            .iter()
            .any(|home| source.path.contains(&format!("store/{home}")));
        !is_home && (line.contains("Conn::Sqlite") || line.contains("Conn::Postgres"))
    });
    none("an engine is asked for outside dialect.rs", found);
}

#[test]
fn files_have_names_that_say_something() {
    let folders = ["backend", "mobile-api-spec", "tests", "web/src", "scripts", "migrations"];
    let all = sources(&folders, &["rs", "ts", "tsx", "sql", "py", "mjs", "sh"]);
    let named = |path: &str| path.split(['/', '.', '_', '-']).any(|word| BANNED.contains(&word));
    let found = all.iter().filter(|source| named(&source.path)).map(|source| format!("  {}", source.path));
    none("a name that may not exist", found.collect());
    println!("{} files", all.len());
}

/// Files of tests may be longer: a test is read by itself.
#[test]
fn no_source_is_longer_than_four_hundred_lines() {
    let generated = ["backend/src/kernel/store/schema.rs", "web/src/api/schema.d.ts"];
    let all = sources(&["backend/src", "mobile-api-spec/src", "tests", "web/src"], &["rs", "ts", "tsx"]);
    let long = |source: &&Source| {
        let most = if source.path.starts_with("tests/it/") { 700 } else { 400 };
        // Tables of words grow with the screens.
        let is_words = source.path.starts_with("web/src/i18n/");
        !is_words && !generated.contains(&source.path.as_str()) && source.text.lines().count() > most
    };
    let found =
        all.iter().filter(long).map(|source| format!("  {}: {}", source.path, source.text.lines().count()));
    none("split by idea", found.collect());
}

#[test]
fn the_published_spec_is_what_the_program_says() {
    let now = dure::routes::openapi_yaml().unwrap();
    let read = |name: &str| std::fs::read_to_string(root().join("mobile-api-spec").join(name)).unwrap();
    assert!(read("openapi.yaml") == now, "openapi.yaml is old: run scripts/spec");
    let twin = now.replacen("openapi: 3.0.3", "openapi: 3.1.0", 1);
    assert!(read("openapi-3.1.yaml") == twin, "openapi-3.1.yaml is old: run scripts/spec");
}

/// Every public operation says so where it can be found.
#[test]
fn every_operation_that_anyone_may_call_checks_a_secret_or_tells_nothing() {
    let public: Vec<&str> =
        dure::policy::TABLE.iter().filter(|row| row.place == "Anyone").map(|row| row.id).collect();
    let known = [
        "get_setup",
        "create_setup",
        "get_limits",
        "create_session",
        "refresh_session",
        "begin_passkey_session",
        "create_passkey_session",
        "request_password_reset",
        "complete_password_reset",
        "get_invitation",
        "accept_invitation",
        "open_live",
        "get_unsubscription",
        "unsubscribe",
        "discover_uploads",
    ];
    assert_eq!(public, known, "a new public operation is a decision: name it here");
}

/// Two migrations of one number: the second one is taken for done.
#[test]
fn every_migration_has_a_number_of_its_own_on_each_engine() {
    let numbers = |folder: &str| -> Vec<String> {
        let found = std::fs::read_dir(root().join("migrations").join(folder)).unwrap().flatten();
        let names = found.map(|entry| entry.file_name().into_string().unwrap());
        names.map(|name| name.split('_').next().unwrap().to_owned()).collect()
    };
    for engine in ["sqlite", "postgres"] {
        let mut all = [numbers("portable"), numbers(engine)].concat();
        all.sort();
        let twice: Vec<String> =
            all.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0].clone()).collect();
        none(engine, twice);
    }
}
