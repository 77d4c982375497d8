//! Small pictures of images: PNG, JPEG and WebP alone, one at a time, refused before they are decoded when they would be
//! large. They are made again when they are gone.

use super::keep::make_folder;
use super::serve::Served;
use super::{Blobs, on_disk, trouble};
use crate::kernel::http::Problem;
use crate::kernel::ids::FileId;
use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

/// Pixels of the longer side.
const SIDE: u32 = 320;
/// Of a JPEG.
const QUALITY: u8 = 80;
/// Bytes that decoding may take.
const MEMORY: u64 = 64 << 20;

/// What is made into a picture at most.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes of the file.
    pub bytes: u64,
    /// Pixels of the image.
    pub pixels: u64,
}

/// It is no image, or too large a one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPicture;

impl Blobs {
    /// A small JPEG of an image. It is kept for this file alone: another one of the same content must not be shown sooner.
    pub async fn picture(
        self: &Arc<Self>,
        id: FileId,
        served: Served,
        bounds: Bounds,
    ) -> Result<Result<Bytes, NoPicture>, Problem> {
        let kept = self.folder("pictures", id.as_str()).join(id.as_str());
        if let Ok(bytes) = on_disk({
            let kept = kept.clone();
            move || fs::read(kept).map_err(trouble)
        })
        .await
        {
            return Ok(Ok(bytes.into()));
        }
        if served.bytes > bounds.bytes {
            return Ok(Err(NoPicture));
        }
        let pixels = bounds.pixels;
        let Some(picture) = self.decode(served, move |bytes| small(bytes, pixels)).await? else {
            return Ok(Err(NoPicture));
        };
        let kept_too = picture.clone();
        let put = on_disk(move || put(&kept, &kept_too)).await;
        if let Err(problem) = put {
            tracing::warn!(%problem, "a picture is not kept");
        }
        Ok(Ok(picture.into()))
    }
}

fn small(bytes: &[u8], pixels: u64) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];
    known.contains(&reader.format()?).then_some(())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let is_small = u64::from(width) * u64::from(height) <= pixels && decoder.total_bytes() <= MEMORY;
    is_small.then_some(())?;
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?.thumbnail(SIDE, SIDE);
    image.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&on_white(&image)).ok()?;
    Some(jpeg)
}

/// A JPEG shows nothing through.
fn on_white(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    let over = |part: u8, alpha: u8| {
        let (part, alpha) = (u32::from(part), u32::from(alpha));
        u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
    };
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        Rgb([over(red, alpha), over(green, alpha), over(blue, alpha)])
    })
}

fn put(kept: &PathBuf, picture: &[u8]) -> Result<(), Problem> {
    make_folder(kept.parent().ok_or_else(Problem::bare_internal)?)?;
    let part = kept.with_extension("part");
    fs::write(&part, picture).and_then(|()| fs::rename(&part, kept)).map_err(trouble)
}
