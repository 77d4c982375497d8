//! The paths of the public API that the generator uses.

use super::durable::Durable;
use super::event::{Draft, message_of};
use super::fan_out::{Hub, Lanes};
use super::files::{self, Folder};
use super::live;
use super::memory::Memory;
use super::record::Record;
use crate::Outcome;
use actix_web::dev::Server;
use actix_web::{App, HttpResponse, HttpServer, web};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// Threads that serve; the machine has two cores, and the generator wants its share.
const WORKERS: usize = 2;
/// The epoch of a record that is never restored.
pub const EPOCH: &str = "reference";

/// What handlers share.
pub struct Shared {
    /// All events.
    pub record: Record,
}

#[derive(Deserialize)]
struct Post<'a> {
    #[serde(borrow)]
    body: &'a RawValue,
}

#[derive(Deserialize)]
struct Stretch {
    #[serde(default)]
    after: u64,
    #[serde(default = "page")]
    limit: usize,
}

fn page() -> usize {
    50
}

/// Binds and serves; with a folder the server is durable. `files` are given by their names. Returns the bound address.
pub fn serve(listen: SocketAddr, folder: Option<&Path>, files: &Path) -> Outcome<(SocketAddr, Server)> {
    let lanes = Arc::new(Lanes::default());
    let record = match folder {
        None => Record::Bare(Memory::new(lanes.clone())),
        Some(folder) => Record::Durable(Durable::open(folder, lanes.clone())?),
    };
    let (shared, files) = (web::Data::new(Shared { record }), Folder(files.to_owned()));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .app_data(web::ThinData(Hub::start(&lanes)))
            .app_data(web::ThinData(files.clone()))
            .route("/api/v1/projects/{id}/messages", web::post().to(post_message))
            .route("/api/v1/projects/{id}/messages", web::get().to(list_messages))
            .route("/api/v1/projects/{id}/events", web::get().to(list_events))
            .route("/api/v1/files/{name}/content", web::get().to(files::download))
            .route("/api/v1/live-tickets", web::post().to(create_ticket))
            .route("/api/v1/live", web::get().to(live::open))
    })
    .workers(WORKERS)
    .tcp_nodelay(true)
    .shutdown_timeout(1)
    .backlog(8_192)
    .max_connections(50_000)
    .bind(listen)?;
    let address = *server.addrs().first().ok_or("nothing bound")?;
    Ok((address, server.run()))
}

async fn post_message(path: web::Path<String>, body: Bytes, shared: web::Data<Shared>) -> HttpResponse {
    let Ok(Post { body }) = serde_json::from_slice(&body) else { return HttpResponse::BadRequest().finish() };
    if !body.get().starts_with('"') {
        return HttpResponse::BadRequest().finish();
    }
    let draft = Draft::new(path.into_inner().into(), body.to_owned());
    match shared.record.post(draft).await {
        Some(event) => HttpResponse::Created().content_type("application/json").body(event.message()),
        None => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// The last messages, oldest first.
async fn list_messages(
    path: web::Path<String>,
    query: web::Query<Stretch>,
    shared: web::Data<Shared>,
) -> HttpResponse {
    let after = shared.record.head(&path).saturating_sub(query.limit as u64);
    let mut page = List::new(r#"{"items":["#);
    shared.record.since(&path, after, query.limit, |event| page.add(message_of(event)));
    page.answer("]}")
}

async fn list_events(
    path: web::Path<String>,
    query: web::Query<Stretch>,
    shared: web::Data<Shared>,
) -> HttpResponse {
    let mut page = List::new(&format!(r#"{{"epoch":"{EPOCH}","items":["#));
    shared.record.since(&path, query.after, query.limit, |event| page.add(event));
    page.answer(&format!(r#"],"head":{}}}"#, shared.record.head(&path)))
}

async fn create_ticket() -> HttpResponse {
    let ticket = r#"{"ticket":"reference","expires_in":30}"#;
    HttpResponse::Created().content_type("application/json").body(ticket)
}

/// A JSON list put together from items that are JSON already.
struct List {
    text: Vec<u8>,
    empty: bool,
}

impl List {
    fn new(open: &str) -> Self {
        let mut text = Vec::with_capacity(48 * 1024);
        text.extend_from_slice(open.as_bytes());
        Self { text, empty: true }
    }

    fn add(&mut self, item: &[u8]) {
        if !self.empty {
            self.text.push(b',');
        }
        self.empty = false;
        self.text.extend_from_slice(item);
    }

    fn answer(mut self, close: &str) -> HttpResponse {
        self.text.extend_from_slice(close.as_bytes());
        HttpResponse::Ok().content_type("application/json").body(self.text)
    }
}
