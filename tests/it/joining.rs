//! A firm that is here already comes into one more cluster.

use crate::calls::firm_invitation;
use dure_tests::story::{accept, bring_in, done, email_of};
use dure_tests::{Client, Mail, Story, golden};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

async fn join(by: &Client, token: &str) -> (u16, Value) {
    by.post(&format!("/invitations/{token}/membership"), &json!({})).await
}

fn code(answer: &(u16, Value)) -> (u16, String) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default().to_owned())
}

/// The coordinator's list, once a firm of it has this status.
async fn listed(story: &Story, cluster: &str, firm: &str, status: &str) -> Vec<Value> {
    for _ in 0..200 {
        let firms = done(story.of("coordinator").get(&format!("/clusters/{cluster}/firms?limit=200")).await);
        let firms = firms["items"].as_array().unwrap().clone();
        if firms.iter().any(|item| item["id"] == firm && item["status"] == status) {
            return firms;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{firm} is not {status}");
}

/// The mail that carries this link.
async fn letter_with(story: &Story, link: &str) -> Mail {
    for _ in 0..200 {
        let mut mails = story.app.mails().into_iter().map(|mail| Mail::parse(&mail));
        if let Some(mail) = mails.find(|mail| mail.body.contains(link)) {
            return mail;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no mail with {link}");
}

#[tokio::test]
async fn a_firm_joins_a_second_cluster_when_its_administrator_takes_the_invitation() {
    let story = Story::begin();
    let (coordinator, outsider, lead) = (story.of("coordinator"), story.of("outsider"), story.of("lead"));
    let (cluster, outside) = (story.cluster.as_str(), story.id("outside"));
    let before = done(coordinator.get(&format!("/clusters/{cluster}/firms?limit=200")).await);
    let token = firm_invitation(&story, cluster, &email_of("outsider")).await;

    // Nothing is merged by the invitation alone.
    assert_eq!(lead.get(&format!("/firms/{outside}")).await.0, 404);
    assert_eq!(outsider.get(&format!("/clusters/{cluster}")).await.0, 404);
    let invited = done(coordinator.get(&format!("/clusters/{cluster}/firms?limit=200")).await);
    let invited = invited["items"].as_array().unwrap();
    assert!(invited.iter().all(|firm| firm["id"] != outside), "{invited:?}");
    let made = invited.last().unwrap().clone();
    assert_eq!(made["status"], "invited");

    let (status, membership) = join(outsider, &token).await;
    assert_eq!(status, 201, "{membership}");
    assert_eq!(
        (membership["cluster_id"].as_str(), membership["firm_id"].as_str()),
        (Some(cluster), Some(outside))
    );
    let firms = listed(&story, cluster, outside, "accepted").await;
    assert_eq!(firms.len(), before["items"].as_array().unwrap().len() + 1, "one place, not two");
    let place = firms.iter().find(|firm| firm["id"] == outside).unwrap();
    assert_eq!(place["invitation_id"], made["invitation_id"]);
    assert_eq!(place["name"], "Outside Kilns", "its own name, whatever it was called");
    assert_eq!(coordinator.get(&format!("/firms/{}", made["id"].as_str().unwrap())).await.0, 404);

    // Accepted is not confirmed: neither side sees the other yet.
    assert_eq!(lead.get(&format!("/firms/{outside}")).await.0, 404);
    assert_eq!(outsider.get(&format!("/clusters/{cluster}")).await.0, 404);
    done(coordinator.post(&format!("/clusters/{cluster}/firms/{outside}/confirmation"), &json!({})).await);
    assert_eq!(done(lead.get(&format!("/firms/{outside}")).await)["name"], "Outside Kilns");
    let mine = done(outsider.get("/clusters").await);
    assert_eq!(mine["items"].as_array().unwrap().len(), 2);
    let project = json!({
        "code": "TWO-1", "name": "Across", "customer_firm_id": story.id("customer"),
        "supplier_firm_ids": [outside],
    });
    done(outsider.post(&format!("/clusters/{cluster}/projects"), &project).await);
    assert_eq!(done(outsider.get(&format!("/projects/{}", story.other_project)).await)["code"], "KILN-1");

    // Both records tell it: the firm's to its administrator, the cluster's to the coordinator.
    let own = done(outsider.get(&format!("/firms/{outside}/events?limit=200")).await);
    let own = own["items"].as_array().unwrap();
    assert!(
        own.iter().any(|event| event["kind"] == "firms.cluster_joined" && event["cluster"]["id"] == cluster)
    );
    let path = format!("/clusters/{cluster}/events?limit=200");
    let told = done(coordinator.get(&path).await);
    let accepted =
        told["items"].as_array().unwrap().iter().find(|event| event["firm"]["id"] == outside).unwrap();
    assert_eq!(accepted["kind"], "clusters.firm_accepted");
    assert_eq!(accepted["removed"], json!({ "kind": "firm", "id": made["id"] }));
    assert_eq!(accepted["actor"]["person_id"], outsider.person_id.as_str());
    let seen = done(lead.get(&path).await).to_string();
    assert!(!seen.contains(made["id"].as_str().unwrap()), "a participant learns of the place that was made");
}

/// Case 28 for firms, and who may speak for one.
#[tokio::test]
async fn only_an_administrator_of_the_invited_firm_takes_its_invitation() {
    let story = Story::begin();
    let cluster = story.other_cluster.as_str();
    let token = firm_invitation(&story, cluster, &email_of("approver")).await;
    assert_eq!(code(&join(&story.nobody(), &token).await), (401, "unauthenticated".into()));
    assert_eq!(
        code(&join(story.of("approver"), &token).await),
        (403, "forbidden".into()),
        "invited, but staff"
    );
    assert_eq!(code(&join(story.of("lead"), &token).await), (403, "not_invited".into()));
    for changed in [format!("{token}x"), golden::nothing(), "x".into()] {
        assert_eq!(join(story.of("customer_admin"), &changed).await.0, 404, "{changed}");
    }
    let lead = story.of("lead");
    let path = format!("/firms/{}/invitations", lead.firm_id);
    let body = json!({ "email": email_of("customer_admin"), "name": "New", "role": "member" });
    let invited = done(lead.post(&path, &body).await);
    let link = done(lead.get(&format!("{path}/{}/link", invited["invitation_id"].as_str().unwrap())).await);
    let personal = link["url"].as_str().unwrap().split_once('#').unwrap().1;
    assert_eq!(code(&join(story.of("customer_admin"), personal).await), (403, "not_invited".into()));
    // The firm has no place there that anybody could see, and a new account cannot take the address.
    assert_eq!(story.of("customer_admin").get(&format!("/clusters/{cluster}")).await.0, 404);
    let newcomer = json!({ "name": "N", "password": "nine looms above the mill", "locale": "ko", "time_zone": "Asia/Seoul" });
    let refused = story.nobody().post(&format!("/invitations/{token}/acceptance"), &newcomer).await;
    assert_eq!(code(&refused), (409, "email_taken".into()));

    // Sent to somebody of the firm, taken by its administrator.
    assert_eq!(join(story.of("customer_admin"), &token).await.0, 201);
    assert_eq!(code(&join(story.of("customer_admin"), &token).await), (409, "invitation_void".into()));
    listed(&story, cluster, story.id("customer"), "accepted").await;
    let again = firm_invitation(&story, cluster, &email_of("customer_admin")).await;
    assert_eq!(code(&join(story.of("customer_admin"), &again).await), (409, "firm_exists".into()));
}

/// Case 25 for firms.
#[tokio::test]
async fn of_twenty_joins_at_once_one_counts() {
    let story = Story::begin();
    let cluster = story.cluster.as_str();
    let outsider = story.of("outsider");
    let links = join_all((0..4).map(|_| firm_invitation(&story, cluster, &outsider.email))).await;
    let tries = (0..20).map(|n| join(outsider, &links[n % links.len()]));
    let answers = join_all(tries).await;
    let made = answers.iter().filter(|answer| answer.0 == 201).count();
    assert!((1..=links.len()).contains(&made), "{answers:?}");
    assert!(answers.iter().all(|answer| answer.0 == 201 || answer.0 == 409), "{answers:?}");
    listed(&story, cluster, story.id("outside"), "accepted").await;
    for _ in 0..200 {
        let firms = done(story.of("coordinator").get(&format!("/clusters/{cluster}/firms?limit=200")).await);
        let firms = firms["items"].as_array().unwrap().clone();
        let places = firms.iter().filter(|firm| firm["id"] == story.id("outside")).count();
        assert_eq!(places, 1);
        // Every invitation that was taken gave its place up, whichever came first.
        if firms.iter().filter(|firm| firm["status"] == "invited").count() == links.len() - made {
            println!("{made} of {} links taken by 20 tries", links.len());
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("a place that was made is still there");
}

/// An inviter is told nothing: neither that an address or number is known, nor by what the mail says.
#[tokio::test]
async fn inviting_a_firm_that_is_here_looks_like_inviting_one_that_is_not() {
    let story = Story::begin();
    let coordinator = story.of("coordinator");
    let number = "124-81-00998";
    let other = &story.other_cluster;
    let with_number = json!({
        "firm_name": "Numbered Works", "email": email_of("numbered"), "kind": "supplier", "locale": "ko",
        "business_number": number,
    });
    let invited = done(coordinator.post(&format!("/clusters/{other}/firm-invitations"), &with_number).await);
    let link =
        format!("/clusters/{other}/firm-invitations/{}/link", invited["invitation_id"].as_str().unwrap());
    let numbered =
        accept(&story.app, done(coordinator.get(&link).await)["url"].as_str().unwrap(), "numbered").await;

    let path = format!("/clusters/{}/firm-invitations", story.cluster);
    let cases = [
        ("nobody", "unknown@example.kr", None),
        ("an administrator's address", "outsider@example.kr", None),
        ("a number that is here", "sales@example.kr", Some(number)),
    ];
    let (mut faces, mut letters, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
    for (n, (_, email, number)) in cases.iter().enumerate() {
        let mut body =
            json!({ "firm_name": format!("New {n}"), "email": email, "kind": "customer", "locale": "en" });
        if let Some(number) = number {
            body["business_number"] = json!(number);
        }
        let answer = coordinator.send(Method::POST, &path, |request| request.json(&body)).await;
        let fields = answer.json();
        let shape: Vec<(String, Option<usize>)> = fields
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().map(str::len)))
            .collect();
        let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        headers.sort();
        faces.push((answer.status, shape, headers));
        let link = format!("{path}/{}/link", fields["invitation_id"].as_str().unwrap());
        let link = done(coordinator.get(&link).await)["url"].as_str().unwrap().to_owned();
        let token = link.split_once('#').unwrap().1.to_owned();
        let mail = letter_with(&story, &link).await;
        assert_eq!(mail.all("to"), [*email]);
        letters.push((mail.all("subject")[0].to_owned(), mail.body.replace(&token, "")));
        tokens.push(token);
    }
    assert!(faces.iter().all(|face| *face == faces[0]), "{faces:#?}");
    assert!(letters.iter().all(|letter| *letter == letters[0]), "{letters:#?}");

    // By the number the administrator of that firm may take it, though another address of theirs was written to.
    assert_eq!(code(&join(story.of("outsider"), &tokens[2]).await), (403, "not_invited".into()));
    assert_eq!(join(&numbered, &tokens[2]).await.0, 201);
    let firms = listed(&story, &story.cluster, &numbered.firm_id, "accepted").await;
    let place = firms.iter().find(|firm| firm["id"] == numbered.firm_id.as_str()).unwrap();
    assert_eq!(place["business_number"], number);
    // What the coordinator's own list shows may be told: one cluster has a number once.
    let mut again = with_number.clone();
    again["firm_name"] = json!("Somebody Else");
    assert_eq!(code(&coordinator.post(&path, &again).await), (409, "firm_exists".into()));
    println!("{} invitations, one face", cases.len());
}

/// Who claims another firm's number in a cluster of their own keeps nobody out and gets nothing.
#[tokio::test]
async fn a_number_that_somebody_else_claimed_keeps_no_firm_out() {
    let story = Story::begin();
    let coordinator = story.of("coordinator");
    let invite = |cluster: &str, part: &str| {
        let path = format!("/clusters/{cluster}/firm-invitations");
        let body = json!({
            "firm_name": format!("Firm {part}"), "email": email_of(part), "kind": "supplier", "locale": "ko",
            "business_number": "124-81-00998",
        });
        async move {
            let invited = done(coordinator.post(&path, &body).await);
            let link = format!("{path}/{}/link", invited["invitation_id"].as_str().unwrap());
            done(coordinator.get(&link).await)["url"].as_str().unwrap().to_owned()
        }
    };
    let claims = accept(&story.app, &invite(&story.cluster, "claims").await, "claims").await;
    let owns = accept(&story.app, &invite(&story.other_cluster, "owns").await, "owns").await;
    assert_ne!(claims.firm_id, owns.firm_id);
    for (one, other) in [(&claims, &owns), (&owns, &claims)] {
        assert_eq!(one.get(&format!("/firms/{}", other.firm_id)).await.0, 404);
    }
    let fresh = bring_in(&story.app, coordinator, &story.cluster, "Fresh", "supplier", "fresh").await;
    assert_eq!(fresh.get("/clusters").await.1["items"].as_array().unwrap().len(), 1);
}
