// The parts of dxf-viewer that run in the worker; its published types do not reach them.
declare module 'dxf-viewer/src/DxfWorker.js' {
  export class DxfWorker {
    constructor(worker: unknown, isWorker: boolean);
    _CreateFontFetchers(urls: readonly string[], progress: null): unknown[];
  }
}

declare module 'dxf-viewer/src/DxfScene.js' {
  export class DxfScene {
    constructor(options: object);
    readonly scene: { vertices: ArrayBuffer; indices: ArrayBuffer; transforms: ArrayBuffer };
    Build(dxf: object, fonts: unknown[]): Promise<void>;
  }
}

declare module 'dxf-viewer/src/parser/DxfParser.js' {
  export default class DxfParser {
    parseSync(text: string): object;
  }
}
