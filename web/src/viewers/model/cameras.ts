// Where one stands before a model: standard views, and a camera as numbers that can be kept and shared.
import { Vector3, type Box3, type OrthographicCamera } from 'three';
import type { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { Camera, Vector } from '../view';

export const VIEW_NAMES = ['iso', 'front', 'back', 'left', 'right', 'top', 'bottom'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** From the model towards the eye, with z up. A hair off the pole keeps the turn table's sense of up. */
const SIDES: Record<ViewName, Vector> = {
  iso: [1, -1, 0.9],
  front: [0, -1, 0],
  back: [0, 1, 0],
  left: [-1, 0, 0],
  right: [1, 0, 0],
  top: [0, -1e-4, 1],
  bottom: [0, -1e-4, -1],
};

export function sideOf(name: ViewName, up: 'y' | 'z'): Vector3 {
  const [x, y, z] = SIDES[name];
  return (up === 'z' ? new Vector3(x, y, z) : new Vector3(x, z, -y)).normalize();
}

export const upOf = (up: 'y' | 'z') => (up === 'z' ? new Vector3(0, 0, 1) : new Vector3(0, 1, 0));

/** How far a box reaches to the sides and up from `middle`, as a camera sees it. */
export function reachOf({ min, max }: Box3, camera: OrthographicCamera, middle: Vector3): { across: number; upright: number } {
  const from = middle.clone().applyMatrix4(camera.matrixWorldInverse);
  const corner = new Vector3();
  let [across, upright] = [0, 0];
  for (const x of [min.x, max.x]) {
    for (const y of [min.y, max.y]) {
      for (const z of [min.z, max.z]) {
        corner.set(x, y, z).applyMatrix4(camera.matrixWorldInverse).sub(from);
        across = Math.max(across, Math.abs(corner.x));
        upright = Math.max(upright, Math.abs(corner.y));
      }
    }
  }
  return { across, upright };
}

const numbers = ({ x, y, z }: Vector3): Vector => [x, y, z];

export function cameraOf(camera: OrthographicCamera, controls: OrbitControls): Camera {
  return {
    eye: numbers(camera.position),
    target: numbers(controls.target),
    up: numbers(camera.up),
    height: (camera.top - camera.bottom) / camera.zoom,
  };
}

export function standAt({ eye, target, up, height }: Camera, camera: OrthographicCamera, controls: OrbitControls): void {
  camera.position.set(...eye);
  camera.up.set(...up);
  controls.target.set(...target);
  camera.zoom = (camera.top - camera.bottom) / height;
  camera.updateProjectionMatrix();
  controls.update();
}

export function sameCamera(a: Camera, b: Camera): boolean {
  const flat = ({ eye, target, height }: Camera) => [...eye, ...target, height];
  const others = flat(b);
  return flat(a).every((value, at) => Math.abs(value - others[at]!) <= 1e-6 * Math.max(1, Math.abs(value)));
}
