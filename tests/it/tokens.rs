//! Access tokens, and every token in the place of another kind.

use crate::resets::reset_link;
use crate::signin::{NEW_PASSWORD, open_link, refresh, with_token};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dure_tests::cast::answer;
use dure_tests::{Client, Socket, Story};
use reqwest::Method;
use serde_json::{Value, json};

/// Something done to good claims.
type Change = fn(&mut Value);

fn claims(of: &Client, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "iss": "dure", "aud": "dure-api", "typ": "access", "sub": of.person_id, "sid": of.session_id,
        "iat": 1_760_000_000, "exp": 4_000_000_000_i64,
    });
    change(&mut claims);
    claims.to_string()
}

fn forge(header: &str, claims: &str, key: &[u8]) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac))
}

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Cases 6, 7, 9, 10.
#[tokio::test]
async fn an_access_token_that_is_not_exactly_ours_is_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    let key = story.app.kernel.secrets.token;
    let good = claims(lead, |_| {});
    assert_eq!(with_token(lead, &forge(HS256, &good, &key)).await, 200, "the forger knows the form");

    let mut tokens = Vec::new();
    for alg in ["none", "nOnE", "None", "NONE", "", "HS384", "HS512", "RS256", "ES256", "EdDSA"] {
        let header = json!({ "alg": alg, "typ": "JWT" }).to_string();
        let unsigned = format!("{}.{}.", URL_SAFE_NO_PAD.encode(&header), URL_SAFE_NO_PAD.encode(&good));
        tokens.extend([
            (format!("unsigned {alg}"), unsigned),
            (format!("signed {alg}"), forge(&header, &good, &key)),
        ]);
    }
    let (head, _) = lead.token.as_deref().unwrap().rsplit_once('.').unwrap();
    tokens.extend([
        ("empty signature".into(), format!("{head}.")),
        ("no signature".into(), head.to_owned()),
        ("HS256 with an empty key".into(), forge(HS256, &good, b"")),
        ("HS256 with a guessed key".into(), forge(HS256, &good, b"dure")),
        ("no alg".into(), forge(r#"{"typ":"JWT"}"#, &good, &key)),
    ]);
    for header in [
        json!({ "alg": "HS256", "kid": "../../../../dev/null" }),
        json!({ "alg": "HS256", "kid": "' UNION SELECT 'x' --" }),
        json!({ "alg": "HS256", "jwk": { "kty": "oct", "k": "eA" } }),
        json!({ "alg": "HS256", "jku": format!("{}/keys", story.app.origin()) }),
        json!({ "alg": "HS256", "x5u": format!("{}/keys", story.app.origin()) }),
    ] {
        tokens.push((header.to_string(), forge(&header.to_string(), &good, b"x")));
    }
    let changes: [(&str, Change); 16] = [
        ("another aud", |claims| claims["aud"] = json!("other-api")),
        ("aud in a list", |claims| claims["aud"] = json!(["dure-api"])),
        ("no aud", |claims| drop(claims.as_object_mut().unwrap().remove("aud"))),
        ("another iss", |claims| claims["iss"] = json!("someone")),
        ("no iss", |claims| drop(claims.as_object_mut().unwrap().remove("iss"))),
        ("no sid", |claims| drop(claims.as_object_mut().unwrap().remove("sid"))),
        ("null sid", |claims| claims["sid"] = Value::Null),
        ("a list as sid", |claims| claims["sid"] = json!([claims["sid"]])),
        ("no typ", |claims| drop(claims.as_object_mut().unwrap().remove("typ"))),
        ("another typ", |claims| claims["typ"] = json!("refresh")),
        ("no sub", |claims| drop(claims.as_object_mut().unwrap().remove("sub"))),
        ("no exp", |claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        ("long over", |claims| claims["exp"] = json!(1_760_000_600)),
        ("exp as text", |claims| claims["exp"] = json!("4000000000")),
        ("a session that never was", |claims| claims["sid"] = json!("01a201c8-e929-71d8-a0bc-453ab5d3bb00")),
        ("somebody else", |claims| claims["sub"] = json!("01a201c8-e929-71d8-a0bc-453ab5d3bb00")),
    ];
    for (what, change) in changes {
        tokens.push((what.into(), forge(HS256, &claims(lead, change), &key)));
    }
    let other = story.of("approver").person_id.clone();
    tokens.push((
        "another's person".into(),
        forge(HS256, &claims(lead, |claims| claims["sub"] = json!(other)), &key),
    ));
    for field in ["sub", "sid", "aud", "typ", "exp"] {
        let twice = good.replacen(
            '{',
            &format!(r#"{{"{field}":{},"#, serde_json::from_str::<Value>(&good).unwrap()[field]),
            1,
        );
        tokens.push((format!("{field} twice"), forge(HS256, &twice, &key)));
    }
    for (what, token) in &tokens {
        assert_eq!(with_token(lead, token).await, 401, "{what}");
    }
    for header in ["Bearer", "Bearer ", "Basic bGVhZDp4", "bearer x", "Token x", "Bearer a b"] {
        let answer = lead.bare(Method::GET, "/api/v1/me").header("authorization", header);
        assert_eq!(self::answer(answer).await.status, 401, "{header}");
    }
    println!("{} forged tokens", tokens.len());
}

/// Case 8: no kind of token serves as another.
#[tokio::test]
async fn no_token_serves_as_a_token_of_another_kind() {
    let story = Story::begin();
    let lead = story.of("lead");
    let access = lead.token.clone().unwrap();
    let (refresh_token, ticket, link) =
        (lead.refresh_token.clone(), lead.ticket().await, open_link(&story).await);
    let reset = reset_link(&story, "approver").await;
    let tokens = [
        ("access", access),
        ("refresh", refresh_token),
        ("ticket", ticket),
        ("link", link),
        ("reset", reset),
    ];
    let mut swaps = 0;
    for (kind, token) in &tokens {
        if *kind != "access" {
            assert_eq!(with_token(lead, token).await, 401, "{kind} as access");
            let cookie = format!("__Host-dure-access={token}");
            let request = lead.bare(Method::GET, "/api/v1/me").header("cookie", cookie);
            assert_eq!(answer(request).await.status, 401, "{kind} as cookie");
            swaps += 2;
        }
        if *kind != "refresh" {
            assert_eq!(refresh(lead, token).await.0, 401, "{kind} as refresh");
            swaps += 1;
        }
        if *kind != "ticket" {
            let mut socket = Socket::open(story.app.address).await;
            socket.send(&json!({ "op": "hello", "ticket": token })).await;
            assert_eq!(socket.ending().await.0, 4401, "{kind} as ticket");
            swaps += 1;
        }
        if *kind != "link" {
            assert_eq!(story.nobody().get(&format!("/invitations/{token}")).await.0, 404, "{kind} as link");
            swaps += 1;
        }
    }
    for (kind, token) in tokens.iter().filter(|(kind, _)| *kind != "reset") {
        let body = json!({ "new_password": NEW_PASSWORD });
        assert_eq!(
            story.nobody().put(&format!("/password-resets/{token}"), &body).await.0,
            404,
            "{kind} as reset"
        );
        swaps += 1;
    }
    println!("{swaps} swaps");
    assert_eq!(lead.get("/me").await.0, 200);
}

/// Case 22.
#[tokio::test]
async fn a_token_in_the_query_is_refused() {
    let story = Story::begin();
    let lead = story.of("lead");
    let token = lead.token.as_deref().unwrap();
    for name in ["access_token", "token", "ticket", "refresh_token"] {
        for path in [format!("/api/v1/me?{name}={token}"), format!("/api/v1/live?a=b&{name}={token}")] {
            let answer = answer(lead.bare(Method::GET, &path)).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "malformed"), "{name}");
            assert!(!answer.text.contains(token));
        }
    }
    assert_eq!(lead.get(&format!("/me?token={token}")).await.0, 400, "even beside a good one");
}
