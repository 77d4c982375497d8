// What a view of a file is given, and what it tells back.
import type { ReactNode } from 'react';
import type { Kind } from './kind';

export type Vector = readonly [number, number, number];

/** Where somebody stood when they pointed: enough to stand there again. */
export interface Camera {
  eye: Vector;
  target: Vector;
  up: Vector;
  /** Height of what is seen, in units of the model. */
  height: number;
}

/** A place on a sheet, from its upper left corner, 0 to 1 both ways; or on a model. */
export type Spot =
  | { on: 'page'; page: number; x: number; y: number }
  | { on: 'model'; point: Vector; camera: Camera };

export interface Pin {
  id: string;
  /** One or two characters that are drawn on the pin. */
  mark: string;
  /** What is read aloud, and shown when the pointer rests on it. */
  label: string;
  spot: Spot;
  settled?: boolean;
}

export interface PinActs {
  pins?: readonly Pin[] | undefined;
  /** Given, a person can point: the view then offers it. */
  onPin?: ((spot: Spot) => void) | undefined;
  onOpenPin?: ((id: string) => void) | undefined;
  /** The pin that is talked about: shown, and brought into sight. */
  openPin?: string | undefined;
}

/** What is drawn on: a page of a sheet, or a model as a camera sees it. */
export type Ground = { on: 'page'; page: number } | { on: 'model'; camera: Camera };

/** One stroke, as the API has it. On a sheet points are 0 to 1; on a model in heights of the view from its middle. */
export interface Shape {
  kind: string;
  color: string;
  width: number;
  /** x and y in turn. */
  points: number[];
  text?: string;
  from?: { x: number; y: number; z: number };
  to?: { x: number; y: number; z: number };
  millimetres?: number;
}

/** What one person drew on one ground. */
export interface Layer {
  id: string;
  /** Who drew it, as it is read aloud. */
  label: string;
  ground: Ground;
  shapes: readonly Shape[];
}

export const TOOLS = ['pen', 'arrow', 'cloud', 'text', 'measure', 'eraser'] as const;
export type ToolName = (typeof TOOLS)[number];

/** A drawing that is under way. */
export interface Easel {
  tool: ToolName;
  color: string;
  width: number;
  /** What was drawn so far; it is shown among the layers, too. */
  layers: readonly Layer[];
  onShape(ground: Ground, shape: Shape): void;
  /** A place that words belong to. */
  onPlace(ground: Ground, point: [number, number]): void;
  onErase(layer: string, shape: number): void;
  onUndo(): void;
  /** Takes the place of the view's own bar. */
  bar: ReactNode;
}

export interface MarkActs {
  layers?: readonly Layer[] | undefined;
  /** The layer that somebody asked for: brought into sight. */
  openLayer?: string | undefined;
  /** Given, a person can draw: the view then offers it. */
  onDraw?: (() => void) | undefined;
  easel?: Easel | undefined;
}

export const WHYS = ['unreadable', 'too_big', 'too_slow', 'no_graphics', 'empty', 'locked', 'not_loaded'] as const;
export type Why = (typeof WHYS)[number];

/** A file that cannot be shown, and why, in a word that the texts know. */
export class Unshown extends Error {
  constructor(
    readonly why: Why,
    detail = '',
  ) {
    super(detail);
  }
}

export function unshown(error: unknown): Unshown {
  return error instanceof Unshown ? error : new Unshown('unreadable', error instanceof Error ? error.message : String(error));
}

/** What was found in the file, counted: pages, parts, layers, rows. */
export interface Found {
  count: number;
}

export interface ViewProps extends PinActs, MarkActs {
  file: Blob;
  name: string;
  kind: Kind;
  onShown(found: Found): void;
  onFailed(failure: Unshown): void;
}

/** What is made of a file behind the screen. */
export interface Wanted {
  /** A lighter form, which stands in its place. */
  form: boolean;
  /** A small picture for lists, of what has none otherwise. */
  picture: boolean;
}

export interface Made {
  form?: Blob | undefined;
  picture?: Blob | undefined;
}
