// A picture as the device draws it: of its size known before it is decoded, and still.
import { SAMPLE_BYTES } from '../kind';
import { MOST_CANVAS_PIXELS, MOST_PIXELS, PATIENCE } from '../limits';
import { Unshown } from '../view';
import { within } from '../work';
import { imageSize } from './image-size';

const LONGEST_HEAD = 16 * SAMPLE_BYTES;

export async function openImage(file: Blob): Promise<ImageBitmap> {
  const size = imageSize(new Uint8Array(await file.slice(0, LONGEST_HEAD).arrayBuffer()));
  if (!size) throw new Unshown('unreadable');
  const pixels = size.width * size.height;
  if (pixels === 0) throw new Unshown('empty');
  if (pixels > MOST_PIXELS) throw new Unshown('too_big', `${size.width} × ${size.height}`);
  // Without its type the browser looks at the content, as we did.
  return within(PATIENCE.image, createImageBitmap(new Blob([file]), smaller(size.width, pixels)));
}

/** What a phone can still hold on one canvas. Height follows. */
function smaller(width: number, pixels: number): ImageBitmapOptions {
  if (pixels <= MOST_CANVAS_PIXELS) return {};
  return { resizeWidth: Math.floor(width * Math.sqrt(MOST_CANVAS_PIXELS / pixels)), resizeQuality: 'high' };
}
