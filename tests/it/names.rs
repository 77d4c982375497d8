//! Names and addresses of people and firms: one visible line, and nothing more in a mail.

use crate::invites::{accept, acceptance, invite};
use dure_tests::cast::answer;
use dure_tests::story::done;
use dure_tests::{Mail, Story};
use reqwest::Method;
use serde_json::{Value, json};

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
        assert_eq!(place, "http://dure.localhost/invite");
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
            assert!(mail.link().starts_with("http://dure.localhost/invite#"), "{name:?}: {}", mail.body);
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
