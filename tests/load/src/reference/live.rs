//! The socket: hello, welcome, subscribe, replay, then live. Any ticket is good.

use super::event::{append_frame, append_text};
use super::fan_out::{Body, Hub, Outbox};
use super::http::{EPOCH, Shared};
use actix_web::{Error, HttpRequest, HttpResponse, web};
use actix_ws::{Message, MessageStream, Session};
use serde::Deserialize;
use std::rc::Rc;

/// Events of a replay; who is further behind reads pages instead.
const RESUME_EVENTS: u64 = 1_000;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
enum Frame {
    Hello,
    Subscribe { id: u64, project_id: String, after: Option<u64> },
}

/// Upgrades. The response body is actix-ws's own with an outbox of ready frames in front.
pub async fn open(
    request: HttpRequest,
    payload: web::Payload,
    shared: web::Data<Shared>,
    hub: web::ThinData<Rc<Hub>>,
) -> Result<HttpResponse, Error> {
    let (response, session, messages) = actix_ws::handle_with_protocols(&request, payload, &["dure.v1"])?;
    let outbox = Rc::new(Outbox::default());
    let body = outbox.clone();
    actix_web::rt::spawn(async move {
        attend(session, messages, &shared, &hub.0, &outbox).await;
        hub.0.leave(&outbox);
    });
    Ok(response.map_body(|_, session| Body { outbox: body, session }).map_into_boxed_body())
}

async fn attend(
    mut session: Session,
    mut messages: MessageStream,
    shared: &Shared,
    hub: &Hub,
    outbox: &Rc<Outbox>,
) {
    while let Some(Ok(message)) = messages.recv().await {
        let sent = match message {
            Message::Text(text) => match serde_json::from_str(&text) {
                Ok(Frame::Hello) => {
                    session.text(r#"{"op":"welcome","session_id":"reference","heartbeat_s":25}"#).await
                }
                Ok(Frame::Subscribe { id, project_id, after }) => {
                    follow(id, &project_id, after, shared, hub, outbox);
                    Ok(())
                }
                Err(_) => return,
            },
            Message::Ping(bytes) => session.pong(&bytes).await,
            Message::Close(_) => return,
            _ => Ok(()),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Reads what was missed, takes the seat behind it, and sends both as one write. Nothing in here waits, so
/// nothing can come between.
fn follow(id: u64, project: &str, after: Option<u64>, shared: &Shared, hub: &Hub, outbox: &Rc<Outbox>) {
    let head = shared.record.head(project);
    let after = after.unwrap_or(head);
    let mut frames = Vec::new();
    if head.saturating_sub(after) > RESUME_EVENTS {
        let reset =
            format!(r#"{{"op":"reset","project_id":"{project}","epoch":"{EPOCH}","reason":"behind"}}"#);
        append_text(&reset, &mut frames);
        return outbox.push(frames.into());
    }
    let last = shared.record.since(project, after, usize::MAX >> 1, |event| append_frame(event, &mut frames));
    hub.join(project.into(), outbox, last);
    let subscribed = format!(
        r#"{{"op":"subscribed","id":{id},"project_id":"{project}","epoch":"{EPOCH}","head":{last}}}"#
    );
    append_text(&subscribed, &mut frames);
    outbox.push(frames.into());
}
