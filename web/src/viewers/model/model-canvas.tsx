// The canvas of a model, its keys and its taps; what is set here is drawn there.
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { unshown, type Camera, type Unshown } from '../view';
import css from './model.module.css';
import type { Model } from './model';
import { useColors } from './paint';
import { ModelScene } from './scene';

interface ModelCanvasProps {
  model: Model;
  name: string;
  onScene(scene: ModelScene | undefined): void;
  onCamera(camera: Camera): void;
  onFailed(failure: Unshown): void;
  onTap?: ((clientX: number, clientY: number) => void) | undefined;
}

const TURN = Math.PI / 24;

export function ModelCanvas({ model, name, onScene, onCamera, onFailed, onTap }: ModelCanvasProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scene = useRef<ModelScene>(undefined);
  const down = useRef({ x: 0, y: 0 });
  const told = useRef(onCamera);
  useEffect(() => {
    told.current = onCamera;
  });

  useEffect(() => {
    try {
      scene.current = new ModelScene(canvas.current!, model, (camera) => told.current(camera));
      onScene(scene.current);
    } catch (error) {
      onFailed(unshown(error));
    }
    return () => {
      scene.current?.dispose();
      scene.current = undefined;
      onScene(undefined);
    };
  }, [model, onScene, onFailed]);

  const colors = useColors();
  useEffect(() => scene.current?.paint(colors()));

  const press = (event: KeyboardEvent) => {
    const by: Record<string, () => void> = {
      ArrowLeft: () => scene.current?.turn(-TURN, 0),
      ArrowRight: () => scene.current?.turn(TURN, 0),
      ArrowUp: () => scene.current?.turn(0, -TURN),
      ArrowDown: () => scene.current?.turn(0, TURN),
      '+': () => scene.current?.zoom(1.25),
      '=': () => scene.current?.zoom(1.25),
      '-': () => scene.current?.zoom(1 / 1.25),
      '0': () => scene.current?.fit(),
    };
    if (!by[event.key]) return;
    event.preventDefault();
    by[event.key]!();
  };
  const up = (event: PointerEvent) => {
    const still = Math.hypot(event.clientX - down.current.x, event.clientY - down.current.y) < 6;
    if (still) onTap?.(event.clientX, event.clientY);
  };
  return (
    <canvas
      ref={canvas}
      className={css.canvas}
      tabIndex={0}
      role="img"
      aria-label={t('viewers.model.canvas', { name })}
      data-pointing={onTap ? true : undefined}
      onKeyDown={press}
      onPointerDown={(event) => (down.current = { x: event.clientX, y: event.clientY })}
      onPointerUp={up}
      onContextMenu={(event) => event.preventDefault()}
    />
  );
}
