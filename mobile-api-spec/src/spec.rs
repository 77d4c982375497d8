//! The last touches of the published spec: what holds for every operation is added here once.
//!
//! The spec is made for generated clients: OpenAPI 3.0.3, no unions, no null, a named schema for every body, a
//! description on every response.

mod refusals;

use refusals::refusals;
use serde_json::{Map, Value, json};

/// Operations whose answers carry secrets: an idempotency key is ignored there.
const SECRET: [&str; 12] = [
    "begin_passkey",
    "create_passkey",
    "begin_passkey_session",
    "create_passkey_session",
    "request_password_reset",
    "complete_password_reset",
    "create_setup",
    "create_session",
    "refresh_session",
    "accept_invitation",
    "create_live_ticket",
    "change_password",
];

/// Operations whose answer carries the ETag of its resource.
const TAGGED: [&str; 37] = [
    "get_clocks",
    "get_charter",
    "sign_charter",
    "reject_charter",
    "respond_on_behalf",
    "confirm_response",
    "contradict_response",
    "ask_advice",
    "answer_advice",
    "withdraw_advice",
    "hold_seat",
    "release_seat",
    "get_approval",
    "respond_approval",
    "claim_seat",
    "delegate_seat",
    "return_approval",
    "recall_approval",
    "skip_step",
    "cancel_meeting",
    "get_meeting",
    "update_meeting",
    "start_meeting",
    "close_meeting",
    "reopen_meeting",
    "confirm_meeting",
    "update_project",
    "update_firm",
    "get_me",
    "update_me",
    "get_cluster",
    "get_firm",
    "get_person",
    "update_person",
    "get_project",
    "get_member",
    "update_member",
];

/// Changes that may be bound to the state they were decided on.
const CONDITIONAL: [&str; 25] = [
    "claim_seat",
    "release_seat",
    "answer_advice",
    "withdraw_advice",
    "contradict_response",
    "sign_charter",
    "reject_charter",
    "respond_on_behalf",
    "confirm_response",
    "ask_advice",
    "hold_seat",
    "supersede_approval",
    "respond_approval",
    "delegate_seat",
    "return_approval",
    "recall_approval",
    "skip_step",
    "update_me",
    "update_firm",
    "update_person",
    "update_project",
    "update_member",
    "remove_member",
    "update_meeting",
    "confirm_meeting",
];

/// Those of them that must be.
const GOVERNED: [&str; 18] = [
    "claim_seat",
    "release_seat",
    "answer_advice",
    "withdraw_advice",
    "contradict_response",
    "sign_charter",
    "reject_charter",
    "respond_on_behalf",
    "confirm_response",
    "ask_advice",
    "hold_seat",
    "confirm_meeting",
    "supersede_approval",
    "respond_approval",
    "delegate_seat",
    "return_approval",
    "recall_approval",
    "skip_step",
];

/// Those whose ETag names what this caller acts on.
const OF_CALLER: [&str; 15] = [
    "respond_on_behalf",
    "confirm_response",
    "contradict_response",
    "ask_advice",
    "answer_advice",
    "withdraw_advice",
    "hold_seat",
    "release_seat",
    "get_approval",
    "respond_approval",
    "claim_seat",
    "delegate_seat",
    "return_approval",
    "recall_approval",
    "skip_step",
];

/// Operations of tus: repeated by offset and id, not by a key.
const TUS: [&str; 5] = ["discover_uploads", "create_upload", "get_upload", "send_piece", "delete_upload"];

/// Operations that begin a signature: their answer is a secret, and they are bound to what was seen as the signature is.
fn begins_signature(id: &str) -> bool {
    id.starts_with("begin_") && id.ends_with("_signature")
}

fn is_conditional(id: &str) -> bool {
    CONDITIONAL.contains(&id) || begins_signature(id)
}

fn is_governed(id: &str) -> bool {
    GOVERNED.contains(&id) || begins_signature(id)
}

/// Operations that answer with a session.
const SIGNING_IN: [&str; 5] =
    ["create_session", "create_passkey_session", "refresh_session", "create_setup", "accept_invitation"];

/// Operations that anyone may call.
const PUBLIC: [&str; 15] = [
    "begin_passkey_session",
    "create_passkey_session",
    "discover_uploads",
    "get_unsubscription",
    "unsubscribe",
    "request_password_reset",
    "complete_password_reset",
    "get_setup",
    "create_setup",
    "get_limits",
    "create_session",
    "refresh_session",
    "get_invitation",
    "accept_invitation",
    "open_live",
];

/// Turns what the handlers say into the published document.
pub fn published(mut spec: Value) -> Value {
    plain(&mut spec);
    let paths = spec.get("paths").cloned().unwrap_or_default();
    let mut told = Map::new();
    for (path, operations) in paths.as_object().cloned().unwrap_or_default() {
        let mut item = Map::new();
        for (method, operation) in operations.as_object().cloned().unwrap_or_default() {
            item.insert(method.clone(), whole(&path, &method, operation));
        }
        told.insert(path, Value::Object(item));
    }
    let mut schemas =
        spec.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, schema) in problems() {
        schemas.insert(name, schema);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Dure",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Project rooms, shared records and approvals for the firms of a value chain. \
                Sign in with `create_session`, send the access token as `Authorization: Bearer`, and follow a \
                project with `get_snapshot`, then `list_events` or the socket (`asyncapi.yaml`). Unknown fields \
                of answers are to be ignored; unknown fields of requests are refused.",
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0.html" },
        },
        "servers": [{ "url": "/api/v1" }],
        "tags": tags(),
        "paths": told,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "__Host-dure-access" },
            },
        },
    })
}

fn tags() -> Value {
    json!([
        { "name": "Start", "description": "First run, sign-in, the caller's own account." },
        { "name": "Clusters", "description": "Clusters and the firms in them." },
        { "name": "People", "description": "Departments, people, invitations of a firm." },
        { "name": "Projects", "description": "Projects, parties, members, phases." },
        { "name": "Plan", "description": "Milestones, actions, questions, decisions, ideas, whose turn it is." },
        { "name": "Meetings", "description": "Meetings in two time zones, what came of them, who confirmed it." },
        { "name": "Mail", "description": "How mail is wanted, the end of it, mail that did not leave." },
        { "name": "Designs", "description": "Designs, their revisions, who opened them, what differs." },
        { "name": "Clocks", "description": "Waiting time, turns, first-pass rate, answered questions, for both sides." },
        { "name": "Files", "description": "Uploads (tus 1.0), files, previews, small pictures." },
        { "name": "Room", "description": "Messages, snapshot, read marker, socket." },
        { "name": "Record", "description": "Events in order." },
    ])
}

fn problems() -> [(String, Value); 2] {
    use utoipa::PartialSchema;
    let schema = |value: utoipa::openapi::RefOr<utoipa::openapi::Schema>| {
        let mut value = serde_json::to_value(value).unwrap_or_default();
        plain(&mut value);
        value
    };
    [
        ("Problem".to_owned(), schema(crate::Problem::schema())),
        ("FieldProblem".to_owned(), schema(crate::FieldProblem::schema())),
    ]
}

/// What every operation has: path parameters, headers, refusals, security.
fn whole(path: &str, method: &str, mut operation: Value) -> Value {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(fields) = operation.as_object_mut() else { return operation };
    let mut parameters = path_parameters(path);
    parameters.extend(fields.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default());
    parameters.push(header("Accept-Language", "`ko`, `en` or `es`: the language of problems."));
    if TUS.contains(&id.as_str()) {
        parameters.extend(tus_headers(&id));
    } else if !(SECRET.contains(&id.as_str()) || begins_signature(&id)) && method != "get" {
        let what = "Any text of at most 128 visible characters, kept 30 days: the same key and body have one \
            effect and one answer.";
        parameters.push(header("Idempotency-Key", what));
    }
    if is_conditional(&id) {
        let what =
            "The one strong ETag of the state that the change was decided on: it is not made on another.";
        let mut tag = header("If-Match", what);
        if let Some(fields) = tag.as_object_mut().filter(|_| is_governed(&id)) {
            fields.insert("required".into(), json!(true));
        }
        parameters.push(tag);
    }
    if SIGNING_IN.contains(&id.as_str()) {
        parameters.push(header("Dure-Client", "`web` for cookies in place of tokens."));
    }
    fields.insert("parameters".into(), Value::Array(parameters));
    let public = PUBLIC.contains(&id.as_str());
    fields.insert(
        "security".into(),
        if public { json!([]) } else { json!([{ "bearer": [] }, { "cookie": [] }]) },
    );
    let has_body = fields.contains_key("requestBody");
    if let Some(responses) = fields.get_mut("responses").and_then(Value::as_object_mut) {
        if let Some(done) = responses.get_mut("200").filter(|_| TAGGED.contains(&id.as_str())) {
            let what = if OF_CALLER.contains(&id.as_str()) {
                "Names what the caller acts on: their seats, the step, the revisions, the comments. For `If-Match`."
            } else {
                "Names the state of the resource, the same for every caller: for `If-Match`, not for caches."
            };
            let tag = json!({ "description": what, "schema": { "type": "string" } });
            done.as_object_mut().map(|done| done.insert("headers".into(), json!({ "ETag": tag })));
        }
        let writes = !["get", "head", "options"].contains(&method);
        for (_, response) in responses.iter_mut().filter(|(status, _)| status.as_str() >= "400") {
            // What only this operation refuses, its handler says: the status and why.
            let what = response.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
            *response = problem(&what);
        }
        for (status, what) in refusals(&id, writes, public, has_body) {
            responses.entry(status).or_insert_with(|| problem(what));
        }
    }
    operation
}

/// What tus asks for, and what each operation takes besides.
fn tus_headers(id: &str) -> Vec<Value> {
    let known = [
        ("Tus-Resumable", "`1.0.0`.", true),
        ("Upload-Length", "Bytes of the file.", id == "create_upload"),
        (
            "Upload-Metadata",
            "Names, each with a value in Base64: `project_id`, `filename`, `id`.",
            id == "create_upload",
        ),
        ("Upload-Offset", "Where the piece begins.", id == "send_piece"),
        (
            "Upload-Checksum",
            "`sha1` or `sha256`, and the sum of the piece in Base64.",
            ["create_upload", "send_piece"].contains(&id),
        ),
    ];
    let asked = known.into_iter().filter(|(_, _, asked)| *asked && id != "discover_uploads");
    asked.map(|(name, what, _)| header(name, what)).collect()
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names
        .map(|name| {
            let schema = if ["token", "emoji"].contains(&name) {
                json!({ "type": "string" })
            } else {
                json!({ "type": "string", "format": "uuid" })
            };
            json!({
                "name": name, "in": "path", "required": true, "schema": schema,
                "description": format!("Names the {}.", name.trim_end_matches("_id")),
            })
        })
        .collect()
}

fn header(name: &str, what: &str) -> Value {
    json!({ "name": name, "in": "header", "required": false, "description": what, "schema": { "type": "string" } })
}

fn problem(what: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({ "description": what, "content": { "application/problem+json": { "schema": schema } } })
}

/// OpenAPI 3.0.3: no `null`, no unions, one type each.
fn plain(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(plain),
        Value::Object(fields) => {
            if let Some(Value::Array(types)) = fields.get("type") {
                let kind = types.iter().find(|kind| *kind != "null").cloned().unwrap_or_default();
                fields.insert("type".into(), kind);
            }
            for union in ["oneOf", "anyOf"] {
                if let Some(Value::Array(options)) = fields.get(union).cloned() {
                    let real: Vec<&Value> =
                        options.iter().filter(|option| option.get("type") != Some(&json!("null"))).collect();
                    if let [Value::Object(only)] = real.as_slice() {
                        fields.remove(union);
                        fields.extend(only.clone());
                    }
                }
            }
            // Beside a `$ref` nothing else may stand in 3.0.
            if fields.contains_key("$ref") {
                fields.retain(|name, _| name == "$ref");
            }
            fields.values_mut().for_each(plain);
        }
        _ => {}
    }
}
