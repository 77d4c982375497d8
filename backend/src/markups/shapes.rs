//! Shapes as clients send them: of known kinds, within their ground, finite, and kept to a millionth.

use super::markup::Ground;
use crate::comments::{point, rounded};
use crate::kernel::http::{Fault, Problem};
use crate::kernel::store::words;
use crate::kernel::text;
use dure_api::{Camera, Limits, Point, Shape};

words! {
    /// What a shape is.
    Kind {
        /// A line as the hand went.
        Pen = "pen",
        /// From here to there.
        Arrow = "arrow",
        /// Around what is meant.
        Cloud = "cloud",
        /// Words on a place.
        Text = "text",
        /// How far apart two places are.
        Measure = "measure",
    }
}

words! {
    /// The colours that can be told apart on light and on dark.
    Color {
        /// Red.
        Red = "red",
        /// Blue.
        Blue = "blue",
        /// Green.
        Green = "green",
        /// Violet.
        Violet = "violet",
    }
}

/// Points of one line of a pen.
const MOST_OF_PEN: usize = 1_000;
/// Corners of a cloud.
const MOST_OF_CLOUD: usize = 100;
/// How far from the middle of what is seen of a model, in heights of it.
const FARTHEST: f64 = 10.0;
/// How far a line may lie from what it measures, in heights of what is seen.
const CLOSE: f64 = 0.001;
/// The largest unit of a model: ten kilometres.
const LARGEST_UNIT: f64 = 1e7;

/// What was drawn, all of it.
pub fn shapes(sent: &[Shape], ground: Ground, limits: &Limits) -> Result<Vec<Shape>, Problem> {
    let most = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    if sent.is_empty() {
        return Err(Fault::new("empty").at("/shapes"));
    }
    let points: usize = sent.iter().map(|shape| shape.points.len() / 2).sum();
    if sent.len() > most(limits.shapes_per_markup) || points > most(limits.points_per_markup) {
        return Err(Fault::new("too_many").at("/shapes"));
    }
    let each = |(n, one): (usize, &Shape)| shape(one, ground, &format!("/shapes/{n}"), limits);
    sent.iter().enumerate().map(each).collect()
}

fn shape(sent: &Shape, ground: Ground, at: &str, limits: &Limits) -> Result<Shape, Problem> {
    let fault = |code: &'static str, field: &str| Fault::new(code).at(format!("{at}/{field}"));
    let kind: Kind = sent.kind.parse().map_err(|_| fault("unknown_word", "kind"))?;
    let color: Color = sent.color.parse().map_err(|_| fault("unknown_word", "color"))?;
    if !(1..=3).contains(&sent.width) {
        return Err(fault("range", "width"));
    }
    let points = points(&sent.points, ground).ok_or_else(|| fault("range", "points"))?;
    if !is_drawn(kind, &points) {
        return Err(fault("points", "points"));
    }
    let text = match (kind, &sent.text) {
        (Kind::Text, None) => return Err(fault("missing", "text")),
        (Kind::Text | Kind::Measure, Some(text)) => {
            Some(text::body(text, limits.shape_text_chars).map_err(|fault| fault.at(format!("{at}/text")))?)
        }
        (_, Some(_)) => return Err(fault("not_here", "text")),
        (_, None) => None,
    };
    let mut shape = Shape {
        kind: kind.as_str().to_owned(),
        color: color.as_str().to_owned(),
        width: sent.width,
        points,
        text,
        ..Shape::default()
    };
    match (kind, ground, sent.from, sent.to) {
        (Kind::Measure, Ground::Model(camera), Some(from), Some(to)) => {
            let from = point(from, &format!("{at}/from"))?;
            let to = point(to, &format!("{at}/to"))?;
            if !lies_on(&shape.points, &camera, from, to) {
                return Err(fault("elsewhere", "points"));
            }
            let unit = sent.millimetres.map(rounded);
            if unit.is_some_and(|unit| !(unit > 0.0 && unit <= LARGEST_UNIT)) {
                return Err(fault("range", "millimetres"));
            }
            // What it is, the points say.
            if shape.text.is_some() {
                return Err(fault("not_here", "text"));
            }
            (shape.from, shape.to, shape.millimetres) = (Some(from), Some(to), unit);
        }
        (Kind::Measure, Ground::Model(_), _, _) => return Err(fault("missing", "from")),
        _ if sent.from.is_some() || sent.to.is_some() => return Err(fault("not_here", "from")),
        _ if sent.millimetres.is_some() => return Err(fault("not_here", "millimetres")),
        _ => {}
    }
    Ok(shape)
}

/// Rounded, where all lie on the ground.
fn points(sent: &[f64], ground: Ground) -> Option<Vec<f64>> {
    let range = match ground {
        Ground::Page(_) => 0.0..=1.0,
        Ground::Model(_) => -FARTHEST..=FARTHEST,
    };
    sent.iter().map(|value| range.contains(value).then(|| rounded(*value))).collect()
}

/// Whether so many points, where they lie, make the shape.
fn is_drawn(kind: Kind, points: &[f64]) -> bool {
    let count = points.len() / 2;
    let apart = |n: usize| points.get(n) != points.get(n + 2);
    points.len().is_multiple_of(2)
        && match kind {
            Kind::Pen => (2..=MOST_OF_PEN).contains(&count),
            Kind::Arrow | Kind::Measure => count == 2 && (apart(0) || apart(1)),
            // Two are the corners of a rectangle, which has two sides.
            Kind::Cloud if count == 2 => apart(0) && apart(1),
            Kind::Cloud => (3..=MOST_OF_CLOUD).contains(&count),
            Kind::Text => count == 1,
        }
}

/// Whether a line is drawn where the camera sees both ends of what it measures.
fn lies_on(points: &[f64], camera: &Camera, from: Point, to: Point) -> bool {
    let seen = [seen(camera, from), seen(camera, to)].concat();
    points.len() == seen.len() && points.iter().zip(&seen).all(|(drawn, seen)| (drawn - seen).abs() <= CLOSE)
}

/// Where a camera sees a point: from its target to the right and down, in heights of what is seen.
fn seen(camera: &Camera, at: Point) -> [f64; 2] {
    let ahead = minus(camera.target, camera.eye);
    let right = unit(cross(ahead, camera.up));
    let up = unit(cross(right, ahead));
    let arm = minus(at, camera.target);
    [dot(arm, right) / camera.height, -dot(arm, up) / camera.height]
}

/// Whether the camera has an upper side: it does not look along what is up for it.
pub fn stands(camera: &Camera) -> bool {
    let side = cross(unit(minus(camera.target, camera.eye)), unit(camera.up));
    dot(side, side) > 1e-18
}

fn minus(a: Point, b: Point) -> Point {
    Point { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z }
}

fn dot(a: Point, b: Point) -> f64 {
    a.x * b.x + a.y * b.y + a.z * b.z
}

fn cross(a: Point, b: Point) -> Point {
    Point { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x }
}

fn unit(a: Point) -> Point {
    let long = dot(a, a).sqrt();
    Point { x: a.x / long, y: a.y / long, z: a.z / long }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> Camera {
        Camera {
            eye: Point { x: 0.0, y: -100.0, z: 0.0 },
            target: Point::default(),
            up: Point { x: 0.0, y: 0.0, z: 1.0 },
            height: 50.0,
        }
    }

    fn drawn(kind: &str, points: &[f64]) -> Shape {
        Shape { kind: kind.into(), color: "red".into(), width: 2, points: points.into(), ..Shape::default() }
    }

    fn said(kind: &str, points: &[f64], text: &str) -> Shape {
        Shape { text: Some(text.into()), ..drawn(kind, points) }
    }

    /// Twenty units along x, seen from the front.
    fn measured(to: f64) -> Shape {
        let (from, to) = (Point { x: -10.0, ..Point::default() }, Point { x: to, ..Point::default() });
        let points = [-0.2, 0.0, 0.2, 0.0];
        Shape { from: Some(from), to: Some(to), millimetres: Some(1.0), ..drawn("measure", &points) }
    }

    fn told(sent: &[Shape], ground: Ground) -> Result<Vec<Shape>, (String, String)> {
        shapes(sent, ground, &Limits::default()).map_err(|problem| {
            let told = serde_json::to_value(problem.told("en", "")).unwrap();
            let error = &told["errors"][0];
            let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
            (text("pointer"), text("code"))
        })
    }

    /// R27.
    #[test]
    fn shapes_are_kept_to_a_millionth_of_their_ground() {
        let sent = [
            drawn("pen", &[0.123_456_789, 1.0, -0.000_000_01 + 0.0, 0.0].map(f64::abs)),
            drawn("arrow", &[0.1, 0.1, 0.2, 0.1]),
            drawn("cloud", &[0.1, 0.1, 0.2, 0.2]),
            drawn("cloud", &[0.1, 0.1, 0.2, 0.2, 0.3, 0.1]),
            said("text", &[0.5, 0.5], "구멍 3"),
            drawn("measure", &[0.1, 0.1, 0.1, 0.3]),
            said("measure", &[0.1, 0.1, 0.1, 0.3], "12.5 mm?"),
        ];
        let kept = told(&sent, Ground::Page(1)).unwrap();
        assert_eq!(kept[0].points, [0.123_457, 1.0, 0.0, 0.0]);
        assert_eq!(told(&kept, Ground::Page(1)), Ok(kept.clone()), "what is kept is kept again");
        let far = [drawn("arrow", &[-3.0, 0.0, 3.0, -1.0])];
        assert!(told(&far, Ground::Model(camera())).is_ok());
    }

    #[test]
    fn a_shape_that_is_none_is_refused_where_it_is_wrong() {
        let pen = |count: usize| drawn("pen", &vec![0.5; count * 2]);
        let cloud = |count: usize| drawn("cloud", &vec![0.5; count * 2]);
        let mut cases = vec![
            (drawn("star", &[0.1, 0.1]), "kind", "unknown_word"),
            (Shape { color: "teal".into(), ..pen(2) }, "color", "unknown_word"),
            (Shape { width: 0, ..pen(2) }, "width", "range"),
            (Shape { width: 4, ..pen(2) }, "width", "range"),
            (drawn("pen", &[0.1, 0.1, 0.2]), "points", "points"),
            (pen(1), "points", "points"),
            (pen(1_001), "points", "points"),
            (cloud(101), "points", "points"),
            (drawn("cloud", &[0.1, 0.1, 0.1, 0.2]), "points", "points"),
            (drawn("arrow", &[0.1, 0.1, 0.1, 0.1]), "points", "points"),
            (drawn("arrow", &[0.1, 0.1, 0.2, 0.2, 0.3, 0.3]), "points", "points"),
            (drawn("text", &[0.1, 0.1]), "text", "missing"),
            (said("text", &[0.1, 0.1], " "), "text", "empty"),
            (said("text", &[0.1, 0.1], &"가".repeat(201)), "text", "too_long"),
            (said("pen", &[0.1, 0.1, 0.2, 0.2], "Words"), "text", "not_here"),
            // A length on a sheet is nobody's to state as measured.
            (measured(10.0), "points", "range"),
            (Shape { points: vec![0.1, 0.1, 0.2, 0.2], ..measured(10.0) }, "from", "not_here"),
            (
                Shape { millimetres: Some(1.0), ..drawn("measure", &[0.1, 0.1, 0.2, 0.2]) },
                "millimetres",
                "not_here",
            ),
        ];
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.000_1, 1.000_1, 1e300] {
            cases.push((drawn("arrow", &[0.1, 0.1, value, 0.2]), "points", "range"));
        }
        for (sent, field, code) in cases {
            let refused = told(&[pen(2), sent.clone()], Ground::Page(1));
            assert_eq!(refused, Err((format!("/shapes/1/{field}"), code.into())), "{sent:?}");
        }
        let whole = |code: &str| Err(("/shapes".to_owned(), code.to_owned()));
        assert_eq!(told(&[], Ground::Page(1)), whole("empty"));
        assert_eq!(told(&vec![pen(2); 101], Ground::Page(1)), whole("too_many"));
        assert_eq!(told(&vec![pen(900); 5], Ground::Page(1)), whole("too_many"));
    }

    #[test]
    fn a_length_is_drawn_where_it_was_measured() {
        let on = Ground::Model(camera());
        let kept = told(&[measured(10.0)], on).unwrap();
        assert_eq!((kept[0].to.unwrap().x, kept[0].millimetres), (10.0, Some(1.0)));
        let refused = |shape: Shape| told(&[shape], on).unwrap_err();
        assert_eq!(refused(measured(30.0)), ("/shapes/0/points".into(), "elsewhere".into()));
        assert_eq!(refused(measured(f64::NAN)), ("/shapes/0/to/x".into(), "range".into()));
        let silent = Shape { to: None, ..measured(10.0) };
        assert_eq!(refused(silent), ("/shapes/0/from".into(), "missing".into()));
        let stated = Shape { text: Some("21 mm".into()), ..measured(10.0) };
        assert_eq!(refused(stated), ("/shapes/0/text".into(), "not_here".into()));
        for unit in [0.0, -1.0, f64::NAN, 1e8] {
            let odd = Shape { millimetres: Some(unit), ..measured(10.0) };
            assert_eq!(refused(odd), ("/shapes/0/millimetres".into(), "range".into()));
        }
        assert!(stands(&camera()));
        assert!(!stands(&Camera { up: Point { x: 0.0, y: 2.0, z: 0.0 }, ..camera() }));
    }
}
