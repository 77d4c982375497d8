//! Wire to domain and back.

use super::gather::{self, Asked};
use super::html;
use super::package::members;
use super::sheet::compose;
use crate::files;
use crate::kernel::access::Permit;
use crate::kernel::blobs::pack;
use crate::kernel::http::{Answer, Fault, NoQuery, Query};
use crate::kernel::record::Signer;
use crate::policy;
use actix_web::http::header;
use actix_web::{HttpResponse, get};
use dure_api as api;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_decision_sheet).service(export_decision);
}

/// The decision sheet in the caller's language and time zone, open or closed: what was sent, who answered what and signed it,
/// and the hashes of it all. One page without scripts, which prints well.
#[utoipa::path(tag = "Approvals", operation_id = "get_decision_sheet", params(api::SheetParams),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")))]
#[get("/approvals/{approval_id}/sheet")]
async fn get_decision_sheet(
    permit: Permit<policy::GetDecisionSheet>,
    query: Query<api::SheetParams>,
) -> Answer {
    let format = query.parse()?.format;
    if format.is_some_and(|format| format != "html") {
        return Err(Fault::new("unknown_word").at("?format"));
    }
    let asked = Asked::of(&permit)?;
    let (decision, reader) = permit.read(move |conn| gather::decision(conn, &asked)).await?;
    let page = html::page(&compose(&decision, &reader));
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ));
    Ok(answer.body(page))
}

/// The decision with everything that proves it, as one zip: files as they were uploaded, sheet, comments, events with their way
/// to a signed checkpoint of the record. `dure verify` checks it, and so does anything that follows `decision.md` of this spec.
#[utoipa::path(tag = "Approvals", operation_id = "export_decision",
    responses((status = 200, description = "The package.", body = Vec<u8>, content_type = "application/zip")))]
#[get("/approvals/{approval_id}/export")]
async fn export_decision(permit: Permit<policy::ExportDecision>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let asked = Asked::of(&permit)?;
    let read = move |conn: &mut _| {
        let (decision, reader) = gather::decision(conn, &asked)?;
        let proof = gather::proof(conn, &asked, &decision)?;
        Ok((decision, reader, proof))
    };
    let (decision, reader, proof) = permit.read(read).await?;
    for file in decision.revisions.iter().flat_map(|revision| &revision.files) {
        files::note_opening(&permit, &file.file_id).await;
    }
    let signer = Signer::new(decision.record.clone(), &permit.kernel().secrets.signing);
    let members = members(&decision, proof, &reader, &signer)?;
    let name = format!("{} {}.zip", decision.project_code, decision.approval.number);
    pack(permit, &name, members).await
}
