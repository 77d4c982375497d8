//! Who is invited and has not accepted: relations that the access matrix tries besides the cast's own.

use crate::calls::{firm_invitation, invitation};
use dure_tests::story::{done, email_of, id_in};
use dure_tests::{Client, Story, nothing};
use serde_json::{Value, json};

/// The story with two more who are invited and have not accepted: somebody who holds nothing but the link into the
/// supplier's firm and sends its secret as a token, and the firm of `buyer`, which knows another cluster already.
pub(crate) async fn begun() -> (Story, Client) {
    let story = Story::begin();
    firm_invitation(&story, &story.cluster, &email_of("buyer")).await;
    let secret = invitation(&story, "open").await;
    let mut invited = story.nobody().with_token(&secret);
    invited.email = "invited@example.kr".into();
    invited.password = "nine looms above the mill".into();
    (story, invited)
}

/// A firm that was invited into the cluster, and nobody of it has come.
pub(crate) async fn invited_firm(story: &Story) -> String {
    let name = format!("Invited {}", &nothing()[24..]);
    let body = json!({ "firm_name": name, "email": "late@example.kr", "kind": "supplier", "locale": "ko" });
    let at = format!("/clusters/{}/firm-invitations", story.cluster);
    let invited = done(story.of("coordinator").post(&at, &body).await);
    invited["firm_id"].as_str().expect("a firm").to_owned()
}

/// What somebody said who is no member any more.
pub(crate) async fn said_before(story: &Story, part: &str) -> String {
    let page = done(story.of("lead").get(&story.in_project("/messages?limit=200")).await);
    let mut messages = page["items"].as_array().unwrap().iter();
    let of = |message: &&Value| message["author"]["person_id"] == story.of(part).person_id.as_str();
    id_in(messages.find(of).expect("a message"))
}
