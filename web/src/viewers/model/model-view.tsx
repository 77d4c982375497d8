import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, DrawTool, Gap, PinTool, SaveTool, Tool } from '../bar';
import type { ViewerIcon } from '../icons';
import { Pins } from '../pins';
import { Inks } from '../marks/ink';
import { unshown, type Camera, type Vector, type ViewProps } from '../view';
import { ModelCanvas } from './model-canvas';
import beside from '../beside.module.css';
import { meshesOf, type Model } from './model';
import { ModelEasel, planesOf, useStanding } from './model-easel';
import { openModel } from './open-model';
import { PartsTree } from './parts-tree';
import type { Cut, ModelScene } from './scene';
import { CutTool, ExplodeTool, MeasureTool, Views } from './tools';

type InUse = 'views' | 'cut' | 'explode' | 'measure' | undefined;

const MIDDLE: Cut = { axis: 'x', at: 0.5, turned: false };

export default function ModelView({ file, name, kind, onShown, onFailed, ...pinning }: ViewProps) {
  const [model, setModel] = useState<Model>();
  useEffect(() => {
    const stop = new AbortController();
    openModel(file, kind.format, stop.signal).then(
      (opened) => {
        const count = meshesOf(opened.root).length;
        if (count > 0) setModel(opened);
        else onShown({ count });
      },
      (error: unknown) => !stop.signal.aborted && onFailed(unshown(error)),
    );
    return () => stop.abort();
  }, [file, kind, onShown, onFailed]);
  if (!model) return null;
  return <Shown model={model} file={file} name={name} kind={kind} onShown={onShown} onFailed={onFailed} {...pinning} />;
}

function Shown({ model, file, name, pins = [], openPin, onPin, onOpenPin, layers = [], openLayer, onDraw, easel, onShown, onFailed }: ViewProps & { model: Model }) {
  const { t } = useTranslation();
  const [scene, setScene] = useState<ModelScene>();
  const [camera, setCamera] = useState<Camera>();
  const [inUse, setInUse] = useState<InUse>();
  const [listed, setListed] = useState(false);
  const [pointing, setPointing] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [cut, setCut] = useState<Cut>();
  const [apart, setApart] = useState(0);
  const [ends, setEnds] = useState<readonly Vector[]>([]);
  const count = meshesOf(model.root).length;

  const onScene = useCallback(
    (made: ModelScene | undefined) => {
      setScene(made);
      if (made) onShown({ count });
    },
    [onShown, count],
  );
  useEffect(() => scene?.hide(hidden), [scene, hidden]);
  useEffect(() => scene?.cut(cut), [scene, cut]);
  useEffect(() => scene?.explode(apart), [scene, apart]);
  useEffect(() => scene?.measure(ends), [scene, ends]);
  const opened = pins.find(({ id }) => id === openPin)?.spot;
  useEffect(() => {
    if (scene && opened?.on === 'model') scene.camera3d = opened.camera;
    // Only when another pin is opened: somebody may have turned the model since.
  }, [scene, openPin]);

  const needed = pins.length > 0 || layers.length > 0 || easel !== undefined;
  useEffect(() => {
    if (scene && needed) setCamera(scene.camera3d);
  }, [scene, needed]);
  const asked = layers.find(({ id }) => id === openLayer);
  const standing = useStanding(scene, asked, easel);

  const tap = (x: number, y: number) => {
    const point = scene?.pick(x, y, inUse === 'measure');
    if (!point || !scene) return;
    if (pointing) {
      setPointing(false);
      onPin?.({ on: 'model', point, camera: scene.camera3d });
    } else {
      setEnds(ends.length === 1 ? [...ends, point] : [point]);
    }
  };
  // A cut stays while something else is done with it; its own tool takes it away.
  const use = (tool: InUse) => {
    const again = inUse === tool;
    if (tool === 'cut') setCut(again ? undefined : (cut ?? MIDDLE));
    setInUse(again ? undefined : tool);
    setEnds([]);
  };
  const tool = (icon: ViewerIcon & keyof typeof labels) => (
    <Tool
      icon={icon}
      label={labels[icon]}
      pressed={inUse === icon || (icon === 'cut' && cut !== undefined)}
      disabled={icon === 'explode' && count < 2}
      onClick={() => use(icon)}
    />
  );
  const labels = { views: t('viewers.model.views'), cut: t('viewers.model.cut'), explode: t('viewers.model.explode'), measure: t('viewers.model.measure') };
  // What is placed follows the camera, which the scene tells after it has drawn.
  const placed = scene && camera ? pins.flatMap((pin) => (pin.spot.on === 'model' ? [{ pin, ...scene.place(pin.spot.point) }] : [])) : [];
  return (
    <>
      <div className={beside.stage}>
        <div className={beside.view}>
          <ModelCanvas
            model={model}
            name={name}
            onScene={onScene}
            onCamera={needed ? setCamera : ignore}
            onFailed={onFailed}
            onTap={pointing || inUse === 'measure' ? tap : undefined}
          />
          <Inks placed={scene && camera ? planesOf(scene, camera, layers) : []} />
          <Pins placed={placed} open={openPin} onOpen={onOpenPin} />
          {easel && scene && standing && <ModelEasel easel={easel} scene={scene} standing={standing} millimetres={model.millimetres} />}
        </div>
        {listed && <PartsTree root={model.root} hidden={hidden} onHidden={setHidden} />}
      </div>
      {easel?.bar ?? (
        <>
          {inUse === 'views' && <Views onLook={(from) => scene?.look(from)} />}
          {inUse === 'cut' && cut && <CutTool cut={cut} onCut={setCut} />}
          {inUse === 'explode' && <ExplodeTool by={apart} onBy={setApart} />}
          {inUse === 'measure' && <MeasureTool ends={ends} millimetres={model.millimetres} onClear={() => setEnds([])} />}
          <Bar>
            <Tool icon="fit" label={t('viewers.fit')} onClick={() => scene?.fit()} />
            {tool('views')}
            {tool('cut')}
            {tool('explode')}
            {tool('measure')}
            <Tool icon="parts" label={t('viewers.model.parts_count', { count })} pressed={listed} onClick={() => setListed(!listed)} />
            <Gap />
            {onPin && <PinTool active={pointing} onToggle={() => setPointing(!pointing)} />}
            <DrawTool onDraw={onDraw} />
            <SaveTool file={file} name={name} />
          </Bar>
        </>
      )}
    </>
  );
}

function ignore(): void {}
