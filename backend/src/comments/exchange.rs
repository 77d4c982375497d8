//! The register of a design as a file, and comments out of one.

use super::bcf::{self, Caps};
use super::exports::{Form, Reader, Register};
use super::imports::imported;
use super::rules::{NOT_BCF, Who};
use super::wire::marked;
use super::{commands, store};
use crate::designs::{self, may_look};
use crate::kernel::access::Permit;
use crate::kernel::http::{Answer, Body, Fault, Problem, Query, attachment, created};
use crate::kernel::ids::FileId;
use crate::{files, people, policy, projects};
use actix_web::{get, post};
use dure_api as api;
use std::collections::HashMap;

/// The register as a file: a spreadsheet in the caller's language and time zone, or a BCF package.
#[utoipa::path(tag = "Designs", operation_id = "export_comments", params(api::RegisterParams),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream")))]
#[get("/designs/{design_id}/comments/register")]
pub(super) async fn export_comments(
    permit: Permit<policy::ExportComments>,
    query: Query<api::RegisterParams>,
) -> Answer {
    let format = query.parse()?.format;
    let form = Form::parse(&format).ok_or_else(|| Fault::new("unknown_word").at("?format"))?;
    let (id, by, person) = (permit.place(), permit.standing().clone(), permit.caller()?.person);
    let now = permit.now();
    let (name, bytes) = permit
        .read(move |conn| {
            let design = designs::design(conn, id)?.ok_or_else(Problem::not_found)?;
            may_look(&by, &design)?;
            let reader = people::person(conn, person)?.ok_or_else(Problem::not_found)?;
            let project = projects::project(conn, design.project)?.ok_or_else(Problem::not_found)?;
            let parties = projects::parties_of(conn, design.project)?;
            let register = Register {
                revisions: designs::revisions_of(conn, id, 0, i64::MAX)?,
                comments: store::all_of(conn, id)?,
                names: names(&parties),
                project: project.name,
                design,
            };
            let zone = reader.time_zone.parse().unwrap_or_default();
            let bytes = register.file(form, &Reader { locale: reader.locale, zone }, now)?;
            Ok((register.design.number, bytes))
        })
        .await?;
    let (kind, ending) = form.kind();
    Ok(attachment(kind, &format!("{name}.{ending}"), bytes))
}

fn names(parties: &[api::Party]) -> HashMap<String, String> {
    let firm = |party: &api::Party| (party.firm_id.clone(), party.firm_name.clone());
    let department = |party: &api::Party| party.department_id.clone().zip(party.department_name.clone());
    parties.iter().map(firm).chain(parties.iter().filter_map(department)).collect()
}

/// Makes comments of the topics of a BCF package that the caller uploaded: each topic once in a design, in the caller's
/// name and with the names that stand in it.
#[utoipa::path(tag = "Designs", operation_id = "import_comments", request_body = api::ImportComments,
    responses((status = 201, description = "What became of it.", body = api::ImportedComments),
        (status = 422, description = "`not_bcf`: it is no package, or too much of one.")))]
#[post("/revisions/{revision_id}/comments/import")]
pub(super) async fn import_comments(
    permit: Permit<policy::ImportComments>,
    body: Body<api::ImportComments>,
) -> Answer {
    let ((request, key), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let unknown = || Fault::new("unknown").at("/file_id");
    let file: FileId = request.file_id.parse().map_err(|_| Fault::new("id").at("/file_id"))?;
    let (caps, package) = (Caps::default(), files::own(&permit, file).await?.ok_or_else(unknown)?);
    if usize::try_from(package.bytes).map_or(true, |bytes| bytes > caps.package) {
        return Err(NOT_BCF.into());
    }
    let blobs = &permit.kernel().blobs;
    let contents = blobs.decode(package, move |bytes| bcf::read(bytes, &caps)).await?.map_err(|_| NOT_BCF)?;
    let bcf::Contents { topics, refused } = contents;
    let (on, by, person) = (permit.place(), permit.standing().clone(), permit.caller()?.person);
    let reading = limits.clone();
    let all: Vec<_> = permit
        .read(move |conn| {
            let (_, revision) = designs::known_revision(conn, on)?;
            Ok(topics.iter().map(|topic| imported(topic, &revision, &reading)).collect())
        })
        .await?;
    let origins: Vec<String> = all.iter().map(|one| one.origin.clone()).collect();
    permit.write(key, move |tx| commands::import(tx, on, &by, &all, &limits)).await?;
    let by = permit.standing().clone();
    let items = permit
        .read(move |conn| {
            let (design, _) = designs::known_revision(conn, on)?;
            let comments = store::all_of(conn, design.id)?;
            let of_package = comments.iter().filter(|one| origins.iter().any(|topic| one.is_of(topic)));
            let who = Who { person, by: &by };
            Ok(of_package.map(|comment| marked(comment, &design, who)).collect())
        })
        .await?;
    let refused = refused
        .into_iter()
        .map(|one| api::RefusedTopic { folder: one.folder, reason: one.reason.to_owned() });
    created(&api::ImportedComments { items, refused: refused.collect() })
}
