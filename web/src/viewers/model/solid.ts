// The parts of a model as three draws them: faces, the lines between them, and what a cut lays open.
import {
  Box3, BufferAttribute, BufferGeometry, Color, DoubleSide, BackSide, Group, LineBasicMaterial, LineSegments, Mesh, MeshBasicMaterial,
  MeshLambertMaterial, Vector3, type Plane,
} from 'three';
import type { Mesh as Data, Model } from './model';

export interface Paint {
  face: string;
  edge: string;
  section: string;
}

export class Solid {
  readonly group = new Group();
  readonly box: Box3;
  private readonly faces: Mesh<BufferGeometry, MeshLambertMaterial>[];
  private readonly edgeInk = new LineBasicMaterial();
  private readonly sectionInk = new MeshBasicMaterial({ side: BackSide });
  private readonly own: readonly (Data['color'])[];
  private readonly ways: readonly Vector3[];

  constructor(model: Model) {
    this.own = model.meshes.map(({ color }) => color);
    this.faces = model.meshes.map((data) => this.faceOf(data));
    if (this.faces.length > 0) this.group.add(...this.faces);
    this.box = new Box3().setFromObject(this.group, true);
    const middle = this.box.getCenter(new Vector3());
    this.ways = this.faces.map((face) => new Box3().setFromObject(face, true).getCenter(new Vector3()).sub(middle));
  }

  get meshes(): readonly Mesh[] {
    return this.faces;
  }

  get radius(): number {
    return this.box.getSize(new Vector3()).length() / 2 || 1;
  }

  paint({ face, edge, section }: Paint): void {
    this.faces.forEach(({ material }, at) => {
      const own = this.own[at];
      if (own) material.color.setRGB(...own);
      else material.color.set(face);
    });
    this.edgeInk.color = new Color(edge);
    this.sectionInk.color = new Color(section);
  }

  hide(hidden: ReadonlySet<number>): void {
    this.faces.forEach((face, at) => (face.visible = !hidden.has(at)));
  }

  /** Moves every part away from the middle, by a share of how far it is from it. */
  explode(by: number): void {
    this.faces.forEach((face, at) => face.position.copy(this.ways[at]!).multiplyScalar(by));
  }

  /** Takes away what lies behind the plane, and shows the inside in one flat tone. */
  cut(plane: Plane | undefined): void {
    const planes = plane ? [plane] : [];
    this.edgeInk.clippingPlanes = planes;
    this.sectionInk.clippingPlanes = planes;
    for (const face of this.faces) {
      face.material.clippingPlanes = planes;
      face.children[1]!.visible = plane !== undefined;
    }
  }

  dispose(): void {
    for (const face of this.faces) {
      face.geometry.dispose();
      face.material.dispose();
      (face.children[0] as LineSegments).geometry.dispose();
    }
    this.edgeInk.dispose();
    this.sectionInk.dispose();
  }

  private faceOf({ position, normal, index, edges }: Data) {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(position, 3));
    geometry.setAttribute('normal', new BufferAttribute(normal, 3));
    if (index) geometry.setIndex(new BufferAttribute(index, 1));
    // Pushed back a little, so that the lines on it are seen whole.
    const material = new MeshLambertMaterial({ side: DoubleSide, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 });
    const face = new Mesh(geometry, material);
    const lines = new BufferGeometry().setAttribute('position', new BufferAttribute(edges, 3));
    const inside = new Mesh(geometry, this.sectionInk);
    inside.visible = false;
    inside.raycast = () => {};
    const drawn = new LineSegments(lines, this.edgeInk);
    drawn.raycast = () => {};
    face.add(drawn, inside);
    return face;
  }
}
