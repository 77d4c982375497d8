//! A file as an answer, read in stretches on threads that may wait and sent as it is read, as `NamedFile` of actix-files
//! does: no rights, no proof, no range.

use actix_web::body::SizedStream;
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use futures_util::stream;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes that are read at once.
const STRETCH: u64 = 64 * 1024;

/// Where the files are.
#[derive(Clone)]
pub struct Folder(pub PathBuf);

/// Gives a file by its name.
pub async fn download(name: web::Path<String>, folder: web::ThinData<Folder>) -> HttpResponse {
    let path = folder.0.0.join(name.into_inner());
    let opened = web::block(move || {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        io::Result::Ok((Arc::new(file), length))
    });
    let Ok(Ok((file, length))) = opened.await else { return HttpResponse::NotFound().finish() };
    let body = stream::try_unfold((file, 0), move |(file, at)| async move {
        if at >= length {
            return Ok(None);
        }
        let source = file.clone();
        let read = web::block(move || {
            let mut bytes = vec![0; STRETCH.min(length - at) as usize];
            source.read_exact_at(&mut bytes, at)?;
            io::Result::Ok(Bytes::from(bytes))
        });
        let bytes = read.await.map_err(io::Error::other)??;
        let next = at + bytes.len() as u64;
        io::Result::Ok(Some((bytes, (file, next))))
    });
    HttpResponse::Ok().content_type("application/octet-stream").body(SizedStream::new(length, Box::pin(body)))
}
