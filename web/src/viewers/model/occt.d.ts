// The part of occt-import-js that is used.
declare module 'occt-import-js' {
  export interface OcctNode {
    name: string;
    meshes: number[];
    children: OcctNode[];
  }

  export interface OcctMesh {
    name: string;
    color?: [number, number, number];
    attributes: { position: { array: number[] }; normal?: { array: number[] } };
    index: { array: number[] };
  }

  export interface OcctResult {
    success: boolean;
    root: OcctNode;
    meshes: OcctMesh[];
  }

  export interface Occt {
    ReadStepFile(content: Uint8Array, params: object | null): OcctResult;
    ReadIgesFile(content: Uint8Array, params: object | null): OcctResult;
  }

  export default function start(settings: { locateFile(): string }): Promise<Occt>;
}
