//! The list of a project's designs: a page of it, however many there are.

use super::asking::Asking;
use super::target::Target;
use crate::Outcome;
use crate::cast::Cast;
use crate::client::api::{Api, items, text};
use crate::client::files;
use futures_util::future::try_join_all;
use serde_json::json;

/// People who make designs at once.
const CLIENTS: usize = 64;
/// Times a list is asked for in a round.
const ASKED: usize = 40;

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

/// The list of a project, so many designs on a page. Fails unless they are there, each with its last revision.
pub async fn list<'a>(
    target: &'a Target,
    project: &str,
    (limit, there): (usize, usize),
) -> Outcome<Asking<'a>> {
    let path = format!("/projects/{project}/designs?limit={limit}");
    let page = Api::new(target.address).get(target.person(0), &path).await?;
    let whole = items(&page).iter().filter(|design| !design["revision"]["submitted_seq"].is_null()).count();
    if whole != there {
        return Err(format!("{whole} designs on a page in place of {there}").into());
    }
    Asking::of(target, &path, (ASKED, 1_000)).await
}
