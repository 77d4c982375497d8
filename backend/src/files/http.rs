//! Wire to domain and back.

use super::file::{File, Shown, State};
use super::rules::{
    Draft, NO_PICTURE, NO_PREVIEW, TUS_VERSION, UPLOAD_ALTERED, UPLOAD_BUSY, content, is_picture, takes,
};
use super::show::{note_opening, preview_of};
use super::{commands, store};
use crate::kernel::access::{NewUpload, Operation, Permit};
use crate::kernel::blobs::{self, Bounds, CheckSum, Checks, End, Metadata, NoPicture, Served, UPLOADS};
use crate::kernel::http::{Answer, Body, Fault, NoQuery, Problem, Query, created, ok, to_its_end};
use crate::kernel::ids::FileId;
use crate::kernel::store::{Conn, Tx};
use crate::policy::{self, allowed};
use actix_web::http::header::{self, HeaderMap};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, delete, get, head, options, patch, post, web,
};
use dure_api as api;
use dure_api::Limits;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(discover_uploads)
        .service(create_upload)
        .service(get_upload)
        .service(send_piece)
        .service(delete_upload)
        .service(get_file)
        .service(download_file)
        .service(get_thumbnail)
        .service(get_preview)
        .service(create_preview);
}

/// What of tus this server speaks.
#[utoipa::path(tag = "Files", operation_id = "discover_uploads",
    responses((status = 204, description = "Version, extensions and limits, as headers.")))]
#[options("/uploads")]
async fn discover_uploads(permit: Permit<policy::DiscoverUploads>) -> Answer {
    let mut answer = HttpResponse::NoContent();
    answer
        .insert_header(("Tus-Extension", "creation,creation-with-upload,termination,expiration,checksum"))
        .insert_header(("Tus-Max-Size", permit.kernel().config.limits.file_bytes.to_string()))
        .insert_header(("Tus-Checksum-Algorithm", "sha1,sha256"));
    Ok(answer.finish())
}

/// Begins an upload (tus creation). `Upload-Metadata` names the project by `project_id`, the file by `filename`, and may
/// give it an `id` of the client's: sent again with the same one, it is the same upload. A first piece may come with it.
/// The finished upload is a file with the id at the end of `Location`.
#[utoipa::path(tag = "Files", operation_id = "create_upload",
    responses((status = 201, description = "The upload stands at `Location`, `Upload-Offset` bytes of it are on disk."),
        (status = 412, description = "`tus_version`: another version than 1.0.0, or none."),
        (status = 408, description = "`request_timeout`: the bytes did not arrive; what has, counts."),
        (status = 413, description = "`too_large`: more than `file_bytes`, or more than is missing."),
        (status = 415, description = "`unsupported_media_type`: not `application/offset+octet-stream`, or packed."),
        (status = 460, description = "`upload_altered`: the piece is not what its check sum says; it does not count.")))]
#[post("/uploads")]
async fn create_upload(permit: Permit<policy::CreateUpload>, req: HttpRequest, body: web::Payload) -> Answer {
    speaks_tus(req.headers())?;
    let (NewUpload(project), limits) = (permit.place(), permit.kernel().config.limits.clone());
    let metadata = Metadata::of(req.headers())?;
    let (id, name) = (metadata.text("id")?, metadata.text("filename")?);
    let length = blobs::bytes(req.headers(), "upload-length")?;
    let draft = Draft::parse((id.as_deref(), name.as_deref()), metadata.as_str(), length, &limits)?;
    let has_bytes = blobs::has_bytes(req.headers())?;
    let begin = move |tx: &mut Tx<'_>| commands::begin(tx, project, &draft, &limits);
    let file = permit.write_unlogged(begin).await?;
    let takes = file.state == State::Arriving && (has_bytes || file.bytes == 0);
    let limits = permit.kernel().config.limits.clone();
    let (file, limits) = if takes { piece(permit, req, body, file).await? } else { (file, limits) };
    let mut answer = HttpResponse::Created();
    answer.insert_header((header::LOCATION, format!("{UPLOADS}/{}", file.id)));
    Ok(standing(&mut answer, &file, &limits).finish())
}

/// How far an upload is.
#[utoipa::path(tag = "Files", operation_id = "get_upload",
    responses((status = 200, description = "`Upload-Offset` of `Upload-Length` bytes are on disk."),
        (status = 412, description = "`tus_version`: another version than 1.0.0, or none."),
        (status = 507, description = "`storage_full`: nothing was written.")))]
#[head("/uploads/{upload_id}")]
async fn get_upload(permit: Permit<policy::GetUpload>, req: HttpRequest) -> Answer {
    speaks_tus(req.headers())?;
    let id = permit.place().file();
    let file = permit.read(move |conn| known(conn, id)).await?;
    let entered = permit.kernel().blobs.enter(id);
    let is_left = file.state == State::Storing && entered.is_some();
    let file = if is_left { settle(&permit, file).await? } else { file };
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("Upload-Length", file.bytes.to_string()));
    if !file.metadata.is_empty() {
        answer.insert_header(("Upload-Metadata", file.metadata.clone()));
    }
    Ok(standing(&mut answer, &file, &permit.kernel().config.limits).finish())
}

/// Sends the next piece of an upload, from `Upload-Offset` on. What has arrived of one that is cut counts, unless it has
/// an `Upload-Checksum`. The last piece makes the upload a file.
#[utoipa::path(tag = "Files", operation_id = "send_piece",
    responses((status = 204, description = "`Upload-Offset` bytes are on disk."),
        (status = 412, description = "`tus_version`: another version than 1.0.0, or none."),
        (status = 408, description = "`request_timeout`: the bytes did not arrive; what has, counts."),
        (status = 413, description = "`too_large`: more than `file_bytes`, or more than is missing."),
        (status = 415, description = "`unsupported_media_type`: not `application/offset+octet-stream`, or packed."),
        (status = 460, description = "`upload_altered`: the piece is not what its check sum says; it does not count.")))]
#[patch("/uploads/{upload_id}")]
async fn send_piece(permit: Permit<policy::SendPiece>, req: HttpRequest, body: web::Payload) -> Answer {
    speaks_tus(req.headers())?;
    if !blobs::has_bytes(req.headers())? {
        return Err(Problem::unsupported_media_type());
    }
    if blobs::bytes(req.headers(), "upload-offset")?.is_none() {
        return Err(Fault::new("missing").at("Upload-Offset"));
    }
    let id = permit.place().file();
    let file = permit.read(move |conn| known(conn, id)).await?;
    let (file, limits) = piece(permit, req, body, file).await?;
    Ok(standing(&mut HttpResponse::NoContent(), &file, &limits).finish())
}

/// Takes an upload away, or the file that it became while nothing shows it.
#[utoipa::path(tag = "Files", operation_id = "delete_upload",
    responses((status = 204, description = "It is gone."),
        (status = 412, description = "`tus_version`: another version than 1.0.0, or none.")))]
#[delete("/uploads/{upload_id}")]
async fn delete_upload(permit: Permit<policy::DeleteUpload>, req: HttpRequest) -> Answer {
    speaks_tus(req.headers())?;
    let (id, blobs) = (permit.place().file(), permit.kernel().blobs.clone());
    let _entered = blobs.enter(id).ok_or(UPLOAD_BUSY)?;
    permit.write_unlogged(move |tx| commands::discard(tx, id)).await?;
    blobs.drop_arriving(id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn speaks_tus(headers: &HeaderMap) -> Result<(), Problem> {
    let version = blobs::one(headers, "tus-resumable")?;
    if version == Some(blobs::TUS_VERSION) { Ok(()) } else { Err(TUS_VERSION.into()) }
}

fn standing<'a>(
    answer: &'a mut HttpResponseBuilder,
    file: &File,
    limits: &Limits,
) -> &'a mut HttpResponseBuilder {
    if file.state == State::Arriving {
        let at = file.expires_at(limits.upload_hours);
        answer.insert_header(("Upload-Expires", at.http_date()));
    }
    answer.insert_header(("Upload-Offset", file.received.to_string()))
}

fn known(conn: &mut Conn, id: FileId) -> Result<File, Problem> {
    store::file(conn, id)?.ok_or_else(Problem::not_found)
}

/// Takes the bytes of a request. It runs to its end also when the connection is lost: what has arrived is kept.
async fn piece<O: Operation>(
    permit: Permit<O>,
    req: HttpRequest,
    body: web::Payload,
    file: File,
) -> Result<(File, Limits), Problem> {
    to_its_end(async move {
        let (id, limits) = (file.id, permit.kernel().config.limits.clone());
        let _entered = permit.kernel().blobs.enter(id).ok_or(UPLOAD_BUSY)?;
        let file = permit.read(move |conn| known(conn, id)).await?;
        let taken = take(&permit, req.headers(), body, &file).await;
        if let Err(problem) = &taken
            && problem.code() == "storage_full"
        {
            // What has arrived would keep the disk full.
            permit.kernel().blobs.drop_arriving(id).await?;
            permit.write_unlogged(move |tx| commands::discard(tx, id)).await?;
        }
        let (received, end) = taken?;
        let before = file.received;
        let file = File { received, touched_at: permit.now(), ..file };
        let file = if received == file.bytes {
            finish(&permit, file).await?
        } else {
            if received != before {
                permit.write_unlogged(move |tx| commands::receive(tx, id, received)).await?;
            }
            file
        };
        match end {
            End::Whole => Ok((file, limits)),
            End::Cut => Err(Problem::request_timeout()),
            End::TooMany => Err(Problem::too_large()),
            End::Altered => Err(UPLOAD_ALTERED.into()),
        }
    })
    .await
}

async fn take<O: Operation>(
    permit: &Permit<O>,
    headers: &HeaderMap,
    body: web::Payload,
    file: &File,
) -> Result<(u64, End), Problem> {
    // The first piece may come with the creation, and needs no offset there.
    let offset = blobs::bytes(headers, "upload-offset")?.unwrap_or(0);
    let most = takes(file, offset)?;
    if blobs::bytes(headers, "content-length")?.is_some_and(|length| length > most) {
        return Err(Problem::too_large());
    }
    let sum = CheckSum::of(headers)?;
    let algorithm = sum.as_ref().map(|sum| sum.algorithm);
    let incoming = permit.kernel().blobs.append(file.id, offset, algorithm).await?;
    permit.kernel().blobs.receive(incoming, body, most, sum.map(|sum| sum.expected)).await
}

/// All of an upload is on disk: first the row says so, so that the file is stored whatever happens now.
async fn finish<O: Operation>(permit: &Permit<O>, file: File) -> Result<File, Problem> {
    let id = file.id;
    let arrived = permit.kernel().blobs.arrived(id, file.bytes).await?;
    let content = content(arrived);
    let storing = File { state: State::Storing, content: Some(content.clone()), ..file };
    permit.write_unlogged(move |tx| commands::begin_storing(tx, id, &content)).await?;
    settle(permit, storing).await
}

/// Puts what has arrived in its place, and the file is stored.
async fn settle<O: Operation>(permit: &Permit<O>, file: File) -> Result<File, Problem> {
    let (id, content) = (file.id, file.content.as_ref().ok_or_else(Problem::bare_internal)?);
    let naming = permit.write_unlogged(move |tx| commands::end_storing(tx, id));
    permit.kernel().blobs.keep(id, &content.sha256, naming).await?;
    Ok(File { state: State::Stored, ..file })
}

/// What a file is.
#[utoipa::path(tag = "Files", operation_id = "get_file",
    responses((status = 200, description = "The file.", body = api::StoredFile)))]
#[get("/files/{file_id}")]
async fn get_file(permit: Permit<policy::GetFile>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let id = permit.place();
    let file = permit.read(move |conn| known(conn, id)).await?;
    let told = file.wire().ok_or_else(Problem::not_found)?;
    let among = ["get_file", "download_file", "get_thumbnail", "get_preview", "create_preview"];
    let allowed = allowed(permit.standing().role, &among);
    ok(&api::StoredFile { allowed_actions: Some(allowed), ..told })
}

/// The bytes of a file, or one range of them; always as an attachment.
#[utoipa::path(tag = "Files", operation_id = "download_file", params(("Range" = Option<String>, Header,
        description = "`bytes=first-last`: one range. More than one is refused.")),
    responses((status = 200, description = "The bytes.", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "The range.", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 416, description = "`range_not_satisfiable`: it has no such range, or more than one was asked for.")))]
#[get("/files/{file_id}/content")]
async fn download_file(
    permit: Permit<policy::DownloadFile>,
    req: HttpRequest,
    query: Query<NoQuery>,
) -> Answer {
    query.parse()?;
    let (id, person) = (permit.place(), permit.caller()?.person);
    let (file, of) = permit
        .read(move |conn| {
            let of = store::previewed(conn, id)?.map(|of| known(conn, of)).transpose()?;
            Ok((known(conn, id)?, of))
        })
        .await?;
    if of.as_ref().unwrap_or(&file).uploader.person != person {
        let seen = of.map_or_else(|| id.to_string(), |of| preview_of(of.id.as_str()));
        note_opening(&permit, &seen).await;
    }
    blobs::serve(permit, &req, served(&file)?).await
}

/// A small picture of a PNG, JPEG or WebP, or of what a client made of another file: its picture, or its preview that is one.
#[utoipa::path(tag = "Files", operation_id = "get_thumbnail",
    responses((status = 200, description = "A JPEG, at most 320 pixels long.", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 422, description = "`no_picture`: neither it nor its preview is an image, or it is too large a one.")))]
#[get("/files/{file_id}/thumbnail")]
async fn get_thumbnail(permit: Permit<policy::GetThumbnail>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let (id, limits) = (permit.place(), &permit.kernel().config.limits);
    let file = permit
        .read(move |conn| {
            let file = known(conn, id)?;
            if is_picture(&file) {
                return Ok(Some(file));
            }
            let made = match store::preview(conn, id, Shown::Picture)? {
                Some(made) => Some(made),
                None => store::preview(conn, id, Shown::Form)?,
            };
            Ok(made.map(|made| made.file))
        })
        .await?;
    let file = file.filter(is_picture).ok_or(NO_PICTURE)?;
    let bounds = Bounds { bytes: limits.picture_bytes.into(), pixels: limits.picture_pixels.into() };
    let picture = permit.kernel().blobs.picture(file.id, served(&file)?, bounds).await?;
    let picture = picture.map_err(|NoPicture| NO_PICTURE)?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(picture))
}

/// The preview of a file: something lighter that a client made of it, never the file.
#[utoipa::path(tag = "Files", operation_id = "get_preview",
    responses((status = 200, description = "The preview, and who made it.", body = api::Preview),
        (status = 404, description = "`no_preview`: the file has none. `not_found`: it does not exist for the caller.")))]
#[get("/files/{file_id}/preview")]
async fn get_preview(permit: Permit<policy::GetPreview>, query: Query<NoQuery>) -> Answer {
    query.parse()?;
    let id = permit.place();
    let preview = permit.read(move |conn| Ok(store::preview(conn, id, Shown::Form)?)).await?;
    ok(&preview.and_then(|preview| preview.wire()).ok_or(NO_PREVIEW)?)
}

/// Makes an upload of the caller's the preview of a file, or its picture in lists. From then on it is seen by who sees the
/// file, and goes with it. The first one stays, unless the party that uploaded the file replaces it. Named again, it is the
/// same preview.
#[utoipa::path(tag = "Files", operation_id = "create_preview", request_body = api::CreatePreview,
    responses((status = 201, description = "The preview.", body = api::Preview),
        (status = 409, description = "`preview_kept`: it has one, and the caller is not of the party that uploaded it."),
        (status = 413, description = "`too_large`: more than `preview_bytes`, a picture of more than `preview_picture_bytes`, or a body of more than `json_bytes`."),
        (status = 422, description = "`preview_unfit`: it is no GLB, WebP, PNG or JPEG, a picture is a GLB, or something shows it.")))]
#[post("/files/{file_id}/preview")]
async fn create_preview(permit: Permit<policy::CreatePreview>, body: Body<api::CreatePreview>) -> Answer {
    let ((request, _), limits) = (body.parse()?, permit.kernel().config.limits.clone());
    let made = request.preview_file_id.parse().map_err(|_| Fault::new("id").at("/preview_file_id"))?;
    let shown = request.kind.as_deref().map_or(Ok(Shown::Form), str::parse);
    let shown = shown.map_err(|_| Fault::new("unknown_word").at("/kind"))?;
    let id = permit.place();
    let preview = permit.write_unlogged(move |tx| commands::preview(tx, id, (made, shown), &limits)).await?;
    created(&preview.wire().ok_or_else(Problem::bare_internal)?)
}

/// What is needed to read it.
pub(super) fn served(file: &File) -> Result<Served, Problem> {
    let content = file.content.clone().ok_or_else(Problem::not_found)?;
    Ok(Served {
        sha256: content.sha256,
        bytes: file.bytes,
        checks: Checks::parse(&content.checks).ok_or_else(Problem::integrity)?,
        name: file.name.clone(),
        media_type: content.media_type,
    })
}
