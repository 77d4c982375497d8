import { memo, useEffect, useRef } from 'react';

/** A picture on a canvas of its own size. */
export const Drawn = memo(function Drawn({ picture }: { picture: ImageBitmap | HTMLCanvasElement }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current!.getContext('2d')!.drawImage(picture, 0, 0);
  }, [picture]);
  return <canvas ref={canvas} width={picture.width} height={picture.height} />;
});
