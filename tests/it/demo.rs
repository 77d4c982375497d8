//! The example project that `dure demo` makes.

use dure_tests::process::{self, Launch, run_on};
use dure_tests::story::done;
use dure_tests::{Client, database};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;
use tempfile::TempDir;

const PEOPLE: [&str; 5] = ["coordinator", "manager", "marketing", "industrial", "interface"];
const PASSWORD: &str = "a mill beside the zelkova tree";

async fn sign_in(server: &process::Server, who: &str) -> Client {
    let email = format!("{who}@demo.example");
    let body = json!({ "email": email, "password": PASSWORD });
    let grant = done(Client::nobody(server.address).post("/sessions", &body).await);
    Client::granted(server.address, &grant, &email, PASSWORD)
}

fn day(event: &Value) -> chrono::NaiveDate {
    event["at"].as_str().unwrap()[..10].parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_has_eight_weeks_behind_it_and_an_action_that_is_overdue() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let made = run_on(&data, &["demo"]);
    let printed = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(printed.contains(PASSWORD));
    let server = Launch::on(&data).start();
    for who in PEOPLE {
        assert!(printed.contains(&format!("{who}@demo.example")), "{printed}");
        sign_in(&server, who).await;
    }

    let manager = sign_in(&server, "manager").await;
    let projects = done(manager.get("/projects").await);
    let project = projects["items"][0]["id"].as_str().unwrap();
    let events = manager.events(project, 0).await;
    // Drafts of the others are markers, which have no time.
    let days: BTreeSet<_> = events.iter().filter(|event| event["at"].is_string()).map(day).collect();
    let (first, last) = (days.first().unwrap(), days.last().unwrap());
    let today = chrono::Utc::now().date_naive();
    assert!((53..=57).contains(&(*last - *first).num_days()), "{first} to {last}");
    assert!((0..=2).contains(&(today - *last).num_days()), "{last} and today {today}");
    let said = events.iter().filter(|event| event["kind"] == "room.message_posted").count();
    let kinds: BTreeSet<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    println!(
        "{} events on {} days, {said} of them messages, {} kinds",
        events.len(),
        days.len(),
        kinds.len()
    );
    assert!(said >= 40 && kinds.len() >= 12 && days.len() >= 20);

    let turn = done(sign_in(&server, "industrial").await.get("/me/turn").await);
    let due: Vec<_> =
        turn["items"].as_array().unwrap().iter().map(|item| item["action"]["due_on"].as_str()).collect();
    assert!(due.iter().flatten().any(|day| day.parse::<chrono::NaiveDate>().unwrap() < today), "{turn}");

    designs(&manager, project).await;
    let charters = done(manager.get(&format!("/projects/{project}/charters")).await);
    let held = &charters["items"][0];
    assert_eq!((&held["state"], held["signers"].as_array().unwrap().len()), (&"in_force".into(), 3));
    let since: chrono::NaiveDate = held["in_force_at"].as_str().unwrap()[..10].parse().unwrap();
    assert!((since - *first).num_days() <= 1, "at kickoff");
    let marketing = sign_in(&server, "marketing").await;
    let waiting = done(marketing.get("/me/approvals").await);
    let numbers: Vec<_> = waiting["items"].as_array().unwrap().iter().map(|turn| &turn["number"]).collect();
    assert_eq!(numbers.len(), 2, "two approvals are running: {waiting}");

    let told: String = events.iter().map(ToString::to_string).collect();
    for name in ["Alima", "Iain", "Jessy", "Rose", "Laura", "vocalsound", "disfmarker"] {
        assert!(!told.contains(name), "{name} is somebody's name");
    }
}

/// Two designs of two revisions whose files differ and can be looked at; one comment was answered, one waits.
async fn designs(by: &Client, project: &str) {
    let designs = done(by.get(&format!("/projects/{project}/designs")).await);
    let designs = designs["items"].as_array().unwrap();
    let kinds: Vec<_> = designs.iter().map(|design| design["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["model", "drawing"]);
    let mut states = Vec::new();
    for (design, media_type) in designs.iter().zip(["model/step", "application/pdf"]) {
        let last = &design["revision"];
        assert_eq!((&last["label"], &last["state"]), (&"B".into(), &"in_review".into()));
        let compared = done(by.get(&format!("/revisions/{}/comparison", last["id"].as_str().unwrap())).await);
        assert_eq!(compared["files"][0]["change"], "changed");
        for side in ["file", "with_file"] {
            let file = &compared["files"][0][side];
            assert_eq!(file["media_type"], media_type);
            let (status, bytes) =
                crate::files::download(by, file["file_id"].as_str().unwrap(), None).await.unwrap();
            assert_eq!(
                (status, crate::files::sha256(&bytes)),
                (200, file["sha256"].as_str().unwrap().into())
            );
        }
        let comments = done(by.get(&format!("/designs/{}/comments", design["id"].as_str().unwrap())).await);
        let comments = comments["items"].as_array().unwrap().clone();
        states.extend(comments.iter().map(|comment| {
            let answers = comment["answers"].as_array().unwrap().len();
            (comment["state"].as_str().unwrap().to_owned(), answers, comment["anchor"].is_object())
        }));
    }
    assert_eq!(states, [("closed".to_owned(), 1, false), ("open".to_owned(), 0, true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_wants_a_folder_of_its_own_and_is_served_to_this_machine_alone() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("drawing.pdf"), "mine").unwrap();
    let refused = run_on(&data, &["demo"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is not empty"));
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 1, "nothing was left behind");

    let data = folder.path().join("demo");
    assert!(run_on(&data, &["demo"]).status.success());
    assert!(!run_on(&data, &["demo"]).status.success(), "it is made once");
    let mut serve = Command::new("timeout");
    serve.arg("20").arg(process::program()).args(["serve", "--listen", "0.0.0.0:0", "--data"]).arg(&data);
    let refused = serve.args(database::flags(&data)).output().unwrap();
    let words = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{words}");
    assert!(words.contains("served to this machine alone"), "{words}");
}
