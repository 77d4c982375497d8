import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isHeavy, lighten, wantedOf } from '../../src/designs/previews';
import { send } from '../../src/designs/upload';
import { givePreview, mayGivePreview, previewOf, thumbnail } from '../../src/designs/writes';
import { makePreview } from '../../src/viewers';

vi.mock('../../src/api/client', () => ({ api: { GET: vi.fn() }, answer: async () => ({ preview_bytes: 1_000, preview_picture_bytes: 100 }) }));
vi.mock('../../src/viewers', () => ({ makePreview: vi.fn() }));
vi.mock('../../src/designs/upload', () => ({ send: vi.fn() }));
vi.mock('../../src/designs/writes', () => ({ givePreview: vi.fn(), mayGivePreview: vi.fn(), previewOf: vi.fn(), thumbnail: vi.fn() }));

const step = new Blob(['ISO-10303-21;']);
const glb = new Blob(['glTF'], { type: 'model/gltf-binary' });
const picture = new Blob(['RIFF'], { type: 'image/webp' });

describe('a preview', () => {
  const drop = vi.fn();
  let at = 0;
  const file = () => `file-${(at += 1)}`;

  beforeEach(() => {
    vi.resetAllMocks();
    vi.mocked(previewOf).mockResolvedValue(null);
    vi.mocked(mayGivePreview).mockResolvedValue(true);
    vi.mocked(thumbnail).mockResolvedValue(null);
    vi.mocked(makePreview).mockResolvedValue({ form: glb });
    vi.mocked(send).mockReturnValue({ done: Promise.resolve('made'), pause: vi.fn(), goOn: vi.fn(), drop });
  });

  it('is made once, named after the file, and given to it', async () => {
    const id = file();
    await Promise.all([lighten('p', id, 'arm.step', step), lighten('p', id, 'arm.step', step)]);
    await lighten('p', id, 'arm.step', step);
    expect(makePreview).toHaveBeenCalledTimes(1);
    expect(vi.mocked(send).mock.calls[0]![1].name).toBe('arm.step.glb');
    expect(vi.mocked(givePreview).mock.calls).toEqual([[id, 'made', 'form']]);
    expect(drop).not.toHaveBeenCalled();
  });

  it('comes with a small picture of a model, and each is made where it is missing', async () => {
    vi.mocked(makePreview).mockResolvedValue({ form: glb, picture });
    const both = file();
    await lighten('p', both, 'arm.step', step);
    expect(vi.mocked(makePreview).mock.calls[0]![2]).toEqual({ form: true, picture: true });
    expect(vi.mocked(send).mock.calls.map(([, made]) => made.name)).toEqual(['arm.step.glb', 'arm.step.webp']);
    expect(vi.mocked(givePreview).mock.calls).toEqual([[both, 'made', 'form'], [both, 'made', 'picture']]);
    vi.mocked(makePreview).mockResolvedValue({ picture });
    vi.mocked(previewOf).mockResolvedValueOnce({} as never);
    await lighten('p', file(), 'arm.step', step);
    expect(vi.mocked(makePreview).mock.calls[1]![2]).toEqual({ form: false, picture: true });
    vi.mocked(thumbnail).mockResolvedValueOnce(picture);
    await lighten('p', file(), 'arm.step', step);
    expect(vi.mocked(makePreview).mock.calls[2]![2]).toEqual({ form: true, picture: false });
    // One that the server would not take does not keep the other back.
    vi.mocked(makePreview).mockResolvedValue({ form: glb, picture: new Blob(['x'.repeat(101)], { type: 'image/webp' }) });
    vi.mocked(givePreview).mockClear();
    const heavy = file();
    await lighten('p', heavy, 'arm.step', step);
    expect(vi.mocked(givePreview).mock.calls).toEqual([[heavy, 'made', 'form']]);
  });

  it('is not made where there is one, where the reader may not, or of what is light', async () => {
    vi.mocked(previewOf).mockResolvedValueOnce({} as never);
    vi.mocked(thumbnail).mockResolvedValueOnce(picture);
    await lighten('p', file(), 'arm.step', step);
    vi.mocked(mayGivePreview).mockResolvedValueOnce(false);
    await lighten('p', file(), 'arm.step', step);
    await lighten('p', file(), 'photo.png', step);
    expect(makePreview).not.toHaveBeenCalled();
  });

  it('is not sent when it is larger than the server takes, or cannot be made', async () => {
    vi.mocked(makePreview).mockResolvedValueOnce({ form: new Blob(['x'.repeat(1_001)]) });
    await lighten('p', file(), 'arm.step', step);
    vi.mocked(makePreview).mockRejectedValueOnce(new Error('too slow'));
    await lighten('p', file(), 'arm.step', step);
    expect(send).not.toHaveBeenCalled();
  });

  it('is taken away again where another one was quicker', async () => {
    vi.mocked(givePreview).mockRejectedValueOnce(new Error('preview_kept'));
    await lighten('p', file(), 'arm.step', step);
    expect(drop).toHaveBeenCalledTimes(1);
  });

  it('ends with the screen that wanted it, and is made when another one does', async () => {
    const [id, stop] = [file(), new AbortController()];
    vi.mocked(makePreview).mockImplementationOnce(async (_file, _name, _wanted, signal) => {
      stop.abort();
      signal.throwIfAborted();
      return { form: glb };
    });
    await lighten('p', id, 'arm.step', step, stop.signal);
    expect(send).not.toHaveBeenCalled();
    await lighten('p', id, 'arm.step', step);
    expect(givePreview).toHaveBeenCalledTimes(1);
  });

  it('stands for what a phone would have to compute, and for large sheets and meshes; of every model there is a picture', () => {
    const named = (name: string, bytes: number) => {
      const { form, picture: drawn } = wantedOf({ name, bytes });
      return [isHeavy({ name, bytes }), form, drawn];
    };
    expect(named('a.stp', 1)).toEqual([true, true, true]);
    expect(named('a.pdf', 1)).toEqual([false, true, false]);
    expect(named('a.pdf', 3_000_000)).toEqual([true, true, false]);
    expect(named('a.stl', 1)).toEqual([false, false, true]);
    expect(named('a.stl', 3_000_000)).toEqual([true, true, true]);
    expect(named('a.glb', 1)).toEqual([false, false, true]);
    expect(named('a.png', 3_000_000)).toEqual([false, false, false]);
  });
});
