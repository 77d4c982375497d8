// Reads a drawing that is handed over, where dxf-viewer would fetch an address.
import { DxfScene } from 'dxf-viewer/src/DxfScene.js';
import { DxfWorker } from 'dxf-viewer/src/DxfWorker.js';
import DxfParser from 'dxf-viewer/src/parser/DxfParser.js';
import { MOST_DRAWN_BYTES } from '../limits';
import { refuseManyEntities } from './dxf-bounds';
import { dxfText } from './dxf-text';

class HandedOver extends DxfWorker {
  async _Load(file: unknown, fonts: readonly string[], options: object) {
    const text = dxfText(new Uint8Array(await (file as Blob).arrayBuffer()));
    const dxf = new DxfParser().parseSync(text);
    refuseManyEntities(dxf);
    const drawing = new DxfScene(options);
    await drawing.Build(dxf, this._CreateFontFetchers(fonts, null));
    const { vertices, indices, transforms } = drawing.scene;
    if (vertices.byteLength + indices.byteLength + transforms.byteLength > MOST_DRAWN_BYTES) throw new RangeError('too big');
    return { scene: drawing.scene };
  }
}

new HandedOver(self, true);
