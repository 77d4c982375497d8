//! What a right is worth: fields nobody may set, roles, removal, walls, races.

use crate::calls::call;
use dure_tests::story::{bring_person, done};
use dure_tests::{Client, Story, nothing};
use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn a_member_speaks_and_the_others_read() {
    let story = Story::begin();
    let message = story.of("lead").say(&story.project, "Drawing rev. C is in the folder.").await;
    let (status, page) = story.of("approver").get(&story.in_project("/messages")).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["items"].as_array().unwrap().last().unwrap()["id"], message["id"]);
    let mut socket = story.of("observer").live().await;
    let frames = socket.subscribe(&story.project, Some(message["seq"].as_i64().unwrap() - 1)).await;
    assert_eq!(frames[0]["event"]["message"]["body"], "Drawing rev. C is in the folder.");
    let (status, problem) =
        story.of("observer").post(&story.in_project("/messages"), &json!({ "body": "x" })).await;
    assert_eq!((status, problem["code"].as_str()), (403, Some("forbidden")));
}

/// Case 37: for every operation with a body, generated from the spec.
#[tokio::test]
async fn a_field_that_the_request_does_not_name_is_refused_without_effect() {
    let foreign = [
        "role",
        "firm_id",
        "author",
        "state",
        "status",
        "approved_by",
        "created_at",
        "seq",
        "allowed_actions",
        "is_admin",
        "person_id",
        "project_id",
        "cluster_id",
        "inviter",
        "joined_seq",
        "my_role",
        "__proto__",
        "constructor",
    ];
    let story = Story::begin();
    let spec = dure::routes::openapi();
    let schema = |name: &Value| {
        let name = name.as_str().unwrap().rsplit('/').next().unwrap();
        spec["components"]["schemas"][name]["properties"].as_object().cloned().unwrap_or_default()
    };
    let (mut operations, mut fields) = (0, 0);
    let snapshot = async || done(story.of("lead").get(&story.in_project("/snapshot")).await);
    for operation in
        spec["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        let name = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        if name.is_null() {
            continue;
        }
        let (known, id) = (schema(name), operation["operationId"].as_str().unwrap());
        let row = dure::policy::TABLE.iter().find(|row| row.id == id).unwrap();
        let target = match (id, row.place) {
            ("accept_invitation" | "complete_password_reset", _) => "open",
            ("update_person", _) => "observer",
            (_, "MessageId" | "DesignId" | "CommentId" | "ApprovalId" | "CharterId") => "of lead",
            (_, "RevisionId") => "draft of lead",
            (_, "MarkupId") => "own draft",
            (_, "FileId") => "own",
            (_, "ClusterId") => "cluster",
            (_, "FirmId") => "supplier",
            (_, "ProjectId" | "ItemId" | "MeetingId") => "project",
            _ => "-",
        };
        let nobody = story.nobody();
        let by = match (id, target) {
            ("create_session" | "refresh_session", _)
            | (_, "supplier" | "observer" | "project" | "of lead" | "draft of lead" | "own draft" | "own") => {
                story.of("lead")
            }
            (_, "open") => &nobody,
            _ => story.of("coordinator"),
        };
        operations += 1;
        let valid = call(&story, by, id, target).await;
        let before = snapshot().await;
        for field in foreign.iter().filter(|field| !known.contains_key(**field)) {
            let mut body = valid.body.clone().unwrap();
            body[field] = json!("lead");
            let answer = by.send(valid.method.clone(), &valid.path, |request| request.json(&body)).await;
            let problem = answer.json();
            if id == "create_setup" && answer.code() == "setup_done" {
                continue;
            }
            assert_eq!(answer.status, 400, "{id} with {field}: {problem}");
            assert_eq!(problem["errors"][0]["code"], "unknown_field", "{id} with {field}: {problem}");
            fields += 1;
        }
        assert_eq!(snapshot().await, before, "{id}");
    }
    println!("{operations} operations, {fields} fields");
    assert!(operations >= 17 && fields > 200);
}

/// Case 37: an id that exists is never taken over.
#[tokio::test]
async fn an_id_that_exists_is_refused_in_every_create() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    let message = lead.say(&story.project, "The first words.").await;
    let asked = json!({ "title": "Which?", "owner_person_id": lead.person_id });
    let question = done(lead.post(&story.in_project("/questions"), &asked).await);
    let answers = format!("/questions/{}/answers", question["id"].as_str().unwrap());
    let answered = done(lead.post(&answers, &json!({ "body": "This." })).await);
    let (design, revision, file) = crate::designs::shown(&story, "of lead", b"%PDF-1.7").await;
    let comments = format!("/revisions/{}/comments", revision["id"].as_str().unwrap());
    let comment = crate::comments::said(lead, &revision, "Hole 3?").await;
    let markups = format!("/revisions/{}/markups", revision["id"].as_str().unwrap());
    let arrow = json!({ "kind": "arrow", "color": "red", "width": 1, "points": [0.1, 0.1, 0.2, 0.2] });
    let drawn = json!({ "file_id": file, "page": 1, "shapes": [arrow], "published": true });
    let markup = done(lead.post(&markups, &drawn).await);
    let mut redrawn = drawn.clone();
    redrawn["id"] = markup["id"].clone();
    let settling = format!("/comments/{}/answers", comment["id"].as_str().unwrap());
    let settled = done(lead.post(&settling, &json!({ "kind": "explained", "body": "12.5." })).await);
    let before = done(lead.get(&story.in_project("/snapshot")).await);
    let phase = &before["phases"][6]["id"];
    let calls = [
        (coordinator, "/clusters".to_owned(), json!({ "id": story.cluster, "name": "Mine" })),
        (
            story.of("customer_admin"),
            format!("/firms/{}/departments", story.id("customer")),
            json!({ "id": story.id("quality"), "name": "Mine" }),
        ),
        (
            lead,
            format!("/clusters/{}/projects", story.cluster),
            json!({
                "id": story.project, "code": "MINE", "name": "Mine", "customer_firm_id": story.id("customer"),
                "supplier_firm_ids": [story.id("supplier")],
            }),
        ),
        (lead, story.in_project("/messages"), json!({ "id": message["id"], "body": "Other words." })),
        (lead, story.in_project("/ideas"), json!({ "id": question["id"], "title": "Mine" })),
        (lead, answers, json!({ "id": answered["answer"]["id"], "body": "That." })),
        (lead, story.in_project("/phases"), json!({ "id": phase, "name": "Mine" })),
        (
            lead,
            story.in_project("/designs"),
            json!({ "id": design, "number": "X-1", "title": "Mine", "kind": "model" }),
        ),
        (lead, markups, redrawn),
        (lead, comments, json!({ "id": comment["id"], "body": "Other words." })),
        (lead, settling, json!({ "id": settled["answers"][0]["id"], "kind": "explained", "body": "That." })),
    ];
    for (by, path, body) in &calls {
        let (status, problem) = by.post(path, body).await;
        assert_eq!((status, problem["code"].as_str()), (409, Some("id_taken")), "{path}: {problem}");
        for id in
            ["x", "", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", &nothing().to_uppercase(), "null", "01a201c8"]
        {
            let mut body = body.clone();
            body["id"] = json!(id);
            let (status, problem) = by.post(path, &body).await;
            assert_eq!((status, problem["errors"][0]["pointer"].as_str()), (400, Some("/id")), "{path} {id}");
        }
    }
    assert_eq!(done(lead.get(&story.in_project("/snapshot")).await), before);
    println!("{} creates", calls.len());
}

fn member(story: &Story, part: &str) -> String {
    story.in_project(&format!("/members/{}", story.of(part).person_id))
}

/// Cases 38 and 40.
#[tokio::test]
async fn who_does_not_lead_changes_nobody_and_the_last_lead_stays() {
    let story = Story::begin();
    let lead = story.of("lead");
    for part in ["observer", "research", "approver"] {
        for whom in ["lead", "approver", "observer"] {
            let path = member(&story, whom);
            let by = story.of(part);
            assert_eq!(by.delete(&path).await.0, 403, "{part} removes {whom}");
            assert_eq!(by.patch(&path, &json!({ "role": "observer" })).await.0, 403, "{part} lowers {whom}");
            assert_eq!(
                by.patch(&member(&story, part), &json!({ "role": "lead" })).await.0,
                403,
                "{part} rises"
            );
        }
    }
    let own = member(&story, "lead");
    for (status, problem) in [lead.delete(&own).await, lead.patch(&own, &json!({ "role": "observer" })).await]
    {
        assert_eq!((status, problem["code"].as_str()), (409, Some("last_lead")));
    }
    for role in ["admin", "operator", "coordinator", "Lead", "", "listed", "participant"] {
        assert_eq!(lead.patch(&member(&story, "approver"), &json!({ "role": role })).await.0, 400, "{role}");
    }
    done(lead.patch(&member(&story, "approver"), &json!({ "role": "lead" })).await);
    done(lead.patch(&own, &json!({ "role": "observer" })).await);
    assert_eq!(lead.patch(&own, &json!({ "role": "lead" })).await.0, 403, "no way back alone");

    let (status, problem) =
        lead.patch(&format!("/people/{}", lead.person_id), &json!({ "status": "locked" })).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("last_administrator")));
}

/// Case 40: two leads who remove each other at the same moment leave one.
#[tokio::test]
async fn two_leads_who_lower_each_other_at_once_leave_one() {
    let mut both_tried = 0;
    for round in 0..12 {
        let story = Story::begin();
        let (one, other) = (story.of("lead"), story.of("approver"));
        done(one.patch(&member(&story, "approver"), &json!({ "role": "lead" })).await);
        let (own, others) = (member(&story, "lead"), member(&story, "approver"));
        let (first, second) = if round % 2 == 0 {
            join(one.delete(&others), other.delete(&own)).await
        } else {
            let down = json!({ "role": "contributor" });
            join(one.patch(&others, &down), other.patch(&own, &down)).await
        };
        both_tried += usize::from(first.0 < 300) + usize::from(second.0 < 300);
        let by = if one.get(&story.in_project("/members")).await.0 == 200 { one } else { other };
        let members = done(by.get(&story.in_project("/members")).await);
        let leads = members["items"].as_array().unwrap().iter().filter(|member| member["role"] == "lead");
        assert_eq!(leads.count(), 1, "{first:?} {second:?}");
    }
    println!("12 duels, {both_tried} blows");
    assert_eq!(both_tried, 12);
}

/// Case 41.
#[tokio::test]
async fn a_removed_member_learns_nothing() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let said = research.say(&story.project, "My own words.").await;
    let mut socket = research.live().await;
    socket.subscribe(&story.project, None).await;
    let path = story.in_project(&format!("/events?after={}&wait=20", story_head(lead, &story).await));
    let waiting = research.get(&path);
    let removing = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(lead.delete(&member(&story, "research")).await.0, 204);
    };
    let (polled, ()) = join(waiting, removing).await;
    assert_eq!(polled.0, 404, "the poll that waited: {polled:?}");
    lead.say(&story.project, "Now that we are among us.").await;
    let ended = loop {
        let frame = socket.next_of_record().await.unwrap();
        assert!(!frame.to_string().contains("among us"));
        if frame["op"] == "unsubscribed" {
            break frame;
        }
    };
    assert_eq!(ended["code"], 4403);
    for path in
        ["", "/messages", "/members", "/parties", "/phases", "/snapshot", "/events", "/events?after=0&wait=1"]
    {
        assert_eq!(research.get(&story.in_project(path)).await.0, 404, "{path}");
    }
    let reply = json!({ "body": "Me too.", "reply_to": said["id"] });
    assert_eq!(research.post(&story.in_project("/messages"), &reply).await.0, 404);
    assert_eq!(research.put(&story.in_project("/read-marker"), &json!({ "seq": 1 })).await.0, 404);
    assert!(!research.get("/projects").await.1.to_string().contains(&story.project));
    let again = socket.subscribe(&story.project, Some(0)).await;
    assert_eq!(again[0]["code"], "not_found");
}

async fn story_head(by: &Client, story: &Story) -> i64 {
    done(by.get(&story.in_project("/snapshot")).await)["as_of_seq"].as_i64().unwrap()
}

/// Case 43: the right is asked for again in the transaction, so that nothing of a contributor stands after the
/// event that made them an observer, or took them out.
#[tokio::test]
async fn a_right_that_ends_while_a_request_runs_is_worth_nothing() {
    let story = Story::begin();
    let (lead, research) = (story.of("lead"), story.of("research"));
    let own = member(&story, "research");
    let (mut said, mut refused) = (0, 0);
    for round in 0..40 {
        let post = |n: usize| {
            let body = json!({ "body": format!("round {round}, {n}") });
            let path = story.in_project("/messages");
            async move { research.post(&path, &body).await }
        };
        let ending = async {
            tokio::time::sleep(Duration::from_micros(round * 60)).await;
            match round % 2 {
                0 => lead.patch(&own, &json!({ "role": "observer" })).await.0,
                _ => lead.delete(&own).await.0,
            }
        };
        let (answers, ended) = join(join_all((0..16).map(post)), ending).await;
        assert!(ended < 300);
        for (status, body) in &answers {
            match status {
                201 => said += 1,
                403 | 404 => refused += 1,
                _ => panic!("{status}: {body}"),
            }
        }
        let back = json!({ "person_id": research.person_id, "role": "contributor" });
        match round % 2 {
            0 => done(lead.patch(&own, &json!({ "role": "contributor" })).await),
            _ => done(lead.post(&story.in_project("/members"), &back).await),
        };
    }
    let mut may_speak = true;
    for event in lead.events(&story.project, 0).await {
        let is_about = event["member"]["person_id"] == research.person_id.as_str();
        if is_about {
            may_speak = event["member"]["role"] == "contributor";
        } else if event["removed"]["id"] == research.person_id.as_str() {
            may_speak = false;
        } else if event["actor"]["person_id"] == research.person_id.as_str() {
            assert!(may_speak, "said without a right: {event}");
        }
    }
    println!("40 endings, {said} messages before, {refused} refused");
    assert!(said > 0 && refused > 0);
}

/// Case 43, for sessions: nothing of a person stands after the event that locked them.
#[tokio::test]
async fn nothing_is_written_for_a_person_after_they_were_locked() {
    let story = Story::begin();
    let (lead, admin) = (story.of("lead"), story.of("customer_admin"));
    let research = story.of("research");
    let path = format!("/people/{}", research.person_id);
    let post = |n: usize| {
        let body = json!({ "body": format!("{n}") });
        let path = story.in_project("/messages");
        async move { research.post(&path, &body).await.0 }
    };
    let locking = async {
        tokio::time::sleep(Duration::from_millis(4)).await;
        done(admin.patch(&path, &json!({ "status": "locked" })).await);
        story_head(lead, &story).await
    };
    let (statuses, head) = join(join_all((0..60).map(post)), locking).await;
    assert!(statuses.iter().all(|status| [201, 401].contains(status)), "{statuses:?}");
    let last = lead.events(&story.project, 0).await.into_iter().rfind(|event| {
        event["actor"]["person_id"] == research.person_id.as_str() && !event["message"].is_null()
    });
    if let Some(last) = last {
        assert!(last["seq"].as_i64().unwrap() <= head, "{last}");
    }
    println!(
        "{} before, {} refused",
        statuses.iter().filter(|s| **s == 201).count(),
        statuses.iter().filter(|s| **s == 401).count()
    );
}

/// Cases 46 and 47: another department of the same firm, and who runs the server, read nothing of it.
#[tokio::test]
async fn what_is_said_to_one_department_is_a_marker_for_the_others_and_nothing_for_the_operator() {
    let story = Story::begin();
    let (lead, approver) = (story.of("lead"), story.of("approver"));
    let secret = "Tolerance 0.02 is our secret.";
    let mut sockets = Vec::new();
    for part in ["approver", "lead", "research", "observer"] {
        let mut socket = story.of(part).live().await;
        socket.subscribe(&story.project, None).await;
        sockets.push((part, socket));
    }
    let body = json!({ "body": secret, "audience": [story.id("quality_party")] });
    let message = done(approver.post(&story.in_project("/messages"), &body).await);
    let seq = message["seq"].as_i64().unwrap();
    for (part, socket) in &mut sockets {
        let frame = socket.next_of_record().await.unwrap();
        let hears = *part == "approver";
        assert_eq!(frame["op"], if hears { "event" } else { "marker" }, "{part}: {frame}");
        assert_eq!(frame.to_string().contains(secret), hears, "{part}");
        let keys = frame.as_object().unwrap().len();
        assert!(hears || (keys == 3 && frame["seq"] == seq), "a marker says no more: {frame}");
    }
    let outside =
        ["lead", "research", "observer", "coordinator", "customer_admin", "removed", "neighbour", "outsider"];
    let paths = ["/messages", "/snapshot", "/events", "", "/members"];
    for part in outside {
        for path in paths {
            let answer = story.of(part).send(Method::GET, &story.in_project(path), |request| request).await;
            assert!(!answer.text.contains(secret), "{part} in {path}");
            assert!(!answer.text.contains(message["id"].as_str().unwrap()), "{part} in {path}");
        }
    }
    let events = story.of("research").events(&story.project, seq - 1).await;
    assert_eq!(events[0], json!({ "project_id": story.project, "seq": seq, "kind": "record.marker" }));
    let reply = json!({ "body": "About that.", "reply_to": message["id"] });
    let hidden = lead.post(&story.in_project("/messages"), &reply).await;
    assert_eq!((hidden.0, hidden.1["errors"][0]["code"].as_str()), (400, Some("unknown")));
    assert!(done(approver.get(&story.in_project("/messages")).await).to_string().contains(secret));
    // Named parties hear, and the author's own always does.
    let body = json!({ "body": "For the supplier.", "audience": [story.id("supplier_party")] });
    let message = done(approver.post(&story.in_project("/messages"), &body).await);
    assert_eq!(message["audience"], json!([story.id("supplier_party"), story.id("quality_party")]));
    for (part, hears) in [("lead", true), ("observer", true), ("approver", true), ("research", false)] {
        let page = done(story.of(part).get(&story.in_project("/messages")).await);
        assert_eq!(page.to_string().contains("For the supplier."), hears, "{part}");
    }
    let mut socket = story.of("coordinator").live().await;
    assert_eq!(socket.subscribe(&story.project, Some(0)).await[0]["code"], "not_found");
}

/// A department's people who come later stand in its party; addresses stay in the firm.
#[tokio::test]
async fn a_lead_sees_the_people_of_its_parties_without_their_addresses() {
    let story = Story::begin();
    let lead = story.of("lead");
    let newcomer =
        bring_person(&story.app, story.of("customer_admin"), "newcomer", &[story.id("quality")]).await;
    let people = done(lead.get(&format!("/firms/{}/people", story.id("customer"))).await);
    assert!(people["items"].as_array().unwrap().iter().all(|person| person["email"].is_null()), "{people}");
    let body = json!({ "person_id": newcomer.person_id, "role": "observer" });
    let member = done(lead.post(&story.in_project("/members"), &body).await);
    assert_eq!(member["party_id"], story.id("quality_party"));
    let locked = json!({ "person_id": story.of("locked").person_id, "role": "observer" });
    assert_eq!(lead.post(&story.in_project("/members"), &locked).await.0, 400);
}

/// Case 92: one author's messages stand in the order in which they were sent over one connection.
#[tokio::test]
async fn one_authors_messages_keep_their_order() {
    let story = Story::begin();
    let lead = story.of("lead");
    let mut stream = tokio::net::TcpStream::connect(story.app.address).await.unwrap();
    let many = 60;
    let mut requests = String::new();
    for n in 0..many {
        let body = json!({ "body": format!("line {n}") }).to_string();
        requests.push_str(&format!(
            "POST /api/v1{} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            story.in_project("/messages"),
            story.app.address,
            lead.token.as_deref().unwrap(),
            body.len(),
        ));
    }
    // All at once, without waiting for an answer.
    stream.write_all(requests.as_bytes()).await.unwrap();
    let (mut answers, mut buffer) = (String::new(), vec![0; 65_536]);
    while answers.matches("HTTP/1.1 201").count() < many {
        let read =
            tokio::time::timeout(Duration::from_secs(10), stream.read(&mut buffer)).await.expect("answers");
        let read = read.unwrap();
        assert!(read > 0, "closed after {}", answers.matches("HTTP/1.1 201").count());
        answers.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    let events = lead.events(&story.project, 0).await;
    let said = events.iter().filter_map(|event| event["message"]["body"].as_str()?.strip_prefix("line "));
    let said: Vec<usize> = said.map(|n| n.parse().unwrap()).collect();
    assert_eq!(said, (0..many).collect::<Vec<_>>());
    let seqs: Vec<i64> = events.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..).take(seqs.len()).collect::<Vec<_>>(), "a gap");
    println!("{many} messages in one write");
}
