// A model on a canvas: drawn when something changed and not otherwise.
import {
  AmbientLight, Color, DirectionalLight, OrthographicCamera, Plane, Raycaster, Scene, Spherical, Quaternion, Vector2, Vector3, WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { Unshown, type Camera, type Vector } from '../view';
import { cameraOf, reachOf, sideOf, standAt, upOf, type ViewName } from './cameras';
import { Ruler } from './ruler';
import { Solid, type Paint } from './solid';
import type { Model } from './model';

export interface Cut {
  axis: 'x' | 'y' | 'z';
  /** 0 to 1 through the model. */
  at: number;
  turned: boolean;
}

export class ModelScene {
  private readonly renderer: WebGLRenderer;
  private readonly camera = new OrthographicCamera(-1, 1, 1, -1);
  private readonly controls: OrbitControls;
  private readonly scene = new Scene();
  private readonly light = new DirectionalLight(0xffffff, 2);
  private readonly solid: Solid;
  private readonly ruler = new Ruler();
  private readonly sizes: ResizeObserver;
  private plane: Plane | undefined;
  private waiting = 0;
  private shown = false;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly model: Model,
    private readonly onCamera: (camera: Camera) => void,
  ) {
    try {
      this.renderer = new WebGLRenderer({ canvas, antialias: true });
    } catch {
      throw new Unshown('no_graphics');
    }
    this.renderer.localClippingEnabled = true;
    this.renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    this.solid = new Solid(model);
    this.scene.add(this.solid.group, new AmbientLight(0xffffff, 1.4), this.light, this.ruler.group);
    this.camera.up.copy(upOf(model.up));
    this.camera.top = this.solid.radius;
    this.camera.bottom = -this.solid.radius;
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.minZoom = 0.05;
    this.controls.maxZoom = 500;
    this.controls.zoomToCursor = true;
    this.controls.addEventListener('change', () => this.changed());
    this.sizes = new ResizeObserver(() => this.fitCanvas());
    this.sizes.observe(canvas);
    this.fitCanvas();
    this.look('iso');
  }

  get camera3d(): Camera {
    return cameraOf(this.camera, this.controls);
  }

  set camera3d(camera: Camera) {
    standAt(camera, this.camera, this.controls);
  }

  paint(paint: Paint & { paper: string; ink: string }): void {
    this.scene.background = new Color(paint.paper);
    this.solid.paint(paint);
    this.ruler.paint(paint.ink);
    this.changed();
  }

  look(from: ViewName): void {
    const middle = this.solid.box.getCenter(new Vector3());
    const radius = this.solid.radius;
    this.controls.target.copy(middle);
    this.camera.position.copy(middle).addScaledVector(sideOf(from, this.model.up), 4 * radius);
    this.camera.near = -100 * radius;
    this.camera.far = 100 * radius;
    this.fit();
  }

  /** All of the model as it is seen from here. */
  fit(): void {
    this.controls.update();
    this.camera.updateMatrixWorld();
    const middle = this.controls.target.copy(this.solid.box.getCenter(new Vector3()));
    const { across, upright } = reachOf(this.solid.box, this.camera, middle);
    const { right, top } = this.camera;
    this.camera.zoom = 0.9 * Math.min(right / (across || 1), top / (upright || 1));
    this.camera.updateProjectionMatrix();
    this.controls.update();
    this.changed();
  }

  zoom(factor: number): void {
    this.camera.zoom *= factor;
    this.camera.updateProjectionMatrix();
    this.controls.update();
    this.changed();
  }

  /** Moves what is seen by pixels of the canvas, without turning it. */
  slide(dx: number, dy: number): void {
    const pixel = (this.camera.top - this.camera.bottom) / this.camera.zoom / (this.canvas.clientHeight || 1);
    this.camera.updateMatrixWorld();
    const by = new Vector3(-dx * pixel, dy * pixel, 0).transformDirection(this.camera.matrixWorld).multiplyScalar(Math.hypot(dx, dy) * pixel);
    this.camera.position.add(by);
    this.controls.target.add(by);
    this.controls.update();
    this.changed();
  }

  /** Zooms so that what lies under a pixel of the canvas stays there. */
  zoomAt(factor: number, left: number, top: number): void {
    this.zoom(factor);
    const { clientWidth, clientHeight } = this.canvas;
    this.slide((left - clientWidth / 2) * (1 - factor), (top - clientHeight / 2) * (1 - factor));
  }

  /** Turns the eye around the model, by angles. */
  turn(around: number, over: number): void {
    const toYUp = new Quaternion().setFromUnitVectors(this.camera.up, new Vector3(0, 1, 0));
    const arm = this.camera.position.clone().sub(this.controls.target).applyQuaternion(toYUp);
    const place = new Spherical().setFromVector3(arm);
    place.theta += around;
    place.phi += over;
    place.makeSafe();
    arm.setFromSpherical(place).applyQuaternion(toYUp.invert());
    this.camera.position.copy(this.controls.target).add(arm);
    this.controls.update();
    this.changed();
  }

  hide(hidden: ReadonlySet<number>): void {
    this.solid.hide(hidden);
    this.changed();
  }

  explode(by: number): void {
    this.solid.explode(by);
    this.changed();
  }

  cut(cut: Cut | undefined): void {
    this.plane = cut && this.cutOf(cut);
    this.solid.cut(this.plane);
    this.changed();
  }

  measure(ends: readonly Vector[]): void {
    this.ruler.show(ends);
    this.changed();
  }

  /** The point of the model under a place on the canvas; the nearest corner of it where one is close. */
  pick(clientX: number, clientY: number, toCorner: boolean): Vector | undefined {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const at = new Vector2((2 * (clientX - left)) / width - 1, 1 - (2 * (clientY - top)) / height);
    const ray = new Raycaster();
    ray.setFromCamera(at, this.camera);
    const visible = this.solid.meshes.filter((mesh) => mesh.visible);
    const hit = ray.intersectObjects([...visible], false).find(({ point }) => !this.plane || this.plane.distanceToPoint(point) >= 0);
    if (!hit) return undefined;
    const corner = toCorner ? this.cornerNear(hit, clientX, clientY) : undefined;
    const { x, y, z } = corner ?? hit.point;
    return [x, y, z];
  }

  /** Where the plane through a camera's target lies on the canvas, in heights of that camera, seen from the same side. */
  planeOf({ target, height }: Camera): { left: number; top: number; width: number; height: number } {
    const unit = (height * this.camera.zoom * this.canvas.clientHeight) / (this.camera.top - this.camera.bottom);
    return { ...this.place(target), width: unit, height: unit };
  }

  get size(): { width: number; height: number } {
    return { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
  }

  /** The upper left corner of the canvas on the screen. */
  get corner(): { left: number; top: number } {
    return this.canvas.getBoundingClientRect();
  }

  /** Where a point of the model stands on the canvas, in pixels. */
  place([x, y, z]: Vector): { left: number; top: number } {
    const point = new Vector3(x, y, z).project(this.camera);
    return { left: ((point.x + 1) / 2) * this.canvas.clientWidth, top: ((1 - point.y) / 2) * this.canvas.clientHeight };
  }

  dispose(): void {
    cancelAnimationFrame(this.waiting);
    this.sizes.disconnect();
    this.controls.dispose();
    this.solid.dispose();
    this.ruler.dispose();
    this.renderer.dispose();
  }

  private cornerNear({ face, object }: { face?: { a: number; b: number; c: number } | null; object: object }, clientX: number, clientY: number): Vector3 | undefined {
    const mesh = this.solid.meshes.find((each) => each === object);
    if (!face || !mesh) return undefined;
    const { left, top } = this.canvas.getBoundingClientRect();
    const corners = [face.a, face.b, face.c].map((at) => mesh.localToWorld(new Vector3().fromBufferAttribute(mesh.geometry.getAttribute('position'), at)));
    const near = corners.map((point) => {
      const on = this.place([point.x, point.y, point.z]);
      return { point, apart: Math.hypot(on.left - (clientX - left), on.top - (clientY - top)) };
    });
    const [nearest] = near.sort((a, b) => a.apart - b.apart);
    return nearest && nearest.apart < 12 ? nearest.point : undefined;
  }

  private cutOf({ axis, at, turned }: Cut): Plane {
    const { min, max } = this.solid.box;
    const place = min[axis] + (max[axis] - min[axis]) * at;
    const normal = new Vector3();
    normal[axis] = turned ? 1 : -1;
    return new Plane(normal, turned ? -place : place);
  }

  private fitCanvas(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    this.renderer.setSize(width, height, false);
    const half = this.camera.top;
    this.camera.left = (-half * width) / height;
    this.camera.right = (half * width) / height;
    this.camera.updateProjectionMatrix();
    if (!this.shown) this.fit();
    this.shown = true;
    this.draw();
  }

  private changed(): void {
    this.waiting ||= requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    this.light.position.copy(this.camera.position).sub(this.controls.target).applyAxisAngle(this.camera.up, 0.5).add(this.controls.target);
    this.light.target.position.copy(this.controls.target);
    this.light.target.updateMatrixWorld();
    this.ruler.keepSize((this.camera.top - this.camera.bottom) / this.camera.zoom / (this.canvas.clientHeight || 1));
    this.renderer.render(this.scene, this.camera);
    this.onCamera(this.camera3d);
  }
}
