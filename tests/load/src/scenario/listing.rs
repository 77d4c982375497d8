//! The list of a project's designs: a page of it, however many there are.

use super::target::Target;
use crate::Outcome;
use crate::cast::Cast;
use crate::client::api::{Api, items, text};
use crate::client::files;
use crate::client::http::{self, Connection};
use crate::gauge::percentiles::Percentiles;
use futures_util::future::try_join_all;
use serde_json::json;
use std::time::{Duration, Instant};

/// People who make designs at once.
const CLIENTS: usize = 64;
/// Times a list is asked for in a round.
const ASKED: usize = 40;

/// One project's list, and what its pages took.
pub struct Listing<'a> {
    target: &'a Target,
    path: String,
    connection: Connection,
    /// All of them.
    pub times: Percentiles,
}

/// Makes a project of so many designs with so many submitted revisions each.
pub async fn furnish(
    target: &Target,
    cast: &Cast,
    number: usize,
    (designs, revisions): (usize, usize),
) -> Outcome<String> {
    let project = cast.project(number, &format!("{designs} designs")).await?;
    cast.join(&project, &target.people).await?;
    let clients = CLIENTS.min(designs);
    let work = (0..clients).map(|client| {
        let project = &project;
        async move {
            let by = target.person(client);
            let name = format!("drawing-{client}.pdf");
            let bytes = format!("%PDF-1.7 {project} {client}");
            let (file, _) =
                files::upload(target.address, by, (project, &name), (bytes.as_bytes(), bytes.len()), || false).await?;
            let mut api = Api::new(target.address);
            for n in (client..designs).step_by(clients) {
                let body = json!({ "number": format!("D-{n:04}"), "title": format!("Part {n} of the assembly"), "kind": "drawing" });
                let design = api.post(by, &format!("/projects/{project}/designs"), &body).await?;
                let path = format!("/designs/{}/revisions", text(&design, "/id")?);
                for revision in 0..revisions {
                    let body = json!({ "file_ids": [file], "change_note": format!("Hole {revision} moved by 0.5 mm.") });
                    let draft = api.post(by, &path, &body).await?;
                    let body = json!({ "manifest_hash": draft["manifest_hash"] });
                    api.post(by, &format!("/revisions/{}/submission", text(&draft, "/id")?), &body).await?;
                }
            }
            Ok(())
        }
    });
    let all: Outcome<Vec<()>> = try_join_all(work).await;
    all?;
    Ok(project)
}

impl<'a> Listing<'a> {
    /// Of a project, so many designs on a page. Fails unless they are there, each with its last revision.
    pub async fn of(target: &'a Target, project: &str, (limit, there): (usize, usize)) -> Outcome<Self> {
        let path = format!("/projects/{project}/designs?limit={limit}");
        let page = Api::new(target.address).get(target.person(0), &path).await?;
        let whole =
            items(&page).iter().filter(|design| !design["revision"]["submitted_seq"].is_null()).count();
        if whole != there {
            return Err(format!("{whole} designs on a page in place of {there}").into());
        }
        let connection = Connection::open(target.address).await?;
        Ok(Self { target, path: format!("/api/v1{path}"), connection, times: Percentiles::default() })
    }

    /// Asks for it so often; the median.
    pub async fn round(&mut self) -> Outcome<Duration> {
        let mut times = Percentiles::default();
        let request = http::request("GET", &self.path, &self.target.person(0).authorization(), "", "");
        for _ in 0..ASKED {
            let start = Instant::now();
            let answer = self.connection.exchange(&request).await?;
            times.add(start.elapsed());
            if answer.status != 200 || answer.body.len() < 1_000 {
                return Err(format!("{} got {}", self.path, answer.status).into());
            }
        }
        self.times.merge(times.clone());
        Ok(times.median())
    }
}
