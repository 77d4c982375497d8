// A page for tests and for work on the viewers: one chosen file is shown, two are compared. With `?preview` a phone gets
// the preview that is made here. Not part of the product.
import '../../../src/ui/mantine.css';
import '../../../src/ui/base.css';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import { MantineProvider } from '@mantine/core';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { startTexts } from '../../../src/i18n/setup';
import { cssVariables, theme } from '../../../src/ui/theme';
import { Compare, makePreview, Viewer, type Pin, type Spot } from '../../../src/viewers';

function Page() {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [pins, setPins] = useState<readonly Pin[]>([]);
  const [openPin, setOpenPin] = useState<string>();
  const [one, two] = files;
  const [preview, setPreview] = useState<Blob>();
  const [itself, setItself] = useState(false);
  useEffect(() => {
    setPreview(undefined);
    setItself(false);
    if (!one || !location.search.includes('preview')) return;
    const stop = new AbortController();
    void makePreview(one, one.name, { form: true, picture: true }, stop.signal).then(({ form, picture }) => {
      setPreview(form);
      Object.assign(globalThis, { preview: form, picture });
    });
    return () => stop.abort();
  }, [one]);
  const choose = (chosen: FileList | null) => {
    setPins([]);
    setFiles([...(chosen ?? [])]);
  };
  const add = (spot: Spot) => setPins((before) => [...before, { id: `${before.length}`, mark: `${before.length + 1}`, label: JSON.stringify(spot), spot }]);
  return (
    <main style={{ display: 'flex', flexDirection: 'column', height: '100dvh' }}>
      <input type="file" multiple className="visually-hidden" aria-label="files" onChange={(event) => choose(event.target.files)} />
      {one && !two && <Viewer file={one} name={one.name} preview={preview && !itself ? { file: preview, by: one.name } : undefined} onItself={() => setItself(true)} pins={pins} onPin={add} openPin={openPin} onOpenPin={setOpenPin} />}
      {one && two && <Compare before={{ file: one, name: one.name }} after={{ file: two, name: two.name }} />}
    </main>
  );
}

await startTexts();
createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <Page />
  </MantineProvider>,
);
