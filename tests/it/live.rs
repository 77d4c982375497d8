//! Sockets: who gets in, who hears what, and that a right that ends ends at once (TRUST cases 66 to 71, 92).

use dure_tests::story::done;
use dure_tests::{Socket, Story};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// How a socket ends that says hello with this ticket.
async fn refused(story: &Story, ticket: &str) -> u16 {
    let mut socket = Socket::open(story.app.address).await;
    socket.send(&json!({"op": "hello", "ticket": ticket})).await;
    match socket.next().await {
        Some(frame) => panic!("welcomed: {frame}"),
        None => socket.closed.unwrap().0,
    }
}

/// The status of a handshake with these headers.
async fn handshake(story: &Story, path: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = story
        .nobody()
        .bare(Method::GET, path)
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_socket_that_does_not_say_hello_is_closed_in_time() {
    let story = Story::begin_with(|config| config.limits.hello_seconds = 1);
    let opened = Instant::now();
    let mut silent = Socket::open(story.app.address).await;
    let mut pinging = Socket::open(story.app.address).await;
    let keep_alive = async {
        for _ in 0..8 {
            pinging.send_message(tokio_tungstenite::tungstenite::Message::Ping("x".into())).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        pinging.ending().await
    };
    let (silent, pinging) = tokio::join!(silent.ending(), keep_alive);
    assert_eq!((silent.0, pinging.0), (4408, 4408), "a ping is no hello");
    assert!((SECOND..4 * SECOND).contains(&opened.elapsed()), "{:?}", opened.elapsed());
    assert_eq!(story.app.kernel.config.limits.hello_seconds, 1);
    assert_eq!(dure_api::Limits::default().hello_seconds, 5);
}

#[tokio::test]
async fn case_66_a_foreign_page_opens_no_socket() {
    let story = Story::begin();
    let own = format!("http://{}", story.app.address);
    let port = story.app.address.port();
    let open = |headers: Vec<(&'static str, String)>| {
        let story = &story;
        async move {
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            handshake(story, "/api/v1/live", &headers).await
        }
    };
    let (origin, cookie) = ("Origin", "Cookie");
    assert_eq!(open(vec![]).await, 101, "an app tells no origin");
    assert_eq!(open(vec![(origin, own.clone())]).await, 101);
    assert_eq!(open(vec![(origin, own.clone()), (cookie, "__Host-dure-access=x".into())]).await, 101);
    for foreign in [
        "null".to_owned(),
        "https://evil.example".to_owned(),
        format!("http://sub.127.0.0.1:{port}"),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "http://127.0.0.1".to_owned(),
        format!("https://127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://evil.example@127.0.0.1:{port}"),
        format!("HTTP://127.0.0.1:{port}/"),
        String::new(),
    ] {
        assert_eq!(open(vec![(origin, foreign.clone())]).await, 403, "{foreign}");
    }
    assert_eq!(open(vec![(cookie, "__Host-dure-access=x".into())]).await, 403, "a cookie without origin");
    assert_eq!(
        open(vec![(origin, own.clone()), (origin, "https://evil.example".into())]).await,
        403,
        "two origins"
    );
}

#[tokio::test]
async fn case_67_a_ticket_opens_one_socket_of_its_session_within_half_a_minute() {
    let story = Story::begin();
    let lead = story.of("lead").sign_in_again().await;
    let ticket = lead.ticket().await;
    assert_eq!(handshake(&story, &format!("/api/v1/live?ticket={ticket}"), &[]).await, 400, "in the URL");
    let mut socket = Socket::open(story.app.address).await;
    socket.send(&json!({"op": "hello", "ticket": ticket})).await;
    assert_eq!(socket.next().await.unwrap()["op"], "welcome");
    assert_eq!(refused(&story, &ticket).await, 4401, "used");
    let refresh = json!({"op": "refresh", "ticket": lead.ticket().await});
    socket.send(&refresh).await;
    assert_eq!(socket.next().await.unwrap()["op"], "welcome");
    socket.send(&refresh).await;
    assert_eq!(socket.ending().await.0, 4401, "a refresh with a used ticket");

    let mut socket = lead.live().await;
    let elsewhere = story.of("lead").sign_in_again().await;
    socket.send(&json!({"op": "refresh", "ticket": elsewhere.ticket().await})).await;
    assert_eq!(socket.ending().await.0, 4401, "a ticket of another session of the same person");

    let fresh = lead.ticket().await;
    let mut letters: Vec<char> = fresh.chars().collect();
    let last = letters.len() - 2;
    letters[last] = if letters[last] == 'A' { 'B' } else { 'A' };
    let changed: String = letters.into_iter().collect();
    let other = story.of("approver").ticket().await;
    let (body, _) = fresh.rsplit_once('.').unwrap();
    let swapped = format!("{body}.{}", other.rsplit_once('.').unwrap().1);
    let token = lead.token.clone().unwrap();
    for forged in [changed.as_str(), &swapped, &token, &lead.refresh_token, "", ".", "....", "가.나.다.라.마"]
    {
        assert_eq!(refused(&story, forged).await, 4401, "{forged}");
    }

    let old = lead.ticket().await;
    story.app.kernel.clock.shift_to(29_000);
    let mut socket = Socket::open(story.app.address).await;
    socket.send(&json!({"op": "hello", "ticket": lead.ticket().await})).await;
    assert_eq!(socket.next().await.unwrap()["op"], "welcome");
    story.app.kernel.clock.shift_to(30_001);
    assert_eq!(refused(&story, &old).await, 4401, "older than 30 s");
    story.app.kernel.clock.shift_to(0);

    let ticket = lead.ticket().await;
    assert_eq!(lead.delete(&format!("/sessions/{}", lead.session_id)).await.0, 204);
    assert_eq!(refused(&story, &ticket).await, 4401, "of a session that ended");
}

#[tokio::test]
async fn case_71_the_end_of_a_session_closes_its_sockets_and_no_other() {
    let story = Story::begin();
    let (here, there) = (story.of("lead").sign_in_again().await, story.of("lead").sign_in_again().await);
    let mut sockets = Vec::new();
    for _ in 0..5 {
        let mut socket = here.live().await;
        socket.subscribe(&story.project, None).await;
        sockets.push(socket);
    }
    let mut kept = there.live().await;
    let ended = Instant::now();
    assert_eq!(there.delete(&format!("/sessions/{}", here.session_id)).await.0, 204);
    for socket in &mut sockets {
        assert_eq!(socket.ending().await.0, 4401);
    }
    assert!(ended.elapsed() < SECOND, "{:?}", ended.elapsed());
    assert_eq!(kept.subscribe(&story.project, None).await.last().unwrap()["op"], "subscribed");

    // A new password ends the other devices.
    let mut other = story.of("lead").live().await;
    let body = json!({"current_password": there.password, "new_password": "nine lanterns over the weir"});
    let changed = Instant::now();
    done(there.put("/me/password", &body).await);
    assert_eq!(other.ending().await.0, 4401);
    assert!(changed.elapsed() < 2 * SECOND, "{:?}", changed.elapsed()); // two password hashes are in it
    assert_eq!(
        kept.ask(json!({"op": "unsubscribe", "project_id": story.project})).await[0]["op"],
        "unsubscribed"
    );

    // Who is locked out loses everything.
    let mut observer = story.of("observer").live().await;
    let locked = Instant::now();
    let person = &story.of("observer").person_id;
    done(there.patch(&format!("/people/{person}"), &json!({"status": "locked"})).await);
    assert_eq!(observer.ending().await.0, 4401);
    assert!(locked.elapsed() < SECOND, "{:?}", locked.elapsed());
}

#[tokio::test]
async fn a_person_has_so_many_sockets_and_no_more() {
    let story = Story::begin_with(|config| config.limits.sockets_per_person = 2);
    let lead = story.of("lead");
    let (first, _second) = (lead.live().await, lead.live().await);
    assert_eq!(refused(&story, &lead.ticket().await).await, 4429);
    story.of("approver").live().await;
    drop(first);
    let freed = Instant::now();
    loop {
        let mut socket = Socket::open(story.app.address).await;
        socket.send(&json!({"op": "hello", "ticket": lead.ticket().await})).await;
        if socket.next().await.is_some() {
            break;
        }
        assert!(freed.elapsed() < 3 * SECOND, "the place of a closed socket is not given back");
    }
}

/// Frames of the next moments.
async fn moments(socket: &mut Socket, time: Duration) -> Vec<Value> {
    let until = Instant::now() + time;
    let mut frames = Vec::new();
    while let Some(Some(frame)) = socket.next_within(until.saturating_duration_since(Instant::now())).await {
        frames.push(frame);
    }
    frames
}

fn has(frames: &[Value], op: &str) -> bool {
    frames.iter().any(|frame| frame["op"] == op)
}

#[tokio::test]
async fn case_70_a_lowered_role_counts_for_the_next_frame() {
    let story = Story::begin();
    let (lead, research, project) = (story.of("lead"), story.of("research"), &story.project);
    let (mut reader, mut writer) = (lead.live().await, research.live().await);
    reader.subscribe(project, None).await;
    writer.subscribe(project, None).await;
    let typing = json!({"op": "typing", "project_id": project});
    writer.send(&typing).await;
    assert!(has(&moments(&mut reader, Duration::from_millis(500)).await, "typing"));
    tokio::time::sleep(Duration::from_millis(2_100)).await; // typing is told every two seconds

    let member = format!("/projects/{project}/members/{}", research.person_id);
    done(lead.patch(&member, &json!({"role": "observer"})).await);
    writer.send(&typing).await;
    assert!(
        !has(&moments(&mut reader, Duration::from_millis(500)).await, "typing"),
        "an observer does not type"
    );
    assert_eq!(research.post(&format!("/projects/{project}/messages"), &json!({"body": "x"})).await.0, 403);
    lead.say(project, "observers read on").await;
    let read = moments(&mut writer, Duration::from_millis(500)).await;
    assert!(read.iter().any(|frame| frame["event"]["message"]["body"] == "observers read on"));

    done(lead.patch(&member, &json!({"role": "contributor"})).await);
    writer.send(&typing).await;
    assert!(has(&moments(&mut reader, Duration::from_millis(500)).await, "typing"));
}

#[tokio::test]
async fn presence_and_typing_reach_the_others_and_are_stored_nowhere() {
    let story = Story::begin();
    let (lead, approver, project) = (story.of("lead"), story.of("approver"), &story.project);
    let record = lead.events(project, 0).await;
    let mut one = lead.live().await;
    one.subscribe(project, None).await;
    let mut two = approver.live().await;
    two.subscribe(project, None).await;
    let both = |frames: &[Value]| {
        let people =
            frames.iter().rfind(|frame| frame["op"] == "presence").map(|frame| frame["people"].clone());
        let mut people: Vec<String> = serde_json::from_value(people.unwrap_or_default()).unwrap_or_default();
        people.sort();
        people
    };
    let mut expected = vec![lead.person_id.clone(), approver.person_id.clone()];
    expected.sort();
    assert_eq!(both(&moments(&mut one, Duration::from_millis(1_500)).await), expected);
    two.send(&json!({"op": "typing", "project_id": project})).await;
    let frames = moments(&mut one, Duration::from_millis(300)).await;
    let typing = frames.iter().find(|frame| frame["op"] == "typing").expect("typing");
    assert_eq!(
        (typing["project_id"].as_str(), typing["person_id"].as_str()),
        (Some(project.as_str()), Some(approver.person_id.as_str()))
    );
    assert!(!has(&moments(&mut two, Duration::from_millis(300)).await, "typing"), "not to oneself");
    // More of it within two seconds is not told again.
    for _ in 0..20 {
        two.send(&json!({"op": "typing", "project_id": project})).await;
    }
    assert!(!has(&moments(&mut one, Duration::from_millis(300)).await, "typing"));
    drop(two);
    let left = both(&moments(&mut one, Duration::from_millis(2_500)).await);
    assert_eq!(left, [lead.person_id.as_str()]);
    assert_eq!(lead.events(project, 0).await, record, "nothing of it is in the record");
    // To a record one does not follow, nothing can be typed.
    one.send(&json!({"op": "typing", "project_id": story.other_project})).await;
    assert_eq!(moments(&mut one, Duration::from_millis(300)).await[0]["code"], "not_found");
}

#[tokio::test]
async fn what_is_not_for_ones_party_is_a_marker_on_every_way() {
    let story = Story::begin();
    let (lead, approver, project) = (story.of("lead"), story.of("approver"), &story.project);
    let mut supplier = lead.live().await;
    let mut customer = story.of("research").live().await;
    supplier.subscribe(project, None).await;
    customer.subscribe(project, None).await;
    let secret = "우리끼리만 하는 이야기 CONFIDENTIAL-77";
    let body = json!({"body": secret, "audience": [story.id("customer_party")]});
    let message = done(approver.post(&story.in_project("/messages"), &body).await);
    let seq = message["seq"].as_i64().unwrap();
    lead.say(project, "for all").await;

    let marker = json!({"op": "marker", "project_id": project, "seq": seq});
    assert_eq!(supplier.next_of_record().await.unwrap(), marker, "and nothing more");
    assert_eq!(supplier.next_of_record().await.unwrap()["event"]["seq"], seq + 1);
    assert_eq!(customer.next_of_record().await.unwrap()["event"]["message"]["body"], secret);

    let replay = lead.live().await.subscribe(project, Some(seq - 1)).await;
    assert_eq!(replay[0], marker);
    let page = done(lead.get(&story.in_project(&format!("/events?after={}", seq - 1))).await);
    assert_eq!(page["items"][0], json!({"project_id": project, "seq": seq, "kind": "record.marker"}));
    let message = message["id"].as_str().unwrap();
    for path in ["/events?limit=200", "/messages?limit=200", "/snapshot"] {
        for part in ["lead", "observer"] {
            let answer = story.of(part).send(Method::GET, &story.in_project(path), |request| request).await;
            assert_eq!(answer.status, 200);
            assert!(
                !answer.text.contains("CONFIDENTIAL-77") && !answer.text.contains(message),
                "{part} {path}"
            );
        }
        let answer = story.of("research").send(Method::GET, &story.in_project(path), |request| request).await;
        assert!(answer.text.contains("CONFIDENTIAL-77"), "{path}");
    }
}

#[tokio::test]
async fn clusters_and_firms_have_records_with_the_same_frames() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    let (firm, cluster) = (story.id("supplier").to_owned(), story.cluster.clone());
    let mut socket = lead.live().await;
    for place in
        [json!({"op": "subscribe", "firm_id": firm}), json!({"op": "subscribe", "cluster_id": cluster})]
    {
        let frames = socket.ask(place.clone()).await;
        let end = frames.last().unwrap();
        assert_eq!(end["op"], "subscribed");
        for name in ["firm_id", "cluster_id"] {
            assert_eq!(end[name], place[name]);
        }
    }
    done(lead.post(&format!("/firms/{firm}/departments"), &json!({"name": "생산기술"})).await);
    let event = socket.next_of_record().await.unwrap()["event"].clone();
    assert_eq!(
        (event["kind"].as_str(), event["firm_id"].as_str()),
        (Some("firms.department_created"), Some(firm.as_str()))
    );
    let mut office = coordinator.live().await;
    office.ask(json!({"op": "subscribe", "cluster_id": cluster})).await;
    let body = json!({"firm_name": "Sixth", "email": "sixth@example.kr", "kind": "supplier", "locale": "ko"});
    done(coordinator.post(&format!("/clusters/{cluster}/firm-invitations"), &body).await);
    let event = office.next_of_record().await.unwrap()["event"].clone();
    assert_eq!(event["kind"], "clusters.firm_invited");
    assert_eq!(event["cluster_id"], cluster.as_str());
    assert!(event["leaf_hash"].is_string());
    // Whom the coordinator invites is not for the other firms: to them it is a marker.
    let marker = json!({"op": "marker", "cluster_id": cluster, "seq": event["seq"]});
    assert_eq!(socket.next_of_record().await.unwrap(), marker);
    // The firm's record is for its administrators.
    let frames = story.of("observer").live().await.ask(json!({"op": "subscribe", "firm_id": firm})).await;
    assert_eq!(frames[0]["code"], "not_found");
}

#[tokio::test]
async fn case_92_what_one_author_says_first_comes_first() {
    let story = Story::begin();
    let mut socket = story.of("approver").live().await;
    socket.subscribe(&story.project, None).await;
    for n in 0..50 {
        let first = story.of("lead").say(&story.project, &format!("A {n}")).await;
        let second = story.of("lead").say(&story.project, &format!("B {n}")).await;
        assert!(first["seq"].as_i64() < second["seq"].as_i64());
        assert!(first["created_at"].as_str() <= second["created_at"].as_str());
        for words in ["A", "B"] {
            let frame = socket.next_of_record().await.unwrap();
            assert_eq!(frame["event"]["message"]["body"], format!("{words} {n}"));
        }
    }
}
