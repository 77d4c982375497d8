//! Invitations, links, mails, and what a newcomer may bring.

use dure_tests::cast::answer;
use dure_tests::story::{bring_person, done, email_of, password_of};
use dure_tests::{Client, Mail, Story, database, nothing};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "nine looms above the mill";

fn acceptance() -> Value {
    json!({ "name": "New Person", "password": PASSWORD, "locale": "es", "time_zone": "America/Monterrey" })
}

/// Invites a person; answers the path of the link and its secret.
async fn invite(by: &Client, email: &str, role: &str) -> (String, String) {
    let path = format!("/firms/{}/invitations", by.firm_id);
    let body = json!({ "email": email, "name": "New", "role": role, "department_ids": [] });
    let invited = done(by.post(&path, &body).await);
    let path = format!("{path}/{}/link", invited["invitation_id"].as_str().unwrap());
    let link = done(by.get(&path).await);
    (path, link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned())
}

async fn accept(story: &Story, token: &str, body: &Value) -> (u16, Value) {
    story.nobody().post(&format!("/invitations/{token}/acceptance"), body).await
}

/// Case 24.
#[tokio::test]
async fn a_link_gives_what_was_invited_and_nothing_that_the_newcomer_adds() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (_, token) = invite(lead, "new@example.kr", "member").await;
    let extra = [
        ("role", json!("admin")),
        ("firm_id", json!(story.id("customer"))),
        ("cluster_id", json!(story.other_cluster)),
        ("email", json!("other@example.kr")),
        ("department_ids", json!([story.id("quality")])),
        ("status", json!("active")),
        ("id", json!(nothing())),
    ];
    for (field, value) in &extra {
        let mut body = acceptance();
        body[field] = value.clone();
        let (status, problem) = accept(&story, &token, &body).await;
        assert_eq!((status, problem["errors"][0]["code"].as_str()), (400, Some("unknown_field")), "{field}");
    }
    let (id, mac) = token.split_once('.').unwrap();
    let (_, other) = invite(story.of("customer_admin"), "another@example.kr", "member").await;
    let swapped = format!("{}.{mac}", other.split_once('.').unwrap().0);
    for changed in
        [swapped, format!("{id}."), id.to_owned(), format!("{id}.{}", &mac[1..]), format!("{token}.x")]
    {
        assert_eq!(accept(&story, &changed, &acceptance()).await.0, 404, "{changed}");
        assert_eq!(story.nobody().get(&format!("/invitations/{changed}")).await.0, 404, "{changed}");
    }
    let (status, grant) = accept(&story, &token, &acceptance()).await;
    assert_eq!(status, 201, "{grant}");
    let person = &grant["person"];
    assert_eq!(person["firm_id"], lead.firm_id.as_str());
    assert_eq!((person["role"].as_str(), person["email"].as_str()), (Some("member"), Some("new@example.kr")));
    assert_eq!(person["locale"], "es");
    println!("{} fields, 5 changed links", extra.len());
}

/// Case 25.
#[tokio::test]
async fn of_twenty_who_use_a_link_at_once_one_comes_in() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (_, token) = invite(lead, "new@example.kr", "member").await;
    let before = done(lead.get(&format!("/firms/{}/people?limit=200", lead.firm_id)).await);
    let body = acceptance();
    let answers = join_all((0..20).map(|_| accept(&story, &token, &body))).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1, "{answers:?}");
    for (status, body) in answers.iter().filter(|(status, _)| *status != 201) {
        assert_eq!((*status, body["code"].as_str()), (409, Some("invitation_void")), "{body}");
    }
    let after = done(lead.get(&format!("/firms/{}/people?limit=200", lead.firm_id)).await);
    let count = |page: &Value| page["items"].as_array().unwrap().len();
    assert_eq!(count(&after), count(&before) + 1);
    let events = done(lead.get(&format!("/firms/{}/events?limit=200", lead.firm_id)).await);
    let joined = events["items"].as_array().unwrap().iter().filter(|event| {
        event["kind"] == "people.person_joined" && event["person"]["email"] == "new@example.kr"
    });
    assert_eq!(joined.count(), 1);
}

/// Case 26.
#[tokio::test]
async fn a_link_is_void_once_its_inviter_is_gone_or_its_time_is_over() {
    let story = Story::begin();
    let lead = story.of("lead");
    let (_, token) = invite(lead, "second.admin@example.kr", "admin").await;
    let body = acceptance();
    let (_, grant) = accept(&story, &token, &body).await;
    let second = Client::granted(story.app.address, &grant, "second.admin@example.kr", PASSWORD);
    let (path, token) = invite(&second, "new@example.kr", "admin").await;
    assert_eq!(story.nobody().get(&format!("/invitations/{token}")).await.0, 200);
    assert_eq!(lead.get(&path).await.0, 404, "case 27: another administrator is not the inviter");

    done(lead.patch(&format!("/people/{}", second.person_id), &json!({ "status": "locked" })).await);
    for (status, body) in
        [story.nobody().get(&format!("/invitations/{token}")).await, accept(&story, &token, &body).await]
    {
        assert_eq!((status, body["code"].as_str()), (409, Some("invitation_void")));
    }
    let (_, late) = invite(lead, "late@example.kr", "member").await;
    story.app.kernel.clock.shift_to(14 * 86_400_000 - 60_000);
    assert_eq!(story.nobody().get(&format!("/invitations/{late}")).await.0, 200);
    story.app.kernel.clock.shift_to(14 * 86_400_000 + 1_000);
    assert_eq!(accept(&story, &late, &body).await.1["code"], "invitation_void");
    let (status, _) =
        story.nobody().post("/sessions", &json!({ "email": "late@example.kr", "password": PASSWORD })).await;
    assert_eq!(status, 401, "a refused acceptance made an account");
}

/// Case 27.
#[tokio::test]
async fn the_secret_of_a_link_is_for_its_inviter_and_the_coordinator_alone() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    let (path, token) = invite(lead, "new@example.kr", "member").await;
    let body =
        json!({ "firm_name": "New Firm", "email": "firm@example.kr", "kind": "supplier", "locale": "ko" });
    let invited =
        done(coordinator.post(&format!("/clusters/{}/firm-invitations", story.cluster), &body).await);
    let firm_path = format!(
        "/clusters/{}/firm-invitations/{}/link",
        story.cluster,
        invited["invitation_id"].as_str().unwrap()
    );
    let firm_link = done(coordinator.get(&firm_path).await);
    let firm_token = firm_link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let secrets = [token.split_once('.').unwrap().1, firm_token.split_once('.').unwrap().1];

    let lists = [
        format!("/firms/{}/invitations", lead.firm_id),
        format!("/firms/{}/events", lead.firm_id),
        format!("/firms/{}", lead.firm_id),
        format!("/clusters/{}/firms", story.cluster),
        format!("/clusters/{}/events", story.cluster),
        format!("/clusters/{}", story.cluster),
    ];
    let mut read = 0;
    for (part, by) in &story.people {
        for list in &lists {
            let answer = by.send(Method::GET, list, |request| request).await;
            assert!(secrets.iter().all(|secret| !answer.text.contains(secret)), "{part} in {list}");
            read += 1;
        }
        if *part != "lead" {
            assert_ne!(by.get(&path).await.0, 200, "{part}");
        }
        if *part != "coordinator" {
            assert_ne!(by.get(&firm_path).await.0, 200, "{part}");
        }
    }
    drop(story.app.mail_to("firm@example.kr").await);
    let Story { app, .. } = story;
    let folder = app.cut();
    let bytes = database::bytes(folder.path());
    assert!(!bytes.is_empty());
    for secret in secrets {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "a secret is stored");
    }
    println!("{read} lists read");
}

/// Case 28.
#[tokio::test]
async fn somebody_who_is_signed_in_cannot_use_anothers_link() {
    let story = Story::begin();
    let (_, token) = invite(story.of("lead"), "new@example.kr", "member").await;
    let path = format!("/invitations/{token}/acceptance");
    let (status, body) = story.of("approver").post(&path, &acceptance()).await;
    assert_eq!((status, body["code"].as_str()), (409, Some("signed_in")), "{body}");
    assert_eq!(story.of("locked").post(&path, &acceptance()).await.0, 201, "an ended session is nobody's");
}

/// A person who has an account cannot be made twice, and the inviter does not learn of it.
#[tokio::test]
async fn inviting_an_address_that_has_an_account_tells_nothing() {
    let story = Story::begin();
    let lead = story.of("lead");
    let before = story.of("outsider").get("/me").await;
    let (_, known) = invite(lead, &email_of("outsider").to_uppercase(), "member").await;
    let (_, unknown) = invite(lead, "unknown@example.kr", "member").await;
    let keys = |token: String| {
        let nobody = story.nobody();
        async move {
            let (status, body) = nobody.get(&format!("/invitations/{token}")).await;
            (status, body.as_object().unwrap().keys().cloned().collect::<Vec<_>>())
        }
    };
    assert_eq!(keys(known.clone()).await, keys(unknown).await);
    let (status, body) = accept(&story, &known, &acceptance()).await;
    assert_eq!((status, body["code"].as_str()), (409, Some("email_taken")));
    assert_eq!(story.of("outsider").get("/me").await, before);
    let body = json!({ "email": email_of("outsider"), "password": password_of("outsider") });
    assert_eq!(story.nobody().post("/sessions", &body).await.0, 201);
}

/// Names that no screen should show, each with what stands in its place.
fn bad_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "",
        " ",
        "\n\t ",
        "\u{3000}",
        "\u{a0}",
        "a\u{202e}txt.exe",
        "\u{2066}x\u{2069}",
        "a\u{200f}b",
        "a\u{0}b",
        "a\u{7}b",
        "a\u{1b}[31mb",
        "\u{200d}",
        "\u{200c}\u{200d}",
        "\u{3164}",
        "\u{115f}\u{1160}",
        "\u{ffa0}",
        "\u{ad}",
        "\u{2800}",
        "\u{301}",
        "\u{fe0f}",
        "\u{200b}",
        "\u{feff}x",
        "a\u{e0041}",
        "\u{34f}",
        "\u{180e}",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend([
        format!("a{}", "\u{301}".repeat(10_000)),
        "가".repeat(81),
        "👩‍🔧".repeat(81),
        "n".repeat(100_000),
    ]);
    names
}

/// Case 29.
#[tokio::test]
async fn a_name_is_one_visible_line_of_at_most_eighty_graphemes() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    let (_, token) = invite(lead, "new@example.kr", "member").await;
    let (cluster, firm) = (&story.cluster, &lead.firm_id);
    let names = bad_names();
    let mut tried = 0;
    for name in &names {
        let with = |mut body: Value, field: &str| {
            body[field] = json!(name);
            body
        };
        let nobody = story.nobody();
        let new_firm = json!({ "email": "f@example.kr", "kind": "supplier", "locale": "ko" });
        let project =
            json!({ "code": "P-9", "customer_firm_id": story.id("customer"), "supplier_firm_ids": [firm] });
        let calls = [
            (&nobody, Method::POST, format!("/invitations/{token}/acceptance"), with(acceptance(), "name")),
            (lead, Method::PATCH, "/me".into(), with(json!({}), "name")),
            (lead, Method::POST, format!("/firms/{firm}/departments"), with(json!({}), "name")),
            (
                lead,
                Method::POST,
                format!("/firms/{firm}/invitations"),
                with(json!({ "email": "x@example.kr", "role": "member" }), "name"),
            ),
            (coordinator, Method::POST, "/clusters".into(), with(json!({}), "name")),
            (
                coordinator,
                Method::POST,
                format!("/clusters/{cluster}/firm-invitations"),
                with(new_firm, "firm_name"),
            ),
            (lead, Method::POST, format!("/clusters/{cluster}/projects"), with(project.clone(), "name")),
            (
                &nobody,
                Method::POST,
                "/sessions".into(),
                with(json!({ "email": lead.email, "password": lead.password }), "device_name"),
            ),
        ];
        for (by, method, path, body) in calls {
            // A project's name is a title of up to 200.
            if path.ends_with("/projects") && name.starts_with(['가', '👩']) {
                continue;
            }
            let answer = by.send(method, &path, |request| request.json(&body)).await;
            let shown: String = name.chars().take(20).collect();
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "validation"),
                "{path} {shown:?}: {}",
                answer.text
            );
            assert!(
                answer.json()["errors"][0]["pointer"].as_str().unwrap().ends_with("name"),
                "{}",
                answer.text
            );
            tried += 1;
        }
    }
    for (name, kept) in [
        ("두\n줄", "두 줄"),
        ("  a   b ", "a b"),
        ("👩‍🔧 정비", "👩‍🔧 정비"),
        ("e\u{301}", "é"),
        ("مهندس", "مهندس"),
    ] {
        let me = done(lead.patch("/me", &json!({ "name": name })).await);
        assert_eq!(me["name"], kept);
    }
    println!("{} names, {tried} refusals", names.len());
}

/// Case 30.
#[tokio::test]
async fn a_name_in_another_form_is_the_same_name() {
    let story = Story::begin();
    let (coordinator, admin) = (story.of("coordinator"), story.of("customer_admin"));
    // 고객전자 and 품질보증, decomposed.
    let firm = "\u{1100}\u{1169}\u{1100}\u{1162}\u{11a8}\u{110c}\u{1165}\u{11ab}\u{110c}\u{1161}";
    let department =
        "\u{1111}\u{116e}\u{11b7}\u{110c}\u{1175}\u{11af}\u{1107}\u{1169}\u{110c}\u{1173}\u{11bc}";
    let path = format!("/clusters/{}/firm-invitations", story.cluster);
    for name in [firm, "고객전자", " neighbour TOOLS "] {
        let body = json!({ "firm_name": name, "email": "f@example.kr", "kind": "supplier", "locale": "ko" });
        let (status, body) = coordinator.post(&path, &body).await;
        assert_eq!((status, body["code"].as_str()), (409, Some("firm_exists")), "{name}");
    }
    for name in [department, "품질보증"] {
        let (status, body) =
            admin.post(&format!("/firms/{}/departments", admin.firm_id), &json!({ "name": name })).await;
        assert_eq!((status, body["code"].as_str()), (409, Some("department_exists")), "{name}");
    }
    let same =
        json!({ "firm_name": "고객전자", "email": "f@example.kr", "kind": "supplier", "locale": "ko" });
    let path = format!("/clusters/{}/firm-invitations", story.other_cluster);
    assert_eq!(coordinator.post(&path, &same).await.0, 201, "another cluster has its own names");
}

/// Case 33.
#[tokio::test]
async fn nobody_comes_in_without_an_invitation() {
    let story = Story::begin();
    let nobody = story.nobody();
    let body = json!({
        "email": "walk.in@example.kr", "password": PASSWORD, "name": "Walk In", "locale": "ko",
        "time_zone": "Asia/Seoul", "firm_name": "Walk In", "cluster_name": "Walk In",
    });
    let mut tried = 0;
    for path in [
        "/setup",
        "/people",
        "/users",
        "/accounts",
        "/register",
        "/signup",
        "/sign-up",
        "/me",
        "/firms",
        "/clusters",
        "/invitations",
        "/sessions/signup",
        "/password-resets/x",
        "/import",
        "/imports/people",
    ] {
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            let status = nobody.send(method.clone(), path, |request| request.json(&body)).await.status;
            assert!(matches!(status, 401 | 404 | 405 | 409), "{method} {path}: {status}");
            tried += 1;
        }
    }
    let firm = story.id("supplier");
    for path in [
        format!("/firms/{firm}/people"),
        format!("/firms/{firm}/invitations"),
        format!("/clusters/{}/firms", story.cluster),
    ] {
        let status = nobody.post(&path, &body).await.0;
        assert!(matches!(status, 401 | 404 | 405), "{path}: {status}");
    }
    let mut socket = dure_tests::Socket::open(story.app.address).await;
    socket.send(&json!({ "op": "register", "email": "walk.in@example.kr", "password": PASSWORD })).await;
    assert_eq!(socket.ending().await.0, 4400);
    let sign_in = json!({ "email": "walk.in@example.kr", "password": PASSWORD });
    assert_eq!(nobody.post("/sessions", &sign_in).await.0, 401);
    println!("{tried} ways in");
}

/// The link goes by mail, in the invited person's language, to the host of the configuration.
#[tokio::test]
async fn a_mail_carries_the_link_in_the_language_that_was_chosen() {
    let story = Story::begin();
    let coordinator = story.of("coordinator");
    for (locale, words) in [("ko", "초대"), ("en", "Invitation"), ("es", "Invitación")] {
        let email = format!("firm.{locale}@example.kr");
        let body = json!({ "firm_name": format!("Firm {locale}"), "email": email, "kind": "supplier", "locale": locale });
        let path = format!("/api/v1/clusters/{}/firm-invitations", story.cluster);
        let request =
            coordinator.bare(Method::POST, &path).bearer_auth(coordinator.token.as_deref().unwrap());
        // Case 117: the host of the request is not the host of the link.
        let request = request.header("host", "localhost").header("x-forwarded-host", "evil.example");
        let invited = done(answer(request.json(&body)).await.parts());
        let mail = Mail::parse(&story.app.mail_to(&email).await);
        assert!(mail.all("subject")[0].contains(words), "{:?}", mail.headers);
        assert!(mail.all("subject")[0].contains("Packaging Machines"));
        assert!(mail.body.contains("Coordinator"));
        let (place, token) = mail.link().split_once('#').unwrap();
        assert_eq!(place, "http://dure.test/invite");
        let (status, preview) = story.nobody().get(&format!("/invitations/{token}")).await;
        assert_eq!((status, preview["email"].as_str()), (200, Some(email.as_str())));
        assert_eq!(preview["locale"], locale);
        let link = format!(
            "/clusters/{}/firm-invitations/{}/link",
            story.cluster,
            invited["invitation_id"].as_str().unwrap()
        );
        assert_eq!(done(coordinator.get(&link).await)["url"], mail.link());
    }
    // A person's mail is in the inviter's language unless another is chosen.
    let lead = story.of("lead");
    invite(lead, "plain@example.kr", "member").await;
    assert!(
        Mail::parse(&story.app.mail_to("plain@example.kr").await).all("subject")[0].contains("Invitation to")
    );
}

/// Case 125.
#[tokio::test]
async fn nothing_in_a_name_or_address_becomes_a_header_or_a_recipient() {
    let story = Story::begin();
    let coordinator = story.of("coordinator");
    let lead = story.of("lead");
    let hostile = [
        "Firm\r\nBcc: thief@evil.example",
        "Firm\nContent-Type: text/html\n\n<script>",
        "=?utf-8?b?QmNjOiB0aGllZkBldmlsLmV4YW1wbGU=?=",
        "Firm\u{85}Cc: thief@evil.example",
        "\"Firm\" <thief@evil.example>, second@evil.example",
        "%{link} %{from} {0} $(id)",
    ];
    for (n, name) in hostile.iter().enumerate() {
        let renamed = lead.patch("/me", &json!({ "name": name })).await;
        assert!(matches!(renamed.0, 200 | 400), "{renamed:?}");
        let (one, two) = (format!("one{n}@example.kr"), format!("two{n}@example.kr"));
        invite(lead, &one, "member").await;
        let body = json!({ "firm_name": name, "email": two, "kind": "supplier", "locale": "en" });
        let invited = coordinator.post(&format!("/clusters/{}/firm-invitations", story.cluster), &body).await;
        let mut addresses = vec![one];
        addresses.extend((invited.0 == 201).then_some(two));
        for address in addresses {
            let mail = Mail::parse(&story.app.mail_to(&address).await);
            assert_eq!(mail.all("to"), [address.as_str()], "{name:?}");
            let names: Vec<&str> = mail.headers.iter().map(|(name, _)| name.as_str()).collect();
            let known = [
                "from",
                "to",
                "subject",
                "content-type",
                "content-transfer-encoding",
                "date",
                "mime-version",
                "message-id",
                "auto-submitted",
            ];
            assert!(names.iter().all(|name| known.contains(name)), "{name:?}: {names:?}");
            assert_eq!(mail.all("content-type"), ["text/plain; charset=utf-8"]);
            assert_eq!(mail.all("from").len(), 1);
            assert!(mail.link().starts_with("http://dure.test/invite#"), "{name:?}: {}", mail.body);
        }
    }
    for email in [
        "a@b.kr\r\nBcc: thief@evil.example",
        "a@b.kr, thief@evil.example",
        "a@b.kr;thief@evil.example",
        "<a@b.kr>",
        "a@b.kr\0",
        "=?utf-8?q?a?=@b.kr\n",
        "a@[127.0.0.1]",
        "a@localhost",
        "a b@c.kr",
        "@b.kr",
        "a@",
        "a@b.kr%0d%0aBcc:x",
        "한글@예시.kr",
        &format!("{}@b.kr", "a".repeat(300)),
    ] {
        let body = json!({ "email": email, "name": "New", "role": "member" });
        let (status, body) = lead.post(&format!("/firms/{}/invitations", lead.firm_id), &body).await;
        assert_eq!(
            (status, body["errors"][0]["pointer"].as_str()),
            (400, Some("/email")),
            "{email:?}: {body}"
        );
    }
    println!("{} names, 14 addresses", hostile.len());
}

/// Case 31: what looks like a known domain is not let in as it looks, and its ASCII form is what everyone is shown.
#[tokio::test]
async fn a_domain_in_other_letters_is_shown_in_its_ascii_form_everywhere() {
    let story = Story::begin();
    let (lead, coordinator) = (story.of("lead"), story.of("coordinator"));
    let invitations = format!("/firms/{}/invitations", lead.firm_id);
    let firms = format!("/clusters/{}/firm-invitations", story.cluster);
    // Cyrillic а and о, Greek ο, full-width letters and dots, a zero-width joiner, Hangul, a right-to-left mark.
    let look_alikes = [
        "a@ex\u{430}mple.kr",
        "a@gο\u{43e}gle.com",
        "a@ｅｘａｍｐｌｅ.kr",
        "a@example\u{3002}kr",
        "a@exa\u{200d}mple.kr",
        "a@예시.한국",
        "a@example.kr\u{200f}",
        "\u{430}dmin@example.kr",
    ];
    for email in look_alikes {
        let person = json!({ "email": email, "name": "New", "role": "member" });
        let firm = json!({ "firm_name": "New", "email": email, "kind": "supplier", "locale": "ko" });
        for (answer, place) in [
            (lead.post(&invitations, &person).await, "a person"),
            (coordinator.post(&firms, &firm).await, "a firm"),
            (story.nobody().post("/password-resets", &json!({ "email": email })).await, "a reset"),
        ] {
            let (status, body) = answer;
            assert_eq!(
                (status, body["errors"][0]["pointer"].as_str()),
                (400, Some("/email")),
                "{place}: {email:?}"
            );
        }
    }
    // Its ASCII form may be invited; nothing on the way turns it back into what it looks like.
    let ascii = "a@xn--exmple-4nf.kr";
    let (_, token) = invite(lead, "a@XN--exmple-4nf.KR", "member").await;
    let preview = done(story.nobody().get(&format!("/invitations/{token}")).await);
    assert_eq!(preview["email"], ascii);
    let mail = Mail::parse(&story.app.mail_to(ascii).await);
    assert_eq!(mail.all("to"), [ascii]);
    let (status, grant) = accept(&story, &token, &acceptance()).await;
    assert_eq!((status, grant["person"]["email"].as_str()), (201, Some(ascii)));
    let listed = [
        invitations,
        format!("/firms/{}/people?limit=200", lead.firm_id),
        format!("/firms/{}/events?limit=200", lead.firm_id),
    ];
    for path in &listed {
        let text = done(lead.get(path).await).to_string();
        assert!(text.contains(ascii) && !text.contains("ex\u{430}mple"), "{path}");
    }
    println!("{} look-alikes in 3 places, {} lists", look_alikes.len(), listed.len());
}

/// An administrator's mails are bounded in a day.
#[tokio::test]
async fn invitations_are_limited_per_person_and_day() {
    let story = Story::begin_with(|config| config.limits.invitations_per_day = 3);
    let lead = story.of("lead");
    let mut statuses = Vec::new();
    for n in 0..6 {
        let body = json!({ "email": format!("n{n}@example.kr"), "name": "New", "role": "member" });
        statuses.push(lead.post(&format!("/firms/{}/invitations", lead.firm_id), &body).await.0);
    }
    assert_eq!(statuses, [201, 201, 201, 429, 429, 429]);
    let newcomer = bring_person(&story.app, story.of("customer_admin"), "newcomer", &[]).await;
    assert_eq!(newcomer.get("/me").await.0, 200, "another person's day is their own");
}
