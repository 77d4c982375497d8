// Two points and the line between them, over everything else.
import { BufferGeometry, Group, Line, LineBasicMaterial, Mesh, MeshBasicMaterial, SphereGeometry, Vector3 } from 'three';
import type { Vector } from '../view';

const POINT_PIXELS = 4;

export class Ruler {
  readonly group = new Group();
  private readonly ink = new LineBasicMaterial({ depthTest: false });
  private readonly fill = new MeshBasicMaterial({ depthTest: false });
  private readonly line = new Line(new BufferGeometry(), this.ink);
  private readonly points = [0, 1].map(() => new Mesh(new SphereGeometry(1, 12, 8), this.fill));

  constructor() {
    this.group.add(this.line, ...this.points);
    this.group.traverse((each) => (each.renderOrder = 1));
    this.show([]);
  }

  paint(ink: string): void {
    this.ink.color.set(ink);
    this.fill.color.set(ink);
  }

  show(ends: readonly Vector[]): void {
    this.points.forEach((point, at) => {
      const end = ends[at];
      point.visible = end !== undefined;
      if (end) point.position.set(...end);
    });
    this.line.visible = ends.length === 2;
    this.line.geometry.setFromPoints(ends.map((end) => new Vector3(...end)));
  }

  /** The points are of one size on the screen. */
  keepSize(unitsPerPixel: number): void {
    for (const point of this.points) point.scale.setScalar(POINT_PIXELS * unitsPerPixel);
  }

  dispose(): void {
    this.ink.dispose();
    this.fill.dispose();
    this.line.geometry.dispose();
    for (const point of this.points) point.geometry.dispose();
  }
}
