//! Spots on files, as clients send them (R27): a page and a place on it, or a point of a model and a camera.

use crate::kernel::http::{Fault, Problem};
use dure_api::{Anchor, Camera, Point, RevisionFile};

/// The last page that a sheet may have.
const MOST_PAGES: i64 = 100_000;
/// How far from the middle of its space a point of a model may lie, in units of the model.
const FARTHEST: f64 = 1e9;
/// Numbers are kept to a millionth: so many digits are read and written without loss by everyone.
const STEPS: f64 = 1e6;

/// A spot on one of these files.
pub fn anchor(sent: &Anchor, files: &[RevisionFile]) -> Result<Anchor, Problem> {
    if !files.iter().any(|file| file.file_id == sent.file_id) {
        return Err(Fault::new("unknown").at("/anchor/file_id"));
    }
    let file_id = sent.file_id.clone();
    match sent {
        Anchor { page: Some(page), x: Some(x), y: Some(y), point: None, camera: None, .. } => {
            let page = Some(self::page(*page, "/anchor/page")?);
            let (x, y) = (part(*x, "/anchor/x")?, part(*y, "/anchor/y")?);
            Ok(Anchor { file_id, page, x: Some(x), y: Some(y), point: None, camera: None })
        }
        Anchor { page: None, x: None, y: None, point: Some(given), camera: Some(seen), .. } => Ok(Anchor {
            file_id,
            point: Some(point(*given, "/anchor/point")?),
            camera: Some(camera(*seen, "/anchor/camera")?),
            ..Anchor::default()
        }),
        _ => Err(Fault::new("anchor").at("/anchor")),
    }
}

/// A page of a sheet, from 1.
pub fn page(page: i64, at: &str) -> Result<i64, Problem> {
    if (1..=MOST_PAGES).contains(&page) { Ok(page) } else { Err(Fault::new("range").at(at)) }
}

fn part(value: f64, at: &str) -> Result<f64, Problem> {
    if (0.0..=1.0).contains(&value) { Ok(rounded(value)) } else { Err(Fault::new("range").at(at)) }
}

/// A point of a model.
pub fn point(given: Point, at: &str) -> Result<Point, Problem> {
    let near = |value: f64, axis: &str| {
        let is_near = value.abs() <= FARTHEST;
        if is_near { Ok(rounded(value)) } else { Err(Fault::new("range").at(format!("{at}/{axis}"))) }
    };
    Ok(Point { x: near(given.x, "x")?, y: near(given.y, "y")?, z: near(given.z, "z")? })
}

/// A camera that sees something.
pub fn camera(given: Camera, at: &str) -> Result<Camera, Problem> {
    let (eye, target) =
        (point(given.eye, &format!("{at}/eye"))?, point(given.target, &format!("{at}/target"))?);
    let up = point(given.up, &format!("{at}/up"))?;
    let height = rounded(given.height);
    if !(height > 0.0 && height <= FARTHEST) {
        return Err(Fault::new("range").at(format!("{at}/height")));
    }
    if eye == target || up == Point::default() {
        return Err(Fault::new("range").at(at));
    }
    Ok(Camera { eye, target, up, height })
}

/// To a millionth.
pub fn rounded(value: f64) -> f64 {
    let rounded = (value * STEPS).round() / STEPS;
    // No negative zero: it is written in another way.
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: &str) -> RevisionFile {
        let text = String::new;
        RevisionFile { file_id: id.into(), name: text(), bytes: 1, sha256: text(), media_type: text() }
    }

    fn on_page(page: i64, x: f64, y: f64) -> Anchor {
        Anchor { file_id: "a".into(), page: Some(page), x: Some(x), y: Some(y), ..Anchor::default() }
    }

    fn on_model(eye: f64, height: f64) -> Anchor {
        let seen = Camera {
            eye: Point { x: eye, ..Point::default() },
            target: Point::default(),
            up: Point { z: 1.0, ..Point::default() },
            height,
        };
        let point = Some(Point { x: -0.000_000_01, y: 1.5, z: 1e9 });
        Anchor { file_id: "a".into(), point, camera: Some(seen), ..Anchor::default() }
    }

    /// R27.
    #[test]
    fn a_spot_is_on_a_page_or_on_a_model_and_never_on_both() {
        let files = [file("a")];
        let kept = anchor(&on_page(2, 0.123_456_789, 1.0), &files).unwrap();
        assert_eq!((kept.page, kept.x, kept.y), (Some(2), Some(0.123_457), Some(1.0)));
        let kept = anchor(&on_model(10.0, 25.0), &files).unwrap();
        let point = serde_json::to_string(&kept.point).unwrap();
        assert_eq!(point, r#"{"x":0.0,"y":1.5,"z":1000000000.0}"#);
        let both = Anchor { point: Some(Point::default()), ..on_page(1, 0.5, 0.5) };
        let half = Anchor { x: None, ..on_page(1, 0.5, 0.5) };
        let bad = [
            (both, "anchor"),
            (half, "anchor"),
            (Anchor { file_id: "a".into(), ..Anchor::default() }, "anchor"),
            (on_page(0, 0.5, 0.5), "range"),
            (on_page(1, 1.000_1, 0.5), "range"),
            (on_page(1, 0.5, f64::NAN), "range"),
            (on_model(0.0, 25.0), "range"),
            (on_model(2e9, 25.0), "range"),
            (on_model(10.0, 0.000_000_1), "range"),
            (on_model(10.0, f64::INFINITY), "range"),
            (Anchor { file_id: "b".into(), ..on_page(1, 0.5, 0.5) }, "unknown"),
        ];
        for (sent, code) in bad {
            let problem = anchor(&sent, &files).unwrap_err().told("en", "");
            let errors = serde_json::to_string(&problem).unwrap();
            assert!(errors.contains(&format!("\"{code}\"")), "{sent:?}: {errors}");
        }
    }

    #[test]
    fn numbers_that_are_kept_are_read_again_as_they_were() {
        for n in 0..10_000 {
            let value = rounded(f64::from(n) * 0.123_456_7 - 400.0) * 1e3;
            let kept = rounded(value);
            let text = serde_json::to_string(&kept).unwrap();
            assert_eq!(serde_json::from_str::<f64>(&text).unwrap().to_bits(), kept.to_bits(), "{text}");
        }
    }
}
