//! What a right is worth: roles, removal, races, repeated requests.

use dure_tests::Story;
use serde_json::json;

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
