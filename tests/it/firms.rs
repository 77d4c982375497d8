//! What a firm says of itself, and who supplies whom.

use dure_tests::story::{bring_person, done, id_in};
use dure_tests::{Client, Story, nothing};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Who runs the server founds clusters, is told so, and coordinates those they found.
#[tokio::test]
async fn who_runs_the_server_founds_clusters_and_nobody_else() {
    let story = Story::begin();
    let founds = |me: &Value| me["allowed_actions"].as_array().unwrap().contains(&json!("create_cluster"));
    for (part, by) in story.people.iter().filter(|(part, _)| **part != "locked") {
        let told = founds(&done(by.get("/me").await));
        let (status, cluster) = by.post("/clusters", &json!({ "name": format!("Of {part}") })).await;
        assert_eq!((told, status), if *part == "coordinator" { (true, 201) } else { (false, 403) }, "{part}");
        if status == 201 {
            let listed = done(by.get("/clusters").await);
            assert!(listed["items"].as_array().unwrap().iter().any(|item| item["id"] == cluster["id"]));
            assert!(cluster["allowed_actions"].as_array().unwrap().contains(&json!("invite_firm")));
        }
    }
    let me = done(story.of("coordinator").patch("/me", &json!({ "time_zone": "Asia/Tokyo" })).await);
    assert!(founds(&me), "the answer to a change says the same");
}

/// Waits for an event of this kind at the end of a record.
async fn event(by: &Client, record: &str, kind: &str) -> Value {
    for _ in 0..200 {
        let page = done(by.get(&format!("{record}/events?limit=200")).await);
        let found =
            page["items"].as_array().unwrap().iter().rev().find(|event| event["kind"] == kind).cloned();
        if let Some(event) = found {
            return event;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no {kind} in {record}");
}

#[tokio::test]
async fn a_firms_new_name_and_number_reach_its_clusters_and_projects() {
    let story = Story::begin();
    let (lead, approver, coordinator) = (story.of("lead"), story.of("approver"), story.of("coordinator"));
    let path = format!("/firms/{}", lead.firm_id);
    let mut socket = approver.live().await;
    socket.subscribe(&story.project, None).await;
    let change = json!({ "name": "  한빛정밀  주식회사 ", "business_number": "1248100998" });
    let firm = done(lead.patch(&path, &change).await);
    assert_eq!(
        (firm["name"].as_str(), firm["business_number"].as_str()),
        (Some("한빛정밀 주식회사"), Some("124-81-00998"))
    );
    assert!(firm["seq"].as_i64().is_some());
    assert_eq!(event(lead, &path, "firms.firm_updated").await["actor"]["person_id"], lead.person_id.as_str());

    let cluster = format!("/clusters/{}", story.cluster);
    let told = event(coordinator, &cluster, "clusters.firm_updated").await;
    assert_eq!(
        (told["firm"]["name"].as_str(), told["firm"]["status"].as_str()),
        (Some("한빛정밀 주식회사"), Some("confirmed"))
    );
    let party = loop {
        let frame = socket.next_of_record().await.unwrap();
        if frame["event"]["kind"] == "projects.party_updated" {
            break frame["event"]["party"].clone();
        }
    };
    assert_eq!(
        (party["id"].as_str(), party["firm_name"].as_str()),
        (Some(story.id("supplier_party")), Some("한빛정밀 주식회사"))
    );
    let parties = done(approver.get(&story.in_project("/parties")).await);
    assert!(parties["items"].as_array().unwrap().contains(&party_for(approver, &story, &party).await));

    // The old name is free in the cluster, the new one is taken.
    let invite = |name: &str, number: Option<&str>| {
        let mut body =
            json!({ "firm_name": name, "email": "f@example.kr", "kind": "supplier", "locale": "ko" });
        if let Some(number) = number {
            body["business_number"] = json!(number);
        }
        let path = format!("{cluster}/firm-invitations");
        async move { coordinator.post(&path, &body).await }
    };
    assert_eq!(invite("한빛정밀 주식회사", None).await.1["code"], "firm_exists");
    assert_eq!(invite("Somebody Else", Some("124-81-00998")).await.1["code"], "firm_exists");
    assert_eq!(invite("한빛정밀", None).await.0, 201);

    done(lead.patch(&path, &json!({ "clear": ["business_number"] })).await);
    assert!(done(lead.get(&path).await)["business_number"].is_null());
    let head = |page: Value| page["head"].as_i64().unwrap();
    let before = head(done(lead.get(&format!("{path}/events")).await));
    assert!(done(lead.patch(&path, &json!({})).await)["seq"].is_null(), "nothing to do is no event");
    assert_eq!(head(done(lead.get(&format!("{path}/events")).await)), before);
}

/// The party as the list shows it.
async fn party_for(by: &Client, story: &Story, party: &Value) -> Value {
    let parties = done(by.get(&story.in_project("/parties")).await);
    let found = parties["items"].as_array().unwrap().iter().find(|item| item["id"] == party["id"]).cloned();
    let found = found.expect("the party");
    assert_eq!(found["firm_name"], party["firm_name"]);
    found
}

#[tokio::test]
async fn a_name_or_number_that_another_firm_of_a_cluster_has_is_refused_without_effect() {
    let story = Story::begin();
    let lead = story.of("lead");
    let path = format!("/firms/{}", lead.firm_id);
    let neighbour = story.of("neighbour");
    let number = json!({ "business_number": "124-81-00998" });
    done(neighbour.patch(&format!("/firms/{}", neighbour.firm_id), &number).await);
    let before = done(lead.get(&path).await);
    for change in [json!({ "name": " NEIGHBOUR tools" }), number.clone(), json!({ "name": "고객전자" })] {
        let (status, problem) = lead.patch(&path, &change).await;
        assert_eq!((status, problem["code"].as_str()), (409, Some("firm_exists")), "{change}");
    }
    for (change, pointer) in [
        (json!({ "business_number": "124-81-00997" }), "/business_number"),
        (json!({ "name": "a\u{202e}b" }), "/name"),
        (json!({ "clear": ["name"] }), "/clear/0"),
        (json!({ "business_number": "124-81-00998", "clear": ["business_number"] }), "/clear/0"),
        (json!({ "status": "confirmed" }), "/status"),
        (json!({ "kind": "customer" }), "/kind"),
    ] {
        let (status, problem) = lead.patch(&path, &change).await;
        assert_eq!((status, problem["errors"][0]["pointer"].as_str()), (400, Some(pointer)), "{change}");
    }
    assert_eq!(done(lead.get(&path).await), before);
    // A firm that only the coordinator sees keeps no name from anybody: that would tell of it.
    for name in ["Waiting Works", "Nobody's Works"] {
        assert_eq!(done(lead.patch(&path, &json!({ "name": name })).await)["name"], name);
    }
    done(lead.patch(&path, &json!({ "name": before["name"] })).await);
    // In another cluster both are free: nobody learns there what this one has.
    let outsider = story.of("outsider");
    let change = json!({ "name": "Neighbour Tools", "business_number": "124-81-00998" });
    assert_eq!(outsider.patch(&format!("/firms/{}", outsider.firm_id), &change).await.0, 200);
    // Its own name in another spelling is no other firm's.
    assert_eq!(
        neighbour
            .patch(&format!("/firms/{}", neighbour.firm_id), &json!({ "name": "NEIGHBOUR TOOLS" }))
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn a_supply_link_stands_between_two_confirmed_firms_of_the_cluster() {
    let story = Story::begin();
    let (coordinator, lead) = (story.of("coordinator"), story.of("lead"));
    let path = format!("/clusters/{}/supply-links", story.cluster);
    let link = |supplier: &str, customer: &str, goods: &str| json!({ "supplier_firm_id": supplier, "customer_firm_id": customer, "goods": goods });
    let (supplier, customer) = (story.id("supplier"), story.id("customer"));
    let made = done(coordinator.post(&path, &link(supplier, customer, "Infeed stations")).await);
    let told = event(lead, &format!("/clusters/{}", story.cluster), "clusters.supply_link_created").await;
    assert_eq!((&told["supply_link"]["id"], &told["seq"]), (&made["id"], &made["seq"]));
    let again = coordinator.post(&path, &link(supplier, customer, "infeed STATIONS")).await;
    assert_eq!((again.0, again.1["code"].as_str()), (409, Some("supply_link_exists")));
    assert_eq!(
        coordinator.post(&path, &link(customer, supplier, "Infeed stations")).await.0,
        201,
        "the other way"
    );
    assert_eq!(coordinator.post(&path, &link(supplier, customer, "Cartons")).await.0, 201);

    // Not confirmed, of another cluster, nobody: all the same.
    let mut answers = BTreeSet::new();
    for hidden in [story.id("waiting"), story.id("outside"), &nothing()] {
        for body in [link(hidden, customer, "x"), link(supplier, hidden, "x")] {
            let (status, problem) = coordinator.post(&path, &body).await;
            answers.insert(format!("{status} {}", problem["errors"][0]["code"]));
        }
    }
    assert_eq!(answers.into_iter().collect::<Vec<_>>(), ["400 \"unknown\""]);
    let (status, problem) = coordinator.post(&path, &link(supplier, supplier, "x")).await;
    assert_eq!((status, problem["errors"][0]["code"].as_str()), (400, Some("duplicate")));
    let mut repeated = link(supplier, customer, "Pallets");
    repeated["id"] = made["id"].clone();
    assert_eq!(coordinator.post(&path, &repeated).await.1["code"], "id_taken");

    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = done(lead.get(&format!("{path}?limit=1{after}")).await);
        seen.extend(page["items"].as_array().unwrap().iter().map(id_in));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!((seen.len(), &seen[0]), (3, &id_in(&made)));
    assert_eq!(story.of("outsider").get(&path).await.0, 404);
    assert_eq!(lead.post(&path, &link(supplier, customer, "Mine")).await.0, 403);
}

/// Case 39: what is another firm's own is not there for the administrator of a firm.
#[tokio::test]
async fn an_administrator_touches_nothing_of_another_firm() {
    let story = Story::begin();
    let (lead, admin) = (story.of("lead"), story.of("customer_admin"));
    let newcomer = bring_person(&story.app, admin, "newcomer", &[]).await;
    let body = json!({ "email": "x@example.kr", "name": "X", "role": "member" });
    let invited = done(admin.post(&format!("/firms/{}/invitations", admin.firm_id), &body).await);
    let invitation = invited["invitation_id"].as_str().unwrap();
    let before = done(admin.get(&format!("/firms/{}/events", admin.firm_id)).await)["head"].clone();
    // In no project with them: a random firm's would answer the same.
    for by in [story.of("outsider"), story.of("buyer")] {
        for (firm, person, invitation) in [
            (admin.firm_id.clone(), newcomer.person_id.clone(), invitation.to_owned()),
            (nothing(), nothing(), nothing()),
        ] {
            let calls = [
                (Method::PATCH, format!("/people/{person}"), json!({ "status": "locked" })),
                (Method::PATCH, format!("/firms/{firm}"), json!({ "name": "Taken" })),
                (Method::POST, format!("/firms/{firm}/invitations"), body.clone()),
                (Method::POST, format!("/firms/{firm}/departments"), json!({ "name": "Taken" })),
                (Method::GET, format!("/firms/{firm}/invitations/{invitation}/link"), Value::Null),
                (Method::GET, format!("/firms/{firm}/events"), Value::Null),
                (Method::GET, format!("/people/{person}"), Value::Null),
            ];
            for (method, path, body) in calls {
                let answer =
                    by.send(method.clone(), &path, |request| {
                        if body.is_null() { request } else { request.json(&body) }
                    })
                    .await;
                assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"), "{method} {path}");
            }
        }
    }
    // In a project with them the lead knows the firm, and changes no more of it; its invitation is not in theirs.
    assert_eq!(
        lead.patch(&format!("/people/{}", newcomer.person_id), &json!({ "status": "locked" })).await.0,
        403
    );
    assert_eq!(lead.patch(&format!("/firms/{}", admin.firm_id), &json!({ "name": "Taken" })).await.0, 403);
    assert_eq!(lead.get(&format!("/firms/{}/invitations/{invitation}/link", lead.firm_id)).await.0, 404);
    assert_eq!(done(admin.get(&format!("/firms/{}/events", admin.firm_id)).await)["head"], before);
    assert_eq!(newcomer.get("/me").await.0, 200);
}

/// Case 36: an invited firm is the coordinator's matter alone, in every list and in the history too.
#[tokio::test]
async fn the_history_of_a_cluster_shows_no_firm_that_its_list_hides() {
    let story = Story::begin();
    let hidden = story.id("waiting");
    for part in ["coordinator", "neighbour", "lead"] {
        let by = story.of(part);
        let is_hidden = part != "coordinator";
        for path in ["firms", "events"] {
            let answer = by.send(Method::GET, &format!("/clusters/{}/{path}", story.cluster), |r| r).await;
            assert_eq!(answer.status, 200);
            assert_ne!(answer.text.contains(hidden), is_hidden, "{part} in {path}: {}", answer.text);
        }
        let mut socket = by.live().await;
        let frames = socket.ask(json!({ "op": "subscribe", "cluster_id": story.cluster, "after": 0 })).await;
        assert_eq!(frames.last().unwrap()["op"], "subscribed", "{part}");
        let told = frames.iter().any(|frame| frame.to_string().contains(hidden));
        assert_ne!(told, is_hidden, "{part} on the socket");
    }
}
