// Two models beside each other, seen from one place.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Tool } from '../bar';
import { sameCamera } from '../model/cameras';
import type { Model } from '../model/model';
import { ModelCanvas } from '../model/model-canvas';
import { openModel } from '../model/open-model';
import type { ModelScene } from '../model/scene';
import { Views } from '../model/tools';
import { unshown, Unshown, type Camera } from '../view';
import css from './compare.module.css';
import type { ComparedProps } from './compared';

export default function ModelsCompare({ before, after, onShown, onFailed }: ComparedProps) {
  const { t } = useTranslation();
  const [models, setModels] = useState<readonly [Model, Model]>();
  const scenes = useRef<[ModelScene | undefined, ModelScene | undefined]>([undefined, undefined]);
  const [looking, setLooking] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    Promise.all([openModel(before.file, before.kind.format, stop.signal), openModel(after.file, after.kind.format, stop.signal)]).then(
      (opened) => {
        if (opened.some(({ meshes }) => meshes.length === 0)) onFailed(new Unshown('empty'));
        else setModels(opened);
      },
      (error: unknown) => !stop.signal.aborted && onFailed(unshown(error)),
    );
    return () => stop.abort();
  }, [before, after, onFailed]);

  const follow = (leader: 0 | 1) => (camera: Camera) => {
    const other = scenes.current[1 - leader];
    if (other && !sameCamera(other.camera3d, camera)) other.camera3d = camera;
  };
  const onScene = useCallback(
    (at: 0 | 1, scene: ModelScene | undefined) => {
      scenes.current[at] = scene;
      const [first, second] = scenes.current;
      if (!first || !second) return;
      second.camera3d = first.camera3d;
      onShown({ count: 2 });
    },
    [onShown],
  );
  const onBefore = useCallback((scene: ModelScene | undefined) => onScene(0, scene), [onScene]);
  const onAfter = useCallback((scene: ModelScene | undefined) => onScene(1, scene), [onScene]);

  if (!models) return null;
  return (
    <>
      <div className={css.beside}>
        <figure>
          <figcaption>{t('viewers.compare.before')}</figcaption>
          <ModelCanvas model={models[0]} name={before.name} onScene={onBefore} onCamera={follow(0)} onFailed={onFailed} />
        </figure>
        <figure>
          <figcaption>{t('viewers.compare.after')}</figcaption>
          <ModelCanvas model={models[1]} name={after.name} onScene={onAfter} onCamera={follow(1)} onFailed={onFailed} />
        </figure>
      </div>
      {looking && <Views onLook={(from) => scenes.current[0]?.look(from)} />}
      <Bar>
        <Tool icon="fit" label={t('viewers.fit')} onClick={() => scenes.current[0]?.fit()} />
        <Tool icon="views" label={t('viewers.model.views')} pressed={looking} onClick={() => setLooking(!looking)} />
      </Bar>
    </>
  );
}
