// Drawing over a model: it is seen from one side while it is drawn on, and again when the drawing is looked at.
import { useEffect, useState } from 'react';
import { Easel } from '../marks/easel';
import { sameSide, seenAt, wholeIn } from '../marks/geometry';
import type { PlacedLayer } from '../marks/ink';
import type { Camera, Easel as Drawing, Layer, Vector } from '../view';
import type { ModelScene } from './scene';

/** The layers that lie where they were drawn, seen from here. */
export function planesOf(scene: ModelScene, camera: Camera, layers: readonly Layer[]): PlacedLayer[] {
  return layers.flatMap((layer) =>
    layer.ground.on === 'model' && sameSide(layer.ground.camera, camera) ? [{ layer, box: scene.planeOf(layer.ground.camera) }] : [],
  );
}

/** Stands where a layer was drawn once it is asked for, and stays where one begins to draw: there the drawing belongs. */
export function useStanding(scene: ModelScene | undefined, asked: Layer | undefined, easel: Drawing | undefined): Camera | undefined {
  const [standing, setStanding] = useState<Camera>();
  const look = ({ ground, shapes }: Layer) => {
    if (scene && ground.on === 'model') scene.camera3d = wholeIn(ground.camera, shapes, scene.size);
  };
  useEffect(() => {
    if (asked) look(asked);
    // Only when another layer is asked for: somebody may have turned the model since.
  }, [scene, asked?.id]);
  const begun = easel?.layers.find(({ ground }) => ground.on === 'model');
  const draws = easel !== undefined;
  useEffect(() => {
    if (!scene || !draws) return setStanding(undefined);
    if (begun) look(begun);
    setStanding(begun?.ground.on === 'model' ? begun.ground.camera : scene.camera3d);
    // What is drawn meanwhile stands on the same ground.
  }, [scene, draws]);
  return standing;
}

interface ModelEaselProps {
  easel: Drawing;
  scene: ModelScene;
  standing: Camera;
  millimetres: number | undefined;
}

export function ModelEasel({ easel, scene, standing, millimetres }: ModelEaselProps) {
  const ground = { on: 'model', camera: standing } as const;
  const [from, setFrom] = useState<Vector>();
  const measures = easel.tool === 'measure';
  useEffect(() => {
    scene.measure(measures && from ? [from] : []);
    return () => scene.measure([]);
  }, [scene, measures, from]);
  const find = () => {
    if (!sameSide(standing, scene.camera3d)) return undefined;
    const box = scene.planeOf(standing);
    const { left, top } = scene.corner;
    return { ground, box: { ...box, left: box.left + left, top: box.top + top } };
  };
  const tap = (x: number, y: number) => {
    const point = scene.pick(x, y, true);
    if (!point) return;
    if (!from) return setFrom(point);
    setFrom(undefined);
    const xyz = ([px, py, pz]: Vector) => ({ x: px, y: py, z: pz });
    const points = [...seenAt(standing, from), ...seenAt(standing, point)];
    const unit = millimetres === undefined ? {} : { millimetres };
    if (points[0] === points[2] && points[1] === points[3]) return;
    easel.onShape(ground, { kind: 'measure', color: easel.color, width: easel.width, points, from: xyz(from), to: xyz(point), ...unit });
  };
  return (
    <Easel
      easel={easel}
      find={find}
      onMove={(dx, dy) => scene.slide(dx, dy)}
      onZoom={(factor, x, y) => scene.zoomAt(factor, x - scene.corner.left, y - scene.corner.top)}
      onTap={measures ? tap : undefined}
    />
  );
}
