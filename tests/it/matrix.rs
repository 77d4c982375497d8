//! Who may do what: every operation of the policy table by everyone of the cast, on their own things and on others'.
//!
//! The table in `tests/golden/access.txt` is made by calling. A number is the status; a code stands beside it where
//! the status alone does not say it.

use crate::invited::{begun, invited_firm, said_before};
use crate::notices::{mail_failure, unsubscription};
use crate::resets::reset_link;
use dure_tests::cast::answer;
use dure_tests::story::{CAST, done, email_of, id_in};
use dure_tests::{Answer, Client, Story, golden, nothing};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Something to send.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    pub(crate) upgrade: bool,
    pub(crate) if_match: Option<String>,
}

impl Call {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None, upgrade: false, if_match: None }
    }

    pub(crate) fn with(method: Method, path: impl Into<String>, body: Value) -> Self {
        Self { method, path: path.into(), body: Some(body), upgrade: false, if_match: None }
    }

    pub(crate) fn post(path: impl Into<String>, body: Value) -> Self {
        Self::with(Method::POST, path, body)
    }

    pub(crate) async fn send(&self, by: &Client) -> Answer {
        let request = by.request(self.method.clone(), &self.path).header("accept-language", "en");
        let request = match &self.if_match {
            Some(tag) => request.header("if-match", tag),
            None => request,
        };
        let request = match &self.body {
            Some(body) => request.json(body),
            None => request,
        };
        if !self.upgrade {
            return answer(request).await;
        }
        let key = "AAAAAAAAAAAAAAAAAAAAAA==";
        let request = request.header("connection", "Upgrade").header("upgrade", "websocket");
        let request = request.header("sec-websocket-version", "13").header("sec-websocket-key", key);
        let response = request.send().await.expect("an answer");
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: String::new(),
        }
    }
}

/// What an operation is tried on, by the kind of place it needs its right at.
pub(crate) fn targets(operation: &str, place: &str) -> &'static [&'static str] {
    match (operation, place) {
        ("delete_session", _) => &["own", "other's", "none"],
        ("get_invitation" | "accept_invitation" | "complete_password_reset", _) => &["open", "used", "none"],
        ("get_unsubscription" | "unsubscribe", _) => &["own", "none"],
        ("retry_mail", _) => &["customer", "supplier", "outside", "customer, no failure", "none"],
        ("join_cluster", _) => &["own", "other's", "used", "none"],
        ("get_invitation_link", _) => &["customer", "supplier", "outside", "customer, no invitation", "none"],
        ("get_firm_invitation_link" | "confirm_firm", _) => {
            &["cluster", "other cluster", "cluster, no firm", "none"]
        }
        ("get_member" | "update_member" | "remove_member", _) => {
            &["project", "project, removed", "other project", "project, no member", "none"]
        }
        ("update_phase" | "delete_phase", _) => &["project", "other project", "project, no phase", "none"],
        ("update_milestone" | "update_action" | "update_question" | "update_decision" | "update_idea", _) => {
            &["project", "project, another's", "other project", "project, no item", "none"]
        }
        (_, "ItemId" | "MeetingId") => &["project", "project, another's", "other project", "none"],
        (_, "Anyone" | "Myself" | "OwnFirm" | "Server") => &["-"],
        (_, "ClusterId") => &["cluster", "other cluster", "none"],
        (_, "FirmId") => &["customer", "supplier", "waiting", "invited", "outside", "none"],
        (_, "MessageId") => {
            &["of lead", "of approver", "of removed", "to quality", "in other project", "none"]
        }
        (_, "ProjectId") => &["project", "other project", "none"],
        (_, "PersonId") => &["observer", "approver", "locked", "outsider", "none"],
        (_, other) => panic!("no targets for {other}"),
    }
}

/// An otherwise valid request of the operation; panics for an operation that has no row here yet.
pub(crate) async fn call(story: &Story, by: &Client, operation: &str, target: &str) -> Call {
    let fresh = nothing();
    let fresh = &fresh[24..];
    let place = match target.split(',').next().unwrap_or_default() {
        "cluster" => story.cluster.clone(),
        "other cluster" => story.other_cluster.clone(),
        "project" => story.project.clone(),
        "other project" => story.other_project.clone(),
        "customer" | "supplier" | "waiting" | "outside" => {
            story.id(target.split(',').next().unwrap()).to_owned()
        }
        "invited" => invited_firm(story).await,
        "observer" | "approver" | "locked" | "outsider" => story.of(target).person_id.clone(),
        _ => nothing(),
    };
    let (cluster, firm, project) =
        (format!("/clusters/{place}"), format!("/firms/{place}"), format!("/projects/{place}"));
    let member = match target {
        "project" => story.of("observer").person_id.clone(),
        "project, removed" => story.of("removed").person_id.clone(),
        "other project" => story.of("outsider").person_id.clone(),
        _ => nothing(),
    };
    let message = match target {
        "of lead" => said(story, "lead", None).await,
        "of approver" => said(story, "approver", None).await,
        "of removed" => said_before(story, "removed").await,
        "to quality" => said(story, "approver", Some(story.id("quality_party"))).await,
        "in other project" => id_in(&story.of("outsider").say(&story.other_project, "Which glaze?").await),
        _ => nothing(),
    };
    let message = format!("/messages/{message}");
    match operation {
        "get_setup" => Call::get("/setup"),
        "create_setup" => Call::post(
            "/setup",
            json!({
                "email": "first@example.kr", "password": "nine looms above the mill", "name": "First", "locale": "ko",
                "time_zone": "Asia/Seoul", "firm_name": "First", "cluster_name": "First",
            }),
        ),
        "get_limits" => Call::get("/limits"),
        "create_session" => Call::post("/sessions", json!({ "email": by.email, "password": by.password })),
        "refresh_session" => Call::post("/sessions/refresh", json!({ "refresh_token": by.refresh_token })),
        "request_password_reset" => Call::post("/password-resets", json!({ "email": email_of("lead") })),
        "complete_password_reset" => {
            let token = match target {
                "none" => format!("{}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", nothing()),
                _ => reset_link(story, "observer").await,
            };
            let path = format!("/password-resets/{token}");
            let body = json!({ "new_password": "nine looms above the mill" });
            if target == "used" {
                done(story.nobody().put(&path, &body).await);
            }
            Call::with(Method::PUT, path, body)
        }
        "get_invitation" => Call::get(format!("/invitations/{}", invitation(story, target).await)),
        "accept_invitation" => Call::post(
            format!("/invitations/{}/acceptance", invitation(story, target).await),
            json!({ "name": "New", "password": "nine looms above the mill", "locale": "ko", "time_zone": "Asia/Seoul" }),
        ),
        "get_unsubscription" => Call::get(unsubscription(story, target)),
        "unsubscribe" => Call { method: Method::POST, ..Call::get(unsubscription(story, target)) },
        "open_live" => Call { upgrade: true, ..Call::get("/live") },

        "list_sessions" => Call::get("/sessions"),
        "delete_session" => {
            let session = match target {
                "own" if !by.session_id.is_empty() => by.session_id.clone(),
                "own" => story.of("lead").session_id.clone(),
                "other's" => story
                    .of(if by.email == email_of("lead") { "approver" } else { "lead" })
                    .session_id
                    .clone(),
                _ => nothing(),
            };
            Call { method: Method::DELETE, ..Call::get(format!("/sessions/{session}")) }
        }
        "get_me" => Call::get("/me"),
        "update_me" => Call::with(Method::PATCH, "/me", json!({ "name": format!("Renamed {fresh}") })),
        "change_password" => Call::with(
            Method::PUT,
            "/me/password",
            json!({ "current_password": by.password, "new_password": "nine looms above the mill" }),
        ),
        "create_live_ticket" => Call { method: Method::POST, ..Call::get("/live-tickets") },
        "list_clusters" => Call::get("/clusters"),
        "list_projects" => Call::get("/projects"),
        "sync" => Call::get("/sync"),
        "list_my_turn" => Call::get("/me/turn"),
        "get_mail_preferences" => Call::get("/me/mail"),
        "update_mail_preferences" => Call::with(Method::PATCH, "/me/mail", json!({ "mail": "daily" })),
        "create_cluster" => Call::post("/clusters", json!({ "name": "One more" })),

        "get_cluster" => Call::get(cluster),
        "list_firms" => Call::get(format!("{cluster}/firms")),
        "list_cluster_events" => Call::get(format!("{cluster}/events")),
        "invite_firm" => Call::post(
            format!("{cluster}/firm-invitations"),
            json!({ "firm_name": format!("Firm {fresh}"), "email": format!("{fresh}@example.kr"), "kind": "supplier", "locale": "ko" }),
        ),
        "get_firm_invitation_link" => {
            let invitation = if target == "cluster" || target == "other cluster" {
                let call = Box::pin(call(story, by, "invite_firm", target)).await;
                let invited = done(call.send(story.of("coordinator")).await.parts());
                invited["invitation_id"].as_str().unwrap().to_owned()
            } else {
                nothing()
            };
            Call::get(format!("{cluster}/firm-invitations/{invitation}/link"))
        }
        "confirm_firm" => {
            let firm = match target {
                "cluster" => story.id("waiting").to_owned(),
                "other cluster" => story.id("outside").to_owned(),
                _ => nothing(),
            };
            Call::post(format!("{cluster}/firms/{firm}/confirmation"), json!({}))
        }
        "list_supply_links" => Call::get(format!("{cluster}/supply-links")),
        "create_supply_link" => {
            let outside = target == "other cluster";
            let (supplier, customer) =
                if outside { ("outside", "outside_buyer") } else { ("supplier", "customer") };
            let body = json!({
                "supplier_firm_id": story.id(supplier), "customer_firm_id": story.id(customer), "goods": fresh,
            });
            Call::post(format!("{cluster}/supply-links"), body)
        }
        "create_project" => {
            let outside = target == "other cluster";
            let (customer, supplier) =
                if outside { ("outside_buyer", "outside") } else { ("customer", "supplier") };
            // A neighbour starts a project of its own: it takes the supplier's place in the request.
            let supplier = if by.firm_id == story.id("neighbour") { "neighbour" } else { supplier };
            Call::post(
                format!("{cluster}/projects"),
                json!({
                    "code": fresh, "name": "One more", "customer_firm_id": story.id(customer),
                    "supplier_firm_ids": [story.id(supplier)],
                }),
            )
        }

        "join_cluster" => {
            let at = if by.firm_id == story.id("outside") { &story.cluster } else { &story.other_cluster };
            let token = match target {
                "own" if !by.email.is_empty() => firm_invitation(story, at, &by.email).await,
                "own" | "other's" => firm_invitation(story, at, "somebody@example.kr").await,
                _ => invitation(story, target).await,
            };
            Call::post(format!("/invitations/{token}/membership"), json!({}))
        }

        "get_firm" => Call::get(firm),
        "update_firm" => Call::with(Method::PATCH, firm, json!({ "name": format!("Renamed {fresh}") })),
        "list_departments" => Call::get(format!("{firm}/departments")),
        "list_people" => Call::get(format!("{firm}/people")),
        "list_firm_events" => Call::get(format!("{firm}/events")),
        "create_department" => Call::post(format!("{firm}/departments"), json!({ "name": fresh })),
        "list_invitations" => Call::get(format!("{firm}/invitations")),
        "invite_person" => Call::post(format!("{firm}/invitations"), new_person(fresh)),
        "get_invitation_link" => {
            let admin = match target {
                "customer" => Some("customer_admin"),
                "supplier" => Some("lead"),
                "outside" => Some("outsider"),
                _ => None,
            };
            let invitation = match admin {
                Some(admin) => invite(story, admin).await,
                None => nothing(),
            };
            Call::get(format!("{firm}/invitations/{invitation}/link"))
        }
        "list_mail_failures" => Call::get(format!("{firm}/mail-failures")),
        "retry_mail" => {
            Call::post(format!("{firm}/mail-failures/{}/retries", mail_failure(story, target)), json!({}))
        }
        "get_person" => Call::get(format!("/people/{place}")),
        "update_person" => {
            Call::with(Method::PATCH, format!("/people/{place}"), json!({ "department_ids": [] }))
        }

        "get_project" => Call::get(project),
        "get_snapshot" => Call::get(format!("{project}/snapshot")),
        "list_events" => Call::get(format!("{project}/events")),
        "list_parties" => Call::get(format!("{project}/parties")),
        "list_members" => Call::get(format!("{project}/members")),
        "list_phases" => Call::get(format!("{project}/phases")),
        "update_project" => Call::with(Method::PATCH, project, json!({ "name": fresh })),
        "create_phase" => Call::post(format!("{project}/phases"), json!({ "name": fresh })),
        "update_phase" | "delete_phase" => {
            let phase = format!("{project}/phases/{}", last_phase(story, target).await);
            match operation {
                "update_phase" => Call::with(Method::PATCH, phase, json!({ "name": fresh })),
                _ => Call { method: Method::DELETE, ..Call::get(phase) },
            }
        }
        "list_milestones" => Call::get(format!("{project}/milestones")),
        "list_actions" => Call::get(format!("{project}/actions")),
        "list_questions" => Call::get(format!("{project}/questions")),
        "list_decisions" => Call::get(format!("{project}/decisions")),
        "list_ideas" => Call::get(format!("{project}/ideas")),
        "create_milestone" => Call::post(format!("{project}/milestones"), json!({ "title": fresh })),
        "create_action" => Call::post(format!("{project}/actions"), json!({ "title": fresh })),
        "create_question" => {
            let asked = if target == "other project" { "outsider" } else { "lead" };
            let body = json!({ "title": fresh, "owner_person_id": story.of(asked).person_id });
            Call::post(format!("{project}/questions"), body)
        }
        "create_decision" => Call::post(format!("{project}/decisions"), json!({ "title": fresh })),
        "create_idea" => Call::post(format!("{project}/ideas"), json!({ "title": fresh })),
        "update_milestone" | "update_action" | "update_question" | "update_decision" | "update_idea" => {
            let kind = format!("{}s", operation.trim_start_matches("update_"));
            let id = item(story, &kind, target).await;
            let change =
                if kind == "ideas" { json!({ "state": "adopted" }) } else { json!({ "title": fresh }) };
            Call::with(Method::PATCH, format!("{project}/{kind}/{id}"), change)
        }
        "answer_question" => {
            let id = item(story, "questions", target).await;
            Call::post(format!("/questions/{id}/answers"), json!({ "body": "The third." }))
        }
        "list_answers" => Call::get(format!("/questions/{}/answers", item(story, "questions", target).await)),
        "list_messages" => Call::get(format!("{project}/messages")),
        "search_project" => Call::get(format!("{project}/search?q=L2")),
        "set_read_marker" => Call::with(Method::PUT, format!("{project}/read-marker"), json!({ "seq": 1 })),
        "post_message" => Call::post(format!("{project}/messages"), json!({ "body": "Heard?" })),
        "list_message_versions" => Call::get(format!("{message}/versions")),
        "update_message" => Call::with(Method::PATCH, message, json!({ "body": "Said otherwise." })),
        "delete_message" => {
            Call { method: Method::DELETE, ..Call::get(format!("{message}?reason=Said%20in%20error")) }
        }
        "add_reaction" => Call { method: Method::PUT, ..Call::get(format!("{message}/reactions/👍")) },
        "remove_reaction" => {
            Call { method: Method::DELETE, ..Call::get(format!("{message}/reactions/👍")) }
        }
        "add_party" => {
            let (admin, firm) = if target == "other project" {
                ("outsider", "outside")
            } else {
                ("customer_admin", "customer")
            };
            let department = dure_tests::story::department(story.of(admin), fresh).await;
            Call::post(
                format!("{project}/parties"),
                json!({ "firm_id": story.id(firm), "department_id": department }),
            )
        }
        "add_member" => {
            let person = if target == "other project" { "buyer" } else { "customer_admin" };
            let body = json!({ "person_id": story.of(person).person_id, "role": "observer" });
            Call::post(format!("{project}/members"), body)
        }
        "get_member" => Call::get(format!("{project}/members/{member}")),
        "update_member" => {
            // In the other project the only member is its lead, who stays one.
            let role = if target == "other project" { "lead" } else { "contributor" };
            Call::with(Method::PATCH, format!("{project}/members/{member}"), json!({ "role": role }))
        }
        "remove_member" => {
            Call { method: Method::DELETE, ..Call::get(format!("{project}/members/{member}")) }
        }
        _ if operation.contains("meeting") || operation == "list_time_zones" => {
            crate::meetings::tried(operation, target, story, &place).await
        }
        _ => panic!("{operation} has no row in the matrix"),
    }
}

/// A message by somebody of the project, for everyone or for one party.
async fn said(story: &Story, part: &str, audience: Option<&str>) -> String {
    let mut body = json!({ "body": "Said." });
    if let Some(party) = audience {
        body["audience"] = json!([party]);
    }
    id_in(&done(story.of(part).post(&story.in_project("/messages"), &body).await))
}

async fn last_phase(story: &Story, target: &str) -> String {
    let (by, project) = match target {
        "project" => ("lead", &story.project),
        "other project" => ("outsider", &story.other_project),
        _ => return nothing(),
    };
    let phases = done(story.of(by).get(&format!("/projects/{project}/phases")).await);
    dure_tests::story::id_in(phases["items"].as_array().unwrap().last().unwrap())
}

/// An item that the lead wrote down for themselves, or that is another's: R&D's, the approver's decision. Questions
/// of the lead go to R&D, another's come from there.
async fn item(story: &Story, kind: &str, target: &str) -> String {
    let research = story.id("research_party");
    let (by, project, owner) = match (target, kind) {
        ("project", "questions") => ("lead", &story.project, Some(research)),
        ("project", _) => ("lead", &story.project, None),
        ("project, another's", "milestones" | "actions") => ("lead", &story.project, Some(research)),
        ("project, another's", "questions") => ("research", &story.project, Some(story.id("quality_party"))),
        ("project, another's", "decisions") => ("approver", &story.project, None),
        ("project, another's", _) => ("research", &story.project, None),
        ("other project", _) => ("outsider", &story.other_project, None),
        _ => return nothing(),
    };
    let by = story.of(by);
    let mut body = json!({ "title": "Bore the third hole" });
    match owner {
        Some(party) => body["owner_party_id"] = party.into(),
        None if kind == "questions" => body["owner_person_id"] = by.person_id.clone().into(),
        None => {}
    }
    dure_tests::story::id_in(&done(by.post(&format!("/projects/{project}/{kind}"), &body).await))
}

fn new_person(fresh: &str) -> Value {
    json!({ "email": format!("{fresh}@example.kr"), "name": "New", "role": "member", "department_ids": [] })
}

async fn invite(story: &Story, admin: &str) -> String {
    let admin = story.of(admin);
    let path = format!("/firms/{}/invitations", admin.firm_id);
    let invited = done(admin.post(&path, &new_person(&nothing()[24..])).await);
    invited["invitation_id"].as_str().unwrap().to_owned()
}

/// The secret of a link that invites a firm.
pub(crate) async fn firm_invitation(story: &Story, cluster: &str, email: &str) -> String {
    let name = format!("Firm {}", &nothing()[24..]);
    let body = json!({ "firm_name": name, "email": email, "kind": "supplier", "locale": "ko" });
    let coordinator = story.of("coordinator");
    let at = format!("/clusters/{cluster}/firm-invitations");
    let invited = done(coordinator.post(&at, &body).await);
    let link =
        done(coordinator.get(&format!("{at}/{}/link", invited["invitation_id"].as_str().unwrap())).await);
    link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

/// The secret of a link that is open, was used, or never was.
pub(crate) async fn invitation(story: &Story, target: &str) -> String {
    if target == "none" {
        return format!("{}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", nothing());
    }
    let id = invite(story, "lead").await;
    let lead = story.of("lead");
    let link = done(lead.get(&format!("/firms/{}/invitations/{id}/link", lead.firm_id)).await);
    let token = link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    if target == "used" {
        let path = format!("/invitations/{token}/acceptance");
        let body = json!({ "name": "New", "password": "nine looms above the mill", "locale": "ko", "time_zone": "Asia/Seoul" });
        done(story.nobody().post(&path, &body).await);
    }
    token
}

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
    if code == usual { answer.status.to_string() } else { format!("{} {code}", answer.status) }
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
    let (mut hidden, mut random) = (Vec::new(), Vec::new());
    for _ in 0..150 {
        for (times, id) in [(&mut hidden, story.project.clone()), (&mut random, nothing())] {
            let started = std::time::Instant::now();
            assert_eq!(outsider.get(&format!("/projects/{id}")).await.0, 404);
            times.push(started.elapsed());
        }
    }
    hidden.sort_unstable();
    random.sort_unstable();
    let (hidden, random) = (hidden[75], random[75]);
    println!("150 pairs: medians {hidden:?} hidden, {random:?} random");
    assert!(hidden.abs_diff(random) < std::time::Duration::from_millis(2), "{hidden:?} and {random:?}");
}
