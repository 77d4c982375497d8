//! The web client's cookies, and what other sites can do with them: nothing.

use dure_tests::cast::answer;
use dure_tests::story::{done, email_of};
use dure_tests::{Client, Story};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

/// The browser's side of a sign-in.
struct Browser {
    client: Client,
    cookies: String,
    set: Vec<String>,
    origin: String,
}

impl Browser {
    async fn sign_in(story: &Story, part: &str, with: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        let person = story.of(part);
        let client = story.nobody();
        let body = json!({ "email": person.email, "password": person.password });
        let request = client.bare(Method::POST, "/api/v1/sessions").header("dure-client", "web").json(&body);
        let answer = answer(with(request)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let grant = answer.json();
        assert!(grant["access_token"].is_null() && grant["refresh_token"].is_null(), "{grant}");
        let set: Vec<String> = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        let cookies: Vec<&str> = set.iter().map(|cookie| cookie.split(';').next().unwrap()).collect();
        Self { cookies: cookies.join("; "), set, origin: story.app.origin(), client }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.bare(method, &format!("/api/v1{path}")).header("cookie", &self.cookies)
    }
}

/// Cookies of the web client: out of reach of scripts, other sites and plain HTTP.
#[tokio::test]
async fn a_browser_gets_cookies_that_only_our_own_page_can_use() {
    let story = Story::begin();
    let browser = Browser::sign_in(&story, "approver", |request| request).await;
    assert_eq!(browser.set.len(), 2);
    for cookie in &browser.set {
        assert!(cookie.starts_with("__Host-dure-"), "{cookie}");
        for word in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age="] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let path = format!("/projects/{}/messages", story.project);
    let post = |origin: Option<&str>, site: Option<&str>| {
        let mut request = browser.request(Method::POST, &path).json(&json!({ "body": "From the browser." }));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        answer(request)
    };
    let own = browser.origin.as_str();
    assert_eq!(post(Some(own), None).await.status, 201);
    assert_eq!(post(Some(own), Some("same-origin")).await.status, 201);
    let port = own.rsplit_once(':').unwrap().1;
    let foreign = [
        "null".to_owned(),
        "https://evil.example".to_owned(),
        own.replace("http:", "https:"),
        "http://127.0.0.1".to_owned(),
        "http://127.0.0.1:1".to_owned(),
        format!("http://localhost:{port}"),
        format!("{own}.evil.example"),
        format!("http://evil.example/{own}"),
        format!("{own}/"),
        String::new(),
    ];
    for origin in &foreign {
        assert_eq!(post(Some(origin), None).await.status, 403, "{origin}");
    }
    assert_eq!(post(None, None).await.status, 403, "case 114: no Origin at all");
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(post(Some(own), Some(site)).await.status, 403, "{site}");
    }
    let get = |site: &'static str| {
        let request = browser.request(Method::GET, "/me").header("sec-fetch-site", site);
        async move { answer(request).await.status }
    };
    assert_eq!([get("same-origin").await, get("none").await], [200, 200]);
    assert_eq!([get("cross-site").await, get("same-site").await], [403, 403]);
    let heard = done(story.of("lead").get(&path).await);
    let said =
        heard["items"].as_array().unwrap().iter().filter(|message| message["body"] == "From the browser.");
    assert_eq!(said.count(), 2, "a refused request left a message");
    println!("{} foreign origins", foreign.len());
}

/// Case 114: signing in, refreshing and signing out count as writes too.
#[tokio::test]
async fn another_site_cannot_refresh_or_end_a_browsers_session() {
    let story = Story::begin();
    let browser = Browser::sign_in(&story, "approver", |request| request).await;
    let refresh = |origin: Option<&str>| {
        let mut request = browser.request(Method::POST, "/sessions/refresh").header("dure-client", "web");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        answer(request.json(&json!({})))
    };
    assert_eq!(refresh(Some("https://evil.example")).await.status, 403);
    assert_eq!(refresh(None).await.status, 403);
    let renewed = refresh(Some(&browser.origin)).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text);
    let session = renewed.json()["session_id"].as_str().unwrap().to_owned();
    let delete = |origin: &str| {
        answer(browser.request(Method::DELETE, &format!("/sessions/{session}")).header("origin", origin))
    };
    assert_eq!(delete("https://evil.example").await.status, 403);
    let over = delete(&browser.origin).await;
    assert_eq!(over.status, 204);
    assert_eq!(over.header("clear-site-data"), "\"cache\", \"storage\"");
    let cleared: Vec<&str> =
        over.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cleared.len() == 2 && cleared.iter().all(|cookie| cookie.contains("Max-Age=0")), "{cleared:?}");
    assert_eq!(answer(browser.request(Method::GET, "/me")).await.status, 401);
}

/// Case 17.
#[tokio::test]
async fn signing_in_never_takes_over_a_session_that_somebody_else_prepared() {
    let story = Story::begin();
    let attacker = Browser::sign_in(&story, "outsider", |request| request).await;
    let victim =
        Browser::sign_in(&story, "approver", |request| request.header("cookie", &attacker.cookies)).await;
    assert!(victim.cookies.split("; ").all(|cookie| !attacker.cookies.contains(cookie)));
    let me = |browser: &Browser| answer(browser.request(Method::GET, "/me"));
    assert_eq!(me(&victim).await.json()["email"], email_of("approver"));
    assert_eq!(me(&attacker).await.status, 401, "the session that was prepared is over");
    assert_eq!(story.of("outsider").get("/me").await.0, 200, "and no other");
    // A cookie that is none of ours ends nothing and keeps nobody out.
    let made_up = |request: RequestBuilder| {
        request.header("cookie", "__Host-dure-access=x; __Host-dure-refresh=x.1.y.z")
    };
    let again = Browser::sign_in(&story, "approver", made_up).await;
    assert_eq!(me(&again).await.status, 200);
    assert_eq!(me(&victim).await.status, 200);
}

/// Case 23.
#[tokio::test]
async fn two_people_in_one_request_are_never_mixed() {
    let story = Story::begin();
    let browser = Browser::sign_in(&story, "approver", |request| request).await;
    let lead = story.of("lead").token.clone().unwrap();
    for method in [Method::GET, Method::PATCH] {
        let request = browser.request(method, "/me").header("origin", &browser.origin).bearer_auth(&lead);
        assert_eq!(answer(request.json(&json!({ "name": "Mixed" }))).await.status, 400);
    }
    let two =
        story.nobody().bare(Method::GET, "/api/v1/me").bearer_auth(&lead).header("authorization", "Bearer x");
    assert_eq!(answer(two).await.status, 400);
    for part in ["lead", "approver"] {
        assert_ne!(story.of(part).get("/me").await.1["name"], "Mixed");
    }
}

/// Case 115.
#[tokio::test]
async fn no_other_origin_may_read_an_answer() {
    let story = Story::begin();
    let lead = story.of("lead");
    let own = story.app.origin();
    for origin in
        ["null", "https://evil.example", "http://dure.test.evil.example", &own.replace("http", "https"), &own]
    {
        for method in [Method::GET, Method::OPTIONS] {
            let request = |request: RequestBuilder| {
                request.header("origin", origin).header("access-control-request-method", "DELETE")
            };
            let answer = lead.send(method.clone(), "/me", request).await;
            assert!(
                answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")),
                "{origin}: {:?}",
                answer.headers
            );
            assert!(answer.header("vary").contains("Origin"));
            assert_eq!(answer.status, if method == Method::OPTIONS { 405 } else { 200 }, "{origin}");
        }
    }
}
