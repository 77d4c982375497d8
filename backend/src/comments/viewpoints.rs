//! Cameras of comments as BCF has them, and back: metres with z up there, the units and the axes of the model here.

use super::bcf::{Lens, Viewpoint};
use dure_api::{Anchor, Camera, Point};
use uuid::Uuid;

/// Metres of a unit, and whether y is up, by how the name of a model ends. glTF has metres and y up by its standard;
/// STEP, IGES and what prints take millimetres.
fn space(name: &str) -> (f64, bool) {
    let name = name.to_lowercase();
    let is_gltf = [".glb", ".gltf"].iter().any(|end| name.ends_with(end));
    if is_gltf { (1.0, true) } else { (0.001, false) }
}

/// Whether a file is a model, by its name.
pub fn is_model(name: &str) -> bool {
    let name = name.to_lowercase();
    let ends = [".step", ".stp", ".iges", ".igs", ".stl", ".glb", ".gltf", ".3mf", ".obj"];
    ends.iter().any(|end| name.ends_with(end))
}

fn out(Point { x, y, z }: Point, y_up: bool) -> [f64; 3] {
    if y_up { [x, -z, y] } else { [x, y, z] }
}

fn back([x, y, z]: [f64; 3], y_up: bool) -> Point {
    if y_up { Point { x, y: z, z: -y } } else { Point { x, y, z } }
}

fn unit(vector: [f64; 3]) -> Option<[f64; 3]> {
    let length = vector.iter().map(|part| part * part).sum::<f64>().sqrt();
    (length > 0.0 && length.is_finite()).then(|| vector.map(|part| part / length))
}

/// Where somebody stood when they pointed at a model.
pub fn viewpoint(guid: Uuid, anchor: &Anchor, name: &str) -> Option<Viewpoint> {
    let camera = anchor.camera?;
    let (metres, y_up) = space(name);
    let (eye, target) = (out(camera.eye, y_up), out(camera.target, y_up));
    let way = [target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]];
    Some(Viewpoint {
        guid,
        eye: eye.map(|part| part * metres),
        direction: unit(way)?,
        up: unit(out(camera.up, y_up))?,
        lens: Lens::Orthogonal { height: camera.height * metres },
    })
}

/// The spot that a camera looks at: BCF does not say how far away that is, so it is as far as the view is high.
pub fn anchor(viewpoint: &Viewpoint, file_id: &str, name: &str) -> Option<Anchor> {
    let (metres, y_up) = space(name);
    let height = match viewpoint.lens {
        Lens::Orthogonal { height } => height,
        // One metre away, as there is no other distance to go by.
        Lens::Perspective { field_of_view } => 2.0 * (field_of_view.to_radians() / 2.0).tan(),
    };
    let (eye, way) = (viewpoint.eye, unit(viewpoint.direction)?);
    let target = [eye[0] + way[0] * height, eye[1] + way[1] * height, eye[2] + way[2] * height];
    let here = |place: [f64; 3]| back(place.map(|part| part / metres), y_up);
    let camera = Camera {
        eye: here(eye),
        target: here(target),
        up: back(unit(viewpoint.up)?, y_up),
        height: height / metres,
    };
    Some(Anchor {
        file_id: file_id.to_owned(),
        point: Some(here(target)),
        camera: Some(camera),
        ..Anchor::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: Point, other: Point) -> bool {
        [one.x - other.x, one.y - other.y, one.z - other.z].iter().all(|part| part.abs() < 1e-9)
    }

    #[test]
    fn a_camera_comes_back_from_metres_where_it_stood() {
        let camera = Camera {
            eye: Point { x: 90.0, y: -20.0, z: 10.0 },
            target: Point { x: 0.0, y: 5.0, z: 0.0 },
            up: Point { x: 0.0, y: 0.0, z: 1.0 },
            height: 25.0,
        };
        let sent = Anchor { camera: Some(camera), point: Some(camera.target), ..Anchor::default() };
        for (name, height) in [("part.STEP", 0.025), ("part.glb", 25.0)] {
            let seen = viewpoint(Uuid::nil(), &sent, name).unwrap();
            assert_eq!(seen.lens, Lens::Orthogonal { height });
            let kept = anchor(&seen, "a", name).unwrap().camera.unwrap();
            assert!(near(kept.eye, camera.eye) && near(kept.up, camera.up), "{name}: {kept:?}");
            let (way, was) = (kept.target, camera.target);
            // It looks the same way, from the same place.
            let cross = (way.x - 90.0) * (was.y + 20.0) - (way.y + 20.0) * (was.x - 90.0);
            assert!(cross.abs() < 1e-6 && (kept.height - 25.0).abs() < 1e-9, "{name}: {kept:?}");
        }
        assert!(is_model("a.STP") && !is_model("a.pdf"));
    }
}
