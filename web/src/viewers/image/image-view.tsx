import { useEffect, useState } from 'react';
import { Bar, DrawTool, Gap, PinTool, Readout, SaveTool, ZoomTools } from '../bar';
import { Drawn } from '../stage/drawn';
import { Stage } from '../stage/stage';
import { WHOLE } from '../stage/stage-view';
import { useStageTools } from '../stage/stage-tools';
import { unshown, type ViewProps } from '../view';
import { openImage } from './open-image';

export default function ImageView({ file, name, pins, openPin, onPin, onOpenPin, layers, openLayer, onDraw, easel, onShown, onFailed }: ViewProps) {
  const [picture, setPicture] = useState<ImageBitmap>();
  const { view, setView, zoom, pointing, setPointing } = useStageTools();

  useEffect(() => {
    let wanted = true;
    let opened: ImageBitmap | undefined;
    openImage(file).then(
      (bitmap) => {
        opened = bitmap;
        if (!wanted) return bitmap.close();
        setPicture(bitmap);
        onShown({ count: 1 });
      },
      (error: unknown) => wanted && onFailed(unshown(error)),
    );
    return () => {
      wanted = false;
      opened?.close();
    };
  }, [file, onShown, onFailed]);

  if (!picture) return null;
  const sheet = { width: picture.width, height: picture.height };
  const point = (x: number, y: number) => {
    setPointing(false);
    onPin?.({ on: 'page', page: 1, x, y });
  };
  return (
    <>
      <Stage label={name} sheet={sheet} view={view} onView={setView} onPoint={pointing ? point : undefined} pins={pins} openPin={openPin} onOpenPin={onOpenPin} layers={layers} openLayer={openLayer} easel={easel}>
        <Drawn picture={picture} />
      </Stage>
      {easel?.bar ?? (
        <Bar>
          <ZoomTools onZoom={zoom} onFit={() => setView(WHOLE)} />
          <Gap />
          <Readout label={name}>
            {sheet.width} × {sheet.height}
          </Readout>
          <Gap />
          {onPin && <PinTool active={pointing} onToggle={() => setPointing(!pointing)} />}
          <DrawTool onDraw={onDraw} />
          <SaveTool file={file} name={name} />
        </Bar>
      )}
    </>
  );
}
