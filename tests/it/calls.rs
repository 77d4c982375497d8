//! A request of every operation of the policy table, on one's own things and on others'.

use crate::invited::{invited_firm, said_before};
use crate::resets::reset_link;
use crate::unsent_mail::{mail_failure, unsubscription};
use dure_tests::cast::answer;
use dure_tests::story::{done, email_of, id_in};
use dure_tests::{Answer, Client, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};

/// Headers and bytes of an upload.
pub(crate) type Tus = (Vec<(&'static str, String)>, Vec<u8>);

/// Something to send.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    pub(crate) upgrade: bool,
    pub(crate) if_match: Option<String>,
    pub(crate) tus: Option<Tus>,
}

impl Call {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None, upgrade: false, if_match: None, tus: None }
    }

    pub(crate) fn with(method: Method, path: impl Into<String>, body: Value) -> Self {
        Self { method, path: path.into(), body: Some(body), upgrade: false, if_match: None, tus: None }
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
        let request = match &self.tus {
            Some((headers, bytes)) => {
                let with = |request: reqwest::RequestBuilder, (name, value): &(&'static str, String)| {
                    request.header(*name, value)
                };
                headers.iter().fold(request, with).body(bytes.clone())
            }
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
        ("delete_session" | "update_passkey" | "delete_passkey", _) => &["own", "other's", "none"],
        ("get_invitation" | "accept_invitation" | "complete_password_reset", _) => &["open", "used", "none"],
        ("get_unsubscription" | "unsubscribe", _) => &["own", "none"],
        ("end_deputy", _) => &["own", "other's", "none"],
        ("retry_mail", _) => &["customer", "supplier", "outside", "customer, no failure", "none"],
        ("join_cluster", _) => &["own", "other's", "used", "none"],
        ("get_invitation_link", _) => &["customer", "supplier", "outside", "customer, no invitation", "none"],
        ("get_firm_invitation_link" | "confirm_firm", _) => {
            &["cluster", "other cluster", "cluster, no firm", "none"]
        }
        ("get_member" | "update_member" | "remove_member", _) => {
            &["project", "project, removed", "other project", "project, no member", "none"]
        }
        ("list_clock_events", _) => &["project", "other project", "project, no party", "none"],
        ("update_phase" | "delete_phase", _) => &["project", "other project", "project, no phase", "none"],
        ("update_milestone" | "update_action" | "update_question" | "update_decision" | "update_idea", _) => {
            &["project", "project, another's", "other project", "project, no item", "none"]
        }
        (_, "NewUpload") => &["project", "other project", "none"],
        (_, "UploadId") => &["own", "of research", "in other project", "none"],
        (_, "FileId") => &["own", "of research", "shown", "to research", "in other project", "none"],
        (_, "DesignId") => &["of lead", "to research", "in other project", "none"],
        (_, "ApprovalId" | "CharterId") => &["of lead", "none"],
        (_, "CommentId") => &["of lead", "to research", "in other project", "none"],
        (_, "MarkupId") => {
            &["own draft", "of lead", "draft of lead", "to research", "in other project", "none"]
        }
        (_, "RevisionId") => &["of lead", "draft of lead", "to research", "in other project", "none"],
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
        "list_my_comments" => Call::get("/me/comments"),
        "list_my_charters" => Call::get("/me/charters"),
        "list_my_approvals" => Call::get("/me/approvals"),
        "list_my_deputies" => Call::get("/me/deputies"),
        _ if operation.ends_with("_deputy") => crate::deputies::tried(operation, target, story, by).await,
        "list_my_confirmations" => Call::get("/me/confirmations"),
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
        "list_routes" => Call::get(format!("{cluster}/routes")),
        "create_route" => {
            let department =
                if target == "other cluster" { nothing() } else { story.id("quality").to_owned() };
            let seats = json!([{ "department_id": department, "kind": "required" }]);
            let body = json!({ "name": fresh, "steps": [crate::approvals::step("Quality", "all", seats)] });
            Call::post(format!("{cluster}/routes"), body)
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
        "discover_uploads" | "create_upload" | "get_upload" | "send_piece" | "delete_upload" | "get_file"
        | "download_file" | "get_thumbnail" => {
            crate::files::tried(operation, target, story, by, &place).await
        }
        _ if operation.contains("comment") && operation != "list_my_comments" => {
            crate::comments::tried(operation, target, story).await
        }
        "create_project_route"
        | "list_project_routes"
        | "create_submission"
        | "list_approvals"
        | "get_approval"
        | "list_responses"
        | "get_decision_sheet"
        | "export_decision"
        | "respond_approval"
        | "claim_seat"
        | "delegate_seat"
        | "return_approval"
        | "recall_approval"
        | "supersede_approval"
        | "skip_step"
        | "ask_advice"
        | "answer_advice"
        | "withdraw_advice"
        | "hold_seat"
        | "release_seat"
        | "respond_on_behalf"
        | "confirm_response"
        | "contradict_response" => crate::approvals::tried(operation, target, story, &place).await,
        "begin_response_signature" | "begin_confirmation_signature" => {
            crate::passkey_signatures::tried(operation, target, story, by, &place).await
        }
        _ if operation.contains("passkey") => crate::passkeys::tried(operation, target, story, by).await,
        _ if operation.contains("charter") => {
            crate::charters::tried(operation, target, story, by, &place).await
        }
        "get_clocks" => Call::get(format!("{project}/clocks")),
        "list_clock_events" => {
            let party = match target {
                "project" => story.id("supplier_party").to_owned(),
                _ => nothing(),
            };
            Call::get(format!("{project}/clocks/{party}/events?figure=court"))
        }
        _ if operation.contains("markup") => crate::markups::tried(operation, target, story, by).await,
        "get_preview" | "create_preview" => crate::previews::tried(operation, target, story, by).await,
        _ if operation.contains("design")
            || operation.contains("revision")
            || operation == "list_openings" =>
        {
            crate::designs::tried(operation, target, story, &place).await
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
