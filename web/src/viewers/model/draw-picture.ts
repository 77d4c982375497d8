// A small picture of a model for lists, drawn where nobody sees it: in the worker that has read the model.
import { AmbientLight, Color, DirectionalLight, OrthographicCamera, Scene, Vector3, WebGLRenderer } from 'three';
import { reachOf, sideOf, upOf } from './cameras';
import type { Model } from './model';
import { Solid } from './solid';

const WIDE = 480;
const HIGH = 360;
/** As a model is painted on a light screen: lists put pictures on white. */
const PAINT = { face: '#c3c9cd', edge: '#3a4046', section: '#d9a86a' };

/** Nothing, where a browser draws nothing out of sight. */
export async function drawPicture(model: Model): Promise<Blob | undefined> {
  if (typeof OffscreenCanvas === 'undefined') return undefined;
  const canvas = new OffscreenCanvas(WIDE, HIGH);
  let renderer: WebGLRenderer;
  try {
    renderer = new WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
  } catch {
    return undefined;
  }
  const solid = new Solid(model);
  const light = new DirectionalLight(0xffffff, 2);
  const scene = new Scene();
  scene.background = new Color('#ffffff');
  scene.add(solid.group, new AmbientLight(0xffffff, 1.4), light, light.target);
  solid.paint(PAINT);
  const camera = cameraBefore(solid, model.up);
  light.target.position.copy(solid.box.getCenter(new Vector3()));
  light.position.copy(camera.position).sub(light.target.position).applyAxisAngle(camera.up, 0.5).add(light.target.position);
  renderer.setSize(WIDE, HIGH, false);
  renderer.render(scene, camera);
  try {
    return await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
  } finally {
    solid.dispose();
    renderer.dispose();
  }
}

/** All of the model from above its corner. */
function cameraBefore({ box, radius }: Solid, up: Model['up']): OrthographicCamera {
  const camera = new OrthographicCamera((-radius * WIDE) / HIGH, (radius * WIDE) / HIGH, radius, -radius, -100 * radius, 100 * radius);
  const middle = box.getCenter(new Vector3());
  camera.up.copy(upOf(up));
  camera.position.copy(middle).addScaledVector(sideOf('iso', up), 4 * radius);
  camera.lookAt(middle);
  camera.updateMatrixWorld();
  const { across, upright } = reachOf(box, camera, middle);
  camera.zoom = 0.9 * Math.min(camera.right / (across || 1), camera.top / (upright || 1));
  camera.updateProjectionMatrix();
  return camera;
}
